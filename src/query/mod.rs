//! What templates ask while they render, and the record of it.
//!
//! There is no query for the clock, the network, the environment or chance, and there must
//! not be: a page that asked for them could never be reused. The moment of the build is a
//! setting ([`World::instant`]), fixed before anything renders.

mod pictures;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use foldhash::HashMap;
use serde::{Deserialize, Serialize};
use tera::Value;

use crate::config::Config;
use crate::hash::Fingerprint;
use crate::kind::Evidence;
use crate::path::UrlPath;
use crate::registry::Who;
use crate::share::Card;
use crate::site::{Item, Site};
use crate::source::Fonts;
use crate::style::Sheets;
use crate::view::{Table, View, Views};

/// A question that a template asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Query {
    /// `get_page(path)`.
    Page(String),
    /// `get_section(path, limit)`; without a limit all pages are wanted.
    Section(String, Option<usize>),
    /// `get_taxonomy(kind, lang)`.
    Taxonomy(String, String),
    /// `get_taxonomy_term(kind, term, lang, limit)`; without a limit all pages are wanted.
    Term(String, String, String, Option<usize>),
    /// `get_series(id, lang)`.
    Series(String, String),
    /// `get_periodical(id, lang)`.
    Periodical(String, String),
    /// `get_person(id)`.
    Person(String),
    /// `get_organisation(id)`.
    Organisation(String),
    /// `get_people()`.
    People,
    /// `get_organisations()`.
    Organisations,
    /// `get_passage(path, quote)`: a paragraph of a bulletin.
    Passage(String, Option<String>),
    /// `get_signals(lang)`.
    Signals(String),
    /// `get_question(lang)`.
    Question(String),
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
    /// `resize_image(…)`.
    Resize {
        /// The picture.
        path: String,
        /// The width wanted.
        width: Option<u32>,
        /// The height wanted.
        height: Option<u32>,
        /// Zola's name of the operation.
        op: Option<String>,
        /// `auto`, `jpg`, `png` or `webp`.
        format: Option<String>,
        /// From 1 to 100.
        quality: Option<u8>,
    },
    /// `share_image(…)`.
    Share(Arc<Card>),
    /// `trans(key, lang)`.
    Trans(String, String),
    /// `now()`.
    Now,
}

impl Query {
    /// The question as a template writes it.
    pub fn call(&self) -> String {
        let shown = |limit: &Option<usize>| limit.map(|limit| format!(", limit={limit}")).unwrap_or_default();
        match self {
            Query::Page(path) => format!("get_page(path=\"{path}\")"),
            Query::Section(path, limit) => format!("get_section(path=\"{path}\"{})", shown(limit)),
            Query::Taxonomy(kind, lang) => format!("get_taxonomy(kind=\"{kind}\", lang=\"{lang}\")"),
            Query::Term(kind, term, lang, limit) => {
                let limit = shown(limit);
                format!("get_taxonomy_term(kind=\"{kind}\", term=\"{term}\", lang=\"{lang}\"{limit})")
            }
            Query::Series(id, lang) => format!("get_series(id=\"{id}\", lang=\"{lang}\")"),
            Query::Periodical(id, lang) => format!("get_periodical(id=\"{id}\", lang=\"{lang}\")"),
            Query::Person(id) => format!("get_person(id=\"{id}\")"),
            Query::Organisation(id) => format!("get_organisation(id=\"{id}\")"),
            Query::People => "get_people()".to_owned(),
            Query::Organisations => "get_organisations()".to_owned(),
            Query::Passage(path, _) => format!("get_passage(path=\"{path}\")"),
            Query::Signals(lang) => format!("get_signals(lang=\"{lang}\")"),
            Query::Question(lang) => format!("get_question(lang=\"{lang}\")"),
            Query::Data(path) => format!("load_data(path=\"{path}\")"),
            Query::TermUrl(kind, term, lang) => {
                format!("get_taxonomy_url(kind=\"{kind}\", name=\"{term}\", lang=\"{lang}\")")
            }
            Query::Url(path, lang) => format!("get_url(path=\"{path}\", lang=\"{lang}\")"),
            Query::Asset(name) => format!("asset(path=\"{name}\")"),
            Query::Style(name) => format!("inline_style(path=\"{name}\")"),
            Query::Image(path) => format!("get_image_metadata(path=\"{path}\")"),
            Query::Resize { path, .. } => format!("resize_image(path=\"{path}\")"),
            Query::Share(card) => format!("share_image(title=\"{}\")", card.title),
            Query::Trans(key, lang) => format!("trans(key=\"{key}\", lang=\"{lang}\")"),
            Query::Now => "now()".to_owned(),
        }
    }
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
    pub views: Views,
    /// Data files by path below the root.
    pub data: BTreeMap<String, View>,
    /// Strings by language, then key.
    pub strings: BTreeMap<String, BTreeMap<String, String>>,
    /// Style sheets.
    pub sheets: Sheets,
    /// Static files by their path below `static/`.
    pub statics: BTreeMap<String, StaticFile>,
    /// What share pictures are drawn with.
    pub fonts: Fonts,
    /// The build's instant, RFC 3339.
    pub instant: String,
    asked: RwLock<Asked>,
}

