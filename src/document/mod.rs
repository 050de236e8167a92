//! One content file parsed, and all of them.
//!
//! Invariant: parsing always gives a document; what was wrong with it is reported, and fields
//! that could not be read hold their defaults.

mod inherit;
mod memo;
mod name;
mod parser;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diag::Span;
use crate::frontmatter::{PageFront, SectionFront};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::kind::KindData;
use crate::markdown::{Body, Prose};
use crate::path::ContentPath;
use crate::store::{self, Blob, Pack};
use crate::tree::Node;

pub use memo::{Materials, Memory, Remembered, parse_all};

/// A content file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Document {
    /// Where it lies below `content/`.
    pub path: ContentPath,
    /// Its path from the root, for findings.
    pub file: Arc<str>,
    /// Fingerprint of the file.
    pub fingerprint: Fingerprint,
    /// Language code.
    pub lang: String,
    /// Its name without date, language and extension; the folder's for `index.md`.
    pub stem: String,
    /// The folder whose pages it belongs to: for `a/b/index.md` that is `a`.
    pub folder: String,
    /// Whether it is `index.md`, with its files beside it.
    pub is_bundle: bool,
    /// The front matter as a tree, defaults included.
    pub node: Node,
    /// The front matter, read.
    pub front: Front,
    /// The body, without its prose.
    pub body: Body,
    /// Stands for what cards show of it.
    pub card: Fingerprint,
    /// Stands for what its own page shows of it besides, without its prose.
    pub facts: Fingerprint,
    /// Stands for everything that went into it.
    #[serde(skip)]
    pub key: Fingerprint,
    /// Where its prose lies.
    #[serde(skip)]
    pub prose: Blob,
}

/// Front matter of a page or a section.
#[derive(Debug, Serialize, Deserialize)]
pub enum Front {
    /// A page's.
    Page(Box<PageFront>, KindData),
    /// A section's.
    Section(Box<SectionFront>),
}

impl Document {
    /// The page's front matter; sections have none.
    pub fn page(&self) -> Option<(&PageFront, &KindData)> {
        match &self.front {
            Front::Page(front, kind) => Some((front, kind)),
            Front::Section(_) => None,
        }
    }

    /// The section's front matter; pages have none.
    pub fn section(&self) -> Option<&SectionFront> {
        match &self.front {
            Front::Section(front) => Some(front),
            Front::Page(..) => None,
        }
    }

    /// The place of a front-matter value, or of the front matter's first line.
    pub fn span(&self, path: &str) -> Span {
        let node = self.node.at(path).filter(|node| !node.span.is_empty());
        let range = node.map_or(self.node.span.start..self.node.span.start, |node| node.span.clone());
        Span::new(self.file.clone(), range)
    }

    /// The prose; nothing if its bytes were damaged since it was parsed.
    pub fn prose(&self, pack: &Pack) -> Option<Prose> {
        store::decode(&pack.get(&self.prose)?)
    }

    /// Sets the fingerprints of what is shown.
    fn identify(&mut self) {
        let extra = serde_json::to_string(&self.extra()).unwrap_or_default();
        let front = store::encode(&self.front).unwrap_or_default();
        self.card = Fingerprinter::new().part(&front).text(&extra).finish();
        let body = &self.body;
        let shown = store::encode(&(&body.toc, body.count, &body.components, body.has_more)).unwrap_or_default();
        self.facts = Fingerprint::of(&shown);
    }

    /// Free data for templates.
    pub fn extra(&self) -> Node {
        self.node.get("extra").cloned().unwrap_or_else(|| Node::empty(0..0))
    }
}

/// All content files, by path.
#[derive(Debug, Default)]
pub struct Documents {
    /// The sections.
    pub sections: Vec<Document>,
    /// The pages.
    pub pages: Vec<Document>,
    /// What the next build may take over.
    pub memory: Memory,
    /// How many files were parsed, not recalled.
    pub parsed: usize,
}
