//! Reads typed values from a tree, collecting every mistake instead of stopping at the first.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{self, DeserializeOwned};

use super::de::{Context, DeError, NodeDeserializer};
use super::{Entry, Node, Value};
use crate::diag::Report;

/// Reads a `T` from a table.
///
/// Unknown keys are errors with the nearest known key, unless `known_elsewhere` (another
/// type reads them). A key whose value does not fit is reported and counts as absent.
pub fn read<T: DeserializeOwned + Default>(
    file: &Arc<str>,
    node: &Node,
    known_elsewhere: &[&str],
    report: &mut Report,
) -> T {
    let context = Context { file: file.clone(), known_elsewhere, findings: RefCell::default() };
    let mut node = node.clone();
    let value = loop {
        match T::deserialize(NodeDeserializer::root(&node, &context)) {
            Ok(value) => break value,
            Err(error) => {
                let dropped = drop_culprit(&mut node, &error);
                context.push(error.into_diagnostic(file, &node));
                if !dropped {
                    break T::default();
                }
            }
        }
    };
    report.extend(context.findings.into_inner());
    value
}

/// Removes the top-level entry in which the error lies.
fn drop_culprit(node: &mut Node, error: &DeError) -> bool {
    let (Value::Table(entries), Some(at)) = (&mut node.value, &error.span) else {
        return false;
    };
    let culprit = entries.iter().position(|entry| holds(entry, at));
    culprit.map(|index| entries.remove(index)).is_some()
}

/// Whether a place is in an entry. A table's own span is its header alone, so its entries are
/// asked too.
fn holds(entry: &Entry, at: &Range<usize>) -> bool {
    let span = &entry.node.span;
    (span.start <= at.start && at.end <= span.end)
        || entry.key_span == *at
        || entry.node.entries().iter().any(|entry| holds(entry, at))
}

/// The names of the fields that serde expects of `T`.
pub fn fields_of<T: DeserializeOwned>() -> &'static [&'static str] {
    struct Probe<'a>(&'a RefCell<&'static [&'static str]>);
    impl<'de> de::Deserializer<'de> for Probe<'_> {
        type Error = de::value::Error;
        fn deserialize_any<V: de::Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(de::Error::custom("probe"))
        }
        fn deserialize_struct<V: de::Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Self::Error> {
            *self.0.borrow_mut() = fields;
            Err(de::Error::custom("probe"))
        }
        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }
    let fields: RefCell<&'static [&'static str]> = RefCell::new(&[]);
    let _probed = T::deserialize(Probe(&fields)).is_err();
    fields.into_inner()
}
