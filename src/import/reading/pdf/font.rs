//! Fonts of a PDF, as far as text needs them: which character a code is, and how wide.

use std::collections::BTreeMap;

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use hayro_cmap::{BfString, CMap, CMapName, CidFamily, WritingMode, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream, String as Bytes};

use super::letters;
use super::stream::Budget;

/// The width of a letter where a font does not say one, in ems.
const USUAL_WIDTH: f32 = 0.5;

/// A code of a text with what the font knows of it.
pub struct Letter {
    /// The characters, if the font says which.
    pub text: Option<String>,
    /// How far it moves on, in ems.
    pub width: f32,
    /// Whether the spacing of words applies to it.
    pub is_space: bool,
}

/// A font.
pub struct Font {
    kind: Kind,
    to_unicode: Option<CMap>,
    /// Whether its letters are bold.
    pub bold: bool,
    /// Whether it is written downwards.
    pub vertical: bool,
}

enum Kind {
    Simple(Simple),
    Composite(Box<Composite>),
}

/// A font of single bytes.
struct Simple {
    letters: Vec<Option<String>>,
    first: usize,
    widths: Vec<f32>,
    missing: f32,
}

/// A font of many characters, with codes of several bytes.
struct Composite {
    encoding: CMap,
    /// Whether codes are UTF-16.
    is_unicode: bool,
    /// Characters by their numbers in one of Adobe's collections.
    collection: Option<CMap>,
    /// Characters by their glyphs in the embedded font.
    glyphs: BTreeMap<u16, char>,
    /// Glyphs by the characters' numbers, two bytes each.
    cid_to_gid: Option<Vec<u8>>,
    /// By its first number, each range's last one and its width.
    widths: BTreeMap<u32, (u32, f32)>,
    usual: f32,
}

impl Font {
    /// Reads a font.
    pub fn read(dict: &Dict<'_>, budget: &Budget) -> Option<Self> {
        let subtype = dict.get::<Name<'_>>("Subtype")?;
        let (kind, descriptor, vertical) = if subtype.as_str() == "Type0" {
            let descendant = dict.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
            let descriptor = descendant.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
            let composite = Composite::read(dict, &descendant, &descriptor, budget)?;
            let vertical = composite.encoding.metadata().writing_mode == Some(WritingMode::Vertical);
            (Kind::Composite(Box::new(composite)), descriptor, vertical)
        } else {
            let descriptor = dict.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
            let scale = if subtype.as_str() == "Type3" { type3_scale(dict) } else { 0.001 };
            (Kind::Simple(Simple::read(dict, &descriptor, scale)), descriptor, false)
        };
        let name = dict.get::<Name<'_>>("BaseFont").map(|name| name.as_str().to_owned()).unwrap_or_default();
        Some(Font { kind, to_unicode: to_unicode(dict, budget), bold: is_bold(&name, &descriptor), vertical })
    }

    /// The letters that a string of codes shows.
    pub fn letters(&self, codes: &[u8]) -> Vec<Letter> {
        match &self.kind {
            Kind::Simple(simple) => codes.iter().map(|code| self.simple(simple, *code)).collect(),
            Kind::Composite(composite) => {
                let mut letters = Vec::new();
                let mut rest = codes;
                while !rest.is_empty() {
                    let (code, cid, length) = composite.next(rest);
                    rest = &rest[length..];
                    let text = self.mapped(code, length).or_else(|| composite.text(code, cid));
                    letters.push(Letter { text, width: composite.width(cid), is_space: length == 1 && code == 32 });
                }
                letters
            }
        }
    }

    fn simple(&self, simple: &Simple, code: u8) -> Letter {
        let at = usize::from(code);
        let text = self.mapped(at as u32, 1).or_else(|| simple.letters.get(at).cloned().flatten());
        let width = at.checked_sub(simple.first).and_then(|at| simple.widths.get(at)).copied();
        Letter { text, width: width.unwrap_or(simple.missing), is_space: code == 32 }
    }

    /// What the font's own table says.
    fn mapped(&self, code: u32, length: usize) -> Option<String> {
        let table = self.to_unicode.as_ref()?;
        let text = match table.lookup_bf_string(code) {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => char::from_u32(table.lookup_cid_code(code, length as u8)?)?.to_string(),
        };
        letters::usual(&text)
    }
}

