//! Marks of secrecy and of internal use in texts.
//!
//! 《保守国家秘密法实施条例》第四十二条 forbids what is marked to be put on the net, and 《政府信息公开条例》
//! 第十四条 to 第十七条 have a text examined before it is published. Words alone prove nothing, so
//! set phrases that speak of secrets are left alone, and an editor may allow a quotation. A mark
//! (秘密★1年) is never allowed.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::text::compile;

/// A word that marks a text, and where it does not.
struct Word {
    text: String,
    /// Whether it is a mark only on its own: in other sentences it is everyday advice.
    alone: bool,
    /// Phrases with the word in them that mark nothing.
    harmless: &'static [&'static str],
}

/// Words that mark a text wherever they stand.
const WORDS: &[(&str, &[&str])] = &[
    (
        "秘密",
        &[
            "国家秘密",
            "商业秘密",
            "工作秘密",
            "警务秘密",
            "军事秘密",
            "技术秘密",
            "保守秘密",
            "个人秘密",
            "通信秘密",
            "通讯秘密",
            "秘密侦查",
            "秘密窃取",
            "公开的秘密",
            "泄露秘密",
            "不是秘密",
            "秘密级",
        ],
    ),
    ("机密", &["国家机密", "商业机密", "机密性", "机密级"]),
    ("绝密", &["绝密级"]),
    ("内部资料", &["企业内部资料", "公司内部资料", "窃取内部资料", "泄露内部资料"]),
    ("内部刊物", &[]),
    ("内部文件", &["伪造内部文件", "所谓内部文件", "所谓“内部文件”", "假冒内部文件"]),
    ("此件不公开", &[]),
    ("不得外传", &[]),
];

/// Words that mark a text only on their own: each beginning with each of its ends.
const ALONE: &[(&[&str], &[&str])] = &[
    (&["内部"], &["材料", "参考", "参阅", "情况", "传阅", "掌握", "使用", "学习", "交流", "发行", "通讯", "简报"]),
    (&["内部工作"], &["资料", "刊物", "文件", "材料", "参考", "情况", "通讯", "简报"]),
    (
        &["仅供"],
        &[
            "领导",
            "领导参阅",
            "领导参考",
            "领导阅示",
            "内部",
            "内部参阅",
            "内部参考",
            "内部使用",
            "内部学习",
            "内部交流",
        ],
    ),
    (&["注意", "妥善"], &["保存", "保管", "保密"]),
    (&["不得", "严禁", "请勿", "切勿", "禁止"], &["外传", "扩散", "公开", "复制", "翻印", "转载"]),
    (&["此件", "本件", "本刊"], &["不公开", "不予公开", "不宜公开"]),
    (&["阅后"], &["收回", "即焚", "销毁"]),
];

static TABLE: LazyLock<Vec<Word>> = LazyLock::new(|| {
    let always = WORDS.iter().map(|(text, harmless)| Word { text: (*text).to_owned(), alone: false, harmless });
    let families = ALONE.iter().flat_map(|(heads, ends)| {
        heads.iter().flat_map(move |head| ends.iter().map(move |end| format!("{head}{end}")))
    });
    let alone = families.filter(|text| !WORDS.iter().any(|(word, _)| word == text)).map(|text| Word {
        text,
        alone: true,
        harmless: &[],
    });
    always.chain(alone).collect()
});

/// Grades of secrecy, which a star or a line of their own turns into a mark.
const GRADES: &[&str] = &["绝密", "机密", "秘密"];

/// All words that may mark a text.
pub fn words() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|word| word.text.as_str())
}

/// A mark in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marking {
    /// The word.
    pub word: String,
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// Whether it is a mark of its grade, which nobody may allow.
    pub is_grade: bool,
}

