//! What of a file's boxes is published. Boxes that are not known to serve the film go.

use super::super::{Fault, is_zero};
use super::atom::Atom;
use super::codec;
use super::movie::{Movie, named};

/// Stands for the file where a box's parent is asked for.
pub const FILE: [u8; 4] = *b"file";
/// Stands for every sample entry.
const ENTRY: [u8; 4] = *b"entr";

/// What becomes of a box that goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is left out.
    Drop,
    /// An empty box is in its place, so that nothing moves.
    Blank,
}

/// What to do with a box.
enum Rule {
    Keep,
    /// It has so many bytes of its own, then boxes.
    Into(usize),
    /// It says when it was made.
    Times,
    /// Its bytes from there on say nothing that is needed.
    EmptyFrom(usize),
    Handler,
    References,
    Entry,
    Offsets,
    Padding,
    Remove,
}

/// A table of chunk offsets in what was written.
#[derive(Debug)]
pub struct Table {
    /// Where its rows begin.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// The bytes of a row.
    pub width: usize,
}

/// Writes boxes without what is not published.
#[derive(Debug)]
pub struct Cleaner<'m, 'b> {
    movie: &'m Movie<'b>,
    mode: Mode,
    /// Whether offsets are written in 64 bits.
    is_wide: bool,
    /// How many tracks were seen, and what the last one is for.
    tracks: usize,
    handler: [u8; 4],
    /// What was written.
    pub out: Vec<u8>,
    /// The tables of chunk offsets in it.
    pub tables: Vec<Table>,
    /// Whether something was there that is not published.
    pub found: bool,
}

impl<'m, 'b> Cleaner<'m, 'b> {
    pub fn new(movie: &'m Movie<'b>, mode: Mode, is_wide: bool) -> Self {
        let (out, tables) = (Vec::new(), Vec::new());
        Cleaner { movie, mode, is_wide, tracks: 0, handler: FILE, out, tables, found: false }
    }

    /// Writes a box of that parent.
    pub fn put(&mut self, parent: [u8; 4], atom: &Atom<'b>) -> Result<(), Fault> {
        let start = self.out.len();
        let body = start + atom.head.len();
        match self.rule(parent, atom)? {
            Rule::Keep => self.copy(atom),
            Rule::Into(skip) => self.descend(atom, atom.kind, skip)?,
            Rule::Times => {
                self.copy(atom);
                self.empty(body + 4, body + if atom.u8(0)? == 0 { 12 } else { 20 });
            }
            Rule::EmptyFrom(from) => {
                self.copy(atom);
                self.empty(body + from, self.out.len());
            }
            Rule::Handler => {
                self.copy(atom);
                self.empty(body + 12, self.out.len());
            }
            Rule::References => {
                self.descend(atom, atom.kind, 0)?;
                if self.out.len() == body {
                    self.out.truncate(start);
                }
            }
            Rule::Entry => {
                let fields = codec::fields(atom, self.handler)?;
                self.descend(atom, ENTRY, fields)?;
                match &self.handler {
                    // The maker's sign, and the program's name.
                    b"vide" => {
                        self.empty(body + 8, body + 24);
                        self.empty(body + 42, body + 74);
                    }
                    b"soun" => self.empty(body + 12, body + 16),
                    _ => {}
                }
            }
            Rule::Offsets => self.offsets(atom)?,
            Rule::Padding => {
                self.found |= !is_zero(atom.body);
                self.remove(atom);
            }
            Rule::Remove => {
                self.found = true;
                self.remove(atom);
            }
        }
        Ok(())
    }

