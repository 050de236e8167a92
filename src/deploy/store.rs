//! What deploys ask of a store. Services differ in what they can do; here it comes out even, or is said.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use opendal::layers::{RetryEvent, RetryInterceptor};
use sha2::{Digest, Sha256};

use opendal::options::WriteOptions;
use opendal::{Capability, Error, ErrorKind, Operator};

use super::slash;
use super::veil::veil;
use super::{Failure, Place, failure};
use crate::config::HostKind;
use crate::diag::code;
use crate::{remote, t};

/// An open store.
pub struct Store<'p> {
    operator: Operator,
    exclusive: Operator,
    kind: HostKind,
    /// What it is called in messages.
    pub shown: String,
    place: &'p Place,
    retries: Retries,
}

/// How often something had to be tried again.
#[derive(Clone, Default)]
pub struct Retries(Arc<AtomicUsize>);

impl RetryInterceptor for Retries {
    fn intercept(&self, _: RetryEvent<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// What a reader is told of a file. Stores that do not keep it leave it to the web server before them.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a> {
    /// Its media type.
    pub content_type: &'a str,
    /// How long it may be kept.
    pub cache_control: &'a str,
    /// How its bytes are compressed.
    pub content_encoding: Option<&'a str>,
}

/// What is known of bytes that are in the store already.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Their SHA-256.
    pub sha256: &'a str,
    /// How many there are.
    pub bytes: u64,
}

/// What a listing says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path.
    pub path: String,
    /// How many bytes it has, where the store tells.
    pub bytes: Option<u64>,
    /// Its MD5, where the store tells.
    pub md5: Option<String>,
}

/// What became of a conditional write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrote {
    /// It is there, with that tag.
    Done(Option<String>),
    /// Somebody else was faster.
    Beaten,
}

impl<'p> Store<'p> {
    /// `exclusive` writes files that must not be there yet; in a folder that is another way of writing.
    pub(super) fn new(
        (operator, exclusive): (Operator, Operator),
        kind: HostKind,
        shown: String,
        place: &'p Place,
        retries: Retries,
    ) -> Self {
        Store { operator, exclusive, kind, shown, place, retries }
    }

    /// What the service can do.
    pub fn can(&self) -> Capability {
        self.operator.info().capability()
    }

    /// Whether files get the headers that they are to have.
    pub fn keeps_headers(&self) -> bool {
        self.can().write_with_content_type && self.can().write_with_cache_control
    }

    /// Whether readers are told that a file is compressed.
    pub fn says_codings(&self) -> bool {
        self.can().write_with_content_encoding
    }

    /// Whether it is a folder of this machine.
    pub fn is_folder(&self) -> bool {
        self.kind == HostKind::Fs
    }

    /// How often something had to be tried again so far.
    pub fn retries(&self) -> usize {
        self.retries.0.load(Ordering::Relaxed)
    }

