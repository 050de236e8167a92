//! What style sheets, web manifests and drawings refer to.

use serde_json::Value;

use crate::finish::{Found, scan};

/// The addresses that a file names, by its ending; none if it is of another kind.
pub fn of(path: &str, bytes: &[u8]) -> Vec<String> {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => of_style(&String::from_utf8_lossy(bytes)),
        "webmanifest" => of_manifest(bytes),
        "svg" => of_drawing(bytes),
        _ => Vec::new(),
    }
}

/// The addresses in a style sheet: `url(…)` and `@import "…"`.
pub fn of_style(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['/', 'u', 'U', '@', '"', '\'']) {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if let Some(after) = word(rest, "url(") {
            let (url, after) = address(after.trim_start(), ')');
            found.extend((!url.is_empty()).then(|| url.to_owned()));
            rest = after;
        } else if let Some(after) = word(rest, "@import") {
            let after = after.trim_start();
            if after.starts_with(['"', '\'']) {
                let (url, after) = address(after, ';');
                found.extend((!url.is_empty()).then(|| url.to_owned()));
                rest = after;
            } else {
                rest = after;
            }
        } else if rest.starts_with(['"', '\'']) {
            rest = address(rest, ';').1;
        } else {
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    found
}

fn word<'t>(text: &'t str, wanted: &str) -> Option<&'t str> {
    let head = text.get(..wanted.len())?;
    head.eq_ignore_ascii_case(wanted).then(|| &text[wanted.len()..])
}

/// An address in quotes, or up to `end`; and what follows.
fn address(text: &str, end: char) -> (&str, &str) {
    match text.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        Some(quote) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        None => {
            let (url, after) = text.split_once(end).unwrap_or((text, ""));
            (url.trim(), after)
        }
    }
}

fn of_manifest(bytes: &[u8]) -> Vec<String> {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return Vec::new() };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let sources = |list: &Value| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(|item| text(&item["src"])).collect()
    };
    let shortcuts = value["shortcuts"].as_array().into_iter().flatten();
    let of_shortcuts = shortcuts.flat_map(|it| text(&it["url"]).into_iter().chain(sources(&it["icons"])));
    let lists = ["icons", "screenshots"].into_iter().flat_map(|name| sources(&value[name]));
    text(&value["start_url"]).into_iter().chain(lists).chain(of_shortcuts).collect()
}

fn of_drawing(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    scan(bytes, &mut |it| {
        if let Found::Reference(url) = it
            && !url.starts_with('#')
        {
            found.push(url.into_owned());
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_styles() {
        let css = "@import 'a.css'; @import url(\"b.css\") print; .x{background:URL( c.png )}/* url(no.png) */\
                   .y{content:\"url(no.png)\"}.z{src:url('d).woff2') format('woff2'),url(data:font/woff2;base64,AA)}.urlx{top:0}";
        assert_eq!(of_style(css), ["a.css", "b.css", "c.png", "d).woff2", "data:font/woff2;base64,AA"]);
        for odd in ["url(", "@import", "'", "/*", "url('", "链接 url(图.png", "u"] {
            of_style(odd);
        }
    }

    #[test]
    fn addresses_of_manifests_and_drawings() {
        let manifest =
            br#"{"start_url":"/","icons":[{"src":"/i.png"}],"shortcuts":[{"url":"/a/","icons":[{"src":"j.png"}]}]}"#;
        assert_eq!(of("site.webmanifest", manifest), ["/", "/i.png", "/a/", "j.png"]);
        assert_eq!(of("a.svg", b"<svg><use href='#x'/><image href='p.png'/></svg>"), ["p.png"]);
        assert_eq!(of("a.webmanifest", b"no"), Vec::<String>::new());
    }

    proptest::proptest! {
        #[test]
        fn any_style_is_read(text in "[a-z@/*(\"');{} 链\\\\]{0,120}") {
            of_style(&text);
        }
    }
}
