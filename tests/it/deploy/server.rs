//! A bucket as S3 has them, in this process: strict about conditions, and as unreliable as is asked for.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime};

use md5::{Digest, Md5};

/// What the bucket's owner signs with.
pub const KEY_ID: &str = "AKIDBUCKETEXAMPLE";
/// … and its secret, which nothing may say.
pub const SECRET: &str = "planted/Secret+ThatNobodySays/0123456789";

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub bytes: Vec<u8>,
    pub content_type: String,
    pub cache_control: String,
    pub content_encoding: String,
    pub modified: SystemTime,
}

impl Object {
    fn tag(&self) -> String {
        let digits: String = Md5::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("\"{digits}\"")
    }

    /// What a reader gets.
    pub fn read(&self) -> Vec<u8> {
        unpacked(self.bytes.clone(), &self.content_encoding)
    }
}

/// What may go wrong with a request that changes or reads something for the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 500 instead of an answer.
    Broken,
    /// 503 with `SlowDown`.
    Throttled,
    /// The connection ends before anything is done.
    Cut,
    /// What was asked for is done, but the answer is lost.
    LostAnswer,
    /// The answer comes too late.
    Late,
}

const FAULTS: [Fault; 5] = [Fault::Broken, Fault::Throttled, Fault::Cut, Fault::LostAnswer, Fault::Late];

/// A request as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub method: String,
    pub key: String,
    pub by_owner: bool,
}

/// Decides what goes wrong with a request.
type Judge = dyn Fn(&Seen) -> Option<Fault> + Send + Sync;

/// The server.
pub struct Server {
    pub port: u16,
    inner: Arc<Inner>,
}

struct Inner {
    objects: Mutex<BTreeMap<String, Object>>,
    judge: Mutex<Arc<Judge>>,
    seen: Mutex<Vec<Seen>>,
    resolves: AtomicBool,
    forgets_codings: AtomicBool,
    faults: AtomicUsize,
    random: AtomicU64,
}