    /// What lies under a key.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Failure> {
        match self.operator.read(key).await {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.explain(&error, key)),
        }
    }

    /// What lies under a key, with its tag, where the store has tags that conditions can name.
    pub async fn get_tagged(&self, key: &str) -> Result<Option<(Vec<u8>, Option<String>)>, Failure> {
        if !self.can().write_with_if_match {
            return Ok(self.get(key).await?.map(|bytes| (bytes, None)));
        }
        // Whoever writes between the two requests makes the second one fail.
        loop {
            let tag = match self.operator.stat(key).await {
                Ok(found) => found.etag().map(str::to_owned),
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(self.explain(&error, key)),
            };
            let read = self.operator.read_with(key);
            let read = match &tag {
                Some(tag) if self.can().read_with_if_match => read.if_match(tag).await,
                _ => read.await,
            };
            match read {
                Ok(bytes) => return Ok(Some((bytes.to_vec(), tag))),
                Err(error) if error.kind() == ErrorKind::ConditionNotMatch => {}
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(self.explain(&error, key)),
            }
        }
    }

    /// How many seconds ago the first of two files was written, before the second, by the store's own clock.
    pub async fn seconds_between(&self, first: &str, second: &str) -> Result<Option<i64>, Failure> {
        let mut times = Vec::new();
        for key in [first, second] {
            match self.operator.stat(key).await {
                Ok(found) => times.extend(found.last_modified().map(|at| at.into_inner().as_second())),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(self.explain(&error, key)),
            }
        }
        Ok(if let [first, second] = times[..] { Some(second - first) } else { None })
    }

    /// Lays down a file of the site.
    pub async fn put(&self, key: &str, bytes: Vec<u8>, headers: Headers<'_>) -> Result<(), Failure> {
        let can = self.can();
        // Where a service puts files down piece by piece, they are put aside and moved.
        let moves = !self.is_whole_at_once() && can.rename;
        let aside = format!("{}/incoming/{key}", super::open::STATE);
        let to = if moves { &aside } else { key };
        // What a store cannot keep it would drop without a word.
        let kept = |can: bool, value: &str| can.then(|| value.to_owned());
        let encoding = headers.content_encoding;
        let options = WriteOptions {
            content_type: kept(can.write_with_content_type, headers.content_type),
            cache_control: kept(can.write_with_cache_control, headers.cache_control),
            content_encoding: encoding.and_then(|coding| kept(can.write_with_content_encoding, coding)),
            ..WriteOptions::default()
        };
        let written = if slash::is_slashed(to) {
            slash::write(&self.operator, to, bytes, options).await
        } else {
            self.operator.write_options(to, bytes, options).await
        };
        written.map_err(|error| self.explain(&error, key))?;
        if moves {
            self.operator.rename(to, key).await.map_err(|error| self.explain(&error, key))?;
        }
        Ok(())
    }

    /// Whether a file has its name only when all of its bytes are there.
    fn is_whole_at_once(&self) -> bool {
        !matches!(self.kind, HostKind::Webdav | HostKind::Sftp)
    }

    /// Lays down a file of our own.
    pub async fn put_own(&self, key: &str, bytes: Vec<u8>) -> Result<(), Failure> {
        self.put(key, bytes, OWN).await
    }

    /// Lays down a file of our own where there is none yet. A store without that condition lays it down anyway.
    pub async fn put_new(&self, key: &str, bytes: Vec<u8>) -> Result<Wrote, Failure> {
        let can = self.can();
        let mut order = self.exclusive.write_with(key, bytes);
        if can.write_with_if_not_exists {
            order = order.if_not_exists(true);
        }
        if can.write_with_cache_control {
            order = order.cache_control(OWN.cache_control);
        }
        self.written(order.await, key)
    }

    /// Lays down a file of our own instead of the one with that tag. Without a tag it is laid down anyway.
    pub async fn put_over(&self, key: &str, bytes: Vec<u8>, tag: Option<&str>) -> Result<Wrote, Failure> {
        let can = self.can();
        let mut order = self.operator.write_with(key, bytes);
        if let Some(tag) = tag.filter(|_| can.write_with_if_match) {
            order = order.if_match(tag);
        }
        if can.write_with_cache_control {
            order = order.cache_control(OWN.cache_control);
        }
        self.written(order.await, key)
    }

    fn written(&self, written: opendal::Result<opendal::Metadata>, key: &str) -> Result<Wrote, Failure> {
        match written {
            Ok(metadata) => Ok(Wrote::Done(metadata.etag().map(str::to_owned))),
            Err(error) if matches!(error.kind(), ErrorKind::ConditionNotMatch | ErrorKind::AlreadyExists) => {
                Ok(Wrote::Beaten)
            }
            Err(error) => Err(self.explain(&error, key)),
        }
    }

    /// Copies a file of so many bytes within the store; its headers go with it. Tells whether it was there.
    pub async fn copy(&self, from: &str, to: &str, file: Known<'_>, headers: Headers<'_>) -> Result<bool, Failure> {
        // A folder would show the copy while it grows.
        if self.can().copy && self.kind.is_object_store() {
            let copied = if slash::is_slashed(from) || slash::is_slashed(to) {
                slash::copy(&self.operator, from, to, file.bytes).await
            } else {
                self.operator.copy_with(from, to).source_content_length_hint(file.bytes).await
            };
            return match copied {
                Ok(_) => Ok(true),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
                Err(error) => Err(self.explain(&error, to)),
            };
        }
        match self.get(from).await?.filter(|bytes| format!("{:x}", Sha256::digest(bytes)) == file.sha256) {
            Some(bytes) => self.put(to, bytes, headers).await.map(|()| true),
            None => Ok(false),
        }
    }

    /// Removes files; those that are gone already are as good as removed.
    pub async fn delete(&self, keys: Vec<String>) -> Result<(), Failure> {
        let first = keys.first().cloned().unwrap_or_default();
        self.operator.delete_iter(keys).await.map_err(|error| self.explain(&error, &first))
    }

    /// All files below a folder (`""`: of the whole store), in order.
    pub async fn list(&self, folder: &str) -> Result<Vec<Listed>, Failure> {
        let found = match self.operator.list_with(folder).recursive(true).await {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.explain(&error, folder)),
        };
        let mut listed: Vec<Listed> = found
            .iter()
            .filter(|entry| entry.metadata().is_file() || self.kind.is_object_store() && entry.path() != "/")
            .map(|entry| {
                let metadata = entry.metadata();
                let md5 =
                    metadata.content_md5().and_then(md5_of_base64).or_else(|| metadata.etag().and_then(md5_of_tag));
                // Of what it takes for a folder OpenDAL does not tell the size.
                let bytes = metadata.is_file().then(|| metadata.content_length());
                Listed { path: entry.path().to_owned(), bytes, md5 }
            })
            .collect();
        listed.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(listed)
    }

    /// Whether anything lies in the store that is not ours, with a name or two.
    pub async fn strangers(&self) -> Result<Vec<String>, Failure> {
        let all = self.list("").await?;
        let own = format!("{}/", super::open::STATE);
        let all = all.into_iter().map(|file| file.path);
        // What consoles call folders are empty objects.
        Ok(all.filter(|path| !path.starts_with(&own) && !slash::is_slashed(path)).collect())
    }

    fn explain(&self, error: &Error, key: &str) -> Failure {
        let reason = remote::root_cause(error);
        let line: String = reason.lines().next().unwrap_or_default().chars().take(200).collect();
        let reason = veil(&line, self.place);
        let shown = &self.shown;
        if self.is_folder() {
            let failed = failure(
                code::OUTPUT_WRITE,
                t!("用不了 {shown} 里的 {key}（{reason}）", "cannot use {key} in {shown} ({reason})"),
            );
            return Box::new(failed.help(t!("检查磁盘空间和目录权限", "check disk space and permissions")));
        }
        let (zh, en) = match error.kind() {
            ErrorKind::PermissionDenied => {
                ("检查密钥和桶的权限", "check the keys in the environment and the bucket's policy")
            }
            ErrorKind::ConfigInvalid | ErrorKind::NotFound => {
                ("检查 bucket、region 和 endpoint", "check bucket, region and endpoint")
            }
            ErrorKind::RateLimited => {
                ("对方限流：过一会儿再试，或调小 jobs", "the service is busy: try again later, or lower `jobs`")
            }
            _ => (
                "检查网络后再运行一次，已经传好的不会重传",
                "check the network and run it again: what is there is not sent twice",
            ),
        };
        let failed =
            failure(code::DEPLOY_STORE, t!("{shown} 出错：{key}（{reason}）", "{shown} failed at {key} ({reason})"));
        Box::new(failed.help(t!("{zh}", "{en}")))
    }
}

/// Our own files: nobody is to keep them.
const OWN: Headers<'static> =
    Headers { content_type: "application/octet-stream", cache_control: "no-store", content_encoding: None };

/// The MD5 that a tag is, if the file was sent in one piece.
fn md5_of_tag(tag: &str) -> Option<String> {
    let tag = tag.trim_start_matches("W/").trim_matches('"').to_ascii_lowercase();
    (tag.len() == 32 && tag.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(tag)
}

fn md5_of_base64(text: &str) -> Option<String> {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok().filter(|bytes| bytes.len() == 16)?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_from_tags() {
        let md5 = "d41d8cd98f00b204e9800998ecf8427e";
        assert_eq!(md5_of_tag("\"D41D8CD98F00B204E9800998ECF8427E\"").as_deref(), Some(md5));
        assert_eq!(md5_of_tag("\"d41d8cd98f00b204e9800998ecf8427e-4\""), None);
        assert_eq!(md5_of_base64("1B2M2Y8AsgTpgAmY7PhCfg==").as_deref(), Some(md5));
        assert_eq!(md5_of_base64("xx"), None);
    }
}
