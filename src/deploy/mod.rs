//! `deploy`: the finished site goes to a store, so that a reader at any instant gets whole pages, and no
//! release is lost that somebody may want back.
//!
//! What lies in the store besides the site, below `.fanzha/`:
//!
//! | key | what |
//! |---|---|
//! | `lock` | who works just now |
//! | `state.json.gz` | which release is out, which can come back, what awaits its deletion: the commit point |
//! | `releases/ID.json.gz` | the manifest of a release |
//! | `objects/SHA256` | bytes of kept releases whose place another release has taken |
//!
//! Invariants:
//! * Nothing is deleted before the commit, after an error, or that no manifest of ours names.
//! * Before a file takes the place of another, the other one's bytes are kept. So where a copy is missing, the
//!   place still holds what the last release says.
//! * Whoever does not hold the lock writes nothing.
//! * Secrets come from the environment and go nowhere else; errors are rid of them.
// Here locks run out and files are kept for a while: this room has a clock.
#![allow(clippy::disallowed_methods)]

mod after;
mod gather;
mod lock;
mod open;
mod plan;
mod purge;
mod push;
mod release;
mod report;
mod run;
mod sign;
mod slash;
mod store;
mod stored;
mod upload;
mod veil;
mod verify;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::diag::{Code, Diagnostic, Text};

pub use plan::{Plan, Step};
pub use release::{Past, State};
pub use report::{Told, as_json, for_people, past_as_json, past_for_people};
pub use run::{Outcome, Source, history, run};
pub use veil::NAMES as SECRET_NAMES;

/// Where a command works, and what the environment says.
pub struct Place {
    /// The folder with `site.toml`.
    pub root: PathBuf,
    /// Variables of the environment by name, of those in [`SECRET_NAMES`].
    pub environment: BTreeMap<String, String>,
}

impl Place {
    fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// What the command line asks for.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Whether nothing is to be changed.
    pub dry_run: bool,
    /// Whether to take over what lies in the store, looking at every file there.
    pub adopt: bool,
    /// Whether earlier releases and whatever this one does not need are to go at once.
    pub forget: bool,
    /// How many files may be deleted, instead of the target's `max_deletes`.
    pub max_deletes: Option<usize>,
    /// How many seconds to wait for another deploy.
    pub wait: u64,
    /// Where to compare published pages, instead of the target's `verify`.
    pub verify: Option<String>,
}

/// A finding without a place.
type Failure = Box<Diagnostic>;

fn failure(code: Code, message: Text) -> Failure {
    Box::new(Diagnostic::error(code, message))
}

/// The host of an address with its port, as requests name it.
fn host_with_port(url: &str) -> String {
    url.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned()
}

/// A value of a form.
fn form(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