/// A question's number. Those of the last build come first.
pub type Number = u32;

/// Every question of this build with its answer. A question has one answer during a build, so
/// it is answered once.
#[derive(Default)]
struct Asked {
    numbers: HashMap<Query, Number>,
    questions: Vec<(Query, Option<Answered>)>,
}

impl Asked {
    fn number(&mut self, query: &Query) -> Number {
        if let Some(number) = self.numbers.get(query) {
            return *number;
        }
        let number = self.questions.len() as Number;
        self.numbers.insert(query.clone(), number);
        self.questions.push((query.clone(), None));
        number
    }
}

#[derive(Clone)]
struct Answered {
    answer: Answer,
    fingerprint: Fingerprint,
}

/// A question without an answer, in words for whoever writes the template.
#[derive(Clone, Debug)]
pub struct Unanswered(pub String);

type Answer = Result<View, Unanswered>;

impl World {
    /// Prepares answers. `known` are the questions of the last build; they keep their numbers.
    pub fn new(views: Views, parts: Parts, known: impl Iterator<Item = Query>) -> Self {
        let mut asked = Asked::default();
        known.for_each(|query| {
            asked.number(&query);
        });
        World {
            data: parts.data,
            strings: parts.strings,
            sheets: parts.sheets,
            statics: parts.statics,
            fonts: parts.fonts,
            instant: views.materials.site.instant.rfc3339(),
            views,
            asked: RwLock::new(asked),
        }
    }

    /// Answers a query and records it in the scope of the current job.
    pub fn ask(&self, query: Query) -> Result<Value, Unanswered> {
        let known = self.read().numbers.get(&query).copied();
        let number = known.unwrap_or_else(|| self.write().number(&query));
        SCOPE.with_borrow_mut(|scope| {
            if let Some(scope) = scope
                && !scope.asked.contains(&number)
            {
                scope.asked.push(number);
            }
        });
        let answered = self.answered(number).ok_or_else(|| Unanswered(String::new()))?;
        answered.answer.map(|view| self.views.value(&view))
    }

    /// Asks a question of the last build again. Gives the fingerprint of its answer.
    pub fn ask_again(&self, number: Number) -> Option<Fingerprint> {
        self.answered(number).map(|answered| answered.fingerprint)
    }

    /// A question by its number.
    pub fn question(&self, number: Number) -> Option<Query> {
        self.read().questions.get(number as usize).map(|(query, _)| query.clone())
    }

    /// All questions by number, with the fingerprints of their answers, if they were asked in
    /// this build.
    pub fn questions(&self) -> Vec<(Query, Option<Fingerprint>)> {
        let fingerprint = |answered: &Option<Answered>| answered.as_ref().map(|it| it.fingerprint);
        self.read().questions.iter().map(|(query, answered)| (query.clone(), fingerprint(answered))).collect()
    }

