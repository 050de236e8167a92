//! HTML with holes. The formatter marks holes in its output; here they become segments.
//!
//! Marks are made of NUL, which no character reference can give (CommonMark maps `&#0;` to
//! U+FFFD) and which is cleaned out of the source, so content cannot forge them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Begins a mark.
pub const OPEN: char = '\u{0}';
/// Ends a mark.
pub const CLOSE: char = '\u{0}';

/// A piece of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Segment {
    /// Finished HTML.
    Html(#[serde(with = "checked")] Arc<str>),
    /// The address of a link, by its number.
    Link(usize),
    /// The markup of a picture, by its number.
    Image(usize),
    /// A component call, by its number, with its body.
    Component(usize, Vec<Segment>),
}

/// Texts as bytes, whose UTF-8 is checked many bytes at a time: serde's own way of texts takes
/// longer for Chinese than all else in reading a body.
mod checked {
    use std::fmt;
    use std::sync::Arc;

    use serde::de::{Deserializer, Error, Visitor};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(text.as_bytes())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Arc<str>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("UTF-8")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Arc<str>, E> {
                simdutf8::basic::from_utf8(bytes).map(Arc::from).map_err(E::custom)
            }
        }

        deserializer.deserialize_bytes(Text)
    }
}

/// A mark for a link.
pub fn link(number: usize) -> String {
    format!("{OPEN}L{number}{CLOSE}")
}

/// A mark for a picture.
pub fn image(number: usize) -> String {
    format!("{OPEN}I{number}{CLOSE}")
}

/// A mark for the beginning of a component.
pub fn component_start(number: usize) -> String {
    format!("{OPEN}C{number}{CLOSE}")
}

/// A mark for the end of the innermost component.
pub fn component_end() -> String {
    format!("{OPEN}E{CLOSE}")
}

/// A mark for the end of the summary; `inside` says that it stands inside a paragraph.
pub fn more(inside: bool) -> String {
    format!("{OPEN}{}{CLOSE}", if inside { 'm' } else { 'M' })
}

/// A mark around what summaries leave out.
pub fn omitted(html: &str) -> String {
    format!("{OPEN}F{CLOSE}{html}{OPEN}f{CLOSE}")
}

/// Cuts marked HTML into segments; the second value is the marked summary, if there is one.
pub fn split(html: &str) -> (Vec<Segment>, Option<Vec<Segment>>) {
    let mut stack: Vec<(usize, Vec<Segment>)> = Vec::new();
    let mut current = Vec::new();
    let mut summary = None;
    let mut rest = html;
    while let Some(at) = memchr::memchr(OPEN as u8, rest.as_bytes()) {
        push(&mut current, &rest[..at]);
        let after = &rest[at + OPEN.len_utf8()..];
        let Some(end) = after.find(CLOSE) else { break };
        let mark = &after[..end];
        rest = &after[end + CLOSE.len_utf8()..];
        let number = || mark[1..].parse::<usize>().unwrap_or_default();
        match mark.as_bytes().first() {
            Some(b'L') => current.push(Segment::Link(number())),
            Some(b'I') => current.push(Segment::Image(number())),
            Some(b'C') => stack.push((number(), std::mem::take(&mut current))),
            Some(b'E') => {
                if let Some((call, outer)) = stack.pop() {
                    let body = std::mem::replace(&mut current, outer);
                    current.push(Segment::Component(call, body));
                }
            }
            Some(kind @ (b'M' | b'm')) if stack.is_empty() && summary.is_none() => {
                let mut before = without_omitted(&current);
                if *kind == b'm' {
                    push(&mut before, "……</p>");
                }
                // A list shows many summaries: ids would stand there twice.
                summary = Some(without_ids(before));
                push(&mut current, "<span id=\"continue-reading\"></span>");
            }
            Some(b'F') => current.push(Segment::Html(OMIT_START.into())),
            Some(b'f') => current.push(Segment::Html(OMIT_END.into())),
            _ => {}
        }
    }
    push(&mut current, rest);
    (without_marks(current), summary)
}

const OMIT_START: &str = "\u{0}F";
const OMIT_END: &str = "\u{0}f";

fn push(segments: &mut Vec<Segment>, html: &str) {
    if !html.is_empty() {
        segments.push(Segment::Html(html.into()));
    }
}

fn without_omitted(segments: &[Segment]) -> Vec<Segment> {
    let mut out = Vec::new();
    let mut omitting = false;
    for segment in segments {
        match segment {
            Segment::Html(html) if &**html == OMIT_START => omitting = true,
            Segment::Html(html) if &**html == OMIT_END => omitting = false,
            segment if !omitting => out.push(segment.clone()),
            _ => {}
        }
    }
    out
}

fn without_ids(segments: Vec<Segment>) -> Vec<Segment> {
    let strip = |html: &str| {
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(at) = rest.find(" id=\"") {
            out.push_str(&rest[..at]);
            let value = &rest[at + 5..];
            rest = value.find('"').map_or("", |end| &value[end + 1..]);
        }
        out.push_str(rest);
        out
    };
    segments
        .into_iter()
        .map(|segment| match segment {
            Segment::Html(html) if html.contains(" id=\"") => Segment::Html(strip(&html).into()),
            other => other,
        })
        .collect()
}

/// Removes the inner marks and joins neighbouring HTML.
fn without_marks(segments: Vec<Segment>) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    let mut text = String::new();
    for segment in segments {
        match segment {
            Segment::Html(html) if html.starts_with(OPEN) => {}
            Segment::Html(html) => text.push_str(&html),
            other => {
                push(&mut out, &std::mem::take(&mut text));
                out.push(match other {
                    Segment::Component(call, body) => Segment::Component(call, without_marks(body)),
                    other => other,
                });
            }
        }
    }
    push(&mut out, &text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_segments() {
        let html = format!(
            "<p>a{}b{}</p>{}{}<i>x</i>{}{}end",
            link(0),
            omitted("<sup>1</sup>"),
            more(false),
            component_start(3),
            image(1),
            component_end()
        );
        let (body, summary) = split(&html);
        let text = |t: &str| Segment::Html(t.into());
        assert_eq!(
            body,
            [
                text("<p>a"),
                Segment::Link(0),
                text("b<sup>1</sup></p><span id=\"continue-reading\"></span>"),
                Segment::Component(3, vec![text("<i>x</i>"), Segment::Image(1)]),
                text("end"),
            ]
        );
        assert_eq!(summary, Some(vec![text("<p>a"), Segment::Link(0), text("b"), text("</p>")]));
    }
}
