//! `sitemap.xml` (sitemaps.org 0.9) and `robots.txt`.

use std::sync::Arc;

use tera::Value;

use super::video_sitemap;
use crate::config::Config;
use crate::date::Moment;
use crate::frontmatter::Robots;
use crate::hash::Fingerprinter;
use crate::path::{OutputPath, UrlPath};
use crate::render::{Job, Plan, base};
use crate::site::{Page, Pager, Site};
use crate::view::{Shape, Table, View, Views};

/// Addresses in one file, after the protocol.
const MOST: usize = 50_000;

/// The plans of sitemap and robots.
pub fn plans(views: &Views) -> Vec<Plan> {
    let (site, config) = (&views.materials.site, &views.materials.config);
    let mut plans = Vec::new();
    if config.generate_sitemap {
        for number in 0..entries(site).count().div_ceil(MOST).max(1) {
            let name = if number == 0 { "sitemap.xml".to_owned() } else { format!("sitemap{}.xml", number + 1) };
            let output = OutputPath::new(name.as_str());
            let make = move |views: &Views| {
                let mut all: Vec<Entry<'_>> = entries(&views.materials.site).collect();
                all.sort();
                let chunk = all.into_iter().skip(number * MOST).take(MOST);
                let chunk = chunk.map(|(url, updated)| (url.clone(), updated)).collect();
                let entries = shown(chunk, views.materials.config.clone());
                job(views, &name, "sitemap.xml", ("entries", entries))
            };
            plans.push(Plan::Other(output, Arc::new(make)));
        }
    }
    if config.generate_robots_txt {
        let make = |views: &Views| {
            let config = &views.materials.config;
            let sitemap = config.generate_sitemap.then(|| config.permalink("/sitemap.xml"));
            let films = video_sitemap::plans(views).first().map(|_| config.permalink(video_sitemap::URL));
            let mut job = job(views, "robots.txt", "robots.txt", ("sitemap_url", View::of(Value::from(sitemap))));
            job.context.push(("video_sitemap_url", View::of(Value::from(films))));
            job
        };
        plans.push(Plan::Other(OutputPath::new("robots.txt"), Arc::new(make)));
    }
    plans
}

pub fn job(views: &Views, output: &str, template: &str, shown: (&'static str, View)) -> Job {
    let lang = views.materials.config.default_language();
    let mut context = base(views, lang, &format!("/{output}"));
    context.push(shown);
    Job {
        output: OutputPath::new(output),
        templates: vec![template.to_owned()],
        context,
        body: None,
        part: None,
        bodies: Vec::new(),
        lang: lang.to_owned(),
        subject: None,
    }
}

/// An address with its last change.
type Entry<'s> = (&'s UrlPath, Option<Moment>);

/// All addresses that search engines are to know.
fn entries(site: &Site) -> impl Iterator<Item = Entry<'_>> {
    let listed = |page: &&Page| page.is_rendered() && page.front().robots != Some(Robots::Noindex);
    let pages = site.pages.iter().filter(listed).flat_map(move |page| {
        let updated = page.updated.or(page.date);
        std::iter::once(&page.url).chain(page.articles()).map(move |url| (url, updated))
    });
    let sections = site.sections.iter().filter(|section| section.render && section.redirect_to.is_none());
    let sections = sections.flat_map(|section| pagers(&section.url, &section.pagers));
    let taxonomies = site.taxonomies.iter().filter(|taxonomy| taxonomy.render);
    let terms = taxonomies.flat_map(|taxonomy| {
        let terms = taxonomy.terms.iter().flat_map(|term| pagers(&term.url, &term.pagers));
        std::iter::once((&taxonomy.url, None)).chain(terms)
    });
    let series = site.series.iter().map(|series| (&series.url, None));
    let registered = site.registry.urls.iter().map(|url| (url, None));
    pages.chain(sections).chain(terms).chain(series).chain(registered)
}

/// A list, and its pagers from the second on.
fn pagers<'s>(url: &'s UrlPath, pagers: &'s [Pager]) -> impl Iterator<Item = Entry<'s>> {
    std::iter::once((url, None)).chain(pagers.iter().skip(1).map(|pager| (&pager.url, None)))
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
