//! `llms.txt` (<https://llmstxt.org>): what the site has, in Markdown, one for each language.

use std::sync::Arc;

use tera::Value;
use tera::value::Key;

use super::sitemap::is_listed;
use crate::hash::Fingerprinter;
use crate::path::UrlPath;
use crate::render::{Job, Plan, base};
use crate::site::{PageId, SectionId};
use crate::view::{View, Views};

/// Pages of a section at most: a model reads all of it.
const MOST: usize = 100;

/// The plans of all languages.
pub fn plans(views: &Views) -> Vec<Plan> {
    let config = &views.materials.config;
    if !config.generate_llms_txt {
        return Vec::new();
    }
    let plan = |language: &crate::config::Language| {
        let lang = language.code.clone();
        let folder = if lang == config.default_language() { String::new() } else { format!("{lang}/") };
        let url = UrlPath::from_plain(&format!("{folder}llms.txt"));
        Plan::Other(url.output(), Arc::new(move |views| job(views, &lang, &url)))
    };
    config.languages.iter().map(plan).collect()
}

fn job(views: &Views, lang: &str, url: &UrlPath) -> Job {
    let site = &views.materials.site;
    let has_pages = |id: &SectionId| {
        let section = site.section(*id);
        section.lang == lang && section.is_shown() && !section.pages.is_empty()
    };
    let with_pages = |id: SectionId| {
        let listed = site.section(id).pages.iter().copied().filter(|id| is_listed(site.page(*id)));
        (views.section_card(id), views.cards(&listed.take(MOST).collect::<Vec<PageId>>()))
    };
    let sections: Vec<(View, View)> = site.section_ids().filter(has_pages).map(with_pages).collect();
    let mut hash = Fingerprinter::new();
    sections.iter().for_each(|(section, pages)| {
        hash.fingerprint(&section.fingerprint()).fingerprint(&pages.fingerprint());
    });
    let value = |(section, pages): &(View, View)| {
        let mut map = views.value(section).into_map().unwrap_or_default();
        map.insert(Key::from("pages"), views.value(pages));
        Value::from(map)
    };
    let values: Vec<Value> = sections.iter().map(value).collect();
    let mut context = base(views, lang, url.as_str());
    context.push(("sections", View::made(hash.finish(), move || Value::from(values.clone()))));
    Job::plain(url.output(), vec!["llms.txt".to_owned()], context, lang)
}
