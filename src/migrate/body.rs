//! What both kinds of bodies share: putting something in the place of shortcodes, and the hosts that
//! links lead to.

use std::ops::Range;

use super::Draft;
use super::notes::Notes;
use super::shortcode::{Call, fenced};
use crate::t;

/// A title made of a file's or folder's name.
pub fn title_of(below: &str) -> String {
    let name = below.trim_end_matches(".md").trim_end_matches("/_index").trim_end_matches("/index");
    let name = name.rsplit('/').next().unwrap_or_default().replace(['-', '_'], " ");
    let name = name.trim();
    if name.is_empty() || name == "index" { "首页".to_owned() } else { name.to_owned() }
}

/// Replaces places of a text, which are in order.
pub fn replaced(text: &str, changes: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (place, new) in changes.iter().filter(|(place, _)| !place.is_empty()) {
        if place.start >= at {
            out.push_str(&text[at..place.start]);
            out.push_str(new);
            at = place.end;
        }
    }
    out.push_str(&text[at..]);
    out
}

/// A picture in Markdown.
pub fn picture(src: &str, alt: &str, caption: &str) -> String {
    let plain = |text: &str| text.replace(['[', ']', '\n'], " ").trim().to_owned();
    let address = if src.contains(char::is_whitespace) { format!("<{src}>") } else { src.to_owned() };
    let title = plain(caption).replace('"', "”");
    let title = if title.is_empty() { String::new() } else { format!(" \"{title}\"") };
    format!("![{}]({address}{title})", plain(alt))
}

/// A link to a film on another site, which no page here shows in itself.
pub fn film(name: &str, call: &Call) -> Option<String> {
    let id = call.any("id", 0)?;
    Some(match name {
        "youtube" => format!("[视频（YouTube）](https://www.youtube.com/watch?v={id})"),
        "vimeo" => format!("[视频（Vimeo）](https://vimeo.com/{id})"),
        "bilibili" => format!("[视频（哔哩哔哩）](https://www.bilibili.com/video/{id})"),
        _ => return None,
    })
}

/// Text as a quotation.
pub fn quotation(text: &str) -> String {
    let lines = text.trim().lines().map(|line| format!("> {line}").trim_end().to_owned());
    format!("\n{}\n", lines.collect::<Vec<_>>().join("\n"))
}

/// Says of a shortcode that it stayed as it was.
pub fn left(call: &Call, file: &str, line: usize, notes: &mut Notes) {
    let name = &call.name;
    notes.add(
        file,
        line,
        t!(
            "短代码 {name} 在这里没有对应的写法，原样留在正文里，请改写",
            "the shortcode {name} has no counterpart here; it stands in the text as it was, rewrite it"
        ),
    );
}

/// Notes the hosts that a body's links lead to.
pub fn hosts(body: &str, draft: &mut Draft) {
    let fences = fenced(body);
    for scheme in ["https://", "http://"] {
        for (at, _) in body.match_indices(scheme) {
            if fences.iter().any(|range| range.contains(&at)) {
                continue;
            }
            let rest = &body[at + scheme.len()..];
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-')).unwrap_or(rest.len());
            let host = rest[..end].trim_end_matches('.').to_lowercase();
            if host.contains('.') {
                draft.hosts.insert(host);
            }
        }
    }
}
