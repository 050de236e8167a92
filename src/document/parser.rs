//! One content file to a document.

use std::sync::OnceLock;

use super::inherit::Inherited;
use super::name::{self, Name};
use super::{Document, Front, LateNode, Mention, Role, placeholder, secrecy};
use crate::config::{Parsing, Slugs};
use crate::date::{Moment, Written};
use crate::diag::{Diagnostic, Report, Span, code};
use crate::frontmatter::{self, AnchorLinks, PageFront, Parts, Read, SectionFront};
use crate::hash::Fingerprint;
use crate::kind::{self, Check, Kind, KindData};
use crate::markdown::{self, Body, Declarations, Prose, Target};
use crate::path::ContentPath;
use crate::policy::{self, Mark, Picture, Rules};
use crate::source::SourceFile;
use crate::store::Blob;
use crate::t;
use crate::tree::{self, Node, Value};

/// Parses content files.
pub struct Parser<'a> {
    /// The settings.
    pub config: &'a Parsing,
    /// The theme's components.
    pub components: &'a Declarations,
    /// What may not be published.
    pub rules: &'a Rules,
}

impl Parser<'_> {
    /// Parses the `_index.md` of a section.
    pub fn section(&self, file: &SourceFile, text: &str, report: &mut Report) -> (Document, Prose) {
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
        let (node, draft) = (&parts.node, front.draft);
        let mut check = Check { file: &file.path, node, draft, unread: "", date: None, expire: None, zone, report };
        check_addresses(front.paginate_path.as_deref().filter(|path| !path.is_empty()), &front.aliases, &mut check);
        front.check(&mut check);
        let name = name::read(file, self.config, report);
        let folder = ContentPath::new(&file.path["content/".len()..]).folder().to_owned();
        let (body, prose) = self.body(file, text, &parts, &name.lang, (anchor_links, false), report);
        let name = Name { stem: folder.rsplit('/').next().unwrap_or_default().to_owned(), folder, ..name };
        let front = Front::Section(Box::new(front));
        let marks = self.marks(text, &parts, &front, &body);
        (document(file, text, name, parts, front, (body, marks)), prose)
    }

    /// Parses a page below `above`.
    pub fn page(
        &self,
        file: &SourceFile,
        text: &str,
        above: Option<&Inherited>,
        report: &mut Report,
    ) -> (Document, Prose) {
        let mut parts = frontmatter::split(&file.path, text, self.config.limits.front_matter_bytes, report);
        let name = name::read(file, self.config, report);
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
        self.check((file, text), &parts, &front, &data, &name, report);
        if !front.draft && parts.read == Read::Whole {
            placeholder::check(&file.path, text, report);
        }
        if kind == Kind::Bulletin {
            secrecy::check(&file.path, text, &parts, &front.allow, report);
        }
        let anchor_links = above.map(|above| above.anchor_links).unwrap_or_default();
        let style = (anchor_links, kind.is_quoted());
        let (body, prose) = self.body(file, text, &parts, &name.lang, style, report);
        let front = Front::Page(Box::new(front), data);
        let marks = self.marks(text, &parts, &front, &body);
        (document(file, text, name, parts, front, (body, marks)), prose)
    }

    fn body(
        &self,
        file: &SourceFile,
        text: &str,
        parts: &Parts,
        lang: &str,
        (anchor_links, numbers_paragraphs): (AnchorLinks, bool),
        report: &mut Report,
    ) -> (Body, Prose) {
        let context = markdown::Context {
            file: &file.path,
            text,
            body: parts.body.clone(),
            lang,
            anchor_links,
            numbers_paragraphs,
            components: self.components,
            config: self.config,
        };
        markdown::parse(&context, report)
    }

    /// What somebody should look at before the page is published.
    fn marks(&self, text: &str, parts: &Parts, front: &Front, body: &Body) -> Vec<Mark> {
        let kind = match front {
            Front::Page(_, data) => data.kind(),
            Front::Section(_) => Kind::Page,
        };
        let mut marks = self.rules.scan(text, kind);
        let mentions = mentions(&parts.node);
        if !marks.is_empty() {
            // Links have a finding of their own.
            let links = body.links.iter().filter(|link| matches!(link.target, Target::External { .. }));
            let images = body.images.iter().map(|image| &image.span);
            let places: Vec<_> =
                links.map(|link| &link.span).chain(images).chain(mentions.iter().map(|it| &it.span)).collect();
            marks.retain(|mark| mark.rule != code::OUTBOUND || !places.iter().any(|place| mark.touches(place)));
        }
        if let Front::Page(front, data) = front {
            let images = body.images.iter().map(|image| Picture {
                src: &image.src,
                words: format!("{}\n{}", image.alt, image.caption.as_deref().unwrap_or_default()),
                place: image.span.clone(),
            });
            let named = mentions.iter().filter(|mention| mention.role == Role::Picture).map(|mention| Picture {
                src: &mention.written,
                words: words_of(&parts.node, &mention.key),
                place: mention.span.clone(),
            });
            let pictures: Vec<Picture<'_>> = images.chain(named).collect();
            if !pictures.is_empty() {
                let approved = front.map_approval.as_deref().is_some_and(policy::has_approval)
                    || policy::has_approval(&text[parts.body.clone()]);
                let masked: Option<Vec<&str>> = match data {
                    KindData::Case(case) => Some(case.pictures.iter().map(|picture| &*picture.src).collect()),
                    _ => None,
                };
                marks.extend(policy::check_pictures(text, &pictures, approved, masked.as_deref()));
            }
        }
        let entries: Vec<_> = parts
            .node
            .get("allow")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(|entry| Some(entry.get("text")?.span.clone()))
            .collect();
        policy::allow(&mut marks, text, front.allowed(), &entries);
        marks
    }

    /// Rules for what all pages share.
    fn check(
        &self,
        (file, text): (&SourceFile, &str),
        parts: &Parts,
        front: &PageFront,
        data: &KindData,
        name: &Name,
        report: &mut Report,
    ) {
        let moment = |date: &Option<Written>| date.map(|date| date.resolve(&self.config.zone));
        let (date, expire): (Option<Moment>, Option<Moment>) = (moment(&front.date), moment(&front.expire));
        let node = &parts.node;
        let draft = front.draft || parts.read == Read::Not;
        let unread = match &parts.read {
            Read::InPart(block) => &text[block.clone()],
            Read::Whole | Read::Not => "",
        };
        let zone = &self.config.zone;
        let mut check = Check { file: &file.path, node, draft, unread, date, expire, zone, report };
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
        if front.map_approval.as_deref().is_some_and(|approval| !policy::has_approval(approval)) {
            check.bad(
                "map_approval",
                t!("审图号写法有误", "this is no approval number of a map"),
                t!("写成 map_approval = \"GS（2024）1234号\"", "write map_approval = \"GS（2024）1234号\""),
            );
        }
        if let Some(cover) = &front.cover {
            check.length("cover.alt", &cover.alt, 2, 80);
        }
        for (index, allowed) in front.allow.iter().enumerate() {
            if allowed.text.trim().is_empty() || allowed.reason.trim().is_empty() {
                check.bad(
                    &format!("allow.{index}"),
                    t!("放行的字样要写明 text 和 reason", "what is allowed has a `text` and a `reason`"),
                    t!(
                        "写作 {{ text = \"内部资料\", reason = \"引文，不是密级标志\" }}",
                        "write {{ text = \"…\", reason = \"a quotation, not a mark\" }}"
                    ),
                );
            }
        }
        front.check(&mut check);
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

/// What front matter says of the picture at a key such as `cover.src`.
fn words_of(node: &Node, key: &str) -> String {
    let alt = key.rsplit_once('.').and_then(|(table, _)| node.at(&format!("{table}.alt")));
    alt.and_then(Node::as_str).unwrap_or_default().to_owned()
}

/// The addresses in front matter that must lead somewhere.
fn mentions(node: &Node) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut add = |role: Role, key: &str| {
        if let Some((written, span)) = node.at(key).and_then(|node| Some((node.as_str()?, node.span.clone()))) {
            mentions.push(Mention { role, key: key.to_owned(), written: written.to_owned(), span });
        }
    };
    add(Role::Picture, "cover.src");
    add(Role::Picture, "poster.src");
    add(Role::File, "audio.src");
    add(Role::File, "original");
    add(Role::File, "read_aloud");
    add(Role::Address, "audio.url");
    add(Role::Address, "source.url");
    let lists = [
        ("law", "url", Role::Address),
        ("sources", "url", Role::Address),
        ("sources", "src", Role::File),
        ("captions", "src", Role::File),
        ("questions", "scam_type", Role::Address),
        ("questions", "image.src", Role::Picture),
    ];
    for (list, key, role) in lists {
        let count = node.get(list).map_or(0, |node| node.items().len());
        (0..count).for_each(|index| add(role, &format!("{list}.{index}.{key}")));
    }
    add(Role::Redirect, "redirect_to");
    mentions
}

fn document(
    file: &SourceFile,
    text: &str,
    name: Name,
    parts: Parts,
    front: Front,
    (body, marks): (Body, Vec<Mark>),
) -> Document {
    let nothing = Fingerprint::of(&[]);
    let mut cited = kind::cited(&text[parts.body.clone()]);
    cited
        .iter_mut()
        .for_each(|cited| cited.span = cited.span.start + parts.body.start..cited.span.end + parts.body.start);
    Document {
        path: ContentPath::new(&file.path["content/".len()..]),
        file: file.path.clone(),
        fingerprint: nothing,
        lang: name.lang,
        stem: name.stem,
        folder: name.folder,
        is_bundle: name.is_bundle,
        extra: parts.node.get("extra").cloned().unwrap_or_else(|| Node::empty(0..0)),
        mentions: mentions(&parts.node),
        marks,
        cited,
        node: LateNode { read: OnceLock::from(parts.node), ..LateNode::default() },
        front,
        body,
        card: nothing,
        facts: nothing,
        key: nothing,
        prose: Blob::default(),
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
