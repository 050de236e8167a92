//! Words that make it worth to look closer: all rules share one pass over a text.

use std::ops::Range;

use foldhash::HashMap;

use super::words::Word;
use super::{address, contact, minor, name_runs, outbound, person_name, plate};
use crate::kind::secrecy;

/// Why a place is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// A province, which may begin a plate.
    Plate,
    /// A word by plates of armed forces.
    Armed,
    /// A word for a victim, or what stands before a name in a form.
    Victim,
    /// What a person is called after the name.
    Called,
    /// A word for a private person.
    Person,
    /// A word for a minor.
    Minor,
    /// A messenger.
    Messenger,
    /// A travel document.
    Document,
    /// A part of an address, by its number among [`outbound`]'s.
    Address(u16),
    /// A word for a building or a township.
    Place,
    /// The dot in names of two parts.
    Dot,
    /// A number in Chinese.
    Spelled,
    /// A word that may mark a text as secret.
    Secret,
    /// The last character of a grade of secrecy that is printed with spaces.
    Grade,
    /// `(at)` in an e-mail address.
    At,
    /// A word of the list, by its number.
    Word(u32),
}

/// All words by their first characters. Few places of a text have the two characters that one
/// begins with, so asking sets of bits takes a fraction of the time of an automaton that looks at
/// every byte.
#[derive(Debug, Default)]
pub struct Triggers {
    /// All that a word, a number, an address or a name may begin with.
    watched: Bits,
    /// Characters that begin a word.
    first: Bits,
    /// Those that are one, digits and signs of e-mail.
    alone: Bits,
    /// The first two of longer words.
    pairs: Bits,
    groups: HashMap<u32, Vec<(String, Trigger)>>,
}

/// A character that may begin a number, an address or a word.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Where it stands, in bytes.
    pub at: usize,
    /// Its code.
    pub code: u32,
    /// How many bytes it takes.
    pub length: usize,
    /// Whether a word may begin with it.
    pub begins_word: bool,
}

/// A set of numbers, some of which share their bits.
#[derive(Debug)]
struct Bits(Box<[u64; Bits::COUNT / 64]>);

impl Default for Bits {
    fn default() -> Self {
        Bits(Box::new([0; Bits::COUNT / 64]))
    }
}

impl Bits {
    const COUNT: usize = 0x1_0000;

    fn place(number: u32) -> (usize, u64) {
        let place = number as usize % Bits::COUNT;
        (place / 64, 1 << (place % 64))
    }

    fn add(&mut self, number: u32) {
        let (at, bit) = Bits::place(number);
        self.0[at] |= bit;
    }

    fn may_have(&self, number: u32) -> bool {
        let (at, bit) = Bits::place(number);
        self.0[at] & bit != 0
    }
}

fn pair(first: u32, second: u32) -> u32 {
    first.wrapping_mul(0x9E37) ^ second
}

/// The code of the character at a place of a text in UTF-8, and how many bytes it takes.
fn character(text: &[u8], at: usize) -> Option<(u32, usize)> {
    let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
    let bytes = rest.first_chunk().copied().unwrap_or_else(|| {
        let mut bytes = [0; 4];
        bytes[..rest.len()].copy_from_slice(rest);
        bytes
    });
    let word = u32::from_be_bytes(bytes);
    // RFC 3629, section 3: how many bytes there are, the first one says.
    Some(match word >> 28 {
        0x0..=0x7 => (word >> 24, 1),
        0xE => (word >> 12 & 0xF000 | word >> 10 & 0xFC0 | word >> 8 & 0x3F, 3),
        0xF => (word >> 6 & 0x1C_0000 | word >> 4 & 0x3_F000 | word >> 2 & 0xFC0 | word & 0x3F, 4),
        _ => (word >> 18 & 0x7C0 | word >> 16 & 0x3F, 2),
    })
}

