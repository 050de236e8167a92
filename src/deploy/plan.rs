//! What a deploy is to do, decided before anything is done.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::gather::{Found, Remote};
use super::release::{Dropped, Past, Release, State, copy_key, seconds};
use super::{Failure, failure};
use crate::config::Target;
use crate::diag::code;
use crate::manifest::{Cache, File};
use crate::t;

/// The folder of the search index. Its table names its parts by what is in them.
const SEARCH: &str = "search-index/";

/// The instant at which files were dropped that are being deleted: they may be there or not.
const GOING: i64 = 0;

/// The parts of a deploy, in order: whatever a page needs is there before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Files that pages use.
    Assets,
    /// Pages at new addresses, which no page links to yet.
    NewPages,
    /// Pages that take the place of others.
    Pages,
    /// Feeds, sitemaps and the like.
    Feeds,
    /// The parts of the search index, …
    Search,
    /// … and its table, last.
    SearchTable,
}

/// All of them.
pub const STEPS: [Step; 6] = [Step::Assets, Step::NewPages, Step::Pages, Step::Feeds, Step::Search, Step::SearchTable];

/// A file that is to be laid down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its place among the release's files.
    pub file: usize,
    /// When.
    pub step: Step,
    /// Whether its bytes are in the store already, as a copy that was kept.
    pub is_kept: bool,
    /// Whether it takes the place of another.
    pub replaces: bool,
}

/// Bytes that are to be kept before something takes their place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Backup {
    /// Where they are.
    pub path: String,
    /// Their SHA-256.
    pub sha256: String,
    /// How many they are.
    pub bytes: u64,
    /// The release that says so.
    pub release: String,
}

/// What a deploy is to do.
pub struct Plan {
    /// The release that is to be out afterwards.
    pub release: Release,
    /// Bytes to keep, first of all.
    pub backups: Vec<Backup>,
    /// Files to lay down, by step.
    pub uploads: Vec<Upload>,
    /// Files of the site to delete, after the commit.
    pub deletes: Vec<String>,
    /// Files of the site that leave, and those among them that stay for a while.
    pub waiting: Vec<String>,
    /// How many files are there already.
    pub same: usize,
    /// Copies that no kept release needs.
    pub stale_copies: Vec<String>,
    /// The state at the commit.
    pub after: State,
}

/// What lies at a place.
enum There<'r> {
    /// Nothing.
    Nothing,
    /// The file that is wanted.
    Same,
    /// Something else, or with other headers; with what a kept release may need of it.
    Other(Option<(&'r str, &'r str, u64)>),
}

/// How a plan is made.
pub struct Making<'a> {
    /// The target.
    pub target: &'a Target,
    /// What is in the store.
    pub remote: &'a Remote,
    /// Whether an earlier release comes back: its bytes come from copies in the store, not from a build.
    pub comes_back: bool,
    /// Whether what is not needed goes at once.
    pub forget: bool,
    /// How many files may be deleted.
    pub max_deletes: usize,
    /// Now.
    pub now: Timestamp,
}

