//! Numbers, dates and places of issues that contradict each other.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Archive, fields, front, name};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Report, Text, code};
use crate::document::secrecy;
use crate::kind::{Bulletin, IssueName, Run};
use crate::site::{Page, Site};
use crate::source::Sources;
use crate::t;

/// An issue with its fields.
#[derive(Clone, Copy)]
pub struct Issue<'s> {
    /// Its page.
    pub page: &'s Page,
    /// Its fields.
    pub bulletin: &'s Bulletin,
}

impl<'s> Issue<'s> {
    /// The issues of an archive in order.
    pub fn all(site: &'s Site, archive: &Archive) -> Vec<Self> {
        let pages = archive.issues.iter().map(|id| site.page(*id));
        pages.filter_map(|page| Some(Issue { page, bulletin: fields(page)? })).collect()
    }

    /// The year and the numbers in it: several of one in several.
    pub fn numbers(self) -> Option<(u32, Run)> {
        let (year, issue) = (self.bulletin.year?, self.bulletin.issue?);
        Some((year, Run::from_to(issue, self.bulletin.issue_to.unwrap_or(issue)).unwrap_or(Run::one(issue))))
    }

    fn contradicts(self, key: &str, other: Self, other_key: &str, code: Code, message: Text) -> Diagnostic {
        Diagnostic::error(code, message)
            .at(self.page.document.span(key))
            .also(other.page.document.span(other_key), t!("另一期在这里", "the other issue"))
    }
}

/// Examines one archive. Gives whether its numbers can be relied on.
pub fn check(site: &Site, archive: &Archive, config: &Config, report: &mut Report) -> bool {
    let mut found = Report::new();
    let issues = Issue::all(site, archive);
    let periodical = config.periodicals.get(&archive.id).map_or(&*archive.id, |periodical| &periodical.name);
    duplicates(&issues, periodical, &mut found);
    for pair in issues.windows(2) {
        let [before, after] = pair else { continue };
        follow(*before, *after, &mut found);
    }
    let sound = found.is_empty();
    report.extend(found.into_findings());
    sound
}

