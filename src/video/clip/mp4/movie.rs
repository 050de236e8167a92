//! The movie box (ISO/IEC 14496-12, 8.2 to 8.5): the tracks and what they are.

use super::super::{Clip, Container, Fault, MOST_TRACKS, bytes_at, milliseconds};
use super::atom::Atom;
use super::{codec, samples};

/// What a movie box says.
#[derive(Debug)]
pub struct Movie<'b> {
    /// In the order of the file.
    pub tracks: Vec<Track<'b>>,
    /// Milliseconds, 0 where it does not say.
    milliseconds: u64,
    /// Whether the whole is shown on its side.
    is_turned: bool,
}

/// A track.
#[derive(Debug)]
pub struct Track<'b> {
    /// Its number.
    pub id: u32,
    /// What it is for.
    pub handler: [u8; 4],
    is_enabled: bool,
    /// Whether it is published.
    pub is_kept: bool,
    /// The table of its samples.
    pub table: Atom<'b>,
    /// Whether the table may count sound as QuickTime does, in which sizes are not of bytes.
    pub is_vague: bool,
    codec: Option<String>,
    size: (u32, u32),
    scale: u32,
    /// In units of the track, as its header says and as its samples last.
    length: u64,
    /// How long its fragments last, in units of the track.
    pub fragments: u64,
    /// What fragments leave out (8.8.3): how long a sample lasts, and its bytes.
    pub defaults: (u32, u32),
}

impl<'b> Movie<'b> {
    /// Reads a `moov`.
    pub fn read(movie: &Atom<'b>) -> Result<Self, Fault> {
        let header = movie.need(b"mvhd")?;
        let (scale, length, matrix) = match header.u8(0)? {
            0 => (header.u32(12)?, known(header.u32(16)?), 36),
            1 => (header.u32(20)?, known_long(header.u64(24)?), 48),
            _ => return Err(Fault::Damaged),
        };
        let mut found = Movie { tracks: Vec::new(), milliseconds: 0, is_turned: is_turned(&header, matrix)? };
        let mut extends = None;
        for child in movie.children(0)? {
            let child = child?;
            match &child.kind {
                b"trak" if found.tracks.len() >= MOST_TRACKS => return Err(Fault::Unsupported),
                b"trak" => found.tracks.push(Track::read(&child)?),
                b"mvex" if extends.replace(child).is_some() => return Err(Fault::Damaged),
                b"pssh" => return Err(Fault::Protected),
                _ => {}
            }
        }
        let mut ids: Vec<u32> = found.tracks.iter().map(|track| track.id).collect();
        ids.sort_unstable();
        if ids.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Fault::Damaged);
        }
        let whole = extends.map_or(Ok(0), |extends| found.extends(&extends))?;
        found.milliseconds = milliseconds(length.max(whole), scale);
        Ok(found)
    }

    /// Reads a `mvex`, and gives the length that it may say.
    fn extends(&mut self, extends: &Atom<'_>) -> Result<u64, Fault> {
        let mut length = 0;
        for child in extends.children(0)? {
            let child = child?;
            if child.kind == *b"mehd" {
                length = if child.u8(0)? == 0 { known(child.u32(4)?) } else { known_long(child.u64(4)?) };
            } else if child.kind == *b"trex" {
                let id = child.u32(4)?;
                if let Some(track) = self.track(id) {
                    track.defaults = (child.u32(12)?, child.u32(16)?);
                }
            }
        }
        Ok(length)
    }

    /// The track of that number.
    pub fn track(&mut self, id: u32) -> Option<&mut Track<'b>> {
        self.tracks.iter_mut().find(|track| track.id == id)
    }

    /// Whether a track goes.
    pub fn drops(&self, id: u32) -> bool {
        self.tracks.iter().any(|track| track.id == id && !track.is_kept)
    }

    /// What the clip is. `is_fragmented`: the header may tell the length of its beginning only.
    pub fn clip(&self, is_fragmented: bool) -> Result<Clip, Fault> {
        let of = |handler: &[u8; 4]| {
            let mut tracks = self.tracks.iter().filter(|track| track.handler == *handler && track.codec.is_some());
            tracks.clone().find(|track| track.is_enabled).or_else(|| tracks.next())
        };
        let (video, audio) = (of(b"vide"), of(b"soun"));
        if video.is_none() && audio.is_none() {
            return Err(Fault::Empty);
        }
        let longest = || self.tracks.iter().filter(|track| track.is_kept).map(Track::milliseconds).max().unwrap_or(0);
        let milliseconds = match self.milliseconds {
            0 => longest(),
            said if is_fragmented => said.max(longest()),
            said => said,
        };
        let (mut width, mut height) = video.map_or((0, 0), |track| track.size);
        if video.is_some() && (width == 0 || height == 0) {
            return Err(Fault::Damaged);
        }
        if self.is_turned {
            (width, height) = (height, width);
        }
        Ok(Clip {
            container: Container::Mp4,
            milliseconds,
            width,
            height,
            video: video.and_then(|track| track.codec.clone()),
            audio: audio.and_then(|track| track.codec.clone()),
            plays_at_once: false,
            has_metadata: false,
        })
    }
}

