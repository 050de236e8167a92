//! Whether some characters of a text are a name, by what they are and what stands around them: a
//! logistic regression over single characters, pairs and triples.
//!
//! `benches/names` trains it and tells from what; the weights lie in `name_model.bin`.

use std::sync::LazyLock;

use super::name_letters::{COMPOUND, GIVEN, RARE, SURNAMES};

/// How many weights there are; features that share one are told apart by their others.
pub const WEIGHTS: usize = 1 << 17;
/// What a weight of 1 is in the file.
pub const UNIT: f32 = 16.0;

/// Weights of features.
pub trait Weights {
    /// The weight at a place below [`WEIGHTS`].
    fn weight(&self, place: usize) -> f32;
}

/// The trained weights.
pub struct Trained;

static TRAINED: &[u8; WEIGHTS] = include_bytes!("name_model.bin");

impl Weights for Trained {
    fn weight(&self, place: usize) -> f32 {
        f32::from(TRAINED[place].cast_signed()) / UNIT
    }
}

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
    let code = u32::from(c);
    code < 0x1_0000 && set[code as usize / 64] >> (code % 64) & 1 != 0
}

/// A run of characters that could be a name: where it begins and ends in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub start: usize,
    pub end: usize,
    surname: u32,
    one: u32,
    /// The second character of the given name; 0 if it has one alone.
    two: u32,
}

/// The shorter and the longer run at a place that could be a name.
pub fn at(text: &str, start: usize) -> [Option<Candidate>; 2] {
    candidates_at(&LETTERS, text, start, |_, _| false)
}

/// Common words of two characters, one after the other, of which one could be a surname and the
/// other the end of a word or the beginning of a given name: hardly any name stands so, and most
/// places that could be one do.
const WORDS: &str = include_str!("name_words.txt");

/// A set of pairs in a million bits, of which words take three in a thousand: so seldom another
/// pair is taken for one of them.
struct Pairs(Box<[u64]>);

impl Pairs {
    const BITS: u32 = 20;

    fn of(mut characters: impl Iterator<Item = char>) -> Self {
        let mut bits = vec![0; 1 << (Self::BITS - 6)].into_boxed_slice();
        while let (Some(one), Some(other)) = (characters.next(), characters.next()) {
            let place = Self::place(one, other);
            bits[place / 64] |= 1 << (place % 64);
        }
        Pairs(bits)
    }

    fn place(one: char, other: char) -> usize {
        let mixed = u32::from(one).wrapping_mul(0x9E37_79B1) ^ u32::from(other).wrapping_mul(0x85EB_CA77);
        (mixed >> (32 - Self::BITS)) as usize
    }

    fn has(&self, one: char, other: char) -> bool {
        let place = Self::place(one, other);
        self.0[place / 64] >> (place % 64) & 1 != 0
    }
}

static COMMON: LazyLock<Pairs> = LazyLock::new(|| Pairs::of(WORDS.trim_end().chars()));
static COMPOUNDS: LazyLock<Pairs> = LazyLock::new(|| Pairs::of(COMPOUND.iter().flat_map(|surname| surname.chars())));

fn candidates_at(
    letters: &Letters,
    text: &str,
    start: usize,
    is_word: impl Fn(char, char) -> bool,
) -> [Option<Candidate>; 2] {
    let mut rest = text[start..].chars();
    let (Some(first), Some(second)) = (rest.next(), rest.next()) else { return [None; 2] };
    let is_compound = has(&letters.compounds, first) && COMPOUNDS.has(first, second);
    let (surname, one) = if is_compound {
        let Some(one) = rest.next() else { return [None; 2] };
        (u32::from(first) << 8 ^ u32::from(second), one)
    } else if has(&letters.surnames, first) {
        (u32::from(first), second)
    } else {
        return [None; 2];
    };
    if !has(&letters.given, one) || !is_compound && is_word(first, second) {
        return [None; 2];
    }
    let end = start + first.len_utf8() + one.len_utf8() + if is_compound { second.len_utf8() } else { 0 };
    let short = Candidate { start, end, surname, one: one.into(), two: 0 };
    let two = rest.next().filter(|two| has(&letters.given, *two));
    [Some(short), two.map(|two| Candidate { end: end + two.len_utf8(), two: two.into(), ..short })]
}

/// All runs that could be a name, in order of their beginnings, the shorter first.
pub fn candidates(text: &str) -> impl Iterator<Item = Candidate> + '_ {
    let letters = &*LETTERS;
    let mut at = 0;
    let common = &*COMMON;
    let places = std::iter::from_fn(move || {
        let start = next_surname(letters, text.as_bytes(), at)?;
        at = start + WIDE;
        Some(start)
    });
    let all = move |start| {
        candidates_at(letters, text, start, |first, second| {
            let before = || text[..start].chars().next_back();
            common.has(first, second) || before().is_some_and(|before| common.has(before, first))
        })
    };
    places.flat_map(move |start| all(start).into_iter().flatten())
}

