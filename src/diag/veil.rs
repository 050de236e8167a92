//! What findings point at may be what nobody should read: printers see texts through a veil.
//!
//! Every hidden part of every finding is covered in every excerpt, since a line with a number may
//! be drawn for another finding too; and where a message quotes what is hidden, the quotation is
//! covered as well. Covered texts have the length and width of the texts beneath, so that lines,
//! columns and carets stay.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::print::Texts;
use super::{Bytes, Diagnostic, Text};

/// Texts with their hidden parts covered.
pub struct Veil<'t> {
    texts: &'t dyn Texts,
    hidden: BTreeMap<Arc<str>, Vec<Bytes>>,
    /// What is hidden, and what is shown for it.
    words: Vec<(String, String)>,
}

impl<'t> Veil<'t> {
    /// A veil over what these findings hide.
    pub fn over(texts: &'t dyn Texts, findings: &[&Diagnostic]) -> Self {
        let mut veil = Veil { texts, hidden: BTreeMap::new(), words: Vec::new() };
        for finding in findings.iter().filter(|finding| !finding.hidden.is_empty()) {
            let Some(span) = &finding.span else { continue };
            veil.hidden.entry(span.file.clone()).or_default().extend(&finding.hidden);
        }
        for finding in findings.iter().filter(|finding| !finding.hidden.is_empty()) {
            let Some(span) = &finding.span else { continue };
            let part = |text: Option<Arc<str>>| Some(text?.get(span.range.start..span.range.end)?.to_owned());
            if let (Some(open), Some(covered)) = (part(texts.text(&span.file)), part(veil.text(&span.file)))
                && open.chars().count() > 1
                && open != covered
            {
                veil.words.push((open, covered));
            }
        }
        // Of two that hide one text the longer goes first.
        veil.words.sort_by(|a, b| (b.0.len(), &a.0).cmp(&(a.0.len(), &b.0)));
        veil.words.dedup();
        veil
    }

    /// A finding that quotes nothing hidden.
    pub fn covered(&self, finding: &Diagnostic) -> Diagnostic {
        let mut finding = finding.clone();
        if self.words.is_empty() {
            return finding;
        }
        let texts = std::iter::once(&mut finding.message)
            .chain(&mut finding.label)
            .chain(&mut finding.help)
            .chain(finding.others.iter_mut().map(|(_, label)| label));
        texts.for_each(|text| self.cover_text(text));
        finding
    }

    fn cover_text(&self, text: &mut Text) {
        for (open, covered) in &self.words {
            for language in [&mut text.zh, &mut text.en] {
                if language.contains(open.as_str()) {
                    *language = language.replace(open.as_str(), covered);
                }
            }
        }
    }
}

impl Texts for Veil<'_> {
    fn text(&self, file: &str) -> Option<Arc<str>> {
        let text = self.texts.text(file)?;
        let Some(parts) = self.hidden.get(file) else { return Some(text) };
        let is_hidden = |at: usize| parts.iter().any(|part| part.start <= at && at < part.end);
        let first = parts.iter().map(|part| part.start).min().unwrap_or_default();
        let last = parts.iter().map(|part| part.end).max().unwrap_or_default();
        let cover = |(at, c): (usize, char)| if at < first || at >= last || !is_hidden(at) { c } else { covered(c) };
        Some(text.char_indices().map(cover).collect::<String>().into())
    }
}

/// What stands for a character: as many bytes, and as wide.
fn covered(c: char) -> char {
    if c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}') {
        return c;
    }
    match c.len_utf8() {
        1 => '*',
        2 => '·',
        3 => '＊',
        _ => '\u{1D7CE}',
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Severity, Span, code};
    use super::*;
    use crate::t;

    struct One(&'static str);

    impl Texts for One {
        fn text(&self, _: &str) -> Option<Arc<str>> {
            Some(self.0.into())
        }
    }

    #[test]
    fn what_is_hidden_is_covered_everywhere() {
        let texts = One("号码15412345678，\n链接[x](15412345678)");
        let first = Diagnostic::error(code::MOBILE, t!("号码", "a number"))
            .at(Span::new("a.md", 6..17))
            .hide(std::iter::once(6..13));
        let other = Diagnostic::error(code::BROKEN_LINK, t!("没有“15412345678”", "no `15412345678`"));
        let veil = Veil::over(&texts, &[&first, &other]);
        assert_eq!(veil.text("a.md").as_deref(), Some("号码*******5678，\n链接[x](15412345678)"));
        let covered = veil.covered(&other);
        assert_eq!((covered.message.zh.as_str(), covered.severity), ("没有“*******5678”", Severity::Error));
        assert_eq!(veil.text("b.md").as_deref(), Some(texts.0));
    }

    #[test]
    fn covers_have_the_length_of_what_they_cover() {
        for c in "1张é𝟏 \n\u{200B}x".chars() {
            assert_eq!(covered(c).len_utf8(), c.len_utf8(), "{c:?}");
        }
    }
}
