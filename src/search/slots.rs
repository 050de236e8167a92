//! The numbers of pages in the index.
//!
//! A page's number is its slot in an ordered hash table (Amble and Knuth, 1974): pages with a
//! larger key come first and take the first free slot of their own sequence. Which slots they get
//! depends on which pages there are, not on what happened before, so a build that takes over an
//! index numbers pages like a clean one; and a page that comes or goes moves hardly any other.

use serde::{Deserialize, Serialize};

/// How large the parts of an index are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// There are `1 << slot_bits` slots.
    pub slot_bits: u32,
    /// There are `1 << shard_bits` shards.
    pub shard_bits: u32,
}

impl Layout {
    /// The layout for so many pages with so many letters to read in all.
    pub fn of(pages: usize, letters: usize) -> Self {
        let mut layout = Layout { slot_bits: 4, shard_bits: 3 };
        // The fuller, the smaller the index, and the more slots change hands.
        while pages * 5 > (1 << layout.slot_bits) * 4 {
            layout.slot_bits += 1;
        }
        // More shards are less to fetch for a query, but more files. The larger the site, the
        // larger its shards may be.
        while letters > SMALLEST_SHARD << (layout.shard_bits * 8 / 5) {
            layout.shard_bits += 1;
        }
        layout
    }

    /// How many slots there are.
    pub fn slots(self) -> usize {
        1 << self.slot_bits
    }

    /// How many shards there are.
    pub fn shards(self) -> usize {
        1 << self.shard_bits
    }

    /// The shard of a term's number.
    pub fn shard(self, number: u32) -> usize {
        (number >> (32 - self.shard_bits)) as usize
    }
}

/// Letters of a shard in the smallest sites.
const SMALLEST_SHARD: usize = 200;

/// The slots of pages by their keys, which are all different. The layout must have room for them.
pub fn slots(keys: &[u64], layout: Layout) -> Vec<u32> {
    let mask = layout.slots() as u64 - 1;
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_unstable_by_key(|index| std::cmp::Reverse(keys[*index]));
    let mut taken = vec![false; layout.slots()];
    let mut slots = vec![0; keys.len()];
    for index in order {
        let key = keys[index];
        // An odd step visits every slot.
        let (step, mut at) = (key >> 32 | 1, key & mask);
        while taken[at as usize] {
            at = (at + step) & mask;
        }
        taken[at as usize] = true;
        slots[index] = at as u32;
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::Fingerprint;

    fn keys(count: usize) -> Vec<u64> {
        let key = |number: usize| {
            let hash = Fingerprint::of(format!("{number}.md").as_bytes());
            hash.as_bytes().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
        };
        (0..count).map(key).collect()
    }

    #[test]
    fn slots_are_a_matter_of_the_pages_alone() {
        let keys = keys(800);
        let layout = Layout::of(keys.len(), 0);
        assert_eq!(layout.slots(), 1024);
        let there = slots(&keys, layout);
        let mut backwards = keys.clone();
        backwards.reverse();
        let mut again = slots(&backwards, layout);
        again.reverse();
        assert_eq!(there, again);
        let mut sorted = there;
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), 800);
    }

    #[test]
    fn a_new_page_moves_few_others() {
        let keys = keys(760);
        let layout = Layout::of(760, 0);
        let mut moved = 0;
        for count in 700..760 {
            let (before, after) = (slots(&keys[..count], layout), slots(&keys[..count + 1], layout));
            moved += before.iter().zip(&after).filter(|(one, other)| one != other).count();
        }
        assert!(moved < 2 * 60, "{moved} moves for 60 pages");
    }

    #[test]
    fn larger_sites_have_more_and_larger_shards() {
        let sizes = [100, 1_000, 10_000, 100_000].map(|pages| {
            let layout = Layout::of(pages, pages * 2_000);
            (layout.shards(), pages * 2_000 / layout.shards())
        });
        assert_eq!(sizes.map(|(shards, _)| shards), [128, 512, 2048, 8192]);
        assert!(sizes.windows(2).all(|pair| pair[0].1 < pair[1].1), "{sizes:?}");
    }
}
