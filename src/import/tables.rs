//! Tables that plain text draws with spaces, tabs, bars or box characters.

use super::rows::{Row, is_space, trim};

const BARS: &[char] = &['|', '│', '┃', '｜', '║'];

/// A drawn table that begins at the first of the rows: its cells by row, and how many rows it takes.
pub fn read(rows: &[Row<'_>], places: &[usize]) -> Option<(Vec<Vec<String>>, usize)> {
    let mut table: Vec<Vec<String>> = Vec::new();
    let mut length = 0;
    for at in places {
        let row = &rows[*at];
        if row.table.is_some() {
            break;
        }
        if is_border(row.text) {
            length += 1;
            continue;
        }
        let cells = cells(row.text);
        let fits = cells.len() >= 2
            && table.first().is_none_or(|first| first.len() == cells.len())
            && !row.text.ends_with('。');
        if !fits {
            break;
        }
        table.push(cells);
        length += 1;
    }
    let drawn = places.iter().take(length).any(|at| rows[*at].text.contains(BARS) || is_border(rows[*at].text));
    let enough = table.len() >= 3 || table.len() == 2 && (drawn || table[0].len() > 2);
    let short = table.iter().flatten().all(|cell| cell.chars().count() <= 40);
    (enough && short).then_some((table, length))
}

/// Whether a row only draws lines.
pub fn is_border(text: &str) -> bool {
    let mut strokes = 0;
    let only = text.chars().filter(|c| !is_space(*c)).all(|c| {
        strokes += 1;
        matches!(c, '\u{2500}'..='\u{257f}' | '+' | '-' | '|' | '=' | '｜' | '＋' | '—' | ':')
    });
    only && strokes > 2
        && text.contains(['+', '┌', '├', '└', '┬', '┼', '┴', '╔', '╠', '╚', '┏', '┣', '┗', '|', '╋', '─'])
}

fn cells(text: &str) -> Vec<String> {
    if text.contains(BARS) {
        let inner = trim(text).trim_start_matches(BARS).trim_end_matches(BARS);
        return inner.split(BARS).map(|cell| trim(cell).to_owned()).collect();
    }
    let mut cells: Vec<String> = Vec::new();
    let mut cell = String::new();
    let mut spaces = 0;
    for c in text.chars() {
        if is_space(c) {
            spaces += match c {
                '\t' => 4,
                '　' => 2,
                _ => 1,
            };
            continue;
        }
        if spaces >= 2 && !cell.is_empty() {
            cells.push(std::mem::take(&mut cell));
        } else if spaces == 1 {
            cell.push(' ');
        }
        spaces = 0;
        cell.push(c);
    }
    cells.push(cell);
    cells
}
