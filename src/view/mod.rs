//! What templates see.
//!
//! Invariants:
//! * A [`View`] is a value together with the fingerprint of everything in it; nothing else
//!   enters a template.
//! * Lists, neighbours and translations hold cards, never bodies, so that a changed body does
//!   not touch its neighbours.

mod html;
mod page;
mod section;
mod settings;

use std::sync::Arc;

use rayon::prelude::*;
use tera::value::{Key, ValueKind};
use tera::{Map, Value};

use crate::config::Config;
use crate::hash::{Fingerprint, Fingerprinter};
use crate::links::Links;
use crate::media::Pictures;
use crate::site::{PageId, SectionId, Site};
use crate::tree::Node;

pub use html::{fill, picture_html};

/// A value that templates can see, and the fingerprint of everything in it.
#[derive(Clone, Debug)]
pub struct View {
    value: Value,
    fingerprint: Fingerprint,
}

impl View {
    /// The view of a value.
    pub fn of(value: impl Into<Value>) -> Self {
        let value = value.into();
        let mut hash = Fingerprinter::new();
        add(&mut hash, &value);
        View { fingerprint: hash.finish(), value }
    }

    /// The value; clones are counter increments.
    pub fn value(&self) -> &Value {
        &self.value
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

/// A map under construction; keys keep their order.
#[derive(Default)]
pub struct Table(Map);

impl Table {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entry.
    pub fn put(&mut self, key: &'static str, value: impl Into<Value>) -> &mut Self {
        self.0.insert(Key::from(key), value.into());
        self
    }

    /// Adds an entry whose key is data.
    pub fn put_named(&mut self, key: &str, value: impl Into<Value>) -> &mut Self {
        self.0.insert(Key::from(key.to_owned()), value.into());
        self
    }

    /// The finished map.
    pub fn finish(self) -> Value {
        Value::from(self.0)
    }
}

/// A tree as a template value.
pub fn node_value(node: &Node) -> Value {
    Value::try_from_serializable(node).unwrap_or_else(|_| Value::none())
}

/// JSON as a template value.
pub fn json_value(json: &serde_json::Value) -> Value {
    Value::try_from_serializable(json).unwrap_or_else(|_| Value::none())
}

/// Safe HTML as a template value.
pub fn html_value(html: &str) -> Value {
    Value::safe_string(html)
}

/// The views of a site.
pub struct Views {
    /// `config` by language.
    pub config: Vec<(String, View)>,
    /// Cards by page number.
    pub cards: Vec<View>,
    /// Pages without bodies, by page number.
    pub pages: Vec<View>,
    /// Cards of sections, by section number.
    pub section_cards: Vec<View>,
    /// Sections without bodies, by section number.
    pub sections: Vec<View>,
    /// Taxonomies with their terms, in the site's order.
    pub taxonomies: Vec<TaxonomyView>,
}

/// The views of one taxonomy.
pub struct TaxonomyView {
    /// `taxonomy`.
    pub taxonomy: View,
    /// `terms`.
    pub terms: View,
    /// `term`, each with its pages.
    pub singles: Vec<View>,
}

/// What views are built from.
pub struct Materials<'a> {
    /// The graph.
    pub site: &'a Site,
    /// Resolved links.
    pub links: &'a Links,
    /// Sizes of pictures.
    pub pictures: &'a Pictures,
    /// Settings.
    pub config: &'a Config,
    /// The theme's `[extra]` under the site's own.
    pub extra: &'a Node,
}

impl Views {
    /// Builds all views.
    pub fn build(materials: &Materials<'_>) -> Arc<Self> {
        let site = materials.site;
        let config = settings::config(materials);
        let section_cards: Vec<View> = site.section_ids().map(|id| section::card(materials, id)).collect();
        let ids: Vec<PageId> = site.page_ids().collect();
        let cards: Vec<View> = ids.par_iter().map(|id| page::card(materials, *id)).collect();
        let taxonomies = section::taxonomies(materials, &cards);
        let pages = ids.par_iter().map(|id| page::full(materials, *id, &cards, &section_cards)).collect();
        let sections: Vec<SectionId> = site.section_ids().collect();
        let sections = sections.par_iter().map(|id| section::full(materials, *id, &cards, &section_cards)).collect();
        Arc::new(Views { config, cards, pages, section_cards, sections, taxonomies })
    }

    /// `config` in a language.
    pub fn config(&self, lang: &str) -> View {
        let found = self.config.iter().find(|(code, _)| code == lang).or(self.config.first());
        found.map_or_else(|| View::of(Value::none()), |(_, view)| view.clone())
    }
}

/// `paginator` of a pager.
pub fn paginator(pagers: &[crate::site::Pager], at: usize, by: usize, cards: &[View], config: &Config) -> View {
    section::paginator(pagers, at, by, cards, config)
}
