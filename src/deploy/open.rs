//! A target becomes a store that can be asked.

use std::path::Path;
use std::time::Duration;

use opendal::layers::{RetryLayer, TimeoutLayer};
use opendal::services::{Cos, Fs, Obs, Oss, S3, Webdav};
use opendal::{Error, Operator};

use super::store::{Retries, Store};
use super::veil::veil;
use super::{Failure, Place, failure};
use crate::config::{HostKind, Target, host_of};
use crate::diag::code;
use crate::{remote, t};

/// The folder of a store where deploys keep what is not of the site.
pub const STATE: &str = ".fanzha";

/// Tries after the first one.
const TRIES: usize = 5;

/// Opens a target's store.
pub fn open<'p>(name: &'p str, target: &'p Target, place: &'p Place) -> Result<Store<'p>, Failure> {
    let shown = shown(target);
    let failed = |error: Error| {
        let reason = veil(&remote::root_cause(&error), place);
        let failed = failure(
            code::CONFIG_INVALID,
            t!("[deploy.{name}] 的存储打不开（{reason}）", "cannot open the store of [deploy.{name}] ({reason})"),
        );
        Box::new(failed.help(t!("检查 [deploy.{name}] 的各项设置", "check what [deploy.{name}] says")))
    };
    let operator = match target.kind {
        HostKind::Fs => folder(target, place, true)?,
        HostKind::S3 => s3(target, place)?.map_err(failed)?,
        HostKind::Oss => oss(target, place)?.map_err(failed)?,
        HostKind::Cos => cos(target, place)?.map_err(failed)?,
        HostKind::Obs => obs(target, place)?.map_err(failed)?,
        HostKind::Webdav => webdav(target, place).map_err(failed)?,
        HostKind::Azblob => azblob(target, place)?.map_err(failed)?,
        HostKind::Gcs => gcs(target)?.map_err(failed)?,
        HostKind::Sftp => sftp(target)?.map_err(failed)?,
        _ => return Err(takes_a_folder(name)),
    };
    let patience = Duration::from_secs(target.timeout);
    let client = remote::client().read_timeout(patience).build().map_err(|error| {
        let reason = remote::root_cause(&error);
        failure(code::NETWORK, t!("不能使用网络（{reason}）", "cannot use the network ({reason})"))
    })?;
    let operator = if target.kind == HostKind::Fs { operator } else { remote::with_client(operator, client) };
    let retries = Retries::default();
    let timeout = TimeoutLayer::new().with_timeout(patience).with_io_timeout(patience);
    let retry = RetryLayer::new()
        .with_max_times(TRIES)
        .with_min_delay(Duration::from_millis(200))
        .with_max_delay(Duration::from_secs(10))
        .with_jitter()
        .with_notify(retries.clone());
    let exclusive = if target.kind == HostKind::Fs { folder(target, place, false)? } else { operator.clone() };
    let layered = |operator: Operator| operator.layer(timeout.clone()).layer(retry.clone());
    Ok(Store::new((layered(operator), layered(exclusive)), target.kind, shown, place, retries))
}

/// What a target is called in messages.
fn shown(target: &Target) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let below = target.root.as_deref().map(|root| root.trim_matches('/')).filter(|root| !root.is_empty());
    let below = below.map(|root| format!("/{root}")).unwrap_or_default();
    let scheme = match target.kind {
        HostKind::Fs => return text(&target.root),
        HostKind::Webdav | HostKind::Sftp => return format!("{}{below}", text(&target.endpoint)),
        HostKind::Oss => "oss",
        HostKind::Cos => "cos",
        HostKind::Obs => "obs",
        HostKind::Azblob => "azblob",
        HostKind::Gcs => "gs",
        _ => "s3",
    };
    format!("{scheme}://{}{below}", text(&target.bucket))
}

/// Refuses a host that takes a folder.
fn takes_a_folder(name: &str) -> Failure {
    let failed = failure(
        code::CONFIG_INVALID,
        t!("[deploy.{name}] 不是可以上传的存储", "[deploy.{name}] is no store to upload to"),
    );
    Box::new(failed.help(t!(
        "这种主机要的是一个目录：用 fanzha build 生成，再用主机自己的工具发布",
        "this kind of host takes a folder: make it with fanzha build, and publish it with the host's own tool"
    )))
}

