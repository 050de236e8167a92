//! Resolves what content points at: `@/` links, anchors, files, pictures.
//!
//! Invariant: every link of every body is either resolved to an address or reported.

mod addresses;

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::document::{Document, Mention, Role};
use crate::markdown::{Image, Link, Refusal, Target, link_target};
use crate::path::{self, UrlPath};
use crate::site::{Asset, Item, PageId, Site};
use crate::source::Sources;
use crate::t;
use crate::text::nearest;

/// The resolved links of one body.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// An `href` for each link.
    pub hrefs: Vec<String>,
    /// A picture for each image.
    pub images: Vec<Picture>,
}

/// A resolved picture.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// The source file.
    pub source: Option<Arc<str>>,
    /// Its URL path.
    pub url: String,
}

/// The resolved links of the whole site.
#[derive(Debug, Default)]
pub struct Links {
    /// By page number.
    pub pages: Vec<Resolved>,
    /// By section number.
    pub sections: Vec<Resolved>,
    /// By page number: the pages that link to it.
    pub backlinks: Vec<Vec<PageId>>,
    files: BTreeMap<Arc<str>, UrlPath>,
    copies: Vec<(Arc<str>, UrlPath)>,
}

impl Links {
    /// Every file with every address it has: a bundle in two languages has two copies.
    pub fn copies(&self) -> &[(Arc<str>, UrlPath)] {
        &self.copies
    }

    /// The links of a page or section.
    pub fn of(&self, item: Item) -> &Resolved {
        match item {
            Item::Page(id) => &self.pages[id.0],
            Item::Section(id) => &self.sections[id.0],
        }
    }

    /// The address of a source file, if it has one of its own.
    pub fn file(&self, source: &str) -> Option<&UrlPath> {
        self.files.get(source)
    }

    /// All source files with an address of their own.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, &UrlPath)> {
        self.files.iter()
    }

    /// The picture that front matter names: beside the page or from the root.
    pub fn picture(&self, document: &Document, written: &str) -> Option<Picture> {
        let source = file_of(document.path.folder(), written)?;
        let (source, url) = self.files.get_key_value(source.as_str())?;
        Some(Picture { source: Some(source.clone()), url: url.as_str().to_owned() })
    }

    /// The picture that a page's front matter names; its own copy comes first.
    pub fn picture_of(&self, page: &crate::site::Page, written: &str) -> Option<Picture> {
        own(&page.assets, written).or_else(|| self.picture(&page.document, written))
    }
}

/// The file of that name beside a page.
fn own(assets: &[Asset], written: &str) -> Option<Picture> {
    let name = path::resolve("", &path::decode(written)).filter(|_| !written.starts_with('/'))?;
    let asset = assets.iter().find(|asset| asset.name == name)?;
    Some(Picture { source: Some(asset.file.clone()), url: asset.url.as_str().to_owned() })
}

/// The source path of `/media/x`, `/static` files or a path beside a page.
fn file_of(folder: &str, written: &str) -> Option<String> {
    match written.strip_prefix('/') {
        Some(rest) if rest.starts_with("media/") => path::resolve("", &path::decode(rest)),
        Some(rest) => path::resolve("static", &path::decode(rest)),
        None => {
            path::resolve(&format!("content/{folder}"), &path::decode(written)).filter(|p| p.starts_with("content/"))
        }
    }
}

/// Resolves everything.
pub fn resolve(site: &Site, sources: &Sources, config: &Config, report: &mut Report) -> Links {
    let files = addresses::of_files(site, sources, config);
    let resolver = Resolver { site, sources, config, known: OnceLock::new(), files: &files };
    let mut links = Links { backlinks: vec![Vec::new(); site.pages.len()], ..Links::default() };
    let items: Vec<Item> = site.items().collect();
    let found: Vec<_> = items.par_iter().map(|item| resolver.item(*item)).collect();
    // Pages come in order, so those that link to one come in order too.
    for (item, (resolved, linked, findings)) in items.into_iter().zip(found) {
        report.extend(findings);
        match item {
            Item::Page(from) => {
                for to in linked {
                    let known = &mut links.backlinks[to.0];
                    if known.last() != Some(&from) {
                        known.push(from);
                    }
                }
                links.pages.push(resolved);
            }
            Item::Section(_) => links.sections.push(resolved),
        }
    }
    let assets = site
        .pages
        .iter()
        .flat_map(|page| &page.assets)
        .chain(site.sections.iter().flat_map(|section| &section.assets))
        .map(|asset| (asset.file.clone(), asset.url.clone()));
    links.copies = files.iter().map(|(file, url)| (file.clone(), url.clone())).chain(assets).collect();
    links.copies.sort();
    links.copies.dedup();
    links.files = files;
    links
}

