//! The cache between builds: a pack of blobs and a manifest that says which of them count.
//!
//! Invariants:
//! * Whatever is read is verified. A manifest that is missing, torn or of another program, and
//!   a blob whose bytes changed, count as absent: a damaged cache costs time, never correctness.
//! * A manifest comes into being by one rename, and its pack is only ever appended to, so a
//!   build killed at any moment leaves the last cache whole.
//! * One build at a time has the cache. Another one at the same time works without.
#![allow(clippy::disallowed_methods)]

mod bundle;
mod pack;

use std::collections::{BTreeMap, btree_map::Entry};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::diag::{Diagnostic, code, io_reason};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::t;

pub use bundle::{Taken, bundle, unbundle};
pub use pack::{Blob, Pack};

/// Stands at the head of a manifest; its number changes with the form of the file.
const MAGIC: &[u8; 8] = b"fanzha01";
const MANIFEST: &str = "manifest";
const LOCK: &str = "lock";

/// The program that this is: its sources, built-in theme, dependencies and features.
pub fn program() -> Fingerprint {
    Fingerprinter::new().text(env!("CARGO_PKG_VERSION")).text(env!("FANZHA_BUILD")).finish()
}

/// What a manifest says.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    program: Fingerprint,
    pack: u64,
    length: u64,
    live: u64,
    tables: BTreeMap<String, Blob>,
}

/// The cache of one site, open for one build.
#[derive(Debug)]
pub struct Store {
    /// The blobs.
    pub pack: Arc<Pack>,
    folder: Option<PathBuf>,
    number: u64,
    live: u64,
    tables: BTreeMap<String, Blob>,
    written: BTreeMap<String, Blob>,
    _lock: Option<File>,
}

impl Store {
    /// Opens the cache in a folder. Where that is impossible, or another build has it, the
    /// store is empty and keeps nothing.
    pub fn open(folder: &Path) -> Self {
        let Some(lock) = lock(folder) else { return Store::temporary(folder) };
        let manifest = read_manifest(&folder.join(MANIFEST));
        let opened = manifest.and_then(|manifest| {
            let pack = Pack::open(&pack_path(folder, manifest.pack), manifest.length).ok()?;
            Some((pack, manifest.pack, manifest.live, manifest.tables))
        });
        let opened = opened.or_else(|| {
            let number = next_number(folder);
            Some((Pack::create(&pack_path(folder, number)).ok()?, number, 0, BTreeMap::new()))
        });
        match opened {
            Some((pack, number, live, tables)) => Store {
                pack: Arc::new(pack),
                folder: Some(folder.to_owned()),
                number,
                live,
                tables,
                written: BTreeMap::new(),
                _lock: Some(lock),
            },
            None => Store::temporary(folder),
        }
    }

    /// A store that starts empty and vanishes with the process.
    pub fn temporary(folder: &Path) -> Self {
        Store {
            pack: Arc::new(Pack::unnamed(folder, &format!("tmp-{}", std::process::id()))),
            folder: None,
            number: 0,
            live: 0,
            tables: BTreeMap::new(),
            written: BTreeMap::new(),
            _lock: None,
        }
    }

    /// The bytes that the tables of the last build refer to.
    pub fn live(&self) -> u64 {
        self.live
    }

    /// Whether what is put here lasts.
    pub fn lasts(&self) -> bool {
        self.folder.is_some()
    }

