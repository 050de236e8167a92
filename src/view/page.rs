//! Pages and their cards.

use std::convert::Infallible;
use std::sync::Arc;

use tera::Value;
use tera::value::Key;

use super::html::Filling;
use super::placed::Placed;
use super::{Materials, Prints, Table, View, Views, bulletin, fill, film, html_value, node_value, quiz, record};
use crate::date::Moment;
use crate::document::Document;
use crate::hash::{Fingerprint, Fingerprinter};
use crate::kind::{FieldsOf, Kind, KindData};
use crate::markdown::{Heading, Segment};
use crate::path::UrlPath;
use crate::site::{Item, Page, PageId, Term};

/// The value of front matter.
fn serialized(data: &impl serde::Serialize) -> Value {
    Value::try_from_serializable(data).unwrap_or_else(|_| Value::none())
}

pub fn strings(items: &[impl AsRef<str>]) -> Value {
    Value::from(items.iter().map(|item| Value::from(item.as_ref())).collect::<Vec<Value>>())
}

/// About as many fields as a card has; a page has twice as many.
const FIELDS: usize = 36;

/// All that a card shows.
pub struct Card<'a> {
    materials: &'a Materials,
    document: &'a Document,
    page: &'a Page,
    permalink: String,
    href: String,
    dates: [Option<Moment>; 4],
    cover: Option<Placed>,
    poster: Option<Placed>,
    summary: String,
    terms: Vec<Terms<'a>>,
}

/// The terms that a page has of one taxonomy: its name, their slugs, and where they are.
type Terms<'a> = (&'a str, &'a [Arc<str>], Vec<(usize, usize)>);

impl<'a> Card<'a> {
    /// The parts of a page's card.
    pub fn of(materials: &'a Materials, id: PageId) -> Self {
        let Materials { site, config, .. } = materials;
        let page = site.page(id);
        let terms = page
            .terms
            .iter()
            .map(|(name, slugs)| {
                let number = site.taxonomy(name, &page.document.lang);
                let terms =
                    slugs.iter().filter_map(|slug| Some((number?, site.taxonomies[number?].term(slug)?))).collect();
                (&**name, slugs.as_slice(), terms)
            })
            .collect();
        Card {
            materials,
            document: &page.document,
            permalink: config.permalink(page.url.as_str()),
            href: config.href(page.url.as_str()),
            dates: [page.date, page.updated, page.publish, page.expire],
            cover: cover(materials, page),
            poster: poster(materials, id),
            summary: summary(materials, id),
            terms,
            page,
        }
    }

    /// The card's value.
    pub fn value(&self, shown: &TermValues) -> Value {
        let front = self.page.front();
        let [date, updated, publish, expire] =
            self.dates.map(|moment| Value::from(moment.map(|moment| moment.rfc3339())));
        let summary = if self.summary.is_empty() { Value::none() } else { html_value(&self.summary) };
        let mut table = Table::with_capacity(FIELDS);
        table
            .put("title", self.page.title())
            .put("short_title", front.short_title.as_deref())
            .put("description", front.description.as_deref())
            .put("permalink", self.permalink.as_str())
            .put("path", self.page.url.as_str())
            .put("href", self.href.as_str())
            .put("slug", self.page.slug.as_str())
            .put("lang", self.document.lang.as_str())
            .put("kind", self.page.kind().kind().name())
            .put("relative_path", self.document.path.as_str())
            .put("date", date)
            .put("updated", updated)
            .put("publish", publish)
            .put("expire", expire)
            .put("expired", has_expired(self.materials, self.page))
            .put("authors", strings(&front.authors))
            .put("weight", front.weight)
            .put("draft", front.draft)
            .put("cover", self.cover.as_ref().map(Placed::value))
            .put("summary", summary)
            .put("in_search_index", front.in_search_index.unwrap_or(true))
            .put("extra", node_value(&self.document.extra));
        let mut slugs = Table::new();
        let mut views = Table::new();
        for (name, used, terms) in &self.terms {
            slugs.put_named(name, strings(used));
            let terms: Vec<Value> = terms.iter().map(|(taxonomy, term)| shown[*taxonomy][*term].clone()).collect();
            views.put_named(name, terms);
        }
        table.put("taxonomies", slugs.finish()).put("terms", views.finish());
        let own = self.page.kind().kind();
        for kind in Kind::ALL {
            let Some(key) = kind.view_key() else { continue };
            let fields = || self.fields();
            table.put(key, if *kind == own { fields() } else { Value::none() });
        }
        table.finish()
    }

