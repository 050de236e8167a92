//! Pages of lines become blocks: what is indented, set in the middle or apart.

use super::super::pile::Pile;
use super::lines::{PageLine, most_common};
use crate::import::manuscript::{Block, Line};

/// A line this much wider than half the page is one of running text.
const WIDE: f32 = 0.4;

/// Wide lines on pages of one side that tell of their margin.
const ENOUGH_TO_TELL: usize = 5;

/// Ems that a line set in the middle leaves free on each side.
const FREE: f32 = 1.2;

/// The part of the text's width that a line set in the middle takes at the most.
const NARROW: f32 = 0.8;

/// Times the usual way to the next line that is a gap.
const APART: f32 = 1.5;

/// From line to line in the loosest text, as a part of its letters' size.
const LOOSE: f32 = 2.2;

/// Ideographic spaces of an indent at the most.
const MOST_INDENT: usize = 40;

/// Different headers and footers; page numbers make many.
const MOST_FURNITURE: usize = 2000;

/// A page.
#[derive(Debug, Default)]
pub struct PageText {
    /// Its lines from the top.
    pub lines: Vec<PageLine>,
    /// Words of headers, footers and watermarks.
    pub aside: Vec<String>,
    /// How wide the paper is.
    pub width: f32,
}

/// How pages of a file are laid out.
#[derive(Debug)]
pub struct Layout {
    /// Left and right edges of the text, on odd pages and on even ones.
    edges: [(f32, f32); 2],
    /// Size of running text, and from one of its lines to the next.
    size: f32,
    leading: f32,
}

impl Layout {
    /// Measures pages.
    pub fn of(pages: &[PageText]) -> Self {
        let all = || pages.iter().flat_map(|page| &page.lines);
        let by_letters = all().flat_map(|line| std::iter::repeat_n(line.size, line.letters.min(200)));
        let size = most_common(by_letters);
        let is_body = |line: &PageLine| (line.size - size).abs() <= 0.1 * size;
        let pairs = pages.iter().flat_map(|page| page.lines.windows(2));
        let ways = pairs.filter(|pair| is_body(&pair[0]) && is_body(&pair[1])).map(|pair| pair[0].y - pair[1].y);
        let leading = middle(ways.collect(), 0.5).unwrap_or(1.6 * size).min(LOOSE * size);
        let whole = edges(pages.iter(), 1).unwrap_or_else(|| {
            let left = all().map(|line| line.left).fold(f32::INFINITY, f32::min);
            let right = all().map(|line| line.right).fold(f32::NEG_INFINITY, f32::max);
            (left, right)
        });
        let side = |first: usize| edges(pages.iter().skip(first).step_by(2), ENOUGH_TO_TELL).unwrap_or(whole);
        Layout { edges: [side(0), side(1)], size, leading }
    }

    /// The blocks of pages, and what stands beside their text.
    pub fn blocks(&self, pages: Vec<PageText>) -> (Vec<Block>, Vec<String>) {
        let mut pile = Pile::default();
        let mut furniture: Vec<String> = Vec::new();
        let mut number = 0;
        for (at, page) in pages.into_iter().enumerate() {
            if at > 0 {
                pile.page_end();
            }
            let mut above: Option<PageLine> = None;
            for line in page.lines {
                number += 1;
                let gap = above.as_ref().is_some_and(|above| self.stand_apart(above, &line));
                let centred = self.is_centred(&line, at, page.width);
                let indent = if centred { 0 } else { self.indent(&line, at) };
                pile.line(Line {
                    text: "\u{3000}".repeat(indent) + &line.text,
                    number,
                    gap,
                    centred,
                    size: Some(line.size),
                    bold: line.bold,
                    heading: None,
                });
                above = Some(line);
            }
            for words in page.aside {
                let words = words.trim();
                if !words.is_empty()
                    && furniture.len() < MOST_FURNITURE
                    && !furniture.iter().any(|known| known == words)
                {
                    furniture.push(words.to_owned());
                }
            }
        }
        (pile.into_blocks(), furniture)
    }

    fn stand_apart(&self, above: &PageLine, line: &PageLine) -> bool {
        let larger = (above.size.max(line.size) / self.size).max(1.0);
        above.y - line.y > APART * self.leading * larger
    }

    fn is_centred(&self, line: &PageLine, page: usize, paper: f32) -> bool {
        let (left, right) = self.edges[page % 2];
        let middle = (line.left + line.right) / 2.0;
        // Margins differ from side to side, and people centre on either.
        let off = (middle - paper / 2.0).abs().min((middle - (left + right) / 2.0).abs());
        let free = FREE * line.size;
        let is_narrow = line.right - line.left < NARROW * (right - left);
        off <= (0.3 * line.size).max(4.0) && is_narrow && line.left > left + free && line.right < right - free
    }

    /// Ideographic spaces before a line that does not begin at the edge.
    fn indent(&self, line: &PageLine, page: usize) -> usize {
        // Spaces that the file itself has are in the text already.
        if line.text.starts_with(char::is_whitespace) {
            return 0;
        }
        let ems = (line.left - self.edges[page % 2].0) / line.size;
        if ems < 0.8 { 0 } else { (ems.round() as usize).min(MOST_INDENT) }
    }
}

/// The edges of the text on pages, if enough of their lines are wide.
fn edges<'a>(pages: impl Iterator<Item = &'a PageText>, enough: usize) -> Option<(f32, f32)> {
    let wide = |page: &'a PageText| page.lines.iter().filter(|line| line.right - line.left > WIDE * page.width);
    let (lefts, rights): (Vec<f32>, Vec<f32>) = pages.flat_map(wide).map(|line| (line.left, line.right)).unzip();
    if lefts.len() < enough {
        return None;
    }
    Some((middle(lefts, 0.1)?, middle(rights, 0.9)?))
}

/// The number that this part of the numbers are below.
fn middle(mut numbers: Vec<f32>, part: f32) -> Option<f32> {
    numbers.sort_by(f32::total_cmp);
    let last = numbers.len().checked_sub(1)?;
    numbers.get((last as f32 * part).round() as usize).copied()
}
