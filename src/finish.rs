//! Rendered text to finished bytes: minified once, read once.

use rayon::prelude::*;

use crate::config::Config;
use crate::diag::Span;
use crate::path::OutputPath;
use crate::render::{Rendered, Trace};

/// A finished output with what its HTML refers to.
#[derive(Debug)]
pub struct Finished {
    /// Where it goes.
    pub output: OutputPath,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it refers to, in order.
    pub references: Vec<Reference>,
    /// Its ids, in order.
    pub ids: Vec<String>,
    /// The content it shows.
    pub subject: Option<Span>,
    /// Why it can be trusted.
    pub trace: Trace,
}

/// An address in a finished page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The element, such as `a`.
    pub tag: String,
    /// The address, entities decoded.
    pub url: String,
}

/// Finishes all outputs, in parallel; results keep their order.
pub fn run(rendered: Vec<Rendered>, config: &Config) -> Vec<Finished> {
    rendered.into_par_iter().map(|output| one(output, config)).collect()
}

fn one(rendered: Rendered, config: &Config) -> Finished {
    let Rendered { output, text, trace, subject } = rendered;
    let html = output.as_str().ends_with(".html");
    let text = if html && config.minify_html { minify(&text) } else { text };
    let text = if output.as_str().ends_with(".xml") { without_controls(text) } else { text };
    let (references, ids) = if html { read(&text) } else { (Vec::new(), Vec::new()) };
    Finished { output, bytes: text.into_bytes(), references, ids, subject, trace }
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

/// Reads the addresses and ids of a page. The HTML is our own, so a tokenizer of tags with
/// quoted or plain attributes is enough; raw text of scripts and styles is passed over.
pub fn read(html: &str) -> (Vec<Reference>, Vec<String>) {
    let mut references = Vec::new();
    let mut ids = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let tag = rest[..length].to_ascii_lowercase();
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
            match name.to_ascii_lowercase().as_str() {
                "id" => ids.push(unescape(value)),
                "href" | "src" | "poster" => references.push(Reference { tag: tag.clone(), url: unescape(value) }),
                "srcset" => references.extend(value.split(',').filter_map(|candidate| {
                    let url = candidate.split_whitespace().next()?;
                    Some(Reference { tag: tag.clone(), url: unescape(url) })
                })),
                _ => {}
            }
        }
        if tag == "script" || tag == "style" {
            let end = format!("</{tag}");
            rest = rest.find(&end).map_or("", |at| &rest[at..]);
        }
    }
    (references, ids)
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

fn unescape(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    value
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&#x2F;", "/")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_ids_are_read() {
        let html = r##"<!doctype html><a href="/a?x=1&amp;y=2" id=top>x</a><!-- <a href="/no"> --><img src=/i.png srcset="/i.png 1x, /j.png 2x"><script>"<a href='/no'>"</script><a class=x href='#top'>"##;
        let (references, ids) = read(html);
        let urls: Vec<&str> = references.iter().map(|reference| reference.url.as_str()).collect();
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
