//! The pack: one file of blobs, written at its end only.
//!
//! Blobs gather in memory first: threads that write a file at the same time wait for each other.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::hash::Sum;

/// Where a blob lies, and the sum by which damage shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Blob {
    sum: Sum,
    /// Its length in bytes.
    pub length: u32,
    offset: u64,
}

/// So many bytes are written at once.
const BATCH: usize = 256 << 10;

/// Blobs in a file, or in memory where no file can be had.
#[derive(Debug)]
pub struct Pack {
    place: Place,
    /// How much of the file is written.
    written: AtomicU64,
    tail: Mutex<Tail>,
    damaged: AtomicBool,
    /// What lies from here on was written by this process.
    begun: u64,
}

#[derive(Debug)]
enum Place {
    File(File),
    Memory(Mutex<Vec<Arc<[u8]>>>),
}

/// What is to be written next.
#[derive(Debug)]
struct Tail {
    offset: u64,
    bytes: Vec<u8>,
}

impl Tail {
    fn end(&self) -> u64 {
        self.offset + self.bytes.len() as u64
    }
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
        Ok(Pack::at(Place::File(file), end))
    }

    /// Makes an empty pack, over one of that name.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path)?;
        Ok(Pack::at(Place::File(file), 0))
    }

    fn at(place: Place, end: u64) -> Self {
        Pack {
            place,
            written: AtomicU64::new(end),
            tail: Mutex::new(Tail { offset: end, bytes: Vec::new() }),
            damaged: AtomicBool::new(false),
            begun: end,
        }
    }

    /// A pack that vanishes with the process: a file without a name in that folder, or memory
    /// where none can be made.
    pub fn unnamed(folder: &Path, name: &str) -> Self {
        let path = folder.join(name);
        let made = fs::create_dir_all(folder).and_then(|()| Pack::create(&path));
        // An open file keeps its bytes after its name is gone (not on Windows, where it stays
        // until the next build).
        let _unnamed = fs::remove_file(&path).is_ok();
        made.unwrap_or_else(|_| Pack::at(Place::Memory(Mutex::default()), 0))
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.tail().end()
    }

    fn tail(&self) -> MutexGuard<'_, Tail> {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what is still in memory, and gives how many bytes the file has.
    pub fn flush(&self) -> io::Result<u64> {
        let mut tail = self.tail();
        if let Place::File(file) = &self.place {
            self.write(file, &mut tail)?;
        }
        Ok(tail.end())
    }

    fn write(&self, file: &File, tail: &mut Tail) -> io::Result<()> {
        write_at(file, &tail.bytes, tail.offset)?;
        tail.offset = tail.end();
        tail.bytes.clear();
        self.written.store(tail.offset, Ordering::Release);
        Ok(())
    }

    /// Adds a blob.
    pub fn put(&self, bytes: &[u8]) -> io::Result<Blob> {
        let offset = match &self.place {
            Place::File(file) => self.append(file, &[bytes])?,
            Place::Memory(blobs) => {
                let mut blobs = blobs.lock().unwrap_or_else(PoisonError::into_inner);
                blobs.push(bytes.into());
                blobs.len() as u64 - 1
            }
        };
        Ok(Blob { sum: Sum::of(bytes), length: length_of(bytes)?, offset })
    }

    /// Adds bytes to the tail and gives where they begin.
    fn append(&self, file: &File, parts: &[&[u8]]) -> io::Result<u64> {
        let mut tail = self.tail();
        let offset = tail.end();
        parts.iter().for_each(|part| tail.bytes.extend_from_slice(part));
        if tail.bytes.len() >= BATCH {
            self.write(file, &mut tail)?;
        }
        Ok(offset)
    }

    /// Adds several blobs, one after the other.
    pub fn put_all<const N: usize>(&self, parts: [&[u8]; N]) -> io::Result<[Blob; N]> {
        let mut blobs = [Blob::default(); N];
        let mut begins = match &self.place {
            Place::File(file) => self.append(file, &parts)?,
            Place::Memory(_) => 0,
        };
        for (blob, part) in blobs.iter_mut().zip(parts) {
            *blob = match self.place {
                Place::File(_) => Blob { sum: Sum::of(part), length: length_of(part)?, offset: begins },
                Place::Memory(_) => self.put(part)?,
            };
            begins += part.len() as u64;
        }
        Ok(blobs)
    }

    /// Whether a blob has these bytes.
    pub fn holds(blob: &Blob, bytes: &[u8]) -> bool {
        blob.length as usize == bytes.len() && blob.sum == Sum::of(bytes)
    }

    /// Whether a blob was asked for whose bytes were lost or changed.
    pub fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::Acquire)
    }

    /// The bytes of a blob, if they are what they were.
    pub fn get(&self, blob: &Blob) -> Option<Vec<u8>> {
        let own = blob.offset >= self.begun;
        let bytes = self.read(blob).filter(|bytes| own || Sum::of(bytes) == blob.sum);
        if bytes.is_none() {
            self.damaged.store(true, Ordering::Release);
        }
        bytes
    }

    fn read(&self, blob: &Blob) -> Option<Vec<u8>> {
        let bytes = match &self.place {
            Place::File(file) => {
                let end = blob.offset.checked_add(u64::from(blob.length))?;
                if end > self.written.load(Ordering::Acquire) {
                    let tail = self.tail();
                    if let Some(start) = blob.offset.checked_sub(tail.offset) {
                        let start = usize::try_from(start).ok()?;
                        return tail.bytes.get(start..start + blob.length as usize).map(<[u8]>::to_vec);
                    }
                }
                // A forged length must not make us ask for memory that the file cannot fill.
                if end > self.written.load(Ordering::Acquire) {
                    return None;
                }
                read_at(file, blob.length as usize, blob.offset).ok()?
            }
            Place::Memory(blobs) => {
                let blobs = blobs.lock().unwrap_or_else(PoisonError::into_inner);
                blobs.get(usize::try_from(blob.offset).ok()?)?.to_vec()
            }
        };
        Some(bytes)
    }
}

