//! The site graph: every page in order, and how pages relate.
//!
//! Invariants:
//! * Nothing here reads a file or the clock; a [`Site`] depends on documents, sources' names
//!   and the configuration alone.
//! * A `Site` never changes after [`assemble`]. There is no `&mut Site` anywhere else.
//! * Every list is ordered by explicit keys with the path as tie-break.

pub mod archive;
pub mod book;
mod claims;
pub mod columns;
mod evidence;
mod files;
mod order;
mod pager;
mod passages;
pub mod poster;
mod references;
pub mod review;
mod schedule;
mod series;
mod taxonomy;
mod tree;
mod vocabulary;
mod words;

use std::sync::Arc;

use jiff::Timestamp;

use crate::config::Config;
use crate::date::Moment;
use crate::diag::Report;
use crate::document::{Document, Documents};
use crate::frontmatter::PageFront;
use crate::kind::KindData;
use crate::path::UrlPath;
use crate::registry::Registry;
use crate::source::Sources;
use crate::tree::Node;

pub use archive::{Archive, IssuePlace};
pub use book::FlagBook;
pub use evidence::Standing;
pub use pager::Pager;
pub use passages::{Passage, Passages};
pub use schedule::{Change, LeftOut, NEWS_HOURS, Reason};
pub use series::Series;
pub use taxonomy::{Taxonomy, Term};
pub use vocabulary::RawVocabulary;

/// A page's number; pages are numbered by path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub usize);

/// A section's number; sections are numbered by path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SectionId(pub usize);

/// A page or a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A page.
    Page(PageId),
    /// A section.
    Section(SectionId),
}

/// What the moment decides.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// As of this instant.
    At(Timestamp),
    /// As of the last boundary before the present.
    Present(Timestamp),
}

impl When {
    /// The instant itself, not the boundary before it.
    pub fn instant(self) -> Timestamp {
        match self {
            When::At(instant) | When::Present(instant) => instant,
        }
    }
}

/// What to include besides published pages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Include {
    /// Drafts.
    pub drafts: bool,
    /// Pages that are not due yet.
    pub future: bool,
    /// Pages that have expired.
    pub expired: bool,
}

/// A file beside a page or section.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The source file.
    pub file: Arc<str>,
    /// Its path from the folder of the page.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Where it will be.
    pub url: UrlPath,
}

/// A page in its place.
#[derive(Debug)]
pub struct Page {
    /// The file.
    pub document: Box<Document>,
    /// Its URL path.
    pub url: UrlPath,
    /// The shortest of its aliases, if it is shorter than the URL path.
    pub short: Option<UrlPath>,
    /// Where its poster is, if it has one.
    pub poster: Option<UrlPath>,
    /// Its place among the issues of a periodical.
    pub issue: Option<Box<IssuePlace>>,
    /// The last part of its URL.
    pub slug: String,
    /// Its date.
    pub date: Option<Moment>,
    /// Its last change.
    pub updated: Option<Moment>,
    /// When it appears.
    pub publish: Option<Moment>,
    /// When it disappears.
    pub expire: Option<Moment>,
    /// The template to render it with.
    pub template: String,
    /// Its section.
    pub section: Option<SectionId>,
    /// Its sections from the root on.
    pub ancestors: Vec<SectionId>,
    /// Its neighbour of the lower sort key (earlier, lighter, before).
    pub lower: Option<PageId>,
    /// Its neighbour of the higher sort key.
    pub higher: Option<PageId>,
    /// Itself in all languages, by language.
    pub translations: Vec<Item>,
    /// Files beside it, by name.
    pub assets: Vec<Asset>,
    /// Names of taxonomies with slugs of terms.
    pub terms: Vec<(Arc<str>, Vec<Arc<str>>)>,
    /// Pages and sections that its author names as related.
    pub related: Vec<Item>,
}

impl Page {
    /// Its front matter.
    pub fn front(&self) -> &PageFront {
        static DEFAULT: std::sync::LazyLock<PageFront> = std::sync::LazyLock::new(PageFront::default);
        self.document.page().map_or(&DEFAULT, |(front, _)| front)
    }

    /// Its kind's fields.
    pub fn kind(&self) -> &KindData {
        self.document.page().map_or(&KindData::Page, |(_, kind)| kind)
    }

    /// Its title.
    pub fn title(&self) -> &str {
        self.front().title.as_deref().unwrap_or(&self.slug)
    }

    /// The pictures that its front matter names, as written.
    pub fn named_pictures(&self) -> impl Iterator<Item = &str> {
        let cover = self.front().cover.as_ref().map(|cover| cover.src.as_str());
        let (poster, questions) = match self.kind() {
            KindData::Video(video) => (video.poster.as_ref().map(|poster| poster.src.as_str()), &[][..]),
            KindData::Quiz(quiz) => (None, quiz.questions.as_slice()),
            _ => (None, &[][..]),
        };
        let asked = questions.iter().filter_map(|question| Some(question.image.as_ref()?.src.as_str()));
        cover.into_iter().chain(poster).chain(asked)
    }

    /// The pages of its articles.
    pub fn articles(&self) -> &[UrlPath] {
        self.issue.as_deref().map_or(&[], |issue| &issue.articles)
    }

    /// Whether it has an output of its own.
    pub fn is_rendered(&self) -> bool {
        self.front().render.unwrap_or(true)
    }
}

