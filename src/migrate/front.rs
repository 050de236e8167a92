//! Front matter of the old site, in TOML, YAML or JSON, and that of the new one.

use serde_json::{Map, Value};
use toml::Value as Toml;

use super::dates::date;

/// A content file cut in two.
pub struct Parts<'t> {
    /// The front matter; empty if there is none.
    pub map: Map<String, Value>,
    /// The front matter as written.
    pub written: &'t str,
    /// The line where that begins.
    pub line: usize,
    /// The body.
    pub body: &'t str,
    /// The line where the body begins.
    pub body_line: usize,
}

/// Cuts a content file; an error says what is wrong with the front matter.
pub fn split(text: &str) -> Result<Parts<'_>, String> {
    let Some((written, body, form)) = cut(text) else {
        return Ok(Parts { map: Map::new(), written: "", line: 1, body: text, body_line: 1 });
    };
    let map = match form {
        Form::Toml => toml_map(written)?,
        Form::Yaml => yaml_map(written)?,
        Form::Json => serde_json::from_str(written).map_err(|error| error.to_string())?,
    };
    let line = |part: &str| super::notes::line(text, text.len() - part.len());
    let at = text.find(written).unwrap_or_default();
    Ok(Parts { map, written, line: super::notes::line(text, at), body, body_line: line(body) })
}

#[derive(Clone, Copy)]
enum Form {
    Toml,
    Yaml,
    Json,
}

fn cut(text: &str) -> Option<(&str, &str, Form)> {
    if text.starts_with('{') && !text.starts_with("{{") {
        let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
        stream.next()?.ok()?;
        let end = stream.byte_offset();
        return Some((&text[..end], text[end..].trim_start_matches(['\n', ' ']), Form::Json));
    }
    let form = match text.lines().next()?.trim_end() {
        "+++" => Form::Toml,
        "---" => Form::Yaml,
        _ => return None,
    };
    let fence = &text[..3];
    let start = text.find('\n')? + 1;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some((&text[start..at], &text[at + line.len()..], form));
        }
        at += line.len();
    }
    None
}

/// A TOML document; dates become text.
pub fn toml_map(text: &str) -> Result<Map<String, Value>, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    Ok(table.into_iter().map(|(key, value)| (key, plain(value))).collect())
}

/// A YAML document.
pub fn yaml_map(text: &str) -> Result<Map<String, Value>, String> {
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    serde_saphyr::from_str(text).map_err(|error| error.to_string().lines().next().unwrap_or_default().to_owned())
}

fn plain(value: Toml) -> Value {
    match value {
        Toml::String(text) => Value::String(text),
        Toml::Integer(number) => number.into(),
        Toml::Float(number) => serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number),
        Toml::Boolean(flag) => flag.into(),
        Toml::Datetime(date) => Value::String(date.to_string()),
        Toml::Array(items) => items.into_iter().map(plain).collect(),
        Toml::Table(table) => Value::Object(table.into_iter().map(|(key, value)| (key, plain(value))).collect()),
    }
}

/// A value in TOML; what TOML cannot say is left out.
pub fn toml_value(value: &Value) -> Option<Toml> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(flag) => Toml::Boolean(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Toml::Integer(number),
            None => Toml::Float(number.as_f64()?),
        },
        Value::String(text) => Toml::String(text.clone()),
        Value::Array(items) => Toml::Array(items.iter().filter_map(toml_value).collect()),
        Value::Object(map) => {
            Toml::Table(map.iter().filter_map(|(key, value)| Some((key.clone(), toml_value(value)?))).collect())
        }
    })
}

/// Texts of a value: one, or a list.
pub fn texts(value: &Value) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match value {
        Value::Array(items) => items.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    }
}

/// Front matter of a new page, in the order in which people read it.
#[derive(Default)]
pub struct Front {
    top: toml::Table,
    taxonomies: toml::Table,
    extra: toml::Table,
}

impl Front {
    /// Sets a key.
    pub fn set(&mut self, key: &str, value: impl Into<Toml>) {
        self.top.insert(key.to_owned(), value.into());
    }

    /// Whether a key is set.
    pub fn has(&self, key: &str) -> bool {
        self.top.contains_key(key)
    }

    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.top.get(key)?.as_str()
    }

    /// Sets a date, if that is what is written.
    pub fn set_date(&mut self, key: &str, written: &Value) -> bool {
        let found = written.as_str().and_then(date);
        let is_date = found.is_some();
        if let Some(date) = found {
            self.top.insert(key.to_owned(), date);
        }
        is_date
    }

    /// Sets the terms of a taxonomy.
    pub fn terms(&mut self, name: &str, terms: Vec<String>) {
        self.taxonomies.insert(name.to_owned(), Toml::Array(terms.into_iter().map(Toml::String).collect()));
    }

    /// Keeps something for templates.
    pub fn keep(&mut self, key: &str, value: &Value) {
        if let Some(value) = toml_value(value) {
            self.extra.insert(key.to_owned(), value);
        }
    }

    /// The file with this front matter.
    pub fn page(mut self, body: &str) -> String {
        for (name, table) in [("taxonomies", self.taxonomies), ("extra", self.extra)] {
            if !table.is_empty() {
                self.top.insert(name.to_owned(), Toml::Table(table));
            }
        }
        let front = toml::to_string(&self.top).unwrap_or_default();
        format!("+++\n{}\n+++\n\n{}\n", front.trim_end(), body.trim())
    }
}

/// The line on which a key stands in front matter that begins on `first`.
pub fn line_of(written: &str, key: &str, first: usize) -> usize {
    let begins = |line: &str| {
        let rest = line.trim_start().trim_start_matches('"').strip_prefix(key);
        rest.is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with([':', '=']))
    };
    first + written.lines().position(begins).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms_are_cut() {
        for text in [
            "+++\ntitle = \"甲\"\ndate = 2026-06-01\n+++\n正文\n",
            "---\ntitle: 甲\ndate: 2026-06-01\n---\n正文\n",
            "{\n\"title\": \"甲\", \"date\": \"2026-06-01\"}\n\n正文\n",
        ] {
            let parts = split(text).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(parts.map["title"], "甲", "{text}");
            assert_eq!(parts.map["date"], "2026-06-01");
            assert_eq!(parts.body, "正文\n");
        }
        assert!(split("{{< x >}}").is_ok_and(|parts| parts.map.is_empty() && parts.body == "{{< x >}}"));
        assert!(split("+++\ntitle = \n+++\n").is_err());
    }
}
