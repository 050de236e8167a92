//! Content of a Hugo site.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::body::{film, hosts, left, picture, quotation, replaced, title_of};
use super::front::{self, Front, Parts, line_of, texts};
use super::languages::{place, with_language};
use super::notes::{Notes, line};
use super::read::Files;
use super::settings::Settings;
use super::shortcode::{self, Call};
use super::{Content, Draft};
use crate::t;

/// Formats of content that are no Markdown.
const FOREIGN: &[&str] = &["html", "htm", "org", "adoc", "asciidoc", "rst", "pdc", "ad"];
/// Keys that mean nothing here, and say nothing about the page's words.
const DROPPED: &[&str] =
    &["cascade", "outputs", "resources", "menu", "menus", "layout", "type", "headless", "build", "markup"];

/// A page before its section is known.
struct Page {
    /// Its file in the old site.
    old: String,
    front: Front,
    body: String,
}

/// Carries pages and files over.
pub fn carry(files: &Files, settings: &Settings, draft: &mut Draft, notes: &mut Notes) {
    let mut pages: BTreeMap<String, Page> = BTreeMap::new();
    let mut texts = Vec::new();
    for (path, disk) in files.under("content") {
        let Some((below, language)) = place(path, &settings.languages, &settings.default_language) else { continue };
        let ending = path.rsplit('.').next().unwrap_or_default();
        if FOREIGN.contains(&ending) {
            notes.add(path, 0, t!("不是 Markdown，没有带过来", "this is no Markdown; it stayed behind"));
        } else if ending != "md" {
            draft.add(format!("content/{below}"), Content::Copy(disk.to_owned()), path, notes);
        } else if let Some(text) = files.text(path) {
            texts.push((path, text, with_language(&below, language.as_deref()), below, language));
        } else {
            notes.add(path, 0, t!("不是 UTF-8 文本，没有带过来", "this is no text in UTF-8; it stayed behind"));
        }
    }
    let known: BTreeSet<String> = texts.iter().map(|(_, _, target, ..)| target.clone()).collect();
    for (path, text, target, below, language) in &texts {
        let mut carrier = Carrier { path, below, language: language.as_deref(), known: &known, settings, draft, notes };
        let Some(page) = carrier.page(text) else { continue };
        if pages.contains_key(target) {
            notes.add(
                path,
                0,
                t!(
                    "{target} 已由另一个文件占用，没有带过来",
                    "{target} is another file's already; this one stayed behind"
                ),
            );
        } else {
            pages.insert(target.clone(), page);
        }
    }
    add_sections(&mut pages, settings);
    sort_sections(&mut pages, settings);
    for (target, page) in pages {
        draft.page(format!("content/{target}"), page.front.page(&page.body), &page.old, notes);
    }
    for folder in ["static", "data"] {
        for (path, disk) in files.under(folder) {
            draft.add(path.to_owned(), Content::Copy(disk.to_owned()), path, notes);
        }
    }
}

/// Hugo makes a section of every folder at the top; here one has an `_index.md`.
fn add_sections(pages: &mut BTreeMap<String, Page>, settings: &Settings) {
    let codes = settings
        .languages
        .iter()
        .map(|language| (language.code != settings.default_language).then_some(language.code.as_str()));
    let codes: Vec<Option<&str>> = codes.collect();
    let mut wanted = BTreeSet::from([with_language("_index.md", None)]);
    for target in pages.keys() {
        let language = codes.iter().flatten().find(|code| target.ends_with(&format!(".{code}.md")));
        let is_bundle = target.rsplit('/').next().is_some_and(|name| name.starts_with("index."));
        let mut folder = target.rsplit_once('/').map_or("", |(folder, _)| folder);
        if is_bundle {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
        let index = if folder.is_empty() { "_index.md".to_owned() } else { format!("{folder}/_index.md") };
        wanted.insert(with_language(&index, language.copied()));
    }
    for index in wanted {
        pages.entry(index.clone()).or_insert_with(|| {
            let mut front = Front::default();
            let plain =
                codes.iter().flatten().fold(index.clone(), |name, code| name.replace(&format!(".{code}.md"), ".md"));
            front.set("title", title_of(&plain));
            Page { old: "content/".to_owned(), front, body: String::new() }
        });
    }
}

/// Hugo sorts by weight and date without being told; here a section says it.
fn sort_sections(pages: &mut BTreeMap<String, Page>, settings: &Settings) {
    let indexes: Vec<String> = pages
        .keys()
        .filter(|path| path.rsplit('/').next().is_some_and(|name| name.starts_with("_index.")))
        .cloned()
        .collect();
    for index in indexes {
        let folder = index.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let ending = index.rsplit('/').next().unwrap_or_default().trim_start_matches("_index").to_owned();
        let own = pages.iter().filter(|(path, _)| {
            let rest = path.strip_prefix(&folder).and_then(|rest| rest.strip_suffix(&ending));
            rest.is_some_and(|rest| {
                !rest.ends_with("_index")
                    && (!rest.contains('/') || rest.matches('/').count() == 1 && rest.ends_with("/index"))
            })
        });
        let own: Vec<&Page> = own.map(|(_, page)| page).collect();
        let all = |key: &str| !own.is_empty() && own.iter().all(|page| page.front.has(key));
        let order = if all("weight") {
            Some("weight")
        } else if all("date") {
            Some("date")
        } else {
            None
        };
        if let Some(page) = pages.get_mut(&index) {
            if let Some(order) = order {
                page.front.set("sort_by", order);
            }
            if let Some(by) = settings.paginate_by.filter(|_| order.is_some()) {
                page.front.set("paginate_by", i64::try_from(by).unwrap_or(10));
            }
        }
    }
}

struct Carrier<'c> {
    path: &'c str,
    below: &'c str,
    language: Option<&'c str>,
    known: &'c BTreeSet<String>,
    settings: &'c Settings,
    draft: &'c mut Draft,
    notes: &'c mut Notes,
}

