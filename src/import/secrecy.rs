//! Marks that forbid publication.

use super::rows::{Row, trim};
use crate::kind::secrecy::is_mark;

/// The mark of classification on a bulletin, if it has one, with its line: it stands at the head or
/// the foot, alone in a line, or on each page. A sentence that speaks of secrets is none.
pub fn mark(rows: &[Row<'_>], furniture: &[String], is_text: impl Fn(usize) -> bool) -> Option<(usize, String)> {
    let of_rows = rows.iter().enumerate().find_map(|(at, row)| {
        let cells = row.table.into_iter().flatten().flatten().map(String::as_str);
        let mut texts = std::iter::once(row.text).chain(cells).map(trim);
        texts.find(|text| is_mark(text, !is_text(at))).map(|text| (row.number, shown(text)))
    });
    of_rows.or_else(|| furniture.iter().find(|text| is_mark(trim(text), true)).map(|text| (1, shown(text))))
}

/// A text with its wide spaces closed up.
fn shown(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