/// Numbers that two issues have.
fn duplicates(issues: &[Issue<'_>], periodical: &str, report: &mut Report) {
    let mut totals: BTreeMap<u32, Issue<'_>> = BTreeMap::new();
    let mut supplements: BTreeMap<(u32, u32), Issue<'_>> = BTreeMap::new();
    let mut twice = |issue: Issue<'_>, first: Issue<'_>, key: &str, shown: Text| {
        let Text { zh, en } = shown;
        let message = t!("《{periodical}》有两个{zh}", "`{periodical}` has {en} twice");
        let finding = issue.contradicts(key, first, key, code::ARCHIVE_DUPLICATE, message);
        report.push(finding.help(t!("核对原件，改正其中一个", "compare the originals and mend one of them")));
    };
    let mut by_path: Vec<Issue<'_>> = issues.to_vec();
    by_path.sort_by(|a, b| a.page.document.path.cmp(&b.page.document.path));
    for issue in &by_path {
        if let Some(total) = issue.bulletin.total {
            match totals.get(&total) {
                Some(first) => twice(*issue, *first, "total", t!("总第{total}期", "no. {total} overall")),
                None => drop(totals.insert(total, *issue)),
            }
        }
        if let Some(number) = name(issue.bulletin).filter(|name| name.supplement) {
            let IssueName { year, number: in_year, .. } = number;
            let shown = t!("{year}年增刊第{in_year}期", "supplement {in_year} of {year}");
            match supplements.get(&(number.year, number.number)) {
                Some(first) => twice(*issue, *first, "supplement", shown),
                None => drop(supplements.insert((number.year, number.number), *issue)),
            }
        }
    }
    // An issue may be a supplement to a number that is there too.
    let plain = by_path.iter().filter(|issue| issue.bulletin.supplement.is_none());
    let mut numbered: Vec<(u32, Run, Issue<'_>)> =
        plain.filter_map(|issue| issue.numbers().map(|(year, run)| (year, run, *issue))).collect();
    numbered.sort_by_key(|(year, run, _)| (*year, *run));
    let mut last: Option<(u32, Run, Issue<'_>)> = None;
    for (year, run, issue) in numbered {
        match last {
            Some((same, before, first)) if same == year && run.first <= before.last => {
                let number = run.first;
                let (one, other) =
                    if first.page.document.path <= issue.page.document.path { (issue, first) } else { (first, issue) };
                twice(one, other, "issue", t!("{year}年第{number}期", "issue {number} of {year}"));
                if run.last > before.last {
                    last = Some((year, run, issue));
                }
            }
            _ => last = Some((year, run, issue)),
        }
    }
}

/// Whether an issue may follow another.
fn follow(before: Issue<'_>, after: Issue<'_>, report: &mut Report) {
    let (one, other) = (before.bulletin, after.bulletin);
    let compare =
        || t!("对照原件，改正期号、总期号或日期", "compare the originals and mend number, running number or date");
    let (Some(earlier), Some(later)) = (before.page.date, after.page.date) else { return };
    let label = |issue: &Bulletin| match (issue.total, name(issue)) {
        (Some(total), _) => t!("总第{total}期", "no. {total} overall"),
        (None, Some(IssueName { year, number, supplement: false })) => {
            t!("{year}年第{number}期", "issue {number} of {year}")
        }
        (None, Some(IssueName { year, number, .. })) => t!("{year}年增刊第{number}期", "supplement {number} of {year}"),
        (None, None) => t!("这一期", "the issue"),
    };
    let (first, second) = (label(one), label(other));
    let (Text { zh: first_zh, en: first_en }, Text { zh: second_zh, en: second_en }) = (first, second);
    if later.day() < earlier.day() {
        let (day, other_day) = (later.day(), earlier.day());
        let message = t!(
            "{second_zh}的日期 {day} 早于前一期（{first_zh}，{other_day}）",
            "{second_en} is dated {day}, before the preceding one ({first_en}, {other_day})"
        );
        report.push(after.contradicts("date", before, "date", code::ARCHIVE_ORDER, message).help(compare()));
        return;
    }
    let (Some(total), Some(next)) = (one.total, other.total) else { return };
    let (Some((year, numbers)), Some((next_year, next_numbers))) = (before.numbers(), after.numbers()) else { return };
    if total == next || one.supplement.is_some() || other.supplement.is_some() {
        return;
    }
    if (next_year, next_numbers.last) < (year, numbers.first) {
        let (number, before_number) = (next_numbers.first, numbers.last);
        let message = t!(
            "{second_zh}是 {next_year} 年第 {number} 期，却在 {year} 年第 {before_number} 期（{first_zh}）之后",
            "{second_en} is issue {number} of {next_year}, but comes after issue {before_number} of {year} ({first_en})"
        );
        report.push(after.contradicts("total", before, "total", code::ARCHIVE_ORDER, message).help(compare()));
    }
}

/// Sections that are the home or volume of something else, and issues in the wrong one.
pub fn sections(site: &Site, config: &Config, report: &mut Report) {
    let mut roles: BTreeMap<(&str, &str, Option<u32>), &crate::site::Section> = BTreeMap::new();
    for section in &site.sections {
        let (Some(front), Some(document)) = (front(section), &section.document) else { continue };
        let Some(id) = front.periodical.as_deref() else { continue };
        if !config.periodicals.contains_key(id) {
            let known = config.periodicals.keys().map(String::as_str);
            let place = t!("site.toml 的 [periodicals]", "[periodicals] of site.toml");
            crate::site::references::declared(id, known, &place, document, "periodical", report);
            continue;
        }
        let key = (id, section.lang.as_str(), front.year);
        if let Some(first) = roles.get(&key).and_then(|first| first.document.as_ref()) {
            let finding = Diagnostic::error(
                code::ARCHIVE_PLACE,
                t!("刊物“{id}”的这个栏目有两处", "`{id}` has two sections for the same"),
            )
            .at(document.span("periodical"))
            .also(first.span("periodical"), t!("另一处在这里", "the other one"));
            report.push(finding.help(t!("只留一处；一年一卷的写上 year", "keep one; a volume has a `year`")));
        }
        roles.entry(key).or_insert(section);
    }
    for page in site.pages.iter().filter(|page| page.is_rendered()) {
        let Some(bulletin) = fields(page) else { continue };
        let above = page.ancestors.iter().rev().map(|id| site.section(*id));
        let Some((section, front)) =
            above.filter_map(|section| Some((section, front(section)?))).find(|(_, front)| front.periodical.is_some())
        else {
            continue;
        };
        let wrong = |key: &str, written: String, wanted: String| {
            let finding = Diagnostic::error(
                code::ARCHIVE_PLACE,
                t!(
                    "这一期的 {key} 是 {written}，栏目却是 {wanted}",
                    "the issue's {key} is {written}, but its section is of {wanted}"
                ),
            );
            let finding = finding.at(page.document.span(key));
            let finding = match &section.document {
                Some(document) => finding.also(document.span(key), t!("栏目在这里", "the section")),
                None => finding,
            };
            finding.help(t!(
                "改正 {key}，或把文件移到对应的目录",
                "mend {key}, or move the file to the folder where it belongs"
            ))
        };
        if let Some((id, other)) = bulletin.periodical.as_ref().zip(front.periodical.as_ref()).filter(|(a, b)| a != b) {
            report.push(wrong("periodical", id.clone(), other.clone()));
        } else if let Some((year, other)) = bulletin.year.zip(front.year).filter(|(a, b)| a != b) {
            report.push(wrong("year", year.to_string(), other.to_string()));
        }
    }
}

/// Marks of secrecy in the files that issues were transcribed from, as far as they are texts.
pub fn originals(site: &Site, sources: &Sources, report: &mut Report) {
    for page in site.pages.iter().filter(|page| fields(page).is_some()) {
        for asset in &page.assets {
            let file = sources.get(&asset.file);
            if let Some((path, text)) = file.and_then(|file| Some((&file.path, file.text.as_deref()?))) {
                let path: &Arc<str> = path;
                secrecy::in_text(path, text, 0, &page.front().allow, report);
            }
        }
    }
}
