//! A page's words as the index knows them: pairs of neighbouring letters where a script has no
//! spaces, whole words elsewhere.
//!
//! A text that is searched for is in a page only if all its pairs and words are: so whoever looks
//! for them all misses no page. Which pages hold them in the right order, their text must tell.

use std::collections::BTreeMap;

use super::fold::{is_wide, letters};

/// Where in a page a term stands; smaller is better. A page has a term once, at its best place.
pub type Class = u8;

/// In the title or another name of its subject.
pub const TITLE: Class = 0;
/// In a heading or the summary.
pub const LEAD: Class = 1;
/// In the text, several times.
pub const OFTEN: Class = 2;
/// In the text.
pub const BODY: Class = 3;
/// How many places there are.
pub const CLASSES: usize = 4;

/// So many times is often.
const MANY: usize = 3;
/// Letters of a word that count.
pub const LONGEST: usize = 32;

/// The terms of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Pairs and single letters by their number, each with its class in the last two bits. Sorted.
    pub pairs: Vec<u64>,
    /// Words with their class. Sorted.
    pub words: Vec<(Box<str>, Class)>,
}

impl Terms {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.pairs.len() + self.words.len()
    }
}

/// The number of a pair of letters. Different pairs of the Basic Multilingual Plane have different
/// numbers, and numbers spread evenly.
pub fn pair(first: char, second: char) -> u32 {
    spread(half(first) << 16 | half(second))
}

/// The number of a letter alone.
pub fn single(letter: char) -> u32 {
    spread(half(letter) << 16)
}

/// The number by which a word finds its shard: that of its first two letters, so that all words
/// with one beginning lie together.
pub fn beginning(word: &str) -> u32 {
    let mut letters = word.chars();
    let (first, second) = (letters.next().unwrap_or_default(), letters.next().unwrap_or_default());
    pair(first, second)
}

fn half(letter: char) -> u32 {
    let code = u32::from(letter);
    (code ^ (code >> 16).wrapping_mul(0x1F35)) & 0xFFFF
}

/// The end of MurmurHash3, which maps the numbers of 32 bits onto each other.
fn spread(mut number: u32) -> u32 {
    number ^= number >> 16;
    number = number.wrapping_mul(0x85EB_CA6B);
    number ^= number >> 13;
    number = number.wrapping_mul(0xC2B2_AE35);
    number ^ number >> 16
}

/// Gathers the terms of a page from its texts.
#[derive(Debug, Default)]
pub struct Gatherer {
    pairs: Vec<u64>,
    words: BTreeMap<Box<str>, (Class, usize)>,
    word: String,
    length: usize,
    before: Option<char>,
}

impl Gatherer {
    /// Adds a piece of text. What follows goes on where it ends, unless [`Gatherer::pause`] comes
    /// between.
    pub fn add(&mut self, text: &str, class: Class) {
        letters(text, &mut |letter| match letter {
            Some(letter) => self.letter(letter, class),
            None => self.pause(class),
        });
    }

    /// Ends a word, a sentence or a block.
    pub fn pause(&mut self, class: Class) {
        self.end_word(class);
        self.before = None;
    }

    fn letter(&mut self, letter: char, class: Class) {
        let wide = is_wide(letter);
        if let Some(before) = self.before.filter(|before| wide || is_wide(*before)) {
            self.pairs.push(u64::from(pair(before, letter)) << 2 | u64::from(class));
        }
        self.before = Some(letter);
        if !wide {
            if self.length < LONGEST {
                self.word.push(letter);
            }
            self.length += 1;
            return;
        }
        self.end_word(class);
        // A letter alone is in nearly every text: it is looked for where it tells something.
        if class <= LEAD {
            self.pairs.push(u64::from(single(letter)) << 2 | u64::from(class));
        }
    }

    fn end_word(&mut self, class: Class) {
        if self.word.is_empty() {
            return;
        }
        match self.words.get_mut(self.word.as_str()) {
            Some((best, count)) => (*best, *count) = ((*best).min(class), *count + 1),
            None => {
                self.words.insert(self.word.as_str().into(), (class, 1));
            }
        }
        self.word.clear();
        self.length = 0;
    }

    /// All terms, each once.
    pub fn finish(mut self) -> Terms {
        self.pause(BODY);
        self.pairs.sort_unstable();
        let runs = self.pairs.chunk_by(|one, other| one >> 2 == other >> 2);
        let best = |run: &[u64]| (run[0] & !3) | u64::from(place((run[0] & 3) as Class, run.len()));
        let pairs = runs.map(best).collect();
        let words = self.words.into_iter().map(|(word, (class, count))| (word, place(class, count))).collect();
        Terms { pairs, words }
    }
}

fn place(best: Class, count: usize) -> Class {
    if best == BODY && count >= MANY { OFTEN } else { best }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str, class: Class) -> Terms {
        let mut gatherer = Gatherer::default();
        gatherer.add(text, class);
        gatherer.finish()
    }

    fn has(terms: &Terms, number: u32) -> Option<Class> {
        terms.pairs.iter().find(|term| **term >> 2 == u64::from(number)).map(|term| (term & 3) as Class)
    }

    #[test]
    fn scripts_with_spaces_give_words_and_others_pairs() {
        let terms = terms("第635期，下载APP诈骗", BODY);
        let words: Vec<&str> = terms.words.iter().map(|(word, _)| &**word).collect();
        assert_eq!(words, ["635", "app"]);
        for (first, second) in [('第', '6'), ('5', '期'), ('下', '载'), ('p', '诈'), ('诈', '骗')] {
            assert_eq!(has(&terms, pair(first, second)), Some(BODY), "{first}{second}");
        }
        assert_eq!(has(&terms, pair('期', '下')), None);
        assert_eq!(has(&terms, pair('6', '3')), None);
    }

    #[test]
    fn the_best_place_counts() {
        let mut gatherer = Gatherer::default();
        gatherer.add("返利返利返利。返钱", BODY);
        gatherer.pause(BODY);
        gatherer.add("刷单", TITLE);
        gatherer.add("返钱", TITLE);
        let terms = gatherer.finish();
        assert_eq!(has(&terms, pair('返', '利')), Some(OFTEN));
        assert_eq!(has(&terms, pair('返', '钱')), Some(TITLE));
        assert_eq!(has(&terms, pair('单', '返')), Some(TITLE), "texts go on where they end");
        assert_eq!((has(&terms, single('刷')), has(&terms, single('利'))), (Some(TITLE), None));
    }

    #[test]
    fn numbers_of_pairs_are_their_own() {
        let letters = ['刷', '单', '返', '利', 'a', '9', '\u{9FFF}'];
        let mut numbers: Vec<u32> = letters.iter().flat_map(|a| letters.map(|b| pair(*a, b))).collect();
        numbers.extend(letters.map(single));
        let all = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), all);
    }
}
