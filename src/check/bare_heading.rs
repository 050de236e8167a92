//! Headings have something below them: `fanzha new` proposes some, and nobody should publish those
//! that stayed empty.

use super::Audit;
use super::headings::{in_order, places};
use crate::diag::{Report, code};
use crate::t;

/// Warns of headings that are followed by the end or by a heading which is not below them.
pub fn check(audit: &Audit<'_>, report: &mut Report) {
    if audit.config.checks.severity(code::BARE_HEADING).is_none() {
        return;
    }
    for document in audit.documents() {
        let headings = in_order(&document.body.toc);
        let Some(text) = audit.text(&document.file).filter(|_| !headings.is_empty()) else { continue };
        let places = places(document, audit);
        for (number, (heading, place)) in headings.iter().zip(&places).enumerate() {
            let next = headings.get(number + 1);
            let end = places.get(number + 1).map_or(text.len(), |next| next.range.start);
            let has_more = next.is_some_and(|next| next.level > heading.level);
            // A heading in a quotation begins behind its marks.
            let is_bare = text[place.range.end..end].chars().all(|c| c.is_whitespace() || c == '>');
            if has_more || !is_bare {
                continue;
            }
            let title = &heading.title;
            let message = || t!("标题“{title}”下面没有内容", "there is nothing below the heading `{title}`");
            report.extend(audit.config.checks.finding(code::BARE_HEADING, message).map(|finding| {
                finding.at(place.clone()).help(t!("写上内容，或删去这个标题", "write something, or remove it"))
            }));
        }
    }
}
