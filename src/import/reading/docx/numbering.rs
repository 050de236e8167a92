//! Numbers that Word counts by itself, as it shows them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::symbol;
use super::super::{Unreadable, ordinal};
use super::styles::Styles;
use super::xml::{Tag, Token, Xml};
use crate::numeral;
use crate::text::is_wide_punctuation;

/// Levels of a list.
const LEVELS: usize = 9;

/// A level of a list.
#[derive(Clone, Debug)]
struct Level {
    start: u32,
    format: String,
    text: String,
    suffix: Option<String>,
    /// Whether numbers of all levels are in digits here.
    legal: bool,
    /// Whether the level begins again after one above it.
    restarts: bool,
    style: Option<String>,
}

/// A list that is counted.
#[derive(Debug, Default)]
struct Counted {
    levels: BTreeMap<usize, Level>,
    /// The style that has the levels instead.
    link: Option<String>,
}

/// A list that paragraphs name.
#[derive(Debug, Default)]
struct Named {
    counted: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

/// The lists of a document.
#[derive(Debug, Default)]
struct Lists {
    counted: BTreeMap<String, Counted>,
    named: BTreeMap<String, Named>,
}

/// The lists of a document, and how far they are counted.
#[derive(Debug, Default)]
pub struct Numbering {
    lists: Lists,
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
    begun: BTreeSet<String>,
}

impl Numbering {
    /// Reads the part of numbering.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let mut numbering = Numbering::default();
        let mut xml = Xml::new(text);
        loop {
            match xml.next()? {
                Token::Open(tag) if tag.word() == "abstractNum" => {
                    let id = tag.get("abstractNumId").unwrap_or_default();
                    numbering.lists.counted.insert(id, Counted::read(&mut xml)?);
                }
                Token::Open(tag) if tag.word() == "num" => {
                    let id = tag.get("numId").unwrap_or_default();
                    numbering.lists.named.insert(id, Named::read(&mut xml)?);
                }
                Token::End => return Ok(numbering),
                _ => {}
            }
        }
    }

    /// The level of a list that belongs to a style.
    pub fn level_of_style(&self, list: &str, style: &str, styles: &Styles) -> Option<usize> {
        let (_, counted) = self.lists.resolve(list, styles)?;
        counted.levels.iter().find(|(_, level)| level.style.as_deref() == Some(style)).map(|(at, _)| *at)
    }

    /// Counts on, and gives what stands before the paragraph.
    pub fn next(&mut self, list: &str, level: usize, styles: &Styles) -> Option<String> {
        if level >= LEVELS {
            return None;
        }
        let (id, counted) = self.lists.resolve(list, styles)?;
        let named = self.lists.named.get(list)?;
        let definition = |at: usize| named.levels.get(&at).or_else(|| counted.levels.get(&at));
        let own = definition(level)?;
        let start = |at: usize| {
            let given = named.starts.get(&at).copied();
            given.unwrap_or_else(|| definition(at).map_or(1, |level| level.start))
        };
        let counts = self.counts.entry(id).or_default();
        if self.begun.insert(list.to_owned()) {
            named.starts.keys().filter(|at| **at < LEVELS).for_each(|at| counts[*at] = None);
        }
        counts[level] = Some(counts[level].map_or_else(|| start(level), |count| count.saturating_add(1)));
        for (below, count) in counts.iter_mut().enumerate().skip(level + 1) {
            if definition(below).is_none_or(|level| level.restarts) {
                *count = None;
            }
        }
        let shown = |at: usize| {
            let format = if own.legal { "decimal" } else { definition(at).map_or("decimal", |level| &level.format) };
            write(format, counts[at].unwrap_or_else(|| start(at)))
        };
        Some(own.write(shown))
    }
}

impl Lists {
    /// The list that is counted for one that is named.
    fn resolve(&self, list: &str, styles: &Styles) -> Option<(String, &Counted)> {
        let id = &self.named.get(list)?.counted;
        let counted = self.counted.get(id)?;
        let linked = counted.link.as_deref().and_then(|style| styles.list_of(style));
        let linked = linked.and_then(|list| Some(&self.named.get(&list)?.counted));
        let linked = linked.and_then(|id| Some((id.clone(), self.counted.get(id)?)));
        if counted.levels.is_empty() { linked } else { Some((id.clone(), counted)) }
    }
}

impl Counted {
    fn read(xml: &mut Xml<'_>) -> Result<Self, Unreadable> {
        let mut counted = Counted::default();
        while let Some(tag) = xml.child()? {
            match tag.word() {
                "lvl" => {
                    let at = place(&tag);
                    counted.levels.insert(at, Level::read(xml)?);
                    continue;
                }
                "numStyleLink" => counted.link = tag.value(),
                _ => {}
            }
            xml.skip()?;
        }
        Ok(counted)
    }
}

impl Named {
    fn read(xml: &mut Xml<'_>) -> Result<Self, Unreadable> {
        let mut named = Named::default();
        while let Some(tag) = xml.child()? {
            match tag.word() {
                "abstractNumId" => named.counted = tag.value().unwrap_or_default(),
                "lvlOverride" => {
                    let at = place(&tag);
                    while let Some(tag) = xml.child()? {
                        match tag.word() {
                            "startOverride" => named.starts.extend(tag.number().map(|start| (at, start))),
                            "lvl" => {
                                named.levels.insert(at, Level::read(xml)?);
                                continue;
                            }
                            _ => {}
                        }
                        xml.skip()?;
                    }
                    continue;
                }
                _ => {}
            }
            xml.skip()?;
        }
        Ok(named)
    }
}