impl Carrier<'_> {
    fn note(&mut self, line: usize, text: crate::diag::Text) {
        self.notes.add(self.path, line, text);
    }

    fn page(&mut self, text: &str) -> Option<Page> {
        let parts = match front::split(text) {
            Ok(parts) => parts,
            Err(reason) => {
                self.note(
                    1,
                    t!(
                        "读不懂元数据，没有带过来：{reason}",
                        "the front matter cannot be read; the page stayed behind: {reason}"
                    ),
                );
                return None;
            }
        };
        let mut front = Front::default();
        for (key, value) in &parts.map {
            self.key(key, value, &parts, &mut front);
        }
        if !front.has("title") {
            front.set("title", title_of(self.below));
            self.note(1, t!("没有标题，用了文件名", "it has no title; its name was taken"));
        }
        self.address(&parts, &mut front);
        let body = self.rewrite(parts.body, parts.body_line);
        hosts(&body, self.draft);
        Some(Page { old: self.path.to_owned(), front, body })
    }

    fn key(&mut self, written: &str, value: &Value, parts: &Parts<'_>, front: &mut Front) {
        let key = written.to_lowercase();
        let at = line_of(parts.written, written, parts.line);
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
        match key.as_str() {
            "title" | "slug" | "description" => text.into_iter().for_each(|text| front.set(&key, text)),
            "summary" if !parts.map.contains_key("description") => {
                text.into_iter().for_each(|text| front.set("description", text));
            }
            "linktitle" => text.into_iter().for_each(|text| front.set("short_title", text)),
            "draft" => front.set("draft", value == &Value::Bool(true)),
            "weight" => value.as_i64().into_iter().for_each(|weight| front.set("weight", weight)),
            "date" | "lastmod" | "publishdate" | "expirydate" | "pubdate" | "published" | "unpublishdate"
            | "modified" => {
                let name = match key.as_str() {
                    "date" => "date",
                    "lastmod" | "modified" => "updated",
                    "publishdate" | "pubdate" | "published" => "publish",
                    _ => "expire",
                };
                if !front.set_date(name, value) {
                    self.note(at, t!("{written} 不是日期，没有带过来", "{written} is no date; it stayed behind"));
                }
            }
            "author" | "authors" => front.set("authors", texts(value)),
            "aliases" | "alias" => {
                let folder = self.below.rsplit_once('/').map_or("", |(folder, _)| folder);
                let full = |alias: String| match alias.strip_prefix('/') {
                    Some(_) => alias,
                    None => format!("/{}", crate::path::resolve(folder, &alias).unwrap_or(alias)),
                };
                front.set("aliases", texts(value).into_iter().map(full).collect::<Vec<String>>());
            }
            "url" => text.into_iter().for_each(|url| front.set("path", url.trim_matches('/'))),
            _ if self.is_taxonomy(&key) => {
                self.draft.taxonomies.insert(key.clone());
                front.terms(&key, texts(value));
            }
            dropped if DROPPED.contains(&dropped) => {
                self.note(at, t!("{written} 没有带过来", "{written} stayed behind"));
            }
            "params" => value.as_object().into_iter().flatten().for_each(|(key, value)| front.keep(key, value)),
            _ => {
                self.note(at, t!("不认识 {written}，放进了 [extra]", "{written} is not known; it is in [extra] now"));
                front.keep(written, value);
            }
        }
    }

    fn is_taxonomy(&self, key: &str) -> bool {
        self.settings.is_taxonomy(key)
    }

    /// Keeps the old address where ours would be another.
    fn address(&mut self, parts: &Parts<'_>, front: &mut Front) {
        let name = self.below.rsplit('/').next().unwrap_or_default();
        if front.has("path") || name == "_index.md" || self.language.is_some() {
            return;
        }
        let section = self.below.split_once('/').map_or("", |(section, _)| section);
        let Some(pattern) = self.settings.permalinks.get(section) else { return };
        let date = parts.map.get("date").and_then(Value::as_str).unwrap_or_default();
        let mut day = date.split(['-', 'T', ' ']);
        let [year, month, day] = [day.next(), day.next(), day.next()].map(|part| part.unwrap_or_default());
        let folder = self.below.rsplit_once('/').map_or("", |(folder, _)| folder);
        let stem = match name {
            "index.md" => folder.rsplit('/').next().unwrap_or_default(),
            name => name.trim_end_matches(".md"),
        };
        let slug = front.text("slug").unwrap_or(stem).to_owned();
        let title = front.text("title").unwrap_or_default().to_lowercase().replace(char::is_whitespace, "-");
        let mut path = pattern.clone();
        // The longer names come first, since some begin like others.
        for (token, value) in [
            (":slugorcontentbasename", slug.as_str()),
            (":slugorfilename", &slug),
            (":contentbasename", stem),
            (":sections", folder),
            (":filename", stem),
            (":section", section),
            (":month", month),
            (":title", &title),
            (":slug", &slug),
            (":year", year),
            (":day", day),
        ] {
            path = path.replace(token, value);
        }
        if path.contains(':') {
            self.note(1, t!("地址格式 {pattern} 没有带过来", "the pattern of addresses {pattern} stayed behind"));
            return;
        }
        front.set("path", path.trim_matches('/'));
    }

    fn rewrite(&mut self, body: &str, first: usize) -> String {
        let calls = shortcode::of_hugo(body);
        let mut changes = Vec::new();
        let mut at = 0;
        while let Some(call) = calls.get(at) {
            let closing = format!("/{}", call.name);
            let close = calls[at..].iter().position(|call| call.name == closing).map(|found| at + found);
            let place = first + line(body, call.place.start) - 1;
            match close {
                Some(close) if is_block(&call.name) => {
                    let inner = &body[call.place.end..calls[close].place.start];
                    changes.push((call.place.start..calls[close].place.end, block(call, inner)));
                    at = close;
                }
                _ => match self.simple(call, place) {
                    Some(new) => changes.push((call.place.clone(), new)),
                    None if call.name.starts_with('/') => {}
                    None => left(call, self.path, place, self.notes),
                },
            }
            at += 1;
        }
        // What is only shown loses its marks.
        let shown = replaced(body, &changes);
        shown.replace("{{</*", "{{<").replace("*/>}}", ">}}").replace("{{%/*", "{{%").replace("*/%}}", "%}}")
    }

    fn simple(&mut self, call: &Call, line: usize) -> Option<String> {
        match call.name.as_str() {
            "figure" | "img" => {
                let caption = call.get("caption").or_else(|| call.get("title")).unwrap_or_default();
                Some(picture(call.any("src", 0)?, call.get("alt").unwrap_or(caption), caption))
            }
            "ref" | "relref" => Some(self.link(call.any("path", 0)?, line)),
            name => film(name, call),
        }
    }

    /// `@/…` for what a reference names.
    fn link(&mut self, written: &str, line: usize) -> String {
        let (path, anchor) =
            written.split_once('#').map_or((written, String::new()), |(path, a)| (path, format!("#{a}")));
        if path.is_empty() {
            return anchor;
        }
        let folder = self.below.rsplit_once('/').map_or("", |(folder, _)| folder);
        let bundle_above = folder.rsplit_once('/').map_or("", |(above, _)| above);
        let plain = path.trim_matches('/').trim_end_matches(".md");
        let places = [folder, bundle_above, ""].into_iter().filter_map(|base| match path.starts_with('/') {
            true => Some(plain.to_owned()),
            false => crate::path::resolve(base, plain),
        });
        let forms = |base: String| {
            ["", "/index", "/_index"].map(|ending| format!("{base}{ending}.md").trim_start_matches('/').to_owned())
        };
        let candidates: Vec<String> = places.flat_map(forms).collect();
        let in_language =
            candidates.iter().map(|path| with_language(path, self.language)).find(|path| self.known.contains(path));
        let found = in_language.or_else(|| candidates.iter().find(|path| self.known.contains(*path)).cloned());
        // A bare name may mean any page that has it.
        let found = found.or_else(|| {
            let names = [format!("{plain}.md"), format!("{plain}/index.md")];
            let is_it = |path: &&String| names.iter().any(|name| *path == name || path.ends_with(&format!("/{name}")));
            let mut same = self.known.iter().filter(is_it);
            same.next().filter(|_| same.next().is_none()).cloned()
        });
        match found {
            Some(path) => format!("@/{path}{anchor}"),
            None => {
                self.note(
                    line,
                    t!("链接 {written} 找不到对应的页面，请改正", "the link {written} leads to no page; mend it"),
                );
                format!("/{plain}/{anchor}")
            }
        }
    }
}

fn is_block(name: &str) -> bool {
    matches!(name, "highlight" | "notice" | "admonition" | "alert" | "callout" | "quote" | "blockquote" | "details")
}

fn block(call: &Call, inner: &str) -> String {
    match call.name.as_str() {
        "highlight" => format!("\n```{}\n{}\n```\n", call.any("lang", 0).unwrap_or_default(), inner.trim_matches('\n')),
        "details" => {
            let title =
                call.get("summary").or_else(|| call.get("title")).or(call.positional.first().map(String::as_str));
            let title = title.map(|title| format!("**{title}**\n\n")).unwrap_or_default();
            format!("\n{title}{}\n", inner.trim())
        }
        _ => quotation(inner),
    }
}
