//! Fragments (ISO/IEC 14496-12, 8.8): samples that are not in the movie box's tables.

use std::ops::Range;

use super::super::{Fault, bytes_at};
use super::atom::Atom;
use super::movie::Movie;

/// Reads a `moof`: how long it lasts for each track, and where the samples of tracks are that are
/// kept.
pub fn read<'b>(
    fragment: &Atom<'b>,
    movie: &mut Movie<'b>,
    mut each: impl FnMut(Range<u64>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let start = fragment.start as u64;
    // Where the data of a track begins that does not say it: after those of the track before.
    let mut implicit = start;
    let mut all_kept = true;
    for child in fragment.children(0)? {
        let part = child?;
        if part.kind != *b"traf" {
            continue;
        }
        let header = Header::read(&part.need(b"tfhd")?, movie)?;
        let base = header.base.unwrap_or(if header.is_from_fragment { start } else { implicit });
        // Without the part of a track that goes, what follows it would begin elsewhere.
        if header.base.is_none() && !header.is_from_fragment && !all_kept {
            return Err(Fault::Unsupported);
        }
        let mut at = base;
        let mut lasts = 0_u64;
        for child in part.children(0)? {
            let child = child?;
            match &child.kind {
                b"trun" => {
                    let run = run(&child, &header)?;
                    if let Some(offset) = run.offset {
                        at = base.checked_add_signed(offset.into()).ok_or(Fault::Damaged)?;
                    }
                    let end = at.checked_add(run.bytes).ok_or(Fault::Damaged)?;
                    if header.is_kept {
                        each(at..end)?;
                    }
                    at = end;
                    lasts = lasts.saturating_add(run.lasts);
                }
                b"senc" => return Err(Fault::Protected),
                _ => {}
            }
        }
        implicit = at;
        all_kept &= header.is_kept;
        if let Some(track) = movie.track(header.track) {
            track.lasts(lasts)?;
        }
    }
    Ok(())
}

/// A track fragment's header (8.8.7).
struct Header {
    track: u32,
    is_kept: bool,
    base: Option<u64>,
    is_from_fragment: bool,
    duration: u32,
    size: u32,
}

impl Header {
    fn read(header: &Atom<'_>, movie: &mut Movie<'_>) -> Result<Self, Fault> {
        let flags = header.flags()?;
        let id = header.u32(4)?;
        let track = movie.track(id).ok_or(Fault::Damaged)?;
        let mut at = 8;
        let base = if flags & 0x01 == 0 { None } else { Some(header.u64(at)?) };
        at += if flags & 0x01 == 0 { 0 } else { 8 };
        at += if flags & 0x02 == 0 { 0 } else { 4 };
        let mut field = |flag: u32, default: u32| {
            if flags & flag == 0 {
                return Ok(default);
            }
            at += 4;
            header.u32(at - 4)
        };
        Ok(Header {
            track: id,
            is_kept: track.is_kept,
            base,
            is_from_fragment: flags & 0x02_0000 != 0,
            duration: field(0x08, track.defaults.0)?,
            size: field(0x10, track.defaults.1)?,
        })
    }
}

struct Run {
    offset: Option<i32>,
    bytes: u64,
    lasts: u64,
}

/// A run of samples (8.8.8).
fn run(run: &Atom<'_>, header: &Header) -> Result<Run, Fault> {
    let flags = run.flags()?;
    let count = run.u32(4)?;
    let offset = if flags & 0x01 == 0 { None } else { Some(run.u32(8)?.cast_signed()) };
    let from = 8 + 4 * (flags & 0x01 != 0) as usize + 4 * (flags & 0x04 != 0) as usize;
    let fields = [0x0100_u32, 0x0200, 0x0400, 0x0800].into_iter().filter(|flag| flags & flag != 0).count();
    let length = (count as usize).checked_mul(fields * 4).ok_or(Fault::Damaged)?;
    let end = from.checked_add(length).ok_or(Fault::Damaged)?;
    let rows = run.body.get(from..end).ok_or(Fault::Damaged)?;
    let sum = |flag: u32, column: usize, each: u32| {
        if flags & flag == 0 {
            return u64::from(count) * u64::from(each);
        }
        let value = |row: &[u8]| bytes_at(row, column * 4).map_or(0, u32::from_be_bytes);
        rows.chunks_exact(fields * 4).map(|row| u64::from(value(row))).fold(0, u64::saturating_add)
    };
    let lasts = sum(0x0100, 0, header.duration);
    let bytes = sum(0x0200, (flags & 0x0100 != 0) as usize, header.size);
    Ok(Run { offset, bytes, lasts })
}