    /// A table of the last build, if it is there and whole.
    pub fn table<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let bytes = self.pack.get(self.tables.get(name)?)?;
        postcard::from_bytes(&bytes).ok()
    }

    /// What [`Store::table`] does, for another thread.
    pub fn later<T: DeserializeOwned>(&self, name: &str) -> impl FnOnce() -> Option<T> + Send + use<T> {
        let (pack, blob) = (self.pack.clone(), self.tables.get(name).copied());
        move || postcard::from_bytes(&pack.get(&blob?)?).ok()
    }

    /// Lays down a table for [`Store::keep`].
    pub fn lay<T: Serialize>(&self, name: &'static str, table: &T) -> io::Result<(&'static str, Blob)> {
        let bytes = encode(table)?;
        let blob = match self.tables.get(name).filter(|old| Pack::holds(old, &bytes)) {
            Some(old) => *old,
            None => self.pack.put(&bytes)?,
        };
        Ok((name, blob))
    }

    /// Keeps tables for the next build, once [`Store::commit`] succeeds. A table that is not kept
    /// anew stays as it was.
    pub fn keep(&mut self, laid: impl IntoIterator<Item = (&'static str, Blob)>) {
        self.written.extend(laid.into_iter().map(|(name, blob)| (name.to_owned(), blob)));
    }

    /// Whether tables were kept that [`Store::commit`] has not made the cache yet.
    pub fn has_kept(&self) -> bool {
        !self.written.is_empty()
    }

    /// Begins anew with nothing.
    pub fn restart(&mut self) {
        self.tables.clear();
        self.written.clear();
        let place = self.folder.clone();
        let fresh = place.and_then(|folder| {
            let number = next_number(&folder);
            Some((Pack::create(&pack_path(&folder, number)).ok()?, number))
        });
        match fresh {
            Some((pack, number)) => (self.pack, self.number) = (Arc::new(pack), number),
            None => {
                let folder = self.folder.take().unwrap_or_else(std::env::temp_dir);
                self.pack = Arc::new(Pack::unnamed(&folder, &format!("tmp-{}", std::process::id())));
            }
        }
    }

    /// Whether so much of the pack is dead, or it is so large, that [`Store::compact`] is due.
    /// `live` is what the tables refer to, in bytes.
    pub fn is_wasteful(&self, live: u64, limit: u64) -> bool {
        let length = self.pack.length();
        self.lasts() && ((length > SMALL && live < length / 2) || (length > limit && live < length / 10 * 9))
    }

    /// Begins a new pack and moves the blobs into it. Call it before tables are kept. If one of
    /// them cannot be moved, all stay where they are.
    pub fn compact<'b>(&mut self, blobs: impl Iterator<Item = &'b mut Blob>) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let number = next_number(folder);
        let path = pack_path(folder, number);
        let fresh = Pack::create(&path)?;
        let blobs: Vec<&mut Blob> = blobs.collect();
        let moved = self.copy(&blobs, &fresh).inspect_err(|_| {
            let _cleaned = fs::remove_file(&path).is_ok();
        })?;
        for blob in blobs {
            if let Some(new) = moved.get(&*blob) {
                *blob = *new;
            }
        }
        self.pack = Arc::new(fresh);
        self.number = number;
        self.tables.clear();
        self.written.clear();
        Ok(())
    }

    /// Copies blobs into another pack, each once.
    fn copy(&self, blobs: &[&mut Blob], fresh: &Pack) -> io::Result<BTreeMap<Blob, Blob>> {
        let mut moved = BTreeMap::new();
        for blob in blobs {
            if let Entry::Vacant(entry) = moved.entry(**blob) {
                let bytes = self.pack.get(blob).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
                entry.insert(fresh.put(&bytes)?);
            }
        }
        Ok(moved)
    }

    /// Makes the kept tables the cache. `live` is what they refer to, in bytes.
    pub fn commit(&mut self, live: u64) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let mut tables = self.tables.clone();
        tables.append(&mut self.written);
        let manifest = Manifest {
            program: program(),
            pack: self.number,
            length: self.pack.flush()?,
            live,
            tables: tables.clone(),
        };
        let body = encode(&manifest)?;
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(Fingerprint::of(&body).as_bytes());
        bytes.extend_from_slice(&body);
        let temporary = folder.join("manifest.tmp");
        File::create(&temporary)?.write_all(&bytes)?;
        fs::rename(&temporary, folder.join(MANIFEST))?;
        self.tables = tables;
        self.live = live;
        remove_other_packs(folder, self.number);
        Ok(())
    }
}

