//! Tables of HTML: those that hold data, and those that only arrange a page.

use super::look::Look;
use super::tree::{Id, Tree};
use super::walk::Walk;
use crate::import::manuscript::{Block, Line};
use crate::import::reading::pile::words;

/// More columns than any bulletin's table; spans reach no further.
const MOST_COLUMNS: usize = 200;

/// Rows that a cell may reach down.
const MOST_ROWS_SPANNED: usize = 1000;

/// A cell with more lines and letters than this is prose, and its table arranges a page.
const PROSE: (usize, usize) = (3, 120);

/// A cell with its place.
struct Cell {
    column: usize,
    blocks: Vec<Block>,
}

/// Sets a table, or what stands in one that only arranges the page.
pub fn set(walk: &mut Walk<'_>, id: Id, look: Look, depth: usize) {
    let tree = walk.tree;
    for caption in tree.children(id).filter(|child| tree.name(*child) == "caption") {
        walk.block(caption, look, depth);
    }
    let mut rows = Vec::new();
    let mut reaching = Reaching::default();
    for row in rows_of(tree, id) {
        reaching.next_row();
        let look = look.inside(tree, row);
        let mut cells = Vec::new();
        for cell in tree.children(row).filter(|child| matches!(tree.name(*child), "td" | "th")) {
            let span = |name: &str| tree.attribute(cell, name).and_then(|value| value.trim().parse().ok()).unwrap_or(1);
            let Some(column) = reaching.place(span("colspan"), span("rowspan")) else { break };
            let blocks = walk.apart(cell, look, depth);
            cells.push(Cell { column, blocks });
        }
        rows.push(cells);
    }
    let columns = reaching.columns;
    if arranges_a_page(tree, id, columns, &rows) {
        rows.into_iter().for_each(|row| flatten(walk, row));
    } else {
        let texts = rows.into_iter().map(|row| texts(row, columns)).collect();
        walk.setter.table(texts, tree.node(id).line);
    }
}

fn rows_of(tree: &Tree, table: Id) -> Vec<Id> {
    let mut rows = Vec::new();
    for child in tree.children(table) {
        match tree.name(child) {
            "tr" => rows.push(child),
            "thead" | "tbody" | "tfoot" => rows.extend(tree.children(child).filter(|row| tree.name(*row) == "tr")),
            _ => {}
        }
    }
    rows
}

fn arranges_a_page(tree: &Tree, id: Id, columns: usize, rows: &[Vec<Cell>]) -> bool {
    if matches!(tree.attribute(id, "role"), Some("presentation" | "none")) || columns <= 1 {
        return true;
    }
    let is_prose = |cell: &Cell| {
        let lines = cell.blocks.iter().filter_map(Block::as_line);
        let letters: usize = lines.clone().map(|line| line.text.chars().count()).sum();
        let has_heading = lines.clone().any(|line| line.heading.is_some());
        let has_table = cell.blocks.iter().any(|block| matches!(block, Block::Table { .. }));
        has_heading || has_table || (lines.count() > PROSE.0 && letters > PROSE.1)
    };
    let holds_a_table = |cell: Id| tree.walk(cell, |_| false).iter().any(|inner| tree.name(*inner) == "table");
    rows.iter().flatten().any(is_prose) || tree.children(id).any(holds_a_table)
}

/// Puts a row's cells under each other, or into one line if each is a single one.
fn flatten(walk: &mut Walk<'_>, row: Vec<Cell>) {
    let written: Vec<Vec<Block>> =
        row.into_iter().map(|cell| cell.blocks).filter(|blocks| !blocks.is_empty()).collect();
    let singles: Option<Vec<&Line>> = written
        .iter()
        .map(|blocks| match &blocks[..] {
            [Block::Line(line)] => Some(line),
            _ => None,
        })
        .collect();
    match singles.as_deref() {
        Some([first, second, ..]) => {
            let texts: Vec<&str> = singles.iter().flatten().map(|line| line.text.as_str()).collect();
            let gap = first.gap || second.gap;
            let line = Line { text: texts.join("  "), gap, centred: false, ..(*first).clone() };
            walk.setter.append(vec![Block::Line(line)]);
        }
        _ => written.into_iter().for_each(|blocks| walk.setter.append(blocks)),
    }
}

fn texts(row: Vec<Cell>, columns: usize) -> Vec<String> {
    let mut texts = vec![String::new(); columns];
    for cell in row {
        if let Some(place) = texts.get_mut(cell.column) {
            *place = words(&cell.blocks);
        }
    }
    texts
}

/// Which columns cells of earlier rows reach down into.
#[derive(Default)]
struct Reaching {
    /// For each column how many rows more it is taken.
    down: Vec<usize>,
    column: usize,
    columns: usize,
}

impl Reaching {
    fn next_row(&mut self) {
        self.column = 0;
        self.down.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
    }

    /// The first free column for a cell of this size, if there is one.
    fn place(&mut self, across: usize, down: usize) -> Option<usize> {
        while self.down.get(self.column).is_some_and(|rows| *rows > 0) {
            self.column += 1;
        }
        let first = self.column;
        if first >= MOST_COLUMNS {
            return None;
        }
        let end = first.saturating_add(across.max(1)).min(MOST_COLUMNS);
        self.down.resize(self.down.len().max(end), 0);
        self.down[first..end].fill(down.clamp(1, MOST_ROWS_SPANNED));
        self.column = end;
        self.columns = self.columns.max(end);
        Some(first)
    }
}
