//! Commands about big files: they put them into the store, write `media/media.toml`, and compare
//! the one with the other. This room alone asks the network, and no build comes here.
//!
//! Invariants:
//! * In the project only `media/media.toml` is written, and only after the store holds the file;
//!   what people wrote there stays as it is.
//! * No file is whole in memory, but for clips and pictures, whose size is limited: they are
//!   rid of what they say about whoever took them.
//! * Addresses lead to public hosts alone, redirects included, unless somebody says otherwise.
#![allow(clippy::disallowed_methods)]

mod add;
mod describe;
mod entry;
mod fetch;
mod incoming;
mod shared_cache;
mod store;
mod verify;

use std::path::PathBuf;

use crate::diag::{Code, Diagnostic, Text, code};

pub use add::{Added, Request, add};
pub use describe::Description;
pub use shared_cache::{Pulled, pull, push};
pub use verify::{Checked, verify};

/// What the environment says and nothing else may: who may use the store.
#[derive(Clone, Default)]
pub struct Secrets {
    /// `AWS_ACCESS_KEY_ID`.
    pub key_id: Option<String>,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub key: Option<String>,
    /// `AWS_SESSION_TOKEN`.
    pub token: Option<String>,
}

/// Where a command works.
pub struct Place {
    /// The folder with `site.toml`.
    pub root: PathBuf,
    /// Who may use the store.
    pub secrets: Secrets,
    /// Whether addresses may lead into private networks.
    pub allow_private: bool,
}

/// A finding without a place.
type Failure = Box<Diagnostic>;

fn failure(code: Code, message: Text) -> Failure {
    Box::new(Diagnostic::error(code, message))
}

/// Why a file of this machine cannot be read or written.
fn of_file(code: Code, path: &std::path::Path, error: &std::io::Error) -> Failure {
    let write = code == code::OUTPUT_WRITE;
    Box::new(if write { Diagnostic::unwritable(path, error) } else { Diagnostic::unreadable(path, error) })
}

/// An amount of bytes for people.
pub fn size(bytes: u64) -> String {
    crate::library::size(bytes)
}
