//! The output manifest: what every file of the finished site is, for whatever publishes it.

mod memory;

use std::io;

use serde::{Deserialize, Serialize};

use crate::config::{Config, Target};
use crate::emit::{Content, Outputs, Supply};
use crate::hosting::media_type;
use crate::path::OutputPath;

pub use crate::hosting::{Cache, Redirect};
pub use memory::{Memory, Sums};

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
    /// Of a file that was compressed ahead: how, and of what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoded>,
}

/// A file that was compressed ahead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoded {
    /// The value of `Content-Encoding`.
    pub coding: Coding,
    /// The path of the file that it is made of.
    pub of: String,
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
    let file = |((path, _), sums): ((&OutputPath, &Content), Sums)| File {
        path: path.as_str().to_owned(),
        bytes: sums.bytes,
        sha256: sums.sha256(),
        md5: sums.md5(),
        content_type: media_type(path.as_str(), feeds).to_owned(),
        cache: Cache::of(path.as_str(), feeds),
        encoding: None,
    };
    Ok(Manifest {
        format: FORMAT,
        generator: concat!("fanzha ", env!("CARGO_PKG_VERSION")).to_owned(),
        base_url: config.base_url.clone(),
        files: shown.into_iter().zip(sums).map(file).collect(),
        redirects: outputs.facts.redirects.clone(),
        not_found: outputs.files.contains_key(NOT_FOUND).then(|| NOT_FOUND.to_owned()),
    })
}
