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

/// Gives pages their posters.
pub fn apply(site: &mut Site, sources: &Sources, config: &Config) {
    let folders = ["templates/".to_owned(), format!("themes/{}/templates/", config.theme)];
    let has_template =
        |kind: &&Kind| folders.iter().any(|folder| sources.get(&format!("{folder}{}", template(**kind))).is_some());
    let kinds: BTreeSet<Kind> = Kind::ALL.iter().filter(has_template).copied().collect();
    for page in site.pages.iter_mut().filter(|page| page.is_rendered() && kinds.contains(&page.kind().kind())) {
        let below = format!("{}poster/", crate::path::decode(page.url.as_str()));
        page.poster = page.url.as_str().ends_with('/').then(|| UrlPath::from_plain(&below));
    }
}
