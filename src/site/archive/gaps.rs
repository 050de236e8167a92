//! Issues that an archive lacks, and running numbers that do not count them.

use super::guards::Issue;
use super::{Archive, front};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, Text, code};
use crate::document::Document;
use crate::kind::{Gap, Run};
use crate::site::Site;
use crate::t;

/// Reports issues that are neither there nor declared as missing, and declared ones that are there.
pub fn check(site: &Site, archive: &Archive, config: &Config, report: &mut Report) {
    let Some(gaps) = Gaps::of(site, archive, config) else { return };
    let issues = Issue::all(site, archive);
    gaps.filled(&issues, report);
    if !gaps.is_complete {
        return;
    }
    let (mut numbered, others): (Vec<Issue<'_>>, Vec<Issue<'_>>) =
        issues.into_iter().partition(|issue| issue.numbers().is_some() && issue.bulletin.supplement.is_none());
    numbered.sort_by_key(|issue| issue.numbers());
    let totals: Vec<Run> = others.iter().filter_map(|issue| issue.bulletin.total).map(Run::one).collect();
    for (at, issue) in numbered.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| numbered[before]);
        gaps.between(before, *issue, &totals, report);
    }
}

/// What the home of a periodical says of missing issues.
pub struct Gaps<'s> {
    name: &'s str,
    document: &'s Document,
    declared: &'s [Gap],
    /// Whether the site has all other issues.
    pub is_complete: bool,
}

/// What is missing between two issues.
struct Missing {
    year: u32,
    numbers: Option<Run>,
    totals: Vec<Run>,
    /// Running numbers that several-in-one issues may have taken besides their own.
    spare: u64,
}

impl<'s> Gaps<'s> {
    /// Nothing if the periodical has no home that could say anything.
    pub fn of(site: &'s Site, archive: &Archive, config: &'s Config) -> Option<Self> {
        let section = site.section(archive.home?);
        let front = front(section)?;
        Some(Gaps {
            name: &config.periodicals.get(&archive.id)?.name,
            document: section.document.as_deref()?,
            declared: &front.gaps,
            // Translations are selections by nature.
            is_complete: front.complete.unwrap_or(archive.lang == config.default_language()),
        })
    }

    /// The declared numbers of a year.
    pub fn numbers(&self, year: u32) -> impl Iterator<Item = Run> {
        let runs = self.declared.iter().filter_map(|gap| gap.issue);
        runs.filter(move |run| run.year == year).map(|run| run.run)
    }

    /// The declared running numbers.
    pub fn totals(&self) -> impl Iterator<Item = Run> {
        self.declared.iter().filter_map(|gap| gap.total)
    }

    /// Declared gaps that are none.
    fn filled(&self, issues: &[Issue<'_>], report: &mut Report) {
        for (index, gap) in self.declared.iter().enumerate() {
            let is_in = |issue: &&Issue<'_>| {
                let total = gap.total.zip(issue.bulletin.total).is_some_and(|(run, total)| run.holds(total));
                let plain = issue.numbers().filter(|_| issue.bulletin.supplement.is_none());
                let number = gap.issue.zip(plain).is_some_and(|(run, (year, numbers))| {
                    run.year == year && run.run.first <= numbers.last && numbers.first <= run.run.last
                });
                total || number
            };
            let Some(found) = issues.iter().find(is_in) else { continue };
            let name = self.name;
            report.push(
                Diagnostic::warning(
                    code::ARCHIVE_GAP_FILLED,
                    t!("《{name}》声明的缺期其实有", "an issue of `{name}` that is declared as missing is there"),
                )
                .at(self.document.span(&format!("gaps.{index}")))
                .also(found.page.document.span("issue"), t!("这一期在这里", "the issue"))
                .help(t!("改短或删去这一条 gaps", "shorten this entry of `gaps`, or remove it")),
            );
        }
    }

