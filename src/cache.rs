//! What one build leaves for the next: the tables of the store, and the outcome of a build as
//! a whole.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Report};
use crate::document;
use crate::emit::{self, Content, Outputs};
use crate::hash::Fingerprint;
use crate::media;
use crate::policy;
use crate::reuse;
use crate::site::{Site, When};
use crate::source::{Index, Sources};
use crate::store::{Pack, Store};
use crate::style;
use crate::video;

/// The tables of a store, open for builds.
pub struct Cache {
    /// Files by what the file system says of them.
    pub index: Index,
    /// Parsed content.
    pub documents: document::Memory,
    /// What was found in files that are no pages.
    pub marks: policy::Memory,
    /// Headers of pictures.
    pub pictures: media::Memory,
    /// What clips are.
    pub clips: video::Memory,
    /// Variants of pictures that the last build needed.
    pub ledger: media::Ledger,
    /// The variants themselves.
    pub variants: Arc<media::Variants>,
    /// Style sheets.
    pub sheets: style::Bundled,
    /// Indexes of the site's own search.
    pub indexes: emit::search::Memory,
    pages: reuse::Memory,
    /// A thread that reads `pages`, from [`Cache::load`] until they are needed.
    reading: Option<JoinHandle<Option<reuse::Memory>>>,
    /// The outputs of the last good build.
    pub outputs: Arc<Outputs>,
    outcome: Option<Outcome>,
    store: Store,
    /// Whether `documents`, `pages`, `ledger` and `indexes` were read.
    loaded: bool,
    fresh: bool,
}

/// A good build as a whole. Under the same key, with the same sources, at a moment when nothing
/// appears or expires in between, the next one comes out the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outcome {
    key: Fingerprint,
    sources: Fingerprint,
    moment: Moment,
    /// How many HTML pages there are.
    pub pages: usize,
    /// The next instant at which something appears or expires, RFC 3339.
    pub next_change: Option<String>,
    /// All findings; none is an error.
    pub findings: Vec<Diagnostic>,
}

/// The time at which an outcome holds, in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Moment {
    /// At this instant only.
    At(i128),
    /// From the first on, before the second.
    Between(i128, Option<i128>),
}

impl Moment {
    fn holds(self, when: When) -> bool {
        match (self, when) {
            (Moment::At(then), When::At(at)) => then == at.as_nanosecond(),
            (Moment::Between(from, until), When::Present(now)) => {
                let now = now.as_nanosecond();
                from <= now && until.is_none_or(|until| now < until)
            }
            _ => false,
        }
    }
}

/// What a build is asked for, apart from its sources.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Stands for the options that change the result.
    pub key: Fingerprint,
    /// The moment.
    pub when: When,
    /// Whether an outcome alone is enough.
    pub outcome_is_enough: bool,
}

impl Cache {
    /// The cache in a folder, or an empty one that lasts no longer than the process where
    /// there is none to be had.
    pub fn open(folder: &Path, variants: &Path) -> Self {
        Cache::of(Store::open(folder), media::Variants::open(variants))
    }

    /// An empty cache that lasts no longer than the process; it may lay down bytes in `folder`.
    pub fn temporary(folder: &Path) -> Self {
        Cache::of(Store::temporary(folder), media::Variants::temporary(folder))
    }

    fn of(store: Store, variants: media::Variants) -> Self {
        let (index, outputs) = rayon::join(|| store.table("sources"), || store.table("outputs"));
        let mut cache = Cache {
            index: index.unwrap_or_default(),
            documents: document::Memory::default(),
            marks: store.table("marks").unwrap_or_default(),
            pictures: store.table("pictures").unwrap_or_default(),
            clips: store.table("clips").unwrap_or_default(),
            ledger: media::Ledger::default(),
            variants: Arc::new(variants),
            sheets: store.table("sheets").unwrap_or_default(),
            indexes: emit::search::Memory::default(),
            pages: reuse::Memory::default(),
            reading: None,
            outputs: outputs.unwrap_or_default(),
            outcome: store.table("outcome"),
            store,
            loaded: false,
            fresh: false,
        };
        cache.distrust_damage();
        cache
    }

    /// Reads what only a build needs that finds something changed: parsed content, pages, and which
    /// variants there are.
    pub fn load(&mut self) {
        if self.loaded {
            return;
        }
        let store = &self.store;
        // Pages are needed last. Until then a build often has nothing to do for one of two threads.
        let later = store.later("pages");
        self.reading = std::thread::Builder::new().spawn(later).ok();
        let documents = store.table::<Vec<(Arc<str>, document::Remembered)>>("documents");
        self.documents = documents.unwrap_or_default().into_iter().collect();
        self.ledger = store.table("variants").unwrap_or_default();
        self.indexes = store.table("indexes").unwrap_or_default();
        self.loaded = true;
        self.distrust_damage();
    }

    /// What is remembered of pages, which are the caller's from now on.
    pub fn take_pages(&mut self) -> reuse::Memory {
        self.settle();
        std::mem::take(&mut self.pages)
    }

    /// Remembers pages.
    pub fn put_pages(&mut self, pages: reuse::Memory) {
        self.settle();
        self.pages = pages;
    }

    /// Waits for the pages that are being read.
    fn settle(&mut self) {
        if let Some(thread) = self.reading.take() {
            self.pages = thread.join().ok().flatten().unwrap_or_default();
        }
    }

    fn distrust_damage(&mut self) {
        if self.store.pack.is_damaged() {
            self.clear();
        }
    }

    /// Whether it outlives the process.
    pub fn lasts(&self) -> bool {
        self.store.lasts()
    }

    /// Where bytes lie.
    pub fn pack(&self) -> Arc<Pack> {
        self.store.pack.clone()
    }

