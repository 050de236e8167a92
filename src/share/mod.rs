//! Share pictures: cards with a page's title that messengers show beside a link.
//!
//! A card's key stands for everything that its picture depends on, so templates get its address
//! before it is drawn. A site has two cards for each of its pages; hence no general renderer,
//! which needs a tenth of a second for each, but letters that are drawn once and copied.

mod canvas;
mod card;
mod font;
mod lines;
mod mark;
mod png;
mod raster;
mod text;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Report, Span, code};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::media::{Made, Variants};
use crate::source::{FontFile, Fonts};
use crate::t;

use card::Studio;
use font::Font;

/// What a card shows. Texts may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Card {
    /// The title.
    pub title: String,
    /// A sentence below it, on wide cards.
    pub text: String,
    /// What the page is, above the title.
    pub label: String,
    /// Whose page it is, in the strip at the bottom.
    pub name: String,
    /// What everybody should know, beside the name, on wide cards.
    pub note: String,
    /// The path of an SVG drawing in a square of 32, before the name.
    pub mark: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The colours.
    pub colors: Colors,
}

/// The largest side of a card in pixels.
pub const LARGEST: u32 = 2400;
/// The smallest side of a card in pixels.
pub const SMALLEST: u32 = 100;

/// The colours of a card, red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Colors {
    /// Behind the title.
    pub ground: [u8; 3],
    /// The title.
    pub ink: [u8; 3],
    /// The label and the text.
    pub tint: [u8; 3],
    /// The strip at the bottom.
    pub strip: [u8; 3],
    /// The name in it.
    pub strip_ink: [u8; 3],
    /// Behind the note.
    pub accent: [u8; 3],
    /// The note.
    pub accent_ink: [u8; 3],
}

impl Default for Colors {
    fn default() -> Self {
        Colors {
            ground: [0x0B, 0x3A, 0x57],
            ink: [0xFF; 3],
            tint: [0xB5, 0xDA, 0xF2],
            strip: [0xFF; 3],
            strip_ink: [0x0B, 0x3A, 0x57],
            accent: [0xB8, 0x00, 0x00],
            accent_ink: [0xFF; 3],
        }
    }
}

/// Reads a colour as CSS writes it: `#0b3a57`.
pub fn color(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

impl Card {
    /// The key of its picture; nothing where there is no font to draw it with.
    pub fn key(&self, fonts: &Fonts) -> Option<Fingerprint> {
        let first = fonts.main.as_ref()?.digest()?;
        let second = fonts.fallback.as_ref().and_then(|font| font.digest());
        let family = |font: &Option<Arc<FontFile>>| font.as_ref().and_then(|font| font.family.clone()).unwrap_or_default();
        let mut hash = Fingerprinter::new();
        hash.text(card::DESIGN).fingerprint(&first).text(&family(&fonts.main));
        hash.fingerprint(&second.unwrap_or_default()).text(&family(&fonts.fallback));
        for text in [&self.title, &self.text, &self.label, &self.name, &self.note, &self.mark] {
            hash.text(text);
        }
        let Colors { ground, ink, tint, strip, strip_ink, accent, accent_ink } = &self.colors;
        hash.part([*ground, *ink, *tint, *strip, *strip_ink, *accent, *accent_ink].as_flattened());
        hash.number(u64::from(self.width)).number(u64::from(self.height));
        Some(hash.finish())
    }
}

/// The address of a card's picture.
pub fn url(key: &Fingerprint) -> String {
    format!("/{}/share.{}.png", crate::media::FOLDER, key.hex(16))
}

/// Pictures of cards.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// By the keys of their cards.
    pub made: BTreeMap<Fingerprint, Made>,
    /// The characters that no font has, where there are some.
    pub lacking: BTreeMap<Fingerprint, String>,
}

/// Cards in a row that share the letters that were drawn for them.
const ROW: usize = 200;

/// Draws cards that are not known, in parallel, into `variants`.
pub fn draw(cards: &BTreeMap<Fingerprint, Arc<Card>>, fonts: &Fonts, variants: &Variants, report: &mut Report) -> Drawn {
    let mut drawn = Drawn::default();
    let files: Vec<&FontFile> = [&fonts.main, &fonts.fallback].into_iter().filter_map(Option::as_deref).collect();
    let mut read = Vec::with_capacity(files.len());
    for file in files {
        match file.read() {
            Ok(bytes) => read.push((file, bytes)),
            Err(error) => report.push(unreadable(file, &error)),
        }
    }
    let mut open: Vec<Font<'_>> = Vec::with_capacity(read.len());
    for (file, bytes) in &read {
        match font::open(bytes, file.family.as_deref()) {
            Some(font) => open.push(font),
            None => report.push(no_font(file)),
        }
    }
    if report.has_errors() || open.is_empty() {
        return drawn;
    }
    let cards: Vec<(&Fingerprint, &Arc<Card>)> = cards.iter().collect();
    let rows: Vec<io::Result<Vec<One>>> = cards
        .par_chunks(ROW)
        .map(|row| {
            let mut studio = Studio::new(&open);
            row.iter().map(|(key, card)| one(**key, card, &mut studio, variants)).collect()
        })
        .collect();
    for row in rows {
        match row {
            Ok(row) => row.into_iter().for_each(|(key, made, lacking)| {
                drawn.made.insert(key, made);
                if !lacking.is_empty() {
                    drawn.lacking.insert(key, lacking);
                }
            }),
            Err(error) => report.push(crate::store::unwritable(&error)),
        }
    }
    drawn
}

/// A card's key, its picture, and the characters that no font has.
type One = (Fingerprint, Made, String);

fn one(key: Fingerprint, card: &Card, studio: &mut Studio<'_>, variants: &Variants) -> io::Result<One> {
    let lacking = studio.letters.lacking([&card.title, &card.text, &card.label, &card.name, &card.note]);
    // Another build may have drawn it.
    if let Some((made, _)) = variants.read(&key) {
        return Ok((key, made, lacking));
    }
    let bytes = card::draw(card, studio).ok_or(io::ErrorKind::InvalidData)?;
    Ok((key, variants.write(&key, &bytes)?, lacking))
}

fn unreadable(file: &FontFile, error: &io::Error) -> Diagnostic {
    let (path, reason) = (&file.path, crate::diag::io_reason(error));
    let (zh, en) = (reason.zh, reason.en);
    Diagnostic::error(code::IO_UNREADABLE, t!("读不出字体“{path}”（{zh}）", "cannot read the font `{path}` ({en})"))
        .at(Span::file(file.path.clone()))
}

fn no_font(file: &FontFile) -> Diagnostic {
    let path = &file.path;
    Diagnostic::error(code::FONT, t!("“{path}”不是能用的字体文件", "`{path}` is no font that can be used"))
        .at(Span::file(file.path.clone()))
        .help(t!(
            "换一个 TrueType 或 OpenType 字体（.ttf、.otf、.ttc），写进 site.toml 的 [share] font",
            "use another TrueType or OpenType font (.ttf, .otf, .ttc) as font under [share] in site.toml"
        ))
}
