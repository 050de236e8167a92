//! Where in a text a name could stand: a surname and characters of which given names are made; and
//! which two characters are a word.

use std::sync::LazyLock;

use super::name_letters::{COMPOUND, GIVEN, RARE, SURNAMES};

/// Characters of the basic plane.
type Set = Box<[u64; 1024]>;

struct Letters {
    surnames: Set,
    /// With which surnames of two characters begin.
    compounds: Set,
    given: Set,
}

static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
    let set = |characters: &mut dyn Iterator<Item = char>| {
        let mut bits = Box::new([0; 1024]);
        for code in characters.map(u32::from).filter(|code| *code < 0x1_0000) {
            bits[code as usize / 64] |= 1 << (code % 64);
        }
        bits
    };
    Letters {
        surnames: set(&mut SURNAMES.chars()),
        compounds: set(&mut COMPOUND.iter().filter_map(|surname| surname.chars().next())),
        given: set(&mut GIVEN.chars().chain(RARE.chars())),
    }
});

fn has(set: &Set, c: char) -> bool {
    holds(set, c.into())
}

fn holds(set: &Set, code: u32) -> bool {
    code < 0x1_0000 && set[code as usize / 64] >> (code % 64) & 1 != 0
}

/// A run of characters that could be a name: where it begins and ends in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub start: usize,
    pub end: usize,
    /// The characters of the surname, mixed.
    pub surname: u32,
    /// The first character of the given name.
    pub one: u32,
    /// The second character of the given name; 0 if it has one alone.
    pub two: u32,
}

/// Common words of two characters, one after the other.
const WORDS: &str = include_str!("name_words.txt");

/// Pairs with which names hardly ever begin, and words often.
const NEVER: &str = include_str!("name_never.txt");

/// A set of pairs: each sets two bits of a word, so that hardly another pair is taken for one of them
/// (Bloom 1970, "Space/time trade-offs in hash coding with allowable errors").
struct Pairs(Box<[u64]>);

impl Pairs {
    const WORDS: u32 = 15;

    fn of(characters: impl Iterator<Item = char>) -> Self {
        let mut words = vec![0; 1 << Self::WORDS].into_boxed_slice();
        let mut codes = characters.map(u32::from);
        while let (Some(one), Some(other)) = (codes.next(), codes.next()) {
            let (word, bits) = Self::place(one, other);
            words[word] |= bits;
        }
        Pairs(words)
    }

    /// The word and the bits of a pair.
    fn place(one: u32, other: u32) -> (usize, u64) {
        let mixed = (u64::from(one) << 32 | u64::from(other)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let word = (mixed >> (64 - Self::WORDS)) as usize;
        (word, 1 << (mixed >> 40 & 63) | 1 << (mixed >> 34 & 63))
    }

    fn has(&self, one: u32, other: u32) -> bool {
        let (word, bits) = Self::place(one, other);
        self.0[word] & bits == bits
    }
}

static COMMON: LazyLock<Pairs> = LazyLock::new(|| Pairs::of(WORDS.trim_end().chars()));
static UNLIKELY: LazyLock<Pairs> = LazyLock::new(|| Pairs::of(NEVER.trim_end().chars()));
static COMPOUNDS: LazyLock<Pairs> = LazyLock::new(|| Pairs::of(COMPOUND.iter().flat_map(|surname| surname.chars())));

/// Whether two characters are a common word.
pub fn is_word(one: char, other: char) -> bool {
    COMMON.has(one.into(), other.into())
}

/// The shorter and the longer run at a place that could be a name.
pub fn at(text: &str, start: usize) -> [Option<Candidate>; 2] {
    let letters = &*LETTERS;
    let mut rest = text[start..].chars();
    let (Some(first), Some(second)) = (rest.next(), rest.next()) else { return [None; 2] };
    let is_compound = has(&letters.compounds, first) && COMPOUNDS.has(first.into(), second.into());
    let (surname, one) = if is_compound {
        let Some(one) = rest.next() else { return [None; 2] };
        (u32::from(first) << 8 ^ u32::from(second), one)
    } else if has(&letters.surnames, first) {
        (u32::from(first), second)
    } else {
        return [None; 2];
    };
    if !has(&letters.given, one) {
        return [None; 2];
    }
    let end = start + first.len_utf8() + one.len_utf8() + if is_compound { second.len_utf8() } else { 0 };
    let short = Candidate { start, end, surname, one: one.into(), two: 0 };
    let two = rest.next().filter(|two| has(&letters.given, *two));
    [Some(short), two.map(|two| Candidate { end: end + two.len_utf8(), two: two.into(), ..short })]
}

/// Characters with which names begin.
pub fn firsts() -> impl Iterator<Item = char> {
    SURNAMES.chars().chain(COMPOUND.iter().filter_map(|surname| surname.chars().next()))
}

/// Characters that stand in second place in names.
pub fn seconds() -> impl Iterator<Item = char> {
    GIVEN.chars().chain(RARE.chars()).chain(COMPOUND.iter().filter_map(|surname| surname.chars().nth(1)))
}

/// Whether a name may begin with two characters, by their codes, and does not hardly ever do.
pub fn may_begin(first: u32, second: u32) -> bool {
    let letters = &*LETTERS;
    let is_simple = holds(&letters.surnames, first) && holds(&letters.given, second) && !UNLIKELY.has(first, second);
    is_simple || holds(&letters.compounds, first) && COMPOUNDS.has(first, second)
}

/// Where in a text names may begin.
pub fn starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let next = text.chars().skip(1).map(u32::from).chain([0]);
    let places = text.char_indices().zip(next);
    places.filter(|((_, first), second)| may_begin(u32::from(*first), *second)).map(|((at, _), _)| at)
}

/// All runs that could be a name, in order of their beginnings, the shorter first.
pub fn all(text: &str) -> impl Iterator<Item = Candidate> + '_ {
    text.char_indices().flat_map(|(start, _)| at(text, start)).flatten()
}

/// What a character is in the surroundings of a name.
pub fn class(c: Option<char>) -> u32 {
    match c {
        Some(c @ '\u{3400}'..='\u{9FFF}') => u32::from(c),
        None | Some('\n') => 1,
        Some('0'..='9' | '０'..='９') => 2,
        Some(c) if c.is_ascii_alphabetic() => 3,
        Some(' ' | '\u{3000}') => 4,
        Some('“' | '‘' | '「' | '『' | '"') => 5,
        Some('”' | '’' | '」' | '』') => 6,
        Some(':') => u32::from('：'),
        Some(',') => u32::from('，'),
        Some('(') => u32::from('（'),
        Some(')') => u32::from('）'),
        Some(c) => u32::from(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<&str> {
        starts(text).flat_map(|start| at(text, start)).flatten().map(|run| &text[run.start..run.end]).collect()
    }

    #[test]
    fn names_begin_with_surnames() {
        assert_eq!(runs("把张秀英拦下"), ["张秀", "张秀英"]);
        assert_eq!(runs("欧阳明"), ["欧阳明", "阳明"]);
        assert!(runs("🙂abc，1").is_empty());
        assert_eq!(at("欧", 0), [None; 2]);
    }

    #[test]
    fn words_are_known() {
        assert!(is_word('高', '兴') && is_word('方', '便'));
        assert!(!is_word('张', '秀'));
    }
}
