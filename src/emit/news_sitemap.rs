//! The sitemap of news (Google's extension `sitemap-news/0.9`): what appeared in the last two
//! days, where `site.toml` says which kinds of pages are news.

use std::sync::Arc;

use jiff::SignedDuration;
use tera::Value;

use super::{job, sitemap};
use crate::hash::Fingerprinter;
use crate::path::OutputPath;
use crate::render::Plan;
use crate::site::{PageId, Site};
use crate::view::{Materials, Table, View, Views};

/// Its name.
pub const NAME: &str = "news-sitemap.xml";

/// Entries at most, after Google.
const MOST: usize = 1_000;

/// Whether there is one.
pub fn exists(materials: &Materials) -> bool {
    materials.config.generate_sitemap && !materials.config.sitemap.news.is_empty()
}

/// Its plan. Without news it is empty: search engines ask for it still.
pub fn plans(views: &Views) -> Option<Plan> {
    let make = |views: &Views| job(views, NAME, "news-sitemap.xml", ("pages", shown(views)));
    exists(&views.materials).then(|| Plan::Other(OutputPath::new(NAME), Arc::new(make)))
}

/// The news at the moment of the build, the latest first.
fn news(materials: &Materials) -> Vec<PageId> {
    let (site, kinds): (&Site, _) = (&materials.site, &materials.config.sitemap.news);
    let oldest = site.instant.instant() - SignedDuration::from_hours(crate::site::NEWS_HOURS);
    let is_news = |id: &PageId| {
        let page = site.page(*id);
        let is_recent = page.date.is_some_and(|date| date.instant() > oldest);
        is_recent && sitemap::is_listed(page) && kinds.iter().any(|kind| kind == page.kind().kind().name())
    };
    let mut ids: Vec<PageId> = site.page_ids().filter(is_news).collect();
    ids.sort_by_key(|id| std::cmp::Reverse(site.page(*id).date.map(|date| date.instant())));
    ids.truncate(MOST);
    ids
}

fn shown(views: &Views) -> View {
    let Materials { site, config, .. } = &views.materials;
    let ids = news(&views.materials);
    let mut hash = Fingerprinter::new();
    hash.fingerprint(&views.cards(&ids).fingerprint()).text(config.sitemap.news_name.as_deref().unwrap_or_default());
    let value = |id: &PageId| {
        let page = site.page(*id);
        let language = config.language(&page.document.lang);
        // Of regions the extension knows only those of Chinese, in small letters.
        let code = match language.map_or("", |language| &language.tag) {
            "zh-CN" | "zh-Hans" | "zh" => "zh-cn".to_owned(),
            "zh-TW" | "zh-HK" | "zh-Hant" => "zh-tw".to_owned(),
            other => other.split('-').next().unwrap_or_default().to_owned(),
        };
        let title = language.map_or("", |language| &language.title);
        let mut table = Table::new();
        table
            .put("permalink", config.permalink(page.url.as_str()))
            .put("title", page.title())
            .put("date", page.date.map(|date| date.rfc3339()))
            .put("language", code)
            .put("publication", config.sitemap.news_name.as_deref().unwrap_or(title));
        table.finish()
    };
    let values: Vec<Value> = ids.iter().map(value).collect();
    View::made(hash.finish(), move || Value::from(values.clone()))
}
