//! The headings of a body, and where they stand in its file.

use super::Audit;
use crate::diag::Span;
use crate::document::Document;
use crate::markdown::Heading;

/// The headings in the order of the body; a tree keeps it.
pub fn in_order(toc: &[Heading]) -> Vec<&Heading> {
    toc.iter().flat_map(|heading| std::iter::once(heading).chain(in_order(&heading.children))).collect()
}

/// Where the headings stand; none if they cannot be told apart from other lines.
pub fn places(document: &Document, audit: &Audit<'_>) -> Vec<Span> {
    let Some(text) = audit.text(&document.file) else { return Vec::new() };
    let mut found = Vec::new();
    let mut fence: Option<char> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let plain = line.trim_start_matches([' ', '>']);
        let fences = ['`', '~'].into_iter().find(|mark| plain.starts_with(&mark.to_string().repeat(3)));
        match (fence, fences) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        let level = plain.bytes().take_while(|byte| *byte == b'#').count();
        let is_heading = (1..=6).contains(&level) && plain[level..].starts_with([' ', '\t']);
        if fence.is_none() && is_heading && at >= document.node().span.end {
            let start = at + (line.len() - plain.len());
            found.push(Span::new(document.file.clone(), start..start + plain.trim_end().len()));
        }
        at += line.len();
    }
    if found.len() == in_order(&document.body.toc).len() { found } else { Vec::new() }
}
