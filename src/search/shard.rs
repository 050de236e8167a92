//! A shard: some of the terms with the pages that have them.
//!
//! Pages are listed by class, each list in the order of slots. All is one run of bits:
//!
//! ```text
//! shard    = gamma(pairs) rising(keys) postings… gamma(words) word…
//! word     = gamma(letters shared with the word before) gamma(letters more) letter… postings
//! letter   = 0 and 7 bits of ASCII, or 1 and 21 bits
//! postings = for each class: gamma(pages) rising(slots)
//! ```

use super::bits::{Reader, Writer};
use super::terms::{CLASSES, Class};

/// The pages that have a term, by class.
pub type Postings = [Vec<u32>; CLASSES];

/// Terms with their pages.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Shard {
    /// Pairs by what their number has below the shard's own bits, in order.
    pub pairs: Vec<(u32, Postings)>,
    /// Words in order.
    pub words: Vec<(Box<str>, Postings)>,
}

/// What the numbers in a shard are below.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Keys of pairs.
    pub keys: u64,
    /// Slots.
    pub slots: u64,
}

impl Shard {
    /// Its bytes.
    pub fn encode(&self, limits: Limits) -> Vec<u8> {
        let mut writer = Writer::default();
        let keys: Vec<u32> = self.pairs.iter().map(|(key, _)| *key).collect();
        writer.gamma(keys.len() as u32);
        writer.rising(&keys, limits.keys);
        self.pairs.iter().for_each(|(_, postings)| write(&mut writer, postings, limits));
        writer.gamma(self.words.len() as u32);
        let mut before = "";
        for (word, postings) in &self.words {
            let shared = before.chars().zip(word.chars()).take_while(|(one, other)| one == other).count();
            writer.gamma(shared as u32);
            writer.gamma((word.chars().count() - shared) as u32);
            for letter in word.chars().skip(shared) {
                writer.bits(u32::from(!letter.is_ascii()), 1);
                writer.bits(u32::from(letter), if letter.is_ascii() { 7 } else { 21 });
            }
            write(&mut writer, postings, limits);
            before = word;
        }
        writer.finish()
    }

    /// A shard from its bytes; nothing if they are damaged.
    pub fn decode(bytes: &[u8], limits: Limits) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let mut shard = Shard::default();
        let count = reader.gamma()?;
        for key in reader.rising(count as usize, limits.keys)? {
            shard.pairs.push((key, read(&mut reader, limits)?));
        }
        let mut word = String::new();
        for _ in 0..reader.gamma()? {
            let shared = reader.gamma()? as usize;
            let end = word.char_indices().nth(shared).map_or(word.len(), |(at, _)| at);
            word.truncate(end);
            for _ in 0..reader.gamma()? {
                let bits = if reader.bits(1)? == 0 { 7 } else { 21 };
                word.push(char::from_u32(reader.bits(bits)?)?);
            }
            shard.words.push((word.as_str().into(), read(&mut reader, limits)?));
        }
        Some(shard)
    }

    /// Adds a page to a pair, or takes it away.
    pub fn change_pair(&mut self, key: u32, class: Class, slot: u32, change: Change) {
        let found = self.pairs.binary_search_by_key(&key, |(key, _)| *key);
        let at = found.unwrap_or_else(|at| {
            self.pairs.insert(at, (key, Postings::default()));
            at
        });
        if set(&mut self.pairs[at].1, class, slot, change) {
            self.pairs.remove(at);
        }
    }

    /// Adds a page to a word, or takes it away.
    pub fn change_word(&mut self, word: &str, class: Class, slot: u32, change: Change) {
        let found = self.words.binary_search_by(|(known, _)| (**known).cmp(word));
        let at = found.unwrap_or_else(|at| {
            self.words.insert(at, (word.into(), Postings::default()));
            at
        });
        if set(&mut self.words[at].1, class, slot, change) {
            self.words.remove(at);
        }
    }
}

/// What happens to a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It goes.
    Remove,
    /// It comes.
    Add,
}

/// Whether nothing is left.
fn set(postings: &mut Postings, class: Class, slot: u32, change: Change) -> bool {
    let list = &mut postings[usize::from(class)];
    match (list.binary_search(&slot), change) {
        (Ok(at), Change::Remove) => {
            list.remove(at);
        }
        (Err(at), Change::Add) => list.insert(at, slot),
        _ => {}
    }
    postings.iter().all(Vec::is_empty)
}

fn write(writer: &mut Writer, postings: &Postings, limits: Limits) {
    for slots in postings {
        writer.gamma(slots.len() as u32);
        writer.rising(slots, limits.slots);
    }
}

fn read(reader: &mut Reader<'_>, limits: Limits) -> Option<Postings> {
    let mut postings = Postings::default();
    for slots in &mut postings {
        let count = reader.gamma()?;
        *slots = reader.rising(count as usize, limits.slots)?;
    }
    Some(postings)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    const LIMITS: Limits = Limits { keys: 1 << 20, slots: 64 };

    fn pages() -> impl Strategy<Value = Postings> {
        prop::collection::btree_map(0u32..64, 0u8..4, 1..20).prop_map(|pages: BTreeMap<u32, u8>| {
            let mut postings = Postings::default();
            pages.into_iter().for_each(|(slot, class)| postings[usize::from(class)].push(slot));
            postings
        })
    }

    proptest! {
        #[test]
        fn shards_come_back(pairs in prop::collection::btree_map(0u32..1 << 20, pages(), 0..30), words in prop::collection::btree_map("[a-zé0-9俄]{1,9}", pages(), 0..20)) {
            let words = words.into_iter().map(|(word, pages)| (word.into_boxed_str(), pages)).collect();
            let shard = Shard { pairs: pairs.into_iter().collect(), words };
            prop_assert_eq!(Shard::decode(&shard.encode(LIMITS), LIMITS), Some(shard));
        }

        #[test]
        fn damage_gives_nothing_or_something(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _some: Option<usize> = Shard::decode(&bytes, LIMITS).map(|shard| shard.pairs.len());
        }

        /// What comes and goes again leaves no trace.
        #[test]
        fn changes_have_a_way_back(first in prop::collection::btree_set((0u32..9, 0u32..64), 0..40), second in prop::collection::btree_set((0u32..9, 0u32..64), 0..40)) {
            let of = |set: &BTreeSet<(u32, u32)>| {
                let mut shard = Shard::default();
                for (key, slot) in set {
                    shard.change_pair(*key, 3, *slot, Change::Add);
                    shard.change_word(&format!("w{key}"), 1, *slot, Change::Add);
                }
                shard
            };
            let mut shard = of(&first);
            for ((key, slot), change) in first.difference(&second).map(|it| (it, Change::Remove)).chain(second.difference(&first).map(|it| (it, Change::Add))) {
                shard.change_pair(*key, 3, *slot, change);
                shard.change_word(&format!("w{key}"), 1, *slot, change);
            }
            prop_assert_eq!(shard.encode(LIMITS), of(&second).encode(LIMITS));
        }
    }
}
