//! What lies in an output folder now.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use rayon::prelude::*;

use super::record::{self, State};

/// A look at a folder that another thread takes.
pub struct Survey {
    folder: PathBuf,
    /// The record of the folder when the survey began.
    record: (PathBuf, Option<State>),
    thread: JoinHandle<BTreeMap<String, State>>,
}

impl Survey {
    /// Begins to look at a folder, whose records lie in `state`.
    pub fn begin(folder: &Path, state: &Path) -> Self {
        let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let record = record::published(state, &record::name_of(&folder));
        let record = (record.clone(), state_of(&record));
        let thread = std::thread::spawn({
            let folder = folder.clone();
            move || survey(&folder)
        });
        Survey { folder, record, thread }
    }

    /// What was found, if it is this folder and no other build has published into it since.
    pub fn of(self, folder: &Path) -> Option<BTreeMap<String, State>> {
        if self.folder != folder || state_of(&self.record.0) != self.record.1 {
            return None;
        }
        self.thread.join().ok()
    }
}

/// The files of a folder, and the folders in it.
type Listed = (Vec<(String, State)>, Vec<String>);

fn state_of(path: &Path) -> Option<State> {
    fs::metadata(path).ok().map(|meta| State::of(&meta))
}

/// The files of a folder by path. Links are files; links to folders are not followed.
pub fn survey(folder: &Path) -> BTreeMap<String, State> {
    let mut found = BTreeMap::new();
    let mut level = vec![String::new()];
    while !level.is_empty() {
        let lists: Vec<Listed> = level.par_iter().map(|below| list(folder, below)).collect();
        level = Vec::new();
        for (files, folders) in lists {
            found.extend(files);
            level.extend(folders);
        }
    }
    found
}

fn list(folder: &Path, below: &str) -> Listed {
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
