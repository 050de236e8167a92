//! A tree of files beside the published one, made of links to what did not change.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::ops::Bound;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::beside::Beside;
use super::record::{Record, State};
use crate::emit::{Content, Supply};
use crate::hash::Fingerprint;
use crate::source::{BATCH, Folder};

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
    remove_others(folder, record, wanted)?;
    let new_folders = make_folders(folder, record, wanted)?;
    let (mut known, mut last) = (Beside::of(&record.files), "");
    let files: Vec<Job<'_>> = wanted
        .outputs
        .iter()
        .map(|(path, content)| {
            let own = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let first = std::mem::replace(&mut last, own) != own && new_folders.contains(own);
            Job { path, content, known: known.at(path), new_folder: first.then_some(own) }
        })
        .collect();
    let open = Folder::open(folder);
    let written: Vec<(String, (State, Fingerprint))> = files
        .par_iter()
        .with_max_len(BATCH)
        .map(|job| {
            let held = match job.known {
                Some((then, digest))
                    if digest == job.content.digest()
                        && open.link_stat(job.path).is_ok_and(|stat| State::from(&stat) == *then) =>
                {
                    (*then, *digest)
                }
                _ => make(folder, job, wanted, supply)?,
            };
            Ok((job.path.to_owned(), held))
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

/// A file of a tree.
struct Job<'a> {
    path: &'a str,
    content: &'a Content,
    /// What lies there.
    known: Option<&'a (State, Fingerprint)>,
    /// Its folder, if that is to be made with it.
    new_folder: Option<&'a str>,
}

/// Links a file, or writes it where there is nothing to link.
fn make(
    folder: &Path,
    job: &Job<'_>,
    wanted: &Wanted<'_>,
    supply: &Supply<'_>,
) -> Result<(State, Fingerprint), Failure> {
    let new = folder.join(job.path);
    if let Some(new_folder) = job.new_folder {
        make_folder(&folder.join(new_folder))?;
    }
    if job.known.is_some() {
        remove(&new)?;
    }
    if let Some(right) = wanted.right.get(job.path)
        && fs::hard_link(wanted.published.join(job.path), &new).is_ok()
    {
        return Ok(*right);
    }
    let written = match write(supply, job.content, &new) {
        // Another thread has the first file of the folder, and has not come to it.
        Err(error) if error.kind() == io::ErrorKind::NotFound && job.new_folder.is_none() => {
            make_folder(new.parent().unwrap_or(folder))?;
            write(supply, job.content, &new)
        }
        written => written,
    };
    written.map_err(at(&new))
}

/// Removes what the tree has and is not wanted any more, and folders that this empties.
fn remove_others(folder: &Path, record: &Record, wanted: &Wanted<'_>) -> Result<(), Failure> {
    let mut outputs = Beside::of(wanted.outputs);
    let surplus = record.files.keys().filter(|path| outputs.at(path).is_none());
    let surplus = surplus.chain(record.foreign.iter().filter(|path| !wanted.outputs.contains_key(path.as_str())));
    let mut emptied = BTreeSet::new();
    for path in surplus.filter(|path| !wanted.foreign.contains(path.as_str())) {
        remove(&folder.join(path))?;
        let mut at = path.as_str();
        while let Some((above, _)) = at.rsplit_once('/') {
            let is_used = holds(wanted.outputs, above) || wanted.foreign.iter().any(|path| lies_in(path, above));
            if is_used || !emptied.insert(above) {
                break;
            }
            at = above;
        }
    }
    for path in emptied.into_iter().rev() {
        let _still_used = fs::remove_dir(folder.join(path)).is_err();
    }
    Ok(())
}

/// Whether a path is below a folder.
fn lies_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether some of the files are below a folder.
fn holds<K: Ord + Borrow<str>, V>(files: &BTreeMap<K, V>, folder: &str) -> bool {
    let first = format!("{folder}/");
    let mut from = files.range::<str, _>((Bound::Included(first.as_str()), Bound::Unbounded));
    from.next().is_some_and(|(path, _)| lies_in(path.borrow(), folder))
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
fn make_folders<'p>(folder: &Path, record: &Record, wanted: &Wanted<'p>) -> Result<BTreeSet<&'p str>, Failure> {
    if record.files.is_empty() {
        fs::create_dir_all(folder).map_err(at(folder))?;
    }
    let mut known = Beside::of(&record.files);
    let (mut new, mut last) = (BTreeSet::new(), "");
    for path in wanted.outputs.keys().filter(|path| known.at(path).is_none()) {
        let mut at = *path;
        while let Some((above, _)) = at.rsplit_once('/') {
            // Where the record has files, there are folders.
            if above == last || new.contains(above) || holds(&record.files, above) {
                break;
            }
            new.insert(above);
            at = above;
        }
        last = path.rsplit_once('/').map_or("", |(own, _)| own);
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
