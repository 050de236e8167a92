//! Clips: what a film's file is, and the same film without what its file says about whoever took
//! it.
//!
//! Nothing here decodes pictures or sound. Every length is checked against the bytes that are
//! there; the work grows with the file and with nothing that it claims. What encoders hide in the
//! pictures' own data (H.264's user data, say) stays.

mod mp3;
mod mp4;
mod webm;

use serde::{Deserialize, Serialize};

/// More tracks than this has no film that we show.
const MOST_TRACKS: usize = 64;

/// What a clip's file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clip {
    /// What its file is built as.
    pub container: Container,
    /// Its length; that of the longest track where the file does not say.
    pub milliseconds: u64,
    /// Pixels, seen upright and with square pixels; 0 where there is only sound.
    pub width: u32,
    /// Pixels, seen upright and with square pixels; 0 where there is only sound.
    pub height: u32,
    /// The codec of its pictures, as RFC 6381 names it: `avc1.42E01E`.
    pub video: Option<String>,
    /// The codec of its sound, as RFC 6381 names it: `mp4a.40.2`.
    pub audio: Option<String>,
    /// Whether what a player must know first comes first. In WebM it always does: its index may
    /// come last, but only jumping needs it.
    pub plays_at_once: bool,
    /// Whether the file says more than the film needs: titles, places, times, makers, programs.
    pub has_metadata: bool,
}

/// What files of clips are built as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Container {
    /// MPEG-4 (ISO/IEC 14496-12 and -14).
    Mp4,
    /// WebM.
    Webm,
    /// MP3, which is sound alone.
    Mp3,
}

impl Container {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Container::Mp4 => "MP4",
            Container::Webm => "WebM",
            Container::Mp3 => "MP3",
        }
    }

    /// Its media type.
    pub fn mime(self) -> &'static str {
        match self {
            Container::Mp4 => "video/mp4",
            Container::Webm => "video/webm",
            Container::Mp3 => "audio/mpeg",
        }
    }
}

/// Why a clip cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// It ends before its end, or was never finished.
    Truncated,
    /// It contradicts itself.
    Damaged,
    /// It is neither MP4 nor WebM nor MP3.
    Unknown,
    /// It is a QuickTime film (`.mov`).
    QuickTime,
    /// It is Matroska (`.mkv`), but not the part of it that WebM is.
    Matroska,
    /// It is encrypted.
    Protected,
    /// Its pictures or its sound are in other files.
    External,
    /// It has neither pictures nor sound.
    Empty,
    /// It uses something that this program does not know well enough to leave it whole.
    Unsupported,
}

/// Says what a clip is.
pub fn read(bytes: &[u8]) -> Result<Clip, Fault> {
    match container(bytes)? {
        Container::Mp4 => mp4::read(bytes),
        Container::Webm => webm::read(bytes),
        Container::Mp3 => mp3::read(bytes),
    }
}

/// The clip as it may be published: what players need first comes first, and nothing but the film
/// is there. `None` where that is so already.
pub fn publishable(bytes: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    match container(bytes)? {
        Container::Mp4 => mp4::publishable(bytes),
        Container::Webm => webm::publishable(bytes),
        Container::Mp3 => mp3::publishable(bytes),
    }
}

fn container(bytes: &[u8]) -> Result<Container, Fault> {
    if bytes.starts_with(&[0x1A, 0x45, 0xDF, 0xA3]) {
        return Ok(Container::Webm);
    }
    if mp3::is_mp3(bytes) {
        return Ok(Container::Mp3);
    }
    match bytes.get(4..8) {
        Some(b"ftyp") => match bytes.get(8..12) {
            Some(b"qt  ") => Err(Fault::QuickTime),
            _ => Ok(Container::Mp4),
        },
        Some(b"moov" | b"mdat" | b"wide" | b"free" | b"skip" | b"pnot") => Err(Fault::QuickTime),
        _ => Err(Fault::Unknown),
    }
}

/// The first `N` bytes from there.
fn bytes_at<const N: usize>(bytes: &[u8], from: usize) -> Option<[u8; N]> {
    bytes.get(from..).and_then(|rest| rest.first_chunk::<N>()).copied()
}

/// Milliseconds of so many units, of which a second has `scale`.
fn milliseconds(units: u64, scale: u32) -> u64 {
    if scale == 0 {
        return 0;
    }
    u64::try_from(u128::from(units) * 1000 / u128::from(scale)).unwrap_or(u64::MAX)
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}
