//! Numbers of issues as front matter and prose write them.

use std::fmt;
use std::ops::Range;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::diag::{Text, code};
use crate::numeral;
use crate::t;
use crate::tree::bilingual;

/// An issue by its year and number: `2021-12`, or `2021-增1` for a supplement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IssueName {
    /// Its year.
    pub year: u32,
    /// Its number in the year.
    pub number: u32,
    /// Whether that is its number among the supplements.
    pub supplement: bool,
}

/// Issues of one year that follow each other: `2021-5` or `2021-5-8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IssueRun {
    /// Their year.
    pub year: u32,
    /// Their numbers in the year.
    pub run: Run,
}

/// Numbers that follow each other, from the first to the last: `600` or `600-610`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// The first.
    pub first: u32,
    /// The last.
    pub last: u32,
}

/// Numbers that a periodical lacks, and why.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Gap {
    /// Numbers in a year.
    pub issue: Option<IssueRun>,
    /// Running numbers.
    pub total: Option<Run>,
    /// Why there are none.
    pub reason: String,
}

const DASHES: [char; 5] = ['-', '–', '—', '~', '～'];

fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

fn year(text: &str) -> Option<u32> {
    number(text).filter(|year| (1000..=9999).contains(year))
}

/// A type that front matter writes as text.
trait Written: Sized + fmt::Display {
    fn parse(text: &str) -> Option<Self>;
    fn help() -> Text;
}

impl Written for IssueName {
    fn parse(text: &str) -> Option<Self> {
        let (head, tail) = text.split_once(DASHES)?;
        let (tail, supplement) = tail.trim().strip_prefix('增').map_or((tail, false), |rest| (rest, true));
        let number = if supplement && tail.is_empty() { 0 } else { number(tail)? };
        Some(IssueName { year: year(head)?, number, supplement })
    }

    fn help() -> Text {
        t!(
            "写作 \"2021-12\"（2021年第12期）或 \"2021-增1\"（增刊第1期）",
            "write \"2021-12\" (issue 12 of 2021) or \"2021-增1\" (its first supplement)"
        )
    }
}

impl Written for Run {
    fn parse(text: &str) -> Option<Self> {
        let (first, last) = match text.split_once(DASHES) {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(text)?, number(text)?),
        };
        (0 < first && first <= last).then_some(Run { first, last })
    }

    fn help() -> Text {
        t!("写作 \"600\" 或 \"600-610\"，从小到大", "write \"600\" or \"600-610\", the smaller number first")
    }
}

impl Written for IssueRun {
    fn parse(text: &str) -> Option<Self> {
        let (head, tail) = text.split_once(DASHES)?;
        Some(IssueRun { year: year(head)?, run: Run::parse(tail)? })
    }

    fn help() -> Text {
        t!(
            "写作 \"2021-5\"（2021年第5期）或 \"2021-5-8\"（第5期到第8期）",
            "write \"2021-5\" (issue 5 of 2021) or \"2021-5-8\" (issues 5 to 8)"
        )
    }
}

impl fmt::Display for IssueName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.supplement { "增" } else { "" };
        write!(f, "{}-{mark}{}", self.year, self.number)
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { self.first.fmt(f) } else { write!(f, "{}-{}", self.first, self.last) }
    }
}

impl fmt::Display for IssueRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.year, self.run)
    }
}

fn read<'de, W: Written, D: Deserializer<'de>>(deserializer: D) -> Result<W, D::Error> {
    struct Reader<W>(std::marker::PhantomData<W>);
    impl<W: Written> Visitor<'_> for Reader<W> {
        type Value = W;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<W, E> {
            W::parse(text).ok_or_else(|| {
                let text = t!("“{text}”不是期号", "`{text}` is not the number of an issue");
                bilingual(code::BAD_VALUE, text, Some(W::help()))
            })
        }
        fn visit_u64<E: de::Error>(self, number: u64) -> Result<W, E> {
            self.visit_str(&number.to_string())
        }
        fn visit_i64<E: de::Error>(self, number: i64) -> Result<W, E> {
            self.visit_str(&number.to_string())
        }
    }
    // A single number needs no quotation marks in front matter; the form of the cache tells no types.
    let reader = Reader(std::marker::PhantomData);
    if deserializer.is_human_readable() {
        deserializer.deserialize_any(reader)
    } else {
        deserializer.deserialize_str(reader)
    }
}

macro_rules! written {
    ($($name:ident)*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read(deserializer)
            }
        }
    )*};
}

written! { IssueName IssueRun Run }

impl Run {
    /// One number.
    pub fn one(number: u32) -> Self {
        Run { first: number, last: number }
    }

    /// From the first to the last, if that is any.
    pub fn from_to(first: u32, last: u32) -> Option<Self> {
        (first <= last).then_some(Run { first, last })
    }

    /// Whether a number is among them.
    pub fn holds(self, number: u32) -> bool {
        (self.first..=self.last).contains(&number)
    }

    /// How many they are.
    pub fn count(self) -> u64 {
        u64::from(self.last - self.first) + 1
    }

    /// What is left of them without others.
    pub fn without(self, others: impl Iterator<Item = Run>) -> Vec<Run> {
        let mut left = vec![self];
        for other in others {
            left = left
                .into_iter()
                .flat_map(|run| {
                    let before = other.first.checked_sub(1).and_then(|end| Run::from_to(run.first, end.min(run.last)));
                    let after =
                        other.last.checked_add(1).and_then(|start| Run::from_to(start.max(run.first), run.last));
                    [before, after].into_iter().flatten()
                })
                .collect();
        }
        left
    }
}

