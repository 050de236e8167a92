//! Fingerprints: one hash (BLAKE3) for cache keys, file names and traces. Sums: a faster one
//! that only tells whether bytes came back as they were.

use std::fmt;
use std::io;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The BLAKE3 digest of some bytes. Equal fingerprints mean equal bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of one run of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Fingerprint(*blake3::hash(bytes).as_bytes())
    }

    /// The fingerprint of all that a reader gives.
    pub fn of_reader(reader: impl io::Read) -> io::Result<Self> {
        Ok(Fingerprint(*blake3::Hasher::new().update_reader(reader)?.finalize().as_bytes()))
    }

    /// The first `digits` lower-case hexadecimal digits (at most 64), for file names.
    pub fn hex(&self, digits: usize) -> String {
        let mut out = blake3::Hash::from_bytes(self.0).to_hex().to_string();
        out.truncate(digits);
        out
    }

    /// The digest itself.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex(12))
    }
}

/// The XXH3 sum (128 bits) of some bytes. It shows damage, not forgery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sum([u8; 16]);

impl Sum {
    /// The sum of one run of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Sum(xxhash_rust::xxh3::xxh3_128(bytes).to_le_bytes())
    }

    /// Half of it, as a number.
    pub fn number(&self) -> u64 {
        self.0.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }
}

/// Digests are stored as one run of bytes: a cache has tens of thousands of them, and one byte at
/// a time takes a while.
macro_rules! stored_as_bytes {
    ($digest:ident, $length:literal) => {
        impl Serialize for $digest {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $digest {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Stored;

                impl Visitor<'_> for Stored {
                    type Value = $digest;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        write!(f, "{} bytes", $length)
                    }

                    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<$digest, E> {
                        bytes.try_into().map($digest).map_err(|_| E::invalid_length(bytes.len(), &self))
                    }
                }

                deserializer.deserialize_bytes(Stored)
            }
        }
    };
}

stored_as_bytes!(Fingerprint, 32);
stored_as_bytes!(Sum, 16);

/// Hashes a sequence of parts so that no two sequences run together: each part is preceded
/// by its length.
#[derive(Default)]
pub struct Fingerprinter {
    // BLAKE3 takes long runs of bytes several times as fast as short ones.
    gathered: Vec<u8>,
    before: Option<Box<blake3::Hasher>>,
}

/// So many bytes are hashed at once.
const RUN: usize = 64 << 10;

impl Fingerprinter {
    /// An empty sequence.
    pub fn new() -> Self {
        Fingerprinter { gathered: Vec::with_capacity(256), before: None }
    }

    /// Adds a part.
    pub fn part(&mut self, bytes: &[u8]) -> &mut Self {
        self.add(&(bytes.len() as u64).to_le_bytes());
        self.add(bytes)
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.part(text.as_bytes())
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.add(&number.to_le_bytes())
    }

    /// Adds an earlier fingerprint.
    pub fn fingerprint(&mut self, fingerprint: &Fingerprint) -> &mut Self {
        self.add(fingerprint.as_bytes())
    }

    fn add(&mut self, bytes: &[u8]) -> &mut Self {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= RUN {
            self.before.get_or_insert_default().update(&self.gathered);
            self.gathered.clear();
        }
        self
    }

    /// The fingerprint of what was added.
    pub fn finish(&self) -> Fingerprint {
        let hash = match &self.before {
            None => blake3::hash(&self.gathered),
            Some(before) => before.clone().update(&self.gathered).finalize(),
        };
        Fingerprint(*hash.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let one = Fingerprinter::new().text("ab").text("c").finish();
        let two = Fingerprinter::new().text("a").text("bc").finish();
        assert_ne!(one, two);
    }

    #[test]
    fn long_sequences_are_hashed_like_short_ones() {
        let mut parts = Fingerprinter::new();
        let mut whole = Vec::new();
        for number in 0..30_000 {
            parts.number(number);
            whole.extend_from_slice(&number.to_le_bytes());
        }
        assert_eq!(parts.finish(), Fingerprint::of(&whole));
    }
}
