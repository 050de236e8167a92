//! The letters of a font file (OpenType 1.9): TrueType, CFF and collections of either.

use ttf_parser::{Face, GlyphId, OutlineBuilder, Tag, name_id};

use super::raster::Step;

/// Titles are set bold.
const WEIGHT: u16 = 700;

/// A font ready for use.
pub struct Font<'a> {
    face: Face<'a>,
    scale: f32,
}

/// Opens the face of a file that suits simplified Chinese best, or the one of that family. Nothing if
/// the file is no font that can be read.
///
/// In collections such as Noto Sans CJK the first face has Japanese forms.
pub fn open<'a>(bytes: &'a [u8], family: Option<&str>) -> Option<Font<'a>> {
    let count = ttf_parser::fonts_in_collection(bytes).unwrap_or(1);
    let faces = (0..count).filter_map(|index| Face::parse(bytes, index).ok());
    let mut face = faces.min_by_key(|face| rank(face, family))?;
    let is_weight = |axis: &ttf_parser::VariationAxis| axis.tag == Tag::from_bytes(b"wght");
    if face.is_variable() && face.variation_axes().into_iter().any(|axis| is_weight(&axis)) {
        face.set_variation(Tag::from_bytes(b"wght"), f32::from(WEIGHT));
    }
    let scale = 1.0 / f32::from(face.units_per_em());
    Some(Font { face, scale })
}

/// The lower the better.
fn rank(face: &Face<'_>, family: Option<&str>) -> (bool, bool, bool, u16) {
    let named =
        |name: &ttf_parser::name::Name<'_>| matches!(name.name_id, name_id::FAMILY | name_id::TYPOGRAPHIC_FAMILY);
    let names: Vec<String> = face.names().into_iter().filter(named).filter_map(|name| name.to_string()).collect();
    let any = |test: &dyn Fn(&str) -> bool| names.iter().any(|name| test(name));
    let is_family = family.is_none_or(|family| any(&|name| name.eq_ignore_ascii_case(family)));
    let is_simplified =
        any(&|name| [" SC", " CN", " GB"].iter().any(|end| name.ends_with(end) || name.contains(&format!("{end} "))));
    let is_narrow = any(&|name| name.contains("Mono") || name.ends_with(" UI"));
    (!is_family, !is_simplified, is_narrow, face.weight().to_number().abs_diff(WEIGHT))
}

impl Font<'_> {
    /// The glyph of a character, if there is one.
    pub fn glyph(&self, c: char) -> Option<u16> {
        self.face.glyph_index(c).map(|glyph| glyph.0)
    }

    /// How far a glyph moves on, in em.
    pub fn advance(&self, glyph: u16) -> f32 {
        f32::from(self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)) * self.scale
    }

    /// A glyph's outline in em, upwards from the base line.
    pub fn outline(&self, glyph: u16) -> Vec<Step> {
        let mut pen = Pen { scale: self.scale, steps: Vec::new() };
        let _is_drawn = self.face.outline_glyph(GlyphId(glyph), &mut pen).is_some();
        pen.steps
    }
}

#[cfg(test)]
pub const TINY: &[u8] = include_bytes!("../../tests/fonts/tiny.ttc");

struct Pen {
    scale: f32,
    steps: Vec<Step>,
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let s = self.scale;
        self.steps.push(Step::Move(x * s, y * s));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let s = self.scale;
        self.steps.push(Step::Line(x * s, y * s));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let s = self.scale;
        self.steps.push(Step::Quad(x1 * s, y1 * s, x * s, y * s));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let s = self.scale;
        self.steps.push(Step::Cubic(x1 * s, y1 * s, x2 * s, y2 * s, x * s, y * s));
    }

    fn close(&mut self) {
        self.steps.push(Step::Close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_gives_the_simplified_face() {
        let bone = |family| {
            let font = open(TINY, family).expect("a font");
            font.outline(font.glyph('骨').expect("a glyph"))
        };
        assert_eq!(bone(None), bone(Some("Noto Sans CJK SC")));
        assert_ne!(bone(None), bone(Some("Noto Sans CJK JP")));
    }

    #[test]
    fn damaged_files_are_refused_or_read() {
        assert!(open(b"", None).is_none() && open(b"OTTO and no more", None).is_none());
        for at in (0..TINY.len()).step_by(97) {
            let mut damaged = TINY.to_vec();
            damaged[at] ^= 0x55;
            damaged.truncate(TINY.len() - at / 2);
            if let Some(font) = open(&damaged, None) {
                let glyphs = ['警', 'A', '9', '骨'].into_iter().filter_map(|c| font.glyph(c));
                glyphs.for_each(|glyph| {
                    let _read = (font.outline(glyph).len(), font.advance(glyph));
                });
            }
        }
    }
}
