//! A build does what changed and no more.

use fanzha::build::Work;
use fanzha::site::When;

use super::super::fixture::{AT, SiteTest, page_with};
use super::super::records;
use super::{project, theme, warm};

fn site() -> SiteTest {
    let site = theme::site();
    for number in 0..9 {
        let front = format!("date = 2026-02-{:02}\n", 10 + number);
        let page = page_with(&front, "第一段。\n\n第二段。").replacen("一页", &format!("第{number}页"), 1);
        site.write(&format!("content/a/p{number}.md"), page);
    }
    site
}

/// Edits a file of the site and gives what the next build had to do.
fn after(site: &SiteTest, path: &str, from: &str, to: &str) -> Work {
    let text = std::fs::read_to_string(site.root().join(path)).expect("a file");
    assert!(text.contains(from), "{path} has no `{from}`");
    site.write(path, text.replace(from, to));
    again(site)
}

fn again(site: &SiteTest) -> Work {
    let built = warm(&project(site.root(), When::At(AT.parse().expect("an instant"))));
    assert!(!built.report.has_errors(), "{}", super::said(&built));
    built.work
}

fn work(parsed: usize, rendered: usize, finished: usize) -> Work {
    Work { parsed, rendered, finished }
}

#[test]
fn nothing_changed() {
    let site = site();
    assert!(again(&site).finished > 20);
    assert_eq!(again(&site), work(0, 0, 0));
}

#[test]
fn a_file_written_anew_with_the_same_bytes() {
    let site = site();
    again(&site);
    assert_eq!(after(&site, "content/a/p4.md", "第二段", "第二段"), work(0, 0, 0));
}

#[test]
fn a_body() {
    let site = site();
    again(&site);
    assert_eq!(after(&site, "content/a/p4.md", "第二段", "第三段"), work(1, 1, 1));
}

/// An issue's body is in its own page and in those of its articles; the pages of its neighbours, its
/// year and its periodical do not show it.
#[test]
fn an_article_of_an_issue() {
    let site = site();
    let issue = |number: u32, articles: &str, body: &str| {
        let front = format!(
            "kind = \"bulletin\"\nperiodical = \"p\"\nyear = 2025\nissue = {number}\ntotal = {number}\ndate = 2025-0{number}-01\npublisher = \"某办\"\nclassification = \"公开\"\ncontents = [{articles}]\n"
        );
        site.write(&format!("content/p/2025/{number}/index.md"), page_with(&front, body));
    };
    issue(1, "{ title = \"一\" }", "正文。");
    issue(2, "{ title = \"甲\" }, { title = \"乙\" }", "开头。\n\n## 甲\n\n先说。\n\n## 乙\n\n后说。");
    issue(3, "{ title = \"三\" }", "正文。");
    again(&site);
    assert_eq!(after(&site, "content/p/2025/2/index.md", "后说", "再说"), work(1, 3, 2));
    // A title of another issue is shown by its neighbours, the year, the home, and whoever asks for
    // the periodical: here the pages of all issues. Feeds are made again and may come out as before.
    let work = after(&site, "content/p/2025/3/index.md", "一页", "新的一页");
    assert_eq!(work.parsed, 1);
    assert!(work.rendered >= 5 && work.rendered < 20, "{work:?}");
    assert_eq!(again(&site), Work::default());
}

/// Who asks for a page as a whole sees how long its body is; who shows its card does not.
/// A page as data, and the feeds that hold its whole text, are made again with it.
#[test]
fn a_body_that_other_programs_read() {
    let site = theme::full_site()
        .file("content/l.md", page_with("date = 2026-05-29\n", "正文。"))
        .file("content/m.md", page_with("date = 2026-05-30\n", "正文。"))
        .file("content/n.md", page_with("date = 2026-05-31\n", "第一段。\n\n一"))
        .file("content/o.md", page_with("date = 2020-01-01\n", "第一段。\n\n二"));
    again(&site);
    let newest = after(&site, "content/n.md", "一\n", "三\n");
    assert_eq!(newest, work(1, 4, 4), "its HTML, its JSON, and the two feeds of the site");
    assert_eq!(after(&site, "content/o.md", "二\n", "四\n"), work(1, 2, 2), "too old for the feeds");
}

#[test]
fn a_body_that_another_page_counts() {
    let site = site()
        .file("templates/counts.html", "{% set other = get_page(path=\"a/p4.md\") %}{{ other.word_count }}")
        .file("content/b/counts.md", page_with("template = \"counts.html\"\n", "一"));
    again(&site);
    assert_eq!(after(&site, "content/a/p4.md", "第二段", "第二段更长"), work(1, 2, 2));
    assert_eq!(after(&site, "content/a/p5.md", "第二段", "第二段更长"), work(1, 1, 1));
    assert_eq!(again(&site), work(0, 0, 0));
}

/// An edit beside a mistake is not forgotten when the mistake is mended.
#[test]
fn a_body_edited_while_another_page_is_broken() {
    let site = site();
    again(&site);
    let broken = std::fs::read_to_string(site.root().join("content/a/p3.md")).expect("a file");
    site.write("content/a/p4.md", page_with("date = 2026-02-14\n", "第一段。\n\n另写。").replacen("一页", "第4页", 1));
    site.write("content/a/p3.md", broken.replace("+++\n", "+++\nwrong = 1\n"));
    let project = project(site.root(), When::At(AT.parse().expect("an instant")));
    assert!(warm(&project).report.has_errors());
    site.write("content/a/p3.md", broken);
    let work = again(&site);
    assert_eq!((work.rendered, work.finished), (1, 1));
}

