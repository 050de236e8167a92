//! Which addresses the site has.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::config::Config;
use crate::path::UrlPath;
use crate::site::Site;
use crate::source::Sources;

/// Files that are copied as they are, with their addresses.
pub fn of_files(site: &Site, sources: &Sources, config: &Config) -> BTreeMap<Arc<str>, UrlPath> {
    let mut files = BTreeMap::new();
    let assets =
        site.pages.iter().flat_map(|page| &page.assets).chain(site.sections.iter().flat_map(|section| &section.assets));
    for asset in assets {
        files.entry(asset.file.clone()).or_insert_with(|| asset.url.clone());
    }
    for file in sources.under("media/").filter(|file| !file.path.ends_with("media.toml")) {
        files.insert(file.path.clone(), UrlPath::from_plain(&file.path));
    }
    let theme = format!("themes/{}/static/", config.theme);
    for folder in [theme.as_str(), "static/"] {
        for file in sources.under(folder) {
            files.insert(file.path.clone(), UrlPath::from_plain(&file.path[folder.len()..]));
        }
    }
    files
}

/// Every address of the site.
pub fn known(site: &Site, config: &Config, files: &BTreeMap<Arc<str>, UrlPath>) -> HashSet<String> {
    let mut known: HashSet<String> = files.values().map(|url| url.as_str().to_owned()).collect();
    known.extend(site.pages.iter().flat_map(|page| &page.assets).map(|asset| asset.url.as_str().to_owned()));
    let mut add = |url: &UrlPath| {
        known.insert(url.as_str().to_owned());
    };
    site.pages.iter().filter(|page| page.is_rendered()).for_each(|page| add(&page.url));
    site.pages.iter().filter_map(|page| page.poster.as_ref()).for_each(&mut add);
    site.archive_urls().iter().for_each(&mut add);
    for section in site.sections.iter().filter(|section| section.render) {
        add(&section.url);
        section.pagers.iter().for_each(|pager| add(&pager.url));
    }
    for taxonomy in site.taxonomies.iter().filter(|taxonomy| taxonomy.render) {
        add(&taxonomy.url);
        for term in &taxonomy.terms {
            add(&term.url);
            term.pagers.iter().for_each(|pager| add(&pager.url));
        }
    }
    site.redirects.iter().for_each(|redirect| add(&redirect.from));
    site.series.iter().for_each(|series| add(&series.url));
    site.registry.urls.iter().chain(&site.registry.asked).for_each(&mut add);
    for name in &config.feed_filenames {
        for base in site.sections.iter().filter(|section| section.generate_feeds).map(|section| section.url.as_str()) {
            known.insert(format!("{base}{name}"));
        }
        known.insert(format!("/{name}"));
    }
    for name in ["/sitemap.xml", "/robots.txt", "/404.html"] {
        known.insert(name.to_owned());
    }
    known
}
