//! Chinese words in texts of other languages. They are marked as Chinese, so that screen readers
//! say them with a Chinese voice and fonts draw the forms of the characters that are used here.

use crate::text::is_han;

/// The language that Chinese words are marked with.
pub const MARK: &str = "zh-CN";

/// Whether Chinese words stand out in a text of this language: others write with the same
/// characters.
pub fn is_foreign_in(lang: &str) -> bool {
    let primary = lang.split(['-', '_']).next().unwrap_or_default();
    !matches!(primary, "zh" | "ja" | "ko" | "yue" | "wuu" | "hak" | "nan" | "lzh")
}

/// Cuts a text into what is Chinese (`true`) and what is not. Marks between Chinese words and behind
/// them belong to them.
pub fn pieces(text: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_han) {
        if start > 0 {
            pieces.push((false, &rest[..start]));
        }
        let chinese = &rest[start..];
        let mut end = 0;
        for (at, c) in chinese.char_indices() {
            if is_han(c) || is_mark(c) {
                end = at + c.len_utf8();
            } else if !matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·') {
                break;
            }
        }
        pieces.push((true, &chinese[..end]));
        rest = &chinese[end..];
    }
    if !rest.is_empty() {
        pieces.push((false, rest));
    }
    pieces
}

/// Marks that no other language here has; quotation marks are everybody's.
fn is_mark(c: char) -> bool {
    "，。、；：？！（）《》〈〉「」【】〔〕".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_cut_out() {
        assert_eq!(pieces("plain"), [(false, "plain")]);
        assert_eq!(
            pieces("the app (国家反诈中心) and “一证通查”."),
            [(false, "the app ("), (true, "国家反诈中心"), (false, ") and “"), (true, "一证通查"), (false, "”.")]
        );
        assert_eq!(pieces("我在……（地址）。我不会说中文。"), [(true, "我在……（地址）。我不会说中文。")]);
        assert_eq!(pieces("报警110！"), [(true, "报警"), (false, "110！")]);
    }

    #[test]
    fn languages_that_write_with_the_same_characters() {
        assert!(is_foreign_in("en") && is_foreign_in("ug") && is_foreign_in("fr-CA"));
        assert!(!is_foreign_in("zh") && !is_foreign_in("zh-TW") && !is_foreign_in("ja"));
    }
}
