//! Which ids, keys, sums and addresses may stand in the list.

use crate::config::{Config, host_of};

/// The longest length that is believed, in milliseconds: a day.
pub const LONGEST: u64 = 24 * 3600 * 1000;
/// The largest file that is believed, in bytes: a tebibyte.
pub const LARGEST: u64 = 1 << 40;
/// The most pixels of a side that are believed.
pub const WIDEST: u32 = 32_768;

/// Whether a text can be an id: 2 to 64 small ASCII letters, digits and inner hyphens.
pub fn is_id(id: &str) -> bool {
    (2..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !id.starts_with('-')
        && !id.ends_with('-')
}

/// Whether a text can be a key: a relative path of plain names that stays in its store on every
/// system.
pub fn is_key(key: &str) -> bool {
    let is_name = |part: &str| {
        !matches!(part, "" | "." | "..")
            && !part.starts_with(' ')
            && !part.ends_with([' ', '.'])
            && !part.contains(|c: char| c.is_control() || "\\:*?\"<>|%#".contains(c))
    };
    (1..=512).contains(&key.len()) && key.split('/').all(is_name)
}

/// Whether a text is a SHA-256 as `sha256sum` prints it.
pub fn is_sha256(sum: &str) -> bool {
    sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
}

/// The host of a whole `https` address of plain URL characters (RFC 3986), without name,
/// password and fragment.
pub fn https_host(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?[]!$&'()*+,;=%".contains(&byte);
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let fits = !authority.is_empty()
        && authority.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte))
        && path.bytes().all(|byte| plain(byte) || byte == b'@');
    host_of(url).filter(|host| fits && !host.is_empty())
}

/// Whether files may lie on a host: one that pages may link to, or that of the public address.
pub fn is_host_allowed(host: &str, config: &Config) -> bool {
    config.host_allowed(host) || config.media.public_host().as_deref() == Some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids() {
        for good in ["ab", "safe-account-call", "12-3", &"a".repeat(64)] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "a", "-ab", "ab-", "Ab", "a_b", "a b", "安全", "../a", "a.b", &"a".repeat(65)] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn keys_stay_in_their_store() {
        for good in ["a.mp4", "2026/安全账户.mp4", "a b.mp4", ".well"] {
            assert!(is_key(good), "{good}");
        }
        for bad in
            ["", "/a", "a/", "a//b", "../a", "a/../b", ".", "a\\b", "c:a", "a\nb", "a\0", "a?b", "a.", "%2e%2e/a"]
        {
            assert!(!is_key(bad), "{bad}");
        }
        assert!(!is_key(&"a".repeat(513)));
    }

    #[test]
    fn sums() {
        assert!(is_sha256(&"0123456789abcdef".repeat(4)));
        assert!(!is_sha256(&"A".repeat(64)));
        assert!(!is_sha256("ab"));
    }

    #[test]
    fn addresses() {
        assert_eq!(https_host("https://V.example.cn/a%20b.mp4?x=1").as_deref(), Some("v.example.cn"));
        assert_eq!(https_host("https://v.example.cn:8443/a").as_deref(), Some("v.example.cn"));
        for bad in [
            "http://v.example.cn/a",
            "https://",
            "https:///a",
            "https://u@v.example.cn/",
            "https://v.example.cn\\@evil.example/",
            "https://v.example.cn/安全.mp4",
            "https://v.example.cn/a b",
            "https://v.example.cn/a#b",
            "https://v.example.cn/\"onerror=",
            "https://[::1]/a",
            "javascript:alert(1)",
        ] {
            assert_eq!(https_host(bad), None, "{bad}");
        }
    }
}
