//! 银行卡号: numbers with the prefix of a card scheme that pass Luhn's check (ISO/IEC 7812-1), and
//! what is called the number of a card or an account.

use super::context;
use super::numbers::Number;

/// Whether a number is a card's, and whether that is certain.
pub fn read(number: &mut Number<'_>) -> Option<bool> {
    let (text, place) = (number.text, &number.place);
    let fits = is_card(&number.digits) && luhn(&number.digits) && number.is_grouped_well() && !number.holds_date();
    let other = context::is_serial(text, place.start) || context::is_amount(text, place.start, place.end);
    (fits && !other).then_some(true)
}

/// What is called a number of a card or an account, whatever its digits.
pub fn read_account(number: &mut Number<'_>) -> Option<bool> {
    let (text, place) = (number.text, &number.place);
    let near = context::clause(context::before(text, place.start, 12).trim_end_matches(['（', '(', '“', '，']));
    let named = ["卡号", "账号", "帐号", "银行卡", "储蓄卡", "信用卡", "借记卡", "对公账户", "收款账户", "银行账户"];
    let is_account = named.iter().any(|word| near.contains(word)) && !near.contains("尾号");
    let fits = (12..=22).contains(&number.digits.len())
        && number.digits.iter().all(|digit| *digit < 10)
        && number.is_grouped_well()
        && !number.holds_date();
    let other = context::is_serial(text, place.start) || context::is_amount(text, place.start, place.end);
    (is_account && fits && !other).then_some(false)
}

/// Prefixes of card schemes with the lengths of their numbers.
fn is_card(digits: &[u8]) -> bool {
    if digits.len() < 15 || digits.iter().any(|digit| *digit > 9) {
        return false;
    }
    let prefix = digits[..4].iter().fold(0u32, |sum, digit| sum * 10 + u32::from(*digit));
    let length = digits.len();
    match prefix {
        6200..=6299 => (16..=19).contains(&length),
        9558 | 9559 => (16..=19).contains(&length),
        4000..=4999 => matches!(length, 16 | 19),
        5100..=5599 | 2221..=2720 | 3528..=3589 => length == 16,
        3400..=3499 | 3700..=3799 => length == 15,
        _ => false,
    }
}

fn luhn(digits: &[u8]) -> bool {
    let double = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let value = |(at, digit): (usize, &u8)| if at % 2 == 1 { double(u32::from(*digit)) } else { u32::from(*digit) };
    digits.iter().rev().enumerate().map(value).sum::<u32>().is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_pass_luhn() {
        let digits = |text: &str| text.bytes().map(|b| b - b'0').collect::<Vec<u8>>();
        assert!(is_card(&digits("6222020000000000000")) && luhn(&digits("6222020000000000000")));
        assert!(!luhn(&digits("6222020000000000001")));
        assert!(!is_card(&digits("6901234567892")));
        assert!(!is_card(&digits("1222020000000000000")));
    }
}
