//! What lies in an output folder now.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use rayon::prelude::*;

use super::record::{self, Record, State};
use crate::source::{Folder, Stat};

/// A look at a folder that another thread takes.
pub struct Survey {
    folder: PathBuf,
    /// The record of the folder when the survey began.
    record: (PathBuf, Option<State>),
    thread: JoinHandle<Look>,
}

/// What a survey found.
#[derive(Debug, Default)]
pub struct Look {
    /// What this tool remembers of the folder.
    pub record: Record,
    /// Its files by path.
    pub files: BTreeMap<String, State>,
    /// Its folders, as far as a later change of their names would show.
    pub folders: BTreeMap<String, Stat>,
    /// What this tool remembers of the spare tree.
    pub spare: Option<Record>,
    /// Whether a build was killed while it published: the record on the disk does not say all.
    pub was_killed: bool,
}

impl Survey {
    /// Begins to look at a folder, whose records lie in `state`, at `now` (nanoseconds since
    /// 1970) or later. One thread is enough while a build goes on.
    pub fn begin(folder: &Path, state: &Path, now: i64) -> Self {
        let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let name = record::name_of(&folder);
        let (record, spare) = (record::published(state, &name), record::spare(state, &name));
        let record = (record.clone(), state_of(&record));
        let thread = std::thread::spawn({
            let (folder, record) = (folder.clone(), record.0.clone());
            move || Look { spare: Record::read(&spare), ..survey(&folder, &record, now) }
        });
        Survey { folder, record, thread }
    }

    /// What was found, if it is this folder and no other build has published into it since.
    pub fn of(self, folder: &Path) -> Option<Look> {
        if self.folder != folder || state_of(&self.record.0) != self.record.1 {
            return None;
        }
        self.thread.join().ok()
    }
}

fn state_of(path: &Path) -> Option<State> {
    fs::metadata(path).ok().map(|meta| State::of(&meta))
}

/// Names in a folder: its files and its folders, as paths below the top.
#[derive(Clone, Debug, Default)]
struct Names<'a> {
    files: Vec<&'a str>,
    folders: Vec<&'a str>,
}

/// One folder as it was found.
#[derive(Default)]
struct Found {
    files: Vec<(String, State)>,
    folders: Vec<String>,
    stat: Option<Stat>,
}

/// Looks at a folder. Links are files; links to folders are not followed. A folder that is as
/// its record says is not listed again, but every file in it is looked at.
pub fn survey(folder: &Path, record: &Path, now: i64) -> Look {
    let next = Record::read(&record::next(record));
    let mut record = Record::read(record).unwrap_or_default();
    let known = names(&record);
    let (mut files, mut folders) = (Vec::with_capacity(record.files.len()), Vec::with_capacity(record.folders.len()));
    // Where most must be listed, it is worth all threads; else a build needs them more.
    let is_known = record.folders.len() * 2 > known.len();
    let open = Folder::open(folder);
    let look = |below: String| (list((folder, &open), &below, &record, &known), below);
    let mut level = vec![String::new()];
    while !level.is_empty() {
        let found: Vec<(Found, String)> =
            if is_known { level.into_iter().map(look).collect() } else { level.into_par_iter().map(look).collect() };
        level = Vec::new();
        for (mut found, below) in found {
            files.append(&mut found.files);
            level.append(&mut found.folders);
            folders.extend(found.stat.filter(|stat| stat.is_settled(now)).map(|stat| (below, stat)));
        }
    }
    drop(known);
    let files = files.into_iter().collect();
    let was_killed = next.is_some();
    if let Some(next) = next {
        record.complete(next, &files);
    }
    Look { record, files, folders: folders.into_iter().collect(), spare: None, was_killed }
}

/// The names in every folder of a record.
fn names(record: &Record) -> HashMap<&str, Names<'_>> {
    let mut known: HashMap<&str, Names<'_>> = HashMap::with_capacity(record.folders.len());
    for path in record.files.keys().map(String::as_str).chain(record.foreign.iter().map(String::as_str)) {
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        let mut is_new = !known.contains_key(above);
        known.entry(above).or_default().files.push(path);
        let mut at = above;
        while is_new && !at.is_empty() {
            let above = at.rsplit_once('/').map_or("", |(above, _)| above);
            is_new = !known.contains_key(above);
            known.entry(above).or_default().folders.push(at);
            at = above;
        }
    }
    known
}

fn list((path, folder): (&Path, &Folder), below: &str, record: &Record, known: &HashMap<&str, Names<'_>>) -> Found {
    // Before the names are read: should they change meanwhile, this will not be met again.
    let mut found = Found { stat: folder.stat(below).ok(), ..Found::default() };
    if let (Some(then), Some(names)) = (record.folders.get(below), known.get(below))
        && found.stat.as_ref() == Some(then)
    {
        let state = |path: &&str| Some(((*path).to_owned(), State::from(&folder.link_stat(path).ok()?)));
        found.files = names.files.iter().filter_map(state).collect();
        found.folders = names.folders.iter().map(|path| (*path).to_owned()).collect();
        return found;
    }
    for entry in fs::read_dir(path.join(below)).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = if below.is_empty() { name.into_owned() } else { format!("{below}/{name}") };
        if kind.is_dir() {
            found.folders.push(path);
        } else if let Ok(meta) = entry.metadata() {
            found.files.push((path, State::of(&meta)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_folders_are_not_listed_but_their_files_are_looked_at() {
        let place = tempfile::tempdir().expect("a folder");
        let (top, record) = (place.path().join("out"), place.path().join("record"));
        let write = |path: &str, text: &str| {
            let path = top.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, text).expect("a file");
        };
        for path in ["index.html", "a/index.html", "a/b/index.html", "a/b/c/x.css", "d/e/index.html"] {
            write(path, "1");
        }
        let later = i64::MAX;
        let first = survey(&top, &record, later);
        assert_eq!((first.files.len(), first.folders.len()), (5, 6));
        assert_eq!(survey(&top, &record, 0).folders.len(), 0, "what was just made may still change");
        let digest = crate::hash::Fingerprint::default();
        let files = first.files.iter().map(|(path, state)| (path.clone(), (*state, digest))).collect();
        Record { files, folders: first.folders, ..Record::default() }.save(&record);
        let again = survey(&top, &record, later);
        assert_eq!(again.files, first.files);
        write("a/b/index.html", "22");
        write("a/b/new.html", "3");
        fs::remove_file(top.join("d/e/index.html")).expect("remove");
        let now = survey(&top, &record, later);
        assert_eq!(now.files["a/b/index.html"].size, 2);
        let paths: Vec<&str> = now.files.keys().map(String::as_str).collect();
        assert_eq!(paths, ["a/b/c/x.css", "a/b/index.html", "a/b/new.html", "a/index.html", "index.html"]);
    }
}
