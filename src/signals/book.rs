//! All red flags of a language, and what they say of a message.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;

use super::fold;
use super::normal::Normal;
use super::pattern::{Extent, Pattern};

/// What a flag of each weight is worth.
const POINTS: [u32; 6] = [0, 1, 2, 4, 7, 12];
/// What a topic's pattern is worth among types that are told from each other.
const TOPIC: u32 = 2;
/// From here on a message has flaws: one flag of weight 3, or several faint ones.
const DOUBT: u32 = 4;
/// From here on it looks like a scam: one flag of weight 5, or two of weight 4.
const SCAM: u32 = 12;
/// Types that are named at most.
const NAMED: usize = 2;

/// A red flag.
#[derive(Clone, Debug, Default)]
pub struct Signal {
    /// The type that it belongs to, by its place in the book.
    pub topic: Option<usize>,
    /// What the swindler says.
    pub phrase: String,
    /// What it means.
    pub meaning: String,
    /// How telling it is, 1 to 5.
    pub weight: u8,
    /// Any of these is the flag.
    pub patterns: Vec<Pattern>,
    /// But not where one of these overlaps it.
    pub not: Vec<Pattern>,
}

/// A type of scam.
#[derive(Clone, Debug, Default)]
pub struct Topic {
    /// Its name.
    pub name: String,
    /// The one sentence to remember.
    pub rule: String,
    /// Its page.
    pub href: String,
    /// What to do.
    pub do_now: Vec<String>,
    /// What it is about: tells types apart, and is no flag.
    pub patterns: Vec<Pattern>,
}

/// An official number.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Hotline {
    /// The number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub what: String,
}

/// Everything that messages of a language are compared with.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Types of scams.
    pub topics: Vec<Topic>,
    /// Flags of types and of none.
    pub signals: Vec<Signal>,
    /// Words of warnings: a flag that one of them overlaps does not count.
    pub not: Vec<Pattern>,
    /// Official numbers.
    pub hotlines: Vec<Hotline>,
}

/// What a message looks like. There is no level for a message that is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 没有找到已知的破绽.
    Unknown,
    /// 有破绽.
    Doubt,
    /// 极像骗局.
    Scam,
}

/// A flag in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The flag, by its place in the book.
    pub signal: usize,
    /// The bytes of the message that show it.
    pub quote: Range<usize>,
    /// Whether it counts, or says what a heavier one in the same words says.
    pub counts: bool,
}

/// What the book says of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What it looks like.
    pub level: Level,
    /// The sum that says so.
    pub points: u32,
    /// The flags, heaviest first.
    pub found: Vec<Found>,
    /// The types that it resembles, best first.
    pub topics: Vec<usize>,
}

impl Book {
    /// Compares a message.
    pub fn verdict(&self, message: &str) -> Verdict {
        let normal = Normal::of(message);
        let out: Vec<Extent> = self.not.iter().flat_map(|not| not.find(&normal)).collect();
        let signals = self.signals.iter().enumerate();
        let mut found: Vec<(usize, Extent)> = signals
            .filter_map(|(at, signal)| Some((at, first(&signal.patterns, &signal.not, &out, &normal)?)))
            .collect();
        let weight = |at: usize| self.signals.get(at).map_or(0, |signal| signal.weight);
        found.sort_by_key(|(at, _)| (u8::MAX - weight(*at), *at));
        let mut counted: Vec<Extent> = Vec::new();
        let mut points = 0;
        let mut shown = Vec::new();
        for (at, extent) in &found {
            let counts = !counted.iter().any(|other| other.overlaps(extent));
            if counts {
                counted.push(*extent);
                points += worth(weight(*at));
            }
            shown.push(Found { signal: *at, quote: normal.place(extent.start, extent.end), counts });
        }
        let level = match points {
            SCAM.. => Level::Scam,
            DOUBT.. => Level::Doubt,
            _ => Level::Unknown,
        };
        let topics = if level == Level::Unknown { Vec::new() } else { self.ranked(&found, &out, &normal) };
        Verdict { level, points, found: shown, topics }
    }

    /// The types that a message resembles: those with flags of their own before those that it is
    /// only about.
    fn ranked(&self, found: &[(usize, Extent)], out: &[Extent], normal: &Normal) -> Vec<usize> {
        let scored = self.topics.iter().enumerate().map(|(number, topic)| {
            let own = found.iter().filter_map(|(at, _)| self.signals.get(*at)).filter(|s| s.topic == Some(number));
            let own: u32 = own.map(|signal| worth(signal.weight)).sum();
            let about = topic.patterns.iter().filter(|one| first(&[(*one).clone()], &[], out, normal).is_some());
            (own + TOPIC * about.count() as u32, number)
        });
        let mut scored: Vec<(u32, usize)> = scored.filter(|(score, _)| *score >= DOUBT).collect();
        scored.sort_by_key(|(score, number)| (u32::MAX - score, *number));
        let best = scored.first().map_or(0, |(score, _)| *score);
        scored.into_iter().filter(|(score, _)| score * 2 > best).take(NAMED).map(|(_, number)| number).collect()
    }

