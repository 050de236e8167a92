//! The manual of front matter, schemas, manual pages, `explain`.

use serde_json::Value;

use crate::fixture::{SiteTest, expect_file, tests_folder};

#[test]
fn the_manual_of_front_matter_is_current() {
    let manual = SiteTest::empty("leer").run(["schema", "doc", "--lang", "zh"]).ok().stdout;
    expect_file(&tests_folder("../docs/fields.md"), &manual);
    let english = SiteTest::empty("leer").run(["schema", "doc", "--lang", "en"]).ok().stdout;
    let rows = |text: &str| text.lines().filter(|line| line.starts_with("| `")).count();
    assert!(rows(&manual) > 150);
    assert_eq!(rows(&manual), rows(&english));
}

/// Outside of a site a schema knows the types; inside it knows the site's words too.
#[test]
fn schemas_know_the_sites_words() {
    let read = |site: &SiteTest, of: &str| -> Value {
        serde_json::from_str(&site.run(["schema", "json", of]).ok().stdout).expect("JSON")
    };
    let empty = SiteTest::empty("leer");
    let video = read(&empty, "video");
    assert!(video["properties"]["series"]["enum"].is_null());
    assert_eq!(video["properties"]["orientation"]["enum"][1], "portrait");
    assert_eq!(video["additionalProperties"], false);
    assert_eq!(read(&empty, "site")["properties"]["cms"]["properties"]["repo"]["type"], "string");
    let site = SiteTest::empty("neu");
    site.run(["init"]).ok();
    let video = read(&site, "video");
    assert_eq!(video["properties"]["series"]["enum"], serde_json::json!(["yifenzhong"]));
    let terms = &video["properties"]["taxonomies"]["properties"]["scam_types"]["items"]["anyOf"][0];
    assert_eq!(terms["enum"].as_array().map(Vec::len), Some(10), "{terms}");
}

#[test]
fn the_content_manager_needs_a_repository_and_its_script() {
    let site = SiteTest::empty("neu");
    site.run(["init"]).ok();
    site.run(["schema", "cms"]).fails(3).says("没有写内容管理用哪个仓库");
    let settings = std::fs::read_to_string(site.root().join("site.toml")).expect("settings");
    site.write(
        "site.toml",
        format!(
            "{settings}\n[cms]\nbackend = \"gitea\"\nrepo = \"a/b\"\napi_root = \"https://git.example.cn/api/v1\"\n"
        ),
    );
    let config = site.run(["schema", "cms"]).ok().stdout;
    for part in
        ["name: \"gitea\"", "repo: \"a/b\"", "folder: \"content/alerts\"", "value: \"urgent\"", "label: \"刷单返利\""]
    {
        assert!(config.contains(part), "{part} is missing");
    }
    let plain = site.build().ok();
    assert!(!plain.out.keys().any(|path| path.starts_with("admin/")), "a normal build has nothing of it");
    let refused = site.run(["build", "--cms"]).fails(1).says("npm install --no-save @sveltia/cms@");
    assert_eq!(refused.out, plain.out);
    site.write(".fanzha/vendor/sveltia-cms.js", "// a stand-in");
    site.run(["build", "--cms"]).fails(4).says("locales/zh-CN.json");
    site.write(".fanzha/vendor/zh-CN.json", "{}");
    let built = site.run(["build", "--cms"]).ok().says("不是试过的版本");
    let html = built.text("admin/index.html");
    assert!(
        html.contains("noindex") && html.contains("connect-src 'self' data: blob: https://git.example.cn;"),
        "{html}"
    );
    assert!(built.text("_headers").contains("/admin/*\n  ! Content-Security-Policy\n"));
    assert!(!built.text("sitemap.xml").contains("/admin/"));
    // Without the flag it is gone again.
    assert_eq!(site.build().ok().out, plain.out);
}

#[test]
fn manual_pages_and_stories() {
    let site = SiteTest::empty("leer");
    for (lang, part) in [("zh", "反诈宣传静态网站生成器"), ("en", "static site generator")] {
        let page = site.run(["man", "--lang", lang]).ok().stdout;
        assert!(page.contains(".TH fanzha 1") && page.contains(part), "{page}");
    }
    assert!(site.run(["man", "--of", "new"]).ok().stdout.contains(".TH fanzha-new 1"));
    site.run(["man", "--of", "poem"]).fails(2);
    let story = site.run(["explain", "content/placeholder"]).ok().stdout;
    assert!(story.contains("例如，查出：") && story.contains("改成："), "{story}");
    let story = site.run(["explain", "toml/syntax", "--lang", "en"]).ok().stdout;
    assert!(
        story.contains("For example, this is found:\n    title = 警惕刷单\nMended:\n    title = \"警惕刷单\"\n"),
        "{story}"
    );
}