/// An issue that prose names: 《联络动态》2021年第12期（总第635期）.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// The periodical's name without 《》.
    pub name: Box<str>,
    /// Year and number.
    pub issue: Option<(u32, u32)>,
    /// Running number.
    pub total: Option<u32>,
    /// Its bytes in the text.
    pub span: Range<usize>,
}

/// The issues that a text names.
pub fn cited(text: &str) -> Vec<Cited> {
    let mut found = Vec::new();
    for start in memchr::memmem::find_iter(text.as_bytes(), "《") {
        let rest = &text[start + '《'.len_utf8()..];
        let Some(end) = rest.find('》').filter(|end| !rest[..*end].contains(['《', '\n'])) else { continue };
        let mut reader = Reader { rest: &rest[end + '》'.len_utf8()..] };
        let issue = reader.attempt(|reader| {
            reader.pass(&['（', '(']);
            let year = reader.number("", "年")?;
            Some((year, reader.number("第", "期")?))
        });
        let total = reader.attempt(|reader| {
            reader.pass(&['（', '(', '，', ',', '、']);
            reader.number("总第", "期")
        });
        if issue.is_some() || total.is_some() {
            let span = start..text.len() - reader.rest.len();
            found.push(Cited { name: rest[..end].into(), issue, total, span });
        }
    }
    found
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    /// Reads something, or stays where it is.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.rest;
        let found = read(self);
        if found.is_none() {
            self.rest = before;
        }
        found
    }

    fn pass(&mut self, marks: &[char]) {
        self.rest = self.rest.trim_start_matches([' ', '\u{3000}']);
        self.rest = self.rest.strip_prefix(marks).unwrap_or(self.rest).trim_start_matches([' ', '\u{3000}']);
    }

    /// A number between two words. Of several in one, such as 第3、4期, the first.
    fn number(&mut self, before: &str, after: &str) -> Option<u32> {
        let rest = self.rest.strip_prefix(before)?;
        let end = rest.find(|c: char| !(numeral::is_part(c) || c == ' ')).unwrap_or(rest.len());
        let number = numeral::read(&rest[..end]).and_then(|number| u32::try_from(number).ok())?;
        let mut rest = &rest[end..];
        if after == "期" {
            let more = rest.trim_start_matches(|c: char| numeral::is_part(c) || "、-–—至 ".contains(c));
            rest = more;
        }
        self.rest = rest.strip_prefix(after)?.trim_start_matches(' ');
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_forms() {
        assert_eq!(IssueName::parse("2021-12"), Some(IssueName { year: 2021, number: 12, supplement: false }));
        assert_eq!(IssueName::parse("2021-增1"), Some(IssueName { year: 2021, number: 1, supplement: true }));
        assert_eq!(IssueName::parse("2021-增"), Some(IssueName { year: 2021, number: 0, supplement: true }));
        assert_eq!(Run::parse("600—610"), Some(Run { first: 600, last: 610 }));
        assert_eq!(IssueRun::parse("2021-5"), Some(IssueRun { year: 2021, run: Run::one(5) }));
        assert_eq!(IssueRun::parse("2021-5-8").map(|run| run.to_string()).as_deref(), Some("2021-5-8"));
        for wrong in ["", "2021", "21-5", "2021-", "2021-x", "2021-8-5", "2021-0", "2021-+5", "2021-5-6-7"] {
            assert_eq!(IssueRun::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn runs_without_others() {
        let without = |others: &[(u32, u32)]| -> String {
            let others = others.iter().map(|(first, last)| Run { first: *first, last: *last });
            let left = Run { first: 3, last: 9 }.without(others);
            left.iter().map(|run| format!("{run} ")).collect()
        };
        assert_eq!(without(&[]), "3-9 ");
        assert_eq!(without(&[(5, 6)]), "3-4 7-9 ");
        assert_eq!(without(&[(1, 3), (9, u32::MAX)]), "4-8 ");
        assert_eq!(without(&[(0, 20)]), "");
        assert_eq!(without(&[(10, 12), (1, 2)]), "3-9 ");
        assert_eq!(Run { first: 1, last: u32::MAX }.count(), u64::from(u32::MAX));
    }

    #[test]
    fn issues_in_prose() {
        let one = |text: &str| {
            let found = cited(text);
            assert!(found.len() <= 1, "{text}: {found:?}");
            found.into_iter().next().map(|cited| (text[cited.span].to_owned(), cited.issue, cited.total))
        };
        let full = "《联络动态》2021年第12期（总第635期）";
        assert_eq!(one(&format!("见{full}。")), Some((full[..full.len() - 3].to_owned(), Some((2021, 12)), Some(635))));
        let plain = "《联络动态》二〇二一年第十二期";
        assert_eq!(one(&format!("{plain}说")), Some((plain.to_owned(), Some((2021, 12)), None)));
        assert_eq!(one("《联络动态》总第六百四十期").and_then(|(.., total)| total), Some(640));
        assert_eq!(one("《联络动态》（2021 年第 3、4 期）").and_then(|(_, issue, _)| issue), Some((2021, 3)));
        for none in
            ["《联络动态》第12期", "《反电信网络诈骗法》第2条", "《没有结束2021年第1期", "《联络动态》2021年刊登"]
        {
            assert_eq!(one(none), None, "{none}");
        }
    }
}
