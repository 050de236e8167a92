//! Posters: a page of a kind has one at `PAGE/poster/` if there is a template for the posters of that
//! kind, such as `scam-type-poster.html`.

use std::collections::BTreeSet;

use super::Site;
use crate::config::Config;
use crate::kind::Kind;
use crate::path::UrlPath;
use crate::source::Sources;

/// The name of the template for the posters of a kind.
pub fn template(kind: Kind) -> String {
    format!("{}-poster.html", kind.name())
}

/// Whether the site or its theme has a template.
pub fn has_template(name: &str, sources: &Sources, config: &Config) -> bool {
    let folders = ["templates/".to_owned(), format!("themes/{}/templates/", config.theme)];
    folders.iter().any(|folder| sources.get(&format!("{folder}{name}")).is_some())
}

/// Gives pages their posters.
pub fn apply(site: &mut Site, sources: &Sources, config: &Config) {
    let has_poster = |kind: &&Kind| has_template(&template(**kind), sources, config);
    let kinds: BTreeSet<Kind> = Kind::ALL.iter().filter(has_poster).copied().collect();
    for page in site.pages.iter_mut().filter(|page| page.is_rendered() && kinds.contains(&page.kind().kind())) {
        let below = format!("{}poster/", crate::path::decode(page.url.as_str()));
        page.poster = page.url.as_str().ends_with('/').then(|| UrlPath::from_plain(&below));
    }
}
