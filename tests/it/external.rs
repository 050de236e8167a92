//! `check --external`: what other sites say of links, asked politely and remembered.
#![cfg(feature = "store")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::fixture::{AT, Run, SiteTest, expect_file, page, page_with, tests_folder};

/// A site that notes what it was asked, such as `HEAD /a`, with all that was sent.
struct Other {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Other {
    fn new(answer: impl Fn(&str, usize) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (answer, noted) = (Arc::new(answer), asked.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, noted) = (answer.clone(), noted.clone());
                thread::spawn(move || talk(stream, &*answer, &noted));
            }
        });
        Other { port, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn asked(&self) -> Vec<String> {
        let whole = self.asked.lock().expect("what was asked");
        let mut lines: Vec<String> =
            whole.iter().map(|head| head.split(" HTTP").next().unwrap_or_default().to_owned()).collect();
        lines.sort();
        lines
    }
}

fn talk(mut stream: TcpStream, answer: &dyn Fn(&str, usize) -> String, noted: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return,
            Ok(count) => head.extend_from_slice(&piece[..count]),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let line = head.split(" HTTP").next().unwrap_or_default().to_owned();
    let times = {
        let mut noted = noted.lock().expect("what was asked");
        noted.push(head);
        noted.iter().filter(|head| head.starts_with(&format!("{line} "))).count()
    };
    let said = answer(&line, times);
    if said.is_empty() {
        // Keeps silent until the other side leaves.
        while matches!(stream.read(&mut piece), Ok(count) if count > 0) {}
        return;
    }
    let text = format!("HTTP/1.1 {said}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let _client_may_have_left = stream.write_all(text.as_bytes()).is_ok();
}

/// A site whose page links to these addresses, each in a paragraph.
fn site(links: &[String]) -> SiteTest {
    let body: Vec<String> = links.iter().map(|url| format!("[网页]({url})")).collect();
    SiteTest::new()
        .config("[links]\nallowed_hosts = [\"127.0.0.1\", \"gone.invalid\"]\n")
        .file("content/a.md", page(&body.join("\n\n")))
}

fn ask(site: &SiteTest, more: &[&str]) -> Run {
    let base = ["check", "--at", AT, "--external", "--allow-private", "--timeout", "1", "--format", "short"];
    site.run(base.iter().chain(more))
}

#[test]
fn only_what_sites_say_is_gone_is_dead() {
    let other = Other::new(|line, times| {
        let said = match line {
            "HEAD /fine" | "GET /only-get" | "GET /head-says-gone" => "200 OK",
            "HEAD /only-get" => "405 Method Not Allowed",
            "HEAD /head-says-gone" | "HEAD /gone" | "GET /gone" => "404 Not Found",
            "HEAD /gone-for-good" | "GET /gone-for-good" => "410 Gone",
            "HEAD /moved" => "301 Moved Permanently\r\nLocation: /fine",
            "HEAD /away" => "302 Found\r\nLocation: https://casino.example/",
            "HEAD /round" | "GET /round" => "302 Found\r\nLocation: /round",
            "HEAD /private" | "GET /private" => "401 Unauthorized",
            "HEAD /forbidden" | "GET /forbidden" => "403 Forbidden",
            "HEAD /busy" | "GET /busy" if times < 2 => "429 Too Many Requests\r\nRetry-After: 0",
            "HEAD /busy" => "200 OK",
            "HEAD /broken" | "GET /broken" => "503 Service Unavailable\r\nRetry-After: 0",
            _ => "500 Oops",
        };
        said.to_owned()
    });
    let names = [
        "fine",
        "only-get",
        "head-says-gone",
        "gone",
        "gone-for-good",
        "moved",
        "away",
        "round",
        "private",
        "forbidden",
        "busy",
        "broken",
    ];
    let mut links: Vec<String> = names.iter().map(|name| other.url(&format!("/{name}"))).collect();
    links.push(other.url("/fine#part"));
    let site = site(&links);
    let run = ask(&site, &[]).fails(7);
    let told = |name: &str| {
        let url = other.url(&format!("/{name}"));
        run.stderr
            .lines()
            .find(|line| line.contains(&format!("{url} ")) || line.contains(&format!("{url} 是")))
            .map(str::to_owned)
    };
    for name in ["fine", "only-get", "head-says-gone", "moved", "busy"] {
        assert_eq!(told(name), None, "{}", run.stderr);
    }
    for (name, word) in [("gone", "404"), ("gone-for-good", "410")] {
        let line = told(name).unwrap_or_default();
        assert!(line.contains("错误[external/dead]") && line.contains(word), "{name}: {line}\n{}", run.stderr);
        let at = names.iter().position(|known| *known == name).expect("a name") * 2 + 6;
        assert!(line.starts_with(&format!("content/a.md:{at}:6:")), "where the link stands: {line}");
    }
    for (name, word) in
        [("private", "401"), ("forbidden", "403"), ("broken", "503"), ("away", "casino.example"), ("round", "没有尽头")]
    {
        let line = told(name).unwrap_or_default();
        assert!(line.contains("说明[external/unknown]") && line.contains(word), "{name}: {line}\n{}", run.stderr);
    }
    let asked = other.asked();
    assert_eq!(
        asked.iter().filter(|line| *line == "HEAD /fine").count(),
        2,
        "once for itself, once for /moved: {asked:?}"
    );
    assert_eq!(asked.iter().filter(|line| *line == "GET /broken").count(), 3, "tried three times");
    assert_eq!(asked.iter().filter(|line| *line == "GET /forbidden").count(), 1, "a refusal is an answer");
    let heads = other.asked.lock().expect("what was asked").join("\n").to_lowercase();
    assert!(
        !heads.contains("referer") && !heads.contains("cookie") && heads.contains("user-agent: fanzha/"),
        "{heads}"
    );
}

#[test]
fn answers_are_remembered() {
    let other = Other::new(|line, _| if line.ends_with("/gone") { "404 Not Found" } else { "200 OK" }.to_owned());
    let site = site(&[other.url("/fine"), other.url("/gone")]);
    ask(&site, &[]).fails(7);
    let first = other.asked();
    assert_eq!(first, ["GET /gone", "HEAD /fine", "HEAD /gone"]);
    assert!(ask(&site, &[]).fails(7).stderr.contains("external/dead"), "what is remembered is told again");
    assert_eq!(other.asked(), first, "nobody is asked again");
    ask(&site, &["--refresh"]).fails(7);
    assert_eq!(other.asked().len(), 2 * first.len());
    // A damaged record is an empty one.
    site.write(".fanzha/external.json", "{");
    ask(&site, &[]).fails(7);
    assert_eq!(other.asked().len(), 3 * first.len());
}

#[test]
fn nobody_is_asked_unless_somebody_wants_it() {
    let other = Other::new(|_, _| "404 Not Found".to_owned());
    let site = site(&[other.url("/gone")]);
    site.run(["check", "--at", AT]).ok();
    site.build().ok();
    assert_eq!(other.asked(), [""; 0]);
    // Without --allow-private a machine of the own network is left alone.
    let run = site.run(["check", "--at", AT, "--external"]).ok();
    assert!(run.stderr.contains("在内部网络里"), "{}", run.stderr);
    assert_eq!(other.asked(), [""; 0]);
    assert!(!site.root().join(".fanzha/external.json").exists() || !run.stderr.contains("external/dead"));
    // Hosts that a setting leaves out, and pages that are not shown.
    let skipping = site
        .config("[links]\nallowed_hosts = [\"127.0.0.1\"]\n[check]\nexternal_skip = [\"127.0.0.1\"]\n")
        .file("content/b.md", page_with("draft = true\n", &format!("[草稿]({})", other.url("/draft"))));
    ask(&skipping, &[]).ok();
    assert_eq!(other.asked(), [""; 0]);
}

#[test]
fn who_keeps_silent_is_unknown_and_no_network_is_its_own_error() {
    let other = Other::new(|line, _| if line.ends_with("/fine") { "200 OK".to_owned() } else { String::new() });
    let site = site(&[other.url("/fine"), other.url("/silent")]);
    let run = ask(&site, &[]).ok();
    assert!(run.stderr.contains("没有在限定时间内回应"), "{}", run.stderr);
    // A port where nobody listens.
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port").port();
    let alone = self::site(&[format!("http://127.0.0.1:{closed}/a")]);
    let run = ask(&alone, &[]).fails(5);
    assert!(run.stderr.contains("media/network"), "{}", run.stderr);
}

#[test]
fn a_setting_makes_dead_links_warnings() {
    let other = Other::new(|_, _| "404 Not Found".to_owned());
    let config = "[links]\nallowed_hosts = [\"127.0.0.1\"]\n[check]\nlevel = { \"external/dead\" = \"warning\" }\n";
    let run = ask(&site(&[other.url("/gone")]).config(config), &[]).ok();
    assert!(run.stderr.contains("警告[external/dead]"), "{}", run.stderr);
}

#[test]
fn messages_in_both_languages() {
    let other = Other::new(|line, _| {
        let said = match line.rsplit('/').next() {
            Some("gone") => "404 Not Found",
            Some("shy") => "403 Forbidden",
            _ => "200 OK",
        };
        said.to_owned()
    });
    let site = site(&[other.url("/gone"), other.url("/shy"), other.url("/fine")]);
    for lang in ["zh", "en"] {
        let run = site
            .run(["check", "--at", AT, "--external", "--allow-private", "--lang", lang, "--color", "never"])
            .fails(7);
        let port = other.port.to_string();
        // The port differs from run to run, and with it the width of what is underlined.
        let text: String = run
            .stderr
            .lines()
            .filter(|line| !line.trim_start_matches([' ', '|']).starts_with('^') && !line.contains("[网页]"))
            .map(|line| format!("{}\n", line.replace(&port, "PORT")))
            .collect();
        expect_file(&tests_folder(&format!("it/errors/external.{lang}.txt")), &text);
    }
}
