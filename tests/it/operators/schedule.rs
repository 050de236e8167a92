//! Pages appear and disappear on the site's clocks, to the second.

use serde_json::Value;

use crate::fixture::{SiteTest, page_with};

fn zoned(zone: &str) -> SiteTest {
    SiteTest::new()
        .config(&format!("time_zone = \"{zone}\"\n"))
        .file("content/day.md", page_with("publish = 2026-11-24\n", "按日"))
        .file("content/time.md", page_with("publish = 2026-11-24T09:30:00\n", "按时"))
        .file("content/instant.md", page_with("publish = 2026-11-24T09:30:00+00:00\n", "按格林尼治"))
        .file("content/gone.md", page_with("date = 2026-11-01\nexpire = 2026-11-24\n", "到期"))
}

/// What of `day time instant gone` is there at an instant.
#[track_caller]
fn shown(site: &SiteTest, at: &str) -> Vec<&'static str> {
    let run = site.run(["build", "--at", at]).ok();
    ["day", "time", "instant", "gone"]
        .into_iter()
        .filter(|name| run.out.contains_key(&format!("{name}/index.html")))
        .collect()
}

#[test]
fn a_date_without_offset_is_the_site_s_own() {
    let site = zoned("Asia/Shanghai");
    assert_eq!(shown(&site, "2026-11-23T15:59:59Z"), ["gone"]);
    assert_eq!(shown(&site, "2026-11-23T16:00:00Z"), ["day"], "midnight in Shanghai");
    assert_eq!(shown(&site, "2026-11-24T01:29:59Z"), ["day"]);
    assert_eq!(shown(&site, "2026-11-24T01:30:00Z"), ["day", "time"]);
    assert_eq!(shown(&site, "2026-11-24T09:29:59Z"), ["day", "time"]);
    assert_eq!(shown(&site, "2026-11-24T09:30:00Z"), ["day", "time", "instant"]);
    let other = zoned("America/New_York");
    assert_eq!(shown(&other, "2026-11-24T04:59:59Z"), ["gone"]);
    assert_eq!(shown(&other, "2026-11-24T05:00:00Z"), ["day"], "midnight in New York");
}

#[test]
fn at_without_an_offset_is_the_site_s_clock_too() {
    for zone in ["Asia/Shanghai", "America/New_York", "Pacific/Auckland"] {
        let site = zoned(zone);
        assert_eq!(shown(&site, "2026-11-23T23:59:59"), shown(&site, "2026-11-23T23:59:59"));
        assert!(!shown(&site, "2026-11-23T23:59:59").contains(&"day"), "{zone}");
        assert!(shown(&site, "2026-11-24").contains(&"day"), "{zone}");
    }
}

/// On 8 March 2026 clocks in New York go from 2:00 to 3:00: 2:30 does not exist and is 3:30.
#[test]
fn a_time_that_clocks_skip_is_the_one_after() {
    let site = SiteTest::new()
        .config("time_zone = \"America/New_York\"\n")
        .file("content/a.md", page_with("publish = 2026-03-08T02:30:00\n", "甲"));
    site.run(["build", "--at", "2026-03-08T07:29:59Z"]).ok().without("a/index.html");
    site.run(["build", "--at", "2026-03-08T07:30:00Z"]).ok().has("a/index.html", "甲");
}

#[test]
fn the_next_change_says_which_pages() {
    let site = zoned("Asia/Shanghai");
    let next = |at: &str| -> Value {
        let text = site.run(["list", "next", "--json", "--at", at]).ok().stdout;
        serde_json::from_str(&text).expect("JSON")
    };
    let found = next("2026-11-23");
    assert_eq!(found["next"], "2026-11-24T00:00:00+08:00");
    let changes = found["changes"].as_array().expect("changes");
    let changes: Vec<_> = changes.iter().map(|change| (change["path"].as_str(), change["change"].as_str())).collect();
    assert_eq!(changes, [(Some("day.md"), Some("publish")), (Some("gone.md"), Some("expire"))]);
    assert_eq!(next("2026-11-24")["next"], "2026-11-24T09:30:00+08:00");
    assert_eq!(next("2026-11-25"), serde_json::json!({"next": null, "changes": []}));
}

#[test]
fn what_is_left_out_is_named_with_its_reason() {
    let site = zoned("Asia/Shanghai").file("content/draft.md", page_with("draft = true\n", "草稿"));
    let text = site.run(["list", "--json", "--at", "2026-11-24", "--lang", "zh"]).ok().stdout;
    let rows: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let reason = |path: &str| {
        let row = rows.iter().find(|row| row["path"] == path).unwrap_or_else(|| panic!("no {path}"));
        (row["state"].as_str().map(str::to_owned), row["reason"].as_str().map(str::to_owned))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(reason("day.md"), (some("published"), None));
    assert_eq!(reason("time.md"), (some("future"), some("要到 2026-11-24 09:30 才发布")));
    assert_eq!(reason("gone.md"), (some("expired"), some("已在 2026-11-24 过期")));
    assert_eq!(reason("draft.md"), (some("draft"), some("草稿（draft = true）")));
}
