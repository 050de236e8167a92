//! The index of the site's own search, one for each language that wants it.
//!
//! ```text
//! search-index/zh/index.json             the table: sizes, ranks, marks of all parts
//! search-index/zh/14-11/w/3f.Ab3x.bin    a shard of terms
//! search-index/zh/14-11/p/3f.Cd4y.json   what results show of some pages
//! search-index/zh/14-11/f/kind.Ef5z.bin  a filter
//! ```
//!
//! Slots mean something within one build only, so a name has the mark of its content, and the table
//! names parts by their marks: parts of different builds never meet.
//! Of pages that are as they were nothing is read; a shard is mended where a page's terms changed.

mod facts;
mod listing;
mod parts;

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Content, Making, Outputs};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::path::OutputPath;
use crate::reuse::Page;
use crate::search::{self, Builder, Edit, Layout, slots};
use crate::site::{Item, Site};
use crate::store::{Blob, Pack};
use crate::t;
use facts::{Doc, Found};
use listing::GROUP;
use parts::Parts;

/// What one build tells the next of its indexes, by language.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Memory(BTreeMap<String, Indexed>);

impl Memory {
    /// Where pages lie that may have to be read again.
    pub fn blobs_mut(&mut self) -> impl Iterator<Item = &mut Blob> {
        self.0.values_mut().flat_map(|indexed| &mut indexed.pages).map(|known| &mut known.page)
    }
}

/// An index of the last build.
#[derive(Debug, Serialize, Deserialize)]
struct Indexed {
    layout: Layout,
    /// Its pages by key.
    pages: Vec<Known>,
}

/// A page in an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    key: u64,
    facts: u64,
    /// Its finished HTML.
    page: Blob,
}

/// Where the finished site lies, and what the last build had.
pub struct Shelf<'a> {
    /// The pages.
    pub pages: &'a [Page],
    /// Their bytes.
    pub pack: &'a Pack,
    /// The outputs of the last build.
    pub last: &'a Outputs,
    /// Its indexes.
    pub memory: &'a Memory,
}

/// Files by path, and what to tell the next build.
pub type Files = Vec<(OutputPath, Content)>;

/// Reports pages under `first` that the site does not have.
pub fn check(site: &Site, config: &Config, report: &mut Report) {
    for path in &config.search.first {
        if site.find(path.trim_start_matches("@/")).is_none() {
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("[search] 的 first 里，没有“{path}”这一页", "`first` under [search]: there is no page `{path}`"),
                )
                .at(Span::file(config.file.clone()))
                .help(t!(
                    "写 content/ 下的路径，如 first = [\"help.md\"]",
                    "write paths below content/, such as first = [\"help.md\"]"
                )),
            );
        }
    }
}

/// The files of all indexes.
pub fn files(site: &Site, config: &Config, shelf: &Shelf<'_>) -> io::Result<(Files, Memory)> {
    let (mut files, mut memory) = (Files::new(), Memory::default());
    for language in config.languages.iter().filter(|language| language.build_search_index) {
        let index = Index::new(site, config, &language.code, shelf);
        index.add_files(&mut files)?;
        memory.0.insert(language.code.clone(), Indexed { layout: index.layout, pages: index.pages });
    }
    Ok((files, memory))
}

/// An index under construction.
struct Index<'a> {
    config: &'a Config,
    shelf: &'a Shelf<'a>,
    /// The folder of the language.
    folder: String,
    layout: Layout,
    docs: Vec<Doc<'a>>,
    /// By page: its slot.
    slots: Vec<u32>,
    /// By page: what the next build is told.
    pages: Vec<Known>,
    /// What the last build told, if the layout is the same.
    before: Option<Before<'a>>,
}

/// The same index in the last build.
struct Before<'a> {
    pages: &'a [Known],
    slots: Vec<u32>,
}

impl<'a> Index<'a> {
    fn new(site: &'a Site, config: &'a Config, lang: &str, shelf: &'a Shelf<'a>) -> Self {
        let finished = Finished::of(site, shelf.pages);
        let mut docs = facts::docs(site, lang, config);
        docs.retain(|doc| finished.html(doc).is_some());
        let layout = Layout::of(docs.len(), docs.iter().map(Doc::letters).sum());
        let keys: Vec<u64> = docs.iter().map(|doc| doc.key).collect();
        let known = |doc: &Doc<'_>| Some(Known { key: doc.key, facts: doc.facts, page: finished.html(doc)? });
        let pages = docs.iter().filter_map(known).collect();
        let slots_now = slots(&keys, layout);
        let before = shelf.memory.0.get(lang).filter(|before| before.layout == layout).map(|before| {
            let old: Vec<u64> = before.pages.iter().map(|known| known.key).collect();
            Before { pages: &before.pages, slots: if old == keys { slots_now.clone() } else { slots(&old, layout) } }
        });
        let folder = format!("search-index/{lang}");
        Index { config, shelf, folder, layout, slots: slots_now, docs, pages, before }
    }

