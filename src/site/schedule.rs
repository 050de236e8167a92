//! What is published at the moment of the build, and why the rest is not.

use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;

use super::{Include, When};
use crate::config::Config;
use crate::date::{Moment, Written, at_instant};
use crate::diag::{Diagnostic, Report, Text, code};
use crate::document::{Document, Documents};
use crate::frontmatter::PageFront;
use crate::kind::KindData;
use crate::t;

/// Why a page is not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is a draft.
    Draft,
    /// A section above it is a draft.
    DraftSection(String),
    /// It appears later.
    Future(Moment),
    /// It has expired.
    Expired(Moment),
}

impl Reason {
    /// The reason in words.
    pub fn text(&self) -> Text {
        let shown = |moment: &Moment| {
            let pattern = if moment.has_time() { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" };
            crate::date::format(&moment.rfc3339(), pattern).unwrap_or_default()
        };
        match self {
            Reason::Draft => t!("草稿（draft = true）", "a draft (draft = true)"),
            Reason::DraftSection(section) => t!("所在栏目 {section} 是草稿", "its section {section} is a draft"),
            Reason::Future(at) => {
                let at = shown(at);
                t!("要到 {at} 才发布", "due on {at}")
            }
            Reason::Expired(at) => {
                let at = shown(at);
                t!("已在 {at} 过期", "expired on {at}")
            }
        }
    }
}

/// A page that is not published.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// Its path below `content/`.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Why.
    pub reason: Reason,
}

/// What happens to a page at the next change.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its path below `content/`.
    pub path: String,
    /// Its title.
    pub title: String,
    /// What happens.
    pub what: Event,
}

/// What can happen to a page as time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It appears.
    Publish,
    /// It disappears.
    Expire,
    /// Its handling becomes overdue.
    Overdue,
    /// It is news no longer.
    Stale,
}

impl Event {
    /// Its name in lists.
    pub fn name(self) -> &'static str {
        match self {
            Event::Publish => "publish",
            Event::Expire => "expire",
            Event::Overdue => "overdue",
            Event::Stale => "no-news",
        }
    }
}

/// What happens to a page, and when.
fn events(front: &PageFront, kind: &KindData, config: &Config) -> impl Iterator<Item = (Timestamp, Event)> {
    let instant = |written: Written| written.resolve(&config.zone).instant();
    let all = [
        (front.publish.or(front.date).map(instant), Event::Publish),
        (front.expire.map(instant), Event::Expire),
        (deadline(kind, config), Event::Overdue),
        (stale(front, kind, config), Event::Stale),
    ];
    all.into_iter().filter_map(|(at, event)| Some((at?, event)))
}

/// What the moment leaves.
pub struct Scheduled {
    /// What is published.
    pub documents: Documents,
    /// What is not.
    pub left_out: Vec<LeftOut>,
    /// The instant of the build.
    pub instant: Moment,
    /// The next change.
    pub next_change: Option<Moment>,
    /// What happens then.
    pub upcoming: Vec<Change>,
}

/// When a suggestion becomes overdue: its page says so from then on.
fn deadline(kind: &KindData, config: &Config) -> Option<Timestamp> {
    let KindData::Suggestion(suggestion) = kind else { return None };
    suggestion.overdue_from(&config.zone).map(|moment| moment.instant())
}

/// For how many hours a page is news: the sitemap of news holds it no longer.
pub const NEWS_HOURS: i64 = 48;

/// When a page stops being news.
fn stale(front: &PageFront, kind: &KindData, config: &Config) -> Option<Timestamp> {
    let is_news = config.sitemap.news.iter().any(|name| name == kind.kind().name());
    let date = front.date.filter(|_| is_news && config.generate_sitemap)?;
    date.resolve(&config.zone).instant().checked_add(SignedDuration::from_hours(NEWS_HOURS)).ok()
}

