//! The shortest way: only the prose of some pages has changed.
//!
//! If the shape of the site is what it was (see [`shape`]), nothing that a page shows of
//! others has changed, so only the pages whose own content changed, and those that ask for
//! such a page as a whole, can come out differently. The keys of all others need not be made.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Done, Memory, Page};
use crate::document::Document;
use crate::hash::{Fingerprint, Fingerprinter};
use crate::query::{Query, World};
use crate::render::Plan;
use crate::site::{Item, PageId, Site};
use crate::source::Sources;

/// Stands for everything that the outputs depend on, but for what only a page's own output
/// shows of its content. `options` stands for what was asked on the command line.
pub fn shape(site: &Site, sources: &Sources, options: &Fingerprint) -> Fingerprint {
    let mut hash = Fingerprinter::new();
    hash.fingerprint(options).text(&site.instant.rfc3339());
    let is_page = |path: &str| path.starts_with("content/") && path.ends_with(".md");
    for file in sources.files().filter(|file| !is_page(&file.path)) {
        hash.text(&file.path).fingerprint(&file.fingerprint().unwrap_or_default());
    }
    hash.number(site.pages.len() as u64);
    site.pages.iter().for_each(|page| {
        hash.fingerprint(&page.document.shape);
    });
    // Sections are few, and many pages show them.
    for section in &site.sections {
        let key = section.document.as_ref().map(|document| document.key);
        hash.text(&section.path).fingerprint(&key.unwrap_or_default());
    }
    hash.finish()
}

/// The keys of the content of all pages, by number.
pub fn contents(site: &Site) -> Vec<Fingerprint> {
    site.pages.iter().map(|page| page.document.key).collect()
}

/// A site of the same shape as the last one.
pub struct Settled<'a> {
    memory: &'a Memory,
    site: &'a Site,
    changed: HashSet<PageId>,
    /// By number, whether a question is about a page that changed.
    about_changed: Vec<bool>,
}

impl<'a> Settled<'a> {
    /// Nothing if the shape is another.
    pub fn of(memory: &'a Memory, world: &'a World) -> Option<Self> {
        let site: &Site = &world.views.materials.site;
        if memory.shape != world.shape || memory.contents.len() != site.pages.len() {
            return None;
        }
        let key = |id: &PageId| -> &Document { &site.page(*id).document };
        let changed: HashSet<PageId> = site.page_ids().filter(|id| key(id).key != memory.contents[id.0]).collect();
        let about_changed = memory
            .questions()
            .map(|query| match query {
                Query::Page(path) => matches!(site.find(&path), Some(Item::Page(id)) if changed.contains(&id)),
                _ => false,
            })
            .collect();
        Some(Settled { memory, site, changed, about_changed })
    }

    /// The page of the last build, if this one cannot be another.
    pub fn page(&self, plan: &Plan) -> Option<Page> {
        let subject = plan.subject();
        if matches!(subject, Some(Item::Page(id)) if self.changed.contains(&id)) {
            return None;
        }
        let (output, kept) = self.memory.pages.get_key_value(&plan.output(self.site))?;
        let about_changed = |number: &u32| self.about_changed.get(*number as usize).copied().unwrap_or(true);
        if kept.trace.asked.iter().any(about_changed) {
            return None;
        }
        Some(Page { output: output.clone(), subject, kept: Arc::clone(kept), faults: None, done: Done::Nothing })
    }
}
