//! Structured values with their places: TOML, YAML and JSON become one tree, and typed
//! values are read from it with all their mistakes at once.
//!
//! Invariants:
//! * Parsing and reading never fail as a whole: they return what could be read and push the
//!   rest to the report.
//! * Every span is a byte range of the file the tree came from.

mod day;
mod de;
mod json;
mod read;
mod toml;
mod yaml;

use std::ops::Range;

use serde::de::IgnoredAny;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use day::complaint;
pub use de::bilingual;
pub use json::parse_json;
pub use read::{fields_of, read};
pub use toml::parse_toml;
pub use yaml::parse_yaml;

/// A value and the bytes it was written with.
///
/// Forms for people (JSON, templates) show the value alone; the form of the cache keeps the
/// places too.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

/// What a [`Node`] can be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// YAML's and JSON's null.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Another number.
    Float(f64),
    /// Text.
    String(String),
    /// A TOML date or time as it was written.
    Date(String),
    /// A list.
    List(Vec<Node>),
    /// A table in the order of its file.
    Table(Vec<Entry>),
}

/// A value that is read elsewhere: any is accepted, none is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elsewhere;

impl Serialize for Elsewhere {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Elsewhere {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The form of the cache does not tell what it skips.
        if deserializer.is_human_readable() {
            IgnoredAny::deserialize(deserializer)?;
        } else {
            <()>::deserialize(deserializer)?;
        }
        Ok(Elsewhere)
    }
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Range<usize>,
    /// The value.
    pub node: Node,
}

impl Node {
    /// An empty table at a place.
    pub fn empty(span: Range<usize>) -> Self {
        Node { value: Value::Table(Vec::new()), span }
    }

    /// The entries, if it is a table.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The items, if it is a list.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entry under a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The text, if it is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) | Value::Date(text) => Some(text),
            _ => None,
        }
    }

    /// The value at a dotted path such as `taxonomies.tags.0`.
    pub fn at(&self, path: &str) -> Option<&Node> {
        path.split('.').try_fold(self, |node, part| match &node.value {
            Value::List(items) => items.get(part.parse::<usize>().ok()?),
            _ => node.get(part),
        })
    }

    /// Adds what `other` has and this table lacks; nested tables are merged alike.
    pub fn fill_from(&mut self, other: &Node) {
        let (Value::Table(mine), Value::Table(theirs)) = (&mut self.value, &other.value) else {
            return;
        };
        for entry in theirs {
            match mine.iter_mut().find(|own| own.key == entry.key) {
                Some(own) => own.node.fill_from(&entry.node),
                None => mine.push(entry.clone()),
            }
        }
    }

    fn shift(&mut self, by: usize) {
        self.span = self.span.start + by..self.span.end + by;
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.shift(by)),
            Value::Table(entries) => entries.iter_mut().for_each(|entry| {
                entry.key_span = entry.key_span.start + by..entry.key_span.end + by;
                entry.node.shift(by);
            }),
            _ => {}
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return (&self.value, &self.span).serialize(serializer);
        }
        match &self.value {
            Value::Null => serializer.serialize_none(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Integer(value) => serializer.serialize_i64(*value),
            Value::Float(value) => serializer.serialize_f64(*value),
            Value::String(value) | Value::Date(value) => serializer.serialize_str(value),
            Value::List(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| seq.serialize_element(item))?;
                seq.end()
            }
            Value::Table(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for entry in entries {
                    map.serialize_entry(&entry.key, &entry.node)?;
                }
                map.end()
            }
        }
    }
}
