//! The headers that say what browsers may do.

use std::collections::BTreeSet;

use crate::config::Config;

/// What pages may not use at all.
const REFUSED: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";

/// The headers of every answer, where pages show players of these origins in frames.
pub fn policies(config: &Config, players: &BTreeSet<String>) -> Vec<(&'static str, String)> {
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
    headers.extend(config.preview.then(|| ("X-Robots-Tag", "noindex, nofollow".to_owned())));
    headers
}
