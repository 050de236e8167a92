//! One content file parsed, and all of them.
//!
//! Invariant: parsing always gives a document; what was wrong with it is reported, and fields
//! that could not be read hold their defaults.

mod name;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Config, Slugs};
use crate::date::{Moment, Written};
use crate::diag::{Diagnostic, Report, Span, code};
use crate::frontmatter::{self, AnchorLinks, PageFront, Parts, SectionFront};
use crate::hash::Fingerprint;
use crate::kind::{Check, Kind, KindData};
use crate::markdown::{self, Body, Declarations};
use crate::path::ContentPath;
use crate::source::{SourceFile, Sources};
use crate::t;
use crate::tree::{self, Entry, Node, Value};
use name::Name;

/// A content file.
#[derive(Debug)]
pub struct Document {
    /// Where it lies below `content/`.
    pub path: ContentPath,
    /// Its path from the root, for findings.
    pub file: Arc<str>,
    /// Fingerprint of the file.
    pub fingerprint: Fingerprint,
    /// Language code.
    pub lang: String,
    /// Its name without date, language and extension; the folder's for `index.md`.
    pub stem: String,
    /// The folder whose pages it belongs to: for `a/b/index.md` that is `a`.
    pub folder: String,
    /// Whether it is `index.md`, with its files beside it.
    pub is_bundle: bool,
    /// The front matter as a tree, defaults included.
    pub node: Node,
    /// The front matter, read.
    pub front: Front,
    /// The body.
    pub body: Body,
}

/// Front matter of a page or a section.
#[derive(Debug)]
pub enum Front {
    /// A page's.
    Page(Box<PageFront>, KindData),
    /// A section's.
    Section(Box<SectionFront>),
}

impl Document {
    /// The page's front matter; sections have none.
    pub fn page(&self) -> Option<(&PageFront, &KindData)> {
        match &self.front {
            Front::Page(front, kind) => Some((front, kind)),
            Front::Section(_) => None,
        }
    }

    /// The section's front matter; pages have none.
    pub fn section(&self) -> Option<&SectionFront> {
        match &self.front {
            Front::Section(front) => Some(front),
            Front::Page(..) => None,
        }
    }

    /// The place of a front-matter value, or of the front matter's first line.
    pub fn span(&self, path: &str) -> Span {
        let node = self.node.at(path).filter(|node| !node.span.is_empty());
        let range = node.map_or(self.node.span.start..self.node.span.start, |node| node.span.clone());
        Span::new(self.file.clone(), range)
    }

    /// Free data for templates.
    pub fn extra(&self) -> Node {
        self.node.get("extra").cloned().unwrap_or_else(|| Node::empty(0..0))
    }
}

/// All content files, by path.
#[derive(Debug, Default)]
pub struct Documents {
    /// The sections.
    pub sections: Vec<Document>,
    /// The pages.
    pub pages: Vec<Document>,
}

/// What a section hands down to the pages below it.
#[derive(Clone, Debug)]
struct Inherited {
    kind: Kind,
    defaults: Node,
    anchor_links: AnchorLinks,
}

/// Parses every content file.
pub fn parse_all(sources: &Sources, config: &Config, components: &Declarations, report: &mut Report) -> Documents {
    let files: Vec<&SourceFile> = sources.under("content/").filter(|file| file.path.ends_with(".md")).collect();
    let (sections, pages): (Vec<&SourceFile>, Vec<&SourceFile>) = files.into_iter().partition(|file| {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        name == "_index.md" || (name.starts_with("_index.") && name.ends_with(".md"))
    });
    let parser = Parser { config, components };
    let parsed: Vec<(Document, Report)> =
        sections.par_iter().map(|file| collect(|r| parser.section(file, r))).collect();
    let mut documents = Documents::default();
    for (document, findings) in parsed {
        report.extend(findings.into_findings());
        documents.sections.push(document);
    }
    let inherited = inherit(&documents.sections, config);
    let parsed: Vec<(Document, Report)> =
        pages.par_iter().map(|file| collect(|r| parser.page(file, &inherited, r))).collect();
    for (document, findings) in parsed {
        report.extend(findings.into_findings());
        documents.pages.push(document);
    }
    documents
}

