//! Lists the files of the project, without following links out of it or in circles.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::unreadable;
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::t;

/// The folders of a site that are read.
const FOLDERS: &[&str] = &["content", "data", "fonts", "media", "themes", "templates", "static", "i18n"];

/// What a walk found.
pub struct Found {
    /// The files.
    pub files: Vec<FoundFile>,
    /// Folders below `content/`.
    pub folders: Vec<String>,
}

/// A file that a walk found.
pub struct FoundFile {
    /// Path from the root.
    pub path: Arc<str>,
    /// Where it lies on the disk, unless that is what the path says.
    pub disk: Option<Box<Path>>,
}

/// A walk through the source folders of a root.
pub struct Walk<'a> {
    root: PathBuf,
    real_root: PathBuf,
    config: &'a Config,
    report: &'a mut Report,
    found: Found,
    over_limit: bool,
}

impl<'a> Walk<'a> {
    /// Starts at a root.
    pub fn new(root: &Path, config: &'a Config, report: &'a mut Report) -> Self {
        Walk {
            root: root.to_owned(),
            real_root: fs::canonicalize(root).unwrap_or_else(|_| root.to_owned()),
            config,
            report,
            found: Found { files: Vec::new(), folders: Vec::new() },
            over_limit: false,
        }
    }

    /// Lists a folder of the root, if it exists.
    pub fn folder(&mut self, name: &str) {
        let disk = self.root.join(name);
        if fs::symlink_metadata(&disk).is_ok() {
            self.visit(name, &disk, true, None, &mut Vec::new());
        }
    }

    /// Ends the walk.
    pub fn finish(self) -> Found {
        self.found
    }

    /// `exact` says that the path is what the disk has; `plain` is the kind of an entry that is
    /// no link: it lies where its folder lies.
    fn visit(&mut self, path: &str, disk: &Path, exact: bool, plain: Option<fs::FileType>, trail: &mut Vec<PathBuf>) {
        let shared: Arc<str> = path.into();
        let place = || (!exact).then(|| disk.into());
        if plain.is_some_and(|kind| kind.is_file()) {
            self.add(shared, place());
            return;
        }
        let real = match fs::canonicalize(disk) {
            Ok(real) => real,
            Err(error) => {
                let finding = if is_loop(&error) { link_loop(&shared) } else { unreadable(&shared, &error) };
                self.report.push(finding);
                return;
            }
        };
        // A link to `.git` or to the tool's own folders would publish what nobody meant to.
        let inside = real.strip_prefix(&self.real_root).ok().and_then(|below| below.components().next());
        let inside = inside.is_some_and(|first| FOLDERS.iter().any(|folder| first.as_os_str() == *folder));
        if !inside {
            self.report.push(
                Diagnostic::error(
                    code::IO_OUTSIDE,
                    t!("链接“{path}”指到了站点的内容目录之外", "the link `{path}` leads out of the site's folders"),
                )
                .at(Span::file(shared))
                .help(t!(
                    "把需要的文件复制到项目里，删去这个链接",
                    "copy the file into the project and remove the link"
                )),
            );
            return;
        }
        if real.is_file() {
            self.add(shared, place());
            return;
        }
        if trail.contains(&real) {
            self.report.push(link_loop(&shared));
            return;
        }
        if trail.len() >= self.config.limits.folder_depth {
            let limit = self.config.limits.folder_depth;
            self.report.push(
                Diagnostic::error(
                    code::IO_LIMIT,
                    t!("目录嵌套超过 {limit} 层", "folders are nested more than {limit} deep"),
                )
                .at(Span::file(shared)),
            );
            return;
        }
        if let Some(below) = path.strip_prefix("content/") {
            self.found.folders.push(below.to_owned());
        }
        let entries = match fs::read_dir(disk) {
            Ok(entries) => entries,
            Err(error) => {
                self.report.push(unreadable(&shared, &error));
                return;
            }
        };
        let mut names: Vec<(std::ffi::OsString, Option<fs::FileType>)> = entries
            .flatten()
            .map(|entry| (entry.file_name(), entry.file_type().ok().filter(|kind| !kind.is_symlink())))
            .collect();
        names.sort_by(|(a, _), (b, _)| a.cmp(b));
        trail.push(real);
        for (name, kind) in names {
            let Some(plain) = name.to_str() else {
                let shown = name.to_string_lossy().into_owned();
                self.report.push(
                    Diagnostic::error(
                        code::IO_ENCODING,
                        t!("文件名“{shown}”不是 UTF-8", "the file name `{shown}` is not UTF-8"),
                    )
                    .at(Span::file(shared.clone())),
                );
                continue;
            };
            if is_noise(plain) && !is_wanted_dot_file(path, plain) {
                continue;
            }
            let child = format!("{path}/{plain}");
            let normal: Option<String> = (!child.is_ascii()).then(|| child.nfc().collect());
            let exact = exact && normal.as_ref().is_none_or(|normal| *normal == child);
            let child = normal.unwrap_or(child);
            if self.is_ignored(&child) {
                continue;
            }
            self.visit(&child, &disk.join(plain), exact, kind, trail);
        }
        trail.pop();
    }

