//! 手机号码.

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
    use super::own;

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