    fn read(&self) -> RwLockReadGuard<'_, Asked> {
        self.asked.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Asked> {
        self.asked.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn answered(&self, number: Number) -> Option<Answered> {
        let query = match self.read().questions.get(number as usize)? {
            (_, Some(answered)) => return Some(answered.clone()),
            (query, None) => query.clone(),
        };
        let answer = self.answer(&query);
        // That there is no answer is an answer too: `required=false` renders something else.
        let fingerprint = answer.as_ref().map_or_else(|_| Fingerprint::of(b"unanswered"), View::fingerprint);
        let mut asked = self.write();
        let (_, place) = asked.questions.get_mut(number as usize)?;
        Some(place.get_or_insert(Answered { answer, fingerprint }).clone())
    }

    fn answer(&self, query: &Query) -> Answer {
        match query {
            Query::Page(path) => match self.site().find(path) {
                Some(Item::Page(id)) => Ok(self.views.page(id)),
                Some(Item::Section(_)) => Err(Unanswered(format!("`{path}` is a section: use get_section"))),
                None => Err(Unanswered(format!("there is no page `{path}`"))),
            },
            Query::Section(path, limit) => match self.site().find(path) {
                Some(Item::Section(id)) => Ok(self.views.section(id, *limit)),
                Some(Item::Page(_)) => Err(Unanswered(format!("`{path}` is a page: use get_page"))),
                None => Err(Unanswered(format!("there is no section `{path}`"))),
            },
            Query::Taxonomy(name, lang) => self
                .site()
                .taxonomy(name, lang)
                .map(|taxonomy| self.views.taxonomy(taxonomy))
                .ok_or_else(|| Unanswered(format!("there is no taxonomy `{name}` in language `{lang}`"))),
            Query::Term(name, term, lang, limit) => self
                .term(name, term, lang)
                .map(|(taxonomy, term)| self.views.term(taxonomy, term, *limit))
                .ok_or_else(|| Unanswered(format!("the taxonomy `{name}` has no term `{term}`"))),
            Query::Series(id, lang) => {
                let number = self.site().series(id, lang);
                number
                    .map(|number| self.views.series(number))
                    .ok_or_else(|| Unanswered(format!("there is no series `{id}` in language `{lang}`")))
            }
            Query::Periodical(id, lang) => {
                let number = self.site().archive(id, lang);
                number
                    .map(|number| self.views.periodical(number))
                    .ok_or_else(|| Unanswered(format!("there is no periodical `{id}` in language `{lang}`")))
            }
            Query::Person(id) => match self.site().registry.person(id) {
                Some(number) => Ok(self.views.who(Who::Person(number))),
                None => Err(Unanswered(format!("data/persons.toml has no `{id}`"))),
            },
            Query::Organisation(id) => match self.site().registry.organisation(id) {
                Some(number) => Ok(self.views.who(Who::Organisation(number))),
                None => Err(Unanswered(format!("data/organisations.toml has no `{id}`"))),
            },
            Query::People => Ok(self.views.people()),
            Query::Organisations => Ok(self.views.organisations()),
            Query::Passage(path, quote) => {
                let evidence = Evidence { r#ref: path.clone(), quote: quote.clone() };
                self.views.passage(&evidence).ok_or_else(|| Unanswered(format!("no bulletin has a paragraph `{path}`")))
            }
            Query::Signals(lang) => self.signals(lang),
            Query::Question(lang) => {
                let first = self.views.first_question(lang);
                first.ok_or_else(|| Unanswered(format!("no data/questions.toml asks in language `{lang}`")))
            }
            Query::Data(path) => self
                .data
                .get(path)
                .cloned()
                .ok_or_else(|| Unanswered(format!("there is no data file `{path}` below data/"))),
            Query::TermUrl(name, term, lang) => self
                .term(name, term, lang)
                .map(|(taxonomy, term)| {
                    View::of(self.config().href(self.site().taxonomies[taxonomy].terms[term].url.as_str()))
                })
                .ok_or_else(|| Unanswered(format!("the taxonomy `{name}` has no term `{term}`"))),
            Query::Url(path, lang) => self.url(path, lang).map(View::of),
            Query::Asset(name) => self.asset(name),
            Query::Style(name) => self
                .sheets
                .get(name)
                .map(|sheet| View::of(Value::safe_string(&sheet.text)))
                .ok_or_else(|| Unanswered(format!("there is no style sheet `{name}`"))),
            Query::Image(path) => self.image(path),
            Query::Resize { .. } => self.resize(query),
            Query::Share(card) => Ok(self.share(card)),
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

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.views.materials.config
    }

    fn site(&self) -> &Site {
        &self.views.materials.site
    }

    /// A term by its slug or title.
    fn term(&self, name: &str, term: &str, lang: &str) -> Option<(usize, usize)> {
        let taxonomy = self.site().taxonomy(name, lang)?;
        let terms = &self.site().taxonomies[taxonomy].terms;
        Some((taxonomy, terms.iter().position(|one| one.slug == term || one.title == term)?))
    }

    fn url(&self, path: &str, lang: &str) -> Result<String, Unanswered> {
        if let Some(target) = path.strip_prefix("@/") {
            let (target, anchor) = target.split_once('#').map_or((target, ""), |(t, a)| (t, a));
            let translated = target.strip_suffix(".md").map(|stem| format!("{stem}.{lang}.md"));
            let item = translated.and_then(|path| self.site().find(&path)).or_else(|| self.site().find(target));
            let Some(item) = item else {
                return Err(Unanswered(format!("there is no page `{target}`")));
            };
            let href = self.config().href(self.site().url(item).as_str());
            let anchor = if anchor.is_empty() { String::new() } else { format!("#{}", crate::path::encode(anchor)) };
            return Ok(format!("{href}{anchor}"));
        }
        if self.config().language(lang).is_none() {
            return Err(Unanswered(format!("there is no language `{lang}`")));
        }
        if path.contains("://") || path.starts_with('#') || path.starts_with("tel:") || path.starts_with("mailto:") {
            return Ok(path.to_owned());
        }
        let (plain, suffix) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
        Ok(self.config().href(UrlPath::from_plain(&crate::path::decode(plain)).as_str()) + suffix)
    }

    fn signals(&self, lang: &str) -> Answer {
        let Some(book) = self.site().flag_book(lang) else {
            return Err(Unanswered(format!("no red flag has `match` in language `{lang}`")));
        };
        let mut table = Table::new();
        table.put("href", self.config().href(book.url.as_str()));
        Ok(View::of(table.finish()))
    }

    fn asset(&self, name: &str) -> Answer {
        let mut table = Table::new();
        // A site's own file takes the place of the theme's.
        let own = self.statics.get(name).filter(|file| file.source.starts_with("static/"));
        if let Some(sheet) = self.sheets.get(name).filter(|_| own.is_none()) {
            table.put("url", self.config().href(sheet.url.as_str()));
            table.put("integrity", integrity(sheet.text.as_bytes()));
            return Ok(View::of(table.finish()));
        }
        match self.statics.get(name.trim_start_matches('/')) {
            Some(file) => {
                table.put("url", self.config().href(file.url.as_str())).put("integrity", Value::none());
                Ok(View::of(table.finish()))
            }
            None => Err(Unanswered(format!("there is no style sheet or static file `{name}`"))),
        }
    }
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
    /// What share pictures are drawn with.
    pub fonts: Fonts,
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
    /// Numbers of the questions, each once, in order.
    pub asked: Vec<Number>,
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

/// Runs `work` as part of the same job, with another folder.
pub fn within<T>(folder: &str, work: impl FnOnce() -> T) -> T {
    let swap = |folder: Option<String>| {
        SCOPE.with_borrow_mut(|scope| scope.as_mut().and_then(|scope| std::mem::replace(&mut scope.folder, folder)))
    };
    let outer = swap(Some(folder.to_owned()));
    let result = work();
    swap(outer);
    result
}

/// The language and folder of the job that renders on this thread.
pub fn current() -> (String, Option<String>) {
    SCOPE
        .with_borrow(|scope| scope.as_ref().map(|scope| (scope.lang.clone(), scope.folder.clone())).unwrap_or_default())
}
