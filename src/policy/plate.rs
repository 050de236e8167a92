//! 机动车号牌 (GA 36): a province, a letter, and five or, of new-energy cars, six characters.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::context;
use super::units::{Class, Gap, unit};
use crate::text::compile;

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
    let (letter, mut at) = character(text, skip(text, start + province.len_utf8(), &[Gap::Blank, Gap::Hyphen])?)?;
    if !letter.is_ascii_uppercase() || matches!(letter, 'I' | 'O') {
        return None;
    }
    at = skip(text, at, &[Gap::Blank, Gap::Dot, Gap::Hyphen])?;
    let close = serial(text, at, false).filter(|(serial, _)| fits(serial));
    // 湘AD 12345 and 湘A 1 2 3 4 5 are plates too.
    let (serial, end) = close.or_else(|| serial(text, at, true).filter(|(serial, _)| fits(serial)))?;
    Some((start..end, format!("{province}{letter}{serial}")))
}

/// The characters of a plate from a place on, and where they end.
fn serial(text: &str, at: usize, has_gaps: bool) -> Option<(String, usize)> {
    let mut serial = String::new();
    let (mut at, mut end) = (at, at);
    while let Some((c, next)) = character(text, at).filter(|_| serial.len() < 8) {
        serial.push(c);
        end = next;
        at = if has_gaps { skip(text, next, &[Gap::Blank, Gap::Dot, Gap::Hyphen]).unwrap_or(next) } else { next };
    }
    if let Some(special) = text[end..].chars().next().filter(|c| SPECIAL.contains(*c)) {
        serial.push(special);
        end += special.len_utf8();
    }
    Some((serial, end))
}

/// What ends plates of trailers, learners, the police, Hong Kong, Macao and embassies.
const SPECIAL: &str = "挂学警港澳领使";

/// Words by which plates of armed forces are looked for.
pub const ARMED: &[&str] = &["WJ", "ＷＪ", "军牌", "军车", "军用", "军V", "号牌", "车牌", "假牌", "牌照", "部队"];

/// Armed police, and the two letters or district and letter of the forces (GJB 5083).
static ARMED_PLATE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"WJ ?\p{Han}?[0-9]{0,2}[·•・. -]?[0-9A-Z]{4,5}[XBTSHJD消边警电林]?|(?-u:\b)[A-Z]{2}[·•・. -]?[0-9]{5}(?-u:\b)|使 ?[0-9]{3}[·•・. ]?[0-9]{3}(?-u:\b)|\p{Han}[·•・. ]?[0-9]{4}领|[军空海北南沈兰济成][A-Z][·•・. -]?[0-9A-Z][0-9]{4}(?-u:\b)",
    )
});

/// The plates of armed forces beside a word for them.
pub fn armed(text: &str, word: Range<usize>) -> Vec<(Range<usize>, String)> {
    let head = context::before(text, word.start, 16);
    let start = word.start - head.len();
    let end = word.end + context::after(text, word.end, 24).len();
    let found = ARMED_PLATE.find_iter(&text[start..end]);
    let plain = |plate: &str| plate.replace(['·', '•', '・', '.', ' ', '-'], "");
    found.map(|plate| (start + plate.start()..start + plate.end(), plain(plate.as_str()))).collect()
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
    let is_special = chars.last().is_some_and(|c| SPECIAL.contains(*c)) && matches!(chars.len(), 5 | 6);
    permitted && digits >= 3 && (chars.len() == 5 || energy || is_special)
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
            ("湘AD 12345", Some("湘AD12345")),
            ("粤B·F 0 3 8 2 6号", Some("粤BF03826")),
            ("湘B·F1234挂", Some("湘BF1234挂")),
            ("湘-AF-38172。", Some("湘AF38172")),
            ("湘A 2026 年", None),
            ("粤B2-20090059", None),
            ("湘A·1**45", None),
            ("湘A1234", None),
            ("京ICP备", None),
            ("湘ABCDE1", None),
        ] {
            assert_eq!(read(text, 0).map(|(_, plate)| plate).as_deref(), expected, "{text}");
        }
        assert_eq!(read("最新V12345", 3), None);
        let armed = |text: &str, word: &str| {
            let at = text.find(word).unwrap_or_default();
            armed(text, at..at + word.len()).into_iter().map(|(_, plate)| plate).collect::<Vec<_>>()
        };
        assert_eq!(armed("“VA·10027”号牌系伪造", "号牌"), ["VA10027"]);
        assert_eq!(armed("使馆牌照使 274·016是P的", "牌照"), ["使274016"]);
        assert_eq!(armed("领事馆车牌沪·1093领", "车牌"), ["沪1093领"]);
        assert_eq!(armed("挂军V·B7029假牌", "假牌"), ["军VB7029"]);
        assert_eq!(armed("上了一辆WJ43·7082X", "WJ"), ["WJ437082X"]);
        assert!(armed("部队采购2026年", "部队").is_empty());
    }
}
