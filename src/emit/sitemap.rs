//! `sitemap.xml` (sitemaps.org 0.9) and `robots.txt`.

use std::sync::Arc;

use tera::Value;

use crate::config::Config;
use crate::date::Moment;
use crate::frontmatter::Robots;
use crate::hash::Fingerprinter;
use crate::path::{OutputPath, UrlPath};
use crate::render::{Job, base};
use crate::view::{Shape, Table, View, Views};

/// Addresses in one file, after the protocol.
const MOST: usize = 50_000;

/// The jobs of sitemap and robots.
pub fn jobs(views: &Views) -> Vec<Job> {
    let (site, config) = (&views.materials.site, &views.materials.config);
    let mut entries: Vec<(UrlPath, Option<Moment>)> = Vec::new();
    for page in site.pages.iter().filter(|page| page.is_rendered() && page.front().robots != Some(Robots::Noindex)) {
        entries.push((page.url.clone(), page.updated.or(page.date)));
    }
    for section in site.sections.iter().filter(|section| section.render && section.redirect_to.is_none()) {
        entries.push((section.url.clone(), None));
        entries.extend(section.pagers.iter().skip(1).map(|pager| (pager.url.clone(), None)));
    }
    for taxonomy in site.taxonomies.iter().filter(|taxonomy| taxonomy.render) {
        entries.push((taxonomy.url.clone(), None));
        for term in &taxonomy.terms {
            entries.push((term.url.clone(), None));
            entries.extend(term.pagers.iter().skip(1).map(|pager| (pager.url.clone(), None)));
        }
    }
    entries.sort();
    let context = |path: &str| base(views, config.default_language(), path);
    let job = |output: &str, template: &str, context: Vec<(&'static str, View)>| Job {
        output: OutputPath::new(output),
        templates: vec![template.to_owned()],
        context,
        body: None,
        lang: config.default_language().to_owned(),
        subject: None,
    };
    let mut jobs = Vec::new();
    if config.generate_sitemap {
        for (number, chunk) in entries.chunks(MOST).enumerate() {
            let name = if number == 0 { "sitemap.xml".to_owned() } else { format!("sitemap{}.xml", number + 1) };
            let mut context = context(&format!("/{name}"));
            context.push(("entries", shown(chunk.to_vec(), config.clone())));
            jobs.push(job(&name, "sitemap.xml", context));
        }
    }
    if config.generate_robots_txt {
        let mut context = context("/robots.txt");
        let sitemap = config.generate_sitemap.then(|| config.permalink("/sitemap.xml"));
        context.push(("sitemap_url", View::of(Value::from(sitemap))));
        jobs.push(job("robots.txt", "robots.txt", context));
    }
    jobs
}

fn shown(entries: Vec<(UrlPath, Option<Moment>)>, config: Arc<Config>) -> View {
    let mut hash = Fingerprinter::new();
    hash.text(&config.base_url);
    for (url, updated) in &entries {
        hash.text(url.as_str());
        updated.map_or([i64::MIN; 2], |moment| moment.numbers()).into_iter().for_each(|number| {
            hash.number(number.cast_unsigned());
        });
    }
    View::made(hash.finish(), move || {
        static SHAPE: Shape = Shape::new();
        let value = |(url, updated): &(UrlPath, Option<Moment>)| {
            let mut table = Table::shaped(&SHAPE);
            table
                .put("permalink", config.permalink(url.as_str()))
                .put("updated", updated.map(|moment| moment.rfc3339()))
                .put("extra", Value::none());
            table.finish_shaped(&SHAPE)
        };
        Value::from(entries.iter().map(value).collect::<Vec<Value>>())
    })
}