struct Request {
    method: String,
    key: String,
    query: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

struct Answer {
    status: &'static str,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Server {
    /// Starts an empty bucket named `site`.
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let inner = Arc::new(Inner {
            objects: Mutex::new(BTreeMap::new()),
            judge: Mutex::new(Arc::new(|_: &Seen| None)),
            seen: Mutex::new(Vec::new()),
            resolves: AtomicBool::new(true),
            forgets_codings: AtomicBool::new(false),
            faults: AtomicUsize::new(0),
            random: AtomicU64::new(0x9e37_79b9_7f4a_7c15),
        });
        let shared = inner.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let inner = shared.clone();
                thread::spawn(move || inner.talk(stream));
            }
        });
        Server { port, inner }
    }

    /// Lets some of the owner's requests fail.
    pub fn judge(&self, judge: impl Fn(&Seen) -> Option<Fault> + Send + Sync + 'static) {
        *self.inner.judge.lock().expect("no panic") = Arc::new(judge);
    }

    /// Lets so many of a thousand requests fail, in any way.
    pub fn unreliable(&self, permille: u64) {
        let inner = Arc::downgrade(&self.inner);
        self.judge(move |_| {
            let random = inner.upgrade()?.random();
            (random % 1000 < permille).then(|| FAULTS[(random >> 32) as usize % FAULTS.len()])
        });
    }

    /// Lets nothing fail.
    pub fn reliable(&self) {
        self.judge(|_| None);
    }

    /// Whether readers get the `index.html` in a folder at the address of the folder.
    pub fn resolve_folders(&self, resolves: bool) {
        self.inner.resolves.store(resolves, Ordering::Relaxed);
    }

    /// Whether what is written loses its `Content-Encoding`.
    pub fn forget_codings(&self, forgets: bool) {
        self.inner.forgets_codings.store(forgets, Ordering::Relaxed);
    }

    /// The objects whose keys begin so.
    pub fn objects(&self, prefix: &str) -> BTreeMap<String, Object> {
        let all = self.inner.objects.lock().expect("no panic");
        all.iter()
            .filter(|(key, _)| key.starts_with(prefix))
            .map(|(key, object)| (key.clone(), object.clone()))
            .collect()
    }

    /// The objects that are not the deploys' own.
    pub fn site(&self) -> BTreeMap<String, Object> {
        let mut all = self.objects("");
        all.retain(|key, _| !key.starts_with(".fanzha/"));
        all
    }

    /// Puts an object into the bucket.
    pub fn put(&self, key: &str, bytes: &[u8]) {
        let object = Object {
            bytes: bytes.to_vec(),
            content_type: "text/html".into(),
            cache_control: String::new(),
            content_encoding: String::new(),
            modified: SystemTime::now(),
        };
        self.inner.objects.lock().expect("no panic").insert(key.to_owned(), object);
    }

    /// Changes an object's bytes behind everybody's back.
    pub fn damage(&self, key: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let mut all = self.inner.objects.lock().expect("no panic");
        change(&mut all.get_mut(key).unwrap_or_else(|| panic!("no {key}")).bytes);
    }

    /// Removes an object behind everybody's back.
    pub fn lose(&self, key: &str) {
        self.inner.objects.lock().expect("no panic").remove(key).unwrap_or_else(|| panic!("no {key}"));
    }

    /// Makes an object older.
    pub fn age(&self, key: &str, by: Duration) {
        let mut all = self.inner.objects.lock().expect("no panic");
        all.get_mut(key).unwrap_or_else(|| panic!("no {key}")).modified -= by;
    }

    /// The owner's requests since the last call.
    pub fn seen(&self) -> Vec<Seen> {
        let all = std::mem::take(&mut *self.inner.seen.lock().expect("no panic"));
        all.into_iter().filter(|seen| seen.by_owner).collect()
    }

    /// How many requests were made to fail.
    pub fn faults(&self) -> usize {
        self.inner.faults.load(Ordering::Relaxed)
    }

    /// What anybody gets at a path.
    pub fn get(&self, path: &str) -> (u16, Vec<u8>) {
        http_get(self.port, &format!("/site/{path}"))
    }
}

/// Asks a server of this machine without signing.
pub fn http_get(port: u16, path: &str) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the server listens");
    let ask = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).expect("the server hears");
    let mut all = Vec::new();
    stream.read_to_end(&mut all).expect("an answer");
    let end = all.windows(4).position(|end| end == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&all[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let coding = head.lines().find_map(|line| line.strip_prefix("Content-Encoding: ")).unwrap_or_default();
    (status, unpacked(all[end + 4..].to_vec(), coding))
}

/// Bytes as browsers read them.
fn unpacked(bytes: Vec<u8>, coding: &str) -> Vec<u8> {
    match coding {
        "" => bytes,
        "gzip" => {
            let mut read = Vec::new();
            flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut read).expect("gzip");
            read
        }
        other => panic!("nobody reads {other}"),
    }
}

