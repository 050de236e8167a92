//! A message without what scammers write between its characters.
//!
//! Full width and styled letters become plain ones, traditional characters simplified ones,
//! capitals small ones; spaces, punctuation, symbols and invisible characters go, but for one
//! space between two words of Latin letters. Addresses and telephone numbers become one
//! character each. Every character knows where it stood.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::facts;
use super::fold::fold;

/// Stands for an address in the text.
pub const LINK: char = '\u{e000}';
/// Stands for a telephone number in the text.
pub const PHONE: char = '\u{e001}';

static UNSEEN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{Cf}\p{Mn}\p{Me}]").ok());
static KEPT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{Alphabetic}\p{N}%]").ok());

fn is(class: &Option<Regex>, c: char) -> bool {
    let mut buffer = [0; 4];
    class.as_ref().is_some_and(|class| class.is_match(c.encode_utf8(&mut buffer)))
}

/// A plain character and the bytes of the message that it stands for.
#[derive(Clone, Debug)]
pub struct Plain {
    pub c: char,
    pub place: Range<usize>,
}

/// The message in plain characters, nothing left out yet but what is unseen.
pub fn plain(message: &str) -> Vec<Plain> {
    let mut flat: Vec<Plain> = Vec::with_capacity(message.len());
    for (at, c) in message.char_indices().filter(|(_, c)| !is(&UNSEEN, *c)) {
        let place = at..at + c.len_utf8();
        for c in std::iter::once(c).nfkc().flat_map(char::to_lowercase) {
            // 3OO is a number as well.
            let is_zero = c == 'o' && flat.last().is_some_and(|last| last.c.is_ascii_digit());
            flat.push(Plain { c: if is_zero { '0' } else { fold(c) }, place: place.clone() });
        }
    }
    flat
}

/// What patterns are looked for in.
#[derive(Clone, Debug, Default)]
pub struct Normal {
    /// The characters that count.
    pub chars: Vec<char>,
    places: Vec<Range<usize>>,
    /// Characters that begin a sentence.
    starts: Vec<usize>,
}

impl Normal {
    /// The normal form of a message.
    pub fn of(message: &str) -> Self {
        let flat = plain(message);
        let marked = facts::marks(&flat);
        let mut marks = marked.iter().peekable();
        let mut normal = Normal::default();
        let mut apart = false;
        let mut at = 0;
        while let Some(one) = flat.get(at) {
            let mark = marks.next_if(|mark| mark.range.start == at);
            if let Some(mark) = mark {
                let end = flat.get(mark.range.end - 1).map_or(one.place.end, |last| last.place.end);
                normal.push(mark.stands_for(), one.place.start..end);
                at = mark.range.end;
                apart = false;
                continue;
            }
            // Characters of one place beyond the basic plane count as two in a browser.
            if is(&KEPT, one.c) && u32::from(one.c) < 0x1_0000 {
                let joins = |c: &char| c.is_ascii_alphanumeric();
                if apart && joins(&one.c) && normal.chars.last().is_some_and(joins) {
                    normal.push(' ', one.place.start..one.place.start);
                }
                normal.push(one.c, one.place.clone());
                apart = false;
            } else {
                apart = true;
                if ends_sentence(one.c, flat.get(at + 1)) && normal.starts.last() != Some(&normal.chars.len()) {
                    normal.starts.push(normal.chars.len());
                }
            }
            at += 1;
        }
        normal
    }

    fn push(&mut self, c: char, place: Range<usize>) {
        self.chars.push(c);
        self.places.push(place);
    }

    /// The sentence around a character: its first character, and the one after its last.
    pub fn sentence(&self, at: usize) -> (usize, usize) {
        let next = self.starts.partition_point(|start| *start <= at);
        let start = next.checked_sub(1).and_then(|before| self.starts.get(before)).copied().unwrap_or_default();
        (start, self.starts.get(next).copied().unwrap_or(self.chars.len()))
    }

    /// The text as it is compared.
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// The bytes of the message behind some of its characters.
    pub fn place(&self, start: usize, end: usize) -> Range<usize> {
        let first = self.places.get(start).map_or(0, |place| place.start);
        let last = end.checked_sub(1).and_then(|last| self.places.get(last)).map_or(first, |place| place.end);
        first..last
    }
}

/// A full stop of Latin writing has a space behind it; others are in numbers and addresses.
fn ends_sentence(c: char, next: Option<&Plain>) -> bool {
    matches!(c, '。' | '!' | '?' | ';' | '\n') || c == '.' && next.is_none_or(|next| next.c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_characters_goes() {
        let same = |message: &str, text: &str| assert_eq!(Normal::of(message).text(), text, "{message}");
        same("刷*单", "刷单");
        same("加 薇 ❤ 详谈", "加微详谈");
        same("稳·赚·不·赔！", "稳赚不赔");
        same("日赚3OO-5OO", "日赚300 500");
        same("Ａｐｐ下载　ＡＰＰ", "app下载app");
        same("先墊付後返還", "先垫付后返还");
        same("安\u{200b}全\u{fe0f}账\u{336}户", "安全账户");
        same("𝐕𝐗：abc", "vx abc");
        same("Pay  first, get it back!", "pay first get it back");
        same("①②⑤元", "125元");
    }

    #[test]
    fn addresses_and_numbers_are_one_character() {
        let same = |message: &str, text: &str| assert_eq!(Normal::of(message).text(), text, "{message}");
        same("点 http://kd.example/t8?a=1 领取", "点\u{e000}领取");
        same("登录etc-verify.invalid重新认证", "登录\u{e000}重新认证");
        same("请打400-000-0000改签", "请打\u{e001}改签");
        same("加我V信abc123", "加我v信abc123");
        same("拨打96110咨询", "拨打96110咨询");
        same("写信到 a.b@mail.example 即可", "写信到a b mail example即可");
    }

    #[test]
    fn sentences_end_where_readers_see_them_end() {
        let normal = Normal::of("先垫1.5元。好吗？Pay first. Then wait");
        assert_eq!(normal.text(), "先垫1 5元好吗pay first then wait");
        assert_eq!(normal.sentence(2), (0, 6));
        assert_eq!(normal.sentence(6), (6, 8));
        assert_eq!(normal.sentence(9), (8, 17));
        assert_eq!(normal.sentence(20), (17, 27));
    }

    #[test]
    fn every_character_knows_its_place() {
        let message = "请先 垫*付！";
        let normal = Normal::of(message);
        assert_eq!(normal.text(), "请先垫付");
        assert_eq!(&message[normal.place(1, 4)], "先 垫*付");
    }
}
