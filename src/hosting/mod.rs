//! What a host has to say with each file: its media type, how long it may be kept, what browsers
//! may do with it, and which addresses lead elsewhere. Every form in which hosts are told this
//! (`_headers`, nginx, Caddy, the metadata of object stores) is made of what stands here.

mod keeping;
mod media_type;
mod policies;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use keeping::Cache;
pub use media_type::{is_text, media_type};
pub use policies::policies;

/// An address that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Redirect {
    /// The path of the old address, `/old/`.
    pub from: String,
    /// The new address, a path or a URL.
    pub to: String,
    /// The status: 301, 302, 307 or 308.
    pub status: u16,
}

/// What a host must know of a site besides its files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Addresses that lead elsewhere, by source.
    pub redirects: Vec<Redirect>,
    /// Where the players of films are that pages show in frames.
    pub players: BTreeSet<String>,
}
