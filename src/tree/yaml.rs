//! YAML to [`Node`], through serde-saphyr. YAML is accepted because content management
//! systems write it.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::{Entry, Node, Value};
use crate::diag::{Diagnostic, Report, Span, code};
use crate::t;

/// Parses YAML that begins at byte `offset` of `file`.
pub fn parse_yaml(file: &Arc<str>, text: &str, offset: usize, report: &mut Report) -> Node {
    if text.trim().is_empty() {
        return Node::empty(offset..offset + text.len());
    }
    let mut node = match serde_saphyr::from_str::<Spanned<Raw>>(text) {
        Ok(raw) => convert(raw),
        Err(error) => {
            report.push(explain(file, text, offset, &error));
            Node::empty(0..text.len())
        }
    };
    if let Value::Null = node.value {
        node = Node::empty(0..text.len());
    }
    node.shift(offset);
    node
}

fn explain(file: &Arc<str>, text: &str, offset: usize, error: &serde_saphyr::Error) -> Diagnostic {
    let range = error.location().map_or(0..0, |location| place(text, &location));
    let message = error.without_snippet().to_string();
    let message = message.lines().next().unwrap_or_default();
    let message = message.split(" at line ").next().unwrap_or(message);
    let message = message.split(", set ").next().unwrap_or(message).to_owned();
    let (zh, en) = match message.as_str() {
        m if m.contains("duplicate") => ("同一个键写了两次".to_owned(), message.clone()),
        m if m.contains("quote") => ("引号没有成对".to_owned(), message.clone()),
        m => (format!("YAML 写法有误（{m}）"), format!("the YAML is malformed ({m})")),
    };
    let line_start = text[..range.start.min(text.len())].rfind('\n').map_or(0, |at| at + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    let help = if line.contains('\t') {
        Some(t!("YAML 不能用制表符缩进，请改用空格", "YAML cannot be indented by tabs; use spaces"))
    } else if line.matches(": ").count() > 1 {
        Some(t!(
            "值里有英文冒号，请给整个值加英文引号，或改用全角“：”",
            "the value has an ASCII colon: put the whole value in quotation marks"
        ))
    } else {
        None
    };
    Diagnostic::error(code::YAML_SYNTAX, crate::diag::Text { zh, en })
        .at(Span::new(file.clone(), range.start + offset..range.end + offset))
        .help_opt(help)
}

/// A syntax error tells line and column only, in characters.
fn place(text: &str, location: &Location) -> std::ops::Range<usize> {
    let line = (location.line() as usize).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let column = (location.column() as usize).saturating_sub(1);
    let at = start + rest.chars().take(column).map(char::len_utf8).sum::<usize>();
    at..at
}

fn range(location: &Location) -> std::ops::Range<usize> {
    let span = location.span();
    let start = span.byte_offset().unwrap_or_default() as usize;
    start..start + span.byte_len().unwrap_or_default() as usize
}

fn convert(raw: Spanned<Raw>) -> Node {
    let mut span = range(&raw.referenced);
    let value = match raw.value {
        Raw::Scalar(value) => value,
        Raw::List(items) => Value::List(items.into_iter().map(convert).collect()),
        Raw::Table(pairs) => Value::Table(
            pairs
                .into_iter()
                .map(|(key, value)| {
                    let key_span = range(&key.referenced);
                    Entry { key: key.value, key_span, node: convert(value) }
                })
                .collect(),
        ),
    };
    // Collections report only where they begin; they reach to the end of their last part.
    let end = match &value {
        Value::List(items) => items.last().map(|item| item.span.end),
        Value::Table(entries) => entries.last().map(|entry| entry.node.span.end),
        _ => None,
    };
    span.end = span.end.max(end.unwrap_or(0));
    Node { value, span }
}

enum Raw {
    Scalar(Value),
    List(Vec<Spanned<Raw>>),
    Table(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Integer(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Scalar(match i64::try_from(value) {
            Ok(value) => Value::Integer(value),
            Err(_) => Value::String(value.to_string()),
        }))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::String(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = access.next_entry()? {
            pairs.push(pair);
        }
        Ok(Raw::Table(pairs))
    }
}
