//! What templates ask while they render, and the record of it.
//!
//! There is no query for the clock, the network, the environment or chance, and there must
//! not be: a page that asked for them could never be reused. The moment of the build is a
//! setting ([`World::instant`]), fixed before anything renders.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::Value;

use crate::config::Config;
use crate::hash::Fingerprint;
use crate::links::Links;
use crate::media::Pictures;
use crate::path::UrlPath;
use crate::site::{Item, Site};
use crate::style::Sheets;
use crate::view::{Table, View, Views};

/// A question that a template asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Query {
    /// `get_page(path)`.
    Page(String),
    /// `get_section(path)`.
    Section(String),
    /// `get_taxonomy(kind, lang)`.
    Taxonomy(String, String),
    /// `get_taxonomy_term(kind, term, lang)`.
    Term(String, String, String),
    /// `load_data(path)`.
    Data(String),
    /// `get_taxonomy_url(kind, term, lang)`.
    TermUrl(String, String, String),
    /// `get_url(path, lang)`.
    Url(String, String),
    /// A static file or style sheet by name: its fingerprinted address.
    Asset(String),
    /// The text of a style sheet.
    Style(String),
    /// `get_image_metadata(path)`.
    Image(String),
    /// `trans(key, lang)`.
    Trans(String, String),
    /// `now()`.
    Now,
}

/// A static file that may be asked for by its fingerprinted name.
#[derive(Clone, Debug)]
pub struct StaticFile {
    /// The source file.
    pub source: Arc<str>,
    /// Its address with the fingerprint.
    pub url: UrlPath,
}

/// Everything that queries are answered from.
pub struct World {
    /// The views.
    pub views: Arc<Views>,
    /// Data files by path below the root.
    pub data: BTreeMap<String, View>,
    /// Strings by language, then key.
    pub strings: BTreeMap<String, BTreeMap<String, String>>,
    /// Style sheets.
    pub sheets: Sheets,
    /// Static files by their path below `static/`.
    pub statics: BTreeMap<String, StaticFile>,
    /// The build's instant, RFC 3339.
    pub instant: String,
    /// Settings.
    pub config: Config,
    /// Sizes of pictures.
    pub pictures: Pictures,
    paths: BTreeMap<String, Item>,
    files: BTreeMap<Arc<str>, UrlPath>,
    term_paths: BTreeMap<(String, String, String), String>,
}

/// A question without an answer, in words for whoever writes the template.
#[derive(Debug)]
pub struct Unanswered(pub String);

type Answer = Result<View, Unanswered>;

impl World {
    /// Prepares answers.
    pub fn new(
        site: &Site,
        links: &Links,
        views: Arc<Views>,
        config: &Config,
        pictures: Pictures,
        parts: Parts,
    ) -> Self {
        let paths = site
            .items()
            .map(|item| match item {
                Item::Page(id) => (site.page(id).document.path.to_string(), item),
                Item::Section(id) => (site.section(id).path.clone(), item),
            })
            .collect();
        let mut term_paths = BTreeMap::new();
        for taxonomy in &site.taxonomies {
            for term in &taxonomy.terms {
                for name in [&term.slug, &term.title] {
                    term_paths.insert(
                        (taxonomy.name.clone(), name.clone(), taxonomy.lang.clone()),
                        term.url.as_str().to_owned(),
                    );
                }
            }
        }
        World {
            views,
            data: parts.data,
            strings: parts.strings,
            sheets: parts.sheets,
            statics: parts.statics,
            instant: site.instant.rfc3339(),
            config: config.clone(),
            pictures,
            paths,
            files: links.files().map(|(source, url)| (source.clone(), url.clone())).collect(),
            term_paths,
        }
    }

    /// Answers a query and records it in the scope of the current job.
    pub fn ask(&self, query: Query) -> Answer {
        let answer = self.answer(&query);
        // That there is no answer is an answer too: `required=false` renders something else.
        let fingerprint = answer.as_ref().map_or_else(|_| Fingerprint::of(b"unanswered"), View::fingerprint);
        SCOPE.with_borrow_mut(|scope| {
            if let Some(scope) = scope {
                scope.asked.push((query, fingerprint));
            }
        });
        answer
    }

