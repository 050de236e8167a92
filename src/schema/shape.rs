//! What a type reads: its keys, the types of their values, the words that it accepts.
//!
//! Nothing here is written down by hand. The type's own `Deserialize` is run against a
//! deserializer that answers every question with a small sample and notes what was asked, so a
//! key that is added to a type is in its shape.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::value::{Error, StrDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

/// The shape of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Text,
    /// A date, or a date and time.
    Date,
    /// `true` or `false`.
    Truth,
    /// A whole number that may be negative or not.
    Integer {
        /// Whether it may be below zero.
        signed: bool,
    },
    /// A number.
    Number,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Values of one shape.
    List(Box<Shape>),
    /// Keys of the author's own choice.
    Map(Box<Shape>),
    /// Keys of a type.
    Table(Table),
    /// Anything.
    Any,
}

/// A table with the keys of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The type's name.
    pub name: &'static str,
    /// Its keys, in its order.
    pub keys: Vec<(&'static str, Shape)>,
}

impl Table {
    /// The shape of `T`, which is a table.
    pub fn of<T: DeserializeOwned>() -> Self {
        match shape_of::<T>() {
            Shape::Table(table) => table,
            _ => Table { name: "", keys: Vec::new() },
        }
    }

    /// The shape of a key's value.
    pub fn get(&self, key: &str) -> Option<&Shape> {
        self.keys.iter().find(|(name, _)| *name == key).map(|(_, shape)| shape)
    }

    /// This table and all tables in it, each once.
    pub fn all(&self) -> Vec<&Table> {
        let mut found = vec![self];
        for (_, shape) in &self.keys {
            for table in shape.table().into_iter().flat_map(Table::all) {
                if found.iter().all(|known| known.name != table.name) {
                    found.push(table);
                }
            }
        }
        found
    }
}

impl Shape {
    /// The table that it is, or that its items are.
    pub fn table(&self) -> Option<&Table> {
        match self {
            Shape::Table(table) => Some(table),
            Shape::List(inner) | Shape::Map(inner) => inner.table(),
            _ => None,
        }
    }

    /// The words that it, or its items, must be among.
    pub fn words(&self) -> Option<&'static [&'static str]> {
        match self {
            Shape::Choice(words) => Some(words),
            Shape::List(inner) => inner.words(),
            _ => None,
        }
    }
}

/// What was asked for at a place.
#[derive(Clone, Copy)]
enum Asked {
    Leaf(Leaf),
    Choice(&'static [&'static str]),
    List,
    Map,
    Table(&'static str, &'static [&'static str]),
}

#[derive(Clone, Copy)]
enum Leaf {
    Text,
    Date,
    Truth,
    Integer { signed: bool },
    Number,
    Any,
}

#[derive(Default)]
struct Notes {
    asked: BTreeMap<String, Asked>,
    /// Places whose sample the type refused; they are known already and left out from then on.
    refused: BTreeSet<String>,
}

fn shape_of<T: DeserializeOwned>() -> Shape {
    let notes = RefCell::new(Notes::default());
    loop {
        let before = notes.borrow().refused.len();
        // The value does not matter, only what it takes to read it.
        let read = T::deserialize(Sample { at: String::new(), notes: &notes }).is_ok();
        if read || notes.borrow().refused.len() == before {
            return assemble("", &notes.borrow().asked);
        }
    }
}

fn assemble(at: &str, asked: &BTreeMap<String, Asked>) -> Shape {
    let below = |key: &str| Box::new(assemble(&join(at, key), asked));
    match asked.get(at) {
        Some(Asked::Leaf(Leaf::Text)) => Shape::Text,
        Some(Asked::Leaf(Leaf::Date)) => Shape::Date,
        Some(Asked::Leaf(Leaf::Truth)) => Shape::Truth,
        Some(Asked::Leaf(Leaf::Integer { signed })) => Shape::Integer { signed: *signed },
        Some(Asked::Leaf(Leaf::Number)) => Shape::Number,
        Some(Asked::Choice(words)) => Shape::Choice(words),
        Some(Asked::List) => Shape::List(below("[]")),
        Some(Asked::Map) => Shape::Map(below("*")),
        Some(Asked::Table(name, keys)) => {
            Shape::Table(Table { name, keys: keys.iter().map(|key| (*key, *below(key))).collect() })
        }
        Some(Asked::Leaf(Leaf::Any)) | None => Shape::Any,
    }
}

fn join(at: &str, key: &str) -> String {
    format!("{at}/{key}")
}

/// A value of whatever is asked for.
struct Sample<'n> {
    at: String,
    notes: &'n RefCell<Notes>,
}

/// What a visitor says that it expects.
struct Expected<'v, V>(&'v V);

impl<'de, V: Visitor<'de>> fmt::Display for Expected<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }
}

impl<'n> Sample<'n> {
    fn note(&self, asked: Asked) {
        self.notes.borrow_mut().asked.entry(self.at.clone()).or_insert(asked);
    }

    fn below(&self, key: &str) -> Sample<'n> {
        Sample { at: join(&self.at, key), notes: self.notes }
    }

    fn is_refused(&self, key: &str) -> bool {
        self.notes.borrow().refused.contains(&join(&self.at, key))
    }

    /// Reads what lies below, and remembers its refusal.
    fn seed<'de, S: DeserializeSeed<'de>>(&self, key: &str, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.below(key)).inspect_err(|_| {
            let mut notes = self.notes.borrow_mut();
            let at = join(&self.at, key);
            // The innermost refusal counts.
            if !notes.refused.iter().any(|known| known.starts_with(&at)) {
                notes.refused.insert(at);
            }
        })
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let is_date = Expected(&visitor).to_string() == "a date";
        self.note(Asked::Leaf(if is_date { Leaf::Date } else { Leaf::Text }));
        visitor.visit_str(if is_date { "2026-06-01" } else { "x" })
    }
}

