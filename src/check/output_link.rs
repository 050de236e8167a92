//! Every address in the built pages leads to a file of the site, and every anchor to an id.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use super::Whole;
use crate::diag::{Diagnostic, Report, code};
use crate::finish::{Found, Name, scan};
use crate::render::subject;
use crate::reuse::{Done, Memory, Page};
use crate::t;

/// What is wrong with a target.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    /// There is no such file.
    Missing,
    /// The page has no such id.
    Anchor,
}

/// Reports addresses that lead nowhere, each once with the first page that has it.
pub fn check(whole: &Whole<'_>, report: &mut Report) {
    let Whole { pages, outputs, finisher, site, .. } = whole;
    let texts = finisher.names.texts();
    let is_file = |path: &str| outputs.files.contains_key(path);
    let by_path: OnceCell<HashMap<&str, &Page>> = OnceCell::new();
    let page_at = |path: &str| {
        let known = by_path.get_or_init(|| pages.iter().map(|page| (page.output.as_str(), page)).collect());
        known.get(path).copied()
    };
    let judge = |target: &str| {
        let (file, anchor) = match target.split_once('#') {
            Some((file, anchor)) if !is_file(target) => (file, anchor),
            _ => (target, ""),
        };
        if !is_file(file) {
            return Some(Fault::Missing);
        }
        let page = if file.ends_with(".html") && !anchor.is_empty() { page_at(file) } else { None }?;
        let found = finisher.names.find(anchor).is_some_and(|id| page.kept.finished.ids.binary_search(&id).is_ok());
        (!found).then_some(Fault::Anchor)
    };
    let mut judged: Vec<Option<Option<Fault>>> = vec![None; texts.len()];
    let mut reported: BTreeSet<(String, Fault)> = BTreeSet::new();
    let mut tell = |page: &Page, url: &str, fault: Fault| {
        if reported.insert((url.to_owned(), fault)) {
            report.push(finding(page, url, fault).at_opt(subject(page.subject, site)));
        }
    };
    let settled = leads_as_before(whole);
    for page in pages.iter().filter(|page| !settled || page.done == Done::Finished) {
        for anchor in page.faults.iter().flat_map(|faults| &faults.anchors) {
            tell(page, anchor, Fault::Anchor);
        }
        let mut faulty = |target: &Name| {
            let index = *target as usize;
            judged[index].get_or_insert_with(|| judge(&texts[index])).map(|fault| (*target, fault))
        };
        let faults: HashMap<Name, Fault> = page.kept.finished.targets.iter().filter_map(&mut faulty).collect();
        if faults.is_empty() {
            continue;
        }
        // The page's own bytes tell how the address is written.
        let bytes = finisher.pack.get(&page.kept.finished.blob).unwrap_or_default();
        scan(&bytes, &mut |found| {
            if let Found::Reference(url) = found
                && let Some(target) = finisher.target(&page.output, &url)
                && let Some(fault) = faults.get(&target)
            {
                tell(page, &url, *fault);
            }
        });
    }
}

/// Whether all that could be led to is as in the last good build: the same files, and in every
/// page the same ids. Then pages that came out as they were need no second look.
fn leads_as_before(whole: &Whole<'_>) -> bool {
    let Whole { pages, outputs, memory, last, .. } = whole;
    let ids = |memory: &Memory, page: &Page| {
        memory.pages.get(&page.output).is_some_and(|kept| kept.finished.ids == page.kept.finished.ids)
    };
    outputs.files.keys().eq(last.files.keys())
        && pages.iter().filter(|page| page.done == Done::Finished).all(|page| ids(memory, page))
}

fn finding(page: &Page, url: &str, fault: Fault) -> Diagnostic {
    let shown = &page.output;
    let message = match fault {
        Fault::Anchor => t!("/{shown} 里的链接 {url} 没有对应的锚点", "{url} in /{shown} has no such anchor"),
        Fault::Missing => t!("/{shown} 里的链接 {url} 是断的", "{url} in /{shown} is broken"),
    };
    Diagnostic::error(code::OUTPUT_LINK, message).help(t!(
        "这个链接来自模板：检查主题和 site.toml [extra]",
        "the link comes from a template: check the theme and [extra] in site.toml"
    ))
}