/// Below this a pack is never compacted.
const SMALL: u64 = 16 << 20;

/// Encodes a value in the form of the cache.
pub fn encode<T: Serialize>(value: &T) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(value).map_err(io::Error::other)
}

/// Deserializes a map that was written in its order, without sorting it again.
pub fn in_order<'de, D: Deserializer<'de>, K, V, M>(deserializer: D) -> Result<M, D::Error>
where
    (K, V): Deserialize<'de>,
    M: IntoIterator<Item = (K, V)> + FromIterator<(K, V)>,
{
    // The cache's form of a map is that of a list of pairs.
    Ok(Vec::deserialize(deserializer)?.into_iter().collect())
}

/// Decodes a value of the cache.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// The finding that the cache could not be written.
pub fn unwritable(error: &io::Error) -> Diagnostic {
    let reason = io_reason(error);
    let (zh, en) = (reason.zh, reason.en);
    Diagnostic::error(
        code::OUTPUT_WRITE,
        t!("写不进缓存目录 .fanzha（{zh}）", "cannot write the cache in .fanzha ({en})"),
    )
    .help(t!("检查磁盘空间和目录权限", "check disk space and permissions"))
}

/// What a cache holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Size {
    /// Bytes on the disk.
    pub bytes: u64,
    /// Bytes that the next build can use.
    pub live: u64,
}

/// How large the cache in a folder is; nothing if there is none.
pub fn size(folder: &Path) -> Option<Size> {
    let mut size = Size::default();
    for entry in fs::read_dir(folder).ok()?.flatten() {
        size.bytes += entry.metadata().map_or(0, |meta| meta.len());
    }
    size.live = read_manifest(&folder.join(MANIFEST)).map_or(0, |manifest| manifest.live);
    Some(size)
}

/// Removes the cache in a folder; false if a build has it.
pub fn clear(folder: &Path) -> io::Result<bool> {
    if !folder.exists() {
        return Ok(true);
    }
    let Some(lock) = lock(folder) else { return Ok(false) };
    fs::remove_dir_all(folder)?;
    drop(lock);
    Ok(true)
}

fn lock(folder: &Path) -> Option<File> {
    fs::create_dir_all(folder).ok()?;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(LOCK)).ok()?;
    file.try_lock().ok()?;
    Some(file)
}

fn read_manifest(path: &Path) -> Option<Manifest> {
    let bytes = fs::read(path).ok()?;
    let (magic, rest) = bytes.split_at_checked(MAGIC.len())?;
    let (sum, body) = rest.split_at_checked(32)?;
    if magic != MAGIC || Fingerprint::of(body).as_bytes() != sum {
        return None;
    }
    let manifest: Manifest = postcard::from_bytes(body).ok()?;
    (manifest.program == program()).then_some(manifest)
}

fn pack_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("pack-{number}"))
}

fn pack_numbers(folder: &Path) -> Vec<u64> {
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    names.filter_map(|entry| entry.file_name().to_str()?.strip_prefix("pack-")?.parse().ok()).collect()
}

fn next_number(folder: &Path) -> u64 {
    pack_numbers(folder).into_iter().max().map_or(1, |last| last + 1)
}

