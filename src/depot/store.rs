//! The store: a folder or a bucket, through OpenDAL.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use opendal::layers::RetryLayer;
use opendal::services::{Fs, S3};
use opendal::{Error, ErrorKind, HttpTransporter, Operator};
use opendal_http_transport_reqwest::ReqwestTransport;
use sha2::{Digest, Sha256};
use tokio::runtime::Runtime;

use super::incoming::Sum;
use super::{Failure, Place, failure, of_file, web};
use crate::config::{Config, MediaStore, Scheme, host_of};
use crate::diag::code;
use crate::library::Type;
use crate::t;

/// Bytes that are sent at once; S3 wants 5 MiB at least.
const PIECE: usize = 8 << 20;
/// S3 takes 10,000 pieces of a file.
const MOST_PIECES: u64 = 9_000;
/// An answer may take as long as sending a piece on a slow line: what is sent counts as waiting.
const ANSWER: Duration = Duration::from_secs(300);
/// A key holds the sum of its bytes, so they never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Services that demand the bucket's name in the host's.
const BUCKET_IN_HOST: &[&str] = &["aliyuncs.com", "myqcloud.com", "myhuaweicloud.com", "volces.com", "ksyuncs.com"];

/// An open store.
pub struct Store {
    runtime: Runtime,
    operator: Operator,
    shown: String,
    scheme: Scheme,
}

/// What became of a file that was to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It was written.
    Written,
    /// It was there already.
    WasThere,
}

impl Store {
    /// Opens the store of `site.toml`.
    pub fn open(config: &Config, place: &Place, for_writing: bool) -> Result<Self, Failure> {
        let settings = config.media.store.as_ref().ok_or_else(|| unset(config))?;
        let runtime = web::runtime().map_err(|error| of_file(code::IO_UNREADABLE, &place.root, &error))?;
        let (operator, shown) = match settings.scheme {
            Scheme::Fs => folder(settings, place, for_writing)?,
            Scheme::S3 => bucket(settings, place)?,
        };
        Ok(Store { runtime, operator, shown, scheme: settings.scheme })
    }