    /// What lies between two numbered issues that follow each other, or before the first.
    fn between(&self, before: Option<Issue<'_>>, after: Issue<'_>, others: &[Run], report: &mut Report) {
        let Some((year, numbers)) = after.numbers() else { return };
        let last = before.and_then(Issue::numbers);
        let from = last.filter(|(same, _)| *same == year).map_or(0, |(_, run)| run.last);
        let known = match before {
            Some(before) => before.bulletin.total.zip(after.bulletin.total),
            None => after.bulletin.total.map(|total| (0, total)),
        };
        // Numbers that fall back are reported as such.
        if known.is_some_and(|(total, next)| next <= total) {
            return;
        }
        let totals = known.and_then(|(total, next)| Run::from_to(total + 1, next - 1));
        let width = |run: Run| run.count() - 1;
        let missing = Missing {
            year,
            numbers: numbers.first.checked_sub(1).and_then(|to| Run::from_to(from + 1, to)),
            totals: totals.map(|run| run.without(others.iter().copied())).unwrap_or_default(),
            spare: width(numbers) + last.map_or(0, |(_, run)| width(run)),
        };
        let left_totals: Vec<Run> = missing.totals.iter().flat_map(|run| run.without(self.totals())).collect();
        if !missing.totals.is_empty() && left_totals.is_empty() {
            return;
        }
        let left = missing.numbers.map(|run| run.without(self.numbers(year))).unwrap_or_default();
        let count = |runs: &[Run]| runs.iter().map(|run| run.count()).sum::<u64>();
        let (wanted, found) = (missing.numbers.map_or(0, Run::count), count(&missing.totals));
        let forgiven = found - count(&left_totals);
        let same_year = last.is_some_and(|(same, _)| same == year);
        // Of the end of another year nobody knows how many issues it had, but what is declared.
        let elsewhere = if same_year { 0 } else { self.declared_before(last, year) };
        let most = wanted + missing.spare + forgiven + elsewhere;
        if known.is_some() && (found < u64::from(wanted > 0) || same_year && found > most) {
            report.push(self.jump(before, after, wanted, found));
        } else if found > most {
            left_totals.iter().for_each(|run| report.push(self.lacks(None, *run, after)));
        } else {
            left.iter().for_each(|run| report.push(self.lacks(Some(missing.year), *run, after)));
        }
    }

    /// How many issues are declared as missing after a number and before a year.
    fn declared_before(&self, last: Option<(u32, Run)>, year: u32) -> u64 {
        let after = |run: &crate::kind::IssueRun| {
            run.year < year && last.is_none_or(|(other, numbers)| (run.year, run.run.first) > (other, numbers.last))
        };
        self.declared.iter().filter_map(|gap| gap.issue).filter(after).map(|run| run.run.count()).sum()
    }

    fn lacks(&self, year: Option<u32>, run: Run, after: Issue<'_>) -> Diagnostic {
        let name = self.name;
        let Run { first, last } = run;
        let zh = if first == last { first.to_string() } else { format!("{first}—{last}") };
        let en = if first == last { format!("issue {first}") } else { format!("issues {first} to {last}") };
        let (message, key, entry) = match year {
            Some(year) => (
                t!("《{name}》缺{year}年第{zh}期", "`{name}` lacks {en} of {year}"),
                "issue",
                format!("issue = \"{year}-{run}\""),
            ),
            None => {
                (t!("《{name}》缺总第{zh}期", "`{name}` lacks {en} overall"), "total", format!("total = \"{run}\""))
            }
        };
        Diagnostic::warning(code::ARCHIVE_GAP, message)
            .at(after.page.document.span(key))
            .also(self.home(), t!("缺期在这里声明", "gaps are declared here"))
            .help(t!(
                "补上缺的期次；确实没有的，在刊物的 _index.md 里写 gaps = [{{ {entry}, reason = \"停刊\" }}]；只收录一部分的写 complete = false",
                "add what is missing; where there is nothing, the periodical's _index.md says gaps = [{{ {entry}, reason = \"…\" }}]; a selection says complete = false"
            ))
    }

    fn jump(&self, before: Option<Issue<'_>>, after: Issue<'_>, wanted: u64, found: u64) -> Diagnostic {
        let Text { zh, en } = match after.bulletin.total {
            Some(total) => t!("总第{total}期", "no. {total} overall"),
            None => t!("这一期", "the issue"),
        };
        let message = t!(
            "{zh}与前一期之间隔了 {found} 个总期号，按期号应隔 {wanted} 个",
            "{en} comes {found} running numbers after the issue before; by their numbers it should be {wanted}"
        );
        let finding = Diagnostic::error(code::ARCHIVE_TOTAL, message).at(after.page.document.span("total")).help(t!(
            "改正期号或总期号；总期号确有空缺的，在 gaps 里写 total",
            "mend number or running number; if running numbers were left out, declare them as a `total` of `gaps`"
        ));
        match before {
            Some(before) => finding.also(before.page.document.span("total"), t!("前一期在这里", "the issue before")),
            None => finding,
        }
    }

    fn home(&self) -> Span {
        self.document.span(if self.declared.is_empty() { "periodical" } else { "gaps" })
    }
}
