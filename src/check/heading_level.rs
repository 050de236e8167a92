//! Headings go down one level at a time, from the page's title on (WCAG 2.2, technique H42).

use super::Audit;
use super::headings::{in_order, places};
use crate::diag::{Report, code};
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
