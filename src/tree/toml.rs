//! TOML to [`Node`], through the `toml` crate's recoverable parser, so that several mistakes
//! are found in one run.

use std::sync::Arc;

use ::toml::de::{DeTable, DeValue};

use super::{Entry, Node, Value, complaint};
use crate::diag::{Diagnostic, Report, Span, Text, code};
use crate::t;

/// Parses TOML that begins at byte `offset` of `file`.
pub fn parse_toml(file: &Arc<str>, text: &str, offset: usize, report: &mut Report) -> Node {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut told: Vec<(usize, Diagnostic)> = Vec::new();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let line = text[..span.start.min(text.len())].matches('\n').count();
        let finding = explain(file, text, offset, span, error.message());
        // One slip makes the parser stumble several times.
        let same = |(at, other): &(usize, Diagnostic)| *at == line && other.message == finding.message;
        if !told.iter().any(same) {
            told.push((line, finding));
        }
    }
    report.extend(told.into_iter().map(|(_, finding)| finding));
    let mut node = Node { value: table_value(table.get_ref()), span: 0..text.len() };
    node.shift(offset);
    node
}

fn explain(file: &Arc<str>, text: &str, offset: usize, span: std::ops::Range<usize>, message: &str) -> Diagnostic {
    let at = Span::new(file.clone(), span.start + offset..span.end + offset);
    let excerpt = text.get(span.clone()).unwrap_or_default().trim();
    let line_start = text[..span.start.min(text.len())].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[line_start..].find('\n').map_or(text.len(), |at| line_start + at);
    let line = &text[line_start..line_end];
    if let Some(date) = date_like(line) {
        return Diagnostic::error(code::BAD_DATE, complaint(date)).at(at).help(t!(
            "日期写作 2026-06-01，或带时间 2026-06-01T09:30:00",
            "write dates as 2026-06-01 or, with a time, 2026-06-01T09:30:00"
        ));
    }
    let message = message.lines().next().unwrap_or(message);
    if let Some((told, help)) = slip(line, message) {
        return Diagnostic::error(code::TOML_SYNTAX, told).at(at).help(help);
    }
    let unquoted = line.split_once('=').is_some_and(|(_, value)| !value.contains(['"', '\'', '“']));
    let zh = match message {
        m if m.contains("string") && unquoted && !line.trim().is_empty() => "文字要加英文双引号".to_owned(),
        m if m.contains("duplicate key") => format!("键“{excerpt}”写了两次"),
        m if m.contains("string") => "字符串没有写完整：检查引号是否成对、是否用了中文引号".to_owned(),
        m if m.contains("unquoted") || m.contains("extra") => "这里的写法 TOML 不认识：文字要加英文双引号".to_owned(),
        m => format!("TOML 写法有误（{m}）"),
    };
    let quotes = line.contains('“') || line.contains('”');
    Diagnostic::error(code::TOML_SYNTAX, crate::diag::Text { zh, en: message.to_owned() }).at(at).help_opt(
        (quotes && !line.contains('"'))
            .then(|| t!("把中文引号“”换成英文引号 \"\"", "replace the Chinese quotation marks by ASCII ones")),
    )
}

/// What people who do not write TOML every day get wrong, and what to do: the parser's own words
/// name what it waits for.
fn slip(line: &str, message: &str) -> Option<(Text, Text)> {
    let bare = outside_quotes(line);
    let text = bare.trim();
    let value = text.split_once('=').map_or("", |(_, value)| value.trim());
    Some(if bare.contains('，') || bare.contains('、') {
        (t!("这里用了中文标点", "this is Chinese punctuation"), t!("把“，”“、”换成英文逗号 ,", "write a comma: ,"))
    } else if bare.contains('＝') {
        (t!("这里用了中文标点", "this is Chinese punctuation"), t!("把“＝”换成英文等号 =", "write an equals sign: ="))
    } else if !text.contains('=') && (text.contains('：') || text.contains(':')) {
        (t!("键和值之间不是冒号", "no colon stands between a key and its value"), t!("把冒号换成 =", "write = instead"))
    } else if text.ends_with(']') && !text.starts_with('[') && !text.contains(['=', '[']) && !text.contains('"') {
        (t!("这一行少了左方括号", "this line lacks its first bracket"), t!("写成 [{text}", "write [{text}"))
    } else if text.starts_with('[') && !text.contains(']') && !text.contains('=') {
        (t!("这一行少了右方括号", "this line lacks its last bracket"), t!("写成 {text}]", "write {text}]"))
    } else if matches!(value, "True" | "False" | "TRUE" | "FALSE") {
        let small = value.to_ascii_lowercase();
        (t!("true 和 false 要小写", "`true` and `false` are written small"), t!("写成 {small}", "write {small}"))
    } else if value.ends_with(']') && !value.contains('[') {
        (
            t!("列表少了左方括号", "the list lacks its first bracket"),
            t!("在等号后面加上 [", "write [ after the equals sign"),
        )
    } else if message.contains("key with no value") {
        (t!("键后面没有值", "a key has no value"), t!("写成 键 = \"值\"", "write key = \"value\""))
    } else {
        return None;
    })
}

/// A line without its strings and its comment.
fn outside_quotes(line: &str) -> String {
    let (mut bare, mut open) = (String::new(), None);
    for c in line.chars() {
        match (open, c) {
            (None, '#') => break,
            (None, '"' | '\'') => open = Some(c),
            (None, c) => bare.push(c),
            (Some(quote), c) if c == quote => open = None,
            (Some(_), _) => {}
        }
    }
    bare
}

/// The value of a `key = 2026-02-30` line, when it is made like a date.
fn date_like(line: &str) -> Option<&str> {
    let value = line.split_once('=')?.1.split('#').next()?.trim();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let made_like = value.len() >= 8
        && value.chars().all(|c| c.is_ascii_digit() || "-:TtZz+./ 年月日".contains(c))
        && value.chars().next()?.is_ascii_digit()
        && digits >= 5
        && (value.contains('-') || value.contains('年') || value.contains('/') || value.matches('.').count() == 2);
    made_like.then_some(value)
}

/// Whether a number is none.
fn is_torn(value: &DeValue<'_>) -> bool {
    matches!(value, DeValue::Float(number) if number.as_str().replace('_', "").parse::<f64>().is_err())
}

fn table_value(table: &DeTable<'_>) -> Value {
    Value::Table(
        table
            .iter()
            // A date that could not be read comes back empty; it is reported already.
            .filter(|(_, value)| value.get_ref().as_datetime().is_none_or(|date| !date.to_string().is_empty()))
            // Nor does 2026.11.27 make a number.
            .filter(|(_, value)| !is_torn(value.get_ref()))
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                key_span: key.span(),
                node: Node { value: convert(value.get_ref()), span: value.span() },
            })
            .collect(),
    )
}

fn convert(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::String(number.as_str().to_owned()),
        },
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| Node { value: convert(item.get_ref()), span: item.span() }).collect())
        }
        DeValue::Table(table) => table_value(table),
    }
}
