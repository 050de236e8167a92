//! The lines of a manuscript as the importer studies them, and what became of each.

use std::ops::Range;

use super::manuscript::{Block, Flow, Manuscript};
use crate::text::{is_han, is_wide_punctuation};

/// A line or a table.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Its text, outer spaces left out; nothing in a table.
    pub text: &'a str,
    /// The cells, if it is a table.
    pub table: Option<&'a [Vec<String>]>,
    /// Its number in the file, from 1.
    pub number: usize,
    /// Width of its leading spaces in halves of a character.
    pub indent: usize,
    /// Width of its text in halves of a character.
    pub width: usize,
    /// Whether space stands before it.
    pub gap: bool,
    /// Whether a page ends after it.
    pub page_end: bool,
    /// Whether it is set in the middle.
    pub centred: bool,
    /// Size in points.
    pub size: Option<f32>,
    /// Whether it is bold.
    pub bold: bool,
    /// Level of a marked heading.
    pub heading: Option<u8>,
}

/// The rows of a manuscript. Lines without a character vanish here and leave a gap.
pub fn rows(manuscript: &Manuscript) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut gap = false;
    for block in &manuscript.blocks {
        match block {
            Block::PageEnd => {
                if let Some(last) = rows.last_mut() {
                    last.page_end = true;
                }
            }
            Block::Table { rows: cells, number } => {
                rows.push(Row {
                    text: "",
                    table: Some(cells),
                    number: *number,
                    indent: 0,
                    width: 0,
                    gap: std::mem::take(&mut gap),
                    page_end: false,
                    centred: false,
                    size: None,
                    bold: false,
                    heading: None,
                });
            }
            Block::Line(line) => {
                let text = trim(&line.text);
                if text.is_empty() {
                    gap = true;
                    continue;
                }
                let lead = &line.text[..line.text.find(text).unwrap_or(0)];
                rows.push(Row {
                    text,
                    table: None,
                    number: line.number,
                    indent: width(lead),
                    width: width(text),
                    gap: std::mem::take(&mut gap) || line.gap,
                    page_end: false,
                    centred: line.centred,
                    size: line.size,
                    bold: line.bold,
                    heading: line.heading,
                });
            }
        }
    }
    rows
}

/// How the lines of a manuscript run.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// The width at which lines are broken, in halves of a character, if they are.
    pub wrap: Option<usize>,
    /// Whether paragraphs begin with an indent.
    pub indented: bool,
    /// The size of most letters, in points.
    pub size: Option<f32>,
}

impl Measure {
    /// Measures the lines of a body.
    pub fn of(rows: &[Row<'_>], flow: Flow) -> Self {
        let mut sizes: Vec<(f32, usize)> = Vec::new();
        for row in rows {
            let Some(size) = row.size else { continue };
            match sizes.iter_mut().find(|(known, _)| (*known - size).abs() < 0.3) {
                Some((_, count)) => *count += row.width,
                None => sizes.push((size, row.width)),
            }
        }
        let size = sizes.iter().max_by_key(|(_, count)| *count).map(|(size, _)| *size);
        let wrap = (flow == Flow::Lines).then(|| wrap(rows)).flatten();
        let is_start = |row: &&Row<'_>| (2..=8).contains(&row.indent) && row.width > 20;
        let starts = rows.iter().filter(is_start).count();
        let flush = rows.iter().filter(|row| row.indent < 2 && row.width > 20).count();
        let indented = starts >= 2 && (wrap.is_none() || flush > 0);
        Measure { wrap, indented, size }
    }
}

/// The width near which most long lines end, if they do.
fn wrap(rows: &[Row<'_>]) -> Option<usize> {
    let mut widths: Vec<usize> =
        rows.iter().map(|row| row.width + row.indent.min(8)).filter(|width| *width > 24).collect();
    if widths.len() < 4 {
        return None;
    }
    widths.sort_unstable();
    // A few lines hang out: marks that may not begin a line, a wide table.
    let full = widths[widths.len() - 1 - widths.len() / 12];
    let near = widths.iter().filter(|width| **width + 5 >= full && **width <= full + 4).count();
    (full < 130 && near * 10 >= widths.len() * 4).then_some(full)
}

/// What a part of a line was taken for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A field of the record, by its key in front matter.
    Field(&'static str),
    /// The title, kicker, subtitle or authors of an article, by its number from 0.
    Article(&'static str, usize),
    /// An entry of the distribution list, by its number from 0.
    Distribution(usize),
    /// A contents list: its entries stand as titles further down.
    Contents,
    /// Text of the body: paragraphs, headings, tables.
    Body,
    /// What only names or separates: labels, rules, brackets.
    Label,
    /// Page numbers and running heads.
    Furniture,
    /// What could not be recognised.
    Unknown,
}

/// A part of a line and what it was taken for. The text is the source's, unmended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bit {
    /// The row, by its place.
    pub row: usize,
    /// Where in the row's text it begins.
    pub at: usize,
    /// Its text.
    pub text: String,
    /// What it is.
    pub role: Role,
}

/// What became of every part of every line.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The parts, in no order.
    pub bits: Vec<Bit>,
}

impl Account {
    /// Enters a part of a row.
    pub fn enter(&mut self, row: usize, text: &str, part: Range<usize>, role: Role) {
        let Some(shown) = text.get(part.clone()) else { return };
        if !trim(shown).is_empty() {
            self.bits.push(Bit { row, at: part.start, text: shown.to_owned(), role });
        }
    }