impl Making<'_> {
    /// The plan for a release.
    pub fn plan(&self, release: Release) -> Result<Plan, Failure> {
        let releases = self.kept_afterwards(&release);
        let kept: BTreeSet<&str> = releases.iter().map(|past| &*past.id).collect();
        let (mut uploads, mut backups, mut same, mut lost) = (Vec::new(), BTreeSet::new(), 0, Vec::new());
        for (at, file) in release.manifest.files.iter().enumerate() {
            let there = self.there(&release, file);
            let replaces = !matches!(there, There::Nothing);
            match there {
                There::Same => {
                    same += 1;
                    continue;
                }
                There::Other(Some((last, sha256, bytes))) if sha256 != file.sha256 => {
                    backups.extend(backup(&file.path, sha256, bytes, last));
                }
                There::Nothing | There::Other(_) => {}
            }
            let is_kept = self.comes_back;
            if is_kept && !self.remote.state.copies.contains_key(&file.sha256) {
                lost.push(&*file.path);
            }
            uploads.push(Upload { file: at, step: step(file, replaces), is_kept, replaces });
        }
        if let Some(path) = lost.first() {
            return Err(not_whole(&release.id, path, lost.len()));
        }
        let mut dropped = self.dropped(&release, &mut backups);
        let mut copies = self.remote.state.copies.clone();
        // What goes with its release at once need not be kept.
        backups.retain(|backup| kept.contains(&*backup.release));
        let age = |id: &str| releases.iter().position(|past| past.id == id);
        for backup in &backups {
            let last = copies.entry(backup.sha256.clone()).or_default();
            if age(last) < age(&backup.release) {
                last.clone_from(&backup.release);
            }
        }
        backups.retain(|backup| !self.remote.state.copies.contains_key(&backup.sha256));
        let mut first = BTreeSet::new();
        backups.retain(|backup| first.insert(backup.sha256.clone()));
        let stale_copies: Vec<String> =
            copies.iter().filter(|(_, last)| !kept.contains(&***last)).map(|(sha256, _)| sha256.clone()).collect();
        let (deletes, waiting): (Vec<_>, Vec<_>) = dropped.iter().partition(|(_, dropped)| self.may_go(dropped, &kept));
        let names = |those: Vec<(&String, &Dropped)>| those.into_iter().map(|(path, _)| path.clone()).collect();
        let (mut deletes, mut waiting): (Vec<String>, Vec<String>) = (names(deletes), names(waiting));
        self.postpone(&mut deletes, &mut waiting);
        if deletes.len() > self.max_deletes {
            return Err(too_many(&deletes, self.max_deletes));
        }
        for path in &deletes {
            dropped.entry(path.clone()).and_modify(|dropped| (dropped.last, dropped.at) = (None, GOING));
        }
        uploads.sort_by_key(|upload| upload.step);
        let retired = self.retired(&kept, &release);
        let after = State {
            format: super::release::FORMAT,
            current: Some(release.id.clone()),
            busy: Vec::new(),
            retired,
            releases,
            dropped,
            copies,
        };
        Ok(Plan {
            backups: backups.into_iter().collect(),
            uploads,
            deletes,
            waiting,
            same,
            stale_copies,
            after,
            release,
        })
    }

    /// The releases that can come back afterwards.
    fn kept_afterwards(&self, release: &Release) -> Vec<Past> {
        let mut releases = self.remote.state.releases.clone();
        releases.retain(|past| past.id != release.id);
        let back_at = self.comes_back.then(|| seconds(self.now));
        releases.push(Past { back_at, ..release.past() });
        let keep = if self.forget { 1 } else { self.target.keep };
        let gone = releases.len().saturating_sub(keep);
        releases.split_off(gone)
    }

    /// Releases whose manifests nobody needs any more.
    fn retired(&self, kept: &BTreeSet<&str>, release: &Release) -> Vec<String> {
        let state = &self.remote.state;
        let before = state.releases.iter().map(|past| &past.id);
        let all: BTreeSet<&String> = before.chain(&state.busy).chain(&state.retired).collect();
        all.into_iter().filter(|id| !kept.contains(&***id) && **id != release.id).cloned().collect()
    }

    /// Whether a file of one release has the headers that a file of another is to have. What comes back does so
    /// as it was.
    fn fits(&self, one: &Release, old: &File, other: &Release, new: &File) -> bool {
        let same = || one.cache_control(old.cache) == other.cache_control(new.cache);
        self.comes_back || old.content_type == new.content_type && old.coding() == new.coding() && same()
    }

    /// What lies where a file is to be.
    fn there(&self, release: &Release, file: &File) -> There<'_> {
        match &self.remote.found {
            Some(found) => self.seen(release, file, found.get(&file.path)),
            None => self.told(release, file),
        }
    }

    /// … as the state says.
    fn told(&self, release: &Release, file: &File) -> There<'_> {
        let current = self.remote.current().and_then(|current| Some((current, current.file(&file.path)?)));
        if let Some((current, old)) = current {
            return if old.sha256 == file.sha256 && self.fits(current, old, release, file) {
                There::Same
            } else {
                There::Other(Some((&current.id, &old.sha256, old.bytes)))
            };
        }
        match self.remote.state.dropped.get(&file.path) {
            Some(dropped) if dropped.sha256 == file.sha256 && dropped.at != GOING => There::Same,
            Some(dropped) => There::Other(dropped.known()),
            None => There::Nothing,
        }
    }

    /// … as a look at it told.
    fn seen(&self, release: &Release, file: &File, found: Option<&Found>) -> There<'_> {
        let Some(found) = found else { return There::Nothing };
        let known = || self.remote.newest_first().filter_map(|one| Some((one, one.file(&file.path)?)));
        // Who laid it down gave it the headers that his release says.
        if found.is(file) == Some(true) {
            let vouched = known().any(|(one, old)| old.sha256 == file.sha256 && self.fits(one, old, release, file));
            return if vouched || self.comes_back { There::Same } else { There::Other(None) };
        }
        let old = known().find(|(_, old)| found.is(old) == Some(true));
        if let Some((one, old)) = old {
            return There::Other(Some((&one.id, &old.sha256, old.bytes)));
        }
        // A store that does not tell still holds what the last release says, unless there is a copy of that.
        let current = self.remote.current().and_then(|current| Some((current, current.file(&file.path)?)));
        let has_copy = self.remote.state.copies.contains_key(&file.sha256);
        match (current, self.remote.state.dropped.get(&file.path)) {
            (Some((_, old)), _) if self.comes_back && old.sha256 == file.sha256 && !has_copy => There::Same,
            (Some((current, old)), _) if found.is(old).is_none() => {
                There::Other(Some((&current.id, &old.sha256, old.bytes)))
            }
            (None, Some(dropped)) => There::Other(dropped.known()),
            _ => There::Other(None),
        }
    }

    /// What the release does not have, and what of it is to be kept. Pages that are gone are gone at once;
    /// what old pages may still need stays for a while.
    fn dropped(&self, release: &Release, backups: &mut BTreeSet<Backup>) -> BTreeMap<String, Dropped> {
        let mut dropped: BTreeMap<String, Dropped> = self.remote.state.dropped.clone();
        let found = |path: &str| self.remote.found.as_ref().map(|found| found.get(path));
        let known = self.remote.newest_first();
        let (committed, begun): (Vec<_>, Vec<_>) = known.partition(|one| self.remote.state.keeps(&one.id));
        for (one, is_committed) in committed.iter().map(|one| (one, true)).chain(begun.iter().map(|one| (one, false))) {
            for file in one.manifest.files.iter().filter(|file| release.file(&file.path).is_none()) {
                // Readers may have the table of the last index, which names its parts. Lists of titles go like the
                // pages that they name; `search.js` then asks for the table again.
                let is_part = file.path.starts_with(SEARCH) && !file.path.contains("/p/");
                let is_asset = file.cache <= Cache::Asset || is_part;
                let holds =
                    found(&file.path).is_none_or(|found| found.is_some_and(|found| found.is(file) != Some(false)));
                if !is_asset && is_committed && holds {
                    backups.extend(backup(&file.path, &file.sha256, file.bytes, &one.id));
                }
                dropped.entry(file.path.clone()).or_insert_with(|| Dropped {
                    last: (is_asset && is_committed).then(|| one.id.clone()),
                    at: if is_asset { self.now.as_second() } else { GOING },
                    sha256: file.sha256.clone(),
                    bytes: file.bytes,
                });
            }
        }
        dropped.retain(|path, _| release.file(path).is_none() && found(path).is_none_or(|found| found.is_some()));
        dropped
    }

    /// Parts of the search index fall due by the hundred. As many as are too much wait for the next deploy.
    fn postpone(&self, deletes: &mut Vec<String>, waiting: &mut Vec<String>) {
        let mut too_many = deletes.len().saturating_sub(self.max_deletes);
        if self.forget {
            return;
        }
        deletes.retain(|path| {
            let stays = too_many > 0 && path.starts_with(SEARCH) && !path.contains("/p/");
            if stays {
                too_many -= 1;
                waiting.push(path.clone());
            }
            !stays
        });
    }

    /// Whether a file that was dropped is needed by no release that can come back, and by no reader.
    fn may_go(&self, dropped: &Dropped, kept: &BTreeSet<&str>) -> bool {
        let needed = dropped.last.as_ref().is_some_and(|last| kept.contains(&**last));
        let grace = if self.forget { 0 } else { i64::try_from(self.target.grace().as_secs()).unwrap_or(i64::MAX) };
        !needed && self.now.as_second() >= dropped.at.saturating_add(grace)
    }
}

