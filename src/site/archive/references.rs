//! Issues that others name: `supersedes` in front matter, 《联络动态》2021年第12期 in prose.

use std::collections::BTreeMap;

use super::gaps::Gaps;
use super::guards::Issue;
use super::{Archive, IssuePlace, fields};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::document::Document;
use crate::kind::{Cited, Run};
use crate::site::Site;
use crate::t;

/// Reports references to issues that do not exist.
pub fn check(site: &Site, config: &Config, report: &mut Report) {
    for page in &site.pages {
        let Some(IssuePlace { supersedes: None, .. }) = page.issue.as_deref() else { continue };
        let Some(written) = fields(page).and_then(|bulletin| bulletin.supersedes) else { continue };
        report.push(
            Diagnostic::error(
                code::ARCHIVE_REFERENCE,
                t!(
                    "没有 {written} 这一期，不能说它被代替",
                    "there is no other issue {written} that could be superseded"
                ),
            )
            .at(page.document.span("supersedes"))
            .help(t!(
                "写同一刊物里另一期已发布的期号，如 \"2021-11\" 或 \"2021-增1\"",
                "name another published issue of the same periodical, such as \"2021-11\" or \"2021-增1\""
            )),
        );
    }
    let by_name: BTreeMap<&str, &str> =
        config.periodicals.iter().map(|(id, periodical)| (periodical.name.as_str(), id.as_str())).collect();
    let mut shelves: BTreeMap<(&str, &str), Shelf<'_>> = BTreeMap::new();
    for document in site.items().filter_map(|item| site.document(item)) {
        for cited in &document.cited {
            let Some(id) = by_name.get(&*cited.name) else { continue };
            // A page may speak of a periodical that only the default language has.
            let langs = [document.lang.as_str(), config.default_language()];
            let Some(archive) = langs.iter().find_map(|lang| site.archive(id, lang)) else { continue };
            let archive = &site.archives[archive];
            let shelf = shelves.entry((&archive.id, &archive.lang)).or_insert_with(|| Shelf::of(site, archive, config));
            report.extend(shelf.finding(document, cited));
        }
    }
}

/// The issues of a periodical, to look them up.
struct Shelf<'s> {
    numbers: BTreeMap<u32, Vec<(Run, Option<u32>)>>,
    totals: BTreeMap<u32, Option<(u32, Run)>>,
    newest: Option<(u32, u32)>,
    gaps: Option<Gaps<'s>>,
}

impl<'s> Shelf<'s> {
    fn of(site: &'s Site, archive: &'s Archive, config: &'s Config) -> Self {
        let issues = Issue::all(site, archive);
        let mut numbers: BTreeMap<u32, Vec<(Run, Option<u32>)>> = BTreeMap::new();
        for issue in &issues {
            if let Some((year, run)) = issue.numbers() {
                numbers.entry(year).or_default().push((run, issue.bulletin.total));
            }
        }
        let total = |issue: &Issue<'_>| Some((issue.bulletin.total?, issue.numbers()));
        Shelf {
            newest: issues.iter().filter_map(|issue| issue.numbers()).map(|(year, run)| (year, run.last)).max(),
            totals: issues.iter().filter_map(total).collect(),
            numbers,
            gaps: Gaps::of(site, archive, config),
        }
    }

    fn finding(&self, document: &Document, cited: &Cited) -> Option<Diagnostic> {
        let by_number = cited.issue.and_then(|(year, number)| {
            self.numbers.get(&year)?.iter().find(|(run, _)| run.holds(number)).map(|(_, total)| *total)
        });
        let by_total = cited.total.and_then(|total| self.totals.get(&total)).copied();
        let span = || Span::new(document.file.clone(), cited.span.clone());
        let name = &cited.name;
        let other_total = by_number.flatten().zip(cited.total).filter(|(known, written)| known != written);
        let other_number = by_total.flatten().zip(cited.issue);
        let other_number =
            other_number.filter(|((year, run), (written, number))| year != written || !run.holds(*number));
        if other_total.is_some() || other_number.is_some() {
            return Some(
                Diagnostic::warning(
                    code::ARCHIVE_REFERENCE,
                    t!(
                        "《{name}》这一期的期号与总期号对不上",
                        "number and running number of this issue of `{name}` disagree"
                    ),
                )
                .at(span())
                .help(t!("对照那一期的页面改正", "compare the page of that issue")),
            );
        }
        let gaps = self.gaps.as_ref().filter(|gaps| gaps.is_complete)?;
        let number_is_lost = cited.issue.is_some_and(|(year, number)| {
            by_number.is_none()
                && self.newest.is_some_and(|newest| (year, number) <= newest)
                && !gaps.numbers(year).any(|run| run.holds(number))
        });
        let newest = self.totals.last_key_value().map(|(total, _)| *total);
        let total_is_lost = cited.total.is_some_and(|total| {
            by_total.is_none()
                && newest.is_some_and(|newest| total <= newest)
                && !gaps.totals().any(|run| run.holds(total))
        });
        // One of both may be declared as a gap, and the other follows from it.
        let lost = match (cited.issue, cited.total) {
            (Some(_), Some(_)) => number_is_lost && total_is_lost,
            _ => number_is_lost || total_is_lost,
        };
        lost.then(|| {
            Diagnostic::warning(code::ARCHIVE_REFERENCE, t!("《{name}》没有这一期", "`{name}` has no such issue"))
                .at(span())
                .help(t!(
                    "核对期号；确有其事的，补上那一期，或在刊物的 gaps 里声明",
                    "check the number; if it exists, add the issue, or declare it in `gaps` of the periodical"
                ))
        })
    }
}
