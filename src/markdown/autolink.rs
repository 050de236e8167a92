//! Bare URLs in text. They end at the first character that may not stand in a URL, so that
//! Chinese punctuation and words after them are never swallowed.

use std::ops::Range;

/// The URLs of a text: byte range each. `www.` counts as a beginning.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut past = 0;
    // Every beginning has an `h` or a `w`; one pass over those bytes is enough.
    for (start, _) in text.match_indices(['h', 'w']) {
        if start < past || !begins_url(text, start) {
            continue;
        }
        let tail = &text[start..];
        let length = tail.find(|c: char| !is_url_char(c)).unwrap_or(tail.len());
        let end = start + trim(&tail[..length]);
        if has_host(&text[start..end]) {
            found.push(start..end);
        }
        past = start + length;
    }
    found
}

/// `awww.` or `xhttp://` are not beginnings; a Han character before is fine.
fn begins_url(text: &str, at: usize) -> bool {
    let prefix = ["https://", "http://", "www."].iter().any(|prefix| text[at..].starts_with(prefix));
    prefix
        && text[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_' | '/' | '@'))
}

fn is_url_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c)
}

/// Drops what punctuates the sentence rather than the URL.
fn trim(url: &str) -> usize {
    let mut end = url.len();
    loop {
        let kept = &url[..end];
        let Some(last) = kept.chars().next_back() else { return 0 };
        let closes_more = |open: char, close: char| kept.matches(close).count() > kept.matches(open).count();
        let drop = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '&' | '~' => true,
            ')' => closes_more('(', ')'),
            ']' => closes_more('[', ']'),
            '(' | '[' => true,
            _ => false,
        };
        if !drop {
            return end;
        }
        end -= 1;
    }
}

fn has_host(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_end_before_chinese() {
        for (text, url) in [
            ("请访问 https://www.12321.cn，举报", "https://www.12321.cn"),
            ("见http://gat.hunan.gov.cn。", "http://gat.hunan.gov.cn"),
            ("（http://www.hnrd.gov.cn）", "http://www.hnrd.gov.cn"),
            ("官网www.12321.cn可以举报", "www.12321.cn"),
            ("(see https://a.gov.cn/x_(y)).", "https://a.gov.cn/x_(y)"),
            ("https://a.gov.cn/?q=1&b=2、后", "https://a.gov.cn/?q=1&b=2"),
        ] {
            let found = find(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(&text[found[0].clone()], url);
        }
    }

    #[test]
    fn what_is_not_a_url_stays_text() {
        for text in ["http://", "https://。", "awww.x.cn", "www.", "user@www.x.cn", "https://localhost"] {
            assert!(find(text).is_empty(), "{text}");
        }
    }
}
