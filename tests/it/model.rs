//! Behaviour of the content model that deserves a sentence of its own.

use crate::fixture::{AT, SiteTest, page, page_with};

const ASSETS: &str = "{% for asset in page.assets %}{{ asset }} {% endfor %}\n{{ page.content | safe }}";

/// A bundle in two languages shares its files; each page's pictures and list of files lead to
/// files that exist, and the default language does not lean on a translation's address.
#[test]
fn files_of_a_translated_bundle_exist_for_both() {
    let run = SiteTest::new()
        .config("[languages.en]\ntitle = \"Test\"\n")
        .file("themes/t/templates/page.html", ASSETS)
        .file("content/b/index.md", page("![图](x.svg)"))
        .file("content/b/index.en.md", page("![A picture](x.svg)"))
        .file("content/b/x.svg", "<svg/>")
        .build()
        .ok()
        .has("b/index.html", "src=\"/b/x.svg\"");
    for path in ["b/index.html", "en/b/index.html"] {
        let text = run.text(path);
        let listed: Vec<&str> = text.lines().next().unwrap_or_default().split_whitespace().collect();
        let shown = text.split("src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a picture");
        assert_eq!(listed.len(), 1, "{path}");
        for url in listed.iter().chain([&shown]) {
            assert!(run.out.contains_key(url.trim_start_matches('/')), "{path}: {url} does not exist");
        }
    }
}

/// Defaults that only a section's own kind knows do not reach pages of another kind.
#[test]
fn defaults_of_a_kind_stay_with_the_kind() {
    SiteTest::new()
        .file(
            "content/n/_index.md",
            "+++\ntitle = \"栏目\"\npage_kind = \"article\"\n[defaults]\ngenre = \"news\"\neditor = \"编辑部\"\n+++\n",
        )
        .file("content/n/a.md", page_with("kind = \"alert\"\nlevel = \"info\"\ndate = 2026-01-01\n", "正文。"))
        .file("themes/t/templates/alert.html", "{{ page.kind }} {{ page.alert.level }} {{ page.editor }}")
        .build()
        .ok()
        .has("n/a/index.html", "alert info 编辑部");
}

/// The nearest section's defaults win key by key, and the page wins over all.
#[test]
fn defaults_cascade() {
    let site = SiteTest::new()
        .file("content/_index.md", "+++\ntitle = \"首页\"\n[defaults]\neditor = \"根\"\nreviewer = \"根\"\n[defaults.extra]\na = 1\nb = { c = 2, d = 3 }\n+++\n")
        .file("content/n/_index.md", "+++\ntitle = \"栏目\"\n[defaults]\neditor = \"栏目\"\n[defaults.extra]\nb = { c = 4 }\n+++\n")
        .file("content/n/x/y.md", page("正文。"))
        .file("content/n/z.md", page_with("editor = \"自己\"\n", "正文。"))
        .file("themes/t/templates/page.html", "{{ page.editor }} {{ page.reviewer }} {{ page.extra.a }} {{ page.extra.b.c }} {{ page.extra.b.d }}");
    site.build().ok().has("n/x/y/index.html", "栏目 根 1 4 3").has("n/z/index.html", "自己 根 1 4 3");
}

#[test]
fn headings_may_carry_a_chinese_id() {
    let run = SiteTest::new().file("content/a.md", page("## 怎么办 {#步骤}\n\n[看](#步骤)")).build().ok();
    run.has("a/index.html", "<h2 id=\"步骤\">怎么办</h2>");
}

/// A picture is no summary.
#[test]
fn the_summary_is_the_first_paragraph_with_words() {
    SiteTest::new()
        .file("content/a/index.md", page("![封面上有什么](x.svg)\n\n第一段话。\n\n第二段话。"))
        .file("content/a/x.svg", "<svg/>")
        .file("themes/t/templates/page.html", "{{ page.summary | safe }}")
        .build()
        .ok()
        .has("a/index.html", "<p>第一段话。</p>");
}

/// A draft section hides all below it, the root too.
#[test]
fn a_draft_root_hides_everything() {
    let site = SiteTest::new()
        .file("content/_index.md", "+++\ntitle = \"首页\"\ndraft = true\n+++\n")
        .file("content/a.md", page("甲"))
        .file("content/n/b.md", page("乙"));
    site.build().ok().without("a/index.html").without("n/b/index.html");
    site.run(["build", "--at", AT, "-D"]).ok().has("n/b/index.html", "乙");
}

#[test]
fn feeds_of_a_language_lead_to_its_own_home() {
    SiteTest::new()
        .config("[languages.en]\ntitle = \"Test\"\ngenerate_feeds = true\n")
        .file("content/a.en.md", page_with("date = 2026-01-01\n", "x"))
        .build()
        .ok()
        .has("en/atom.xml", "<link rel=\"alternate\" type=\"text/html\" href=\"https://example.gov.cn/en/\"/>");
}

/// A redirect page speaks the language of the page it leads to.
#[test]
fn redirects_speak_the_page_s_language() {
    SiteTest::new()
        .config("[languages.en]\ntitle = \"Test\"\n")
        .file("content/a.en.md", page_with("aliases = [\"/en/old/\"]\n", "x"))
        .build()
        .ok()
        .has("en/old/index.html", "<html lang=\"en\">")
        .lacks("en/old/index.html", "跳转");
}

/// The site's own strings stand over the theme's.
#[test]
fn the_site_s_own_strings_win() {
    SiteTest::new()
        .file("content/a.md", page("x"))
        .file("themes/t/i18n/zh.toml", "more = \"更多\"\nless = \"更少\"\n")
        .file("i18n/zh.toml", "more = \"阅读全文\"\n")
        .file("themes/t/templates/page.html", "{{ trans(key=\"more\") }}{{ trans(key=\"less\") }}")
        .build()
        .ok()
        .has("a/index.html", "阅读全文更少");
}

/// A footnote that is not defined, or never used, is a mistake of the author's.
#[test]
fn footnotes_without_a_partner_are_reported() {
    for body in ["正文[^没有]。", "正文。\n\n[^没用]: 说明。"] {
        let run = SiteTest::new().file("content/a.md", page(body)).build();
        assert!(run.stderr.contains("content/a.md"), "not a word on {body}:\n{}", run.stderr);
    }
}

/// Components may stand in components; each closes what it opened.
#[test]
fn components_nest() {
    let site = SiteTest::new().file("content/a.md", page("::::tip 外\n前\n\n:::tip 里\n中\n:::\n\n后\n::::"));
    let run = site.build().ok();
    let text: String = run.text("a/index.html").split_whitespace().collect();
    assert!(
        text.contains("<b>外</b><p>前</p><divclass=\"tip\"lang=\"zh\"><b>里</b><p>中</p></div><p>后</p></div>"),
        "{text}"
    );
}

/// A page that a `render = false` section or page gives no address has none to link to.
#[test]
fn links_to_pages_without_output_are_broken() {
    let site = SiteTest::new()
        .file("content/a.md", page("[乙](@/b.md)"))
        .file("content/b.md", page_with("render = false\n", "x"));
    site.build().fails(1);
}

#[test]
fn a_bundle_s_inner_pages_and_folders_are_its_own() {
    SiteTest::new()
        .file("content/a/index.md", page("正文。"))
        .file("content/a/notes.md", page("另一页。"))
        .file("content/a/img/x.svg", "<svg/>")
        .build()
        .ok()
        .has("a/index.html", "正文。")
        .has("a/notes/index.html", "另一页。")
        .has("a/img/x.svg", "<svg/>");
}
