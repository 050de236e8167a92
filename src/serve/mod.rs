//! `serve`: the same engine, watched. The last good site stays up while a mistake is mended,
//! and the mistake shows in the page.
#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock, mpsc};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode, Uri, header};
use notify_debouncer_full::notify::{EventKind, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use tokio::sync::broadcast;

use crate::build::{self, Built, Project};
use crate::cache::Cache;
use crate::diag::print::{self, Format, Printing};
use crate::diag::{Lang, Severity};
use crate::emit::{Outputs, Supply};
use crate::hosting::media_type;
use crate::media::Variants;
use crate::path::{OutputPath, UrlPath};
use crate::source::Sources;
use crate::store::Pack;
use crate::text::escape_html;

/// Where to listen.
pub struct Options {
    /// Address.
    pub interface: String,
    /// Port.
    pub port: u16,
    /// What pages are told their address is; by default the one listened on.
    pub base_url: Option<String>,
    /// Language of the overlay.
    pub lang: Lang,
}

/// What happened, for whoever talks to the user.
pub enum Event<'a> {
    /// The site is at this address.
    Listening(&'a str),
    /// A build ended.
    Built(&'a Built, Duration),
}

/// The last good site, and what is wrong with the newest.
#[derive(Default)]
struct Served {
    outputs: Arc<Outputs>,
    pack: Option<Arc<Pack>>,
    variants: Option<Arc<Variants>>,
    sources: Sources,
    overlay: String,
    base_path: String,
    feeds: Vec<String>,
    style: Option<String>,
}

#[derive(Clone)]
struct Shared {
    served: Arc<RwLock<Served>>,
    news: broadcast::Sender<String>,
    lang: Lang,
}

const SCRIPT: &str = include_str!("reload.js");
const EVENTS: &str = "/__fanzha/events";

/// Serves until the process ends.
pub fn run(mut project: Project, options: &Options, listener: &mut dyn FnMut(Event<'_>)) -> io::Result<()> {
    let address: IpAddr = options.interface.parse().map_err(io::Error::other)?;
    let socket = SocketAddr::new(address, options.port);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let tcp = runtime.block_on(tokio::net::TcpListener::bind(socket))?;
    let port = tcp.local_addr()?.port();
    let shown = if address.is_unspecified() { lan_address().unwrap_or(address) } else { address };
    let url = options.base_url.clone().unwrap_or_else(|| format!("http://{}", SocketAddr::new(shown, port)));
    project.overrides.base_url = Some(url.clone());
    let (news, _) = broadcast::channel(16);
    let shared = Shared { served: Arc::default(), news, lang: options.lang };
    // Watching begins before the first build, so that no edit falls in between.
    let (sender, changes) = mpsc::channel();
    let mut watcher = new_debouncer(Duration::from_millis(60), None, move |result: DebounceEventResult| {
        let Ok(events) = result else { return };
        let paths: BTreeSet<PathBuf> = events
            .into_iter()
            .filter(|event| !matches!(event.kind, EventKind::Access(_)))
            .flat_map(|event| event.event.paths)
            .collect();
        let _receiver_gone = sender.send(paths).is_err();
    })
    .map_err(io::Error::other)?;
    watcher.watch(&project.root, RecursiveMode::Recursive).map_err(io::Error::other)?;
    // A preview has an address of its own, so nearly every page differs from the published one.
    let mut cache = Cache::open(&project.root.join(build::STATE).join("serve"), &build::variants(&project));
    rebuild(&mut project, &shared, &mut cache, &BTreeSet::new(), listener);
    listener(Event::Listening(&url));
    let app = Router::new()
        .route(EVENTS, axum::routing::get(events))
        .fallback(axum::routing::get(page))
        .with_state(shared.clone());
    runtime.spawn(async move { axum::serve(tcp, app).await });
    let output = std::fs::canonicalize(project.root.join("public")).ok();
    while let Ok(mut paths) = changes.recv() {
        while let Ok(more) = changes.try_recv() {
            paths.extend(more);
        }
        paths.retain(|path| matters(path, &project.root, output.as_deref()));
        if !paths.is_empty() {
            rebuild(&mut project, &shared, &mut cache, &paths, listener);
        }
    }
    Ok(())
}

/// Whether a change can change the site.
fn matters(path: &Path, root: &Path, output: Option<&Path>) -> bool {
    if output.is_some_and(|output| path.starts_with(output)) {
        return false;
    }
    let root = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    let below = path.strip_prefix(&root).unwrap_or(path);
    let mut parts = below.components().map(|part| part.as_os_str().to_string_lossy());
    let Some(first) = parts.next() else { return false };
    let known = ["content", "data", "fonts", "media", "themes", "templates", "static", "i18n"].contains(&&*first)
        || first.ends_with(".toml");
    let name = below.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let noise = name.starts_with('.')
        || name.ends_with('~')
        || name.ends_with(".tmp")
        || name.ends_with(".swp")
        || name == "4913";
    known && !noise && !below.starts_with("target")
}

fn rebuild(
    project: &mut Project,
    shared: &Shared,
    cache: &mut Cache,
    changed: &BTreeSet<PathBuf>,
    listener: &mut dyn FnMut(Event<'_>),
) {
    let begun = Instant::now();
    project.read_at = build::now();
    let mut built = build::build(project, cache, &mut |_| {});
    listener(Event::Built(&built, begun.elapsed()));
    let overlay = overlay(&built, shared.lang);
    let failed = built.report.has_errors();
    let only_styles = !failed
        && !changed.is_empty()
        && changed.iter().all(|path| path.extension().is_some_and(|extension| extension == "css"));
    let style = style_of(&built.outputs);
    let message = {
        let Ok(mut served) = shared.served.write() else { return };
        let had_overlay = !served.overlay.is_empty();
        served.overlay = overlay;
        if !failed {
            served.outputs = std::mem::take(&mut built.outputs);
            served.pack = Some(built.pack.clone());
            served.variants = Some(built.variants.clone());
            served.sources = std::mem::take(&mut built.sources);
            served.base_path = built.config.base_path.clone();
            served.feeds = built.config.feed_filenames.clone();
            served.style = style.clone();
        }
        match style {
            Some(style) if only_styles && !had_overlay => format!("css {}{style}", built.config.base_path),
            _ => "reload".to_owned(),
        }
    };
    let _nobody_listens = shared.news.send(message).is_err();
    let _optional = cache.save(built.config.limits.cache_bytes).is_ok();
}

fn style_of(outputs: &Outputs) -> Option<String> {
    outputs
        .files
        .keys()
        .map(OutputPath::as_str)
        .find(|path| path.starts_with("assets/main.") && path.ends_with(".css"))
        .map(|path| format!("/{path}"))
}

/// The report as HTML, if it has errors.
fn overlay(built: &Built, lang: Lang) -> String {
    if !built.report.has_errors() {
        return String::new();
    }
    let findings: Vec<_> =
        built.report.sorted().into_iter().filter(|finding| finding.severity == Severity::Error).collect();
    let printing = Printing { lang, color: false, texts: &built.sources };
    let mut bytes = Vec::new();
    let _in_memory = print::print(Format::Human, &mut bytes, &findings, &printing).is_ok();
    let text = escape_html(&String::from_utf8_lossy(&bytes));
    let count = findings.len();
    let heading = match lang {
        Lang::Zh => format!("有 {count} 个错误，下面显示的是上一次成功的网站"),
        Lang::En => format!("{count} errors; below is the last good site"),
    };
    format!(
        "<div id=\"fanzha-overlay\" role=\"alert\" style=\"position:fixed;top:0;left:0;right:0;max-height:70vh;overflow:auto;z-index:99999;background:#1d1f21;color:#f8f8f2;padding:1rem;font:14px/1.5 ui-monospace,Menlo,Consolas,monospace;border-bottom:4px solid #e5534b\">\
         <strong style=\"font-size:16px\">{heading}</strong><pre style=\"white-space:pre-wrap;margin:.75rem 0 0\">{text}</pre></div>"
    )
}

fn lan_address() -> Option<IpAddr> {
    // No packet is sent: connecting a UDP socket only chooses the outgoing interface.
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip())
}

async fn events(State(shared): State<Shared>) -> Response<Body> {
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
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

async fn page(State(shared): State<Shared>, uri: Uri, headers: HeaderMap) -> Response<Body> {
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
        let html = with_script(
            "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>fanzha</title></head><body></body></html>",
            &served.overlay,
        );
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
        let html = with_script(&String::from_utf8_lossy(&bytes), &served.overlay);
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
        response.headers_mut().insert(header::ACCEPT_RANGES, header::HeaderValue::from_static("bytes"));
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

fn with_script(html: &str, overlay: &str) -> String {
    let added = format!("{overlay}<script>{SCRIPT}</script>");
    match html.rfind("</body>") {
        Some(at) => format!("{}{added}{}", &html[..at], &html[at..]),
        None => format!("{html}{added}"),
    }
}