    /// What it shows of its kind.
    fn fields(&self) -> Value {
        let kind = self.page.kind();
        let fields = kind_fields(kind, self.poster.as_ref(), Some(kind.card_fields()));
        if !record::is_record(kind) {
            return fields;
        }
        let mut map = fields.into_map().unwrap_or_default();
        record::complete_card(self.materials, self.page, &mut map);
        Value::from(map)
    }
}

/// The fields of a kind: all, or some. The poster becomes an object with address and size.
fn kind_fields(kind: &KindData, poster: Option<&Placed>, only: Option<&[&str]>) -> Value {
    let fields = Value::try_from_serializable(&FieldsOf(kind)).unwrap_or_else(|_| Value::none());
    let Some(mut map) = fields.into_map() else { return Value::none() };
    if let Some(only) = only {
        map.retain(|key, _| key.as_str().is_some_and(|key| only.contains(&key)));
    }
    if let (Some(poster), Some(place)) = (poster, map.get_mut(&Key::from("poster"))) {
        *place = poster.value();
    }
    Value::from(map)
}

/// All fields of a page's kind.
fn all_fields(views: &Views, id: PageId) -> Value {
    let materials = &views.materials;
    let page = materials.site.page(id);
    let poster = poster(materials, id);
    let fields = kind_fields(page.kind(), poster.as_ref(), None);
    if record::is_record(page.kind()) {
        return record_value(materials, page);
    }
    if let Some(quiz) = quiz::value(materials, page) {
        return quiz;
    }
    match (materials.films.get(id), fields.as_map()) {
        (Some(film), Some(map)) => film::value(materials, id, film, map.clone()),
        _ => bulletin::value(views, id, &fields),
    }
}

/// The fields of a page of what bulletins report.
fn record_value(materials: &Materials, page: &Page) -> Value {
    let mut map = kind_fields(page.kind(), None, None).into_map().unwrap_or_default();
    record::complete(materials, page, &mut map);
    Value::from(map)
}

/// Stands for all that a [`Card`] shows. The document's own fingerprint covers what comes from
/// its front matter and its summary; addresses follow from paths.
pub fn card_fingerprint(materials: &Materials, id: PageId) -> Fingerprint {
    let Materials { site, config, .. } = materials;
    let page = site.page(id);
    let document = &page.document;
    let mut hash = Fingerprinter::new();
    hash.fingerprint(&document.card).text(document.path.as_str()).text(&document.lang).text(&config.base_url);
    hash.text(page.url.as_str()).text(&page.slug);
    for date in [page.date, page.updated, page.publish, page.expire] {
        let numbers = date.map_or([i64::MIN; 2], |date| date.numbers());
        numbers.into_iter().for_each(|number| {
            hash.number(number.cast_unsigned());
        });
    }
    hash.number(u64::from(has_expired(materials, page)));
    for picture in [cover(materials, page), poster(materials, id)] {
        hash.number(u64::from(picture.is_some()));
        if let Some(picture) = picture {
            picture.add_to(&mut hash);
        }
    }
    if record::is_record(page.kind()) {
        hash.fingerprint(&View::of(Card::of(materials, id).fields()).fingerprint());
    }
    // Links and pictures of the summary.
    if !matches!(&document.body.summary[..], [] | [Segment::Html(_)]) {
        hash.text(&summary(materials, id));
    }
    hash.number(page.terms.len() as u64);
    for (name, slugs) in &page.terms {
        let taxonomy = site.taxonomy(name, &document.lang).map(|number| &site.taxonomies[number]);
        hash.text(name).number(slugs.len() as u64);
        for slug in slugs {
            let term = taxonomy.and_then(|taxonomy| Some(&taxonomy.terms[taxonomy.term(slug)?]));
            hash.text(slug).number(u64::from(term.is_some()));
            if let Some(term) = term {
                hash.text(&term.title).text(term.url.as_str());
            }
        }
    }
    hash.finish()
}

/// Whether a page stands past its time, as builds with `--expired` show it.
fn has_expired(materials: &Materials, page: &Page) -> bool {
    page.expire.is_some_and(|expire| expire <= materials.site.instant)
}

/// The picture that a page names for lists and shares.
pub fn cover(materials: &Materials, page: &Page) -> Option<Placed> {
    page.front().cover.as_ref().map(|cover| Placed::of(materials, page, &cover.src, &cover.alt))
}

