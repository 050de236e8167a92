//! Chinese numerals, as mastheads and dates write them.

/// Writes a number in Chinese numerals: 635 is 六百三十五.
pub fn write(number: u64) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    match number {
        0 => return "零".to_owned(),
        // No bulletin gets there; plain digits are at least true.
        1_000_000_000_000.. => return number.to_string(),
        _ => {}
    }
    fn below_ten_thousand(number: u64, leading: bool, out: &mut String) {
        let mut pending_zero = false;
        for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let digit = (number / unit % 10) as usize;
            if digit == 0 {
                pending_zero = !out.is_empty();
                continue;
            }
            if pending_zero {
                out.push('零');
                pending_zero = false;
            }
            if !(digit == 1 && unit == 10 && leading && out.is_empty()) {
                out.push(DIGITS[digit]);
            }
            out.push_str(name);
        }
    }
    let mut out = String::new();
    for (unit, name) in [(100_000_000, "亿"), (10_000, "万"), (1, "")] {
        let part = number / unit % 10_000;
        if part == 0 {
            continue;
        }
        let mut text = String::new();
        below_ten_thousand(part, out.is_empty(), &mut text);
        if !out.is_empty() && part < 1000 {
            out.push('零');
        }
        out.push_str(&text);
        out.push_str(name);
    }
    out
}

/// Reads a number in Arabic digits, of half or full width, or in Chinese numerals: by value
/// (六百三十五) or digit by digit (六三五), in the plain or the banker's characters. Spaces between
/// are passed over.
pub fn read(text: &str) -> Option<u64> {
    let signs: Vec<Sign> = text.chars().filter(|c| !c.is_whitespace()).map(sign).collect::<Option<_>>()?;
    if signs.is_empty() || signs.len() > 32 {
        return None;
    }
    let only_digits = signs.iter().all(|sign| matches!(sign, Sign::Digit(_)));
    if only_digits { by_digits(&signs) } else { by_value(&signs) }
}

/// Whether a character can be part of a number that [`read`] reads.
pub fn is_part(c: char) -> bool {
    sign(c).is_some()
}

#[derive(Clone, Copy)]
enum Sign {
    Digit(u64),
    /// 十, 百, 千.
    Unit(u64),
    /// 万, 亿.
    Group(u64),
}

fn sign(c: char) -> Option<Sign> {
    Some(match c {
        '0'..='9' => Sign::Digit(u64::from(c) - u64::from('0')),
        '０'..='９' => Sign::Digit(u64::from(c) - u64::from('０')),
        // Old files write circles of all kinds for nought.
        '零' | '〇' | '○' | '◯' | '￮' | 'Ｏ' => Sign::Digit(0),
        '一' | '壹' | '弌' => Sign::Digit(1),
        '二' | '两' | '贰' | '貳' => Sign::Digit(2),
        '三' | '叁' | '參' => Sign::Digit(3),
        '四' | '肆' => Sign::Digit(4),
        '五' | '伍' => Sign::Digit(5),
        '六' | '陆' | '陸' => Sign::Digit(6),
        '七' | '柒' => Sign::Digit(7),
        '八' | '捌' => Sign::Digit(8),
        '九' | '玖' => Sign::Digit(9),
        '十' | '拾' => Sign::Unit(10),
        '廿' => return None,
        '百' | '佰' => Sign::Unit(100),
        '千' | '仟' => Sign::Unit(1000),
        '万' | '萬' => Sign::Group(10_000),
        '亿' | '億' => Sign::Group(100_000_000),
        _ => return None,
    })
}

fn by_digits(signs: &[Sign]) -> Option<u64> {
    signs.iter().try_fold(0_u64, |number, sign| match sign {
        Sign::Digit(digit) => number.checked_mul(10)?.checked_add(*digit),
        _ => None,
    })
}

/// Digits before units: 六百三十五. A last digit without a unit right after one counts in tens of
/// the unit below it, as people speak: 一百二 is 120.
fn by_value(signs: &[Sign]) -> Option<u64> {
    let (mut total, mut part, mut digit) = (0_u64, 0_u64, None::<u64>);
    let (mut unit, mut group) = (u64::MAX, u64::MAX);
    let mut after_nought = false;
    for sign in signs {
        match *sign {
            Sign::Digit(0) => {
                if digit.is_some() {
                    return None;
                }
                after_nought = true;
            }
            Sign::Digit(value) => {
                if digit.replace(value).is_some() {
                    return None;
                }
            }
            Sign::Unit(value) => {
                if value >= unit {
                    return None;
                }
                // 十二 leaves the one before 十 out; 百 and 千 do not.
                let count = match digit.take() {
                    Some(count) => count,
                    None if value == 10 => 1,
                    None => return None,
                };
                part += count * value;
                (unit, after_nought) = (value, false);
            }
            Sign::Group(value) => {
                let count = part + digit.take().unwrap_or(0);
                if value >= group || count == 0 {
                    return None;
                }
                total = total.checked_add(count.checked_mul(value)?)?;
                (part, unit, group, after_nought) = (0, u64::MAX, value, false);
            }
        }
    }
    let rest = match digit {
        Some(digit) if after_nought || unit == 10 => digit,
        Some(digit) if unit != u64::MAX => digit * unit / 10,
        Some(digit) if group != u64::MAX => digit * group / 10,
        Some(digit) => digit,
        None => 0,
    };
    total.checked_add(part + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_by_value() {
        for (number, text) in [
            (12, "十二"),
            (635, "六百三十五"),
            (20, "二十"),
            (105, "一百零五"),
            (1010, "一千零一十"),
            (10_001, "一万零一"),
            (10_010, "一万零一十"),
            (110, "一百一十"),
        ] {
            assert_eq!(write(number), text);
        }
    }

    #[test]
    fn numbers_are_read_in_every_form() {
        for (text, number) in [
            ("635", 635),
            ("６３５", 635),
            ("六百三十五", 635),
            ("六三五", 635),
            ("二〇五", 205),
            ("二○○八", 2008),
            ("二零一九", 2019),
            ("一千二百三十", 1230),
            ("一百二", 120),
            ("一百零二", 102),
            ("一百一十", 110),
            ("一百十", 110),
            ("十", 10),
            ("两百", 200),
            ("陆佰叁拾伍", 635),
            ("一万零一十", 10_010),
            ("九万九千九百九十九", 99_999),
            ("六 百 三 十 五", 635),
            ("2 0 1 9", 2019),
        ] {
            assert_eq!(read(text), Some(number), "{text}");
        }
        for text in ["", "第", "百", "十百", "一二百", "百三", "万", "一亿亿", "99999999999999999999999"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for number in (0..100_000).chain([100_000_000, 999_999_999_999]) {
            assert_eq!(read(&write(number)), Some(number));
        }
    }
}