/// Sorts out what is published.
pub fn apply(documents: Documents, config: &Config, when: When, include: Include, report: &mut Report) -> Scheduled {
    let Documents { sections, pages, .. } = documents;
    let draft_folders: Vec<(String, String)> = sections
        .iter()
        .filter(|section| section.section().is_some_and(|front| front.draft) && !include.drafts)
        .map(|section| (section.lang.clone(), section.folder.clone()))
        .collect();
    let hidden_by = |document: &Document| {
        draft_folders
            .iter()
            .find(|(lang, folder)| {
                *lang == document.lang
                    && (folder.is_empty()
                        || document.folder == *folder
                        || document.folder.starts_with(&format!("{folder}/")))
            })
            .map(|(_, folder)| folder.clone())
    };
    let events = |page: &Document| {
        let shown = page.page().filter(|(front, _)| include.drafts || !front.draft);
        let (front, kind) = shown.filter(|_| hidden_by(page).is_none())?;
        Some(events(front, kind, config).collect::<Vec<_>>())
    };
    let due: Vec<Vec<(Timestamp, Event)>> = pages.par_iter().map(|page| events(page).unwrap_or_default()).collect();
    let mut boundaries: Vec<Timestamp> = due.iter().flatten().map(|(at, _)| *at).collect();
    boundaries.par_sort_unstable();
    let at = match when {
        When::At(at) => at,
        When::Present(now) => {
            let past = boundaries.partition_point(|instant| *instant <= now);
            past.checked_sub(1).map_or(Timestamp::UNIX_EPOCH, |last| boundaries[last])
        }
    };
    let now = match when {
        When::At(at) | When::Present(at) => at,
    };
    let next = boundaries.get(boundaries.partition_point(|instant| *instant <= now)).copied();
    let change = |page: &Document, what: Event| {
        let title = page.page().and_then(|(front, _)| front.title.clone()).unwrap_or_default();
        Change { path: page.path.to_string(), title, what }
    };
    let upcoming = pages
        .iter()
        .zip(&due)
        .flat_map(|(page, due)| due.iter().filter(|(at, _)| Some(*at) == next).map(|(_, what)| change(page, *what)));
    let upcoming = upcoming.collect();
    let next_change = next.map(|instant| at_instant(instant, &config.zone));
    let mut left_out = Vec::new();
    let mut kept = Documents::default();
    for section in sections {
        match hidden_by(&section) {
            Some(_) => left_out.push(LeftOut {
                path: section.path.to_string(),
                title: section.section().and_then(|front| front.title.clone()).unwrap_or_default(),
                reason: Reason::Draft,
            }),
            None => kept.sections.push(section),
        }
    }
    for page in pages {
        let Some((front, _)) = page.page() else { continue };
        let resolve = |written: Option<Written>| written.map(|written| written.resolve(&config.zone));
        let due = resolve(front.publish.or(front.date));
        let expire = resolve(front.expire);
        let reason = if front.draft && !include.drafts {
            Some(Reason::Draft)
        } else if let Some(folder) = hidden_by(&page) {
            Some(Reason::DraftSection(folder))
        } else if let Some(due) = due.filter(|due| due.instant() > at && !include.future) {
            Some(Reason::Future(due))
        } else {
            expire.filter(|expire| expire.instant() <= at && !include.expired).map(Reason::Expired)
        };
        match reason {
            None => kept.pages.push(page),
            Some(reason) => {
                let why = reason.text();
                let (zh, en) = (why.zh, why.en);
                report.push(
                    Diagnostic::note(code::LEFT_OUT, t!("没有发布：{zh}", "not published: {en}"))
                        .at(page.span("title")),
                );
                left_out.push(LeftOut {
                    path: page.path.to_string(),
                    title: front.title.clone().unwrap_or_default(),
                    reason,
                });
            }
        }
    }
    Scheduled { documents: kept, left_out, instant: at_instant(at, &config.zone), next_change, upcoming }
}
