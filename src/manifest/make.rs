//! The manifest of a built site.

use std::io;

use md5::{Digest, Md5};
use rayon::prelude::*;
use sha2::Sha256;

use super::{Cache, File, Manifest};
use crate::config::Config;
use crate::emit::{Content, Outputs, Supply};

/// Folders whose files hold their fingerprints in their names.
const FINGERPRINTED: [&str; 2] = ["assets/", "processed_images/"];

/// What every file of a site is.
pub fn of(outputs: &Outputs, supply: &Supply<'_>, config: &Config) -> io::Result<Manifest> {
    let all: Vec<(&str, &Content)> = outputs.files.iter().map(|(path, content)| (path.as_str(), content)).collect();
    let files = all.par_iter().map(|(path, content)| file(path, &supply.bytes(content)?, config));
    Ok(Manifest {
        format: 1,
        generator: concat!("fanzha ", env!("CARGO_PKG_VERSION")).to_owned(),
        base_url: config.base_url.clone(),
        files: files.collect::<io::Result<_>>()?,
        redirects: Vec::new(),
        not_found: outputs.files.keys().map(|path| path.as_str()).find(|path| *path == "404.html").map(str::to_owned),
    })
}

fn file(path: &str, bytes: &[u8], config: &Config) -> io::Result<File> {
    Ok(File {
        path: path.to_owned(),
        bytes: bytes.len() as u64,
        sha256: format!("{:x}", Sha256::digest(bytes)),
        md5: format!("{:x}", Md5::digest(bytes)),
        content_type: content_type(path, config).to_owned(),
        cache: cache(path, config),
        encoding: None,
    })
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn cache(path: &str, config: &Config) -> Cache {
    let is_fresh = |name: &str| {
        config.feed_filenames.iter().any(|feed| feed == name)
            || matches!(name.rsplit('.').next(), Some("xml" | "txt"))
            || name == "index.json" && !path.starts_with("search-index/")
    };
    if FINGERPRINTED.iter().any(|folder| path.starts_with(folder)) {
        Cache::Immutable
    } else if path.ends_with(".html") {
        Cache::Page
    } else if is_fresh(name(path)) {
        Cache::Fresh
    } else {
        Cache::Asset
    }
}

fn content_type(path: &str, config: &Config) -> &'static str {
    let name = name(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if config.feed_filenames.iter().any(|feed| feed == name) {
        return match extension {
            "json" => "application/feed+json; charset=utf-8",
            _ if name.contains("rss") => "application/rss+xml; charset=utf-8",
            _ => "application/atom+xml; charset=utf-8",
        };
    }
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "srt" => "application/x-subrip; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "wasm" => "application/wasm",
        "zip" => "application/zip",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}
