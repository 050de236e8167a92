//! MP4 (ISO/IEC 14496-12 and -14).

mod atom;
mod clean;
mod codec;
mod fragment;
mod movie;
mod samples;

use std::ops::Range;

use super::{Clip, Fault, is_zero};

use atom::{Atom, Atoms};
use clean::{Cleaner, FILE, Mode};
use movie::Movie;
use samples::Places;

pub use codec::av1;

/// What a look through a file found.
struct Survey<'b> {
    bytes: &'b [u8],
    movie: Movie<'b>,
    start_of_movie: Atom<'b>,
    /// Where media are.
    media: Places,
    /// Where samples are of tracks that are kept.
    kept: Places,
    is_fragmented: bool,
    plays_at_once: bool,
    has_metadata: bool,
    /// Whether sizes of samples are surely of bytes.
    is_exact: bool,
}

/// Says what a clip is.
pub fn read(bytes: &[u8]) -> Result<Clip, Fault> {
    let survey = survey(bytes)?;
    let clip = survey.movie.clip(survey.is_fragmented)?;
    Ok(Clip { plays_at_once: survey.plays_at_once, has_metadata: survey.has_metadata, ..clip })
}

/// The clip as it may be published. Fragments say themselves where they are, so nothing in a file
/// of fragments moves.
pub fn publishable(bytes: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    let survey = survey(bytes)?;
    survey.movie.clip(survey.is_fragmented)?;
    if !survey.has_metadata && (survey.plays_at_once || survey.is_fragmented) {
        return Ok(None);
    }
    if !survey.is_exact && survey.movie.tracks.iter().any(|track| !track.is_kept) {
        return Err(Fault::Unsupported);
    }
    let written = if survey.is_fragmented { survey.blanked()? } else { survey.rewritten(u32::MAX.into())? };
    Ok(Some(written))
}

fn survey(bytes: &[u8]) -> Result<Survey<'_>, Fault> {
    let mut found: Option<Atom<'_>> = None;
    let mut media = Places::default();
    let (mut first_media, mut is_fragmented, mut has_items) = (None, false, false);
    for atom in Atoms::of_file(bytes) {
        let atom = atom?;
        match &atom.kind {
            b"moov" if found.replace(atom).is_some() => return Err(Fault::Damaged),
            b"mdat" => {
                media.add(atom.inside()..atom.end());
                first_media = first_media.or(Some(atom.start));
            }
            b"moof" => is_fragmented = true,
            b"meta" => has_items = true,
            _ => {}
        }
    }
    let start_of_movie = match found {
        Some(found) => found,
        // Pictures (HEIC, AVIF) have items and no movie; programs write the movie box last.
        None if has_items || (first_media.is_none() && !is_fragmented) => return Err(Fault::Unknown),
        None => return Err(Fault::Truncated),
    };
    let mut survey = Survey {
        bytes,
        movie: Movie::read(&start_of_movie)?,
        start_of_movie,
        media,
        kept: Places::default(),
        is_fragmented,
        plays_at_once: first_media.is_none_or(|first| start_of_movie.start < first),
        has_metadata: false,
        is_exact: true,
    };
    survey.find_samples()?;
    survey.find_metadata()?;
    Ok(survey)
}

