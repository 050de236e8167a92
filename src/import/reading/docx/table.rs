//! Tables of Word. One of a single column only puts a frame around paragraphs, which stay such.

use super::super::Unreadable;
use super::super::pile::{Pile, words};
use super::body::Body;
use super::xml::{Tag, Xml};
use crate::import::manuscript::Block;

/// Columns that a cell may cover.
const WIDEST: usize = 100;

/// Columns of a table; the rest of a row is not told apart.
const MOST_COLUMNS: usize = 200;

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    blocks: Vec<Block>,
    covers: usize,
    /// Whether the cell above goes on in it.
    continued: bool,
}

/// A row that is being read.
#[derive(Default)]
struct Row {
    cells: Vec<Cell>,
    before: usize,
    after: usize,
    deleted: bool,
}

/// Reads a table that has begun.
pub fn read(body: &mut Body, xml: &mut Xml<'_>, pile: &mut Pile) -> Result<(), Unreadable> {
    let number = body.paragraphs + 1;
    let mut rows = Vec::new();
    read_rows(body, xml, &mut rows)?;
    if rows.iter().all(|row| row.before + row.cells.len() + row.after <= 1) {
        rows.into_iter().flat_map(|row| row.cells).for_each(|cell| pile.append(cell.blocks));
        return Ok(());
    }
    let mut texts: Vec<Vec<String>> = rows.into_iter().map(Row::texts).collect();
    let columns = texts.iter().map(Vec::len).max().unwrap_or(0);
    texts.iter_mut().for_each(|row| row.resize(columns, String::new()));
    pile.table(texts, number);
    Ok(())
}

fn read_rows(body: &mut Body, xml: &mut Xml<'_>, rows: &mut Vec<Row>) -> Result<(), Unreadable> {
    while let Some(tag) = xml.child()? {
        match tag.word() {
            "tr" => {
                let mut row = Row::default();
                row.read(body, xml)?;
                if !row.deleted {
                    rows.push(row);
                }
            }
            name if is_wrapper(name) => read_rows(body, xml, rows)?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn is_wrapper(name: &str) -> bool {
    matches!(name, "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo")
}

impl Row {
    fn read(&mut self, body: &mut Body, xml: &mut Xml<'_>) -> Result<(), Unreadable> {
        while let Some(tag) = xml.child()? {
            match tag.word() {
                "tc" => {
                    let cell = Cell::read(body, xml)?;
                    self.cells.push(cell);
                }
                "trPr" => {
                    while let Some(tag) = xml.child()? {
                        match tag.word() {
                            "gridBefore" => self.before = span(&tag),
                            "gridAfter" => self.after = span(&tag),
                            "del" => self.deleted = true,
                            _ => {}
                        }
                        xml.skip()?;
                    }
                }
                name if is_wrapper(name) => self.read(body, xml)?,
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    /// The cells' text; a cell that covers several stands in the first.
    fn texts(self) -> Vec<String> {
        let mut texts = vec![String::new(); self.before];
        for cell in self.cells {
            texts.push(if cell.continued { String::new() } else { words(&cell.blocks) });
            texts.resize(texts.len() + cell.covers.max(1) - 1, String::new());
        }
        texts.resize(texts.len() + self.after, String::new());
        texts.truncate(MOST_COLUMNS);
        texts
    }
}

impl Cell {
    fn read(body: &mut Body, xml: &mut Xml<'_>) -> Result<Self, Unreadable> {
        let mut cell = Cell { covers: 1, ..Cell::default() };
        let mut pile = Pile::default();
        body.cell(xml, &mut pile, |tag| match tag.word() {
            "gridSpan" => cell.covers = span(tag),
            "vMerge" | "hMerge" => cell.continued = tag.value().as_deref() != Some("restart"),
            _ => {}
        })?;
        cell.blocks = pile.into_blocks();
        cell.blocks.retain(|block| !matches!(block, Block::PageEnd));
        Ok(cell)
    }
}

fn span(tag: &Tag<'_>) -> usize {
    tag.number::<usize>().unwrap_or(1).min(WIDEST)
}
