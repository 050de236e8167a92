//! Files that are no pages: captions, transcripts, data, the words of drawings, templates, and the
//! settings that readers see.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Mark, Rules, words};
use crate::diag::{Report, code};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::kind::Kind;
use crate::source::{SourceFile, Sources};
use crate::tree::{self, Node, Value};

/// What was found in files, under what stands for their bytes and the rules.
pub type Memory = BTreeMap<Arc<str>, (Fingerprint, Vec<Mark>)>;

/// Kinds of files whose texts readers get.
const EXTENSIONS: &[&str] = &["vtt", "srt", "txt", "csv", "json", "toml", "yaml", "yml", "xml", "html", "svg"];

/// The site's settings, …
const SETTINGS: &str = "site.toml";
/// … and what of them pages show. The others are ours: where the site is sent to, what is allowed.
const SHOWN: &[&str] = &[
    "title",
    "description",
    "author",
    "taxonomies",
    "languages",
    "gov",
    "periodicals",
    "series",
    "platforms",
    "extra",
];

/// Scans the files that are published as they are or feed pages; those that were scanned before are
/// recalled.
pub fn examine(sources: &Sources, rules: &Rules, known: &Memory) -> Memory {
    let folders = ["content/", "data/", "i18n/", "media/", "static/", "templates/", "themes/"];
    let files: Vec<&SourceFile> = folders
        .iter()
        .flat_map(|folder| sources.under(folder))
        .filter(|file| is_text(&file.path))
        .chain(sources.get(SETTINGS))
        .collect();
    let found: Vec<_> = files
        .par_iter()
        .filter_map(|file| {
            let text = file.text.as_deref()?;
            let key = Fingerprinter::new().fingerprint(&file.fingerprint()?).fingerprint(&rules.fingerprint).finish();
            let marks = match known.get(&file.path).filter(|(last, _)| *last == key) {
                Some((_, marks)) => marks.clone(),
                None => scan(rules, &file.path, text),
            };
            Some((file.path.clone(), (key, marks)))
        })
        .collect();
    found.into_iter().collect()
}

fn is_text(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    // The list of wrong words holds them.
    EXTENSIONS.contains(&extension.as_str()) && path != words::FILE
}

fn scan(rules: &Rules, path: &str, text: &str) -> Vec<Mark> {
    let parts = if path.to_ascii_lowercase().ends_with(".svg") {
        drawn(text)
    } else if path == SETTINGS {
        values(path, text, |keys| keys.first().is_some_and(|key| SHOWN.contains(key)))
    } else if path == crate::library::PATH {
        // The rest of this list are sums, and addresses of our own store.
        values(path, text, |keys| keys.last() == Some(&"title"))
    } else {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        let kind = if matches!(extension, "vtt" | "srt") { Kind::Video } else { Kind::Page };
        let mut marks = rules.scan(text, kind);
        // Registers name people in office, and data are no prose.
        let is_prose = matches!(extension, "vtt" | "srt" | "txt");
        marks.retain(|mark| is_prose || mark.sure || mark.rule != code::PERSON_NAME);
        let is_template = path.contains("templates/") && path.ends_with(".html");
        marks.retain(|mark| {
            let place: Range<usize> = mark.place.into();
            // `check.link` is the name of a value in templates; whole addresses are none.
            let is_name =
                is_template && !text[place.clone()].contains("://") && !text[place.clone()].starts_with("www.");
            mark.rule != code::OUTBOUND || !is_name && !is_vocabulary(text, &place)
        });
        return marks;
    };
    parts
        .into_iter()
        .flat_map(|part| {
            rules.scan(&text[part.clone()], Kind::Page).into_iter().map(move |mark| mark.shifted(part.start))
        })
        .collect()
}

