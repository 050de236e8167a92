//! A paragraph while it is read: its lines, and what hangs on it.

use super::super::pile::{Pile, is_blank};
use super::body::Body;
use super::styles::Run;
use crate::import::manuscript::{Block, Line};

/// A paragraph.
#[derive(Default)]
pub struct Paragraph {
    /// What its styles say of its letters.
    pub run: Run,
    pub heading: Option<u8>,
    pub centred: bool,
    pub begins_page: bool,
    pub ends_section: bool,
    /// The list that it is counted in, and its level there.
    pub list: Option<(String, usize)>,
    /// Whether something is to be seen in it besides text.
    pub has_picture: bool,
    number: usize,
    pieces: Vec<Piece>,
    line: Letters,
    /// Text boxes that are anchored before its first letter, and after.
    above: Vec<Block>,
    below: Vec<Block>,
}

/// Part of a paragraph that stands by itself.
enum Piece {
    Line(Letters),
    PageEnd,
}

/// The letters of a line, and how many of them look how.
#[derive(Default)]
struct Letters {
    text: String,
    count: usize,
    bold: usize,
    sizes: Vec<(Option<f32>, usize)>,
}

impl Paragraph {
    /// The paragraph of this number.
    pub fn new(number: usize) -> Self {
        Paragraph { number, ..Paragraph::default() }
    }

    /// Adds text.
    pub fn text(&mut self, text: &str, look: &Run) {
        if look.hidden.or(self.run.hidden).unwrap_or(false) {
            return;
        }
        self.line.text.extend(text.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        self.line.count += count;
        if look.bold.or(self.run.bold).unwrap_or(false) {
            self.line.bold += count;
        }
        let own = look.size.or(self.run.size);
        match self.line.sizes.iter_mut().find(|(size, _)| *size == own) {
            Some((_, sum)) => *sum += count,
            None => self.line.sizes.push((own, count)),
        }
    }

    /// A break within the paragraph.
    pub fn line_break(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.pieces.push(Piece::Line(line));
    }

    /// The end of a page.
    pub fn page_end(&mut self) {
        // A break of pages needs no line before it.
        if !is_blank(&self.line.text) {
            self.line_break();
        }
        self.pieces.push(Piece::PageEnd);
    }

    /// Adds what stands in a box that is anchored here.
    pub fn beside(&mut self, blocks: Vec<Block>) {
        self.has_picture = true;
        let has_text = !is_blank(&self.line.text) || !self.pieces.is_empty();
        if has_text { self.below.extend(blocks) } else { self.above.extend(blocks) }
    }

    /// Adds letters that are drawn as an ornament.
    pub fn ornament(&mut self, text: Option<String>) {
        let text = text.unwrap_or_default();
        if !is_blank(&text) {
            self.beside(vec![Block::Line(Line { text, number: self.number, ..Line::default() })]);
        }
    }

    /// Puts the paragraph and what hangs on it onto the pile.
    pub fn put(mut self, body: &mut Body, pile: &mut Pile) {
        if self.begins_page && pile.len() > 0 {
            pile.page_end();
        }
        pile.append(std::mem::take(&mut self.above));
        let broke_a_page = self.pieces.iter().any(|piece| matches!(piece, Piece::PageEnd));
        if !(is_blank(&self.line.text) && (broke_a_page || self.has_picture)) {
            self.line_break();
        }
        let pieces = std::mem::take(&mut self.pieces);
        let is_seen = pieces.iter().any(|piece| matches!(piece, Piece::Line(letters) if !is_blank(&letters.text)));
        let mut label = match &self.list {
            Some((list, level)) => body.numbering.next(list, *level, &body.styles).filter(|_| is_seen),
            None => None,
        };
        for piece in pieces {
            match piece {
                Piece::PageEnd => pile.page_end(),
                Piece::Line(letters) => {
                    let mut line = self.line_of(letters);
                    if !is_blank(&line.text)
                        && let Some(label) = label.take()
                    {
                        line.text.insert_str(0, &label);
                    }
                    pile.line(line);
                }
            }
        }
        pile.append(std::mem::take(&mut self.below));
    }

    fn line_of(&self, letters: Letters) -> Line {
        Line {
            number: self.number,
            gap: false,
            centred: self.centred,
            size: letters.sizes.iter().max_by_key(|(_, sum)| *sum).and_then(|(size, _)| *size),
            bold: letters.count > 0 && letters.bold == letters.count,
            heading: self.heading,
            text: letters.text,
        }
    }
}
