//! Where other generators fail our authors: the probes that shaped this program, each as a
//! test.

use crate::fixture::{AT, SiteTest, page, page_with};

#[track_caller]
fn body(markdown: &str, html: &str) {
    SiteTest::new().file("content/a.md", page(markdown)).build().ok().has("a/index.html", html);
}

/// P1: emphasis beside Chinese punctuation.
#[test]
fn emphasis_beside_chinese_punctuation() {
    body(
        "**注意：**不要转账。他说**“转账到安全账户”**，我就信了。",
        "<p><strong>注意：</strong>不要转账。他说<strong>“转账到安全账户”</strong>，我就信了。</p>",
    );
    body("*重点：*看这里。~~错误，~~改了。", "<p><em>重点：</em>看这里。<del>错误，</del>改了。</p>");
    body("**96110**来电**一定要接**！", "<p><strong>96110</strong>来电<strong>一定要接</strong>！</p>");
    body("凡是**“刷单”**的，**都是诈骗。**", "<p>凡是<strong>“刷单”</strong>的，<strong>都是诈骗。</strong></p>");
}

/// P2: bare URLs end before Chinese, and only allowed hosts become links.
#[test]
fn bare_urls_end_before_chinese() {
    let rel = " rel=\"external noopener noreferrer\"";
    for (text, url, after) in [
        ("请访问 https://www.gov.cn/x，举报", "https://www.gov.cn/x", "，举报"),
        ("见http://gat.hunan.gov.cn。", "http://gat.hunan.gov.cn", "。"),
        ("（http://www.hnrd.gov.cn）", "http://www.hnrd.gov.cn", "）"),
        ("“https://www.gov.cn”说", "https://www.gov.cn", "”说"),
        ("打开https://www.gov.cn下载", "https://www.gov.cn", "下载"),
    ] {
        body(text, &format!("<a href=\"{url}\"{rel}>{url}</a>{after}"));
    }
    body("骗子给的是 https://evil.example/x，别点", "<p>骗子给的是 https://evil.example/x，别点</p>");
}

/// P3: a line break between Han characters is none; between words it is a space.
#[test]
fn soft_breaks_between_han_vanish() {
    body(
        "不要\n转账，\n先核实\nAPP\n下载\n**链接**\n也是",
        "<p>不要转账，先核实\nAPP\n下载<strong>链接</strong>也是</p>",
    );
    body("two\nwords", "<p>two\nwords</p>");
    body("他说“好”\n“走”", "<p>他说“好”“走”</p>");
    // Two spaces or a backslash are a break on purpose.
    body("第一行  \n第二行\\\n第三行", "<p>第一行<br>\n第二行<br>\n第三行</p>");
}

/// P4 and P5: pinyin by words, for proposals and for order.
#[test]
fn pinyin_follows_words() {
    for (title, slug) in [("银行卡", "yinhangka"), ("重庆", "chongqing"), ("行长", "hangzhang"), ("冒充", "maochong")]
    {
        let run = SiteTest::new()
            .file(
                &format!("content/{title}.md"),
                format!("+++\ntitle = \"{title}\"\ndescription = \"这一页只为测试而写。\"\n+++\n"),
            )
            .build()
            .fails(1);
        // Hyphens between syllables are a matter of taste, wrong syllables are not.
        assert!(run.stderr.replace('-', "").contains(&format!("slug = \"{slug}\"")), "{}", run.stderr);
    }
    let titles = ["重要", "长沙", "预警", "银行", "案例", "阿里", "重庆"];
    let mut site = SiteTest::new().file("content/n/_index.md", "+++\ntitle = \"栏目\"\nsort_by = \"title\"\n+++\n");
    for (number, title) in titles.iter().enumerate() {
        site = site.file(
            &format!("content/n/p{number}.md"),
            format!("+++\ntitle = \"{title}\"\ndescription = \"这一页只为测试而写。\"\n+++\n"),
        );
    }
    let run = site
        .file("themes/t/templates/section.html", "{% for card in section.pages %}{{ card.title }} {% endfor %}")
        .build()
        .ok();
    assert_eq!(run.text("n/index.html").trim(), "阿里 案例 长沙 重庆 银行 预警 重要");
}

