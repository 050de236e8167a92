//! Rendered text to finished bytes: minified once, read once, and laid down in the pack.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::hash::{Fingerprint, Fingerprinter};
use crate::path::{self, OutputPath, UrlPath};
use crate::store::{Blob, Pack};

/// A finished output: where its bytes are, and what its HTML refers to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finished {
    /// Its bytes.
    pub blob: Blob,
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
}

impl Finisher<'_> {
    /// Stands for what finishing depends on besides the text.
    pub fn settings(config: &Config) -> Fingerprint {
        Fingerprinter::new().number(u64::from(config.minify_html)).text(&config.base_url).finish()
    }

    /// Finishes one rendered text.
    pub fn finish(&self, output: &OutputPath, text: String) -> io::Result<(Finished, Faults)> {
        let html = output.as_str().ends_with(".html");
        let text = if html && self.config.minify_html { minify(&text) } else { text };
        let text = if output.as_str().ends_with(".xml") { without_controls(text) } else { text };
        let (targets, ids, faults) = if html { self.read(output, &text) } else { Default::default() };
        let blob = self.pack.put(text.as_bytes())?;
        Ok((Finished { blob, targets, ids }, faults))
    }

    fn read(&self, output: &OutputPath, html: &str) -> (Vec<Name>, Vec<Name>, Faults) {
        let mut faults = Faults::default();
        let (mut targets, mut ids, mut anchors) = (Vec::new(), Vec::new(), Vec::new());
        scan(html, &mut |found| match found {
            Found::Id(id) => {
                let number = self.names.number(&id);
                if ids.contains(&number) {
                    faults.duplicates.push(id.into_owned());
                } else {
                    ids.push(number);
                }
            }
            Found::Reference(url) => match url.strip_prefix('#') {
                Some(anchor) => anchors.push(anchor.to_owned()),
                None => targets.extend(self.target(output, &url)),
            },
        });
        for anchor in anchors.into_iter().filter(|anchor| !anchor.is_empty()) {
            let known = self.names.find(&path::decode(&anchor)).is_some_and(|number| ids.contains(&number));
            if !known {
                faults.anchors.push(format!("#{anchor}"));
            }
        }
        targets.sort_unstable();
        targets.dedup();
        ids.sort_unstable();
        (targets, ids, faults)
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
fn local(url: &str, from: &str, config: &Config) -> Option<(String, String)> {
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

/// Drops what XML 1.0 cannot hold (2.2), so that a stray control character in a title does
/// not break a feed.
fn without_controls(text: String) -> String {
    let bad =
        |c: char| matches!(c, '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    if text.contains(bad) { text.replace(bad, "") } else { text }
}

/// Minifies HTML so that it stays valid and its document equal.
///
/// `<meta>` keeps its quotation marks and its order of attributes: crawlers of government
/// sites read these tags by pattern. minify-html would change both, so the tags stand aside
/// while it works.
#[cfg(feature = "minify")]
pub fn minify(html: &str) -> String {
    let config = minify_html::Cfg {
        keep_closing_tags: true,
        keep_html_and_head_opening_tags: true,
        keep_input_type_text_attr: true,
        ..minify_html::Cfg::default()
    };
    let mut metas: Vec<&str> = Vec::new();
    let mut without = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find("<meta ") {
        let Some(length) = tag_end(&rest[start..]) else { break };
        without.push_str(&rest[..start]);
        without.push_str(&format!("<meta name=fanzha-{}>", metas.len()));
        metas.push(&rest[start..=start + length]);
        rest = &rest[start + length + 1..];
    }
    without.push_str(rest);
    let minified = String::from_utf8(minify_html::minify(without.as_bytes(), &config)).unwrap_or(without);
    let mut out = String::with_capacity(minified.len() + metas.iter().map(|meta| meta.len()).sum::<usize>());
    let mut rest = minified.as_str();
    for (number, meta) in metas.iter().enumerate() {
        let mark = format!("<meta name=fanzha-{number}>");
        let Some(at) = rest.find(&mark) else { continue };
        out.push_str(&rest[..at]);
        out.push_str(meta);
        rest = &rest[at + mark.len()..];
    }
    out.push_str(rest);
    out
}

/// Where a tag ends: at the first `>` outside quotation marks.
#[cfg(feature = "minify")]
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// Without the `minify` feature HTML stays as it was rendered.
#[cfg(not(feature = "minify"))]
pub fn minify(html: &str) -> String {
    html.to_owned()
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
pub fn scan<'h>(html: &'h str, tell: &mut impl FnMut(Found<'h>)) {
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let tag = &rest[..length];
        rest = &rest[length..];
        if tag.is_empty() {
            continue;
        }
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() || rest.starts_with('>') {
                break;
            }
            let (name, value, after) = attribute(rest);
            rest = after;
            let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
            if is("id") {
                tell(Found::Id(unescape(value)));
            } else if is("href") || is("src") || is("poster") {
                tell(Found::Reference(unescape(value)));
            } else if is("srcset") {
                for url in value.split(',').filter_map(|candidate| candidate.split_whitespace().next()) {
                    tell(Found::Reference(unescape(url)));
                }
            }
        }
        for raw in ["script", "style"] {
            if tag.eq_ignore_ascii_case(raw) {
                rest = rest.find(&format!("</{raw}")).map_or("", |at| &rest[at..]);
            }
        }
    }
}

/// Name, value and what follows.
fn attribute(text: &str) -> (&str, &str, &str) {
    let length = text.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(text.len());
    let (name, after) = text.split_at(length.max(1).min(text.len()));
    let Some(value) = after.strip_prefix('=') else { return (name, "", after) };
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            let end = inner.find(quote).unwrap_or(inner.len());
            return (name, &inner[..end], inner.get(end + 1..).unwrap_or(""));
        }
    }
    let end = value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len());
    (name, &value[..end], &value[end..])
}

fn unescape(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let plain = value
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
        scan(html, &mut |found| match found {
            Found::Id(id) => ids.push(id),
            Found::Reference(url) => urls.push(url),
        });
        assert_eq!(urls, ["/a?x=1&y=2", "/i.png", "/i.png", "/j.png", "#top"]);
        assert_eq!(ids, ["top"]);
    }

    #[cfg(feature = "minify")]
    #[test]
    fn meta_tags_keep_quotes_and_order() {
        let meta = "<meta name=\"SiteIDCode\" content=\"4300000077\">";
        let html = format!(
            "<!doctype html><html lang=zh-CN><head><meta charset=\"utf-8\">{meta}<title>x</title></head><body><p>  a   b </p></body></html>"
        );
        let minified = minify(&html);
        assert!(minified.contains(meta) && minified.contains("<meta charset=\"utf-8\">"), "{minified}");
        assert!(minified.starts_with("<!doctype html>") && minified.contains("</body>"), "{minified}");
        assert!(minified.contains("<p>a b</p>"), "{minified}");
    }
}
