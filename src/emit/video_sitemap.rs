//! The sitemap of films (Google's extension `sitemap-video/1.1` of sitemaps.org 0.9).

use std::sync::Arc;

use tera::Value;

use super::{job, sitemap};
use crate::hash::Fingerprinter;
use crate::kind::KindData;
use crate::path::OutputPath;
use crate::render::Plan;
use crate::site::{PageId, Site};
use crate::view::{Materials, View, Views};

/// Its URL path.
pub const URL: &str = "/video-sitemap.xml";

/// Its plan, if there are films to list.
pub fn plans(views: &Views) -> Vec<Plan> {
    if !exists(&views.materials) {
        return Vec::new();
    }
    let name = URL.trim_start_matches('/');
    let make = move |views: &Views| job(views, name, "video-sitemap.xml", ("pages", shown(views)));
    vec![Plan::Other(OutputPath::new(name), Arc::new(make))]
}

/// Whether there is one.
pub fn exists(materials: &Materials) -> bool {
    materials.config.generate_sitemap && films(&materials.site).next().is_some()
}

/// Pages with a film that can be played, by address.
fn films(site: &Site) -> impl Iterator<Item = PageId> + '_ {
    site.page_ids().filter(|id| {
        let page = site.page(*id);
        let has_film =
            matches!(page.kind(), KindData::Video(film) if !film.sources.is_empty() || !film.embeds.is_empty());
        has_film && sitemap::is_listed(page)
    })
}

fn shown(views: &Views) -> View {
    let site = &views.materials.site;
    let mut ids: Vec<PageId> = films(site).collect();
    ids.sort_by_key(|id| &site.page(*id).url);
    let pages: Vec<View> = ids.into_iter().map(|id| views.page(id)).collect();
    let mut hash = Fingerprinter::new();
    pages.iter().for_each(|page| {
        hash.fingerprint(&page.fingerprint());
    });
    let values: Vec<Value> = pages.iter().map(|page| views.value(page)).collect();
    View::made(hash.finish(), move || Value::from(values.clone()))
}
