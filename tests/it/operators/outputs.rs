//! What other programs read: feeds as JSON, whole texts in feeds, pages as data, `llms.txt`.

use std::collections::BTreeSet;

use roxmltree::Document;
use serde_json::Value;

use crate::fixture::{Run, SiteTest, page_with};

fn site(settings: &str) -> SiteTest {
    let page = |title: &str, rest: &str, body: &str| {
        format!("+++\ntitle = \"{title}\"\ndescription = \"这一页只为测试而写。\"\n{rest}+++\n\n{body}\n")
    };
    SiteTest::new()
        .config(&format!(
            "generate_feeds = true\nfeed_filenames = [\"atom.xml\", \"feed.json\"]\nauthor = \"反诈中心\"\n{settings}\ntaxonomies = [{{ name = \"tags\", feed = true }}]\n[languages.en]\ntitle = \"Test\"\ngenerate_feeds = true\n"
        ))
        .file("content/n/_index.md", "+++\ntitle = \"栏目 \\\"引\\\"\"\ngenerate_feeds = true\n+++\n")
        .file(
            "content/n/a.md",
            page("甲 \\\"引\\\" & <b>", "date = 2026-01-01\nauthors = [\"张某\"]\n[taxonomies]\ntags = [\"短信\"]\n", "见[乙](@/b.md)和[下文](#下文)。\n\n## 下文\n\n:::tip 提示\n里面\n:::"),
        )
        .file("content/b.md", page("乙", "date = 2026-02-01\nupdated = 2026-03-01\n", "正文 1 < 2。"))
        .file("content/c.en.md", page("Three", "date = 2026-03-02\n", "Text."))
        .file("content/h.md", page("不收录", "robots = \"noindex\"\n", "藏。"))
}

