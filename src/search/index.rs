//! All shards of an index, made at once or mended where pages changed.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::shard::{Change, Limits, Postings, Shard};
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

/// Puts pages into shards.
pub struct Builder {
    layout: Layout,
    shards: Vec<Gathered>,
    waiting: usize,
}

/// What of a shard is there. A posting is a number: key, class, slot, from the highest bits.
#[derive(Clone, Default)]
struct Gathered {
    pairs: Vec<u64>,
    /// Sorted runs of pairs as varints of their differences: a quarter of the memory.
    packed: Vec<u8>,
    words: Vec<(Box<str>, Class, u32)>,
}

/// Stands before the first posting of a run: one less than nothing.
const NONE: u64 = u64::MAX;
/// So many pairs wait at most before they are packed.
const WAITING: usize = 1 << 20;

impl Builder {
    /// Empty shards.
    pub fn new(layout: Layout) -> Self {
        Builder { layout, shards: vec![Gathered::default(); layout.shards()], waiting: 0 }
    }

    /// Adds a page.
    pub fn add(&mut self, slot: u32, terms: Terms) {
        let keys = limits(self.layout).keys - 1;
        self.waiting += terms.pairs.len();
        for term in terms.pairs {
            let number = (term >> 2) as u32;
            let posting = (u64::from(number) & keys) << 34 | (term & 3) << 32 | u64::from(slot);
            self.shards[self.layout.shard(number)].pairs.push(posting);
        }
        for (word, class) in terms.words {
            self.shards[self.layout.shard(beginning(&word))].words.push((word, class, slot));
        }
        if self.waiting > WAITING {
            self.shards.par_iter_mut().for_each(Gathered::pack);
            self.waiting = 0;
        }
    }

    /// The bytes of all shards.
    pub fn finish(self) -> Vec<Vec<u8>> {
        let limits = limits(self.layout);
        self.shards.into_par_iter().map(|gathered| gathered.shard().encode(limits)).collect()
    }
}

impl Gathered {
    fn pack(&mut self) {
        self.pairs.sort_unstable();
        let mut before = NONE;
        for posting in self.pairs.drain(..) {
            let mut rest = posting.wrapping_sub(before);
            before = posting;
            while rest > 0x7F {
                self.packed.push(rest as u8 | 0x80);
                rest >>= 7;
            }
            self.packed.push(rest as u8);
        }
        // Postings differ, so nothing else ends a run.
        self.packed.push(0);
    }

