//! `[deploy.NAME]`: where the site is published.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Overrides;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::t;

/// A target.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Target {
    /// What kind of host it is.
    pub kind: HostKind,
    /// The site's address there, instead of `base_url`.
    pub base_url: Option<String>,
    /// Whether a store gets text compressed, with its `Content-Encoding`.
    pub compress: bool,
    /// What the store answers at the address of a folder.
    pub index: Index,
    /// Where it is written.
    #[serde(skip)]
    pub place: Option<Span>,
}

/// What a store answers at `/folder/`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Index {
    /// Nobody has said so: builds tell what must be set.
    #[default]
    Unknown,
    /// The `index.html` in the folder: the store is set so.
    Resolve,
    /// The object of that name: pages are laid down twice.
    Explicit,
}

impl Default for Target {
    fn default() -> Self {
        Target { kind: HostKind::Fs, base_url: None, compress: false, index: Index::Unknown, place: None }
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

/// The targets with the places where they are written.
pub(super) fn placed(mut targets: BTreeMap<String, Target>, span: impl Fn(&str) -> Span) -> BTreeMap<String, Target> {
    for (name, target) in &mut targets {
        target.place = Some(span(&format!("deploy.{name}")));
    }
    targets
}

/// The target that the command line names, if it does.
pub(super) fn wanted<'t>(
    targets: &'t BTreeMap<String, Target>,
    overrides: &Overrides,
    span: impl Fn(&str) -> Span,
    report: &mut Report,
) -> Option<&'t Target> {
    let name = overrides.target.as_deref()?;
    let found = targets.get(name);
    if found.is_none() {
        let known = targets.keys().map(String::as_str).collect::<Vec<_>>().join(" ");
        let help = match crate::text::nearest(name, targets.keys().map(String::as_str)) {
            Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
            None if known.is_empty() => t!(
                "先在 site.toml 里写 [deploy.{name}]，至少有一行 kind，如 kind = \"nginx\"",
                "write [deploy.{name}] in site.toml first, with its kind, such as kind = \"nginx\""
            ),
            None => t!("已有的目标：{known}", "known targets: {known}"),
        };
        report.push(
            Diagnostic::error(code::CONFIG_INVALID, t!("没有“{name}”这个发布目标", "there is no target `{name}`"))
                .at(span("deploy"))
                .help(help),
        );
    }
    found
}
