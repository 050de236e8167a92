//! WebM: the part of Matroska (RFC 9559) that browsers play.

mod clean;
mod ebml;
mod ids;
mod tracks;

use super::{Clip, Container, Fault};

use clean::Cleaner;
use ebml::{Element, element};
use tracks::{Kind, Track};

/// What a look through a file found.
struct Survey {
    segment: Element,
    tracks: Vec<Track>,
    /// Nanoseconds of a unit of time.
    scale: u64,
    /// In units of time; 0 where the file does not say.
    duration: f64,
    /// The end of the last block, in units of time.
    last: u64,
    /// Whether tracks come before blocks.
    plays_at_once: bool,
}

/// Says what a clip is.
pub fn read(bytes: &[u8]) -> Result<Clip, Fault> {
    let survey = survey(bytes)?;
    let mut cleaner = Cleaner::new(bytes, &survey.tracks, None);
    cleaner.segment(&survey.segment)?;
    survey.clip(cleaner.found)
}

/// The clip as it may be published. Nothing moves: empty elements take the place of what goes.
pub fn publishable(bytes: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    if !read(bytes)?.has_metadata {
        return Ok(None);
    }
    let survey = survey(bytes)?;
    let mut out = bytes.to_vec();
    let mut cleaner = Cleaner::new(bytes, &survey.tracks, Some(&mut out));
    cleaner.segment(&survey.segment)?;
    let end = cleaner.end;
    out.truncate(end);
    Ok(Some(out))
}

fn survey(bytes: &[u8]) -> Result<Survey, Fault> {
    let head = element(bytes, 0, bytes.len())?;
    if head.id != ids::EBML || !head.is_sized {
        return Err(Fault::Damaged);
    }
    let mut kind = String::new();
    children(bytes, &head, |child| {
        if child.id == ids::DOC_TYPE {
            kind = child.text(bytes);
        }
        Ok(())
    })?;
    match kind.as_str() {
        "webm" => {}
        "matroska" => return Err(Fault::Matroska),
        _ => return Err(Fault::Unknown),
    }
    let mut from = head.body.end;
    let segment = loop {
        let found = element(bytes, from, bytes.len())?;
        match found.id {
            ids::SEGMENT => break found,
            ids::VOID => from = found.body.end,
            _ => return Err(Fault::Damaged),
        }
    };
    let mut survey = Survey {
        segment: segment.clone(),
        tracks: Vec::new(),
        scale: 1_000_000,
        duration: 0.0,
        last: 0,
        plays_at_once: true,
    };
    let mut from = segment.body.start;
    let (mut has_tracks, mut has_info) = (false, false);
    while let Some(child) = level_one(bytes, from, &segment)? {
        from = child.body.end;
        match child.id {
            ids::INFO if std::mem::replace(&mut has_info, true) => return Err(Fault::Damaged),
            ids::TRACKS if std::mem::replace(&mut has_tracks, true) => return Err(Fault::Damaged),
            ids::INFO => survey.info(bytes, &child)?,
            ids::TRACKS => survey.tracks = tracks::read(bytes, &child)?,
            ids::CLUSTER => {
                survey.plays_at_once &= has_tracks;
                from = survey.cluster(bytes, &child)?;
            }
            _ => {}
        }
    }
    Ok(survey)
}

/// The children of an element that has a size.
fn children(bytes: &[u8], parent: &Element, mut each: impl FnMut(Element) -> Result<(), Fault>) -> Result<(), Fault> {
    let mut from = parent.body.start;
    while from < parent.body.end {
        let child = element(bytes, from, parent.body.end)?;
        if !child.is_sized {
            return Err(Fault::Damaged);
        }
        from = child.body.end;
        each(child)?;
    }
    Ok(())
}