    fn add_files(&self, files: &mut Files) -> io::Result<()> {
        let making = Making { pack: self.shelf.pack, last: self.shelf.last };
        let changed = self.changed();
        let mut last = Parts::of(self.shelf.last, &self.parts_folder());
        let mended = changed.as_ref().and_then(|changed| Some((changed, self.mended(changed, &last)?)));
        let mut parts = Parts::default();
        match mended {
            Some((changed, shards)) => {
                let relisted: Vec<&Changed> = changed.iter().filter(|change| !change.is_listed_as_before()).collect();
                let groups =
                    relisted.iter().flat_map(|change| change.slots()).map(|slot| slot as usize / GROUP).collect();
                for (number, bytes) in shards {
                    let content = making.content(last.shards.get(&number), &bytes)?;
                    last.shards.insert(number, content);
                }
                self.add_groups(&mut parts, Some(&groups), &making, &last)?;
                let has_filters = relisted.is_empty() && self.has_filters(&last);
                if has_filters {
                    parts.filters = last.filters;
                } else {
                    self.add_filters(&mut parts, &making, &last)?;
                }
                last.groups.retain(|number, _| !groups.contains(number));
                parts.groups.extend(last.groups);
                parts.shards = last.shards;
            }
            None => {
                for (number, bytes) in self.all_shards().into_iter().enumerate() {
                    parts.shards.insert(number, making.content(last.shards.get(&number), &bytes)?);
                }
                self.add_groups(&mut parts, None, &making, &last)?;
                self.add_filters(&mut parts, &making, &last)?;
            }
        }
        let marks = parts.marks(self.layout.slots().div_ceil(GROUP));
        files.extend(parts.files(&self.parts_folder()));
        let table = listing::table(&self.docs, &self.slots, self.layout, &marks);
        files.push(making.made(OutputPath::new(format!("{}/index.json", self.folder)), &table)?);
        Ok(())
    }

    /// The folder of the parts of this layout.
    fn parts_folder(&self) -> String {
        let Layout { slot_bits, shard_bits } = self.layout;
        format!("{}/{slot_bits}-{shard_bits}", self.folder)
    }

    /// Whether the last build had the filters that are wanted now.
    fn has_filters(&self, last: &Parts) -> bool {
        let wanted: BTreeSet<&str> = filters(self.config).collect();
        last.filters.keys().eq(wanted)
    }

    /// The pages that differ from the last build's; nothing if there is no such build, or if the
    /// index had better be made anew.
    fn changed(&self) -> Option<Vec<Changed>> {
        let before = self.before.as_ref()?;
        let mut old = before.pages.iter().copied().zip(before.slots.iter().copied()).peekable();
        let mut changed: Vec<Changed> = Vec::new();
        // Both are in the order of keys.
        for (known, slot) in self.pages.iter().copied().zip(self.slots.iter().copied()) {
            while let Some(gone) = old.next_if(|(old, _)| old.key < known.key) {
                changed.push(Changed { old: Some(gone), new: None });
            }
            let old = old.next_if(|(old, _)| old.key == known.key);
            if old != Some((known, slot)) {
                changed.push(Changed { old, new: Some((known, slot)) });
            }
        }
        changed.extend(old.map(|gone| Changed { old: Some(gone), new: None }));
        (changed.len() * 4 <= self.pages.len().max(8)).then_some(changed)
    }

    /// The shards that changes touch; nothing if the others are not there.
    fn mended(&self, changed: &[Changed], last: &Parts) -> Option<Vec<(usize, Vec<u8>)>> {
        let pack = self.shelf.pack;
        let has_other_words = |change: &&Changed| match (&change.old, &change.new) {
            (Some((old, place)), Some((new, slot))) => place != slot || old.page != new.page,
            _ => true,
        };
        let terms = |side: &Option<(Known, u32)>| match side {
            Some((known, slot)) => Some(Some((*slot, search::terms(&pack.get(&known.page)?)))),
            None => Some(None),
        };
        let changed: Vec<&Changed> = changed.iter().filter(has_other_words).collect();
        let edits = changed.par_iter().map(|change| Some(Edit { old: terms(&change.old)?, new: terms(&change.new)? }));
        let edits: Vec<Edit> = edits.collect::<Option<_>>()?;
        let bytes = |number: usize| match last.shards.get(&number)? {
            Content::Made(blob, _) => pack.get(blob),
            Content::Source(..) | Content::Variant(..) => None,
        };
        if last.shards.len() != self.layout.shards() {
            return None;
        }
        search::mend(self.layout, &edits, bytes)
    }

