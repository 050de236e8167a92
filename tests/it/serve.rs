//! The preview: the last good site stays up, mistakes show in the page, styles change
//! without a reload.
#![cfg(feature = "serve")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

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
            .stderr(Stdio::null())
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
