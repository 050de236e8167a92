//! What templates see.
//!
//! Invariants:
//! * A [`View`] is a value together with the fingerprint of everything in it; nothing else
//!   enters a template. Fingerprints and values of pages, sections and terms are made when they
//!   are needed, both from the same parts.
//! * Lists, neighbours and translations hold cards, never bodies, so that a changed body does
//!   not touch its neighbours.

mod archive;
mod bulletin;
mod cards;
mod film;
mod html;
mod page;
mod part;
mod people;
mod placed;
mod prints;
mod questions;
mod quiz;
mod record;
mod section;
mod settings;
mod structured;
mod table;

use std::sync::{Arc, OnceLock};

use tera::value::{Key, ValueKind};
use tera::{Map, Value};

use crate::config::Config;
use crate::hash::{Fingerprint, Fingerprinter};
use crate::links::Links;
use crate::media::{Pictures, Renditions};
use crate::path::UrlPath;
use crate::site::{PageId, SectionId, Site};
use crate::tree::Node;
use crate::video::Films;

use prints::Prints;

pub use structured::{Picture, Subject, script};
pub use table::Table;

pub use html::{Filling, fill, picture_html};
pub use part::part;
pub use placed::picture_urls;

/// The variable with the graph of an output.
pub const STRUCTURED_DATA: &str = "structured_data";

/// A value that templates can see, and the fingerprint of everything in it.
#[derive(Clone)]
pub struct View {
    fingerprint: Fingerprint,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Ready(Value),
    Late(Late),
    Made(Arc<dyn Fn() -> Value + Send + Sync>),
}

/// A value that [`Views::value`] makes.
#[derive(Clone, Debug)]
enum Late {
    Page(PageId),
    Cards(Arc<[PageId]>),
    SectionCard(SectionId),
    Section(SectionId, usize),
    SectionHead(SectionId),
    SectionPager(SectionId, usize),
    Taxonomy(usize),
    Terms(usize),
    Term(usize, usize, usize),
    TermPager(usize, usize, usize),
    Series(usize),
    Periodical(usize),
    Volume(usize, usize),
    Article(PageId, usize),
    Graph(Subject, UrlPath),
}

impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("View").field(&self.fingerprint).finish()
    }
}

impl View {
    /// The view of a value.
    pub fn of(value: impl Into<Value>) -> Self {
        let value = value.into();
        let mut hash = Fingerprinter::new();
        add(&mut hash, &value);
        View { fingerprint: hash.finish(), content: Content::Ready(value) }
    }

    /// A view whose value is made when it is needed. `make` may look at nothing but what the
    /// fingerprint was made of.
    pub fn made(fingerprint: Fingerprint, make: impl Fn() -> Value + Send + Sync + 'static) -> Self {
        View { fingerprint, content: Content::Made(Arc::new(make)) }
    }

    fn late(fingerprint: Fingerprint, late: Late) -> Self {
        View { fingerprint, content: Content::Late(late) }
    }

