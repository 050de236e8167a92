//! The preview: the last good site stays up, mistakes show in the page, styles change
//! without a reload.
#![cfg(feature = "serve")]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::fixture::{SiteTest, page, page_with};

const PATIENCE: Duration = Duration::from_secs(30);

struct Preview {
    site: SiteTest,
    child: Child,
    port: u16,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _gone = self.child.kill().and_then(|()| self.child.wait()).is_ok();
    }
}

impl Preview {
    fn start(site: SiteTest, arguments: &[&str]) -> Self {
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
        let child = site
            .command()
            .args(["serve", "-p", &port.to_string()])
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::from(File::create(site.around().join("talk")).expect("a file")))
            .spawn()
            .expect("the program runs");
        let preview = Preview { site, child, port };
        preview.until("the server answers", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        preview
    }

    #[track_caller]
    fn until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !holds() {
            assert!(begun.elapsed() < PATIENCE, "waited too long until {what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the program has said so far.
    fn talk(&self) -> String {
        fs::read_to_string(self.site.around().join("talk")).unwrap_or_default()
    }

    /// How often the site was built.
    fn builds(&self) -> usize {
        self.talk().matches("已更新").count()
    }

    /// What the bar is told of a page, once the check is done.
    fn bar(&self, path: &str) -> Value {
        let mut facts = Value::Null;
        self.until("the check is done", || {
            let answer = self.get(&format!("/__fanzha/page?path={path}"));
            facts = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap_or_default()).expect("JSON");
            facts["ready"] == true
        });
        facts
    }

    fn request_of(&self, host: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn request(&self, path: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n")
            .expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.request(path, "")
    }

    /// The events that the server sends from now on, one a line.
    fn events(&self) -> mpsc::Receiver<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        write!(stream, "GET /__fanzha/events HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("a request");
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length) = stream.read(&mut buffer) {
                let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
                let gone = text
                    .lines()
                    .filter(|line| line.starts_with("data: ") || line.starts_with(": "))
                    .any(|line| sender.send(line.to_owned()).is_err());
                if length == 0 || gone {
                    return;
                }
            }
        });
        assert_eq!(receiver.recv_timeout(PATIENCE).as_deref(), Ok(": hello"), "the stream of events begins");
        receiver
    }
}

fn site() -> SiteTest {
    SiteTest::new()
        .file("content/a.md", page("第一版"))
        .file("content/b.md", page_with("draft = true\n", "草稿"))
        .file("content/c/index.md", page("丙"))
        .file("content/c/sheet.pdf", "0123456789")
        .file("themes/t/styles/main.css", ".a { color: red }")
        .file("themes/t/templates/base.html", "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><title>{% block title %}x{% endblock %}</title>{% set css = asset(path=\"main.css\") %}<link rel=\"stylesheet\" href=\"{{ css.url }}\"></head><body>{% block main %}{% endblock %}</body></html>")
}

#[test]
fn pages_change_as_they_are_saved_and_mistakes_show() {
    let preview = Preview::start(site(), &[]);
    preview.until("the page is there", || preview.get("/a/").contains("第一版"));
    let first = preview.get("/a/");
    assert!(first.starts_with("HTTP/1.1 200") && first.contains("text/html; charset=utf-8"), "{first}");
    assert!(
        first.contains("src=\"/__fanzha/desk.js\"") && !first.contains("<script>"),
        "policies forbid scripts in pages"
    );
    assert!(preview.get("/__fanzha/desk.js").contains("EventSource"), "the page watches for changes");
    assert!(preview.get("/__fanzha/desk.css").contains("text/css"));
    assert!(preview.get("/nichts/").starts_with("HTTP/1.1 404"));
    assert!(preview.get("/a").starts_with("HTTP/1.1 307"), "hosts send /a on to /a/");
    assert!(preview.get("/b/").starts_with("HTTP/1.1 404"), "drafts are not shown unless asked for");

    let events = preview.events();
    preview.site.write("content/a.md", page("第二版"));
    preview.until("the edit shows", || preview.get("/a/").contains("第二版"));
    assert_eq!(events.recv_timeout(PATIENCE).as_deref(), Ok("data: reload"));

    preview.site.write("content/a.md", page("[坏](@/nichts.md)"));
    preview.until("the mistake shows", || preview.get("/a/").contains("fanzha-overlay"));
    let broken = preview.get("/a/");
    assert!(broken.contains("第二版"), "the last good page stays");
    assert!(broken.contains("没有页面 nichts.md") && broken.contains("content/a.md"), "{broken}");
    preview.site.write("content/a.md", page("第三版"));
    preview.until("the mistake is gone", || {
        let text = preview.get("/a/");
        text.contains("第三版") && !text.contains("fanzha-overlay")
    });

    preview.site.write("content/d.md", page("新的一页"));
    preview.until("a new page shows", || preview.get("/d/").contains("新的一页"));
    preview.site.remove("content/d.md");
    preview.until("a removed page is gone", || preview.get("/d/").starts_with("HTTP/1.1 404"));
    preview
        .site
        .write("themes/t/templates/page.html", "{% extends \"base.html\" %}{% block main %}新模板{% endblock %}");
    preview.until("a template's change shows", || preview.get("/a/").contains("新模板"));
    assert!(!preview.site.root().join("public").exists(), "the preview writes nothing");
}