    /// Empties it.
    pub fn clear(&mut self) {
        // Nobody may read what is about to go.
        self.settle();
        self.store.restart();
        self.index = Index::default();
        self.documents = document::Memory::default();
        self.marks = policy::Memory::default();
        self.pictures = media::Memory::default();
        self.clips = video::Memory::default();
        self.ledger = media::Ledger::default();
        self.variants.forgive();
        self.sheets = style::Bundled::default();
        self.indexes = emit::search::Memory::default();
        self.pages = reuse::Memory::default();
        self.outputs = Arc::default();
        self.outcome = None;
        self.loaded = true;
        self.fresh = true;
    }

    /// The outcome of the last good build, if this one would come out the same.
    pub fn outcome(&self, request: &Request, sources: &Sources, report: &Report) -> Option<Outcome> {
        let outcome = self.outcome.as_ref()?;
        let nothing_to_say = report.is_empty();
        let same = request.outcome_is_enough
            && nothing_to_say
            && outcome.key == request.key
            && outcome.moment.holds(request.when)
            && outcome.sources == sources.fingerprint();
        same.then(|| outcome.clone())
    }

    /// Notes the outcome of a good build.
    /// Whatever is known, it holds until `until` at the longest.
    pub fn keep_outcome(
        &mut self,
        request: &Request,
        sources: &Sources,
        (site, until): (&Site, Option<Timestamp>),
        pages: usize,
        report: &Report,
    ) {
        let nanoseconds = |instant: Timestamp| instant.as_nanosecond();
        let moment = match request.when {
            When::At(at) => Moment::At(nanoseconds(at)),
            When::Present(now) => {
                let next = site.next_change.map(|next| next.instant()).into_iter().chain(until).min();
                Moment::Between(nanoseconds(now), next.map(nanoseconds))
            }
        };
        self.outcome = Some(Outcome {
            key: request.key,
            sources: sources.fingerprint(),
            moment,
            pages,
            next_change: site.next_change.map(|next| next.rfc3339()),
            findings: report.sorted().into_iter().cloned().collect(),
        });
        self.fresh = true;
    }

    /// Takes note of what the file system says of the same files now.
    pub fn see(&mut self, index: Index) {
        if self.index != index {
            self.index = index;
            self.fresh = true;
        }
    }

    /// Says that a build failed, but left parsed content to keep.
    pub fn touch(&mut self) {
        self.fresh = true;
    }

    /// Lays down what [`Cache::save`] will need, while something else is done. A failure is met
    /// again then.
    pub fn prepare(&mut self, limit: u64) {
        if self.fresh && self.lasts() && !self.store.is_wasteful(self.live(), limit) {
            let _again_later = self.keep_tables().is_ok();
        }
    }

    /// Makes it last, if anything is new. A pack over `limit` bytes is written anew without
    /// what is dead.
    pub fn save(&mut self, limit: u64) -> io::Result<()> {
        if !self.fresh || !self.lasts() {
            return Ok(());
        }
        let live = self.live();
        if self.store.is_wasteful(live, limit) {
            self.compact()?;
        }
        if !self.store.has_kept() {
            self.keep_tables()?;
        }
        self.store.commit(live)?;
        self.fresh = false;
        Ok(())
    }

    /// Lays down all tables that were read, the large ones in parallel.
    fn keep_tables(&mut self) -> io::Result<()> {
        self.settle();
        let store = &self.store;
        let mut laid = Vec::new();
        if self.loaded {
            let (documents, (pages, outputs)) = rayon::join(
                || store.lay("documents", &self.documents),
                || rayon::join(|| store.lay("pages", &self.pages), || store.lay("outputs", &self.outputs)),
            );
            laid.extend([documents?, pages?, outputs?, store.lay("variants", &self.ledger)?]);
            laid.push(store.lay("indexes", &self.indexes)?);
        }
        laid.push(store.lay("sources", &self.index)?);
        laid.push(store.lay("marks", &self.marks)?);
        laid.push(store.lay("pictures", &self.pictures)?);
        laid.push(store.lay("clips", &self.clips)?);
        laid.push(store.lay("sheets", &self.sheets)?);
        if let Some(outcome) = &self.outcome {
            laid.push(store.lay("outcome", outcome)?);
        }
        self.store.keep(laid);
        Ok(())
    }

    /// Writes the pack anew without what is dead.
    pub fn compact(&mut self) -> io::Result<()> {
        self.load();
        self.settle();
        let Cache { documents, indexes, pages, outputs, store, .. } = self;
        let documents = documents.values_mut().flat_map(document::Remembered::blobs_mut);
        let pages = pages.pages.values_mut().map(|kept| &mut Arc::make_mut(kept).finished.blob);
        let outputs = Arc::make_mut(outputs).files.values_mut().filter_map(|content| match content {
            Content::Made(blob, _) => Some(blob),
            Content::Source(..) | Content::Variant(..) => None,
        });
        let compacted = store.compact(documents.chain(indexes.blobs_mut()).chain(pages).chain(outputs));
        self.fresh = true;
        if compacted.is_err() && self.store.pack.is_damaged() {
            // What is damaged would stand in the way of every compaction to come.
            self.clear();
            return Ok(());
        }
        compacted
    }

    /// Bytes that the tables refer to.
    fn live(&self) -> u64 {
        if !self.loaded {
            return self.store.live();
        }
        let documents = self.documents.values().flat_map(document::Remembered::blobs).map(|blob| blob.length);
        let outputs = self.outputs.files.values().map(|content| match content {
            Content::Made(blob, _) => blob.length,
            Content::Source(..) | Content::Variant(..) => 0,
        });
        documents.chain(outputs).map(u64::from).sum()
    }
}
