//! The output manifest: what every file of the finished site is, for whatever publishes it.

pub mod limits;
mod memory;
mod siblings;

use std::borrow::Cow;
use std::io;

use serde::{Deserialize, Serialize};

use crate::config::{Config, Index, Target};
use crate::emit::{Content, Outputs, Supply};
use crate::hosting::media_type;
use crate::path::OutputPath;

pub use crate::hosting::{Cache, Redirect};
pub use memory::{Memory, Sums};
pub use siblings::{codings, keys, siblings};

/// A whole site as it is to lie on a host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format.
    pub format: u32,
    /// The program that built the site, as `fanzha 0.1.0`.
    pub generator: String,
    /// Where the site's address begins.
    pub base_url: String,
    /// All files, by path.
    pub files: Vec<File>,
    /// Addresses that lead elsewhere, by source.
    pub redirects: Vec<Redirect>,
    /// The page for what is not there, if the site has one.
    pub not_found: Option<String>,
}

impl Manifest {
    /// The manifest as it is written down.
    pub fn to_json(&self) -> io::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(io::Error::other)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its output path, `articles/shuadan/index.html`; what is compressed ahead ends in `.br` or `.gz`.
    pub path: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// SHA-256 of them, in lower-case hexadecimal digits.
    pub sha256: String,
    /// MD5 of them, in lower-case hexadecimal digits: several stores know no other.
    pub md5: String,
    /// Its media type, with the character set if it is text.
    pub content_type: String,
    /// How long it may be kept.
    pub cache: Cache,
    /// Of what was compressed ahead: how, and of what. A file that is made of itself lies compressed under the
    /// name of what it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoded>,
    /// Of what lies at the address of a folder, `articles/`, for stores that do not look for the
    /// `index.html` in it: the path of the file whose bytes it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
}

impl File {
    /// The path of the output that holds its bytes.
    pub fn output(&self) -> Cow<'_, str> {
        let plain = self.source();
        self.coding().map_or(plain.into(), |coding| format!("{plain}{}", coding.ending()).into())
    }

    /// The path of the output that a reader gets.
    pub fn source(&self) -> &str {
        self.copy_of.as_deref().unwrap_or(&self.path)
    }

    /// In which coding it lies under the name of what it holds.
    pub fn coding(&self) -> Option<Coding> {
        self.encoding.as_ref().filter(|encoded| encoded.of == self.path).map(|encoded| encoded.coding)
    }

    /// The SHA-256 of what a reader gets.
    pub fn read_sha256(&self) -> &str {
        self.encoding.as_ref().filter(|encoded| encoded.of == self.path).map_or(&self.sha256, |encoded| &encoded.sha256)
    }

    /// The same at the address of its folder, if it is the index of one below the root. (No
    /// object can have the root's name.)
    fn at_its_folder(&self) -> Option<File> {
        let folder = self.path.strip_suffix("index.html").filter(|folder| folder.ends_with('/'))?;
        Some(File { path: folder.to_owned(), copy_of: Some(self.path.clone()), ..self.clone() })
    }
}

/// A file that was compressed ahead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoded {
    /// The value of `Content-Encoding`.
    pub coding: Coding,
    /// The path of the file that it is made of.
    pub of: String,
    /// The SHA-256 of that.
    #[serde(default)]
    pub sha256: String,
}

/// Content codings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Coding {
    /// Brotli.
    #[serde(rename = "br")]
    Brotli,
    /// Gzip.
    #[serde(rename = "gzip")]
    Gzip,
}

/// The version of the form of manifests.
pub const FORMAT: u32 = 1;

/// What hosts read and do not show.
const FOR_HOSTS: [&str; 2] = ["_headers", "_redirects"];
/// The page for what is not there.
const NOT_FOUND: &str = "404.html";

/// The manifest of these outputs for a target. Only bytes that `memory` does not know are read.
pub fn of(
    outputs: &Outputs,
    supply: &Supply<'_>,
    config: &Config,
    target: Option<&Target>,
    memory: &mut Memory,
) -> io::Result<Manifest> {
    let is_store = target.is_some_and(|target| target.kind.is_store());
    let shown: Vec<(&OutputPath, &Content)> =
        outputs.files.iter().filter(|(path, _)| !(is_store && FOR_HOSTS.contains(&path.as_str()))).collect();
    let sums = memory.sums(shown.iter().map(|(_, content)| *content), supply)?;
    let feeds = &config.feed_filenames;
    let file = |((path, content), sums): ((&OutputPath, &Content), Sums)| File {
        path: path.as_str().to_owned(),
        bytes: sums.bytes,
        sha256: sums.sha256(),
        md5: sums.md5(),
        content_type: media_type(path.as_str(), feeds).to_owned(),
        cache: Cache::of(path.as_str(), feeds),
        encoding: siblings::encoded(path.as_str(), content, outputs),
        copy_of: None,
    };
    let mut files: Vec<File> = shown.into_iter().zip(sums).map(file).collect();
    for at in 0..files.len() {
        // What is compressed is to its reader what it was made of.
        let Some(of) = files[at].encoding.as_ref().map(|encoded| encoded.of.clone()) else { continue };
        let original = files.binary_search_by(|file| file.path.cmp(&of));
        let sha256 = original.map(|original| files[original].sha256.clone()).unwrap_or_default();
        let file = &mut files[at];
        (file.content_type, file.cache) = (media_type(&of, feeds).to_owned(), Cache::of(&of, feeds));
        file.encoding.iter_mut().for_each(|encoded| encoded.sha256.clone_from(&sha256));
    }
    if target.is_some_and(|target| target.kind.is_store() && target.index == Index::Explicit) {
        let copies: Vec<File> = files.iter().filter_map(File::at_its_folder).collect();
        files.extend(copies);
        files.sort_by(|one, other| one.path.cmp(&other.path));
    }
    Ok(Manifest {
        format: FORMAT,
        generator: concat!("fanzha ", env!("CARGO_PKG_VERSION")).to_owned(),
        base_url: config.base_url.clone(),
        files,
        redirects: outputs.facts.redirects.clone(),
        not_found: outputs.files.contains_key(NOT_FOUND).then(|| NOT_FOUND.to_owned()),
    })
}