    /// The book as a browser reads it.
    pub fn json(&self) -> String {
        let compact = |patterns: &[Pattern]| patterns.iter().map(Pattern::compact).collect::<Vec<String>>();
        let signals = self.signals.iter().map(|signal| WrittenSignal {
            topic: signal.topic,
            phrase: &signal.phrase,
            meaning: &signal.meaning,
            weight: signal.weight,
            patterns: compact(&signal.patterns),
            not: compact(&signal.not),
        });
        let topics = self.topics.iter().map(|topic| WrittenTopic {
            name: &topic.name,
            rule: &topic.rule,
            href: &topic.href,
            do_now: &topic.do_now,
            patterns: compact(&topic.patterns),
        });
        let (signals, topics): (Vec<_>, Vec<_>) = (signals.collect(), topics.collect());
        let not = compact(&self.not);
        let of_signals = signals.iter().flat_map(|signal| signal.patterns.iter().chain(&signal.not));
        let patterns = of_signals.chain(topics.iter().flat_map(|topic| &topic.patterns)).chain(&not);
        let used: BTreeSet<char> = patterns.flat_map(|pattern| pattern.chars()).collect();
        let fold = fold::pairs(|c| used.contains(&c));
        let written = Written { fold, not, topics, signals, hotlines: &self.hotlines };
        serde_json::to_string(&written).unwrap_or_default()
    }
}

fn worth(weight: u8) -> u32 {
    POINTS.get(usize::from(weight)).copied().unwrap_or_default()
}

/// The first place of a flag that nothing excludes.
fn first(patterns: &[Pattern], not: &[Pattern], out: &[Extent], normal: &Normal) -> Option<Extent> {
    let own: Vec<Extent> = not.iter().flat_map(|not| not.find(normal)).collect();
    let stands = |extent: &Extent| !own.iter().chain(out).any(|out| out.overlaps(extent));
    patterns.iter().flat_map(|pattern| pattern.find(normal)).filter(stands).min()
}

#[derive(Serialize)]
struct Written<'a> {
    fold: String,
    not: Vec<String>,
    topics: Vec<WrittenTopic<'a>>,
    signals: Vec<WrittenSignal<'a>>,
    hotlines: &'a [Hotline],
}

#[derive(Serialize)]
struct WrittenTopic<'a> {
    name: &'a str,
    rule: &'a str,
    href: &'a str,
    #[serde(rename = "do")]
    do_now: &'a [String],
    #[serde(rename = "match")]
    patterns: Vec<String>,
}

#[derive(Serialize)]
struct WrittenSignal<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<usize>,
    phrase: &'a str,
    meaning: &'a str,
    weight: u8,
    #[serde(rename = "match")]
    patterns: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(list: &[&str]) -> Vec<Pattern> {
        list.iter().map(|text| Pattern::parse(text, &[]).expect("a pattern")).collect()
    }

    fn signal(topic: Option<usize>, weight: u8, list: &[&str], not: &[&str]) -> Signal {
        Signal { topic, weight, patterns: patterns(list), not: patterns(not), ..Signal::default() }
    }

    fn book() -> Book {
        let topic =
            |name: &str, list: &[&str]| Topic { name: name.to_owned(), patterns: patterns(list), ..Topic::default() };
        Book {
            topics: vec![topic("刷单", &["兼职", "任务"]), topic("贷款", &["贷款"])],
            signals: vec![
                signal(Some(0), 5, &["先垫|垫付"], &[]),
                signal(Some(1), 4, &["解冻费"], &[]),
                signal(None, 4, &["验证码…告诉|念"], &["勿|不要…告诉"]),
                signal(None, 2, &["马上|立刻"], &[]),
                signal(None, 1, &["垫"], &[]),
            ],
            not: patterns(&["都是……诈骗", "凡是……诈骗"]),
            hotlines: Vec::new(),
        }
    }

    #[test]
    fn flags_add_up() {
        let level = |message: &str| book().verdict(message).level;
        assert_eq!(level("今天天气好"), Level::Unknown);
        assert_eq!(level("马上来"), Level::Unknown);
        assert_eq!(level("交解冻费"), Level::Doubt);
        assert_eq!(level("交解冻费，把验证码念给我"), Level::Scam);
        assert_eq!(level("先垫一百"), Level::Scam);
    }

    #[test]
    fn the_same_words_count_once() {
        let verdict = book().verdict("请先 垫一百");
        assert_eq!(verdict.points, 12);
        assert_eq!(verdict.found.iter().map(|found| found.counts).collect::<Vec<_>>(), [true, false]);
        assert_eq!(verdict.found.first().map(|found| found.quote.clone()), Some(3..10));
    }

    #[test]
    fn exceptions_hold_where_they_stand() {
        let points = |message: &str| book().verdict(message).points;
        assert_eq!(points("验证码请勿告诉他人"), 0);
        assert_eq!(points("验证码告诉我，不要告诉别人"), 7);
        assert_eq!(points("凡是要求先垫钱的都是诈骗"), 0);
        assert_eq!(points("凡是要求先垫钱的都是诈骗。现在请垫付"), 12);
    }

    #[test]
    fn the_type_with_most_flags_comes_first() {
        let topics = |message: &str| book().verdict(message).topics;
        assert_eq!(topics("兼职任务先垫付"), [0]);
        assert_eq!(topics("先垫付，再交解冻费"), [0, 1]);
        assert_eq!(topics("先垫付的贷款"), [0]);
        assert_eq!(topics("贷款"), [] as [usize; 0]);
    }

    #[test]
    fn a_browser_gets_only_the_characters_it_needs() {
        let json = book().json();
        assert!(json.contains("墊垫"), "{json}");
        assert!(!json.contains("龍"), "{json}");
        assert!(json.contains(r#""match":["验证码~告诉|念"],"not":["不要|勿~告诉"]"#), "{json}");
    }
}
