//! `[deploy.NAME]`: where the site is published.

use serde::Deserialize;

/// A target.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Target {
    /// What kind of host it is.
    pub kind: HostKind,
    /// The site's address there, instead of `base_url`.
    pub base_url: Option<String>,
}

impl Default for Target {
    fn default() -> Self {
        Target { kind: HostKind::Fs, base_url: None }
    }
}

/// Kinds of hosts. Up to `Webdav` they are stores that `deploy` fills; the others take a folder, which `build
/// --target` makes ready for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HostKind {
    /// A folder.
    Fs,
    /// Amazon S3, and whatever speaks its protocol.
    S3,
    /// 阿里云 OSS.
    Oss,
    /// 腾讯云 COS.
    Cos,
    /// 华为云 OBS.
    Obs,
    /// Azure Blob Storage.
    Azblob,
    /// Google Cloud Storage.
    Gcs,
    /// A server by SFTP.
    Sftp,
    /// A server by WebDAV.
    Webdav,
    /// Cloudflare Pages.
    CloudflarePages,
    /// Netlify.
    Netlify,
    /// GitLab Pages.
    GitlabPages,
    /// GitHub Pages.
    GithubPages,
    /// A server of one's own with nginx.
    Nginx,
    /// A server of one's own with Caddy.
    Caddy,
}

impl HostKind {
    /// Whether `deploy` fills it, file by file.
    pub fn is_store(self) -> bool {
        self <= HostKind::Webdav
    }
}