#[test]
fn styles_change_without_a_reload() {
    let preview = Preview::start(site(), &[]);
    preview.until("the page is there", || preview.get("/a/").contains("第一版"));
    let events = preview.events();
    preview.site.write("themes/t/styles/main.css", ".a { color: blue }");
    let event = events.recv_timeout(PATIENCE).expect("an event");
    let url = event.strip_prefix("data: css ").unwrap_or_else(|| panic!("not a style's event: {event}")).to_owned();
    let style = preview.get(&url);
    assert!(style.contains("text/css") && style.contains(".a{color:#00f}"), "{style}");
}

#[test]
fn a_site_that_is_broken_from_the_start_is_served_with_its_mistakes() {
    let preview = Preview::start(SiteTest::new().file("content/a.md", "x"), &["-D"]);
    preview.until("the mistake shows", || preview.get("/").contains("文件开头没有元数据"));
    preview.site.write("content/a.md", page("好了"));
    preview.until("the mended site shows", || preview.get("/a/").contains("好了"));
}

/// Phones play video only from servers that answer ranges (RFC 9110, 14).
#[test]
fn parts_of_files_are_answered() {
    let preview = Preview::start(site(), &["-D"]);
    preview.until("the file is there", || preview.get("/c/sheet.pdf").contains("0123456789"));
    assert!(preview.get("/b/").contains("草稿"), "drafts are shown when asked for");
    let part = preview.request("/c/sheet.pdf", "Range: bytes=2-4\r\n");
    assert!(
        part.starts_with("HTTP/1.1 206")
            && part.to_lowercase().contains("content-range: bytes 2-4/10")
            && part.ends_with("\r\n\r\n234"),
        "{part}"
    );
    assert!(preview.request("/c/sheet.pdf", "Range: bytes=7-\r\n").ends_with("\r\n\r\n789"));
    let last = preview.request("/c/sheet.pdf", "Range: bytes=-3\r\n");
    assert!(last.starts_with("HTTP/1.1 206") && last.ends_with("\r\n\r\n789"), "{last}");
    assert!(preview.request("/c/sheet.pdf", "Range: bytes=99-\r\n").starts_with("HTTP/1.1 416"));
}

#[test]
fn requests_do_not_leave_the_site() {
    let preview = Preview::start(site().file("secret.txt", "geheim"), &[]);
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/c/../../secret.txt",
        "//etc/passwd",
        "/site.toml",
        "/content/a.md",
        "/.git/config",
        "/%00",
        "/%ff",
    ] {
        let answer = preview.get(path);
        assert!(answer.starts_with("HTTP/1.1 404") || answer.starts_with("HTTP/1.1 400"), "{path}: {answer}");
        assert!(!answer.contains("geheim") && !answer.contains("root:"));
    }
}

#[test]
fn a_port_in_use_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port().to_string();
    let run = SiteTest::new().run(["serve", "-p", &port]).fails(4);
    assert!(run.stderr.contains(&format!("不能在端口 {port} 上启动预览")), "{}", run.stderr);
}

/// A page of another site can have its own name lead to this machine, and would read drafts.
#[test]
fn only_who_means_this_machine_is_let_in() {
    let preview = Preview::start(site(), &["-D", "-u", "http://preview.example.cn"]);
    preview.until("the draft is there", || preview.get("/b/").contains("草稿"));
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:1111"] {
        for path in ["/b/", "/__fanzha/page?path=/b/", "/__fanzha/events"] {
            let answer = preview.request_of(host, path);
            assert!(answer.starts_with("HTTP/1.1 421") && !answer.contains("草稿"), "{host}: {answer}");
        }
    }
    for host in ["127.0.0.1", "localhost:9", "[::1]:9", "192.168.1.2:1111", "preview.example.cn"] {
        assert!(preview.request_of(host, "/b/").starts_with("HTTP/1.1 200"), "{host}");
    }
}