macro_rules! leaves {
    ($($method:ident => $leaf:expr, $visit:ident($($value:expr)?);)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.note(Asked::Leaf($leaf));
            visitor.$visit($($value)?)
        })*
    };
}

impl<'de> de::Deserializer<'de> for Sample<'_> {
    type Error = Error;

    leaves! {
        deserialize_any => Leaf::Any, visit_unit();
        deserialize_ignored_any => Leaf::Any, visit_unit();
        deserialize_unit => Leaf::Any, visit_unit();
        deserialize_bool => Leaf::Truth, visit_bool(false);
        deserialize_i8 => Leaf::Integer { signed: true }, visit_i64(1);
        deserialize_i16 => Leaf::Integer { signed: true }, visit_i64(1);
        deserialize_i32 => Leaf::Integer { signed: true }, visit_i64(1);
        deserialize_i64 => Leaf::Integer { signed: true }, visit_i64(1);
        deserialize_u8 => Leaf::Integer { signed: false }, visit_u64(1);
        deserialize_u16 => Leaf::Integer { signed: false }, visit_u64(1);
        deserialize_u32 => Leaf::Integer { signed: false }, visit_u64(1);
        deserialize_u64 => Leaf::Integer { signed: false }, visit_u64(1);
        deserialize_f32 => Leaf::Number, visit_f64(1.0);
        deserialize_f64 => Leaf::Number, visit_f64(1.0);
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.text(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.text(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.note(Asked::List);
        let left = !self.is_refused("[]");
        visitor.visit_seq(One { sample: self, left })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.note(Asked::Map);
        let keys = if self.is_refused("*") { &[][..] } else { &["*"] };
        visitor.visit_map(Keys { sample: self, keys: keys.iter(), current: "" })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.note(Asked::Table(name, keys));
        visitor.visit_map(Keys { sample: self, keys: keys.iter(), current: "" })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.note(Asked::Choice(words));
        visitor.visit_enum(Word(words.first().copied().unwrap_or_default()))
    }

    serde::forward_to_deserialize_any! { i128 u128 char bytes byte_buf unit_struct tuple tuple_struct identifier }
}

/// A list of one.
struct One<'n> {
    sample: Sample<'n>,
    left: bool,
}

impl<'de> SeqAccess<'de> for One<'_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        if !std::mem::take(&mut self.left) {
            return Ok(None);
        }
        self.sample.seed("[]", seed).map(Some)
    }
}

/// A table with every key.
struct Keys<'n> {
    sample: Sample<'n>,
    keys: std::slice::Iter<'static, &'static str>,
    current: &'static str,
}

impl<'de> MapAccess<'de> for Keys<'_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let next = self.keys.by_ref().find(|key| !self.sample.is_refused(key));
        let Some(key) = next else { return Ok(None) };
        self.current = key;
        seed.deserialize(StrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        self.sample.seed(self.current, seed)
    }
}

struct Word(&'static str);

impl<'de> EnumAccess<'de> for Word {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        Ok((seed.deserialize(StrDeserializer::<Error>::new(self.0))?, self))
    }
}

impl<'de> VariantAccess<'de> for Word {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Error> {
        Err(de::Error::custom("words only"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(de::Error::custom("words only"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Error> {
        Err(de::Error::custom("words only"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Raw;
    use crate::frontmatter::{PageFront, SectionFront};
    use crate::kind::{Bulletin, Suggestion, Video};

    #[test]
    fn types_tell_their_keys() {
        let page = Table::of::<PageFront>();
        assert_eq!(page.get("title"), Some(&Shape::Text));
        assert_eq!(page.get("date"), Some(&Shape::Date));
        assert_eq!(page.get("draft"), Some(&Shape::Truth));
        assert_eq!(page.get("weight"), Some(&Shape::Integer { signed: true }));
        assert_eq!(page.get("robots"), Some(&Shape::Choice(&["index", "noindex"])));
        assert_eq!(page.get("taxonomies"), Some(&Shape::Map(Box::new(Shape::List(Box::new(Shape::Text))))));
        assert_eq!(page.get("extra"), Some(&Shape::Any));
        let faq = page.get("faq").and_then(Shape::table).expect("a table");
        assert_eq!(faq.keys, [("q", Shape::Text), ("a", Shape::Text)]);
    }

    /// A value that refuses its sample hides nothing that comes after it.
    #[test]
    fn values_of_their_own_form_hide_nothing() {
        let bulletin = Table::of::<Bulletin>();
        assert_eq!(bulletin.get("classification"), Some(&Shape::Text));
        assert_eq!(bulletin.get("supersedes"), Some(&Shape::Any));
        assert_eq!(bulletin.get("transcription"), Some(&Shape::Text));
        let stages = Table::of::<Suggestion>().get("stages").and_then(Shape::table).expect("a table").clone();
        assert_eq!(stages.get("date"), Some(&Shape::Date));
        assert_eq!(stages.get("evidence").and_then(Shape::table).expect("a table").keys.len(), 2);
        assert_eq!(Table::of::<Video>().get("license"), Some(&Shape::Text));
        assert_eq!(Table::of::<SectionFront>().keys.last(), Some(&("extra", Shape::Any)));
    }

    #[test]
    fn settings_have_a_shape() {
        let raw = Table::of::<Raw>();
        assert!(raw.get("periodicals").and_then(Shape::table).is_some_and(|table| table.get("publisher").is_some()));
        assert!(raw.keys.iter().all(|(key, shape)| *shape != Shape::Any || *key == "extra"), "{raw:#?}");
    }
}
