//! What was asked lately, so that nobody is asked again and again.
#![allow(clippy::disallowed_methods)] // The tool's own record, not a file of the project.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::write;

const NAME: &str = "external.json";
const DAY: i64 = 24 * 3600;
/// Seconds for which a link that works is trusted.
const FINE: i64 = 7 * DAY;
/// Seconds for which one that is dead is not asked for again.
const DEAD: i64 = DAY;

/// Verdicts by address, each with its time.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Memory {
    known: BTreeMap<String, Kept>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    verdict: Verdict,
    asked: i64,
}

impl Memory {
    /// The record of earlier checks; one that cannot be read is empty.
    pub fn read(state: &Path) -> Self {
        let bytes = fs::read(state.join(NAME)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// The verdict, if it still holds.
    pub fn fresh(&self, url: &str, now: Timestamp) -> Option<Verdict> {
        let Kept { verdict, asked } = self.known.get(url)?;
        let lasts = match verdict {
            Verdict::Fine => FINE,
            Verdict::Dead(_) => DEAD,
            Verdict::Unknown(_) => return None,
        };
        let age = now.as_second() - asked;
        (0..lasts).contains(&age).then(|| verdict.clone())
    }

    /// Takes new verdicts, and forgets links that the site no longer has.
    pub fn keep<'v, T>(
        &mut self,
        verdicts: impl Iterator<Item = (&'v String, &'v Verdict)>,
        links: &BTreeMap<String, T>,
        now: Timestamp,
    ) {
        self.known.retain(|url, _| links.contains_key(url));
        for (url, verdict) in verdicts.filter(|(_, verdict)| !matches!(verdict, Verdict::Unknown(_))) {
            self.known.insert(url.clone(), Kept { verdict: verdict.clone(), asked: now.as_second() });
        }
    }

    /// Writes the record, whole or not at all.
    pub fn write(&self, state: &Path) -> io::Result<()> {
        write::one(&state.join(NAME), &serde_json::to_vec_pretty(self).map_err(io::Error::other)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_grow_old() {
        let at = |seconds| Timestamp::from_second(1_700_000_000 + seconds).expect("a time");
        let urls = ["a", "b", "c"].map(str::to_owned);
        let verdicts = [Verdict::Fine, Verdict::Dead(Some(404)), Verdict::Unknown(super::super::Doubt::Silence)];
        let links: BTreeMap<String, ()> = urls.iter().map(|url| (url.clone(), ())).collect();
        let mut memory = Memory::default();
        memory.keep(urls.iter().zip(&verdicts), &links, at(0));
        assert_eq!(memory.fresh("a", at(FINE - 1)), Some(Verdict::Fine));
        assert_eq!(memory.fresh("a", at(FINE)), None);
        assert_eq!(memory.fresh("b", at(DEAD - 1)), Some(Verdict::Dead(Some(404))));
        assert_eq!(memory.fresh("b", at(DEAD)), None);
        assert_eq!(memory.fresh("c", at(1)), None);
        assert_eq!(memory.fresh("a", at(-10)), None, "a clock that was set back proves nothing");
        let folder = tempfile::tempdir().expect("a folder");
        memory.write(folder.path()).expect("a record");
        assert_eq!(Memory::read(folder.path()).fresh("a", at(1)), Some(Verdict::Fine));
        std::fs::write(folder.path().join(NAME), "{").expect("a file");
        assert!(Memory::read(folder.path()).known.is_empty());
    }
}
