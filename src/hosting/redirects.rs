//! `_redirects`, which Netlify, Cloudflare Pages and GitLab Pages read.

use std::collections::BTreeSet;

use super::Facts;
use crate::config::{Config, HostKind};

/// How many rules a host reads, if it has such a file at all. With one rule more GitLab Pages
/// follows none.
pub fn limit(kind: HostKind) -> Option<usize> {
    match kind {
        HostKind::CloudflarePages => Some(2000),
        HostKind::GitlabPages => Some(1000),
        HostKind::Netlify => Some(usize::MAX),
        _ => None,
    }
}

/// The file for a host, with the site's own rules after ours. Where both speak of one path the
/// site's counts. What is over the host's limit is left out: a page stands at each old address too.
pub fn redirects(kind: HostKind, config: &Config, facts: &Facts, own: &str) -> Option<String> {
    let most = limit(kind)?;
    let own_rules = || own.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let said: BTreeSet<&str> = own_rules().filter_map(|line| line.split_whitespace().next()).collect();
    // Netlify shows the page at the old address unless it is forced not to.
    let force = if kind == HostKind::Netlify { "!" } else { "" };
    let rule = |redirect: &super::Redirect| {
        let to = if redirect.to.starts_with('/') { config.href(&redirect.to) } else { redirect.to.clone() };
        format!("{} {to} {}{force}\n", config.href(&redirect.from), redirect.status)
    };
    let ours = facts.redirects.iter().filter(|redirect| !said.contains(config.href(&redirect.from).as_str()));
    let room = most.saturating_sub(own_rules().count());
    let text = ours.take(room).map(rule).collect::<String>() + own;
    (!text.is_empty()).then_some(text)
}
