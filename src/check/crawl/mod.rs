//! Every page as a browser gets it: who links to whom, and what leads nowhere.
//!
//! That links and pictures of pages lead to files of the site is looked at in every build
//! (`output_link`); here are the rules for which all pages must be read.

mod page;
mod reach;
mod reference;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Audit;
use crate::diag::{Code, Report, Span, Text, code};
use crate::emit::Content;
use crate::finish::local;
use crate::path::{self, OutputPath, UrlPath};
use crate::site::Item;
use crate::t;
use page::Facts;

/// A page that was read.
struct Crawled<'a> {
    output: &'a OutputPath,
    facts: Facts,
    /// The pages of the site that it links to, by their number, in order.
    leads_to: Vec<usize>,
}

/// Reads all pages, style sheets, manifests and drawings.
pub fn check(audit: &Audit<'_>, report: &mut Report) {
    let subjects = subjects(audit);
    let pages = crawl(audit);
    for page in &pages {
        let item = subjects.get(page.output.as_str()).copied();
        let place = || crate::render::subject(Some(item?), audit.site);
        let shown = page.output;
        each_once(&page.facts.without_alt, |src| {
            tell(audit, report, code::OUTPUT_ALT, place(), || {
                let message = t!("/{shown} 里的图片 {src} 没有 alt", "the picture {src} in /{shown} has no alt");
                (
                    message,
                    t!(
                        "在模板里写上 alt；纯装饰的写 alt=\"\"",
                        "give it an alt in the template; decoration has alt=\"\""
                    ),
                )
            });
        });
        let silent = unreported(audit, page, item);
        each_once(&silent, |target| {
            tell(audit, report, code::OUTPUT_EMPTY_LINK, place(), || {
                let message = t!("/{shown} 里的 {target} 没有文字", "{target} in /{shown} has no words");
                (message, t!("写上文字，或加 aria-label", "give it words, or an aria-label"))
            });
        });
        for url in page.facts.styles.iter().flat_map(|style| reference::of_style(style)) {
            refers(audit, report, shown, &url, place());
        }
    }
    for (output, content) in &audit.outputs.files {
        if !output.as_str().ends_with(".css")
            && !output.as_str().ends_with(".webmanifest")
            && !output.as_str().ends_with(".svg")
        {
            continue;
        }
        let bytes = audit.supply.bytes(content).unwrap_or_default();
        let place = match content {
            Content::Source(file, _) => Some(Span::file(file.clone())),
            _ => None,
        };
        let mut urls = reference::of(output.as_str(), &bytes);
        urls.sort();
        urls.dedup();
        urls.iter().for_each(|url| refers(audit, report, output, url, place.clone()));
    }
    reach::check(audit, &pages, report);
}

/// The links and buttons of a page that say nothing, without those of its source that have a
/// finding there.
fn unreported(audit: &Audit<'_>, page: &Crawled<'_>, item: Option<Item>) -> Vec<String> {
    let mut silent = page.facts.silent.clone();
    if let Some(item) = item.filter(|_| !silent.is_empty()) {
        let file = |url: &str| target(url, page.output, audit);
        for reported in super::empty_link::reported(audit, item) {
            let same = |url: &String| {
                *url == reported
                    || file(url).is_some_and(|own| {
                        reported.strip_prefix('/') == Some(own.as_str()) || file(&reported) == Some(own)
                    })
            };
            silent.retain(|url| !same(url));
        }
    }
    silent
}

/// The content that each page shows.
fn subjects(audit: &Audit<'_>) -> BTreeMap<String, Item> {
    let site = audit.site;
    let of_pages = site.page_ids().flat_map(|id| {
        let page = site.page(id);
        let urls = std::iter::once(&page.url).chain(&page.poster).chain(page.articles());
        urls.map(move |url| (url.output_text(), Item::Page(id))).collect::<Vec<_>>()
    });
    let of_sections = site.section_ids().flat_map(|id| {
        let section = site.section(id);
        let urls = std::iter::once(&section.url).chain(section.pagers.iter().map(|pager| &pager.url));
        urls.map(move |url| (url.output_text(), Item::Section(id))).collect::<Vec<_>>()
    });
    of_pages.chain(of_sections).collect()
}

fn crawl<'a>(audit: &'a Audit<'_>) -> Vec<Crawled<'a>> {
    let html: Vec<(&OutputPath, &Content)> =
        audit.outputs.files.iter().filter(|(path, _)| path.as_str().ends_with(".html")).collect();
    let number = |file: &str| html.binary_search_by(|(path, _)| path.as_str().cmp(file)).ok();
    html.par_iter()
        .map(|(output, content)| {
            let facts = page::read(&audit.supply.bytes(content).unwrap_or_default());
            let mut leads_to: Vec<usize> =
                facts.links.iter().filter_map(|url| number(&target(url, output, audit)?)).collect();
            leads_to.sort_unstable();
            leads_to.dedup();
            Crawled { output, facts, leads_to }
        })
        .collect()
}

/// The file of the site that an address means.
fn target(url: &str, from: &OutputPath, audit: &Audit<'_>) -> Option<String> {
    let (path, _) = local(url, from.as_str(), audit.config)?;
    Some(UrlPath::from_plain(&path::decode(&path)).output_text())
}

fn refers(audit: &Audit<'_>, report: &mut Report, from: &OutputPath, url: &str, place: Option<Span>) {
    let Some(file) = target(url, from, audit) else { return };
    if audit.outputs.files.contains_key(file.as_str()) {
        return;
    }
    tell(audit, report, code::OUTPUT_REFERENCE, place, || {
        let message = t!("/{from} 引用的 {url} 不存在", "/{from} refers to {url}, which does not exist");
        (message, t!("改正地址，或把文件放进 static/", "mend the address, or put the file into static/"))
    });
}

fn tell(audit: &Audit<'_>, report: &mut Report, rule: Code, place: Option<Span>, words: impl FnOnce() -> (Text, Text)) {
    if audit.config.checks.severity(rule).is_some() {
        let (message, help) = words();
        report.extend(audit.config.checks.finding(rule, || message).map(|it| it.at_opt(place).help(help)));
    }
}

fn each_once(all: &[String], mut tell: impl FnMut(&str)) {
    let mut known: Vec<&str> = all.iter().map(String::as_str).collect();
    known.sort_unstable();
    known.dedup();
    known.into_iter().for_each(&mut tell);
}