impl Triggers {
    /// Sorts the fixed words and those of a list.
    pub fn of(list: &[Word]) -> Self {
        let mut triggers = Triggers::default();
        let numbers = ('0'..='9')
            .chain('０'..='９')
            .chain('\u{1D7CE}'..='\u{1D7FF}')
            .chain(['@', '＠'])
            .chain('①'..='⑨')
            .chain('❶'..='❾')
            .chain(['⓪', '⓿']);
        numbers.for_each(|c| {
            triggers.watched.add(c.into());
            triggers.alone.add(c.into());
        });
        name_runs::firsts().for_each(|c| triggers.watched.add(c.into()));
        let mut add = |words: &[&str], trigger: Trigger| {
            words.iter().for_each(|word| triggers.add(word, trigger));
        };
        add(plate::PROVINCES, Trigger::Plate);
        add(person_name::VICTIMS, Trigger::Victim);
        add(person_name::LABELS, Trigger::Victim);
        add(person_name::CALLED, Trigger::Called);
        add(person_name::PEOPLE, Trigger::Person);
        add(minor::WORDS, Trigger::Minor);
        add(contact::MESSENGERS, Trigger::Messenger);
        add(contact::DOCUMENTS, Trigger::Document);
        add(contact::AT, Trigger::At);
        add(plate::ARMED, Trigger::Armed);
        add(address::WORDS, Trigger::Place);
        for (before, word) in address::counted() {
            add(&[&format!("{before}{word}")], Trigger::Place);
        }
        add(&["·", "•", "・"], Trigger::Dot);
        add(&[" 密", "\u{3000}密"], Trigger::Grade);
        for (number, sign) in outbound::SIGNS.iter().chain(outbound::TOPS).enumerate() {
            add(&[sign], Trigger::Address(u16::try_from(number).unwrap_or(u16::MAX)));
        }
        let secret: Vec<&str> = secrecy::words().collect();
        add(&secret, Trigger::Secret);
        for (firsts, seconds) in
            [("一二三四五六七八九幺", "零〇一二三四五六七八九幺"), ("壹贰叁肆伍陆柒捌玖", "零壹贰叁肆伍陆柒捌玖")]
        {
            for (first, second) in firsts.chars().flat_map(|first| seconds.chars().map(move |second| (first, second))) {
                add(&[&format!("{first}{second}")], Trigger::Spelled);
            }
        }
        for (number, word) in list.iter().enumerate() {
            add(&[&word.wrong], Trigger::Word(u32::try_from(number).unwrap_or(u32::MAX)));
        }
        triggers
    }

    fn add(&mut self, word: &str, trigger: Trigger) {
        let mut characters = word.chars().map(u32::from);
        let Some(first) = characters.next() else { return };
        self.first.add(first);
        self.watched.add(first);
        match characters.next() {
            Some(second) => self.pairs.add(pair(first, second)),
            None => self.alone.add(first),
        }
        self.groups.entry(first).or_default().push((word.to_owned(), trigger));
    }

    /// Where the next character stands, from `at` on, that may begin a number, an address or a word.
    /// `names` gets the places on the way where a name may begin, so that a text is read once.
    pub fn next_of_interest(&self, text: &[u8], mut at: usize, names: &mut Vec<usize>) -> Option<Place> {
        let mut here = character(text, at);
        while let Some((code, length)) = here {
            here = character(text, at + length);
            if self.watched.may_have(code) {
                let next = here.map(|(next, _)| next);
                if next.is_some_and(|next| name_runs::may_begin(code, next)) {
                    names.push(at);
                }
                if self.may_go_on(code, next) {
                    let begins_word = self.first.may_have(code);
                    return Some(Place { at, code, length, begins_word });
                }
            }
            at += length;
        }
        None
    }

    /// Whether what is looked for may begin with a character and the one after it.
    fn may_go_on(&self, code: u32, next: Option<u32>) -> bool {
        self.alone.may_have(code) || next.is_some_and(|next| self.pairs.may_have(pair(code, next)))
    }

    /// The words that stand at a place, where the character with this code is.
    pub fn at<'t>(&'t self, text: &'t str, at: usize, code: u32) -> impl Iterator<Item = (Trigger, Range<usize>)> + 't {
        let rest = &text.as_bytes()[at..];
        let found = self.groups.get(&code).into_iter().flatten();
        found
            .filter(|(word, _)| rest.starts_with(word.as_bytes()))
            .map(move |(word, trigger)| (*trigger, at..at + word.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_read_from_their_bytes() {
        let text = "a\u{7f}é߿ࠀ张\u{ffff}𐀀𝟎\u{10ffff}中";
        let read = std::iter::successors(character(text.as_bytes(), 0).map(|one| (0, one)), |(at, (_, length))| {
            character(text.as_bytes(), at + length).map(|one| (at + length, one))
        });
        let read: Vec<(usize, char)> = read.filter_map(|(at, (code, _))| Some((at, char::from_u32(code)?))).collect();
        assert_eq!(read, text.char_indices().collect::<Vec<_>>());
    }

    #[test]
    fn names_are_noticed_on_the_way() {
        let triggers = Triggers::of(&[]);
        let text = "昨天张秀英和王建国报警。";
        let mut names = Vec::new();
        let mut at = 0;
        while let Some(place) = triggers.next_of_interest(text.as_bytes(), at, &mut names) {
            at = place.at + place.length;
        }
        assert_eq!(names, name_runs::starts(text).collect::<Vec<_>>());
        assert!(names.contains(&"昨天".len()));
    }
}
