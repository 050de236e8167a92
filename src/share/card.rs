//! The design of a card: what stands where.
//!
//! ```text
//! ┌──────────────────────────┐
//! │ label                    │
//! │                          │
//! │ Title in one to three    │
//! │ lines                    │
//! │ text                     │
//! ├──────────────────────────┤
//! │ ♦ name          ( note ) │
//! └──────────────────────────┘
//! ```

use std::collections::HashMap;
use std::ops::Range;

use super::canvas::{Canvas, Ramp, Rgb};
use super::font::Font;
use super::lines::{Lines, Unit, break_up, hangs_left, measure};
use super::png;
use super::raster::rounded;
use super::text::{Letters, Text, place};
use super::{Card, Colors};

/// Changes when the same card looks different from before.
pub const DESIGN: &str = "card 3";

/// Sizes in pixels of a card that is as high as `height`.
struct Measures {
    height: f32,
    margin: f32,
    strip: f32,
    label: f32,
    titles: &'static [f32],
    most_lines: usize,
    text: f32,
    text_lines: usize,
    name: f32,
    note: f32,
    mark: f32,
    gap: f32,
}

const WIDE: Measures = Measures {
    height: 630.0,
    margin: 72.0,
    strip: 118.0,
    label: 34.0,
    titles: &[118.0, 104.0, 94.0, 84.0, 74.0, 64.0, 56.0],
    most_lines: 3,
    text: 50.0,
    text_lines: 2,
    name: 42.0,
    note: 34.0,
    mark: 58.0,
    gap: 36.0,
};

const SQUARE: Measures = Measures {
    height: 300.0,
    margin: 22.0,
    strip: 56.0,
    label: 23.0,
    titles: &[64.0, 56.0, 50.0, 44.0, 38.0, 33.0, 29.0],
    most_lines: 4,
    text: 0.0,
    text_lines: 0,
    name: 26.0,
    note: 0.0,
    mark: 32.0,
    gap: 10.0,
};

/// A square that is looked at by itself, in a chat or on a screen in a lift: all that a wide card says.
const POST: Measures = Measures {
    height: 1080.0,
    margin: 84.0,
    strip: 168.0,
    label: 54.0,
    titles: &[186.0, 166.0, 148.0, 132.0, 116.0, 100.0, 88.0],
    most_lines: 3,
    text: 74.0,
    text_lines: 4,
    name: 58.0,
    note: 50.0,
    mark: 80.0,
    gap: 52.0,
};

/// A square as high as this is no picture beside a link.
const POST_HEIGHT: u32 = 600;

/// Sizes of a title that are looked at once it fits.
const TRIED: usize = 3;
/// From one line's base to the next, in em.
const LEADING: f32 = 1.26;
/// From the top of a Chinese letter's square to the base line, in em.
const RISE: f32 = 0.88;

/// A card as a PNG file; nothing where it cannot be encoded.
pub fn draw(card: &Card, studio: &mut Studio<'_>) -> Option<Vec<u8>> {
    let is_wide = u64::from(card.width) * 2 >= u64::from(card.height) * 3;
    let measures = match (is_wide, card.height) {
        (true, _) => &WIDE,
        (false, POST_HEIGHT..) => &POST,
        (false, _) => &SQUARE,
    };
    let scale = card.height as f32 / measures.height;
    // Cards of a site differ in what stands above the strip.
    let blank = Card { title: String::new(), text: String::new(), label: String::new(), ..card.clone() };
    let frame = studio.frames.get(&blank).cloned();
    let is_new = frame.is_none();
    let canvas = frame.unwrap_or_else(|| Canvas::new(card.width as usize, card.height as usize, card.colors.ground));
    let mut sheet = Sheet { canvas, letters: &mut studio.letters, scale, width: card.width as f32 };
    if is_new {
        sheet.frame(card, measures);
        studio.frames.insert(blank, sheet.canvas.clone());
    }
    sheet.words(card, measures);
    png::encode(&sheet.canvas)
}

/// What cards drawn one after the other share.
pub struct Studio<'f> {
    /// The letters.
    pub letters: Letters<'f>,
    frames: HashMap<Card, Canvas>,
}

impl<'f> Studio<'f> {
    /// A studio with these fonts.
    pub fn new(fonts: &'f [Font<'f>]) -> Self {
        Studio { letters: Letters::new(fonts), frames: HashMap::new() }
    }
}

/// The units of each line.
type Ranges = Vec<Range<usize>>;

