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

use std::ops::Range;

use super::Card;
use super::canvas::{Canvas, Ramp, Rgb};
use super::lines::hangs_left;
use super::raster::{Place, fill, rounded};
use super::text::{Letters, Text, place};
use super::{mark, png};

/// Changes when the same card looks different from before.
pub const DESIGN: &str = "card 1";

/// Sizes in pixels of a card that is as high as `height`.
struct Measures {
    height: f32,
    margin: f32,
    strip: f32,
    label: f32,
    titles: &'static [f32],
    most_lines: usize,
    text: f32,
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
    text: 42.0,
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
    name: 26.0,
    note: 0.0,
    mark: 32.0,
    gap: 10.0,
};

/// From one line's base to the next, in em.
const LEADING: f32 = 1.26;
/// From the top of a Chinese letter's square to the base line, in em.
const RISE: f32 = 0.88;

/// A card as a PNG file; nothing where it cannot be encoded.
pub fn draw(card: &Card, letters: &mut Letters<'_>) -> Option<Vec<u8>> {
    let is_wide = u64::from(card.width) * 2 >= u64::from(card.height) * 3;
    let measures = if is_wide { &WIDE } else { &SQUARE };
    let scale = card.height as f32 / measures.height;
    let colors = &card.colors;
    let canvas = Canvas::new(card.width as usize, card.height as usize, colors.ground);
    let mut sheet = Sheet { canvas, letters, scale, width: card.width as f32 };
    let ellipsis = sheet.letters.set("…");
    let [title, text, label, name, note] =
        [&card.title, &card.text, &card.label, &card.name, &card.note].map(|text| sheet.letters.set(text));
    let margin = measures.margin * scale;
    let room = sheet.width - 2.0 * margin;
    let strip_top = (card.height as f32 - measures.strip * scale).round();
    let mut top = margin;
    if !label.is_empty() {
        let size = sheet.size(measures.label);
        let label = sheet.one_line(label, size, room, &ellipsis);
        top += sheet.label(&label, size, margin, is_wide, (colors.ground, colors.tint)) + measures.gap * scale;
    }
    let bottom = strip_top - measures.gap * scale * 1.2;
    let under = if text.is_empty() || measures.text == 0.0 { 0.0 } else { measures.text * scale * (LEADING + 1.6) };
    let (title, size, lines) = sheet.title(title, measures, room, bottom - top - under, &ellipsis);
    let text_size = sheet.size(measures.text);
    let text_lines = if under > 0.0 { text.lines(text_size, room, 2).unwrap_or_default() } else { Vec::new() };
    let high = |size: u32, lines: usize| size as f32 * (LEADING * lines.saturating_sub(1) as f32 + 1.0);
    let gap = if text_lines.is_empty() { 0.0 } else { text_size as f32 * 0.85 };
    let block = high(size, lines.len()) + gap + if text_lines.is_empty() { 0.0 } else { high(text_size, text_lines.len()) };
    // A little above the middle looks like the middle.
    let from = top + ((bottom - top - block) * 0.45).max(0.0);
    let ink = sheet.canvas.ramp(colors.ground, colors.ink);
    sheet.lines(&title, &lines, size, (margin, from), &ink);
    let tint = sheet.canvas.ramp(colors.ground, colors.tint);
    sheet.lines(&text, &text_lines, text_size, (margin, from + high(size, lines.len()) + gap), &tint);
    sheet.canvas.fill_rows(strip_top as usize, card.height as usize, colors.strip);
    sheet.strip(card, measures, strip_top, (name, note), &ellipsis);
    png::encode(&sheet.canvas)
}

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

    /// A text that fits into one line, its end cut off if need be.
    fn one_line(&self, text: Text, size: u32, room: f32, ellipsis: &Text) -> Text {
        let fits = |width: f32| width * size as f32 <= room;
        if fits(text.width()) { text } else { text.cut(ellipsis, |units| fits(super::lines::measure(units))) }
    }

    /// The title in the largest size in which it fits, with its lines.
    fn title(
        &self,
        title: Text,
        measures: &Measures,
        room: f32,
        height: f32,
        ellipsis: &Text,
    ) -> (Text, u32, Vec<Range<usize>>) {
        let most = |size: u32| {
            let more = ((height / size as f32 - 1.0) / LEADING).floor().max(0.0) as usize;
            (more + 1).min(measures.most_lines)
        };
        for size in measures.titles.iter().map(|title| self.size(*title)) {
            if let Some(lines) = title.lines(size, room, most(size)).filter(|lines| self.is_whole(&title, lines, size, room)) {
                return (title, size, lines);
            }
        }
        let size = self.size(measures.titles.last().copied().unwrap_or(measures.label));
        let lines = |units: &[super::lines::Unit]| super::lines::break_up(units, room / size as f32, most(size));
        let title = title.cut(ellipsis, |units| lines(units).is_some());
        let lines = lines(&title.units).unwrap_or_default();
        (title, size, lines)
    }

    /// Whether no line sticks out, as a long Latin word does.
    fn is_whole(&self, title: &Text, lines: &[Range<usize>], size: u32, room: f32) -> bool {
        let inside = |line: &Range<usize>| super::lines::measure(&title.units[line.clone()]) * size as f32 <= room;
        // A word that had to be broken fits in a smaller size.
        let broken = lines.windows(2).any(|pair| {
            pair[0].end == pair[1].start
                && [pair[0].end.checked_sub(1), Some(pair[1].start)].into_iter().flatten().all(|at| {
                    title.units.get(at).is_some_and(|unit| unit.char.is_ascii_alphanumeric())
                })
        });
        !broken && lines.iter().all(inside)
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
    fn strip(&mut self, card: &Card, measures: &Measures, top: f32, (name, note): (Text, Text), ellipsis: &Text) {
        let colors = &card.colors;
        let (margin, height) = (measures.margin * self.scale, card.height as f32 - top);
        let ink = self.canvas.ramp(colors.strip, colors.strip_ink);
        let mut left = margin;
        if let Some(steps) = mark::parse(&card.mark).filter(|steps| !steps.is_empty()) {
            let size = measures.mark * self.scale;
            // Marks are drawn in a square of 32.
            let unit = size / 32.0;
            let at = Place { x_scale: unit, y_scale: unit, x: 0.0, y: 0.0 };
            self.canvas.draw(&fill(&steps, at), left as i32, (top + (height - size) / 2.0) as i32, &ink);
            left += size * 1.2;
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
            let note = self.one_line(note, size, right - left - 2.0 * pad, ellipsis);
            let width = (note.width() * em + 2.0 * pad).round();
            let (x, y) = ((right - width).round(), (top + (height - box_height) / 2.0).round());
            let ramp = self.canvas.ramp(colors.strip, colors.accent);
            self.canvas.draw(&rounded(width, box_height, em * 0.2), x as i32, y as i32, &ramp);
            let ramp = self.canvas.ramp(colors.accent, colors.accent_ink);
            self.line(&note, 0..note.units.len(), size, (x + pad, y + (box_height - em) / 2.0), &ramp);
            right = x - em;
        }
        let size = self.size(measures.name);
        let name = self.one_line(name, size, right - left, ellipsis);
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