    /// Answers a query without recording it, as a trace is checked.
    pub fn answer(&self, query: &Query) -> Answer {
        match query {
            Query::Page(path) => match self.paths.get(path) {
                Some(Item::Page(id)) => Ok(self.views.pages[id.0].clone()),
                Some(Item::Section(_)) => Err(Unanswered(format!("`{path}` is a section: use get_section"))),
                None => Err(Unanswered(format!("there is no page `{path}`"))),
            },
            Query::Section(path) => match self.paths.get(path) {
                Some(Item::Section(id)) => Ok(self.views.sections[id.0].clone()),
                Some(Item::Page(_)) => Err(Unanswered(format!("`{path}` is a page: use get_page"))),
                None => Err(Unanswered(format!("there is no section `{path}`"))),
            },
            Query::Taxonomy(name, lang) => self
                .taxonomy(name, lang)
                .map(|found| found.taxonomy.clone())
                .ok_or_else(|| Unanswered(format!("there is no taxonomy `{name}` in language `{lang}`"))),
            Query::Term(name, term, lang) => self
                .taxonomy(name, lang)
                .and_then(|taxonomy| {
                    taxonomy.singles.iter().find(|single| {
                        text_at(single, "slug") == Some(term.as_str()) || text_at(single, "name") == Some(term.as_str())
                    })
                })
                .cloned()
                .ok_or_else(|| Unanswered(format!("the taxonomy `{name}` has no term `{term}`"))),
            Query::Data(path) => self
                .data
                .get(path)
                .cloned()
                .ok_or_else(|| Unanswered(format!("there is no data file `{path}` below data/"))),
            Query::TermUrl(name, term, lang) => self
                .term_paths
                .get(&(name.clone(), term.clone(), lang.clone()))
                .map(|url| View::of(self.config.href(url)))
                .ok_or_else(|| Unanswered(format!("the taxonomy `{name}` has no term `{term}`"))),
            Query::Url(path, lang) => self.url(path, lang).map(View::of),
            Query::Asset(name) => self.asset(name),
            Query::Style(name) => self
                .sheets
                .get(name)
                .map(|sheet| View::of(Value::safe_string(&sheet.text)))
                .ok_or_else(|| Unanswered(format!("there is no style sheet `{name}`"))),
            Query::Image(path) => self.image(path),
            Query::Trans(key, lang) => {
                let strings = self.strings.get(lang);
                let found = strings.and_then(|strings| strings.get(key));
                found.map(|text| View::of(text.as_str())).ok_or_else(|| {
                    let near =
                        strings.and_then(|strings| crate::text::nearest(key, strings.keys().map(String::as_str)));
                    let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                    Unanswered(format!("i18n/{lang}.toml has no `{key}`{hint}"))
                })
            }
            Query::Now => Ok(View::of(self.instant.as_str())),
        }
    }

    fn taxonomy(&self, name: &str, lang: &str) -> Option<&crate::view::TaxonomyView> {
        self.views
            .taxonomies
            .iter()
            .find(|view| text_at(&view.taxonomy, "name") == Some(name) && text_at(&view.taxonomy, "lang") == Some(lang))
    }

    fn url(&self, path: &str, lang: &str) -> Result<String, Unanswered> {
        if let Some(target) = path.strip_prefix("@/") {
            let (target, anchor) = target.split_once('#').map_or((target, ""), |(t, a)| (t, a));
            let translated = target.strip_suffix(".md").map(|stem| format!("{stem}.{lang}.md"));
            let item = translated.as_ref().and_then(|path| self.paths.get(path)).or_else(|| self.paths.get(target));
            let Some(item) = item else {
                return Err(Unanswered(format!("there is no page `{target}`")));
            };
            let view = match item {
                Item::Page(id) => &self.views.cards[id.0],
                Item::Section(id) => &self.views.section_cards[id.0],
            };
            let href = view.value().get_from_path("href").and_then(Value::as_str).unwrap_or_default();
            let anchor = if anchor.is_empty() { String::new() } else { format!("#{}", crate::path::encode(anchor)) };
            return Ok(format!("{href}{anchor}"));
        }
        if self.config.language(lang).is_none() {
            return Err(Unanswered(format!("there is no language `{lang}`")));
        }
        if path.contains("://") || path.starts_with('#') || path.starts_with("tel:") || path.starts_with("mailto:") {
            return Ok(path.to_owned());
        }
        let (plain, suffix) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
        Ok(self.config.href(UrlPath::from_plain(&crate::path::decode(plain)).as_str()) + suffix)
    }

