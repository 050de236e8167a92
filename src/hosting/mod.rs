//! What a host has to say with each file: its media type, how long it may be kept, what browsers
//! may do with it, and which addresses lead elsewhere. Every form in which hosts are told this
//! (`_headers`, nginx, Caddy, the metadata of object stores) is made of what stands here.

mod caddy;
mod keeping;
mod media_type;
mod nginx;
mod policies;
mod redirects;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::config::{Config, HostKind};

pub use keeping::{Cache, patterns};
pub use media_type::{is_text, media_type};
pub use policies::policies;
pub use redirects::{limit, redirects};

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

/// What a server of one's own is to include: the file's name, and its text. Nothing for hosts that
/// are told in other ways.
pub fn server_file(kind: HostKind, config: &Config, facts: &Facts) -> Option<(&'static str, String)> {
    match kind {
        HostKind::Nginx => Some(("nginx.conf", nginx::server(config, facts))),
        HostKind::Caddy => Some(("Caddyfile", caddy::site(config, facts))),
        _ => None,
    }
}
