//! Words that make it worth to look closer: all rules share one pass over a text.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::words::Word;
use super::{contact, minor, outbound, person_name, plate};
use crate::kind::secrecy;

/// Why a place is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// A province, which may begin a plate.
    Plate,
    /// A word for a victim.
    Victim,
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
    /// A mobile number in Chinese.
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

/// All words, compiled.
#[derive(Debug)]
pub struct Triggers {
    automaton: Option<AhoCorasick>,
    triggers: Vec<Trigger>,
}

impl Triggers {
    /// Compiles the fixed words and those of a list.
    pub fn of(list: &[Word]) -> Self {
        let mut patterns: Vec<String> = Vec::new();
        let mut triggers = Vec::new();
        let mut add = |words: &[&str], trigger: Trigger| {
            for word in words {
                patterns.push((*word).to_owned());
                triggers.push(trigger);
            }
        };
        add(plate::PROVINCES, Trigger::Plate);
        add(person_name::VICTIMS, Trigger::Victim);
        add(person_name::PEOPLE, Trigger::Person);
        add(minor::WORDS, Trigger::Minor);
        add(contact::MESSENGERS, Trigger::Messenger);
        add(contact::DOCUMENTS, Trigger::Document);
        add(&["(at)", "（at）", "(AT)"], Trigger::At);
        add(&[" 密", "\u{3000}密"], Trigger::Grade);
        for (number, sign) in outbound::SIGNS.iter().chain(outbound::TOPS).enumerate() {
            add(&[sign], Trigger::Address(u16::try_from(number).unwrap_or(u16::MAX)));
        }
        let secret: Vec<&str> = secrecy::words().collect();
        add(&secret, Trigger::Secret);
        for (ones, seconds) in [("一", "三四五六七八九"), ("幺", "三四五六七八九"), ("壹", "叁肆伍陆柒捌玖")]
        {
            for second in seconds.chars() {
                add(&[&format!("{ones}{second}")], Trigger::Spelled);
            }
        }
        for (number, word) in list.iter().enumerate() {
            add(&[&word.wrong], Trigger::Word(u32::try_from(number).unwrap_or(u32::MAX)));
        }
        // One word may hold another, so all matches are wanted; a table of states is fastest.
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&patterns)
            .or_else(|_| AhoCorasick::new(&patterns));
        Triggers { automaton: automaton.ok(), triggers }
    }

    /// The triggers in a text with their places.
    pub fn find(&self, text: &str, mut each: impl FnMut(Trigger, std::ops::Range<usize>)) {
        for found in self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(text)) {
            if let Some(trigger) = self.triggers.get(found.pattern().as_usize()) {
                each(*trigger, found.range());
            }
        }
    }
}
