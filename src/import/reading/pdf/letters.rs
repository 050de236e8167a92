//! What the characters of a PDF mean in a text.

use unicode_normalization::UnicodeNormalization;

use super::super::symbol;

/// Radicals of simplified characters that fonts share a glyph with; those of Kangxi's dictionary
/// Unicode itself maps.
const RADICALS: &[(char, char)] = &[
    ('⺌', '小'),
    ('⺍', '小'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺩', '王'),
    ('⺫', '目'),
    ('⺼', '月'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻪', '黾'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
    ('⻳', '龟'),
];

/// The text of a glyph as people write it, or nothing if it says nothing.
pub fn usual(text: &str) -> Option<String> {
    let means_nothing =
        |c: char| matches!(c, '\0'..='\u{8}' | '\u{E}'..='\u{1F}' | '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}');
    if text.is_empty() || text.chars().any(means_nothing) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // Radicals, compatibility ideographs, and ligatures such as ﬁ.
            '\u{2F00}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{FB00}'..='\u{FB06}' => {
                out.extend(std::iter::once(c).nfkc());
            }
            '\u{2E80}'..='\u{2EFF}' => {
                let found = RADICALS.iter().find(|(radical, _)| *radical == c);
                out.push(found.map_or(c, |(_, whole)| *whole));
            }
            '\u{F000}'..='\u{F0FF}' => out.push(symbol::bullet(c)),
            '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' => out.push(' '),
            '\u{AD}' => out.push('-'),
            _ => out.push(c),
        }
    }
    Some(out)
}

/// The character that a glyph's name stands for.
pub fn of_name(name: &str) -> Option<String> {
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return letter.is_ascii_alphabetic().then(|| letter.to_string());
    }
    if let Some((_, character)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some((*character).to_owned());
    }
    let digits = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))?;
    if !(4..=6).contains(&digits.len()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).map(String::from)
}

/// Names of signs in the fonts of old.
const NAMES: &[(&str, &str)] = &[
    ("space", " "),
    ("nbspace", "\u{A0}"),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("sfthyphen", "-"),
    ("minus", "−"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("asciicircum", "^"),
    ("underscore", "_"),
    ("grave", "`"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("endash", "–"),
    ("emdash", "—"),
    ("ellipsis", "…"),
    ("bullet", "•"),
    ("periodcentered", "·"),
    ("middot", "·"),
    ("degree", "°"),
    ("multiply", "×"),
    ("divide", "÷"),
    ("plusminus", "±"),
    ("section", "§"),
    ("paragraph", "¶"),
    ("copyright", "©"),
    ("registered", "®"),
    ("trademark", "™"),
    ("yen", "¥"),
    ("Euro", "€"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_characters() {
        assert_eq!(usual("⼀⼈⺠⻋ﬁ\u{F0B7}").as_deref(), Some("一人民车fi•"));
        assert_eq!(usual("\u{FFFD}"), None);
        assert_eq!(usual("\0"), None);
    }

    #[test]
    fn names_stand_for_characters() {
        assert_eq!(of_name("uni4E2D").as_deref(), Some("中"));
        assert_eq!(of_name("u20BB7.alt").as_deref(), Some("𠮷"));
        assert_eq!(of_name("A").as_deref(), Some("A"));
        assert_eq!(of_name("hyphen").as_deref(), Some("-"));
        assert_eq!(of_name(".notdef"), None);
        assert_eq!(of_name("g123"), None);
        assert_eq!(of_name("uni"), None);
    }
}
