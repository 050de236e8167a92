//! The language of patterns, which editors write in `match` and `not`:
//!
//! * `垫付|先垫`: one of these words;
//! * `转到…安全账户`: the second within [`NEAR`] characters after the first; `……` within [`FAR`];
//! * `客服 + 屏幕共享`: both within [`FAR`] characters, in any order;
//! * `……都是骗局`, `凡是……` (only in `not`): with all that stands before it, or behind it, in its
//!   sentence;
//! * `{number}`, `{link}`, `{phone}`, `{hotline}`: a number, an address, a telephone number, a
//!   number of the hotline table.
//!
//! `|` binds closest, `+` loosest.

use super::fault::Fault;
use super::normal::{LINK, Normal, PHONE};

/// How far `…` reaches, in half characters: ASCII counts one, everything else two.
pub const NEAR: usize = 24;
/// How far `……` and `+` reach, alike.
pub const FAR: usize = 80;
/// Stands for a number in a pattern.
pub const NUMBER: char = '\u{e002}';

const NEAR_SIGN: char = '~';
const FAR_SIGN: char = '^';

/// A stretch of a normal text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extent {
    /// Its first character.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
}

impl Extent {
    /// Whether two stretches share a character.
    pub fn overlaps(&self, other: &Extent) -> bool {
        self.start < other.end && other.start < self.end
    }
}

type Word = Vec<char>;

/// One of several words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group(pub Vec<Word>);

/// Groups that follow each other, each with how far it may be from the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain(pub Vec<(usize, Group)>);

/// A pattern: chains that must all be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    /// The chains.
    pub chains: Vec<Chain>,
    /// Whether the sentence before it belongs to it.
    pub from_start: bool,
    /// Whether the sentence behind it belongs to it.
    pub to_end: bool,
}

impl Pattern {
    /// Reads a pattern. `hotlines` are the numbers of the hotline table.
    pub fn parse(text: &str, hotlines: &[String]) -> Result<Self, Fault> {
        let text = text.replace("......", "……").replace("...", "…");
        let mut text = text.trim();
        let from_start = text.strip_prefix("……").inspect(|rest| text = rest).is_some();
        let to_end = text.strip_suffix("……").inspect(|rest| text = rest).is_some();
        let chains: Result<Vec<Chain>, Fault> = text.split('+').map(|chain| self::chain(chain, hotlines)).collect();
        Ok(Pattern { chains: chains?, from_start, to_end })
    }

    /// Whether it takes in what stands around it in its sentence.
    pub fn is_open(&self) -> bool {
        self.from_start || self.to_end
    }

    /// The pattern as the browser reads it.
    pub fn compact(&self) -> String {
        let mut text = String::new();
        text.extend(self.from_start.then_some(FAR_SIGN));
        for (number, chain) in self.chains.iter().enumerate() {
            text.extend((number > 0).then_some('+'));
            for (at, (reach, group)) in chain.0.iter().enumerate() {
                text.extend((at > 0).then_some(if *reach == FAR { FAR_SIGN } else { NEAR_SIGN }));
                let words: Vec<String> = group.0.iter().map(|word| word.iter().collect()).collect();
                text.push_str(&words.join("|"));
            }
        }
        text.extend(self.to_end.then_some(FAR_SIGN));
        text
    }

    /// Where it is found: for each place of its first chain the whole that goes with it.
    pub fn find(&self, normal: &Normal) -> Vec<Extent> {
        let Some((first, others)) = self.chains.split_first() else { return Vec::new() };
        let found: Vec<Vec<Extent>> = others.iter().map(|chain| chain.find(&normal.chars)).collect();
        if found.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        let whole = first.find(&normal.chars).into_iter().filter_map(|extent| gather(extent, &found, &normal.chars));
        whole.map(|extent| self.opened(extent, normal)).collect()
    }

    /// The stretch with what belongs to it of its sentence.
    fn opened(&self, extent: Extent, normal: &Normal) -> Extent {
        let start = if self.from_start { normal.sentence(extent.start).0 } else { extent.start };
        let end = if self.to_end { normal.sentence(extent.end.saturating_sub(1)).1 } else { extent.end };
        Extent { start, end }
    }
}

