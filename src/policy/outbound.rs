//! Addresses of other sites in texts.

use std::ops::Range;

use super::context;

/// Beginnings of addresses, and ends of hosts that stand without one.
pub const SIGNS: &[&str] = &["://", "www.", "WWW."];
/// Ends of hosts.
pub const TOPS: &[&str] = &[
    ".com", ".cn", ".net", ".org", ".top", ".xyz", ".vip", ".cc", ".app", ".shop", ".club", ".icu", ".site", ".online",
    ".live", ".link", ".info", ".biz", ".tv", ".me", ".work", ".fun", ".wang", ".ltd", ".pw", ".io", ".ink", ".mobi",
    ".asia", ".ly", ".co", ".gd", ".us", ".tk", ".win", ".bid", ".loan", ".click", ".store", ".cloud", ".COM", ".CN",
    ".NET", ".TOP", ".XYZ", ".VIP", ".CC",
];

/// Ends of hosts whose dot is written otherwise, so that programs overlook them.
pub const DISGUISED: &[&str] = &[
    "．com",
    "．cn",
    "．net",
    "．top",
    "．xyz",
    "．vip",
    "．cc",
    "．app",
    "．shop",
    "．club",
    "．icu",
    "．site",
    "．online",
    "．org",
    "．info",
    "。com",
    "。cn",
    "。net",
    "。top",
    "。xyz",
    "。vip",
    "。cc",
    "点com",
    "点cn",
    "点net",
    "点top",
    "点xyz",
    "点vip",
    "点cc",
    "点app",
];

/// An address in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Address {
    /// Where it stands.
    pub place: Range<usize>,
    /// Its host in small letters.
    pub host: String,
    /// Whether it is the value of an attribute that browsers follow.
    pub is_link: bool,
}

/// Nobody writes longer addresses, and hostile texts must not take long.
const LONGEST: usize = 1_000;

/// The address around a sign at `at`; nothing if it is broken up so that nobody can follow it.
pub fn read(text: &str, at: usize, sign: &str) -> Option<Address> {
    let head = &text[..at];
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let (start, host) = if sign == "://" {
        let scheme = head.chars().rev().take(12).take_while(char::is_ascii_alphabetic).count();
        let start = at - scheme;
        let name = text[start..at].to_ascii_lowercase();
        if !matches!(name.as_str(), "http" | "https" | "ftp" | "ws" | "wss") {
            return None;
        }
        (start, at + sign.len())
    } else {
        let before = head.chars().rev().take(80).take_while(|c| is_name(*c)).count();
        let start = at - before;
        // What follows `@` is an e-mail address, what follows `/` belongs to one that is read already.
        if head[..start].ends_with(['@', '/', '＠', ':', '_', '\\', ']']) || text[start..].starts_with(['.', '-']) {
            return None;
        }
        (start, start)
    };
    let tail = context::after(text, host, LONGEST);
    let authority = &tail
        [..tail.find(|c: char| !(is_name(c) || matches!(c, '@' | ':' | '_' | '%' | '+' | '~'))).unwrap_or(tail.len())];
    let name = authority.rsplit('@').next().unwrap_or_default();
    let name = name.split(':').next().unwrap_or_default().trim_end_matches(['.', '-']);
    if !name.contains('.') && !is_han_host(tail) || name.starts_with('.') {
        return None;
    }
    // `x.com` may be a word of its own, `x.community` is another.
    let top = name.rsplit('.').next().unwrap_or_default();
    if sign != "://" && !sign.eq_ignore_ascii_case("www.") && !sign[1..].eq_ignore_ascii_case(top) {
        return None;
    }
    if tail[name.len()..].starts_with(['@', '＠']) {
        return None;
    }
    let is_url = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&*+,;=%".contains(c);
    let length = tail.find(|c: char| !is_url(c)).unwrap_or(tail.len());
    let end = host + tail[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '&']).len();
    let before = head[..start.min(head.len())].trim_end_matches(['"', '\'']);
    let is_link = ["href=", "src=", "srcset=", "poster=", "cite=", "data="].iter().any(|name| before.ends_with(name));
    Some(Address { place: start..end.max(host + name.len()), host: name.to_ascii_lowercase(), is_link })
}

/// The address whose host ends with such a sign at `at`.
pub fn disguised(text: &str, at: usize, sign: &str) -> Option<Address> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '．' | '。' | '点');
    let start = at - text[..at].chars().rev().take(80).take_while(|c| is_name(*c)).map(char::len_utf8).sum::<usize>();
    let name = text[start..at].trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let start = at - name.len();
    let end = at + sign.len();
    let goes_on = text[end..].starts_with(|c: char| c.is_ascii_alphanumeric());
    // 下午3点: a host has a letter.
    let is_host = name.contains(|c: char| c.is_ascii_alphabetic()) && !goes_on && !text[..start].ends_with(['@', '＠']);
    let host = text[start..end].replace(['．', '。', '点'], ".").to_ascii_lowercase();
    is_host.then_some(Address { place: start..end, host, is_link: false })
}

/// Hosts may be Chinese.
fn is_han_host(tail: &str) -> bool {
    let host: String =
        tail.chars().take_while(|c| crate::text::is_han(*c) || c.is_ascii_alphanumeric() || *c == '.').collect();
    host.split_once('.').is_some_and(|(name, top)| !name.is_empty() && !top.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let signs = SIGNS.iter().chain(TOPS);
        let mut all: Vec<Address> =
            signs.flat_map(|sign| text.match_indices(sign).filter_map(|(at, sign)| read(text, at, sign))).collect();
        all.sort_by_key(|address| (address.place.start, std::cmp::Reverse(address.place.end)));
        all.dedup_by_key(|address| address.place.start);
        all.into_iter().map(|address| format!("{} {}", address.host, &text[address.place])).collect()
    }

    #[test]
    fn dots_in_disguise_are_seen() {
        let found = |text: &str| {
            let signs = DISGUISED.iter().flat_map(|sign| text.match_indices(sign));
            signs.filter_map(|(at, sign)| disguised(text, at, sign)).map(|address| address.host).collect::<Vec<_>>()
        };
        assert_eq!(found("登录 bad-bank．top 领取"), ["bad-bank.top"]);
        assert_eq!(found("登录 www。bad。com 领取"), ["www.bad.com"]);
        assert_eq!(found("网址bad-bank点top"), ["bad-bank.top"]);
        for text in ["下午3点cn", "下载了。com是什么", "a@bad．com", "x．community"] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn addresses_are_read() {
        assert_eq!(found("见https://bad.example/x?y=1，"), ["bad.example https://bad.example/x?y=1"]);
        assert_eq!(found("HTTP://u@BAD.example:80/"), ["bad.example HTTP://u@BAD.example:80/"]);
        assert_eq!(found("登录bad-bank.top领取"), ["bad-bank.top bad-bank.top"]);
        assert_eq!(found("www.bad.example。"), ["www.bad.example www.bad.example"]);
        for text in [
            "hxxps[:]//bad[.]example/x",
            "hxxps://bad[.]com",
            "a@bad.com",
            "x.community",
            "captions.zh.vtt",
            "@/a.md",
            "://",
            "v1.2.cn-x",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
