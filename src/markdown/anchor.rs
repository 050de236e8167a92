//! Heading ids: stable, unique in the page, readable in Chinese.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::is_han;

/// The id a heading's text gives: letters, digits and Han stay, runs of anything else become
/// one hyphen, Latin letters become small.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in text.chars() {
        if c.is_alphanumeric() || is_han(c) || c == '_' {
            if gap && !out.is_empty() {
                out.push('-');
            }
            gap = false;
            out.extend(c.to_lowercase());
        } else {
            gap = true;
        }
    }
    out
}

/// The id of a body's paragraph, counted from 1.
pub fn paragraph(number: usize) -> String {
    format!("p{number}")
}

fn is_paragraph(id: &str) -> bool {
    id.strip_prefix('p').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Gives out ids, each once.
#[derive(Debug, Default)]
pub struct Ids {
    given: BTreeSet<String>,
    next: BTreeMap<String, usize>,
    numbers_paragraphs: bool,
}

impl Ids {
    /// Ids of a body; if its paragraphs are numbered, no heading's text takes their ids.
    pub fn new(numbers_paragraphs: bool) -> Self {
        Ids { numbers_paragraphs, ..Ids::default() }
    }

    /// Reserves an id that an author wrote; false if it is taken.
    pub fn reserve(&mut self, id: &str) -> bool {
        self.given.insert(id.to_owned())
    }

    /// An id for a heading's text, numbered if it is taken.
    pub fn make(&mut self, text: &str) -> String {
        let mut base = slug(text);
        // Footnotes own these prefixes; an empty heading still needs a place to point at.
        let taken = self.numbers_paragraphs && is_paragraph(&base);
        if base.is_empty() || taken || base.starts_with("fn-") || base.starts_with("fnref-") {
            base = format!("section-{base}").trim_end_matches('-').to_owned();
        }
        let mut id = base.clone();
        let number = self.next.entry(base.clone()).or_default();
        while !self.given.insert(id.clone()) {
            *number += 1;
            id = format!("{base}-{number}");
        }
        id
    }

    /// All ids given out.
    pub fn into_inner(self) -> BTreeSet<String> {
        self.given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_headings_keep_their_words() {
        assert_eq!(slug("一、什么是“刷单返利”？"), "一-什么是-刷单返利");
        assert_eq!(slug("Call 96110 Now!"), "call-96110-now");
        let mut ids = Ids::default();
        assert_eq!(ids.make("步骤"), "步骤");
        assert_eq!(ids.make("步骤"), "步骤-1");
        assert_eq!(ids.make("……"), "section");
        assert_eq!(ids.make("fn 1"), "section-fn-1");
    }

    #[test]
    fn numbered_paragraphs_own_their_ids() {
        assert_eq!(Ids::new(false).make("P3"), "p3");
        let mut ids = Ids::new(true);
        assert_eq!(ids.make("P3"), "section-p3");
        assert_eq!(ids.make("p3a"), "p3a");
        assert_eq!(ids.make("p"), "p");
    }
}
