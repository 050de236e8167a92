//! Every address in the built pages leads to a file of the site, and every anchor to an id.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::diag::{Diagnostic, Report, code};
use crate::emit::Outputs;
use crate::finish::{Finished, Reference};
use crate::path::{self, UrlPath};
use crate::t;

/// Reports addresses that lead nowhere, each once with the first page that has it.
pub fn check(finished: &[Finished], outputs: &Outputs, config: &Config, report: &mut Report) {
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        finished.iter().map(|page| (page.output.as_str(), page.ids.iter().map(String::as_str).collect())).collect();
    let mut reported = BTreeSet::new();
    for page in finished {
        for reference in &page.references {
            let Some((target, anchor)) = local(reference, page.output.as_str(), config) else { continue };
            let output = UrlPath::from_plain(&path::decode(&target)).output();
            let known = outputs.files.contains_key(&output);
            let anchored = anchor.is_empty()
                || ids.get(output.as_str()).is_none_or(|ids| ids.contains(path::decode(&anchor).as_str()));
            if known && anchored || !reported.insert((reference.url.clone(), known)) {
                continue;
            }
            let (url, shown) = (&reference.url, &page.output);
            let finding = if known {
                Diagnostic::error(
                    code::OUTPUT_LINK,
                    t!("/{shown} 里的链接 {url} 没有对应的锚点", "{url} in /{shown} has no such anchor"),
                )
            } else {
                Diagnostic::error(
                    code::OUTPUT_LINK,
                    t!("/{shown} 里的链接 {url} 是断的", "{url} in /{shown} is broken"),
                )
            };
            report.push(finding.at_opt(page.subject.clone()).help(t!(
                "这个链接来自模板：检查主题和 site.toml [extra]",
                "the link comes from a template: check the theme and [extra] in site.toml"
            )));
        }
    }
}

/// The path and anchor of an address on this site; nothing for other sites.
fn local(reference: &Reference, from: &str, config: &Config) -> Option<(String, String)> {
    let url = reference.url.as_str();
    let url = url
        .strip_prefix(&config.base_url)
        .filter(|rest| rest.is_empty() || rest.starts_with(['/', '#', '?']))
        .map_or_else(
            || {
                let below = url.strip_prefix(&config.base_path).filter(|_| url.starts_with('/'));
                below.filter(|rest| rest.is_empty() || rest.starts_with(['/', '#', '?'])).unwrap_or(url)
            },
            |rest| if rest.is_empty() { "/" } else { rest },
        );
    let has_scheme = url.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    if has_scheme || url.starts_with("//") {
        return None;
    }
    let (url, anchor) = url.split_once('#').unwrap_or((url, ""));
    let url = url.split('?').next().unwrap_or_default();
    let target = match url {
        "" => format!("/{from}"),
        url if url.starts_with('/') => url.to_owned(),
        url => {
            let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
            let slash = if url.ends_with('/') { "/" } else { "" };
            format!("/{}{slash}", path::resolve(folder, url)?)
        }
    };
    Some((target, anchor.to_owned()))
}
