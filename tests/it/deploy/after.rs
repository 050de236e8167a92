//! After the commit: CDNs forget just what has changed, 百度 is told, published pages are compared.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

use super::desk::{deploy, run, site, write_article};
use super::server::Server;
use crate::fixture::{Run, SiteTest, Tree};

/// A service that hears requests and gives one answer.
struct Service {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Service {
    fn start(status: &'static str, answer: &'static str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let all = heard.clone();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut bytes = Vec::new();
                let mut piece = [0; 65536];
                loop {
                    let count = stream.read(&mut piece).unwrap_or(0);
                    bytes.extend_from_slice(&piece[..count]);
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let length = text
                        .to_ascii_lowercase()
                        .split("content-length: ")
                        .nth(1)
                        .and_then(|rest| rest.lines().next()?.parse::<usize>().ok());
                    let body = text.find("\r\n\r\n").map(|at| bytes.len() - at - 4);
                    if count == 0 || body.is_some_and(|body| body >= length.unwrap_or(0)) {
                        all.lock().expect("no panic").push(text);
                        break;
                    }
                }
                let length = answer.len();
                let _client_may_have_left = stream
                    .write_all(
                        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{answer}")
                            .as_bytes(),
                    )
                    .is_ok();
            }
        });
        Service { port, heard }
    }

    fn heard(&self) -> Vec<String> {
        std::mem::take(&mut self.heard.lock().expect("no panic"))
    }
}

/// A site that was deployed once, with more settings, and has changed since.
fn changed(server: &Server, more: &str) -> SiteTest {
    let site = site(server, more);
    run(&site, &["-q"]).ok();
    write_article(&site, 3, 1);
    site
}

fn run_with(site: &SiteTest, secrets: &[(&str, &str)]) -> Run {
    let mut command = deploy(site, &[]);
    command.envs(secrets.iter().copied());
    Run::of(command.output().expect("it runs"), Tree::new())
}

const PAGE: &str = "https://example.gov.cn/articles/a3/";