/// The places of the texts of a TOML file whose keys are asked for.
fn values(path: &str, text: &str, is_wanted: impl Fn(&[&str]) -> bool) -> Vec<Range<usize>> {
    let node = tree::parse_toml(&path.into(), text, 0, &mut Report::new());
    let mut found = Vec::new();
    let mut open: Vec<(Vec<&str>, &Node)> = vec![(Vec::new(), &node)];
    while let Some((keys, node)) = open.pop() {
        match &node.value {
            Value::String(_) if is_wanted(&keys) && text.get(node.span.clone()).is_some() => {
                found.push(node.span.clone());
            }
            Value::List(items) => open.extend(items.iter().map(|item| (keys.clone(), item))),
            Value::Table(entries) => open.extend(entries.iter().map(|entry| {
                let keys = keys.iter().copied().chain([entry.key.as_str()]).collect();
                (keys, &entry.node)
            })),
            _ => {}
        }
    }
    found.sort_by_key(|place| place.start);
    found
}

/// Whether an address only names a vocabulary: of XML, of schema.org. Nobody is led there.
fn is_vocabulary(text: &str, place: &Range<usize>) -> bool {
    let before = text[..place.start].trim_end_matches(['"', '\'', ' ']);
    let Some(before) = before.strip_suffix(['=', ':']) else { return false };
    let before = before.trim_end_matches(['"', '\'', ' ']);
    let name = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '{' | ',' | '<')).next();
    name.is_some_and(|name| {
        let is_prefix = name.strip_prefix("xmlns").is_some_and(|rest| rest.is_empty() || rest.starts_with(':'));
        is_prefix || matches!(name, "itemtype" | "@context" | "@vocab" | "$schema")
    })
}

/// The words of a drawing: what stands between the first text and the end of the last, tags and
/// all, and attributes that are read out. The figures of shapes are none.
fn drawn(svg: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    for name in ["text", "title", "desc"] {
        let (open, close) = (format!("<{name}"), format!("</{name}>"));
        let mut at = 0;
        while let Some(start) = svg[at..].find(&open).map(|found| at + found) {
            let after = start + open.len();
            let Some(tag) = svg[after..].find('>').map(|end| after + end + 1) else { break };
            let is_other = svg[after..].starts_with(|c: char| c.is_ascii_alphanumeric());
            if is_other || svg[..tag].ends_with("/>") {
                at = after;
                continue;
            }
            let end = svg[tag..].find(&close).map_or(svg.len(), |end| tag + end);
            parts.push(tag..end);
            at = end;
        }
    }
    for name in ["aria-label=\"", "title=\"", "alt=\""] {
        parts.extend(svg.match_indices(name).map(|(at, _)| {
            let start = at + name.len();
            start..svg[start..].find('"').map_or(svg.len(), |end| start + end)
        }));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vocabularies_lead_nowhere() {
        let at = |text: &str| {
            let start = text.find("http").expect("an address");
            is_vocabulary(text, &(start..text.len()))
        };
        for text in [
            "<svg xmlns=\"http://a.org",
            "xmlns:x='http://a.org",
            "<p itemtype=http://a.org",
            "{\"@context\": \"http://a.org",
        ] {
            assert!(at(text), "{text}");
        }
        for text in [
            "<a href=\"http://a.org",
            "http://a.org",
            "xmlns http://a.org",
            "data-xmlns=\"http://a.org",
            "{\"url\": \"http://a.org",
        ] {
            assert!(!at(text), "{text}");
        }
    }

    #[test]
    fn settings_that_are_shown() {
        let text = "base_url = \"https://a.cn\"\ntitle = \"甲\"\n[deploy.x]\nurl = \"乙\"\n[extra]\nfooter = [{ text = \"丙\" }]\n";
        let found = values(SETTINGS, text, |keys| keys.first().is_some_and(|key| SHOWN.contains(key)));
        let found: Vec<&str> = found.into_iter().map(|range| text[range].trim_matches('"')).collect();
        assert_eq!(found, ["甲", "丙"]);
    }

    #[test]
    fn words_of_drawings() {
        let svg = "<svg aria-label=\"图\"><path d=\"M15412345678\"/><textPath/><text x=\"1\"><tspan>154</tspan><tspan>1234</tspan></text><title>甲</title></svg>";
        let found: Vec<&str> = drawn(svg).into_iter().map(|range| &svg[range]).collect();
        assert_eq!(found, ["<tspan>154</tspan><tspan>1234</tspan>", "甲", "图"]);
    }
}
