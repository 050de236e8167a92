//! Adds to `media/media.toml`. What stands there already stays byte for byte: a new entry goes
//! behind it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::describe::Description;
use super::incoming::Sum;
use super::{Failure, Place, failure, of_file};
use crate::build::STATE;
use crate::config::Config;
use crate::diag::{Report, code};
use crate::library::{self, Library, Place as Where};
use crate::t;

/// An entry as it is written.
pub fn text(id: &str, place: &Where, sum: &Sum, description: &Description, title: Option<&str>) -> String {
    let quoted = |text: &str| toml::Value::String(text.replace(char::is_control, " ")).to_string();
    let mut lines = vec![format!("[{id}]")];
    match place {
        Where::Store(key) => lines.push(format!("key = {}", quoted(key))),
        Where::Url(url) => lines.push(format!("url = {}", quoted(url))),
    }
    lines.push(format!("bytes = {}", sum.bytes));
    lines.push(format!("sha256 = {}", quoted(&sum.sha256)));
    lines.push(format!("type = {}", quoted(description.media_type.name)));
    let Description { milliseconds, pixels, .. } = description;
    lines.extend(milliseconds.map(|milliseconds| format!("milliseconds = {milliseconds}")));
    lines.extend(pixels.iter().flat_map(|(width, height)| [format!("width = {width}"), format!("height = {height}")]));
    lines.extend(title.map(|title| format!("title = {}", quoted(title))));
    lines.join("\n") + "\n"
}

/// The list with an entry behind all others.
fn appended(list: &str, entry: &str) -> String {
    let end = if list.contains("\r\n") { "\r\n" } else { "\n" };
    let entry = entry.replace('\n', end);
    let between = match list {
        "" | "\u{feff}" => "",
        list if list.ends_with(&format!("{end}{end}")) => "",
        list if list.ends_with('\n') => end,
        _ => &format!("{end}{end}"),
    };
    format!("{list}{between}{entry}")
}

/// Writes an entry into the list, whatever others wrote there meanwhile.
pub fn write(id: &str, entry: &str, config: &Config, place: &Place) -> Result<(), Failure> {
    let folder = place.root.join("media");
    let list = place.root.join(library::PATH);
    let failed = |error: io::Error| of_file(code::OUTPUT_WRITE, &list, &error);
    fs::create_dir_all(&folder).map_err(failed)?;
    refuse_links(&place.root, &folder, &list)?;
    let _held = lock(&place.root).map_err(failed)?;
    let before = match fs::read_to_string(&list) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error)),
    };
    let after = appended(&before, entry);
    let mut report = Report::new();
    let read = Library::parse(&after, config, &mut report);
    if report.has_errors() || read.get(id).is_none() {
        let path = library::PATH;
        let finding = failure(
            code::LIBRARY,
            t!("{path} 里有错误，没有改动它", "there are mistakes in {path}, which stays as it is"),
        );
        return Err(Box::new(finding.help(t!(
            "改好后把下面这段加到末尾（文件已经放好）：\n{entry}",
            "correct it and add this at its end (the file is in its place):\n{entry}"
        ))));
    }
    replace(&list, &after).map_err(failed)
}

/// Takes its place whole or not at all.
fn replace(list: &Path, text: &str) -> io::Result<()> {
    let new = list.with_file_name(format!(".media.toml.{}.tmp", std::process::id()));
    let written = || -> io::Result<()> {
        let mut file = File::create_new(&new)?;
        file.write_all(text.as_bytes())?;
        if let Ok(old) = fs::metadata(list) {
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&new, list)
    };
    let result = written();
    if result.is_err() {
        let _was_not_made = fs::remove_file(&new).is_err();
    }
    result
}

/// Only one process writes at a time.
fn lock(root: &Path) -> io::Result<File> {
    let folder = root.join(STATE);
    fs::create_dir_all(&folder)?;
    let file = File::options().create(true).append(true).open(folder.join("media.lock"))?;
    file.lock()?;
    Ok(file)
}

/// Refuses to write through links, which may lead anywhere.
fn refuse_links(root: &Path, folder: &Path, list: &Path) -> Result<(), Failure> {
    let real = |path: &Path| -> Option<PathBuf> { path.canonicalize().ok() };
    let inside = real(root).zip(real(folder)).is_some_and(|(root, folder)| folder == root.join("media"));
    if inside && !list.is_symlink() {
        return Ok(());
    }
    let path = library::PATH;
    let finding = failure(
        code::IO_OUTSIDE,
        t!("{path} 是符号链接，不往里面写", "{path} is a symbolic link and is not written to"),
    );
    Err(Box::new(finding.help(t!("换成普通的目录和文件", "make it a plain folder and file"))))
}

#[cfg(test)]
mod tests {
    use super::appended;

    #[test]
    fn what_was_there_stays() {
        for (list, expected) in [
            ("", "[b]\n"),
            ("# note", "# note\n\n[b]\n"),
            ("[a]\nx = 1\n", "[a]\nx = 1\n\n[b]\n"),
            ("[a]\n\n", "[a]\n\n[b]\n"),
            ("[a]\r\nx = 1\r\n", "[a]\r\nx = 1\r\n\r\n[b]\r\n"),
        ] {
            assert_eq!(appended(list, "[b]\n"), expected);
        }
    }
}
