//! What is wrong with a pattern, in words for its editor.

use super::everyday::EVERYDAY;
use super::normal::{LINK, Normal, PHONE};
use super::pattern::{Chain, Extent, Group, NUMBER, Pattern};
use crate::diag::Text;
use crate::t;

/// Flags of this weight or more must not be found in everyday messages.
const TELLING: u8 = 3;
/// Half characters that a pattern must have at least.
const LEAST: usize = 3;
/// Characters of the longest word.
const LONGEST: usize = 30;

/// Why a pattern is no use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A word is missing.
    Empty,
    /// Nothing is left of a word once punctuation is gone.
    Nothing(String),
    /// No such token.
    Unknown(String),
    /// There is no hotline table.
    NoHotlines,
    /// Too short to mean anything.
    Short,
    /// A word is too long to be found again.
    Long(String),
    /// It is found in an everyday message.
    Wide(&'static str),
    /// Exceptions exclude everything that it finds.
    Impossible,
}

impl Fault {
    /// What is wrong.
    pub fn message(&self) -> Text {
        match self {
            Fault::Empty => t!("有一处没有写词", "a word is missing"),
            Fault::Nothing(word) => {
                t!("“{word}”里没有可以比对的字", "nothing of `{word}` can be compared")
            }
            Fault::Unknown(token) => t!("不认识“{token}”", "unknown `{token}`"),
            Fault::NoHotlines => t!("data/hotlines.toml 里没有号码", "data/hotlines.toml has no numbers"),
            Fault::Short => t!("太短，几乎什么消息都会中", "too short: nearly every message has it"),
            Fault::Long(word) => {
                t!("“{word}”太长，换一个字就对不上", "`{word}` is too long: one other word and it is missed")
            }
            Fault::Wide(_) => t!("太宽，普通消息也会中", "too wide: ordinary messages have it too"),
            Fault::Impossible => t!("not 把它能找到的都排除了", "`not` excludes everything that it finds"),
        }
    }

    /// How to mend it.
    pub fn help(&self) -> Text {
        match self {
            Fault::Empty => t!(
                "| 隔开几种说法，…（前后相距 12 个字以内）、+（同在 40 个字以内）两边都要有词",
                "`|` separates words; `…` (within 12 characters) and `+` (both within 40) need words on both sides"
            ),
            Fault::Nothing(_) => {
                t!(
                    "空格、标点、表情在比对前都会去掉，请写文字",
                    "spaces, punctuation and symbols are ignored: write words"
                )
            }
            Fault::Unknown(_) => t!(
                "能用的有 {{number}}（数字）、{{link}}（网址）、{{phone}}（电话）、{{hotline}}（官方热线）",
                "there are {{number}}, {{link}} (an address), {{phone}} and {{hotline}}"
            ),
            Fault::NoHotlines => t!("先在那里写上官方热线", "list the official hotlines there first"),
            Fault::Short => t!(
                "至少写两个字，或者用 …、+ 和别的词连起来",
                "write three letters or more, or join it to other words by `…` or `+`"
            ),
            Fault::Long(_) => t!("只留关键的几个字，用 … 连起来", "keep the telling words and join them by `…`"),
            Fault::Wide(sentence) => t!(
                "比如“{sentence}”也会中；写具体些，或者把 weight 降到 2 以下",
                "`{sentence}` has it, for example; be more specific, or give it a weight of 2 or less"
            ),
            Fault::Impossible => t!("改窄 not，或删掉这一条", "narrow `not`, or delete this pattern"),
        }
    }
}

/// Reads a pattern of a flag and refuses what is of no use. `not` are the flag's exceptions.
pub fn check(text: &str, weight: u8, not: &[Pattern], hotlines: &[String]) -> Result<Pattern, Fault> {
    let pattern = Pattern::parse(text, hotlines)?;
    if pattern.is_open() {
        return Err(Fault::Empty);
    }
    if pattern.chains.iter().map(least_of_chain).sum::<usize>() < LEAST {
        return Err(Fault::Short);
    }
    let groups = || pattern.chains.iter().flat_map(|chain| &chain.0).map(|(_, group)| group);
    if let Some(word) = groups().flat_map(|group| &group.0).find(|word| word.len() > LONGEST) {
        return Err(Fault::Long(word.iter().collect()));
    }
    if !not.is_empty() && samples(&pattern).all(|sample| excluded(&pattern, not, &sample)) {
        return Err(Fault::Impossible);
    }
    let everyday = EVERYDAY.iter().filter(|_| weight >= TELLING);
    match everyday.copied().find(|sentence| !excluded(&pattern, not, sentence)) {
        Some(sentence) => Err(Fault::Wide(sentence)),
        None => Ok(pattern),
    }
}

