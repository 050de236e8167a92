//! The short way: some pages show other words, but the site has the shape that it had.
//!
//! If the shape is the same (see [`shape`]), an output can only come out differently if it is
//! of a page whose content changed, if it shows the card of such a page, or if it asked for
//! either. The keys of all others need not be made.

use std::sync::Arc;

use super::{Done, Memory, Page};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::kind::Kind;
use crate::links::Links;
use crate::path::UrlPath;
use crate::query::{Query, World};
use crate::render::Plan;
use crate::site::archive::Role;
use crate::site::{self, Item, PageId, SectionId, Site, Term};
use crate::source::Sources;
use crate::style::Sheets;

/// Stands for everything that the outputs depend on, but for the words of pages: what
/// [`Content`] stands for. `options` stands for what was asked on the command line.
pub fn shape(site: &Site, links: &Links, sources: &Sources, sheets: &Sheets, options: &Fingerprint) -> Fingerprint {
    let mut hash = Fingerprinter::new();
    hash.fingerprint(options).text(&site.instant.rfc3339());
    sources.fonts.add_to(&mut hash);
    let is_page = |path: &str| path.starts_with("content/") && path.ends_with(".md");
    for file in sources.files().filter(|file| !is_page(&file.path)) {
        hash.text(&file.path).fingerprint(&file.fingerprint().unwrap_or_default());
    }
    sheets.values().for_each(|sheet| {
        hash.text(sheet.url.as_str());
    });
    hash.number(site.pages.len() as u64);
    for (page, resolved) in site.pages.iter().zip(&links.pages) {
        let document = &page.document;
        hash.text(document.path.as_str()).text(&document.lang).text(page.url.as_str()).text(&page.slug);
        hash.text(page.short.as_ref().map_or("", UrlPath::as_str)).number(u64::from(page.poster.is_some()));
        hash.text(&page.template).number(u64::from(page.is_rendered()));
        for date in [page.date, page.updated, page.publish, page.expire] {
            let [second, form] = date.map_or([i64::MIN; 2], |date| date.numbers());
            hash.number(second.cast_unsigned()).number(form.cast_unsigned());
        }
        for id in [page.lower, page.higher] {
            hash.number(id.map_or(u64::MAX, |id| id.0 as u64));
        }
        hash.number(page.section.map_or(u64::MAX, |id| id.0 as u64));
        if let Some(issue) = &page.issue {
            for id in [issue.earlier, issue.later, issue.supersedes, issue.superseded_by] {
                hash.number(id.map_or(u64::MAX, |id| id.0 as u64));
            }
            hash.number(issue.articles.len() as u64);
        }
        add_items(&mut hash, page.ancestors.iter().map(|id| Item::Section(*id)));
        add_items(&mut hash, page.translations.iter().copied());
        add_items(&mut hash, page.related.iter().copied());
        add_texts(&mut hash, page.assets.iter().map(|asset| asset.url.as_str()));
        add_texts(&mut hash, resolved.hrefs.iter().map(String::as_str));
        add_texts(&mut hash, resolved.images.iter().map(|picture| picture.url.as_str()));
        hash.number(page.terms.len() as u64);
        for (name, slugs) in &page.terms {
            hash.text(name);
            add_texts(&mut hash, slugs.iter().map(|slug| &**slug));
        }
    }
    // Sections are few, and many pages show them.
    hash.number(site.sections.len() as u64);
    for section in &site.sections {
        let key = section.document.as_ref().map(|document| document.key);
        hash.text(&section.path).text(section.url.as_str()).fingerprint(&key.unwrap_or_default());
        add_items(&mut hash, section.pages.iter().map(|id| Item::Page(*id)));
        add_items(&mut hash, section.subsections.iter().map(|id| Item::Section(*id)));
        add_items(&mut hash, section.translations.iter().copied());
    }
    hash.number(site.taxonomies.len() as u64);
    for taxonomy in &site.taxonomies {
        hash.text(&taxonomy.name).text(&taxonomy.lang).number(taxonomy.terms.len() as u64);
        for term in &taxonomy.terms {
            hash.text(&term.slug).text(&term.title).text(term.url.as_str());
            add_items(&mut hash, term.page.iter().chain(&term.pages).map(|id| Item::Page(*id)));
        }
    }
    hash.number(site.archives.len() as u64);
    for archive in &site.archives {
        hash.text(&archive.id).text(&archive.lang).number(archive.home.map_or(u64::MAX, |id| id.0 as u64));
        hash.number(archive.volumes.len() as u64);
        for volume in &archive.volumes {
            hash.number(u64::from(volume.year)).number(volume.section.map_or(u64::MAX, |id| id.0 as u64));
            add_items(&mut hash, volume.issues.iter().map(|id| Item::Page(*id)));
        }
    }
    hash.finish()
}

