//! Files on their way into the store.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::fetch::Web;
use super::{Failure, Place, failure, of_file, size};
use crate::build::STATE;
use crate::config::Config;
use crate::diag::code;
use crate::t;

/// What bytes are known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// How many there are.
    pub bytes: u64,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
}

impl Sum {
    /// The sum of a file, which is never whole in memory.
    pub fn of(path: &Path) -> Result<Self, Failure> {
        let failed = |error: io::Error| of_file(code::IO_UNREADABLE, path, &error);
        let mut file = File::open(path).map_err(failed)?;
        let mut hash = Sha256::new();
        let bytes = io::copy(&mut file, &mut hash).map_err(failed)?;
        Ok(Sum { bytes, sha256: format!("{:x}", hash.finalize()) })
    }
}

/// A file that vanishes with the value.
pub struct Temporary {
    /// Where it lies.
    pub path: PathBuf,
}

impl Temporary {
    fn new(place: &Place) -> Result<(Self, File), Failure> {
        let folder = place.root.join(STATE).join("incoming");
        let failed = |error: io::Error| of_file(code::OUTPUT_WRITE, &folder, &error);
        fs::create_dir_all(&folder).map_err(failed)?;
        let process = std::process::id();
        for number in 0..1000 {
            let path = folder.join(format!("{process}-{number}"));
            match File::create_new(&path) {
                Ok(file) => return Ok((Temporary { path }, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Err(failed(io::ErrorKind::AlreadyExists.into()))
    }

    /// Keeps bytes in a file.
    pub fn of(bytes: &[u8], place: &Place) -> Result<Self, Failure> {
        let (temporary, mut file) = Temporary::new(place)?;
        file.write_all(bytes).map_err(|error| of_file(code::OUTPUT_WRITE, &temporary.path, &error))?;
        Ok(temporary)
    }

    /// Downloads what lies at an address.
    pub fn download(url: &str, web: &Web, config: &Config, place: &Place) -> Result<Self, Failure> {
        let answer = web.get(url)?;
        let most = config.limits.media_bytes;
        check_size(answer.bytes().unwrap_or_default(), url, config)?;
        let (temporary, mut file) = Temporary::new(place)?;
        let mut bytes = 0_u64;
        answer.each(|piece| {
            bytes = bytes.saturating_add(piece.len() as u64);
            check_size(bytes.min(most.saturating_add(1)), url, config)?;
            file.write_all(piece).map_err(|error| of_file(code::OUTPUT_WRITE, &temporary.path, &error))
        })?;
        Ok(temporary)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _stays_behind = fs::remove_file(&self.path).is_err();
    }
}

/// Refuses what is larger than `site.toml` permits.
pub fn check_size(bytes: u64, shown: &str, config: &Config) -> Result<(), Failure> {
    let most = config.limits.media_bytes;
    if bytes <= most {
        return Ok(());
    }
    let (most, setting) = (size(most), &config.file);
    let failed = failure(code::IO_LIMIT, t!("{shown} 超过上限 {most}", "{shown} is over the limit of {most}"));
    Err(Box::new(failed.help(t!(
        "先压缩，或在 {setting} [limits] 里调高 media_bytes",
        "compress it, or raise media_bytes under [limits] in {setting}"
    ))))
}

/// The first bytes of a file, and the last.
pub fn ends(path: &Path, each: u64) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    use std::io::{Seek, SeekFrom};
    let failed = |error: io::Error| of_file(code::IO_UNREADABLE, path, &error);
    let mut file = File::open(path).map_err(failed)?;
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    (&mut file).take(each).read_to_end(&mut head).map_err(failed)?;
    let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
    file.seek(SeekFrom::Start(length.saturating_sub(each))).map_err(failed)?;
    file.read_to_end(&mut tail).map_err(failed)?;
    Ok((head, tail))
}
