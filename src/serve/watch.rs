//! Changes of files, as few at a time as can be.
#![allow(clippy::disallowed_methods)] // Folders are looked at, not read.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify_debouncer_full::notify::{self, Config, EventKind, PollWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, Debouncer, NoCache, RecommendedCache, new_debouncer, new_debouncer_opt,
};

use super::network;
use crate::source::is_noise;

/// The folders that sites are made of. Others, such as `.git`, are not looked at: watching them
/// takes what the system allows for watching.
const FOLDERS: &[&str] = &["content", "data", "fonts", "media", "themes", "templates", "static", "i18n"];
/// After the last change of a file, before it counts.
const SETTLES: Duration = Duration::from_millis(60);
/// With more files than this at once somebody is checking out or unpacking …
const MANY: usize = 8;
/// … and then it is quiet for so long before a build begins, …
const QUIET: Duration = Duration::from_millis(300);
/// … but no longer than this after the first change.
const AT_LAST: Duration = Duration::from_secs(5);

enum Watcher {
    /// The system tells.
    Told(Debouncer<notify::RecommendedWatcher, RecommendedCache>),
    /// Files are looked at again and again.
    Polls(Debouncer<PollWatcher, NoCache>),
}

/// What changes below a root.
pub struct Watch {
    root: PathBuf,
    watcher: Watcher,
    watched: BTreeSet<&'static str>,
    changes: Receiver<BTreeSet<PathBuf>>,
}

impl Watch {
    /// Begins to watch: as the system tells or, if it does not, by looking every `usual`.
    pub fn begin(root: &Path, poll: Option<Duration>, usual: Duration) -> io::Result<(Self, bool)> {
        let resolved = std::fs::canonicalize(root)?;
        Self::begin_with(&resolved, poll, usual, network::is_far(&resolved), Self::told)
    }

    /// The same with what the system says: whether the folder is another machine's, and whether
    /// it lets itself be watched.
    fn begin_with(
        root: &Path,
        poll: Option<Duration>,
        usual: Duration,
        is_far: bool,
        told: impl FnOnce(&Path) -> notify::Result<Self>,
    ) -> io::Result<(Self, bool)> {
        if poll.is_none()
            && !is_far
            && let Ok(watch) = told(root)
        {
            return Ok((watch, false));
        }
        let watch = Self::polling(root, poll.unwrap_or(usual)).map_err(io::Error::other)?;
        Ok((watch, poll.is_none()))
    }

    fn told(root: &Path) -> notify::Result<Self> {
        let (handler, changes) = channel();
        Self::at(root, Watcher::Told(new_debouncer(SETTLES, None, handler)?), changes)
    }

    fn polling(root: &Path, every: Duration) -> notify::Result<Self> {
        let (handler, changes) = channel();
        let config = Config::default().with_poll_interval(every);
        let watcher = new_debouncer_opt::<_, PollWatcher, NoCache>(SETTLES, None, handler, NoCache::new(), config)?;
        Self::at(root, Watcher::Polls(watcher), changes)
    }

    fn at(root: &Path, watcher: Watcher, changes: Receiver<BTreeSet<PathBuf>>) -> notify::Result<Self> {
        let root = std::fs::canonicalize(root)?;
        let mut watch = Watch { root, watcher, watched: BTreeSet::new(), changes };
        let root = watch.root.clone();
        watch.add(&root, RecursiveMode::NonRecursive)?;
        watch.add_folders()?;
        Ok(watch)
    }

    fn add(&mut self, path: &Path, mode: RecursiveMode) -> notify::Result<()> {
        match &mut self.watcher {
            Watcher::Told(watcher) => watcher.watch(path, mode),
            Watcher::Polls(watcher) => watcher.watch(path, mode),
        }
    }

    /// Watches folders that were not there before. Tells whether there are any.
    fn add_folders(&mut self) -> notify::Result<bool> {
        let mut any = false;
        for name in FOLDERS {
            let folder = self.root.join(name);
            if folder.is_dir() && !self.watched.contains(name) {
                self.add(&folder, RecursiveMode::Recursive)?;
                self.watched.insert(name);
                any = true;
            }
        }
        self.watched.retain(|name| self.root.join(name).is_dir());
        Ok(any)
    }