/// The values of variables, all of them.
fn secrets<'p, const N: usize>(names: [&str; N], target: &Target, place: &'p Place) -> Result<[&'p str; N], Failure> {
    let found = names.map(|name| place.variable(name));
    if let Some(at) = found.iter().position(Option::is_none) {
        let (name, shown, all) = (names[at], shown(target), names.join(", "));
        let failed = failure(
            code::CONFIG_INVALID,
            t!("没有访问 {shown} 的密钥：环境变量 {name} 是空的", "there is no key for {shown}: {name} is not set"),
        );
        return Err(Box::new(failed.help(t!(
            "设好环境变量 {all}（不要写进 site.toml）",
            "set {all} in the environment (never in site.toml)"
        ))));
    }
    Ok(found.map(Option::unwrap_or_default))
}

/// A folder. Files appear under their names when they are whole; or else they are there from their first byte
/// on, which is how one of several can be the first to make one.
fn folder(target: &Target, place: &Place, whole: bool) -> Result<Operator, Failure> {
    let root = place.root.join(target.root.as_deref().unwrap_or_default());
    let shown = root.display().to_string();
    // A folder that is missing is more often one that is not mounted than a new one.
    let real = root.canonicalize().ok().filter(|root| root.is_dir()).ok_or_else(|| {
        let failed = failure(
            code::OUTPUT_WRITE,
            t!("要发布到的目录 {shown} 不存在", "there is no folder {shown} to publish to"),
        );
        Box::new(failed.help(t!("先建好（或挂载好）这个目录", "make (or mount) it first")))
    })?;
    if place.root.canonicalize().is_ok_and(|site| real.starts_with(&site) || site.starts_with(&real)) {
        return Err(Box::new(
            failure(code::CONFIG_INVALID, t!("{shown} 和项目目录重叠", "{shown} and the project lie in one another"))
                .help(t!("换成项目以外的目录", "use a folder outside of the project")),
        ));
    }
    let builder = Fs::default().root(&real.to_string_lossy());
    let builder = if whole { builder.atomic_write_dir(&incoming(&real)) } else { builder };
    Operator::new(builder).map_err(|error| {
        let reason = remote::root_cause(&error);
        let failed = failure(code::OUTPUT_WRITE, t!("用不了目录 {shown}（{reason}）", "cannot use {shown} ({reason})"));
        Box::new(failed.help(t!("检查目录权限", "check its permissions")))
    })
}

/// Where files wait until they are whole.
fn incoming(root: &Path) -> String {
    root.join(STATE).join("incoming").to_string_lossy().into_owned()
}

type Opened = Result<Result<Operator, Error>, Failure>;

fn s3(target: &Target, place: &Place) -> Opened {
    let mut builder = S3::default()
        .bucket(target.bucket.as_deref().unwrap_or_default())
        .region(target.region.as_deref().unwrap_or_default())
        .root(target.root.as_deref().unwrap_or_default());
    let is_amazon = target.endpoint.is_none();
    // Amazon's own chain of places for credentials counts on Amazon alone.
    if !is_amazon || place.variable("AWS_ACCESS_KEY_ID").is_some() {
        let [id, key] = secrets(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], target, place)?;
        builder = builder.access_key_id(id).secret_access_key(key).disable_config_load().disable_ec2_metadata();
        if let Some(token) = place.variable("AWS_SESSION_TOKEN") {
            builder = builder.session_token(token);
        }
    }
    if let Some(endpoint) = &target.endpoint {
        builder = builder.endpoint(endpoint);
        if remote::wants_bucket_in_host(&host_of(endpoint).unwrap_or_default()) {
            builder = builder.enable_virtual_host_style();
        }
    }
    Ok(Operator::new(builder))
}

fn oss(target: &Target, place: &Place) -> Opened {
    let [id, key] = secrets(["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"], target, place)?;
    let mut builder = Oss::default()
        .bucket(target.bucket.as_deref().unwrap_or_default())
        .endpoint(target.endpoint.as_deref().unwrap_or_default())
        .root(target.root.as_deref().unwrap_or_default())
        .access_key_id(id)
        .access_key_secret(key);
    if let Some(token) = place.variable("ALIBABA_CLOUD_SECURITY_TOKEN") {
        builder = builder.security_token(token);
    }
    Ok(Operator::new(builder))
}

