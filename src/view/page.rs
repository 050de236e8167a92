//! Pages and their cards.

use std::convert::Infallible;

use tera::Value;

use super::{Materials, Table, View, fill, html_value, json_value, node_value};
use crate::date::Moment;
use crate::kind::Kind;
use crate::markdown::{Heading, Segment};
use crate::site::{Item, Page, PageId};

fn date(moment: Option<Moment>) -> Value {
    Value::from(moment.map(|moment| moment.rfc3339()))
}

fn strings(items: &[String]) -> Value {
    Value::from(items.iter().map(|item| Value::from(item.as_str())).collect::<Vec<Value>>())
}

/// What a page and its card have in common.
fn common(materials: &Materials<'_>, id: PageId) -> Table {
    let Materials { site, config, .. } = materials;
    let page = site.page(id);
    let front = page.front();
    let document = &page.document;
    let mut table = Table::new();
    table
        .put("title", page.title())
        .put("short_title", front.short_title.as_deref())
        .put("description", front.description.as_deref())
        .put("permalink", config.permalink(page.url.as_str()))
        .put("path", page.url.as_str())
        .put("href", config.href(page.url.as_str()))
        .put("slug", page.slug.as_str())
        .put("lang", document.lang.as_str())
        .put("kind", page.kind().kind().name())
        .put("relative_path", document.path.as_str())
        .put("date", date(page.date))
        .put("updated", date(page.updated))
        .put("publish", date(page.publish))
        .put("expire", date(page.expire))
        .put("weight", front.weight)
        .put("draft", front.draft)
        .put(
            "cover",
            picture(materials, page, front.cover.as_ref().map(|cover| (cover.src.as_str(), cover.alt.as_str()))),
        )
        .put("summary", summary(materials, id))
        .put("word_count", document.body.count.total())
        .put("reading_time", document.body.count.minutes())
        .put("in_search_index", front.in_search_index.unwrap_or(true))
        .put("extra", node_value(&document.extra()));
    terms(materials, page, &mut table);
    table
}

fn terms(materials: &Materials<'_>, page: &Page, table: &mut Table) {
    let mut slugs = Table::new();
    let mut views = Table::new();
    for (name, used) in &page.terms {
        slugs.put_named(name, strings(used));
        let taxonomy = materials
            .site
            .taxonomies
            .iter()
            .find(|taxonomy| taxonomy.name == *name && taxonomy.lang == page.document.lang);
        let terms: Vec<Value> = used
            .iter()
            .filter_map(|slug| taxonomy?.terms.iter().find(|term| term.slug == *slug))
            .map(|term| {
                let mut view = Table::new();
                view.put("slug", term.slug.as_str())
                    .put("title", term.title.as_str())
                    .put("name", term.title.as_str())
                    .put("path", term.url.as_str())
                    .put("permalink", materials.config.permalink(term.url.as_str()));
                view.finish()
            })
            .collect();
        views.put_named(name, terms);
    }
    table.put("taxonomies", slugs.finish()).put("terms", views.finish());
}

/// A picture that front matter names, with its address and size.
fn picture(materials: &Materials<'_>, page: &Page, named: Option<(&str, &str)>) -> Value {
    let Some((src, alt)) = named else { return Value::none() };
    let resolved = materials.links.picture_of(page, src);
    let size = resolved.as_ref().and_then(|p| p.source.as_deref()).and_then(|source| materials.pictures.get(source));
    let url = resolved.map(|picture| picture.url).unwrap_or_default();
    let mut table = Table::new();
    table
        .put("src", materials.config.href(&url))
        .put("permalink", materials.config.permalink(&url))
        .put("alt", alt)
        .put("width", size.map(|size| size.width))
        .put("height", size.map(|size| size.height));
    table.finish()
}

/// The summary as HTML. Components need a page around them, so summaries leave them out.
fn summary(materials: &Materials<'_>, id: PageId) -> Value {
    let page = materials.site.page(id);
    let body = &page.document.body;
    if body.summary.is_empty() {
        return Value::none();
    }
    let plain: Vec<Segment> =
        body.summary.iter().filter(|segment| !matches!(segment, Segment::Component(..))).cloned().collect();
    let mut resolved = materials.links.pages[id.0].clone();
    // In a list `#x` would point into the list.
    for href in resolved.hrefs.iter_mut().filter(|href| href.starts_with('#')) {
        *href = format!("{}{href}", materials.config.href(page.url.as_str()));
    }
    let html = fill(&plain, body, &resolved, materials, &mut |_, _| Ok::<_, Infallible>(String::new()));
    match html {
        Ok(html) => html_value(&html),
    }
}

/// A kind's fields; `only` limits them to those that cards carry. Pictures become objects
/// with address and size.
fn kind_fields(materials: &Materials<'_>, page: &Page, only: Option<&[&str]>) -> Value {
    let mut json = page.kind().to_json();
    if let (Some(only), Some(map)) = (only, json.as_object_mut()) {
        map.retain(|key, _| only.contains(&key.as_str()));
    }
    let poster = json
        .get("poster")
        .and_then(|poster| Some((poster.get("src")?.as_str()?.to_owned(), poster.get("alt")?.as_str()?.to_owned())));
    let value = json_value(&json);
    match (poster, value.clone().into_map()) {
        (Some((src, alt)), Some(mut map)) => {
            let poster = picture(materials, page, Some((&src, &alt)));
            map.insert(tera::value::Key::from("poster"), poster);
            Value::from(map)
        }
        _ => value,
    }
}

