//! `[deploy.NAME]`: where the site is published.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::{Overrides, is_http_url};
use crate::diag::{Diagnostic, Report, Span, Text, code};
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
    /// The folder (`fs`, from the site's root), or what stands before all keys of a store.
    pub root: Option<String>,
    /// The bucket or container of a store.
    pub bucket: Option<String>,
    /// The address of the store's service.
    pub endpoint: Option<String>,
    /// The store's region.
    pub region: Option<String>,
    /// How many releases can be brought back, the present one included.
    pub keep: usize,
    /// How long a file stays that no page needs any more, such as `1d`.
    pub grace: String,
    /// How many files one deploy may delete at most.
    pub max_deletes: usize,
    /// How many files are uploaded at once.
    pub jobs: usize,
    /// How many seconds an answer of the store may take.
    pub timeout: u64,
    /// How many seconds pages may be kept by browsers and CDNs.
    pub page_seconds: u32,
    /// After how many seconds without a sign a deploy counts as dead.
    pub lock_seconds: u64,
    /// The address at which published pages are compared with what was uploaded.
    pub verify: Option<String>,
    /// The CDN that is to forget what has changed.
    pub purge: Option<Purge>,
    /// The search engine that is told what has changed.
    pub push: Option<Push>,
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
        Target {
            kind: HostKind::Fs,
            base_url: None,
            compress: false,
            index: Index::Unknown,
            place: None,
            root: None,
            bucket: None,
            endpoint: None,
            region: None,
            keep: 5,
            grace: "1d".to_owned(),
            max_deletes: 1000,
            jobs: 16,
            timeout: 60,
            page_seconds: 300,
            lock_seconds: 120,
            verify: None,
            purge: None,
            push: None,
        }
    }
}

/// `[deploy.NAME.purge]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Purge {
    /// Whose CDN it is.
    pub kind: PurgeKind,
    /// The zone's id (`cloudflare`, `edgeone`).
    pub zone: Option<String>,
    /// The address of the service, or the one that a `webhook` is sent to.
    pub endpoint: Option<String>,
}

/// CDNs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PurgeKind {
    /// Any service that takes a list of addresses.
    #[default]
    Webhook,
    /// Cloudflare.
    Cloudflare,
    /// 阿里云 CDN.
    Aliyun,
    /// 腾讯云 CDN.
    TencentCdn,
    /// 腾讯云 EdgeOne.
    Edgeone,
}

/// `[deploy.NAME.push]`: 百度 is told which addresses have changed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Push {
    /// The site as it is registered there, `https://www.example.gov.cn`.
    pub site: String,
    /// The address of the service.
    pub endpoint: Option<String>,
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
    /// Whether it is a store that `deploy` fills.
    pub fn is_store(self) -> bool {
        self.is_object_store() || matches!(self, HostKind::Fs | HostKind::Sftp | HostKind::Webdav)
    }

    /// Whether it is a store of objects, which has buckets and no folders.
    pub fn is_object_store(self) -> bool {
        use HostKind::{Azblob, Cos, Gcs, Obs, Oss, S3};
        matches!(self, S3 | Oss | Cos | Obs | Azblob | Gcs)
    }
}

impl Target {
    /// How long a file stays that no page needs any more.
    pub fn grace(&self) -> Duration {
        duration(&self.grace).unwrap_or(Duration::from_secs(24 * 3600))
    }
}

/// `30m`, `12h` and the like.
fn duration(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 24 * 3600,
        _ => return None,
    };
    let count: u64 = text.strip_suffix(unit)?.parse().ok()?;
    count.checked_mul(seconds).map(Duration::from_secs)
}

