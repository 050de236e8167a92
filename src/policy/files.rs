//! Files that are no pages: captions, transcripts, data, the words of drawings.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Mark, Rules, words};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::kind::Kind;
use crate::source::{SourceFile, Sources};

/// What was found in files, under what stands for their bytes and the rules.
pub type Memory = BTreeMap<Arc<str>, (Fingerprint, Vec<Mark>)>;

/// Kinds of files whose texts readers get.
const EXTENSIONS: &[&str] = &["vtt", "srt", "txt", "csv", "json", "toml", "yaml", "yml", "xml", "html", "svg"];

/// Scans the files that are published as they are or feed pages; those that were scanned before are
/// recalled.
pub fn examine(sources: &Sources, rules: &Rules, known: &Memory) -> Memory {
    let folders = ["content/", "data/", "media/", "static/"];
    let files: Vec<&SourceFile> =
        folders.iter().flat_map(|folder| sources.under(folder)).filter(|file| is_text(&file.path)).collect();
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
    // The list of wrong words holds them, that of big files addresses of our own store.
    EXTENSIONS.contains(&extension.as_str()) && path != words::FILE && path != crate::library::PATH
}

fn scan(rules: &Rules, path: &str, text: &str) -> Vec<Mark> {
    if !path.to_ascii_lowercase().ends_with(".svg") {
        return rules.scan(text, Kind::Page);
    }
    let parts = drawn(text);
    parts
        .into_iter()
        .flat_map(|part| {
            rules.scan(&text[part.clone()], Kind::Page).into_iter().map(move |mark| mark.shifted(part.start))
        })
        .collect()
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
    fn words_of_drawings() {
        let svg = "<svg aria-label=\"图\"><path d=\"M15412345678\"/><textPath/><text x=\"1\"><tspan>154</tspan><tspan>1234</tspan></text><title>甲</title></svg>";
        let found: Vec<&str> = drawn(svg).into_iter().map(|range| &svg[range]).collect();
        assert_eq!(found, ["<tspan>154</tspan><tspan>1234</tspan>", "甲", "图"]);
    }
}
