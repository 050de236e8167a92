//! What of a file's elements is published. Elements that are not known to serve the film go.

use std::ops::Range;

use super::super::Fault;
use super::ebml::{self, Element};
use super::tracks::{self, Kind, Track};
use super::{children, ids, in_cluster, level_one};

/// What to do with an element.
enum Rule {
    Keep,
    Into,
    /// It must be there, but need say nothing.
    Empty,
    Void,
}

/// Looks for what is not published and, given a copy of the file, puts empty elements in its
/// place.
pub struct Cleaner<'a> {
    bytes: &'a [u8],
    tracks: &'a [Track],
    out: Option<&'a mut Vec<u8>>,
    /// Whether something was there that is not published.
    pub found: bool,
    /// Where the film ends.
    pub end: usize,
}

impl<'a> Cleaner<'a> {
    pub fn new(bytes: &'a [u8], tracks: &'a [Track], out: Option<&'a mut Vec<u8>>) -> Self {
        Cleaner { bytes, tracks, out, found: false, end: bytes.len() }
    }

    /// Goes through a whole segment.
    pub fn segment(&mut self, segment: &Element) -> Result<(), Fault> {
        let bytes = self.bytes;
        let mut from = segment.body.start;
        let mut sum = None;
        let mut changed = false;
        while let Some(child) = level_one(bytes, from, segment)? {
            let before = std::mem::take(&mut self.found);
            from = match child.id {
                ids::CLUSTER => self.cluster(&child)?,
                _ => self.child(ids::SEGMENT, &child)?,
            };
            changed |= self.found;
            self.found |= before;
            sum = sum.or((child.id == ids::CRC).then_some(child));
        }
        self.mend(changed, sum);
        self.end = from;
        self.found |= !ebml::is_empty(bytes, from..bytes.len());
        Ok(())
    }

    fn cluster(&mut self, cluster: &Element) -> Result<usize, Fault> {
        let mut from = cluster.body.start;
        let mut sum = None;
        let before = std::mem::take(&mut self.found);
        while let Some(child) = in_cluster(self.bytes, from, cluster)? {
            from = self.child(ids::CLUSTER, &child)?;
            sum = sum.or((child.id == ids::CRC).then_some(child));
        }
        self.mend(self.found, sum);
        self.found |= before;
        Ok(from)
    }

    /// The sum of what was changed is wrong, and goes.
    fn mend(&mut self, changed: bool, sum: Option<Element>) {
        if let Some(sum) = sum.filter(|_| changed) {
            self.void(sum.start..sum.body.end);
        }
    }

    /// Does what is to be done with a part of that parent, and gives its end.
    fn child(&mut self, parent: u32, child: &Element) -> Result<usize, Fault> {
        match self.rule(parent, child)? {
            Rule::Keep => {}
            Rule::Into => {
                let before = std::mem::take(&mut self.found);
                let mut sum = None;
                children(self.bytes, child, |part| {
                    self.child(child.id, &part)?;
                    if sum.is_none() && part.id == ids::CRC {
                        sum = Some(part);
                    }
                    Ok(())
                })?;
                self.mend(self.found, sum);
                self.found |= before;
            }
            Rule::Empty => {
                if !ebml::is_empty(self.bytes, child.body.clone()) {
                    self.found = true;
                    if let Some(bytes) = self.out.as_mut().and_then(|out| out.get_mut(child.body.clone())) {
                        bytes.fill(0);
                    }
                }
            }
            Rule::Void => self.void(child.start..child.body.end),
        }
        Ok(child.body.end)
    }

    fn void(&mut self, place: Range<usize>) {
        self.found = true;
        if let Some(out) = &mut self.out {
            ebml::void(out, place);
        }
    }

    fn rule(&self, parent: u32, child: &Element) -> Result<Rule, Fault> {
        let keep = |is_kept: bool| if is_kept { Rule::Keep } else { Rule::Void };
        Ok(match (parent, child.id) {
            (_, ids::VOID) => Rule::Empty,
            (_, ids::CRC) => Rule::Keep,
            (ids::SEGMENT, ids::SEEK_HEAD | ids::INFO | ids::TRACKS) => Rule::Into,
            (ids::SEGMENT, id) => keep(matches!(id, ids::CUES | ids::CHAPTERS)),
            (ids::SEEK_HEAD, ids::SEEK) => keep(!self.leads_to_metadata(child)?),
            (ids::SEEK_HEAD, _) => Rule::Void,
            (ids::INFO, ids::MUXING_APP | ids::WRITING_APP) => Rule::Empty,
            (ids::INFO, id) => keep(matches!(id, ids::TIMESTAMP_SCALE | ids::DURATION)),
            (ids::TRACKS, ids::TRACK_ENTRY) if tracks::is_kept(self.bytes, child)? => Rule::Into,
            (ids::TRACKS, _) => Rule::Void,
            (ids::TRACK_ENTRY, id) => keep(!SAYS_MORE.contains(&id)),
            (ids::CLUSTER, ids::SIMPLE_BLOCK) => keep(self.is_kept(child)?),
            (ids::CLUSTER, ids::BLOCK_GROUP) => {
                let mut is_kept = true;
                children(self.bytes, child, |part| {
                    if part.id == ids::BLOCK {
                        is_kept &= self.is_kept(&part)?;
                    }
                    Ok(())
                })?;
                keep(is_kept)
            }
            (ids::CLUSTER, id) => {
                keep(matches!(id, ids::TIMESTAMP | ids::POSITION | ids::PREVIOUS_SIZE | ids::SILENT_TRACKS))
            }
            _ => Rule::Keep,
        })
    }

    fn leads_to_metadata(&self, seek: &Element) -> Result<bool, Fault> {
        let mut leads = false;
        children(self.bytes, seek, |part| {
            if part.id == ids::SEEK_ID {
                leads |= matches!(part.small(self.bytes)?, ids::TAGS | ids::ATTACHMENTS);
            }
            Ok(())
        })?;
        Ok(leads)
    }

    /// Whether a block is of a track that is published. What is of no track at all is not.
    fn is_kept(&self, block: &Element) -> Result<bool, Fault> {
        let (number, _) = tracks::of_block(self.bytes, block)?;
        Ok(self.tracks.iter().any(|track| track.number == number && track.kind != Kind::Other))
    }
}

/// What a track's entry may say that no player needs.
const SAYS_MORE: [u32; 6] = [
    ids::NAME,
    ids::CODEC_NAME,
    ids::CODEC_SETTINGS,
    ids::CODEC_INFO_URL,
    ids::CODEC_DOWNLOAD_URL,
    ids::ATTACHMENT_LINK,
];
