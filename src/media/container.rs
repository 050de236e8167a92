//! The containers of pictures: which parts of a file show the picture, and which say something
//! about it. The latter (places, serial numbers, thumbnails, comments, whatever follows the
//! end) are not to be published.
//!
//! Nothing here decodes pixels. Every length is checked against the bytes that are there, so
//! that no file can lead a walk astray.

use std::ops::Range;

use super::Fault;
use super::Format;

/// More scans than this has no picture that a camera or an editor wrote; each makes a decoder
/// go over all pixels once more.
const MOST_SCANS: usize = 100;

/// What a walk through a file found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The parts that show the picture, in order.
    pub kept: Vec<Range<usize>>,
    /// Whether anything else is there.
    pub has_metadata: bool,
    /// How the picture is to be turned (Exif 2.32, tag 0x0112): 1 to 8, 1 for not at all.
    pub orientation: u8,
    /// Whether colours are meant in another space than sRGB.
    pub has_profile: bool,
    /// Whether it moves.
    pub is_animated: bool,
}

impl Walk {
    fn new() -> Self {
        Walk { orientation: 1, ..Walk::default() }
    }

    fn keep(&mut self, part: Range<usize>) {
        match self.kept.last_mut() {
            Some(last) if last.end == part.start => last.end = part.end,
            _ => self.kept.push(part),
        }
    }

    fn part(&mut self, part: Range<usize>, keep: bool) {
        if keep {
            self.keep(part);
        } else {
            self.has_metadata = true;
        }
    }
}

/// Walks through a picture of that format.
pub fn walk(bytes: &[u8], format: Format) -> Result<Walk, Fault> {
    match format {
        Format::Jpeg => jpeg(bytes),
        Format::Png => png(bytes),
        Format::Webp => webp(bytes),
        Format::Gif => gif(bytes),
        Format::Svg => Ok(Walk::new()),
    }
}

/// The picture alone.
pub fn strip(bytes: &[u8], walk: &Walk, format: Format) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    walk.kept.iter().filter_map(|part| bytes.get(part.clone())).for_each(|part| out.extend_from_slice(part));
    if format == Format::Webp && out.len() >= 12 {
        let length = u32::try_from(out.len() - 8).unwrap_or(u32::MAX);
        out[4..8].copy_from_slice(&length.to_le_bytes());
        // VP8X says which parts there are: no profile, no Exif, no XMP any more.
        if out[12..].starts_with(b"VP8X")
            && let Some(flags) = out.get_mut(20)
        {
            *flags &= !(WEBP_PROFILE | 0x08 | 0x04);
        }
    }
    out
}

fn at<const N: usize>(bytes: &[u8], from: usize) -> Result<[u8; N], Fault> {
    bytes.get(from..).and_then(|rest| rest.first_chunk::<N>()).copied().ok_or(Fault::Truncated)
}

/// JPEG (ITU-T T.81, annex B).
fn jpeg(bytes: &[u8]) -> Result<Walk, Fault> {
    let mut walk = Walk::new();
    walk.keep(0..2);
    let (mut from, mut scans) = (2, 0);
    loop {
        let [mark] = at::<1>(bytes, from)?;
        if mark != 0xFF {
            return Err(Fault::Damaged);
        }
        let start = from;
        while at::<1>(bytes, from)? == [0xFF] {
            from += 1;
        }
        let [marker] = at::<1>(bytes, from)?;
        from += 1;
        if marker == 0xD9 {
            walk.keep(start..from);
            break;
        }
        if matches!(marker, 0x01 | 0xD0..=0xD7) {
            walk.keep(start..from);
            continue;
        }
        let length = usize::from(u16::from_be_bytes(at(bytes, from)?));
        let body = bytes.get(from + 2..from + length.max(2)).ok_or(Fault::Truncated)?;
        from += length.max(2);
        let keep = match marker {
            // JFIF says the density; a thumbnail in it is a picture of its own.
            0xE0 => body.starts_with(b"JFIF\0") && body.len() <= 14,
            0xE1 => {
                if let Some(exif) = body.strip_prefix(b"Exif\0\0") {
                    walk.orientation = orientation(exif);
                }
                false
            }
            0xE2 => {
                let profile = body.strip_prefix(b"ICC_PROFILE\0");
                walk.has_profile |= profile.is_some_and(|profile| !is_srgb(profile));
                false
            }
            // Adobe's tells how colours are coded.
            0xEE => body.starts_with(b"Adobe"),
            0xE3..=0xED | 0xEF | 0xFE => false,
            _ => true,
        };
        walk.part(start..from, keep);
        if marker == 0xDA {
            scans += 1;
            if scans > MOST_SCANS {
                return Err(Fault::TooManyScans);
            }
            let begin = from;
            loop {
                from += memchr::memchr(0xFF, bytes.get(from..).unwrap_or_default()).ok_or(Fault::Truncated)?;
                match at::<1>(bytes, from + 1)? {
                    [0x00 | 0xD0..=0xD7] => from += 2,
                    [0xFF] => from += 1,
                    _ => break,
                }
            }
            walk.keep(begin..from);
        }
    }
    walk.has_metadata |= from < bytes.len();
    Ok(walk)
}

