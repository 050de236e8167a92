//! One article of an issue, cut out of the HTML of the whole.

use std::collections::BTreeSet;

use crate::path::decode;
use crate::text::escape_html;

const FOOTNOTES: &str = "<section class=\"footnotes\">";

/// The part under one of the headings with these ids, without the heading itself. Its own headings
/// move up by a level; links to what is not in it lead to the whole at `href`.
pub fn part(html: &str, ids: &[&str], at: usize, href: &str) -> String {
    let (text, notes) = html.rfind(FOOTNOTES).map_or((html, ""), |start| html.split_at(start));
    let heading = |id: &&str| text.find(&format!("<h2 id=\"{}\">", escape_html(id)));
    let Some(start) = ids.get(at).and_then(heading) else { return String::new() };
    let start = text[start..].find("</h2>").map_or(text.len(), |end| start + end + "</h2>".len());
    let end = ids.get(at + 1).and_then(heading).filter(|end| *end >= start).unwrap_or(text.len());
    let mut part = text[start..end].trim_start().to_owned();
    for level in 3..=6 {
        let (old, new) = (level, level - 1);
        for (open, close) in [("<h", " "), ("<h", ">"), ("</h", ">")] {
            part = part.replace(&format!("{open}{old}{close}"), &format!("{open}{new}{close}"));
        }
    }
    part.push_str(&footnotes(notes, &part));
    outward(&part, href)
}

/// The footnotes that a text refers to, under their own numbers.
fn footnotes(notes: &str, text: &str) -> String {
    let used = notes.split("<li id=\"fn-").skip(1).filter_map(|note| {
        let (number, rest) = note.split_once("\">")?;
        let end = rest.find("</ol>\n</section>").unwrap_or(rest.len());
        let is_used = text.contains(&format!("href=\"#fn-{number}\""));
        is_used.then(|| format!("<li id=\"fn-{number}\" value=\"{number}\">{}", &rest[..end]))
    });
    let used: String = used.collect();
    if used.is_empty() { used } else { format!("{FOOTNOTES}\n<ol>\n{used}</ol>\n</section>\n") }
}

/// Lets links to anchors that are not here lead to the whole.
fn outward(html: &str, href: &str) -> String {
    let attribute = |name: &'static str| {
        html.match_indices(name).filter_map(move |(at, _)| {
            let start = at + name.len();
            Some((start, &html[start..start + html[start..].find('"')?]))
        })
    };
    let ids: BTreeSet<&str> = attribute(" id=\"").map(|(_, id)| id).collect();
    let href = escape_html(href);
    let (mut out, mut done) = (String::with_capacity(html.len()), 0);
    for (start, target) in attribute(" href=\"#") {
        if !ids.contains(target) && !ids.contains(decode(target).as_str()) {
            // Before the `#`.
            out.push_str(&html[done..start - 1]);
            out.push_str(&href);
            done = start - 1;
        }
    }
    out.push_str(&html[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "<p>编者按</p>\n<h2 id=\"甲\">甲</h2>\n<p>一<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\">1</a></sup>\
        见<a href=\"#%E4%B9%99\">乙</a>和<a href=\"#里\">里</a></p>\n<h3 id=\"里\">里</h3>\n<h4>深</h4>\n\
        <h2 id=\"乙\">乙</h2>\n<p>二<sup class=\"footnote-ref\"><a href=\"#fn-2\" id=\"fnref-2\">2</a></sup></p>\n\
        <section class=\"footnotes\">\n<ol>\n<li id=\"fn-1\"><p>注一 <a href=\"#fnref-1\">↩</a></p>\n</li>\n\
        <li id=\"fn-2\"><p>注二 <a href=\"#fnref-2\">↩</a></p>\n</li>\n</ol>\n</section>\n";

    #[test]
    fn an_article_takes_its_notes_along() {
        let first = part(WHOLE, &["甲", "乙"], 0, "/b/1/");
        assert!(first.starts_with("<p>一<sup"), "{first}");
        assert!(first.contains("<h2 id=\"里\">里</h2>\n<h3>深</h3>"), "{first}");
        assert!(first.contains("<a href=\"/b/1/#%E4%B9%99\">乙</a>和<a href=\"#里\">里</a>"), "{first}");
        assert!(first.ends_with(
            "<li id=\"fn-1\" value=\"1\"><p>注一 <a href=\"#fnref-1\">↩</a></p>\n</li>\n</ol>\n</section>\n"
        ));
        assert!(!first.contains("注二") && !first.contains("编者按"));
        let second = part(WHOLE, &["甲", "乙"], 1, "/b/1/");
        assert!(second.starts_with("<p>二<sup") && second.contains("<li id=\"fn-2\" value=\"2\"><p>注二"), "{second}");
        assert!(!second.contains("注一"));
        assert_eq!(part(WHOLE, &["甲", "乙"], 2, "/b/1/"), "");
    }
}
