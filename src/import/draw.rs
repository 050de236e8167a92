//! The page of an issue: front matter that a person can go on with, and its text as Markdown.

use std::fmt::Write;

use super::outline::Piece;
use super::repair::Rule;
use super::understand::Issue;
use crate::kind::Bulletin;
use crate::site::archive::citation;

/// What the file itself does not say.
#[derive(Clone, Debug, Default)]
pub struct Extras {
    /// The bulletin, an id of `[periodicals]`.
    pub periodical: String,
    /// Its name without 《》.
    pub name: String,
    /// The name of the original beside the page.
    pub original: String,
    /// Whether somebody has decided that the issue is public.
    pub public: bool,
}

/// The content file.
pub fn page(issue: &Issue, extras: &Extras) -> String {
    let fields = &issue.fields;
    let mut out = String::from("+++\n");
    let title = citation::text(fields, &extras.name);
    put(&mut out, "title", &title);
    if let Some(short) = short_title(fields, &extras.name) {
        put(&mut out, "short_title", &short);
    }
    put(&mut out, "description", &description(issue, &title));
    match issue.date {
        Some(date) => line(&mut out, &format!("date = {date}")),
        None => missing(&mut out, "没有找到日期", "date = 2021-06-29"),
    }
    if extras.public {
        out.push_str("classification = \"公开\"\n");
    } else {
        out.push_str("draft = true\n# 经保密审查可以公开后，删去上面一行，再删去下一行行首的“# ”：\n# classification = \"公开\"\n");
    }
    out.push('\n');
    put(&mut out, "periodical", &extras.periodical);
    if !issue.from_name.is_empty() {
        line(&mut out, &format!("# 原文没有写，取自文件名，请核对：{}", issue.from_name.join("、")));
    }
    number(&mut out, "year", fields.year, Some("没有找到年份"));
    let needed = fields.supplement.is_none().then_some("没有找到期号");
    number(&mut out, "issue", fields.issue, needed);
    number(&mut out, "issue_to", fields.issue_to, None);
    number(&mut out, "supplement", fields.supplement, None);
    number(&mut out, "total", fields.total, None);
    text(&mut out, "total_text", fields.total_text.as_deref());
    text(&mut out, "masthead", fields.masthead.as_deref());
    match &fields.publisher {
        Some(publisher) => put(&mut out, "publisher", publisher),
        None => missing(&mut out, "没有找到编发单位", "publisher = \"……\""),
    }
    text(&mut out, "approval", fields.approval.as_deref());
    number(&mut out, "copies", fields.copies, None);
    put(&mut out, "original", &extras.original);
    if let Some(told) = transcription(issue) {
        put(&mut out, "transcription", &told);
    }
    lists(&mut out, fields);
    for (number, text) in &issue.unrecognised {
        line(&mut out, &format!("# 没有识别（原文第 {number} 行）：{}", text.replace(char::is_control, " ")));
    }
    editors(&mut out, fields);
    out.push_str("+++\n\n");
    out.push_str(&markdown(&issue.pieces, fields));
    out
}

fn lists(out: &mut String, fields: &Bulletin) {
    if fields.contents.iter().all(|article| article.title.is_empty()) {
        missing(out, "没有找到标题", "contents = [{ title = \"……\" }]");
    } else {
        out.push_str("contents = [\n");
        for article in &fields.contents {
            let mut keys = Vec::new();
            let mut key = |name: &str, value: Option<&String>| {
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    keys.push(format!("{name} = {}", quoted(value)));
                }
            };
            key("kicker", article.kicker.as_ref());
            key("title", Some(&article.title));
            key("subtitle", article.subtitle.as_ref());
            for (name, list) in [("authors", &article.authors), ("sections", &article.sections)] {
                if !list.is_empty() {
                    keys.push(format!("{name} = {}", array(list)));
                }
            }
            line(out, &format!("  {{ {} }},", keys.join(", ")));
        }
        out.push_str("]\n");
    }
    if !fields.distribution.is_empty() {
        out.push_str("distribution = [\n");
        for entry in &fields.distribution {
            let text = entry.text.as_ref().map(|text| format!(", text = {}", quoted(text))).unwrap_or_default();
            line(out, &format!("  {{ verb = {}, to = {}{text} }},", quoted(&entry.verb), array(&entry.to)));
        }
        out.push_str("]\n");
    }
}

