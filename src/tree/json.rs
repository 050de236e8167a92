//! JSON to [`Node`]. Data files only, so spans are the whole file's.

use std::sync::Arc;

use super::{Entry, Node, Value};
use crate::diag::{Diagnostic, Report, Span, code};
use crate::t;

/// Parses a JSON file.
pub fn parse_json(file: &Arc<str>, text: &str, report: &mut Report) -> Node {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => convert(&value, text.len()),
        Err(error) => {
            let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let at = (line_start + error.column().saturating_sub(1)).min(text.len());
            let reason = error.to_string();
            report.push(
                Diagnostic::error(code::DATA, t!("JSON 写法有误（{reason}）", "the JSON is malformed ({reason})"))
                    .at(Span::new(file.clone(), at..at)),
            );
            Node::empty(0..text.len())
        }
    }
}

fn convert(value: &serde_json::Value, length: usize) -> Node {
    use serde_json::Value as Json;
    let value = match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Integer(number),
            None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::String(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(|item| convert(item, length)).collect()),
        Json::Object(map) => Value::Table(
            map.iter()
                .map(|(key, value)| Entry { key: key.clone(), key_span: 0..length, node: convert(value, length) })
                .collect(),
        ),
    };
    Node { value, span: 0..length }
}