impl<'b> Track<'b> {
    fn read(track: &Atom<'b>) -> Result<Self, Fault> {
        let header = track.need(b"tkhd")?;
        let is_enabled = header.flags()? & 1 != 0;
        let (id, matrix) = match header.u8(0)? {
            0 => (header.u32(12)?, 40),
            1 => (header.u32(20)?, 52),
            _ => return Err(Fault::Damaged),
        };
        let media = track.need(b"mdia")?;
        let handler = media.need(b"hdlr")?.kind_at(8)?;
        let information = media.need(b"minf")?;
        let table = information.need(b"stbl")?;
        let (scale, length) = match media.need(b"mdhd")? {
            header if header.u8(0)? == 0 => (header.u32(12)?, known(header.u32(16)?)),
            header => (header.u32(20)?, known_long(header.u64(24)?)),
        };
        // Some cameras write places into a track of text; captions come from files of their own.
        let is_kept = matches!(&handler, b"vide" | b"soun");
        let mut found = Track {
            id,
            handler,
            is_enabled,
            is_kept,
            table,
            is_vague: false,
            codec: None,
            size: (0, 0),
            scale,
            length: length.max(samples::duration(&table)?),
            fragments: 0,
            defaults: (0, 0),
        };
        if is_kept {
            if is_external(&information)? {
                return Err(Fault::External);
            }
            found.entries(&header, matrix)?;
        }
        Ok(found)
    }

    /// Reads the sample entries.
    fn entries(&mut self, header: &Atom<'_>, matrix: usize) -> Result<(), Fault> {
        for entry in self.table.need(b"stsd")?.children(8)? {
            let entry = entry?;
            if entry.kind.starts_with(b"enc") || entry.kind.starts_with(b"drm") {
                return Err(Fault::Protected);
            }
            let fields = codec::fields(&entry, self.handler)?;
            if self.handler == *b"soun" {
                let is_quicktime = entry.u16(8)? != 0 || QUICKTIME_SOUND.contains(&&entry.kind);
                self.is_vague |= is_quicktime && samples::is_uniform(&self.table)?;
            }
            if self.codec.is_none() && matches!(&self.handler, b"vide" | b"soun") {
                self.codec = Some(codec::name(&entry, self.handler)?);
                if self.handler == *b"vide" {
                    self.size = size(&entry, fields, header, matrix)?;
                }
            }
        }
        Ok(())
    }

    /// As long as it says, or as its samples are.
    fn milliseconds(&self) -> u64 {
        milliseconds(self.length.max(self.fragments), self.scale)
    }

    /// Adds what a fragment lasts. The table's own samples come before all fragments.
    pub fn lasts(&mut self, units: u64) -> Result<(), Fault> {
        if self.fragments == 0 {
            self.fragments = samples::duration(&self.table)?;
        }
        self.fragments = self.fragments.saturating_add(units);
        Ok(())
    }
}

/// Sound without a codec: QuickTime counts it by values, not by bytes.
const QUICKTIME_SOUND: [&[u8; 4]; 13] = [
    b"raw ", b"twos", b"sowt", b"lpcm", b"in24", b"in32", b"fl32", b"fl64", b"ulaw", b"alaw", b"ima4", b"MAC3", b"MAC6",
];

/// A length, unless it says that it does not know.
fn known(length: u32) -> u64 {
    if length == u32::MAX { 0 } else { length.into() }
}

fn known_long(length: u64) -> u64 {
    if length == u64::MAX { 0 } else { length }
}

/// Whether a matrix (6.2.2) turns by a quarter.
fn is_turned(header: &Atom<'_>, matrix: usize) -> Result<bool, Fault> {
    let value = |index: usize| header.u32(matrix + index * 4).map(|value| value.cast_signed().unsigned_abs());
    Ok(value(1)? > value(0)? && value(3)? > value(4)?)
}

/// Pixels, upright and square (12.1.4): the coded ones and their shape, or what the track says.
fn size(entry: &Atom<'_>, fields: usize, header: &Atom<'_>, matrix: usize) -> Result<(u32, u32), Fault> {
    let coded = (u32::from(entry.u16(24)?), u32::from(entry.u16(26)?));
    let round = |fixed: u32| (fixed >> 16) + (fixed >> 15 & 1);
    let track = (round(header.u32(matrix + 36)?), round(header.u32(matrix + 40)?));
    let mut shape = (1, 1);
    for child in entry.children(fields)? {
        let child = child?;
        if child.kind == *b"pasp" {
            shape = (child.u32(0)?, child.u32(4)?);
        }
    }
    // One side grows and none shrinks, as HTML has it (4.8.8, natural dimensions).
    let stretched = |side: u32, by: u32, over: u32| {
        let long = (u64::from(side) * u64::from(by) + u64::from(over) / 2) / u64::from(over);
        u32::try_from(long).map_err(|_| Fault::Damaged)
    };
    let (width, height) = match shape {
        (across, down) if across > down && down > 0 => (stretched(coded.0, across, down)?, coded.1),
        (across, down) if down > across && across > 0 => (coded.0, stretched(coded.1, down, across)?),
        _ if track.0 > 0 && track.1 > 0 => track,
        _ => coded,
    };
    Ok(if is_turned(header, matrix)? { (height, width) } else { (width, height) })
}

/// Whether the media are in another file (8.7.2).
fn is_external(information: &Atom<'_>) -> Result<bool, Fault> {
    let Some(data) = information.find(b"dinf")? else { return Ok(false) };
    let Some(references) = data.find(b"dref")? else { return Ok(false) };
    for reference in references.children(8)? {
        if reference?.flags()? & 1 == 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Which tracks a `tref`'s box names.
pub fn named(reference: &Atom<'_>) -> impl Iterator<Item = u32> {
    reference.body.chunks_exact(4).filter_map(|row| bytes_at(row, 0)).map(u32::from_be_bytes)
}
