//! Articles with pages of their own, and how issues are cited.

use super::{Issue, at, data, small};
use crate::fixture::{AT, SiteTest};

fn several(body: &str) -> SiteTest {
    small("", |issues| {
        issues[2].articles = vec!["甲《乙》丙".to_owned(), "第二篇".to_owned()];
        issues[2].body = body.to_owned();
    })
}

const BODY: &str = "编者按在前。\n\n## 甲《乙》丙\n\n第一篇[^1]，见[下文](#第二篇)和[小节](#小节)。\n\n### 小节\n\n:::tip 注意\n话\n:::\n\n## 第二篇\n\n第二篇[^2]。\n\n[^1]: 注一。\n[^2]: 注二。";

#[test]
fn each_article_has_a_page() {
    let run = several(BODY).build().ok();
    let first = run.text("ldt/2020/3/1/index.html");
    assert!(first.contains("<title>甲《乙》丙</title>"));
    assert!(first.contains("1/2 https://example.gov.cn/ldt/2020/3/1/"));
    assert_eq!(at(first, "cite"), "甲某、联络处：《甲〈乙〉丙》，《联络动态》2020年第3期（总第3期）");
    assert_eq!(at(first, "around"), "/ldt/2020/3/2/");
    assert!(first.contains("href=\"/ldt/2020/3/#"), "what is elsewhere is found in the whole: {first}");
    assert!(first.contains("<h2 id=\"小节\">") && first.contains("href=\"#%E5%B0%8F%E8%8A%82\""), "{first}");
    assert!(
        first.contains("注一") && !first.contains("注二") && !first.contains("编者按") && !first.contains("第二篇")
    );
    assert!(first.contains("<b>注意</b>"), "components are there");
    let second = run.text("ldt/2020/3/2/index.html");
    assert!(second.contains("注二") && !second.contains("注一") && second.contains("value=\"2\""));
    let whole = run.text("ldt/2020/3/index.html");
    assert!(whole.contains("编者按") && whole.contains("<a href=\"/ldt/2020/3/2/\">第二篇</a>"));
    let data = data(second);
    assert_eq!(
        (&data["@type"], &data["headline"], &data["position"]),
        (&"Article".into(), &"第二篇".into(), &2.into())
    );
    assert_eq!(data["author"][0]["@type"], "Person");
    assert_eq!(data["isPartOf"]["@type"], "PublicationIssue");
    assert_eq!(data["isPartOf"]["isPartOf"]["isPartOf"]["publisher"]["@type"], "GovernmentOrganization");
    assert!(!run.out.contains_key("ldt/2020/2/1/index.html"), "one article is the issue");
}

/// Without the theme's template articles are found at their headings.
#[test]
fn a_theme_may_do_without_pages_of_articles() {
    let site = several(BODY);
    site.remove("themes/t/templates/bulletin-article.html");
    let run = site.build().ok();
    assert!(!run.out.contains_key("ldt/2020/3/1/index.html"));
    assert!(
        run.text("ldt/2020/3/index.html").contains("<a href=\"/ldt/2020/3/#%E7%AC%AC%E4%BA%8C%E7%AF%87\">第二篇</a>")
    );
}

#[test]
fn the_address_of_an_article_belongs_to_it() {
    let site = several(BODY);
    site.write("content/other.md", crate::fixture::page_with("path = \"ldt/2020/3/2\"\n", "正文"));
    site.run(["--lang", "en", "build", "--at", AT]).fails(1).says("article 2 of the issue ldt/2020/3/index.md");
}

#[test]
fn short_addresses_may_be_claimed_once() {
    let site = small("", |_| ());
    site.write("content/other.md", crate::fixture::page_with("aliases = [\"/l/3/\"]\n", "正文"));
    site.run(["--lang", "en", "build", "--at", AT]).fails(1).says("the short address of the issue");
    // Written out by its own page it is one.
    small("", |issues| issues[2].front = "aliases = [\"/l/3/\"]\n".to_owned()).build().ok();
}

