//! The only room that reads project files.
//!
//! Invariants:
//! * Every file that a build uses is listed here; nothing is read by name later except the
//!   bytes of a file that is already listed. Content is read where it is parsed, and not at
//!   all where it is known to be as it was.
//! * No path leaves the root: links that lead out or form a loop are errors. The fonts of share
//!   pictures alone may be the machine's; a setting names them, never content.
//! * Lists are ordered by path, never by the file system.
#![allow(clippy::disallowed_methods)]

mod encoding;
mod folder;
mod fonts;
mod stat;
mod walk;

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use include_dir::{Dir, include_dir};
use rayon::prelude::*;

use crate::config::{Config, Limits};
use crate::diag::{Diagnostic, Report, Span, code, io_reason, print::Texts};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::t;

pub use folder::Folder;
pub use fonts::{FontFile, Fonts};
pub use stat::{Index, Stat};
pub use walk::is_noise;

static EMBEDDED_THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/campaign");
/// So many files or pages a thread takes at a time. With more, one thread is left with the last of them
/// while the others have nothing to do.
pub const BATCH: usize = 32;
const EMBEDDED_NAME: &str = "campaign";
const TEXT_EXTENSIONS: &[&str] = &[
    "md",
    "toml",
    "yaml",
    "yml",
    "json",
    "csv",
    "html",
    "xml",
    "txt",
    "css",
    "svg",
    "vtt",
    "srt",
    "js",
    "webmanifest",
];

/// A project file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path from the root, with `/`.
    pub path: Arc<str>,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its text, if it is a kind of file that holds text and is not content (see
    /// [`Sources::open`]).
    pub text: Option<Arc<str>>,
    fingerprint: OnceLock<Fingerprint>,
    stat: Option<Stat>,
    place: Place,
}

impl SourceFile {
    /// The fingerprint of its bytes; nothing for content that was not opened and is not known.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.fingerprint.get().copied()
    }

    /// What the file system says of it; nothing for files of the built-in theme.
    pub fn stat(&self) -> Option<&Stat> {
        self.stat.as_ref()
    }
}

#[derive(Clone, Debug)]
enum Place {
    /// Where its path says.
    Root,
    /// Under a name that its path writes in another form (Unicode normalization).
    Disk(Box<Path>),
    Embedded(&'static [u8]),
}

/// All files of a project.
#[derive(Debug, Default)]
pub struct Sources {
    root: PathBuf,
    /// By path, each path once.
    files: Vec<SourceFile>,
    folders: Vec<String>,
    /// What share pictures are drawn with.
    pub fonts: Fonts,
}

impl Sources {
    /// A few files of a root, for commands that need no others.
    pub fn of(root: &Path, files: impl IntoIterator<Item = SourceFile>) -> Self {
        let mut sources = Sources { root: root.to_owned(), ..Sources::default() };
        sources.add(files);
        sources
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&SourceFile> {
        let at = self.files.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        self.files.get(at)
    }

    /// The files whose path begins with `prefix` (give folders with their `/`), by path.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a SourceFile> {
        let start = self.files.partition_point(|file| *file.path < *prefix);
        self.files[start..].iter().take_while(move |file| file.path.starts_with(prefix))
    }

    /// All files by path.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// Folders below `content/`, without it, by path.
    pub fn content_folders(&self) -> &[String] {
        &self.folders
    }

    /// Reads a content file: its text and the fingerprint of just these bytes.
    pub fn open(&self, file: &SourceFile) -> Result<(Arc<str>, Fingerprint), Box<Diagnostic>> {
        let bytes = self.read(file).map_err(|error| Box::new(unreadable(&file.path, &error)))?;
        let fingerprint = Fingerprint::of(&bytes);
        // What was parsed counts, should the file have changed since it was listed.
        let _first = file.fingerprint.set(fingerprint).is_ok();
        match simdutf8::compat::from_utf8(&bytes) {
            Ok(text) => Ok((text.into(), fingerprint)),
            Err(error) => Err(Box::new(encoding::explain(&file.path, &bytes, error.valid_up_to()))),
        }
    }

    /// Reads the fingerprints of all files that have none yet, and gives one for everything that
    /// is listed.
    pub fn fingerprint(&self) -> Fingerprint {
        let unread: Vec<&SourceFile> = self.files.iter().filter(|file| file.fingerprint().is_none()).collect();
        unread.par_iter().for_each(|file| {
            if let Ok(bytes) = self.read(file) {
                let _first = file.fingerprint.set(Fingerprint::of(&bytes)).is_ok();
            }
        });
        let mut hash = Fingerprinter::new();
        for file in self.files.iter() {
            hash.text(&file.path).fingerprint(&file.fingerprint().unwrap_or_default());
        }
        hash.number(self.folders.len() as u64);
        self.folders.iter().for_each(|folder| {
            hash.text(folder);
        });
        self.fonts.add_to(&mut hash);
        hash.finish()
    }

