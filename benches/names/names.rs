//! Names and words by chance, as often as they occur.

use std::collections::{BTreeMap, BTreeSet};

use fanzha::policy::name_letters::{COMPOUND, GIVEN, RARE, SURNAMES};
use fanzha::policy::name_runs::starts;

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

    /// A number from 0 to 1.
    pub fn share(&mut self) -> f32 {
        self.below(1 << 24) as f32 / (1 << 24) as f32
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
const WORDLIKE: &str = "区后青双和于时成方安常那公都向从相有东步用单应红关平明黄白高马金江万石水元付归刑召字次里税舍坚首才果由别过海山国全来但后双宝青竹展束充须操井木植火衣门原刀盘洗茶呼计强车解简代还居容习席项路花党边连练候商释严查管母信亲官满谷年占言况密寻资宿行敬经开";

/// A line `word frequency tag` of a dictionary, unless it is somebody's name.
fn entry(line: &str) -> Option<(&str, u64)> {
    let mut fields = line.split(' ');
    let (word, count, tag) = (fields.next()?, fields.next()?.parse().ok()?, fields.next()?);
    (!tag.starts_with("nr")).then_some((word, count))
}

/// The common words of a dictionary of two characters, one after the other.
pub fn common(words: &str) -> String {
    let is_common = |(word, count): &(&str, u64)| {
        *count >= 50 && word.chars().count() == 2 && word.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
    };
    let found: BTreeSet<&str> = words.lines().filter_map(entry).filter(is_common).map(|(word, _)| word).collect();
    found.into_iter().collect::<String>() + "\n"
}

/// A word of a dictionary that could be a name, and how often it is to come.
fn word(line: &str) -> Option<(String, u64)> {
    let (word, count) = entry(line)?;
    let is_word = count >= 3 && (2..=5).contains(&word.chars().count());
    let could = is_word && starts(&format!("{word}，，")).next().is_some();
    // Rare words too, but common ones more often.
    could.then(|| (word.to_owned(), (count.isqrt() + 1).min(60)))
}
