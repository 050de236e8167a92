//! Sets text in lines: collapses spaces as browsers do, and sums up how a line looks.

use super::look::Look;
use crate::import::manuscript::{Block, Line};
use crate::import::reading::pile::Pile;
use crate::text::joins_without_space;

/// Lines that are piled up, and the one that is being set.
#[derive(Default)]
pub struct Setter {
    pile: Pile,
    line: Unfinished,
    /// A list's marker that waits for the first letter of its item.
    marker: Option<String>,
}

/// A line that is being set.
#[derive(Default)]
struct Unfinished {
    text: String,
    /// Look and source line at the first letter.
    first: Option<(Look, usize)>,
    /// Whether spaces wait to be written, and whether a line end is among them.
    space: Option<bool>,
    /// How many letters there are, how many of them bold, and how many of each size.
    letters: usize,
    bold: usize,
    sizes: Vec<(Option<f32>, usize)>,
}

impl Setter {
    /// Adds text that stands in line `number` of the source.
    pub fn text(&mut self, text: &str, look: Look, number: usize) {
        for c in text.chars() {
            match c {
                '\n' if look.verbatim => self.line_break(),
                ' ' | '\t' if look.verbatim => self.letter(c, look, number),
                ' ' | '\t' | '\n' | '\r' | '\u{C}' => self.line.space(c),
                _ => self.letter(c, look, number),
            }
        }
    }

    fn letter(&mut self, c: char, look: Look, number: usize) {
        if let Some(marker) = self.marker.take() {
            self.line.text.push_str(&marker);
            self.line.space = None;
        }
        self.line.letter(c, look, number);
    }

    /// What the next item of a list begins with.
    pub fn set_marker(&mut self, marker: Option<String>) {
        self.marker = marker;
    }

    /// A break within a paragraph; one without a line before it leaves a blank line.
    pub fn line_break(&mut self) {
        if self.line.first.is_none() {
            self.pile.gap();
        }
        self.end_line();
    }

    /// Ends the line that is being set, if one is.
    pub fn end_line(&mut self) {
        if let Some(line) = std::mem::take(&mut self.line).finish() {
            self.pile.line(line);
        }
    }

    /// What comes next stands apart.
    pub fn gap(&mut self) {
        self.end_line();
        self.pile.gap();
    }

    /// Ends a page, unless nothing is on it.
    pub fn page_end(&mut self) {
        self.end_line();
        if self.pile.len() > 0 {
            self.pile.page_end();
        }
    }

    /// Adds a table.
    pub fn table(&mut self, rows: Vec<Vec<String>>, number: usize) {
        self.end_line();
        self.pile.table(rows, number);
    }

    /// Adds blocks that were set elsewhere.
    pub fn append(&mut self, blocks: Vec<Block>) {
        self.end_line();
        self.pile.append(blocks);
    }

    /// The blocks.
    pub fn finish(mut self) -> Vec<Block> {
        self.end_line();
        self.pile.into_blocks()
    }
}

impl Unfinished {
    fn space(&mut self, c: char) {
        self.space = Some(self.space.unwrap_or(false) || c == '\n');
    }

    fn letter(&mut self, c: char, look: Look, number: usize) {
        self.write_space(c);
        self.first.get_or_insert((look, number));
        self.text.push(c);
        if c.is_whitespace() {
            return;
        }
        self.letters += 1;
        self.bold += usize::from(look.bold);
        match self.sizes.iter_mut().find(|(size, _)| *size == look.size) {
            Some((_, count)) => *count += 1,
            None => self.sizes.push((look.size, 1)),
        }
    }

    /// Sets waiting spaces, unless they are a line end that Chinese text does not show.
    fn write_space(&mut self, next: char) {
        let Some(has_line_end) = self.space.take() else { return };
        let Some(last) = self.text.chars().next_back() else { return };
        if !(has_line_end && joins_without_space(last, next)) {
            self.text.push(' ');
        }
    }

    fn finish(self) -> Option<Line> {
        let (look, number) = self.first?;
        let size = self.sizes.iter().max_by_key(|(_, count)| *count).and_then(|(size, _)| *size);
        let bold = self.letters > 0 && self.bold == self.letters;
        let Look { centred, heading, .. } = look;
        Some(Line { text: self.text, number, gap: false, centred, size, bold, heading })
    }
}
