//! What real servers, nginx and Caddy, make of our settings. Skipped, loudly, where there are none.
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

/// A program of these names that runs; said loudly where there is none.
fn program(names: &[&'static str], version: &str) -> Option<&'static str> {
    let works = |name: &&&'static str| {
        let asked = Command::new(name).arg(version).stdout(Stdio::null()).stderr(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    };
    let found = names.iter().find(works).copied();
    if found.is_none() {
        eprintln!("skipped: {} is missing", names[0]);
    }
    found
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

impl Server {
    /// nginx with our settings.
    fn nginx(root: &Path) -> Option<Server> {
        // People other than root have no /usr/sbin in their path.
        let nginx = program(&["nginx", "/usr/sbin/nginx"], "-v")?;
        let (port, scratch) = (free_port(), root.join("scratch"));
        std::fs::create_dir_all(&scratch).expect("a folder");
        let at = scratch.display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {at}/{name};\n"))
            .concat();
        let settings = format!(
            "daemon off; master_process off; pid {at}/pid; error_log {at}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}server {{ listen 127.0.0.1:{port}; root {}; include {}; }}\n}}\n",
            root.join("public").display(),
            root.join(".fanzha/deploy/web/nginx.conf").display()
        );
        let file = scratch.join("main.conf");
        std::fs::write(&file, settings).expect("settings");
        let tested = Command::new(nginx).arg("-t").arg("-c").arg(&file).output().expect("nginx");
        assert!(tested.status.success(), "{}", String::from_utf8_lossy(&tested.stderr));
        let mut server = Command::new(nginx);
        server.arg("-c").arg(&file);
        Some(Server::wait(server, port))
    }

    /// Caddy with our settings.
    fn caddy(root: &Path) -> Option<Server> {
        let caddy = program(&["caddy"], "version")?;
        let port = free_port();
        let settings = format!(
            "{{\n admin off\n auto_https off\n persist_config off\n}}\nhttp://127.0.0.1:{port} {{\n root * {}\n import {}\n}}\n",
            root.join("public").display(),
            root.join(".fanzha/deploy/caddy/Caddyfile").display()
        );
        let file = root.join("Caddyfile");
        std::fs::write(&file, settings).expect("settings");
        let mut server = Command::new(caddy);
        server.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file).env("HOME", root);
        Some(Server::wait(server, port))
    }

    fn wait(mut server: Command, port: u16) -> Server {
        let process = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a server");
        let server = Server { process, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "the server does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    fn get(&self, path: &str, more: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        let host = format!("127.0.0.1:{}", self.port);
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n").expect("asked");
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
    says_what_the_manifest_says("web", Server::nginx);
}

#[test]
fn caddy_says_what_the_manifest_says() {
    says_what_the_manifest_says("caddy", Server::caddy);
}

#[track_caller]
fn says_what_the_manifest_says(target: &str, start: impl Fn(&Path) -> Option<Server>) {
    let site = site("[deploy.web]\nkind = \"nginx\"\n[deploy.caddy]\nkind = \"caddy\"\n")
        .file("static/_headers", "/*\n  X-Own: 1\n");
    let run = site.run(["build", "--at", AT, "--target", target]).ok();
    let Some(server) = start(site.root()) else { return };
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
        assert_eq!(answer.header("cache-control"), Some(&*file.cache.header()), "{path}");
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
    assert!([301, 308].contains(&folder.status), "{}", folder.status);
    assert_eq!(folder.header("location"), Some("/n/"));
}
