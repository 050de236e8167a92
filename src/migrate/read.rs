//! The files of the old site.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Folders that hold what a build made, or nothing of the site.
const PASSED_BY: &[&str] = &["public", "node_modules", "target", "resources/_gen"];
/// No site has more files.
const MOST: usize = 1_000_000;
/// No page is longer.
const LONGEST: u64 = 16 << 20;

/// Files by path from the site's root, with `/`.
pub struct Files {
    found: BTreeMap<String, PathBuf>,
}

impl Files {
    /// All files of a folder. Hidden ones, links, and what a build made are passed by.
    pub fn of(root: &Path) -> io::Result<Self> {
        let mut found = BTreeMap::new();
        let mut folders = vec![(root.to_owned(), String::new())];
        while let Some((folder, below)) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = format!("{below}{name}");
                if name.starts_with('.') || PASSED_BY.contains(&path.as_str()) {
                    continue;
                }
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    folders.push((entry.path(), format!("{path}/")));
                } else if kind.is_file() && found.len() < MOST {
                    found.insert(path, entry.path());
                }
            }
        }
        Ok(Files { found })
    }

    /// Files below a folder, by path.
    pub fn under<'f>(&'f self, folder: &str) -> impl Iterator<Item = (&'f str, &'f Path)> {
        let first = format!("{folder}/");
        let all = self.found.range(first.clone()..);
        all.take_while(move |(path, _)| path.starts_with(&first)).map(|(path, place)| (path.as_str(), place.as_path()))
    }

    /// The text of a file; nothing if it is not there, too long, or no text.
    pub fn text(&self, path: &str) -> Option<String> {
        let place = self.found.get(path)?;
        let short = fs::metadata(place).is_ok_and(|meta| meta.len() <= LONGEST);
        let bytes = short.then(|| fs::read(place).ok()).flatten()?;
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        String::from_utf8(bytes.to_vec()).ok().map(|text| text.replace("\r\n", "\n"))
    }
}
