//! A folder that is asked about many files below it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Stat;

/// An open folder. Paths are looked up from it, which spares the system the way to it.
pub struct Folder {
    #[cfg(unix)]
    open: Option<fs::File>,
    path: PathBuf,
}

impl Folder {
    /// Opens a folder; one that does not exist has no files.
    pub fn open(path: &Path) -> Self {
        Folder {
            #[cfg(unix)]
            open: fs::File::open(path).ok(),
            path: path.to_owned(),
        }
    }

    /// What the file system says of a path below; `""` is the folder itself.
    pub fn stat(&self, below: &str) -> io::Result<Stat> {
        self.look(below, true)
    }

    /// [`Folder::stat`] of a link itself, should it be one.
    pub fn link_stat(&self, below: &str) -> io::Result<Stat> {
        self.look(below, false)
    }

    #[cfg(unix)]
    fn look(&self, below: &str, follow: bool) -> io::Result<Stat> {
        use rustix::fs::{AtFlags, statat};
        let Some(open) = &self.open else { return self.look_by_path(below, follow) };
        let flags = if follow { AtFlags::empty() } else { AtFlags::SYMLINK_NOFOLLOW };
        let found = statat(open, if below.is_empty() { "." } else { below }, flags)?;
        Ok(Stat::of_system(&found))
    }

    #[cfg(not(unix))]
    fn look(&self, below: &str, follow: bool) -> io::Result<Stat> {
        self.look_by_path(below, follow)
    }

    fn look_by_path(&self, below: &str, follow: bool) -> io::Result<Stat> {
        let path = self.path.join(below);
        let meta = if follow { fs::metadata(path) } else { fs::symlink_metadata(path) };
        Ok(Stat::of(&meta?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_folder_tells_what_paths_tell() {
        let place = tempfile::tempdir().expect("a folder");
        fs::create_dir(place.path().join("a")).expect("a folder");
        fs::write(place.path().join("a/x"), "123").expect("a file");
        let folder = Folder::open(place.path());
        let by_path = |below: &str| Stat::of(&fs::metadata(place.path().join(below)).expect("metadata"));
        for below in ["", "a", "a/x"] {
            assert_eq!(folder.stat(below).expect("a stat"), by_path(below), "{below:?}");
        }
        assert_eq!(folder.stat("a/y").expect_err("no file").kind(), io::ErrorKind::NotFound);
        assert!(Folder::open(&place.path().join("none")).stat("x").is_err());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("x", place.path().join("a/link")).expect("a link");
            assert_eq!(folder.stat("a/link").expect("a stat"), by_path("a/x"));
            assert_ne!(folder.link_stat("a/link").expect("a stat"), by_path("a/x"));
        }
    }
}