struct Resolver<'a> {
    site: &'a Site,
    sources: &'a Sources,
    config: &'a Config,
    known: OnceLock<HashSet<String>>,
    files: &'a BTreeMap<Arc<str>, UrlPath>,
}

impl Resolver<'_> {
    /// What a page or section links to: its addresses, the other pages among them, and what was
    /// wrong with them.
    fn item(&self, item: Item) -> (Resolved, Vec<PageId>, Vec<Diagnostic>) {
        let (mut resolved, mut linked, mut report) = (Resolved::default(), Vec::new(), Report::new());
        let Some(document) = self.site.document(item) else { return Default::default() };
        let is_rendered = matches!(item, Item::Page(id) if self.site.page(id).is_rendered());
        for link in &document.body.links {
            resolved.hrefs.push(self.link(document, link, &mut report));
            if let Target::Content { path, .. } = &link.target
                && let Some(Item::Page(to)) = self.site.find(path).filter(|_| is_rendered)
                && item != Item::Page(to)
            {
                linked.push(to);
            }
        }
        resolved.images.extend(document.body.images.iter().map(|image| self.image(document, image, &mut report)));
        self.front_matter(document, &mut report);
        (resolved, linked, report.into_findings())
    }

    /// Whether something of this site has that address. Few pages write addresses out.
    fn is_known(&self, address: &str) -> bool {
        self.known.get_or_init(|| addresses::known(self.site, self.config, self.files)).contains(address)
    }

    fn link(&self, document: &Document, link: &Link, report: &mut Report) -> String {
        let span = Span::new(document.file.clone(), link.span.clone());
        let written = &link.written;
        match &link.target {
            Target::Content { path, anchor } => self.content(path, anchor.as_deref(), span, report),
            Target::Anchor(anchor) => {
                if !anchor.is_empty() && document.body.ids.binary_search(anchor).is_err() {
                    report.push(broken_anchor(anchor, &document.body.ids, span));
                }
                format!("#{}", path::encode(anchor))
            }
            Target::Site(url) => {
                let (plain, rest) = split_suffix(url);
                let encoded = path::encode(&path::decode(plain));
                if !self.is_known(&encoded) {
                    let slashed = format!("{encoded}/");
                    let help = if self.is_known(&slashed) {
                        t!("网址以 / 结尾：{slashed}", "addresses end in /: {slashed}")
                    } else {
                        t!("链接站内页面请写 @/目录/文件.md", "link to pages as @/folder/file.md")
                    };
                    report.push(
                        Diagnostic::error(code::BROKEN_LINK, t!("站内没有“{url}”", "there is no `{url}` on this site"))
                            .at(span)
                            .help(help),
                    );
                }
                format!("{}{rest}", self.config.href(&encoded))
            }
            Target::Beside(name) => {
                let (plain, rest) = split_suffix(name);
                match self.beside(document, plain, &span, report) {
                    Some(Picture { url, .. }) => format!("{}{rest}", self.config.href(&url)),
                    None => String::new(),
                }
            }
            Target::External { url, host } => {
                if !self.config.host_allowed(host) {
                    report.push(
                        Diagnostic::error(code::HOST_NOT_ALLOWED, t!("网站 {host} 不在允许链接的名单里", "links to {host} are not allowed"))
                            .at(span)
                            .help(t!(
                                "可疑网址用 :::ioc 展示；先核实域名属于谁，确实可信再加进 site.toml 的 [links] allowed_hosts",
                                "show suspicious addresses with :::ioc; find out whose the domain is; if it is trusted, add it to [links] allowed_hosts in site.toml"
                            )),
                    );
                }
                url.clone()
            }
            Target::Contact(url) => url.clone(),
            Target::Refused(refusal) => {
                let finding = match refusal {
                    Refusal::Empty => Diagnostic::error(code::BROKEN_LINK, t!("链接是空的", "the link is empty"))
                        .help(t!("在圆括号里写上地址", "write the address in the parentheses")),
                    Refusal::Scheme(scheme) => Diagnostic::error(
                        code::DANGEROUS_URL,
                        t!("不能用 {scheme}: 链接", "`{scheme}:` links are not allowed"),
                    )
                    .help(t!(
                        "只能链接站内页面、https 网址、mailto 和 tel",
                        "link to pages, https addresses, mailto and tel only"
                    )),
                    Refusal::Markdown => {
                        let guess = path::resolve(document.path.folder(), written).unwrap_or_default();
                        Diagnostic::error(code::BROKEN_LINK, t!("“{written}”不是网址", "`{written}` is not an address"))
                            .help(t!("链接站内页面写 @/{guess}", "link to pages as @/{guess}"))
                    }
                };
                report.push(finding.at(span));
                String::new()
            }
        }
    }

    fn content(&self, target: &str, anchor: Option<&str>, span: Span, report: &mut Report) -> String {
        let Some(item) = self.site.find(target) else {
            report.push(self.missing_page(target).at(span));
            return String::new();
        };
        let rendered = match item {
            Item::Page(id) => self.site.page(id).is_rendered(),
            Item::Section(id) => self.site.section(id).render,
        };
        if !rendered {
            report.push(
                Diagnostic::error(
                    code::BROKEN_LINK,
                    t!("{target} 没有自己的网页（render = false）", "{target} has no page of its own (render = false)"),
                )
                .at(span),
            );
            return String::new();
        }
        let mut href = self.config.href(self.site.url(item).as_str());
        if let Some(anchor) = anchor {
            let ids = self.site.document(item).map_or(&[][..], |document| &document.body.ids);
            if ids.binary_search_by(|id| id.as_str().cmp(anchor)).is_err() {
                report.push(broken_anchor(anchor, ids, span));
            }
            href.push('#');
            href.push_str(&path::encode(anchor));
        }
        href
    }

    fn missing_page(&self, target: &str) -> Diagnostic {
        if let Some(left) = self.site.left_out.iter().find(|left| left.path == target) {
            let why = left.reason.text();
            let (zh, en) = (why.zh, why.en);
            return Diagnostic::error(
                code::BROKEN_LINK,
                t!("链接的页面 {target} 没有发布：{zh}", "the linked page {target} is not published: {en}"),
            )
            .help(t!("先发布那一页，或暂时去掉链接", "publish that page first, or remove the link for now"));
        }
        let paths =
            self.site.items().filter_map(|item| self.site.document(item)).map(|document| document.path.as_str());
        let finding = Diagnostic::error(code::BROKEN_LINK, t!("没有页面 {target}", "there is no page {target}"));
        match nearest(target, paths) {
            Some(near) => finding.help(t!("您是不是想写 @/{near}？", "did you mean @/{near}?")),
            None => finding.help(t!("路径从 content/ 算起，写到 .md 为止", "paths count from content/ and end in .md")),
        }
    }

    fn beside(&self, document: &Document, name: &str, span: &Span, report: &mut Report) -> Option<Picture> {
        if let Some(found) = self.own(document, name) {
            return Some(found);
        }
        let folder = format!("content/{}", document.path.folder());
        let Some(source) = path::resolve(&folder, name) else {
            report.push(
                Diagnostic::error(code::IO_OUTSIDE, t!("“{name}”在项目目录之外", "`{name}` lies outside the project"))
                    .at(span.clone())
                    .help(t!("把文件放到这一页旁边，或放进 media/", "put the file beside the page, or into media/")),
            );
            return None;
        };
        if let Some((source, url)) = self.files.get_key_value(source.as_str()) {
            return Some(Picture { source: Some(source.clone()), url: url.as_str().to_owned() });
        }
        let exists = self.sources.get(&source).is_some();
        let all = self.files.keys().map(|file| &**file);
        let help = match nearest(&source, all) {
            Some(near) => t!("您是不是想用 {near}？", "did you mean {near}?"),
            None if exists => t!(
                "这个文件不会发布；请放到页面自己的文件夹里",
                "this file is not published; put it into the page's own folder"
            ),
            None => t!("应当有文件 {source}", "there should be a file {source}"),
        };
        report.push(
            Diagnostic::error(code::BROKEN_LINK, t!("没有文件“{name}”", "there is no file `{name}`"))
                .at(span.clone())
                .help(help),
        );
        None
    }

    /// The page's own copy of a file beside it.
    fn own(&self, document: &Document, written: &str) -> Option<Picture> {
        match self.site.find(document.path.as_str())? {
            Item::Page(id) => own(&self.site.page(id).assets, written),
            Item::Section(id) => own(&self.site.section(id).assets, written),
        }
    }

    fn image(&self, document: &Document, image: &Image, report: &mut Report) -> Picture {
        let span = Span::new(document.file.clone(), image.span.clone());
        self.picture(document, &image.src, span, report)
    }

    fn picture(&self, document: &Document, written: &str, span: Span, report: &mut Report) -> Picture {
        if let Target::External { host, .. } = link_target(written) {
            report.push(
                Diagnostic::error(
                    code::HOST_NOT_ALLOWED,
                    t!("图片不能引用别的网站（{host}）", "pictures cannot come from another site ({host})"),
                )
                .at(span)
                .help(t!("把图片下载到这一页旁边再引用", "download the picture and put it beside the page")),
            );
            return Picture::default();
        }
        if let Target::Refused(Refusal::Scheme(scheme)) = link_target(written) {
            report.push(
                Diagnostic::error(
                    code::DANGEROUS_URL,
                    t!("不能用 {scheme}: 图片", "`{scheme}:` pictures are not allowed"),
                )
                .at(span),
            );
            return Picture::default();
        }
        if let Some(found) = self.own(document, written) {
            return found;
        }
        let Some(source) = file_of(document.path.folder(), written) else {
            report.push(
                Diagnostic::error(
                    code::IO_OUTSIDE,
                    t!("“{written}”在项目目录之外", "`{written}` lies outside the project"),
                )
                .at(span),
            );
            return Picture::default();
        };
        if let Some((source, url)) = self.files.get_key_value(source.as_str()) {
            return Picture { source: Some(source.clone()), url: url.as_str().to_owned() };
        }
        let help = match nearest(&source, self.files.keys().map(|file| &**file)) {
            Some(near) => t!("您是不是想用 {near}？", "did you mean {near}?"),
            None => t!("应当有文件 {source}", "there should be a file {source}"),
        };
        report.push(
            Diagnostic::error(code::MISSING_IMAGE, t!("没有图片“{written}”", "there is no picture `{written}`"))
                .at(span)
                .help(help),
        );
        Picture::default()
    }

    /// What front matter names.
    fn front_matter(&self, document: &Document, report: &mut Report) {
        for Mention { role, key, written, span } in &document.mentions {
            let place = || Span::new(document.file.clone(), span.clone());
            let link = |target| Link { target, written: written.clone(), span: span.clone() };
            match role {
                Role::Picture => {
                    self.picture(document, written, document.span(key), report);
                }
                Role::Redirect => {
                    self.link(document, &link(link_target(written)), report);
                }
                Role::Address => match link_target(written) {
                    target @ (Target::External { .. }
                    | Target::Content { .. }
                    | Target::Site(_)
                    | Target::Refused(_)) => {
                        self.link(document, &link(target), report);
                    }
                    _ => report.push(
                        Diagnostic::error(
                            code::BAD_VALUE,
                            t!("“{written}”不是完整的网址", "`{written}` is not a full address"),
                        )
                        .at(document.span(key))
                        .help(t!("写完整的 https 网址", "write the full https address")),
                    ),
                },
                Role::File => match written.strip_prefix('/') {
                    Some(rest) if self.files.contains_key(rest) => {}
                    _ => {
                        self.beside(document, written, &place(), report);
                    }
                },
            }
        }
    }
}

fn split_suffix(url: &str) -> (&str, &str) {
    let at = url.find(['?', '#']).unwrap_or(url.len());
    url.split_at(at)
}

fn broken_anchor(anchor: &str, ids: &[String], span: Span) -> Diagnostic {
    let finding =
        Diagnostic::error(code::BROKEN_ANCHOR, t!("目标页里没有“#{anchor}”", "the page has no `#{anchor}`")).at(span);
    let list = ids.iter().take(12).map(|id| format!("#{id}")).collect::<Vec<_>>();
    let (zh, en) = (list.join("、"), list.join(", "));
    match nearest(anchor, ids.iter().map(String::as_str)) {
        Some(near) => finding.help(t!("您是不是想写 #{near}？", "did you mean #{near}?")),
        None if list.is_empty() => finding.help(t!("那一页没有小标题", "that page has no headings")),
        None => finding.help(t!("那一页的锚点：{zh}", "its anchors: {en}")),
    }
}