    fn unpacked(&self) -> Vec<u64> {
        let mut pairs = Vec::with_capacity(self.packed.len() / 2 + self.pairs.len());
        let (mut before, mut rest, mut shift) = (NONE, 0u64, 0);
        for byte in &self.packed {
            rest |= u64::from(byte & 0x7F) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                before = if rest == 0 { NONE } else { before.wrapping_add(rest) };
                pairs.extend((rest > 0).then_some(before));
                (rest, shift) = (0, 0);
            }
        }
        pairs.extend_from_slice(&self.pairs);
        pairs
    }

    fn shard(mut self) -> Shard {
        let mut shard = Shard::default();
        let mut pairs = self.unpacked();
        pairs.sort_unstable();
        for run in pairs.chunk_by(|one, other| one >> 34 == other >> 34) {
            let mut postings = Postings::default();
            run.iter().for_each(|posting| postings[(posting >> 32 & 3) as usize].push(*posting as u32));
            shard.pairs.push(((run[0] >> 34) as u32, postings));
        }
        self.words.sort_unstable();
        for run in self.words.chunk_by(|one, other| one.0 == other.0) {
            let mut postings = Postings::default();
            run.iter().for_each(|(_, class, slot)| postings[usize::from(*class)].push(*slot));
            shard.words.push((run[0].0.clone(), postings));
        }
        shard
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{slots, terms};
    use super::*;

    /// Pieces of texts: every script and form that matters, and marks between them.
    const PIECES: &[&str] = &[
        "刷单",
        "返利",
        "公检法",
        "骗",
        "ＡＰＰ",
        "app",
        "Pos机",
        "96110",
        "第635期",
        "，",
        "。",
        " ",
        "の",
        "é",
        "𠮷野",
        "５０００元",
        "-",
    ];

    fn text() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PIECES), 1..14).prop_map(|pieces| pieces.concat())
    }

    fn page(text: &str) -> Terms {
        terms(format!("<main><p>{text}</main>").as_bytes())
    }

    fn folded(text: &str) -> String {
        let mut out = String::new();
        super::super::fold::letters(text, &mut |letter| out.push(letter.unwrap_or('\n')));
        out
    }

    /// The slots of pages that have all terms of a text.
    fn with_all(index: &[Shard], layout: Layout, text: &str) -> Vec<u32> {
        let wanted = page(text);
        let has = |postings: &Postings, slot: u32| postings.iter().any(|list| list.contains(&slot));
        let in_pair = |term: u64, slot: u32| {
            let number = (term >> 2) as u32;
            let key = number & (limits(layout).keys - 1) as u32;
            let pairs = &index[layout.shard(number)].pairs;
            pairs.iter().any(|(known, postings)| *known == key && has(postings, slot))
        };
        let in_word = |word: &str, slot: u32| {
            let words = &index[layout.shard(beginning(word))].words;
            words.iter().any(|(known, postings)| known.starts_with(word) && has(postings, slot))
        };
        // A word of one letter is only found whole, and a pair of letters says more anyway.
        let words: Vec<&str> =
            wanted.words.iter().map(|(word, _)| &**word).filter(|word| word.chars().nth(1).is_some()).collect();
        (0..layout.slots() as u32)
            .filter(|slot| wanted.pairs.iter().all(|term| in_pair(*term, *slot)))
            .filter(|slot| words.iter().all(|word| in_word(word, *slot)))
            .collect()
    }

    fn build(pages: &[(u32, Terms)], layout: Layout) -> Vec<Vec<u8>> {
        let mut builder = Builder::new(layout);
        let mut pages = pages.to_vec();
        pages.sort_by_key(|(slot, _)| *slot);
        pages.into_iter().for_each(|(slot, terms)| builder.add(slot, terms));
        builder.finish()
    }

    proptest! {
        /// Whatever of two letters or more stands in a page, the page is found by it.
        #[test]
        fn nothing_is_missed(texts in prop::collection::vec(text(), 1..12), which in any::<prop::sample::Index>(), from in any::<prop::sample::Index>(), length in 2usize..9) {
            let keys: Vec<u64> = (0..texts.len() as u64).map(|number| number.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
            let layout = Layout::of(texts.len(), 4_000);
            let slots = slots(&keys, layout);
            let pages: Vec<(u32, Terms)> = slots.iter().copied().zip(texts.iter().map(|text| page(text))).collect();
            let decoded = build(&pages, layout).iter().map(|bytes| Shard::decode(bytes, limits(layout)).expect("a shard")).collect::<Vec<_>>();
            let letters: Vec<char> = texts[which.index(texts.len())].chars().collect();
            let start = from.index(letters.len());
            let query: String = letters[start..letters.len().min(start + length)].iter().collect();
            // Words are found from their beginning.
            let begins = |text: &str, at: usize| {
                let first = text[at..].chars().next().unwrap_or_default();
                super::super::fold::is_wide(first) || text[..at].chars().next_back().is_none_or(|before| before == '\n' || super::super::fold::is_wide(before))
            };
            let wanted = folded(&query);
            let wanted = wanted.trim_matches('\n');
            prop_assume!(wanted.chars().count() > 1);
            let found = with_all(&decoded, layout, &query);
            for (slot, text) in slots.iter().zip(&texts) {
                let text = folded(text);
                let holds = text.match_indices(wanted).any(|(at, _)| begins(&text, at));
                prop_assert!(!holds || found.contains(slot), "{} in {}", wanted, text);
            }
        }

        /// An index that is mended is the one that is made anew.
        #[test]
        fn mending_gives_what_making_gives(before in prop::collection::btree_map(0u32..16, text(), 0..9), after in prop::collection::btree_map(0u32..16, text(), 0..9)) {
            let layout = Layout { slot_bits: 4, shard_bits: 3 };
            let pages = |texts: &BTreeMap<u32, String>| texts.iter().map(|(slot, text)| (*slot, page(text))).collect::<Vec<_>>();
            let old = build(&pages(&before), layout);
            let wanted = build(&pages(&after), layout);
            let of = |texts: &BTreeMap<u32, String>, slot: u32| texts.get(&slot).map(|text| (slot, page(text)));
            let edits: Vec<Edit> = (0..16).map(|slot| Edit { old: of(&before, slot), new: of(&after, slot) }).collect();
            let mut mended = old.clone();
            for (number, bytes) in mend(layout, &edits, |number| Some(old[number].clone())).expect("all shards") {
                mended[number] = bytes;
            }
            prop_assert_eq!(mended, wanted);
        }
    }

    #[test]
    fn packed_postings_come_back() {
        let mut gathered = Gathered::default();
        let runs: [&[u64]; 4] = [&[7, 0, 1 << 55], &[], &[3 << 34 | 5, 3 << 34 | 6, 9], &[1]];
        for run in runs {
            gathered.pairs.extend_from_slice(run);
            gathered.pack();
        }
        gathered.pairs.push(4);
        let mut wanted: Vec<u64> = runs.concat();
        wanted.push(4);
        let (mut found, sort) = (gathered.unpacked(), |list: &mut Vec<u64>| list.sort_unstable());
        sort(&mut found);
        sort(&mut wanted);
        assert_eq!(found, wanted);
    }

    #[test]
    fn an_edit_touches_the_shards_of_its_words_alone() {
        let layout = Layout { slot_bits: 4, shard_bits: 8 };
        let all = [(3, page("刷单返利都是诈骗")), (5, page("不要转账给陌生人"))];
        let old = build(&all, layout);
        let edit = Edit { old: Some(all[1].clone()), new: Some((5, page("不要转账给熟人"))) };
        let mended = mend(layout, &[edit], |number| Some(old[number].clone())).expect("all shards");
        assert!((1..=6).contains(&mended.len()), "{}", mended.len());
        assert!(mend(layout, &[Edit { old: None, new: Some(all[0].clone()) }], |_| None).is_none());
    }
}
