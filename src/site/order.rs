//! The order of lists and neighbours.

use super::{Page, PageId, Section, Site};
use crate::diag::{Diagnostic, Report, code};
use crate::document::Document;
use crate::frontmatter::SortBy;
use crate::pinyin::collation_key;
use crate::t;

/// Sorts every section's pages and subsections and links neighbours.
pub fn apply(site: &mut Site, report: &mut Report) {
    // A key that is there but could not be read is reported already, and so is front matter that has no end.
    let unread = report.files(&[code::BAD_DATE, code::TOML_SYNTAX, code::YAML_SYNTAX, code::FRONT_MATTER]);
    for index in 0..site.sections.len() {
        let section = &site.sections[index];
        let sort_by =
            section.document.as_deref().and_then(Document::section).map(|front| front.sort_by).unwrap_or_default();
        let pages = section.pages.iter().map(|id| &site.pages[id.0]);
        for page in pages.filter(|page| !unread.contains(&page.document.file)) {
            missing_key(page, section, sort_by, report);
        }
        let mut pages = section.pages.clone();
        sort(&mut pages, sort_by, &site.pages);
        let mut subsections = section.subsections.clone();
        subsections.sort_by_key(|id| {
            let section = &site.sections[id.0];
            let weight = section.document.as_deref().and_then(Document::section).and_then(|front| front.weight);
            (weight.unwrap_or(0), section.path.clone())
        });
        // A page's neighbours are those of its own section, not of one that sees through to it.
        let own: Vec<PageId> = pages
            .iter()
            .copied()
            .filter(|id| site.pages[id.0].is_rendered())
            .filter(|id| site.pages[id.0].section.is_some_and(|section| section.0 == index))
            .collect();
        if sort_by != SortBy::None {
            let newest_first = matches!(sort_by, SortBy::Date | SortBy::UpdateDate);
            for pair in own.windows(2) {
                let (low, high) = if newest_first { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
                site.pages[low.0].higher = Some(high);
                site.pages[high.0].lower = Some(low);
            }
        }
        site.sections[index].pages = pages;
        site.sections[index].subsections = subsections;
    }
}

/// Sorts pages by a key; equal keys keep the order of paths.
pub fn sort(pages: &mut [PageId], sort_by: SortBy, all: &[Page]) {
    pages.sort();
    let page = |id: &PageId| &all[id.0];
    match sort_by {
        SortBy::None => {}
        SortBy::Date => pages.sort_by_key(|id| std::cmp::Reverse(page(id).date.map(|date| date.instant()))),
        SortBy::UpdateDate => pages.sort_by_key(|id| {
            let page = page(id);
            std::cmp::Reverse(page.updated.or(page.date).map(|date| date.instant()))
        }),
        SortBy::Title => pages.sort_by_cached_key(|id| collation_key(page(id).title())),
        SortBy::Weight => pages.sort_by_key(|id| page(id).front().weight),
        SortBy::Slug => pages.sort_by(|a, b| page(a).slug.cmp(&page(b).slug)),
        SortBy::Permalink => pages.sort_by(|a, b| page(a).url.cmp(&page(b).url)),
    }
}

fn missing_key(page: &Page, section: &Section, sort_by: SortBy, report: &mut Report) {
    let (missing, key, example) = match sort_by {
        SortBy::Date => (page.date.is_none(), "date", "date = 2026-06-01"),
        SortBy::UpdateDate => (page.updated.or(page.date).is_none(), "date", "date = 2026-06-01"),
        SortBy::Weight => (page.front().weight.is_none(), "weight", "weight = 10"),
        SortBy::Title => (page.front().title.is_none(), "title", "title = \"……\""),
        _ => (false, "", ""),
    };
    if !missing || page.document.node().get(key).is_some() {
        return;
    }
    let path = &section.path;
    let finding = Diagnostic::error(
        code::MISSING_SORT_KEY,
        t!("栏目 {path} 按 {key} 排序，这一页没有 {key}", "the section {path} sorts by {key}, which this page lacks"),
    )
    .at(page.document.span(""))
    .help(t!("加一行 {example}", "add {example}"));
    report.push(match &section.document {
        Some(document) => finding.also(document.span("sort_by"), t!("排序方式在这里", "the order is set here")),
        None => finding,
    });
}
