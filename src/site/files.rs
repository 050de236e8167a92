//! What lies in `content/` and `media/` besides pages: only files that cannot run, under
//! names that can stand in an address, each where some section lists it.

use super::Site;
use crate::config::{Config, Slugs};
use crate::diag::{Diagnostic, Report, Span, code};
use crate::source::Sources;
use crate::t;

/// Extensions of files that authors may publish. HTML and scripts belong to the theme.
const PERMITTED: &[&str] = &[
    "jpg", "jpeg", "png", "webp", "gif", "avif", "svg", "mp4", "webm", "mp3", "m4a", "ogg", "vtt", "srt", "pdf", "txt",
    "csv", "json", "toml", "yaml", "yml", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "ofd", "zip",
];

/// Reports files that may not be published, folders without a usable name, lost pages.
pub fn check(site: &Site, sources: &Sources, config: &Config, report: &mut Report) {
    for file in sources.under("content/").chain(sources.under("media/")) {
        let path = &file.path;
        let extension = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, end)| end);
        let lower = extension.to_ascii_lowercase();
        if extension == "md" && path.starts_with("content/") {
            continue;
        }
        if lower == "md" || lower == "markdown" {
            report.push(
                Diagnostic::error(code::FILE_TYPE, t!("“{path}”不会被当作页面", "`{path}` would not count as a page"))
                    .at(Span::file(path.clone()))
                    .help(t!("页面放在 content/ 下，扩展名写小写的 .md", "pages lie below content/ and end in .md")),
            );
        } else if !PERMITTED.contains(&lower.as_str()) {
            report.push(
                Diagnostic::error(
                    code::FILE_TYPE,
                    t!("内容里不能放 .{lower} 文件", "content may not hold .{lower} files"),
                )
                .at(Span::file(path.clone()))
                .help(t!(
                    "图片、视频、文档可以；网页和脚本属于主题，请放进 static/ 或 themes/",
                    "pictures, videos and documents may; pages and scripts belong to the theme: static/ or themes/"
                )),
            );
        }
        if lower == "svg"
            && let Some((at, what)) = file.text.as_deref().and_then(active_svg)
        {
            report.push(
                Diagnostic::error(code::FILE_TYPE, t!("SVG 里不能有 {what}", "an SVG may not hold {what}"))
                    .at(Span::new(path.clone(), at..at + what.len()))
                    .help(t!("用绘图软件另存为“纯 SVG”", "save it as plain SVG")),
            );
        }
    }
    if config.slugs == Slugs::Ascii {
        for folder in sources.content_folders() {
            let name = folder.rsplit('/').next().unwrap_or_default();
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
            if !plain {
                let proposal = crate::pinyin::propose_slug(name, 40);
                report.push(
                    Diagnostic::error(
                        code::BAD_SLUG,
                        t!("目录名“{name}”不能用作网址", "the folder `{name}` cannot be part of a URL"),
                    )
                    .at(Span::file(format!("content/{folder}")))
                    .help(t!(
                        "改成英文名，如 {proposal}（请核对多音字）",
                        "rename it, such as {proposal} (check the pinyin)"
                    )),
                );
            }
        }
    }
    let mut lost: Vec<(&str, &str)> = Vec::new();
    for page in site.pages.iter().filter(|page| page.section.is_none() && page.front().path.is_none()) {
        let place = (page.document.folder.as_str(), page.document.lang.as_str());
        if place.0.is_empty() || lost.contains(&place) {
            continue;
        }
        lost.push(place);
        let folder = place.0;
        report.push(
            Diagnostic::warning(
                code::ORPHAN,
                t!(
                    "content/{folder}/ 里的页面不属于任何栏目，列表里找不到",
                    "pages of content/{folder}/ belong to no section and appear in no list"
                ),
            )
            .at(page.document.span("title"))
            .help(t!("在 content/{folder}/ 里加一个 _index.md", "add an _index.md to content/{folder}/")),
        );
    }
}

/// The first thing in an SVG that could run or fetch.
fn active_svg(text: &str) -> Option<(usize, &'static str)> {
    let lower = text.to_ascii_lowercase().replace(['\n', '\r', '\t', '/'], " ");
    let plain = ["<script", "<foreignobject", "<iframe", "<!entity", "javascript:", "<handler"];
    let tags = plain.into_iter().filter_map(|what| lower.find(what).map(|at| (at, what)));
    let handlers = lower.match_indices(" on").filter(|(at, _)| {
        let name: String = lower[at + 3..].chars().take_while(char::is_ascii_alphabetic).collect();
        !name.is_empty() && lower[at + 3 + name.len()..].trim_start().starts_with('=')
    });
    // A drawing that fetches tells another site who looks at it.
    let inner = |text: &str, allowed: &[&str]| {
        let value = text.trim_start().trim_start_matches(['"', '\'']).trim_start();
        allowed.iter().any(|start| value.starts_with(start))
    };
    let data = ["#", "data:image png", "data:image jpeg", "data:image webp", "data:image gif"];
    let links = lower
        .match_indices("href")
        .filter(|(at, _)| lower[at + 4..].trim_start().strip_prefix('=').is_some_and(|value| !inner(value, &data)));
    let urls = lower.match_indices("url(").filter(|(at, _)| !inner(&lower[at + 4..], &data));
    let imports = lower.match_indices("@import");
    tags.chain(handlers.map(|(at, _)| (at, " on…=")))
        .chain(links.map(|(at, _)| (at, "href=")))
        .chain(urls.map(|(at, _)| (at, "url(")))
        .chain(imports.map(|(at, _)| (at, "@import")))
        .min()
}

#[cfg(test)]
mod tests {
    use super::active_svg;

    #[test]
    fn drawings_that_could_run() {
        for bad in [
            "<svg><ScRipt>x</script>",
            "<svg onload=\"x\">",
            "<svg\n onload = x>",
            "<!DOCTYPE svg [<!ENTITY a \"b\">]>",
            "<svg><image xlink:href='https://bad.example/x.png'/></svg>",
            "<svg><use href = \"other.svg#a\"/></svg>",
            "<svg><image href=\"data:image/svg+xml,x\"/></svg>",
            "<svg><rect fill=\"url(//bad.example/x)\"/></svg>",
            "<svg><style>@import 'x.css';</style></svg>",
        ] {
            assert!(active_svg(bad).is_some(), "{bad}");
        }
        let own = "<svg><use xlink:href=\"#a\"/><rect fill='url( #b)'/><image href=\"data:image/png;base64,x\"/></svg>";
        assert_eq!(active_svg(own), None);
        assert_eq!(active_svg("<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>"), None);
    }
}
