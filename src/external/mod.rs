//! `check --external`: whether links to other sites still lead somewhere. Nothing else comes
//! here, so nobody is asked unless somebody wants it.
//!
//! Invariants:
//! * Only hosts that content may link to are asked, redirects included; nothing of the site and
//!   no referrer goes out.
//! * A link is dead only if its site says so, or its name does not exist. Whoever turns programs
//!   away, fails or keeps silent leaves it unknown.

mod ask;
mod memory;
mod verdict;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::document::Document;
use crate::markdown::{Target, link_target};
use crate::site::{Item, Site};
use crate::t;

use memory::Memory;
pub use verdict::{Doubt, Verdict};

/// How to ask.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long one answer may take.
    pub timeout: Duration,
    /// Whether machines of private networks may be asked.
    pub allow_private: bool,
    /// Whether those that were asked lately are asked again.
    pub refresh: bool,
}

/// How many were asked, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Addresses.
    pub links: usize,
    /// Those that were asked now; the others were asked lately.
    pub asked: usize,
    /// Those that lead nowhere.
    pub dead: usize,
    /// Those of which it is not known.
    pub unknown: usize,
}

/// Asks for every link to another site once, and reports those that lead nowhere where they
/// stand. `state` is the folder for the tool's own records, `now` the clock.
pub fn check(
    site: &Site,
    config: &Config,
    state: &Path,
    now: Timestamp,
    options: Options,
    report: &mut Report,
) -> Summary {
    let links = links(site, config);
    let mut memory = Memory::read(state);
    let known = |url: &str| if options.refresh { None } else { memory.fresh(url, now) };
    let (mut verdicts, mut open) = (BTreeMap::new(), Vec::new());
    for url in links.keys() {
        match known(url) {
            Some(verdict) => {
                verdicts.insert(url.clone(), verdict);
            }
            None => open.push(url.clone()),
        }
    }
    let mut summary = Summary { links: links.len(), asked: open.len(), ..Summary::default() };
    if !open.is_empty() {
        match ask::all(&open, config, options) {
            Ok(answers) => verdicts.extend(answers),
            Err(finding) => {
                report.push(*finding);
                return summary;
            }
        }
        let asked = verdicts.iter().filter(|(url, _)| open.contains(url));
        if asked.clone().all(|(_, verdict)| verdict.is_no_network()) {
            report.push(no_network(open.len()));
            return summary;
        }
        memory.keep(asked, &links, now);
        // A memory that cannot be kept costs the next check time, no more.
        let _optional = memory.write(state).is_ok();
    }
    for (url, verdict) in &verdicts {
        summary.dead += usize::from(matches!(verdict, Verdict::Dead(_)));
        summary.unknown += usize::from(matches!(verdict, Verdict::Unknown(_)));
        let places = links.get(url).into_iter().flatten();
        places.for_each(|place| report.extend(verdict.finding(url, config).map(|it| it.at(place.clone()))));
    }
    summary
}

fn no_network(count: usize) -> Diagnostic {
    Diagnostic::error(
        code::NETWORK,
        t!("{count} 个站外链接一个也问不到", "none of {count} links to other sites could be asked"),
    )
    .help(t!("检查这台机器的网络，再试一次", "check the network of this machine and try again"))
}

/// Every address of another site with the places where it stands. Hosts that content may not
/// link to have an error of their own, and are not asked.
fn links(site: &Site, config: &Config) -> BTreeMap<String, Vec<Span>> {
    let mut found: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for item in site.items() {
        let is_shown = match item {
            Item::Page(id) => site.page(id).is_rendered(),
            Item::Section(id) => site.section(id).is_shown(),
        };
        let Some(document) = site.document(item).filter(|_| is_shown) else { continue };
        let mut add = |target: &Target, place: Span| {
            if let Target::External { url, host } = target
                && config.host_allowed(host)
                && !is_below(host, &config.checks.external_skip)
                && let Some(url) = plain(url)
            {
                found.entry(url).or_default().push(place);
            }
        };
        for link in &document.body.links {
            add(&link.target, Span::new(document.file.clone(), link.span.clone()));
        }
        for (written, place) in of_front_matter(document) {
            add(&link_target(&written), place);
        }
    }
    found
}

/// The addresses that front matter names.
fn of_front_matter(document: &Document) -> Vec<(String, Span)> {
    let mentions = document.mentions.iter();
    let mut found: Vec<(String, Span)> = mentions
        .map(|mention| (mention.written.clone(), Span::new(document.file.clone(), mention.span.clone())))
        .collect();
    let source = document.page().and_then(|(front, _)| front.source.as_ref()?.url.clone());
    found.extend(source.map(|url| (url, document.span("source.url"))));
    found.dedup_by(|a, b| a.0 == b.0);
    found
}

/// The address as it is asked for: without what stands after `#`.
fn plain(url: &str) -> Option<String> {
    let url = if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() };
    let mut url = reqwest::Url::parse(&url).ok()?;
    url.set_fragment(None);
    Some(url.into())
}

fn is_below(host: &str, hosts: &[String]) -> bool {
    hosts.iter().any(|known| host == known || host.strip_suffix(known.as_str()).is_some_and(|rest| rest.ends_with('.')))
}