    /// What the next build may trust, if these files were read at `read_at` or later.
    pub fn index(&self, read_at: i64) -> Index {
        let known = self.files.iter().filter_map(|file| Some((file.path.clone(), file.stat?, file.fingerprint()?)));
        let mut index = Index::of(known, read_at);
        self.fonts.remember(&mut index, read_at);
        index
    }

    /// Where a listed file lies on the disk; nothing for files of the built-in theme.
    pub fn place<'f>(&self, file: &'f SourceFile) -> Option<Cow<'f, Path>> {
        match &file.place {
            Place::Root => Some(self.root.join(&*file.path).into()),
            Place::Disk(path) => Some(Cow::Borrowed(path)),
            Place::Embedded(_) => None,
        }
    }

    /// The bytes of a listed file.
    pub fn read(&self, file: &SourceFile) -> io::Result<Vec<u8>> {
        match (&file.place, self.place(file)) {
            (Place::Embedded(bytes), _) => Ok(bytes.to_vec()),
            (_, Some(path)) => fs::read(path),
            (_, None) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Adds files. Of two with one path the later counts.
    fn add(&mut self, files: impl IntoIterator<Item = SourceFile>) {
        self.files.extend(files);
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.files.dedup_by(|later, earlier| {
            let same = later.path == earlier.path;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
    }
}

impl Texts for Sources {
    fn text(&self, file: &str) -> Option<Arc<str>> {
        let file = self.get(file)?;
        file.text.clone().or_else(|| String::from_utf8(self.read(file).ok()?).ok().map(Arc::from))
    }
}

/// Reads one named file of the root, such as `site.toml`.
pub fn read_one(root: &Path, name: &str, report: &mut Report) -> Option<SourceFile> {
    let path: Arc<str> = Arc::from(name);
    let disk = root.join(name);
    let inside = |root: &Path| Some(fs::canonicalize(&disk).ok()?.starts_with(fs::canonicalize(root).ok()?));
    if inside(root) == Some(false) {
        report.push(
            Diagnostic::error(code::IO_OUTSIDE, t!("“{name}”在项目目录之外", "`{name}` lies outside the project"))
                .at(Span::file(path)),
        );
        return None;
    }
    let loaded = fs::metadata(&disk)
        .map_err(|error| Box::new(unreadable(&path, &error)))
        .and_then(|meta| load(&path, &disk, Place::Root, Stat::of(&meta), &Limits::default(), &Index::default()));
    loaded.map_err(|finding| report.push(*finding)).ok()
}

/// Lists everything a build may use, and reads what is not content. `first` (the
/// configuration) is listed too; files that `known` tells to be as they were are not read
/// again for their fingerprint.
pub fn scan(root: &Path, first: Option<SourceFile>, config: &Config, known: &Index, report: &mut Report) -> Sources {
    let mut sources = Sources { root: root.to_owned(), ..Sources::default() };
    let theme = format!("themes/{}", config.theme);
    let mut walk = walk::Walk::new(root, config, report);
    for folder in ["content", "data", "fonts", "media", &theme, "templates", "static", "i18n"] {
        walk.folder(folder);
    }
    let walk::Found { files, mut folders } = walk.finish();
    folders.sort();
    sources.folders = folders;
    let folder = Folder::open(root);
    let loaded: Vec<Result<SourceFile, Box<Diagnostic>>> = files
        .par_iter()
        .map(|found| {
            let (disk, place, stat) = match &found.disk {
                Some(disk) => {
                    let stat = fs::metadata(disk).map(|meta| Stat::of(&meta));
                    (Cow::Borrowed(&**disk), Place::Disk(disk.clone()), stat)
                }
                None => (root.join(&*found.path).into(), Place::Root, folder.stat(&found.path)),
            };
            let stat = stat.map_err(|error| Box::new(unreadable(&found.path, &error)))?;
            load(&found.path, &disk, place, stat, &config.limits, known)
        })
        .collect();
    drop(files);
    let mut listed = Vec::with_capacity(loaded.len());
    for file in loaded {
        match file {
            Ok(file) => listed.push(file),
            Err(finding) => report.push(*finding),
        }
    }
    sources.add(listed);
    let on_disk = sources.under(&format!("{theme}/")).next().is_some();
    if config.theme == EMBEDDED_NAME && !on_disk {
        embed(&theme, &mut sources);
    } else if !on_disk {
        let name = &config.theme;
        report.push(
            Diagnostic::error(code::THEME_MISSING, t!("找不到主题“{name}”", "there is no theme `{name}`"))
                .at(Span::file(config.file.clone()))
                .help(t!(
                    "把主题放进 themes/{name}/，或在 site.toml 里写 theme = \"campaign\" 使用自带主题",
                    "put the theme into themes/{name}/, or write theme = \"campaign\" to use the built-in one"
                )),
        );
    }
    sources.add(first);
    sources.fonts = fonts::find(&sources, config, known, report);
    sources
}

/// The files of the built-in theme: path below `themes/campaign/` and bytes.
pub fn embedded_theme() -> Vec<(String, &'static [u8])> {
    fn collect(dir: &'static Dir<'static>, out: &mut Vec<(String, &'static [u8])>) {
        for file in dir.files() {
            out.push((file.path().to_string_lossy().replace('\\', "/"), file.contents()));
        }
        dir.dirs().for_each(|dir| collect(dir, out));
    }
    let mut files = Vec::new();
    collect(&EMBEDDED_THEME, &mut files);
    files.sort();
    files
}

fn embed(prefix: &str, sources: &mut Sources) {
    let files = embedded_theme().into_iter().map(|(name, bytes)| {
        let path: Arc<str> = format!("{prefix}/{name}").into();
        let text = is_text(&path).then(|| String::from_utf8_lossy(bytes).into());
        SourceFile {
            fingerprint: OnceLock::from(Fingerprint::of(bytes)),
            bytes: bytes.len() as u64,
            text,
            stat: None,
            place: Place::Embedded(bytes),
            path,
        }
    });
    sources.add(files);
}

fn is_text(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    TEXT_EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

fn load(
    path: &Arc<str>,
    disk: &Path,
    place: Place,
    stat: Stat,
    limits: &Limits,
    known: &Index,
) -> Result<SourceFile, Box<Diagnostic>> {
    let text_file = is_text(path);
    let limit = if text_file { limits.text_bytes } else { limits.media_bytes };
    let failed = |error: io::Error| Box::new(unreadable(path, &error));
    if stat.size > limit {
        let (size, key) = (stat.size, if text_file { "text_bytes" } else { "media_bytes" });
        return Err(Box::new(
            Diagnostic::error(
                code::IO_LIMIT,
                t!("文件有 {size} 字节，超过上限 {limit}", "the file has {size} bytes, over the limit of {limit}"),
            )
            .at(Span::file(path.clone()))
            .help(t!(
                "缩小文件，或在 site.toml [limits] 里调高 {key}",
                "make the file smaller, or raise {key} under [limits] in site.toml"
            )),
        ));
    }
    let fingerprint = known.known(path, &stat).map_or_else(OnceLock::new, OnceLock::from);
    let mut file =
        SourceFile { path: path.clone(), bytes: stat.size, text: None, fingerprint, stat: Some(stat), place };
    let is_content = path.starts_with("content/") && path.ends_with(".md");
    if is_content || (!text_file && file.fingerprint().is_some()) {
        return Ok(file);
    }
    let read = if text_file { fs::read(disk).map(|bytes| (Fingerprint::of(&bytes), bytes)) } else { digest(disk) };
    let (fingerprint, bytes) = read.map_err(failed)?;
    file.fingerprint = OnceLock::from(fingerprint);
    if text_file {
        match simdutf8::compat::from_utf8(&bytes) {
            Ok(text) => file.text = Some(Arc::from(text)),
            // A file copied beside a page keeps the encoding it came in.
            Err(_) if path.ends_with(".txt") => {}
            Err(error) => {
                return Err(Box::new(encoding::explain(path, &bytes, error.valid_up_to())));
            }
        }
    }
    Ok(file)
}

/// The fingerprint of a file that is never whole in memory.
fn digest(disk: &Path) -> io::Result<(Fingerprint, Vec<u8>)> {
    Ok((Fingerprint::of_reader(fs::File::open(disk)?)?, Vec::new()))
}

fn unreadable(path: &Arc<str>, error: &io::Error) -> Diagnostic {
    let reason = io_reason(error);
    let (zh, en) = (reason.zh, reason.en);
    Diagnostic::error(code::IO_UNREADABLE, t!("读不出“{path}”（{zh}）", "cannot read `{path}` ({en})"))
        .at(Span::file(path.clone()))
        .help(t!("检查文件是否存在、是否有读取权限", "check that it exists and may be read"))
}
