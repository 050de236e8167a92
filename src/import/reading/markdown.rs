//! Markdown, with front matter or without.

use std::cell::Cell;

use comrak::nodes::{ListDelimType, ListType, NodeList, NodeValue};
use comrak::{Arena, Node, Options};

use super::pile::Pile;
use super::{Unreadable, encoding, html};
use crate::import::manuscript::{Block, Flow, Line, Manuscript};
use crate::t;
use crate::text::joins_without_space;

/// Deeper quotations and lists are no bulletin.
const DEEPEST: usize = 100;

/// Reads Markdown.
pub fn read(bytes: &[u8]) -> Result<Manuscript, Unreadable> {
    let text = encoding::decode(bytes, None)?.replace('\0', " ");
    let (front_matter, body) = split_front_matter(&text);
    let options = options();
    let arena = Arena::new();
    let steps = Cell::new(0usize);
    let budget = (20_000 + body.len()).saturating_mul(64);
    let exhausted = || {
        steps.set(steps.get() + 256);
        steps.get() > budget
    };
    let root = comrak::try_parse_document(&arena, body, &options, &exhausted).map_err(|_| too_complex())?;
    let lines_before = text[..text.len() - body.len()].matches('\n').count();
    let mut reader = Reader { pile: Pile::default(), marker: None, lines_before, last: lines_before };
    for block in root.children() {
        reader.block(block, 0)?;
    }
    let furniture = front_matter.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    Ok(Manuscript { blocks: reader.pile.into_blocks(), flow: Flow::Paragraphs, furniture })
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.extension.cjk_friendly_emphasis = true;
    options
}

fn too_complex() -> Unreadable {
    Unreadable {
        message: t!("正文过于复杂，无法解析", "the text is too complex to parse"),
        help: t!("检查是否有成千上万个重复的符号", "look for thousands of repeated symbols"),
    }
}

/// What stands between the lines `---` or `+++` at the beginning, and what follows.
fn split_front_matter(text: &str) -> (&str, &str) {
    let whole = ("", text);
    let Some(fence) = ["---", "+++"].into_iter().find(|fence| text.starts_with(fence)) else { return whole };
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let is_fence = line.trim_end() == fence;
        if number == 0 && !is_fence {
            return whole;
        }
        if number > 0 && is_fence {
            return (&text[fence.len()..at], &text[at + line.len()..]);
        }
        at += line.len();
    }
    whole
}

/// Blocks of Markdown on their way to lines.
struct Reader {
    pile: Pile,
    /// An item's marker that waits for the item's first line.
    marker: Option<String>,
    lines_before: usize,
    /// The last line that something stood in.
    last: usize,
}

