//! A site in a temporary folder, built by the real program.
//!
//! ```ignore
//! SiteTest::new().file("content/a.md", &page("正文")).build().ok().has("a/index.html", "正文");
//! ```

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Output path to bytes.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// The instant of all builds that do not say otherwise.
pub const AT: &str = "2026-06-01T00:00:00+08:00";

const CONFIG: &str = r#"base_url = "https://example.gov.cn"
title = "测试站"
description = "只为测试而有的站点。"
theme = "t"
minify_html = false
"#;

/// A theme that shows little, so that tests say what they need.
const THEME: &[(&str, &str)] = &[
    (
        "base.html",
        "<!doctype html>\n<html lang=\"{{ lang }}\">\n<head><meta charset=\"utf-8\"><title>{% block title %}{{ config.title }}{% endblock %}</title></head>\n<body>\n{% block main %}{% endblock %}\n</body>\n</html>\n",
    ),
    (
        "page.html",
        "{% extends \"base.html\" %}\n{% block title %}{{ page.title }}{% endblock %}\n{% block main %}<main>\n{{ page.content | safe }}</main>{% endblock %}\n",
    ),
    (
        "section.html",
        "{% extends \"base.html\" %}\n{% block title %}{{ section.title }}{% endblock %}\n{% block main %}<ul>{% for card in paginator?.pages or section.pages %}<li>{{ card.path }}</li>{% endfor %}</ul>\n{{ section.content | safe }}{% endblock %}\n",
    ),
    ("index.html", "{% extends \"section.html\" %}\n"),
    (
        "taxonomy_list.html",
        "{% extends \"base.html\" %}\n{% block main %}<ul>{% for term in terms %}<li>{{ term.slug }} {{ term.title }} {{ term.page_count }}</li>{% endfor %}</ul>{% endblock %}\n",
    ),
    (
        "taxonomy_single.html",
        "{% extends \"base.html\" %}\n{% block main %}<ul>{% for card in paginator?.pages or term.pages %}<li>{{ card.path }}</li>{% endfor %}</ul>{% endblock %}\n",
    ),
    (
        "components/tip.html",
        "{% component tip(title: string = \"\", @lang) {\"content\": true, \"body\": \"markdown\", \"positional\": \"title\"} %}<div class=\"tip\" lang=\"{{ lang }}\"><b>{{ title }}</b>\n{{ body }}</div>{% endcomponent tip %}\n",
    ),
    (
        "components/hotline.html",
        "{% component hotline(only: string = \"all\") {\"content\": true, \"body\": \"none\"} %}<p class=\"hotline\">{{ only }}</p>{% endcomponent hotline %}\n",
    ),
    (
        "components/video.html",
        "{% component video(id: string, start: integer = 0) {\"content\": true, \"body\": \"none\", \"positional\": \"id\"} %}<p class=\"video\">{{ id }}@{{ start }}</p>{% endcomponent video %}\n",
    ),
];

/// A picture of one pixel.
pub const PNG: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\x0aIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82";

/// A page's file: minimal front matter and a body.
pub fn page(body: &str) -> String {
    page_with("", body)
}

/// A page's file with more lines of front matter.
pub fn page_with(front: &str, body: &str) -> String {
    format!("+++\ntitle = \"一页\"\ndescription = \"这一页只为测试而写。\"\n{front}+++\n\n{body}\n")
}

/// A site under construction; it vanishes with the value.
pub struct SiteTest {
    folder: tempfile::TempDir,
    root: PathBuf,
}

impl SiteTest {
    /// A minimal site that builds.
    pub fn new() -> Self {
        Self::in_folder("site")
    }

    /// The same in a folder of that name.
    pub fn in_folder(name: &str) -> Self {
        let mut site =
            Self::empty(name).file("site.toml", CONFIG).file("content/_index.md", "+++\ntitle = \"首页\"\n+++\n");
        for (name, text) in THEME {
            site = site.file(&format!("themes/t/templates/{name}"), text);
        }
        site
    }

    /// An empty folder.
    pub fn empty(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().join(name);
        fs::create_dir_all(&root).expect("the site's folder");
        SiteTest { folder, root }
    }

    /// A copy of a folder of this repository.
    pub fn copy_of(folder: &Path) -> Self {
        let site = Self::empty("site");
        for (path, bytes) in tree(folder) {
            site.write(&path, bytes);
        }
        site
    }

