//! `fanzha migrate`: sites of Zola and Hugo, in the manner of public sites, become ours and build.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fixture::tests_folder;

struct Moved {
    _folder: tempfile::TempDir,
    root: PathBuf,
    talk: String,
}

impl Moved {
    /// Migrates one of the sample sites and builds it.
    fn from(site: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (root, old) = (folder.path().join("new"), tests_folder(&format!("migrate/{site}")));
        let before = tree(&old);
        let tool = site.split('/').next().expect("a tool");
        let run = fanzha(&["--lang", "en", "migrate", "-v", "--from", tool], &[&old, &root]);
        assert_eq!(run.0, 0, "{}", run.1);
        assert!(tree(&old) == before, "the old site was changed");
        let moved = Moved { _folder: folder, root, talk: run.1 };
        let build = fanzha(&["--lang", "en", "build", "--at", "2026-11-01T00:00:00+08:00", "-r"], &[&moved.root]);
        assert_eq!(build.0, 0, "{site}:\n{}", build.1);
        moved
    }

    fn file(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn has(&self, path: &str) -> bool {
        self.root.join(path).is_file()
    }

    /// Whether that was said at a place, on the screen and in the report.
    #[track_caller]
    fn said(&self, place: &str, words: &str) {
        let line = format!("{place}: ");
        let found = self.talk.lines().any(|said| said.trim_start().starts_with(&line) && said.contains(words));
        assert!(found, "nothing of `{words}` at {place} in\n{}", self.talk);
        assert!(self.file("MIGRATION.md").contains(words), "the report lacks `{words}`");
    }
}

fn fanzha(arguments: &[&str], paths: &[&Path]) -> (i32, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_fanzha")).args(arguments).args(paths).output().expect("fanzha runs");
    (run.status.code().unwrap_or(-1), String::from_utf8_lossy(&run.stderr).into_owned())
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => drop(found.insert(path.clone(), fs::read(path).expect("a file"))),
            }
        }
    }
    found
}

#[test]
fn hugo_news_keep_their_addresses_and_say_what_stays_behind() {
    let site = Moved::from("hugo/county");
    assert!(site.has("public/2026/03/first/index.html") && site.has("public/2026/04/shuadan/chat.png"));
    assert!(site.has("public/old/first.html") && site.has("public/posts/early/index.html"), "aliases lead on");
    assert!(!site.file("public/posts/index.html").contains("还没写完"), "a draft stays one");
    let first = site.file("public/2026/03/first/index.html");
    for wanted in ["先核实，再转账", "/images/phone.png", "挂断电话", "https://www.12321.cn"] {
        assert!(first.contains(wanted), "no {wanted}");
    }
    let about = site.file("public/about/index.html");
    assert!(about.contains("/2026/03/first/") && about.contains("/2026/04/shuadan/#"), "references are links");
    let shuadan = site.file("public/2026/04/shuadan/index.html");
    for wanted in ["<blockquote>", "不垫资", "<pre", "mapbox lat="] {
        assert!(shuadan.contains(wanted), "no {wanted} in {shuadan}");
    }
    let settings = site.file("site.toml");
    assert!(settings.contains("\"www.county.example.cn\"") && settings.contains("url = \"/posts/\""));
    site.said("content/posts/shuadan/index.md:22", "mapbox");
    site.said("content/posts/first.md:15", "weather");
    site.said("content/old.html", "no Markdown");
    site.said("layouts/", "built-in theme");
    site.said("hugo.toml:7", "enableemoji");
}

#[test]
fn hugo_handbooks_keep_their_order_and_taxonomies() {
    let site = Moved::from("hugo/school");
    let list = site.file("public/handbook/index.html");
    let places = ["入学之前", "在校期间"].map(|title| list.find(title).unwrap_or_else(|| panic!("no {title}")));
    assert!(places[0] < places[1]);
    assert!(site.file("site.toml").contains("name = \"audiences\""));
    assert!(site.file("public/handbook/02-campus/index.html").contains("/handbook/01-before/"));
    site.said("content/handbook/_index.md:5", "cascade");
}

