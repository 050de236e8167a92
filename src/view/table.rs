//! Maps that templates see.

use std::sync::OnceLock;

use tera::value::Key;
use tera::{Map, Value};

/// A map under construction; keys keep their order.
#[derive(Default)]
pub struct Table {
    map: Map,
    filled: usize,
}

/// The keys of a map that is made many times, with their hashes.
pub type Shape = OnceLock<Map>;

impl Table {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty map that will have the keys of an earlier one, which spares hashing them.
    pub fn shaped(shape: &Shape) -> Self {
        Table { map: shape.get().cloned().unwrap_or_default(), filled: 0 }
    }

    /// Adds an entry.
    pub fn put(&mut self, key: &'static str, value: impl Into<Value>) -> &mut Self {
        self.put_key(&Key::from(key), value.into())
    }

    /// Adds an entry of another map.
    pub fn put_key(&mut self, key: &Key<'static>, value: Value) -> &mut Self {
        match self.map.get_index_mut(self.filled) {
            Some((known, place)) if known == key => *place = value,
            _ => {
                self.map.truncate(self.filled);
                self.map.insert(key.clone(), value);
            }
        }
        self.filled += 1;
        self
    }

    /// Adds an entry whose key is data.
    pub fn put_named(&mut self, key: &str, value: impl Into<Value>) -> &mut Self {
        self.map.truncate(self.filled);
        self.map.insert(Key::from(key.to_owned()), value.into());
        self.filled = self.map.len();
        self
    }

    /// The finished map.
    pub fn finish(mut self) -> Value {
        self.map.truncate(self.filled);
        Value::from(self.map)
    }

    /// The finished map, whose keys become the shape of others like it.
    pub fn finish_shaped(mut self, shape: &Shape) -> Value {
        self.map.truncate(self.filled);
        shape.get_or_init(|| self.map.keys().map(|key| (key.clone(), Value::none())).collect());
        Value::from(self.map)
    }
}