#[test]
fn citations_to_take_along() {
    let run = several(BODY).build().ok();
    let bib = run.text("ldt/2020/3/cite.bib");
    assert_eq!(bib.matches("\n}\n").count(), 3, "{bib}");
    assert!(bib.starts_with("@periodical{ldt-2020-3,\n  title = {联络动态},\n"), "{bib}");
    assert!(bib.contains(
        "@article{ldt-2020-3-2,\n  title = {第二篇},\n  author = {{甲某} and {联络处}},\n  journal = {联络动态},\n"
    ));
    let ris = run.text("ldt/2020/3/cite.ris");
    let records: Vec<&str> = ris.split("ER  - \r\n").collect();
    assert_eq!(records.len(), 4);
    assert!(records[2].starts_with("TY  - JOUR\r\nTI  - 第二篇\r\nAU  - 甲某\r\nAU  - 联络处\r\nT2  - 联络动态\r\nPY  - 2020\r\nDA  - 2020/09/10\r\nIS  - 3\r\nN1  - 总第3期\r\n"), "{ris}");
    assert!(ris.lines().all(|line| line.len() >= 6 && line[2..].starts_with("  - ")));
    let single = run.text("ldt/2021/1/cite.bib");
    assert!(single.starts_with("@article{ldt-2021-1,\n") && single.matches('@').count() == 1, "{single}");
}

#[test]
fn the_file_it_came_from() {
    let site = small("", |issues| issues[2].front = "original = \"原稿.txt\"\n".to_owned());
    site.write("content/ldt/2020/3/原稿.txt", "一二三");
    let run = site.build().ok();
    assert_eq!(at(run.text("ldt/2020/3/index.html"), "original"), "/ldt/2020/3/%E5%8E%9F%E7%A8%BF.txt 原稿.txt 9");
    let data = data(run.text("ldt/2020/3/index.html"));
    assert_eq!(data["encoding"]["contentSize"], "9 B");
    let site = small("", |issues| issues[2].front = "original = \"没有.txt\"\n".to_owned());
    site.build().fails(1).says("没有.txt");
}

#[test]
fn issues_that_replace_others_say_so() {
    let site = small("", |issues| issues[5].front = "supersedes = \"2021-1\"\n".to_owned());
    let run = site.build().ok();
    assert_eq!(at(run.text("ldt/2021/2/index.html"), "replaced"), "/ldt/2021/1/");
    assert_eq!(at(run.text("ldt/2021/1/index.html"), "replaced"), "/ldt/2021/2/");
}

/// Whatever changes, a build that takes over what it can is as good as a clean one.
#[test]
fn archives_follow_every_edit() {
    let site = several(BODY);
    site.build().ok();
    let verify = |what: &str| {
        let run = site.run(["build", "--at", AT, "--verify"]);
        assert_eq!(run.code, Some(0), "{what}: {}", run.stderr);
        run
    };
    let issue = |at: usize, edit: &dyn Fn(&mut Issue)| {
        let mut issue = super::eight()[at].clone();
        edit(&mut issue);
        site.write(&format!("content/{}/index.md", issue.folder()), issue.text());
    };
    issue(4, &|issue| issue.body = "改了。".to_owned());
    verify("a body");
    site.write("content/ldt/2020/3/index.md", several_text("第二篇[^2]。", "第二篇[^2]改了。"));
    assert!(verify("an article").text("ldt/2020/3/2/index.html").contains("改了"));
    issue(3, &|issue| issue.articles = vec!["别的题目".to_owned()]);
    verify("a title of contents");
    issue(7, &|issue| issue.front = "supersedes = \"2020-1\"\n".to_owned());
    assert_eq!(at(verify("supersedes").text("ldt/2020/1/index.html"), "replaced"), "/ldt/2021/4/");
    site.remove("content/ldt/2021/4/index.md");
    assert_eq!(at(verify("the last one goes").text("ldt/2021/3/index.html"), "later"), "");
    let config = std::fs::read_to_string(site.root().join("site.toml")).expect("settings");
    site.write("site.toml", config.replace("联络动态", "联络通讯"));
    assert!(at(verify("a name").text("ldt/2021/3/index.html"), "cite").starts_with("《联络通讯》"));
    site.write("content/ldt/2021/_index.md", "+++\ntitle = \"某年\"\n+++\n");
    verify("a volume goes");
    site.remove("themes/t/templates/bulletin-article.html");
    assert!(!verify("no articles").out.contains_key("ldt/2020/3/1/index.html"));
}

fn several_text(from: &str, to: &str) -> String {
    let mut issue = super::eight()[2].clone();
    issue.articles = vec!["甲《乙》丙".to_owned(), "第二篇".to_owned()];
    issue.body = BODY.replace(from, to);
    issue.text()
}