    fn rule(&mut self, parent: [u8; 4], atom: &Atom<'b>) -> Result<Rule, Fault> {
        let keep = |is_kept: bool| if is_kept { Rule::Keep } else { Rule::Remove };
        // What is in a table of entries is counted, whatever its name.
        let is_counted = matches!(&parent, b"stsd" | b"dref" | b"tref");
        if !is_counted && matches!(&atom.kind, b"free" | b"skip" | b"wide") {
            return Ok(Rule::Padding);
        }
        Ok(match (&parent, &atom.kind) {
            (b"file", b"moov" | b"moof") | (b"moov", b"mvex") => Rule::Into(0),
            (b"file", b"mdat") => Rule::Keep,
            (b"file", b"ftyp") => keep(atom.start == 0),
            (b"file", kind) => {
                let helps = matches!(kind, b"styp" | b"sidx" | b"ssix" | b"mfra" | b"pdin");
                keep(self.mode == Mode::Blank && helps)
            }
            (b"moov", b"mvhd") | (b"trak", b"tkhd") | (b"mdia", b"mdhd") => Rule::Times,
            (b"moov", b"trak") => {
                let track = self.movie.tracks.get(self.tracks).ok_or(Fault::Damaged)?;
                self.tracks += 1;
                self.handler = track.handler;
                if track.is_kept { Rule::Into(0) } else { Rule::Remove }
            }
            (b"moov", kind) => keep(kind == b"iods"),
            (b"mvex", kind) => match kind {
                b"trex" => keep(!self.movie.drops(atom.u32(4)?)),
                kind => keep(matches!(kind, b"mehd" | b"leva")),
            },
            (b"trak", b"mdia") | (b"mdia", b"minf") | (b"minf", b"stbl" | b"dinf") => Rule::Into(0),
            (b"trak", b"tref") if self.mode == Mode::Drop => Rule::References,
            (b"trak", b"tref") => {
                let mut is_kept = true;
                for reference in atom.children(0)? {
                    is_kept &= !self.names_dropped(&reference?);
                }
                keep(is_kept)
            }
            (b"tref", _) => keep(!self.names_dropped(atom)),
            (b"trak", kind) => keep(matches!(kind, b"edts" | b"tapt" | b"trgr" | b"load")),
            (b"mdia" | b"minf", b"hdlr") => Rule::Handler,
            (b"mdia", kind) => keep(kind == b"elng"),
            (b"minf", kind) => keep(matches!(kind, b"vmhd" | b"smhd" | b"hmhd" | b"sthd" | b"nmhd" | b"gmhd")),
            (b"dinf", b"dref") | (b"stbl", b"stsd") => Rule::Into(8),
            (b"dinf", _) => Rule::Remove,
            (b"dref", _) => Rule::EmptyFrom(4),
            (b"stbl", b"stco" | b"co64") => Rule::Offsets,
            (b"stbl", kind) => keep(TABLES.contains(&kind)),
            (b"stsd", _) => Rule::Entry,
            (&ENTRY, kind) => keep(!matches!(kind, b"uuid" | b"udta" | b"meta")),
            (b"moof", b"traf") => {
                let is_kept = !self.movie.drops(atom.need(b"tfhd")?.u32(4)?);
                if is_kept { Rule::Into(0) } else { Rule::Remove }
            }
            (b"moof", kind) => keep(kind == b"mfhd"),
            (b"traf", kind) => keep(RUNS.contains(&kind)),
            _ => Rule::Keep,
        })
    }

    fn names_dropped(&self, reference: &Atom<'_>) -> bool {
        named(reference).any(|id| self.movie.drops(id))
    }

    fn copy(&mut self, atom: &Atom<'_>) {
        self.out.extend_from_slice(atom.head);
        self.out.extend_from_slice(atom.body);
    }

    fn descend(&mut self, atom: &Atom<'b>, parent: [u8; 4], skip: usize) -> Result<(), Fault> {
        let start = self.out.len();
        self.out.extend_from_slice(atom.head);
        self.out.extend_from_slice(atom.body.get(..skip).ok_or(Fault::Damaged)?);
        let mut children = atom.children(skip)?;
        for child in children.by_ref() {
            self.put(parent, &child?)?;
        }
        match self.mode {
            Mode::Blank => self.out.extend_from_slice(children.rest()),
            Mode::Drop => self.measure(start, atom.head.len())?,
        }
        Ok(())
    }

    /// Writes the size of a box that begins there and ends here.
    fn measure(&mut self, start: usize, head: usize) -> Result<(), Fault> {
        let length = self.out.len() - start;
        if head == 16 {
            self.write(start + 8, &(length as u64).to_be_bytes());
        } else {
            let length = u32::try_from(length).map_err(|_| Fault::Unsupported)?;
            self.write(start, &length.to_be_bytes());
        }
        Ok(())
    }

    fn offsets(&mut self, atom: &Atom<'_>) -> Result<(), Fault> {
        let width = if atom.kind == *b"co64" { 8 } else { 4 };
        let rows = atom.rows(4, width)?;
        let start = self.out.len();
        if self.is_wide && width == 4 {
            self.out.extend_from_slice(atom.head);
            self.write(start + 4, b"co64");
            self.out.extend_from_slice(atom.body.get(..8).ok_or(Fault::Damaged)?);
            rows.chunks_exact(4).for_each(|row| {
                self.out.extend_from_slice(&[0; 4]);
                self.out.extend_from_slice(row);
            });
            self.measure(start, atom.head.len())?;
        } else {
            self.copy(atom);
        }
        let start = start + atom.head.len() + 8;
        let (count, width) = (rows.len() / width, if self.is_wide { 8 } else { width });
        self.tables.push(Table { start, end: start + count * width, width });
        Ok(())
    }

    fn remove(&mut self, atom: &Atom<'_>) {
        if self.mode == Mode::Blank {
            let start = self.out.len();
            self.out.extend_from_slice(atom.head);
            self.write(start + 4, b"free");
            self.out.resize(self.out.len() + atom.body.len(), 0);
        }
    }

    fn empty(&mut self, from: usize, to: usize) {
        if let Some(bytes) = self.out.get_mut(from..to) {
            self.found |= !is_zero(bytes);
            bytes.fill(0);
        }
    }

    fn write(&mut self, at: usize, bytes: &[u8]) {
        if let Some(place) = self.out.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }
}

/// What a sample table needs.
const TABLES: [&[u8; 4]; 13] = [
    b"stts", b"ctts", b"cslg", b"stss", b"stsh", b"stdp", b"sdtp", b"sbgp", b"sgpd", b"subs", b"stsc", b"stsz", b"stz2",
];

/// What a track fragment needs.
const RUNS: [&[u8; 4]; 8] = [b"tfhd", b"tfdt", b"trun", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio"];
