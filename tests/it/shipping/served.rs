//! What a real nginx makes of our settings. Skipped, loudly, where there is none.
#![allow(clippy::print_stderr)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::site;
use crate::fixture::AT;

struct Server {
    process: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.process.kill().is_ok();
        let _gone = self.process.wait().is_ok();
    }
}

/// An answer: its status, its headers in small letters, its body.
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        let first = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} twice: {:?}", self.headers);
        first
    }
}

impl Server {
    /// nginx on a free port, with our settings; nothing where it is not installed.
    fn start(root: &Path) -> Option<Server> {
        // People other than root have no /usr/sbin in their path.
        let works = |name: &&str| {
            let version = Command::new(name).arg("-v").stderr(Stdio::null()).status();
            version.is_ok_and(|status| status.success())
        };
        let Some(nginx) = ["nginx", "/usr/sbin/nginx"].into_iter().find(works) else {
            eprintln!("skipped: nginx is missing (tests/run installs it)");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let scratch = root.join("scratch");
        std::fs::create_dir_all(&scratch).expect("a folder");
        let (at, public) = (scratch.display(), root.join("public"));
        let snippet = root.join(".fanzha/deploy/web/nginx.conf");
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {at}/{name};\n"))
            .concat();
        let settings = format!(
            "daemon off; master_process off; pid {at}/pid; error_log {at}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}server {{ listen 127.0.0.1:{port}; root {}; include {}; }}\n}}\n",
            public.display(),
            snippet.display()
        );
        let file = scratch.join("main.conf");
        std::fs::write(&file, settings).expect("settings");
        let tested = Command::new(nginx).arg("-t").arg("-c").arg(&file).output().expect("nginx");
        assert!(tested.status.success(), "{}", String::from_utf8_lossy(&tested.stderr));
        let mut server = Command::new(nginx);
        server.arg("-c").arg(&file).stderr(Stdio::null());
        let server = Server { process: server.spawn().expect("nginx"), port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "nginx does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(server)
    }

    fn get(&self, path: &str, more: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{more}\r\n").expect("asked");
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).expect("a status");
        let status = line.split_whitespace().nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a header");
            match line.trim_end().split_once(": ") {
                Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.to_owned())),
                None => break,
            }
        }
        let mut body = Vec::new();
        reader.read_to_end(&mut body).expect("a body");
        Answer { status, headers, body }
    }
}

#[test]
fn nginx_says_what_the_manifest_says() {
    let site = site("[deploy.web]\nkind = \"nginx\"\n").file("static/_headers", "/*\n  X-Own: 1\n");
    let run = site.run(["build", "--at", AT, "--target", "web"]).ok();
    let Some(server) = Server::start(site.root()) else { return };
    let bytes = std::fs::read(site.root().join(".fanzha/manifest.json")).expect("a manifest");
    let manifest: fanzha::manifest::Manifest = serde_json::from_slice(&bytes).expect("JSON");
    let mut asked = 0;
    for file in manifest.files.iter().filter(|file| file.encoding.is_none() && !file.path.starts_with('_')) {
        let path = format!("/{}", file.path.strip_suffix("index.html").unwrap_or(&file.path));
        let path: String =
            path.bytes().map(|b| if b.is_ascii() { (b as char).to_string() } else { format!("%{b:02X}") }).collect();
        // Old addresses have rules of their own.
        if manifest.redirects.iter().any(|redirect| redirect.from == path) {
            continue;
        }
        let answer = server.get(&path, "");
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.body, run.out[&file.path], "{path}");
        assert_eq!(answer.header("content-type"), Some(file.content_type.as_str()), "{path}");
        assert_eq!(answer.header("cache-control"), Some(file.cache.header()), "{path}");
        for (name, value) in [
            ("content-security-policy", "default-src 'self'"),
            ("strict-transport-security", "max-age=31536000"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("permissions-policy", "camera=()"),
        ] {
            assert!(answer.header(name).is_some_and(|said| said.contains(value)), "{path}: {name}");
        }
        asked += 1;
    }
    assert!(asked > 10, "{asked}");
    // Compressed ahead, and told apart by caches.
    let zipped = server.get("/n/a/", "Accept-Encoding: gzip\r\n");
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    assert_eq!(zipped.header("vary"), Some("Accept-Encoding"));
    assert_eq!(zipped.body, run.out["n/a/index.html.gz"]);
    assert_eq!(zipped.header("content-type"), Some("text/html; charset=utf-8"));
    for (old, new) in [("/old/", "/n/a/"), ("/%E6%97%A7/", "/n/a/")] {
        let moved = server.get(old, "");
        assert_eq!((moved.status, moved.header("location")), (301, Some(new)), "{old}");
        assert_eq!(moved.header("x-content-type-options"), Some("nosniff"), "{old}");
    }
    let lost = server.get("/nowhere/", "");
    assert_eq!((lost.status, &lost.body), (404, &run.out["404.html"]));
    assert_eq!(lost.header("content-type"), Some("text/html; charset=utf-8"));
    // What is meant for other hosts is nobody's business.
    assert_eq!(server.get("/_headers", "").status, 404);
    let folder = server.get("/n", "");
    assert_eq!((folder.status, folder.header("location")), (301, Some("/n/")));
}
