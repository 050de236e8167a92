//! What this tool remembers of a folder that it wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::hash::Fingerprint;
use crate::source::Stat;
use crate::store;

/// Size, time and identity of a written file. The time of the last change of its links does
/// not count: our own links change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Bytes.
    pub size: u64,
    modified: u64,
    inode: u64,
}

impl State {
    /// The state that metadata tell.
    pub fn of(meta: &Metadata) -> Self {
        State::from(&Stat::of(meta))
    }
}

impl From<&Stat> for State {
    fn from(stat: &Stat) -> Self {
        let (modified, inode) = stat.identity();
        State { size: stat.size, modified, inode }
    }
}

/// The files of a folder that are ours, with what they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Path to state and fingerprint.
    #[serde(deserialize_with = "store::in_order")]
    pub files: BTreeMap<String, (State, Fingerprint)>,
    /// Files of others that were there too.
    pub foreign: BTreeSet<String>,
    /// What the file system said of folders: while it says the same, they hold the same names.
    #[serde(deserialize_with = "store::in_order")]
    pub folders: BTreeMap<String, Stat>,
}

impl Record {
    /// Reads a record; a damaged or missing one is empty.
    pub fn read(path: &Path) -> Option<Self> {
        let bytes = fs::read(path).ok()?;
        let (sum, body) = bytes.split_at_checked(32)?;
        (Fingerprint::of(body).as_bytes() == sum).then(|| store::decode(body))?
    }

    /// Adds what a build was about to publish when it was killed, as far as the folder holds it now, and
    /// forgets what it does not hold.
    pub fn complete(&mut self, next: Record, found: &BTreeMap<String, State>) {
        let there = next.files.into_iter().filter(|(path, (state, _))| found.get(path) == Some(state));
        self.files.extend(there);
        self.files.retain(|path, _| found.contains_key(path));
    }

    /// Keeps a record. Losing it is harmless: files are compared byte by byte then, and those
    /// that are no longer part of the site count as foreign.
    pub fn save(&self, path: &Path) {
        let temporary = path.with_extension("tmp");
        let _noted = store::encode(self)
            .and_then(|body| {
                let mut bytes = Fingerprint::of(&body).as_bytes().to_vec();
                bytes.extend_from_slice(&body);
                fs::write(&temporary, bytes)
            })
            .and_then(|()| fs::rename(&temporary, path))
            .is_ok();
    }
}

/// Where the records of an output folder lie, and a name for it.
pub fn name_of(output: &Path) -> String {
    let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let key = fs::canonicalize(parent).unwrap_or_default().join(output.file_name().unwrap_or_default());
    Fingerprint::of(key.to_string_lossy().as_bytes()).hex(16)
}

/// The record of what is published.
pub fn published(state: &Path, name: &str) -> PathBuf {
    state.join(format!("written-{name}"))
}

/// The record of what is about to be published, beside that of what is.
pub fn next(published: &Path) -> PathBuf {
    published.with_extension("next")
}

/// The record of the spare tree.
pub fn spare(state: &Path, name: &str) -> PathBuf {
    state.join(format!("spare-{name}.record"))
}