fn least_of_chain(chain: &Chain) -> usize {
    chain.0.iter().map(|(_, group)| least(group)).sum()
}

fn least(group: &Group) -> usize {
    let one = |c: &char| match *c {
        LINK | PHONE => LEAST,
        c if c.is_ascii() => 1,
        _ => 2,
    };
    let width = |word: &Vec<char>| word.iter().map(one).sum();
    group.0.iter().map(width).min().unwrap_or_default()
}

/// Whether a text has no place of the pattern that stands.
fn excluded(pattern: &Pattern, not: &[Pattern], text: &str) -> bool {
    let normal = Normal::of(text);
    let out: Vec<Extent> = not.iter().flat_map(|not| not.find(&normal)).collect();
    pattern.find(&normal).iter().all(|extent| out.iter().any(|out| out.overlaps(extent)))
}

/// Texts that a pattern is found in: one for each word of its first group.
fn samples(pattern: &Pattern) -> impl Iterator<Item = String> + '_ {
    let groups: Vec<&Group> = pattern.chains.iter().flat_map(|chain| &chain.0).map(|(_, group)| group).collect();
    let first = groups.first().map_or(0, |group| group.0.len());
    (0..first).map(move |number| {
        let words = groups.iter().enumerate().filter_map(|(at, group)| group.0.get(if at == 0 { number } else { 0 }));
        let written = |c: &char| match *c {
            NUMBER => "100".to_owned(),
            LINK => " a.example ".to_owned(),
            PHONE => " 400-000-0000 ".to_owned(),
            c => c.to_string(),
        };
        words.map(|word| word.iter().map(written).collect::<String>()).collect::<Vec<String>>().join(" ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str, weight: u8, not: &[&str]) -> Option<Fault> {
        let not: Vec<Pattern> = not.iter().map(|not| Pattern::parse(not, &[]).expect("a pattern")).collect();
        check(text, weight, &not, &[]).err()
    }

    #[test]
    fn useless_patterns_are_refused() {
        assert_eq!(fault("先垫|垫付", 5, &[]), None);
        assert_eq!(fault("", 5, &[]), Some(Fault::Empty));
        assert_eq!(fault("垫付|", 5, &[]), Some(Fault::Empty));
        assert_eq!(fault("垫付 +", 5, &[]), Some(Fault::Empty));
        assert_eq!(fault("…垫付", 5, &[]), Some(Fault::Empty));
        assert_eq!(fault("垫付……", 5, &[]), Some(Fault::Empty));
        assert_eq!(fault("！？", 5, &[]), Some(Fault::Nothing("！？".to_owned())));
        assert_eq!(fault("{钱}元", 5, &[]), Some(Fault::Unknown("{钱}".to_owned())));
        assert_eq!(fault("{number", 5, &[]), Some(Fault::Unknown("{number".to_owned())));
        assert_eq!(fault("{hotline}", 5, &[]), Some(Fault::NoHotlines));
        assert_eq!(fault("钱", 1, &[]), Some(Fault::Short));
        assert_eq!(fault("an", 1, &[]), Some(Fault::Short));
        assert_eq!(fault("垫…返", 5, &[]), None);
        assert_eq!(fault(&"垫".repeat(31), 5, &[]), Some(Fault::Long("垫".repeat(31))));
        assert!(matches!(fault("验证码", 5, &[]), Some(Fault::Wide(_))));
        assert_eq!(fault("验证码", 2, &[]), None);
    }

    #[test]
    fn exceptions_may_not_exclude_everything() {
        assert_eq!(fault("垫付|先垫", 5, &["垫"]), Some(Fault::Impossible));
        assert_eq!(fault("垫付|先垫", 5, &["不垫付"]), None);
    }
}