impl Inner {
    /// A number that looks like chance and is the same in every run.
    fn random(&self) -> u64 {
        let mut x = self.random.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn talk(&self, stream: TcpStream) {
        let Ok(writer) = stream.try_clone() else { return };
        let (mut reader, mut writer) = (BufReader::new(stream), writer);
        while let Some(request) = read(&mut reader, &mut writer) {
            let by_owner = request.headers.contains_key("authorization");
            let seen = Seen { method: request.method.clone(), key: request.key.clone(), by_owner };
            let judge = self.judge.lock().expect("no panic").clone();
            let fault = if by_owner { judge(&seen) } else { None };
            self.seen.lock().expect("no panic").push(seen);
            self.faults.fetch_add(usize::from(fault.is_some()), Ordering::Relaxed);
            let is_head = request.method == "HEAD";
            let answer = match fault {
                Some(Fault::Cut) => return,
                Some(Fault::Broken) => error("500 Internal Server Error", "InternalError"),
                Some(Fault::Throttled) => error("503 Slow Down", "SlowDown"),
                Some(Fault::LostAnswer) => {
                    self.answer(&request);
                    return;
                }
                Some(Fault::Late) => {
                    thread::sleep(Duration::from_millis(2500));
                    return;
                }
                None => self.answer(&request),
            };
            let mut head = format!("HTTP/1.1 {}\r\n", answer.status);
            for (name, value) in &answer.headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            if !answer.headers.iter().any(|(name, _)| name == "Content-Length") {
                head.push_str(&format!("Content-Length: {}\r\n", answer.body.len()));
            }
            head.push_str("\r\n");
            let mut all = head.into_bytes();
            if !is_head {
                all.extend_from_slice(&answer.body);
            }
            let closes = request.headers.get("connection").is_some_and(|value| value == "close");
            if writer.write_all(&all).is_err() || closes {
                return;
            }
        }
    }

    fn answer(&self, request: &Request) -> Answer {
        let reads_site = request.method == "GET" && request.query.is_empty() && !request.key.starts_with(".fanzha/");
        let signed = request.headers.get("authorization").is_some_and(|value| value.contains(KEY_ID));
        if !signed && !reads_site {
            return error("403 Forbidden", "AccessDenied");
        }
        let mut all = self.objects.lock().expect("no panic");
        let key = request.key.clone();
        match request.method.as_str() {
            "GET" if request.key.is_empty() && !request.query.is_empty() => list(&all, &request.query),
            "GET" | "HEAD" => {
                let resolves = self.resolves.load(Ordering::Relaxed);
                let is_folder = resolves && key.ends_with('/') && !all.contains_key(&key);
                let key = if key.is_empty() || is_folder { format!("{key}index.html") } else { key };
                let Some(object) = all.get(&key) else { return error("404 Not Found", "NoSuchKey") };
                if request.headers.get("if-match").is_some_and(|tag| *tag != object.tag()) {
                    return error("412 Precondition Failed", "PreconditionFailed");
                }
                found(object, &request.method)
            }
            "PUT" => {
                let there = all.get(&key);
                let none_match = request.headers.get("if-none-match").is_some_and(|value| value == "*");
                if none_match && there.is_some() {
                    return error("412 Precondition Failed", "PreconditionFailed");
                }
                if let Some(tag) = request.headers.get("if-match") {
                    match there {
                        None => return error("404 Not Found", "NoSuchKey"),
                        Some(there) if there.tag() != *tag => {
                            return error("412 Precondition Failed", "PreconditionFailed");
                        }
                        Some(_) => {}
                    }
                }
                let text = |name: &str| request.headers.get(name).cloned().unwrap_or_default();
                let object = match request.headers.get("x-amz-copy-source") {
                    Some(from) => {
                        let from = decode(from.trim_start_matches('/').trim_start_matches("site/"));
                        let Some(from) = all.get(&from) else { return error("404 Not Found", "NoSuchKey") };
                        Object { modified: SystemTime::now(), ..from.clone() }
                    }
                    None => Object {
                        bytes: request.body.clone(),
                        content_type: text("content-type"),
                        cache_control: text("cache-control"),
                        content_encoding: match self.forgets_codings.load(Ordering::Relaxed) {
                            true => String::new(),
                            false => text("content-encoding"),
                        },
                        modified: SystemTime::now(),
                    },
                };
                let tag = object.tag();
                let body = format!("<CopyObjectResult><ETag>{tag}</ETag></CopyObjectResult>");
                let is_copy = request.headers.contains_key("x-amz-copy-source");
                all.insert(key, object);
                let body = if is_copy { body.into_bytes() } else { Vec::new() };
                Answer { status: "200 OK", headers: vec![("ETag".into(), tag)], body }
            }
            "DELETE" => {
                all.remove(&key);
                Answer { status: "204 No Content", headers: Vec::new(), body: Vec::new() }
            }
            "POST" if request.query.contains_key("delete") => {
                let text = String::from_utf8_lossy(&request.body).into_owned();
                let document = roxmltree::Document::parse(&text).expect("a list of keys");
                let keys: Vec<String> = document
                    .descendants()
                    .filter(|node| node.has_tag_name("Key"))
                    .filter_map(|node| node.text().map(str::to_owned))
                    .collect();
                let mut body = "<DeleteResult>".to_owned();
                let mut seen = self.seen.lock().expect("no panic");
                for key in keys {
                    all.remove(&key);
                    body.push_str(&format!("<Deleted><Key>{key}</Key></Deleted>"));
                    seen.push(Seen { method: "DELETE".into(), key, by_owner: true });
                }
                body.push_str("</DeleteResult>");
                Answer { status: "200 OK", headers: Vec::new(), body: body.into_bytes() }
            }
            _ => error("501 Not Implemented", "NotImplemented"),
        }
    }
}

fn found(object: &Object, method: &str) -> Answer {
    let mut headers = vec![
        ("ETag".to_owned(), object.tag()),
        ("Content-Type".to_owned(), object.content_type.clone()),
        ("Content-Length".to_owned(), object.bytes.len().to_string()),
        ("Last-Modified".to_owned(), http_date(object.modified)),
    ];
    if !object.cache_control.is_empty() {
        headers.push(("Cache-Control".to_owned(), object.cache_control.clone()));
    }
    if !object.content_encoding.is_empty() {
        headers.push(("Content-Encoding".to_owned(), object.content_encoding.clone()));
    }
    let body = if method == "HEAD" { Vec::new() } else { object.bytes.clone() };
    Answer { status: "200 OK", headers, body }
}

/// The second version of listing, 100 keys at a time.
fn list(all: &BTreeMap<String, Object>, query: &BTreeMap<String, String>) -> Answer {
    let text = |name: &str| query.get(name).cloned().unwrap_or_default();
    let (prefix, after) = (text("prefix"), text("continuation-token").max(text("start-after")));
    let found: Vec<_> = all.iter().filter(|(key, _)| key.starts_with(&prefix) && **key > after).take(101).collect();
    let is_cut = found.len() > 100;
    let mut body = format!("<ListBucketResult><IsTruncated>{is_cut}</IsTruncated>");
    for (key, object) in found.iter().take(100) {
        let (size, tag) = (object.bytes.len(), object.tag().replace('"', "&quot;"));
        body.push_str(&format!("<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>{tag}</ETag><Size>{size}</Size></Contents>"));
    }
    if let Some((last, _)) = found.get(99).filter(|_| is_cut) {
        body.push_str(&format!("<NextContinuationToken>{last}</NextContinuationToken>"));
    }
    body.push_str("</ListBucketResult>");
    Answer { status: "200 OK", headers: Vec::new(), body: body.into_bytes() }
}

fn error(status: &'static str, code: &str) -> Answer {
    let body = format!("<Error><Code>{code}</Code><Message>{code}</Message></Error>");
    Answer { status, headers: vec![("Content-Type".into(), "application/xml".into())], body: body.into_bytes() }
}

fn http_date(at: SystemTime) -> String {
    let at = jiff::Timestamp::try_from(at).expect("a time");
    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).expect("a date")
}

fn decode(text: &str) -> String {
    fanzha::path::decode(text)
}

fn read(reader: &mut BufReader<TcpStream>, writer: &mut TcpStream) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|count| *count > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|count| *count > 0)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    if headers.get("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
        writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
    }
    let length = headers.get("content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let query = query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    let key = decode(path.strip_prefix("/site").unwrap_or(path).trim_start_matches('/'));
    Some(Request { method, key, query, headers, body })
}
