//! Reads `media/media.toml` and says everything that is wrong with it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;

use super::rules::{LARGEST, LONGEST, WIDEST, https_host, is_host_allowed, is_id, is_key, is_sha256};
use super::{Entry, Library, PATH, Place, Type};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, Text, code};
use crate::path::encode;
use crate::source::Sources;
use crate::t;
use crate::text::nearest;
use crate::tree::{self, Value};

/// A file's table as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RawFile {
    key: Option<String>,
    url: Option<String>,
    bytes: Option<u64>,
    sha256: Option<String>,
    r#type: Option<String>,
    milliseconds: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    title: Option<String>,
}

impl Library {
    /// Reads the list; a site without one has no such files. Entries with a mistake are reported
    /// and left out.
    pub fn read(sources: &Sources, config: &Config, report: &mut Report) -> Library {
        let text = sources.get(PATH).and_then(|file| file.text.as_deref());
        text.map_or_else(Library::default, |text| Library::parse(text, config, report))
    }

    /// Reads the text of the list.
    pub fn parse(text: &str, config: &Config, report: &mut Report) -> Library {
        let file = Arc::from(PATH);
        let node = tree::parse_toml(&file, text, 0, report);
        let mut library = Library::default();
        for entry in node.entries() {
            let mut reader = Reader { file: &file, table: entry, config, wrong: Report::new() };
            let read = reader.read();
            let failed = reader.wrong.has_errors();
            report.extend(reader.wrong.into_findings());
            if let Some(read) = read.filter(|_| !failed) {
                library.files.insert(read.id.clone(), read);
            }
        }
        demand_address(&library, config, report);
        warn_of_repeated(&library, report);
        library
    }
}

/// Demands `public_url`, once, if anything lies in the store.
fn demand_address(library: &Library, config: &Config, report: &mut Report) {
    let mut stored = library.files.values().filter(|entry| matches!(entry.place, Place::Store(_)));
    let first = stored.by_ref().min_by_key(|entry| entry.span.range);
    if let Some(entry) = first.filter(|_| config.media.public_url.is_none()) {
        let setting = &config.file;
        report.push(
            Diagnostic::error(
                code::LIBRARY,
                t!(
                    "不知道读者从哪个网址取存储里的文件",
                    "nothing says at which address readers get what lies in the store"
                ),
            )
            .at(entry.span.clone())
            .help(t!(
                "在 {setting} 的 [media] 里写 public_url = \"https://cdn.example.cn/media/\"",
                "under [media] in {setting} write public_url = \"https://cdn.example.cn/media/\""
            )),
        );
    }
}

fn warn_of_repeated(library: &Library, report: &mut Report) {
    let mut in_order: Vec<&Entry> = library.files.values().collect();
    in_order.sort_by_key(|entry| entry.span.range);
    let (mut places, mut sums) = (BTreeMap::new(), BTreeMap::new());
    for entry in in_order {
        let (same_place, same_bytes) = (places.get(&entry.address), sums.get(&entry.sha256));
        let twice: Option<(&Entry, Text)> = match (same_place, same_bytes) {
            (Some(first), _) => Some((*first, t!("两条指向同一个文件", "two entries name one file"))),
            (None, Some(first)) => Some((*first, t!("两条的内容相同（sha256）", "two entries have the same bytes"))),
            (None, None) => None,
        };
        if let Some((first, message)) = twice {
            let id = &first.id;
            report.push(
                Diagnostic::warning(code::LIBRARY, message)
                    .at(entry.span.clone())
                    .also(first.span.clone(), t!("第一条", "the first"))
                    .help(t!("只留一条，页面里都写 {id}", "keep one, and name {id} in all pages")),
            );
        }
        places.entry(&entry.address).or_insert(entry);
        sums.entry(&entry.sha256).or_insert(entry);
    }
}

/// Reads one entry.
struct Reader<'a> {
    file: &'a Arc<str>,
    table: &'a tree::Entry,
    config: &'a Config,
    wrong: Report,
}