    /// The fingerprint of the value.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

fn add(hash: &mut Fingerprinter, value: &Value) {
    match value.kind() {
        ValueKind::String => {
            hash.number(if value.is_safe() { 2 } else { 1 }).text(value.as_str().unwrap_or_default());
        }
        ValueKind::Array => {
            let items = value.as_array().unwrap_or_default();
            hash.number(3).number(items.len() as u64);
            items.iter().for_each(|item| add(hash, item));
        }
        ValueKind::Map => {
            let empty = Map::new();
            let map = value.as_map().unwrap_or(&empty);
            hash.number(4).number(map.len() as u64);
            for (key, entry) in map {
                hash.text(key.as_str().unwrap_or_default());
                add(hash, entry);
            }
        }
        // Numbers, truth values and nothing print differently whenever they differ.
        _ => {
            hash.number(5).text(value.name()).text(&format!("{value:?}"));
        }
    }
}

/// A tree as a template value.
pub fn node_value(node: &Node) -> Value {
    Value::try_from_serializable(node).unwrap_or_else(|_| Value::none())
}

/// Safe HTML as a template value.
pub fn html_value(html: &str) -> Value {
    Value::safe_string(html)
}

/// What views are made from.
#[derive(Clone)]
pub struct Materials {
    /// The graph.
    pub site: Arc<Site>,
    /// Resolved links.
    pub links: Arc<Links>,
    /// Sizes of pictures.
    pub pictures: Arc<Pictures>,
    /// How pages show them.
    pub renditions: Arc<Renditions>,
    /// What goes with films.
    pub films: Arc<Films>,
    /// Settings.
    pub config: Arc<Config>,
    /// The theme's `[extra]` under the site's own.
    pub extra: Arc<Node>,
}

/// The views of a site.
pub struct Views {
    /// What they are made from.
    pub materials: Materials,
    config: Vec<(String, View)>,
    cards: Vec<OnceLock<Fingerprint>>,
    pages: Vec<OnceLock<Fingerprint>>,
    section_cards: Vec<View>,
    sections: Vec<OnceLock<SectionPrints>>,
    taxonomies: Vec<TaxonomyPrints>,
    terms: page::TermValues,
    made_cards: cards::Cards,
    made_sections: Vec<OnceLock<Value>>,
    made_terms: Vec<Vec<OnceLock<Value>>>,
}

/// Fingerprints of a section: without its pages, and with them.
#[derive(Clone, Copy)]
struct SectionPrints {
    head: Fingerprint,
    full: Fingerprint,
}

/// Views and fingerprints of a taxonomy.
struct TaxonomyPrints {
    head: View,
    terms: Vec<TermPrints>,
    items: Fingerprint,
}

struct TermPrints {
    head: View,
    full: OnceLock<Fingerprint>,
}

impl Views {
    /// The views of a site. What they show is fingerprinted when it is asked for.
    pub fn new(materials: Materials) -> Self {
        let site = &materials.site;
        let config = settings::config(&materials);
        let cards: Vec<OnceLock<Fingerprint>> = site.pages.iter().map(|_| OnceLock::new()).collect();
        let section_cards: Vec<View> = site.section_ids().map(|id| section::card(&materials, id)).collect();
        let terms = page::term_values(&materials);
        let prints = Prints { materials: &materials, cards: &cards, section_cards: &section_cards, terms: &terms };
        let taxonomies: Vec<TaxonomyPrints> = section::taxonomies(&prints);
        Views {
            config,
            pages: site.pages.iter().map(|_| OnceLock::new()).collect(),
            sections: site.sections.iter().map(|_| OnceLock::new()).collect(),
            made_cards: cards::Cards::new(cards.len()),
            made_sections: section_cards.iter().map(|_| OnceLock::new()).collect(),
            made_terms: site.taxonomies.iter().map(|t| t.terms.iter().map(|_| OnceLock::new()).collect()).collect(),
            taxonomies,
            terms,
            cards,
            section_cards,
            materials,
        }
    }

    /// `config` in a language.
    pub fn config(&self, lang: &str) -> View {
        let found = self.config.iter().find(|(code, _)| code == lang).or(self.config.first());
        found.map_or_else(|| View::of(Value::none()), |(_, view)| view.clone())
    }

    /// A page without its body.
    pub fn page(&self, id: PageId) -> View {
        let print = self.pages[id.0].get_or_init(|| page::fingerprint(&self.prints(), id));
        View::late(*print, Late::Page(id))
    }

    /// An article of an issue by its number from 0, without its text.
    pub fn article(&self, id: PageId, at: usize) -> View {
        let page = self.page(id).fingerprint;
        View::late(Fingerprinter::new().fingerprint(&page).number(at as u64).finish(), Late::Article(id, at))
    }

    /// Cards of several pages.
    pub fn cards(&self, ids: &[PageId]) -> View {
        let mut hash = Fingerprinter::new();
        self.prints().add_cards(&mut hash, ids);
        View::late(hash.finish(), Late::Cards(ids.into()))
    }

    /// A section's card.
    pub fn section_card(&self, id: SectionId) -> View {
        View::late(self.section_cards[id.0].fingerprint, Late::SectionCard(id))
    }

