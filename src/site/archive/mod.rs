//! Archives of bulletins: the issues of a periodical in order, its volumes, and the pages of articles.
//!
//! A section is a periodical's home or one of its volumes if its front matter says so; issues belong
//! to the periodical that they name, wherever they lie.

mod articles;
pub mod citation;
mod gaps;
mod guards;
mod references;

use std::collections::{BTreeMap, BTreeSet};

use super::tree::language_prefix;
use super::{Page, PageId, Redirect, SectionId, Site, poster};
use crate::config::Config;
use crate::diag::Report;
use crate::document::Document;
use crate::frontmatter::SectionFront;
use crate::kind::{Bulletin, IssueName, KindData};
use crate::path::UrlPath;
use crate::source::Sources;

/// The template for the pages of articles.
pub const ARTICLE: &str = "bulletin-article.html";
/// Citations of an issue, beside its page.
pub const CITATIONS: [&str; 2] = ["cite.bib", "cite.ris"];
/// The catalogues of a periodical, beside its home.
pub const CATALOGUES: [&str; 2] = ["catalogue.csv", "catalogue.json"];

/// A periodical in one language.
#[derive(Debug)]
pub struct Archive {
    /// Its id in `[periodicals]` of `site.toml`.
    pub id: String,
    /// Language code.
    pub lang: String,
    /// Its home.
    pub home: Option<SectionId>,
    /// Its issues, the oldest first.
    pub issues: Vec<PageId>,
    /// Its years, the oldest first.
    pub volumes: Vec<Volume>,
}

/// A year of a periodical.
#[derive(Debug)]
pub struct Volume {
    /// The year.
    pub year: u32,
    /// Its section.
    pub section: Option<SectionId>,
    /// Its issues, the oldest first.
    pub issues: Vec<PageId>,
}

/// The place of an issue in its archive.
#[derive(Debug)]
pub struct IssuePlace {
    /// The archive's number.
    pub archive: usize,
    /// The issue before.
    pub earlier: Option<PageId>,
    /// The issue after.
    pub later: Option<PageId>,
    /// The issue that it replaces.
    pub supersedes: Option<PageId>,
    /// The issue that replaces it.
    pub superseded_by: Option<PageId>,
    /// The pages of its articles, if each has one.
    pub articles: Vec<UrlPath>,
    /// Its short address, such as `/b/635/`.
    pub short: Option<UrlPath>,
}

/// What a section is in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The home of an archive.
    Home(usize),
    /// A volume of an archive, by its number there.
    Volume(usize, usize),
}

impl Archive {
    /// The volume of a year.
    pub fn volume(&self, year: u32) -> Option<usize> {
        self.volumes.binary_search_by_key(&year, |volume| volume.year).ok()
    }
}

impl Site {
    /// The number of a periodical's archive in a language.
    pub fn archive(&self, id: &str, lang: &str) -> Option<usize> {
        self.archives.iter().position(|archive| archive.id == id && archive.lang == lang)
    }

    /// What a section is in an archive, if anything.
    pub fn archive_role(&self, id: SectionId) -> Option<Role> {
        self.archives.iter().enumerate().find_map(|(number, archive)| {
            let volume = || archive.volumes.iter().position(|volume| volume.section == Some(id));
            if archive.home == Some(id) {
                Some(Role::Home(number))
            } else {
                volume().map(|at| Role::Volume(number, at))
            }
        })
    }

    /// The addresses of articles, citations and catalogues.
    pub fn archive_urls(&self) -> Vec<UrlPath> {
        let issues = self.pages.iter().filter(|page| page.issue.is_some());
        let of_issue = |page: &Page| {
            let citations = CITATIONS.map(|name| page.url.below(name));
            page.articles().iter().cloned().chain(citations).collect::<Vec<_>>()
        };
        let catalogues = self.homes().flat_map(|(_, home)| CATALOGUES.map(|name| home.url.below(name)));
        issues.flat_map(of_issue).chain(catalogues).collect()
    }