fn put_kinds(table: &mut Table, materials: &Materials<'_>, page: &Page, card: bool) {
    let own = page.kind().kind();
    for kind in Kind::ALL {
        let Some(key) = kind.view_key() else { continue };
        let only = card.then(|| page.kind().card_fields());
        let value = if *kind == own { kind_fields(materials, page, only) } else { Value::none() };
        table.put(key, value);
    }
}

/// A page's card.
pub fn card(materials: &Materials<'_>, id: PageId) -> View {
    let mut table = common(materials, id);
    put_kinds(&mut table, materials, materials.site.page(id), true);
    View::of(table.finish())
}

/// A table of contents.
pub fn toc(headings: &[Heading], permalink: &str) -> Value {
    let list: Vec<Value> = headings
        .iter()
        .map(|heading| {
            let mut table = Table::new();
            table
                .put("level", u32::from(heading.level))
                .put("id", heading.id.as_str())
                .put("title", heading.title.as_str())
                .put("permalink", format!("{permalink}#{}", crate::path::encode(&heading.id)))
                .put("children", toc(&heading.children, permalink));
            table.finish()
        })
        .collect();
    Value::from(list)
}

/// Links to the same content in other languages.
pub fn translations(materials: &Materials<'_>, items: &[Item]) -> Value {
    let Materials { site, config, .. } = materials;
    let list: Vec<Value> = items
        .iter()
        .map(|item| {
            let (lang, title, path) = match item {
                Item::Page(id) => {
                    let page = site.page(*id);
                    (page.document.lang.as_str(), page.title().to_owned(), page.document.path.as_str())
                }
                Item::Section(id) => {
                    let section = site.section(*id);
                    (section.lang.as_str(), section.title.clone(), section.path.as_str())
                }
            };
            let url = site.url(*item).as_str();
            let tag = config.language(lang).map_or(lang, |language| language.tag.as_str());
            let mut table = Table::new();
            table
                .put("lang", lang)
                .put("tag", tag)
                .put("title", title)
                .put("path", url)
                .put("permalink", config.permalink(url))
                .put("relative_path", path);
            table.finish()
        })
        .collect();
    Value::from(list)
}

/// A page without its body.
pub fn full(materials: &Materials<'_>, id: PageId, cards: &[View], section_cards: &[View]) -> View {
    let Materials { site, links, config, .. } = materials;
    let page = site.page(id);
    let front = page.front();
    let document = &page.document;
    let card_of = |other: Option<PageId>| Value::from(other.map(|other| cards[other.0].value().clone()));
    let cards_of = |ids: &[PageId]| Value::from(ids.iter().map(|id| cards[id.0].value().clone()).collect::<Vec<_>>());
    let mut table = common(materials, id);
    put_kinds(&mut table, materials, page, false);
    let day = page.date.map(|date| date.day());
    let ancestors: Vec<Value> = page.ancestors.iter().map(|id| section_cards[id.0].value().clone()).collect();
    let assets: Vec<Value> = page.assets.iter().map(|asset| Value::from(config.href(asset.url.as_str()))).collect();
    let related: Vec<Value> = page
        .related
        .iter()
        .map(|item| match item {
            Item::Page(id) => cards[id.0].value().clone(),
            Item::Section(id) => section_cards[id.0].value().clone(),
        })
        .collect();
    let components: std::collections::BTreeSet<&str> =
        document.body.calls.iter().map(|call| call.name.as_str()).collect();
    let source = front.source.as_ref().map(|source| {
        let mut table = Table::new();
        table
            .put("name", source.name.as_str())
            .put("url", source.url.as_deref())
            .put("license", source.license.as_deref());
        table.finish()
    });
    let robots = front.robots.map(|robots| match robots {
        crate::frontmatter::Robots::Index => "index",
        crate::frontmatter::Robots::Noindex => "noindex",
    });
    table
        .put("year", day.map(|day| i32::from(day.year())))
        .put("month", day.map(|day| i32::from(day.month())))
        .put("day", day.map(|day| i32::from(day.day())))
        .put("authors", strings(&front.authors))
        .put("source", source)
        .put("editor", front.editor.as_deref())
        .put("reviewer", front.reviewer.as_deref())
        .put("robots", robots)
        .put("hotline", strings(&front.hotline))
        .put("toc", toc(&document.body.toc, &config.permalink(page.url.as_str())))
        .put("assets", assets)
        .put("components", components.into_iter().map(Value::from).collect::<Vec<_>>())
        .put("colocated_path", document.is_bundle.then(|| format!("{}/", document.path.folder())))
        .put("ancestors", ancestors)
        .put("section", page.section.map(|id| section_cards[id.0].value().clone()))
        .put("lower", card_of(page.lower))
        .put("higher", card_of(page.higher))
        .put("translations", translations(materials, &page.translations))
        .put("backlinks", cards_of(&links.backlinks[id.0]))
        .put("related", related);
    View::of(table.finish())
}
