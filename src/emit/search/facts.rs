//! What search knows of a page besides its words: what results show of it, by what readers narrow
//! them, and what comes first among equals.

use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Config;
use crate::frontmatter::Robots;
use crate::hash::Sum;
use crate::kind::Kind;
use crate::path::{OutputPath, UrlPath};
use crate::registry::Who;
use crate::site::{Item, Page, Section, Site};

/// Days after which half of what news are worth is gone.
const HALF_LIFE: i64 = 180;
/// The best rank of a page; the index has a letter for each.
pub const BEST: u32 = 89;

/// What search finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A page or a section.
    Item(Item),
    /// A person or an organisation.
    Who(Who),
    /// A term of a taxonomy that has pages.
    Term(usize, usize),
}

/// A page that search finds.
pub struct Doc<'s> {
    /// What it is about.
    pub found: Found,
    /// Stands for its path below `content/`, or for its address where it has none.
    pub key: u64,
    /// Stands for what is listed of it.
    pub facts: u64,
    /// Its kind; what is no page of content has none.
    kind: Option<Kind>,
    /// Its address.
    url: UrlPath,
    /// Its day.
    pub day: Option<Date>,
    /// Whether it is over.
    pub is_over: bool,
    /// Whether it is named under `first`.
    pub is_first: bool,
    site: &'s Site,
}

/// The pages of a language that search finds, by key.
pub fn docs<'s>(site: &'s Site, lang: &str, config: &Config) -> Vec<Doc<'s>> {
    let pages = site.page_ids().filter(|id| is_found(site.page(*id), lang)).map(Item::Page);
    let sections = site.section_ids().filter(|id| has_words(site.section(*id), lang)).map(Item::Section);
    let found: Vec<Found> = pages.chain(sections).map(Found::Item).chain(others(site, lang, config)).collect();
    let mut docs: Vec<Doc<'s>> = found.into_par_iter().map(|found| doc(site, found, config)).collect();
    docs.sort_unstable_by_key(|doc| doc.key);
    docs.dedup_by_key(|doc| doc.key);
    docs
}

/// What no content file stands for.
fn others(site: &Site, lang: &str, config: &Config) -> Vec<Found> {
    let named = site.registry.all().filter(|_| lang == config.default_language()).map(Found::Who);
    let of_lang = site.taxonomies.iter().enumerate().filter(|(_, taxonomy)| taxonomy.lang == lang && taxonomy.render);
    let terms = of_lang.flat_map(|(number, taxonomy)| {
        let used = taxonomy.terms.iter().enumerate().filter(|(_, term)| !term.pages.is_empty());
        used.map(move |(index, _)| Found::Term(number, index))
    });
    named.chain(terms).collect()
}

fn is_found(page: &Page, lang: &str) -> bool {
    let front = page.front();
    page.document.lang == lang
        && page.is_rendered()
        && front.in_search_index != Some(false)
        && front.robots != Some(Robots::Noindex)
}

/// A home page shows what other pages say.
fn has_words(section: &Section, lang: &str) -> bool {
    let front = section.document.as_deref().and_then(|document| document.section());
    section.lang == lang
        && section.is_shown()
        && section.parent.is_some()
        && front.is_some_and(|front| front.in_search_index != Some(false))
}