fn add_items(hash: &mut Fingerprinter, items: impl Iterator<Item = Item>) {
    for item in items {
        match item {
            Item::Page(id) => hash.number(id.0 as u64 * 2),
            Item::Section(id) => hash.number(id.0 as u64 * 2 + 1),
        };
    }
    hash.number(u64::MAX);
}

fn add_texts<'t>(hash: &mut Fingerprinter, texts: impl Iterator<Item = &'t str>) {
    let mut count = 0;
    texts.for_each(|text| {
        hash.text(text);
        count += 1;
    });
    hash.number(count);
}

/// Stands for the words of a page: all of them, and those that its card shows.
pub type Content = (Fingerprint, Fingerprint);

/// The words of all pages, by number.
pub fn contents(site: &Site) -> Vec<Content> {
    site.pages.iter().map(|page| (page.document.key, page.document.card)).collect()
}

/// A site of the same shape as the last one.
pub struct Settled<'a> {
    memory: &'a Memory,
    site: &'a Site,
    links: &'a Links,
    /// By page: whether its words changed.
    changed: Vec<bool>,
    /// By page: whether its card changed.
    recarded: Vec<bool>,
    any_card: bool,
    /// Whether a bulletin changed that others may quote.
    any_source: bool,
    /// By number: whether the answer to a question may have changed.
    questions: Vec<bool>,
}

impl<'a> Settled<'a> {
    /// Nothing if the shape is another.
    pub fn of(memory: &'a Memory, shape: &Fingerprint, world: &'a World) -> Option<Self> {
        let materials = &world.views.materials;
        let (site, links): (&Site, &Links) = (&materials.site, &materials.links);
        let now = contents(site);
        if memory.shape != *shape || memory.contents.len() != now.len() {
            return None;
        }
        let changed = now.iter().zip(&memory.contents).map(|((now, _), (then, _))| now != then).collect();
        let recarded: Vec<bool> = now.iter().zip(&memory.contents).map(|((_, now), (_, then))| now != then).collect();
        let any_card = recarded.contains(&true);
        let mut settled =
            Settled { memory, site, links, changed, recarded, any_card, any_source: false, questions: Vec::new() };
        settled.any_source = site.page_ids().any(|id| settled.changed[id.0] && site.page(id).kind().kind().is_quoted());
        settled.questions = memory.questions().map(|query| settled.is_about_changed(&query)).collect();
        Some(settled)
    }

    /// The page of the last build, if this one cannot be another.
    pub fn page(&self, plan: &Plan) -> Option<Page> {
        if self.may_change(plan) {
            return None;
        }
        let (output, kept) = self.memory.pages.get_key_value(&plan.output(self.site))?;
        let about_changed = |number: &u32| self.questions.get(*number as usize).copied().unwrap_or(true);
        if kept.trace.asked.iter().any(about_changed) {
            return None;
        }
        let (output, subject) = (output.clone(), plan.subject());
        Some(Page { output, subject, kept: Arc::clone(kept), faults: None, done: Done::Nothing })
    }

    /// Whether the words that an output shows may have changed, apart from what it asks for.
    fn may_change(&self, plan: &Plan) -> bool {
        match plan {
            Plan::Page(id) | Plan::Poster(id) | Plan::Article(id, _) | Plan::Export(id) => self.page_may_change(*id),
            Plan::Section(id) => self.shows(&self.site.section(*id).pages) || self.shows_issues(*id),
            Plan::SectionPager(id, at) => {
                self.shows(&self.site.section(*id).pagers[*at].pages) || self.shows_issues(*id)
            }
            Plan::Taxonomy(number) => self.shows_term_pages(&self.site.taxonomies[*number].terms),
            Plan::Term(number, index) => {
                let term = &self.site.taxonomies[*number].terms[*index];
                self.shows(&term.pages) || self.shows(term.page.as_slice())
            }
            Plan::TermPager(number, index, at) => {
                let term = &self.site.taxonomies[*number].terms[*index];
                self.shows(&term.pagers[*at].pages) || self.shows(term.page.as_slice())
            }
            Plan::NotFound => false,
            Plan::Other(..) => self.any_card || self.any_source,
            Plan::Bodies(..) => self.changed.contains(&true),
        }
    }

