//! Tables of Markdown: the head of a column says what the numbers and words below it are.

use std::ops::Range;

/// What heads of columns with personal data hold.
const HEADS: &[&str] = &[
    "姓名",
    "名字",
    "当事人",
    "事主",
    "受害人",
    "被害人",
    "报警人",
    "联系人",
    "电话",
    "手机",
    "座机",
    "联系方式",
    "证",
    "住址",
    "地址",
    "住处",
    "微信",
    "QQ",
    "邮箱",
    "卡号",
    "账号",
    "车牌",
    "号牌",
];

/// A cell below such a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell<'t> {
    /// What the head of its column says.
    pub head: &'t str,
    /// Where its words stand.
    pub place: Range<usize>,
}

/// The cells of all tables of a text whose columns hold personal data.
pub fn cells(text: &str) -> Vec<Cell<'_>> {
    let mut found = Vec::new();
    let mut lines = places(text, 0..text.len(), '\n').into_iter().peekable();
    while let Some(first) = lines.next() {
        if !lines.peek().is_some_and(|second| is_rule(&text[second.clone()])) {
            continue;
        }
        let heads: Vec<&str> = row(text, first).into_iter().map(|place| &text[place]).collect();
        lines.next();
        while let Some(line) = lines.next_if(|line| text[line.clone()].contains('|')) {
            let told = heads.iter().zip(row(text, line));
            let told = told.filter(|(head, _)| HEADS.iter().any(|word| head.contains(word)));
            found.extend(told.map(|(head, place)| Cell { head, place }).filter(|cell| !cell.place.is_empty()));
        }
    }
    found
}

/// Whether a line stands between the head of a table and its rows (GFM 0.29, section 4.10).
fn is_rule(line: &str) -> bool {
    line.contains('|') && line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t' | '\r'))
}

/// The cells of a line, without the spaces around them.
fn row(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let trimmed = trim(text, line);
    let inner = &text[trimmed.clone()];
    let start = trimmed.start + usize::from(inner.starts_with('|'));
    let end = trimmed.end - usize::from(inner.len() > 1 && inner.ends_with('|'));
    places(text, start..end, '|').into_iter().map(|cell| trim(text, cell)).collect()
}

fn places(text: &str, part: Range<usize>, between: char) -> Vec<Range<usize>> {
    let mut start = part.start;
    let mut places = Vec::new();
    for piece in text[part].split(between) {
        places.push(start..start + piece.len());
        start += piece.len() + between.len_utf8();
    }
    places
}

fn trim(text: &str, place: Range<usize>) -> Range<usize> {
    let piece = &text[place.clone()];
    let start = place.start + piece.len() - piece.trim_start().len();
    start..start + piece.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_tell_what_cells_are() {
        let text = "前\n\n| 编号 | 座机 |\n|---|:--|\n| 1 | 5557304 |\n| 2 |  |\n\n| x | 5550000 |\n";
        let found: Vec<(&str, &str)> = cells(text).into_iter().map(|cell| (cell.head, &text[cell.place])).collect();
        assert_eq!(found, [("座机", "5557304")]);
        assert!(cells("a | b\nc").is_empty());
        assert!(cells("|\n|--|\n|").is_empty());
    }
}
