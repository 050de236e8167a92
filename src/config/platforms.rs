//! `[platforms.ID]`: where films may be played too.

use std::collections::BTreeMap;

use super::Platform;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::t;

/// The platforms of the file over those that need no entry. Players come over `https`.
pub(super) fn check(
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