/// The orientation in a TIFF structure (Exif 2.32, 4.5 and 4.6.4): 1 where there is none.
fn orientation(tiff: &[u8]) -> u8 {
    let read = || {
        let little = match tiff.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        let short = |from: usize| {
            let two = *tiff.get(from..)?.first_chunk::<2>()?;
            Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
        };
        let four = *tiff.get(4..)?.first_chunk::<4>()?;
        let start = if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) } as usize;
        let entries = usize::from(short(start)?);
        let mut places = (0..entries).map(|entry| start.saturating_add(2 + entry * 12));
        let place = places.find(|place| short(*place) == Some(0x0112))?;
        u8::try_from(short(place.checked_add(8)?)?).ok().filter(|turn| (1..=8).contains(turn))
    };
    read().unwrap_or(1)
}

/// Whether a profile is one of the many names of sRGB. Profiles hold their description as plain
/// text, in one byte or two a character.
fn is_srgb(profile: &[u8]) -> bool {
    let has = |what: &[u8]| memchr::memmem::find(profile, what).is_some();
    has(b"sRGB") || has(b"s\0R\0G\0B")
}

/// PNG (W3C PNG, third edition, 5.3 and 11).
fn png(bytes: &[u8]) -> Result<Walk, Fault> {
    let mut walk = Walk::new();
    walk.keep(0..8);
    let mut from = 8;
    loop {
        let length = u32::from_be_bytes(at(bytes, from)?) as usize;
        let kind = at::<4>(bytes, from + 4)?;
        let end = from.checked_add(12).and_then(|end| end.checked_add(length)).ok_or(Fault::Damaged)?;
        let body = bytes.get(from + 8..end - 4).ok_or(Fault::Truncated)?;
        bytes.get(..end).ok_or(Fault::Truncated)?;
        let keep = match &kind {
            b"eXIf" => {
                walk.orientation = orientation(body);
                false
            }
            b"iCCP" => {
                walk.has_profile |= !is_srgb(body);
                false
            }
            b"acTL" => {
                walk.is_animated = true;
                true
            }
            b"tRNS" | b"gAMA" | b"cHRM" | b"sRGB" | b"cICP" | b"sBIT" | b"bKGD" | b"pHYs" | b"fcTL" | b"fdAT" => true,
            // Critical chunks have a capital first letter.
            kind => kind[0].is_ascii_uppercase(),
        };
        walk.part(from..end, keep);
        from = end;
        if &kind == b"IEND" {
            break;
        }
    }
    walk.has_metadata |= from < bytes.len();
    Ok(walk)
}

const WEBP_PROFILE: u8 = 0x20;

