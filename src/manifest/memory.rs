//! Digests of contents, remembered by their fingerprint: what a film of a gigabyte hashes to need
//! not be found out again.
#![allow(clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use md5::{Digest as _, Md5};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::emit::{Content, Supply};
use crate::hash::Fingerprint;
use crate::store::Store;

/// The table in its store.
const TABLE: &str = "sums";

/// The size and the digests of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// How many bytes there are.
    pub bytes: u64,
    sha256: [u8; 32],
    md5: [u8; 16],
}

impl Sums {
    /// The sums of all that a reader gives.
    pub fn of(mut reader: impl Read) -> io::Result<Self> {
        let (mut sha256, mut md5, mut bytes) = (Sha256::new(), Md5::new(), 0);
        let mut buffer = vec![0; 64 << 10];
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => {
                    sha256.update(&buffer[..count]);
                    md5.update(&buffer[..count]);
                    bytes += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Sums { bytes, sha256: sha256.finalize().into(), md5: md5.finalize().into() })
    }

    /// SHA-256 in lower-case hexadecimal digits.
    pub fn sha256(&self) -> String {
        hexadecimal(&self.sha256)
    }

    /// MD5 in lower-case hexadecimal digits.
    pub fn md5(&self) -> String {
        hexadecimal(&self.md5)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is known of contents.
#[derive(Debug)]
pub struct Memory {
    store: Store,
    known: BTreeMap<Fingerprint, Sums>,
    changed: bool,
}

impl Memory {
    /// What the last manifests left in a folder.
    pub fn open(folder: &Path) -> Self {
        let store = Store::open(folder);
        Memory { known: store.table(TABLE).unwrap_or_default(), store, changed: false }
    }

    /// A memory that lasts no longer than the process; its files would lie in `folder`.
    pub fn temporary(folder: &Path) -> Self {
        Memory { store: Store::temporary(folder), known: BTreeMap::new(), changed: false }
    }

    /// The sums of contents, in their order. Afterwards nothing else is known.
    pub(super) fn sums<'c>(
        &mut self,
        contents: impl Iterator<Item = &'c Content>,
        supply: &Supply<'_>,
    ) -> io::Result<Vec<Sums>> {
        let contents: Vec<&Content> = contents.collect();
        let known = &self.known;
        let sums: Vec<Sums> = contents
            .par_iter()
            .map(|content| known.get(content.digest()).map_or_else(|| summed(content, supply), |sums| Ok(*sums)))
            .collect::<io::Result<_>>()?;
        let now: BTreeMap<Fingerprint, Sums> =
            contents.iter().map(|content| *content.digest()).zip(sums.iter().copied()).collect();
        if now != self.known {
            (self.known, self.changed) = (now, true);
        }
        Ok(sums)
    }

    /// Makes it last, if anything is new.
    pub fn save(&mut self) -> io::Result<()> {
        if !self.changed || !self.store.lasts() {
            return Ok(());
        }
        // The table is all there is: what the last one took is of no use to anybody.
        self.store.restart();
        let laid = self.store.lay(TABLE, &self.known)?;
        self.store.keep([laid]);
        self.store.commit(0)?;
        self.changed = false;
        Ok(())
    }
}

/// Films are too large for memory.
fn summed(content: &Content, supply: &Supply<'_>) -> io::Result<Sums> {
    let place = match content {
        Content::Source(source, _) => supply.sources.get(source).and_then(|file| supply.sources.place(file)),
        Content::Made(..) | Content::Variant(..) => None,
    };
    match place {
        Some(place) => Sums::of(BufReader::new(File::open(place)?)),
        None => Sums::of(&supply.bytes(content)?[..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 1321, A.5 and FIPS 180-2, B.1.
    #[test]
    fn sums_are_those_of_the_standards() {
        let sums = Sums::of(&b"abc"[..]).expect("sums");
        assert_eq!(sums.bytes, 3);
        assert_eq!(sums.md5(), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(sums.sha256(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
