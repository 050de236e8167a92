//! One content file parsed, and all of them.
//!
//! Invariant: parsing always gives a document; what was wrong with it is reported, and fields
//! that could not be read hold their defaults.

mod inherit;
mod judged;
mod memo;
mod name;
mod parser;
pub mod placeholder;
pub mod secrecy;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::diag::Span;
use crate::frontmatter::{Allowed, PageFront, SectionFront};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::kind::{Cited, KindData};
use crate::markdown::{Body, Prose};
use crate::path::ContentPath;
use crate::policy::Mark;
use crate::store::{self, Blob, Pack};
use crate::tree::Node;

pub use judged::judge;
pub use memo::{Materials, Memory, Remembered, parse_all};

/// A content file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Document {
    /// Where it lies below `content/`.
    pub path: ContentPath,
    /// Its path from the root, for findings.
    #[serde(skip)]
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
    /// Free data for templates; a table, empty in most pages.
    pub extra: Node,
    /// Addresses in the front matter that must lead somewhere.
    pub mentions: Vec<Mention>,
    /// What somebody should look at before it is published.
    pub marks: Vec<Mark>,
    /// Issues of bulletins that the body names.
    pub cited: Vec<Cited>,
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
    /// Its front matter with all places, read when a finding needs it.
    #[serde(skip)]
    node: LateNode,
}

/// An address in front matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mention {
    /// What it is for.
    pub role: Role,
    /// The key, such as `cover.src`.
    pub key: String,
    /// As written.
    pub written: String,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// What an address in front matter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// A picture.
    Picture,
    /// A page or another site.
    Address,
    /// A file beside the page or below `media/`.
    File,
    /// Where a section sends its readers.
    Redirect,
}

/// A tree in the pack, read once when it is needed.
#[derive(Debug, Default)]
struct LateNode {
    blob: Blob,
    pack: Option<Arc<Pack>>,
    read: OnceLock<Node>,
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

    /// The front matter as a tree, defaults included. Few findings need it, so it is not kept in
    /// memory; damaged, it is empty, and the pack knows.
    pub fn node(&self) -> &Node {
        self.node.read.get_or_init(|| {
            let bytes = self.node.pack.as_ref().and_then(|pack| pack.get(&self.node.blob));
            bytes.and_then(|bytes| store::decode(&bytes)).unwrap_or_else(|| Node::empty(0..0))
        })
    }

    /// The place of a front-matter value, or of the front matter's first line.
    pub fn span(&self, path: &str) -> Span {
        let whole = self.node();
        let node = whole.at(path).filter(|node| !node.span.is_empty());
        let range = node.map_or(whole.span.start..whole.span.start, |node| node.span.clone());
        Span::new(self.file.clone(), range)
    }

    /// The prose; nothing if its bytes were damaged since it was parsed.
    pub fn prose(&self, pack: &Pack) -> Option<Prose> {
        store::decode(&pack.get(&self.prose)?)
    }

    /// Says where the parts lie that are not kept in memory.
    fn place(&mut self, kept: &Remembered, pack: &Arc<Pack>) {
        self.prose = kept.prose;
        self.node = LateNode { blob: kept.node, pack: Some(pack.clone()), read: OnceLock::new() };
    }

    /// Sets the fingerprints of what is shown.
    fn identify(&mut self) {
        let extra = serde_json::to_string(&self.extra).unwrap_or_default();
        let front = store::encode(&self.front).unwrap_or_default();
        let body = &self.body;
        let summary = store::encode(&body.summary).unwrap_or_default();
        self.card = Fingerprinter::new().part(&front).text(&extra).part(&summary).finish();
        let shown = store::encode(&(&body.toc, body.count, &body.components)).unwrap_or_default();
        self.facts = Fingerprint::of(&shown);
    }
}

impl Front {
    /// What it allows although a rule would refuse it.
    pub fn allowed(&self) -> &[Allowed] {
        match self {
            Front::Page(front, _) => &front.allow,
            Front::Section(front) => &front.allow,
        }
    }
}

impl Documents {
    /// Sections and pages.
    pub fn all(&self) -> impl Iterator<Item = &Document> {
        self.sections.iter().chain(&self.pages).map(|document| &**document)
    }
}

/// All content files, by path.
#[derive(Debug, Default)]
pub struct Documents {
    /// The sections.
    pub sections: Vec<Box<Document>>,
    /// The pages.
    pub pages: Vec<Box<Document>>,
    /// What the next build may take over.
    pub memory: Memory,
    /// How many files were parsed, not recalled.
    pub parsed: usize,
}
