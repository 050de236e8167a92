//! The only room that reads project files.
//!
//! Invariants:
//! * Every file that a build uses is here with its fingerprint; nothing is read by name later
//!   except the bytes of a media file that is already listed.
//! * No path leaves the root: links that lead out or form a loop are errors.
//! * Lists are ordered by path, never by the file system.
#![allow(clippy::disallowed_methods)]

mod encoding;
mod walk;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use rayon::prelude::*;

use crate::config::{Config, Limits};
use crate::diag::{Diagnostic, Report, Span, code, io_reason, print::Texts};
use crate::hash::Fingerprint;
use crate::t;

static EMBEDDED_THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/campaign");
const EMBEDDED_NAME: &str = "campaign";
const TEXT_EXTENSIONS: &[&str] =
    &["md", "toml", "yaml", "yml", "json", "csv", "html", "xml", "txt", "css", "svg", "vtt", "js", "webmanifest"];

/// A project file as read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path from the root, with `/`.
    pub path: Arc<str>,
    /// Fingerprint of its bytes.
    pub fingerprint: Fingerprint,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its text, if it is a kind of file that holds text.
    pub text: Option<Arc<str>>,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    Disk(PathBuf),
    Embedded(&'static [u8]),
}

/// All files of a project.
#[derive(Debug, Default)]
pub struct Sources {
    files: BTreeMap<Arc<str>, SourceFile>,
    folders: Vec<String>,
}

impl Sources {
    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&SourceFile> {
        self.files.get(path)
    }

    /// The files whose path begins with `prefix` (give folders with their `/`), by path.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a SourceFile> {
        self.files
            .range::<str, _>((std::ops::Bound::Included(prefix), std::ops::Bound::Unbounded))
            .take_while(move |(path, _)| path.starts_with(prefix))
            .map(|(_, file)| file)
    }

    /// All files by path.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.values()
    }

    /// Folders below `content/`, without it, by path.
    pub fn content_folders(&self) -> &[String] {
        &self.folders
    }

    /// The bytes of a listed file.
    pub fn read(&self, file: &SourceFile) -> io::Result<Vec<u8>> {
        match &file.place {
            Place::Disk(path) => fs::read(path),
            Place::Embedded(bytes) => Ok(bytes.to_vec()),
        }
    }

    fn insert(&mut self, file: SourceFile) {
        self.files.insert(file.path.clone(), file);
    }
}

impl Texts for Sources {
    fn text(&self, file: &str) -> Option<&str> {
        self.files.get(file)?.text.as_deref()
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
    load(&path, &disk, &Limits::default(), report)
}

/// Reads everything a build may use. `first` (the configuration) is listed too.
pub fn scan(root: &Path, first: Option<SourceFile>, config: &Config, report: &mut Report) -> Sources {
    let mut sources = Sources::default();
    let theme = format!("themes/{}", config.theme);
    let mut walk = walk::Walk::new(root, config, report);
    for folder in ["content", "data", "media", &theme, "templates", "static", "i18n"] {
        walk.folder(folder);
    }
    let walk::Found { files, mut folders } = walk.finish();
    folders.sort();
    sources.folders = folders;
    let loaded: Vec<(Option<SourceFile>, Report)> = files
        .par_iter()
        .map(|(path, disk)| {
            let mut report = Report::new();
            (load(path, disk, &config.limits, &mut report), report)
        })
        .collect();
    for (file, findings) in loaded {
        report.extend(findings.into_findings());
        if let Some(file) = file {
            sources.insert(file);
        }
    }
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
    if let Some(first) = first {
        sources.insert(first);
    }
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
    for (name, bytes) in embedded_theme() {
        let path: Arc<str> = format!("{prefix}/{name}").into();
        let text = is_text(&path).then(|| String::from_utf8_lossy(bytes).into());
        sources.insert(SourceFile {
            fingerprint: Fingerprint::of(bytes),
            bytes: bytes.len() as u64,
            text,
            place: Place::Embedded(bytes),
            path,
        });
    }
}

fn is_text(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    TEXT_EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

fn load(path: &Arc<str>, disk: &Path, limits: &Limits, report: &mut Report) -> Option<SourceFile> {
    let text_file = is_text(path);
    let limit = if text_file { limits.text_bytes } else { limits.media_bytes };
    let result = fs::metadata(disk).and_then(|meta| {
        if meta.len() > limit {
            return Ok(Err(meta.len()));
        }
        fs::read(disk).map(Ok)
    });
    let bytes = match result {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(size)) => {
            let key = if text_file { "text_bytes" } else { "media_bytes" };
            report.push(
                Diagnostic::error(
                    code::IO_LIMIT,
                    t!("文件有 {size} 字节，超过上限 {limit}", "the file has {size} bytes, over the limit of {limit}"),
                )
                .at(Span::file(path.clone()))
                .help(t!(
                    "缩小文件，或在 site.toml [limits] 里调高 {key}",
                    "make the file smaller, or raise {key} under [limits] in site.toml"
                )),
            );
            return None;
        }
        Err(error) => {
            report.push(unreadable(path, &error));
            return None;
        }
    };
    let fingerprint = Fingerprint::of(&bytes);
    let size = bytes.len() as u64;
    let text = if text_file {
        match String::from_utf8(bytes) {
            Ok(text) => Some(Arc::from(text)),
            // A file copied beside a page keeps the encoding it came in.
            Err(_) if path.ends_with(".txt") => None,
            Err(error) => {
                report.push(encoding::explain(path, error.as_bytes(), error.utf8_error().valid_up_to()));
                return None;
            }
        }
    } else {
        None
    };
    Some(SourceFile { path: path.clone(), fingerprint, bytes: size, text, place: Place::Disk(disk.to_owned()) })
}

fn unreadable(path: &Arc<str>, error: &io::Error) -> Diagnostic {
    let reason = io_reason(error);
    let (zh, en) = (reason.zh, reason.en);
    Diagnostic::error(code::IO_UNREADABLE, t!("读不出“{path}”（{zh}）", "cannot read `{path}` ({en})"))
        .at(Span::file(path.clone()))
        .help(t!("检查文件是否存在、是否有读取权限", "check that it exists and may be read"))
}
