//! Every address in the built pages leads to a file of the site, and every anchor to an id.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diag::{Diagnostic, Report, code};
use crate::emit::Outputs;
use crate::finish::{Finisher, Found, Name, scan};
use crate::render::subject;
use crate::reuse::Page;
use crate::site::Site;
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
pub fn check(pages: &[Page], outputs: &Outputs, finisher: &Finisher<'_>, site: &Site, report: &mut Report) {
    let texts = finisher.names.texts();
    let files: HashSet<&str> = outputs.files.keys().map(|path| path.as_str()).collect();
    let by_path: HashMap<&str, &Page> = pages.iter().map(|page| (page.output.as_str(), page)).collect();
    let judge = |target: &str| {
        let (file, anchor) = match target.split_once('#') {
            Some((file, anchor)) if !files.contains(target) => (file, anchor),
            _ => (target, ""),
        };
        if !files.contains(file) {
            return Some(Fault::Missing);
        }
        let page = by_path.get(file).filter(|_| file.ends_with(".html") && !anchor.is_empty())?;
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
    for page in pages {
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
