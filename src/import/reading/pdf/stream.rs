//! Streams of a PDF, inflated within bounds.

use std::cell::Cell;
use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::object::{Array, Name, Stream};

/// Bytes of a stream that tells of text, once inflated; a page's text is some hundred kilobytes.
const LONGEST: u64 = 64 << 20;

/// Bytes of all of them.
const LONGEST_ALL: u64 = 1 << 30;

/// Compressed so much, nothing gets longer than [`LONGEST`]: a byte becomes 1032 at the most.
const SURELY_SHORT: usize = 64 << 10;

/// Streams that the parser inflates by itself, before anybody can ask how long they get.
const LONGEST_OWN: u64 = 128 << 20;

/// How many bytes may still be inflated.
pub struct Budget(Cell<u64>);

impl Budget {
    /// All of it.
    pub fn new() -> Self {
        Budget(Cell::new(LONGEST_ALL))
    }

    /// The bytes of a stream, if it can be decoded and is not far too long.
    pub fn decode(&self, stream: &Stream<'_>) -> Option<Vec<u8>> {
        let filters = filters(stream);
        let compresses =
            |filter: &&String| !filter.starts_with("ASCII") && !filter.starts_with("A85") && *filter != "AHx";
        // Compressed twice, a byte becomes a million.
        if filters.iter().filter(compresses).count() > 1 {
            return None;
        }
        let raw = stream.raw_data();
        if raw.len() > SURELY_SHORT && !filters.is_empty() {
            let known = matches!(&filters[..], [only] if only == "FlateDecode").then(|| inflated(&raw, LONGEST));
            // Other filters say nothing of length; what they hold is never long.
            if known.unwrap_or(raw.len() as u64 * 64) > LONGEST {
                return None;
            }
        }
        let bytes = stream.decoded_data().ok()?.into_owned();
        let left = self.0.get().checked_sub(bytes.len() as u64)?;
        self.0.set(left);
        Some(bytes)
    }
}

fn filters(stream: &Stream<'_>) -> Vec<String> {
    let dict = stream.dict();
    let one = dict.get::<Name<'_>>("Filter").map(|name| vec![name.as_str().to_owned()]);
    let many = || {
        let names = dict.get::<Array<'_>>("Filter")?;
        Some(names.iter::<Name<'_>>().map(|name| name.as_str().to_owned()).collect())
    };
    one.or_else(many).unwrap_or_default()
}

/// How long a stream gets, counted up to a limit and one more.
fn inflated(raw: &[u8], limit: u64) -> u64 {
    std::io::copy(&mut ZlibDecoder::new(raw).take(limit + 1), &mut std::io::sink()).unwrap_or(0)
}

/// Whether a file holds a stream that would fill the memory while the file is opened. Pictures are
/// never inflated and may be as long as they like.
pub fn is_bomb(file: &[u8]) -> bool {
    const WORD: &[u8] = b"stream";
    memchr::memmem::find_iter(file, WORD).any(|at| {
        let after = &file[at + WORD.len()..];
        let data = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
        let is_zlib = data.first().is_some_and(|first| first & 0x0F == 8);
        let before = &file[at.saturating_sub(1024)..at];
        let dictionary = &before[memchr::memmem::rfind(before, b"obj").unwrap_or(0)..];
        let is_picture = memchr::memmem::find(dictionary, b"/Image").is_some();
        is_zlib && !is_picture && inflated(data, LONGEST_OWN) > LONGEST_OWN
    })
}
