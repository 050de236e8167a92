//! Days that could not be read.

use jiff::civil;

use crate::diag::Text;
use crate::t;

/// What is wrong with a date that could not be read: its form, or that there is no such day.
pub fn complaint(written: &str) -> Text {
    match meant(written) {
        Some(day) => t!("日期“{written}”的写法不对，应为 {day}", "the date `{written}` is written otherwise: {day}"),
        None => t!("“{written}”不是一个存在的日期", "`{written}` is not a date that exists"),
    }
}

/// The day that somebody means who writes 2026-1-5, 2026/11/27 or 2026年11月27日.
fn meant(written: &str) -> Option<civil::Date> {
    let mut numbers = written.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let mut next = || numbers.next()?.parse::<i16>().ok();
    let (year, month, day) = (next()?, i8::try_from(next()?).ok()?, i8::try_from(next()?).ok()?);
    (1900..2200).contains(&year).then(|| civil::Date::new(year, month, day).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_exist_are_told_apart() {
        for (written, told) in [
            ("2026-1-5", "日期“2026-1-5”的写法不对，应为 2026-01-05"),
            ("2026年11月27日", "日期“2026年11月27日”的写法不对，应为 2026-11-27"),
            ("2026/11/27", "日期“2026/11/27”的写法不对，应为 2026-11-27"),
            ("2026-02-30", "“2026-02-30”不是一个存在的日期"),
            ("2026-13-27", "“2026-13-27”不是一个存在的日期"),
            ("明天", "“明天”不是一个存在的日期"),
        ] {
            assert_eq!(complaint(written).zh, told);
        }
    }
}
