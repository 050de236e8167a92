//! What the index lists besides terms: its table, what results show of pages, and filters.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Value, json};

use super::facts::Doc;
use super::parts::Marks;
use crate::config::Config;
use crate::search::{Layout, Shard, limits};

/// Slots whose pages are listed in one file.
pub const GROUP: usize = 16;

/// The table that every query needs: how large the index is, what pages are worth, and which contents of its
/// parts fit together.
pub fn table(docs: &[Doc<'_>], slots: &[u32], layout: Layout, marks: &Marks) -> Vec<u8> {
    let newest = docs.iter().filter_map(|doc| doc.day).max();
    let mut ranks = vec![b' '; layout.slots()];
    docs.iter().zip(slots).for_each(|(doc, slot)| ranks[*slot as usize] = letter(doc.rank(newest)));
    let ranks = String::from_utf8(ranks).unwrap_or_default();
    let years: BTreeSet<i16> = docs.iter().filter_map(|doc| doc.day).map(Date::year).collect();
    let kinds: BTreeSet<&str> = docs.iter().map(Doc::kind).collect();
    let Layout { slot_bits, shard_bits } = layout;
    let table = json!({ "slots": slot_bits, "shards": shard_bits, "group": GROUP, "kinds": kinds, "years": years, "ranks": ranks, "w": marks.shards, "p": marks.groups, "f": marks.filters });
    table.to_string().into_bytes()
}

/// The letter of a rank: from `#` on, without the backslash, which JSON would write twice.
fn letter(rank: u32) -> u8 {
    let letter = b'#' + rank as u8;
    if letter < b'\\' { letter } else { letter + 1 }
}

/// What results show of the pages in a group of slots, by slot; 0 where there is none.
pub fn group<'d>(docs: impl Iterator<Item = (usize, &'d Doc<'d>)>, config: &Config) -> Vec<u8> {
    let mut group = vec![Value::from(0); GROUP];
    for (place, doc) in docs {
        let mut shown = vec![Value::from(config.href(doc.url())), Value::from(doc.title()), Value::from(doc.kind())];
        shown.extend(doc.day.map(|day: Date| Value::from(day.to_string())));
        group[place] = Value::from(shown);
    }
    Value::from(group).to_string().into_bytes()
}

/// The pages under each value of a filter, in the form of a shard without pairs.
pub fn filter(name: &str, docs: &[Doc<'_>], slots: &[u32], layout: Layout) -> Vec<u8> {
    let mut pages: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (doc, slot) in docs.iter().zip(slots) {
        doc.values(name).into_iter().for_each(|value| pages.entry(value).or_default().push(*slot));
    }
    let words = pages.into_iter().map(|(value, mut slots)| {
        slots.sort_unstable();
        (value.into_boxed_str(), [slots, Vec::new(), Vec::new(), Vec::new()])
    });
    Shard { pairs: Vec::new(), words: words.collect() }.encode(limits(layout))
}
