//! Previews: everything is in, nobody takes them for the site, and search engines stay away.

use super::site;
use crate::fixture::{AT, SiteTest, page_with, tests_folder};

fn draft_site() -> SiteTest {
    site("")
        .config("generate_robots_txt = false\n[deploy.web]\nkind = \"nginx\"\n")
        .file("content/n/draft.md", page_with("draft = true\ndate = 2026-03-01\n", "草稿。"))
        .file("content/n/later.md", page_with("publish = 2027-01-01\ndate = 2026-03-01\n", "以后。"))
        .file("static/robots.txt", "User-agent: *\nAllow: /\n")
        .file(
            "themes/t/templates/page.html",
            "<!doctype html><html><head lang=\"zh\"><title>x</title></head><body>{% if config.preview %}预览 {{ config.preview.instant }}{% else %}正式{% endif %}{{ page.content | safe }}</body></html>",
        )
}

#[test]
fn every_page_of_a_preview_says_so() {
    let site = draft_site();
    let run = site.run(["build", "--at", AT, "--preview", "-u", "http://127.0.0.1:8000"]).ok();
    run.text("n/draft/index.html");
    run.text("n/later/index.html");
    let pages: Vec<&String> = run.out.keys().filter(|path| path.ends_with(".html")).collect();
    assert!(pages.len() > 6, "{pages:?}");
    for path in pages {
        assert!(run.text(path).contains("noindex"), "{path}: {}", run.text(path));
    }
    let run = run
        .has("n/a/index.html", "<head lang=\"zh\"><meta name=\"robots\" content=\"noindex, nofollow\">")
        .has("n/a/index.html", "预览 2026-06-01T00:00:00+08:00")
        .has("_headers", "  X-Robots-Tag: noindex, nofollow\n")
        .without("sitemap.xml");
    assert_eq!(run.text("robots.txt"), "User-agent: *\nDisallow: /\n");
}

/// A preview leaves nothing in the cache that the site itself would show, nor the other way round.
#[test]
fn a_preview_and_the_site_take_turns() {
    let site = draft_site();
    let clean = site.build().ok();
    let preview = site.run(["build", "--at", AT, "--preview"]).ok();
    let again = site.build().ok();
    assert!(clean.out == again.out);
    assert!(!again.out.values().any(|bytes| String::from_utf8_lossy(bytes).contains("noindex, nofollow")));
    again.without("n/draft/index.html").has("n/a/index.html", "正式").has("robots.txt", "Allow: /");
    site.run(["build", "--at", AT, "--preview", "--verify"]).ok();
    assert!(site.run(["build", "--at", AT, "--preview"]).ok().out == preview.out);
}

/// The banner of the theme that comes with the program, in both languages.
#[test]
fn the_campaign_theme_has_a_banner() {
    let site = SiteTest::copy_of(&tests_folder("../src/scaffold/never")).file(
        "site.toml",
        "base_url = \"https://example.gov.cn\"\ntitle = \"测试站\"\ndescription = \"只为测试。\"\n[languages.en]\ntitle = \"Test\"\n",
    );
    let site = site
        .file("content/_index.md", "+++\ntitle = \"首页\"\n+++\n")
        .file("content/help.md", page_with("date = 2026-01-01\n", "求助。"))
        .file("content/_index.en.md", "+++\ntitle = \"Home\"\n+++\n")
        .file("content/help.en.md", page_with("date = 2026-01-01\n", "Help."))
        .file("data/hotlines.toml", include_str!("../../../data/hotlines.toml"));
    let run = site.run(["build", "--at", AT, "--preview"]).ok();
    let run = run.has("help/index.html", "预览稿，未经审核发布").has("help/index.html", "2026-06-01 00:00");
    run.has("en/help/index.html", "Preview: not reviewed, not published");
    site.build().ok().lacks("help/index.html", "预览稿");
}
