//! Page numbers, and heads and feet that every page repeats.

use std::collections::BTreeMap;

use super::patterns::pattern;
use super::repair::Rule;
use super::rows::{Row, ink};
use crate::numeral;

pattern!(DASHED = r"^[-—–－―·•~～\[(（【«]+(?:\d{1,3}|[０-９]{1,3})[-—–－―·•~～\])）】»]+$");
pattern!(PLAIN = r"^(?:\d{1,3}|[０-９]{1,3})$");
pattern!(NAMED = r"^[-—–－]*(?:第\d{1,3}页(?:[，,/／]?共\d{1,3}页)?|\d{1,3}[/／]\d{1,3})[-—–－]*$");

/// How near to the end of a page a running head stands.
const EDGE: usize = 2;

/// Which rows are no text. Those before `from` belong to the masthead.
pub fn find(rows: &[Row<'_>], from: usize) -> Vec<Option<Rule>> {
    let inks: Vec<String> = rows.iter().map(|row| ink(row.text)).collect();
    let mut found: Vec<Option<Rule>> = vec![None; rows.len()];
    for (at, text) in inks.iter().enumerate() {
        if at >= from && is_page_number(rows, at, text) {
            found[at] = Some(Rule::PageNumber);
        }
    }
    let edges = edges(rows, &found);
    let mut seen: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in edges {
        if found[at].is_none() && rows[at].table.is_none() {
            seen.entry(without_numbers(&inks[at])).or_default().push(at);
        }
    }
    for (text, places) in seen {
        let is_head = (2..=40).contains(&text.chars().count()) && !text.ends_with(['。', '；', '！', '？', '：', '，']);
        if is_head && places.len() > 1 {
            places.into_iter().filter(|at| *at >= from).for_each(|at| found[at] = Some(Rule::RunningHead));
        }
    }
    found
}

/// Marks the heads that name the bulletin and stand on one page only.
pub fn find_named(rows: &[Row<'_>], found: &mut [Option<Rule>], from: usize, name: &str) {
    for at in edges(rows, found) {
        let text = ink(rows[at].text);
        let short = text.chars().count() <= name.chars().count() + 24;
        let names = text.contains(name) && (text.contains('期') || text == name || text.contains("总第"));
        if at >= from && found[at].is_none() && short && names && !text.contains(['，', '。', '；']) {
            found[at] = Some(Rule::RunningHead);
        }
    }
}

fn is_page_number(rows: &[Row<'_>], at: usize, text: &str) -> bool {
    if rows[at].table.is_some() {
        return false;
    }
    let at_end = rows[at].page_end || at + 1 == rows.len() || at > 0 && rows[at - 1].page_end;
    DASHED.is_match(text)
        || NAMED.is_match(text)
        || PLAIN.is_match(text) && at > 0 && (at_end || rows[at].gap || rows[at].centred)
}

/// The rows near the ends of pages, in order. A page number marks one too.
fn edges(rows: &[Row<'_>], found: &[Option<Rule>]) -> Vec<usize> {
    let is_number = |at: usize| found[at] == Some(Rule::PageNumber);
    let mut edges: Vec<usize> = Vec::new();
    for at in 0..rows.len() {
        if !rows[at].page_end && !is_number(at) {
            continue;
        }
        let before = (0..=at).rev().filter(|at| !is_number(*at)).take(EDGE);
        let after = (at + 1..rows.len()).filter(|at| !is_number(*at)).take(EDGE);
        edges.extend(before.chain(after));
    }
    // The first and the last page have an edge that no page end marks.
    if !edges.is_empty() {
        edges.push(0);
        edges.extend(rows.len().checked_sub(1));
    }
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn without_numbers(text: &str) -> String {
    text.chars().filter(|c| !numeral::is_part(*c) && !matches!(c, '-' | '—' | '–' | '·' | '－')).collect()
}

#[cfg(test)]
mod tests {
    use super::super::manuscript::{Block, Line, Manuscript};
    use super::super::rows::rows;
    use super::*;

    fn manuscript(text: &str) -> Manuscript {
        let mut blocks = Vec::new();
        for (number, line) in text.lines().enumerate() {
            if line == "<page>" {
                blocks.push(Block::PageEnd);
            } else {
                blocks.push(Block::Line(Line { text: line.to_owned(), number: number + 1, ..Line::default() }));
            }
        }
        Manuscript { blocks, ..Manuscript::default() }
    }

    #[test]
    fn numbers_and_heads_of_pages_are_told_from_text() {
        let manuscript = manuscript(
            "青溪简报 第7期\n正文第一段，\n- 1 -\n<page>\n青溪简报 第7期\n接着写。\n共有\n3\n<page>\n第 3 页 共 8 页\n<page>\n青溪简报 第7期\n完。",
        );
        let rows = rows(&manuscript);
        let found = find(&rows, 1);
        let kinds: Vec<Option<Rule>> = found.into_iter().collect();
        let (number, head) = (Some(Rule::PageNumber), Some(Rule::RunningHead));
        assert_eq!(kinds, [None, None, number, head, None, None, number, number, head, None]);
    }
}
