//! Decides which marks are findings: how strict the site is, what is allowed, and until when.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Mark, key, said};
use crate::config::{Config, Permit, Strictness};
use crate::date::Written;
use crate::diag::{Code, Diagnostic, Report, Severity, Span, code};
use crate::frontmatter::Allowed;
use crate::hash::Fingerprint;
use crate::source::Sources;
use crate::t;
use crate::tree::{self, Node};

/// The one table of numbers that readers may call.
const HOTLINES: &str = "data/hotlines.toml";

/// The register of people whom published bulletins name with their offices.
const PERSONS: &str = "data/persons.toml";

/// So many findings of one rule in one file are listed.
const MOST_FINDINGS: usize = 50;

/// What a file says of itself.
pub struct Owner<'a> {
    /// What it allows.
    pub allowed: &'a [Allowed],
    /// Where an entry of it stands.
    pub entry: &'a dyn Fn(usize) -> Span,
    /// Whether it is not published yet. Then nothing stops the build.
    pub is_draft: bool,
}

/// A site's judge.
pub struct Judge<'a> {
    config: &'a Config,
    now: Timestamp,
    permits: Vec<(Words, &'a Permit)>,
    hotlines: Vec<Fingerprint>,
    officials: Vec<Fingerprint>,
}

/// What an entry names: as written, and its digits alone.
struct Words([Fingerprint; 2]);

impl Words {
    fn of(text: &str) -> Self {
        let digits: String = super::plain(text).chars().filter(char::is_ascii_digit).collect();
        Words([key(text), key(&digits)])
    }

    fn name(&self, mark: &Mark) -> bool {
        self.0.contains(&mark.key)
    }
}

/// Whether an entry names what is marked.
pub fn names(entry: &str, mark: &Mark) -> bool {
    Words::of(entry).name(mark)
}

/// What an entry does for a mark.
enum Ruling {
    Allowed,
    Expired(Span),
    Endless(Span),
    Refused,
}

impl<'a> Judge<'a> {
    /// The judge of a site at a moment.
    pub fn new(config: &'a Config, sources: &Sources, now: Timestamp) -> Self {
        let permits = config.policy.allow.iter().map(|permit| (Words::of(&permit.text), permit)).collect();
        Judge { config, now, permits, hotlines: hotlines(sources), officials: officials(sources) }
    }

    /// Reports what may not stand in a file.
    pub fn file(&self, file: &Arc<str>, marks: &[Mark], owner: Option<&Owner<'_>>, report: &mut Report) {
        let mut findings: Vec<Diagnostic> = Vec::new();
        let mut counts: BTreeMap<Code, (usize, usize)> = BTreeMap::new();
        for mark in marks {
            let ruling = self.rule(mark, owner);
            let level = severity(self.level(mark, owner));
            let Some(severity) = level.filter(|_| !matches!(ruling, Ruling::Allowed)) else { continue };
            let (count, last) = counts.entry(mark.rule).or_default();
            *count += 1;
            if *count <= MOST_FINDINGS {
                *last = findings.len();
                findings.push(finding(file, mark, severity, ruling));
            } else if let Some(last) = findings.get_mut(*last) {
                // A table of addresses has thousands; what is not listed must not show either.
                let more = *count - MOST_FINDINGS;
                last.label = Some(t!("这个文件里还有 {more} 处", "{more} more in this file"));
                last.hidden.extend(&mark.hidden);
                last.severity = last.severity.min(severity);
            }
        }
        report.extend(findings);
    }

    /// How strict the site is.
    fn strictness(&self, rule: Code) -> Strictness {
        self.config.policy.level.get(rule.0).copied().unwrap_or_else(|| said::usual(rule))
    }

    fn level(&self, mark: &Mark, owner: Option<&Owner<'_>>) -> Strictness {
        if mark.rule == code::SECRECY {
            return Strictness::Error;
        }
        let level = self.strictness(mark.rule);
        let most = if mark.sure && !owner.is_some_and(|owner| owner.is_draft) {
            Strictness::Error
        } else {
            Strictness::Warning
        };
        level.min(most)
    }