impl Dropped {
    fn known(&self) -> Option<(&str, &str, u64)> {
        self.last.as_ref().map(|last| (&**last, &*self.sha256, self.bytes))
    }
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.uploads.is_empty()
            && self.deletes.is_empty()
            && self.stale_copies.is_empty()
            && self.after.retired.is_empty()
    }

    /// The file of an upload.
    pub fn file(&self, upload: &Upload) -> Option<&File> {
        self.release.manifest.files.get(upload.file)
    }

    /// How many bytes are to be laid down.
    pub fn bytes(&self) -> u64 {
        self.uploads.iter().filter_map(|upload| self.file(upload)).map(|file| file.bytes).sum()
    }

    /// The paths at which readers find something else than before.
    pub fn changed(&self) -> Vec<&str> {
        let is_new = |step: Step| matches!(step, Step::Assets | Step::Search);
        let laid = self.uploads.iter().filter(|upload| upload.replaces || !is_new(upload.step));
        let laid = laid.filter_map(|upload| self.file(upload)).map(|file| &*file.path);
        let mut all: Vec<&str> = laid.chain(self.deletes.iter().map(String::as_str)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The pages that are new or changed.
    pub fn changed_pages(&self) -> impl Iterator<Item = &str> {
        let pages = self.uploads.iter().filter(|upload| matches!(upload.step, Step::NewPages | Step::Pages));
        let pages = pages.filter_map(|upload| self.file(upload)).filter(|file| file.copy_of.is_none());
        pages.map(|file| &*file.path).filter(|path| *path != "404.html")
    }

    /// The state when everything is done.
    pub fn settled(&self) -> State {
        let mut state = self.after.clone();
        state.retired.clear();
        self.deletes.iter().for_each(|path| drop(state.dropped.remove(path)));
        self.stale_copies.iter().for_each(|sha256| drop(state.copies.remove(sha256)));
        state
    }

    /// The keys of copies that go.
    pub fn stale_keys(&self) -> impl Iterator<Item = String> {
        self.stale_copies.iter().map(|sha256| copy_key(sha256))
    }
}

fn backup(path: &str, sha256: &str, bytes: u64, release: &str) -> Option<Backup> {
    let backup = Backup { path: path.to_owned(), sha256: sha256.to_owned(), bytes, release: release.to_owned() };
    (!release.is_empty()).then_some(backup)
}

fn step(file: &File, replaces: bool) -> Step {
    // What is compressed beside a file comes with it.
    let path = file.encoding.as_ref().map_or(&*file.path, |encoded| &*encoded.of);
    let search = path.strip_prefix(SEARCH);
    match (search, file.cache) {
        (Some(name), _) if name.ends_with("/index.json") => Step::SearchTable,
        (Some(_), _) => Step::Search,
        (None, Cache::Immutable | Cache::Asset) => Step::Assets,
        // The first page of all leads to the others.
        (None, Cache::Page) if replaces || path == "index.html" => Step::Pages,
        (None, Cache::Page) => Step::NewPages,
        (None, Cache::Fresh) => Step::Feeds,
    }
}

fn too_many(deletes: &[String], most: usize) -> Failure {
    let (count, first) = (deletes.len(), deletes.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", "));
    let failed = failure(
        code::DEPLOY_DELETES,
        t!(
            "要删除 {count} 个文件（{first}…），超过上限 {most}；什么也没有做",
            "{count} files would be deleted ({first} …), more than {most}; nothing was done"
        ),
    );
    Box::new(
        failed
            .help(t!(
                "先看清楚：fanzha deploy --dry-run --max-deletes {count}",
                "look first: fanzha deploy --dry-run --max-deletes {count}"
            ))
            .help(t!("确实要删，加 --max-deletes {count}", "if that is right, add --max-deletes {count}")),
    )
}

