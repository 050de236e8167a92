//! Servers of a few lines, with and without TLS.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;

/// What a server says to the path of a request.
pub type Answer = dyn Fn(&str) -> Vec<u8> + Send + Sync;

/// An answer with a body and its length.
pub fn found(body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// An answer without a body.
pub fn status(line: &str, header: &str) -> Vec<u8> {
    format!("HTTP/1.1 {line}\r\n{header}Content-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
}

fn talk(mut stream: impl Read + Write, answer: &Answer) {
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return,
            Ok(count) => head.extend_from_slice(&piece[..count]),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default();
    let _client_may_have_left = stream.write_all(&answer(path)).and_then(|()| stream.flush()).is_ok();
}

fn listen(each: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let each = Arc::new(each);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let each = each.clone();
            thread::spawn(move || each(stream));
        }
    });
    port
}

/// Serves without TLS until the tests end. Returns the port.
pub fn plain(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> u16 {
    listen(move |stream| talk(stream, &answer))
}

/// Serves with TLS as `localhost`; who trusts the certificate at `trusted` believes it.
pub fn tls(trusted: &Path, answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> u16 {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    std::fs::write(trusted, made.cert.pem()).expect("a file");
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("protocols")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a server");
    let config = Arc::new(config);
    listen(move |stream| {
        let session = rustls::ServerConnection::new(config.clone()).expect("a session");
        let mut stream = rustls::StreamOwned::new(session, stream);
        talk(&mut stream, &answer);
        stream.conn.send_close_notify();
        let _client_may_have_left = stream.flush().is_ok();
    })
}

/// Takes connections and never says a word.
pub fn silent() -> u16 {
    listen(|stream| {
        let mut stream = stream;
        let mut piece = [0; 4096];
        while matches!(stream.read(&mut piece), Ok(count) if count > 0) {}
    })
}
