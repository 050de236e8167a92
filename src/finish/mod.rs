//! Rendered text to finished bytes: minified once, read once, and laid down in the pack.

mod common;
mod minify;

use std::borrow::Cow;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use foldhash::HashMap;
use memchr::{memchr, memmem};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::hash::{Fingerprint, Fingerprinter};
use crate::path::{self, OutputPath, UrlPath};
use crate::store::{Blob, Pack};

use common::Places;
pub use minify::Minifier;

/// A finished output: where its bytes are, and what its HTML refers to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finished {
    /// Its bytes.
    pub blob: Blob,
    /// Their fingerprint.
    pub digest: Fingerprint,
    /// What it refers to on this site but outside itself, each once: names of the form
    /// `path#anchor` or `path`.
    pub targets: Vec<Name>,
    /// Its ids, each once, by number.
    pub ids: Vec<Name>,
}

/// What the HTML of one page got wrong within itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Ids that stand twice.
    pub duplicates: Vec<String>,
    /// Addresses of anchors in the page itself that do not exist, as written.
    pub anchors: Vec<String>,
}

/// A number for a text that many pages share.
pub type Name = u32;

/// Texts by number: targets and ids.
#[derive(Debug, Default)]
pub struct Names {
    known: RwLock<Known>,
    urls: RwLock<HashMap<Box<str>, Option<Name>>>,
}

#[derive(Debug, Default)]
struct Known {
    numbers: HashMap<Arc<str>, Name>,
    texts: Vec<Arc<str>>,
}

impl Names {
    /// Texts with the numbers 0, 1, 2 …
    pub fn of(texts: Vec<Arc<str>>) -> Self {
        let numbers = texts.iter().enumerate().map(|(number, text)| (text.clone(), number as Name)).collect();
        Names { known: RwLock::new(Known { numbers, texts }), urls: RwLock::default() }
    }

    /// The number of a text, new if it was not known.
    pub fn number(&self, text: &str) -> Name {
        if let Some(number) = self.find(text) {
            return number;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known.numbers.get(text) {
            return *number;
        }
        let (shared, number): (Arc<str>, Name) = (text.into(), known.texts.len() as Name);
        known.texts.push(shared.clone());
        known.numbers.insert(shared, number);
        number
    }

    /// The number of a text, if it has one.
    pub fn find(&self, text: &str) -> Option<Name> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).numbers.get(text).copied()
    }

    /// The text of a number.
    fn text(&self, name: Name) -> String {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.texts.get(name as usize).map_or_else(String::new, |text| text.to_string())
    }

    /// All texts in the order of their numbers.
    pub fn texts(&self) -> Vec<Arc<str>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).texts.clone()
    }
}

/// Finishes outputs.
pub struct Finisher<'a> {
    /// The settings.
    pub config: &'a Config,
    /// Targets and ids.
    pub names: &'a Names,
    /// Where bytes go.
    pub pack: &'a Pack,
    /// What pages share.
    pub minifier: Minifier,
}

impl Finisher<'_> {
    /// Stands for what finishing depends on besides the text.
    pub fn settings(config: &Config) -> Fingerprint {
        Fingerprinter::new()
            .number(u64::from(config.minify_html))
            .number(u64::from(config.preview))
            .text(&config.base_url)
            .finish()
    }

    /// Finishes one rendered text; `content` is the body in it.
    pub fn finish(&self, output: &OutputPath, text: Vec<u8>, content: &str) -> io::Result<(Finished, Faults)> {
        let html = output.as_str().ends_with(".html");
        let (mut bytes, mut places) = (text, Places::new());
        if html && self.config.preview {
            bytes = kept_from_search(bytes);
        }
        if html && self.config.minify_html {
            (bytes, places) = self.minifier.minify(&bytes, content);
        } else if output.as_str().ends_with(".xml") {
            bytes = without_controls(bytes);
        }
        let (targets, ids, faults) = if html { self.read(output, &bytes, &places) } else { Default::default() };
        let blob = self.pack.put(&bytes)?;
        Ok((Finished { blob, digest: Fingerprint::of(&bytes), targets, ids }, faults))
    }

    /// The target of an address; nothing for other sites.
    pub fn target(&self, output: &OutputPath, url: &str) -> Option<Name> {
        // What an address of the root means does not depend on the page.
        let shared = url.starts_with('/') || url.starts_with("http");
        if shared && let Some(known) = self.names.urls.read().unwrap_or_else(PoisonError::into_inner).get(url) {
            return *known;
        }
        let target = local(url, output.as_str(), self.config).map(|(path, anchor)| {
            let file = UrlPath::from_plain(&path::decode(&path)).output();
            match anchor.as_str() {
                "" => self.names.number(file.as_str()),
                anchor => self.names.number(&format!("{file}#{}", path::decode(anchor))),
            }
        });
        if shared {
            self.names.urls.write().unwrap_or_else(PoisonError::into_inner).insert(url.into(), target);
        }
        target
    }
}

/// The path and anchor of an address on this site; nothing for other sites.
pub fn local(url: &str, from: &str, config: &Config) -> Option<(String, String)> {
    let url = url
        .strip_prefix(&config.base_url)
        .filter(|rest| rest.is_empty() || rest.starts_with(['/', '#', '?']))
        .map_or_else(
            || {
                let below = url.strip_prefix(&config.base_path).filter(|_| url.starts_with('/'));
                below.filter(|rest| rest.is_empty() || rest.starts_with(['/', '#', '?'])).unwrap_or(url)
            },
            |rest| if rest.is_empty() { "/" } else { rest },
        );
    let has_scheme = url.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    if has_scheme || url.starts_with("//") {
        return None;
    }
    let (url, anchor) = url.split_once('#').unwrap_or((url, ""));
    let url = url.split('?').next().unwrap_or_default();
    let target = match url {
        "" => format!("/{from}"),
        url if url.starts_with('/') => url.to_owned(),
        url => {
            let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
            let slash = if url.ends_with('/') { "/" } else { "" };
            format!("/{}{slash}", path::resolve(folder, url)?)
        }
    };
    Some((target, anchor.to_owned()))
}

