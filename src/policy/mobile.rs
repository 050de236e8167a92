//! 手机号码.

use std::ops::Range;

use super::context;
use super::numbers::Number;

/// Whether a number is one, and whether that is certain. What stands before the number itself
/// (+86, 0086, 0) is left out of its digits.
pub fn read(number: &mut Number<'_>) -> Option<bool> {
    let rest = own(&number.digits)?;
    let plain = number.groups.len() == 1
        || (number.is_grouped_well() || number.groups.first() == Some(&1) && number.digits[0] == 0)
            && !number.holds_date()
            && number.groups.len() <= 13;
    let (text, place) = (number.text, &number.place);
    let other = context::is_serial(text, place.start) || context::is_amount(text, place.start, place.end);
    if !plain || other {
        return None;
    }
    number.digits = rest.to_vec();
    Some(true)
}

/// A number in which letters stand for digits, l42O8l937O6, around the `plain` digits at `at`.
pub fn with_letters(text: &str, at: usize, plain: usize) -> Option<(Range<usize>, String)> {
    let bytes = text.as_bytes();
    let alike = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'l' | b'I' | b'O' | b'o');
    // Most numbers stand apart from letters.
    let touches = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphabetic);
    if !(touches(bytes.get(at + plain)) || at > 0 && touches(bytes.get(at - 1))) {
        return None;
    }
    let start = at - bytes[..at].iter().rev().take(11).take_while(|byte| alike(byte)).count();
    let length = bytes[start..].iter().take(12).take_while(|byte| alike(byte)).count();
    let apart = !start.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii_alphanumeric)
        && !bytes.get(start + length).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'.');
    if length != 11 || !apart {
        return None;
    }
    let value: String = text[start..start + length].replace(['l', 'I'], "1").replace(['O', 'o'], "0");
    let digits: Vec<u8> = value.bytes().map(|byte| byte - b'0').collect();
    own(&digits).map(|_| (start..start + length, value))
}

/// The eleven digits, without the country.
fn own(digits: &[u8]) -> Option<&[u8]> {
    let rest = match digits.len() {
        11 => digits,
        12 => digits.strip_prefix(&[0])?,
        13 => digits.strip_prefix(&[8, 6])?,
        15 => digits.strip_prefix(&[0, 0, 8, 6])?,
        _ => return None,
    };
    let fits = rest[0] == 1 && (3..=9).contains(&rest[1]) && rest.iter().all(|digit| *digit < 10);
    // 15555555555 and 13333333333 are shown in pictures, as a sort of dummy; they are somebody's too.
    fits.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::{own, with_letters};

    #[test]
    fn letters_stand_for_digits() {
        let read = |text: &str, at| with_letters(text, at, 2).map(|(place, value)| (text[place].to_owned(), value));
        assert_eq!(read("写成l42O8l937O6，", 7), Some(("l42O8l937O6".to_owned(), "14208193706".to_owned())));
        assert_eq!(read("l42O8l937O6x", 1), None);
        assert_eq!(read("x15412345678", 1), None);
    }

    #[test]
    fn countries_are_left_out() {
        let digits = |text: &str| text.bytes().map(|b| b - b'0').collect::<Vec<u8>>();
        for text in ["15412345678", "015412345678", "8615412345678", "008615412345678"] {
            assert_eq!(own(&digits(text)), Some(&digits("15412345678")[..]), "{text}");
        }
        for text in ["12345678901", "1541234567", "25412345678", "8515412345678"] {
            assert_eq!(own(&digits(text)), None, "{text}");
        }
    }
}
