//! Paths as three types that cannot be mixed, and the percent-encoding of URLs.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! path_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The path as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Arc::deserialize(deserializer).map($name)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    };
}

path_type! {
    /// Where a page lies under `content/`, with `/`, without `..`. Identifies a page.
    ContentPath
}
path_type! {
    /// Where a file will lie in the output folder, without a leading `/`.
    OutputPath
}
path_type! {
    /// What a browser asks for: starts with `/`, percent-encoded, no scheme or host.
    UrlPath
}

impl ContentPath {
    /// A path relative to `content/`, already free of `..` (see `source`).
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        ContentPath(path.into())
    }

    /// The folder that holds the file, `""` at the top.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last component.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }
}

impl OutputPath {
    /// A path relative to the output folder.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        OutputPath(path.into())
    }
}

impl UrlPath {
    /// Builds a URL path from a plain (not encoded) one. Adds the leading `/`; empty parts,
    /// `.` and `..` are dropped, so that no output can lie outside the output folder.
    pub fn from_plain(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
        let slash = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
        UrlPath(format!("/{}{slash}", encode(&parts.join("/"))).into())
    }

    /// What has that plain name below this URL.
    pub fn below(&self, name: &str) -> Self {
        UrlPath(format!("{}{}", self.0, encode(name)).into())
    }

    /// The file that answers this URL: `index.html` in the folder if it ends in `/`.
    pub fn output(&self) -> OutputPath {
        OutputPath::new(self.output_text())
    }

    /// [`UrlPath::output`] as text.
    pub fn output_text(&self) -> String {
        let encoded = self.0.trim_start_matches('/');
        let mut plain = String::with_capacity(encoded.len() + "index.html".len());
        if memchr::memchr(b'%', encoded.as_bytes()).is_some() {
            plain.push_str(&decode(encoded));
        } else {
            plain.push_str(encoded);
        }
        if plain.is_empty() || plain.ends_with('/') {
            plain.push_str("index.html");
        }
        plain
    }
}

const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];

/// Percent-encodes everything that may not stand in a URL path (RFC 3986 `pchar` and `/`).
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        let plain = byte.is_ascii_alphanumeric() || (byte.is_ascii() && b"-._~/!$'()*+,;=:@".contains(&byte));
        if plain {
            out.push(byte as char);
        } else {
            out.extend(['%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        }
    }
    out
}

/// Undoes percent-encoding; sequences that are not UTF-8 stay as they are.
pub fn decode(path: &str) -> String {
    if !path.contains('%') {
        return path.to_owned();
    }
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        let hex = hex.filter(|pair| pair.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if bytes[at] == b'%' => {
                out.push(byte);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_owned())
}

/// Joins `target` to `folder` and resolves `.` and `..`; `None` if it leaves the root.
pub fn resolve(folder: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_map_to_files() {
        assert_eq!(UrlPath::from_plain("").output().as_str(), "index.html");
        assert_eq!(UrlPath::from_plain("a/b/").output().as_str(), "a/b/index.html");
        assert_eq!(UrlPath::from_plain("/feed.xml").output().as_str(), "feed.xml");
        assert_eq!(UrlPath::from_plain("银行卡/").as_str(), "/%E9%93%B6%E8%A1%8C%E5%8D%A1/");
        assert_eq!(UrlPath::from_plain("银行卡/").output().as_str(), "银行卡/index.html");
    }

    #[test]
    fn outputs_never_leave_the_folder() {
        for (path, output) in [
            ("../../etc/", "etc/index.html"),
            ("/a/../../b", "a/b"),
            ("//a//b/", "a/b/index.html"),
            ("..", "index.html"),
            ("%2e%2e/x", "%2e%2e/x"),
        ] {
            assert_eq!(UrlPath::from_plain(path).output().as_str(), output, "{path}");
        }
    }

    #[test]
    fn joining_never_leaves_the_root() {
        assert_eq!(resolve("a/b", "../c.svg").as_deref(), Some("a/c.svg"));
        assert_eq!(resolve("a", "../../c"), None);
        assert_eq!(resolve("", "./x"), Some("x".to_owned()));
    }
}