/// The marks in a text, but for those inside `allowed` words.
pub fn find<'a>(text: &str, allowed: impl Iterator<Item = &'a str>) -> Vec<Marking> {
    let allowed: Vec<Range<usize>> = allowed
        .filter(|words| !words.trim().is_empty())
        .flat_map(|words| text.match_indices(words).map(|(at, words)| at..at + words.len()).collect::<Vec<_>>())
        .collect();
    let is_allowed =
        |span: &Range<usize>| allowed.iter().any(|words| words.start <= span.start && span.end <= words.end);
    let mut found: Vec<Marking> = Vec::new();
    for word in TABLE.iter() {
        let spans = places(text, &word.text).into_iter().filter(|span| marks(text, word, span));
        for span in spans {
            let is_grade = GRADES.contains(&&*word.text) && is_grade(text, &span);
            if is_grade || !is_allowed(&span) {
                found.push(Marking { word: word.text.clone(), span, is_grade });
            }
        }
    }
    // Of words that begin alike the longest says it.
    found.sort_by_key(|marking| (marking.span.start, std::cmp::Reverse(marking.span.end)));
    found.dedup_by_key(|marking| marking.span.start);
    found
}

/// Where a word stands. Mastheads print such words with spaces between: 秘　密.
fn places(text: &str, word: &str) -> Vec<Range<usize>> {
    let Some(first) = word.chars().next() else { return Vec::new() };
    let end = |start: usize| {
        let mut rest = &text[start..];
        for (number, wanted) in word.chars().enumerate() {
            rest = if number == 0 { rest } else { rest.trim_start_matches([' ', '\u{3000}', '\u{A0}']) };
            rest = rest.strip_prefix(wanted)?;
        }
        Some(text.len() - rest.len())
    };
    text.match_indices(first).filter_map(|(start, _)| Some(start..end(start)?)).collect()
}

/// Whether a word marks the text there.
fn marks(text: &str, word: &Word, span: &Range<usize>) -> bool {
    if is_grade(text, span) && GRADES.contains(&&*word.text) {
        return true;
    }
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let in_phrase = |phrase: &&&str| {
        let parts = phrase.split_once(&*word.text);
        parts.is_some_and(|(head, tail)| before.ends_with(head) && after.starts_with(tail))
    };
    if word.harmless.iter().find(in_phrase).is_some() {
        return false;
    }
    !word.alone || is_apart(text, span) && ink(line_of(text, span)) <= SHORT && !line_of(text, span).contains('。')
}

/// The longest line, in characters, that may be nothing but marks.
const SHORT: usize = 20;

fn ink(line: &str) -> usize {
    line.chars().filter(|c| !c.is_whitespace()).count()
}

fn line_of<'t>(text: &'t str, span: &Range<usize>) -> &'t str {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    &text[start..end]
}

fn is_apart(text: &str, span: &Range<usize>) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    is_edge(text[..span.start].chars().next_back()) && is_edge(text[span.end..].chars().next())
}

/// Whether a line of a printed bulletin is a mark. In margins (head, foot, what stands on each
/// page) marks share their line with other things; among text they have one of their own.
pub fn is_mark(line: &str, in_margin: bool) -> bool {
    let length = ink(line);
    if line.contains(['。', '，']) && length > 24 {
        return false;
    }
    let has_own_line = length <= SHORT && !line.contains(['。', '，', '“']);
    let marks = |word: &Word, span: &Range<usize>| match (in_margin, word.alone) {
        (true, _) => length <= 60,
        (false, true) => has_own_line && is_apart(line, span),
        (false, false) => has_own_line,
    };
    let internal = TABLE.iter().filter(|word| !GRADES.contains(&&*word.text));
    length <= 40 && GRADE.is_match(line)
        || internal.into_iter().any(|word| places(line, &word.text).iter().any(|span| marks(word, span)))
}

/// A grade in a line: with a star, with or without its term between spaces or brackets, after 密级.
static GRADE: LazyLock<Regex> = LazyLock::new(|| {
    let grades = r"(?:绝[ 　]*密|机[ 　]*密|秘[ 　]*密)";
    let term = r"(?:[·:：（(]?[ 　]*(?:[0-9一二三五十]+[ 　]*[年月]|长期)[）)]?)?";
    let pattern = format!(
        r"{grades}[ 　]*[★☆▲*＊]|(?:^|[ 　\t（(【\[]){grades}{term}(?:$|[ 　\t）)】\]])|密[ 　]*级[ 　]*[:：][ 　]*(?:{grades}|内部)"
    );
    compile(&pattern)
});

