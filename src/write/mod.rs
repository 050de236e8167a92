//! Publishes a finished site into the output folder, all at once.
//!
//! Invariants:
//! * The published folder changes in one step: one file is renamed into its place or removed,
//!   or a whole tree, made beside the old one, changes places with it. A build that fails or is
//!   killed leaves the old site whole.
//! * What is published is what the file system says, not what a record says: every file is
//!   looked at, and one that is not as we wrote it is compared by its bytes.
//! * Files that this tool did not write are carried over, never removed.
//!
//! The tree that was replaced stays as a spare. It differs from the new one only in what the
//! last two builds changed, so the next tree is made of it with as little work.
#![allow(clippy::disallowed_methods)]

mod beside;
mod one;
mod record;
mod survey;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diag::{Diagnostic, Report, code};
use crate::emit::{Content, Outputs, Supply};
use crate::hash::Fingerprint;
use crate::t;
use beside::Beside;
use record::{Record, State};
use tree::{Failure, Wanted, at};

use survey::Look;

pub use one::one;
pub use survey::Survey;

/// What writing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files made or changed.
    pub changed: usize,
    /// Files that were right already.
    pub unchanged: usize,
    /// Files removed.
    pub removed: usize,
}

/// Why a folder may not be the output folder.
pub fn refuse_output(root: &Path, output: &Path) -> Option<Diagnostic> {
    let shown = output.display();
    let absolute = |path: &Path| {
        // `..` first goes by the written path, then links are followed as far as there are any.
        let mut plain = PathBuf::new();
        for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
            match part {
                std::path::Component::ParentDir => {
                    plain.pop();
                }
                part => plain.push(part),
            }
        }
        let mut rest = Vec::new();
        let mut existing = plain.as_path();
        loop {
            if let Ok(real) = fs::canonicalize(existing) {
                return rest.iter().rev().fold(real, |path: PathBuf, part: &std::ffi::OsString| path.join(part));
            }
            match (existing.parent(), existing.file_name()) {
                (Some(parent), Some(name)) => {
                    rest.push(name.to_owned());
                    existing = parent;
                }
                _ => return plain,
            }
        }
    };
    let (root, output) = (absolute(root), absolute(output));
    let sources =
        ["content", "data", "fonts", "media", "themes", "templates", "static", "i18n", "src", ".git", ".fanzha"];
    let bad = root.starts_with(&output) || sources.iter().any(|name| output.starts_with(root.join(name)));
    bad.then(|| {
        Diagnostic::error(
            code::OUTPUT_WRITE,
            t!("不能把网站输出到 {shown}：那里是源文件", "the site cannot go to {shown}: sources are there"),
        )
        .help(t!("换一个目录，如 -o public", "choose another folder, such as -o public"))
    })
}

/// Publishes the outputs. `state` is the folder for this tool's own records.
pub fn apply(
    outputs: &Outputs,
    supply: &Supply<'_>,
    output: &Path,
    state: &Path,
    survey: Option<Survey>,
    report: &mut Report,
) -> Option<Written> {
    match publish(outputs, supply, output, state, survey, report) {
        Ok(written) => Some(written),
        Err((path, error)) => {
            report.push(Diagnostic::unwritable(&path, &error).help(t!(
                "检查磁盘空间和目录权限；旧的网站没有改动",
                "check disk space and permissions; the old site is unchanged"
            )));
            None
        }
    }
}

/// Removes the spare trees that builds keep in `state`.
pub fn remove_spares(state: &Path) {
    for entry in fs::read_dir(state).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with("spare-") {
            let path = entry.path();
            let _cleaned = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path)).is_ok();
        }
    }
}

/// The places of one publication.
struct Places {
    output: PathBuf,
    /// For trees under construction; on the same file system as the output folder.
    work: PathBuf,
    spare: PathBuf,
    record: PathBuf,
    spare_record: PathBuf,
    prefix: String,
}

impl Places {
    fn of(output: &Path, state: &Path) -> Result<Self, Failure> {
        // A link in the place of the folder stays; what it points at is replaced.
        let real = fs::canonicalize(output);
        let output = real.as_deref().unwrap_or(output);
        let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(at(parent))?;
        let _optional = fs::create_dir_all(state).is_ok();
        if output.exists() && !output.is_dir() {
            return Err((output.to_owned(), io::Error::from(io::ErrorKind::NotADirectory)));
        }
        let name = record::name_of(output);
        let beside = !same_device(parent, state);
        let work = if beside { parent } else { state };
        let shown = output.file_name().map_or_else(|| "public".into(), |name| name.to_string_lossy());
        let hidden = if beside { format!(".{shown}.fanzha-") } else { format!("spare-{name}-") };
        Ok(Places {
            work: work.to_owned(),
            spare: work.join(format!("{hidden}old")),
            record: record::published(state, &name),
            spare_record: record::spare(state, &name),
            prefix: format!("{hidden}new-"),
            output: output.to_owned(),
        })
    }