/// Reports what makes no sense. Only stores are looked at: what hosts of folders need is checked by whoever
/// makes the folder.
pub(super) fn check(
    mut targets: BTreeMap<String, Target>,
    span: impl Fn(&str) -> Span,
    report: &mut Report,
) -> BTreeMap<String, Target> {
    for (name, target) in &mut targets {
        target.place = Some(span(&format!("deploy.{name}")));
    }
    for (name, target) in targets.iter().filter(|(_, target)| target.kind.is_store()) {
        let mut wrong = |key: &str, message: Text, help: Text| {
            let at = if key.is_empty() { format!("deploy.{name}") } else { format!("deploy.{name}.{key}") };
            report.push(Diagnostic::error(code::CONFIG_INVALID, message).at(span(&at)).help(help));
        };
        for (key, value, zh, en) in required(target) {
            if value.as_deref().unwrap_or_default().trim().is_empty() {
                let at = if value.is_some() { key } else { "" };
                wrong(at, t!("[deploy.{name}] 缺少 {key}", "[deploy.{name}] lacks {key}"), t!("{zh}", "{en}"));
            }
        }
        let addresses = [
            ("base_url", &target.base_url),
            ("endpoint", &target.endpoint),
            ("verify", &target.verify),
            ("purge.endpoint", target.purge.as_ref().map_or(&None, |purge| &purge.endpoint)),
            ("push.endpoint", target.push.as_ref().map_or(&None, |push| &push.endpoint)),
        ];
        for (key, url) in addresses.into_iter().filter_map(|(key, url)| Some((key, url.as_ref()?))) {
            // SFTP has addresses of its own.
            let is_sftp = key == "endpoint" && target.kind == HostKind::Sftp;
            let has_name = url.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
            if !is_sftp && (!is_http_url(url) || has_name.contains('@')) {
                wrong(
                    key,
                    t!("{key} 不是可用的网址", "{key} is not a usable address"),
                    t!(
                        "写成 https://…；里面不能有用户名和密码",
                        "write https://…, without a name and a password in it"
                    ),
                );
            }
        }
        if duration(&target.grace).is_none() {
            let grace = &target.grace;
            wrong(
                "grace",
                t!("grace “{grace}”不是时长", "grace `{grace}` is not a length of time"),
                t!("写成 grace = \"1d\"（s 秒、m 分、h 时、d 天）", "write grace = \"1d\" (s, m, h or d)"),
            );
        }
        let counts = [
            ("keep", target.keep as u64),
            ("jobs", target.jobs as u64),
            ("timeout", target.timeout),
            ("lock_seconds", target.lock_seconds),
        ];
        for (key, _) in counts.into_iter().filter(|(_, count)| *count == 0) {
            wrong(key, t!("{key} 不能是 0", "{key} cannot be 0"), t!("至少写 1", "write 1 or more"));
        }
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

/// What a kind of store cannot do without, and how to write it.
fn required(target: &Target) -> Vec<(&'static str, &Option<String>, &'static str, &'static str)> {
    let root = ("root", &target.root, "写成 root = \"/srv/www\"（一个目录）", "write root = \"/srv/www\" (a folder)");
    let bucket = ("bucket", &target.bucket, "写成 bucket = \"桶的名字\"", "write bucket = \"the bucket's name\"");
    let address = |zh, en| ("endpoint", &target.endpoint, zh, en);
    match target.kind {
        HostKind::Fs => vec![root],
        HostKind::S3 => {
            vec![bucket, ("region", &target.region, "写成 region = \"cn-north-1\"", "write region = \"cn-north-1\"")]
        }
        HostKind::Oss => vec![
            bucket,
            address(
                "写成 endpoint = \"https://oss-cn-beijing.aliyuncs.com\"",
                "write endpoint = \"https://oss-cn-beijing.aliyuncs.com\"",
            ),
        ],
        HostKind::Cos => vec![
            bucket,
            address(
                "写成 endpoint = \"https://cos.ap-guangzhou.myqcloud.com\"",
                "write endpoint = \"https://cos.ap-guangzhou.myqcloud.com\"",
            ),
        ],
        HostKind::Obs => vec![
            bucket,
            address(
                "写成 endpoint = \"https://obs.cn-north-4.myhuaweicloud.com\"",
                "write endpoint = \"https://obs.cn-north-4.myhuaweicloud.com\"",
            ),
        ],
        HostKind::Azblob => vec![
            bucket,
            address(
                "写成 endpoint = \"https://ACCOUNT.blob.core.windows.net\"",
                "write endpoint = \"https://ACCOUNT.blob.core.windows.net\"",
            ),
        ],
        HostKind::Gcs => vec![bucket],
        HostKind::Sftp => vec![address(
            "写成 endpoint = \"ssh://web@203.0.113.7\"（密钥由 ssh-agent 提供）",
            "write endpoint = \"ssh://web@203.0.113.7\" (its key comes from ssh-agent)",
        )],
        HostKind::Webdav => {
            vec![address("写成 endpoint = \"https://dav.example.cn\"", "write endpoint = \"https://dav.example.cn\"")]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        assert_eq!(duration("90s"), Some(Duration::from_secs(90)));
        assert_eq!(duration("2d"), Some(Duration::from_secs(172_800)));
        assert_eq!(duration("0s"), Some(Duration::ZERO));
        for wrong in ["", "d", "1", "1w", "-1d", "一天", "99999999999999999999d", "300000000000000d"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }
}