fn doc<'s>(site: &'s Site, found: Found, config: &Config) -> Doc<'s> {
    let url = match found {
        Found::Item(item) => site.url(item).clone(),
        Found::Who(who) => site.registry.url(who),
        Found::Term(taxonomy, term) => site.taxonomies[taxonomy].terms[term].url.clone(),
    };
    let (path, kind, date, expire) = match found {
        Found::Item(Item::Page(id)) => {
            let page = site.page(id);
            (page.document.path.as_str(), Some(page.kind().kind()), page.date, page.expire)
        }
        Found::Item(Item::Section(id)) => (site.section(id).path.as_str(), None, None, None),
        Found::Who(_) | Found::Term(..) => (url.as_str(), None, None, None),
    };
    let mut doc = Doc {
        found,
        key: Sum::of(path.as_bytes()).number(),
        facts: 0,
        kind,
        day: date.map(|date| date.day()),
        is_over: expire.is_some_and(|expire| expire.instant() <= site.instant.instant()),
        is_first: config.search.first.iter().any(|first| first.trim_start_matches("@/") == path),
        url: url.clone(),
        site,
    };
    let mut facts = String::with_capacity(256);
    let terms = doc.terms().iter().flat_map(|(name, slugs)| std::iter::once(name).chain(slugs)).map(|text| &**text);
    for text in [doc.title(), &config.base_path, doc.url(), doc.kind()].into_iter().chain(terms) {
        facts.push_str(text);
        facts.push('\0');
    }
    let day = doc.day.map_or([0; 4], |day| (i32::from(day.year()) << 9 | i32::from(day.day_of_year())).to_le_bytes());
    doc.facts = Sum::of(&[facts.as_bytes(), &day].concat()).number();
    doc
}

/// What the kind of sections is called.
const SECTION: &str = "section";

impl Doc<'_> {
    /// The name of its kind; what is no page of content has one of its own.
    pub fn kind(&self) -> &'static str {
        match self.found {
            Found::Item(_) => self.kind.map_or(SECTION, Kind::name),
            Found::Who(Who::Person(_)) => "person",
            Found::Who(Who::Organisation(_)) => "organisation",
            Found::Term(..) => "term",
        }
    }

    /// Its title.
    pub fn title(&self) -> &str {
        match self.found {
            Found::Item(Item::Page(id)) => self.site.page(id).title(),
            Found::Item(Item::Section(id)) => &self.site.section(id).title,
            Found::Who(who) => self.site.registry.name(who),
            Found::Term(taxonomy, term) => &self.site.taxonomies[taxonomy].terms[term].title,
        }
    }

    /// Its URL path.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Where its page lies.
    pub fn output(&self) -> OutputPath {
        self.url.output()
    }

    /// How many letters it has to read.
    pub fn letters(&self) -> usize {
        match self.found {
            Found::Item(item) => self.site.document(item).map_or(0, |document| document.body.count.total() as usize),
            Found::Who(_) | Found::Term(..) => 0,
        }
    }

    /// Names of taxonomies with slugs of terms.
    fn terms(&self) -> &[(Arc<str>, Vec<Arc<str>>)] {
        match self.found {
            Found::Item(Item::Page(id)) => &self.site.page(id).terms,
            _ => &[],
        }
    }

    /// Under which values of a filter it is found.
    pub fn values(&self, filter: &str) -> Vec<String> {
        match filter {
            "kind" => vec![self.kind().to_owned()],
            "year" => self.day.map(|day| day.year().to_string()).into_iter().collect(),
            name => {
                let terms = self.terms().iter().filter(|(taxonomy, _)| **taxonomy == *name);
                terms.flat_map(|(_, slugs)| slugs).map(|slug| slug.to_string()).collect()
            }
        }
    }

    /// What it is worth among equals. `newest` is the newest day that any page has, so that ranks
    /// do not hang on the day of the build.
    pub fn rank(&self, newest: Option<Date>) -> u32 {
        if self.is_first {
            return BEST;
        }
        let (least, news) = match self.kind {
            Some(Kind::ScamType) => (70, 0),
            Some(Kind::Alert) => (20, 45),
            Some(Kind::Page) => (50, 0),
            Some(Kind::Quiz) => (30, 0),
            Some(Kind::Article) => (40, 8),
            Some(Kind::Case | Kind::Video) => (36, 4),
            Some(Kind::Campaign | Kind::Suggestion | Kind::Operation) => (25, 10),
            Some(Kind::Bulletin) => (15, 10),
            None if matches!(self.found, Found::Item(_)) => (45, 0),
            None => (25, 0),
        };
        if self.is_over {
            return 0;
        }
        let age = newest.zip(self.day).map(|(newest, day)| i64::from((newest - day).get_days().max(0)));
        least + age.map_or(0, |age| (news * HALF_LIFE / (HALF_LIFE + age)) as u32)
    }
}