/// WebP (RFC 9649, 2).
fn webp(bytes: &[u8]) -> Result<Walk, Fault> {
    let mut walk = Walk::new();
    let length = u32::from_le_bytes(at(bytes, 4)?) as usize;
    let end = length.checked_add(8).filter(|end| *end <= bytes.len()).ok_or(Fault::Truncated)?;
    walk.keep(0..12);
    let mut from = 12;
    while from + 8 <= end {
        let kind = at::<4>(bytes, from)?;
        let length = u32::from_le_bytes(at(bytes, from + 4)?) as usize;
        let body = bytes.get(from + 8..(from + 8).saturating_add(length)).ok_or(Fault::Truncated)?;
        // Chunks are padded to even lengths; the last pad byte may be missing.
        let after = (from + 8 + length + length % 2).min(end);
        let keep = match &kind {
            b"EXIF" => {
                walk.orientation = orientation(body.strip_prefix(b"Exif\0\0").unwrap_or(body));
                false
            }
            b"ICCP" => {
                walk.has_profile |= !is_srgb(body);
                false
            }
            b"ANIM" | b"ANMF" => {
                walk.is_animated = true;
                true
            }
            b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" => true,
            _ => false,
        };
        walk.part(from..after, keep);
        from = after;
    }
    walk.has_metadata |= end < bytes.len();
    Ok(walk)
}

