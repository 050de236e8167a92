//! 固定电话: an area code and seven or eight digits.

use super::context;
use super::numbers::Number;

/// Whether a number is one, and whether that is certain.
pub fn read(number: &mut Number<'_>) -> Option<bool> {
    let (text, start) = (number.text, number.place.start);
    if context::is_serial(text, start) || context::is_amount(text, start, number.place.end) {
        return None;
    }
    let abroad = text[..start].trim_end().ends_with(['+', '＋']) || number.digits.starts_with(&[0, 0, 8, 6]);
    let mut groups = number.groups.as_slice();
    let mut digits = number.digits.as_slice();
    let country: &[u8] = if digits.starts_with(&[0, 0]) { &[0, 0, 8, 6] } else { &[8, 6] };
    if abroad && digits.starts_with(country) && groups.first() == Some(&country.len()) {
        (digits, groups) = (&digits[country.len()..], &groups[1..]);
    }
    // An extension belongs to the office, not to the line.
    if let [_, 7..=8, 1..=5] = groups {
        digits = &digits[..groups[0] + groups[1]];
        groups = &groups[..2];
    }
    let area = area(digits, abroad)?;
    let line = &digits[area..];
    let fits = (7..=8).contains(&line.len()) && (2..=8).contains(&line[0]) && line.iter().all(|digit| *digit < 10);
    let is_cut_well = groups.len() == 1 || groups[0] == area || groups[0] == area + 4 && groups.len() == 2;
    if area == 0 || !fits || !is_cut_well || groups.len() > 4 {
        return match bracketed(text, start, digits) {
            Some((start, whole)) => {
                number.place.start = start;
                number.digits = whole;
                Some(true)
            }
            None => called(number),
        };
    }
    let whole = if abroad && digits[0] != 0 { [&[0], digits].concat() } else { digits.to_vec() };
    number.digits = whole;
    Some(true)
}

/// How long the area code is; the whole number's digits for a line without one.
fn area(digits: &[u8], abroad: bool) -> Option<usize> {
    match digits {
        [0, 1, 0, ..] | [0, 2, 0..=9, ..] => Some(3),
        [0, 3..=9, 1..=9, 0..=9, ..] => Some(4),
        [1, 0, ..] | [2, 0..=9, ..] if abroad => Some(2),
        [3..=9, 1..=9, 0..=9, ..] if abroad => Some(3),
        [2..=8, ..] if (7..=8).contains(&digits.len()) => Some(0),
        _ => None,
    }
}

/// The area code in brackets before a line: (0731)8555 0000.
fn bracketed(text: &str, start: usize, line: &[u8]) -> Option<(usize, Vec<u8>)> {
    if !(7..=8).contains(&line.len()) {
        return None;
    }
    let head = text[..start].trim_end().strip_suffix([')', '）'])?;
    let open = head.rfind(['(', '（'])?;
    let code: Vec<u8> =
        head[open..].chars().skip(1).map(|c| c.to_digit(10).map(|digit| digit as u8)).collect::<Option<_>>()?;
    (area(&code, false) == Some(code.len())).then(|| (open, [&code, line].concat()))
}

/// Words for telephones.
const TELEPHONES: &[&str] = &["电话", "座机", "传真", "固话", "电话号码", "联系方式"];
/// Words for a home's telephone, which may stand a little before the number.
const AT_HOME: &[&str] = &["座机", "固话", "固定电话", "家里电话", "家里的电话", "回电"];

/// A line without area code, after a word for telephones. Never certain.
fn called(number: &Number<'_>) -> Option<bool> {
    let head = context::before(number.text, number.place.start, 12);
    let near = head.trim_end_matches(['：', ':', ' ', '是', '为', '，', '（', '(']);
    let named = TELEPHONES.iter().any(|word| near.ends_with(word));
    let at_home = AT_HOME.iter().any(|word| head.contains(word)) || head.ends_with("家 ") || head.ends_with("家：");
    let fits = (7..=8).contains(&number.digits.len()) && number.digits[0] > 1 && number.digits.iter().all(|d| *d < 10);
    (fits && (at_home && number.groups.len() <= 3 || named && number.groups.len() <= 2)).then_some(false)
}