fn editors(out: &mut String, fields: &Bulletin) {
    let Some(editors) = &fields.editors else { return };
    out.push_str("\n[editors]\n");
    let lists = [
        ("responsible", &editors.responsible),
        ("reviewers", &editors.reviewers),
        ("signers", &editors.signers),
        ("proofreaders", &editors.proofreaders),
    ];
    for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        line(out, &format!("{name} = {}", array(list)));
    }
    text(out, "phone", editors.phone.as_deref());
    text(out, "fax", editors.fax.as_deref());
    text(out, "email", editors.email.as_deref());
    text(out, "address", editors.address.as_deref());
}

fn short_title(fields: &Bulletin, name: &str) -> Option<String> {
    let number = citation::number(fields);
    (!number.is_empty()).then(|| format!("{name}{number}"))
}

/// One or two sentences for lists and search engines, of what the file says.
fn description(issue: &Issue, title: &str) -> String {
    const LONGEST: usize = 110;
    let date =
        issue.date.map(|date| format!("{}年{}月{}日编发。", date.year(), date.month(), date.day())).unwrap_or_default();
    let titles: Vec<&str> =
        issue.fields.contents.iter().map(|article| article.title.as_str()).filter(|title| !title.is_empty()).collect();
    let mut told = format!("{title}，{date}");
    for (at, title) in titles.iter().enumerate() {
        if told.chars().count() + title.chars().count() > LONGEST {
            break;
        }
        told.push_str(if at == 0 { "" } else { "；" });
        told.push_str(title);
    }
    told.trim_end_matches('，').to_owned() + "。"
}

/// What the transcription changed, for readers.
fn transcription(issue: &Issue) -> Option<String> {
    let used: Vec<String> = Rule::ALL
        .iter()
        .filter_map(|rule| {
            let count = issue.repairs.iter().filter(|repair| repair.rule == *rule).count();
            (count > 0).then(|| format!("{}{count}处", rule.name().zh))
        })
        .collect();
    (!used.is_empty()).then(|| format!("{}；其余与原文逐字相同。", used.join("，")))
}

/// The text as Markdown. An issue with several articles has their titles as headings.
pub fn markdown(pieces: &[Piece], fields: &Bulletin) -> String {
    let several = fields.contents.len() > 1;
    let mut blocks: Vec<String> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Article(number) if several => {
                let title = fields.contents.get(*number).map(|article| article.title.as_str()).unwrap_or_default();
                blocks.push(format!("## {}", escape(title)));
            }
            Piece::Article(_) => {}
            Piece::Heading(level, text) => {
                let level = usize::from(*level) + 1 + usize::from(several);
                blocks.push(format!("{} {}", "#".repeat(level.min(6)), escape(text)));
            }
            Piece::Paragraph(text) => blocks.push(escape_start(text)),
            Piece::Note(text) => blocks.push(format!("> {}", escape_start(text))),
            Piece::Table(rows) => blocks.push(table(rows)),
        }
    }
    let mut out = blocks.join("\n\n");
    out.push('\n');
    out
}

fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        let mut cells: Vec<String> = row.iter().map(|cell| escape(&cell.replace(['\n', '\r'], " "))).collect();
        cells.resize(columns, String::new());
        line(&mut out, &format!("| {} |", cells.join(" | ")));
        if at == 0 {
            line(&mut out, &format!("|{}", " --- |".repeat(columns)));
        }
    }
    out.trim_end().to_owned()
}

/// Text in which nothing means anything to Markdown.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | '`' | '#' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '{' | '}' | '^' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The same for the beginning of a block, where more has a meaning.
fn escape_start(text: &str) -> String {
    let mut escaped = escape(text);
    let digits = escaped.bytes().take_while(u8::is_ascii_digit).count();
    let marks_list = (1..=9).contains(&digits)
        && escaped[digits..].starts_with(['.', ')'])
        && escaped[digits + 1..].chars().next().is_none_or(|c| c == ' ');
    if marks_list {
        escaped.insert(digits, '\\');
    } else if escaped.starts_with(['#', '-', '+', '=', ':', '"', '\'', '(', '!', '%']) {
        escaped.insert(0, '\\');
    }
    escaped
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn put(out: &mut String, key: &str, value: &str) {
    line(out, &format!("{key} = {}", quoted(value)));
}

fn text(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        put(out, key, value);
    }
}

fn number(out: &mut String, key: &str, value: Option<u32>, needed: Option<&str>) {
    match (value, needed) {
        (Some(value), _) => line(out, &format!("{key} = {value}")),
        (None, Some(why)) => missing(out, why, &format!("{key} = ……")),
        (None, None) => {}
    }
}

/// A comment in the place of a field that a person must fill in.
fn missing(out: &mut String, why: &str, example: &str) {
    line(out, &format!("# {why}，请补上：{example}"));
}

fn array(items: &[String]) -> String {
    format!("[{}]", items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", "))
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _written = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
