//! `_headers`, in the format that Netlify and Cloudflare Pages read: the policy for browsers, how
//! long things may be kept, and the types of feeds.

use std::collections::BTreeSet;

use crate::config::{Config, origin_of};
use crate::kind::KindData;
use crate::path::OutputPath;
use crate::view::Materials;

/// The file.
const NAME: &str = "_headers";

/// What pages may not use at all.
const REFUSED: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";

/// The file, unless it is switched off or the site has one of its own, for these outputs.
pub fn file<'o>(materials: &Materials, outputs: impl Iterator<Item = &'o OutputPath>) -> Option<(OutputPath, Vec<u8>)> {
    let config = &materials.config;
    let own = materials.links.copies().iter().any(|(_, url)| url.output().as_str() == NAME);
    if own || !config.security.headers {
        return None;
    }
    let mut text = String::new();
    let base = &config.base_path;
    let mut rule = |path: &str, headers: &[(&str, String)]| rule(&mut text, &format!("{base}{path}"), headers);
    rule("/*", &everywhere(config, &players(materials)));
    // Hosts join the values of rules that fit one address, so no two say how long it is kept.
    let (mut folders, mut files) = (BTreeSet::new(), BTreeSet::new());
    for output in outputs {
        match output.as_str().split_once('/') {
            Some((folder, _)) => folders.insert(folder.to_owned()),
            None => files.insert(output.as_str().to_owned()),
        };
    }
    // What lies here has its fingerprint in its name.
    for folder in ["assets", "processed_images"].into_iter().filter(|folder| folders.remove(*folder)) {
        rule(&format!("/{folder}/*"), &[("Cache-Control", "public, max-age=31536000, immutable".to_owned())]);
    }
    // Carriers' proxies must not rewrite pages (`no-transform`).
    let fresh = [("Cache-Control", "no-cache, no-transform".to_owned())];
    rule("/", &fresh);
    for path in files.iter().filter(|file| *file != "index.html").chain(&folders) {
        let any = if folders.contains(path) { "/*" } else { "" };
        rule(&format!("/{}{any}", crate::path::encode(path)), &fresh);
    }
    for name in &config.feed_filenames {
        let kind = match name.rsplit('.').next() {
            Some("json") => "application/feed+json; charset=utf-8",
            _ if name.contains("rss") => "application/rss+xml; charset=utf-8",
            _ => "application/atom+xml; charset=utf-8",
        };
        for path in [format!("/{name}"), format!("/*/{name}")] {
            rule(&path, &[("Content-Type", kind.to_owned())]);
        }
    }
    Some((OutputPath::new(NAME), text.into_bytes()))
}

/// Where the players of films are that pages show in frames.
fn players(materials: &Materials) -> BTreeSet<String> {
    let films = materials.site.pages.iter().filter_map(|page| match page.kind() {
        KindData::Video(video) => Some(video),
        _ => None,
    });
    let platforms =
        films.flat_map(|video| &video.embeds).filter_map(|embed| materials.config.platforms.get(&embed.platform));
    platforms.filter_map(|platform| origin_of(&platform.player)).collect()
}

fn everywhere(config: &Config, players: &BTreeSet<String>) -> Vec<(&'static str, String)> {
    let security = &config.security;
    let mut frames: BTreeSet<String> = security.frame_hosts.iter().map(|host| format!("https://{host}")).collect();
    frames.extend(players.iter().cloned());
    let frames = if frames.is_empty() { "'none'".to_owned() } else { frames.into_iter().collect::<Vec<_>>().join(" ") };
    let mut headers = vec![
        ("Content-Security-Policy", format!("{}; frame-src {frames}; frame-ancestors 'self'", security.policy())),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("X-Frame-Options", "SAMEORIGIN".to_owned()),
        ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
        ("Permissions-Policy", REFUSED.to_owned()),
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
    ];
    headers.extend(security.hsts.map(|seconds| ("Strict-Transport-Security", format!("max-age={seconds}"))));
    headers
}

fn rule(text: &mut String, path: &str, headers: &[(&str, String)]) {
    text.push_str(path);
    text.push('\n');
    for (name, value) in headers {
        text.push_str(&format!("  {name}: {value}\n"));
    }
}
