//! Tracks (RFC 9559, 5.1.4) and their codecs.

use super::super::{Fault, MOST_TRACKS, bytes_at, mp4};
use super::ebml::{Element, number};
use super::{children, ids};

/// What a track is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Video,
    Audio,
    Text,
    /// What is neither seen nor heard.
    Other,
}

/// A track.
#[derive(Clone, Debug)]
pub struct Track {
    pub number: u64,
    pub kind: Kind,
    pub is_enabled: bool,
    /// As RFC 6381 names it.
    pub codec: String,
    /// Pixels, upright and square.
    pub size: (u32, u32),
    /// Nanoseconds of a block, 0 where it is not said.
    pub default_duration: u64,
}

/// Reads a `Tracks` element.
pub fn read(bytes: &[u8], list: &Element) -> Result<Vec<Track>, Fault> {
    let mut tracks: Vec<Track> = Vec::new();
    children(bytes, list, |entry| {
        if entry.id == ids::TRACK_ENTRY {
            let track = track(bytes, &entry)?;
            if tracks.len() >= MOST_TRACKS {
                return Err(Fault::Unsupported);
            }
            if tracks.iter().any(|other| other.number == track.number) {
                return Err(Fault::Damaged);
            }
            tracks.push(track);
        }
        Ok(())
    })?;
    Ok(tracks)
}

/// Whether an entry's track is published.
pub fn is_kept(bytes: &[u8], entry: &Element) -> Result<bool, Fault> {
    Ok(track(bytes, entry)?.kind != Kind::Other)
}

fn track(bytes: &[u8], entry: &Element) -> Result<Track, Fault> {
    let (mut id, mut private) = (String::new(), &[][..]);
    let mut found = Track {
        number: 0,
        kind: Kind::Other,
        is_enabled: true,
        codec: String::new(),
        size: (0, 0),
        default_duration: 0,
    };
    children(bytes, entry, |child| {
        match child.id {
            ids::TRACK_NUMBER => found.number = child.unsigned(bytes)?,
            ids::TRACK_TYPE => {
                found.kind = match child.unsigned(bytes)? {
                    1 => Kind::Video,
                    2 => Kind::Audio,
                    17 => Kind::Text,
                    _ => Kind::Other,
                };
            }
            ids::FLAG_ENABLED => found.is_enabled = child.unsigned(bytes)? != 0,
            ids::DEFAULT_DURATION => found.default_duration = child.unsigned(bytes)?,
            ids::CODEC_ID => id = child.text(bytes),
            ids::CODEC_PRIVATE => private = child.bytes(bytes),
            ids::VIDEO => found.size = size(bytes, &child)?,
            ids::CONTENT_ENCODINGS => encodings(bytes, &child)?,
            _ => {}
        }
        Ok(())
    })?;
    if id == "D_WEBVTT/METADATA" {
        found.kind = Kind::Other;
    }
    found.codec = match id.as_str() {
        "V_VP8" => "vp8".to_owned(),
        "V_VP9" => vp9(private).unwrap_or_else(|| "vp9".to_owned()),
        "V_AV1" => mp4::av1(private).unwrap_or_else(|| "av01".to_owned()),
        "A_OPUS" => "opus".to_owned(),
        "A_VORBIS" => "vorbis".to_owned(),
        _ => id,
    };
    Ok(found)
}

/// The features that a VP9 track may say: profile, level, depth.
fn vp9(mut private: &[u8]) -> Option<String> {
    let mut features = [None; 4];
    while let [id, length, rest @ ..] = private {
        let (value, after) = rest.split_at_checked(usize::from(*length))?;
        if let ([value], Some(feature)) = (value, features.get_mut(usize::from(*id))) {
            *feature = Some(*value);
        }
        private = after;
    }
    let [_, profile, level, depth] = features;
    Some(format!("vp09.{:02}.{:02}.{:02}", profile?, level?, depth?))
}

fn encodings(bytes: &[u8], list: &Element) -> Result<(), Fault> {
    children(bytes, list, |encoding| {
        if encoding.id == ids::CONTENT_ENCODING {
            children(bytes, &encoding, |part| match part.id {
                ids::CONTENT_ENCRYPTION => Err(Fault::Protected),
                _ => Ok(()),
            })?;
        }
        Ok(())
    })
}

/// Pixels, upright and square (RFC 9559, 5.1.4.1.28).
fn size(bytes: &[u8], video: &Element) -> Result<(u32, u32), Fault> {
    let (mut coded, mut shown, mut unit, mut crop) = ((0, 0), (None, None), 0, (0_u64, 0_u64));
    let mut is_turned = false;
    children(bytes, video, |child| {
        match child.id {
            ids::PIXEL_WIDTH => coded.0 = child.small(bytes)?,
            ids::PIXEL_HEIGHT => coded.1 = child.small(bytes)?,
            ids::CROP_LEFT | ids::CROP_RIGHT => crop.0 += u64::from(child.small(bytes)?),
            ids::CROP_TOP | ids::CROP_BOTTOM => crop.1 += u64::from(child.small(bytes)?),
            ids::DISPLAY_WIDTH => shown.0 = Some(child.small(bytes)?).filter(|side| *side > 0),
            ids::DISPLAY_HEIGHT => shown.1 = Some(child.small(bytes)?).filter(|side| *side > 0),
            ids::DISPLAY_UNIT => unit = child.unsigned(bytes)?,
            ids::PROJECTION => children(bytes, &child, |part| {
                if part.id == ids::PROJECTION_ROLL {
                    let roll = part.float(bytes)?.abs() % 180.0;
                    is_turned = (45.0..135.0).contains(&roll);
                }
                Ok(())
            })?,
            _ => {}
        }
        Ok(())
    })?;
    let visible = |side: u32, crop: u64| u32::try_from(u64::from(side).saturating_sub(crop)).unwrap_or_default();
    let plain = (visible(coded.0, crop.0), visible(coded.1, crop.1));
    let (width, height) = match (unit, shown) {
        (0, (width, height)) => (width.unwrap_or(plain.0), height.unwrap_or(plain.1)),
        // Centimetres, inches or a ratio: one side of the picture grows to the shape.
        (_, (Some(across), Some(down))) => {
            let grown = |side: u32, by: u32, over: u32| {
                u32::try_from(u64::from(side) * u64::from(by) / u64::from(over)).map_err(|_| Fault::Damaged)
            };
            let (wide, high) = (grown(plain.1, across, down)?, grown(plain.0, down, across)?);
            if wide >= plain.0 { (wide, plain.1) } else { (plain.0, high) }
        }
        _ => plain,
    };
    Ok(if is_turned { (height, width) } else { (width, height) })
}

/// The track of a block, and how much later than its cluster it is.
pub fn of_block(bytes: &[u8], block: &Element) -> Result<(u64, i16), Fault> {
    let body = block.bytes(bytes);
    let (length, track, _) = number(body, 0).ok_or(Fault::Damaged)?;
    let offset = bytes_at(body, length).map(i16::from_be_bytes).ok_or(Fault::Damaged)?;
    Ok((track, offset))
}
