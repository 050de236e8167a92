//! The pack: one file of blobs, written at its end only.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::hash::Fingerprint;

/// Where a blob lies, and the fingerprint by which it is known again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    /// Fingerprint of its bytes.
    pub digest: Fingerprint,
    /// Its length in bytes.
    pub length: u32,
    offset: u64,
}

/// Blobs in a file, or in memory where no file can be had.
#[derive(Debug)]
pub struct Pack {
    place: Place,
    end: AtomicU64,
    damaged: AtomicBool,
    /// What lies from here on was written by this process.
    begun: u64,
}

#[derive(Debug)]
enum Place {
    File(File),
    Memory(Mutex<Vec<Arc<[u8]>>>),
}

impl Pack {
    /// Opens a pack whose first `end` bytes count; what a killed build left behind them is
    /// cut off.
    pub fn open(path: &Path, end: u64) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        if file.metadata()?.len() < end {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        file.set_len(end)?;
        Ok(Pack { place: Place::File(file), end: AtomicU64::new(end), damaged: AtomicBool::new(false), begun: end })
    }

    /// Makes an empty pack, over one of that name.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path)?;
        Ok(Pack { place: Place::File(file), end: AtomicU64::new(0), damaged: AtomicBool::new(false), begun: 0 })
    }

    /// A pack that vanishes with the process: a file without a name in that folder, or memory
    /// where none can be made.
    pub fn unnamed(folder: &Path, name: &str) -> Self {
        let path = folder.join(name);
        let made = fs::create_dir_all(folder).and_then(|()| Pack::create(&path));
        // An open file keeps its bytes after its name is gone (not on Windows, where it stays
        // until the next build).
        let _unnamed = fs::remove_file(&path).is_ok();
        made.unwrap_or_else(|_| Pack {
            place: Place::Memory(Mutex::default()),
            end: AtomicU64::new(0),
            damaged: AtomicBool::new(false),
            begun: 0,
        })
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.end.load(Ordering::Acquire)
    }

    /// Adds a blob.
    pub fn put(&self, bytes: &[u8]) -> io::Result<Blob> {
        self.put_as(Fingerprint::of(bytes), bytes)
    }

    /// Adds a blob whose fingerprint is known.
    pub fn put_as(&self, digest: Fingerprint, bytes: &[u8]) -> io::Result<Blob> {
        let (offset, length) = self.append(bytes)?;
        Ok(Blob { digest, length, offset })
    }

    fn append(&self, bytes: &[u8]) -> io::Result<(u64, u32)> {
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        match &self.place {
            Place::File(file) => {
                let offset = self.end.fetch_add(u64::from(length), Ordering::AcqRel);
                write_at(file, bytes, offset)?;
                Ok((offset, length))
            }
            Place::Memory(blobs) => {
                let mut blobs = blobs.lock().unwrap_or_else(PoisonError::into_inner);
                blobs.push(bytes.into());
                Ok((blobs.len() as u64 - 1, length))
            }
        }
    }

    /// Adds several blobs with one write.
    pub fn put_all<const N: usize>(&self, parts: [&[u8]; N]) -> io::Result<[Blob; N]> {
        if matches!(self.place, Place::Memory(_)) {
            let mut blobs = [Blob::default(); N];
            for (blob, part) in blobs.iter_mut().zip(parts) {
                *blob = self.put(part)?;
            }
            return Ok(blobs);
        }
        let (mut offset, _) = self.append(&parts.concat())?;
        Ok(parts.map(|part| {
            let blob = Blob { digest: Fingerprint::of(part), length: part.len() as u32, offset };
            offset += part.len() as u64;
            blob
        }))
    }

    /// Whether a blob was asked for whose bytes were lost or changed.
    pub fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::Acquire)
    }

    /// The bytes of a blob, if they are what they were.
    pub fn get(&self, blob: &Blob) -> Option<Vec<u8>> {
        let own = blob.offset >= self.begun;
        let bytes = self.read(blob).filter(|bytes| own || Fingerprint::of(bytes) == blob.digest);
        if bytes.is_none() {
            self.damaged.store(true, Ordering::Release);
        }
        bytes
    }

    fn read(&self, blob: &Blob) -> Option<Vec<u8>> {
        let bytes = match &self.place {
            Place::File(file) => {
                // A forged length must not make us ask for memory that the file cannot fill.
                if blob.offset.checked_add(u64::from(blob.length))? > self.length() {
                    return None;
                }
                let mut bytes = vec![0; blob.length as usize];
                read_at(file, &mut bytes, blob.offset).ok()?;
                bytes
            }
            Place::Memory(blobs) => {
                let blobs = blobs.lock().unwrap_or_else(PoisonError::into_inner);
                blobs.get(usize::try_from(blob.offset).ok()?)?.to_vec()
            }
        };
        Some(bytes)
    }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, offset)?;
        bytes = &bytes[written..];
        offset += written as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, offset)?;
        if read == 0 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        bytes = &mut bytes[read..];
        offset += read as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blobs_come_back_as_they_were() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = Pack::create(&folder.path().join("pack")).expect("a pack");
        let nowhere = Pack::unnamed(&folder.path().join("pack/below-a-file"), "x");
        for pack in [&file, &nowhere] {
            let blobs: Vec<Blob> =
                ["", "甲", "乙丙"].iter().map(|text| pack.put(text.as_bytes()).expect("put")).collect();
            let texts: Vec<_> = blobs.iter().map(|blob| pack.get(blob)).collect();
            assert_eq!(texts, ["", "甲", "乙丙"].map(|text| Some(text.as_bytes().to_vec())));
        }
    }

    #[test]
    fn bytes_that_changed_are_not_returned() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pack");
        let blob = Pack::create(&path).expect("a pack").put(b"warning").expect("put");
        let opened = || Pack::open(&path, 7).expect("the pack");
        assert_eq!(opened().get(&blob).as_deref(), Some(&b"warning"[..]));
        fs::write(&path, b"warming").expect("damage");
        let pack = opened();
        assert!(pack.get(&blob).is_none() && pack.is_damaged());
        fs::write(&path, b"war").expect("damage");
        assert!(Pack::open(&path, 7).is_err());
    }
}