fn to_unicode(dict: &Dict<'_>, budget: &Budget) -> Option<CMap> {
    if let Some(name) = dict.get::<Name<'_>>("ToUnicode") {
        return name.as_str().starts_with("Identity").then(CMap::identity_h);
    }
    let bytes = budget.decode(&dict.get::<Stream<'_>>("ToUnicode")?)?;
    CMap::parse(&bytes, load_embedded)
}

fn is_bold(name: &str, descriptor: &Dict<'_>) -> bool {
    const FORCED: u32 = 1 << 18;
    let name = name.to_ascii_lowercase();
    ["bold", "black", "heavy"].iter().any(|word| name.contains(word))
        || descriptor.get::<f32>("FontWeight").is_some_and(|weight| weight >= 600.0)
        || descriptor.get::<u32>("Flags").is_some_and(|flags| flags & FORCED != 0)
}

fn type3_scale(dict: &Dict<'_>) -> f32 {
    let matrix = dict.get::<Array<'_>>("FontMatrix").map(|matrix| matrix.iter::<f32>().next().unwrap_or(0.001));
    matrix.unwrap_or(0.001).abs()
}

impl Simple {
    fn read(dict: &Dict<'_>, descriptor: &Dict<'_>, scale: f32) -> Self {
        let encoding = dict.get::<Dict<'_>>("Encoding");
        let base = dict.get::<Name<'_>>("Encoding").or_else(|| encoding.as_ref()?.get::<Name<'_>>("BaseEncoding"));
        let table = if base.is_some_and(|name| name.as_str() == "MacRomanEncoding") { MACINTOSH } else { WINDOWS_1252 };
        let mut letters: Vec<Option<String>> = (0..=u8::MAX)
            .map(|code| letters::usual(&table.decode_without_bom_handling(&[code]).0).filter(|_| code >= 32))
            .collect();
        if let Some(differences) = encoding.and_then(|encoding| encoding.get::<Array<'_>>("Differences")) {
            let mut at = 0usize;
            for object in differences.iter::<Object<'_>>() {
                match object {
                    Object::Number(number) => at = usize::try_from(number.as_i64()).unwrap_or(256),
                    Object::Name(name) => {
                        if let Some(letter) = letters.get_mut(at) {
                            *letter = letters::of_name(name.as_str());
                        }
                        at = at.saturating_add(1);
                    }
                    _ => {}
                }
            }
        }
        let widths = dict
            .get::<Array<'_>>("Widths")
            .map(|widths| widths.iter::<f32>().take(256).map(|width| width * scale).collect());
        let missing = descriptor.get::<f32>("MissingWidth").map(|width| width * scale).filter(|width| *width > 0.0);
        Simple {
            letters,
            first: dict.get::<u32>("FirstChar").unwrap_or(0) as usize,
            widths: widths.unwrap_or_default(),
            missing: missing.unwrap_or(USUAL_WIDTH),
        }
    }
}

impl Composite {
    fn read(dict: &Dict<'_>, descendant: &Dict<'_>, descriptor: &Dict<'_>, budget: &Budget) -> Option<Self> {
        let (encoding, name) = encoding(dict, budget)?;
        let collection = collection(&encoding, descendant);
        let cid_to_gid = descendant.get::<Stream<'_>>("CIDToGIDMap").and_then(|stream| budget.decode(&stream));
        let needs_glyphs = !dict.contains_key("ToUnicode") && collection.is_none();
        let glyphs = if needs_glyphs { glyphs(descriptor, budget) } else { None };
        Some(Composite {
            encoding,
            is_unicode: name.contains("UCS2") || name.contains("UTF16"),
            collection,
            glyphs: glyphs.unwrap_or_default(),
            cid_to_gid,
            widths: descendant.get::<Array<'_>>("W").map(|widths| ranges(&widths)).unwrap_or_default(),
            usual: descendant.get::<f32>("DW").unwrap_or(1000.0) / 1000.0,
        })
    }

    /// The next code, its character's number, and how many bytes it took.
    fn next(&self, codes: &[u8]) -> (u32, u32, usize) {
        let mut code = 0;
        for (at, byte) in codes.iter().take(4).enumerate() {
            code = code << 8 | u32::from(*byte);
            if let Some(cid) = self.encoding.lookup_cid_code(code, at as u8 + 1) {
                return (code, cid, at + 1);
            }
        }
        // Nearly all encodings of such fonts have two bytes.
        let length = codes.len().min(2);
        (codes[..length].iter().fold(0, |code, byte| code << 8 | u32::from(*byte)), 0, length)
    }