/// GIF (GIF89a, 18 to 27).
fn gif(bytes: &[u8]) -> Result<Walk, Fault> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    // The end of a row of sub-blocks.
    let blocks = |mut from: usize| loop {
        let [length] = at::<1>(bytes, from)?;
        from += 1 + usize::from(length);
        if length == 0 {
            return Ok(from);
        }
    };
    let mut walk = Walk::new();
    let [flags] = at::<1>(bytes, 10)?;
    let mut from = 13 + table(flags);
    bytes.get(..from).ok_or(Fault::Truncated)?;
    walk.keep(0..from);
    let mut frames = 0;
    loop {
        let start = from;
        match at::<1>(bytes, from)? {
            [0x3B] => {
                from += 1;
                walk.keep(start..from);
                break;
            }
            [0x2C] => {
                let [flags] = at::<1>(bytes, from + 9)?;
                from = blocks(from + 10 + table(flags) + 1)?;
                walk.keep(start..from);
                frames += 1;
            }
            [0x21] => {
                let [label] = at::<1>(bytes, from + 1)?;
                from = blocks(from + 2)?;
                let name = bytes.get(start + 3..start + 14).unwrap_or_default();
                let loops = label == 0xFF && (name == b"NETSCAPE2.0" || name == b"ANIMEXTS1.0");
                walk.part(start..from, label == 0xF9 || loops);
            }
            _ => return Err(Fault::Damaged),
        }
    }
    walk.is_animated = frames > 1;
    walk.has_metadata |= from < bytes.len();
    Ok(walk)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat, RgbImage};
    use proptest::prelude::*;

    use super::*;

    fn drawn(format: ImageFormat) -> Vec<u8> {
        let pixels = RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8 * 6, y as u8 * 8, 90]));
        let mut out = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(pixels).write_to(&mut out, format).expect("a picture");
        out.into_inner()
    }

    /// A TIFF structure with an orientation and, as a place, a text.
    fn exif(turn: u16) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0\x01\0".to_vec();
        tiff.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0]);
        tiff.extend_from_slice(&turn.to_le_bytes());
        tiff.extend_from_slice(&[0, 0, 0, 0, 0, 0]);
        tiff.extend_from_slice(b"GPS 28.2 N 112.9 E");
        tiff
    }

    fn with_jpeg_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
        [&jpeg[..2], &[0xFF, marker], &length, body, &jpeg[2..]].concat()
    }

    fn with_png_chunk(png: &[u8], kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).expect("short").to_be_bytes();
        // After the header; nobody reads its sum here.
        [&png[..33], &length, kind, body, &[0; 4], &png[33..]].concat()
    }

    #[test]
    fn what_says_something_about_a_jpeg_goes() {
        let plain = drawn(ImageFormat::Jpeg);
        let walked = walk(&plain, Format::Jpeg).expect("a walk");
        assert!(!walked.has_metadata && walked.orientation == 1);
        assert_eq!(strip(&plain, &walked, Format::Jpeg), plain);
        for turn in 1..=8 {
            let body = [b"Exif\0\0".to_vec(), exif(turn)].concat();
            let mut full = with_jpeg_segment(&plain, 0xE1, &body);
            full = with_jpeg_segment(&full, 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>");
            full = with_jpeg_segment(&full, 0xED, b"Photoshop 3.0\0");
            full = with_jpeg_segment(&full, 0xFE, b"a comment");
            full.extend_from_slice(b"a film after the end");
            let walked = walk(&full, Format::Jpeg).expect("a walk");
            assert!(walked.has_metadata);
            assert_eq!(u16::from(walked.orientation), turn);
            assert_eq!(strip(&full, &walked, Format::Jpeg), plain);
        }
    }

    #[test]
    fn what_says_something_about_a_png_goes() {
        let plain = drawn(ImageFormat::Png);
        let mut full = with_png_chunk(&plain, b"eXIf", &exif(6));
        full = with_png_chunk(&full, b"tEXt", b"Author\0somebody");
        full.extend_from_slice(b"PK\x03\x04");
        let walked = walk(&full, Format::Png).expect("a walk");
        assert_eq!((walked.has_metadata, walked.orientation), (true, 6));
        assert_eq!(strip(&full, &walked, Format::Png), plain);
    }

    #[test]
    fn what_says_something_about_a_webp_goes() {
        let plain = drawn(ImageFormat::WebP);
        let body = exif(3);
        let mut full = plain.clone();
        full.extend_from_slice(b"EXIF");
        full.extend_from_slice(&(body.len() as u32).to_le_bytes());
        full.extend_from_slice(&body);
        let length = (full.len() - 8) as u32;
        full[4..8].copy_from_slice(&length.to_le_bytes());
        let walked = walk(&full, Format::Webp).expect("a walk");
        assert_eq!((walked.has_metadata, walked.orientation), (true, 3));
        assert_eq!(strip(&full, &walked, Format::Webp), plain);
    }

    #[test]
    fn what_says_something_about_a_gif_goes() {
        let plain = drawn(ImageFormat::Gif);
        let head = 13 + if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
        let mut full = plain.clone();
        full.splice(head..head, b"\x21\xFE\x05hello\0\x21\xFF\x0BXMP DataXMP\x02<>\0".iter().copied());
        let walked = walk(&full, Format::Gif).expect("a walk");
        assert!(walked.has_metadata && !walked.is_animated);
        assert_eq!(strip(&full, &walked, Format::Gif), plain);
    }

    #[test]
    fn a_file_that_ends_early_is_told() {
        for (format, kind) in [
            (ImageFormat::Jpeg, Format::Jpeg),
            (ImageFormat::Png, Format::Png),
            (ImageFormat::WebP, Format::Webp),
            (ImageFormat::Gif, Format::Gif),
        ] {
            let whole = drawn(format);
            for length in [whole.len() - 1, whole.len() / 2, 20] {
                assert!(walk(&whole[..length], kind).is_err(), "{kind:?} of {length} bytes");
            }
        }
    }

    #[test]
    fn a_jpeg_of_endless_scans_is_refused() {
        let plain = drawn(ImageFormat::Jpeg);
        let scan = memchr::memmem::find(&plain, &[0xFF, 0xDA]).expect("a scan");
        let (head, scan) = (&plain[..scan], &plain[scan..plain.len() - 2]);
        let many = [head.to_vec(), scan.repeat(MOST_SCANS + 1), vec![0xFF, 0xD9]].concat();
        assert_eq!(walk(&many, Format::Jpeg), Err(Fault::TooManyScans));
    }

    proptest! {
        #[test]
        fn no_file_leads_a_walk_astray(
            kind in prop::sample::select(vec![Format::Jpeg, Format::Png, Format::Webp, Format::Gif]),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
            length in any::<prop::sample::Index>(),
        ) {
            let format = match kind {
                Format::Jpeg => ImageFormat::Jpeg,
                Format::Png => ImageFormat::Png,
                Format::Webp => ImageFormat::WebP,
                _ => ImageFormat::Gif,
            };
            let mut bytes = drawn(format);
            for (place, byte) in &changes {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
            bytes.truncate(12 + length.index(bytes.len() - 11));
            if let Ok(walked) = walk(&bytes, kind) {
                let kept = strip(&bytes, &walked, kind);
                prop_assert!(kept.len() <= bytes.len());
                // What was stripped has nothing left to strip.
                if let Ok(again) = walk(&kept, kind) {
                    prop_assert!(!again.has_metadata);
                }
            }
        }
    }
}
