//! `[gov]` and what follows from it.

use crate::fixture::{SiteTest, page_with};

const GOV: &str = "[gov]\nsponsor = \"某单位\"\nsite_id_code = \"4300000077\"\n";

#[test]
fn wrong_numbers_stop_the_build() {
    for (line, word) in [
        ("icp = \"湘ICP123\"\n", "icp"),
        ("police = \"湘公网安备1号\"\n", "police"),
        ("postcode = \"4100\"\n", "postcode"),
        ("error_report_url = \"找错\"\n", "error_report_url"),
        ("domain = \"https://a.gov.cn/\"\n", "domain"),
        ("body = \"other\"\nemblem = \"static/e.png\"\n", "国徽"),
        ("body = \"cour\"\n", "court"),
        ("sponser = \"某单位\"\n", "sponsor"),
    ] {
        let run = SiteTest::new().config(&format!("{GOV}{line}")).build().fails(3);
        assert!(run.stderr.contains(word) && run.stderr.contains("site.toml"), "{line}: {}", run.stderr);
    }
    let none = SiteTest::new().config("[gov]\nipv6 = true\n").build().fails(3);
    assert!(none.stderr.contains("sponsor") && none.stderr.contains("site_id_code"), "{}", none.stderr);
}

#[test]
fn what_the_footer_lacks_is_a_warning_and_an_undated_page_an_error() {
    let site = SiteTest::new().config(GOV);
    site.build().ok().says("页脚应有的项目还缺：联系方式、ICP备案号、公安机关备案号");
    site.write("content/a.md", page_with("", "没有日期"));
    site.build().fails(1).says("政府网站的内容页必须有发布日期");
}

#[test]
fn column_types_are_those_of_the_guideline() {
    let site = SiteTest::new()
        .config(GOV)
        .file("content/a/_index.md", "+++\ntitle = \"甲\"\n[extra]\ncolumn_type = \"工作动太\"\n+++\n")
        .file("themes/t/templates/section.html", "{{ section.column_type }}");
    let run = site.build().ok().says("您是不是想写“工作动态”").has("a/index.html", "工作动太");
    run.has("index.html", "首页");
}

/// The policy goes to hosts by file, and `serve` and other hosts find it in the page.
#[test]
fn the_policy_allows_what_the_settings_name() {
    let settings = "[security]\nhsts = 31536000\nframe_hosts = [\"map.example.gov.cn\"]\n[media]\npublic_url = \"https://oss.example.cn/v\"\n";
    let site = SiteTest::new().config(settings).file("themes/t/templates/index.html", "{{ config.csp }}");
    let run = site.build().ok();
    let headers = run.text("_headers");
    let policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; img-src 'self' https://oss.example.cn; media-src 'self' https://oss.example.cn";
    assert!(headers.contains(&format!(
        "  Content-Security-Policy: {policy}; frame-src https://map.example.gov.cn; frame-ancestors 'self'\n"
    )));
    assert!(headers.contains("  Strict-Transport-Security: max-age=31536000\n"));
    assert!(!headers.contains("unsafe"));
    assert!(run.text("index.html").replace("&#39;", "'").starts_with(policy));
    SiteTest::new().config("[security]\nheaders = false\n").build().ok().without("_headers");
    let own = SiteTest::new().file("static/_headers", "/*\n  X-Own: 1\n").build().ok();
    let headers = own.text("_headers");
    assert!(
        headers.contains("  X-Content-Type-Options: nosniff\n") && headers.ends_with("/*\n  X-Own: 1\n"),
        "{headers}"
    );
    SiteTest::new().config("[security]\nmedia_hosts = [\"x; script-src *\"]\n").build().fails(3);
}

/// Hosts join the values of all rules that fit: no two may say how long a thing is kept.
#[test]
fn each_address_has_one_rule_of_keeping() {
    let site = SiteTest::new()
        .config("generate_feeds = true\nfeed_filenames = [\"atom.xml\", \"feed.json\"]\n")
        .file("content/n/_index.md", "+++\ntitle = \"栏目\"\ngenerate_feeds = true\n+++\n")
        .file("content/n/a.md", page_with("date = 2026-01-01\n", "甲"))
        .file("themes/t/styles/main.css", "body{margin:0}");
    let run = site.build().ok();
    let mut rules: Vec<(String, Vec<String>)> = Vec::new();
    for line in run.text("_headers").lines() {
        match line.strip_prefix("  ") {
            Some(header) => rules.last_mut().expect("a path first").1.push(header.to_owned()),
            None => rules.push((line.to_owned(), Vec::new())),
        }
    }
    let fits = |pattern: &str, path: &str| match pattern.split_once('*') {
        None => pattern == path,
        Some((start, end)) => path.len() >= start.len() + end.len() && path.starts_with(start) && path.ends_with(end),
    };
    // The file itself is not served.
    for output in run.out.keys().filter(|output| *output != "_headers") {
        let path = format!("/{}", output.strip_suffix("index.html").unwrap_or(output));
        let of = |name: &str| {
            let rules = rules.iter().filter(|(pattern, _)| fits(pattern, &path));
            rules
                .flat_map(|(_, headers)| headers)
                .filter(|header| header.starts_with(name))
                .cloned()
                .collect::<Vec<_>>()
        };
        let kept = of("Cache-Control");
        let is_inner_feed =
            path.matches('/').count() > 1 && (path.ends_with("/atom.xml") || path.ends_with("/feed.json"));
        assert_eq!(kept.len(), if is_inner_feed { 2 } else { 1 }, "{path}: {kept:?}");
        assert_eq!(kept[0].contains("immutable"), path.starts_with("/assets/"), "{path}: {kept:?}");
        let is_asked_for_again = kept.iter().any(|value| value.contains("no-cache"));
        let is_for_machines = [".xml", ".json", ".txt"].iter().any(|end| path.ends_with(end));
        assert_eq!(is_asked_for_again, is_for_machines, "{path}: {kept:?}");
        let kind = if path.ends_with("/atom.xml") { "application/atom+xml" } else { "application/feed+json" };
        let is_feed = path.ends_with("/atom.xml") || path.ends_with("/feed.json");
        assert_eq!(
            of("Content-Type").iter().filter(|header| header.contains(kind)).count(),
            usize::from(is_feed),
            "{path}"
        );
        assert_eq!(of("Content-Security-Policy").len(), 1, "{path}");
    }
}
