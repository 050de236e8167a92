//! A whole cache as one file, to be kept where all runners reach it.
//!
//! Invariants:
//! * Nothing of a bundle is used before all of it is known to be as it was written, by this very
//!   program: one that is torn, changed or foreign counts as none.
//! * It takes the place of the last cache in one step, and only files below its folder are written.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};

use super::{LOCK, lock, program};

const MAGIC: &[u8; 8] = b"fanzhab1";
/// Stands where a path's length would, after the last file.
const END: u32 = u32::MAX;
/// The longest path that is believed.
const LONGEST: u32 = 4096;
/// The bytes of the sum at the end.
const SUM: u64 = 32;

/// Writes all files below a cache's folder into one. False if a build has the cache, or there is none.
pub fn bundle(folder: &Path, to: &Path) -> io::Result<bool> {
    if !folder.is_dir() {
        return Ok(false);
    }
    let Some(_held) = lock(folder) else { return Ok(false) };
    let mut out = Summing { inner: BufWriter::new(File::create(to)?), sum: blake3::Hasher::new() };
    out.write_all(MAGIC)?;
    out.write_all(program().as_bytes())?;
    for path in files(folder)? {
        let name = path.to_string_lossy().replace('\\', "/");
        let mut file = File::open(folder.join(&path))?;
        let bytes = file.metadata()?.len();
        out.write_all(&(name.len() as u32).to_le_bytes())?;
        out.write_all(name.as_bytes())?;
        out.write_all(&bytes.to_le_bytes())?;
        if io::copy(&mut Read::take(&mut file, bytes), &mut out)? != bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    out.write_all(&END.to_le_bytes())?;
    let sum = out.sum.finalize();
    out.inner.write_all(sum.as_bytes())?;
    out.inner.flush()?;
    Ok(true)
}

/// What became of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is the cache now.
    Whole,
    /// It was damaged or of another program.
    Useless,
    /// A build has the cache.
    Busy,
}

/// Makes a bundle the cache in a folder.
pub fn unbundle(from: &Path, folder: &Path) -> io::Result<Taken> {
    if !is_whole(from)? {
        return Ok(Taken::Useless);
    }
    let Some(held) = lock(folder) else { return Ok(Taken::Busy) };
    let beside = |what: &str| folder.with_extension(format!("{what}-{}", std::process::id()));
    let (fresh, old) = (beside("new"), beside("old"));
    let unpacked = unpack(from, &fresh);
    let taken = match unpacked {
        Ok(true) => {
            fs::rename(folder, &old)?;
            fs::rename(&fresh, folder).map(|()| Taken::Whole)
        }
        Ok(false) => Ok(Taken::Useless),
        Err(error) => Err(error),
    };
    drop(held);
    for folder in [fresh, old] {
        let _cleaned = fs::remove_dir_all(folder).is_ok();
    }
    taken
}

/// Whether a bundle is as this program wrote it.
fn is_whole(from: &Path) -> io::Result<bool> {
    let file = File::open(from)?;
    let length = file.metadata()?.len();
    let head = MAGIC.len() as u64 + SUM;
    if length < head + SUM {
        return Ok(false);
    }
    let mut reader = BufReader::new(file);
    let sum = blake3::Hasher::new().update_reader(reader.by_ref().take(length - SUM))?.finalize();
    let mut said = [0; SUM as usize];
    reader.read_exact(&mut said)?;
    reader.seek(SeekFrom::Start(0))?;
    let mut start = [0; 8 + SUM as usize];
    reader.read_exact(&mut start)?;
    Ok(said == *sum.as_bytes() && start[..8] == *MAGIC && start[8..] == *program().as_bytes())
}

/// Lays the files of a whole bundle down in a new folder; false if one would lie elsewhere.
fn unpack(from: &Path, folder: &Path) -> io::Result<bool> {
    fs::create_dir_all(folder)?;
    let mut reader = BufReader::new(File::open(from)?);
    reader.seek(SeekFrom::Start(MAGIC.len() as u64 + SUM))?;
    loop {
        let mut number = [0; 4];
        reader.read_exact(&mut number)?;
        let length = u32::from_le_bytes(number);
        if length == END {
            return Ok(true);
        }
        if length > LONGEST {
            return Ok(false);
        }
        let mut name = vec![0; length as usize];
        reader.read_exact(&mut name)?;
        let mut bytes = [0; 8];
        reader.read_exact(&mut bytes)?;
        let bytes = u64::from_le_bytes(bytes);
        let Some(path) = String::from_utf8(name).ok().map(PathBuf::from).filter(|path| is_below(path)) else {
            return Ok(false);
        };
        let place = folder.join(path);
        if let Some(above) = place.parent() {
            fs::create_dir_all(above)?;
        }
        let mut file = File::create_new(place)?;
        if io::copy(&mut reader.by_ref().take(bytes), &mut file)? != bytes {
            return Ok(false);
        }
    }
}

