//! Words that make it worth to look closer: all rules share one pass over a text.

use std::ops::Range;

use foldhash::HashMap;

use super::words::Word;
use super::{address, contact, document, minor, name_runs, outbound, peoples, person_name, plate};
use crate::kind::secrecy;

/// Why a place is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// A province, which may begin a plate.
    Plate,
    /// A word by plates of armed forces.
    Armed,
    /// A word for a victim, after which hardly anything but a name comes.
    Victim,
    /// What stands before a name in a form.
    Label,
    /// What a person is called after the name.
    Called,
    /// A word for a private person.
    Person,
    /// A word for a minor.
    Minor,
    /// A messenger.
    Messenger,
    /// A passport or another document with a number.
    Document,
    /// A part of an address, by its number among [`outbound`]'s.
    Address(u16),
    /// A word for a building or a township.
    Place,
    /// The dot in names of two parts.
    Dot,
    /// A part of names of peoples without surnames.
    Part,
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
#[derive(Debug)]
pub struct Triggers {
    /// What each character of the basic plane is; those beyond share its places.
    marks: Box<[u8; Triggers::PLACES]>,
    /// The first two of longer words.
    pairs: Bits,
    /// Words by their first two characters; those of one by that and [`NONE`].
    words: HashMap<(u32, u32), Vec<(String, Trigger)>>,
}

/// Stands for no character.
const NONE: u32 = 0;

/// A character that begins a longer word…
const WORD: u8 = 1;
/// … and one that says enough alone, such as a digit.
const ALONE: u8 = 2;
/// With which a name may begin.
const NAME: u8 = 4;
/// That is a word by itself.
const WHOLE: u8 = 8;
/// What a character must be to stand after one of those; after one that says enough alone, anything.
const SECOND: u32 = 4;
const WORD_GOES_ON: u8 = WORD << SECOND;
const ANYTHING: u8 = ALONE << SECOND;
const NAME_GOES_ON: u8 = NAME << SECOND;

/// A character that may begin a number, an address or a word.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Where it stands, in bytes.
    pub at: usize,
    /// Its code.
    pub code: u32,
    /// The code of the next one, or 0.
    pub next: u32,
    /// How many bytes it takes.
    pub length: usize,
    /// Whether a word may begin with it.
    pub begins_word: bool,
}

/// A set of numbers, some of which share their bits.
#[derive(Debug)]
struct Bits(Box<[u64; Bits::COUNT / 64]>);

impl Bits {
    const COUNT: usize = 0x1_0000;

    fn new() -> Self {
        Bits(Box::new([0; Bits::COUNT / 64]))
    }

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

impl Triggers {
    const PLACES: usize = 0x1_0000;

    /// Sorts the fixed words and those of a list.
    pub fn of(list: &[Word]) -> Self {
        let mut triggers =
            Triggers { marks: Box::new([ANYTHING; Self::PLACES]), pairs: Bits::new(), words: HashMap::default() };
        let numbers = ('0'..='9')
            .chain('０'..='９')
            .chain('\u{1D7CE}'..='\u{1D7FF}')
            .chain(['@', '＠'])
            .chain('①'..='⑨')
            .chain('❶'..='❾')
            .chain(['⓪', '⓿']);
        numbers.for_each(|c| triggers.mark(c.into(), ALONE));
        name_runs::firsts().for_each(|c| triggers.mark(c.into(), NAME));
        name_runs::seconds().for_each(|c| triggers.mark(c.into(), NAME_GOES_ON));
        let mut add = |words: &[&str], trigger: Trigger| {
            words.iter().for_each(|word| triggers.add(word, trigger));
        };
        add(plate::PROVINCES, Trigger::Plate);
        add(person_name::VICTIMS, Trigger::Victim);
        add(person_name::LABELS, Trigger::Label);
        add(person_name::CALLED, Trigger::Called);
        add(person_name::PEOPLE, Trigger::Person);
        add(minor::WORDS, Trigger::Minor);
        add(contact::MESSENGERS, Trigger::Messenger);
        add(document::WORDS, Trigger::Document);
        add(contact::AT, Trigger::At);
        add(plate::ARMED, Trigger::Armed);
        add(address::WORDS, Trigger::Place);
        for (before, word) in address::counted() {
            add(&[&format!("{before}{word}")], Trigger::Place);
        }
        add(&["·", "•", "・"], Trigger::Dot);
        let parts: Vec<&str> = peoples::parts().collect();
        add(&parts, Trigger::Part);
        add(&[" 密", "\u{3000}密"], Trigger::Grade);
        for (number, sign) in outbound::SIGNS.iter().chain(outbound::TOPS).chain(outbound::DISGUISED).enumerate() {
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
        let second = characters.next();
        match second {
            Some(second) => {
                self.mark(first, WORD);
                self.mark(second, WORD_GOES_ON);
                self.pairs.add(pair(first, second));
            }
            None => self.mark(first, WHOLE | ALONE),
        }
        self.words.entry((first, second.unwrap_or(NONE))).or_default().push((word.to_owned(), trigger));
    }

    fn mark(&mut self, code: u32, mark: u8) {
        self.marks[code as usize % Self::PLACES] |= mark;
    }

    fn marks_of(&self, code: u32) -> u8 {
        self.marks[code as usize % Self::PLACES]
    }

    /// Where the next character stands, from a place on, that may begin a number, an address or a word.
    /// `names` gets the places on the way where a name may begin, so that a text is read once.
    pub fn next_of_interest(&self, text: &str, from: usize, names: &mut Vec<usize>) -> Option<Place> {
        let mut characters = text.get(from..)?.chars();
        let mut here = characters.next()?;
        let mut marks = self.marks_of(here.into());
        loop {
            let rest = characters.as_str().len();
            let next = characters.next();
            let next_code = next.map_or(NONE, u32::from);
            let next_marks = self.marks_of(next_code);
            // Hardly any two characters go together.
            let may_be = marks & next_marks >> SECOND;
            if may_be != 0 {
                let (code, length) = (u32::from(here), here.len_utf8());
                let at = text.len() - rest - length;
                if may_be & NAME != 0 && name_runs::may_begin(code, next_code) {
                    names.push(at);
                }
                if may_be & ALONE != 0 || may_be & WORD != 0 && self.pairs.may_have(pair(code, next_code)) {
                    let begins_word = marks & (WORD | WHOLE) != 0;
                    return Some(Place { at, code, next: next_code, length, begins_word });
                }
            }
            (here, marks) = (next?, next_marks);
        }
    }

    /// The words that stand at a place.
    pub fn at<'t>(&'t self, text: &'t str, place: &Place) -> impl Iterator<Item = (Trigger, Range<usize>)> + 't {
        let Place { at, code, next, .. } = *place;
        let rest = &text.as_bytes()[at..];
        let seconds = [Some(next).filter(|next| *next != NONE), Some(NONE)];
        let known = seconds.into_iter().flatten().filter_map(move |next| self.words.get(&(code, next))).flatten();
        known
            .filter(|(word, _)| rest.starts_with(word.as_bytes()))
            .map(move |(word, trigger)| (*trigger, at..at + word.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_noticed_on_the_way() {
        let triggers = Triggers::of(&[]);
        let text = "昨天张秀英和王建国报警。";
        let mut names = Vec::new();
        let mut at = 0;
        while let Some(place) = triggers.next_of_interest(text, at, &mut names) {
            at = place.at + place.length;
        }
        assert_eq!(names, name_runs::starts(text).collect::<Vec<_>>());
        assert!(names.contains(&"昨天".len()));
    }
}
