//! Sitemaps, read back by a parser that is not ours and held against what the protocol and its
//! extensions say.

use roxmltree::{Document, Node};

use crate::fixture::{AT, PNG, Run, SiteTest, page_with};

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const IMAGE: &str = "http://www.google.com/schemas/sitemap-image/1.1";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

fn site() -> SiteTest {
    SiteTest::new()
        .config("generate_feeds = true\n[languages.en]\ntitle = \"Test & Co\"\n[sitemap]\nnews = [\"alert\"]\n")
        .file(
            "content/a.md",
            page_with(
                "date = 2026-01-01\ncover = { src = \"/media/c.png\", alt = \"封面\" }\n",
                "![图](/media/p.png)\n\n![图](/media/c.png)",
            ),
        )
        .file("content/a.en.md", page_with("date = 2026-01-02\n", "One"))
        .file("content/old.md", page_with("kind = \"alert\"\nlevel = \"info\"\ndate = 2026-05-30T00:00:00\n", "旧"))
        .file(
            "content/new.md",
            page_with("kind = \"alert\"\nlevel = \"info\"\ndate = 2026-05-30T00:00:01\n", "新 & 旧"),
        )
        .file("media/c.png", PNG)
        .file("media/p.png", PNG)
}

/// The XSD of sitemaps.org and its order of elements, and those of the extensions, as rules.
fn check(run: &Run, path: &str) -> Vec<String> {
    let document = Document::parse(run.text(path)).expect("well-formed XML");
    let root = document.root_element();
    let (name, of) = if path == "sitemap-index.xml" { ("sitemapindex", "sitemap") } else { ("urlset", "url") };
    assert!(root.has_tag_name((SITEMAP, name)), "{path}");
    let mut locations = Vec::new();
    for url in root.children().filter(Node::is_element) {
        assert!(url.has_tag_name((SITEMAP, of)), "{path}: {url:?}");
        let children: Vec<Node<'_, '_>> = url.children().filter(Node::is_element).collect();
        let named = |name: &'static str| children.iter().filter(move |node| node.has_tag_name((SITEMAP, name)));
        assert_eq!(named("loc").count(), 1, "{path}");
        assert!(named("lastmod").count() <= 1);
        for node in &children {
            let space = node.tag_name().namespace().unwrap_or_default();
            assert!([SITEMAP, IMAGE, NEWS, XHTML].contains(&space), "{path}: {node:?}");
            if space == SITEMAP {
                assert!(["loc", "lastmod"].contains(&node.tag_name().name()), "{path}: {node:?}");
            }
            if node.has_tag_name((SITEMAP, "lastmod")) {
                node.text().expect("a date").parse::<jiff::Timestamp>().expect("W3C datetime with offset");
            }
        }
        let location = children[0].text().expect("an address");
        assert!(location.starts_with("https://example.gov.cn/") && location.len() <= 2048 && location.is_ascii());
        locations.push(location.to_owned());
    }
    locations
}

#[test]
fn pictures_and_translations_are_listed() {
    let run = site().build().ok();
    let locations = check(&run, "sitemap.xml");
    assert!(locations.contains(&"https://example.gov.cn/a/".to_owned()));
    let document = Document::parse(run.text("sitemap.xml")).expect("XML");
    let of = |path: &str| {
        let location =
            document.descendants().find(|node| node.text() == Some(path) && node.has_tag_name((SITEMAP, "loc")));
        location.and_then(|node| node.parent()).expect("an entry")
    };
    let page = of("https://example.gov.cn/a/");
    let pictures: Vec<_> =
        page.descendants().filter(|node| node.has_tag_name((IMAGE, "loc"))).filter_map(|node| node.text()).collect();
    assert_eq!(pictures, ["https://example.gov.cn/media/c.png", "https://example.gov.cn/media/p.png"], "each once");
    let alternates = |page: Node<'_, '_>| -> Vec<(String, String)> {
        let links = page.children().filter(|node| node.has_tag_name((XHTML, "link")));
        let text = |node: Node<'_, '_>, name| node.attribute(name).unwrap_or_default().to_owned();
        links
            .filter(|node| node.attribute("rel") == Some("alternate"))
            .map(|node| (text(node, "hreflang"), text(node, "href")))
            .collect()
    };
    let both = [("zh-CN", "https://example.gov.cn/a/"), ("en", "https://example.gov.cn/en/a/")];
    let both = both.map(|(tag, url)| (tag.to_owned(), url.to_owned()));
    assert_eq!(alternates(page), both);
    assert_eq!(alternates(of("https://example.gov.cn/en/a/")), both, "each names itself and the other");
    assert_eq!(alternates(of("https://example.gov.cn/new/")), []);
    let plain = SiteTest::new().config("[sitemap]\nimages = false\n").build().ok();
    plain
        .lacks("sitemap.xml", "image")
        .lacks("sitemap.xml", "xhtml")
        .without("sitemap-index.xml")
        .without("news-sitemap.xml");
}

#[test]
fn news_are_two_days_old_at_most() {
    let site = site();
    let run = site.build().ok();
    assert_eq!(check(&run, "news-sitemap.xml"), ["https://example.gov.cn/new/"], "the other is 48 hours old");
    let document = Document::parse(run.text("news-sitemap.xml")).expect("XML");
    let text =
        |name: &str| document.descendants().find(|node| node.has_tag_name((NEWS, name))).and_then(|node| node.text());
    assert_eq!(text("name"), Some("测试站"));
    assert_eq!((text("language"), text("title")), (Some("zh-cn"), Some("一页")));
    assert_eq!(text("publication_date"), Some("2026-05-30T00:00:01+08:00"));
    // What is news changes with time, so a build is due when it does.
    let next = site.run(["list", "next", "--json", "--at", AT]).ok().stdout;
    assert!(next.contains("2026-06-01T00:00:01+08:00") && next.contains("no-news"), "{next}");
    let later = site.run(["build", "--at", "2026-06-01T00:00:01+08:00"]).ok();
    assert_eq!(check(&later, "news-sitemap.xml"), Vec::<String>::new());
}

#[test]
fn robots_names_the_index_and_the_index_all_sitemaps() {
    let run = site().build().ok();
    let sitemaps = check(&run, "sitemap-index.xml");
    assert_eq!(sitemaps, ["https://example.gov.cn/sitemap.xml", "https://example.gov.cn/news-sitemap.xml"]);
    for sitemap in sitemaps {
        assert!(run.out.contains_key(sitemap.trim_start_matches("https://example.gov.cn/")));
    }
    run.has("robots.txt", "Sitemap: https://example.gov.cn/sitemap-index.xml\n");
}
