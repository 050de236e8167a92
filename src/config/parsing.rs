//! The settings that parsing a content file may look at, and no others: a change of any other
//! setting leaves parsed content as it is.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::{Config, Limits, Markdown, Slugs};
use crate::hash::Fingerprint;

/// What parsing content depends on besides the file.
#[derive(Clone, Debug, Serialize)]
pub struct Parsing {
    /// Settings of the Markdown stage.
    pub markdown: Markdown,
    /// Upper bounds.
    pub limits: Limits,
    /// How URLs are made of file names.
    pub slugs: Slugs,
    /// Codes of the site's languages, the default one first.
    pub languages: Vec<String>,
    /// The zone of dates without offset.
    #[serde(skip)]
    pub zone: TimeZone,
    zone_name: String,
    own_hosts: Vec<String>,
    allowed_hosts: Vec<String>,
}

impl Parsing {
    pub(super) fn of(config: &Config) -> Self {
        Parsing {
            markdown: config.markdown.clone(),
            limits: config.limits.clone(),
            slugs: config.slugs,
            languages: config.languages.iter().map(|language| language.code.clone()).collect(),
            zone: config.zone.clone(),
            zone_name: config.zone_name.clone(),
            own_hosts: config.own_hosts.clone(),
            allowed_hosts: config.links.allowed_hosts.clone(),
        }
    }

    /// Whether links may lead to a host.
    pub fn host_allowed(&self, host: &str) -> bool {
        host_allowed(host, &self.own_hosts, &self.allowed_hosts)
    }

    /// The fingerprint of all of it.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(serde_json::to_string(self).unwrap_or_default().as_bytes())
    }
}

/// Whether a host is the site's own, or one of the allowed hosts or below one.
pub(super) fn host_allowed(host: &str, own: &[String], allowed: &[String]) -> bool {
    let host = host.to_ascii_lowercase();
    own.contains(&host) || allowed.iter().any(|allowed| host == *allowed || host.ends_with(&format!(".{allowed}")))
}