    /// A section without its body, with the first `limit` of its pages, or all.
    pub fn section(&self, id: SectionId, limit: Option<usize>) -> View {
        let SectionPrints { head, full } = self.section_prints(id);
        let pages = &self.materials.site.section(id).pages;
        let (count, print) = self.limited(&head, || full, pages, limit);
        View::late(print, Late::Section(id, count))
    }

    /// How many pages a limit leaves, and what stands for `head` with them.
    fn limited(
        &self,
        head: &Fingerprint,
        full: impl FnOnce() -> Fingerprint,
        pages: &[PageId],
        limit: Option<usize>,
    ) -> (usize, Fingerprint) {
        match limit {
            Some(limit) if limit < pages.len() => (limit, self.prints().with_cards(head, &pages[..limit])),
            _ => (pages.len(), full()),
        }
    }

    /// A section without its body and its pages, as its pagers show it.
    pub fn section_head(&self, id: SectionId) -> View {
        View::late(self.section_prints(id).head, Late::SectionHead(id))
    }

    /// `paginator` of a section's pager, by its number from 0.
    pub fn section_pager(&self, id: SectionId, at: usize) -> View {
        let section = self.materials.site.section(id);
        View::late(self.prints().pager(&section.pagers, at, section.paginate_by()), Late::SectionPager(id, at))
    }

    /// A taxonomy without its terms.
    pub fn taxonomy_head(&self, taxonomy: usize) -> View {
        self.taxonomies[taxonomy].head.clone()
    }

    /// A taxonomy with its terms under `items`.
    pub fn taxonomy(&self, taxonomy: usize) -> View {
        let prints = &self.taxonomies[taxonomy];
        let both = Fingerprinter::new().fingerprint(&prints.head.fingerprint).fingerprint(&prints.items).finish();
        View::late(both, Late::Taxonomy(taxonomy))
    }

    /// The terms of a taxonomy, without their pages.
    pub fn terms(&self, taxonomy: usize) -> View {
        View::late(self.taxonomies[taxonomy].items, Late::Terms(taxonomy))
    }

    /// A term with the first `limit` of its pages, or all.
    pub fn term(&self, taxonomy: usize, term: usize, limit: Option<usize>) -> View {
        let prints = &self.taxonomies[taxonomy].terms[term];
        let pages = &self.materials.site.taxonomies[taxonomy].terms[term].pages;
        let head = &prints.head.fingerprint;
        let full = || *prints.full.get_or_init(|| self.prints().with_cards(head, pages));
        let (count, print) = self.limited(head, full, pages, limit);
        View::late(print, Late::Term(taxonomy, term, count))
    }

    /// A term without its pages, as its pagers show it.
    pub fn term_head(&self, taxonomy: usize, term: usize) -> View {
        self.taxonomies[taxonomy].terms[term].head.clone()
    }

    /// `paginator` of a term's pager, by its number from 0.
    pub fn term_pager(&self, taxonomy: usize, term: usize, at: usize) -> View {
        let (of, late) = (&self.materials.site.taxonomies[taxonomy], Late::TermPager(taxonomy, term, at));
        let by = of.paginate_by.unwrap_or_default();
        View::late(self.prints().pager(&of.terms[term].pagers, at, by), late)
    }

    /// The value of a page or section with its body under `content`.
    pub fn value_with_body(&self, view: &View, body: &str) -> Value {
        if let Content::Late(Late::Page(id)) = &view.content {
            return page::value(self, *id, Some(body));
        }
        let mut map = self.value(view).into_map().unwrap_or_default();
        map.insert(Key::from("content"), html_value(body));
        Value::from(map)
    }

