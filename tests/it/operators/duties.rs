//! Columns that get old, and pages that somebody must review.

use serde_json::Value;

use crate::fixture::{AT, SiteTest, page_with};

fn site(settings: &str) -> SiteTest {
    let column = |title: &str, rest: &str| format!("+++\ntitle = \"{title}\"\n{rest}+++\n");
    let alert = |date: &str| page_with(&format!("date = {date}\nlevel = \"warning\"\n"), "正文。");
    SiteTest::new()
        .config(settings)
        .file("content/alerts/_index.md", column("预警", "page_kind = \"alert\"\n"))
        .file("content/alerts/a.md", alert("2026-05-10"))
        .file("content/notes/_index.md", column("通知", "[extra]\ncolumn_type = \"通知公告\"\n"))
        .file("content/notes/a.md", page_with("date = 2026-01-01\n", "正文。"))
        .file("content/own/_index.md", column("自定", "page_kind = \"alert\"\nfreshness_days = 0\n"))
        .file("content/own/a.md", alert("2020-01-01"))
        .file("content/empty/_index.md", column("空的", ""))
}

fn states(site: &SiteTest, at: &str) -> Vec<(String, String, Option<i64>, Option<i64>)> {
    let text = site.run(["list", "freshness", "--json", "--at", at]).ok().stdout;
    let rows: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.iter()
        .map(|row| (text(&row["path"]), text(&row["state"]), row["days"].as_i64(), row["allowed"].as_i64()))
        .collect()
}

#[test]
fn columns_are_fresh_stale_or_empty() {
    let site = site("");
    let row = |path: &str, state: &str, days: Option<i64>, allowed: Option<i64>| {
        (path.to_owned(), state.to_owned(), days, allowed)
    };
    assert_eq!(
        states(&site, "2026-05-24T23:59:59+08:00"),
        [
            row("empty/_index.md", "empty", None, None),
            row("_index.md", "fresh", Some(14), Some(14)),
            row("alerts/_index.md", "fresh", Some(14), Some(14)),
            row("notes/_index.md", "fresh", Some(143), Some(180)),
            row("own/_index.md", "fresh", Some(2335), None),
        ]
    );
    let later = states(&site, "2026-05-25");
    assert!(later.contains(&row("alerts/_index.md", "stale", Some(15), Some(14))), "{later:?}");
    assert!(
        later.contains(&row("_index.md", "stale", Some(15), Some(14))),
        "the home page is as new as its newest page"
    );
}

/// Time alone makes a column old: the clock is asked even if nothing changed since the last check.
#[test]
fn checks_warn_where_the_settings_say_so() {
    let quiet = site("").run(["check", "--at", AT, "--lang", "zh"]).ok();
    assert!(!quiet.stderr.contains("content/freshness"), "{}", quiet.stderr);
    let site = site("[freshness]\nwarn = true\nhome = 30\ncolumns = { \"通知公告\" = 100 }\n");
    for _ in 0..2 {
        site.run(["check", "--at", AT, "--lang", "zh"])
            .ok()
            .says("栏目“预警”已有 22 天没有更新，应不超过 14 天")
            .says("栏目“通知”已有 151 天没有更新，应不超过 100 天")
            .says("栏目“空的”是空的");
    }
    let build = site.build().ok();
    assert!(!build.stderr.contains("content/freshness"), "what a build says does not depend on the clock");
}

#[test]
fn pages_of_some_kinds_must_be_reviewed() {
    let alert = |review: &str| {
        page_with(&format!("kind = \"alert\"\nlevel = \"warning\"\ndate = 2026-05-01\n{review}"), "正文。")
    };
    let site = SiteTest::new()
        .config("[review]\nrequired = [\"alert\"]\nmax_age = 20\n")
        .file("content/page.md", page_with("", "不用审"));
    site.write("content/a.md", alert(""));
    site.build().fails(1).says("content/review").says("页面没有写明由谁审核");
    site.write("content/a.md", alert("draft = true\n"));
    site.build().ok();
    site.write("content/a.md", alert("review = { by = \"王某\" }\n"));
    site.build().fails(1).says("front-matter/bad-value");
    site.write("content/a.md", alert("updated = 2026-05-20\nreview = { by = \"王某\", date = 2026-05-10 }\n"));
    site.build().ok().says("审核以后又改过");
    site.write("content/a.md", alert("review = { by = \"王某\", date = 2026-05-10, secrecy = \"已审查\" }\n"));
    site.build().ok();
    site.run(["check", "--at", "2026-05-30", "--lang", "zh"]).ok();
    site.run(["check", "--at", AT, "--lang", "zh"]).ok().says("上次审核是 22 天以前，应不超过 20 天");
    site.write("themes/t/templates/page.html", "{{ page.review.by }} {{ page.review.date }} {{ page.review.secrecy }}");
    site.remove("content/page.md");
    site.build().ok().has("a/index.html", "王某 2026-05-10 已审查");
    let typo = SiteTest::new().config("[review]\nrequired = [\"alerts\"]\n").build().fails(3);
    assert!(typo.stderr.contains("alert"), "{}", typo.stderr);
}