fn is_below(path: &Path) -> bool {
    path.components().next().is_some() && path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// All files below a folder but locks, in order.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let (path, kind) = (below.join(entry.file_name()), entry.file_type()?);
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && entry.file_name() != LOCK {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Sums what is written.
struct Summing<W> {
    inner: W,
    sum: blake3::Hasher,
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.sum.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(at: &Path) -> PathBuf {
        let folder = at.join("cache");
        fs::create_dir_all(folder.join("media/ab")).expect("folders");
        for (path, text) in [("manifest", "m"), ("pack-1", "pack"), ("media/ab/cd", "picture"), ("lock", "")] {
            fs::write(folder.join(path), text).expect("a file");
        }
        folder
    }

    /// A bundle with its sum made right again.
    fn mended(mut bytes: Vec<u8>) -> Vec<u8> {
        bytes.truncate(bytes.len() - SUM as usize);
        let sum = blake3::hash(&bytes);
        bytes.extend_from_slice(sum.as_bytes());
        bytes
    }

    #[test]
    fn a_cache_comes_back_and_takes_the_place_of_the_last() {
        let place = tempfile::tempdir().expect("a folder");
        let file = place.path().join("bundle");
        assert!(bundle(&cache(place.path()), &file).expect("bundled"));
        let other = place.path().join("other/cache");
        fs::create_dir_all(&other).expect("a folder");
        fs::write(other.join("pack-7"), "old").expect("a file");
        assert_eq!(unbundle(&file, &other).expect("taken"), Taken::Whole);
        let names = files(&other).expect("a list");
        assert_eq!(names, ["manifest", "media/ab/cd", "pack-1"].map(PathBuf::from));
        assert_eq!(fs::read_to_string(other.join("media/ab/cd")).expect("a file"), "picture");
        assert_eq!(fs::read_dir(place.path().join("other")).expect("a list").count(), 1, "nothing stays behind");
    }

    #[test]
    fn what_is_torn_changed_or_foreign_is_none() {
        let place = tempfile::tempdir().expect("a folder");
        let (folder, file) = (cache(place.path()), place.path().join("bundle"));
        bundle(&folder, &file).expect("bundled");
        let whole = fs::read(&file).expect("bytes");
        let mut tries = Vec::new();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x10;
            tries.extend([changed, whole[..at].to_vec()]);
        }
        let mut foreign = whole.clone();
        foreign[9] ^= 1;
        tries.push(mended(foreign));
        for bytes in tries {
            fs::write(&file, bytes).expect("written");
            assert_eq!(unbundle(&file, &folder).expect("judged"), Taken::Useless);
            assert_eq!(fs::read_to_string(folder.join("pack-1")).expect("the last cache"), "pack");
        }
    }

    #[test]
    fn a_bundle_writes_nowhere_else() {
        let place = tempfile::tempdir().expect("a folder");
        let (folder, file) = (cache(place.path()), place.path().join("bundle"));
        bundle(&folder, &file).expect("bundled");
        let whole = fs::read(&file).expect("bytes");
        let at = whole.windows(8).position(|part| part == b"manifest").expect("the name");
        for name in [b"../../xx", b"/tmp/xyz"] {
            let mut changed = whole.clone();
            changed[at..at + 8].copy_from_slice(name);
            fs::write(&file, mended(changed)).expect("written");
            assert_eq!(unbundle(&file, &folder).expect("judged"), Taken::Useless);
        }
        assert!(!place.path().join("xx").exists());
    }

    #[test]
    fn a_cache_in_use_is_left_alone() {
        let place = tempfile::tempdir().expect("a folder");
        let (folder, file) = (cache(place.path()), place.path().join("bundle"));
        assert!(bundle(&folder, &file).expect("bundled"));
        let held = lock(&folder).expect("the lock");
        assert!(!bundle(&folder, &place.path().join("other")).expect("refused"));
        assert_eq!(unbundle(&file, &folder).expect("refused"), Taken::Busy);
        drop(held);
        assert!(!bundle(&place.path().join("nothing"), &file).expect("none"));
    }
}
