//! One diagnostic type, six small printers. Each writes a sorted list of findings.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::json;

use super::veil::Veil;
use super::{Code, Diagnostic, Lang, Severity, Span};
use crate::hash::{Fingerprint, Fingerprinter};

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With the source excerpt, for people.
    Human,
    /// One line each.
    Short,
    /// One JSON object a line.
    Json,
    /// Workflow commands that annotate a merge request.
    Github,
    /// A code quality report, which GitLab shows on a merge request.
    Gitlab,
    /// SARIF 2.1.0 (OASIS).
    Sarif,
}

/// Gives printers the text of a file.
pub trait Texts {
    /// The file's text, if it is known and UTF-8.
    fn text(&self, file: &str) -> Option<Arc<str>>;
}

/// What a printer needs to know besides the findings.
pub struct Printing<'a> {
    /// Language of messages.
    pub lang: Lang,
    /// Whether to use terminal colours (human form only).
    pub color: bool,
    /// Where file texts come from.
    pub texts: &'a dyn Texts,
    /// All findings of the run, shown or not: what any of them hides is covered.
    pub run: &'a [&'a Diagnostic],
}

/// A position as editors count: lines and columns from 1, columns in characters.
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Where a byte offset lies; the only place where lines and columns are computed.
pub fn position(text: &str, offset: usize) -> Position {
    let offset = floor_boundary(text, offset);
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    Position { line: before.matches('\n').count() + 1, column: before[start..].chars().count() + 1 }
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn char_range(text: &str, span: &Span) -> Range<usize> {
    let start = floor_boundary(text, span.range.start);
    let end = floor_boundary(text, span.range.end).max(start);
    start..end
}

/// Prints findings in a form. What those of the run hide is covered, whatever the form.
pub fn print(format: Format, out: &mut dyn Write, findings: &[&Diagnostic], printing: &Printing<'_>) -> io::Result<()> {
    let veil = Veil::over(printing.texts, printing.run);
    let covered: Vec<Diagnostic> = findings.iter().map(|finding| veil.covered(finding)).collect();
    let findings: &[&Diagnostic] = &covered.iter().collect::<Vec<_>>();
    let printing = &Printing { texts: &veil, ..*printing };
    match format {
        Format::Human => findings.iter().try_for_each(|d| human(out, d, printing)),
        Format::Short => findings.iter().try_for_each(|d| short(out, d, printing)),
        Format::Json => findings.iter().try_for_each(|d| json_line(out, d, printing)),
        Format::Github => findings.iter().try_for_each(|d| github(out, d, printing)),
        Format::Gitlab => gitlab(out, findings, printing),
        Format::Sarif => sarif(out, findings, printing),
    }
}

fn severity_name(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Error, Lang::En) => "error",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Warning, Lang::En) => "warning",
        (Severity::Note, Lang::Zh) => "说明",
        (Severity::Note, Lang::En) => "note",
    }
}

fn human(out: &mut dyn Write, finding: &Diagnostic, printing: &Printing<'_>) -> io::Result<()> {
    let lang = printing.lang;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
    .with_name(severity_name(finding.severity, lang));
    let mut group = Group::with_title(level.primary_title(finding.message.get(lang)).id(finding.code.0));
    let mut places: Vec<(&Span, Option<&str>, AnnotationKind)> = Vec::new();
    if let Some(span) = &finding.span {
        let label = finding.label.as_ref().map(|label| label.get(lang));
        places.push((span, label, AnnotationKind::Primary));
    }
    for (span, label) in &finding.others {
        places.push((span, Some(label.get(lang)), AnnotationKind::Context));
    }
    let mut files: Vec<&str> = Vec::new();
    for (span, ..) in &places {
        if !files.contains(&&*span.file) {
            files.push(&span.file);
        }
    }
    for file in files {
        let text = printing.texts.text(file);
        let here = places.iter().filter(|(span, ..)| &*span.file == file);
        match text {
            Some(text) if !text.is_empty() => {
                let mut snippet = Snippet::source(text.to_string()).path(file);
                for (span, label, kind) in here {
                    let range = char_range(&text, span);
                    snippet = snippet.annotation(kind.span(range).label(*label));
                }
                group = group.element(snippet);
            }
            _ => group = group.element(annotate_snippets::Origin::path(file)),
        }
    }
    let mut groups = vec![group];
    for help in &finding.help {
        let level = Level::HELP.with_name(match lang {
            Lang::Zh => "修改建议",
            Lang::En => "help",
        });
        groups.push(Group::with_title(level.secondary_title(help.get(lang))));
    }
    let renderer = if printing.color { Renderer::styled() } else { Renderer::plain() };
    let drawn = renderer.decor_style(DecorStyle::Ascii).render(&groups);
    writeln!(out, "{drawn}\n")
}

fn place(finding: &Diagnostic, printing: &Printing<'_>) -> Option<(String, Option<Position>)> {
    let span = finding.span.as_ref()?;
    let position = printing.texts.text(&span.file).map(|text| position(&text, span.range.start));
    Some((span.file.to_string(), position))
}