/// The smallest stretch with one of each list, if it is short enough. Lists are few and short.
fn gather(extent: Extent, lists: &[Vec<Extent>], chars: &[char]) -> Option<Extent> {
    let Some((list, rest)) = lists.split_first() else { return Some(extent) };
    let both = |other: &Extent| Extent { start: extent.start.min(other.start), end: extent.end.max(other.end) };
    let mut wider: Vec<Extent> =
        list.iter().map(both).filter(|both| width(chars, both.start, both.end) <= FAR).collect();
    wider.sort_by_key(|both| (both.end - both.start, both.start));
    wider.into_iter().find_map(|both| gather(both, rest, chars))
}

impl Chain {
    fn find(&self, chars: &[char]) -> Vec<Extent> {
        let Some(((_, first), rest)) = self.0.split_first() else { return Vec::new() };
        let found: Vec<Vec<Extent>> = rest.iter().map(|(_, group)| group.find(chars)).collect();
        let reaches: Vec<usize> = rest.iter().map(|(reach, _)| *reach).collect();
        first.find(chars).into_iter().filter_map(|start| follow(start, &found, &reaches, chars)).collect()
    }
}

fn follow(extent: Extent, lists: &[Vec<Extent>], reaches: &[usize], chars: &[char]) -> Option<Extent> {
    let (Some((list, rest)), Some((reach, others))) = (lists.split_first(), reaches.split_first()) else {
        return Some(extent);
    };
    let next = list.iter().filter(|next| next.start >= extent.end && width(chars, extent.end, next.start) <= *reach);
    let mut next = next.map(|next| Extent { start: extent.start, end: next.end });
    next.find_map(|both| follow(both, rest, others, chars))
}

impl Group {
    fn find(&self, chars: &[char]) -> Vec<Extent> {
        let mut found = Vec::new();
        for start in 0..chars.len() {
            let ends = self.0.iter().filter_map(|word| ends_at(chars, start, word)).max();
            found.extend(ends.map(|end| Extent { start, end }));
        }
        found
    }
}

/// Where a word that begins at `start` ends. Latin words are whole words.
fn ends_at(chars: &[char], start: usize, word: &[char]) -> Option<usize> {
    let is_latin = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
    let before = start.checked_sub(1).and_then(|at| chars.get(at));
    let mut at = start;
    for (number, wanted) in word.iter().enumerate() {
        if *wanted == NUMBER {
            let end = number_end(chars, at);
            if end == at || number == 0 && before.is_some_and(|c| is_numeral(*c)) {
                return None;
            }
            at = end;
        } else if chars.get(at) == Some(wanted) {
            at += 1;
        } else {
            return None;
        }
    }
    let cut = |edge: Option<&char>, beyond: Option<&char>| is_latin(edge) && is_latin(beyond);
    let whole = !cut(word.first(), before) && !cut(word.last(), chars.get(at));
    whole.then_some(at)
}

/// The end of a number, whose groups of digits may stand apart.
fn number_end(chars: &[char], start: usize) -> usize {
    let numeral = |at: usize| chars.get(at).is_some_and(|c| is_numeral(*c));
    let mut at = start;
    while numeral(at) || at > start && chars.get(at) == Some(&' ') && numeral(at + 1) {
        at += 1;
    }
    at
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "零一二三四五六七八九十百千万亿两几数".contains(c)
}

