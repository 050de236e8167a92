//! A tree of files beside the published one, made of links to what did not change.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::record::{Record, State};
use crate::emit::{Content, Supply};
use crate::hash::Fingerprint;
use crate::source::Folder;

/// A path that could not be written, and why.
pub type Failure = (PathBuf, io::Error);

/// Names the path at fault.
pub fn at(path: &Path) -> impl FnOnce(io::Error) -> Failure + '_ {
    move |error| (path.to_owned(), error)
}

/// Writes a file and gives its state and what it holds.
pub fn write(supply: &Supply<'_>, content: &Content, path: &Path) -> io::Result<(State, Fingerprint)> {
    let place = match content {
        Content::Source(source, _) => supply.sources.get(source).and_then(|file| supply.sources.place(file)),
        Content::Made(..) | Content::Variant(..) => None,
    };
    // Films are too large for memory.
    if let Some(disk) = place {
        let mut from = fs::File::open(disk)?;
        io::copy(&mut from, &mut fs::File::create_new(path)?)?;
        return Ok((State::of(&fs::metadata(path)?), *content.digest()));
    }
    let bytes = supply.bytes(content)?;
    let mut file = fs::File::create_new(path)?;
    file.write_all(&bytes)?;
    Ok((State::of(&file.metadata()?), *content.digest()))
}

/// What a tree is to hold.
pub struct Wanted<'a> {
    /// The published tree, from which unchanged files are linked.
    pub published: &'a Path,
    /// Files that are right in the published tree.
    pub right: &'a BTreeMap<&'a str, (State, Fingerprint)>,
    /// All outputs by path.
    pub outputs: &'a BTreeMap<&'a str, &'a Content>,
    /// Files of others in the published tree, which are carried over.
    pub foreign: &'a BTreeSet<&'a str>,
}

/// Brings the tree in `folder`, which holds what `record` says, to what is wanted. Gives its
/// new record.
pub fn bring(folder: &Path, record: &Record, wanted: &Wanted<'_>, supply: &Supply<'_>) -> Result<Record, Failure> {
    let mut folders: BTreeSet<&str> = BTreeSet::from([""]);
    for path in wanted.outputs.keys().chain(wanted.foreign) {
        let mut at = *path;
        while let Some((above, _)) = at.rsplit_once('/') {
            if !folders.insert(above) {
                break;
            }
            at = above;
        }
    }
    remove_others(folder, record, wanted, &folders)?;
    let new_folders = make_folders(folder, &folders, record)?;
    let mut last = "";
    let files: Vec<(&str, Option<&str>, &Content)> = wanted
        .outputs
        .iter()
        .map(|(path, content)| {
            let own = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let first = std::mem::replace(&mut last, own) != own && new_folders.contains(own);
            (*path, first.then_some(own), *content)
        })
        .collect();
    let open = Folder::open(folder);
    let written: Vec<(String, (State, Fingerprint))> = files
        .par_iter()
        .map(|(path, new_folder, content)| {
            let new = folder.join(path);
            if let Some(new_folder) = new_folder {
                make_folder(&folder.join(new_folder))?;
            }
            if let Some((then, digest)) = record.files.get(*path)
                && digest == content.digest()
                && open.link_stat(path).is_ok_and(|stat| State::from(&stat) == *then)
            {
                return Ok(((*path).to_owned(), (*then, *digest)));
            }
            if record.files.contains_key(*path) {
                remove(&new)?;
            }
            if let Some(right) = wanted.right.get(path)
                && fs::hard_link(wanted.published.join(path), &new).is_ok()
            {
                return Ok(((*path).to_owned(), *right));
            }
            let written = match write(supply, content, &new) {
                // Another thread has the first file of the folder, and has not come to it.
                Err(error) if error.kind() == io::ErrorKind::NotFound && new_folder.is_none() => {
                    make_folder(new.parent().unwrap_or(folder))?;
                    write(supply, content, &new)
                }
                written => written,
            };
            let written = written.map_err(at(&new))?;
            Ok(((*path).to_owned(), written))
        })
        .collect::<Result<_, Failure>>()?;
    for path in wanted.foreign {
        let (old, new) = (wanted.published.join(path), folder.join(path));
        let state = |path: &Path| fs::symlink_metadata(path).ok().map(|meta| State::of(&meta));
        if state(&new).is_none() || state(&new) != state(&old) {
            remove(&new)?;
            let above = new.parent().unwrap_or(folder);
            fs::create_dir_all(above).map_err(at(above))?;
            fs::hard_link(&old, &new).or_else(|_| fs::copy(&old, &new).map(|_| ())).map_err(at(&new))?;
        }
    }
    let foreign = wanted.foreign.iter().map(|path| (*path).to_owned()).collect();
    // Folders that changed will not look as they did.
    Ok(Record { files: written.into_iter().collect(), foreign, folders: record.folders.clone() })
}

/// Removes what the tree has and is not wanted any more, and folders that this empties.
fn remove_others(folder: &Path, record: &Record, wanted: &Wanted<'_>, folders: &BTreeSet<&str>) -> Result<(), Failure> {
    let mut emptied = BTreeSet::new();
    for path in record.files.keys().chain(&record.foreign) {
        if wanted.outputs.contains_key(path.as_str()) || wanted.foreign.contains(path.as_str()) {
            continue;
        }
        remove(&folder.join(path))?;
        let mut at = path.as_str();
        while let Some((above, _)) = at.rsplit_once('/') {
            if folders.contains(above) {
                break;
            }
            emptied.insert(above);
            at = above;
        }
    }
    for path in emptied.into_iter().rev() {
        let _still_used = fs::remove_dir(folder.join(path)).is_err();
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err((path.to_owned(), error)),
        _ => Ok(()),
    }
}

/// Makes the folders that hold others, those above first. Gives those that are still to be made:
/// a folder is made with its first file, since threads that make folders in one place at the same
/// time wait for each other.
fn make_folders<'p>(folder: &Path, folders: &BTreeSet<&'p str>, record: &Record) -> Result<BTreeSet<&'p str>, Failure> {
    let fresh = record.files.is_empty();
    // Where the record has files, there are folders.
    let known: BTreeSet<&str> =
        record.files.keys().filter_map(|path| path.rsplit_once('/')).map(|(folder, _)| folder).collect();
    let mut new: BTreeSet<&str> =
        folders.iter().copied().filter(|below| !below.is_empty() && !known.contains(below)).collect();
    if fresh {
        fs::create_dir_all(folder).map_err(at(folder))?;
    }
    let above: BTreeSet<&str> = new
        .iter()
        .filter_map(|below| below.rsplit_once('/'))
        .map(|(above, _)| above)
        .filter(|above| new.contains(above))
        .collect();
    // A folder comes before those below it.
    for above in above {
        new.remove(above);
        make_folder(&folder.join(above))?;
    }
    Ok(new)
}

fn make_folder(path: &Path) -> Result<(), Failure> {
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !path.is_dir() => Err((path.to_owned(), error)),
        _ => Ok(()),
    }
}
