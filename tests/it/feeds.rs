//! Feeds, sitemap and robots, read back by a parser that is not ours.

use roxmltree::{Document, Node};

use crate::fixture::{AT, Run, SiteTest, page_with};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn site() -> SiteTest {
    let front = |title: &str, rest: &str| {
        format!("+++\ntitle = \"{title}\"\ndescription = \"这一页只为测试而写。\"\n{rest}+++\n\n正文。\n")
    };
    SiteTest::new()
        .config("generate_feeds = true\nauthor = \"反诈中心\"\nfeed_limit = 3\ntaxonomies = [{ name = \"tags\", feed = true, paginate_by = 1 }]\n[languages.en]\ntitle = \"Test\"\ngenerate_feeds = true\n[languages.fr]\ntitle = \"Essai\"\n")
        .file("content/n/_index.md", "+++\ntitle = \"栏目 & 更多\"\nsort_by = \"date\"\ngenerate_feeds = true\n+++\n")
        .file("content/n/a.md", front("警惕 <刷单> & “返利”", "date = 2026-01-01\nauthors = [\"张某\"]\n[taxonomies]\ntags = [\"短信\"]\n"))
        .file("content/n/b.md", front("乙", "date = 2026-02-01T09:30:00\nupdated = 2026-05-01\n[taxonomies]\ntags = [\"短信\"]\n"))
        .file("content/c.md", front("丙", "date = 2026-03-01\n"))
        .file("content/d.md", front("丁", "date = 2026-04-01\n"))
        .file("content/e.md", front("没有日期", "robots = \"noindex\"\n"))
        .file("content/f.md", front("不生成", "date = 2026-05-02\nrender = false\n"))
        .file("content/g.md", page_with("date = 2026-05-03\ndraft = true\n", "x"))
        .file("content/c.en.md", front("Three", "date = 2026-03-02\n"))
        .file("content/c.fr.md", front("Trois", "date = 2026-03-03\n"))
}

fn child<'a>(node: Node<'a, 'a>, name: &str) -> &'a str {
    node.children()
        .find(|child| child.tag_name().name() == name)
        .and_then(|child| child.text())
        .unwrap_or_else(|| panic!("no <{name}>"))
}

fn titles(run: &Run, path: &str) -> Vec<String> {
    let document = Document::parse(run.text(path)).expect("well-formed XML");
    let feed = document.root_element();
    assert_eq!((feed.tag_name().name(), feed.tag_name().namespace()), ("feed", Some(ATOM)));
    for node in std::iter::once(feed).chain(feed.children().filter(|node| node.has_tag_name((ATOM, "entry")))) {
        // RFC 4287, 4.1: each once, and dates are RFC 3339.
        for name in ["id", "title", "updated"] {
            assert_eq!(node.children().filter(|child| child.tag_name().name() == name).count(), 1, "{path}: {name}");
        }
        assert!(child(node, "id").starts_with("https://example.gov.cn/"));
        child(node, "updated").parse::<jiff::Timestamp>().expect("RFC 3339");
    }
    let links = |rel: &str| {
        feed.children().filter(|node| node.has_tag_name((ATOM, "link")) && node.attribute("rel") == Some(rel)).count()
    };
    assert_eq!((links("self"), links("alternate")), (1, 1), "{path}");
    feed.children()
        .filter(|node| node.has_tag_name((ATOM, "entry")))
        .map(|entry| child(entry, "title").to_owned())
        .collect()
}

#[test]
fn feeds_hold_their_pages_newest_first() {
    let run = site().build().ok();
    assert_eq!(titles(&run, "atom.xml"), ["丁", "丙", "乙"], "newest first, at most three");
    assert_eq!(titles(&run, "n/atom.xml"), ["乙", "警惕 <刷单> & “返利”"]);
    assert_eq!(titles(&run, "tags/duan-xin/atom.xml").len(), 2);
    assert_eq!(titles(&run, "en/atom.xml"), ["Three"]);
    assert!(!run.out.contains_key("fr/atom.xml"), "feeds are off for French");
}

