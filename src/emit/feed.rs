//! Feeds for the site, sections and terms: Atom (RFC 4287) and JSON Feed 1.1, by the names of
//! their templates.

use std::sync::Arc;

use tera::Value;

use crate::config::FeedContent;
use crate::frontmatter::Robots;
use crate::path::UrlPath;
use crate::render::{Job, MakeJob, Plan, base};
use crate::site::archive::Role;
use crate::site::{Page, PageId, SectionId};
use crate::view::{View, Views};

/// Whose feed it is.
#[derive(Clone, Copy)]
enum Of {
    /// A language's.
    Language(usize),
    /// A section's.
    Section(SectionId),
    /// A term's, by taxonomy and term.
    Term(usize, usize),
}

/// The plans of all feeds.
pub fn plans(views: &Views) -> Vec<Plan> {
    let (site, config) = (&views.materials.site, &views.materials.config);
    let mut plans = Vec::new();
    let mut add = |of: Of, base: &str| {
        for name in &config.feed_filenames {
            let url = UrlPath::from_plain(&format!("{}{name}", crate::path::decode(base)));
            let (output, name) = (url.output(), name.clone());
            let make: Arc<MakeJob> = Arc::new(move |views| job(views, of, &url, &name));
            plans.push(match config.feed_content {
                FeedContent::Summary => Plan::Other(output, make),
                FeedContent::Full => Plan::Bodies(output, make),
            });
        }
    };
    for (number, language) in config.languages.iter().enumerate().filter(|(_, language)| language.generate_feeds) {
        let root =
            if language.code == config.default_language() { "/".to_owned() } else { format!("/{}/", language.code) };
        add(Of::Language(number), &root);
    }
    for id in site.section_ids() {
        let section = site.section(id);
        let is_root = section.ancestors.is_empty() && section.parent.is_none();
        let covered = is_root && config.language(&section.lang).is_some_and(|language| language.generate_feeds);
        if section.generate_feeds && !covered {
            add(Of::Section(id), section.url.as_str());
        }
    }
    let with_feeds = |taxonomy: &crate::site::Taxonomy| taxonomy.render && taxonomy.feed;
    for (number, taxonomy) in site.taxonomies.iter().enumerate().filter(|(_, taxonomy)| with_feeds(taxonomy)) {
        for (index, term) in taxonomy.terms.iter().enumerate() {
            add(Of::Term(number, index), term.url.as_str());
        }
    }
    plans
}

fn in_path_order(pages: &[PageId]) -> Vec<PageId> {
    let mut pages = pages.to_vec();
    pages.sort_unstable();
    pages
}

/// Pages that search does not find say once more what others say: no news to subscribers.
fn is_news(page: &Page) -> bool {
    let front = page.front();
    front.in_search_index != Some(false) && front.robots != Some(Robots::Noindex)
}

fn job(views: &Views, of: Of, url: &UrlPath, template: &str) -> Job {
    let (site, config) = (&views.materials.site, &views.materials.config);
    let nothing = || View::of(Value::none());
    let (lang, mut pages, shown): (&str, Vec<PageId>, [View; 3]) = match of {
        Of::Language(number) => {
            let lang = config.languages[number].code.as_str();
            let pages = site.page_ids().map(|id| (id, site.page(id))).filter(|(_, page)| page.document.lang == lang);
            let pages = pages.filter(|(_, page)| is_news(page)).map(|(id, _)| id).collect();
            (lang, pages, [nothing(), nothing(), nothing()])
        }
        Of::Section(id) => {
            let section = site.section(id);
            // That of a periodical has the issues of all its years.
            let pages = match site.archive_role(id) {
                Some(Role::Home(number)) => site.archives[number].issues.iter().rev().copied().collect(),
                _ => in_path_order(&section.pages),
            };
            (&section.lang, pages, [views.section_card(id), nothing(), nothing()])
        }
        Of::Term(number, index) => {
            let (taxonomy, head) = (&site.taxonomies[number], views.taxonomy_head(number));
            let term = &taxonomy.terms[index];
            (&taxonomy.lang, in_path_order(&term.pages), [nothing(), head, views.term_head(number, index)])
        }
    };
    pages.retain(|id| site.page(*id).date.is_some() && site.page(*id).is_rendered());
    // Stable: what has one date keeps its order.
    pages.sort_by_key(|id| std::cmp::Reverse(site.page(*id).date.map(|date| date.instant())));
    pages.truncate(config.feed_limit);
    // An empty feed is a feed still: the theme links to it, and readers may subscribe already.
    let newest = pages.iter().filter_map(|id| site.page(*id).updated.or(site.page(*id).date)).max();
    let newest = newest.unwrap_or(site.instant);
    let mut context = base(views, lang, url.as_str());
    let prefix = if lang == config.default_language() { "/".to_owned() } else { format!("/{lang}/") };
    context.push(("home_url", View::of(config.permalink(&prefix))));
    context.push(("feed_url", View::of(config.permalink(url.as_str()))));
    context.push(("last_updated", View::of(newest.rfc3339())));
    context.push(("pages", views.cards(&pages)));
    context.extend(["section", "taxonomy", "term"].into_iter().zip(shown));
    let job = Job::plain(url.output(), vec![template.to_owned()], context, lang);
    match config.feed_content {
        FeedContent::Summary => job,
        FeedContent::Full => Job { bodies: pages, ..job },
    }
}
