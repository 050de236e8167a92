//! `init` and `new`: files for a person to fill in. Nothing that exists is overwritten.
#![allow(clippy::disallowed_methods)]

pub mod ask;
mod draft;
mod init;
mod new;
mod value;

use std::fs;
use std::io::Write;
use std::path::Path;

pub use init::{Site, init};
pub use new::{Request, new_page};

use crate::diag::Diagnostic;

fn failed(path: &Path, error: &std::io::Error) -> Box<Diagnostic> {
    Box::new(Diagnostic::unwritable(path, error))
}

/// Writes a file that does not exist yet; false if it does.
fn create(path: &Path, bytes: impl AsRef<[u8]>) -> Result<bool, Box<Diagnostic>> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
    }
    match fs::File::create_new(path) {
        Ok(mut file) => file.write_all(bytes.as_ref()).map(|()| true).map_err(|error| failed(path, &error)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(path, &error)),
    }
}
