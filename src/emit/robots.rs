//! `robots.txt`, and the index of sitemaps that it names where there are several.

use std::sync::Arc;

use tera::Value;

use super::{job, news_sitemap, sitemap, video_sitemap};
use crate::config::Config;
use crate::path::OutputPath;
use crate::render::Plan;
use crate::view::{Materials, View, Views};

/// The index of sitemaps.
const INDEX: &str = "sitemap-index.xml";

/// The plans of both.
pub fn plans(views: &Views) -> Vec<Plan> {
    let config = &views.materials.config;
    let mut plans = Vec::new();
    if config.generate_sitemap && sitemaps(&views.materials).len() > 1 {
        let make = |views: &Views| {
            let config = &views.materials.config;
            let urls = sitemaps(&views.materials).into_iter().map(|name| config.permalink(&format!("/{name}")));
            let urls = View::of(urls.map(Value::from).collect::<Vec<Value>>());
            job(views, INDEX, "sitemap-index.xml", ("sitemaps", urls))
        };
        plans.push(Plan::Other(OutputPath::new(INDEX), Arc::new(make)));
    }
    if config.generate_robots_txt && !config.preview {
        let make = |views: &Views| {
            let Materials { config, .. } = &views.materials;
            let files = sitemaps(&views.materials);
            let named = if files.len() > 1 { INDEX } else { "sitemap.xml" };
            let url = config.generate_sitemap.then(|| config.permalink(&format!("/{named}")));
            job(views, "robots.txt", "robots.txt", ("sitemap_url", View::of(Value::from(url))))
        };
        plans.push(Plan::Other(OutputPath::new("robots.txt"), Arc::new(make)));
    }
    plans
}

/// What a preview says instead, whatever the site and its theme say.
pub fn of_preview(config: &Config) -> Option<(OutputPath, &'static [u8])> {
    config.preview.then(|| (OutputPath::new("robots.txt"), &b"User-agent: *\nDisallow: /\n"[..]))
}

/// The names of all sitemaps.
fn sitemaps(materials: &Materials) -> Vec<String> {
    let mut names = sitemap::names(materials);
    names.extend(video_sitemap::exists(materials).then(|| video_sitemap::URL.trim_start_matches('/').to_owned()));
    names.extend(news_sitemap::exists(materials).then(|| news_sitemap::NAME.to_owned()));
    names
}