/// The still picture of a film: the one that its page names, or a frame.
fn poster(materials: &Materials, id: PageId) -> Option<Placed> {
    let page = materials.site.page(id);
    let KindData::Video(video) = page.kind() else { return None };
    let named = video.poster.as_ref().map(|poster| Placed::of(materials, page, &poster.src, &poster.alt));
    let frame = || Some(Placed::frame(materials, materials.films.get(id)?.poster.as_ref()?, page.title()));
    named.or_else(frame)
}

/// The absolute address of a film's still picture.
pub fn still(materials: &Materials, id: PageId) -> Option<String> {
    let placed = poster(materials, id).or_else(|| cover(materials, materials.site.page(id)));
    placed.map(|placed| placed.permalink)
}

/// Terms as cards show them, by taxonomy and term. Many cards share one.
pub type TermValues = Vec<Vec<Value>>;

/// The terms of all taxonomies as cards show them.
pub fn term_values(materials: &Materials) -> TermValues {
    let value = |term: &Term| {
        let mut view = Table::new();
        view.put("slug", term.slug.as_str())
            .put("title", term.title.as_str())
            .put("name", term.title.as_str())
            .put("path", term.url.as_str())
            .put("permalink", materials.config.permalink(term.url.as_str()));
        view.finish()
    };
    materials.site.taxonomies.iter().map(|taxonomy| taxonomy.terms.iter().map(value).collect()).collect()
}