#[test]
fn feeds_say_who_when_and_in_which_language() {
    let run = site().build().ok();
    let text = run.text("n/atom.xml");
    let document = Document::parse(text).expect("XML");
    let feed = document.root_element();
    assert_eq!(feed.attribute(("http://www.w3.org/XML/1998/namespace", "lang")), Some("zh-CN"));
    assert_eq!(child(feed, "title"), "栏目 & 更多 - 测试站");
    assert_eq!(child(feed, "updated"), "2026-05-01T00:00:00+08:00", "the newest change of any entry");
    let entries: Vec<Node<'_, '_>> = feed.children().filter(|node| node.has_tag_name((ATOM, "entry"))).collect();
    assert_eq!(
        (child(entries[0], "published"), child(entries[0], "updated")),
        ("2026-02-01T09:30:00+08:00", "2026-05-01T00:00:00+08:00")
    );
    let author = |entry: &Node<'_, '_>| {
        entry
            .children()
            .find(|node| node.tag_name().name() == "author")
            .and_then(|author| author.children().find(|node| node.tag_name().name() == "name"))
            .and_then(|name| name.text().map(str::to_owned))
            .expect("an author")
    };
    assert_eq!((author(&entries[0]), author(&entries[1])), ("反诈中心".to_owned(), "张某".to_owned()));
    assert_eq!(
        Document::parse(run.text("en/atom.xml"))
            .expect("XML")
            .root_element()
            .attribute(("http://www.w3.org/XML/1998/namespace", "lang")),
        Some("en")
    );
}

fn locations(run: &Run) -> Vec<String> {
    let document = Document::parse(run.text("sitemap.xml")).expect("well-formed XML");
    let urlset = document.root_element();
    assert!(urlset.has_tag_name((SITEMAP, "urlset")));
    urlset
        .children()
        .filter(|node| node.has_tag_name((SITEMAP, "url")))
        .map(|url| child(url, "loc").to_owned())
        .collect()
}

#[test]
fn the_sitemap_lists_what_may_be_found() {
    let run = site().build().ok();
    let found = locations(&run);
    let has = |path: &str| found.iter().any(|url| url == &format!("https://example.gov.cn{path}"));
    for path in ["/", "/n/", "/n/a/", "/c/", "/en/", "/en/c/", "/fr/c/", "/tags/", "/tags/duan-xin/"] {
        assert!(has(path), "{path} is missing: {found:#?}");
    }
    for path in ["/e/", "/f/", "/g/", "/404.html", "/tags/duan-xin/page/1/"] {
        assert!(!has(path), "{path} should not be listed");
    }
    let mut sorted = found.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), found.len(), "an address is listed twice");
    for url in &found {
        let path = url.trim_start_matches("https://example.gov.cn/");
        assert!(run.out.contains_key(&format!("{path}index.html")), "{url} has no file");
    }
}

#[test]
fn robots_names_the_sitemap() {
    let run = site().build().ok();
    assert!(run.text("robots.txt").contains("Sitemap: https://example.gov.cn/sitemap.xml"));
    let off = SiteTest::new().config("generate_sitemap = false\ngenerate_robots_txt = false\n").build().ok();
    off.without("sitemap.xml").without("robots.txt");
    let own = SiteTest::new().file("templates/robots.txt", "User-agent: *\nDisallow: /x/\n").build().ok();
    assert_eq!(own.text("robots.txt"), "User-agent: *\nDisallow: /x/\n");
}

/// Characters that XML cannot hold must not reach it.
#[test]
fn control_characters_do_not_break_the_xml() {
    let site = SiteTest::new().config("generate_feeds = true\n").file(
        "content/a.md",
        "+++\ntitle = \"甲\\u0008乙\\u001F\"\ndescription = \"这一页只为测试而写\\u000B。\"\ndate = 2026-01-01\n+++\n",
    );
    let run = site.run(["build", "--at", AT]);
    if run.code == Some(0) {
        assert_eq!(titles(&run, "atom.xml").len(), 1);
    } else {
        assert!(run.stderr.contains("front-matter/bad-value"), "{}", run.stderr);
    }
}