impl Survey<'_> {
    fn mode(&self) -> Mode {
        if self.is_fragmented { Mode::Blank } else { Mode::Drop }
    }

    fn find_samples(&mut self) -> Result<(), Fault> {
        let (media, kept, end) = (&self.media, &mut self.kept, self.bytes.len());
        let mut place = |range: Range<u64>| {
            if range.is_empty() {
                return Ok(());
            }
            let range =
                usize::try_from(range.start).unwrap_or(usize::MAX)..usize::try_from(range.end).unwrap_or(usize::MAX);
            if range.end > end {
                return Err(Fault::Truncated);
            }
            media.holding(&range).ok_or(Fault::Damaged)?;
            kept.add(range);
            Ok(())
        };
        for track in self.movie.tracks.iter().filter(|track| track.is_kept) {
            samples::chunks(&track.table, &mut place)?;
            self.is_exact &= !track.is_vague;
        }
        if self.is_fragmented {
            for atom in Atoms::of_file(self.bytes) {
                let atom = atom?;
                if atom.kind == *b"moof" {
                    fragment::read(&atom, &mut self.movie, &mut place)?;
                }
            }
        }
        self.kept.settle();
        Ok(())
    }

    fn find_metadata(&mut self) -> Result<(), Fault> {
        let mut cleaner = Cleaner::new(&self.movie, self.mode(), false);
        for atom in Atoms::of_file(self.bytes) {
            let atom = atom?;
            if atom.kind != *b"mdat" {
                cleaner.put(FILE, &atom)?;
                cleaner.out.clear();
                cleaner.tables.clear();
            }
        }
        let found = cleaner.found;
        let is_full = |gap: Range<usize>| self.bytes.get(gap).is_some_and(|bytes| !is_zero(bytes));
        self.has_metadata = found || self.gaps().any(is_full);
        Ok(())
    }

    /// What of the media no track shows that is kept.
    fn gaps(&self) -> impl Iterator<Item = Range<usize>> {
        self.media.iter().filter(|_| self.is_exact).flat_map(|media| self.kept.gaps(media.clone()))
    }

    /// The same file with nothing moved.
    fn blanked(&self) -> Result<Vec<u8>, Fault> {
        let mut cleaner = Cleaner::new(&self.movie, Mode::Blank, false);
        cleaner.out.reserve_exact(self.bytes.len());
        let mut atoms = Atoms::of_file(self.bytes);
        for atom in atoms.by_ref() {
            cleaner.put(FILE, &atom?)?;
        }
        let mut out = cleaner.out;
        out.extend_from_slice(atoms.rest());
        for gap in self.gaps() {
            out.get_mut(gap).ok_or(Fault::Damaged)?.fill(0);
        }
        Ok(out)
    }

    /// A file in the order of use: what it is, the tables, the media. Offsets beyond `limit` do
    /// not go into 32 bits.
    fn rewritten(&self, limit: u64) -> Result<Vec<u8>, Fault> {
        let movie = self.cleaned(false)?;
        let movie = if self.length(&movie) > limit { self.cleaned(true)? } else { movie };
        let Cleaner { mut out, tables, .. } = movie;
        out.reserve_exact(self.bytes.len());
        let mut moved = Vec::new();
        for media in self.media.iter() {
            out.extend_from_slice(&head_of_media(media.len())?);
            let start = out.len();
            moved.push(start);
            out.extend_from_slice(self.bytes.get(media.clone()).ok_or(Fault::Damaged)?);
        }
        for (media, start) in self.media.iter().zip(&moved).filter(|_| self.is_exact) {
            for gap in self.kept.gaps(media.clone()) {
                let gap = gap.start - media.start + start..gap.end - media.start + start;
                out.get_mut(gap).ok_or(Fault::Damaged)?.fill(0);
            }
        }
        for table in tables {
            let rows = out.get_mut(table.start..table.end).ok_or(Fault::Damaged)?;
            for row in rows.chunks_exact_mut(table.width) {
                let offset = row.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
                // Only of chunks without samples may it be elsewhere.
                let Some(at) = self.media.holding(&(offset..offset)) else { continue };
                let (Some(media), Some(start)) = (self.media.get(at), moved.get(at)) else { continue };
                let offset = ((offset - media.start + start) as u64).to_be_bytes();
                row.copy_from_slice(offset.get(8 - table.width..).ok_or(Fault::Damaged)?);
            }
        }
        Ok(out)
    }

    /// What comes before the media.
    fn cleaned(&self, is_wide: bool) -> Result<Cleaner<'_, '_>, Fault> {
        let mut cleaner = Cleaner::new(&self.movie, Mode::Drop, is_wide);
        for atom in Atoms::of_file(self.bytes) {
            let atom = atom?;
            if atom.kind == *b"ftyp" {
                cleaner.put(FILE, &atom)?;
            }
        }
        cleaner.put(FILE, &self.start_of_movie)?;
        Ok(cleaner)
    }

    /// The length of a file that begins like this.
    fn length(&self, movie: &Cleaner<'_, '_>) -> u64 {
        self.media.iter().fold(movie.out.len() as u64, |sum, media| sum.saturating_add(media.len() as u64 + 16))
    }
}

fn head_of_media(length: usize) -> Result<Vec<u8>, Fault> {
    Ok(match u32::try_from(length.saturating_add(8)) {
        Ok(size) => [&size.to_be_bytes()[..], b"mdat"].concat(),
        Err(_) => {
            let size = u64::try_from(length).map_err(|_| Fault::Unsupported)?.saturating_add(16);
            [&1_u32.to_be_bytes()[..], b"mdat", &size.to_be_bytes()].concat()
        }
    })
}

#[cfg(test)]
mod tests;