impl Reader<'_> {
    fn read(&mut self) -> Option<Entry> {
        let id = &self.table.key;
        if !is_id(id) {
            self.error(
                self.table.key_span.clone(),
                t!("“{id}”不能用作短名", "`{id}` cannot be an id"),
                t!(
                    "用 2—64 个英文小写字母、数字和连字符，如 [safe-account-call]",
                    "use 2 to 64 small ASCII letters, digits and hyphens, such as [safe-account-call]"
                ),
            );
        }
        if !matches!(self.table.node.value, Value::Table(_)) {
            self.error(
                self.table.key_span.clone(),
                t!("“{id}”应该是一段", "`{id}` should be a table"),
                t!("每个文件写一段，以 [短名] 开头", "write a table for each file, headed by [ID]"),
            );
            return None;
        }
        let raw = self.raw();
        let place = self.place(&raw);
        let bytes = self.required("bytes", raw.bytes, "bytes = 12345678");
        let sum = self.required("sha256", raw.sha256.as_deref(), "sha256 = \"……\"");
        let written = self.required("type", raw.r#type.as_deref(), "type = \"video/mp4\"");
        let media_type = written.and_then(|name| self.media_type(name, &raw));
        self.sizes(&raw, media_type.is_none_or(|known| known.is_seen()));
        if let Some(sum) = sum.filter(|sum| !is_sha256(sum)) {
            let length = sum.chars().count();
            self.bad(
                "sha256",
                t!("sha256 写法有误（{length} 个字符）", "the sha256 is malformed ({length} characters)"),
                t!(
                    "64 个 0—9、a—f，即 sha256sum 打印的那一串",
                    "64 digits 0 to 9 and a to f, as sha256sum prints them"
                ),
            );
        }
        let (place, address) = place?;
        Some(Entry {
            id: id.as_str().into(),
            place,
            address,
            bytes: bytes?,
            sha256: sum?.to_owned(),
            media_type: media_type?,
            milliseconds: raw.milliseconds,
            width: raw.width,
            height: raw.height,
            title: raw.title,
            span: Span::new(self.file.clone(), self.table.key_span.clone()),
        })
    }

    /// The table's values. There is no place for free data here, so nobody is sent to `[extra]`.
    fn raw(&mut self) -> RawFile {
        let mut findings = Report::new();
        let raw = tree::read(self.file, &self.table.node, &[], &mut findings);
        let known = tree::fields_of::<RawFile>();
        let (zh, en) = (known.join("、"), known.join(", "));
        self.wrong.extend(findings.into_findings().into_iter().map(|finding| match finding.code {
            code::UNKNOWN_KEY if finding.label.is_none() => {
                Diagnostic { help: vec![t!("可以写的键：{zh}", "keys that are known: {en}")], ..finding }
            }
            _ => finding,
        }));
        raw
    }

    fn place(&mut self, raw: &RawFile) -> Option<(Place, String)> {
        let id = &self.table.key;
        match (&raw.key, &raw.url) {
            (Some(key), None) => {
                if !is_key(key) {
                    self.bad(
                        "key",
                        t!("key “{key}”不能用作存储里的文件名", "`{key}` cannot be a key of the store"),
                        t!(
                            "写相对路径，不含 .. 和 \\ : * ? \" < > | % #",
                            "write a relative path without .. and \\ : * ? \" < > | % #"
                        ),
                    );
                }
                let base = self.config.media.public_url.as_deref().unwrap_or_default();
                Some((Place::Store(key.clone()), format!("{base}{}", encode(key))))
            }
            (None, Some(url)) => {
                self.check_url(url);
                Some((Place::Url(url.clone()), url.clone()))
            }
            (Some(_), Some(_)) => {
                self.bad(
                    "url",
                    t!("“{id}”既有 key 又有 url", "`{id}` has both a key and a url"),
                    t!("只留一个", "keep one of them"),
                );
                None
            }
            // A value of the wrong type is reported already.
            (None, None) if ["key", "url"].iter().any(|key| self.table.node.get(key).is_some()) => None,
            (None, None) => {
                self.error(
                    self.table.key_span.clone(),
                    t!("“{id}”缺少 key 或 url", "`{id}` lacks a key or a url"),
                    t!(
                        "用 fanzha media add 登记文件；已经在别处的写 url = \"https://……\"",
                        "add files with fanzha media add; for one that lies elsewhere write url = \"https://…\""
                    ),
                );
                None
            }
        }
    }

    fn check_url(&mut self, url: &str) {
        match https_host(url) {
            None => self.bad(
                "url",
                t!("url “{url}”不是 https 开头的完整网址", "`{url}` is not a full address that begins with https"),
                t!("中文和空格要写成 %E4 这样的编码", "write what is not ASCII, and spaces, percent-encoded"),
            ),
            Some(host) if !is_host_allowed(&host, self.config) => {
                let (finding, setting) =
                    (t!("“{host}”不在白名单里", "`{host}` is not on the allow-list"), &self.config.file);
                let span = self.value_span("url");
                self.wrong.push(
                    Diagnostic::error(code::HOST_NOT_ALLOWED, finding).at(Span::new(self.file.clone(), span)).help(t!(
                        "确认可信后，把它加进 {setting} 的 [links] allowed_hosts",
                        "if it can be trusted, add it to [links] allowed_hosts in {setting}"
                    )),
                );
            }
            Some(_) => {}
        }
    }

    fn media_type(&mut self, name: &str, raw: &RawFile) -> Option<Type> {
        let Some(found) = Type::named(name) else {
            let near = nearest(name, Type::ALL.iter().map(|known| known.name));
            let all: Vec<&str> = Type::ALL.iter().map(|known| known.name).collect();
            let (zh, en) = (all.join("、"), all.join(", "));
            self.bad(
                "type",
                t!("不认识的类型“{name}”", "unknown type `{name}`"),
                match near {
                    Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
                    None => t!("可选值：{zh}", "possible values: {en}"),
                },
            );
            return None;
        };
        let extension = raw.key.as_deref().and_then(|key| key.rsplit_once('.')).map_or("", |(_, extension)| extension);
        let other = Type::ALL.iter().any(|known| known.has_extension(extension)) && !found.has_extension(extension);
        if other {
            self.bad(
                "type",
                t!(
                    "类型“{name}”和扩展名 .{extension} 不符",
                    "the type `{name}` does not fit the extension .{extension}"
                ),
                t!("改正其中一个", "correct one of them"),
            );
        }
        let odd = [("milliseconds", found.lasts()), ("width", found.is_seen()), ("height", found.is_seen())];
        for (key, fits) in odd {
            if !fits && self.table.node.get(key).is_some() {
                self.bad(
                    key,
                    t!("{name} 没有 {key}", "a file of type {name} has no {key}"),
                    t!("删去这一行", "remove the line"),
                );
            }
        }
        Some(found)
    }

    fn sizes(&mut self, raw: &RawFile, has_pixels: bool) {
        let numbers = [
            ("bytes", raw.bytes, LARGEST),
            ("milliseconds", raw.milliseconds, LONGEST),
            ("width", raw.width.map(u64::from), u64::from(WIDEST)),
            ("height", raw.height.map(u64::from), u64::from(WIDEST)),
        ];
        for (key, number, most) in numbers {
            if let Some(number) = number.filter(|number| !(1..=most).contains(number)) {
                self.bad(
                    key,
                    t!("{key} = {number} 不合理", "{key} = {number} makes no sense"),
                    t!("应在 1 到 {most} 之间", "it should be from 1 to {most}"),
                );
            }
        }
        for (one, other) in [("width", "height"), ("height", "width")] {
            if has_pixels && self.table.node.get(one).is_some() && self.table.node.get(other).is_none() {
                self.bad(
                    one,
                    t!("只有 {one}，没有 {other}", "there is a {one} but no {other}"),
                    t!("宽和高一起写", "write width and height together"),
                );
            }
        }
    }

    fn required<T>(&mut self, key: &str, value: Option<T>, example: &str) -> Option<T> {
        // A value of the wrong type is reported already, and so is a misspelt key.
        let entries = self.table.node.entries();
        let meant = |name: &str| {
            name == key || (nearest(name, [key]).is_some() && !tree::fields_of::<RawFile>().contains(&name))
        };
        if value.is_none() && !entries.iter().any(|entry| meant(&entry.key)) {
            let id = &self.table.key;
            let finding = Diagnostic::error(code::MISSING_FIELD, t!("“{id}”缺少 {key}", "`{id}` lacks {key}"))
                .at(Span::new(self.file.clone(), self.table.key_span.clone()))
                .help(t!("加一行：{example}", "add: {example}"));
            self.wrong.push(finding);
        }
        value
    }

    fn value_span(&self, key: &str) -> Range<usize> {
        self.table.node.get(key).map_or_else(|| self.table.key_span.clone(), |node| node.span.clone())
    }

    fn bad(&mut self, key: &str, message: Text, help: Text) {
        self.error(self.value_span(key), message, help);
    }

    fn error(&mut self, span: Range<usize>, message: Text, help: Text) {
        self.wrong.push(Diagnostic::error(code::LIBRARY, message).at(Span::new(self.file.clone(), span)).help(help));
    }
}
