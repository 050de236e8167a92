//! What sections hand down to the pages below them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Document;
use crate::config::Parsing;
use crate::frontmatter::AnchorLinks;
use crate::hash::Fingerprint;
use crate::kind::Kind;
use crate::tree::{Entry, Node, Value};

/// What a section hands down to the pages below it.
#[derive(Clone, Debug, Serialize)]
pub struct Inherited {
    /// The kind of pages that name none.
    pub kind: Kind,
    /// Front matter of pages that lack it.
    pub defaults: Node,
    /// Where headings carry a link to themselves.
    pub anchor_links: AnchorLinks,
    /// Stands for all of it.
    #[serde(skip)]
    pub fingerprint: Fingerprint,
}

/// What is handed down, by language and folder.
pub type Inheritance = BTreeMap<String, BTreeMap<String, Inherited>>;

/// What pages inherit; the nearest section wins key by key.
pub fn inherit(sections: &[Box<Document>], config: &Parsing) -> Inheritance {
    let mut map = Inheritance::new();
    let mut ordered: Vec<&Document> = sections.iter().map(|section| &**section).collect();
    ordered.sort_by_key(|section| {
        (section.folder.matches('/').count() + usize::from(!section.folder.is_empty()), &section.path)
    });
    // A translation follows the default language's section where it says nothing itself.
    for language in &config.languages {
        for section in &ordered {
            if section.lang != *language && section.lang != config.languages[0] {
                continue;
            }
            let own = section.lang == *language;
            if !own && map.get(language).is_some_and(|folders| folders.contains_key(&section.folder)) {
                continue;
            }
            let front = section.section();
            let above = nearest(&map, language, parent(&section.folder));
            let mut defaults = section.node().get("defaults").cloned().unwrap_or_else(|| Node::empty(0..0));
            forget_places(&mut defaults);
            if let Some(above) = above {
                defaults.fill_from(&above.defaults);
            }
            let mut inherited = Inherited {
                kind: front.and_then(|f| f.page_kind).or(above.map(|a| a.kind)).unwrap_or_default(),
                anchor_links: front
                    .and_then(|f| f.insert_anchor_links)
                    .or(above.map(|a| a.anchor_links))
                    .unwrap_or_default(),
                defaults,
                fingerprint: Fingerprint::default(),
            };
            inherited.fingerprint = Fingerprint::of(serde_json::to_string(&inherited).unwrap_or_default().as_bytes());
            map.entry(language.clone()).or_default().insert(section.folder.clone(), inherited);
        }
    }
    map
}

fn parent(folder: &str) -> Option<&str> {
    (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(parent, _)| parent))
}

/// What the nearest section at a folder or above it hands down.
pub fn nearest<'m>(map: &'m Inheritance, lang: &str, mut folder: Option<&str>) -> Option<&'m Inherited> {
    let folders = map.get(lang)?;
    while let Some(at) = folder {
        if let Some(found) = folders.get(at) {
            return Some(found);
        }
        folder = parent(at);
    }
    None
}

/// Defaults stand in another file, so their places mean nothing in a page.
fn forget_places(node: &mut Node) {
    node.span = 0..0;
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(forget_places),
        Value::Table(entries) => entries.iter_mut().for_each(|Entry { key_span, node, .. }| {
            *key_span = 0..0;
            forget_places(node);
        }),
        _ => {}
    }
}
