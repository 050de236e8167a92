//! A second opinion: a server that somebody else wrote.
//!
//! `pip install 'moto[s3,server]'`, `moto_server -p 5000`, then
//! `FANZHA_MOTO=127.0.0.1:5000 cargo test --test it deploy::second`.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::desk::{built, run, site_with, write_article, write_frame};

/// Asks the server; gives head and body.
fn ask(server: &str, method: &str, path: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(server).expect("the server listens");
    // Moto looks whether a request is signed, not how.
    let signed = "AWS4-HMAC-SHA256 Credential=x/20260601/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x";
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: {server}\r\nAuthorization: {signed}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        .expect("the server hears");
    let mut all = Vec::new();
    stream.read_to_end(&mut all).expect("an answer");
    let end = all.windows(4).position(|end| end == b"\r\n\r\n").expect("a head");
    (String::from_utf8_lossy(&all[..end]).into_owned(), all[end + 4..].to_vec())
}

#[test]
fn another_server_agrees() {
    let Ok(server) = std::env::var("FANZHA_MOTO") else { return };
    let bucket = format!("second-{}", std::process::id());
    let made = ask(&server, "PUT", &format!("/{bucket}")).0;
    assert!(made.starts_with("HTTP/1.1 200"), "{made}");
    let site = site_with(&format!(
        "[deploy.prod]\nkind = \"s3\"\nbucket = \"{bucket}\"\nregion = \"us-east-1\"\nendpoint = \"http://{server}\"\nroot = \"below/中文 名\"\n"
    ));
    let holds_site = || {
        for (path, bytes) in built(&site) {
            let key = fanzha::path::encode(&format!("below/中文 名/{path}"));
            let (head, there) = ask(&server, "GET", &format!("/{bucket}/{key}"));
            assert!(there == bytes, "{path}: {head}");
            let head = head.to_ascii_lowercase();
            if path.ends_with(".html") {
                assert!(head.contains("content-type: text/html; charset=utf-8"), "{path}: {head}");
                assert!(head.contains("cache-control: public, max-age=300, no-transform"), "{path}: {head}");
            }
        }
    };
    run(&site, &[]).ok();
    holds_site();
    let first = built(&site);
    write_frame(&site, 1);
    write_article(&site, 1, 1);
    site.remove("content/articles/a2.md");
    run(&site, &[]).ok();
    holds_site();
    let gone =
        ask(&server, "GET", &format!("/{bucket}/{}", fanzha::path::encode("below/中文 名/articles/a2/index.html"))).0;
    assert!(gone.starts_with("HTTP/1.1 404"), "{gone}");
    run(&site, &["--rollback"]).ok();
    for (path, bytes) in first {
        let key = fanzha::path::encode(&format!("below/中文 名/{path}"));
        let (head, there) = ask(&server, "GET", &format!("/{bucket}/{key}"));
        assert!(there == bytes, "{path}: {head}");
        assert!(
            !path.ends_with(".html") || head.to_ascii_lowercase().contains("content-type: text/html"),
            "{path}: {head}"
        );
    }
    run(&site, &["--adopt"]).ok();
    holds_site();
}
