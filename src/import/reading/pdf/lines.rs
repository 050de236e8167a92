//! Glyphs of a page become its lines, from top to bottom.

use super::content::Glyph;
use crate::text::{is_han, is_wide_punctuation};

/// How far a glyph may stand off a line, as a part of the letters' size: a note's number does.
const OFF_THE_LINE: f32 = 0.4;

/// Spaces that a gap becomes at the most.
const MOST_SPACES: usize = 40;

/// Glyphs of a line that tell how far apart it sets its letters.
const ENOUGH_TO_TELL: usize = 4;

/// A line on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageLine {
    pub text: String,
    /// Where its first and its last letter that are seen begin and end.
    pub left: f32,
    pub right: f32,
    pub y: f32,
    /// Size of most of its letters.
    pub size: f32,
    pub bold: bool,
    /// How many letters there are.
    pub letters: usize,
}

/// Sorts glyphs into lines.
pub fn of(mut glyphs: Vec<Glyph>) -> Vec<PageLine> {
    glyphs.sort_by(|one, other| other.y.total_cmp(&one.y));
    let mut lines: Vec<Vec<Glyph>> = Vec::new();
    // The line's height is that of its largest glyph.
    let (mut y, mut size) = (f32::INFINITY, 0.0);
    for glyph in glyphs {
        let near = (y - glyph.y).abs() <= OFF_THE_LINE * glyph.size.max(size);
        if !near {
            lines.push(Vec::new());
        }
        if !near || glyph.size > size {
            (y, size) = (glyph.y, glyph.size);
        }
        if let Some(line) = lines.last_mut() {
            line.push(glyph);
        }
    }
    lines.into_iter().filter_map(set).collect()
}

/// Sets a line from its glyphs.
fn set(mut glyphs: Vec<Glyph>) -> Option<PageLine> {
    glyphs.sort_by(|one, other| one.x.total_cmp(&other.x));
    let glyphs = without_doubles(glyphs);
    let usual_gap = usual_gap(&glyphs);
    let mut text = String::new();
    let mut before: Option<&Glyph> = None;
    for glyph in &glyphs {
        if let Some(before) = before {
            push_gap(&mut text, before, glyph, usual_gap);
        }
        text.push_str(&glyph.text);
        before = Some(glyph);
    }
    text.truncate(text.trim_end().len());
    let seen = || glyphs.iter().filter(|glyph| is_seen(glyph));
    let largest = seen().max_by(|one, other| one.size.total_cmp(&other.size))?;
    Some(PageLine {
        text,
        left: seen().map(|glyph| glyph.x).fold(f32::INFINITY, f32::min),
        right: seen().map(|glyph| glyph.x + glyph.width).fold(f32::NEG_INFINITY, f32::max),
        y: largest.y,
        size: most_common(seen().map(|glyph| glyph.size)),
        bold: seen().all(|glyph| glyph.bold),
        letters: seen().count(),
    })
}

fn is_seen(glyph: &Glyph) -> bool {
    !glyph.text.trim().is_empty()
}

/// Letters that are set twice, one a little beside the other, are bold.
fn without_doubles(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut single: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let near = single.iter_mut().rev().take(3).find(|before| {
            let apart = (before.x - glyph.x).abs().max((before.y - glyph.y).abs());
            before.text == glyph.text && apart < 0.15 * glyph.size && is_seen(&glyph)
        });
        match near {
            Some(before) => before.bold = true,
            None => single.push(glyph),
        }
    }
    single
}

/// How far apart the letters of a line that is spaced out stand, in ems.
fn usual_gap(glyphs: &[Glyph]) -> f32 {
    let pairs = glyphs.windows(2).filter(|pair| is_seen(&pair[0]) && is_seen(&pair[1]));
    let mut gaps: Vec<f32> = pairs.map(|pair| gap(&pair[0], &pair[1])).collect();
    if gaps.len() + 1 < ENOUGH_TO_TELL {
        return 0.0;
    }
    gaps.sort_by(f32::total_cmp);
    // The lower quarter: a line may have many real gaps.
    gaps[gaps.len() / 4].max(0.0)
}

