//! The blocks of a manuscript while a reader piles them up.

use crate::import::manuscript::{Block, Line};

/// Blocks, and whether something blank stands above the next one.
#[derive(Default)]
pub struct Pile {
    blocks: Vec<Block>,
    blank: bool,
}

impl Pile {
    /// Adds a line; one of blanks alone is a gap.
    pub fn line(&mut self, mut line: Line) {
        // Attributes and replacement texts may hold ends of lines, which mean nothing there.
        if line.text.contains(['\n', '\r']) {
            line.text = line.text.replace(['\n', '\r'], " ");
        }
        if is_blank(&line.text) {
            self.blank = true;
            return;
        }
        let gap = std::mem::take(&mut self.blank) || line.gap;
        self.blocks.push(Block::Line(Line { gap, ..line }));
    }

    /// What comes next stands apart.
    pub fn gap(&mut self) {
        self.blank = true;
    }

    /// Adds a table, if anything is written in it.
    pub fn table(&mut self, rows: Vec<Vec<String>>, number: usize) {
        if rows.iter().flatten().all(|cell| is_blank(cell)) {
            return;
        }
        self.blank = false;
        self.blocks.push(Block::Table { rows, number });
    }

    /// Ends a page.
    pub fn page_end(&mut self) {
        self.blocks.push(Block::PageEnd);
    }

    /// Adds blocks that were piled up elsewhere.
    pub fn append(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            match block {
                Block::Line(line) => self.line(line),
                Block::Table { rows, number } => self.table(rows, number),
                Block::PageEnd => self.page_end(),
            }
        }
    }

    /// How many blocks there are.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// The blocks.
    pub fn into_blocks(self) -> Vec<Block> {
        self.blocks
    }
}

/// Whether nothing of a text is to be seen.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'))
}

/// The words of blocks, for a cell of a table that holds them: lines under each other.
pub fn words(blocks: &[Block]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for block in blocks {
        match block {
            Block::Line(line) => lines.push(line.text.clone()),
            Block::Table { rows, .. } => lines.extend(rows.iter().map(|row| row.join("\t"))),
            Block::PageEnd => {}
        }
    }
    lines.join("\n")
}
