//! The parts of an index by what they are numbered by, and their names, which say what is in them: whoever has
//! the table of one build never gets a part of another.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::emit::{Content, Outputs};
use crate::path::OutputPath;

/// Digits of a mark.
pub const MARK: usize = 4;

/// The parts of an index.
#[derive(Default)]
pub struct Parts {
    /// Shards of terms, all of them.
    pub shards: BTreeMap<usize, Content>,
    /// What results show of groups of slots, where there are pages.
    pub groups: BTreeMap<usize, Content>,
    /// Filters by name.
    pub filters: BTreeMap<String, Content>,
}

/// What the table tells of parts: the mark of each.
pub struct Marks {
    /// Those of all shards, one after the other.
    pub shards: String,
    /// Those of all groups.
    pub groups: String,
    /// Those of filters.
    pub filters: BTreeMap<String, String>,
}

impl Parts {
    /// The parts that a build had in a folder.
    pub fn of(outputs: &Outputs, folder: &str) -> Self {
        let mut parts = Parts::default();
        let first = OutputPath::new(format!("{folder}/"));
        let below = outputs
            .files
            .range(first.clone()..)
            .map_while(|(path, content)| Some((path.as_str().strip_prefix(first.as_str())?, content.clone())));
        for (name, content) in below {
            let Some((kind, name)) = name.split_once('/') else { continue };
            let Some(name) = name.rsplitn(3, '.').nth(2) else { continue };
            let number = usize::from_str_radix(name, 16);
            match (kind, number) {
                ("w", Ok(number)) => drop(parts.shards.insert(number, content)),
                ("p", Ok(number)) => drop(parts.groups.insert(number, content)),
                ("f", _) => drop(parts.filters.insert(name.to_owned(), content)),
                _ => {}
            }
        }
        parts
    }

    /// What the table tells of them, where there are so many groups.
    pub fn marks(&self, groups: usize) -> Marks {
        let none = || ".".repeat(MARK);
        Marks {
            shards: self.shards.values().map(mark).collect(),
            groups: (0..groups).map(|number| self.groups.get(&number).map_or_else(none, mark)).collect(),
            filters: self.filters.iter().map(|(name, content)| (name.clone(), mark(content))).collect(),
        }
    }

    /// The files below a folder.
    pub fn files(self, folder: &str) -> impl Iterator<Item = (OutputPath, Content)> {
        let path = move |kind: &str, name: &str, content: &Content, extension: &str| {
            OutputPath::new(format!("{folder}/{kind}/{name}.{}.{extension}", mark(content)))
        };
        let numbered = move |kind: &'static str, parts: BTreeMap<usize, Content>, extension: &'static str| {
            parts
                .into_iter()
                .map(move |(number, content)| (path(kind, &format!("{number:x}"), &content, extension), content))
        };
        let filters = self.filters.into_iter().map(move |(name, content)| (path("f", &name, &content, "bin"), content));
        numbered("w", self.shards, "bin").chain(numbered("p", self.groups, "json")).chain(filters)
    }
}

/// Of 16 million contents hardly two have the same mark, and they would have to be versions of the same part.
fn mark(content: &Content) -> String {
    let digest = content.digest().as_bytes();
    URL_SAFE_NO_PAD.encode(&digest[..MARK * 3 / 4])
}
