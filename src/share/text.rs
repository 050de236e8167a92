//! Texts in letters of one font, or of another where that lacks them.

use std::collections::{BTreeSet, HashMap};

use super::font::Font;
use super::lines::{LONGEST, Lines, Unit, break_up, measure};
use super::mark;
use super::raster::{Bitmap, Place, fill};

/// The fonts of a card, the preferred one first, and the letters that were drawn.
pub struct Letters<'f> {
    fonts: &'f [Font<'f>],
    drawn: HashMap<(usize, u16, u32, u8), Bitmap>,
    marks: HashMap<(String, u32), Bitmap>,
}

/// The glyph of a character: its font and number, and its width in em.
#[derive(Clone, Copy, Debug)]
pub struct Glyph {
    font: usize,
    number: u16,
    width: f32,
}

/// Parts of a pixel that letters are placed by.
const PARTS: f32 = 4.0;

impl<'f> Letters<'f> {
    /// Letters of these fonts.
    pub fn new(fonts: &'f [Font<'f>]) -> Self {
        Letters { fonts, drawn: HashMap::new(), marks: HashMap::new() }
    }

    fn glyph(&self, c: char) -> Option<Glyph> {
        let of = |(font, it): (usize, &Font<'_>)| {
            let number = it.glyph(c)?;
            Some(Glyph { font, number, width: it.advance(number) })
        };
        self.fonts.iter().enumerate().find_map(of)
    }

    /// The characters of some texts that no font has, each once.
    pub fn lacking<'t>(&self, texts: impl IntoIterator<Item = &'t String>) -> String {
        let all: BTreeSet<char> = texts.into_iter().flat_map(|text| plain(text)).collect();
        all.into_iter().filter(|c| self.glyph(*c).is_none()).collect()
    }

    /// A text as units with their glyphs. A character that no font has becomes the mark 〓, or is
    /// left out.
    pub fn set(&self, text: &str) -> Text {
        let mut set = Text::default();
        for c in plain(text) {
            if let Some(glyph) = self.glyph(c).or_else(|| self.glyph('〓')) {
                set.units.push(Unit { char: c, width: glyph.width });
                set.glyphs.push(glyph);
            }
        }
        set
    }

    /// A glyph in a size in pixels, `part` quarters of a pixel to the right.
    pub fn bitmap(&mut self, glyph: Glyph, size: u32, part: u8) -> &Bitmap {
        self.drawn.entry((glyph.font, glyph.number, size, part)).or_insert_with(|| {
            let steps = self.fonts.get(glyph.font).map(|font| font.outline(glyph.number)).unwrap_or_default();
            let size = size as f32;
            fill(&steps, Place { x_scale: size, y_scale: -size, x: f32::from(part) / PARTS, y: 0.0 })
        })
    }

    /// A mark in a size in pixels: the path of an SVG drawing in a square of 32. One that cannot be
    /// read is empty.
    pub fn mark(&mut self, path: &str, size: u32) -> &Bitmap {
        self.marks.entry((path.to_owned(), size)).or_insert_with(|| {
            let unit = size as f32 / 32.0;
            fill(&mark::parse(path).unwrap_or_default(), Place { x_scale: unit, y_scale: unit, x: 0.0, y: 0.0 })
        })
    }
}

/// The whole pixel and the quarters of one that a place is nearest to.
pub fn place(x: f32) -> (i32, u8) {
    let parts = (x * PARTS).round() as i32;
    (parts.div_euclid(PARTS as i32), parts.rem_euclid(PARTS as i32) as u8)
}

/// The characters that are drawn, no more than any card can show: those without shape are left out, spaces are joined, and
/// quotation marks between Latin letters are those of a typewriter, since Chinese fonts have
/// them an em wide.
fn plain(text: &str) -> Vec<char> {
    let latin = !text.chars().any(|c| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}'));
    let chars: Vec<char> = text.trim().chars().take(LONGEST).collect();
    let mut out = Vec::with_capacity(chars.len());
    for (at, c) in chars.iter().enumerate() {
        let between = || {
            let is_latin = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
            is_latin(at.checked_sub(1).and_then(|at| chars.get(at))) && is_latin(chars.get(at + 1))
        };
        match c {
            c if c.is_whitespace() => {
                if out.last() != Some(&' ') {
                    out.push(' ');
                }
            }
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{00AD}' => {}
            c if c.is_control() => {}
            '‘' | '’' if latin || between() => out.push('\''),
            '“' | '”' if latin => out.push('"'),
            c => out.push(*c),
        }
    }
    out
}

/// A text ready for drawing.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Its characters and widths.
    pub units: Vec<Unit>,
    /// Their glyphs.
    pub glyphs: Vec<Glyph>,
}

impl Text {
    /// Whether it has nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Its width in em.
    pub fn width(&self) -> f32 {
        measure(&self.units)
    }

    /// The same with its end cut off until `fits`, and an ellipsis in its place.
    pub fn cut(&self, ellipsis: &Text, fits: impl Fn(&[Unit]) -> bool) -> Text {
        let mut cut = self.clone();
        while !cut.is_empty() {
            cut.units.pop();
            cut.glyphs.pop();
            let ends_badly = cut.units.last().is_some_and(|unit| " ，、：；“《（".contains(unit.char));
            if ends_badly {
                continue;
            }
            let mut whole = cut.clone();
            whole.units.extend(&ellipsis.units);
            whole.glyphs.extend(&ellipsis.glyphs);
            if fits(&whole.units) {
                return whole;
            }
        }
        cut
    }

    /// Its lines in a size, if they are no more than `most` within `width` pixels.
    pub fn lines(&self, size: u32, width: f32, most: usize) -> Option<Lines> {
        break_up(&self.units, width / size as f32, most)
    }
}
