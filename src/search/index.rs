//! All shards of an index, made at once or mended where pages changed.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::shard::{Change, Limits, Shard};
use super::slots::Layout;
use super::terms::{Class, Terms, beginning};

/// A page that changed: its slot and terms before, if it was in the index, and now, if it is.
#[derive(Debug)]
pub struct Edit {
    /// Before.
    pub old: Option<(u32, Terms)>,
    /// Now.
    pub new: Option<(u32, Terms)>,
}

/// The limits of a layout's shards.
pub fn limits(layout: Layout) -> Limits {
    Limits { keys: 1 << (32 - layout.shard_bits), slots: layout.slots() as u64 }
}

/// Puts pages into shards, many at a time.
pub struct Builder {
    layout: Layout,
    pairs: Vec<Vec<u64>>,
    words: Vec<Vec<(Box<str>, Class, u32)>>,
}

impl Builder {
    /// Empty shards.
    pub fn new(layout: Layout) -> Self {
        let shards = layout.shards();
        Builder { layout, pairs: vec![Vec::new(); shards], words: vec![Vec::new(); shards] }
    }

    /// Adds a page.
    pub fn add(&mut self, slot: u32, terms: Terms) {
        let keys = 32 - self.layout.shard_bits;
        for term in terms.pairs {
            let number = (term >> 2) as u32;
            let key = u64::from(number) & ((1 << keys) - 1);
            self.pairs[self.layout.shard(number)].push((key << 2 | term & 3) << 32 | u64::from(slot));
        }
        for (word, class) in terms.words {
            self.words[self.layout.shard(beginning(&word))].push((word, class, slot));
        }
    }

    /// The bytes of all shards.
    pub fn finish(self) -> Vec<Vec<u8>> {
        let limits = limits(self.layout);
        let shards = self.pairs.into_par_iter().zip(self.words);
        shards.map(|(pairs, words)| gather(pairs, words).encode(limits)).collect()
    }
}

fn gather(mut pairs: Vec<u64>, mut words: Vec<(Box<str>, Class, u32)>) -> Shard {
    let mut shard = Shard::default();
    pairs.sort_unstable();
    for run in pairs.chunk_by(|one, other| one >> 34 == other >> 34) {
        let mut pair = ((run[0] >> 34) as u32, Default::default());
        let (_, postings): &mut (u32, super::shard::Postings) = &mut pair;
        run.iter().for_each(|term| postings[(term >> 32 & 3) as usize].push(*term as u32));
        shard.pairs.push(pair);
    }
    words.sort_unstable();
    for run in words.chunk_by(|one, other| one.0 == other.0) {
        let mut word = (run[0].0.clone(), Default::default());
        let (_, postings): &mut (Box<str>, super::shard::Postings) = &mut word;
        run.iter().for_each(|(_, class, slot)| postings[usize::from(*class)].push(*slot));
        shard.words.push(word);
    }
    shard
}

/// A posting that comes or goes.
enum Touched<'e> {
    Pair(u32, Class, u32, Change),
    Word(&'e str, Class, u32, Change),
}

/// The shards that these edits change, by number. `fetch` gives what a shard was; nothing comes
/// back if it cannot.
pub fn mend(
    layout: Layout,
    edits: &[Edit],
    fetch: impl Fn(usize) -> Option<Vec<u8>> + Sync,
) -> Option<Vec<(usize, Vec<u8>)>> {
    let limits = limits(layout);
    let mut touched: BTreeMap<usize, Vec<Touched<'_>>> = BTreeMap::new();
    for edit in edits {
        touch(edit, layout, &mut |shard, posting| touched.entry(shard).or_default().push(posting));
    }
    let touched: Vec<(usize, Vec<Touched<'_>>)> = touched.into_iter().collect();
    let mended = touched.into_par_iter().map(|(number, postings)| {
        let mut shard = Shard::decode(&fetch(number)?, limits)?;
        // A slot that changes hands is left before it is taken.
        for wanted in [Change::Remove, Change::Add] {
            for posting in &postings {
                match posting {
                    Touched::Pair(key, class, slot, change) if *change == wanted => {
                        shard.change_pair(*key, *class, *slot, wanted);
                    }
                    Touched::Word(word, class, slot, change) if *change == wanted => {
                        shard.change_word(word, *class, *slot, wanted);
                    }
                    _ => {}
                }
            }
        }
        Some((number, shard.encode(limits)))
    });
    mended.collect()
}

/// Tells the postings that differ before and after an edit.
fn touch<'e>(edit: &'e Edit, layout: Layout, tell: &mut impl FnMut(usize, Touched<'e>)) {
    static NONE: Terms = Terms { pairs: Vec::new(), words: Vec::new() };
    let stays = matches!((&edit.old, &edit.new), (Some((old, _)), Some((new, _))) if old == new);
    let sides = [(&edit.old, &edit.new, Change::Remove), (&edit.new, &edit.old, Change::Add)];
    for (side, other, change) in sides {
        let Some((slot, terms)) = side else { continue };
        let other = other.as_ref().filter(|_| stays).map_or(&NONE, |(_, terms)| terms);
        for term in terms.pairs.iter().filter(|term| other.pairs.binary_search(term).is_err()) {
            let number = (term >> 2) as u32;
            let key = number & (limits(layout).keys - 1) as u32;
            tell(layout.shard(number), Touched::Pair(key, (term & 3) as Class, *slot, change));
        }
        for word in terms.words.iter().filter(|word| other.words.binary_search(word).is_err()) {
            let (text, class) = word;
            tell(layout.shard(beginning(text)), Touched::Word(text, *class, *slot, change));
        }
    }
}
