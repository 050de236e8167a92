//! What findings point at may be what nobody should read: printers see texts through a veil.
//!
//! Every hidden part of every finding is covered in every excerpt, since a line with a number may
//! be drawn for another finding too; and where a message quotes what is hidden, the quotation is
//! covered as well. Covered texts have the length and width of the texts beneath, so that lines,
//! columns and carets stay.

use std::collections::BTreeMap;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use super::print::Texts;
use super::{Bytes, Diagnostic, Text};

/// Texts with their hidden parts covered.
pub struct Veil<'t> {
    texts: &'t dyn Texts,
    /// Covered texts by file.
    covered: BTreeMap<Arc<str>, Arc<str>>,
    /// What is hidden, and what is shown for it.
    words: Option<(AhoCorasick, Vec<String>)>,
}

impl<'t> Veil<'t> {
    /// A veil over what these findings hide.
    pub fn over(texts: &'t dyn Texts, findings: &[&Diagnostic]) -> Self {
        let hiding = || {
            let hiding = findings.iter().filter(|finding| !finding.hidden.is_empty());
            hiding.filter_map(|finding| Some((finding.span.as_ref()?, &finding.hidden)))
        };
        let mut hidden: BTreeMap<Arc<str>, Vec<Bytes>> = BTreeMap::new();
        for (span, parts) in hiding() {
            hidden.entry(span.file.clone()).or_default().extend(parts);
        }
        let covered: BTreeMap<Arc<str>, Arc<str>> = hidden
            .into_iter()
            .filter_map(|(file, parts)| {
                let text = texts.text(&file)?;
                Some((file, cover(&text, parts)))
            })
            .collect();
        let mut words: BTreeMap<String, String> = BTreeMap::new();
        let mut open_text: Option<(&Arc<str>, Option<Arc<str>>)> = None;
        for (span, _) in hiding() {
            if open_text.as_ref().is_none_or(|(file, _)| **file != span.file) {
                open_text = Some((&span.file, texts.text(&span.file)));
            }
            let part = |text: Option<&Arc<str>>| text?.get(span.range.start..span.range.end).map(str::to_owned);
            let open = open_text.as_ref().and_then(|(_, text)| part(text.as_ref()));
            if let (Some(open), Some(shown)) = (open, part(covered.get(&span.file)))
                && open.chars().count() > 1
                && open != shown
            {
                words.insert(open, shown);
            }
        }
        let (open, shown): (Vec<String>, Vec<String>) = words.into_iter().unzip();
        // Of two words that begin alike the longer one is hidden.
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&open).ok();
        Veil { texts, covered, words: automaton.filter(|_| !open.is_empty()).map(|automaton| (automaton, shown)) }
    }

    /// A finding that quotes nothing hidden.
    pub fn covered(&self, finding: &Diagnostic) -> Diagnostic {
        let mut finding = finding.clone();
        let Some((automaton, shown)) = &self.words else { return finding };
        let texts = std::iter::once(&mut finding.message)
            .chain(&mut finding.label)
            .chain(&mut finding.help)
            .chain(finding.others.iter_mut().map(|(_, label)| label));
        for Text { zh, en } in texts {
            for language in [zh, en].into_iter().filter(|language| automaton.is_match(language.as_str())) {
                *language = automaton.replace_all(language, shown);
            }
        }
        finding
    }
}

impl Texts for Veil<'_> {
    fn text(&self, file: &str) -> Option<Arc<str>> {
        self.covered.get(file).cloned().or_else(|| self.texts.text(file))
    }
}

/// A text with these parts covered.
fn cover(text: &str, mut parts: Vec<Bytes>) -> Arc<str> {
    parts.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for part in parts {
        let (start, end) = (part.start.max(at), part.end.min(text.len()));
        let (Some(before), Some(hidden)) = (text.get(at..start), text.get(start..end)) else { continue };
        out.push_str(before);
        out.extend(hidden.chars().map(covered));
        at = end;
    }
    out.push_str(&text[at..]);
    out.into()
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