    /// The value of a view; clones are counter increments.
    pub fn value(&self, view: &View) -> Value {
        let late = match &view.content {
            Content::Ready(value) => return value.clone(),
            Content::Made(make) => return make(),
            Content::Late(late) => late,
        };
        let site = &self.materials.site;
        match late {
            Late::Page(id) => page::value(self, *id, None),
            Late::Cards(ids) => self.card_values(ids),
            Late::SectionCard(id) => self.value(&self.section_cards[id.0]),
            Late::Section(id, count) => {
                let pages = &site.section(*id).pages;
                let slot = &self.made_sections[id.0];
                kept(slot, *count == pages.len(), || section::value(self, *id, &pages[..*count]))
            }
            Late::SectionHead(id) => section::value(self, *id, &[]),
            Late::SectionPager(id, at) => {
                let section = site.section(*id);
                section::paginator(self, &section.pagers, *at, section.paginate_by())
            }
            Late::Taxonomy(taxonomy) => {
                let mut map = self.value(&self.taxonomies[*taxonomy].head).into_map().unwrap_or_default();
                map.insert(Key::from("items"), self.term_values(*taxonomy));
                Value::from(map)
            }
            Late::Terms(taxonomy) => self.term_values(*taxonomy),
            Late::Term(taxonomy, term, count) => {
                let pages = &site.taxonomies[*taxonomy].terms[*term].pages;
                kept(&self.made_terms[*taxonomy][*term], *count == pages.len(), || {
                    let mut map = self.value(&self.term_head(*taxonomy, *term)).into_map().unwrap_or_default();
                    map.insert(Key::from("pages"), self.card_values(&pages[..*count]));
                    Value::from(map)
                })
            }
            Late::TermPager(taxonomy, term, at) => {
                let of = &site.taxonomies[*taxonomy];
                section::paginator(self, &of.terms[*term].pagers, *at, of.paginate_by.unwrap_or_default())
            }
            Late::Series(number) => film::series(self, *number),
            Late::Periodical(number) => self.periodical_value(*number),
            Late::Volume(number, at) => self.volume_value(*number, *at),
            Late::Article(id, at) => bulletin::article(self, *id, *at),
            Late::Graph(subject, url) => self.graph_value(*subject, url),
        }
    }

    /// A series of films with the cards of its episodes.
    pub fn series(&self, number: usize) -> View {
        let (config, series) = (&self.materials.config, &self.materials.site.series[number]);
        let mut hash = Fingerprinter::new();
        hash.text(&config.base_url).text(&series.id).text(&series.lang).text(series.url.as_str());
        if let Some(declared) = config.series.get(&series.id) {
            hash.text(&declared.title).text(declared.description.as_deref().unwrap_or_default());
            hash.number(declared.episodes_total.map_or(u64::MAX, u64::from));
        }
        hash.number(u64::from(series.seconds));
        self.prints().add_cards(&mut hash, &series.pages);
        View::late(hash.finish(), Late::Series(number))
    }

    fn section_prints(&self, id: SectionId) -> SectionPrints {
        *self.sections[id.0].get_or_init(|| {
            let prints = self.prints();
            let head = section::head_fingerprint(&prints, id);
            SectionPrints { head, full: prints.with_cards(&head, &self.materials.site.section(id).pages) }
        })
    }

    fn prints(&self) -> Prints<'_> {
        Prints {
            materials: &self.materials,
            cards: &self.cards,
            section_cards: &self.section_cards,
            terms: &self.terms,
        }
    }

    fn card_value(&self, id: PageId) -> Value {
        self.made_cards.one(id, |id| page::Card::of(&self.materials, id).value(&self.terms))
    }

    fn card_values(&self, ids: &[PageId]) -> Value {
        self.made_cards.list(ids, |id| page::Card::of(&self.materials, id).value(&self.terms))
    }

    fn section_values(&self, ids: &[SectionId]) -> Value {
        Value::from(ids.iter().map(|id| self.value(&self.section_cards[id.0])).collect::<Vec<_>>())
    }

    fn term_values(&self, taxonomy: usize) -> Value {
        let terms = self.taxonomies[taxonomy].terms.iter();
        Value::from(terms.map(|term| self.value(&term.head)).collect::<Vec<_>>())
    }
}

/// The value of a whole list, which is kept; that of a part of it is made anew.
fn kept(slot: &OnceLock<Value>, whole: bool, make: impl FnOnce() -> Value) -> Value {
    match slot.get().filter(|_| whole) {
        Some(value) => value.clone(),
        // Not made inside the lock: while its cards are made on several threads, this one may
        // come upon the same list again.
        None if whole => {
            let value = make();
            slot.get_or_init(|| value).clone()
        }
        None => make(),
    }
}