/// P6: a typo in any front matter is an error.
#[test]
fn typos_in_front_matter_are_errors() {
    for typo in ["expirydat", "titel", "expires", "Draft", "tags"] {
        SiteTest::new()
            .file("content/a.md", page_with(&format!("{typo} = \"x\"\n"), "x"))
            .build()
            .fails(1)
            .says(&format!("不认识的键“{typo}”"));
    }
}

/// P7: a page of today is published today, in the site's zone, and one left out is named.
#[test]
fn today_is_today_in_the_site_s_zone() {
    let site = SiteTest::new().file("content/a.md", page_with("date = 2026-06-02\n", "x"));
    // 04:26 in China, still the day before in UTC.
    site.run(["build", "--at", "2026-06-01T20:26:00Z"]).ok().has("a/index.html", "x");
    site.run(["build", "--at", "2026-06-01T15:59:59Z"])
        .ok()
        .without("a/index.html")
        .says("[content/left-out]")
        .says("要到 2026-06-02 才发布")
        .says("content/a.md");
}

/// P9: the length of a Chinese article is that of its characters.
#[test]
fn chinese_is_counted_by_characters() {
    let text = "反诈宣传进社区。".repeat(255);
    let run = SiteTest::new()
        .file("content/a.md", page(&text))
        .file("content/b.md", page("下载APP，不要开启 screen sharing！\n\n```\ncode is not read\n```"))
        .file("content/c.md", page(""))
        .file(
            "themes/t/templates/page.html",
            "{{ page.word_count }} {{ page.reading_time }} {{ (page.summary or \"\") | striptags }}",
        )
        .build()
        .ok();
    let words: Vec<&str> = run.text("a/index.html").split_whitespace().collect();
    assert_eq!(words[..2], ["1785", "5"]);
    assert!(
        words[2].chars().count() <= 120 && words[2].ends_with('。'),
        "the summary is the first sentences: {}",
        words[2]
    );
    assert!(run.text("b/index.html").starts_with("9 1"), "{}", run.text("b/index.html"));
    assert!(run.text("c/index.html").starts_with("0 0"), "{}", run.text("c/index.html"));
}

/// P10: sections of equal weight have one order.
#[test]
fn equal_weights_have_one_order() {
    let mut site = SiteTest::new()
        .file("themes/t/templates/index.html", "{% for card in section.subsections %}{{ card.path }} {% endfor %}");
    for name in ["h", "g", "f", "e", "d", "c", "b", "a"] {
        site = site.file(&format!("content/{name}/_index.md"), "+++\ntitle = \"栏目\"\nweight = 1\n+++\n");
    }
    for _ in 0..4 {
        assert_eq!(site.run(["build", "--at", AT]).ok().text("index.html").trim(), "/a/ /b/ /c/ /d/ /e/ /f/ /g/ /h/");
    }
}

/// P13: no range syntax in media queries, and `<meta>` as crawlers of government sites read it.
#[test]
fn old_phones_and_crawlers_understand_the_output() {
    let meta =
        "<meta name=\"SiteIDCode\" content=\"4300000077\">\n<meta name=\"description\" content=\"a > b &amp; c\">";
    let run = SiteTest::new()
        .config("")
        .file("site.toml", "base_url = \"https://example.gov.cn\"\ntitle = \"测试站\"\ntheme = \"t\"\n")
        .file("content/a.md", page("正文。"))
        .file("themes/t/styles/main.css", "@media (min-width: 600px) and (max-width: 900px) { .a { inset: 0; color: rgb(0 0 0 / 50%) } }\n")
        .file("themes/t/templates/page.html", format!("<!doctype html>\n<html lang=\"zh-CN\"><head>\n<meta charset=\"utf-8\">\n{meta}\n<title>x</title>{{% set css = asset(path=\"main.css\") %}}<link rel=\"stylesheet\" href=\"{{{{ css.url }}}}\">\n</head><body>\n<p>  1 &lt; 2  </p>\n</body></html>\n"))
        .build()
        .ok()
        .has("a/index.html", &meta.replace('\n', ""))
        .has("a/index.html", "1 &lt; 2");
    let (_, css) = run.out.iter().find(|(path, _)| path.ends_with(".css")).expect("a style sheet");
    let css = String::from_utf8_lossy(css);
    assert!(
        css.contains("(min-width:600px)")
            && css.contains("(max-width:900px)")
            && !css.contains(">=")
            && !css.contains("<="),
        "{css}"
    );
    assert!(!css.contains("inset:") && !css.contains("50%"), "syntax newer than the floor: {css}");
}