    fn all_shards(&self) -> Vec<Vec<u8>> {
        /// So many pages are in memory at once.
        const AT_ONCE: usize = 256;
        let mut builder = Builder::new(self.layout);
        let all: Vec<(&Known, u32)> = self.pages.iter().zip(self.slots.iter().copied()).collect();
        for some in all.chunks(AT_ONCE) {
            let read = some.par_iter().map(|(known, slot)| {
                // Damaged bytes leave a hole; the pack knows, and the whole build is made again.
                (*slot, search::terms(&self.shelf.pack.get(&known.page).unwrap_or_default()))
            });
            let read: Vec<_> = read.collect();
            read.into_iter().for_each(|(slot, terms)| builder.add(slot, terms));
        }
        builder.finish()
    }

    /// Lists the pages of these groups, or of all.
    fn add_groups(
        &self,
        parts: &mut Parts,
        some: Option<&BTreeSet<usize>>,
        making: &Making<'_>,
        last: &Parts,
    ) -> io::Result<()> {
        let mut by_group: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (doc, slot) in self.slots.iter().enumerate() {
            let group = *slot as usize / GROUP;
            if some.is_none_or(|some| some.contains(&group)) {
                by_group.entry(group).or_default().push(doc);
            }
        }
        for (number, docs) in by_group {
            let places = docs.iter().map(|doc| (self.slots[*doc] as usize % GROUP, &self.docs[*doc]));
            let bytes = listing::group(places, self.config);
            parts.groups.insert(number, making.content(last.groups.get(&number), &bytes)?);
        }
        Ok(())
    }

    fn add_filters(&self, parts: &mut Parts, making: &Making<'_>, last: &Parts) -> io::Result<()> {
        for filter in filters(self.config) {
            let bytes = listing::filter(filter, &self.docs, &self.slots, self.layout);
            parts.filters.insert(filter.to_owned(), making.content(last.filters.get(filter), &bytes)?);
        }
        Ok(())
    }
}

/// A page that was in the index, is in it, or both, with its slots.
struct Changed {
    old: Option<(Known, u32)>,
    new: Option<(Known, u32)>,
}

impl Changed {
    fn slots(&self) -> impl Iterator<Item = u32> {
        self.old.iter().chain(&self.new).map(|(_, slot)| *slot)
    }

    /// Whether only its words changed.
    fn is_listed_as_before(&self) -> bool {
        matches!((&self.old, &self.new), (Some((old, place)), Some((new, slot))) if place == slot && old.facts == new.facts)
    }
}

/// The filters of a site: kinds, years, and taxonomies.
pub fn filters(config: &Config) -> impl Iterator<Item = &str> {
    let declared = |name: &&String| config.taxonomies.iter().any(|taxonomy| taxonomy.name == **name);
    ["kind", "year"].into_iter().chain(config.search.filters.iter().filter(declared).map(String::as_str))
}

/// The finished HTML of pages and sections by their numbers, of the first pager where a section
/// has several, and of all others by their paths.
struct Finished<'a> {
    pages: Vec<Option<Blob>>,
    sections: Vec<Option<Blob>>,
    others: BTreeMap<&'a str, Blob>,
}

impl<'a> Finished<'a> {
    fn of(site: &Site, pages: &'a [Page]) -> Self {
        let mut finished = Finished {
            pages: vec![None; site.pages.len()],
            sections: vec![None; site.sections.len()],
            others: BTreeMap::new(),
        };
        for page in pages {
            let (place, url) = match page.subject {
                Some(Item::Page(id)) => (&mut finished.pages[id.0], &site.page(id).url),
                Some(Item::Section(id)) => (&mut finished.sections[id.0], &site.section(id).url),
                None => {
                    finished.others.insert(page.output.as_str(), page.kept.finished.blob);
                    continue;
                }
            };
            if url.output_text() == page.output.as_str() {
                *place = Some(page.kept.finished.blob);
            }
        }
        finished
    }

    fn html(&self, doc: &Doc<'_>) -> Option<Blob> {
        match doc.found {
            Found::Item(Item::Page(id)) => self.pages[id.0],
            Found::Item(Item::Section(id)) => self.sections[id.0],
            Found::Who(_) | Found::Term(..) => self.others.get(doc.output().as_str()).copied(),
        }
    }
}
