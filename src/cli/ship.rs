//! Options of `build` for hosts and previews, and what is said of them.

use clap::Arg;

use super::Talk;
use super::args::{flag, option};
use crate::build::Handed;
use crate::diag::Lang;
use crate::t;

/// The options.
pub(super) fn arguments(lang: Lang) -> [Arg; 3] {
    let tr = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    [
        option(
            "target",
            "NAME",
            tr(
                "为 site.toml 的 [deploy.NAME] 准备：检查平台上限，写发布清单、跳转规则、服务器配置、压缩文件",
                "make ready for [deploy.NAME] of site.toml: check limits, write the manifest, redirects, server settings, compressed files",
            ),
        ),
        option(
            "manifest",
            "FILE",
            tr(
                "把发布清单（每个文件的大小、摘要、类型、缓存）写到这里",
                "write the manifest (size, digests, type and cache class of every file) here",
            ),
        ),
        flag(
            "preview",
            tr(
                "预览稿：连同草稿和未到时间的页面，每页有横幅，搜索引擎不收录",
                "a preview: with drafts and pages that are not due, a banner on each page, and kept from search engines",
            ),
        ),
    ]
}

/// Says where things for a host lie.
pub(super) fn tell(handed: &Handed, talk: &Talk) {
    if let Some(path) = handed.manifest.as_ref().map(|path| path.display()) {
        talk.say(&t!("发布清单：{path}", "manifest: {path}"));
    }
    if let Some(path) = handed.server.as_ref().map(|path| path.display()) {
        talk.say(&t!(
            "服务器配置（在站点配置里 include 或 import）：{path}",
            "settings for the server to include or import: {path}"
        ));
    }
}
