//! Addresses and telephone numbers in a message.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::normal::{LINK, PHONE, Plain, plain};

/// Ends of names that are taken for an address without `https://` before them.
const ENDS: &str = "com|cn|net|org|top|xyz|vip|cc|info|shop|club|site|online|app|apk|link|icu|me|io|tv|gov|edu|example|invalid|ink|live|work|fun|pro|co|ltd|wang|tech|store|cyou|buzz|win|bid|hk|tw|us|ru|la|pw|ws|biz|mobi|asia";

static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?:h(?:tt|xx)ps?://[a-z0-9.\[\]-]+|(?:[a-z0-9][a-z0-9-]*(?:\.|\[\.\]))+(?:{ENDS})\b)(?::[0-9]+)?(?:/[!-~]*)?"
    ))
    .ok()
});

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:\+[0-9]{1,3}|00[1-9][0-9]{0,2})[ -]?[0-9]{3,4}[ -]?[0-9]{4}[0-9]{0,4}|1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|[48]00[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}|0[1-9][0-9]{1,2}[ -]?[0-9]{7,8}",
    )
    .ok()
});

/// Something that one character stands for.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Its plain characters.
    pub range: Range<usize>,
    is_link: bool,
}

impl Mark {
    /// The character.
    pub fn stands_for(&self) -> char {
        if self.is_link { LINK } else { PHONE }
    }
}

/// Addresses and telephone numbers among plain characters, in order.
pub fn marks(flat: &[Plain]) -> Vec<Mark> {
    // Everything that both look for is ASCII, so other characters may be any one byte.
    let text: String = flat.iter().map(|one| if one.c.is_ascii() { one.c } else { '\u{1}' }).collect();
    let char_at = |at: usize| flat.get(at).map(|one| one.c);
    let mut found: Vec<Mark> = Vec::new();
    if let Some(address) = &*ADDRESS {
        let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '-' | '_');
        for hit in address.find_iter(&text) {
            let before = hit.start().checked_sub(1).and_then(char_at);
            if !before.is_some_and(in_word) {
                found.push(Mark { range: hit.range(), is_link: true });
            }
        }
    }
    if let Some(number) = &*NUMBER {
        for hit in number.find_iter(&text) {
            let digit = |at: Option<usize>| at.and_then(char_at).is_some_and(|c| c.is_ascii_digit());
            let taken = found.iter().any(|mark| mark.range.start < hit.end() && hit.start() < mark.range.end);
            if !taken && !digit(hit.start().checked_sub(1)) && !digit(Some(hit.end())) {
                found.push(Mark { range: hit.range(), is_link: false });
            }
        }
    }
    found.sort_by_key(|mark| mark.range.start);
    found
}

/// What a message names that can be looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Addresses as written.
    pub links: Vec<String>,
    /// Telephone numbers as written.
    pub phones: Vec<String>,
    /// Numbers of the hotline table, by their place in it.
    pub hotlines: Vec<usize>,
}

/// Looks a message through.
pub fn facts(message: &str, hotlines: &[String]) -> Facts {
    let flat = plain(message);
    let marks = marks(&flat);
    let mut facts = Facts::default();
    for mark in &marks {
        let (Some(first), Some(last)) = (flat.get(mark.range.start), flat.get(mark.range.end - 1)) else { continue };
        let written = message[first.place.start..last.place.end].to_owned();
        let list = if mark.is_link { &mut facts.links } else { &mut facts.phones };
        if !list.contains(&written) {
            list.push(written);
        }
    }
    let outside = |at: &usize| !marks.iter().any(|mark| mark.range.contains(at));
    let digits = |c: char| if c.is_ascii_digit() { c } else { ' ' };
    let runs: String =
        flat.iter().enumerate().map(|(at, one)| if outside(&at) { digits(one.c) } else { ' ' }).collect();
    facts.hotlines = (0..hotlines.len()).filter(|at| runs.split(' ').any(|run| run == hotlines[*at])).collect();
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(message: &str) -> Facts {
        facts(message, &["110".to_owned(), "96110".to_owned()])
    }

    #[test]
    fn addresses_are_found_however_they_are_written() {
        assert_eq!(of("请登录ｗｗｗ．ｋｄ．example／t 领取").links, ["ｗｗｗ．ｋｄ．example／t"]);
        assert_eq!(of("hxxps://a[.]invalid/x、b[.]example").links, ["hxxps://a[.]invalid/x", "b[.]example"]);
        assert_eq!(of("价格1.5元。Done.Thanks a@b.example 3.5com").links, [] as [&str; 0]);
    }

    #[test]
    fn hotlines_are_told_from_other_numbers() {
        let facts = of("96110民警，回电 010-00000000 或 400 000 0000，编号211067");
        assert_eq!(facts.hotlines, [1]);
        assert_eq!(facts.phones, ["010-00000000", "400 000 0000"]);
        assert_eq!(of("报警110。案号1100").hotlines, [0]);
        assert_eq!(of("+000 0000 0000，订单00000000000000").phones, ["+000 0000 0000"]);
    }
}
