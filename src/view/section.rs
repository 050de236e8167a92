//! Sections, pagers and taxonomies.

use tera::Value;

use super::page::{toc, translations};
use super::{Materials, Table, TaxonomyView, View, node_value};
use crate::config::Config;
use crate::document::Document;
use crate::site::{Pager, SectionId, Term};

/// A section's card: what breadcrumbs and lists of subsections show.
pub fn card(materials: &Materials<'_>, id: SectionId) -> View {
    let section = materials.site.section(id);
    let kind = section.document.as_ref().and_then(Document::section).and_then(|front| front.page_kind);
    let mut table = Table::new();
    table
        .put("title", section.title.as_str())
        .put("description", section.description.as_deref())
        .put("permalink", materials.config.permalink(section.url.as_str()))
        .put("path", section.url.as_str())
        .put("href", materials.config.href(section.url.as_str()))
        .put("lang", section.lang.as_str())
        .put("relative_path", section.path.as_str())
        .put("page_kind", kind.map(|kind| kind.name()))
        .put("extra", node_value(&section.extra()));
    View::of(table.finish())
}

/// A section without its body.
pub fn full(materials: &Materials<'_>, id: SectionId, cards: &[View], section_cards: &[View]) -> View {
    let config = materials.config;
    let section = materials.site.section(id);
    let permalink = config.permalink(section.url.as_str());
    let body = section.document.as_ref().map(|document| &document.body);
    let count = body.map(|body| body.count).unwrap_or_default();
    let values = |ids: &[SectionId]| ids.iter().map(|id| section_cards[id.0].value().clone()).collect::<Vec<_>>();
    let mut table = Table::new();
    for key in ["title", "description", "permalink", "path", "href", "lang", "relative_path", "page_kind", "extra"] {
        let value = section_cards[id.0].value().as_map().and_then(|map| map.get(&tera::value::Key::from(key))).cloned();
        table.put(key, value.unwrap_or_else(Value::none));
    }
    table
        .put("pages", section.pages.iter().map(|id| cards[id.0].value().clone()).collect::<Vec<_>>())
        .put("subsections", values(&section.subsections))
        .put("ancestors", values(&section.ancestors))
        .put("translations", translations(materials, &section.translations))
        .put("toc", body.map(|body| toc(&body.toc, &permalink)))
        .put(
            "assets",
            section.assets.iter().map(|asset| Value::from(config.href(asset.url.as_str()))).collect::<Vec<_>>(),
        )
        .put("generate_feeds", section.generate_feeds)
        .put("word_count", count.total())
        .put("reading_time", count.minutes());
    View::of(table.finish())
}

/// `paginator` of a pager.
pub fn paginator(pagers: &[Pager], at: usize, by: usize, cards: &[View], config: &Config) -> View {
    let pager = &pagers[at];
    let href = |index: usize| pagers.get(index).map(|pager| config.permalink(pager.url.as_str()));
    let mut table = Table::new();
    table
        .put("paginate_by", by)
        .put(
            "base_url",
            pagers.get(1).map(|second| {
                let url = config.permalink(second.url.as_str());
                url.trim_end_matches("2/").to_owned()
            }),
        )
        .put("number_pagers", pagers.len())
        .put("first", href(0))
        .put("last", href(pagers.len() - 1))
        .put("previous", at.checked_sub(1).and_then(href))
        .put("next", href(at + 1))
        .put("pages", pager.pages.iter().map(|id| cards[id.0].value().clone()).collect::<Vec<_>>())
        .put("current_index", pager.index)
        .put("total_pages", pagers.iter().map(|pager| pager.pages.len()).sum::<usize>());
    View::of(table.finish())
}

fn term(materials: &Materials<'_>, term: &Term, cards: &[View]) -> Table {
    let mut table = Table::new();
    table
        .put("name", term.title.as_str())
        .put("title", term.title.as_str())
        .put("slug", term.slug.as_str())
        .put("description", term.description.as_deref())
        .put("path", term.url.as_str())
        .put("href", materials.config.href(term.url.as_str()))
        .put("permalink", materials.config.permalink(term.url.as_str()))
        .put("page_count", term.pages.len())
        .put("page", term.page.map(|id| cards[id.0].value().clone()))
        .put("extra", node_value(&term.extra));
    table
}

/// The views of all taxonomies.
pub fn taxonomies(materials: &Materials<'_>, cards: &[View]) -> Vec<TaxonomyView> {
    let Materials { site, config, .. } = materials;
    site.taxonomies
        .iter()
        .map(|taxonomy| {
            let items: Vec<Value> = taxonomy.terms.iter().map(|t| term(materials, t, cards).finish()).collect();
            let mut table = Table::new();
            table
                .put("name", taxonomy.name.as_str())
                .put("title", taxonomy.title.as_str())
                .put("slug", taxonomy.slug.as_str())
                .put("lang", taxonomy.lang.as_str())
                .put("feed", taxonomy.feed)
                .put("render", taxonomy.render)
                .put("path", taxonomy.url.as_str())
                .put("permalink", config.permalink(taxonomy.url.as_str()));
            let head = table.finish();
            let mut with_items = head.clone().into_map().unwrap_or_default();
            with_items.insert(tera::value::Key::from("items"), Value::from(items.clone()));
            let singles = taxonomy
                .terms
                .iter()
                .map(|t| {
                    let mut table = term(materials, t, cards);
                    table.put("pages", t.pages.iter().map(|id| cards[id.0].value().clone()).collect::<Vec<_>>());
                    View::of(table.finish())
                })
                .collect();
            TaxonomyView { taxonomy: View::of(Value::from(with_items)), terms: View::of(items), singles }
        })
        .collect()
}