fn cos(target: &Target, place: &Place) -> Opened {
    let [id, key] = secrets(["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"], target, place)?;
    let mut builder = Cos::default()
        .bucket(target.bucket.as_deref().unwrap_or_default())
        .endpoint(target.endpoint.as_deref().unwrap_or_default())
        .root(target.root.as_deref().unwrap_or_default())
        .disable_config_load()
        .secret_id(id)
        .secret_key(key);
    if let Some(token) = place.variable("TENCENTCLOUD_SECURITY_TOKEN") {
        builder = builder.security_token(token);
    }
    Ok(Operator::new(builder))
}

fn obs(target: &Target, place: &Place) -> Opened {
    let [id, key] = secrets(["HUAWEI_CLOUD_ACCESS_KEY_ID", "HUAWEI_CLOUD_SECRET_ACCESS_KEY"], target, place)?;
    let builder = Obs::default()
        .bucket(target.bucket.as_deref().unwrap_or_default())
        .endpoint(target.endpoint.as_deref().unwrap_or_default())
        .root(target.root.as_deref().unwrap_or_default())
        .access_key_id(id)
        .secret_access_key(key);
    Ok(Operator::new(builder))
}

fn webdav(target: &Target, place: &Place) -> Result<Operator, Error> {
    let builder = Webdav::default()
        .endpoint(target.endpoint.as_deref().unwrap_or_default())
        .root(target.root.as_deref().unwrap_or_default())
        .username(place.variable("FANZHA_WEBDAV_USERNAME").unwrap_or_default())
        .password(place.variable("FANZHA_WEBDAV_PASSWORD").unwrap_or_default());
    Operator::new(builder)
}

#[cfg(feature = "deploy-azblob")]
fn azblob(target: &Target, place: &Place) -> Opened {
    let [name, key] = secrets(["AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT_KEY"], target, place)?;
    let builder = opendal::services::Azblob::default()
        .container(target.bucket.as_deref().unwrap_or_default())
        .endpoint(target.endpoint.as_deref().unwrap_or_default())
        .root(target.root.as_deref().unwrap_or_default())
        .account_name(name)
        .account_key(key);
    Ok(Operator::new(builder))
}

#[cfg(feature = "deploy-gcs")]
fn gcs(target: &Target) -> Opened {
    // Google's libraries find credentials by GOOGLE_APPLICATION_CREDENTIALS, which names a file.
    let mut builder = opendal::services::Gcs::default()
        .bucket(target.bucket.as_deref().unwrap_or_default())
        .root(target.root.as_deref().unwrap_or_default());
    if let Some(endpoint) = &target.endpoint {
        builder = builder.endpoint(endpoint);
    }
    Ok(Operator::new(builder))
}

#[cfg(all(feature = "deploy-sftp", unix))]
fn sftp(target: &Target) -> Opened {
    let builder = opendal::services::Sftp::default()
        .endpoint(target.endpoint.as_deref().unwrap_or_default())
        .root(target.root.as_deref().unwrap_or_default());
    Ok(Operator::new(builder))
}

#[cfg(not(feature = "deploy-azblob"))]
fn azblob(_: &Target, _: &Place) -> Opened {
    Err(left_out("azblob"))
}

#[cfg(not(feature = "deploy-gcs"))]
fn gcs(_: &Target) -> Opened {
    Err(left_out("gcs"))
}

#[cfg(not(all(feature = "deploy-sftp", unix)))]
fn sftp(_: &Target) -> Opened {
    Err(left_out("sftp"))
}

#[cfg(not(all(feature = "deploy-azblob", feature = "deploy-gcs", feature = "deploy-sftp", unix)))]
fn left_out(kind: &str) -> Failure {
    let failed = failure(
        code::CONFIG_INVALID,
        t!("这个版本没有编入 {kind} 存储", "this build cannot use stores of the kind {kind}"),
    );
    Box::new(failed.help(t!(
        "用 cargo build --release --features deploy-{kind} 自己编译",
        "build it with cargo build --release --features deploy-{kind}"
    )))
}
