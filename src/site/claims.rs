//! Every address belongs to one source. Letter case counts as equal, since some stores and
//! file systems do not tell it apart.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::archive::{CATALOGUES, CITATIONS};
use super::{Page, Section, Series, Site, Taxonomy, Term};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, Text, code};
use crate::document::Document;
use crate::path::{OutputPath, UrlPath};
use crate::source::Sources;
use crate::t;

/// Who claims an address.
#[derive(Clone, Copy)]
enum Claim<'a> {
    Page(&'a Page),
    Poster(&'a Page),
    File(&'a Arc<str>),
    Feed(&'a str),
    Section(&'a Section),
    SectionPager(&'a Section, usize),
    Taxonomy(&'a Taxonomy),
    Term(&'a Taxonomy, &'a Term),
    TermPager(&'a Taxonomy, &'a Term),
    Series(&'a Series),
    Article(&'a Page, usize),
    Beside(&'a Document, &'static str),
    Short(&'a Page),
    Registered,
    Asked,
    Alias(&'a Document, usize),
    NotFound,
    Generated(&'static str, &'static str),
}

impl Claim<'_> {
    fn what(&self) -> Text {
        match self {
            Claim::Page(page) => {
                let path = &page.document.path;
                t!("页面 {path}", "the page {path}")
            }
            Claim::Poster(page) => {
                let path = &page.document.path;
                t!("页面 {path} 的海报", "the poster of the page {path}")
            }
            Claim::File(file) => t!("文件 {file}", "the file {file}"),
            Claim::Feed(name) => t!("订阅源 {name}", "the feed {name}"),
            Claim::Section(Section { path, .. }) => t!("栏目 {path}", "the section {path}"),
            Claim::SectionPager(Section { path, .. }, index) => {
                t!("栏目 {path} 的第 {index} 页", "pager {index} of the section {path}")
            }
            Claim::Taxonomy(Taxonomy { name, .. }) => t!("分类法 {name}", "the taxonomy {name}"),
            Claim::Term(Taxonomy { name, .. }, Term { title, .. }) => {
                t!("“{name}”的词“{title}”", "the term `{title}` of {name}")
            }
            Claim::TermPager(Taxonomy { name, .. }, Term { title, .. }) => {
                t!("“{name}”的词“{title}”的分页", "a pager of the term `{title}`")
            }
            Claim::Series(Series { id, .. }) => t!("视频系列 {id}", "the series {id}"),
            Claim::Article(Page { document, .. }, number) => {
                let path = &document.path;
                t!("简报 {path} 的第 {number} 篇", "article {number} of the issue {path}")
            }
            Claim::Beside(Document { path, .. }, name) => t!("{path} 的 {name}", "{name} of {path}"),
            Claim::Short(Page { document, .. }) => {
                let path = &document.path;
                t!("简报 {path} 的短网址", "the short address of the issue {path}")
            }
            Claim::Registered => t!("人物和单位索引", "the index of persons and organisations"),
            Claim::Asked => t!("data/questions.toml 的问题或结果", "a question or an outcome of data/questions.toml"),
            Claim::Alias(document, index) => {
                let alias = &aliases_of(document)[*index];
                t!("旧网址 {alias}", "the alias {alias}")
            }
            Claim::NotFound => t!("404 页面", "the 404 page"),
            Claim::Generated(name, key) => {
                t!("自动生成的 {name}（{key} = false 可关闭）", "the generated {name} ({key} = false turns it off)")
            }
        }
    }

    fn span(&self, site: &Site, config: &Config) -> Option<Span> {
        match self {
            Claim::Page(page) | Claim::Poster(page) => {
                Some(page.document.span(if page.front().path.is_some() { "path" } else { "slug" }))
            }
            Claim::Article(page, number) => Some(page.document.span(&format!("contents.{}", number - 1))),
            Claim::Beside(document, _) => Some(document.span("title")),
            Claim::Short(page) => Some(page.document.span("total")),
            Claim::File(file) => Some(Span::file((*file).clone())),
            Claim::Feed(_) | Claim::Taxonomy(_) | Claim::Series(_) | Claim::Generated(..) => {
                Some(Span::file(config.file.clone()))
            }
            Claim::Section(section) | Claim::SectionPager(section, _) => {
                section.document.as_ref().map(|document| document.span("title"))
            }
            Claim::Term(taxonomy, term) | Claim::TermPager(taxonomy, term) => {
                let name = &taxonomy.name;
                term.pages.first().map(|id| site.pages[id.0].document.span(&format!("taxonomies.{name}")))
            }
            Claim::Alias(document, index) => Some(document.span(&format!("aliases.{index}"))),
            Claim::Registered | Claim::Asked | Claim::NotFound => None,
        }
    }
}

/// Reports addresses that two sources claim.
pub fn check(site: &Site, sources: &Sources, config: &Config, report: &mut Report) {
    let theme = format!("themes/{}/static/", config.theme);
    let mut claims = Claims(Vec::with_capacity(site.pages.len() * 5 / 4));
    let folders: BTreeSet<(&str, &str)> = site
        .sections
        .iter()
        .filter(|section| section.document.is_some())
        .map(|section| (section.lang.as_str(), section.path.rsplit_once('/').map_or("", |(folder, _)| folder)))
        .collect();
    // An index.md beside an _index.md is reported as such already.
    let clashes = |page: &Page| {
        let document = &page.document;
        document.is_bundle && folders.contains(&(document.lang.as_str(), document.path.folder()))
    };
    for page in site.pages.iter().filter(|page| page.is_rendered() && !clashes(page)) {
        claims.add(&page.url, Claim::Page(page));
        if let Some(poster) = &page.poster {
            claims.add(poster, Claim::Poster(page));
        }
        if let Some(issue) = &page.issue {
            let articles = (1..).zip(&issue.articles);
            articles.for_each(|(number, url)| claims.add(url, Claim::Article(page, number)));
            issue.short.iter().for_each(|url| claims.add(url, Claim::Short(page)));
            for name in CITATIONS {
                claims.add(&page.url.below(name), Claim::Beside(&page.document, name));
            }
        }
    }
    let of_pages = site.pages.iter().flat_map(|page| &page.assets);
    let of_sections = site.sections.iter().flat_map(|section| &section.assets);
    let mut assets: Vec<_> = of_pages.chain(of_sections).collect();
    // A bundle in two languages shares its files; each has its own copy of them.
    assets.sort_by(|a, b| (&a.url, &a.file).cmp(&(&b.url, &b.file)));
    assets.dedup_by(|a, b| a.url == b.url && a.file == b.file);
    for asset in assets {
        claims.add(&asset.url, Claim::File(&asset.file));
    }
    for file in sources.under("media/") {
        claims.add(&UrlPath::from_plain(&file.path), Claim::File(&file.path));
    }
    for name in &config.feed_filenames {
        let sections = site.sections.iter().filter(|section| section.generate_feeds || section.ancestors.is_empty());
        for section in sections {
            let url = UrlPath::from_plain(&format!("{}{name}", crate::path::decode(section.url.as_str())));
            claims.add(&url, Claim::Feed(name));
        }
    }
    for (_, section) in site.homes() {
        let names = CATALOGUES.into_iter().zip(section.document.as_deref().into_iter().cycle());
        names.for_each(|(name, document)| claims.add(&section.url.below(name), Claim::Beside(document, name)));
    }
    for section in site.sections.iter().filter(|section| section.render) {
        claims.add(&section.url, Claim::Section(section));
        for pager in section.pagers.iter().skip(1) {
            claims.add(&pager.url, Claim::SectionPager(section, pager.index));
        }
    }
    for taxonomy in site.taxonomies.iter().filter(|taxonomy| taxonomy.render) {
        claims.add(&taxonomy.url, Claim::Taxonomy(taxonomy));
        for term in &taxonomy.terms {
            claims.add(&term.url, Claim::Term(taxonomy, term));
            for pager in term.pagers.iter().skip(1) {
                claims.add(&pager.url, Claim::TermPager(taxonomy, term));
            }
        }
    }
    for series in &site.series {
        claims.add(&series.url, Claim::Series(series));
    }
    for url in &site.registry.urls {
        claims.add(url, Claim::Registered);
    }
    for url in &site.registry.asked {
        claims.add(url, Claim::Asked);
    }
    let redirects: BTreeMap<&str, &UrlPath> = site
        .redirects
        .iter()
        .rev()
        .map(|redirect| (redirect.from.as_str().trim_matches('/'), &redirect.from))
        .collect();
    let documents = site.items().filter_map(|item| site.document(item));
    for document in documents {
        for (index, alias) in aliases_of(document).iter().enumerate() {
            let plain = crate::path::encode(crate::path::decode(alias).trim_matches('/'));
            if let Some(from) = redirects.get(plain.as_str()) {
                claims.add(from, Claim::Alias(document, index));
            }
        }
    }
    claims.add(&UrlPath::from_plain("404.html"), Claim::NotFound);
    let generated = [
        (config.generate_sitemap, "sitemap.xml", "generate_sitemap"),
        (config.generate_robots_txt, "robots.txt", "generate_robots_txt"),
    ];
    for (_, name, key) in generated.into_iter().filter(|(on, ..)| *on) {
        claims.add(&UrlPath::from_plain(name), Claim::Generated(name, key));
    }
    for folder in ["static/", theme.as_str()] {
        for file in sources.under(folder) {
            let below = &file.path[folder.len()..];
            // The site's own static file replaces the theme's of the same name.
            if folder != "static/" && sources.get(&format!("static/{below}")).is_some() {
                continue;
            }
            claims.add(&UrlPath::from_plain(below), Claim::File(&file.path));
        }
    }
    let Claims(mut claims) = claims;
    claims.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    nested(&claims, site, config, report);
    for same in claims.chunk_by(|(a, ..), (b, ..)| a == b).filter(|same| same.len() > 1) {
        twice(same, site, config, report);
    }
}

/// The output path in small letters, the address, and who claims it.
type Claimed<'a> = (String, UrlPath, Claim<'a>);

struct Claims<'a>(Vec<Claimed<'a>>);

impl<'a> Claims<'a> {
    fn add(&mut self, url: &UrlPath, claim: Claim<'a>) {
        let output = url.output_text();
        let lower = if output.is_ascii() { output.to_ascii_lowercase() } else { output.to_lowercase() };
        self.0.push((lower, url.clone(), claim));
    }
}

/// A file where a folder must be. `claims` are sorted by address.
fn nested(claims: &[Claimed<'_>], site: &Site, config: &Config, report: &mut Report) {
    let paths: HashMap<&str, &Claimed<'_>> = claims.iter().rev().map(|claim| (claim.0.as_str(), claim)).collect();
    let mut told = BTreeSet::new();
    for (path, _, other) in claims {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        for (folder, url, first) in folders.filter_map(|folder| paths.get(folder)) {
            if !told.insert(folder) {
                continue;
            }
            let (output, Text { zh, en }) = (url.output(), first.what());
            let mut finding = Diagnostic::error(
                code::DUPLICATE_URL,
                t!("{output} 既是文件（{zh}）又是目录", "{output} is both a file ({en}) and a folder"),
            )
            .at_opt(first.span(site, config))
            .help(t!("改其中一个的名字", "rename one of them"));
            if let Some(span) = other.span(site, config) {
                finding = finding.also(span, t!("目录里的东西在这里", "this lies in the folder"));
            }
            report.push(finding);
        }
    }
}

/// One address with several claimants.
fn twice(same: &[Claimed<'_>], site: &Site, config: &Config, report: &mut Report) {
    let mut claimants: Vec<(Option<Span>, Text, OutputPath)> =
        same.iter().map(|(_, url, claim)| (claim.span(site, config), claim.what(), url.output())).collect();
    claimants.sort_by(|(a, what_a, _), (b, what_b, _)| (a, what_a).cmp(&(b, what_b)));
    let [(first, a, output), (second, b, _), ..] = &claimants[..] else { return };
    let shown = output.as_str().strip_suffix("index.html").unwrap_or(output.as_str());
    let (az, bz, ae, be) = (&a.zh, &b.zh, &a.en, &b.en);
    let mut finding = Diagnostic::error(
        code::DUPLICATE_URL,
        t!("网址 /{shown} 有两个来源：{az}，{bz}", "the URL /{shown} has two sources: {ae}, {be}"),
    )
    .at_opt(second.clone())
    .help(t!("改其中一个的 slug、path 或 aliases", "change the slug, path or aliases of one of them"));
    if let Some(span) = first {
        finding = finding.also(span.clone(), t!("另一个在这里", "the other is here"));
    }
    report.push(finding);
}

fn aliases_of(document: &Document) -> &[String] {
    match (document.page(), document.section()) {
        (Some((front, _)), _) => &front.aliases,
        (_, Some(front)) => &front.aliases,
        _ => &[],
    }
}