/// A card under way.
struct Sheet<'s, 'f> {
    canvas: Canvas,
    letters: &'s mut Letters<'f>,
    scale: f32,
    width: f32,
}

impl Sheet<'_, '_> {
    fn size(&self, measure: f32) -> u32 {
        ((measure * self.scale).round() as u32).max(1)
    }

    /// The title with its lines, in the largest size in which it fits: a little smaller if no line
    /// ends badly then.
    fn title(&self, title: Text, measures: &Measures, room: f32, height: f32, ellipsis: &Text) -> (Text, u32, Ranges) {
        let most = |size: u32| {
            let more = ((height / size as f32 - 1.0) / LEADING).floor().max(0.0) as usize;
            (more + 1).min(measures.most_lines)
        };
        let sizes = measures.titles.iter().map(|title| self.size(*title));
        let fitting: Vec<(u32, Lines)> =
            sizes.filter_map(|size| Some((size, title.lines(size, room, most(size))?))).collect();
        let good = fitting.iter().take(TRIED).find(|(_, lines)| !lines.torn).or(fitting.first());
        if let Some((size, lines)) = good {
            return (title, *size, lines.lines.clone());
        }
        let size = self.size(measures.titles.last().copied().unwrap_or(measures.label));
        let lines = |units: &[Unit]| break_up(units, room / size as f32, most(size));
        let title = title.cut(ellipsis, |units| lines(units).is_some());
        let lines = lines(&title.units).unwrap_or_default();
        (title, size, lines.lines)
    }

    /// All but the words of the page.
    fn frame(&mut self, card: &Card, measures: &Measures) {
        self.watermark(card, measures);
        let top = self.strip_top(measures);
        let height = self.canvas.height();
        self.canvas.fill_rows(top as usize, height, card.colors.strip);
        self.strip(card, measures, top);
    }

    fn strip_top(&self, measures: &Measures) -> f32 {
        (self.canvas.height() as f32 - measures.strip * self.scale).round()
    }

    /// Label, title and text.
    fn words(&mut self, card: &Card, measures: &Measures) {
        let colors = &card.colors;
        let [title, text, label] = [&card.title, &card.text, &card.label].map(|text| self.letters.set(text));
        let ellipsis = self.letters.set("…");
        let (margin, gap) = (measures.margin * self.scale, measures.gap * self.scale);
        let room = self.width - 2.0 * margin;
        let mut top = margin;
        if !label.is_empty() {
            let size = self.size(measures.label);
            let label = one_line(label, size, room, &ellipsis);
            top += self.label(&label, size, margin, measures.text > 0.0, (colors.ground, colors.tint)) + gap;
        }
        let bottom = self.strip_top(measures) - gap * 1.2;
        let text_size = self.size(measures.text);
        let has_text = !text.is_empty() && measures.text > 0.0;
        let text_lines = if has_text {
            text.lines(text_size, room, measures.text_lines).unwrap_or_default().lines
        } else {
            Vec::new()
        };
        let high = |size: u32, lines: usize| size as f32 * (LEADING * lines.saturating_sub(1) as f32 + 1.0);
        let under =
            if text_lines.is_empty() { 0.0 } else { high(text_size, text_lines.len()) + text_size as f32 * 0.85 };
        let (title, size, lines) = self.title(title, measures, room, bottom - top - under, &ellipsis);
        let title_height = high(size, lines.len());
        // A little above the middle looks like the middle.
        let from = top + ((bottom - top - title_height - under) * 0.45).max(0.0);
        let ink = self.canvas.ramp(colors.ground, colors.ink);
        self.lines(&title, &lines, size, (margin, from), &ink);
        let tint = self.canvas.ramp(colors.ground, colors.tint);
        self.lines(&text, &text_lines, text_size, (margin, from + title_height + text_size as f32 * 0.85), &tint);
    }

    /// The mark once more, large and hardly lighter than the ground, cut off at the right edge.
    fn watermark(&mut self, card: &Card, measures: &Measures) {
        let Colors { ground, tint, .. } = card.colors;
        let mixed = |at: usize| ((u32::from(ground[at]) * 15 + u32::from(tint[at])) / 16) as u8;
        let size = self.size(measures.height * 0.94);
        let ramp = self.canvas.ramp(ground, [mixed(0), mixed(1), mixed(2)]);
        let (x, y) = (self.width - size as f32 * 0.74, size as f32 * -0.07);
        self.canvas.draw(self.letters.mark(&card.mark, size), x as i32, y as i32, &ramp);
    }