    /// Enters a whole row.
    pub fn enter_row(&mut self, at: usize, row: &Row<'_>, role: Role) {
        match row.table {
            Some(cells) => {
                let text = cells.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
                let end = text.len();
                self.enter(at, &text, 0..end, role);
            }
            None => self.enter(at, row.text, 0..row.text.len(), role),
        }
    }

    /// Enters what no part covers yet: marks between the parts, and what nobody knew.
    pub fn sweep(&mut self, rows: &[Row<'_>]) {
        let mut taken: Vec<Vec<Range<usize>>> = vec![Vec::new(); rows.len()];
        for bit in &self.bits {
            taken[bit.row].push(bit.at..bit.at + bit.text.len());
        }
        for (at, (row, mut taken)) in rows.iter().zip(taken).enumerate() {
            if row.table.is_some() {
                if taken.is_empty() {
                    self.enter_row(at, row, Role::Unknown);
                }
                continue;
            }
            taken.sort_by_key(|range| range.start);
            let mut start = 0;
            for range in taken.into_iter().chain(std::iter::once(row.text.len()..row.text.len())) {
                if let Some(gap) = row.text.get(start..range.start) {
                    let is_mark = |c: char| is_space(c) || c.is_ascii_punctuation() || is_wide_punctuation(c);
                    let role = if gap.chars().all(is_mark) { Role::Label } else { Role::Unknown };
                    self.enter(at, row.text, start..range.start, role);
                }
                start = start.max(range.end);
            }
        }
    }

    /// The parts in the order of the source.
    pub fn sorted(&self) -> Vec<&Bit> {
        let mut bits: Vec<&Bit> = self.bits.iter().collect();
        bits.sort_by_key(|bit| (bit.row, bit.at));
        bits
    }
}

/// A text without its outer spaces and without marks that have no width.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Whether a character leaves no ink.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// The characters that leave ink.
pub fn ink(text: &str) -> String {
    text.chars().filter(|c| !is_space(*c)).collect()
}

/// The width of a text in halves of a Han character.
pub fn width(text: &str) -> usize {
    let of = |c: char| match c {
        '\t' => 4,
        c if is_han(c) || is_wide_punctuation(c) || matches!(c, '\u{ff00}'..='\u{ff5e}' | '\u{2500}'..='\u{257f}') => 2,
        _ => 1,
    };
    text.chars().map(of).sum()
}

/// Whether a line is only a rule or an ornament between parts.
pub fn is_rule(text: &str) -> bool {
    let ink = ink(text);
    let is_stroke = |c: char| {
        matches!(
            c,
            '-' | '_'
                | '='
                | '*'
                | '~'
                | '—'
                | '―'
                | '–'
                | '－'
                | '＿'
                | '═'
                | '─'
                | '━'
                | '※'
                | '★'
                | '☆'
                | '●'
                | '◆'
                | '◇'
                | '○'
                | '□'
                | '■'
                | '▲'
                | '△'
                | '＊'
                | '＝'
                | '·'
                | '…'
                | '▬'
                | '▁'
                | '￣'
        )
    };
    !ink.is_empty()
        && ink.chars().all(is_stroke)
        && (ink.chars().count() >= 3 || ink.chars().all(|c| "※★☆●◆◇".contains(c)))
}