/// JSON Feed 1.1, by its list of required and typed members.
#[track_caller]
fn feed(run: &Run, path: &str) -> Vec<Value> {
    let feed: Value = serde_json::from_str(run.text(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1", "{path}");
    assert!(feed["title"].as_str().is_some_and(|title| !title.is_empty()), "{path}");
    assert_eq!(feed["feed_url"], format!("https://example.gov.cn/{path}"));
    let home = feed["home_page_url"].as_str().expect("a home page");
    assert!(
        run.out.contains_key(&format!("{}index.html", home.trim_start_matches("https://example.gov.cn/"))),
        "{home}"
    );
    let known = ["version", "title", "home_page_url", "feed_url", "description", "language", "authors", "items"];
    assert!(feed.as_object().expect("an object").keys().all(|key| known.contains(&key.as_str())));
    let items = feed["items"].as_array().expect("items").clone();
    let ids: BTreeSet<&str> = items.iter().filter_map(|item| item["id"].as_str()).collect();
    assert_eq!(ids.len(), items.len(), "{path}: ids are unique");
    for item in &items {
        assert!(item["content_html"].is_string() != item["content_text"].is_string(), "{path}: one content");
        for date in ["date_published", "date_modified"] {
            item[date].as_str().expect("a date").parse::<jiff::Timestamp>().expect("RFC 3339");
        }
        assert!(item["url"].as_str().is_some_and(|url| url.starts_with("https://")));
        assert!(item["authors"].is_null() || item["authors"][0]["name"].is_string());
    }
    items
}

#[test]
fn feeds_as_json_are_beside_those_as_atom() {
    let run = site("").build().ok();
    let titles = |path: &str| {
        feed(&run, path).iter().map(|item| item["title"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(titles("feed.json"), ["乙", "甲 \"引\" & <b>"]);
    assert_eq!(titles("n/feed.json"), ["甲 \"引\" & <b>"]);
    assert_eq!(titles("tags/duan-xin/feed.json"), ["甲 \"引\" & <b>"]);
    assert_eq!(titles("en/feed.json"), ["Three"]);
    for path in ["atom.xml", "n/atom.xml", "tags/duan-xin/atom.xml", "en/atom.xml"] {
        assert!(run.out.contains_key(path), "{path}");
    }
    let item = &feed(&run, "n/feed.json")[0];
    assert_eq!(
        (&item["content_text"], &item["authors"][0]["name"], &item["tags"][0]),
        (&"这一页只为测试而写。".into(), &"张某".into(), &"短信".into())
    );
    let whole: Value = serde_json::from_str(run.text("n/feed.json")).expect("JSON");
    assert_eq!((&whole["title"], &whole["language"]), (&"栏目 \"引\" - 测试站".into(), &"zh-CN".into()));
}

#[test]
fn feeds_may_hold_whole_texts_with_full_addresses() {
    let run = site("feed_content = \"full\"\n").build().ok();
    let item = &feed(&run, "n/feed.json")[0];
    let html = item["content_html"].as_str().expect("HTML");
    assert!(html.contains("href=\"https://example.gov.cn/b/\""), "{html}");
    assert!(html.contains("href=\"https://example.gov.cn/n/a/#%E4%B8%8B%E6%96%87\""), "{html}");
    assert!(html.contains("<b>提示</b>"), "components are rendered: {html}");
    assert!(!html.contains("=\"/"), "{html}");
    let document = Document::parse(run.text("n/atom.xml")).expect("XML");
    let content = document.descendants().find(|node| node.tag_name().name() == "content").expect("content");
    assert_eq!(content.attribute("type"), Some("html"));
    assert_eq!(content.text(), Some(html), "both hold the same");
}

#[test]
fn pages_are_data_where_the_settings_say_so() {
    let off = site("").build().ok();
    assert!(!off.out.keys().any(|path| path.ends_with("index.json")) && !off.out.contains_key("export/catalogue.json"));
    let site = site("export = { json = true }\n");
    let run = site.build().ok();
    let page: Value = serde_json::from_str(run.text("n/a/index.json")).expect("JSON");
    assert_eq!(page["id"], "https://example.gov.cn/n/a/");
    assert_eq!((&page["title"], &page["column"]), (&"甲 \"引\" & <b>".into(), &"栏目 \"引\"".into()));
    assert_eq!(
        (&page["date"], &page["kind"], &page["terms"]["tags"][0]),
        (&"2026-01-01T00:00:00+08:00".into(), &"page".into(), &"短信".into())
    );
    assert!(page["html"].as_str().is_some_and(|html| html.contains("https://example.gov.cn/b/")));
    assert_eq!(page["text"], "见乙和下文。\n下文\n提示\n里面");
    let undated: Value = serde_json::from_str(run.text("h/index.json")).expect("JSON");
    assert_eq!((&undated["date"], &undated["source"]), (&Value::Null, &"测试站".into()));
    let other: Value = serde_json::from_str(run.text("b/index.json")).expect("JSON");
    assert_eq!(other["text"], "正文 1 < 2。");
    let digests = |run: &Run| {
        let catalogue: Value = serde_json::from_str(run.text("export/catalogue.json")).expect("JSON");
        let pages = catalogue["pages"].as_array().expect("pages").clone();
        assert_eq!(catalogue["count"], pages.len());
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        pages.iter().map(|page| (text(&page["json"]), text(&page["digest"]))).collect::<Vec<_>>()
    };
    let before = digests(&run);
    for (url, digest) in &before {
        let bytes = &run.out[url.trim_start_matches("https://example.gov.cn/")];
        assert_eq!(*digest, format!("blake3:{}", blake3::hash(bytes).to_hex()), "{url}");
    }
    site.write("content/b.md", page_with("date = 2026-02-01\n", "改了。"));
    let after = digests(&site.build().ok());
    let changed: Vec<_> =
        before.iter().zip(&after).filter(|(one, other)| one != other).map(|((url, _), _)| url.as_str()).collect();
    // The other page's data do not show what the first one says.
    assert_eq!(changed, ["https://example.gov.cn/b/index.json"]);
}

/// The form of <https://llmstxt.org>: one title, a quotation, lists of links under headings.
#[test]
fn llms_txt_lists_what_may_be_found() {
    let run = site("").build().ok();
    let text = run.text("llms.txt");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines[0], "# 测试站");
    assert_eq!(lines[1], "> 只为测试而有的站点。");
    assert!(
        text.contains("\n## 栏目 \"引\"\n\n- [甲 \"引\" & <b>](https://example.gov.cn/n/a/): 这一页只为测试而写。\n"),
        "{text}"
    );
    assert!(!text.contains("不收录") && !text.contains("Three"), "{text}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("# ")).count(), 1);
    run.has("en/llms.txt", "- [Three](https://example.gov.cn/en/c/)");
    SiteTest::new().config("generate_llms_txt = false\n").build().ok().without("llms.txt");
}
