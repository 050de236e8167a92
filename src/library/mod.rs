//! The library of big files: `media/media.toml` says what they are and where they lie, so that
//! Git holds a few lines for each and a build needs none of their bytes.
//!
//! Invariants:
//! * What is here has been checked: ids and keys cannot leave their place, addresses are `https`
//!   and lead to permitted hosts.
//! * Nothing here asks the network; see `depot` for the commands that do.

mod kinds;
mod manifest;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::Span;

pub use kinds::{Kind, Type};
pub use manifest::RawFile;
pub use rules::{LARGEST, LONGEST, WIDEST, https_host, is_host_allowed, is_id};

/// The list's path from the project's root.
pub const PATH: &str = "media/media.toml";

/// The files that are kept elsewhere, by id.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// What is known of each.
    pub files: BTreeMap<Arc<str>, Entry>,
}

/// A file that is kept elsewhere.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id, as front matter names it.
    pub id: Arc<str>,
    /// Where it lies.
    pub place: Place,
    /// Where readers get it: a whole `https` address, percent-encoded.
    pub address: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in 64 small hexadecimal digits.
    pub sha256: String,
    /// Its media type.
    pub media_type: Type,
    /// Its length, if it is a clip or sound and somebody measured it.
    pub milliseconds: Option<u64>,
    /// Width in pixels, if it is a clip or a picture; there is a height too, then.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// A note for those who keep the list.
    pub title: Option<String>,
    /// Where the list names it.
    pub span: Span,
}

/// Where a file lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the store, under this key.
    Store(String),
    /// At this address.
    Url(String),
}

/// An amount of bytes for people.
pub fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (1_000, "KB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    format!("{:.1} {name}", bytes as f64 / f64::from(unit))
}

/// A length for people, as `m:ss` or `h:mm:ss`.
pub fn length(milliseconds: u64) -> String {
    let seconds = milliseconds.saturating_add(500) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

impl Library {
    /// The file of an id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.files.get(id)
    }

    /// The id nearest to one that does not exist, if any is near.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        crate::text::nearest(id, self.files.keys().map(|id| &**id))
    }
}
