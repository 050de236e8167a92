//! Names and words by chance, as often as they occur.

use std::collections::{BTreeMap, BTreeSet};

use fanzha::policy::name_letters::{COMPOUND, GIVEN, RARE, SURNAMES};
use fanzha::policy::name_model::candidates;

use super::texts::{Piece, Text};

/// Numbers that look random and are the same each time (xorshift64).
pub struct Chance(u64);

impl Chance {
    pub fn new() -> Self {
        Chance(0x139_408d_cbbf_7a44)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next()).unwrap() % end
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, share: u64) -> bool {
        self.next() % 100 < share
    }
}

/// Things with a weight each.
struct Urn<T> {
    things: Vec<T>,
    sums: Vec<u64>,
}

impl<T> Urn<T> {
    fn of(weighted: impl IntoIterator<Item = (T, u64)>) -> Self {
        let mut urn = Urn { things: Vec::new(), sums: Vec::new() };
        let mut sum = 0;
        for (thing, weight) in weighted {
            sum += weight;
            urn.things.push(thing);
            urn.sums.push(sum);
        }
        urn
    }

    fn draw(&self, chance: &mut Chance) -> &T {
        let at = chance.next() % self.sums.last().unwrap();
        &self.things[self.sums.partition_point(|sum| *sum <= at)]
    }
}

/// What names and words are drawn from.
pub struct Names {
    surnames: Urn<String>,
    given: Urn<char>,
    /// Given names of two characters as they occur.
    pairs: Vec<String>,
    words: Urn<String>,
}

impl Names {
    /// Surnames of the corpus, characters as counted, and words of a dictionary that could be a name.
    pub fn of(corpus: &[Text], counts: &str, words: &str) -> Self {
        let (mut surnames, mut pairs) = (BTreeMap::<String, u64>::new(), Vec::new());
        for piece in corpus.iter().flatten() {
            let Piece::Name(name) = piece else { continue };
            let compound = COMPOUND.iter().find(|surname| name.starts_with(**surname));
            let first = compound.map_or(name.chars().next().unwrap().len_utf8(), |surname| surname.len());
            let (surname, given) = name.split_at(first);
            *surnames.entry(surname.to_owned()).or_default() += 1;
            if given.chars().count() == 2 {
                pairs.push(given.to_owned());
            }
        }
        let singles: Vec<String> = SURNAMES.chars().map(String::from).collect();
        let all: Vec<String> = singles.into_iter().chain(COMPOUND.iter().map(|word| (*word).to_owned())).collect();
        // Rare surnames occur too, as often as all others; those that are words themselves hardly.
        let flat = surnames.values().sum::<u64>() / all.len() as u64;
        let weight = |surname: &String| {
            let rare = if surname.chars().all(|c| WORDLIKE.contains(c)) { 1 } else { flat };
            surnames.get(surname).copied().unwrap_or_default() + rare
        };
        let known: BTreeSet<char> = GIVEN.chars().chain(RARE.chars()).collect();
        let given = counts.lines().skip(1).filter_map(|line| {
            let mut fields = line.split(',');
            let c = fields.next()?.chars().next()?;
            let count: u64 = fields.map(|field| field.parse::<u64>().unwrap()).sum();
            // Common characters less often than they are: all are to be learnt.
            known.contains(&c).then(|| (c, (count as f64).powf(0.6) as u64 + 1))
        });
        Names {
            surnames: Urn::of(all.iter().map(|surname| (surname.clone(), weight(surname)))),
            given: Urn::of(given),
            pairs,
            words: Urn::of(words.lines().filter_map(word)),
        }
    }

    /// How many words could be a name.
    pub fn words(&self) -> usize {
        self.words.things.len()
    }

    /// Such a word.
    pub fn word(&self, chance: &mut Chance) -> String {
        self.words.draw(chance).clone()
    }

    /// The name of nobody.
    pub fn name(&self, chance: &mut Chance) -> String {
        let mut name = self.surnames.draw(chance).clone();
        let is_long = chance.percent(72);
        if is_long && chance.percent(25) {
            name.push_str(&self.pairs[chance.below(self.pairs.len())]);
        } else {
            name.push(*self.given.draw(chance));
            if is_long {
                name.push(*self.given.draw(chance));
            }
        }
        name
    }
}

/// Surnames that are common words.
const WORDLIKE: &str = "和于时成方安常那公都向从相有东步用单应红关平明黄白高马金江万石水元";

/// The common words of a dictionary of two characters that look like the beginning of a name, or end
/// with a surname, one after the other. Places are left out: people are called like them.
pub fn common(words: &str) -> String {
    let known = |line: &str| {
        let mut fields = line.split(' ');
        let (word, count, tag) = (fields.next()?, fields.next()?.parse::<u64>().ok()?, fields.next()?);
        let mut characters = word.chars();
        let (first, second) = (characters.next()?, characters.next()?);
        let begins = SURNAMES.contains(first) && (GIVEN.contains(second) || RARE.contains(second));
        let looks = begins && count >= 100 || SURNAMES.contains(second) && count >= 200;
        let is_word = !tag.starts_with("nr") && tag != "ns" && characters.next().is_none();
        (looks && is_word).then(|| word.to_owned())
    };
    let found: BTreeSet<String> = words.lines().filter_map(known).collect();
    found.into_iter().collect::<String>() + "\n"
}

/// A line `word frequency tag`, if the word could be a name and is none.
fn word(line: &str) -> Option<(String, u64)> {
    let mut fields = line.split(' ');
    let (word, count, tag) = (fields.next()?, fields.next()?.parse::<u64>().ok()?, fields.next()?);
    let length = word.chars().count();
    let is_word = !tag.starts_with("nr") && count >= 3 && (2..=5).contains(&length);
    let could = is_word && candidates(&format!("{word}，，")).next().is_some();
    // Rare words too, but common ones more often.
    could.then(|| (word.to_owned(), (count.isqrt() + 1).min(60)))
}
