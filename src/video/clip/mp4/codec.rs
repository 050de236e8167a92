//! The names of codecs (RFC 6381; ISO/IEC 14496-15, annex E; the AV1 and VP9 bindings).

use std::fmt::Write;

use super::super::{Fault, bytes_at};
use super::atom::Atom;

/// The bytes of a sample entry before the boxes in it (ISO/IEC 14496-12, 12.1.3 and 12.2.3).
pub fn fields(entry: &Atom<'_>, handler: [u8; 4]) -> Result<usize, Fault> {
    Ok(match &handler {
        b"vide" => 78,
        // QuickTime's longer entries are met in MP4, too.
        b"soun" => match entry.u16(8)? {
            0 => 28,
            1 if entry.kind_at(28 + 4).is_ok_and(|kind| kind.iter().all(u8::is_ascii_graphic)) => 28,
            1 => 44,
            _ => 64,
        },
        _ => entry.body.len(),
    })
}

/// The codec of a sample entry.
pub fn name(entry: &Atom<'_>, handler: [u8; 4]) -> Result<String, Fault> {
    let boxes = Boxes { entry, skip: fields(entry, handler)? };
    let kind: String = entry.kind.iter().map(|byte| printable(*byte)).collect();
    let kind = kind.trim_end().to_owned();
    let known = match &entry.kind {
        b"avc1" | b"avc3" => boxes.get(b"avcC")?.and_then(|body| avc(&kind, body)),
        b"hvc1" | b"hev1" => boxes.get(b"hvcC")?.and_then(|body| hevc(&kind, body)),
        b"av01" => boxes.get(b"av1C")?.and_then(av1),
        b"vp08" | b"vp09" => boxes.get(b"vpcC")?.and_then(|body| vp(&kind, body)),
        b"mp4v" | b"mp4a" => boxes.get(b"esds")?.and_then(|body| mpeg(&kind, body)),
        b"Opus" => Some("opus".to_owned()),
        b"fLaC" => Some("flac".to_owned()),
        _ => None,
    };
    Ok(known.unwrap_or(kind))
}

fn printable(byte: u8) -> char {
    if byte.is_ascii_graphic() || byte == b' ' { char::from(byte) } else { '?' }
}

struct Boxes<'a, 'b> {
    entry: &'a Atom<'b>,
    skip: usize,
}

impl<'b> Boxes<'_, 'b> {
    fn get(&self, kind: &[u8; 4]) -> Result<Option<&'b [u8]>, Fault> {
        for child in self.entry.children(self.skip)? {
            let child = child?;
            if child.kind == *kind {
                return Ok(Some(child.body));
            }
        }
        Ok(None)
    }
}

fn avc(kind: &str, body: &[u8]) -> Option<String> {
    let [_, profile, constraints, level] = bytes_at(body, 0)?;
    Some(format!("{kind}.{profile:02X}{constraints:02X}{level:02X}"))
}

fn hevc(kind: &str, body: &[u8]) -> Option<String> {
    let [_, first] = bytes_at(body, 0)?;
    let space = ["", "A", "B", "C"].get(usize::from(first >> 6))?;
    let tier = if first & 0x20 == 0 { 'L' } else { 'H' };
    let compatible = u32::from_be_bytes(bytes_at(body, 2)?).reverse_bits();
    let constraints: [u8; 6] = bytes_at(body, 6)?;
    let level = body.get(12)?;
    let mut name = format!("{kind}.{space}{}.{compatible:X}.{tier}{level}", first & 0x1F);
    let used = constraints.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    for byte in &constraints[..used] {
        let _infallible = write!(name, ".{byte:X}").is_ok();
    }
    Some(name)
}

/// The codec of an AV1 configuration record.
pub fn av1(body: &[u8]) -> Option<String> {
    let [_, level, flags] = bytes_at(body, 0)?;
    let (profile, level) = (level >> 5, level & 0x1F);
    let tier = if flags & 0x80 == 0 { 'M' } else { 'H' };
    let depth = match (flags & 0x40 != 0, profile == 2 && flags & 0x20 != 0) {
        (false, _) => 8,
        (true, false) => 10,
        (true, true) => 12,
    };
    Some(format!("av01.{profile}.{level:02}{tier}.{depth:02}"))
}

fn vp(kind: &str, body: &[u8]) -> Option<String> {
    let [profile, level, depth] = bytes_at(body, 4)?;
    Some(format!("{kind}.{profile:02}.{level:02}.{:02}", depth >> 4))
}

/// MPEG-4's descriptors (ISO/IEC 14496-1, 7.2.6): the kind of object, and what it is exactly.
fn mpeg(kind: &str, body: &[u8]) -> Option<String> {
    let stream = descriptor(body.get(4..)?, 3)?;
    let flags = stream.get(2)?;
    let mut skip = 3 + if flags & 0x80 == 0 { 0 } else { 2 };
    if flags & 0x40 != 0 {
        skip += 1 + usize::from(*stream.get(skip)?);
    }
    skip += if flags & 0x20 == 0 { 0 } else { 2 };
    let decoder = descriptor(stream.get(skip..)?, 4)?;
    let object = decoder.first()?;
    let exact = decoder.get(13..).and_then(|rest| descriptor(rest, 5)).and_then(|specific| match object {
        0x40 => audio_object(specific),
        // The profile follows the start code of a visual object sequence.
        0x20 => specific.strip_prefix(&[0, 0, 1, 0xB0])?.first().copied(),
        _ => None,
    });
    Some(match exact {
        Some(exact) => format!("{kind}.{object:02X}.{exact}"),
        None => format!("{kind}.{object:02X}"),
    })
}

/// The audio object type (ISO/IEC 14496-3, 1.6.2.1).
fn audio_object(specific: &[u8]) -> Option<u8> {
    let first = specific.first()?;
    match first >> 3 {
        31 => Some(32 + ((first & 7) << 3 | specific.get(1)? >> 5)),
        object => Some(object),
    }
}

/// The first descriptor, if it is of that kind.
fn descriptor(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let (first, mut rest) = bytes.split_first()?;
    if *first != tag {
        return None;
    }
    let mut length = 0_usize;
    for _ in 0..4 {
        let (byte, after) = rest.split_first()?;
        rest = after;
        length = length << 7 | usize::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            break;
        }
    }
    // The lengths that programs write are at times too long.
    Some(rest.get(..length).unwrap_or(rest))
}
