//! The files of a site as they lie in a store, which may be other than those that a build writes.

use std::collections::BTreeMap;

use crate::config::Target;
use crate::manifest::{Encoded, File, Manifest};

/// The page for what is not there. Services show it in the place of others, under headers of their own.
const NOT_FOUND: &str = "404.html";

/// What belongs into a target's store, in order. Web servers choose among a file and what it was compressed to;
/// an object store shows one object to everybody, and is given the compressed one if it says so to readers
/// (`says_codings`) and the target wants that.
pub fn stored(mut manifest: Manifest, target: &Target, says_codings: bool) -> Manifest {
    if target.kind.is_object_store() {
        let (packed, plain): (Vec<File>, Vec<File>) =
            manifest.files.into_iter().partition(|file| file.encoding.is_some());
        let packed: BTreeMap<String, File> = packed.into_iter().filter_map(|file| Some((of(&file)?, file))).collect();
        let wants = |file: &File| target.compress && says_codings && file.path != NOT_FOUND;
        let chosen = |file: File| match packed.get(file.source()).filter(|_| wants(&file)) {
            Some(packed) => compressed(file, packed),
            None => file,
        };
        manifest.files = plain.into_iter().map(chosen).collect();
    }
    manifest.files.sort_by(|a, b| a.path.cmp(&b.path));
    manifest
}

fn of(file: &File) -> Option<String> {
    Some(file.encoding.as_ref()?.of.clone())
}

/// A file whose place what it was compressed to takes.
fn compressed(file: File, packed: &File) -> File {
    let encoding = packed.encoding.as_ref().map(|encoded| Encoded {
        of: file.path.clone(),
        sha256: file.sha256.clone(),
        ..encoded.clone()
    });
    let (bytes, sha256, md5) = (packed.bytes, packed.sha256.clone(), packed.md5.clone());
    File { bytes, sha256, md5, encoding, ..file }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::HostKind;
    use crate::manifest::{Cache, Coding};

    fn file(path: &str, of: Option<&str>, copy_of: Option<&str>) -> File {
        let digest = |text: &str| format!("{text:0>64}");
        let encoded = |of: &str| Encoded { coding: Coding::Gzip, of: of.to_owned(), sha256: digest(of) };
        File {
            path: path.to_owned(),
            bytes: if of.is_some() { 1 } else { 9 },
            sha256: digest(if of.is_some() { "gz" } else { path }),
            md5: String::new(),
            content_type: "text/html; charset=utf-8".to_owned(),
            cache: Cache::Page,
            encoding: of.map(encoded),
            copy_of: copy_of.map(str::to_owned),
        }
    }

    /// Paths with where their bytes come from, and in which coding they are.
    fn lies(kind: HostKind, compress: bool, says_codings: bool) -> Vec<(String, String, bool)> {
        let files = vec![
            file("404.html", None, None),
            file("404.html.gz", Some("404.html"), None),
            file("a/", None, Some("a/index.html")),
            file("a/index.html", None, None),
            file("a/index.html.gz", Some("a/index.html"), None),
        ];
        let target = Target { kind, compress, ..Target::default() };
        let manifest = stored(Manifest { files, ..Manifest::default() }, &target, says_codings);
        let told = |file: &File| {
            assert!(file.coding().is_none() || file.bytes == 1 && file.read_sha256() != file.sha256);
            (file.path.clone(), file.output().into_owned(), file.coding().is_some())
        };
        manifest.files.iter().map(told).collect()
    }

    #[test]
    fn an_object_store_that_says_codings_gets_what_is_compressed_under_the_plain_name() {
        let row = |path: &str, output: &str, is_coded| (path.to_owned(), output.to_owned(), is_coded);
        let plain = vec![
            row("404.html", "404.html", false),
            row("a/", "a/index.html", false),
            row("a/index.html", "a/index.html", false),
        ];
        let packed = vec![
            row("404.html", "404.html", false),
            row("a/", "a/index.html.gz", true),
            row("a/index.html", "a/index.html.gz", true),
        ];
        assert_eq!(lies(HostKind::Oss, true, true), packed);
        assert_eq!(lies(HostKind::Oss, true, false), plain, "readers would get what they cannot read");
        assert_eq!(lies(HostKind::Oss, false, true), plain);
        // A folder is behind a web server that chooses.
        assert_eq!(lies(HostKind::Fs, true, false).len(), 5);
        assert!(lies(HostKind::Fs, true, false).iter().all(|(path, output, _)| path == output || path == "a/"));
    }
}
