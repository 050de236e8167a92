//! Marked content: what a file says of the glyphs between two instructions.

use hayro_syntax::object::{Dict, Name, String as Bytes};

/// Marks within marks.
const MOST_MARKS: usize = 256;

/// The marks that are open.
#[derive(Default)]
pub struct Marks {
    open: Vec<Mark>,
    /// Marks that are open beyond the last one that is kept.
    beyond: usize,
}

enum Mark {
    Plain,
    /// A header or a footer.
    Aside,
    /// Glyphs that stand for this text, until it is taken.
    Instead(Option<String>),
}

impl Marks {
    /// Opens a mark.
    pub fn begin(&mut self, tag: &str, properties: Option<&Dict<'_>>) {
        if self.open.len() >= MOST_MARKS {
            self.beyond += 1;
            return;
        }
        let name = |key: &str| properties.and_then(|dict| dict.get::<Name<'_>>(key));
        let is = |key: &str, values: &[&str]| name(key).is_some_and(|name| values.contains(&name.as_str()));
        let instead = || properties?.get::<Bytes<'_>>("ActualText").map(|bytes| text_string(bytes.as_bytes()));
        let mark = if tag == "Artifact" && (is("Type", &["Pagination"]) || is("Subtype", &["Header", "Footer"])) {
            Mark::Aside
        } else {
            instead().map_or(Mark::Plain, |text| Mark::Instead(Some(text)))
        };
        self.open.push(mark);
    }

    /// Closes the mark that was opened last.
    pub fn end(&mut self) {
        if self.beyond > 0 {
            self.beyond -= 1;
        } else {
            self.open.pop();
        }
    }

    /// How many are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Closes those that a form left open.
    pub fn close_to(&mut self, depth: usize) {
        self.open.truncate(depth);
        self.beyond = 0;
    }

    /// Whether what stands here is a header or a footer.
    pub fn is_aside(&self) -> bool {
        self.open.iter().any(|mark| matches!(mark, Mark::Aside))
    }

    /// The text that stands for the next glyph, if another than its own does: all of it for the
    /// first one, nothing for the others.
    pub fn instead(&mut self) -> Option<String> {
        self.open.iter_mut().rev().find_map(|mark| match mark {
            Mark::Instead(text) => Some(text.take().unwrap_or_default()),
            Mark::Plain | Mark::Aside => None,
        })
    }
}

/// The text of a string that people are to read: UTF-16 or UTF-8 with a mark, or Latin.
fn text_string(bytes: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned(),
        None => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
