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

use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::media::{Format, Made, Pictures, Progress, Variants};
use crate::source::{FontFile, Fonts};
use crate::t;

use card::Studio;
use font::Font;
pub use lines::estimated as break_lines;

/// What a card shows. Texts may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Card {
    /// The title.
    pub title: String,
    /// A sentence below it, on wide cards and large squares.
    pub text: String,
    /// What the page is, above the title.
    pub label: String,
    /// Whose page it is, in the strip at the bottom.
    pub name: String,
    /// What everybody should know, beside the name, on wide cards and large squares.
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
    let digits = text
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

impl Card {
    /// The key of its picture; nothing where there is no font to draw it with.
    pub fn key(&self, fonts: &Fonts) -> Option<Fingerprint> {
        let first = fonts.main.as_ref()?.digest()?;
        let second = fonts.fallback.as_ref().and_then(|font| font.digest());
        let family =
            |font: &Option<Arc<FontFile>>| font.as_ref().and_then(|font| font.family.clone()).unwrap_or_default();
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
pub fn draw(
    cards: &BTreeMap<Fingerprint, Arc<Card>>,
    fonts: &Fonts,
    (variants, progress): (&Variants, &Progress),
    report: &mut Report,
) -> Drawn {
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
    let count = progress.of(cards.len());
    let rows: Vec<io::Result<Vec<One>>> = cards
        .par_chunks(ROW)
        .map(|row| {
            let mut studio = Studio::new(&open);
            let draw = |(key, card): &(&Fingerprint, &Arc<Card>)| {
                let one = one(**key, card, &mut studio, variants);
                count.step();
                one
            };
            row.iter().map(draw).collect()
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

/// Reports a default picture that is not there or that messengers do not show.
pub fn check(pictures: &Pictures, config: &Config, report: &mut Report) {
    let Some(written) = config.share.default_image.as_deref() else { return };
    let plain = written.trim_start_matches('/');
    let found = pictures.get(plain).or_else(|| pictures.get(&format!("static/{plain}")));
    if found.is_some_and(|picture| matches!(picture.format, Format::Jpeg | Format::Png)) {
        return;
    }
    let place = config.share.places.get("default_image").cloned().unwrap_or(0..0);
    let finding = if found.is_some() {
        Diagnostic::error(
            code::PICTURE,
            t!("微信等不显示这种格式的分享图", "messengers do not show a share picture of this format"),
        )
        .help(t!("换成 JPEG 或 PNG", "use a JPEG or PNG"))
    } else {
        Diagnostic::error(code::PICTURE, t!("没有图片“{written}”", "there is no picture `{written}`")).help(t!(
            "把图片放进 media/ 或 static/，写成 default_image = \"/media/share.png\"",
            "put it into media/ or static/ and write default_image = \"/media/share.png\""
        ))
    };
    report.push(finding.at(Span::new(config.file.clone(), place)));
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drawn(card: &Card) -> image::RgbImage {
        let fonts = [font::open(font::TINY, None).expect("a font")];
        let bytes = card::draw(card, &mut Studio::new(&fonts)).expect("a picture");
        // Letters that were drawn before change nothing.
        let mut studio = Studio::new(&fonts);
        card::draw(&Card { title: "警惕刷单".to_owned(), ..card.clone() }, &mut studio).expect("a picture");
        assert_eq!(card::draw(card, &mut studio).as_ref(), Some(&bytes));
        image::load_from_memory(&bytes).expect("a PNG file").into_rgb8()
    }

    fn card(title: &str, width: u32, height: u32) -> Card {
        let text = |text: &str| text.to_owned();
        Card {
            title: text(title),
            text: text("凡是要求垫资做任务的，都是诈骗"),
            label: text("测试"),
            name: text("测试站"),
            note: text("紧急拨打 110 · 咨询 96110"),
            mark: text("M16 1 4 5v10c0 8 5 13 12 16 7-3 12-8 12-16V5zM10 14h12v4H10z"),
            width,
            height,
            colors: Colors::default(),
        }
    }

    #[test]
    fn colours_are_read_as_css_writes_them() {
        assert_eq!(color("#0b3a57"), Some([0x0B, 0x3A, 0x57]));
        for wrong in ["0b3a57", "#0b3a5", "#0b3a5g", "#红色", "#+1+2+3"] {
            assert_eq!(color(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_card_has_its_colours() {
        let picture = drawn(&card("刷单返利诈骗", 1200, 630));
        assert_eq!(picture.dimensions(), (1200, 630));
        let count = |wanted: [u8; 3]| picture.pixels().filter(|pixel| pixel.0 == wanted).count();
        let colors = Colors::default();
        assert!(count(colors.ground) > 200_000 && count(colors.accent) > 10_000);
        assert!(count(colors.ink) > 100_000 && count(colors.tint) > 4_000);
    }

    #[test]
    fn a_title_without_end_is_cut() {
        let endless = "刷单返利".repeat(20_000);
        let picture = drawn(&card(&endless, 1200, 630));
        assert_eq!(picture.dimensions(), (1200, 630));
        assert_eq!(break_lines(&endless, 8.0).len(), 1);
        assert_eq!(break_lines("刷单返利诈骗，都是诈骗", 6.0).len(), 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn nothing_sticks_out(title in "[刷单返利，“”《》 a1-]{0,70}", wide in any::<bool>()) {
            let (width, height, margin) = if wide { (1200, 630, 72) } else { (300, 300, 22) };
            let picture = drawn(&card(&title, width, height));
            let ink = Colors::default().ink;
            let above_strip = height - if wide { 118 } else { 56 };
            for (x, y, pixel) in picture.enumerate_pixels() {
                let outside = x + 2 < margin || x > width - margin + 1 || y + 2 < margin;
                prop_assert!(!(outside && y < above_strip && pixel.0 == ink), "{title} at {x}, {y}");
            }
        }
    }
}
