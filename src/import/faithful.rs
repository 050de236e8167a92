//! Nothing is lost and nothing invented: the written page, read back, has the ink of the source.
//!
//! First the account must cover every line: its parts, put together, are the line. Then each part
//! must stand in the page where the account says, but for full-width marks in the place of
//! half-width ones and hyphens in the place of dashes, which are repairs.

use std::collections::BTreeMap;

use comrak::nodes::NodeValue;
use comrak::{Arena, parse_document};
use toml::Value;

use super::manuscript::Manuscript;
use super::masthead::read_date;
use super::outline::is_entry_of;
use super::patterns::pattern;
use super::repair::{is_dash, narrow, wide_mark};
use super::rows::{Bit, Role, ink, is_rule, rows};
use super::tail;
use super::understand::{Issue, without_layout};
use crate::diag::Text;
use crate::{markdown, numeral, t};

/// Where page and source differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The line of the source, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: Text,
}

/// Compares a page with the manuscript that it came from.
///
/// # Errors
/// The first difference.
pub fn check(manuscript: &Manuscript, issue: &Issue, page: &str) -> Result<(), Mismatch> {
    let manuscript = &without_layout(manuscript);
    let rows = rows(manuscript);
    let bits = issue.account.sorted();
    let line_of = |row: usize| rows.get(row).map_or(0, |row| row.number);
    let differs = |row: usize, message: Text| Mismatch { line: line_of(row), message };
    covers(&rows, &bits)
        .map_err(|row| differs(row, t!("这一行有文字没有着落", "some text of this line went nowhere")))?;
    let Some((front, body)) = page.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")) else {
        return Err(differs(0, t!("写出的页面没有元数据", "the page has no front matter")));
    };
    let Ok(table) = front.parse::<toml::Table>() else {
        return Err(differs(0, t!("写出的元数据读不回来", "the front matter cannot be read back")));
    };
    let comments: String = front.lines().filter(|line| line.starts_with('#')).map(ink).collect();
    let mut parts: BTreeMap<&Role, Vec<&Bit>> = BTreeMap::new();
    for bit in &bits {
        parts.entry(&bit.role).or_default().push(bit);
    }
    for (role, bits) in parts {
        let source: String = bits.iter().map(|bit| ink(&bit.text)).collect();
        let first = bits[0];
        let holds = match role {
            Role::Label => bits.iter().all(|bit| is_label(&bit.text)),
            Role::Furniture => bits.iter().all(|bit| issue.repairs.iter().any(|repair| repair.before == bit.text)),
            Role::Unknown => bits.iter().all(|bit| comments.contains(&ink(&bit.text))),
            Role::Contents => bits.iter().all(|bit| is_entry_of(&bit.text, &issue.fields.contents)),
            Role::Body => same(&source, &body_ink(body, &table)).is_none(),
            Role::Article(key, number) => same(&source, &article(&table, *number, key)).is_none(),
            Role::Distribution(number) => same(&source, &distribution(&table, *number)).is_none(),
            Role::Field(key) => field(&table, key, &source),
        };
        if !holds {
            let at = match role {
                Role::Body => place_of(&bits, same(&source, &body_ink(body, &table)).unwrap_or(0)),
                _ => first.row,
            };
            let name = format!("{role:?}");
            return Err(differs(
                at,
                t!("写出的内容与原文不一致（{name}）", "the page differs from the source ({name})"),
            ));
        }
    }
    Ok(())
}

