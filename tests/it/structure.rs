//! The rules that only `fanzha check` applies: each hit word for word in both languages, and each
//! near miss in silence. The texts are in `tests/it/errors/`.

use crate::fixture::{AT, PNG, Run, SiteTest, expect_file, page, page_with, tests_folder};

const SECTION: &str = "{% extends \"base.html\" %}\n{% block title %}{{ section.title }}{% endblock %}\n{% block main %}<ul>{% for s in section.subsections %}<li><a href=\"{{ s.href }}\">{{ s.title }}</a></li>{% endfor %}{% for card in paginator?.pages or section.pages %}<li><a href=\"{{ card.href }}\">{{ card.title }}</a></li>{% endfor %}</ul>\n{{ section.content | safe }}{% endblock %}\n";

/// A site whose sections link to what they hold.
fn site() -> SiteTest {
    SiteTest::new().file("themes/t/templates/section.html", SECTION)
}

fn titled(title: &str, front: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndescription = \"这一页只为测试而写，长短正好合适。\"\n{front}+++\n\n{body}\n")
}

fn body(text: &str) -> SiteTest {
    site().file("content/a.md", titled("甲", "", text))
}

fn check(site: &SiteTest) -> Run {
    site.run(["check", "--at", AT, "--color", "never"])
}

/// Demands a finding of a rule, and its words.
#[track_caller]
fn hit(name: &str, code: &str, exit: i32, site: SiteTest) {
    for lang in ["zh", "en"] {
        let run = site.run(["check", "--at", AT, "--lang", lang, "--color", "never"]).fails(exit);
        assert!(run.stderr.contains(&format!("[{code}]")), "no [{code}] in\n{}", run.stderr);
        assert_eq!(run.stdout, "");
        expect_file(&tests_folder(&format!("it/errors/{name}.{lang}.txt")), run.error_text());
    }
    // A build says nothing of it, and a rule can be switched off.
    if exit == 0 {
        assert!(!site.build().ok().stderr.contains(code));
        let text = std::fs::read_to_string(site.root().join("site.toml")).expect("settings");
        site.write("site.toml", format!("{text}[check]\nlevel = {{ \"{code}\" = \"off\" }}\n"));
        assert!(!check(&site).ok().stderr.contains(code), "it can be switched off");
        site.write("site.toml", format!("{text}[check]\nlevel = {{ \"{code}\" = \"error\" }}\n"));
        assert!(check(&site).fails(1).stderr.contains(&format!("错误[{code}]")), "it can be an error");
    }
}

/// Demands that a site has no finding at all.
#[track_caller]
fn miss(site: SiteTest) {
    let run = check(&site).ok();
    assert!(run.stderr.contains("没有错误，0 个警告"), "{}", run.stderr);
}

#[test]
fn headings_that_skip_a_level() {
    hit(
        "heading_skips",
        "content/heading-level",
        0,
        body("## 一\n\n#### 太深\n文。\n\n### 二\n\n```\n# 不是标题\n```\n\n# 又一个标题\n文。"),
    );
    miss(body("## 一\n\n### 二\n\n#### 三\n文。\n\n## 回来\n\n```\n#### 代码\n```\n\n### 四\n文。"));
}

#[test]
fn headings_with_nothing_below() {
    hit("heading_bare", "content/bare-heading", 0, body("## 一\n\n## 二\n\n正文。\n\n### 三\n\n## 四\n"));
    miss(body("## 一\n\n### 二\n\n- 一条\n\n## 三\n\n```\n## 代码\n```"));
}

#[test]
fn links_without_words() {
    let help = titled("求助", "", "正文。");
    hit("link_without_words", "content/empty-link", 0, body("见[](@/help.md)。").file("content/help.md", &help));
    // What was built has the same link: that is one mistake.
    for link in ["@/help.md", "/help/", "https://www.hunan.gov.cn/", "#a"] {
        let site = body(&format!("## 甲 {{#a}}\n\n见[]({link})。")).file("content/help.md", &help);
        let told = check(&site).ok().stderr;
        assert!(told.contains("content/empty-link") && !told.contains("output/empty-link"), "{link}:\n{told}");
    }
    let image = "[![求助电话](x.png)](@/help.md) [求助](@/help.md) `[](x)`";
    miss(
        site()
            .file("content/a/index.md", titled("甲", "", image))
            .file("content/a/x.png", PNG)
            .file("content/help.md", help),
    );
}

