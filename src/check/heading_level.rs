//! Headings go down one level at a time, from the page's title on (WCAG 2.2, technique H42).

use super::Audit;
use crate::diag::{Report, Span, code};
use crate::document::Document;
use crate::markdown::Heading;
use crate::t;

/// Warns of bodies that skip a level, and of those with a second title.
pub fn check(audit: &Audit<'_>, report: &mut Report) {
    if audit.config.checks.severity(code::HEADING_LEVEL).is_none() {
        return;
    }
    for document in audit.documents() {
        let mut above = 1;
        let mut lines = None;
        for (number, heading) in in_order(&document.body.toc).into_iter().enumerate() {
            let (level, title) = (heading.level, &heading.title);
            let fault = if level == 1 {
                Some((
                    t!(
                        "正文里的“{title}”是一级标题，一级是网页标题",
                        "`{title}` is of level 1, which is the page's title"
                    ),
                    t!("改成 ## {title}", "write ## {title}"),
                ))
            } else if level > above + 1 {
                let right = "#".repeat(usize::from(above) + 1);
                Some((
                    t!(
                        "标题“{title}”从 {above} 级跳到了 {level} 级",
                        "the heading `{title}` goes from level {above} to {level}"
                    ),
                    t!("改成 {right} {title}", "write {right} {title}"),
                ))
            } else {
                None
            };
            above = level;
            let Some((message, help)) = fault else { continue };
            let lines = lines.get_or_insert_with(|| places(document, audit));
            let place = lines.get(number).cloned().unwrap_or_else(|| document.span("title"));
            report
                .extend(audit.config.checks.finding(code::HEADING_LEVEL, || message).map(|it| it.at(place).help(help)));
        }
    }
}

/// The headings in the order of the body; a tree keeps it.
fn in_order(toc: &[Heading]) -> Vec<&Heading> {
    toc.iter().flat_map(|heading| std::iter::once(heading).chain(in_order(&heading.children))).collect()
}

/// Where the headings stand; none if they cannot be told apart from other lines.
fn places(document: &Document, audit: &Audit<'_>) -> Vec<Span> {
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
