//! `init` and `new`: files for a person to fill in. Nothing that exists is overwritten.
#![allow(clippy::disallowed_methods)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::build::{self, Project};
use crate::diag::{Diagnostic, code, io_reason};
use crate::document::Document;
use crate::kind::Kind;
use crate::pinyin::propose_slug;
use crate::t;

const FILES: &[(&str, &str)] = &[
    ("site.toml", include_str!("site.toml")),
    (".gitignore", "/public\n/.fanzha\n"),
    ("content/_index.md", include_str!("index.md")),
    ("content/articles/_index.md", include_str!("articles.md")),
    ("content/articles/first.md", include_str!("first.md")),
    ("content/alerts/_index.md", include_str!("alerts.md")),
    ("content/help.md", include_str!("help.md")),
    ("content/search.md", include_str!("search.md")),
    ("data/hotlines.toml", include_str!("../../data/hotlines.toml")),
];

fn failed(path: &Path, error: &std::io::Error) -> Box<Diagnostic> {
    let (path, reason) = (path.display(), io_reason(error));
    let (zh, en) = (reason.zh, reason.en);
    Box::new(Diagnostic::error(code::OUTPUT_WRITE, t!("写不进 {path}（{zh}）", "cannot write {path} ({en})")))
}

/// Writes a file that does not exist yet; false if it does.
fn create(path: &Path, text: &str) -> Result<bool, Box<Diagnostic>> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
    }
    match fs::File::create_new(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true).map_err(|error| failed(path, &error)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(path, &error)),
    }
}

/// Makes a site that builds as it is. Returns the files made.
pub fn init(folder: &Path, force: bool) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    let occupied = fs::read_dir(folder)
        .map(|entries| entries.flatten().any(|entry| !entry.file_name().to_string_lossy().starts_with('.')))
        .unwrap_or(false);
    if occupied && !force {
        let shown = folder.display();
        return Err(Box::new(
            Diagnostic::error(code::OUTPUT_WRITE, t!("目录 {shown} 不是空的", "the folder {shown} is not empty")).help(
                t!(
                    "换一个新目录，或加 -f（不会覆盖已有文件）",
                    "choose another folder, or add -f (existing files stay as they are)"
                ),
            ),
        ));
    }
    let mut made = Vec::new();
    for (name, text) in FILES {
        let path = folder.join(name);
        if create(&path, text)? {
            made.push(path);
        }
    }
    Ok(made)
}

/// What `new` is asked for.
pub struct Request {
    /// The kind's name.
    pub kind: String,
    /// The slug; proposed from the title if absent.
    pub slug: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The section's folder; found by kind if absent.
    pub section: Option<String>,
    /// Today's date.
    pub today: String,
}

/// Makes a draft. Returns its path.
pub fn new_page(project: &Project, request: &Request) -> Result<PathBuf, Box<Diagnostic>> {
    let kind = Kind::ALL.iter().copied().find(|kind| kind.name() == request.kind).unwrap_or_default();
    let title = request.title.clone().unwrap_or_else(|| "（在这里写标题）".to_owned());
    let slug = match (&request.slug, &request.title) {
        (Some(slug), _) => slug.clone(),
        (None, Some(title)) => propose_slug(title, 40),
        (None, None) => String::new(),
    };
    let usable = slug.chars().any(|c| c.is_ascii_alphanumeric())
        && !slug.starts_with('-')
        && !slug.ends_with('-')
        && slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !usable {
        let proposal = propose_slug(&slug, 40);
        let hint = if proposal.is_empty() { "spring-jobs".to_owned() } else { proposal };
        return Err(Box::new(
            Diagnostic::error(code::BAD_SLUG, t!("“{slug}”不能用作网址", "`{slug}` cannot be part of a URL")).help(t!(
                "用英文小写、数字和连字符，如 {hint}",
                "use small ASCII letters, digits and hyphens, such as {hint}"
            )),
        ));
    }
    let (folder, declared) = folder_of_kind(project, kind);
    let folder = match &request.section {
        Some(section) => {
            let resolved = crate::path::resolve("", section);
            resolved.ok_or_else(|| {
                Box::new(Diagnostic::error(
                    code::IO_OUTSIDE,
                    t!("“{section}”在项目目录之外", "`{section}` lies outside the project"),
                ))
            })?
        }
        None => folder,
    };
    let name = match kind {
        Kind::Video | Kind::Bulletin => format!("{slug}/index.md"),
        _ => format!("{slug}.md"),
    };
    let path = project.root.join("content").join(folder).join(name);
    if create(&path, &text(kind, &title, &request.today, declared && request.section.is_none()))? {
        return Ok(path);
    }
    let shown = path.display();
    Err(Box::new(
        Diagnostic::error(
            code::OUTPUT_WRITE,
            t!("{shown} 已经存在，没有改动", "{shown} exists already and stays as it is"),
        )
        .help(t!("换一个 slug", "choose another slug")),
    ))
}