/// How many bytes a character has of which names are made.
const WIDE: usize = 3;

/// Where the next character stands that may begin a name, told by its bytes.
fn next_surname(letters: &Letters, bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += match bytes.get(at..)? {
            [one @ 0xE0..=0xEF, two, three, ..] => {
                let word = usize::from(one & 0xF) << 6 | usize::from(two & 0x3F);
                if (letters.surnames[word] | letters.compounds[word]) >> (three & 0x3F) & 1 != 0 {
                    return Some(at);
                }
                WIDE
            }
            [..0x80, ..] => 1,
            [0xF0..=0xFF, ..] => 4,
            [_, ..] => 2,
            [] => return None,
        };
    }
}

/// What a character is in the surroundings of a name.
fn class(c: Option<char>) -> u32 {
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

/// The place of a feature's weight.
fn place([sort, one, two, three]: [u32; 4]) -> usize {
    let mixed = u64::from(sort).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ u64::from(one).wrapping_mul(0xC2B2_AE3D_27D4_EB4F)
        ^ u64::from(two).wrapping_mul(0x1656_67B1_9E37_79F9)
        ^ u64::from(three).wrapping_mul(0x27D4_EB2F_1656_67C5);
    ((mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> (64 - WEIGHTS.trailing_zeros())) as usize
}

/// The places of what a name is made of.
fn inner(name: Candidate) -> [usize; 7] {
    let Candidate { surname, one, two, .. } = name;
    let long = u32::from(two != 0);
    [
        [0, long, 0, 0],
        [1, long, surname, 0],
        [2, long, surname, one],
        [3, long, one, 0],
        [4, long, one, two],
        [5, 0, two, 0],
        [6, surname, one, two],
    ]
    .map(place)
}

/// The places of what stands around it.
fn outer(text: &str, name: Candidate) -> [usize; 14] {
    let Candidate { surname, one, two, .. } = name;
    let last = if two == 0 { one } else { two };
    let long = u32::from(two != 0);
    let mut left = text[..name.start].chars().rev();
    let mut before = || class(left.next());
    let (l1, l2, l3) = (before(), before(), before());
    let mut right = text[name.end..].chars();
    let mut after = || class(right.next());
    let (r1, r2, r3) = (after(), after(), after());
    [
        [7, long, last, r1],
        [8, l1, surname, 0],
        [9, l1, 0, 0],
        [10, l2, l1, 0],
        [11, long, r1, 0],
        [12, 0, r1, r2],
        [13, 0, l1, r1],
        [14, l3, l2, l1],
        [15, r1, r2, r3],
        [16, l2, l1, surname],
        [17, last, r1, r2],
        [18, l1, surname, one],
        [19, l2, l1, r1],
        [20, l1, r1, r2],
    ]
    .map(place)
}

/// Gives the places of all features of a candidate to `each`.
pub fn features(text: &str, name: Candidate, each: impl FnMut(usize)) {
    inner(name).into_iter().chain(outer(text, name)).for_each(each);
}

fn sum(weights: &impl Weights, places: &[usize]) -> f32 {
    places.iter().map(|place| weights.weight(*place)).sum()
}

/// What the characters of a name alone make of its odds.
pub fn own_score(weights: &impl Weights, name: Candidate) -> f32 {
    sum(weights, &inner(name))
}

/// How likely a candidate is a name, as the logarithm of the odds.
pub fn score(weights: &impl Weights, text: &str, name: Candidate) -> f32 {
    own_score(weights, name) + sum(weights, &outer(text, name))
}

/// What the characters of a name must say themselves. Half of all candidates say less, and one in
/// two hundred names of the passages that the weights were trained on.
const UNLIKELY: f32 = 1.5;

/// Names whose odds are above a threshold; of those that overlap the likeliest.
pub fn find(weights: &impl Weights, text: &str, least: f32) -> Vec<(Candidate, f32)> {
    let mut found: Vec<(Candidate, f32)> = Vec::new();
    for name in candidates(text) {
        let own = own_score(weights, name);
        if own < UNLIKELY {
            continue;
        }
        let odds = own + sum(weights, &outer(text, name));
        if odds < least {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.0.end > name.start => {
                if odds > last.1 {
                    *last = (name, odds);
                }
            }
            _ => found.push((name, odds)),
        }
    }
    found
}
