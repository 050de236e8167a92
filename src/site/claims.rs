//! Every address belongs to one source. Letter case counts as equal, since some stores and
//! file systems do not tell it apart.

use std::collections::BTreeMap;

use super::Site;
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, Text, code};
use crate::document::Document;
use crate::path::{OutputPath, UrlPath};
use crate::source::Sources;
use crate::t;

struct Claim {
    what: Text,
    span: Option<Span>,
}

/// Reports addresses that two sources claim.
pub fn check(site: &Site, sources: &Sources, config: &Config, report: &mut Report) {
    let mut claims: BTreeMap<String, Vec<(OutputPath, Claim)>> = BTreeMap::new();
    let mut claim = |url: &UrlPath, what: Text, span: Option<Span>| {
        let output = url.output();
        claims.entry(output.as_str().to_lowercase()).or_default().push((output, Claim { what, span }));
    };
    let clashes = |page: &super::Page| {
        // Reported as such already.
        let folder = page.document.path.folder();
        page.document.is_bundle
            && site.sections.iter().any(|section| {
                section.document.is_some()
                    && section.lang == page.document.lang
                    && section.path.rsplit_once('/').map_or("", |(f, _)| f) == folder
            })
    };
    for page in site.pages.iter().filter(|page| page.is_rendered() && !clashes(page)) {
        let path = &page.document.path;
        let key = if page.front().path.is_some() { "path" } else { "slug" };
        claim(&page.url, t!("页面 {path}", "the page {path}"), Some(page.document.span(key)));
    }
    let of_pages = site.pages.iter().flat_map(|page| &page.assets);
    let of_sections = site.sections.iter().flat_map(|section| &section.assets);
    let mut assets: Vec<_> = of_pages.chain(of_sections).collect();
    // A bundle in two languages shares its files; each has its own copy of them.
    assets.sort_by(|a, b| (&a.url, &a.file).cmp(&(&b.url, &b.file)));
    assets.dedup_by(|a, b| a.url == b.url && a.file == b.file);
    for asset in assets {
        let file = &asset.file;
        claim(&asset.url, t!("文件 {file}", "the file {file}"), Some(Span::file(file.clone())));
    }
    for file in sources.under("media/") {
        let path = &file.path;
        claim(&UrlPath::from_plain(path), t!("文件 {path}", "the file {path}"), Some(Span::file(path.clone())));
    }
    for name in &config.feed_filenames {
        let sections = site.sections.iter().filter(|section| section.generate_feeds || section.ancestors.is_empty());
        for section in sections {
            let url = UrlPath::from_plain(&format!("{}{name}", crate::path::decode(section.url.as_str())));
            claim(&url, t!("订阅源 {name}", "the feed {name}"), Some(Span::file(config.file.clone())));
        }
    }
    for section in site.sections.iter().filter(|section| section.render) {
        let path = &section.path;
        let span = section.document.as_ref().map(|document| document.span("title"));
        claim(&section.url, t!("栏目 {path}", "the section {path}"), span.clone());
        for pager in section.pagers.iter().skip(1) {
            let index = pager.index;
            claim(&pager.url, t!("栏目 {path} 的第 {index} 页", "pager {index} of the section {path}"), span.clone());
        }
    }
    for taxonomy in site.taxonomies.iter().filter(|taxonomy| taxonomy.render) {
        let name = &taxonomy.name;
        claim(&taxonomy.url, t!("分类法 {name}", "the taxonomy {name}"), Some(Span::file(config.file.clone())));
        for term in &taxonomy.terms {
            let title = &term.title;
            let span = term.pages.first().map(|id| site.pages[id.0].document.span(&format!("taxonomies.{name}")));
            claim(&term.url, t!("“{name}”的词“{title}”", "the term `{title}` of {name}"), span.clone());
            for pager in term.pagers.iter().skip(1) {
                claim(&pager.url, t!("“{name}”的词“{title}”的分页", "a pager of the term `{title}`"), span.clone());
            }
        }
    }
    let aliases = site
        .pages
        .iter()
        .map(|page| &page.document)
        .chain(site.sections.iter().filter_map(|section| section.document.as_ref()));
    for document in aliases {
        for (index, alias) in aliases_of(document).iter().enumerate() {
            let url = site.redirects.iter().find(|redirect| {
                redirect.from.as_str().trim_matches('/')
                    == crate::path::encode(crate::path::decode(alias).trim_matches('/'))
            });
            if let Some(redirect) = url {
                claim(
                    &redirect.from,
                    t!("旧网址 {alias}", "the alias {alias}"),
                    Some(document.span(&format!("aliases.{index}"))),
                );
            }
        }
    }
    claim(&UrlPath::from_plain("404.html"), t!("404 页面", "the 404 page"), None);
    let generated = [
        (config.generate_sitemap, "sitemap.xml", "generate_sitemap"),
        (config.generate_robots_txt, "robots.txt", "generate_robots_txt"),
    ];
    for (_, name, key) in generated.into_iter().filter(|(on, ..)| *on) {
        claim(
            &UrlPath::from_plain(name),
            t!("自动生成的 {name}（{key} = false 可关闭）", "the generated {name} ({key} = false turns it off)"),
            Some(Span::file(config.file.clone())),
        );
    }
    for folder in ["static/", &format!("themes/{}/static/", config.theme)] {
        for file in sources.under(folder) {
            let below = &file.path[folder.len()..];
            // The site's own static file replaces the theme's of the same name.
            if folder != "static/" && sources.get(&format!("static/{below}")).is_some() {
                continue;
            }
            let path = &file.path;
            claim(&UrlPath::from_plain(below), t!("文件 {path}", "the file {path}"), Some(Span::file(path.clone())));
        }
    }
    for (path, claimants) in &claims {
        let below = format!("{path}/");
        let nested = claims.range(below.clone()..).next().filter(|(other, _)| other.starts_with(&below));
        if let (Some((_, others)), Some((output, first))) = (nested, claimants.first()) {
            let (zh, en) = (&first.what.zh, &first.what.en);
            let mut finding = Diagnostic::error(
                code::DUPLICATE_URL,
                t!("{output} 既是文件（{zh}）又是目录", "{output} is both a file ({en}) and a folder"),
            )
            .at_opt(first.span.clone())
            .help(t!("改其中一个的名字", "rename one of them"));
            if let Some((_, Claim { span: Some(span), .. })) = others.first() {
                finding = finding.also(span.clone(), t!("目录里的东西在这里", "this lies in the folder"));
            }
            report.push(finding);
        }
    }
    for (_, mut claimants) in claims.into_iter().filter(|(_, claimants)| claimants.len() > 1) {
        claimants.sort_by(|(_, a), (_, b)| (&a.span, &a.what).cmp(&(&b.span, &b.what)));
        let (output, first) = &claimants[0];
        let (_, second) = &claimants[1];
        let shown = output.as_str().strip_suffix("index.html").unwrap_or(output.as_str());
        let (az, bz, ae, be) = (&first.what.zh, &second.what.zh, &first.what.en, &second.what.en);
        let mut finding = Diagnostic::error(
            code::DUPLICATE_URL,
            t!("网址 /{shown} 有两个来源：{az}，{bz}", "the URL /{shown} has two sources: {ae}, {be}"),
        )
        .at_opt(second.span.clone())
        .help(t!("改其中一个的 slug、path 或 aliases", "change the slug, path or aliases of one of them"));
        if let Some(span) = &first.span {
            finding = finding.also(span.clone(), t!("另一个在这里", "the other is here"));
        }
        report.push(finding);
    }
}

fn aliases_of(document: &Document) -> &[String] {
    match (document.page(), document.section()) {
        (Some((front, _)), _) => &front.aliases,
        (_, Some(front)) => &front.aliases,
        _ => &[],
    }
}
