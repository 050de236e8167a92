//! Small questions about text in mixed Chinese and Latin script.

use regex::Regex;

/// A regular expression that the program itself brings.
///
/// # Panics
/// If it is none; the tests compile all.
pub fn compile(pattern: &str) -> Regex {
    match Regex::new(pattern) {
        Ok(regex) => regex,
        Err(error) => panic!("{error}"),
    }
}

/// Whether the character is a Han character (the Unified Ideographs blocks, and 〇 々).
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' | '\u{3007}' | '\u{3005}')
}

/// Whether the character is full-width punctuation or a symbol of the Chinese typesetting
/// tradition, so that no space belongs beside it.
pub fn is_wide_punctuation(c: char) -> bool {
    matches!(c,
        '\u{3000}'..='\u{3004}' | '\u{3006}' | '\u{3008}'..='\u{303F}' | '\u{FF01}'..='\u{FF0F}'
        | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}'
        | '\u{2018}' | '\u{2019}' | '\u{201C}' | '\u{201D}' | '\u{2014}' | '\u{2026}' | '\u{00B7}')
}

/// Whether a line break between these two characters is to vanish rather than become a
/// space (W3C clreq: no space between Han characters or beside full-width punctuation).
pub fn joins_without_space(before: char, after: char) -> bool {
    let han = |c| is_han(c) || is_kana_or_bopomofo(c);
    match (han(before), han(after)) {
        (true, true) => true,
        (true, false) => is_wide_punctuation(after),
        (false, true) => is_wide_punctuation(before),
        (false, false) => is_wide_punctuation(before) && is_wide_punctuation(after),
    }
}

fn is_kana_or_bopomofo(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3100}'..='\u{312F}')
}

/// Marks of Chinese texts, none of which is a letter or a digit; looking them up takes time.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{2000}'..='\u{206F}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}')
}

/// Whether a character of U+4E00 to U+9FFF begins here.
fn is_unified(bytes: &[u8]) -> bool {
    matches!(bytes, [0xE5..=0xE9, ..] | [0xE4, 0xB8..=0xBF, ..])
}

/// How much there is to read: Han characters, and words of other scripts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Count {
    /// Han characters.
    pub han: u32,
    /// Runs of letters and digits of other scripts.
    pub words: u32,
}

impl Count {
    /// Counts by script, so that mixed text is right on both sides.
    pub fn of(text: &str) -> Self {
        let mut count = Count::default();
        let mut in_word = false;
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                // U+4E00 to U+9FFF, told by the first two bytes: nearly all of a Chinese text.
                0xE4..=0xE9 if is_unified(&bytes[at..]) => {
                    let run = bytes[at..].chunks_exact(3).take_while(|bytes| is_unified(bytes)).count();
                    at += 3 * run;
                    count.han += run as u32;
                    in_word = false;
                }
                0..0x80 => {
                    let is_letter = byte.is_ascii_alphanumeric();
                    count.words += u32::from(is_letter && !in_word);
                    in_word = is_letter || in_word && matches!(byte, b'\'' | b'-' | b'.' | b'_');
                    at += 1;
                }
                // 、。 and most of the full-width marks.
                0xE3 | 0xEF
                    if matches!(
                        bytes.get(at..at + 3),
                        Some([0xE3, 0x80, 0x81..=0x83] | [0xEF, 0xBC, 0x81..=0x8F | 0x9A..=0xA0])
                    ) =>
                {
                    in_word = false;
                    at += 3;
                }
                _ => {
                    let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
                    if is_han(c) {
                        count.han += 1;
                        in_word = false;
                    } else {
                        let is_letter = !is_mark(c) && c.is_alphanumeric();
                        count.words += u32::from(is_letter && !in_word);
                        in_word = is_letter || in_word && c == '’';
                    }
                    at += c.len_utf8();
                }
            }
        }
        count
    }

    /// The two counts together, what Zola calls `word_count`.
    pub fn total(self) -> u32 {
        self.han + self.words
    }

    /// Minutes to read, at 400 Han characters and 200 words a minute; 0 only for nothing.
    pub fn minutes(self) -> u32 {
        let seconds = self.han as f64 / 400.0 * 60.0 + self.words as f64 / 200.0 * 60.0;
        (seconds / 60.0).ceil() as u32
    }
}

/// Cuts `text` at the end of a sentence so that at most `limit` characters remain; a single
/// longer sentence is cut at a comma or, failing that, with an ellipsis.
pub fn cut_at_sentence(text: &str, limit: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut sentence = None;
    let mut clause = None;
    let mut chars = text.char_indices().peekable();
    let mut seen = 0;
    while let Some((at, c)) = chars.next() {
        seen += 1;
        if seen > limit {
            break;
        }
        let mut end = at + c.len_utf8();
        if matches!(c, '。' | '！' | '？' | '；' | '!' | '?')
            || (c == '.' && chars.peek().is_none_or(|(_, next)| next.is_whitespace()))
        {
            // A closing quotation mark or bracket belongs to its sentence.
            if let Some((quote, next)) = chars.peek()
                && matches!(next, '”' | '’' | '」' | '』' | '）' | '》' | '"')
            {
                end = quote + next.len_utf8();
            }
            sentence = Some(end);
        } else if matches!(c, '，' | '、' | '：' | ',' | ' ') {
            clause = Some(at);
        }
    }
    match (sentence, clause) {
        (Some(end), _) => text[..end].to_owned(),
        (None, Some(end)) => format!("{}……", &text[..end]),
        (None, None) => format!("{}……", text.chars().take(limit).collect::<String>()),
    }
}

