//! Links and pictures as authors write them, before they are resolved against the site.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::path;

/// A link in a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// As written.
    pub written: String,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// `@/path.md#anchor`.
    Content {
        /// Path below `content/`.
        path: String,
        /// The part after `#`, decoded.
        anchor: Option<String>,
    },
    /// `#anchor` in the same page.
    Anchor(String),
    /// `/path` from the site's root.
    Site(String),
    /// A file beside the page.
    Beside(String),
    /// Another site.
    External {
        /// The whole URL.
        url: String,
        /// Its host in small letters.
        host: String,
    },
    /// `mailto:` and `tel:`.
    Contact(String),
    /// Something that may not stand here; says why.
    Refused(Refusal),
}

/// Why a link is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is nothing in the parentheses.
    Empty,
    /// A scheme such as `javascript:`.
    Scheme(String),
    /// A relative path to a Markdown file; `@/` is meant.
    Markdown,
}

/// A picture in a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// As written.
    pub src: String,
    /// Alternative text.
    pub alt: String,
    /// Caption, if it is to be a figure.
    pub caption: Option<String>,
    /// Whether it is the first of its page, to be loaded at once.
    pub first: bool,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// What a written URL means.
pub fn link_target(written: &str) -> Target {
    let url = written.trim();
    if url.is_empty() {
        return Target::Refused(Refusal::Empty);
    }
    if let Some(rest) = url.strip_prefix("@/") {
        let (path, anchor) = match rest.split_once('#') {
            Some((path, anchor)) => (path, Some(path::decode(anchor))),
            None => (rest, None),
        };
        return Target::Content { path: path::decode(path), anchor: anchor.filter(|a| !a.is_empty()) };
    }
    if let Some(anchor) = url.strip_prefix('#') {
        return Target::Anchor(path::decode(anchor));
    }
    let lower = url.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") || url.starts_with("//") {
        let rest = url.split_once("//").map_or("", |(_, rest)| rest);
        let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
        return Target::External { url: url.to_owned(), host };
    }
    if lower.starts_with("mailto:") || lower.starts_with("tel:") {
        return Target::Contact(url.to_owned());
    }
    if let Some(scheme) = scheme_of(url) {
        return Target::Refused(Refusal::Scheme(scheme));
    }
    if url.starts_with('/') {
        return Target::Site(url.to_owned());
    }
    let file = url.split(['#', '?']).next().unwrap_or(url);
    if file.ends_with(".md") {
        return Target::Refused(Refusal::Markdown);
    }
    Target::Beside(path::decode(url))
}

/// The scheme of a URL, with the control characters removed that browsers ignore.
fn scheme_of(url: &str) -> Option<String> {
    let cleaned: String = url.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (scheme, _) = cleaned.split_once(':')?;
    let plain = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    (plain && scheme.starts_with(|c: char| c.is_ascii_alphabetic())).then(|| scheme.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        assert_eq!(
            link_target("@/a/b.md#%E4%B8%80"),
            Target::Content { path: "a/b.md".into(), anchor: Some("一".into()) }
        );
        assert!(matches!(link_target("javascript:alert(1)"), Target::Refused(Refusal::Scheme(_))));
        assert!(matches!(link_target("JaVa\tscript:alert(1)"), Target::Refused(Refusal::Scheme(_))));
        assert!(matches!(link_target("data:text/html,x"), Target::Refused(Refusal::Scheme(_))));
        assert!(matches!(link_target("../a.md"), Target::Refused(Refusal::Markdown)));
        assert_eq!(
            link_target("https://user@EVIL.example:8/x"),
            Target::External { url: "https://user@EVIL.example:8/x".into(), host: "evil.example".into() }
        );
        assert_eq!(link_target("tel:96110"), Target::Contact("tel:96110".into()));
    }
}
