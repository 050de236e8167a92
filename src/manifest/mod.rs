//! The output manifest: what every file of the finished site is, for whatever publishes it.

#[cfg(feature = "deploy")]
mod make;

use serde::{Deserialize, Serialize};

#[cfg(feature = "deploy")]
pub use make::of;

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

/// How long browsers and proxies may keep a file, which decides when it is uploaded too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cache {
    /// Its name holds its fingerprint: for ever.
    Immutable,
    /// Other files that pages use: a picture under its own name, the parts of the search index.
    Asset,
    /// A page.
    Page,
    /// Feeds, sitemaps and whatever else machines ask for again and again.
    Fresh,
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

/// An address that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// The path of the old address, `/old/`.
    pub from: String,
    /// The new address, a path or a URL.
    pub to: String,
    /// The status: 301, 302, 307 or 308.
    pub status: u16,
}
