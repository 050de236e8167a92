//! Content of a Zola site. Most of it means the same here.

use serde_json::Value;

use super::body::{film, hosts, left, picture, quotation, replaced, title_of};
use super::front::{self, Front, line_of, texts, toml_value};
use super::languages::{place, with_language};
use super::notes::{Notes, line};
use super::read::Files;
use super::settings::Settings;
use super::shortcode::{self, Call};
use super::{Content, Draft};
use crate::t;

/// Keys that mean the same.
const SAME: &[&str] = &[
    "title",
    "description",
    "slug",
    "path",
    "draft",
    "weight",
    "authors",
    "aliases",
    "render",
    "in_search_index",
    "sort_by",
    "paginate_by",
    "paginate_path",
    "paginate_reversed",
    "insert_anchor_links",
    "redirect_to",
    "transparent",
    "generate_feeds",
];

/// Carries pages and files over.
pub fn carry(files: &Files, settings: &Settings, draft: &mut Draft, notes: &mut Notes) {
    for (path, disk) in files.under("content") {
        let below = &path["content/".len()..];
        if !path.ends_with(".md") {
            draft.add(format!("content/{below}"), Content::Copy(disk.to_owned()), path, notes);
            continue;
        }
        let Some(text) = files.text(path) else {
            notes.add(path, 0, t!("不是 UTF-8 文本，没有带过来", "this is no text in UTF-8; it stayed behind"));
            continue;
        };
        let Some((below, language)) = place(path, &settings.languages, &settings.default_language) else { continue };
        let target = format!("content/{}", with_language(&below, language.as_deref()));
        let page = page(path, &text, &below, draft, notes);
        draft.page(target, page, path, notes);
    }
    for (path, disk) in files.under("static") {
        draft.add(path.to_owned(), Content::Copy(disk.to_owned()), path, notes);
    }
    if !draft.files.contains_key("content/_index.md") {
        let mut front = Front::default();
        front.set("title", "首页");
        draft.page("content/_index.md".to_owned(), front.page(""), "content/", notes);
    }
}

fn page(path: &str, text: &str, below: &str, draft: &mut Draft, notes: &mut Notes) -> String {
    let parts = match front::split(text) {
        Ok(parts) => parts,
        Err(reason) => {
            notes.add(
                path,
                1,
                t!(
                    "读不懂元数据，原样带过来了：{reason}",
                    "the front matter cannot be read; the file is as it was: {reason}"
                ),
            );
            return text.to_owned();
        }
    };
    let at = |key: &str| line_of(parts.written, key, parts.line);
    let mut front = Front::default();
    for (key, value) in &parts.map {
        match key.as_str() {
            "date" | "updated" => {
                if !front.set_date(key, value) {
                    notes.add(path, at(key), t!("{key} 不是日期，没有带过来", "{key} is no date; it stayed behind"));
                }
            }
            "taxonomies" => {
                for (name, terms) in value.as_object().into_iter().flatten() {
                    draft.taxonomies.insert(name.clone());
                    front.terms(name, texts(terms));
                }
            }
            "extra" => value.as_object().into_iter().flatten().for_each(|(key, value)| front.keep(key, value)),
            "generate_feed" => front.set("generate_feeds", value == &Value::Bool(true)),
            "template" | "page_template" => notes.add(
                path,
                at(key),
                t!("{key} 是旧主题的模板，没有带过来", "{key} names a template of the old theme; it stayed behind"),
            ),
            "sort_by" if value == "title_bytes" => front.set("sort_by", "title"),
            known if SAME.contains(&known) => {
                if let Some(value) = toml_value(value) {
                    front.set(key, value);
                }
            }
            _ => {
                notes.add(
                    path,
                    at(key),
                    t!("不认识 {key}，放进了 [extra]", "{key} is not known; it is in [extra] now"),
                );
                front.keep(key, value);
            }
        }
    }
    if !front.has("title") {
        front.set("title", title_of(below));
        notes.add(path, 1, t!("没有标题，用了文件名", "it has no title; its name was taken"));
    }
    let body = rewrite(parts.body, path, parts.body_line, notes);
    hosts(&body, draft);
    front.page(&body)
}

fn rewrite(body: &str, path: &str, first: usize, notes: &mut Notes) -> String {
    let calls = shortcode::of_zola(body);
    let mut changes = Vec::new();
    let mut at = 0;
    while let Some(call) = calls.get(at) {
        let close = calls[at..].iter().position(|call| call.name == "end").map(|found| at + found);
        let is_block = body[call.place.clone()].starts_with("{%");
        let place = first + line(body, call.place.start) - 1;
        match (is_block, close) {
            (true, Some(close)) if call.name == "quote" => {
                let inner = &body[call.place.end..calls[close].place.start];
                let author = call.get("author").map(|author| format!("\n\n——{author}")).unwrap_or_default();
                changes
                    .push((call.place.start..calls[close].place.end, quotation(&format!("{}{author}", inner.trim()))));
                at = close;
            }
            _ => match simple(call) {
                Some(new) => changes.push((call.place.clone(), new)),
                None if call.name == "end" => {}
                None => left(call, path, place, notes),
            },
        }
        at += 1;
    }
    replaced(body, &changes)
}

fn simple(call: &Call) -> Option<String> {
    match call.name.as_str() {
        "figure" | "image" | "img" => {
            let src = call.get("src").or_else(|| call.get("path")).or_else(|| call.get("url"))?;
            let caption = call.get("caption").unwrap_or_default();
            Some(picture(src, call.get("alt").unwrap_or(caption), caption))
        }
        "get_url" => call.get("path").map(str::to_owned),
        name => film(name, call),
    }
}