/// A section in its place.
#[derive(Debug)]
pub struct Section {
    /// Its `_index.md`; the root of a language may lack one.
    pub document: Option<Box<Document>>,
    /// Path of its `_index.md` below `content/`, whether or not it exists.
    pub path: String,
    /// Language code.
    pub lang: String,
    /// Its URL path.
    pub url: UrlPath,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: Option<String>,
    /// The template to render it with.
    pub template: String,
    /// Its pages in order, those of transparent sections below included.
    pub pages: Vec<PageId>,
    /// Sections directly below, in order.
    pub subsections: Vec<SectionId>,
    /// The section above.
    pub parent: Option<SectionId>,
    /// Its sections from the root on.
    pub ancestors: Vec<SectionId>,
    /// Itself in all languages, by language.
    pub translations: Vec<Item>,
    /// Files beside its `_index.md`.
    pub assets: Vec<Asset>,
    /// Its pagers; none if it is not paginated.
    pub pagers: Vec<Pager>,
    /// Whether it has feeds.
    pub generate_feeds: bool,
    /// Whether it has an output of its own.
    pub render: bool,
    /// Where it sends its readers instead.
    pub redirect_to: Option<String>,
}

impl Section {
    /// Pages that a pager holds; 0 if it is not paginated.
    pub fn paginate_by(&self) -> usize {
        self.document.as_deref().and_then(Document::section).and_then(|front| front.paginate_by).unwrap_or_default()
    }

    /// Whether readers find a page at its address.
    pub fn is_shown(&self) -> bool {
        self.render && self.redirect_to.is_none()
    }

    /// Free data for templates.
    pub fn extra(&self) -> Node {
        self.document.as_ref().map_or_else(|| Node::empty(0..0), |document| document.extra.clone())
    }
}

/// An address that sends on to another.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// The old address.
    pub from: UrlPath,
    /// The new address: a URL path, or an absolute URL.
    pub to: String,
    /// The language of what is there.
    pub lang: String,
}

/// The whole site.
#[derive(Debug)]
pub struct Site {
    /// Pages by path.
    pub pages: Vec<Page>,
    /// Sections by path.
    pub sections: Vec<Section>,
    /// Taxonomies by name and language.
    pub taxonomies: Vec<Taxonomy>,
    /// Series of films by id and language.
    pub series: Vec<Series>,
    /// Archives of periodicals by id and language.
    pub archives: Vec<Archive>,
    /// Persons, organisations and what else data files tell.
    pub registry: Registry,
    /// Red flags by language.
    pub flag_books: Vec<FlagBook>,
    /// Where bulletins name them.
    pub passages: Passages,
    /// Redirects by address.
    pub redirects: Vec<Redirect>,
    /// Pages that are not published, and why.
    pub left_out: Vec<LeftOut>,
    /// The instant of the build.
    pub instant: Moment,
    /// The next instant at which something appears or expires.
    pub next_change: Option<Moment>,
    /// What happens then.
    pub upcoming: Vec<Change>,
}

impl Site {
    /// The page or section at a path below `content/`.
    pub fn find(&self, path: &str) -> Option<Item> {
        let page = || self.pages.binary_search_by(|page| page.document.path.as_str().cmp(path)).map(PageId);
        let section = || self.sections.binary_search_by(|section| section.path.as_str().cmp(path)).map(SectionId);
        page().map(Item::Page).or_else(|_| section().map(Item::Section)).ok()
    }

    /// A page.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    /// A section.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0]
    }

    /// The number of the taxonomy of a name in a language.
    pub fn taxonomy(&self, name: &str, lang: &str) -> Option<usize> {
        self.taxonomies.iter().position(|taxonomy| taxonomy.name == name && taxonomy.lang == lang)
    }

    /// The number of a series in a language.
    pub fn series(&self, id: &str, lang: &str) -> Option<usize> {
        self.series.iter().position(|series| series.id == id && series.lang == lang)
    }

    /// The document of a page or section.
    pub fn document(&self, item: Item) -> Option<&Document> {
        match item {
            Item::Page(id) => Some(&self.page(id).document),
            Item::Section(id) => self.section(id).document.as_deref(),
        }
    }

    /// The URL path of a page or section.
    pub fn url(&self, item: Item) -> &UrlPath {
        match item {
            Item::Page(id) => &self.page(id).url,
            Item::Section(id) => &self.section(id).url,
        }
    }

    /// All page numbers in order.
    pub fn page_ids(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..self.pages.len()).map(PageId)
    }

    /// All section numbers in order.
    pub fn section_ids(&self) -> impl Iterator<Item = SectionId> + use<> {
        (0..self.sections.len()).map(SectionId)
    }

    /// Pages and sections in order.
    pub fn items(&self) -> impl Iterator<Item = Item> + use<> {
        self.page_ids().map(Item::Page).chain(self.section_ids().map(Item::Section))
    }
}

/// Relates all documents.
pub fn assemble(
    documents: Documents,
    sources: &Sources,
    config: &Config,
    when: When,
    include: Include,
    report: &mut Report,
) -> Site {
    let schedule = schedule::apply(documents, config, when, include, report);
    let mut site = tree::place(schedule, sources, config, report);
    taxonomy::collect(&mut site, sources, config, report);
    poster::apply(&mut site, sources, config);
    order::apply(&mut site, report);
    pager::apply(&mut site);
    series::collect(&mut site, config);
    archive::collect(&mut site, sources, config);
    site.registry = Registry::read(sources, config, report);
    passages::collect(&mut site, config);
    site.flag_books = book::collect(&site, sources, config);
    site
}

/// Reports names that lead nowhere, files that may not be there, addresses that are claimed
/// twice.
pub fn check(site: &Site, sources: &Sources, config: &Config, report: &mut Report) {
    references::check(site, sources, config, report);
    series::check(site, report);
    archive::check(site, sources, config, report);
    evidence::check(site, report);
    book::check(site, sources, report);
    files::check(site, sources, config, report);
    columns::check(site, config, report);
    review::check(site, config, report);
    claims::check(site, sources, config, report);
}