impl Reader {
    fn block<'a>(&mut self, node: Node<'a>, depth: usize) -> Result<(), Unreadable> {
        if depth > DEEPEST {
            return Err(too_complex());
        }
        let (first, last) = {
            let place = node.data().sourcepos;
            (place.start.line + self.lines_before, place.end.line + self.lines_before)
        };
        if is_leaf(&node.data().value) {
            self.stand_apart(first);
        }
        match &node.data().value {
            NodeValue::Paragraph => self.lines(node, first, None),
            NodeValue::Heading(heading) => self.lines(node, first, Some(heading.level)),
            NodeValue::CodeBlock(code) => {
                let opening = usize::from(code.fenced);
                for (at, line) in code.literal.lines().enumerate() {
                    self.put(line.to_owned(), first + opening + at, false, None);
                }
            }
            NodeValue::HtmlBlock(block) => self.html(&block.literal, first)?,
            NodeValue::Table(_) => {
                let row = |row: Node<'a>| row.children().map(|cell| Inline::of(cell).lines.join("\n")).collect();
                self.pile.table(node.children().map(row).collect(), first);
            }
            NodeValue::ThematicBreak => self.pile.gap(),
            NodeValue::List(list) => self.list(node, list, depth)?,
            NodeValue::FootnoteDefinition(note) => self.marked(format!("[{}] ", note.name), node, depth)?,
            _ => node.children().try_for_each(|child| self.block(child, depth + 1))?,
        }
        self.last = self.last.max(last);
        Ok(())
    }

    fn list<'a>(&mut self, node: Node<'a>, list: &NodeList, depth: usize) -> Result<(), Unreadable> {
        let within = node.ancestors().skip(1).filter(|above| matches!(above.data().value, NodeValue::Item(_))).count();
        let indent = "  ".repeat(within);
        for (at, item) in node.children().enumerate() {
            let marker = match (list.list_type, list.delimiter) {
                (ListType::Bullet, _) => format!("{indent}- "),
                (ListType::Ordered, ListDelimType::Period) => format!("{indent}{}. ", list.start + at),
                (ListType::Ordered, ListDelimType::Paren) => format!("{indent}{}) ", list.start + at),
            };
            self.marked(marker, item, depth)?;
        }
        Ok(())
    }

    fn marked<'a>(&mut self, marker: String, node: Node<'a>, depth: usize) -> Result<(), Unreadable> {
        self.marker = Some(marker);
        node.children().try_for_each(|child| self.block(child, depth + 1))?;
        self.marker = None;
        Ok(())
    }

    fn lines<'a>(&mut self, node: Node<'a>, first: usize, heading: Option<u8>) {
        let inline = Inline::of(node);
        let bold = inline.letters > 0 && inline.bold == inline.letters;
        for (text, below) in inline.lines.into_iter().zip(inline.below) {
            self.put(text, first + below, bold, heading);
        }
    }

    fn put(&mut self, text: String, number: usize, bold: bool, heading: Option<u8>) {
        let text = self.marker.take().unwrap_or_default() + &text;
        self.pile.line(Line { text, number, bold, heading, ..Line::default() });
    }

    fn html(&mut self, literal: &str, first: usize) -> Result<(), Unreadable> {
        let mut blocks = html::fragment(literal)?;
        for block in &mut blocks {
            match block {
                Block::Line(Line { number, .. }) | Block::Table { number, .. } => *number += first - 1,
                Block::PageEnd => {}
            }
        }
        self.pile.append(blocks);
        Ok(())
    }

    /// Leaves a gap before line `number` if an empty line stands there.
    fn stand_apart(&mut self, number: usize) {
        if self.last > self.lines_before && number > self.last + 1 {
            self.pile.gap();
        }
    }
}

/// The text of a paragraph.
#[derive(Default)]
struct Inline {
    /// Its lines; more than one where it breaks off on purpose.
    lines: Vec<String>,
    /// How far below the paragraph's first line each of them stands.
    below: Vec<usize>,
    ends: usize,
    soft_end: bool,
    letters: usize,
    bold: usize,
}

impl Inline {
    fn of<'a>(node: Node<'a>) -> Self {
        let mut inline = Inline { lines: vec![String::new()], below: vec![0], ..Inline::default() };
        for inner in node.descendants().skip(1) {
            match &inner.data().value {
                NodeValue::Text(text) => inline.text(text, inner),
                NodeValue::Code(code) => inline.text(&code.literal, inner),
                NodeValue::FootnoteReference(note) => inline.text(&format!("[{}]", note.name), inner),
                NodeValue::SoftBreak => {
                    inline.ends += 1;
                    inline.soft_end = true;
                }
                NodeValue::LineBreak => {
                    inline.ends += 1;
                    inline.break_off();
                }
                NodeValue::HtmlInline(tag) if is_line_break(tag) => inline.break_off(),
                _ => {}
            }
        }
        inline
    }

    fn text<'a>(&mut self, text: &str, node: Node<'a>) {
        let is = |wanted: fn(&NodeValue) -> bool| node.ancestors().any(|above| wanted(&above.data().value));
        if is(|value| matches!(value, NodeValue::Image(_))) {
            return;
        }
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        self.letters += letters;
        if is(|value| matches!(value, NodeValue::Strong)) {
            self.bold += letters;
        }
        let Some(line) = self.lines.last_mut() else { return };
        if std::mem::take(&mut self.soft_end)
            && let (Some(before), Some(after)) = (line.chars().next_back(), text.chars().next())
            && !joins_without_space(before, after)
        {
            line.push(' ');
        }
        line.push_str(text);
    }

    fn break_off(&mut self) {
        self.soft_end = false;
        self.lines.push(String::new());
        self.below.push(self.ends);
    }
}