    /// The archives whose home has a page of its own, by number.
    pub fn homes(&self) -> impl Iterator<Item = (usize, &super::Section)> {
        let home = |(number, archive): (usize, &Archive)| Some((number, self.section(archive.home?)));
        self.archives.iter().enumerate().filter_map(home).filter(|(_, section)| section.is_shown())
    }
}

/// The fields of an issue.
pub fn fields(page: &Page) -> Option<&Bulletin> {
    match page.kind() {
        KindData::Bulletin(bulletin) => Some(bulletin),
        _ => None,
    }
}

/// The name of an issue: by its number, or by that among the supplements.
pub fn name(bulletin: &Bulletin) -> Option<IssueName> {
    let year = bulletin.year?;
    let (number, supplement) = match (bulletin.issue, bulletin.supplement) {
        (Some(number), _) => (number, false),
        (None, supplement) => (supplement?, true),
    };
    Some(IssueName { year, number, supplement })
}

fn front(section: &super::Section) -> Option<&SectionFront> {
    section.document.as_deref().and_then(Document::section)
}

/// Archives by id and language.
#[derive(Default)]
struct Archives(BTreeMap<(String, String), Archive>);

impl Archives {
    /// The archive of a declared periodical.
    fn of(&mut self, id: Option<&str>, lang: &str, config: &Config) -> Option<&mut Archive> {
        let id = id.filter(|id| config.periodicals.contains_key(*id))?.to_owned();
        let lang = lang.to_owned();
        let new = Archive { id: id.clone(), lang: lang.clone(), home: None, issues: vec![], volumes: vec![] };
        Some(self.0.entry((id, lang)).or_insert(new))
    }
}

/// Finds the archives of all declared periodicals and gives issues their places.
pub fn collect(site: &mut Site, sources: &Sources, config: &Config) {
    let mut archives = Archives::default();
    let sections = site.sections.iter().enumerate();
    for (index, section, front) in sections.filter_map(|(index, section)| Some((index, section, front(section)?))) {
        let Some(archive) = archives.of(front.periodical.as_deref(), &section.lang, config) else { continue };
        match front.year {
            // A second home or volume is reported; the first one by path counts.
            None => archive.home = archive.home.or(Some(SectionId(index))),
            Some(year) if !archive.volumes.iter().any(|volume| volume.year == year) => {
                archive.volumes.push(Volume { year, section: Some(SectionId(index)), issues: vec![] });
            }
            Some(_) => {}
        }
    }
    for (index, page) in site.pages.iter().enumerate().filter(|(_, page)| page.is_rendered()) {
        let id = fields(page).and_then(|bulletin| bulletin.periodical.as_deref());
        if let Some(archive) = archives.of(id, &page.document.lang, config) {
            archive.issues.push(PageId(index));
        }
    }
    let has_articles = poster::has_template(ARTICLE, sources, config);
    site.archives = archives.0.into_values().collect();
    for number in 0..site.archives.len() {
        order(site, number);
        place(site, number, has_articles, config);
    }
    site.redirects.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
}

/// Puts the issues of an archive in order, and into volumes.
fn order(site: &mut Site, number: usize) {
    let (pages, archive) = (&site.pages, &mut site.archives[number]);
    let bulletin = |id: &PageId| fields(&pages[id.0]);
    let total = |id: &PageId| bulletin(id).and_then(|bulletin| bulletin.total);
    let name = |id: &PageId| bulletin(id).and_then(name);
    let is_numbered = |id: &PageId| name(id).is_some_and(|name| !name.supplement);
    let (mut running, rest): (Vec<PageId>, Vec<PageId>) =
        archive.issues.iter().copied().partition(|id| total(id).is_some());
    let (mut numbered, mut others): (Vec<PageId>, Vec<PageId>) = rest.into_iter().partition(is_numbered);
    // Each list has an order of its own; among each other only their dates can be compared.
    running.sort_by_key(|id| (total(id), name(id), *id));
    numbered.sort_by_key(|id| (name(id), *id));
    others.sort_by_key(|id| (name(id), *id));
    let day = |id: &PageId| pages[id.0].date.map(|date| date.instant());
    archive.issues = merge(merge(running, numbered, day), others, day);
    for id in &archive.issues {
        let Some(year) = bulletin(id).and_then(|bulletin| bulletin.year) else { continue };
        match archive.volumes.iter_mut().find(|volume| volume.year == year) {
            Some(volume) => volume.issues.push(*id),
            None => archive.volumes.push(Volume { year, section: None, issues: vec![*id] }),
        }
    }
    archive.volumes.sort_by_key(|volume| volume.year);
}