fn place(tag: &Tag<'_>) -> usize {
    tag.get("ilvl").and_then(|level| level.trim().parse().ok()).unwrap_or(0)
}

impl Level {
    fn read(xml: &mut Xml<'_>) -> Result<Self, Unreadable> {
        let mut level = Level {
            start: 0,
            format: "decimal".to_owned(),
            text: String::new(),
            suffix: None,
            legal: false,
            restarts: true,
            style: None,
        };
        while let Some(tag) = xml.child()? {
            match tag.word() {
                "start" => level.start = tag.number().unwrap_or(0),
                "numFmt" => level.format = tag.value().unwrap_or_default(),
                "lvlText" => level.text = tag.value().unwrap_or_default(),
                "suff" => level.suffix = tag.value(),
                "isLgl" => level.legal = tag.is_on(),
                "lvlRestart" => level.restarts = tag.number::<u32>() != Some(0),
                "pStyle" => level.style = tag.value(),
                _ => {}
            }
            xml.skip()?;
        }
        Ok(level)
    }

    /// What stands before a paragraph of this level, given the numbers of all levels.
    fn write(&self, number: impl Fn(usize) -> String) -> String {
        let mut text = String::new();
        if self.format == "bullet" {
            text.extend(self.text.chars().map(symbol::bullet));
        } else {
            let mut rest = self.text.as_str();
            while let Some((before, after)) = rest.split_once('%') {
                text.push_str(before);
                match after.chars().next().and_then(|digit| digit.to_digit(10)) {
                    Some(level @ 1..=9) => {
                        text.push_str(&number(level as usize - 1));
                        rest = &after[1..];
                    }
                    _ => {
                        text.push('%');
                        rest = after;
                    }
                }
            }
            text.push_str(rest);
        }
        let needs_space =
            text.chars().next_back().is_some_and(|last| !is_wide_punctuation(last) && !last.is_whitespace());
        if needs_space && self.suffix.as_deref() != Some("nothing") {
            text.push(' ');
        }
        text
    }
}

/// Writes a number in one of Word's formats.
fn write(format: &str, number: u32) -> String {
    let nth = |first: char, count: u32| {
        let index = number.checked_sub(1).filter(|index| *index < count)?;
        char::from_u32(u32::from(first) + index).map(String::from)
    };
    let of = |names: &str| {
        let index = number.checked_sub(1)? as usize;
        names.chars().nth(index).map(String::from)
    };
    let written = match format {
        "none" => Some(String::new()),
        "decimalZero" => Some(format!("{number:02}")),
        "lowerLetter" => Some(ordinal::letters(number)),
        "upperLetter" => Some(ordinal::letters(number).to_uppercase()),
        "lowerRoman" => Some(ordinal::roman(number)),
        "upperRoman" => Some(ordinal::roman(number).to_uppercase()),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => Some(numeral::write(number.into())),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
            Some(digits(number, "〇一二三四五六七八九"))
        }
        "chineseLegalSimplified" => Some(bankers(number)),
        "ideographTraditional" => of("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => of("子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => nth('①', 20),
        "decimalEnclosedParen" => nth('⑴', 20),
        "decimalEnclosedFullstop" => nth('⒈', 20),
        "ideographEnclosedCircle" => nth('㊀', 10),
        "decimalFullWidth" | "decimalFullWidth2" => Some(digits(number, "０１２３４５６７８９")),
        _ => None,
    };
    written.unwrap_or_else(|| number.to_string())
}

fn digits(number: u32, signs: &str) -> String {
    let sign = |digit: char| signs.chars().nth(digit.to_digit(10).unwrap_or(0) as usize);
    number.to_string().chars().filter_map(sign).collect()
}

/// 壹, 贰 … 壹拾, as on cheques.
fn bankers(number: u32) -> String {
    const PLAIN: &str = "一二三四五六七八九十百千";
    const HEAVY: &str = "壹贰叁肆伍陆柒捌玖拾佰仟";
    let plain = numeral::write(number.into());
    let whole = if plain.starts_with('十') { format!("一{plain}") } else { plain };
    let heavy = |c: char| PLAIN.chars().zip(HEAVY.chars()).find(|(plain, _)| *plain == c).map_or(c, |(_, heavy)| heavy);
    whole.chars().map(heavy).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        let cases = [
            ("chineseCounting", 11, "十一"),
            ("japaneseCounting", 21, "二十一"),
            ("ideographDigital", 10, "一〇"),
            ("chineseLegalSimplified", 12, "壹拾贰"),
            ("ideographTraditional", 3, "丙"),
            ("ideographTraditional", 11, "11"),
            ("decimalEnclosedCircleChinese", 2, "②"),
            ("decimalEnclosedCircle", 21, "21"),
            ("decimalFullWidth", 12, "１２"),
            ("decimalZero", 3, "03"),
            ("upperRoman", 4, "IV"),
            ("unheard", 7, "7"),
        ];
        for (format, number, written) in cases {
            assert_eq!(write(format, number), written, "{format}");
        }
    }
}