#[test]
fn the_bar_tells_editors_of_the_page() {
    let dated = |front: &str| page_with(front, "## 一\n\n#### 太深");
    let site = site()
        .file("content/later.md", dated("publish = 2026-07-01\n"))
        .file("content/over.md", dated("date = 2026-01-01\nexpire = 2026-05-01\n"));
    let preview = Preview::start(site, &["-D", "-F", "-E", "--at", "2026-06-01T09:30:00+08:00"]);
    preview.until("the page is there", || preview.get("/a/").contains("第一版"));
    let facts = preview.bar("/later/");
    assert_eq!(facts["file"], "content/later.md");
    // Phones on the network see the bar too: where the site lies on this machine is not their business.
    let root = preview.site.root().display().to_string();
    assert!(!facts.to_string().contains(&root), "{facts}");
    assert_eq!(facts["states"], serde_json::json!(["future"]));
    assert_eq!(facts["moment"], "2026-06-01 09:30");
    let findings = facts["findings"].as_array().expect("findings");
    let skipped = findings.iter().find(|it| it["code"] == "content/heading-level").expect("the heading");
    assert_eq!(skipped["place"]["line"], 9, "{skipped}");
    assert_eq!(skipped["severity"], "warning");
    assert!(skipped["message"].as_str().is_some_and(|text| text.contains("从 2 级跳到了 4 级")));
    assert!(skipped["help"][0].as_str().is_some_and(|text| text.contains("### 太深")));
    assert_eq!(preview.bar("/over/")["states"], serde_json::json!(["expired"]));
    assert_eq!(preview.bar("/b/")["states"], serde_json::json!(["draft"]));
    assert_eq!(preview.bar("/a/")["states"], serde_json::json!([]));
    // A page without a file, and an address that is none.
    assert_eq!(preview.bar("/404.html")["file"], Value::Null);
    assert_eq!(preview.bar("/../site.toml")["file"], Value::Null);
    // What is mended goes, and what a failed build says of the page comes.
    let events = preview.events();
    preview.site.write("content/later.md", page_with("publish = 2026-07-01\n", "[坏](@/nichts.md)"));
    assert_eq!(events.recv_timeout(PATIENCE).as_deref(), Ok("data: reload"));
    assert_eq!(events.recv_timeout(PATIENCE).as_deref(), Ok("data: findings"));
    let codes: Vec<String> = preview.bar("/later/")["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|it| it["code"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(
        codes.contains(&"content/broken-link".to_owned()) && !codes.contains(&"content/heading-level".to_owned()),
        "{codes:?}"
    );
}

#[test]
fn what_editors_leave_behind_builds_nothing() {
    let preview = Preview::start(site(), &[]);
    preview.until("the page is there", || preview.get("/a/").contains("第一版"));
    let before = preview.builds();
    for name in
        [".a.md.swp", "a.md~", "4913", ".#a.md", "#a.md#", "a.md___jb_tmp___", ".DS_Store", "~$简报.docx", "x.tmp"]
    {
        preview.site.write(&format!("content/{name}"), "x");
        preview.site.remove(&format!("content/{name}"));
    }
    preview.site.write(".git/index", "x");
    preview.site.write("public/a/index.html", "x");
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(preview.builds(), before, "{}", preview.talk());
    // Editors write beside the file and rename: one change, one build.
    preview.site.write("content/.a.md.swp", page("换名"));
    fs::rename(preview.site.root().join("content/.a.md.swp"), preview.site.root().join("content/a.md"))
        .expect("a rename");
    preview.until("the renamed file shows", || preview.get("/a/").contains("换名"));
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(preview.builds(), before + 1, "{}", preview.talk());
}

#[test]
fn a_thousand_files_at_once_are_one_or_two_builds() {
    let preview = Preview::start(site(), &[]);
    preview.until("the page is there", || preview.get("/a/").contains("第一版"));
    let before = preview.builds();
    for section in 0..7 {
        preview.site.write(&format!("content/n{section}/_index.md"), "+++\ntitle = \"栏目\"\n+++\n");
    }
    for number in 0..1000 {
        preview.site.write(&format!("content/n{}/p{number}.md", number % 7), page("许多页"));
    }
    preview.until("the last page shows", || preview.get("/n5/p999/").contains("许多页"));
    std::thread::sleep(Duration::from_millis(800));
    let builds = preview.builds() - before;
    assert!((1..=2).contains(&builds), "{builds} builds\n{}", preview.talk());
}

#[test]
fn folders_that_come_later_are_watched() {
    let preview = Preview::start(site(), &[]);
    preview.until("the page is there", || preview.get("/a/").contains("第一版"));
    preview.site.write("static/later.txt", "eins");
    preview.until("the new folder shows", || preview.get("/later.txt").ends_with("eins"));
    preview.site.write("static/later.txt", "zwei");
    preview.until("a change in it shows", || preview.get("/later.txt").ends_with("zwei"));
}

/// For network folders, where the system does not tell.
#[test]
fn files_are_looked_at_again_and_again() {
    let preview = Preview::start(site(), &["--poll", "100"]);
    preview.until("the page is there", || preview.get("/a/").contains("第一版"));
    std::thread::sleep(Duration::from_millis(1100));
    preview.site.write("content/a.md", page("第二版，字数不同"));
    preview.until("the edit shows", || preview.get("/a/").contains("第二版"));
    preview.site.write("content/neu.md", page("新的一页"));
    preview.until("a new page shows", || preview.get("/neu/").contains("新的一页"));
}

#[test]
fn phones_get_an_address_and_a_code() {
    let preview = Preview::start(site(), &["--lan"]);
    preview.until("the page is there", || preview.get("/a/").contains("第一版"));
    preview.until("the address is told", || preview.talk().contains("预览地址"));
    let talk = preview.talk();
    // A machine without a network has no address for others.
    if talk.contains("手机访问：http://") {
        assert!(!talk.contains("手机访问：http://127."), "{talk}");
        preview
            .until("the code is drawn", || preview.talk().contains('▀') && preview.talk().contains("连草稿也能看到"));
    }
}