fn remove_other_packs(folder: &Path, number: u64) {
    for other in pack_numbers(folder).into_iter().filter(|other| *other != number) {
        let _cleaned = fs::remove_file(pack_path(folder, other)).is_ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    #[test]
    fn tables_last_from_build_to_build() {
        let folder = folder();
        for round in 0..3u32 {
            let mut store = Store::open(folder.path());
            assert_eq!(store.table::<u32>("round"), round.checked_sub(1));
            store.keep([store.lay("round", &round).expect("lay")]);
            store.commit(0).expect("commit");
        }
    }

    #[test]
    fn without_a_commit_nothing_lasts() {
        let folder = folder();
        let mut store = Store::open(folder.path());
        store.keep([store.lay("x", &1).expect("lay")]);
        store.commit(0).expect("commit");
        store.keep([store.lay("x", &2).expect("lay")]);
        drop(store);
        assert_eq!(Store::open(folder.path()).table::<i32>("x"), Some(1));
    }

    #[test]
    fn damage_anywhere_is_absence() {
        let folder = folder();
        let mut store = Store::open(folder.path());
        store.keep([store.lay("x", &"some text".to_owned()).expect("lay")]);
        store.commit(0).expect("commit");
        drop(store);
        let names = || fs::read_dir(folder.path()).expect("list").flatten().map(|entry| entry.path());
        for path in names().filter(|path| !path.ends_with(LOCK)).collect::<Vec<_>>() {
            let whole = fs::read(&path).expect("read");
            for at in 0..whole.len() {
                let mut damaged = whole.clone();
                damaged[at] ^= 0x20;
                fs::write(&path, &damaged).expect("damage");
                assert_eq!(Store::open(folder.path()).table::<String>("x"), None, "byte {at} of {}", path.display());
                fs::write(&path, &whole[..at]).expect("cut");
                assert_eq!(Store::open(folder.path()).table::<String>("x"), None, "cut at {at} of {}", path.display());
            }
            fs::write(&path, &whole).expect("mend");
        }
        assert_eq!(Store::open(folder.path()).table::<String>("x").as_deref(), Some("some text"));
    }

    #[test]
    fn the_cache_of_another_program_is_absent() {
        let folder = folder();
        let mut store = Store::open(folder.path());
        store.keep([store.lay("x", &1).expect("lay")]);
        store.commit(0).expect("commit");
        drop(store);
        let path = folder.path().join(MANIFEST);
        let mut manifest = read_manifest(&path).expect("a manifest");
        manifest.program = Fingerprint::of(b"another");
        let body = encode(&manifest).expect("encode");
        let bytes = [&MAGIC[..], Fingerprint::of(&body).as_bytes(), &body].concat();
        fs::write(&path, bytes).expect("write");
        assert_eq!(Store::open(folder.path()).table::<i32>("x"), None);
    }

    #[test]
    fn a_second_build_works_without() {
        let folder = folder();
        let first = Store::open(folder.path());
        let second = Store::open(folder.path());
        assert!(first.lasts() && !second.lasts());
        let blob = second.pack.put(b"x").expect("put");
        assert_eq!(second.pack.get(&blob).as_deref(), Some(&b"x"[..]));
    }

    #[test]
    fn compaction_keeps_what_lives() {
        let folder = folder();
        let mut store = Store::open(folder.path());
        let _dead = store.pack.put(&[7; 5000]).expect("put");
        let mut live = [store.pack.put(b"live").expect("put")];
        store.compact(live.iter_mut()).expect("compact");
        assert_eq!(store.pack.length(), 4);
        store.keep([store.lay("live", &live[0]).expect("lay")]);
        store.commit(4).expect("commit");
        drop(store);
        let store = Store::open(folder.path());
        let blob: Blob = store.table("live").expect("a table");
        assert_eq!(store.pack.get(&blob).as_deref(), Some(&b"live"[..]));
        assert_eq!(pack_numbers(folder.path()).len(), 1);
    }

    /// A blob that half moved would be looked for where other bytes lie.
    #[test]
    fn compaction_moves_all_or_nothing() {
        let folder = folder();
        let mut store = Store::open(folder.path());
        let mut blobs = [store.pack.put(b"whole").expect("put"), store.pack.put(b"torn").expect("put")];
        store.commit(9).expect("commit");
        drop(store);
        fs::write(pack_path(folder.path(), 1), b"wholetorm").expect("damage");
        let mut store = Store::open(folder.path());
        let before = blobs;
        assert!(store.compact(blobs.iter_mut()).is_err());
        assert_eq!(blobs, before);
        assert_eq!(store.pack.get(&blobs[0]).as_deref(), Some(&b"whole"[..]));
        assert_eq!(store.pack.get(&blobs[1]), None);
        assert_eq!(pack_numbers(folder.path()), [1]);
    }
}