#[test]
fn titles_that_are_cut_off() {
    let long = "字".repeat(31);
    hit("title_cut_off", "content/title-length", 0, site().file("content/a.md", titled(&long, "", "正文。")));
    miss(site().file("content/a.md", titled(&"字".repeat(30), "", "正文。")));
    miss(site().file("content/a.md", titled(&"ab".repeat(30), "", "正文。")));
    miss(site().file("content/a.md", titled(&long, "short_title = \"短\"\n", "正文。")));
}

#[test]
fn descriptions_of_the_wrong_length() {
    let described = |text: &str| {
        site().file("content/a.md", format!("+++\ntitle = \"甲\"\ndescription = \"{text}\"\n+++\n\n正文。\n"))
    };
    hit("description_short", "content/description-length", 0, described(&"字".repeat(14)));
    hit("description_long", "content/description-length", 0, described(&"字".repeat(121)));
    for text in ["字".repeat(15), "字".repeat(120), "ab".repeat(60)] {
        miss(described(&text));
    }
}

#[test]
fn titles_that_stand_twice() {
    let two = |a: &str, b: &str| {
        site().file("content/a.md", titled(a, "", "正文。")).file("content/b.md", titled(b, "", "正文。"))
    };
    hit("title_twice", "content/duplicate-title", 0, two("警惕刷单", "警惕刷单"));
    miss(two("警惕刷单：学生", "警惕刷单：老人"));
    // Languages do not compete, and drafts are not there.
    let languages = two("警惕刷单", "乙")
        .config("[languages.en]\ntitle = \"Test\"\n")
        .file("content/a.en.md", titled("警惕刷单", "", "正文。"));
    assert!(!check(&languages).stderr.contains("duplicate-title"));
    miss(two("警惕刷单", "乙").file("content/c.md", titled("警惕刷单", "draft = true\n", "正文。")));
}

#[test]
fn sections_without_anything() {
    let section = |text: &str| site().file("content/n/_index.md", text);
    hit("section_empty", "content/empty-section", 0, section("+++\ntitle = \"栏目\"\n+++\n"));
    miss(section("+++\ntitle = \"栏目\"\n+++\n\n只有一句话。\n"));
    miss(section("+++\ntitle = \"栏目\"\n+++\n").file("content/n/a.md", titled("甲", "", "正文。")));
    // No alert is good news.
    miss(section("+++\ntitle = \"预警\"\npage_kind = \"alert\"\n+++\n"));
}

#[test]
fn pages_that_nobody_links_to() {
    let hidden = "+++\ntitle = \"首页\"\ntemplate = \"bare.html\"\n+++\n";
    let bare = "{% extends \"base.html\" %}{% block main %}{{ section.content | safe }}{% endblock %}";
    let bare = |index: &str| {
        site().file("themes/t/templates/bare.html", bare).file("content/_index.md", format!("{hidden}\n{index}\n"))
    };
    hit(
        "page_unlinked",
        "content/unlinked",
        0,
        bare("没有链接。").file("content/a.md", titled("甲", "", "[自己](@/a.md)")),
    );
    // Two pages that link to each other cannot be reached either.
    let pair = bare("没有链接。")
        .file("content/a.md", titled("甲", "", "[乙](@/b.md)"))
        .file("content/b.md", titled("乙", "", "[甲](@/a.md)"));
    hit("page_unreachable", "content/unreachable", 0, pair);
    miss(
        bare("[甲](@/a.md)")
            .file("content/a.md", titled("甲", "", "[乙](@/b.md)"))
            .file("content/b.md", titled("乙", "", "正文。")),
    );
    miss(bare("没有链接。").file("content/a.md", titled("甲", "robots = \"noindex\"\n", "正文。")));
    // An old address that sends on is no link that anybody finds.
    let moved = bare("没有链接。").file("content/a.md", titled("甲", "aliases = [\"/old/\"]\n", "正文。"));
    assert!(check(&moved).ok().stderr.contains("content/unlinked"));
}

fn template(main: &str) -> SiteTest {
    let text = format!(
        "{{% extends \"base.html\" %}}\n{{% block main %}}<main>\n{{{{ page.content | safe }}}}{main}</main>{{% endblock %}}\n"
    );
    body("正文。").file("themes/t/templates/page.html", text).file("static/x.png", PNG)
}