/// The folder of the first section whose pages are of that kind, and whether there is one.
fn folder_of_kind(project: &Project, kind: Kind) -> (String, bool) {
    let project = Project { graph: true, ..project.clone() };
    let built = build::build(&project, &mut build::cache(&project), &mut |_| {});
    let sections = built.site.iter().flat_map(|site| &site.sections);
    let found = sections.filter_map(|section| section.document.as_deref()).find(|document: &&Document| {
        document.lang == built.config.default_language()
            && document.section().is_some_and(|front| front.page_kind == Some(kind))
    });
    match (found, kind) {
        (Some(document), _) => (document.folder.clone(), true),
        (None, Kind::Page) => (String::new(), true),
        (None, kind) => (format!("{}s", kind.name()), false),
    }
}

fn text(kind: Kind, title: &str, today: &str, declared: bool) -> String {
    let title = title.replace('\\', "\\\\").replace('"', "\\\"").replace(char::is_control, " ");
    let (fields, body) = match kind {
        Kind::Article => {
            ("genre = \"guide\"\ntakeaways = [\"……\", \"……\"]\n", "先说结论。\n\n## 怎么认出来\n\n## 怎么办\n")
        }
        Kind::Alert => (
            "level = \"warning\"\n# level = \"urgent\" 时必须写 expire，30 天以内\n",
            "最近出现了什么情况。\n\n## 请这样做\n",
        ),
        Kind::Case => (
            "composite = false   # 确认是综合改编、没有真实个人信息后改为 true\nloss_band = \"5万—10万元\"\nvictim_band = \"40—50岁，个体户\"\npersons = [{ role = \"受害人\", shown_as = \"李女士\" }]\n",
            "案例为综合改编。\n\n## 经过\n\n## 破绽在哪里\n\n## 遇到了怎么办\n",
        ),
        Kind::ScamType => (
            "weight = 100\nrule = \"凡是……的，都是诈骗\"\ntargets = [\"……\"]\n\n[[signals]]\nphrase = \"骗子常说的话\"\nmeaning = \"说明什么\"\nweight = 3\n",
            "## 骗子怎么做\n\n## 危险信号\n\n## 遇到了怎么办\n",
        ),
        Kind::Video => (
            "weight = 1\nseries = \"……\"\nepisode = 1\nduration = \"02:00\"\norientation = \"portrait\"\nposter = { src = \"poster.jpg\", alt = \"画面上有什么\" }\n# sources = [{ src = \"clip.mp4\" }]   # 视频文件放在旁边；大文件先运行 fanzha media add\n# captions = [{ src = \"captions.vtt\", lang = \"zh-CN\" }]\n",
            "（完整文字稿）\n",
        ),
        Kind::Bulletin => (
            "periodical = \"……\"   # site.toml 里 [periodicals] 的代号\nyear = 2026\nissue = 1\ntotal = 1\npublisher = \"……\"\nclassification = \"公开\"   # 发布前经保密审查；不公开的不能放进来\n# original = \"原件.pdf\"   # 放在旁边，供读者下载\ncontents = [{ title = \"……\", authors = [] }]\n",
            "（只有一篇时直接写正文；有几篇时，每篇以 ## 题目 开头，次序与 contents 相同）\n",
        ),
        Kind::Suggestion => (
            "session = \"……届人大……次会议\"\nproposers = [{ name = \"……\", post = \"……代表\" }]   # 每一项都要写 evidence：简报的段落\nhandler = [{ name = \"……\" }]\ncomplex = false   # 涉及面广、办理难度大的改为 true，答复期限六个月\n\n[[stages]]\nstage = \"proposed\"   # 提出 proposed、列为重点 selected、交办 assigned、督办 supervised、答复 answered\n# date = 2026-01-15\n# evidence = [\"@/bulletins/……/index.md#p1\"]\n",
            "## 说明\n",
        ),
        Kind::Operation => (
            "target = \"……\"\nprinciple = \"打防管控\"\norganisers = [{ name = \"……\" }]\n# evidence = [\"@/bulletins/……/index.md#p1\"]\n",
            "只写公开简报说了的，不写怎么办案。\n",
        ),
        Kind::Quiz => (
            "pass = 1\n\n[[questions]]\ntext = \"收到这样的消息，该怎么办？\"\nmessage = \"（要判断的消息，可以不写）\"\noptions = [\"……\", \"………\"]\ncorrect = 1   # 第几个选项对，从 1 数起\nexplanation = \"为什么\"\n# scam_type = \"@/scams/……md\"\n",
            "",
        ),
        Kind::Campaign => ("start = 2026-06-01\nend = 2026-06-30\nslogan = \"……\"\n", "## 活动安排\n"),
        Kind::Page => ("", ""),
    };
    let (plain, tables) = match fields.find("\n[[") {
        Some(at) => fields.split_at(at + 1),
        None => (fields, ""),
    };
    // Without a section that says so, the page says its kind itself.
    let own_kind = if declared { String::new() } else { format!("kind = \"{}\"\n", kind.name()) };
    format!(
        "+++\ntitle = \"{title}\"\ndescription = \"（用一两句话说清楚这一页讲什么）\"\ndate = {today}\ndraft = true\n{own_kind}{plain}\n[taxonomies]\n# scam_types = [\"刷单返利\"]\n{tables}+++\n\n{body}"
    )
}