/// The part of a segment that begins there. Only segments and clusters may have no size.
fn level_one(bytes: &[u8], from: usize, segment: &Element) -> Result<Option<Element>, Fault> {
    if from >= segment.body.end {
        return Ok(None);
    }
    let child = element(bytes, from, segment.body.end)?;
    // Another segment, or another file, ends one without a size.
    if !segment.is_sized && matches!(child.id, ids::SEGMENT | ids::EBML) {
        return Ok(None);
    }
    if !child.is_sized && child.id != ids::CLUSTER {
        return Err(Fault::Damaged);
    }
    Ok(Some(child))
}

/// The part of a cluster that begins there.
fn in_cluster(bytes: &[u8], from: usize, cluster: &Element) -> Result<Option<Element>, Fault> {
    if from >= cluster.body.end {
        return Ok(None);
    }
    let child = element(bytes, from, cluster.body.end)?;
    if !cluster.is_sized && ids::LEVEL_ONE.contains(&child.id) {
        return Ok(None);
    }
    if !child.is_sized {
        return Err(Fault::Damaged);
    }
    Ok(Some(child))
}

impl Survey {
    fn info(&mut self, bytes: &[u8], info: &Element) -> Result<(), Fault> {
        children(bytes, info, |child| {
            match child.id {
                ids::TIMESTAMP_SCALE => self.scale = child.unsigned(bytes)?,
                ids::DURATION => self.duration = child.float(bytes)?,
                _ => {}
            }
            Ok(())
        })
    }

    /// Reads the times of a cluster's blocks and gives its end.
    fn cluster(&mut self, bytes: &[u8], cluster: &Element) -> Result<usize, Fault> {
        let mut from = cluster.body.start;
        let mut time = 0;
        while let Some(child) = in_cluster(bytes, from, cluster)? {
            from = child.body.end;
            match child.id {
                ids::TIMESTAMP => time = child.unsigned(bytes)?,
                ids::SIMPLE_BLOCK => self.block(bytes, &child, time, None)?,
                ids::BLOCK_GROUP => {
                    let (mut block, mut lasts) = (None, None);
                    children(bytes, &child, |part| {
                        match part.id {
                            ids::BLOCK => block = Some(part),
                            ids::BLOCK_DURATION => lasts = Some(part.unsigned(bytes)?),
                            _ => {}
                        }
                        Ok(())
                    })?;
                    if let Some(block) = block {
                        self.block(bytes, &block, time, lasts)?;
                    }
                }
                ids::ENCRYPTED_BLOCK => return Err(Fault::Protected),
                _ => {}
            }
        }
        Ok(from)
    }

    fn block(&mut self, bytes: &[u8], block: &Element, time: u64, lasts: Option<u64>) -> Result<(), Fault> {
        let (track, offset) = tracks::of_block(bytes, block)?;
        let default = || {
            let track = self.tracks.iter().find(|found| found.number == track);
            track.and_then(|track| track.default_duration.checked_div(self.scale)).unwrap_or_default()
        };
        let lasts = lasts.unwrap_or_else(default);
        let end = time.saturating_add_signed(offset.into()).saturating_add(lasts);
        self.last = self.last.max(end);
        Ok(())
    }

    fn clip(&self, has_metadata: bool) -> Result<Clip, Fault> {
        let of = |kind: Kind| {
            let mut tracks = self.tracks.iter().filter(move |track| track.kind == kind);
            tracks.clone().find(|track| track.is_enabled).or_else(|| tracks.next())
        };
        let (video, audio) = (of(Kind::Video), of(Kind::Audio));
        if video.is_none() && audio.is_none() {
            return Err(Fault::Empty);
        }
        let units = if self.duration.is_finite() && self.duration > 0.0 { self.duration } else { self.last as f64 };
        let (width, height) = video.map_or((0, 0), |track| track.size);
        Ok(Clip {
            container: Container::Webm,
            // Conversion from a float saturates.
            milliseconds: (units * self.scale as f64 / 1e6) as u64,
            width,
            height,
            video: video.map(|track| track.codec.clone()),
            audio: audio.map(|track| track.codec.clone()),
            plays_at_once: self.plays_at_once,
            has_metadata,
        })
    }
}

#[cfg(test)]
mod tests;
