//! Where samples are (ISO/IEC 14496-12, 8.6.1 and 8.7): their sizes, their runs, their chunks.

use std::ops::Range;

use super::super::{Fault, bytes_at};
use super::atom::Atom;

/// The sizes of a track's samples.
enum Sizes<'b> {
    Same { size: u64, left: u64 },
    Bytes { table: &'b [u8], width: usize },
    Nibbles { table: &'b [u8], at: usize, left: usize },
}

impl<'b> Sizes<'b> {
    fn read(table: &Atom<'b>) -> Result<Self, Fault> {
        if let Some(sizes) = table.find(b"stsz")? {
            if table.find(b"stz2")?.is_some() {
                return Err(Fault::Damaged);
            }
            return Ok(match sizes.u32(4)? {
                0 => Sizes::Bytes { table: sizes.rows(8, 4)?, width: 4 },
                size => Sizes::Same { size: size.into(), left: sizes.u32(8)?.into() },
            });
        }
        let sizes = table.need(b"stz2")?;
        match sizes.u8(7)? {
            4 => {
                let left = sizes.u32(8)? as usize;
                let table = sizes.body.get(12..).filter(|table| table.len() >= left.div_ceil(2));
                Ok(Sizes::Nibbles { table: table.ok_or(Fault::Damaged)?, at: 0, left })
            }
            8 => Ok(Sizes::Bytes { table: sizes.rows(8, 1)?, width: 1 }),
            16 => Ok(Sizes::Bytes { table: sizes.rows(8, 2)?, width: 2 }),
            _ => Err(Fault::Damaged),
        }
    }

    /// The bytes of the next samples, as many as there still are.
    fn take(&mut self, count: u32) -> Result<u64, Fault> {
        match self {
            Sizes::Same { size, left } => {
                let taken = u64::from(count).min(*left);
                *left -= taken;
                taken.checked_mul(*size).ok_or(Fault::Damaged)
            }
            Sizes::Bytes { table, width } => {
                let length = (count as usize).saturating_mul(*width).min(table.len());
                let (taken, rest) = table.split_at(length);
                *table = rest;
                let number = |row: &[u8]| row.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
                Ok(taken.chunks_exact(*width).map(number).fold(0, u64::saturating_add))
            }
            Sizes::Nibbles { table, at, left } => {
                let taken = (count as usize).min(*left);
                let half = |at: usize| {
                    let byte = table.get(at / 2).copied().unwrap_or_default();
                    u64::from(if at.is_multiple_of(2) { byte >> 4 } else { byte & 0x0F })
                };
                let bytes = (*at..*at + taken).map(half).fold(0, u64::saturating_add);
                *at += taken;
                *left -= taken;
                Ok(bytes)
            }
        }
    }
}

/// Whether all samples of a track are said to have one size.
pub fn is_uniform(table: &Atom<'_>) -> Result<bool, Fault> {
    Ok(matches!(table.find(b"stsz")?, Some(sizes) if sizes.u32(4)? != 0))
}

/// The offsets of a track's chunks.
fn offsets<'b>(table: &Atom<'b>) -> Result<(&'b [u8], usize), Fault> {
    match (table.find(b"stco")?, table.find(b"co64")?) {
        (Some(short), None) => Ok((short.rows(4, 4)?, 4)),
        (None, Some(long)) => Ok((long.rows(4, 8)?, 8)),
        _ => Err(Fault::Damaged),
    }
}

/// The places of a track's chunks in the file, in the order of the track, from its `stbl`.
pub fn chunks(table: &Atom<'_>, mut each: impl FnMut(Range<u64>) -> Result<(), Fault>) -> Result<(), Fault> {
    let (offsets, width) = offsets(table)?;
    let mut runs = table.need(b"stsc")?.rows(4, 12)?.chunks_exact(12);
    let mut sizes = Sizes::read(table)?;
    let first_of = |run: &[u8]| u64::from(bytes_at(run, 0).map_or(0, u32::from_be_bytes));
    let mut next = runs.next();
    let mut samples = 0;
    for (chunk, offset) in (1_u64..).zip(offsets.chunks_exact(width)) {
        if let Some(run) = next.filter(|run| first_of(run) == chunk) {
            samples = bytes_at(run, 4).map_or(0, u32::from_be_bytes);
            next = runs.next();
            if next.is_some_and(|after| first_of(after) <= chunk) {
                return Err(Fault::Damaged);
            }
        } else if chunk == 1 {
            return Err(Fault::Damaged);
        }
        let start = offset.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        let end = start.checked_add(sizes.take(samples)?).ok_or(Fault::Damaged)?;
        each(start..end)?;
    }
    Ok(())
}

/// How long a track's samples last, in the units of the track.
pub fn duration(table: &Atom<'_>) -> Result<u64, Fault> {
    let rows = table.need(b"stts")?.rows(4, 8)?;
    Ok(rows.chunks_exact(8).fold(0, |sum: u64, row| {
        let count = bytes_at(row, 0).map_or(0, u32::from_be_bytes);
        let each = bytes_at(row, 4).map_or(0, u32::from_be_bytes);
        sum.saturating_add(u64::from(count) * u64::from(each))
    }))
}

/// Places in a file, kept in order.
#[derive(Debug, Default)]
pub struct Places(Vec<Range<usize>>);

impl Places {
    /// Adds one.
    pub fn add(&mut self, place: Range<usize>) {
        if place.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.end == place.start => last.end = place.end,
            _ => self.0.push(place),
        }
    }

    /// Puts them in order and makes one of those that touch.
    pub fn settle(&mut self) {
        self.0.sort_unstable_by_key(|place| place.start);
        self.0.dedup_by(|next, last| {
            let touches = next.start <= last.end;
            if touches {
                last.end = last.end.max(next.end);
            }
            touches
        });
    }

    /// What of a part of the file is in none of them, after they were settled.
    pub fn gaps(&self, within: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self.0.partition_point(|place| place.end <= within.start);
        let mut places = self.0.get(first..).unwrap_or_default().iter();
        let mut from = Some(within.start);
        std::iter::from_fn(move || {
            let start = from?;
            let place = places.next().filter(|place| place.start < within.end);
            from = place.map(|place| place.end.min(within.end));
            Some(start..place.map_or(within.end, |place| place.start.max(start)))
        })
        .filter(|gap| !gap.is_empty())
    }

    /// Which of them holds all of that range, after they were settled.
    pub fn holding(&self, range: &Range<usize>) -> Option<usize> {
        let at = self.0.partition_point(|place| place.start <= range.start).checked_sub(1)?;
        let place = self.0.get(at)?;
        (range.end <= place.end).then_some(at)
    }

    /// One of them.
    pub fn get(&self, at: usize) -> Option<&Range<usize>> {
        self.0.get(at)
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Range<usize>> {
        self.0.iter()
    }
}