    fn text(&self, code: u32, cid: u32) -> Option<String> {
        let coded = || {
            let units = if code > 0xFFFF { vec![(code >> 16) as u16, code as u16] } else { vec![code as u16] };
            self.is_unicode.then(|| String::from_utf16(&units).ok()).flatten()
        };
        let collected = || match self.collection.as_ref()?.lookup_bf_string(cid)? {
            BfString::Char(c) => Some(c.to_string()),
            BfString::String(text) => Some(text),
        };
        let drawn = || {
            let glyph = match &self.cid_to_gid {
                Some(map) => {
                    let at = cid as usize * 2;
                    u16::from_be_bytes([*map.get(at)?, *map.get(at + 1)?])
                }
                None => u16::try_from(cid).ok()?,
            };
            self.glyphs.get(&glyph).map(char::to_string)
        };
        letters::usual(&coded().or_else(collected).or_else(drawn)?)
    }

    fn width(&self, cid: u32) -> f32 {
        let range = self.widths.range(..=cid).next_back();
        range.filter(|(_, (last, _))| cid <= *last).map_or(self.usual, |(_, (_, width))| *width)
    }
}

/// The encoding of a font, and its name.
fn encoding(dict: &Dict<'_>, budget: &Budget) -> Option<(CMap, String)> {
    match dict.get::<Object<'_>>("Encoding")? {
        Object::Name(name) => {
            let known = match name.as_str() {
                "Identity-H" => CMap::identity_h(),
                "Identity-V" => CMap::identity_v(),
                _ => CMap::parse(load_embedded(CMapName::from_bytes(name.as_ref()))?, load_embedded)?,
            };
            Some((known, name.as_str().to_owned()))
        }
        Object::Stream(stream) => {
            let own = CMap::parse(&budget.decode(&stream)?, load_embedded)?;
            Some((own, String::new()))
        }
        _ => None,
    }
}

/// The characters of the collection of Adobe's that the font's numbers are from.
fn collection(encoding: &CMap, descendant: &Dict<'_>) -> Option<CMap> {
    let of_encoding = encoding.metadata().character_collection.clone().map(|collection| collection.family);
    let of_font = || {
        let system = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
        let (registry, ordering) = (system.get::<Bytes<'_>>("Registry")?, system.get::<Bytes<'_>>("Ordering")?);
        Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
    };
    let family = of_encoding.filter(|family| *family != CidFamily::AdobeIdentity).or_else(of_font)?;
    CMap::parse(load_embedded(family.ucs2_cmap()?)?, load_embedded)
}

/// The characters of an embedded TrueType font by their glyphs; the lowest character of each.
fn glyphs(descriptor: &Dict<'_>, budget: &Budget) -> Option<BTreeMap<u16, char>> {
    let file = budget.decode(&descriptor.get::<Stream<'_>>("FontFile2")?)?;
    let face = ttf_parser::Face::parse(&file, 0).ok()?;
    let mut glyphs = BTreeMap::new();
    for table in face.tables().cmap?.subtables.into_iter().filter(ttf_parser::cmap::Subtable::is_unicode) {
        table.codepoints(|code| {
            if let (Some(glyph), Some(character)) = (table.glyph_index(code), char::from_u32(code)) {
                glyphs.entry(glyph.0).or_insert(character);
            }
        });
    }
    Some(glyphs)
}

/// Widths as composite fonts give them: `first [w w w]`, or `first last w`.
fn ranges(array: &Array<'_>) -> BTreeMap<u32, (u32, f32)> {
    let mut ranges = BTreeMap::new();
    let number = |number: Number| u32::try_from(number.as_i64()).ok();
    let mut objects = array.iter::<Object<'_>>();
    while let (Some(Object::Number(first)), Some(next)) = (objects.next(), objects.next()) {
        let Some(first) = number(first) else { break };
        match next {
            Object::Array(widths) => {
                for (at, width) in widths.iter::<f32>().take(0x1_0000).enumerate() {
                    let cid = first.saturating_add(at as u32);
                    ranges.insert(cid, (cid, width / 1000.0));
                }
            }
            Object::Number(last) => {
                let (Some(last), Some(Object::Number(width))) = (number(last), objects.next()) else { break };
                ranges.insert(first, (last, width.as_f32() / 1000.0));
            }
            _ => break,
        }
    }
    ranges
}
