//! Variants on the disk: one file each, named by its recipe's key, outside the source tree.
//!
//! Invariants:
//! * A file comes into being by one rename and never changes, so that builds at the same time
//!   can share the folder.
//! * A file holds the fingerprint of its picture and is read only if that is right; a damaged
//!   one counts as absent.
#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::hash::Fingerprint;

/// A finished variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Fingerprint of its bytes.
    pub digest: Fingerprint,
    /// Their number.
    pub bytes: u64,
}

/// A folder of variants.
#[derive(Debug)]
pub struct Variants {
    folder: PathBuf,
    lasts: bool,
    lost: AtomicBool,
    next: AtomicU64,
}

impl Variants {
    /// The variants in a folder, which need not exist.
    pub fn open(folder: &Path) -> Self {
        Variants::at(folder.to_owned(), true)
    }

    fn at(folder: PathBuf, lasts: bool) -> Self {
        Variants { folder, lasts, lost: AtomicBool::new(false), next: AtomicU64::new(0) }
    }

    /// Variants that vanish with this value, in a folder of their own below `folder`.
    pub fn temporary(folder: &Path) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Variants::at(folder.join(format!("media-{}-{number}", std::process::id())), false)
    }

    fn place(&self, key: &Fingerprint) -> PathBuf {
        let name = key.hex(40);
        self.folder.join(&name[..2]).join(&name[2..])
    }

    /// A variant with its bytes, if it is there and whole.
    pub fn read(&self, key: &Fingerprint) -> Option<(Made, Vec<u8>)> {
        let mut bytes = fs::read(self.place(key)).ok()?;
        let digest = Fingerprint::of(bytes.get(32..)?);
        if bytes[..32] != *digest.as_bytes() {
            return None;
        }
        bytes.drain(..32);
        Some((Made { digest, bytes: bytes.len() as u64 }, bytes))
    }

    /// The bytes of a variant that a build counts on. If they are gone, [`Variants::is_lost`].
    pub fn bytes(&self, key: &Fingerprint, digest: &Fingerprint) -> Option<Vec<u8>> {
        let found = self.read(key).filter(|(made, _)| made.digest == *digest).map(|(_, bytes)| bytes);
        if found.is_none() {
            self.lost.store(true, Ordering::Release);
        }
        found
    }

    /// Whether bytes were wanted that are gone.
    pub fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    /// Says that what was lost will be made again.
    pub fn forgive(&self) {
        self.lost.store(false, Ordering::Release);
    }

    /// Keeps a variant.
    pub fn write(&self, key: &Fingerprint, bytes: &[u8]) -> io::Result<Made> {
        let (place, digest) = (self.place(key), Fingerprint::of(bytes));
        let above = place.parent().unwrap_or(&self.folder);
        fs::create_dir_all(above)?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let temporary = above.join(format!("tmp-{}-{number}", std::process::id()));
        let whole = [&digest.as_bytes()[..], bytes].concat();
        let written = fs::write(&temporary, whole).and_then(|()| fs::rename(&temporary, &place));
        if written.is_err() {
            let _cleaned = fs::remove_file(&temporary).is_ok();
        }
        written.map(|()| Made { digest, bytes: bytes.len() as u64 })
    }

    /// Removes all but these. Gives how many bytes that frees.
    pub fn retain(&self, keys: &BTreeSet<Fingerprint>) -> u64 {
        let kept: BTreeSet<PathBuf> = keys.iter().map(|key| self.place(key)).collect();
        let mut freed = 0;
        for folder in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                if !kept.contains(&file.path()) {
                    let bytes = file.metadata().map_or(0, |meta| meta.len());
                    freed += if fs::remove_file(file.path()).is_ok() { bytes } else { 0 };
                }
            }
            let _still_used = fs::remove_dir(folder.path()).is_err();
        }
        freed
    }

    /// How many bytes they take.
    pub fn size(&self) -> u64 {
        let folders = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let files = folders.flat_map(|folder| fs::read_dir(folder.path()).into_iter().flatten().flatten());
        files.filter_map(|file| Some(file.metadata().ok()?.len())).sum()
    }
}

impl Drop for Variants {
    fn drop(&mut self) {
        if !self.lasts {
            let _cleaned = fs::remove_dir_all(&self.folder).is_ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_come_back_whole_or_not_at_all() {
        let place = tempfile::tempdir().expect("a folder");
        let variants = Variants::open(&place.path().join("media"));
        let (one, two) = (Fingerprint::of(b"1"), Fingerprint::of(b"2"));
        assert!(variants.read(&one).is_none());
        let made = variants.write(&one, b"picture").expect("a variant");
        variants.write(&two, b"other").expect("a variant");
        assert_eq!(variants.read(&one), Some((made, b"picture".to_vec())));
        assert_eq!(variants.size(), 7 + 5 + 64);
        let file = variants.place(&one);
        let mut bytes = fs::read(&file).expect("a file");
        bytes[34] ^= 1;
        fs::write(&file, bytes).expect("damage");
        assert!(variants.read(&one).is_none() && !variants.is_lost());
        assert!(variants.bytes(&one, &made.digest).is_none() && variants.is_lost());
        assert_eq!(variants.retain(&BTreeSet::from([two])), 7 + 32);
        assert!(variants.read(&two).is_some());
    }

    #[test]
    fn what_is_temporary_goes() {
        let place = tempfile::tempdir().expect("a folder");
        let variants = Variants::temporary(place.path());
        variants.write(&Fingerprint::of(b"1"), b"x").expect("a variant");
        drop(variants);
        assert_eq!(fs::read_dir(place.path()).expect("a list").count(), 0);
    }
}