    fn asset(&self, name: &str) -> Answer {
        let mut table = Table::new();
        if let Some(sheet) = self.sheets.get(name) {
            table.put("url", self.config.href(sheet.url.as_str()));
            table.put("integrity", integrity(sheet.text.as_bytes()));
            return Ok(View::of(table.finish()));
        }
        match self.statics.get(name.trim_start_matches('/')) {
            Some(file) => {
                table.put("url", self.config.href(file.url.as_str())).put("integrity", Value::none());
                Ok(View::of(table.finish()))
            }
            None => Err(Unanswered(format!("there is no style sheet or static file `{name}`"))),
        }
    }

    fn image(&self, path: &str) -> Answer {
        let plain = path.trim_start_matches('/');
        let candidates = [
            plain.strip_prefix("@/").map(|below| format!("content/{below}")).unwrap_or_default(),
            plain.to_owned(),
            format!("content/{plain}"),
            format!("static/{plain}"),
            format!("themes/{}/static/{plain}", self.config.theme),
        ];
        let by_url = self.files.iter().find(|(_, url)| url.as_str() == path).map(|(source, _)| source.to_string());
        let found = candidates
            .into_iter()
            .chain(by_url)
            .find_map(|source| self.pictures.get(&source).map(|picture| (source, picture)));
        let Some((source, picture)) = found else {
            return Err(Unanswered(format!("there is no picture `{path}`")));
        };
        let url = self.files.get(source.as_str()).map(|url| self.config.href(url.as_str()));
        let mut table = Table::new();
        table
            .put("url", url)
            .put("width", picture.width)
            .put("height", picture.height)
            .put("format", picture.format)
            .put("mime", picture.mime());
        Ok(View::of(table.finish()))
    }
}

fn text_at<'v>(view: &'v View, key: &'static str) -> Option<&'v str> {
    view.value().get_from_path(key).and_then(Value::as_str)
}

/// The parts of a world that its maker reads from sources.
#[derive(Default)]
pub struct Parts {
    /// Data files.
    pub data: BTreeMap<String, View>,
    /// Strings.
    pub strings: BTreeMap<String, BTreeMap<String, String>>,
    /// Style sheets.
    pub sheets: Sheets,
    /// Static files.
    pub statics: BTreeMap<String, StaticFile>,
}

/// Subresource integrity of some bytes (W3C SRI), with SHA-384.
pub fn integrity(bytes: &[u8]) -> String {
    use base64::Engine;
    use sha2::Digest;
    let digest = sha2::Sha384::digest(bytes);
    format!("sha384-{}", base64::engine::general_purpose::STANDARD.encode(digest))
}

/// What one job asked.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The page's language, the default of `trans` and its like.
    pub lang: String,
    /// The folder of the page's files below `content/`, for `load_data`.
    pub folder: Option<String>,
    /// Queries with the fingerprints of their answers, in order.
    pub asked: Vec<(Query, Fingerprint)>,
}

thread_local! {
    // Tera gives functions no way to reach the job that renders, least of all inside
    // components, so the record lives beside it on the thread.
    static SCOPE: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

/// Runs `work` with a fresh record and gives both back.
pub fn record<T>(lang: &str, folder: Option<String>, work: impl FnOnce() -> T) -> (T, Scope) {
    let outer = SCOPE.replace(Some(Scope { lang: lang.to_owned(), folder, asked: Vec::new() }));
    let result = work();
    let scope = SCOPE.replace(outer).unwrap_or_default();
    (result, scope)
}

/// The language and folder of the job that renders on this thread.
pub fn current() -> (String, Option<String>) {
    SCOPE
        .with_borrow(|scope| scope.as_ref().map(|scope| (scope.lang.clone(), scope.folder.clone())).unwrap_or_default())
}

/// The names of all assets that jobs asked for.
pub fn assets_asked<'a>(scopes: impl Iterator<Item = &'a Scope>) -> BTreeSet<String> {
    scopes
        .flat_map(|scope| &scope.asked)
        .filter_map(|(query, _)| match query {
            Query::Asset(name) => Some(name.clone()),
            _ => None,
        })
        .collect()
}
