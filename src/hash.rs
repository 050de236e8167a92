//! Fingerprints: one hash (BLAKE3) for cache keys, file names and traces.

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};

/// The BLAKE3 digest of some bytes. Equal fingerprints mean equal bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// Hashes a sequence of parts so that no two sequences run together: each part is preceded
/// by its length.
#[derive(Default)]
pub struct Fingerprinter(blake3::Hasher);

impl Fingerprinter {
    /// An empty sequence.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part.
    pub fn part(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.part(text.as_bytes())
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.0.update(&number.to_le_bytes());
        self
    }

    /// Adds an earlier fingerprint.
    pub fn fingerprint(&mut self, fingerprint: &Fingerprint) -> &mut Self {
        self.0.update(fingerprint.as_bytes());
        self
    }

    /// The fingerprint of what was added.
    pub fn finish(&self) -> Fingerprint {
        Fingerprint(*self.0.finalize().as_bytes())
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
}
