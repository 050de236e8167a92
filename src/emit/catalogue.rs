//! `export/catalogue.json`: every page that lies as data beside its HTML, with what tells a
//! platform whether it must fetch it again.

use serde::Serialize;

use crate::path::OutputPath;
use crate::render::export;
use crate::reuse;
use crate::site::Item;
use crate::view::Materials;

/// Its output.
const PATH: &str = "export/catalogue.json";

#[derive(Serialize)]
struct Catalogue<'a> {
    site: &'a str,
    url: &'a str,
    count: usize,
    pages: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: String,
    url: String,
    title: &'a str,
    kind: &'static str,
    language: &'a str,
    date: Option<String>,
    updated: Option<String>,
    json: String,
    digest: String,
}

/// The catalogue, where pages are exported.
pub fn file(materials: &Materials, pages: &[reuse::Page]) -> Option<(OutputPath, Vec<u8>)> {
    let (site, config) = (&materials.site, &materials.config);
    if !config.export.json {
        return None;
    }
    let entry = |made: &reuse::Page| {
        let Some(Item::Page(id)) = made.subject else { return None };
        let page = site.page(id);
        // A page has other outputs too, its HTML first of all.
        if made.output != export(page) {
            return None;
        }
        let url = config.permalink(page.url.as_str());
        let lang = &page.document.lang;
        Some(Entry {
            id: url.clone(),
            json: format!("{url}index.json"),
            url,
            title: page.title(),
            kind: page.kind().kind().name(),
            language: config.language(lang).map_or(lang, |language| &language.tag),
            date: page.date.map(|date| date.rfc3339()),
            updated: page.updated.or(page.date).map(|date| date.rfc3339()),
            digest: format!("blake3:{}", made.kept.finished.digest.hex(64)),
        })
    };
    let mut pages: Vec<Entry<'_>> = pages.iter().filter_map(entry).collect();
    pages.sort_by(|one, other| one.id.cmp(&other.id));
    let catalogue = Catalogue { site: &config.languages[0].title, url: &config.base_url, count: pages.len(), pages };
    let bytes = serde_json::to_vec_pretty(&catalogue).unwrap_or_default();
    Some((OutputPath::new(PATH), bytes))
}
