//! What may not be published: personal data, addresses that nobody checked, marks of secrecy,
//! words and pictures that need somebody's consent.
//!
//! Invariants:
//! * Scanning depends on the text, its kind and [`Rules`] alone, so that what it gives may be kept
//!   with a parsed document. How strict a rule is, what is allowed, and whether that has expired is
//!   decided after it, in [`judge`].
//! * A [`Mark`] never holds what it points at, only a masked form and a fingerprint.
//! * The source is read as it was written: comments, alternative texts and arguments of components
//!   are looked at like the prose around them.

mod address;
mod bank_card;
mod chain;
mod contact;
mod context;
mod document;
mod files;
mod id_number;
pub mod judge;
mod landline;
mod mask;
mod minor;
mod mobile;
pub mod name_gate;
pub mod name_letters;
pub mod name_model;
pub mod name_net;
pub mod name_runs;
mod numbers;
mod outbound;
mod peoples;
mod person_name;
mod pictures;
mod plate;
mod prose_name;
mod said;
mod scan;
mod settle;
mod table;
mod triggers;
mod units;
mod words;

use std::ops::Range;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::config::{Config, Parsing};
use crate::diag::{Bytes, Code, Report, Text};
use crate::frontmatter::Allowed;
use crate::hash::{Fingerprint, Fingerprinter};
use crate::kind::Kind;
use crate::source::Sources;
use triggers::Triggers;
use units::{Class, unit};
use words::Word;
pub use words::WordList;

pub use files::{Memory, examine};
pub use judge::Judge;
pub use judge::Owner;
pub use pictures::{Picture, check as check_pictures, has_approval};

/// What somebody should look at, before it is known whether it is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The rule.
    pub rule: Code,
    /// Whether there is no doubt; of marks of secrecy, whether it is a grade.
    pub sure: bool,
    /// Where, in the file.
    pub place: Bytes,
    /// The parts that no report may show.
    pub hidden: Vec<Bytes>,
    /// What may be shown.
    pub shown: String,
    /// Stands for what is written there, however it is written.
    pub key: Fingerprint,
    /// The entry of the page's own `allow` that holds it.
    pub allowed: Option<usize>,
    /// What to say, where that depends on the place.
    pub said: Option<Box<(Text, Text)>>,
}

impl Mark {
    /// A mark at a place of a text.
    fn new(text: &str, place: Range<usize>, rule: Code, sure: bool, value: &str) -> Self {
        let (hidden, shown) = mask::mask(text, &place, rule);
        let bytes = |range: &Range<usize>| Bytes { start: range.start, end: range.end };
        Mark {
            rule,
            sure,
            hidden: hidden.iter().map(bytes).collect(),
            place: bytes(&place),
            shown,
            key: key(value),
            allowed: None,
            said: None,
        }
    }

    /// Moves it to where its text stands in a file.
    fn shifted(mut self, by: usize) -> Self {
        for bytes in self.hidden.iter_mut().chain([&mut self.place]) {
            (bytes.start, bytes.end) = (bytes.start + by, bytes.end + by);
        }
        self
    }

    /// Whether it touches a range of its file.
    pub fn touches(&self, range: &Range<usize>) -> bool {
        self.place.start < range.end && range.start < self.place.end
    }
}

/// Stands for what a text says, whatever its separators, width and letter case.
fn key(value: &str) -> Fingerprint {
    Fingerprint::of(plain(value).as_bytes())
}

fn plain(value: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some((class, end)) = unit(value, at) {
        match class {
            Class::Digit(digit) => out.push(char::from(b'0' + digit)),
            Class::Other(c) if !c.is_whitespace() => out.extend(c.to_lowercase()),
            Class::Han(_) => out.push_str(&value[at..end]),
            _ => {}
        }
        at = end;
    }
    out
}

/// What scanning depends on besides the text.
#[derive(Debug)]
pub struct Rules {
    words: Vec<Word>,
    parsing: Parsing,
    triggers: OnceLock<Triggers>,
    /// Stands for all of it.
    pub fingerprint: Fingerprint,
}

impl Rules {
    /// The rules of a site.
    pub fn read(config: &Config, sources: &Sources, report: &mut Report) -> Self {
        Rules::new(words::read(sources, config.policy.default_words, report), config.parsing())
    }

    fn new(words: Vec<Word>, parsing: Parsing) -> Self {
        let fingerprint = Fingerprinter::new()
            .text(&serde_json::to_string(&words).unwrap_or_default())
            .fingerprint(&parsing.fingerprint())
            .finish();
        Rules { words, parsing, triggers: OnceLock::new(), fingerprint }
    }

    /// Compiled when the first text is scanned: where nothing has changed, none is.
    fn triggers(&self) -> &Triggers {
        self.triggers.get_or_init(|| Triggers::of(&self.words))
    }

    /// What somebody should look at in a text of a page of some kind.
    pub fn scan(&self, text: &str, kind: Kind) -> Vec<Mark> {
        scan::scan(self, text, kind)
    }
}

/// Notes which marks the page itself allows, and drops those in the entries that do.
pub fn allow(marks: &mut Vec<Mark>, text: &str, allowed: &[Allowed], entries: &[Range<usize>]) {
    if marks.is_empty() || allowed.is_empty() {
        return;
    }
    marks.retain(|mark| !entries.iter().any(|entry| mark.touches(entry)));
    for (number, entry) in allowed.iter().enumerate().filter(|(_, entry)| !entry.text.trim().is_empty()) {
        let length = entry.text.len();
        let places: Vec<Range<usize>> = text.match_indices(&*entry.text).map(|(at, _)| at..at + length).collect();
        for mark in marks.iter_mut().filter(|mark| mark.allowed.is_none()) {
            let held = places.iter().any(|place| place.start <= mark.place.start && mark.place.end <= place.end);
            if held || judge::names(&entry.text, mark) {
                mark.allowed = Some(number);
            }
        }
    }
}