    /// Waits for files that matter to change. Nothing when watching has ended.
    pub fn next(&mut self) -> Option<BTreeSet<PathBuf>> {
        loop {
            let mut paths = self.changes.recv().ok()?;
            let begun = Instant::now();
            let mut wait = Duration::ZERO;
            loop {
                if paths.len() > MANY {
                    wait = QUIET;
                }
                match self.changes.recv_timeout(wait) {
                    Ok(more) => paths.extend(more),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return None,
                }
                if begun.elapsed() > AT_LAST {
                    break;
                }
            }
            let grown = self.add_folders().unwrap_or(false);
            paths.retain(|path| matters(path, &self.root));
            if grown || !paths.is_empty() {
                return Some(paths);
            }
        }
    }
}

/// A handler for events, and what it hands over.
fn channel() -> (impl FnMut(DebounceEventResult) + Send + 'static, Receiver<BTreeSet<PathBuf>>) {
    let (sender, changes) = mpsc::channel();
    let handler = move |result: DebounceEventResult| {
        let Ok(events) = result else { return };
        let paths: BTreeSet<PathBuf> = events
            .into_iter()
            .filter(|event| !matches!(event.kind, EventKind::Access(_)))
            .flat_map(|event| event.event.paths)
            .collect();
        let _receiver_gone = sender.send(paths).is_err();
    };
    (handler, changes)
}

/// Whether a change can change the site.
fn matters(path: &Path, root: &Path) -> bool {
    let below = path.strip_prefix(root).unwrap_or(path);
    let mut parts = below.components().map(|part| part.as_os_str().to_string_lossy());
    let Some(first) = parts.next() else { return false };
    let known = FOLDERS.contains(&&*first) || first.ends_with(".toml");
    known && below.file_name().is_some_and(|name| !is_noise(&name.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFTEN: Duration = Duration::from_millis(50);

    /// Whether a change of a page is noticed.
    #[track_caller]
    fn notices(mut watch: Watch, root: &Path) {
        let page = std::fs::canonicalize(root).expect("a folder").join("content").join("a.md");
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || sender.send(watch.next()));
        let begun = Instant::now();
        // Where files are looked at, the first look may come after the first change.
        for round in 0.. {
            std::fs::write(&page, "x".repeat(round + 1)).expect("a file");
            match receiver.recv_timeout(Duration::from_millis(500)) {
                Ok(paths) => return assert!(paths.is_some_and(|paths| paths.contains(&page))),
                Err(error) => assert!(begun.elapsed() < Duration::from_secs(20), "nothing is noticed: {error}"),
            }
        }
    }

    #[test]
    fn files_are_looked_at_where_nobody_tells() {
        let site = tempfile::tempdir().expect("a folder");
        let root = site.path();
        std::fs::create_dir(root.join("content")).expect("a folder");
        let refused = |_: &Path| Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch));
        let (watch, fell_back) = Watch::begin_with(root, None, OFTEN, false, refused).expect("a watch");
        assert!(fell_back && matches!(watch.watcher, Watcher::Polls(_)));
        notices(watch, root);
        // A folder of another machine can be watched, but not all its changes are told.
        let unasked = |_: &Path| panic!("the system is not asked");
        let (watch, fell_back) = Watch::begin_with(root, None, OFTEN, true, unasked).expect("a watch");
        assert!(fell_back && matches!(watch.watcher, Watcher::Polls(_)));
        notices(watch, root);
        // Who asks for it is not told of it.
        let (watch, fell_back) = Watch::begin_with(root, Some(OFTEN), OFTEN, false, unasked).expect("a watch");
        assert!(!fell_back && matches!(watch.watcher, Watcher::Polls(_)));
        let (watch, fell_back) = Watch::begin_with(root, None, OFTEN, false, Watch::told).expect("a watch");
        assert!(!fell_back && matches!(watch.watcher, Watcher::Told(_)));
        notices(watch, root);
    }

    #[test]
    fn only_files_of_sites_matter() {
        let root = Path::new("/site");
        for path in
            ["content/a.md", "content/a/图.png", "site.toml", "themes/t/templates/page.html", "data", "static/4913.txt"]
        {
            assert!(matters(&root.join(path), root), "{path}");
        }
        for path in [
            "",
            "public/a/index.html",
            ".git/index",
            "target/x",
            "notes.md",
            "content/.a.md.swp",
            "content/4913",
            "content/~$a.docx",
        ] {
            assert!(!matters(&root.join(path), root), "{path}");
        }
    }
}
