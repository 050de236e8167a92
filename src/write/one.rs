//! A file of this tool's own, outside the published site.
#![allow(clippy::disallowed_methods)]

use std::fs;
use std::io;
use std::path::Path;

/// Writes a file in one step: whoever reads it finds the old one or the new one.
pub fn one(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let temporary = folder.join(format!(".{name}.{}", std::process::id()));
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _cleaned = fs::remove_file(&temporary).is_ok();
    }
    written
}