    /// The size of what lies under a key.
    pub fn size(&self, key: &str) -> Result<Option<u64>, Failure> {
        match self.runtime.block_on(self.operator.stat(key)) {
            Ok(found) if found.is_file() => Ok(Some(found.content_length())),
            Ok(_) => Ok(None),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.explain(&error)),
        }
    }

    /// The sum of what lies under a key, of which so many bytes are there.
    pub fn sum(&self, key: &str, bytes: u64) -> Result<Sum, Failure> {
        self.runtime.block_on(async {
            let mut hash = Sha256::new();
            let mut from = 0;
            let reader = self.operator.reader(key).await.map_err(|error| self.explain(&error))?;
            while from < bytes {
                // A range beyond the end is an error, not a shorter piece.
                let to = bytes.min(from + PIECE as u64);
                let piece = reader.read(from..to).await.map_err(|error| self.explain(&error))?;
                piece.for_each(|part| hash.update(&part));
                from = to;
            }
            Ok(Sum { bytes, sha256: format!("{:x}", hash.finalize()) })
        })
    }

    /// Stores a file whose bytes must have that sum.
    pub fn put(&self, key: &str, file: &Path, sum: &Sum, media_type: Type) -> Result<Put, Failure> {
        if let Some(there) = self.size(key)? {
            return self.was_there(key, there, sum);
        }
        match self.runtime.block_on(self.write(key, file, sum, media_type, true)) {
            Ok(()) => {}
            Err(Stop::Store(error)) if error.kind() == ErrorKind::ConditionNotMatch => {
                let there = self.size(key)?.unwrap_or_default();
                return self.was_there(key, there, sum);
            }
            Err(Stop::Store(error)) if knows_no_condition(&error) => self
                .runtime
                .block_on(self.write(key, file, sum, media_type, false))
                .map_err(|stop| self.stopped(stop))?,
            Err(stop) => return Err(self.stopped(stop)),
        }
        match self.size(key)? {
            Some(there) if there == sum.bytes => Ok(Put::Written),
            there => {
                let (there, bytes) = (there.unwrap_or_default(), sum.bytes);
                Err(failure(
                    code::MEDIA_FILE,
                    t!(
                        "上传后核对不上：{key} 应有 {bytes} 字节，存储里是 {there} 字节",
                        "the upload is not whole: {key} should have {bytes} bytes and has {there} in the store"
                    ),
                ))
            }
        }
    }

    fn was_there(&self, key: &str, there: u64, sum: &Sum) -> Result<Put, Failure> {
        if there == sum.bytes {
            return Ok(Put::WasThere);
        }
        let bytes = sum.bytes;
        let failed = failure(
            code::MEDIA_FILE,
            t!(
                "存储里已有 {key}，但大小不对（应为 {bytes} 字节，实为 {there} 字节）",
                "the store has {key} already, but of another size ({there} bytes instead of {bytes})"
            ),
        );
        Err(Box::new(failed.help(t!("先弄清它从哪里来，再删掉它", "find out where it comes from, then remove it"))))
    }

    async fn write(&self, key: &str, file: &Path, sum: &Sum, media_type: Type, careful: bool) -> Result<(), Stop> {
        let unreadable = |error: std::io::Error| Stop::Here(of_file(code::IO_UNREADABLE, file, &error));
        let mut from = File::open(file).map_err(unreadable)?;
        let can = self.operator.info().capability();
        let piece = PIECE.max(usize::try_from(sum.bytes / MOST_PIECES).unwrap_or(PIECE));
        // What a store cannot keep it would drop without a word; a folder's web server knows types
        // by their extensions.
        let mut order = self.operator.writer_with(key).chunk(piece);
        if can.write_with_content_type {
            order = order.content_type(media_type.name);
        }
        if can.write_with_cache_control {
            order = order.cache_control(FOR_EVER);
        }
        if careful && can.write_with_if_not_exists {
            order = order.if_not_exists(true);
        }
        let mut writer = order.await.map_err(Stop::Store)?;
        let mut hash = Sha256::new();
        let sent = async {
            loop {
                let mut bytes = Vec::with_capacity(piece.min(usize::try_from(sum.bytes).unwrap_or(piece)));
                from.by_ref().take(piece as u64).read_to_end(&mut bytes).map_err(unreadable)?;
                if bytes.is_empty() {
                    break;
                }
                hash.update(&bytes);
                writer.write(bytes).await.map_err(Stop::Store)?;
            }
            if format!("{:x}", hash.finalize()) != sum.sha256 {
                let shown = file.display();
                return Err(Stop::Here(failure(
                    code::MEDIA_FILE,
                    t!("{shown} 在上传时被改动了", "{shown} changed while it was sent"),
                )));
            }
            Ok(())
        };
        let result = match sent.await {
            Ok(()) => writer.close().await.map(|_| ()).map_err(Stop::Store),
            Err(stop) => Err(stop),
        };
        if result.is_err() {
            // Parts that stay behind cost money, no more.
            let _tried = writer.abort().await.is_ok();
        }
        result
    }

    fn stopped(&self, stop: Stop) -> Failure {
        match stop {
            Stop::Here(failed) => failed,
            Stop::Store(error) => self.explain(&error),
        }
    }

    fn explain(&self, error: &Error) -> Failure {
        explain(error, self.scheme, &self.shown)
    }
}

/// Why writing ended early.
enum Stop {
    Here(Failure),
    Store(Error),
}

fn unset(config: &Config) -> Failure {
    let file = &config.file;
    let failed =
        failure(code::CONFIG_INVALID, t!("{file} 没有写大文件放在哪里", "{file} does not say where big files go"));
    Box::new(
        failed
            .help(t!(
                "加上 [media.store]，写 scheme = \"fs\" 和 root = \"/srv/media\"（一个目录）",
                "add [media.store] with scheme = \"fs\" and root = \"/srv/media\" (a folder)"
            ))
            .help(t!(
                "或写 scheme = \"s3\"、bucket、region、endpoint（对象存储）",
                "or with scheme = \"s3\", bucket, region and endpoint (an object store)"
            )),
    )
}

fn folder(settings: &MediaStore, place: &Place, for_writing: bool) -> Result<(Operator, String), Failure> {
    let root = place.root.join(settings.root.as_deref().unwrap_or_default());
    let shown = root.display().to_string();
    // A folder that is missing is more often one that is not mounted than a new one.
    let real = root.canonicalize().ok().filter(|root| root.is_dir()).ok_or_else(|| {
        let failed = failure(
            code::OUTPUT_WRITE,
            t!("存放大文件的目录 {shown} 不存在", "there is no folder {shown} for big files"),
        );
        Box::new(failed.help(t!("先建好（或挂载好）这个目录", "make (or mount) it first")))
    })?;
    if place.root.canonicalize().is_ok_and(|site| real.starts_with(site)) {
        return Err(failure(
            code::CONFIG_INVALID,
            t!(
                "{shown} 在项目目录里，Git 会把大文件也收进去",
                "{shown} lies in the project, where Git would take the big files too"
            ),
        ));
    }
    let mut builder = Fs::default().root(&real.to_string_lossy());
    if for_writing {
        // Files appear under their names when they are whole.
        builder = builder.atomic_write_dir(&real.join(".incoming").to_string_lossy());
    }
    let operator = Operator::new(builder).map_err(|error| explain(&error, Scheme::Fs, &shown))?;
    Ok((operator, shown))
}

