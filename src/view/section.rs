//! Sections, pagers and taxonomies.

use std::sync::OnceLock;

use tera::Value;
use tera::value::Key;

use super::page::{Card, add_translations, toc, translations};
use super::{Materials, Prints, Table, TaxonomyPrints, TermPrints, View, Views, node_value};
use crate::document::Document;
use crate::hash::{Fingerprint, Fingerprinter};
use crate::site::{PageId, Pager, SectionId, Term};

/// A section's card: what breadcrumbs and lists of subsections show.
pub fn card(materials: &Materials, id: SectionId) -> View {
    let section = materials.site.section(id);
    let kind = section.document.as_deref().and_then(Document::section).and_then(|front| front.page_kind);
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
        .put("column_type", section.column_type())
        .put("extra", node_value(&section.extra()));
    View::of(table.finish())
}

/// The fingerprint of a section without its body and its pages.
pub fn head_fingerprint(prints: &Prints<'_>, id: SectionId) -> Fingerprint {
    let Materials { site, config, .. } = prints.materials;
    let section = site.section(id);
    let mut hash = Fingerprinter::new();
    hash.fingerprint(&prints.section_cards[id.0].fingerprint);
    prints.add_sections(&mut hash, &section.subsections);
    prints.add_sections(&mut hash, &section.ancestors);
    add_translations(&mut hash, prints.materials, &section.translations);
    if let Some(document) = &section.document {
        hash.fingerprint(&document.facts);
    }
    hash.number(section.assets.len() as u64);
    section.assets.iter().for_each(|asset| {
        hash.text(&config.href(asset.url.as_str()));
    });
    hash.number(u64::from(section.generate_feeds));
    hash.finish()
}

/// A section without its body, with these of its pages.
pub fn value(views: &Views, id: SectionId, pages: &[PageId]) -> Value {
    let Materials { site, config, .. } = &views.materials;
    let section = site.section(id);
    let permalink = config.permalink(section.url.as_str());
    let body = section.document.as_ref().map(|document| &document.body);
    let count = body.map(|body| body.count).unwrap_or_default();
    let mut table = Table::new();
    let card = views.value(&views.section_cards[id.0]);
    for key in [
        "title",
        "description",
        "permalink",
        "path",
        "href",
        "lang",
        "relative_path",
        "page_kind",
        "column_type",
        "extra",
    ] {
        let value = card.as_map().and_then(|map| map.get(&Key::from(key))).cloned();
        table.put(key, value.unwrap_or_else(Value::none));
    }
    table
        .put("pages", views.card_values(pages))
        .put("subsections", views.section_values(&section.subsections))
        .put("ancestors", views.section_values(&section.ancestors))
        .put("translations", translations(&views.materials, &section.translations))
        .put("toc", body.map(|body| toc(&body.toc, &permalink)))
        .put(
            "assets",
            section.assets.iter().map(|asset| Value::from(config.href(asset.url.as_str()))).collect::<Vec<_>>(),
        )
        .put("generate_feeds", section.generate_feeds)
        .put("word_count", count.total())
        .put("reading_time", count.minutes());
    table.finish()
}

/// `paginator` of a pager.
pub fn paginator(views: &Views, pagers: &[Pager], at: usize, by: usize) -> Value {
    let config = &views.materials.config;
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
        .put("pages", views.card_values(&pager.pages))
        .put("current_index", pager.index)
        .put("total_pages", pagers.iter().map(|pager| pager.pages.len()).sum::<usize>());
    table.finish()
}

fn term(prints: &Prints<'_>, term: &Term) -> View {
    let materials = prints.materials;
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
        .put("page", term.page.map(|id| Card::of(materials, id).value(prints.terms)))
        .put("extra", node_value(&term.extra))
        .put("pages", Vec::<Value>::new());
    View::of(table.finish())
}

/// The views of all taxonomies.
pub fn taxonomies(prints: &Prints<'_>) -> Vec<TaxonomyPrints> {
    let Materials { site, config, .. } = prints.materials;
    site.taxonomies
        .iter()
        .map(|taxonomy| {
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
            let terms: Vec<TermPrints> = taxonomy
                .terms
                .iter()
                .map(|one| TermPrints { head: term(prints, one), full: OnceLock::new() })
                .collect();
            let mut hash = Fingerprinter::new();
            terms.iter().for_each(|term| {
                hash.fingerprint(&term.head.fingerprint);
            });
            TaxonomyPrints { head: View::of(table.finish()), items: hash.finish(), terms }
        })
        .collect()
}