fn length_of(bytes: &[u8]) -> io::Result<u32> {
    u32::try_from(bytes.len()).map_err(io::Error::other)
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(unix)]
fn read_at(file: &File, length: usize, offset: u64) -> io::Result<Vec<u8>> {
    // Into memory that nobody has set to zero first.
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length {
        let at = offset + bytes.len() as u64;
        match rustix::io::pread(file, rustix::buffer::spare_capacity(&mut bytes), at) {
            Ok(0) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    // The allocator may have given more than was asked for.
    bytes.truncate(length);
    Ok(bytes)
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
fn read_at(file: &File, length: usize, mut offset: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    let mut rest = &mut bytes[..];
    while !rest.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, rest, offset)?;
        if read == 0 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        rest = &mut rest[read..];
        offset += read as u64;
    }
    Ok(bytes)
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
    fn blobs_are_there_before_and_after_they_are_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let pack = Pack::create(&folder.path().join("pack")).expect("a pack");
        let texts: Vec<Vec<u8>> = (0..100u8).map(|number| vec![number; usize::from(number) * 173]).collect();
        let blobs: Vec<Blob> = texts.iter().map(|text| pack.put(text).expect("put")).collect();
        let whole = || blobs.iter().zip(&texts).all(|(blob, text)| pack.get(blob).as_ref() == Some(text));
        let written = pack.written.load(Ordering::Acquire);
        assert!(written > 0 && written < pack.length(), "a part of them is written");
        assert!(whole());
        assert_eq!(pack.flush().expect("flush"), pack.length());
        assert!(whole());
        let forged = Blob { length: u32::MAX, ..blobs[3] };
        assert!(pack.get(&forged).is_none());
    }

    #[test]
    fn bytes_that_changed_are_not_returned() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pack");
        let pack = Pack::create(&path).expect("a pack");
        let blob = pack.put(b"warning").expect("put");
        assert_eq!(pack.flush().expect("flush"), 7);
        let opened = || Pack::open(&path, 7).expect("the pack");
        assert_eq!(opened().get(&blob).as_deref(), Some(&b"warning"[..]));
        fs::write(&path, b"warming").expect("damage");
        let pack = opened();
        assert!(pack.get(&blob).is_none() && pack.is_damaged());
        fs::write(&path, b"war").expect("damage");
        assert!(Pack::open(&path, 7).is_err());
    }
}