/// The page, its two neighbours, the pager that lists it, `llms.txt`, and the two home pages, which
/// ask for the section but do not show it; no feed, which shows only the newest three.
#[test]
fn a_title() {
    let site = site();
    again(&site);
    assert_eq!(after(&site, "content/a/p4.md", "\"第4页", "\"四"), work(1, 7, 5));
}

#[test]
fn a_data_file_a_string_a_picture() {
    let site =
        site().file("content/b/pic.md", page_with("cover = { src = \"/media/one.svg\", alt = \"一幅图\" }\n", "一"));
    let all = again(&site);
    // Feeds, the sitemap, robots.txt and llms.txt show no data.
    let html = all.finished - 7;
    assert_eq!(after(&site, "data/facts.toml", "110", "96110"), work(0, html, html), "every page shows it");
    assert_eq!(after(&site, "themes/t/i18n/en.toml", "Home", "Start").rendered, 1, "only the English home page");
    // The page that shows it, the section that lists the page, and the home page, which asks for
    // its size.
    assert_eq!(after(&site, "media/one.svg", "width=\"10\"", "width=\"12\"").parsed, 0);
    assert_eq!(again(&site), work(0, 0, 0));
}

#[test]
fn a_setting() {
    let site = site();
    again(&site);
    let feeds = after(&site, "site.toml", "feed_limit = 3", "feed_limit = 4");
    assert_eq!((feeds.parsed, feeds.finished), (0, 1), "only the feed with more than three pages");
    let base = after(&site, "site.toml", "title = \"测试站\"", "title = \"另一站\"");
    assert_eq!(base.parsed, 0, "a title of the site is nothing that parsing looks at");
    assert!(base.rendered > 20 && (1..12).contains(&base.finished), "all see it, few show it: {base:?}");
}

#[test]
fn a_template() {
    let site = site();
    let all = again(&site);
    let edited = after(&site, "themes/t/templates/taxonomy_list.html", "<ul>", "<ol>");
    assert_eq!((edited.parsed, edited.rendered, edited.finished), (0, all.rendered, 2));
}

#[test]
fn why_a_page_was_made_again() {
    let site = site();
    site.build().ok();
    let explain = |path: &str| site.run(["--lang", "en", "build", "--at", AT, "--explain", path]).ok().stdout;
    assert!(explain("a/p4/").contains("nothing that it shows has changed"), "{}", explain("a/p4/"));
    assert!(explain("content/a/p4.md").starts_with("/a/p4/index.html was not made again"));
    let edit = |from: &str, to: &str| {
        let text = std::fs::read_to_string(site.root().join("content/a/p4.md")).expect("a page");
        site.write("content/a/p4.md", text.replace(from, to));
    };
    edit("第二段", "第三段");
    assert!(explain("content/a/p4.md").contains("the body"));
    edit("第4页", "四");
    assert!(explain("public/a/p5/index.html").contains("neighbours"));
    site.write("data/facts.toml", "number = 12377\n");
    let said = explain("/b/");
    assert!(said.contains("load_data(path=\"data/facts.toml\")"), "{said}");
    assert!(explain("nichts").contains("the site has no `nichts`"));
}

#[test]
fn proof_by_building_twice() {
    let site = site();
    site.build().ok();
    let run = site.run(["--lang", "en", "build", "--at", AT, "--verify"]).ok();
    assert!(run.stderr.contains("equal a build without the cache"), "{}", run.stderr);
}

/// A site that is recalled as a whole has no graph; commands that need one must not miss it.
#[test]
fn commands_that_need_the_graph_have_it_after_a_build() {
    let site = site();
    site.build().ok();
    let listed = site.run(["list", "all"]).ok().stdout;
    assert!(listed.contains("a/p4.md"), "{listed}");
    let made = site.file("content/news/_index.md", "+++\ntitle = \"预警\"\npage_kind = \"alert\"\n+++\n");
    made.build().ok();
    let path = made.run(["new", "alert", "spring-jobs", "-t", "警惕春招刷单"]).ok().stdout;
    assert!(path.contains("content/news/spring-jobs.md"), "{path}");
}

/// The bulletin, the person and the organisation that its paragraph names, and the suggestion that
/// gives it as evidence, whose template does not show the words; no index and no other page.
#[test]
fn a_paragraph_that_others_quote() {
    let site = records::site();
    again(&site);
    assert_eq!(after(&site, "content/issue.md", "甲某讲话", "甲某再次讲话"), work(1, 4, 3));
}

/// A paragraph that names nobody and proves nothing is its bulletin's own.
#[test]
fn a_paragraph_that_nobody_quotes() {
    let site = records::site();
    let text = std::fs::read_to_string(site.root().join("content/issue.md")).expect("a bulletin");
    site.write("content/issue.md", format!("{text}\n最后一段。\n"));
    again(&site);
    assert_eq!(after(&site, "content/issue.md", "最后一段", "最后的一段"), work(1, 1, 1));
}