    /// The label; gives its height.
    fn label(&mut self, label: &Text, size: u32, left: f32, boxed: bool, (ground, tint): (Rgb, Rgb)) -> f32 {
        let em = size as f32;
        if !boxed {
            let ramp = self.canvas.ramp(ground, tint);
            self.line(label, 0..label.units.len(), size, (left, left), &ramp);
            return em;
        }
        let (pad, height) = (em * 0.55, (em * 1.7).round());
        let shape = rounded((label.width() * em + 2.0 * pad).round(), height, em * 0.16);
        let ramp = self.canvas.ramp(ground, tint);
        self.canvas.draw(&shape, left as i32, left as i32, &ramp);
        let ramp = self.canvas.ramp(tint, ground);
        self.line(label, 0..label.units.len(), size, (left + pad, left + (height - em) / 2.0), &ramp);
        height
    }

    /// The strip at the bottom: the mark and the name to the left, the note to the right.
    fn strip(&mut self, card: &Card, measures: &Measures, top: f32) {
        let colors = &card.colors;
        let (name, note, ellipsis) =
            (self.letters.set(&card.name), self.letters.set(&card.note), self.letters.set("…"));
        let (margin, height) = (measures.margin * self.scale, card.height as f32 - top);
        let ink = self.canvas.ramp(colors.strip, colors.strip_ink);
        let mut left = margin;
        if !card.mark.is_empty() {
            let size = self.size(measures.mark);
            let mark = self.letters.mark(&card.mark, size);
            let side = size as f32;
            self.canvas.draw(mark, left as i32, (top + (height - side) / 2.0) as i32, &ink);
            left += side * 1.2;
        }
        let mut right = self.width - margin;
        if !note.is_empty() && measures.note > 0.0 {
            let mut size = self.size(measures.note);
            let wanted = name.width() * self.size(measures.name) as f32;
            while size > 12 && left + wanted + note.width() * size as f32 + 3.6 * size as f32 > right {
                size -= 1;
            }
            let em = size as f32;
            let (pad, box_height) = (em * 0.8, (em * 2.0).round());
            let note = one_line(note, size, right - left - 2.0 * pad, &ellipsis);
            let width = (note.width() * em + 2.0 * pad).round();
            let (x, y) = ((right - width).round(), (top + (height - box_height) / 2.0).round());
            let ramp = self.canvas.ramp(colors.strip, colors.accent);
            self.canvas.draw(&rounded(width, box_height, em * 0.2), x as i32, y as i32, &ramp);
            let ramp = self.canvas.ramp(colors.accent, colors.accent_ink);
            self.line(&note, 0..note.units.len(), size, (x + pad, y + (box_height - em) / 2.0), &ramp);
            right = x - em;
        }
        let mut size = self.size(measures.name);
        while size > 12 && name.width() * size as f32 > right - left {
            size -= 1;
        }
        let name = one_line(name, size, right - left, &ellipsis);
        self.line(&name, 0..name.units.len(), size, (left, top + (height - size as f32) / 2.0), &ink);
    }

    /// Lines one below the other; `y` is the top of the first one's letters.
    fn lines(&mut self, text: &Text, lines: &[Range<usize>], size: u32, (x, y): (f32, f32), ramp: &Ramp) {
        for (number, line) in lines.iter().enumerate() {
            self.line(text, line.clone(), size, (x, y + number as f32 * LEADING * size as f32), ramp);
        }
    }

    fn line(&mut self, text: &Text, line: Range<usize>, size: u32, (x, y): (f32, f32), ramp: &Ramp) {
        let (Some(units), Some(glyphs)) = (text.units.get(line.clone()), text.glyphs.get(line)) else { return };
        let em = size as f32;
        let mut x = x - units.first().map_or(0.0, hangs_left) * em;
        let base = (y + em * RISE).round() as i32;
        for (unit, glyph) in units.iter().zip(glyphs) {
            let (pixel, part) = place(x);
            let bitmap = self.letters.bitmap(*glyph, size, part);
            self.canvas.draw(bitmap, pixel, base, ramp);
            x += unit.width * em;
        }
    }
}

/// A text that fits into one line, its end cut off if need be.
fn one_line(text: Text, size: u32, room: f32, ellipsis: &Text) -> Text {
    let fits = |width: f32| width * size as f32 <= room;
    if fits(text.width()) { text } else { text.cut(ellipsis, |units| fits(measure(units))) }
}