    /// Adds or replaces a file.
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(path, text);
        self
    }

    /// Adds settings to `site.toml`: keys of the top level first, then tables.
    pub fn config(self, text: &str) -> Self {
        self.file("site.toml", format!("{CONFIG}{text}"))
    }

    /// Adds or replaces a file of a site that is in use.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.root.join(path)).expect("a file to remove");
    }

    /// Makes a symbolic link at `path` that says `target`.
    pub fn link(self, path: &str, target: impl AsRef<Path>) -> Self {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::os::unix::fs::symlink(target, path).expect("a link");
        self
    }

    /// The site's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder around the site's folder, where nothing else may be written.
    pub fn around(&self) -> &Path {
        self.folder.path()
    }

    /// All files of the site's folder, but for what the program keeps for itself.
    pub fn tree(&self) -> Tree {
        let mut files = tree(&self.root);
        files.retain(|path, _| !path.starts_with(".fanzha/"));
        files
    }

    /// The program, ready to run in the site's folder.
    pub fn command(&self) -> Command {
        program(&self.root)
    }

    /// Runs the program with these arguments.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        let output = self.command().args(arguments).output().expect("the program runs");
        Run::of(output, tree(&self.root.join("public")))
    }

    /// `build` at the fixed instant.
    pub fn build(&self) -> Run {
        self.run(["build", "--at", AT])
    }
}

/// The program in a folder, with nothing of the machine's language or time.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fanzha"));
    command.current_dir(folder);
    for name in ["SOURCE_DATE_EPOCH", "LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command.env("NO_COLOR", "1");
    command
}

/// All files below a folder. Links are listed as what they say, pipes and the like not at all.
pub fn tree(folder: &Path) -> Tree {
    let mut found = Tree::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).into_iter().flatten().flatten() {
            let path = entry.path();
            let kind = entry.file_type().expect("a type");
            let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_symlink() {
                found.insert(name, fs::read_link(&path).expect("a link").to_string_lossy().into_owned().into_bytes());
            } else if kind.is_file() {
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

/// What a run of the program did.
#[derive(Debug)]
pub struct Run {
    /// Its exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// Data.
    pub stdout: String,
    /// Talk.
    pub stderr: String,
    /// `public/` afterwards.
    pub out: Tree,
}

impl Run {
    /// The result of a finished process.
    pub fn of(output: Output, out: Tree) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program prints UTF-8");
        let run = Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr), out };
        assert!(!run.stderr.contains("panicked"), "the program panicked:\n{}", run.stderr);
        assert!(run.code.is_some(), "a signal ended the program:\n{}", run.stderr);
        run
    }

    /// Demands success.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.fails(0)
    }

    /// Demands an exit code.
    #[track_caller]
    pub fn fails(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// The text of an output file.
    #[track_caller]
    pub fn text(&self, path: &str) -> &str {
        let names = || self.out.keys().cloned().collect::<Vec<_>>().join("\n");
        let bytes =
            self.out.get(path).unwrap_or_else(|| panic!("there is no {path}; there are\n{}\n{}", names(), self.stderr));
        std::str::from_utf8(bytes).expect("UTF-8")
    }

    /// Demands that an output holds a text.
    #[track_caller]
    pub fn has(self, path: &str, needle: &str) -> Self {
        let text = self.text(path);
        assert!(text.contains(needle), "{path} lacks `{needle}`:\n{text}");
        self
    }

    /// Demands that an output does not hold a text.
    #[track_caller]
    pub fn lacks(self, path: &str, needle: &str) -> Self {
        let text = self.text(path);
        assert!(!text.contains(needle), "{path} has `{needle}`:\n{text}");
        self
    }

    /// Demands that there is no such output.
    #[track_caller]
    pub fn without(self, path: &str) -> Self {
        assert!(!self.out.contains_key(path), "{path} should not exist");
        self
    }

    /// Demands that the talk holds a text.
    #[track_caller]
    pub fn says(self, needle: &str) -> Self {
        assert!(self.stderr.contains(needle), "not said: `{needle}`\n{}", self.stderr);
        self
    }

    /// The findings as printed, for comparison.
    pub fn error_text(&self) -> &str {
        &self.stderr
    }
}

/// Compares a text with a file of this repository; `BLESS=1` rewrites the file.
#[track_caller]
pub fn expect_file(path: &Path, actual: &str) {
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, actual).expect("the expected file");
        return;
    }
    let expected =
        fs::read_to_string(path).unwrap_or_else(|_| panic!("there is no {}; it would be:\n{actual}", path.display()));
    assert_eq!(expected, actual, "{} differs; BLESS=1 rewrites it", path.display());
}

/// A path below `tests/`.
pub fn tests_folder(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(below)
}