fn gap(before: &Glyph, after: &Glyph) -> f32 {
    (after.x - before.x - before.width) / before.size.max(after.size)
}

/// Writes the spaces that a gap between two glyphs stands for.
fn push_gap(text: &mut String, before: &Glyph, after: &Glyph, usual: f32) {
    let gap = gap(before, after) - usual;
    let is_wide = |c: Option<char>| c.is_some_and(|c| is_han(c) || is_wide_punctuation(c));
    let wide = (is_wide(before.text.chars().next_back()), is_wide(after.text.chars().next()));
    // Between Han and Latin letters typesetters leave a quarter of an em, which is no space.
    let (least, space, width) = match wide {
        (true, true) if gap >= 0.75 => (0.5, '\u{3000}', 1.0),
        (true, true) => (0.5, ' ', 1.0),
        (false, false) => (0.18, ' ', 0.5),
        _ => (0.4, ' ', 0.5),
    };
    if gap < least {
        return;
    }
    let count = ((gap / width).round() as usize).clamp(1, MOST_SPACES);
    text.extend(std::iter::repeat_n(space, count));
}

/// The most common number, to a tenth.
pub fn most_common(numbers: impl Iterator<Item = f32>) -> f32 {
    let mut tenths: Vec<i32> = numbers.map(|number| (number * 10.0).round() as i32).collect();
    tenths.sort_unstable();
    let longest = tenths.chunk_by(|one, other| one == other).max_by_key(|run| run.len());
    longest.and_then(|run| run.first()).map_or(0.0, |tenths| *tenths as f32 / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Glyphs of size 10 from this place on, a gap in ems before each.
    fn glyphs(x: f32, y: f32, letters: &[(f32, &str)]) -> Vec<Glyph> {
        let mut at = x;
        let glyph = |(gap, text): &(f32, &str)| {
            let width = if text.is_ascii() { 5.0 } else { 10.0 };
            at += gap * 10.0 + width;
            Glyph { x: at - width, y, width, size: 10.0, text: (*text).to_owned(), bold: false, aside: false }
        };
        letters.iter().map(glyph).collect()
    }

    fn texts(glyphs: Vec<Glyph>) -> Vec<String> {
        of(glyphs).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn gaps_become_spaces_where_they_are_wider_than_usual() {
        assert_eq!(texts(glyphs(0.0, 0.0, &[(0.0, "石"), (1.0, "韧")])), ["石　韧"]);
        let spaced = [(0.0, "反"), (0.8, "诈"), (0.8, "简"), (0.8, "报")];
        assert_eq!(texts(glyphs(0.0, 0.0, &spaced)), ["反诈简报"]);
        let justified = [(0.0, "反"), (0.1, "诈"), (0.1, "a"), (0.3, "b"), (0.25, "报"), (2.0, "第"), (0.25, "3")];
        assert_eq!(texts(glyphs(0.0, 0.0, &justified)), ["反诈a b报\u{3000}\u{3000}第3"]);
    }

    #[test]
    fn lines_go_from_top_to_bottom_whatever_the_order() {
        let mut all = glyphs(0.0, 50.0, &[(0.0, "下")]);
        all.extend(glyphs(10.0, 70.0, &[(0.0, "右")]));
        all.extend(glyphs(0.0, 70.5, &[(0.0, "左")]));
        let mut note = glyphs(20.0, 74.0, &[(0.0, "1")]);
        note[0].size = 5.0;
        all.extend(note);
        assert_eq!(texts(all), ["左右1", "下"]);
    }

    #[test]
    fn letters_set_twice_are_bold() {
        let mut all = glyphs(0.0, 0.0, &[(0.0, "粗"), (0.0, "体")]);
        all.extend(glyphs(0.3, 0.0, &[(0.0, "粗"), (0.0, "体")]));
        let lines = of(all);
        assert_eq!((lines[0].text.as_str(), lines[0].bold, lines[0].letters), ("粗体", true, 2));
    }
}
