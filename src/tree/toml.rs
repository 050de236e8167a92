//! TOML to [`Node`], through the `toml` crate's recoverable parser, so that several mistakes
//! are found in one run.

use std::sync::Arc;

use ::toml::de::{DeTable, DeValue};

use super::{Entry, Node, Value};
use crate::diag::{Diagnostic, Report, Span, code};
use crate::t;

/// Parses TOML that begins at byte `offset` of `file`.
pub fn parse_toml(file: &Arc<str>, text: &str, offset: usize, report: &mut Report) -> Node {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        report.push(explain(file, text, offset, span, error.message()));
    }
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
        return Diagnostic::error(
            code::BAD_DATE,
            t!("“{date}”不是一个存在的日期", "`{date}` is not a date that exists"),
        )
        .at(at)
        .help(t!(
            "日期写作 2026-06-01，或带时间 2026-06-01T09:30:00",
            "write dates as 2026-06-01 or, with a time, 2026-06-01T09:30:00"
        ));
    }
    let message = message.lines().next().unwrap_or(message);
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

/// The value of a `key = 2026-02-30` line, when it is made like a date.
fn date_like(line: &str) -> Option<&str> {
    let value = line.split_once('=')?.1.split('#').next()?.trim();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let made_like = value.len() >= 8
        && value.chars().all(|c| c.is_ascii_digit() || "-:TtZz+. 年月日".contains(c))
        && value.chars().next()?.is_ascii_digit()
        && digits >= 5
        && (value.contains('-') || value.contains('年'));
    made_like.then_some(value)
}

fn table_value(table: &DeTable<'_>) -> Value {
    Value::Table(
        table
            .iter()
            // A date that could not be read comes back empty; it is reported already.
            .filter(|(_, value)| value.get_ref().as_datetime().is_none_or(|date| !date.to_string().is_empty()))
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