/// The width of a stretch in half characters.
fn width(chars: &[char], start: usize, end: usize) -> usize {
    chars[start..end].iter().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn chain(text: &str, hotlines: &[String]) -> Result<Chain, Fault> {
    let mut groups = Vec::new();
    let mut reach = NEAR;
    for group in text.split('…') {
        // Between the two characters of …… there is nothing.
        if group.is_empty() && !groups.is_empty() && reach == NEAR {
            reach = FAR;
            continue;
        }
        groups.push((reach, self::group(group, hotlines)?));
        reach = NEAR;
    }
    if reach == FAR || groups.is_empty() {
        return Err(Fault::Empty);
    }
    Ok(Chain(groups))
}

fn group(text: &str, hotlines: &[String]) -> Result<Group, Fault> {
    let mut words = Vec::new();
    for written in text.split('|') {
        match written.split_once("{hotline}") {
            Some((before, after)) => {
                for number in hotlines {
                    words.push(word(&format!("{before}{number}{after}"))?);
                }
            }
            None => words.push(word(written)?),
        }
    }
    words.sort();
    words.dedup();
    if words.is_empty() {
        return Err(Fault::NoHotlines);
    }
    Ok(Group(words))
}

fn word(written: &str) -> Result<Word, Fault> {
    let mut word = Word::new();
    let mut rest = written;
    while let Some((before, after)) = rest.split_once('{') {
        word.extend(Normal::of(before).chars);
        let Some((name, behind)) = after.split_once('}') else { return Err(Fault::Unknown(format!("{{{after}"))) };
        word.push(match name.trim() {
            "number" => NUMBER,
            "link" => LINK,
            "phone" => PHONE,
            _ => return Err(Fault::Unknown(format!("{{{name}}}"))),
        });
        rest = behind;
    }
    word.extend(Normal::of(rest).chars);
    if word.is_empty() {
        return Err(if written.trim().is_empty() { Fault::Empty } else { Fault::Nothing(written.trim().to_owned()) });
    }
    Ok(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, message: &str) -> Vec<String> {
        let hotlines = ["96110".to_owned(), "12381".to_owned()];
        let pattern = Pattern::parse(pattern, &hotlines).expect("a pattern");
        let normal = Normal::of(message);
        let mut found = pattern.find(&normal);
        found.dedup();
        found.iter().map(|extent| message[normal.place(extent.start, extent.end)].to_owned()).collect()
    }

    #[test]
    fn one_of_several_words() {
        assert_eq!(found("先垫|垫付", "请先 垫*付一百"), ["先 垫", "垫*付"]);
        assert_eq!(found("垫付", "一百元"), [] as [&str; 0]);
    }

    #[test]
    fn one_after_the_other() {
        assert_eq!(found("转到|转入…安全账户", "把钱转到我们的安全账户里"), ["转到我们的安全账户"]);
        assert_eq!(found("转到…安全账户", "安全账户不存在，没有转到"), [] as [&str; 0]);
        let apart = "转到一二三四五六七八九十一二三安全账户";
        assert_eq!(found("转到…安全账户", apart), [] as [&str; 0]);
        assert_eq!(found("转到……安全账户", apart), [apart]);
        assert_eq!(found("转到......安全账户", apart), [apart]);
        // The nearest may be a dead end.
        assert_eq!(found("甲…乙…丙", "甲乙一二三四五六七八九乙丙"), ["甲乙一二三四五六七八九乙丙"]);
    }

    #[test]
    fn both_in_any_order() {
        assert_eq!(found("客服 + 屏幕共享", "打开屏幕共享，我是客服"), ["屏幕共享，我是客服"]);
        assert_eq!(found("客服 + 理赔 + 验证码", "客服给您理赔"), [] as [&str; 0]);
    }

    #[test]
    fn numbers_addresses_and_hotlines() {
        assert_eq!(found("日赚{number}元", "日赚 3OO 元，日赚三百元，日赚元"), ["日赚 3OO 元", "日赚三百元"]);
        assert_eq!(found("点击…{link}", "点击 a.example/x 领取"), ["点击 a.example/x"]);
        assert_eq!(found("{hotline}…转账", "我是96110，请转账"), ["96110，请转账"]);
        assert_eq!(found("{hotline}", "工号196110"), [] as [&str; 0]);
    }

    #[test]
    fn latin_words_are_whole_words() {
        assert_eq!(found("app", "下载App吧"), ["App"]);
        assert_eq!(found("app", "it happened"), [] as [&str; 0]);
        assert_eq!(found("safe account|pin", "a Safe-Account, shopping"), ["Safe-Account"]);
        assert_eq!(found("加v", "加vx"), [] as [&str; 0]);
    }

    #[test]
    fn the_compact_form_says_the_same() {
        let compact = |text: &str| Pattern::parse(text, &[]).expect("a pattern").compact();
        assert_eq!(compact("垫付|先 垫…返 + {number}元……提现"), "先垫|垫付~返+\u{e002}元^提现");
        assert_eq!(compact("……都是骗局"), "^都是骗局");
        assert_eq!(compact("凡是……"), "凡是^");
    }

    #[test]
    fn an_open_pattern_takes_in_its_sentence() {
        assert_eq!(found("……都是骗局", "先付款。刷单、代购都是骗局，别信"), ["刷单、代购都是骗局"]);
        assert_eq!(found("凡是……", "凡是刷单，都是骗局！先付款"), ["凡是刷单，都是骗局"]);
    }
}
