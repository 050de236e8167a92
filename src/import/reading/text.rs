//! Plain text.

use super::Unreadable;
use super::encoding;
use super::pile::{Pile, is_blank};
use crate::import::manuscript::{Flow, Line, Manuscript};

/// Reads a plain text.
pub fn read(bytes: &[u8]) -> Result<Manuscript, Unreadable> {
    let text = encoding::decode(bytes, None)?;
    Ok(Manuscript { blocks: lines(&text).into_blocks(), flow: Flow::Lines, furniture: Vec::new() })
}

fn lines(text: &str) -> Pile {
    let mut pile = Pile::default();
    // Ctrl-Z ends a text of DOS.
    let text = text.split('\u{1A}').next().unwrap_or(text);
    for (at, line) in split(text).into_iter().enumerate() {
        for (page, part) in line.split('\u{C}').enumerate() {
            if page > 0 {
                pile.page_end();
            }
            // Nothing beside the end of a page is no blank line.
            if is_blank(part) && line.contains('\u{C}') {
                continue;
            }
            pile.line(Line { text: part.to_owned(), number: at + 1, ..Line::default() });
        }
    }
    pile
}

/// Lines by any of the ends that lines have had, of Word's soft breaks too.
fn split(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(['\n', '\r', '\u{B}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let (line, after) = rest.split_at(end);
        lines.push(line);
        let end_of_line = if after.starts_with("\r\n") { 2 } else { after.chars().next().map_or(0, char::len_utf8) };
        rest = &after[end_of_line..];
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::manuscript::Block;

    fn read_text(text: &str) -> Vec<Block> {
        read(text.as_bytes()).expect("a text").blocks
    }

    fn line(text: &str, number: usize, gap: bool) -> Block {
        Block::Line(Line { text: text.to_owned(), number, gap, ..Line::default() })
    }

    #[test]
    fn lines_keep_their_spaces_and_numbers() {
        let text = "　　石　韧 \n\n\tb\r\nc\rd";
        let expected =
            vec![line("　　石　韧 ", 1, false), line("\tb", 3, true), line("c", 4, false), line("d", 5, false)];
        assert_eq!(read_text(text), expected);
    }

    #[test]
    fn a_form_feed_ends_a_page() {
        let expected =
            vec![line("a", 1, false), Block::PageEnd, line("b", 3, false), Block::PageEnd, line("c", 3, false)];
        assert_eq!(read_text("a\n\u{C}\nb\u{C}c\n\u{1A}after"), expected);
    }

    #[test]
    fn blanks_of_any_width_make_a_gap() {
        assert_eq!(read_text("a\n\u{3000} \u{A0}\nb"), vec![line("a", 1, false), line("b", 3, true)]);
    }
}