#[test]
fn hugo_languages_in_folders_become_endings() {
    let site = Moved::from("hugo/bilingual");
    let english = site.file("public/en/news/call/index.html");
    assert!(english.contains("lang=en") && english.contains("refunds that do not exist"));
    assert!(english.contains("/news/call/"), "the Chinese page is linked");
    assert!(site.has("content/news/2026-05-01-call.en.md") && site.has("public/news/call/index.html"));
}

#[test]
fn zola_blogs_keep_their_quotations_and_pictures() {
    let site = Moved::from("zola/blog");
    let loan = site.file("public/posts/loan/index.html");
    for wanted in ["<blockquote>", "——居民", "form", "申请表", "watch?v=abc123"] {
        assert!(loan.contains(wanted), "no {wanted} in {loan}");
    }
    assert!(site.file("public/posts/door/index.html").contains("/posts/loan/"));
    site.said("content/posts/loan/index.md:17", "chart");
    site.said("content/_index.md:6", "template");
    site.said("config.toml:10", "markdown");
}

#[test]
fn zola_handbooks_and_languages_build() {
    let docs = Moved::from("zola/docs");
    assert!(docs.file("public/steps/two/index.html").contains("/steps/one/#"));
    assert!(docs.file("public/steps/one/index.html").contains("not(a="), "code stays code");
    docs.said("zola.toml:1", "full address");
    let two = Moved::from("zola/multilingual");
    assert!(two.file("public/en/alerts/refund/index.html").contains("Hang up first."));
    assert!(two.file("public/alerts/refund/index.html").contains("2026年6月1日"));
}

#[test]
fn nothing_is_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("mine.txt"), "mine").expect("a file");
    let old = tests_folder("migrate/zola/docs");
    let run = fanzha(&["--lang", "en", "migrate", "--from", "zola"], &[&old, folder.path()]);
    assert_eq!(run.0, 4, "{}", run.1);
    assert_eq!(tree(folder.path()).len(), 1);
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).expect("a folder");
    let run = fanzha(&["--lang", "en", "migrate", "--from", "hugo"], &[&empty, &folder.path().join("new")]);
    assert_eq!(run.0, 3, "{}", run.1);
    assert!(run.1.contains("hugo.toml") && !folder.path().join("new").exists());
}

#[test]
fn hostile_files_are_notes() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = folder.path().join("old");
    let files: &[(&str, &[u8])] = &[
        ("hugo.toml", b"baseURL = \"https://a.example.cn\"\ntitle = \"x\"\nlanguages = 3\nmenus = [1]\npermalinks = \"x\"\n"),
        ("content/open.md", b"+++\ntitle = \"x\"\nno end"),
        ("content/bad.md", b"---\ntitle: [\n---\n{{< ref"),
        ("content/binary.md", b"\xff\xfe\x00"),
        ("content/odd.md", "---\ntitle: 7\ndate: 昨天\naliases: {a: 1}\ntags: {b: 2}\nweight: heavy\n---\n{{< ref \"../../../etc/passwd\" >}} {{% / %}} {{< figure >}} {{<>}}".as_bytes()),
        ("content/posts/../posts/a.md", b"---\n---\n"),
    ];
    for (path, bytes) in files {
        let place = old.join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("folders");
        fs::write(place, bytes).expect("a file");
    }
    let new = folder.path().join("new");
    let run = fanzha(&["--lang", "en", "migrate", "-v", "--from", "hugo"], &[&old, &new]);
    assert_eq!(run.0, 0, "{}", run.1);
    for wanted in ["content/bad.md:1", "content/binary.md: ", "is no date", "leads to no page"] {
        assert!(run.1.contains(wanted), "no {wanted} in\n{}", run.1);
    }
    assert!(!new.join("content/bad.md").exists() && new.join("content/odd.md").exists());
}