fn short(out: &mut dyn Write, finding: &Diagnostic, printing: &Printing<'_>) -> io::Result<()> {
    let severity = severity_name(finding.severity, printing.lang);
    let message = finding.message.get(printing.lang);
    match place(finding, printing) {
        Some((file, Some(at))) => {
            write!(out, "{file}:{}:{}: ", at.line, at.column)?;
        }
        Some((file, None)) => write!(out, "{file}: ")?,
        None => {}
    }
    writeln!(out, "{severity}[{}]: {message}", finding.code)
}

fn json_place(span: &Span, printing: &Printing<'_>) -> serde_json::Value {
    match printing.texts.text(&span.file) {
        Some(text) => {
            let start = position(&text, span.range.start);
            let end = position(&text, span.range.end);
            json!({
                "file": &*span.file, "line": start.line, "column": start.column,
                "end_line": end.line, "end_column": end.column,
            })
        }
        None => json!({ "file": &*span.file }),
    }
}

fn json_line(out: &mut dyn Write, finding: &Diagnostic, printing: &Printing<'_>) -> io::Result<()> {
    let lang = printing.lang;
    let others: Vec<_> = finding
        .others
        .iter()
        .map(|(span, label)| json!({ "place": json_place(span, printing), "label": label.get(lang) }))
        .collect();
    let value = json!({
        "code": finding.code.0,
        "severity": severity_name(finding.severity, Lang::En),
        "message": finding.message.get(lang),
        "place": finding.span.as_ref().map(|span| json_place(span, printing)),
        "label": finding.label.as_ref().map(|label| label.get(lang)),
        "others": others,
        "help": finding.help.iter().map(|help| help.get(lang)).collect::<Vec<_>>(),
    });
    writeln!(out, "{value}")
}

fn github(out: &mut dyn Write, finding: &Diagnostic, printing: &Printing<'_>) -> io::Result<()> {
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    write!(out, "::{command} ")?;
    match place(finding, printing) {
        Some((file, Some(at))) => {
            write!(out, "file={},line={},col={},", property(&file), at.line, at.column)?;
        }
        Some((file, None)) => write!(out, "file={},", property(&file))?,
        None => {}
    }
    writeln!(out, "title={}::{}", property(finding.code.0), escape(&with_help(finding, printing.lang)))
}

/// What is wrong, and below it what to do about it.
fn with_help(finding: &Diagnostic, lang: Lang) -> String {
    let lines = std::iter::once(&finding.message).chain(&finding.help);
    lines.map(|text| text.get(lang)).collect::<Vec<_>>().join("\n")
}

/// GitLab tells findings apart by their fingerprint, which should last when lines move.
fn gitlab(out: &mut dyn Write, findings: &[&Diagnostic], printing: &Printing<'_>) -> io::Result<()> {
    let mut seen: BTreeMap<Fingerprint, u64> = BTreeMap::new();
    let issue = |finding: &&Diagnostic| {
        let (file, position) = place(finding, printing).unwrap_or_else(|| ("site.toml".to_owned(), None));
        let mut hash = Fingerprinter::new();
        let same = hash.text(finding.code.0).text(&file).text(&finding.message.zh).finish();
        let number = seen.entry(same).and_modify(|number| *number += 1).or_insert(0);
        let own = Fingerprinter::new().part(same.as_bytes()).number(*number).finish();
        json!({
            "description": with_help(finding, printing.lang),
            "check_name": finding.code.0,
            "fingerprint": own.hex(40),
            "severity": match finding.severity {
                Severity::Error => "blocker",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            "location": { "path": file, "lines": { "begin": position.map_or(1, |at| at.line) } },
        })
    };
    let issues: Vec<_> = findings.iter().map(issue).collect();
    writeln!(out, "{}", serde_json::Value::from(issues))
}

fn sarif(out: &mut dyn Write, findings: &[&Diagnostic], printing: &Printing<'_>) -> io::Result<()> {
    let lang = printing.lang;
    let results: Vec<_> = findings
        .iter()
        .map(|finding| {
            let location = finding.span.as_ref().map(|span| {
                let mut physical = json!({ "artifactLocation": { "uri": crate::path::encode(&span.file) } });
                if let Some(text) = printing.texts.text(&span.file) {
                    let start = position(&text, span.range.start);
                    let end = position(&text, span.range.end);
                    physical["region"] = json!({
                        "startLine": start.line, "startColumn": start.column,
                        "endLine": end.line, "endColumn": end.column,
                    });
                }
                json!({ "physicalLocation": physical })
            });
            json!({
                "ruleId": finding.code.0,
                "level": severity_name(finding.severity, Lang::En),
                "message": { "text": with_help(finding, lang) },
                "locations": location.into_iter().collect::<Vec<_>>(),
            })
        })
        .collect();
    let codes: BTreeSet<Code> = findings.iter().map(|finding| finding.code).collect();
    let rules = codes.into_iter().map(|code| match code.explain() {
        Some(text) => json!({ "id": code.0, "fullDescription": { "text": text.get(lang) } }),
        None => json!({ "id": code.0 }),
    });
    let rules: Vec<_> = rules.collect();
    let value = json!({
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{
            "tool": { "driver": { "name": "fanzha", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    writeln!(out, "{value}")
}