/// Two ordered lists as one: the head of `b` comes first where its key is the smaller one.
fn merge<K: Ord>(a: Vec<PageId>, b: Vec<PageId>, key: impl Fn(&PageId) -> K) -> Vec<PageId> {
    let mut merged = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    loop {
        let next = match (a.peek(), b.peek()) {
            (Some(one), Some(other)) if key(other) < key(one) => b.next(),
            (Some(_), _) => a.next(),
            (None, _) => b.next(),
        };
        match next {
            Some(id) => merged.push(id),
            None => return merged,
        }
    }
}

/// Tells the issues of an archive their neighbours and addresses.
fn place(site: &mut Site, number: usize, has_articles: bool, config: &Config) {
    let archive = &site.archives[number];
    let issues = archive.issues.clone();
    let by_name: BTreeMap<IssueName, PageId> =
        issues.iter().rev().filter_map(|id| Some((name(fields(site.page(*id))?)?, *id))).collect();
    let supersedes: Vec<Option<PageId>> = issues
        .iter()
        .map(|id| by_name.get(&fields(site.page(*id))?.supersedes?).copied().filter(|other| other != id))
        .collect();
    let replaced: BTreeMap<PageId, PageId> =
        supersedes.iter().zip(&issues).rev().filter_map(|(other, id)| Some(((*other)?, *id))).collect();
    let known: BTreeSet<(UrlPath, String)> =
        site.redirects.iter().map(|redirect| (redirect.from.clone(), redirect.to.clone())).collect();
    let declared = config.periodicals.get(&archive.id);
    let short_folder = declared.and_then(|periodical| periodical.short.clone());
    let prefix = language_prefix(&archive.lang, config);
    let mut given: BTreeSet<UrlPath> = BTreeSet::new();
    for (at, id) in issues.iter().enumerate() {
        let page = site.page(*id);
        let Some(bulletin) = fields(page) else { continue };
        let articles = if has_articles && articles::headings(page).is_some() {
            (1..=bulletin.contents.len()).map(|number| page.url.below(&format!("{number}/"))).collect()
        } else {
            Vec::new()
        };
        let short = short_folder.as_ref().zip(bulletin.total);
        let short = short.map(|(folder, total)| UrlPath::from_plain(&format!("{prefix}{folder}/{total}/")));
        // An author may have written it as an alias.
        let short = short.filter(|short| !known.contains(&(short.clone(), page.url.as_str().to_owned())));
        // Two issues with one number are reported as such.
        let short = short.filter(|short| given.insert(short.clone()));
        if let Some(from) = short.clone() {
            let (to, lang) = (page.url.as_str().to_owned(), page.document.lang.clone());
            site.redirects.push(Redirect { from, to, lang });
        }
        let page = &mut site.pages[id.0];
        let length = |url: &UrlPath| url.as_str().len();
        let known = page.short.as_ref().map_or(length(&page.url), length);
        if let Some(shorter) = short.as_ref().filter(|short| length(short) < known) {
            page.short = Some(shorter.clone());
        }
        page.issue = Some(Box::new(IssuePlace {
            archive: number,
            earlier: at.checked_sub(1).map(|before| issues[before]),
            later: issues.get(at + 1).copied(),
            supersedes: supersedes[at],
            superseded_by: replaced.get(id).copied(),
            articles,
            short,
        }));
    }
}

pub use articles::headings;

/// Reports what is wrong in archives.
pub fn check(site: &Site, sources: &Sources, config: &Config, report: &mut Report) {
    for archive in &site.archives {
        // What is missing shows only where the numbers that are there make sense.
        if guards::check(site, archive, config, report) {
            gaps::check(site, archive, config, report);
        }
    }
    guards::sections(site, config, report);
    articles::check(site, report);
    references::check(site, config, report);
    guards::originals(site, sources, report);
}
