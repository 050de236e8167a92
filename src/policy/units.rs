//! Texts as a reader sees them, one character at a time: full-width and mathematical digits are
//! digits, character references are what they stand for, and what nobody sees (tags, emphasis,
//! characters without width) joins what stands around it.

use std::ops::Range;

/// What a piece of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A digit.
    Digit(u8),
    /// A digit in Chinese: 零, 幺, 一 …
    Han(u8),
    /// Nothing that a reader sees.
    Nothing,
    /// Something that groups digits.
    Gap(Gap),
    /// Any other character; letters of full width as ASCII.
    Other(char),
}

/// What stands between groups of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Spaces.
    Blank,
    /// The end of a line.
    Line,
    /// Hyphens and dashes.
    Hyphen,
    /// Dots.
    Dot,
    /// Commas.
    Comma,
}

/// The piece of a text at a place: what it is, and where it ends.
pub fn unit(text: &str, at: usize) -> Option<(Class, usize)> {
    let rest = text.get(at..)?;
    let c = rest.chars().next()?;
    let end = at + c.len_utf8();
    Some(match c {
        '0'..='9' => (Class::Digit(c as u8 - b'0'), end),
        '&' => match reference(rest) {
            Some((Some(c), length)) => (class(c), at + length),
            Some((None, length)) => (Class::Gap(Gap::Blank), at + length),
            None => (Class::Other('&'), end),
        },
        '\\' => match escape(rest) {
            Some((c, length)) => (class(c), at + length),
            None => (Class::Nothing, end),
        },
        '<' => match tag(rest) {
            Some((true, length)) => (Class::Gap(Gap::Line), at + length),
            Some((false, length)) => (Class::Nothing, at + length),
            None => (Class::Other('<'), end),
        },
        _ => (class(c), end),
    })
}

fn class(c: char) -> Class {
    match c {
        '0'..='9' => Class::Digit(c as u8 - b'0'),
        '０'..='９' => Class::Digit((c as u32 - '０' as u32) as u8),
        '\u{1D7CE}'..='\u{1D7FF}' => Class::Digit(((c as u32 - 0x1D7CE) % 10) as u8),
        '①'..='⑨' => Class::Digit((c as u32 - '①' as u32 + 1) as u8),
        '❶'..='❾' => Class::Digit((c as u32 - '❶' as u32 + 1) as u8),
        '⓪' | '⓿' => Class::Digit(0),
        '零' | '〇' | '○' => Class::Han(0),
        '一' | '幺' | '壹' => Class::Han(1),
        '二' | '贰' | '两' => Class::Han(2),
        '三' | '叁' => Class::Han(3),
        '四' | '肆' => Class::Han(4),
        '五' | '伍' => Class::Han(5),
        '六' | '陆' => Class::Han(6),
        '七' | '柒' => Class::Han(7),
        '八' | '捌' => Class::Han(8),
        '九' | '玖' => Class::Han(9),
        '*' | '`' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' | '\u{FE0F}' | '\u{20E3}' => {
            Class::Nothing
        }
        ' ' | '\t' | '\u{A0}' | '\u{3000}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => Class::Gap(Gap::Blank),
        '\n' | '\r' => Class::Gap(Gap::Line),
        '-' | '－' | '～' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Class::Gap(Gap::Hyphen),
        ',' | '，' | '、' => Class::Gap(Gap::Comma),
        '.' | '．' | '·' | '•' | '‧' | '・' => Class::Gap(Gap::Dot),
        '\u{FF01}'..='\u{FF5E}' => Class::Other(char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)),
        c => Class::Other(c),
    }
}

/// A comma as others read it: one of full width is one of ASCII.
fn comma(c: char) -> char {
    if c == '，' { ',' } else { c }
}

/// A character reference of HTML; spaces without a character of their own.
fn reference(rest: &str) -> Option<(Option<char>, usize)> {
    let end = rest.bytes().take(12).position(|b| b == b';')?;
    let name = &rest[1..end];
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        },
        None if matches!(name, "nbsp" | "ensp" | "emsp" | "thinsp") => return Some((None, end + 1)),
        None if matches!(name, "zwnj" | "zwj" | "shy") => Some(0x200B),
        None => None,
    };
    Some((Some(char::from_u32(number?)?), end + 1))
}

/// An escape of TOML and YAML: `\u0031`.
fn escape(rest: &str) -> Option<(char, usize)> {
    let length = match rest.as_bytes().get(1)? {
        b'u' => 6,
        b'U' => 10,
        b'x' => 4,
        _ => return None,
    };
    let number = u32::from_str_radix(rest.get(2..length)?, 16).ok()?;
    Some((char::from_u32(number)?, length))
}

/// A tag of HTML, and whether it breaks the line.
fn tag(rest: &str) -> Option<(bool, usize)> {
    let name = rest[1..].trim_start_matches('/');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = rest.bytes().take(160).position(|b| b == b'>')?;
    Some((name.starts_with("br"), end + 1))
}

/// Where the piece begins that holds the digit at `at`: a character reference or an escape
/// begins before its digits.
pub fn begin(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..at];
    let starts: [&[u8]; 6] = [b"&#", b"&#x", b"&#X", b"\\u", b"\\U", b"\\x"];
    let mut starts = starts.into_iter().filter(|start| before.ends_with(start)).map(|start| at - start.len());
    starts.find(|start| unit(text, *start).is_some_and(|(class, _)| !matches!(class, Class::Nothing))).unwrap_or(at)
}

/// A part of a text in ASCII where that means the same, with the place of each of its bytes.
#[derive(Debug, Default)]
pub struct Folded {
    /// The text.
    pub text: String,
    places: Vec<usize>,
}

impl Folded {
    /// Folds so many characters from a place on.
    pub fn of(text: &str, at: usize, most: usize) -> Self {
        let mut folded = Folded::default();
        let mut at = at;
        for _ in 0..most {
            let Some((class, end)) = unit(text, at) else { break };
            let c = match class {
                Class::Digit(digit) => char::from(b'0' + digit),
                Class::Nothing => {
                    at = end;
                    continue;
                }
                Class::Gap(Gap::Blank) => ' ',
                Class::Gap(Gap::Line) => '\n',
                Class::Gap(Gap::Hyphen) => '-',
                Class::Gap(Gap::Dot) => '.',
                Class::Gap(Gap::Comma) => text[at..end].chars().next().map_or(',', comma),
                Class::Han(_) => text[at..end].chars().next().unwrap_or(' '),
                Class::Other(c) => c,
            };
            folded.text.push(c);
            folded.places.extend(std::iter::repeat_n(at, c.len_utf8()));
            at = end;
        }
        folded.places.push(at);
        folded
    }

    /// The place in the text itself of a range of the folded one.
    pub fn place(&self, range: Range<usize>) -> Range<usize> {
        let last = self.places.last().copied().unwrap_or_default();
        let of = |at: usize| self.places.get(at).copied().unwrap_or(last);
        of(range.start)..of(range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_what_readers_see() {
        let text = "１<b>2</b>&#51;\\u0034\u{200B}𝟓&nbsp;—．Ｘ";
        let folded = Folded::of(text, 0, 99);
        assert_eq!(folded.text, "12345 -.X");
        assert_eq!(&text[folded.place(2..3)], "&#51;");
        assert_eq!(begin(text, text.find("51").expect("51")), text.find("&#").expect("&#"));
        assert_eq!(begin("\\15", 1), 1);
    }
}
