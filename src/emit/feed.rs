//! Atom feeds (RFC 4287) for the site, sections and terms.

use tera::Value;

use crate::path::UrlPath;
use crate::render::{Job, base};
use crate::site::PageId;
use crate::view::{View, Views};

/// The jobs of all feeds.
pub fn jobs(views: &Views) -> Vec<Job> {
    let (site, config) = (&views.materials.site, &views.materials.config);
    let mut jobs = Vec::new();
    for language in config.languages.iter().filter(|language| language.generate_feeds) {
        let root =
            if language.code == config.default_language() { "/".to_owned() } else { format!("/{}/", language.code) };
        let pages: Vec<PageId> = site.page_ids().filter(|id| site.page(*id).document.lang == language.code).collect();
        jobs.extend(feed(views, &language.code, &root, pages, Vec::new()));
    }
    for id in site.section_ids() {
        let section = site.section(id);
        let is_root = section.ancestors.is_empty() && section.parent.is_none();
        let covered = is_root && config.language(&section.lang).is_some_and(|language| language.generate_feeds);
        if section.generate_feeds && !covered {
            let context = vec![("section", views.section_card(id))];
            jobs.extend(feed(views, &section.lang, section.url.as_str(), section.pages.clone(), context));
        }
    }
    let with_feeds = |taxonomy: &crate::site::Taxonomy| taxonomy.render && taxonomy.feed;
    for (number, taxonomy) in site.taxonomies.iter().enumerate().filter(|(_, taxonomy)| with_feeds(taxonomy)) {
        for (index, term) in taxonomy.terms.iter().enumerate() {
            let context = vec![("taxonomy", views.taxonomy_head(number)), ("term", views.term_head(number, index))];
            jobs.extend(feed(views, &taxonomy.lang, term.url.as_str(), term.pages.clone(), context));
        }
    }
    jobs
}

fn feed(
    views: &Views,
    lang: &str,
    base_path: &str,
    mut pages: Vec<PageId>,
    extra: Vec<(&'static str, View)>,
) -> Vec<Job> {
    let (site, config) = (&views.materials.site, &views.materials.config);
    pages.retain(|id| site.page(*id).date.is_some() && site.page(*id).is_rendered());
    pages.sort_by_key(|id| (std::cmp::Reverse(site.page(*id).date.map(|date| date.instant())), *id));
    pages.truncate(config.feed_limit);
    // An empty feed is a feed still: the theme links to it, and readers may subscribe already.
    let newest = pages.iter().filter_map(|id| site.page(*id).updated.or(site.page(*id).date)).max();
    let newest = newest.unwrap_or(site.instant);
    let shown = views.cards(&pages);
    config
        .feed_filenames
        .iter()
        .map(|name| {
            let url = UrlPath::from_plain(&format!("{}{name}", crate::path::decode(base_path)));
            let mut context = base(views, lang, url.as_str());
            let prefix = if lang == config.default_language() { "/".to_owned() } else { format!("/{lang}/") };
            context.push(("home_url", View::of(config.permalink(&prefix))));
            context.push(("feed_url", View::of(config.permalink(url.as_str()))));
            context.push(("last_updated", View::of(newest.rfc3339())));
            context.push(("pages", shown.clone()));
            for name in ["section", "taxonomy", "term"] {
                let view = extra.iter().find(|(key, _)| *key == name).map(|(_, view)| view.clone());
                context.push((name, view.unwrap_or_else(|| View::of(Value::none()))));
            }
            Job {
                output: url.output(),
                templates: vec![name.clone()],
                context,
                body: None,
                lang: lang.to_owned(),
                subject: None,
            }
        })
        .collect()
}
