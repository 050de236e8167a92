//! Maps that templates see.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use tera::value::Key;
use tera::{Map, Value};

/// A map under construction; keys keep their order.
#[derive(Default)]
pub struct Table {
    entries: Vec<(Key<'static>, Value)>,
}

impl Table {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty map with room for so many entries.
    pub fn with_capacity(entries: usize) -> Self {
        Table { entries: Vec::with_capacity(entries) }
    }

    /// Adds an entry.
    pub fn put(&mut self, key: &'static str, value: impl Into<Value>) -> &mut Self {
        self.put_key(Key::Str(key), value.into())
    }

    /// Adds an entry of another map.
    pub fn put_key(&mut self, key: Key<'static>, value: Value) -> &mut Self {
        self.entries.push((key, value));
        self
    }

    /// Adds an entry whose key is data.
    pub fn put_named(&mut self, key: &str, value: impl Into<Value>) -> &mut Self {
        self.put_key(Key::from(key.to_owned()), value.into())
    }

    /// The finished map. Of entries with the same key the last counts.
    pub fn finish(self) -> Value {
        if self.entries.iter().any(|(key, _)| !matches!(key, Key::Str(_))) {
            return Value::from(self.entries.into_iter().collect::<Map>());
        }
        // Tera takes the values of a struct as they are and hashes each key once; a finished map it
        // would fill anew.
        Value::try_from_serializable(&Fields(&self.entries)).unwrap_or_else(|_| Value::none())
    }
}

/// Entries whose keys are names of fields.
struct Fields<'t>(&'t [(Key<'static>, Value)]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("", self.0.len())?;
        for (key, value) in self.0 {
            if let Key::Str(name) = key {
                fields.serialize_field(name, value)?;
            }
        }
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_order_and_their_values() {
        let safe = Value::safe_string("<b>");
        let mut inner = Table::new();
        inner.put("z", 1).put("a", safe.clone()).put("z", 2);
        let inner = inner.finish();
        let mut outer = Table::new();
        outer.put("inner", inner.clone()).put_named("名字", inner.clone());
        let outer = outer.finish();
        let keys = |value: &Value| value.as_map().map(|map| map.keys().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(keys(&inner), Some(vec!["z".to_owned(), "a".to_owned()]));
        assert_eq!(keys(&outer), Some(vec!["inner".to_owned(), "名字".to_owned()]));
        let [z, a] = ["z", "a"].map(|key| inner.as_map().and_then(|map| map.get(&Key::Str(key))).cloned());
        assert_eq!((z, a.as_ref().map(Value::is_safe)), (Some(Value::from(2)), Some(true)));
        assert_eq!(outer.as_map().and_then(|map| map.get(&Key::Str("名字"))), Some(&inner));
    }
}