/// The summary as HTML. Components need a page around them, so summaries leave them out.
fn summary(materials: &Materials, id: PageId) -> String {
    let page = materials.site.page(id);
    let body = &page.document.body;
    if body.summary.is_empty() {
        return String::new();
    }
    let is_call = |segment: &Segment| matches!(segment, Segment::Component(..));
    if let [Segment::Html(html)] = &body.summary[..] {
        return html.to_string();
    }
    let plain: Vec<Segment> = body.summary.iter().filter(|segment| !is_call(segment)).cloned().collect();
    let mut resolved = materials.links.pages[id.0].clone();
    // In a list `#x` would point into the list.
    for href in resolved.hrefs.iter_mut().filter(|href| href.starts_with('#')) {
        *href = format!("{}{href}", materials.config.href(page.url.as_str()));
    }
    let filling = Filling { body, resolved: &resolved, materials, is_first: false };
    let html = fill(&plain, &filling, &mut |_, _| Ok::<_, Infallible>(String::new()));
    match html {
        Ok(html) => html,
    }
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
pub fn translations(materials: &Materials, items: &[Item]) -> Value {
    let Materials { site, config, .. } = materials;
    let list: Vec<Value> = items
        .iter()
        .map(|item| {
            let (lang, title, path) = translation(materials, *item);
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

/// Adds what [`translations`] shows.
pub fn add_translations(hash: &mut Fingerprinter, materials: &Materials, items: &[Item]) {
    hash.number(items.len() as u64);
    for item in items {
        let (lang, title, path) = translation(materials, *item);
        hash.text(lang).text(materials.config.language(lang).map_or(lang, |language| language.tag.as_str()));
        hash.text(title).text(path).text(&materials.config.permalink(materials.site.url(*item).as_str()));
    }
}

/// Language, title and content path of a translation.
fn translation(materials: &Materials, item: Item) -> (&str, &str, &str) {
    match item {
        Item::Page(id) => {
            let page = materials.site.page(id);
            (page.document.lang.as_str(), page.title(), page.document.path.as_str())
        }
        Item::Section(id) => {
            let section = materials.site.section(id);
            (section.lang.as_str(), section.title.as_str(), section.path.as_str())
        }
    }
}

/// The pages that link to a page. As in Zola these are no cards: a page may be linked from all
/// others.
fn backlinks(materials: &Materials, pages: &[PageId]) -> Value {
    let Materials { site, config, .. } = materials;
    let link = |id: &PageId| {
        let (page, mut table) = (site.page(*id), Table::new());
        table
            .put("title", page.title())
            .put("permalink", config.permalink(page.url.as_str()))
            .put("path", page.url.as_str())
            .put("href", config.href(page.url.as_str()));
        table.finish()
    };
    Value::from(pages.iter().map(link).collect::<Vec<Value>>())
}

/// The fingerprint of a page without its body.
pub fn fingerprint(prints: &Prints<'_>, id: PageId) -> Fingerprint {
    let Materials { site, links, config, .. } = prints.materials;
    let page = site.page(id);
    let mut hash = Fingerprinter::new();
    hash.fingerprint(prints.card(id)).fingerprint(&page.document.facts);
    prints.add_sections(&mut hash, &page.ancestors);
    hash.number(u64::from(page.section.is_some()));
    if let Some(section) = page.section {
        hash.fingerprint(&prints.section_cards[section.0].fingerprint);
    }
    for neighbour in [page.lower, page.higher] {
        prints.add_cards(&mut hash, neighbour.as_slice());
    }
    for url in [&page.short, &page.poster] {
        hash.text(url.as_ref().map_or("", UrlPath::as_str));
    }
    hash.number(page.assets.len() as u64);
    page.assets.iter().for_each(|asset| {
        hash.text(&config.href(asset.url.as_str()));
    });
    add_translations(&mut hash, prints.materials, &page.translations);
    hash.number(links.backlinks[id.0].len() as u64);
    for other in &links.backlinks[id.0] {
        let other = site.page(*other);
        hash.text(other.title()).text(other.url.as_str());
    }
    if record::is_record(page.kind()) {
        hash.fingerprint(&View::of(record_value(prints.materials, page)).fingerprint());
    }
    if let Some(quiz) = quiz::value(prints.materials, page) {
        hash.fingerprint(&View::of(quiz).fingerprint());
    }
    if let Some(film) = prints.materials.films.get(id) {
        film.add_to(&mut hash);
        film::add_to(&mut hash, prints.materials, page);
    }
    if let Some(recording) = prints.materials.films.spoken(id) {
        recording.add_to(&mut hash);
    }
    bulletin::add_to(&mut hash, prints, page);
    hash.number(page.related.len() as u64);
    for item in &page.related {
        match item {
            Item::Page(id) => hash.fingerprint(prints.card(*id)),
            Item::Section(id) => hash.fingerprint(&prints.section_cards[id.0].fingerprint()),
        };
    }
    hash.finish()
}

/// A page, with its body if that is given.
pub fn value(views: &Views, id: PageId, body: Option<&str>) -> Value {
    let materials = &views.materials;
    let Materials { site, links, config, .. } = materials;
    let page = site.page(id);
    let front = page.front();
    let document = &page.document;
    let card_of = |other: Option<PageId>| Value::from(other.map(|other| views.card_value(other)));
    let mut table = Table::with_capacity(2 * FIELDS);
    // A page shows what its card shows, and all fields of its kind.
    let kind = page.kind().kind().view_key();
    for (key, value) in views.card_value(id).as_map().into_iter().flatten() {
        let is_kind = kind.is_some() && key.as_str() == kind;
        table.put_key(key.clone(), if is_kind { all_fields(views, id) } else { value.clone() });
    }
    let day = page.date.map(|date| date.day());
    let assets: Vec<Value> = page.assets.iter().map(|asset| Value::from(config.href(asset.url.as_str()))).collect();
    let related: Vec<Value> = page
        .related
        .iter()
        .map(|item| match item {
            Item::Page(id) => views.card_value(*id),
            Item::Section(id) => views.value(&views.section_cards[id.0]),
        })
        .collect();
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
        .put("word_count", document.body.count.total())
        .put("reading_time", document.body.count.minutes())
        .put("year", day.map(|day| i32::from(day.year())))
        .put("month", day.map(|day| i32::from(day.month())))
        .put("day", day.map(|day| i32::from(day.day())))
        .put("source", source)
        .put("editor", front.editor.as_deref())
        .put("reviewer", front.reviewer.as_deref())
        .put("map_approval", front.map_approval.as_deref())
        .put("robots", robots)
        .put("hotline", strings(&front.hotline))
        .put("faq", serialized(&front.faq))
        .put("review", serialized(&front.review))
        .put("read_aloud", materials.films.spoken(id).map(|recording| film::spoken(config, recording)))
        .put("toc", toc(&document.body.toc, &config.permalink(page.url.as_str())))
        .put("short_permalink", config.permalink(page.short.as_ref().unwrap_or(&page.url).as_str()))
        .put("poster_href", page.poster.as_ref().map(|url| config.href(url.as_str())))
        .put("assets", assets)
        .put("components", strings(&document.body.components))
        .put("colocated_path", document.is_bundle.then(|| format!("{}/", document.path.folder())))
        .put("ancestors", views.section_values(&page.ancestors))
        .put("section", page.section.map(|id| views.value(&views.section_cards[id.0])))
        .put("lower", card_of(page.lower))
        .put("higher", card_of(page.higher))
        .put("translations", translations(materials, &page.translations))
        .put("backlinks", backlinks(materials, &links.backlinks[id.0]))
        .put("related", related);
    if let Some(body) = body {
        table.put("content", html_value(body));
    }
    table.finish()
}