fn not_whole(id: &str, path: &str, count: usize) -> Failure {
    let failed = failure(
        code::DEPLOY_STATE,
        t!(
            "版本 {id} 已经不完整：存储里缺 {count} 个文件（如 {path}）",
            "release {id} is no longer whole: {count} files are missing from the store (such as {path})"
        ),
    );
    Box::new(failed.help(t!(
        "换一个版本（fanzha deploy --list），或从 Git 取出那时的内容重新发布",
        "choose another (fanzha deploy --list), or deploy the content of that time from Git"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::{Coding, Encoded};

    #[test]
    fn what_is_compressed_beside_a_file_goes_with_it() {
        let file = |path: &str, of: Option<&str>| File {
            path: path.to_owned(),
            bytes: 1,
            sha256: String::new(),
            md5: String::new(),
            content_type: String::new(),
            cache: Cache::of(of.unwrap_or(path), &[]),
            encoding: of.map(|of| Encoded { coding: Coding::Gzip, of: of.to_owned(), sha256: String::new() }),
            copy_of: None,
        };
        for (path, wanted) in [
            ("search-index/zh/index.json", Step::SearchTable),
            ("search-index/zh/8-5/p/3.Ab3x.json", Step::Search),
            ("index.html", Step::Pages),
            ("a/index.html", Step::NewPages),
            ("atom.xml", Step::Feeds),
            ("assets/main.0123456789.css", Step::Assets),
        ] {
            assert_eq!(step(&file(path, None), false), wanted, "{path}");
            assert_eq!(step(&file(&format!("{path}.gz"), Some(path)), false), wanted, "{path}.gz");
        }
    }
}