fn collect(parse: impl FnOnce(&mut Report) -> Document) -> (Document, Report) {
    let mut report = Report::new();
    (parse(&mut report), report)
}

/// What pages inherit, by language and folder; the nearest section wins key by key.
fn inherit(sections: &[Document], config: &Config) -> BTreeMap<(String, String), Inherited> {
    let mut map: BTreeMap<(String, String), Inherited> = BTreeMap::new();
    let mut ordered: Vec<&Document> = sections.iter().collect();
    ordered.sort_by_key(|section| {
        (section.folder.matches('/').count() + usize::from(!section.folder.is_empty()), &section.path)
    });
    // A translation follows the default language's section where it says nothing itself.
    for language in &config.languages {
        for section in &ordered {
            if section.lang != language.code && section.lang != config.default_language() {
                continue;
            }
            let key = (language.code.clone(), section.folder.clone());
            let own = section.lang == language.code;
            if !own && map.contains_key(&key) {
                continue;
            }
            let front = section.section();
            let above = nearest(&map, &language.code, parent(&section.folder));
            let mut defaults = section.node.get("defaults").cloned().unwrap_or_else(|| Node::empty(0..0));
            forget_places(&mut defaults);
            if let Some(above) = above {
                defaults.fill_from(&above.defaults);
            }
            let inherited = Inherited {
                kind: front.and_then(|f| f.page_kind).or(above.map(|a| a.kind)).unwrap_or_default(),
                anchor_links: front
                    .and_then(|f| f.insert_anchor_links)
                    .or(above.map(|a| a.anchor_links))
                    .unwrap_or_default(),
                defaults,
            };
            map.insert(key, inherited);
        }
    }
    map
}

fn parent(folder: &str) -> Option<&str> {
    (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(parent, _)| parent))
}

fn nearest<'m>(
    map: &'m BTreeMap<(String, String), Inherited>,
    lang: &str,
    mut folder: Option<&str>,
) -> Option<&'m Inherited> {
    while let Some(at) = folder {
        if let Some(found) = map.get(&(lang.to_owned(), at.to_owned())) {
            return Some(found);
        }
        folder = parent(at);
    }
    None
}

/// Defaults stand in another file, so their places mean nothing in a page.
fn forget_places(node: &mut Node) {
    node.span = 0..0;
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(forget_places),
        Value::Table(entries) => entries.iter_mut().for_each(|Entry { key_span, node, .. }| {
            *key_span = 0..0;
            forget_places(node);
        }),
        _ => {}
    }
}

struct Parser<'a> {
    config: &'a Config,
    components: &'a Declarations,
}