/// Whether a block holds no other blocks.
fn is_leaf(value: &NodeValue) -> bool {
    use NodeValue::{CodeBlock, Heading, HtmlBlock, Paragraph, Table};
    matches!(value, Paragraph | Heading(_) | CodeBlock(_) | HtmlBlock(_) | Table(_))
}

fn is_line_break(tag: &str) -> bool {
    let name = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim();
    name.eq_ignore_ascii_case("br") || name.to_ascii_lowercase().starts_with("br ")
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn blocks(markdown: &str) -> Vec<Block> {
        read("a.md", markdown.as_bytes()).expect("Markdown").blocks
    }

    fn texts(markdown: &str) -> Vec<String> {
        let gap = |line: &Line| if line.gap { "|" } else { "" };
        blocks(markdown).iter().filter_map(Block::as_line).map(|line| format!("{}{}", gap(line), line.text)).collect()
    }

    #[test]
    fn paragraphs_join_as_markdown_joins_them() {
        let markdown = "第一行\n第二行\nabc\ndef  \n新行\\\n又一行<br>末行\n\n　　另段 \\* &amp; `a*b`";
        assert_eq!(texts(markdown), ["第一行第二行 abc def", "新行", "又一行", "末行", "|　　另段 * & a*b"]);
    }

    #[test]
    fn front_matter_is_set_aside() {
        for fence in ["---", "+++"] {
            let text = format!("{fence}\ntitle: 题\n{fence}\n\n# 标题\n**全粗**\n**半**粗\n\n**全粗**");
            let manuscript = read("a.md", text.as_bytes()).expect("Markdown");
            assert_eq!(manuscript.furniture, ["title: 题"]);
            let lines: Vec<&Line> = manuscript.blocks.iter().filter_map(Block::as_line).collect();
            assert_eq!((lines[0].text.as_str(), lines[0].heading, lines[0].number), ("标题", Some(1), 5));
            assert_eq!((lines[1].bold, lines[1].gap, lines[1].number), (false, false, 6));
            assert_eq!((lines[2].bold, lines[2].gap, lines[2].number), (true, true, 9));
        }
        assert_eq!(texts("---\n\n没有尾线"), ["|没有尾线"]);
    }

    #[test]
    fn lists_keep_their_markers() {
        let markdown = "- 甲\n- 乙\n  1. 丙\n  2. 丁\n\n3) 戊\n4) 己\n\n   续\n";
        assert_eq!(texts(markdown), ["- 甲", "- 乙", "  1. 丙", "  2. 丁", "|3) 戊", "4) 己", "|续"]);
    }

    #[test]
    fn tables_code_html_and_notes_are_read() {
        let markdown = "|甲|乙|\n|-|-|\n|1|**2**|\n\n```\n码  1\n```\n\n<center>中<br>央</center>\n\n> 引[^1]![图](a.png)\n\n[^1]: 注";
        let blocks = blocks(markdown);
        let rows = vec![vec!["甲".to_owned(), "乙".to_owned()], vec!["1".to_owned(), "2".to_owned()]];
        assert_eq!(blocks[0], Block::Table { rows, number: 1 });
        let lines: Vec<(&str, usize, bool)> = blocks
            .iter()
            .filter_map(Block::as_line)
            .map(|line| (line.text.as_str(), line.number, line.centred))
            .collect();
        let expected =
            [("码  1", 6, false), ("中", 9, true), ("央", 9, true), ("引[1]", 11, false), ("[1] 注", 13, false)];
        assert_eq!(lines, expected);
    }

    #[test]
    fn endless_nesting_is_refused() {
        assert!(read("a.md", ("> ".repeat(200) + "深").as_bytes()).is_err());
        assert!(read("a.md", (">".repeat(20_000) + " 深").as_bytes()).is_err());
        // comrak takes no more than so many lists in each other for lists; the rest is text.
        assert!(texts(&("- ".repeat(5_000) + "深"))[0].ends_with("- 深"));
    }
}
