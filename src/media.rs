//! Pictures: their sizes, and the files that are published as they are.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::hash::Fingerprint;
use crate::source::{SourceFile, Sources};

/// What a picture's header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Its format.
    pub format: Format,
}

/// Formats of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// SVG.
    Svg,
}

impl Format {
    /// The name that templates see.
    pub fn name(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Jpeg => "jpeg",
            Format::Webp => "webp",
            Format::Gif => "gif",
            Format::Svg => "svg",
        }
    }

    /// The media type.
    pub fn mime(self) -> &'static str {
        match self {
            Format::Png => "image/png",
            Format::Jpeg => "image/jpeg",
            Format::Webp => "image/webp",
            Format::Gif => "image/gif",
            Format::Svg => "image/svg+xml",
        }
    }
}

/// Headers by the fingerprint of their file; nothing for files that could not be read.
pub type Memory = BTreeMap<Fingerprint, Option<Picture>>;

/// The pictures of a project by source path.
#[derive(Clone, Debug, Default)]
pub struct Pictures(BTreeMap<Arc<str>, Picture>);

impl Pictures {
    /// A picture, if its header could be read.
    pub fn get(&self, source: &str) -> Option<&Picture> {
        self.0.get(source)
    }
}

/// Reads the headers of all pictures that are not remembered. The second value is what to
/// remember.
pub fn plan(sources: &Sources, memory: &Memory) -> (Pictures, Memory) {
    let files: Vec<&SourceFile> = sources.files().filter(|file| is_picture(&file.path)).collect();
    let read: Vec<(Arc<str>, Fingerprint, Option<Picture>)> = files
        .par_iter()
        .filter_map(|file| {
            let fingerprint = file.fingerprint()?;
            let known = memory.get(&fingerprint).copied();
            Some((file.path.clone(), fingerprint, known.unwrap_or_else(|| header(sources, file))))
        })
        .collect();
    let remembered = read.iter().map(|(_, fingerprint, picture)| (*fingerprint, *picture)).collect();
    (Pictures(read.into_iter().filter_map(|(path, _, picture)| Some((path, picture?))).collect()), remembered)
}

fn is_picture(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    ["jpg", "jpeg", "png", "webp", "gif", "svg"].contains(&extension.as_str())
}

fn header(sources: &Sources, file: &SourceFile) -> Option<Picture> {
    if let Some(text) = &file.text {
        return svg_size(text).map(|(width, height)| Picture { width, height, format: Format::Svg });
    }
    let bytes = sources.read(file).ok()?;
    let reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let format = match reader.format()? {
        image::ImageFormat::Png => Format::Png,
        image::ImageFormat::Jpeg => Format::Jpeg,
        image::ImageFormat::WebP => Format::Webp,
        image::ImageFormat::Gif => Format::Gif,
        _ => return None,
    };
    let (width, height) = reader.into_dimensions().ok()?;
    Some(Picture { width, height, format })
}

/// Width and height of an SVG: its attributes in pixels, or else its `viewBox`.
fn svg_size(text: &str) -> Option<(u32, u32)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let attribute = |name: &str| {
        let at = tag.find(&format!(" {name}="))? + name.len() + 2;
        let quote = tag[at..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let rest = &tag[at + 1..];
        Some(&rest[..rest.find(quote)?])
    };
    let pixels = |text: &str| {
        text.trim_end_matches("px").parse::<f64>().ok().filter(|n| *n >= 1.0 && *n < 1e6).map(|n| n.round() as u32)
    };
    if let (Some(width), Some(height)) = (attribute("width").and_then(pixels), attribute("height").and_then(pixels)) {
        return Some((width, height));
    }
    let numbers: Vec<u32> = attribute("viewBox")?
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse::<f64>().ok().map(|n| n.round() as u32))
        .collect();
    match numbers[..] {
        [_, _, width, height] if width > 0 && height > 0 => Some((width, height)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::svg_size;

    #[test]
    fn svg_sizes() {
        assert_eq!(svg_size("<?xml?><svg width=\"120\" height='60px' x>"), Some((120, 60)));
        assert_eq!(svg_size("<svg xmlns='x' viewBox=\"0 0 1280 720\">"), Some((1280, 720)));
        assert_eq!(svg_size("<svg width=\"100%\">"), None);
    }
}