    /// A folder for a tree under construction.
    fn fresh(&self) -> PathBuf {
        self.work.join(format!("{}{}", self.prefix, std::process::id()))
    }

    /// Keeps the record of what is published.
    fn note(&self, record: &Record) {
        record.save(&self.record);
        let _gone = fs::remove_file(record::next(&self.record)).is_ok();
    }

    /// Removes what killed builds left behind.
    fn remove_stale(&self) {
        for entry in fs::read_dir(&self.work).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(&self.prefix) {
                let path = entry.path();
                let _cleaned = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path)).is_ok();
            }
        }
    }
}

#[cfg(unix)]
fn same_device(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).ok().map(|meta| meta.dev());
    device(one).is_some() && device(one) == device(other)
}

#[cfg(not(unix))]
fn same_device(_: &Path, _: &Path) -> bool {
    false
}

fn publish(
    outputs: &Outputs,
    supply: &Supply<'_>,
    output: &Path,
    state: &Path,
    survey: Option<Survey>,
    report: &mut Report,
) -> Result<Written, Failure> {
    let places = Places::of(output, state)?;
    // Two builds publish one after the other. Where locks do not work, each still publishes a
    // whole tree of its own.
    let lock = fs::OpenOptions::new().create(true).truncate(false).write(true).open(state.join("publish.lock"));
    let _locked = lock.as_ref().is_ok_and(|file| file.lock().is_ok());
    places.remove_stale();
    let look = survey.and_then(|survey| survey.of(&places.output));
    let Look { record, files: found, folders, spare, was_killed } = look.unwrap_or_else(|| Look {
        spare: Record::read(&places.spare_record),
        ..survey::survey(&places.output, &places.record, i64::MIN)
    });
    let wanted: BTreeMap<&str, &Content> =
        outputs.files.iter().map(|(path, content)| (path.as_str(), content)).collect();
    let (right, changed) = right_ones(&wanted, &found, &record, &places.output);
    let (surplus, foreign): (Vec<&str>, BTreeSet<&str>) = {
        let (ours, others): (Vec<&str>, Vec<&str>) =
            unwanted(&found, &wanted).into_iter().partition(|path| record.files.contains_key(*path));
        (ours, others.into_iter().collect())
    };
    if let Some(first) = foreign.first() {
        tell_foreign(&places.output, first, foreign.len(), report);
    }
    let written = Written { changed: changed.len(), unchanged: right.len(), removed: surplus.len() };
    let all_right = || Record {
        files: right.iter().map(|(path, held)| ((*path).to_owned(), *held)).collect(),
        foreign: foreign.iter().map(|path| (*path).to_owned()).collect(),
        folders: folders.clone(),
    };
    match (&changed[..], &surplus[..]) {
        ([], []) if places.output.is_dir() => {
            let as_recorded = record.folders == folders
                && record.foreign.iter().map(String::as_str).eq(foreign.iter().copied())
                && record.files.iter().map(|(path, held)| (path.as_str(), held)).eq(right.iter().map(|(p, h)| (*p, h)));
            if !as_recorded || was_killed {
                places.note(&all_right());
            }
        }
        // One file is one step: it needs no tree of its own.
        ([path], []) if found.contains_key(*path) => {
            let mut now = all_right();
            let new = places.fresh();
            let held = tree::write(supply, wanted[path], &new).map_err(at(&new))?;
            let place = places.output.join(path);
            fs::rename(&new, &place).map_err(at(&place))?;
            now.files.insert((*path).to_owned(), held);
            places.note(&now);
        }
        _ => {
            let wanted = Wanted { published: &places.output, right: &right, outputs: &wanted, foreign: &foreign };
            // The tree that is replaced becomes the spare: its record must tell all that it holds.
            let says_more = was_killed
                || record.folders.len() < folders.len()
                || !record.foreign.iter().map(String::as_str).eq(foreign.iter().copied());
            let foreign = foreign.iter().map(|path| (*path).to_owned()).collect();
            let last = says_more.then(|| Record { folders, foreign, ..record.clone() });
            replace(&places, &wanted, (last, spare), supply)?;
        }
    }
    Ok(written)
}