#[test]
fn cloudflare_forgets_what_has_changed() {
    let (server, service) = (Server::start(), Service::start("200 OK", r#"{"success":true,"errors":[]}"#));
    let port = service.port;
    let more = format!(
        "[deploy.prod.purge]\nkind = \"cloudflare\"\nzone = \"z0ne\"\nendpoint = \"http://127.0.0.1:{port}/client/v4\"\n"
    );
    let site = changed(&server, &more);
    assert!(service.heard().is_empty(), "without a token nothing is asked");
    run_with(&site, &[("CLOUDFLARE_API_TOKEN", "t0ken-of-the-zone")]).ok().says("told to forget");
    let heard = service.heard();
    assert_eq!(heard.len(), 1);
    assert!(heard[0].starts_with("POST /client/v4/zones/z0ne/purge_cache HTTP/1.1\r\n"), "{}", heard[0]);
    assert!(heard[0].contains("authorization: Bearer t0ken-of-the-zone"), "{}", heard[0]);
    let body: serde_json::Value =
        serde_json::from_str(heard[0].split("\r\n\r\n").nth(1).expect("a body")).expect("JSON");
    let files: Vec<&str> = body["files"].as_array().expect("files").iter().filter_map(|file| file.as_str()).collect();
    assert!(files.contains(&PAGE), "{files:?}");
    assert!(files.len() <= 4 && !files.iter().any(|file| file.contains("/a4/")), "{files:?}");
}

#[test]
fn many_addresses_go_in_portions() {
    let (server, service) = (Server::start(), Service::start("200 OK", r#"{"success":true}"#));
    let port = service.port;
    let more =
        format!("[deploy.prod.purge]\nkind = \"cloudflare\"\nzone = \"z\"\nendpoint = \"http://127.0.0.1:{port}\"\n");
    let site = site(&server, &more);
    (20..60).for_each(|number| write_article(&site, number, 0));
    run_with(&site, &[("CLOUDFLARE_API_TOKEN", "t0ken-of-the-zone")]).ok();
    let portions: Vec<usize> = service.heard().iter().map(|heard| heard.matches("https://").count()).collect();
    assert!(portions.len() >= 2 && portions[..portions.len() - 1].iter().all(|portion| *portion == 30), "{portions:?}");
}

#[test]
fn services_of_china_are_asked_with_signatures() {
    let server = Server::start();
    let cases = [
        (
            "aliyun",
            "{\"RefreshTaskId\":\"1\"}",
            "x-acs-action: RefreshObjectCaches",
            "ACS3-HMAC-SHA256 Credential=LTAI-test",
            "ObjectPath=https%3A%2F%2Fexample.gov.cn%2F",
        ),
        (
            "tencent-cdn",
            "{\"Response\":{\"TaskId\":\"1\"}}",
            "x-tc-action: PurgeUrlsCache",
            "/cdn/tc3_request",
            "\"Urls\":[\"https://example.gov.cn/",
        ),
        (
            "edgeone",
            "{\"Response\":{\"JobId\":\"1\"}}",
            "x-tc-action: CreatePurgeTask",
            "/teo/tc3_request",
            "\"ZoneId\":\"zone-1\"",
        ),
    ];
    let secrets = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI-test"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "planted-aliyun-secret"),
        ("TENCENTCLOUD_SECRET_ID", "AKID-test"),
        ("TENCENTCLOUD_SECRET_KEY", "planted-tencent-secret"),
    ];
    for (number, (kind, answer, action, signed, body)) in cases.into_iter().enumerate() {
        let service = Service::start("200 OK", answer);
        let port = service.port;
        let more = format!(
            "[deploy.prod.purge]\nkind = \"{kind}\"\nzone = \"zone-1\"\nendpoint = \"http://127.0.0.1:{port}\"\n"
        );
        let site = site(&server, &more);
        write_article(&site, 3, number + 1);
        run_with(&site, &secrets).ok().says("told to forget");
        let heard = service.heard();
        for part in [action, signed, body, "POST / HTTP/1.1"] {
            assert!(heard[0].contains(part), "{kind}: {part}\n{}", heard[0]);
        }
        assert!(!heard[0].contains("planted-"), "{kind}: a secret was sent");
    }
}

#[test]
fn a_cdn_that_refuses_is_a_warning_without_secrets() {
    let server = Server::start();
    let (broken, refusing) = (
        Service::start("403 Forbidden", "no entry for planted-webhook-token"),
        Service::start(
            "200 OK",
            r#"{"Response":{"Error":{"Code":"AuthFailure","Message":"bad key planted-tencent-secret"}}}"#,
        ),
    );
    let cases = [("webhook", broken.port), ("tencent-cdn", refusing.port), ("webhook", 9)];
    for (number, (kind, port)) in cases.into_iter().enumerate() {
        let more = format!("[deploy.prod.purge]\nkind = \"{kind}\"\nendpoint = \"http://127.0.0.1:{port}\"\n");
        let site = site(&server, &more);
        write_article(&site, 3, number + 1);
        let secrets = [
            ("FANZHA_WEBHOOK_TOKEN", "planted-webhook-token"),
            ("TENCENTCLOUD_SECRET_ID", "AKID-test"),
            ("TENCENTCLOUD_SECRET_KEY", "planted-tencent-secret"),
        ];
        let done = run_with(&site, &secrets).ok().says("warning[deploy/after]");
        assert!(!done.stderr.contains("planted-"), "{}", done.stderr);
        assert!(done.stderr.contains("done: prod is now"), "{}", done.stderr);
    }
}

#[test]
fn baidu_is_told_of_new_and_changed_pages() {
    let (server, service) = (Server::start(), Service::start("200 OK", r#"{"remain":100,"success":2}"#));
    let port = service.port;
    let more =
        format!("[deploy.prod.push]\nsite = \"https://example.gov.cn\"\nendpoint = \"http://127.0.0.1:{port}/urls\"\n");
    let site = changed(&server, &more);
    site.remove("content/articles/a4.md");
    service.heard();
    run_with(&site, &[("BAIDU_PUSH_TOKEN", "planted-push-token")]).ok().says("百度 took 2 of ");
    let heard = service.heard().remove(0);
    assert!(heard.starts_with("POST /urls?site=https%3A%2F%2Fexample.gov.cn&token=planted-push-token "), "{heard}");
    let lines: Vec<&str> = heard.split("\r\n\r\n").nth(1).expect("a body").lines().collect();
    assert!(
        lines.contains(&PAGE) && !lines.iter().any(|line| line.contains("a4") || line.ends_with(".xml")),
        "{lines:?}"
    );
    // A wrong token is a warning.
    let refusing = Service::start("401 Unauthorized", r#"{"error":401,"message":"token is not valid"}"#);
    let (old, new) = (service.port, refusing.port);
    let settings = std::fs::read_to_string(site.root().join("site.toml")).expect("settings");
    site.write("site.toml", settings.replace(&format!("127.0.0.1:{old}/urls"), &format!("127.0.0.1:{new}/urls")));
    write_article(&site, 3, 2);
    let warned = run_with(&site, &[("BAIDU_PUSH_TOKEN", "planted-push-token")]).ok().says("token is not valid");
    assert!(!warned.stderr.contains("planted-push-token"), "{}", warned.stderr);
}

#[test]
fn published_pages_are_compared() {
    let server = Server::start();
    let site = changed(&server, "");
    let url = format!("http://127.0.0.1:{}/site", server.port);
    run(&site, &["--verify", &url]).ok().says("all as uploaded");
    write_article(&site, 3, 2);
    let elsewhere = Service::start("200 OK", "<p>another site</p>");
    let wrong = run(&site, &["--verify", &format!("http://127.0.0.1:{}", elsewhere.port)]).fails(5);
    assert!(wrong.stderr.contains("deploy/verify") && wrong.stderr.contains("articles/a3/"), "{}", wrong.stderr);
    run(&site, &["--verify", "example"]).fails(2).says("is not a full URL");
}
