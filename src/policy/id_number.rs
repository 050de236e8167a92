//! 居民身份证号码: 18 digits after GB 11643, or the 15 of old ones.

use super::context;
use super::numbers::Number;

/// What the last digit is computed with (GB 11643-1999, 3.2.5).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The first two digits of divisions (GB/T 2260).
const PROVINCES: &[u8] = &[
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82, 83,
];

/// A foreigner's permanent residence card since 2023 has 9 before the province, then the country.
const FOREIGNER: u8 = 9;

/// Whether a number is one, and whether that is certain.
pub fn read(number: &mut Number<'_>) -> Option<bool> {
    let digits = &number.digits;
    let at = number.place.start;
    match digits.len() {
        18 if has_province(digits) && is_date(&digits[6..14]) => {
            if checks(digits) {
                return Some(true);
            }
            (!context::is_serial(number.text, at)).then_some(false)
        }
        15 if digits[14] < 10 && has_province(digits) => {
            let date: Vec<u8> = [1, 9].iter().chain(&digits[6..12]).copied().collect();
            let fits = is_date(&date) && !number.holds_date() && number.groups.len() <= 3;
            (fits && !context::is_serial(number.text, at)).then_some(false)
        }
        _ => None,
    }
}

fn has_province(digits: &[u8]) -> bool {
    let at = usize::from(digits.len() == 18 && digits[0] == FOREIGNER);
    PROVINCES.contains(&(digits[at] * 10 + digits[at + 1]))
}

/// Whether eight digits are a day.
fn is_date(digits: &[u8]) -> bool {
    let value =
        |range: std::ops::Range<usize>| digits[range].iter().fold(0u32, |sum, digit| sum * 10 + u32::from(*digit));
    let (year, month, day) = (value(0..4), value(4..6), value(6..8));
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1800..2100).contains(&year) && (1..=12).contains(&month) && (1..=days).contains(&day)
}

fn checks(digits: &[u8]) -> bool {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    let expected = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2][(sum % 11) as usize];
    digits[17] == expected && digits[..17].iter().all(|digit| *digit < 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<u8> {
        text.bytes().map(|b| if b == b'X' { 10 } else { b - b'0' }).collect()
    }

    #[test]
    fn check_digits_follow_the_standard() {
        for good in ["11010519491231002X", "430102199001010016", "431121198506151231"] {
            assert!(checks(&digits(good)), "{good}");
        }
        assert!(!checks(&digits("430102199001010017")));
    }

    #[test]
    fn days_exist() {
        assert!(is_date(&digits("20240229")) && !is_date(&digits("20240431")) && !is_date(&digits("20241301")));
    }
}