/// A page of a preview, whatever its theme says to search engines. Of several such elements the
/// strictest counts.
fn kept_from_search(html: Vec<u8>) -> Vec<u8> {
    const KEPT: &[u8] = b"<meta name=\"robots\" content=\"noindex, nofollow\">";
    let head = memmem::find_iter(&html, b"<head").find(|at| matches!(html.get(at + 5), Some(b'>' | b' ' | b'\n')));
    let end = head.and_then(|at| Some(at + memchr(b'>', &html[at..])? + 1));
    match end {
        Some(end) => [&html[..end], KEPT, &html[end..]].concat(),
        None => html,
    }
}

/// Drops what XML 1.0 cannot hold (2.2), so that a stray control character in a title does
/// not break a feed.
fn without_controls(bytes: Vec<u8>) -> Vec<u8> {
    let bad =
        |c: char| matches!(c, '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    match std::str::from_utf8(&bytes) {
        Ok(text) if text.contains(bad) => text.replace(bad, "").into_bytes(),
        _ => bytes,
    }
}

/// Something in a page's HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'h> {
    /// An id.
    Id(Cow<'h, str>),
    /// An address, entities decoded.
    Reference(Cow<'h, str>),
}

/// Tells the addresses and ids of a page, in order. The HTML is our own, so a tokenizer of
/// tags with quoted or plain attributes is enough; raw text of scripts and styles is passed
/// over.
pub fn scan<'h>(html: &'h [u8], tell: &mut impl FnMut(Found<'h>)) {
    let mut rest = html;
    while let Some(start) = memchr(b'<', rest) {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix(b"!--") {
            rest = memmem::find(comment, b"-->").map_or(&[][..], |end| &comment[end + 3..]);
            continue;
        }
        let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let tag = &rest[..length];
        rest = &rest[length..];
        if tag.is_empty() {
            continue;
        }
        rest = attributes(rest, &mut |name, value| {
            // Most attributes are told from these by their length.
            let is = |wanted: &str| name.len() == wanted.len() && name.eq_ignore_ascii_case(wanted.as_bytes());
            if is("id") {
                tell(Found::Id(unescape(value)));
            } else if is("href") || is("src") || is("poster") {
                tell(Found::Reference(unescape(value)));
            } else if is("srcset") {
                for candidate in value.split(|byte| *byte == b',') {
                    let url = candidate.trim_ascii().split(u8::is_ascii_whitespace).next();
                    url.filter(|url| !url.is_empty()).into_iter().for_each(|url| tell(Found::Reference(unescape(url))));
                }
            }
        });
        for (raw, close) in [("script", "</script"), ("style", "</style")] {
            if tag.len() == raw.len() && tag.eq_ignore_ascii_case(raw.as_bytes()) {
                let end = memmem::find(rest, close.as_bytes());
                rest = end.map_or(&[][..], |at| &rest[at..]);
            }
        }
    }
}

/// Tells the attributes of a tag, as written, and gives what follows them from `>` on.
pub fn attributes<'h>(tag: &'h [u8], tell: &mut impl FnMut(&'h [u8], &'h [u8])) -> &'h [u8] {
    let mut rest = tag;
    loop {
        let space = rest.iter().position(|byte| !(byte.is_ascii_whitespace() || *byte == b'/'));
        rest = &rest[space.unwrap_or(rest.len())..];
        if rest.is_empty() || rest.starts_with(b">") {
            return rest;
        }
        let (name, value, after) = attribute(rest);
        rest = after;
        tell(name, value);
    }
}

/// Name, value and what follows.
fn attribute(text: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/');
    let length = text.iter().position(ends).unwrap_or(text.len());
    let (name, after) = text.split_at(length.max(1).min(text.len()));
    let Some(value) = after.strip_prefix(b"=") else { return (name, &[], after) };
    if let Some(quote) = value.first().filter(|byte| matches!(byte, b'"' | b'\'')) {
        let inner = &value[1..];
        let end = memchr(*quote, inner).unwrap_or(inner.len());
        return (name, &inner[..end], inner.get(end + 1..).unwrap_or_default());
    }
    let end = value.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>').unwrap_or(value.len());
    (name, &value[..end], &value[end..])
}

/// The text of an attribute as written.
pub fn unescape(value: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(value);
    if !text.contains('&') {
        return text;
    }
    let plain = text
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&#x2F;", "/")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_ids_are_read() {
        let html = r##"<!doctype html><a href="/a?x=1&amp;y=2" id=top>x</a><!-- <a href="/no"> --><img src=/i.png srcset="/i.png 1x, /j.png 2x"><script>"<a href='/no'>"</script><a class=x href='#top'>"##;
        let (mut urls, mut ids) = (Vec::new(), Vec::new());
        scan(html.as_bytes(), &mut |found| match found {
            Found::Id(id) => ids.push(id),
            Found::Reference(url) => urls.push(url),
        });
        assert_eq!(urls, ["/a?x=1&y=2", "/i.png", "/i.png", "/j.png", "#top"]);
        assert_eq!(ids, ["top"]);
    }
}
