//! What typesetting broke and is mended: spaces, half-width punctuation, lines, page furniture.

use serde::Serialize;

use super::rows::{ink, is_space};
use crate::diag::Text;
use crate::t;
use crate::text::{is_han, is_wide_punctuation};

/// A kind of mending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// A paragraph or title broken at the end of a line or page.
    BrokenLine,
    /// Spaces between Han characters, digits and marks.
    Space,
    /// Spaces that spread a short name.
    Name,
    /// Half-width punctuation between Han characters.
    Punctuation,
    /// A dash or full-width digit in a telephone number.
    Dash,
    /// A page number.
    PageNumber,
    /// A head or foot repeated on each page.
    RunningHead,
}

impl Rule {
    /// All rules.
    pub const ALL: &'static [Rule] = &[
        Rule::BrokenLine,
        Rule::Space,
        Rule::Name,
        Rule::Punctuation,
        Rule::Dash,
        Rule::PageNumber,
        Rule::RunningHead,
    ];

    /// Its name for readers.
    pub fn name(self) -> Text {
        match self {
            Rule::BrokenLine => t!("接上断开的行", "broken lines joined"),
            Rule::Space => t!("去掉排版空格", "spaces of typesetting removed"),
            Rule::Name => t!("去掉姓名中的空格", "spaces in names removed"),
            Rule::Punctuation => t!("半角标点改全角", "half-width punctuation made full-width"),
            Rule::Dash => t!("电话中的全角符号改为半角", "full-width signs in telephone numbers made half-width"),
            Rule::PageNumber => t!("去掉页码", "page numbers removed"),
            Rule::RunningHead => t!("去掉页眉页脚", "running heads removed"),
        }
    }
}

/// Something that was mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// Why.
    pub rule: Rule,
    /// The line of the file, or its paragraph, from 1.
    pub line: usize,
    /// What stood there, with a little around it.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

/// Mends a text that is whole, and tells what it did.
pub fn mend(text: &str, line: usize, repairs: &mut Vec<Repair>) -> String {
    let spaced = close_up(text, line, repairs);
    widen(&spaced, line, repairs)
}

/// Removes spaces beside Han characters and marks. Those between Latin words stay, one each.
fn close_up(text: &str, line: usize, repairs: &mut Vec<Repair>) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    // Where spaces were removed: their range in the source and their place in the result.
    let mut removed: Vec<(usize, usize, usize)> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !is_space(chars[at]) {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let end = (at..chars.len()).find(|index| !is_space(chars[*index])).unwrap_or(chars.len());
        let visible = chars[at..end].iter().any(|c| c.is_whitespace());
        if let (Some(before), Some(after)) = (at.checked_sub(1).map(|index| chars[index]), chars.get(end).copied())
            && visible
        {
            if closes(before, after) {
                removed.push((at, end, out.len()));
            } else {
                out.push(' ');
            }
        }
        at = end;
    }
    // 2021 年 4 月 16 日 is one thing to look at, not five.
    let together = removed.chunk_by(|one, next| next.0 - one.1 <= 4);
    repairs.extend(together.filter_map(|group| {
        let ((start, _, from), (_, end, to)) = (*group.first()?, *group.last()?);
        let show = |text: &[char], from: usize, to: usize| -> String {
            text[from.saturating_sub(2)..(to + 2).min(text.len())].iter().collect()
        };
        Some(Repair { rule: Rule::Space, line, before: show(&chars, start, end), after: show(&out, from, to) })
    }));
    out.into_iter().collect()
}

/// Whether a space between two characters comes from typesetting.
fn closes(before: char, after: char) -> bool {
    let wide = |c: char| is_han(c) || is_wide_punctuation(c);
    let digit = |c: char| c.is_ascii_digit() || matches!(c, '０'..='９' | '%' | '％' | '‰');
    match (wide(before), wide(after)) {
        (true, true) => true,
        (true, false) => digit(after) || is_wide_punctuation(before) || after.is_ascii_punctuation(),
        (false, true) => digit(before) || is_wide_punctuation(after) || before.is_ascii_punctuation(),
        (false, false) => false,
    }
}

/// The full-width mark for a half-width one between Han characters.
pub fn wide_mark(c: char) -> Option<char> {
    Some(match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        _ => return None,
    })
}

fn widen(text: &str, line: usize, repairs: &mut Vec<Repair>) -> String {
    let chars: Vec<char> = text.chars().collect();
    let han = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| is_han(*c));
    let mut out = String::with_capacity(text.len());
    for (at, c) in chars.iter().enumerate() {
        let mark = wide_mark(*c).filter(|_| han(at.checked_sub(1)) && han(Some(at + 1)));
        match mark {
            Some(mark) => {
                let around = at.saturating_sub(2)..(at + 3).min(chars.len());
                let before: String = chars[around.clone()].iter().collect();
                let after = around.map(|index| if index == at { mark } else { chars[index] }).collect();
                repairs.push(Repair { rule: Rule::Punctuation, line, before, after });
                out.push(mark);
            }
            None => out.push(*c),
        }
    }
    out
}

/// A telephone number with its dash as a hyphen.
pub fn mend_phone(text: &str, line: usize, repairs: &mut Vec<Repair>) -> String {
    let plain: String = ink(text).chars().map(|c| if is_dash(c) { '-' } else { narrow(c) }).collect();
    if plain != ink(text) {
        repairs.push(Repair { rule: Rule::Dash, line, before: text.to_owned(), after: plain.clone() });
    }
    plain
}

/// A digit of half width for one of full width.
pub fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        c => c,
    }
}

/// Whether a character is one of the dashes that stand in telephone numbers.
pub fn is_dash(c: char) -> bool {
    matches!(c, '—' | '–' | '―' | '－' | '‐' | '‑' | '−' | '─' | '一' | '～')
}

/// The two ends of a joint, for the report.
pub fn joint(before: &str, after: &str) -> (String, String) {
    let end: String = before.chars().skip(before.chars().count().saturating_sub(4)).collect();
    let start: String = after.chars().take(4).collect();
    (end, start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> String {
        mend(text, 1, &mut Vec::new())
    }

    #[test]
    fn spaces_of_word_go_and_those_of_latin_stay() {
        assert_eq!(mended("2021 年 4 月 16 日"), "2021年4月16日");
        assert_eq!(mended("第 12 期"), "第12期");
        assert_eq!(mended("使用 Wi Fi 上网"), "使用 Wi Fi 上网");
        assert_eq!(mended("下降　　12.5 %， 其中"), "下降12.5 %，其中");
        assert_eq!(mended("Net  Fraud"), "Net Fraud");
    }

    #[test]
    fn commas_between_han_are_widened_and_others_left() {
        assert_eq!(mended("网络犯罪,助推平安"), "网络犯罪，助推平安");
        assert_eq!(mended("共1,200人"), "共1,200人");
        assert_eq!(mended("a,b"), "a,b");
        assert_eq!(mended("时间:上午9:30"), "时间：上午9:30");
    }

    #[test]
    fn every_change_is_told() {
        let mut repairs = Vec::new();
        mend("第 12 期,共 3 版", 7, &mut repairs);
        let rules: Vec<Rule> = repairs.iter().map(|repair| repair.rule).collect();
        assert_eq!(rules, [Rule::Space, Rule::Punctuation]);
        assert_eq!(repairs[0].before, "第 12 期,共 3 版");
        assert_eq!(repairs[0].after, "第12期,共3版");
        assert!(repairs.iter().all(|repair| repair.line == 7 && repair.before != repair.after));
    }
}
