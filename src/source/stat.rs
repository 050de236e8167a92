//! What the file system says of a file, and when that is enough to trust its old fingerprint.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::hash::Fingerprint;

/// File systems keep times in steps: Linux in those of its clock (up to 10 ms), FAT in two
/// seconds. A file written within such a step of being read may change once more without its
/// time changing.
const FINE_STEP: i64 = 100_000_000;
const COARSE_STEP: i64 = 2_000_000_000;
const SECOND: i64 = 1_000_000_000;

/// Size, times and identity of a file. Times are nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stat {
    /// Bytes.
    pub size: u64,
    modified: i64,
    changed: i64,
    inode: u64,
}

impl Stat {
    /// The state that metadata tell.
    pub fn of(meta: &Metadata) -> Self {
        let modified = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = modified.map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX));
        #[cfg(unix)]
        let (changed, inode) = {
            use std::os::unix::fs::MetadataExt;
            (meta.ctime().saturating_mul(1_000_000_000).saturating_add(meta.ctime_nsec()), meta.ino())
        };
        #[cfg(not(unix))]
        let (changed, inode) = (0, 0);
        Stat { size: meta.len(), modified, changed, inode }
    }

    /// [`Stat::of`] what the system call tells, whose types differ from system to system.
    #[cfg(unix)]
    #[allow(clippy::unnecessary_cast)]
    pub(super) fn of_system(found: &rustix::fs::Stat) -> Self {
        let nanoseconds = |seconds: i64, rest: i64| seconds.saturating_mul(SECOND).saturating_add(rest);
        Stat {
            size: found.st_size as u64,
            modified: nanoseconds(found.st_mtime as i64, found.st_mtime_nsec as i64).max(0),
            changed: nanoseconds(found.st_ctime as i64, found.st_ctime_nsec as i64),
            inode: found.st_ino as u64,
        }
    }

    /// When it was last changed, in nanoseconds since 1970, and which file it is.
    pub fn identity(&self) -> (u64, u64) {
        (self.modified.unsigned_abs(), self.inode)
    }

    /// Whether a later change would show, if the file was read at `read_at` (nanoseconds since
    /// 1970).
    pub fn is_settled(&self, read_at: i64) -> bool {
        let last = self.modified.max(self.changed);
        let step = if self.modified % SECOND == 0 { COARSE_STEP } else { FINE_STEP };
        last.saturating_add(step) < read_at
    }
}

/// Fingerprints of files by what the file system said when they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    #[serde(deserialize_with = "crate::store::in_order")]
    files: BTreeMap<Arc<str>, (Stat, Fingerprint)>,
}

impl Index {
    /// The fingerprint of a file, if it is as it was.
    pub fn known(&self, path: &str, stat: &Stat) -> Option<Fingerprint> {
        self.files.get(path).filter(|(old, _)| old == stat).map(|(_, fingerprint)| *fingerprint)
    }

    /// Files in the order of their paths, of which [`Index::add`] says more.
    pub fn of(files: impl Iterator<Item = (Arc<str>, Stat, Fingerprint)>, read_at: i64) -> Self {
        let settled = files.filter(|(_, stat, _)| stat.is_settled(read_at));
        Index { files: settled.map(|(path, stat, fingerprint)| (path, (stat, fingerprint))).collect() }
    }

    /// Adds a file that was read at `read_at` or later; one that may still change unseen is
    /// left out.
    pub fn add(&mut self, path: Arc<str>, stat: Stat, fingerprint: Fingerprint, read_at: i64) {
        if stat.is_settled(read_at) {
            self.files.insert(path, (stat, fingerprint));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_settled_files_are_trusted() {
        let stat = Stat { size: 3, modified: 5 * SECOND, changed: 5 * SECOND, inode: 1 };
        let fine = Stat { modified: 5 * SECOND + 1, ..stat };
        let fingerprint = Fingerprint::of(b"abc");
        let mut index = Index::default();
        for (stat, read_at, known) in [
            (stat, 5 * SECOND + COARSE_STEP, None),
            (fine, 5 * SECOND + FINE_STEP, None),
            (fine, 5 * SECOND + FINE_STEP + 2, Some(fingerprint)),
            (stat, 5 * SECOND + COARSE_STEP + 1, Some(fingerprint)),
        ] {
            index.add("a".into(), stat, fingerprint, read_at);
            assert_eq!(index.known("a", &stat), known);
        }
        for other in [
            Stat { size: 4, ..stat },
            Stat { modified: 1, ..stat },
            Stat { changed: 1, ..stat },
            Stat { inode: 2, ..stat },
        ] {
            assert_eq!(index.known("a", &other), None);
        }
    }
}