#[test]
fn pictures_of_templates_without_alt() {
    hit("output_without_alt", "output/missing-alt", 0, template("<img src=\"/x.png\">"));
    miss(template(
        "<img src=\"/x.png\" alt=\"\"><img src=\"/x.png\" alt=\"图\"><template><img src=\"/x.png\"></template>",
    ));
}

#[test]
fn links_of_templates_without_words() {
    hit(
        "output_link_without_words",
        "output/empty-link",
        0,
        template("<a href=\"/\"><svg></svg></a><button></button>"),
    );
    miss(template(
        "<a href=\"/\" aria-label=\"首页\"><svg></svg></a><button title=\"关\"></button><a href=\"/\"><img src=\"/x.png\" alt=\"首页\"></a>",
    ));
}

#[test]
fn what_files_refer_to_is_there() {
    let style = |css: &str| body("正文。").file("static/extra.css", css).file("static/x.png", PNG);
    hit(
        "reference_broken",
        "output/broken-reference",
        1,
        style(".a { background: url(img/no.png) } @import \"no.css\";"),
    );
    miss(style(
        ".a { background: url(x.png) } .b { background: url(data:image/png;base64,AA) } /* url(no.png) */ .c { background: url(https://cdn.gov.cn/x.png) }",
    ));
    let manifest = |src: &str| {
        body("正文。")
            .file("static/site.webmanifest", format!("{{\"icons\":[{{\"src\":\"{src}\"}}]}}"))
            .file("static/x.png", PNG)
    };
    assert!(check(&manifest("/no.png")).fails(1).stderr.contains("/site.webmanifest 引用的 /no.png 不存在"));
    miss(manifest("/x.png"));
    let drawing = |href: &str| {
        body("正文。").file("static/a.svg", format!("<svg><image href=\"{href}\"/></svg>")).file("static/x.png", PNG)
    };
    assert!(check(&drawing("no.png")).fails(1).stderr.contains("/a.svg 引用的 no.png 不存在"));
    miss(drawing("x.png"));
    let inline = template("<p style=\"background:url('/no.png')\"></p><style>.a{background:url(/x.png)}</style>");
    assert!(check(&inline).fails(1).stderr.contains("引用的 /no.png 不存在"));
}

/// Findings of a check are those of the site, not of what was made anew.
#[test]
fn a_second_check_says_the_same() {
    let site = template("<img src=\"/x.png\">").file("content/b.md", page_with("", "## 一\n\n#### 二"));
    let first = check(&site).ok().stderr;
    assert!(first.contains("heading-level") && first.contains("output/missing-alt"), "{first}");
    site.build().ok();
    assert_eq!(check(&site).ok().stderr, first);
}

#[test]
fn structure_is_told_beside_errors() {
    let run = check(&body("[坏](@/nichts.md)\n\n## 一\n\n#### 二")).fails(1);
    assert!(
        run.stderr.contains("content/broken-link") && run.stderr.contains("content/heading-level"),
        "{}",
        run.stderr
    );
}

#[test]
fn settings_of_checks_are_checked() {
    let wrong = |lines: &str| body("正文。").config(lines).run(["check", "--at", AT]).fails(3).stderr;
    let unknown = wrong("[check]\nlevel = { \"content/duplicate-titel\" = \"off\" }\n");
    assert!(
        unknown.contains("没有规则“content/duplicate-titel”")
            && unknown.contains("您是不是想写“content/duplicate-title”"),
        "{unknown}"
    );
    assert!(
        wrong("[check]\nlevel = { \"content/broken-link\" = \"off\" }\n").contains("没有规则"),
        "only rules of checks"
    );
    assert!(wrong("[check]\ndescription_length = [120, 15]\n").contains("先写最短，再写最长"));
    let run = body("正文。").config("[check]\ntitle_length = 1\n").file("content/b.md", titled("两字", "", "正文。"));
    assert!(check(&run).ok().stderr.contains("超过 1 个会被截断"));
    miss(
        SiteTest::new()
            .file("themes/t/templates/section.html", SECTION)
            .file("content/a.md", page("正文。"))
            .config("[check]\ndescription_length = [0, 500]\n"),
    );
}
