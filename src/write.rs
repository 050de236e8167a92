//! Publishes a finished site into the output folder, all at once.
//!
//! The new tree is made beside the old one (unchanged files are hard links), then the two
//! change places in one step. A build that fails or is killed leaves the old tree whole.
//! Files that this tool did not write are carried over, never removed.
#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diag::{Diagnostic, Report, code, io_reason};
use crate::emit::{Content, Outputs};
use crate::hash::Fingerprint;
use crate::source::Sources;
use crate::t;

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
    let sources = ["content", "data", "media", "themes", "templates", "static", "i18n", "src", ".git", ".fanzha"];
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
    sources: &Sources,
    output: &Path,
    state: &Path,
    report: &mut Report,
) -> Option<Written> {
    match publish(outputs, sources, output, state, report) {
        Ok(written) => Some(written),
        Err((path, error)) => {
            let (path, reason) = (path.display(), io_reason(&error));
            let (zh, en) = (reason.zh, reason.en);
            report.push(
                Diagnostic::error(code::OUTPUT_WRITE, t!("写不进 {path}（{zh}）", "cannot write {path} ({en})")).help(
                    t!(
                        "检查磁盘空间和目录权限；旧的网站没有改动",
                        "check disk space and permissions; the old site is unchanged"
                    ),
                ),
            );
            None
        }
    }
}

type Failure = (PathBuf, io::Error);

fn at(path: &Path) -> impl FnOnce(io::Error) -> Failure + '_ {
    move |error| (path.to_owned(), error)
}

fn publish(
    outputs: &Outputs,
    sources: &Sources,
    output: &Path,
    state: &Path,
    report: &mut Report,
) -> Result<Written, Failure> {
    // A link in the place of the folder stays; what it points at is replaced.
    let real = fs::canonicalize(output);
    let output = real.as_deref().unwrap_or(output);
    let name = output.file_name().map_or_else(|| "public".to_owned(), |name| name.to_string_lossy().into_owned());
    let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(at(parent))?;
    if output.exists() && !output.is_dir() {
        return Err((output.to_owned(), io::Error::from(io::ErrorKind::NotADirectory)));
    }
    let prefix = format!(".{name}.fanzha-new-");
    remove_stale(parent, &prefix);
    let staging = parent.join(format!("{prefix}{}", std::process::id()));
    fs::create_dir_all(&staging).map_err(at(&staging))?;
    let record = record_path(state, output);
    let ours = read_record(&record);
    let result = stage(outputs, sources, output, &staging).and_then(|mut written| {
        let foreign = carry_over(outputs, output, &staging, &ours, &mut written)?;
        if let Some(first) = foreign.first() {
            let (count, shown) = (foreign.len(), output.display());
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
        Ok(written)
    });
    let written = match result {
        Ok(written) => written,
        Err(failure) => {
            let _cleaned = fs::remove_dir_all(&staging).is_ok();
            return Err(failure);
        }
    };
    swap(&staging, output).map_err(at(output))?;
    let _cleaned = fs::remove_dir_all(&staging).is_ok();
    save_record(&record, state, outputs);
    Ok(written)
}

/// Folders that killed builds left behind.
fn remove_stale(parent: &Path, prefix: &str) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(prefix) {
            let _cleaned = fs::remove_dir_all(entry.path()).is_ok();
        }
    }
}

fn stage(outputs: &Outputs, sources: &Sources, output: &Path, staging: &Path) -> Result<Written, Failure> {
    let folders: BTreeSet<PathBuf> =
        outputs.files.keys().filter_map(|path| staging.join(path.as_str()).parent().map(Path::to_owned)).collect();
    for folder in &folders {
        fs::create_dir_all(folder).map_err(at(folder))?;
    }
    let files: Vec<_> = outputs.files.iter().collect();
    let changed = files
        .par_iter()
        .map(|(path, content)| {
            let old = output.join(path.as_str());
            let new = staging.join(path.as_str());
            let same = match content {
                Content::Made(bytes) => {
                    fs::metadata(&old).is_ok_and(|meta| meta.len() == bytes.len() as u64)
                        && fs::read(&old).is_ok_and(|found| *found == **bytes)
                }
                Content::Source(source) => sources.get(source).is_some_and(|file| {
                    fs::metadata(&old).is_ok_and(|meta| meta.len() == file.bytes)
                        && fs::read(&old).is_ok_and(|found| Fingerprint::of(&found) == file.fingerprint)
                }),
            };
            if same && fs::hard_link(&old, &new).is_ok() {
                return Ok(false);
            }
            match content {
                Content::Made(bytes) => fs::write(&new, bytes).map_err(at(&new))?,
                Content::Source(source) => {
                    let file =
                        sources.get(source).ok_or_else(|| (new.clone(), io::Error::from(io::ErrorKind::NotFound)))?;
                    let bytes = sources.read(file).map_err(at(&new))?;
                    fs::write(&new, bytes).map_err(at(&new))?;
                }
            }
            Ok(!same)
        })
        .collect::<Result<Vec<bool>, Failure>>()?;
    let changed_count = changed.iter().filter(|changed| **changed).count();
    Ok(Written { changed: changed_count, unchanged: changed.len() - changed_count, removed: 0 })
}

/// Keeps files that this tool did not write; returns their paths.
fn carry_over(
    outputs: &Outputs,
    output: &Path,
    staging: &Path,
    ours: &BTreeSet<String>,
    written: &mut Written,
) -> Result<Vec<String>, Failure> {
    let produced: BTreeSet<&str> = outputs.files.keys().map(|path| path.as_str()).collect();
    let mut foreign = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let disk = output.join(&folder);
        let mut names: Vec<_> = fs::read_dir(&disk).into_iter().flatten().flatten().collect();
        names.sort_by_key(fs::DirEntry::file_name);
        for entry in names {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                folders.push(path);
            } else if produced.contains(path.as_str()) {
                continue;
            } else if ours.contains(&path) {
                written.removed += 1;
            } else {
                let new = staging.join(&path);
                if let Some(parent) = new.parent() {
                    fs::create_dir_all(parent).map_err(at(parent))?;
                }
                let old = entry.path();
                fs::hard_link(&old, &new).or_else(|_| fs::copy(&old, &new).map(|_| ())).map_err(at(&new))?;
                foreign.push(path);
            }
        }
    }
    foreign.sort();
    Ok(foreign)
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

fn record_path(state: &Path, output: &Path) -> PathBuf {
    let key = fs::canonicalize(output.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")))
        .unwrap_or_default()
        .join(output.file_name().unwrap_or_default());
    state.join(format!("written-{}.json", Fingerprint::of(key.to_string_lossy().as_bytes()).hex(16)))
}

fn read_record(path: &Path) -> BTreeSet<String> {
    fs::read(path)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<BTreeMap<String, Vec<String>>>(&bytes).ok())
        .and_then(|mut map| map.remove("files"))
        .unwrap_or_default()
        .into_iter()
        .collect()
}

/// Notes which files are ours. Losing the note is harmless: they would count as foreign.
fn save_record(path: &Path, state: &Path, outputs: &Outputs) {
    let files: Vec<&str> = outputs.files.keys().map(|path| path.as_str()).collect();
    let bytes = serde_json::json!({ "files": files }).to_string();
    let temporary = path.with_extension("tmp");
    let _noted = fs::create_dir_all(state)
        .and_then(|()| fs::write(&temporary, bytes))
        .and_then(|()| fs::rename(&temporary, path))
        .is_ok();
}
