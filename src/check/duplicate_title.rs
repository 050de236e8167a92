//! Two pages of a language with one title cannot be told apart in lists and search results.

use std::collections::BTreeMap;

use super::Audit;
use crate::diag::{Report, Span, code};
use crate::document::Document;
use crate::t;

/// Warns of titles that another page has too, each time but the first.
pub fn check(audit: &Audit<'_>, report: &mut Report) {
    if audit.config.checks.severity(code::DUPLICATE_TITLE).is_none() {
        return;
    }
    let site = audit.site;
    let pages = site.pages.iter().filter(|page| page.is_rendered());
    let pages = pages.map(|page| (&*page.document.lang, page.title(), &*page.document));
    let sections = site.sections.iter().filter(|section| section.is_shown());
    let sections = sections.filter_map(|section| Some((&*section.lang, &*section.title, section.document.as_deref()?)));
    let mut known: BTreeMap<(&str, &str), &Document> = BTreeMap::new();
    let mut all: Vec<_> = pages.chain(sections).collect();
    all.sort_by(|(.., a), (.., b)| a.path.cmp(&b.path));
    for (lang, title, document) in all {
        let Some(first) = known.get(&(lang, title.trim())) else {
            known.insert((lang, title.trim()), document);
            continue;
        };
        let finding = audit.config.checks.finding(code::DUPLICATE_TITLE, || {
            let other = &first.file;
            t!("标题与 {other} 相同", "the title is that of {other}")
        });
        report.extend(finding.map(|it| {
            it.at(document.span("title"))
                .also(
                    Span::new(first.file.clone(), first.span("title").range.into()),
                    t!("第一次用在这里", "first used here"),
                )
                .help(t!(
                    "写出两页的不同之处，如对象、地区或日期",
                    "say what sets the pages apart: for whom, where, when"
                ))
        }));
    }
}
