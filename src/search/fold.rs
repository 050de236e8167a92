//! Letters as search compares them: full-width as half-width, capitals as small letters.
//!
//! `search.js` does the same. What it folds otherwise, it would not find.

use unicode_normalization::UnicodeNormalization;

use crate::text::is_han;

/// Whether a letter belongs to a script without spaces between words.
pub fn is_wide(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3100}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}'
            | '\u{31F0}'..='\u{31FF}' | '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Whether a character is there for line breaking only, so that words go on across it.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Tells each letter and digit of a text, folded; nothing for what stands between words.
pub fn letters(text: &str, tell: &mut impl FnMut(Option<char>)) {
    for c in text.chars() {
        match c {
            '\u{4E00}'..='\u{9FFF}' => tell(Some(c)),
            'a'..='z' | '0'..='9' => tell(Some(c)),
            'A'..='Z' => tell(Some(c.to_ascii_lowercase())),
            // Their folded forms are no letters either, and these are most of what is left.
            '\0'..='\u{7F}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3003}' | '\u{3008}'..='\u{3020}' => tell(None),
            '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' => tell(None),
            c if is_invisible(c) => {}
            c => std::iter::once(c).nfkc().flat_map(char::to_lowercase).for_each(|c| {
                tell(c.is_alphanumeric().then_some(c));
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        letters(text, &mut |c| out.push(c.unwrap_or('|')));
        out
    }

    #[test]
    fn width_and_case_do_not_count() {
        assert_eq!(folded("ＡＰＰ９６１１０，Pos机"), "app96110|pos机");
        assert_eq!(folded("第①期㎡ｶﾞ"), "第1期m2カ|");
        assert_eq!(folded("刷\u{200B}单\u{AD}返利"), "刷单返利");
    }

    /// The short ways must lead where the long one leads.
    #[test]
    fn marks_fold_to_no_letters() {
        let marks = ('\0'..='\u{FFFF}').filter(|c| folded(&c.to_string()) == "|");
        let wrong: Vec<char> = marks
            .filter(|c| std::iter::once(*c).nfkc().flat_map(char::to_lowercase).any(char::is_alphanumeric))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