/// The first row that its parts do not make up.
fn covers(rows: &[super::rows::Row<'_>], bits: &[&Bit]) -> Result<(), usize> {
    let mut by_row: BTreeMap<usize, String> = BTreeMap::new();
    for bit in bits {
        by_row.entry(bit.row).or_default().push_str(&ink(&bit.text));
    }
    for (at, row) in rows.iter().enumerate() {
        let whole = match row.table {
            Some(cells) => cells.iter().flatten().map(|cell| ink(cell)).collect(),
            None => ink(row.text),
        };
        if by_row.remove(&at).unwrap_or_default() != whole {
            return Err(at);
        }
    }
    Ok(())
}

/// Where two inks differ by more than repairs: the place in the first.
fn same(source: &str, page: &str) -> Option<usize> {
    let mut page = page.chars();
    for (at, c) in source.chars().enumerate() {
        let other = page.next();
        let holds = other.is_some_and(|other| {
            c == other || wide_mark(c) == Some(other) || is_dash(c) && other == '-' || narrow(c) == other
        });
        if !holds {
            return Some(at);
        }
    }
    page.next().map(|_| source.chars().count())
}

fn place_of(bits: &[&Bit], at: usize) -> usize {
    let mut passed = 0;
    for bit in bits {
        passed += ink(&bit.text).chars().count();
        if passed > at {
            return bit.row;
        }
    }
    bits.last().map_or(0, |bit| bit.row)
}

/// Words by which heads and lines under titles say what stands beside them.
const NAMING: &[&str] = &[
    "主管",
    "主办",
    "承办",
    "编印",
    "编发",
    "编辑",
    "编制",
    "编写",
    "主编",
    "合编",
    "联合",
    "印发",
    "编",
    "单位",
    "机关",
    "本刊",
    "本报",
    "特约",
    "通讯员",
    "记者",
    "供稿",
    "供图",
    "撰稿",
    "撰文",
    "作者",
    "整理",
    "来稿",
    "报送",
    "执笔",
    "文",
    "人",
    "共印",
    "印刷",
    "印制",
    "印数",
    "印",
    "刷",
    "制",
    "数",
    "份",
    "册",
    "本",
];

pattern!(
    LABELS = {
        let words = tail::label_words().chain(NAMING.iter().copied()).map(regex::escape);
        format!(r"(?i)^(?:[^\p{{L}}\p{{N}}]|{})*$", words.collect::<Vec<_>>().join("|"))
    }
);

/// Whether a text only names or parts: it has nothing but marks and the known words for that.
fn is_label(text: &str) -> bool {
    is_rule(text) || super::tables::is_border(text) || LABELS.is_match(&ink(text))
}

/// The ink of a Markdown text, without the titles of several articles, which front matter has.
fn body_ink(body: &str, table: &toml::Table) -> String {
    let titles: Vec<String> = contents(table).iter().map(|article| ink(&string(article.get("title")))).collect();
    let mut titles =
        titles.into_iter().filter(|_| contents(table).len() > 1).filter(|title| !title.is_empty()).peekable();
    let arena = Arena::new();
    let root = parse_document(&arena, body, &markdown::options());
    let mut out = String::new();
    for block in root.children() {
        let mut text = String::new();
        for node in block.descendants() {
            match &node.data.borrow().value {
                NodeValue::Text(part) => text.push_str(part),
                NodeValue::Code(code) => text.push_str(&code.literal),
                NodeValue::HtmlInline(html) => text.push_str(html),
                NodeValue::HtmlBlock(html) => text.push_str(&html.literal),
                NodeValue::CodeBlock(code) => text.push_str(&code.literal),
                _ => {}
            }
        }
        let text = ink(&text);
        let is_title = matches!(&block.data.borrow().value, NodeValue::Heading(heading) if heading.level == 2)
            && titles.peek() == Some(&text);
        if is_title {
            titles.next();
        } else {
            out.push_str(&text);
        }
    }
    out
}

fn contents(table: &toml::Table) -> Vec<toml::Table> {
    let list = table.get("contents").and_then(Value::as_array).cloned().unwrap_or_default();
    list.into_iter().filter_map(|article| article.as_table().cloned()).collect()
}

fn article(table: &toml::Table, number: usize, key: &str) -> String {
    contents(table).get(number).map(|article| ink(&string(article.get(key)))).unwrap_or_default()
}

fn distribution(table: &toml::Table, number: usize) -> String {
    let entry = table.get("distribution").and_then(Value::as_array).and_then(|list| list.get(number));
    let Some(entry) = entry.and_then(Value::as_table) else { return String::new() };
    match entry.get("text") {
        Some(text) => ink(&string(Some(text))),
        None => {
            let to = entry.get("to").and_then(Value::as_array).cloned().unwrap_or_default();
            ink(&to.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("、"))
        }
    }
}

/// Whether a field of the front matter says what the source says.
fn field(table: &toml::Table, key: &str, source: &str) -> bool {
    let value = key.split('.').try_fold(None::<&Value>, |value, part| match value {
        None => table.get(part).map(Some),
        Some(value) => value.get(part).map(Some),
    });
    let value = value.flatten();
    let numbers = |text: &str| -> Vec<u64> {
        text.split(|c: char| !numeral::is_part(c)).filter(|part| !part.is_empty()).filter_map(numeral::read).collect()
    };
    match key {
        "issue" | "supplement" => {
            let said =
                ["issue", "issue_to", "supplement", "year"].map(|key| table.get(key).and_then(Value::as_integer));
            numbers(source).iter().all(|number| said.contains(&i64::try_from(*number).ok()))
        }
        "total" => ink(&string(table.get("total_text"))) == source,
        "copies" => {
            numbers(source).first().copied()
                == value.and_then(Value::as_integer).and_then(|number| u64::try_from(number).ok())
        }
        "date" => {
            value.is_some_and(|value| read_date(source).is_some_and(|date| value.to_string() == date.to_string()))
        }
        "publisher" => ink(&string(value)).replace('、', "") == source.replace('、', ""),
        "editors.phone" | "editors.fax" | "editors.email" => {
            same(source, &ink(&string(value)).replace(',', "")).is_none()
        }
        _ => same(source, &ink(&string(value))).is_none(),
    }
}

/// A text, or the texts of a list one after the other.
fn string(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => String::new(),
    }
}
