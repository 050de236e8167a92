//! What search knows of a page besides its words: what results show of it, by what readers narrow
//! them, and what comes first among equals.

use jiff::civil::Date;

use crate::config::Config;
use crate::hash::{Fingerprint, Fingerprinter};
use crate::kind::Kind;
use crate::site::{Item, Page, Section, Site};

/// Days after which half of what news are worth is gone.
const HALF_LIFE: i64 = 180;
/// The best rank of a page; the index has a letter for each.
pub const BEST: u32 = 89;

/// A page or section that search finds.
pub struct Doc<'s> {
    /// It.
    pub item: Item,
    /// Stands for its path below `content/`.
    pub key: u64,
    /// Stands for what is listed of it.
    pub facts: u64,
    /// Its kind's name; sections have one of their own.
    pub kind: &'static str,
    /// Its day.
    pub day: Option<Date>,
    /// Whether it is over.
    pub is_over: bool,
    /// Whether it is named under `first`.
    pub is_first: bool,
    site: &'s Site,
}

/// The pages and sections of a language that search finds, by key.
pub fn docs<'s>(site: &'s Site, lang: &str, config: &Config) -> Vec<Doc<'s>> {
    let pages = site.page_ids().filter(|id| is_found(site.page(*id), lang)).map(Item::Page);
    let sections = site.section_ids().filter(|id| has_words(site.section(*id), lang)).map(Item::Section);
    let mut docs: Vec<Doc<'s>> = pages.chain(sections).map(|item| doc(site, item, config)).collect();
    docs.sort_unstable_by_key(|doc| doc.key);
    docs.dedup_by_key(|doc| doc.key);
    docs
}

fn is_found(page: &Page, lang: &str) -> bool {
    let front = page.front();
    page.document.lang == lang
        && page.is_rendered()
        && front.in_search_index != Some(false)
        && front.robots != Some(crate::frontmatter::Robots::Noindex)
}

/// A home page shows what other pages say.
fn has_words(section: &Section, lang: &str) -> bool {
    let front = section.document.as_deref().and_then(|document| document.section());
    section.lang == lang
        && section.is_shown()
        && section.parent.is_some()
        && front.is_some_and(|front| front.in_search_index != Some(false))
}

fn doc<'s>(site: &'s Site, item: Item, config: &Config) -> Doc<'s> {
    let (path, kind, date, expire) = match item {
        Item::Page(id) => {
            let page = site.page(id);
            (page.document.path.as_str(), page.kind().kind().name(), page.date, page.expire)
        }
        Item::Section(id) => (site.section(id).path.as_str(), SECTION, None, None),
    };
    let mut doc = Doc {
        item,
        key: head(&Fingerprint::of(path.as_bytes())),
        facts: 0,
        kind,
        day: date.map(|date| date.day()),
        is_over: expire.is_some_and(|expire| expire.instant() <= site.instant.instant()),
        is_first: config.search.first.iter().any(|first| first.trim_start_matches("@/") == path),
        site,
    };
    let mut hash = Fingerprinter::new();
    hash.text(doc.title()).text(&config.base_path).text(doc.url()).text(kind);
    hash.number(date.map_or(0, |date| date.numbers()[0].cast_unsigned()));
    for (name, slugs) in doc.terms() {
        hash.text(name).number(slugs.len() as u64);
        slugs.iter().for_each(|slug| {
            hash.text(slug);
        });
    }
    doc.facts = head(&hash.finish());
    doc
}

/// What the kind of sections is called.
pub const SECTION: &str = "section";

fn head(hash: &Fingerprint) -> u64 {
    hash.as_bytes().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

impl Doc<'_> {
    /// Its title.
    pub fn title(&self) -> &str {
        match self.item {
            Item::Page(id) => self.site.page(id).title(),
            Item::Section(id) => &self.site.section(id).title,
        }
    }

    /// Its URL path.
    pub fn url(&self) -> &str {
        match self.item {
            Item::Page(id) => self.site.page(id).url.as_str(),
            Item::Section(id) => self.site.section(id).url.as_str(),
        }
    }

    /// How many letters it has to read.
    pub fn letters(&self) -> usize {
        self.site.document(self.item).map_or(0, |document| document.body.count.total() as usize)
    }

    /// Names of taxonomies with slugs of terms.
    fn terms(&self) -> &[(std::sync::Arc<str>, Vec<std::sync::Arc<str>>)] {
        match self.item {
            Item::Page(id) => &self.site.page(id).terms,
            Item::Section(_) => &[],
        }
    }

    /// Under which values of a filter it is found.
    pub fn values(&self, filter: &str) -> Vec<String> {
        match filter {
            "kind" => vec![self.kind.to_owned()],
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
        let (least, news) = match Kind::ALL.iter().find(|kind| kind.name() == self.kind) {
            Some(Kind::ScamType) => (70, 0),
            Some(Kind::Alert) => (20, 45),
            Some(Kind::Page) => (50, 0),
            Some(Kind::Article) => (40, 8),
            Some(Kind::Case | Kind::Video) => (36, 4),
            Some(Kind::Campaign | Kind::Suggestion | Kind::Operation) => (25, 10),
            Some(Kind::Bulletin) => (15, 10),
            None => (45, 0),
        };
        if self.is_over {
            return 0;
        }
        let age = newest.zip(self.day).map(|(newest, day)| i64::from((newest - day).get_days().max(0)));
        least + age.map_or(0, |age| (news * HALF_LIFE / (HALF_LIFE + age)) as u32)
    }
}
