//! What lies in an output folder now.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::record::State;

/// The files of a folder by path. Links are files; links to folders are not followed.
pub fn survey(folder: &Path) -> BTreeMap<String, State> {
    let mut found = BTreeMap::new();
    let mut level = vec![String::new()];
    while !level.is_empty() {
        let lists: Vec<(Vec<(String, State)>, Vec<String>)> =
            level.par_iter().map(|below| list(folder, below)).collect();
        level = Vec::new();
        for (files, folders) in lists {
            found.extend(files);
            level.extend(folders);
        }
    }
    found
}

fn list(folder: &Path, below: &str) -> (Vec<(String, State)>, Vec<String>) {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder.join(below)).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = if below.is_empty() { name.into_owned() } else { format!("{below}/{name}") };
        if kind.is_dir() {
            folders.push(path);
        } else if let Ok(meta) = entry.metadata() {
            files.push((path, State::of(&meta)));
        }
    }
    (files, folders)
}
