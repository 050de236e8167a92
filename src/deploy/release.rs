//! What a store remembers of deploys: releases, and its state.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::open::STATE;
use super::store::Headers;
use crate::config::Target;
use crate::manifest::{Cache, Coding, File, Manifest};

/// The version of what is written here.
pub const FORMAT: u32 = 1;

/// Where the state lies.
pub const STATE_KEY: &str = ".fanzha/state.json.gz";

/// More than this a state or a manifest does not unpack to.
const MOST_BYTES: u64 = 1 << 30;

/// A release: a manifest, and when it went out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The version of this format.
    pub format: u32,
    /// Its id, which begins with the instant.
    pub id: String,
    /// When it went out, RFC 3339.
    pub at: String,
    /// How long pages may be kept, in seconds.
    pub page_seconds: u32,
    /// Its files.
    pub manifest: Manifest,
}

/// The state of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The version of this format.
    pub format: u32,
    /// The release that is out.
    pub current: Option<String>,
    /// Releases that were begun and not committed.
    pub busy: Vec<String>,
    /// Releases that can come back, in the order in which they were out; one that came back is the last again.
    pub releases: Vec<Past>,
    /// Releases whose manifests are to be deleted.
    pub retired: Vec<String>,
    /// Files that the present release does not have, and that are still there.
    pub dropped: BTreeMap<String, Dropped>,
    /// Bytes that were kept before something took their place: by their SHA-256 the last release that needs them.
    pub copies: BTreeMap<String, String>,
}

/// What a state says of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Its id.
    pub id: String,
    /// When it went out, RFC 3339.
    pub at: String,
    /// How many files it has.
    pub files: usize,
    /// How many bytes they have.
    pub bytes: u64,
    /// When it was brought back, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_at: Option<String>,
}

/// A file that the present release does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// The last release that had it; nothing if it is to go as soon as it can.
    pub last: Option<String>,
    /// When it was dropped, in seconds since 1970.
    pub at: i64,
    /// Its SHA-256.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
}

impl Release {
    /// A release that goes out now.
    pub fn new(manifest: Manifest, target: &Target, now: Timestamp) -> Self {
        Release { format: FORMAT, id: new_id(now), at: seconds(now), page_seconds: target.page_seconds, manifest }
    }

    /// The file of a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        let files = &self.manifest.files;
        files.binary_search_by(|file| (*file.path).cmp(path)).ok().and_then(|at| files.get(at))
    }

    /// What readers are told of a file.
    pub fn headers<'f>(&self, file: &'f File, cache_control: &'f mut String) -> Headers<'f> {
        *cache_control = self.cache_control(file.cache);
        let content_encoding = file.coding().map(Coding::name);
        Headers { content_type: &file.content_type, cache_control, content_encoding }
    }

    /// How long files may be kept.
    pub fn cache_control(&self, cache: Cache) -> String {
        cache.kept_for(self.page_seconds)
    }

    /// How many bytes all files have.
    pub fn bytes(&self) -> u64 {
        self.manifest.files.iter().map(|file| file.bytes).sum()
    }

    /// What a state says of it.
    pub fn past(&self) -> Past {
        let files = self.manifest.files.len();
        Past { id: self.id.clone(), at: self.at.clone(), files, bytes: self.bytes(), back_at: None }
    }

    /// Whether a manifest is one that this program made: every name lies in the store, in order.
    fn is_sound(&self, id: &str) -> bool {
        let files = &self.manifest.files;
        let inside = |file: &File| {
            // What lies at the address of a folder ends in a slash.
            let path = file.copy_of.as_ref().and_then(|_| file.path.strip_suffix('/')).unwrap_or(&file.path);
            !path.starts_with(STATE) && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        };
        self.format == FORMAT
            && self.id == id
            && files.iter().all(|file| inside(file) && is_sha256(&file.sha256))
            && files.is_sorted_by(|a, b| a.path < b.path)
    }
}

impl State {
    /// Whether a release can come back.
    pub fn keeps(&self, id: &str) -> bool {
        self.releases.iter().any(|past| past.id == id)
    }
}

/// Where a release's manifest lies.
pub fn release_key(id: &str) -> String {
    format!("{STATE}/releases/{id}.json.gz")
}

/// Where bytes lie that something else has taken the place of.
pub fn copy_key(sha256: &str) -> String {
    format!("{STATE}/objects/{sha256}")
}

/// Whether a text is a digest.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
}

/// Packs what is to be remembered.
pub fn pack<T: Serialize>(value: &T) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    // In memory, and of types that have no keys but texts.
    let _cannot_fail = serde_json::to_vec(value).is_ok_and(|json| packer.write_all(&json).is_ok());
    packer.finish().unwrap_or_default()
}

fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let mut json = Vec::new();
    GzDecoder::new(bytes).take(MOST_BYTES).read_to_end(&mut json).ok()?;
    serde_json::from_slice(&json).ok()
}

/// The state that bytes hold, if they are whole.
pub fn read_state(bytes: &[u8]) -> Option<State> {
    let state: State = unpack(bytes)?;
    let known = state.current.as_ref().is_none_or(|id| state.keeps(id));
    let sound = state.copies.keys().all(|sha256| is_sha256(sha256));
    (state.format == FORMAT && known && sound).then_some(state)
}

/// The release that bytes hold, if they are whole and those of that id.
pub fn read_release(bytes: &[u8], id: &str) -> Option<Release> {
    unpack(bytes).filter(|release: &Release| release.is_sound(id))
}

/// An instant as it is written.
pub fn seconds(now: Timestamp) -> String {
    Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

/// An id that sorts by time and that nobody else takes.
fn new_id(now: Timestamp) -> String {
    let digits: String = seconds(now).chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    format!("{}-{}", digits.to_ascii_lowercase(), &super::lock::chance()[..6])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(paths: &[&str]) -> Release {
        let file = |path: &&str| File {
            path: (*path).to_owned(),
            bytes: 1,
            sha256: "0".repeat(64),
            md5: "0".repeat(32),
            content_type: "text/plain".to_owned(),
            cache: Cache::Page,
            encoding: None,
            copy_of: None,
        };
        let manifest = Manifest { files: paths.iter().map(file).collect(), ..Manifest::default() };
        Release::new(manifest, &Target::default(), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn releases_come_back_as_they_were() {
        let release = release(&["a.html", "b/index.html"]);
        assert!(release.id.starts_with("19700101t000000z-"), "{}", release.id);
        let packed = pack(&release);
        assert_eq!(read_release(&packed, &release.id).as_ref(), Some(&release));
        assert_eq!(release.file("b/index.html").map(|file| file.bytes), Some(1));
        assert!(read_release(&packed, "other").is_none(), "under another id");
        assert!(read_release(&packed[..packed.len() / 2], &release.id).is_none(), "cut off");
        assert!(read_release(b"\x1f\x8b nonsense", &release.id).is_none());
    }

    #[test]
    fn names_outside_of_the_site_are_refused() {
        for wrong in [&["../x"][..], &["a//b"], &[".fanzha/lock"], &["b", "a"], &["a", "a"], &[""]] {
            let release = release(wrong);
            assert!(read_release(&pack(&release), &release.id).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn states_are_whole_or_nothing() {
        let state = State { format: FORMAT, ..State::default() };
        assert_eq!(read_state(&pack(&state)), Some(state.clone()));
        assert_eq!(read_state(&pack(&State { current: Some("gone".into()), ..state.clone() })), None);
        assert_eq!(read_state(&pack(&State { format: 2, ..state })), None);
        assert_eq!(read_state(b""), None);
    }
}
