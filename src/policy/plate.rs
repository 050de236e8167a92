//! 机动车号牌 (GA 36): a province, a letter, and five or, of new-energy cars, six characters.

use std::ops::Range;

use super::units::{Class, Gap, unit};

/// What provinces are called on plates.
pub const PROVINCES: &[&str] = &[
    "京", "津", "沪", "渝", "冀", "豫", "云", "辽", "黑", "湘", "皖", "鲁", "新", "苏", "浙", "赣", "鄂", "桂", "甘",
    "晋", "蒙", "陕", "吉", "闽", "贵", "粤", "青", "藏", "川", "宁", "琼",
];
/// Characters before 新 and 云 that make a word of them.
const WORDS: &str = "最更创革全刷清里讯为华";

/// The plate that begins with the province at `start`, and its characters.
pub fn read(text: &str, start: usize) -> Option<(Range<usize>, String)> {
    let province = text[start..].chars().next()?;
    let before = text[..start].chars().next_back();
    if matches!(province, '新' | '云') && before.is_some_and(|c| WORDS.contains(c)) {
        return None;
    }
    let (letter, mut at) = character(text, skip(text, start + province.len_utf8(), &[Gap::Blank])?)?;
    if !letter.is_ascii_uppercase() || matches!(letter, 'I' | 'O') {
        return None;
    }
    at = skip(text, at, &[Gap::Blank, Gap::Dot, Gap::Hyphen])?;
    let mut serial = String::new();
    let mut end = at;
    while let Some((c, next)) = character(text, at).filter(|_| serial.len() < 8) {
        serial.push(c);
        (at, end) = (next, next);
    }
    if let Some(special) = text[end..].chars().next().filter(|c| "挂学警港澳领使".contains(*c)) {
        serial.push(special);
        end += special.len_utf8();
    }
    fits(&serial).then(|| (start..end, format!("{province}{letter}{serial}")))
}

fn character(text: &str, at: usize) -> Option<(char, usize)> {
    let mut at = at;
    loop {
        match unit(text, at)? {
            (Class::Digit(digit), end) => return Some((char::from(b'0' + digit), end)),
            (Class::Other(c), end) if c.is_ascii_alphabetic() => return Some((c.to_ascii_uppercase(), end)),
            // An asterisk masks a character here.
            (Class::Nothing, end) if !text[at..].starts_with('*') => at = end,
            _ => return None,
        }
    }
}

/// Past one separator, if there is one.
fn skip(text: &str, at: usize, gaps: &[Gap]) -> Option<usize> {
    match unit(text, at)? {
        (Class::Gap(gap), end) if gaps.contains(&gap) => Some(end),
        _ => Some(at),
    }
}

/// Whether the characters after the letter are those of a plate.
fn fits(serial: &str) -> bool {
    let chars: Vec<char> = serial.chars().collect();
    let digits = chars.iter().filter(|c| c.is_ascii_digit()).count();
    let permitted = chars.iter().all(|c| !matches!(c, 'I' | 'O'));
    let energy = chars.len() == 6
        && (matches!(chars[0], 'A'..='K') && chars[2..].iter().all(char::is_ascii_digit)
            || matches!(chars[5], 'A'..='K') && chars[..5].iter().all(char::is_ascii_digit));
    permitted && digits >= 3 && (chars.len() == 5 || energy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_are_read() {
        for (text, expected) in [
            ("湘A12345", Some("湘A12345")),
            ("湘Ａ·１２３４５。", Some("湘A12345")),
            ("湘a-123b5", Some("湘A123B5")),
            ("湘AD12345", Some("湘AD12345")),
            ("湘A12345F", Some("湘A12345F")),
            ("粤Z1234港", Some("粤Z1234港")),
            ("粤B2-20090059", None),
            ("湘A·1**45", None),
            ("湘A1234", None),
            ("京ICP备", None),
            ("湘ABCDE1", None),
        ] {
            assert_eq!(read(text, 0).map(|(_, plate)| plate).as_deref(), expected, "{text}");
        }
        assert_eq!(read("最新V12345", 3), None);
    }
}
