//! Issues of bulletins and their articles as their pages show them.

use tera::value::Key;
use tera::{Map, Value};

use super::page::strings;
use super::structured::{self, json};
use super::{Materials, Prints, Table, Views};
use crate::hash::Fingerprinter;
use crate::kind::{Bulletin, Contribution};
use crate::path::UrlPath;
use crate::site::archive::citation::Citable;
use crate::site::archive::{CITATIONS, fields};
use crate::site::{IssuePlace, Page, PageId};

/// What a page knows of its issue.
struct Issue<'a> {
    materials: &'a Materials,
    page: &'a Page,
    bulletin: &'a Bulletin,
    place: &'a IssuePlace,
    citable: Citable<'a>,
}

impl<'a> Issue<'a> {
    fn of(materials: &'a Materials, id: PageId) -> Option<Self> {
        let page = materials.site.page(id);
        let (bulletin, place) = (fields(page)?, page.issue.as_deref()?);
        Some(Issue { materials, page, bulletin, place, citable: Citable::of(page, &materials.config)? })
    }

    fn article(&self, at: usize, article: &Contribution) -> Table {
        let config = &self.materials.config;
        let path = self.citable.article_path(at);
        let mut table = Table::new();
        table
            .put("number", at + 1)
            .put("title", article.title.as_str())
            .put("kicker", article.kicker.as_deref())
            .put("subtitle", article.subtitle.as_deref())
            .put("authors", strings(&article.authors))
            .put("pages", article.pages.as_deref())
            .put("sections", strings(&article.sections))
            .put("path", path.as_str())
            .put("href", config.href(&path))
            .put("permalink", config.permalink(&path));
        table
    }
}

/// The fields of an issue with what its archive adds: neighbours, citations, articles with their
/// addresses, the file it came from.
pub fn value(views: &Views, id: PageId, fields: &Value) -> Value {
    let (Some(issue), Some(map)) = (Issue::of(&views.materials, id), fields.as_map()) else { return fields.clone() };
    let (config, site) = (&views.materials.config, &views.materials.site);
    let mut map: Map = map.clone();
    let mut put = |key: &'static str, value: Value| {
        map.insert(Key::from(key), value);
    };
    let card = |id: Option<PageId>| Value::from(id.map(|id| views.card_value(id)));
    put("earlier", card(issue.place.earlier));
    put("later", card(issue.place.later));
    put("supersedes", card(issue.place.supersedes));
    put("superseded_by", card(issue.place.superseded_by));
    put("citation", Value::from(issue.citable.text()));
    put("number", Value::from(issue.citable.number()));
    put("bibtex", Value::from(issue.citable.bibtex()));
    put("ris", Value::from(issue.citable.ris()));
    let below = |name: &str| Value::from(format!("{}{name}", config.href(issue.page.url.as_str())));
    put("bibtex_href", below(CITATIONS[0]));
    put("ris_href", below(CITATIONS[1]));
    let articles = issue.bulletin.contents.iter().enumerate();
    put("articles", Value::from(articles.map(|(at, one)| issue.article(at, one).finish()).collect::<Vec<_>>()));
    put("original", original(issue.materials, issue.page, issue.bulletin));
    let archive = &site.archives[issue.place.archive];
    let link = |url: Option<&UrlPath>| Value::from(url.map(|url| config.href(url.as_str())));
    let shown = |section| Some(site.section(section)).filter(|section| section.is_shown()).map(|section| &section.url);
    put("home_href", link(archive.home.and_then(shown)));
    let volume = issue.bulletin.year.and_then(|year| archive.volumes[archive.volume(year)?].section);
    put("volume_href", link(volume.and_then(shown)));
    let data = structured::issue(issue.materials, issue.page, issue.bulletin, &issue.citable, issue.place);
    put("structured_data", json(&data));
    Value::from(map)
}

/// The file that an issue was transcribed from.
fn original(materials: &Materials, page: &Page, bulletin: &Bulletin) -> Value {
    let Some(written) = &bulletin.original else { return Value::none() };
    let beside = page.assets.iter().find(|asset| asset.name == *written);
    let shared = || materials.links.file(written.trim_start_matches('/'));
    let Some(url) = beside.map(|asset| &asset.url).or_else(shared) else { return Value::none() };
    let mut table = Table::new();
    table
        .put("src", materials.config.href(url.as_str()))
        .put("permalink", materials.config.permalink(url.as_str()))
        .put("size", beside.map(|asset| asset.bytes))
        .put("name", written.rsplit('/').next());
    table.finish()
}

/// Adds what [`value`] shows that the page's front matter does not say.
pub fn add_to(hash: &mut Fingerprinter, prints: &Prints<'_>, page: &Page) {
    let Materials { config, site, links, .. } = prints.materials;
    let (Some(place), Some(bulletin)) = (page.issue.as_deref(), fields(page)) else { return };
    for other in [place.earlier, place.later, place.supersedes, place.superseded_by] {
        prints.add_cards(hash, other.as_slice());
    }
    hash.number(place.articles.len() as u64);
    let archive = &site.archives[place.archive];
    if let Some(declared) = config.periodicals.get(&archive.id) {
        hash.text(&declared.name);
        for text in [&declared.pinyin, &declared.publisher] {
            hash.text(text.as_deref().unwrap_or_default());
        }
    }
    let volume = bulletin.year.and_then(|year| archive.volumes[archive.volume(year)?].section);
    for section in [archive.home, volume] {
        let section = section.map(|id| site.section(id)).filter(|section| section.is_shown());
        hash.text(section.map_or("", |section| section.url.as_str()));
    }
    if let Some(written) = &bulletin.original {
        let beside = page.assets.iter().find(|asset| asset.name == *written);
        hash.number(beside.map_or(u64::MAX, |asset| asset.bytes));
        hash.text(links.file(written.trim_start_matches('/')).map_or("", UrlPath::as_str));
    }
}

/// An article of an issue, without its text.
pub fn article(views: &Views, id: PageId, at: usize) -> Value {
    let Some(issue) = Issue::of(&views.materials, id) else { return Value::none() };
    let contents = &issue.bulletin.contents;
    let Some(article) = contents.get(at) else { return Value::none() };
    let neighbour =
        |at: Option<usize>| Value::from(at.and_then(|at| Some(issue.article(at, contents.get(at)?).finish())));
    let data = structured::article(issue.materials, issue.page, issue.bulletin, &issue.citable, issue.place, at);
    let mut table = issue.article(at, article);
    table
        .put("count", contents.len())
        .put("earlier", neighbour(at.checked_sub(1)))
        .put("later", neighbour(Some(at + 1)))
        .put("citation", issue.citable.article_text(article))
        .put("structured_data", json(&data));
    table.finish()
}
