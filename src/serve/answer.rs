//! What browsers are answered.

use std::convert::Infallible;
use std::net::IpAddr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use axum::middleware::Next;
use tokio::sync::broadcast;

use super::{Shared, desk};
use crate::emit::Supply;
use crate::hosting::media_type;
use crate::path::{OutputPath, UrlPath};

/// A page for the bar where the site has none.
const NOTHING: &str = "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>fanzha</title></head><body></body></html>";

/// Lets only those in who asked for this machine by a number, as `localhost` or by the name in
/// `base_url`. A page of another site could otherwise have its own name lead here, and read drafts.
pub async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response<Body> {
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    if host.is_none_or(|host| is_ours(host, &shared.host)) {
        return next.run(request).await;
    }
    respond(StatusCode::MISDIRECTED_REQUEST, "text/plain; charset=utf-8", "not this host\n".into())
}

/// Whether a `Host` means this server.
fn is_ours(host: &str, own: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.parse::<IpAddr>().is_ok()
        || name == "localhost"
        || name.ends_with(".localhost")
        || name.eq_ignore_ascii_case(own)
}

/// What the bar of a page shows.
pub async fn of_page(State(shared): State<Shared>, uri: Uri) -> Response<Body> {
    let path =
        uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("path="))).unwrap_or("/");
    let json = match shared.served.read() {
        Ok(served) => desk::of_page(&served, &crate::path::decode(path), shared.lang),
        Err(_) => return respond(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", Body::empty()),
    };
    respond(StatusCode::OK, "application/json", json.to_string().into())
}

/// A file of the preview's own.
pub async fn own(uri: Uri) -> Response<Body> {
    match uri.path() {
        desk::SCRIPT => respond(StatusCode::OK, "text/javascript; charset=utf-8", include_str!("desk.js").into()),
        _ => respond(StatusCode::OK, "text/css; charset=utf-8", include_str!("desk.css").into()),
    }
}

/// The news of builds.
pub async fn events(State(shared): State<Shared>) -> Response<Body> {
    let mut receiver = shared.news.subscribe();
    let (sender, body) = tokio::sync::mpsc::channel::<String>(8);
    tokio::spawn(async move {
        if sender.send(": hello\n\n".to_owned()).await.is_err() {
            return;
        }
        loop {
            let line = match tokio::time::timeout(Duration::from_secs(15), receiver.recv()).await {
                Ok(Ok(message)) => format!("data: {message}\n\n"),
                Ok(Err(broadcast::error::RecvError::Lagged(_))) => "data: reload\n\n".to_owned(),
                Ok(Err(broadcast::error::RecvError::Closed)) => return,
                Err(_) => ": still here\n\n".to_owned(),
            };
            if sender.send(line).await.is_err() {
                return;
            }
        }
    });
    respond(StatusCode::OK, "text/event-stream", Body::new(Lines(body)))
}

/// The lines of a channel as a body.
struct Lines(tokio::sync::mpsc::Receiver<String>);

impl axum::body::HttpBody for Lines {
    type Data = axum::body::Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Infallible>>> {
        self.0.poll_recv(context).map(|line| line.map(|line| Ok(http_body::Frame::data(line.into()))))
    }
}

fn respond(status: StatusCode, kind: &str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Ok(kind) = kind.parse() {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A file of the site, pages with the bar.
pub async fn page(State(shared): State<Shared>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let Ok(served) = shared.served.read() else {
        return respond(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", Body::empty());
    };
    let path = uri.path().strip_prefix(&*served.base_path).unwrap_or(uri.path());
    let plain = crate::path::decode(path);
    let output = UrlPath::from_plain(&plain).output();
    let mut found = served.outputs.files.get_key_value(&output);
    if found.is_none() {
        // Hosts redirect `/x` to `/x/`; so does the preview.
        let slashed = UrlPath::from_plain(&format!("{plain}/")).output();
        if served.outputs.files.contains_key(&slashed) {
            let mut response = respond(StatusCode::TEMPORARY_REDIRECT, "text/plain", Body::empty());
            if let Ok(to) = format!("{}/", uri.path()).parse() {
                response.headers_mut().insert(header::LOCATION, to);
            }
            return response;
        }
    }
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    if found.is_none() {
        found = served.outputs.files.get_key_value(&OutputPath::new("404.html"));
    }
    let Some((output, content)) = found else {
        let html = desk::with_bar(NOTHING, &served.overlay, shared.lang);
        return respond(StatusCode::NOT_FOUND, "text/html; charset=utf-8", html.into());
    };
    let kind = media_type(output.as_str(), &served.feeds);
    let (Some(pack), Some(variants)) = (&served.pack, &served.variants) else {
        return respond(StatusCode::NOT_FOUND, "text/plain", Body::empty());
    };
    let bytes = match (Supply { sources: &served.sources, pack, variants }).bytes(content) {
        Ok(bytes) => bytes,
        Err(_) => return respond(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", Body::empty()),
    };
    if kind.starts_with("text/html") {
        let html = desk::with_bar(&String::from_utf8_lossy(&bytes), &served.overlay, shared.lang);
        return respond(status, kind, html.into());
    }
    partial(bytes, kind, status, &headers)
}

/// Answers a `Range`, without which phones do not play video.
fn partial(bytes: Vec<u8>, kind: &str, status: StatusCode, headers: &HeaderMap) -> Response<Body> {
    let total = bytes.len();
    let wanted = headers.get(header::RANGE).and_then(|value| value.to_str().ok()).and_then(|value| {
        let (start, end) = value.strip_prefix("bytes=")?.split_once('-')?;
        let last = total.saturating_sub(1);
        Some(match (start.parse::<usize>().ok(), end.parse::<usize>().ok()) {
            (Some(start), Some(end)) => (start, end.min(last)),
            (Some(start), None) => (start, last),
            (None, Some(length)) => (total.saturating_sub(length), last),
            (None, None) => return None,
        })
    });
    let Some((start, end)) = wanted else {
        let mut response = respond(status, kind, bytes.into());
        response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        return response;
    };
    if start > end || start >= total {
        return respond(StatusCode::RANGE_NOT_SATISFIABLE, kind, Body::empty());
    }
    let mut response = respond(StatusCode::PARTIAL_CONTENT, kind, bytes[start..=end].to_vec().into());
    if let Ok(value) = format!("bytes {start}-{end}/{total}").parse() {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for host in
            ["localhost:1111", "127.0.0.1:1111", "192.168.1.7", "[::1]:1111", "a.localhost", "Preview.example.cn:80"]
        {
            assert!(is_ours(host, "preview.example.cn"), "{host}");
        }
        for host in ["evil.example:1111", "localhost.evil.example", "127.0.0.1.evil.example", ""] {
            assert!(!is_ours(host, "preview.example.cn"), "{host}");
        }
    }
}
