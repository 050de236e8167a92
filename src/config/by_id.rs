//! Tables of `site.toml` whose entries have ids: platforms and periodicals.

use std::collections::BTreeMap;

use super::{Periodical, Platform};
use crate::diag::{Diagnostic, Report, Span, code};
use crate::t;

/// The platforms of the file over those that need no entry. Players come over `https`.
pub(super) fn platforms(
    own: BTreeMap<String, Platform>,
    span: impl Fn(&str) -> Span,
    report: &mut Report,
) -> BTreeMap<String, Platform> {
    for (id, platform) in &own {
        if !platform.player.starts_with("https://") || !platform.player.contains("{id}") || platform.title.is_empty() {
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("视频平台“{id}”写得不全", "the platform `{id}` is not complete"),
                )
                .at(span(&format!("platforms.{id}")))
                .help(t!(
                    "写上 title，和 https 开头、用 {{id}} 代表视频编号的 player",
                    "write its `title`, and a `player` that begins with https and has {{id}} for the film's id"
                )),
            );
        }
    }
    let mut platforms = Platform::known();
    platforms.extend(own);
    platforms
}

/// Bulletins; their short addresses must be plain.
pub(super) fn periodicals(
    mut periodicals: BTreeMap<String, Periodical>,
    span: impl Fn(&str) -> Span,
    report: &mut Report,
) -> BTreeMap<String, Periodical> {
    for (id, periodical) in &mut periodicals {
        let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if periodical.short.as_deref().is_some_and(|short| !short.split('/').all(is_plain)) {
            periodical.short = None;
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("刊物“{id}”的 short 不能用作网址", "`short` of the periodical `{id}` cannot be part of a URL"),
                )
                .at(span(&format!("periodicals.{id}.short")))
                .help(t!(
                    "用英文字母、数字和连字符，如 short = \"b\"",
                    "use ASCII letters, digits and hyphens, such as short = \"b\""
                )),
            );
        }
    }
    periodicals
}