/// Whether a grade stands there as a mark: with a star, after 密级, or on a line of its own.
fn is_grade(text: &str, span: &Range<usize>) -> bool {
    const SPACE: [char; 3] = [' ', '\u{3000}', '\u{A0}'];
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let near = before.trim_end_matches(SPACE);
    let label = near.trim_end_matches(['：', ':', '*', '"', '“']).trim_end_matches(SPACE);
    let line_before = before.rsplit('\n').next().unwrap_or_default();
    let line_after = after.split('\n').next().unwrap_or_default();
    let is_bare =
        |part: &str| part.chars().all(|c| c.is_whitespace() || matches!(c, '*' | '#' | '>' | '_' | '【' | '】'));
    after.trim_start_matches(SPACE).starts_with(['★', '☆'])
        || label.ends_with("密级")
        || is_bare(line_before) && is_bare(line_after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, allowed: &[&str]) -> String {
        let found = find(text, allowed.iter().copied());
        found.iter().map(|marking| format!("{}{} ", marking.word, if marking.is_grade { "!" } else { "" })).collect()
    }

    #[test]
    fn marks_are_found() {
        assert_eq!(words("本刊为内部资料，不得外传。", &[]), "内部资料 不得外传 ");
        assert_eq!(words("秘密★1年\n\n正文", &[]), "秘密! ");
        assert_eq!(words("机　密 ★ 长期", &[]), "机密! ");
        assert_eq!(words("密级：秘密", &[]), "秘密! ");
        assert_eq!(words("第一行\n  **绝 密**\n第三行", &[]), "绝密! ");
        assert_eq!(words("内 部 刊 物", &[]), "内部刊物 ");
        assert_eq!(words("（注意保存）", &[]), "注意保存 ");
        assert_eq!(words("此件不公开", &[]), "此件不公开 ");
        assert_eq!(words("内部学习　仅供领导参阅", &[]), "内部学习 仅供领导参阅 ");
        assert_eq!(words("正文。\n\n阅后收回\n", &[]), "阅后收回 ");
        assert_eq!(words("在秘密地点", &[]), "秘密 ");
    }

    #[test]
    fn set_phrases_are_left_alone() {
        for text in [
            "不得泄露国家秘密、商业秘密和个人隐私",
            "《中华人民共和国保守国家秘密法》",
            "请注意保存聊天记录和转账凭证",
            "## 妥善保管银行卡",
            "各单位要组织内部学习，严禁扩散不实信息。",
            "骗子自称是公司内部资料",
            "公安机关依法秘密侦查",
            "保密工作",
        ] {
            assert_eq!(words(text, &[]), "", "{text}");
        }
    }

    #[test]
    fn lines_of_bulletins_are_marks_by_their_place() {
        for (line, in_margin, in_text) in [
            ("秘密★3年", true, true),
            ("密级：内部", true, true),
            ("某某简报（机密）", true, true),
            ("内 部 参 考", true, true),
            ("金融内部参考第3期", true, false),
            ("三、注意保存证据", true, false),
            ("国家反诈中心App", false, false),
        ] {
            assert_eq!((is_mark(line, true), is_mark(line, false)), (in_margin, in_text), "{line}");
        }
    }

    #[test]
    fn quotations_may_be_allowed_and_grades_may_not() {
        assert_eq!(words("骗子说手里有“内部资料”。", &["“内部资料”"]), "");
        assert_eq!(words("说是“内部资料”，其实内部资料没有。", &["“内部资料”"]), "内部资料 ");
        assert_eq!(words("秘密★3年", &["秘密★3年", "秘密"]), "秘密! ");
        assert_eq!(words("内部资料", &["", " "]), "内部资料 ");
    }
}