    /// Whether a page as a whole, without its body, may have changed: its own words, or the
    /// cards and titles that it shows.
    fn page_may_change(&self, id: PageId) -> bool {
        let page = self.site.page(id);
        let other = |item: &Item| matches!(item, Item::Page(other) if self.recarded[other.0]);
        self.changed[id.0]
            || self.any_source && self.quotes_changed(page)
            || self.any_card
                && (self.shows(page.lower.as_slice())
                    || self.shows(page.higher.as_slice())
                    || self.shows_other_issues(id)
                    // Questions name the pages that explain their answers.
                    || page.kind().kind() == Kind::Quiz
                    || self.shows(&self.links.backlinks[id.0])
                    || page.related.iter().chain(&page.translations).any(other))
    }

    /// Whether one of the bulletins changed that a page gives as evidence.
    fn quotes_changed(&self, page: &site::Page) -> bool {
        let changed = |path: &str| matches!(self.site.find(path), Some(Item::Page(id)) if self.changed[id.0]);
        let references = page.kind().references();
        references.evidence.iter().filter_map(|(_, evidence)| evidence.target()).any(|(path, _)| changed(path))
    }

    fn shows(&self, pages: &[PageId]) -> bool {
        self.any_card && pages.iter().any(|id| self.recarded[id.0])
    }

    /// Whether the archive that a section is part of may have changed.
    fn shows_issues(&self, id: SectionId) -> bool {
        self.any_card
            && self.site.archive_role(id).is_some_and(|role| match role {
                Role::Home(number) => self.shows(&self.site.archives[number].issues),
                Role::Volume(number, at) => self.shows(&self.site.archives[number].volumes[at].issues),
            })
    }

    fn shows_other_issues(&self, id: PageId) -> bool {
        self.site.page(id).issue.as_ref().is_some_and(|issue| {
            let others = [issue.earlier, issue.later, issue.supersedes, issue.superseded_by];
            others.iter().any(|other| self.shows(other.as_slice()))
        })
    }

    fn shows_term_pages(&self, terms: &[Term]) -> bool {
        terms.iter().any(|term| self.shows(term.page.as_slice()))
    }

    fn is_about_changed(&self, query: &Query) -> bool {
        let some = |pages: &[PageId], limit: &Option<usize>| {
            self.shows(&pages[..limit.unwrap_or(usize::MAX).min(pages.len())])
        };
        match query {
            Query::Page(path) => matches!(self.site.find(path), Some(Item::Page(id)) if self.page_may_change(id)),
            Query::Section(path, limit) => match self.site.find(path) {
                Some(Item::Section(id)) => some(&self.site.section(id).pages, limit),
                _ => false,
            },
            // Terms may be asked for by their slugs or titles: any of that taxonomy will do.
            Query::Term(name, _, lang, limit) => self.site.taxonomy(name, lang).is_some_and(|taxonomy| {
                let terms = &self.site.taxonomies[taxonomy].terms;
                self.shows_term_pages(terms) || terms.iter().any(|term| some(&term.pages, limit))
            }),
            Query::Taxonomy(name, lang) => self
                .site
                .taxonomy(name, lang)
                .is_some_and(|taxonomy| self.shows_term_pages(&self.site.taxonomies[taxonomy].terms)),
            Query::Series(id, lang) => {
                self.site.series(id, lang).is_some_and(|number| self.shows(&self.site.series[number].pages))
            }
            Query::Periodical(id, lang) => {
                self.site.archive(id, lang).is_some_and(|number| self.shows(&self.site.archives[number].issues))
            }
            Query::Person(_) | Query::Organisation(_) | Query::People | Query::Organisations | Query::Passage(..) => {
                self.any_source
            }
            // Both tell of scam types, whose cards hold all their fields.
            Query::Signals(_) | Query::Question(_) => self.any_card,
            Query::Data(_)
            | Query::TermUrl(..)
            | Query::Url(..)
            | Query::Asset(_)
            | Query::Style(_)
            | Query::Image(_)
            | Query::Resize { .. }
            | Query::Share(_)
            | Query::Trans(..)
            | Query::Now => false,
        }
    }
}