impl Parser<'_> {
    fn section(&self, file: &SourceFile, report: &mut Report) -> Document {
        let text = file.text.as_deref().unwrap_or_default();
        let parts = frontmatter::split(&file.path, text, self.config.limits.front_matter_bytes, report);
        let front: SectionFront = tree::read(&file.path, &parts.node, &[], report);
        if let Some(defaults) = parts.node.get("defaults") {
            // Without a kind of its own the section may hand down fields of any kind.
            let kinds = front.page_kind.as_ref().map_or(Kind::ALL, std::slice::from_ref);
            let fields: Vec<&str> = kinds.iter().flat_map(|kind| kind.fields()).copied().collect();
            let _checked: PageFront = tree::read(&file.path, defaults, &fields, report);
        }
        let anchor_links = front.insert_anchor_links.unwrap_or_default();
        let zone = &self.config.zone;
        let mut check =
            Check { file: &file.path, node: &parts.node, draft: front.draft, date: None, expire: None, zone, report };
        check_addresses(front.paginate_path.as_deref().filter(|path| !path.is_empty()), &front.aliases, &mut check);
        let name = name::read(file, self.config, report);
        let folder = ContentPath::new(&file.path["content/".len()..]).folder().to_owned();
        let body = self.body(file, text, &parts, &name.lang, anchor_links, report);
        Document {
            path: ContentPath::new(&file.path["content/".len()..]),
            file: file.path.clone(),
            fingerprint: file.fingerprint,
            lang: name.lang,
            stem: folder.rsplit('/').next().unwrap_or_default().to_owned(),
            folder,
            is_bundle: false,
            node: parts.node,
            front: Front::Section(Box::new(front)),
            body,
        }
    }

    fn page(
        &self,
        file: &SourceFile,
        inherited: &BTreeMap<(String, String), Inherited>,
        report: &mut Report,
    ) -> Document {
        let text = file.text.as_deref().unwrap_or_default();
        let mut parts = frontmatter::split(&file.path, text, self.config.limits.front_matter_bytes, report);
        let name = name::read(file, self.config, report);
        let above = nearest(inherited, &name.lang, Some(&name.folder));
        let own_kind = parts
            .node
            .get("kind")
            .and_then(Node::as_str)
            .and_then(|text| Kind::ALL.iter().copied().find(|kind| kind.name() == text));
        let kind = own_kind.or(above.map(|above| above.kind)).unwrap_or_default();
        if let Some(above) = above {
            // Defaults for one kind mean nothing to a page of another.
            let mut defaults = above.defaults.clone();
            if let Value::Table(entries) = &mut defaults.value {
                let shared = tree::fields_of::<PageFront>();
                entries.retain(|entry| {
                    let key = entry.key.as_str();
                    shared.contains(&key) || kind.fields().contains(&key)
                });
            }
            parts.node.fill_from(&defaults);
        }
        let front: PageFront = tree::read(&file.path, &parts.node, kind.fields(), report);
        let all_keys: Vec<&str> = parts.node.entries().iter().map(|entry| entry.key.as_str()).collect();
        let data = KindData::read(kind, &file.path, &parts.node, &all_keys, report);
        let mut front = front;
        front.date = front.date.or(name.date);
        self.check(file, &parts, &front, &data, &name, report);
        let anchor_links = above.map(|above| above.anchor_links).unwrap_or_default();
        let body = self.body(file, text, &parts, &name.lang, anchor_links, report);
        Document {
            path: ContentPath::new(&file.path["content/".len()..]),
            file: file.path.clone(),
            fingerprint: file.fingerprint,
            lang: name.lang,
            stem: name.stem,
            folder: name.folder,
            is_bundle: name.is_bundle,
            node: parts.node,
            front: Front::Page(Box::new(front), data),
            body,
        }
    }

    fn body(
        &self,
        file: &SourceFile,
        text: &str,
        parts: &Parts,
        lang: &str,
        anchor_links: AnchorLinks,
        report: &mut Report,
    ) -> Body {
        let context = markdown::Context {
            file: &file.path,
            text,
            body: parts.body.clone(),
            lang,
            anchor_links,
            components: self.components,
            config: self.config,
        };
        markdown::parse(&context, report)
    }

    /// Rules for what all pages share.
    fn check(
        &self,
        file: &SourceFile,
        parts: &Parts,
        front: &PageFront,
        data: &KindData,
        name: &Name,
        report: &mut Report,
    ) {
        let moment = |date: &Option<Written>| date.map(|date| date.resolve(&self.config.zone));
        let (date, expire): (Option<Moment>, Option<Moment>) = (moment(&front.date), moment(&front.expire));
        let node = &parts.node;
        let draft = front.draft || parts.broken;
        let mut check = Check { file: &file.path, node, draft, date, expire, zone: &self.config.zone, report };
        check.require("title", front.title.is_some(), "title = \"标题\"");
        if let Some(title) = &front.title {
            check.length("title", title, 1, 60);
            if title.trim() != title || title.contains('\n') {
                check.bad(
                    "title",
                    t!("标题前后有空格或换行", "the title has spaces around it or a line break"),
                    t!("删去空格和换行", "remove them"),
                );
            }
        }
        check.require("description", front.description.is_some(), "description = \"一两句话说清楚这一页讲什么\"");
        if let Some(description) = &front.description {
            check.length("description", description, 10, 200);
            if front.title.as_ref() == Some(description) {
                check.bad(
                    "description",
                    t!("description 与标题相同", "the description repeats the title"),
                    t!("用一两句话说清楚这一页讲什么", "say in a sentence or two what the page is about"),
                );
            }
        }
        if let Some(short) = &front.short_title {
            check.length("short_title", short, 1, 24);
        }
        if let (Some(publish), Some(expire)) = (moment(&front.publish).or(date), expire)
            && expire <= publish
        {
            check.bad(
                "expire",
                t!(
                    "expire 不晚于 publish，页面永远不会出现",
                    "expire is not after publish: the page would never appear"
                ),
                t!("改正两个日期", "mend the dates"),
            );
        }
        if let (Some(date), Some(updated)) = (date, moment(&front.updated))
            && updated.day() < date.day()
        {
            check.bad(
                "updated",
                t!("updated 早于 date", "updated lies before date"),
                t!("改正两个日期", "mend the dates"),
            );
        }
        if let Some(cover) = &front.cover {
            check.length("cover.alt", &cover.alt, 2, 80);
        }
        data.check(&mut check);
        check_addresses(front.path.as_deref(), &front.aliases, &mut check);
        self.check_slug(file, node, front, name, report);
    }

    /// The URL's last part must be usable.
    fn check_slug(&self, file: &SourceFile, node: &Node, front: &PageFront, name: &Name, report: &mut Report) {
        if front.path.is_some() && front.slug.is_none() {
            return;
        }
        let slug = front.slug.as_deref().unwrap_or(&name.stem);
        let fits = match self.config.slugs {
            Slugs::Ascii => slug.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ')),
            Slugs::Keep => !slug.contains(['/', '\\']),
        };
        let usable = slug.chars().any(char::is_alphanumeric);
        if fits && usable && (front.slug.is_none() || !slug.contains(' ')) {
            return;
        }
        let proposal = match &front.title {
            Some(title) => crate::pinyin::propose_slug(title, 40),
            None => crate::pinyin::propose_slug(slug, 40),
        };
        let span = match node.get("slug") {
            Some(node) => Span::new(file.path.clone(), node.span.clone()),
            None => Span::new(file.path.clone(), node.span.start..node.span.start),
        };
        report.push(
            Diagnostic::error(code::BAD_SLUG, t!("“{slug}”不能用作网址", "`{slug}` cannot be part of a URL"))
                .at(span)
                .help(t!(
                    "在元数据里写明 slug = \"{proposal}\"（请核对多音字），或用英文文件名",
                    "write slug = \"{proposal}\" in the front matter (check the pinyin), or use an ASCII file name"
                )),
        );
    }
}

/// Addresses that authors write must be plain paths of this site.
fn check_addresses(path: Option<&str>, aliases: &[String], check: &mut Check<'_>) {
    let key = if check.node.get("path").is_some() { "path" } else { "paginate_path" };
    let written = path.map(|path| (key.to_owned(), path)).into_iter();
    let aliases = aliases.iter().enumerate().map(|(index, alias)| (format!("aliases.{index}"), alias.as_str()));
    for (key, address) in written.chain(aliases) {
        let plain = !address.trim_matches('/').is_empty()
            && !address.contains(['\\', '?', '#', '"', '<', '>'])
            && !address.contains("//")
            && !address.chars().any(|c| c.is_control() || c.is_whitespace())
            && !address.split('/').any(|part| matches!(part, "." | ".."));
        if !plain {
            check.bad(
                &key,
                t!("“{address}”不是站内网址", "`{address}` is not an address of this site"),
                t!(
                    "写成 /目录/名字/，从网站根目录算起，不带 .. 和特殊符号",
                    "write /folder/name/, counted from the site's root, without .. or special characters"
                ),
            );
        }
    }
}