    fn add(&mut self, path: Arc<str>, disk: Option<Box<Path>>) {
        if self.found.files.len() >= self.config.limits.files {
            self.limit_reached();
            return;
        }
        self.found.files.push(FoundFile { path, disk });
    }

    fn is_ignored(&self, path: &str) -> bool {
        if let Some(below) = path.strip_prefix("content/") {
            return self.config.ignored_content.is_match(below);
        }
        let theme = format!("themes/{}/static/", self.config.theme);
        let below = path.strip_prefix("static/").or_else(|| path.strip_prefix(theme.as_str()));
        below.is_some_and(|below| self.config.ignored_static.is_match(below))
    }

    fn limit_reached(&mut self) {
        if !std::mem::replace(&mut self.over_limit, true) {
            let limit = self.config.limits.files;
            self.report.push(
                Diagnostic::error(
                    code::IO_LIMIT,
                    t!("项目里的文件超过 {limit} 个", "the project has more than {limit} files"),
                )
                .at(Span::file(self.config.file.clone())),
            );
        }
    }
}

/// Endings of what editors and browsers write beside a file for a moment.
const PASSING: &[&str] =
    &[".swp", ".swx", ".swo", ".tmp", ".bck", "___jb_tmp___", "___jb_old___", ".part", ".crdownload"];

/// Hidden files and what editors leave behind.
pub fn is_noise(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        // What Word and WPS hold while a document is open.
        || name.starts_with("~$")
        || (name.starts_with('#') && name.ends_with('#'))
        || PASSING.iter().any(|end| name.ends_with(end))
        // Vim tries whether it can write by writing this.
        || ["Thumbs.db", "desktop.ini", "4913"].contains(&name)
}

/// `static/.well-known/` and its like are published on purpose.
fn is_wanted_dot_file(folder: &str, name: &str) -> bool {
    folder.ends_with("static") && (name == ".well-known" || name == ".nojekyll")
}

fn is_loop(error: &std::io::Error) -> bool {
    // `ErrorKind::FilesystemLoop` is not stable; ELOOP is 40 on Linux and 62 on macOS.
    matches!(error.raw_os_error(), Some(40 | 62))
}

fn link_loop(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error(code::IO_LOOP, t!("链接“{path}”绕成了一个圈", "the link `{path}` forms a loop"))
        .at(Span::file(path.clone()))
        .help(t!("删去这个链接", "remove the link"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_leave_behind_is_no_content() {
        for name in [
            ".a.md.swp",
            "a.md~",
            "4913",
            ".#a.md",
            "#a.md#",
            "a.md___jb_tmp___",
            "a.md___jb_old___",
            ".DS_Store",
            "~$简报.docx",
            "a.swo",
            ".goutputstream-X1",
            ".a.md.kate-swp",
            "Thumbs.db",
            "desktop.ini",
            "a.pdf.part",
            "a.mp4.crdownload",
            "a.tmp",
        ] {
            assert!(is_noise(name), "{name}");
        }
        for name in ["a.md", "4913.md", "简报.docx", "tmp.md", "a~b.md", "part.md", "#1.md"] {
            assert!(!is_noise(name), "{name}");
        }
    }
}
