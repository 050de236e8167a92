//! `[media]`: where files lie that are too big for Git.

use serde::{Deserialize, Serialize};

use super::{host_of, is_http_url};
use crate::diag::{Diagnostic, Report, Span, Text, code};
use crate::t;

/// `[media]`: where big files lie.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Media {
    /// Where readers find what the store holds: an address over `https` that ends in `/`.
    pub public_url: Option<String>,
    /// Where `fanzha media add` puts files.
    pub store: Option<MediaStore>,
}

/// `[media.store]`: a folder or an object store. Its secrets come from the environment alone.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct MediaStore {
    /// What kind of store it is.
    pub scheme: Scheme,
    /// The folder (`fs`, from the site's root), or what stands before all keys (`s3`).
    pub root: Option<String>,
    /// The bucket (`s3`).
    pub bucket: Option<String>,
    /// The service's address (`s3`); Amazon's own if absent.
    pub endpoint: Option<String>,
    /// The region (`s3`).
    pub region: Option<String>,
}

/// Kinds of stores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// A folder.
    #[default]
    Fs,
    /// A bucket of Amazon S3 or of a service that speaks its protocol.
    S3,
}

impl Media {
    /// The host of the public address.
    pub fn public_host(&self) -> Option<String> {
        self.public_url.as_deref().and_then(host_of)
    }
}

/// The settings, mended where they make no sense.
pub(super) fn check(mut media: Media, span: impl Fn(&str) -> Span, report: &mut Report) -> Media {
    let mut wrong = |key: &str, message: Text, help: Text| {
        report.push(Diagnostic::error(code::CONFIG_INVALID, message).at(span(key)).help(help));
    };
    if let Some(url) = media.public_url.take() {
        if url.starts_with("https://") && is_plain_url(&url) {
            media.public_url = Some(format!("{}/", url.trim_end_matches('/')));
        } else {
            wrong(
                "media.public_url",
                t!(
                    "public_url “{url}”不是 https 开头的完整网址",
                    "public_url `{url}` is not a full address that begins with https"
                ),
                t!(
                    "写成 public_url = \"https://cdn.example.cn/media/\"",
                    "write public_url = \"https://cdn.example.cn/media/\""
                ),
            );
        }
    }
    media.store = media.store.filter(|store| check_store(store, "media.store", span, report));
    media
}

/// Whether the settings of a store make sense; `table` is its name.
pub(super) fn check_store(store: &MediaStore, table: &str, span: impl Fn(&str) -> Span, report: &mut Report) -> bool {
    let mut wrong = |key: &str, message: Text, help: Text| {
        report.push(Diagnostic::error(code::CONFIG_INVALID, message).at(span(key)).help(help));
    };
    let mut usable = true;
    let mut lacks = |key: &str, value: &Option<String>, zh: &str, en: &str| {
        if value.as_deref().unwrap_or_default().trim().is_empty() {
            usable = false;
            let at = if value.is_some() { format!("{table}.{key}") } else { table.to_owned() };
            wrong(&at, t!("[{table}] 缺少 {key}", "[{table}] lacks {key}"), t!("{zh}", "{en}"));
        }
    };
    match store.scheme {
        Scheme::Fs => lacks("root", &store.root, "写成 root = \"/srv/media\"", "write root = \"/srv/media\""),
        Scheme::S3 => {
            lacks("bucket", &store.bucket, "写成 bucket = \"桶名\"", "write bucket = \"NAME\"");
            lacks("region", &store.region, "写成 region = \"cn-north-1\"", "write region = \"cn-north-1\"");
        }
    }
    if let (Scheme::Fs, Some(root)) = (store.scheme, &store.root)
        && !is_absolute(root)
        && crate::path::resolve("", &root.replace('\\', "/")).is_some()
    {
        usable = false;
        wrong(
            &format!("{table}.root"),
            t!(
                "root “{root}”在项目目录里，Git 会把大文件也收进去",
                "root `{root}` lies in the project, where Git would take the big files too"
            ),
            t!(
                "放到项目外面，如 \"../media-store\" 或 \"/srv/media\"",
                "put it outside, such as \"../media-store\" or \"/srv/media\""
            ),
        );
    }
    let own: &[(&str, &Option<String>)] = match store.scheme {
        Scheme::Fs => &[("bucket", &store.bucket), ("endpoint", &store.endpoint), ("region", &store.region)],
        Scheme::S3 => &[],
    };
    for (key, _) in own.iter().filter(|(_, value)| value.is_some()) {
        usable = false;
        wrong(
            &format!("{table}.{key}"),
            t!("目录（scheme = \"fs\"）没有 {key}", "a folder (scheme = \"fs\") has no {key}"),
            t!("写 scheme = \"s3\"，或删去这一行", "write scheme = \"s3\", or remove the line"),
        );
    }
    if let Some(endpoint) = store.endpoint.as_deref().filter(|url| !is_http_url(url) || !is_plain_url(url)) {
        usable = false;
        wrong(
            &format!("{table}.endpoint"),
            t!("endpoint “{endpoint}”不是完整的网址", "endpoint `{endpoint}` is not a full address"),
            t!(
                "写成 endpoint = \"https://s3.cn-north-1.amazonaws.com.cn\"",
                "write endpoint = \"https://s3.cn-north-1.amazonaws.com.cn\""
            ),
        );
    }
    usable
}

fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.get(1..2) == Some(":")
}

/// Whether an address has a host, and neither a name and password nor a query.
fn is_plain_url(url: &str) -> bool {
    host_of(url).is_some_and(|host| !host.is_empty())
        && !url.contains(['@', '?', '#', '"', '<', '>', '\\'])
        && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}