/// The nearest of `known` to `word`, if it is near enough to be what was meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = match word.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        n => n / 3,
    };
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count().max(2))
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

/// An address that nobody can click, and no messenger makes a link of: `hxxps[:]//bad[.]example`.
pub fn defang(address: &str) -> String {
    let mut open = address.trim().replace('．', ".").replace('＠', "@");
    for (broken, whole) in [("[.]", "."), ("[:]//", "://"), ("[://]", "://"), ("[@]", "@"), ("[at]", "@")] {
        open = open.replace(broken, whole);
    }
    let scheme = open.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("http"));
    let open = if scheme { format!("hxxp{}", &open[4..]) } else { open };
    open.replace("http", "hxxp").replace("://", "[:]//").replace('.', "[.]").replace('@', "[@]")
}

/// Whether a text holds parts of an address that is broken up.
pub fn is_defanged(text: &str) -> bool {
    ["[.]", "[:]//", "[://]", "[@]"].iter().any(|part| text.contains(part))
}

/// Escapes text for HTML content and double-quoted attributes.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// The clauses of a Chinese text, each with the punctuation that ends it.
pub fn clauses(text: &str) -> Vec<&str> {
    let ends = |c: char| matches!(c, '，' | '、' | '；' | '：' | '？' | '！' | '。');
    let closes = |c: char| matches!(c, '”' | '’' | '」' | '』' | '》' | '）');
    let mut clauses = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(ends) {
        let after = &rest[at..];
        let length = after.trim_start_matches(|c| ends(c) || closes(c)).len();
        let (clause, next) = rest.split_at(rest.len() - length);
        clauses.push(clause);
        rest = next;
    }
    if !rest.is_empty() {
        clauses.push(rest);
    }
    clauses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_no_letters() {
        assert!((0..=0xFFFF_u32).filter_map(char::from_u32).filter(|c| is_mark(*c)).all(|c| !c.is_alphanumeric()));
        assert!("，。、：；！？“”‘’（）《》「」…—".chars().all(is_mark));
    }

    #[test]
    fn mixed_text_is_counted_by_script() {
        assert_eq!(Count::of("下载APP，不要开启 screen sharing！"), Count { han: 6, words: 3 });
        assert_eq!(Count::of("一二a丁三b\u{9FFF}\u{A000}〇"), Count { han: 6, words: 3 });
        assert_eq!(Count::of("don't e-mail v2.0"), Count { han: 0, words: 3 });
        assert_eq!(Count::of(&"字".repeat(2040)).minutes(), 6);
        assert_eq!(Count::of("").minutes(), 0);
        assert_eq!(Count::of("短").minutes(), 1);
    }

    #[test]
    fn summaries_end_with_a_sentence() {
        assert_eq!(
            cut_at_sentence("不要转账。他说“先交保证金。”我就信了，后来才明白。", 16),
            "不要转账。他说“先交保证金。”"
        );
        assert_eq!(cut_at_sentence("没有句号，只有逗号，一直写下去", 10), "没有句号，只有逗号……");
        assert_eq!(cut_at_sentence("短句", 10), "短句");
    }

    #[test]
    fn addresses_are_broken_up_once() {
        for (address, shown) in [
            ("https://bad.example/a.b", "hxxps[:]//bad[.]example/a[.]b"),
            ("HTTP://BAD.example", "hxxp[:]//BAD[.]example"),
            ("hxxps[:]//bad[.]example", "hxxps[:]//bad[.]example"),
            (" kefu@bad.example ", "kefu[@]bad[.]example"),
        ] {
            assert_eq!(defang(address), shown);
            assert!(is_defanged(shown) && !is_defanged(address.trim()) || is_defanged(address));
        }
    }

    #[test]
    fn suggestions_are_near() {
        assert_eq!(nearest("titel", ["title", "date"]), Some("title"));
        assert_eq!(nearest("刷单反利", ["刷单返利", "虚假征信"]), Some("刷单返利"));
        assert_eq!(nearest("zzz", ["title"]), None);
    }

    #[test]
    fn clauses_end_with_their_punctuation() {
        assert_eq!(clauses("先停手，再核实"), ["先停手，", "再核实"]);
        assert_eq!(clauses("他说：“别挂！”快挂。"), ["他说：", "“别挂！”", "快挂。"]);
        assert_eq!(clauses("充值、取款"), ["充值、", "取款"]);
        assert_eq!(clauses("都是诈骗"), ["都是诈骗"]);
        assert!(clauses("").is_empty());
    }
}