    fn rule(&self, mark: &Mark, owner: Option<&Owner<'_>>) -> Ruling {
        // Nobody may allow a grade of secrecy.
        if mark.rule == code::SECRECY && mark.sure {
            return Ruling::Refused;
        }
        if self.hotlines.contains(&mark.key) && matches!(mark.rule, code::LANDLINE | code::MOBILE) {
            return Ruling::Allowed;
        }
        if mark.rule == code::PERSON_NAME && self.officials.contains(&mark.key) {
            return Ruling::Allowed;
        }
        let own = owner.and_then(|owner| {
            // Files beside a page are scanned without knowing what it allows.
            let number = mark.allowed.or_else(|| owner.allowed.iter().position(|entry| names(&entry.text, mark)))?;
            Some((owner.allowed.get(number)?, owner, number))
        });
        let own = own.map(|(entry, owner, number)| match entry.expires {
            Some(expires) if self.is_over(expires) => Ruling::Expired((owner.entry)(number)),
            None if said::is_personal(mark.rule) => Ruling::Endless((owner.entry)(number)),
            _ => Ruling::Allowed,
        });
        if matches!(own, Some(Ruling::Allowed)) {
            return Ruling::Allowed;
        }
        let site = self.permits.iter().find(|(words, _)| words.name(mark)).map(|(_, permit)| {
            if permit.expires.is_some_and(|expires| !self.is_over(expires)) {
                Ruling::Allowed
            } else {
                Ruling::Expired(self.place(&permit.place))
            }
        });
        match (site, own) {
            (Some(Ruling::Allowed), _) => Ruling::Allowed,
            (_, Some(own)) => own,
            (Some(site), None) => site,
            (None, None) => Ruling::Refused,
        }
    }

    fn place(&self, range: &Range<usize>) -> Span {
        Span::new(self.config.file.clone(), range.clone())
    }

    fn is_over(&self, expires: Written) -> bool {
        end(expires, &self.config.zone) <= self.now
    }

    /// Points out entries of `site.toml` that have expired.
    pub fn permits(&self, report: &mut Report) {
        let Some(severity) = severity(self.strictness(code::EXPIRED_PERMIT)) else { return };
        for (_, permit) in &self.permits {
            if permit.expires.is_some_and(|expires| self.is_over(expires)) {
                let message = t!("这一条放行已经到期", "this permit has expired");
                let finding = Diagnostic { severity, ..Diagnostic::error(code::EXPIRED_PERMIT, message) };
                report.push(finding.at(self.place(&permit.place)).help(t!(
                    "核对以后改 expires，或者删去这一条",
                    "check it and set a new `expires`, or remove the entry"
                )));
            }
        }
    }

    /// The next moment at which something is allowed no longer.
    pub fn next_expiry<'d>(&self, allowed: impl Iterator<Item = &'d Allowed>) -> Option<Timestamp> {
        let site = self.permits.iter().filter_map(|(_, permit)| permit.expires);
        let all = site.chain(allowed.filter_map(|entry| entry.expires));
        all.map(|expires| end(expires, &self.config.zone)).filter(|end| *end > self.now).min()
    }
}

/// What is said of a mark that may not stand.
fn finding(file: &Arc<str>, mark: &Mark, severity: Severity, ruling: Ruling) -> Diagnostic {
    let finding = Diagnostic { severity, ..Diagnostic::error(mark.rule, said::message(mark)) }
        .at(Span::new(file.clone(), mark.place.into()))
        .hide(mark.hidden.iter().map(|part| (*part).into()))
        .help(said::help(mark));
    match ruling {
        Ruling::Expired(entry) => finding
            .also(entry, t!("放行已经到期", "it was allowed until then"))
            .help(t!("核对以后改 expires，或者删去这一条", "check it and set a new `expires`, or remove the entry")),
        Ruling::Endless(entry) => finding.also(entry, t!("放行没有写期限", "it is allowed without an end")).help(t!(
            "个人信息的放行要写 expires，到期重新核对",
            "what identifies somebody is allowed until `expires`, and looked at again then"
        )),
        _ => finding.help_opt(said::permit(mark)),
    }
}

fn severity(strictness: Strictness) -> Option<Severity> {
    match strictness {
        Strictness::Off => None,
        Strictness::Warning => Some(Severity::Warning),
        Strictness::Error => Some(Severity::Error),
    }
}

/// When something is over: a day lasts to its end.
fn end(expires: Written, zone: &TimeZone) -> Timestamp {
    let moment = expires.resolve(zone);
    if moment.has_time() {
        return moment.instant();
    }
    let next = moment.day().tomorrow().ok().and_then(|day| day.to_zoned(zone.clone()).ok());
    next.map_or(moment.instant(), |next| next.timestamp())
}

fn hotlines(sources: &Sources) -> Vec<Fingerprint> {
    let Some(node) = table(sources, HOTLINES) else { return Vec::new() };
    let list = node.get("hotlines").map(Node::items).unwrap_or_default();
    let numbers = list.iter().filter_map(|entry| entry.get("number").and_then(Node::as_str));
    numbers.flat_map(|number| Words::of(number).0).collect()
}

fn officials(sources: &Sources) -> Vec<Fingerprint> {
    let Some(node) = table(sources, PERSONS) else { return Vec::new() };
    let list = node.get("persons").map(Node::items).unwrap_or_default();
    list.iter().filter_map(|entry| entry.get("name").and_then(Node::as_str)).map(key).collect()
}

/// A table of data. What is wrong with it is said where pages use it.
fn table(sources: &Sources, path: &str) -> Option<Node> {
    let file = sources.get(path)?;
    Some(tree::parse_toml(&file.path, file.text.as_deref()?, 0, &mut Report::new()))
}
