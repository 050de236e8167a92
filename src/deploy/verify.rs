//! Some of the published pages are fetched and compared with what was uploaded.

use std::borrow::Cow;
use std::io::Read;
use std::time::Duration;

use flate2::read::GzDecoder;
use reqwest::Client;
use sha2::{Digest, Sha256};

use super::plan::Plan;
use super::{Failure, failure};
use crate::diag::code;
use crate::manifest::File;
use crate::{remote, t};

/// So many pages are looked at.
const SAMPLE: usize = 20;
/// More than this no page unpacks to.
const MOST_BYTES: u64 = 64 << 20;
/// How long a CDN may take: between tries.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];

/// Compares pages at an address. Gives how many there were.
pub async fn verify(base: &str, plan: &Plan, client: &Client) -> Result<usize, Failure> {
    let mut left = sample(plan);
    let all = left.len();
    let mut wrong = differing(base, &left, client).await;
    for pause in PAUSES {
        if wrong.is_empty() {
            break;
        }
        tokio::time::sleep(pause).await;
        left.retain(|file| wrong.iter().any(|(path, _)| *path == file.path));
        wrong = differing(base, &left, client).await;
    }
    let Some((path, reason)) = wrong.first() else { return Ok(all) };
    let (count, url) = (wrong.len(), address(base, path));
    let failed = failure(
        code::DEPLOY_VERIFY,
        t!(
            "抽查 {all} 个网页，有 {count} 个与上传的不一样，如 {url}（{reason}）",
            "of {all} pages {count} are not what was uploaded, such as {url} ({reason})"
        ),
    );
    Err(Box::new(failed.help(t!(
        "发布已经完成；若前面有 CDN，等它过期或刷新后再看；否则检查 --verify 的网址是不是这个目标的",
        "the deploy is done; if there is a CDN, look again when it has expired or was emptied; else check that --verify names this target's address"
    ))))
}

/// Changed pages, evenly spread; all pages if none has changed.
fn sample(plan: &Plan) -> Vec<&File> {
    let changed = plan.uploads.iter().filter_map(|upload| plan.file(upload));
    let pages: Vec<&File> = changed.filter(|file| file.path.ends_with(".html") && file.path != "404.html").collect();
    let every = pages.len().div_ceil(SAMPLE).max(1);
    pages.into_iter().step_by(every).collect()
}

async fn differing(base: &str, files: &[&File], client: &Client) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    for file in files {
        if let Err(reason) = compare(&address(base, &file.path), file, client).await {
            wrong.push((file.path.clone(), reason));
        }
    }
    wrong
}

async fn compare(url: &str, file: &File, client: &Client) -> Result<(), String> {
    let broken = |error: reqwest::Error| remote::root_cause(&error);
    // Readers take gzip; what comes back compressed must say so.
    let asked = client.get(url).header("cache-control", "no-cache").header("accept-encoding", "gzip");
    let answer = asked.send().await.map_err(broken)?;
    if !answer.status().is_success() {
        return Err(format!("HTTP {}", answer.status().as_u16()));
    }
    let coding = answer.headers().get("content-encoding").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let bytes = answer.bytes().await.map_err(broken)?;
    let read = read(&bytes, coding.as_deref())?;
    if format!("{:x}", Sha256::digest(&read)) == file.read_sha256() { Ok(()) } else { Err(format!("{} B", read.len())) }
}

/// What a reader gets of an answer.
fn read<'b>(bytes: &'b [u8], coding: Option<&str>) -> Result<Cow<'b, [u8]>, String> {
    match coding {
        None | Some("" | "identity") => Ok(bytes.into()),
        Some("gzip" | "x-gzip") => {
            let mut read = Vec::new();
            let unpacked = GzDecoder::new(bytes).take(MOST_BYTES).read_to_end(&mut read);
            unpacked.map(|_| read.into()).map_err(|_| "Content-Encoding: gzip ?".to_owned())
        }
        Some(other) => Err(format!("Content-Encoding: {other}")),
    }
}

/// The address of a file of the site.
pub fn address(base: &str, path: &str) -> String {
    let path = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    format!("{}/{}", base.trim_end_matches('/'), crate::path::encode(path))
}

#[cfg(test)]
mod tests {
    use super::{address, read};

    #[test]
    fn answers_are_read_as_browsers_read_them() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut packer, b"page").expect("memory");
        let packed = packer.finish().expect("memory");
        assert_eq!(read(&packed, Some("gzip")).as_deref(), Ok(&b"page"[..]));
        assert_eq!(read(b"page", None).as_deref(), Ok(&b"page"[..]));
        assert_eq!(read(&packed, None).as_deref(), Ok(&packed[..]), "not said, not read");
        assert!(read(b"page", Some("gzip")).is_err() && read(&packed[..9], Some("gzip")).is_err());
        assert!(read(b"page", Some("br")).is_err());
    }

    #[test]
    fn addresses_are_those_that_readers_use() {
        assert_eq!(address("https://a.cn/", "index.html"), "https://a.cn/");
        assert_eq!(address("https://a.cn/b", "x/index.html"), "https://a.cn/b/x/");
        assert_eq!(address("https://a.cn", "x/myindex.html"), "https://a.cn/x/myindex.html");
        assert_eq!(address("https://a.cn", "图/a b.png"), "https://a.cn/%E5%9B%BE/a%20b.png");
    }
}