fn bucket(settings: &MediaStore, place: &Place) -> Result<(Operator, String), Failure> {
    let bucket = settings.bucket.as_deref().unwrap_or_default();
    let shown = format!("s3://{bucket}");
    let (Some(id), Some(key)) = (&place.secrets.key_id, &place.secrets.key) else {
        let failed = failure(code::CONFIG_INVALID, t!("没有访问 {shown} 的密钥", "there is no key for {shown}"));
        return Err(Box::new(failed.help(t!(
            "设好环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY（不要写进 site.toml）",
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment (never in site.toml)"
        ))));
    };
    let mut builder = S3::default()
        .bucket(bucket)
        .access_key_id(id)
        .secret_access_key(key)
        .disable_config_load()
        .disable_ec2_metadata()
        .region(settings.region.as_deref().unwrap_or_default());
    if let Some(token) = &place.secrets.token {
        builder = builder.session_token(token);
    }
    if let Some(root) = &settings.root {
        builder = builder.root(root);
    }
    if let Some(endpoint) = &settings.endpoint {
        builder = builder.endpoint(endpoint);
        let host = host_of(endpoint).unwrap_or_default();
        if BUCKET_IN_HOST.iter().any(|known| host.ends_with(known)) {
            builder = builder.enable_virtual_host_style();
        }
    }
    let failed = |error: &Error| explain(error, Scheme::S3, &shown);
    let operator = Operator::new(builder).map_err(|error| failed(&error))?;
    let client = web::client().read_timeout(ANSWER).build().map_err(|error| {
        let reason = web::root_cause(&error);
        failure(code::NETWORK, t!("不能使用网络（{reason}）", "cannot use the network ({reason})"))
    })?;
    let context = operator.base_context().with_http_transport(HttpTransporter::new(ReqwestTransport::new(client)));
    // Three more tries within two seconds, for what a moment may mend.
    let retry = RetryLayer::new().with_max_times(3).with_min_delay(Duration::from_millis(250));
    Ok((operator.with_context(context).layer(retry), shown))
}

/// Whether a service does not know “only if there is nothing yet”.
fn knows_no_condition(error: &Error) -> bool {
    error.kind() == ErrorKind::Unsupported || error.message().contains("NotImplemented")
}

fn explain(error: &Error, scheme: Scheme, shown: &str) -> Failure {
    let reason = web::root_cause(error);
    let reason: String = reason.lines().next().unwrap_or_default().chars().take(200).collect();
    let finding = match (scheme, error.kind()) {
        (Scheme::Fs, _) => failure(
            code::OUTPUT_WRITE,
            t!("用不了目录 {shown}（{reason}）", "cannot use the folder {shown} ({reason})"),
        )
        .help(t!("检查磁盘空间和目录权限", "check disk space and permissions")),
        (Scheme::S3, ErrorKind::ConfigInvalid) => failure(
            code::CONFIG_INVALID,
            t!("没有 {shown} 这个桶（{reason}）", "there is no bucket {shown} ({reason})"),
        )
        .help(t!(
            "检查 [media.store] 的 bucket、region 和 endpoint",
            "check bucket, region and endpoint under [media.store]"
        )),
        (Scheme::S3, ErrorKind::PermissionDenied) => {
            failure(code::NETWORK, t!("{shown} 不让访问（{reason}）", "{shown} denies access ({reason})")).help(t!(
                "检查 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 和桶的权限",
                "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the bucket's policy"
            ))
        }
        (Scheme::S3, _) => failure(code::NETWORK, t!("用不了 {shown}（{reason}）", "cannot use {shown} ({reason})"))
            .help(t!(
                "检查网络和 [media.store] 的 endpoint，再试一次",
                "check the network and endpoint under [media.store], and try again"
            )),
    };
    Box::new(finding)
}