/// Puts a whole tree into the place of the published one, of which `last` says more than its
/// record on the disk. `spare` is the record of the spare tree.
fn replace(
    places: &Places,
    wanted: &Wanted<'_>,
    (last, spare): (Option<Record>, Option<Record>),
    supply: &Supply<'_>,
) -> Result<(), Failure> {
    let spare = spare.filter(|_| places.spare.is_dir());
    // From here on the spare is not what its record says.
    let _gone = fs::remove_file(&places.spare_record).is_ok();
    let renewed = spare.and_then(|record| tree::bring(&places.spare, &record, wanted, supply).ok());
    let (tree, record) = match renewed {
        Some(record) => (places.spare.clone(), record),
        None => {
            let _gone = fs::remove_dir_all(&places.spare).is_ok();
            let fresh = places.fresh();
            match tree::bring(&fresh, &Record::default(), wanted, supply) {
                Ok(record) => (fresh, record),
                Err(failure) => {
                    let _cleaned = fs::remove_dir_all(&fresh).is_ok();
                    return Err(failure);
                }
            }
        }
    };
    let replaced = places.output.exists();
    // Before the trees change places: a build that is killed right after that leaves a site of which
    // the next one knows what is ours.
    record.save(&record::next(&places.record));
    swap(&tree, &places.output).map_err(at(&places.output))?;
    if replaced {
        let kept = tree == places.spare || fs::rename(&tree, &places.spare).is_ok();
        if kept {
            match last {
                Some(last) => last.save(&places.spare_record),
                None => {
                    let _kept = fs::rename(&places.record, &places.spare_record).is_ok();
                }
            }
        } else {
            let _cleaned = fs::remove_dir_all(&tree).is_ok();
        }
    }
    let _noted = fs::rename(record::next(&places.record), &places.record).is_ok();
    Ok(())
}

/// What is there and is not wanted, by path.
fn unwanted<'f>(found: &'f BTreeMap<String, State>, wanted: &BTreeMap<&str, &Content>) -> Vec<&'f str> {
    let mut wanted = Beside::of(wanted);
    found.keys().map(String::as_str).filter(|path| wanted.at(path).is_none()).collect()
}

/// Files that hold what they should already, by path, with what they hold.
type Right<'w> = BTreeMap<&'w str, (State, Fingerprint)>;

/// The files that are right, and the others that are wanted.
fn right_ones<'w>(
    wanted: &BTreeMap<&'w str, &Content>,
    found: &BTreeMap<String, State>,
    record: &Record,
    output: &Path,
) -> (Right<'w>, Vec<&'w str>) {
    let (mut there, mut noted) = (Beside::of(found), Beside::of(&record.files));
    let files: Vec<_> =
        wanted.iter().map(|(path, content)| (*path, *content, there.at(path), noted.at(path))).collect();
    let held = |(path, content, there, noted): &(&'w str, &Content, Option<&State>, Option<&(State, Fingerprint)>)| {
        let (state, digest) = ((*there)?, content.digest());
        let known = noted.filter(|(then, _)| then == state);
        let same = match (known, content) {
            (Some((_, written)), _) => written == digest,
            (None, Content::Made(blob, _)) if u64::from(blob.length) != state.size => false,
            (None, _) => {
                let place = output.join(path);
                fs::symlink_metadata(&place).ok()?.is_file()
                    && Fingerprint::of_reader(fs::File::open(place).ok()?).ok()? == *digest
            }
        };
        same.then_some((*state, *digest))
    };
    let states: Vec<Option<(State, Fingerprint)>> = files.par_iter().map(held).collect();
    let paths = files.iter().map(|(path, ..)| *path);
    let changed = paths.clone().zip(&states).filter(|(_, held)| held.is_none()).map(|(path, _)| path).collect();
    let right = paths.zip(states).filter_map(|(path, held)| Some((path, held?))).collect();
    (right, changed)
}

fn tell_foreign(output: &Path, first: &str, count: usize, report: &mut Report) {
    let shown = output.display();
    report.push(
        Diagnostic::warning(
            code::OUTPUT_FOREIGN,
            t!(
                "{shown} 里有 {count} 个不是本工具写的文件（如 {first}），原样保留",
                "{shown} holds {count} files that this tool did not write (such as {first}); they are kept"
            ),
        )
        .help(t!("确认不需要就自己删掉", "remove them yourself if they are not needed")),
    );
}

/// Lets two folders change places, in one step where the system can.
fn swap(staging: &Path, output: &Path) -> io::Result<()> {
    if !output.exists() {
        return fs::rename(staging, output);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, staging, CWD, output, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let old = staging.with_extension("old");
    fs::rename(output, &old)?;
    if let Err(error) = fs::rename(staging, output) {
        fs::rename(&old, output)?;
        return Err(error);
    }
    fs::rename(&old, staging)
}
