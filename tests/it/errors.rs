//! Every error, word for word, in both languages. The expected texts are in
//! `tests/it/errors/`; `BLESS=1` rewrites them, and whoever does so reads them.

use crate::fixture::{AT, PNG, SiteTest, expect_file, page, page_with, tests_folder};

/// Builds the site in both languages and compares what is said. A failed build says its
/// codes, leaves the last site alone and exits as it should.
fn check(name: &str, codes: &[&str], exit: i32, site: SiteTest) {
    site.write("public/index.html", "the last site");
    let before = site.tree();
    for lang in ["zh", "en"] {
        let run = site.run(["build", "--at", AT, "--lang", lang, "--color", "never"]).fails(exit);
        for code in codes {
            assert!(run.stderr.contains(&format!("[{code}]")), "no [{code}] in\n{}", run.stderr);
        }
        assert_eq!(run.stdout, "", "findings are talk, not data");
        assert!(site.tree() == before, "a failed build changed files");
        expect_file(&tests_folder(&format!("it/errors/{name}.{lang}.txt")), run.error_text());
    }
}

fn content(text: impl AsRef<[u8]>) -> SiteTest {
    SiteTest::new().file("content/a.md", text)
}

fn body(text: &str) -> SiteTest {
    content(page(text))
}

fn front(lines: &str) -> SiteTest {
    content(page_with(lines, "正文。"))
}

fn template(name: &str, text: &str) -> SiteTest {
    body("正文。").file(&format!("themes/t/templates/{name}"), text)
}

fn taxonomy(lines: &str) -> SiteTest {
    let config = "taxonomies = [{ name = \"scam_types\", vocabulary = \"data/vocabularies/scam_types.toml\" }]\n";
    let vocabulary =
        "[[terms]]\nslug = \"shuadan\"\ntitle = \"刷单返利\"\n\n[[terms]]\nslug = \"zhengxin\"\ntitle = \"虚假征信\"\n";
    front(lines).config(config).file("data/vocabularies/scam_types.toml", vocabulary)
}

macro_rules! errors {
    ($($name:ident, $codes:expr, $exit:literal, $site:expr;)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name), &$codes, $exit, $site);
            }
        )*
    };
}

mod front_matter {
    use super::*;

    errors! {
        missing_beside_a_slip, ["toml/syntax", "front-matter/missing-field"], 1, content("+++\ntitle = 没有引号\nkind = \"case\"\ncomposite = True\n+++\n正文。\n");
        bad_toml, ["toml/syntax"], 1, content("+++\ntitle = \"没有结束\ndescription = \"这一页只为测试而写。\"\n+++\n正文。\n");
        toml_chinese_quotes, ["toml/syntax"], 1, content("+++\ntitle = “一页”\ndescription = \"这一页只为测试而写。\"\n+++\n正文。\n");
        toml_unquoted, ["toml/syntax"], 1, front("editor = 张三\n");
        toml_duplicate_key, ["toml/syntax"], 1, front("title = \"又一个标题\"\n");
        bad_yaml, ["yaml/syntax"], 1, content("---\ntitle: 注意: 不要转账\ndescription: 这一页只为测试而写。\n---\n正文。\n");
        yaml_tab, ["yaml/syntax"], 1, content("---\ntitle: 一页\ndescription: 这一页只为测试而写。\nsource:\n\tname: 某报\n---\n正文。\n");
        yaml_wrong_type, ["front-matter/wrong-type"], 1, content("---\ntitle: 一页\ndescription: 这一页只为测试而写。\nweight: 五\n---\n正文。\n");
        yaml_bad_date, ["front-matter/bad-date"], 1, content("---\ntitle: 一页\ndescription: 这一页只为测试而写。\ndate: 2026-02-30\n---\n正文。\n");
        unknown_key, ["front-matter/unknown-key"], 1, front("expirydat = 2026-07-01\nupdatd = 2026-06-01\n");
        unknown_key_without_suggestion, ["front-matter/unknown-key"], 1, front("浏览量 = 3\n");
        unknown_nested_key, ["front-matter/unknown-key"], 1, front("source = { nam = \"某报\" }\n");
        wrong_type, ["front-matter/wrong-type"], 1, front("weight = \"五\"\nauthors = \"张三\"\ndraft = 0\nsource = \"某报\"\n");
        bad_date, ["front-matter/bad-date"], 1, front("date = 2026-02-30\n");
        bad_date_text, ["front-matter/bad-date"], 1, front("date = \"2026年1月1日\"\n");
        bad_date_cut, ["front-matter/bad-date"], 1, front("date = \"2026-1-1日\"\nupdated = \"2026-06-1号下午\"\n");
        bad_date_unquoted, ["front-matter/bad-date"], 1, front("date = 2026年1月1日\n");
        missing_field, ["front-matter/missing-field"], 1, content("+++\ndate = 2026-01-01\n+++\n正文。\n");
        bad_value, ["front-matter/bad-value"], 1, front("robots = \"none\"\nkind = \"artcle\"\n");
        title_too_long, ["front-matter/bad-value"], 1, content(format!("+++\ntitle = \"{}\"\ndescription = \"短\"\n+++\n", "长".repeat(61)));
        expire_before_publish, ["front-matter/bad-value"], 1, front("publish = 2026-05-01\nexpire = 2026-04-01\n");
        missing_front_matter, ["front-matter/fence"], 1, content("没有元数据的文件。\n");
        wide_fence, ["front-matter/fence"], 1, content("＋＋＋\ntitle = \"一页\"\n＋＋＋\n");
        unclosed_front_matter, ["front-matter/fence"], 1, content("+++\ntitle = \"一页\"\n\n正文。\n");
        front_matter_over_limit, ["io/limit"], 1, front(&format!("editor = \"{}\"\n", "长".repeat(100))).config("[limits]\nfront_matter_bytes = 200\n");
        bad_slug, ["content/bad-slug"], 1, SiteTest::new().file("content/银行卡.md", page("正文。"));
        bad_slug_written, ["content/bad-slug"], 1, front("slug = \"银行卡/租借\"\n");
        empty_slug, ["content/bad-slug"], 1, front("slug = \"\"\n");
    }
}

mod kinds {
    use super::*;

    errors! {
        alert_rules, ["front-matter/bad-value", "front-matter/missing-field"], 1, SiteTest::new()
            .file("content/a.md", page_with("kind = \"alert\"\nlevel = \"urgent\"\ndate = 2026-05-01\nexpire = 2026-07-01\n", "正文。"))
            .file("content/b.md", page_with("kind = \"alert\"\nlevel = \"urgnt\"\n", "正文。"));
        case_rules, ["front-matter/bad-value", "policy/person-name"], 6, front("kind = \"case\"\npersons = [{ role = \"受害人\", shown_as = \"张三丰\" }]\n");
        article_rules, ["front-matter/bad-value"], 1, front("kind = \"article\"\ndate = 2026-05-01\ntakeaways = [\"一条\", \"二条\", \"三条\", \"四条\", \"五条\", \"六条\"]\n");
        video_rules, ["front-matter/bad-value", "front-matter/missing-field"], 1, front("kind = \"video\"\nduration = \"2:75\"\norientation = \"shuping\"\n");
        scam_type_rules, ["front-matter/bad-value", "front-matter/missing-field"], 1, content("+++\nkind = \"scam-type\"\ntitle = \"一页\"\ndescription = \"这一页只为测试而写。\"\n[[signals]]\nphrase = \"垫\"\nweight = 9\n+++\n");
        bulletin_rules, ["front-matter/missing-field"], 1, front("kind = \"bulletin\"\nyear = 2021\n");
        campaign_rules, ["front-matter/bad-value"], 1, front("kind = \"campaign\"\nstart = 2026-06-30\nend = 2026-06-01\n");
    }
}

mod links {
    use super::*;

    errors! {
        broken_link, ["content/broken-link"], 1, body("详见[刷单](@/scams/shuadan-fanly.md)和[没有](@/zzzzzzzz.md)。")
            .file("content/scams/shuadan-fanli.md", page("正文。"));
        link_to_draft, ["content/broken-link"], 1, body("详见[草稿](@/b.md)。").file("content/b.md", page_with("draft = true\n", "正文。"));
        relative_markdown_link, ["content/broken-link"], 1, body("详见[乙](b.md)。").file("content/b.md", page("正文。"));
        site_link_without_slash, ["content/broken-link"], 1, body("详见[乙](/b)。").file("content/b.md", page("正文。"));
        empty_link, ["content/broken-link"], 1, body("详见[这里]()。");
        broken_anchor, ["content/broken-anchor"], 1, body("详见[步骤](@/b.md#怎么半)和[本页](#没有)。").file("content/b.md", page("## 怎么办\n\n## 怎么防\n"));
        missing_image, ["content/missing-image"], 1, body("先看图：![手机上的短信](手机.png)").file("content/phone.png", PNG);
        missing_alt, ["content/missing-alt"], 1, SiteTest::new().file("content/a/index.md", page("![](x.svg)")).file("content/a/x.svg", "<svg/>");
        dangerous_url, ["content/dangerous-url"], 1, body("[点](javascript:alert%281%29) [看](data:text/html,x)");
        host_not_allowed, ["content/host-not-allowed"], 1, body("请到[官网](https://evil.example/x)，图：![图](https://evil.example/x.png)");
        link_outside, ["io/outside-root"], 1, body("[密码](../../../../etc/passwd) ![图片](../../../x.png)");
        related_missing, ["content/broken-link"], 1, front("related = [\"@/nichts.md\", \"b.md\"]\n");
        cover_missing, ["content/missing-image"], 1, front("cover = { src = \"cover.jpg\", alt = \"封面图\" }\n");
    }
}

mod structure {
    use super::*;

    errors! {
        duplicate_url, ["content/duplicate-url"], 1, SiteTest::new()
            .file("content/a.md", page_with("slug = \"same\"\n", "正文。")).file("content/b.md", page_with("slug = \"same\"\n", "正文。"));
        duplicate_alias, ["content/duplicate-url"], 1, SiteTest::new()
            .file("content/a.md", page("正文。")).file("content/b.md", page_with("aliases = [\"/a/\"]\n", "正文。"));
        duplicate_letter_case, ["content/duplicate-url"], 1, SiteTest::new()
            .file("content/a.md", page_with("path = \"Same\"\n", "正文。")).file("content/b.md", page_with("path = \"same\"\n", "正文。"));
        duplicate_term, ["content/duplicate-url"], 1, taxonomy("[taxonomies]\nscam_types = [\"刷单返利\"]\n")
            .file("content/b.md", page_with("path = \"scam-types/shuadan\"\n", "正文。"));
        duplicate_pager, ["content/duplicate-url"], 1, SiteTest::new()
            .file("content/n/_index.md", "+++\ntitle = \"栏目\"\npaginate_by = 1\n+++\n")
            .file("content/n/a.md", page("正文。")).file("content/n/b.md", page("正文。")).file("content/c.md", page_with("path = \"n/page/2\"\n", "正文。"));
        duplicate_static, ["content/duplicate-url"], 1, front("aliases = [\"/logo.svg\"]\n").file("static/logo.svg", "<svg/>");
        unknown_term, ["content/unknown-term"], 1, taxonomy("[taxonomies]\nscam_types = [\"刷单反利\", \"杀猪盘\", \"\"]\n");
        unknown_taxonomy, ["content/unknown-taxonomy"], 1, taxonomy("[taxonomies]\nscam_type = [\"刷单返利\"]\n");
        index_clash, ["content/index-clash"], 1, SiteTest::new()
            .file("content/n/_index.md", "+++\ntitle = \"栏目\"\n+++\n").file("content/n/index.md", page("正文。"));
        unknown_language, ["content/unknown-language"], 1, SiteTest::new().config("[languages.en]\ntitle = \"Test\"\n").file("content/a.fr.md", page("Texte."));
        missing_sort_key, ["content/missing-sort-key"], 1, SiteTest::new()
            .file("content/n/_index.md", "+++\ntitle = \"栏目\"\nsort_by = \"weight\"\n+++\n")
            .file("content/n/a.md", page("正文。")).file("content/n/b.md", page_with("weight = 1\n", "正文。"));
        bad_sort_by, ["front-matter/bad-value"], 1, SiteTest::new().file("content/n/_index.md", "+++\ntitle = \"栏目\"\nsort_by = \"wieght\"\n+++\n");
        bad_defaults, ["front-matter/unknown-key"], 1, SiteTest::new().file("content/n/_index.md", "+++\ntitle = \"栏目\"\n[defaults]\neditr = \"张三\"\n+++\n");
    }
}

mod markdown {
    use super::*;

    errors! {
        unknown_component, ["content/unknown-component"], 1, body(":::tpi 标题\n正文。\n:::\n\n:::quiz\n:::");
        component_without_name, ["content/unknown-component"], 1, body(":::\n正文。\n:::");
        unknown_argument, ["content/component-argument"], 1, body(":::hotline onyl=\"110\"\n:::");
        wrong_argument_type, ["content/component-argument"], 1, body(":::video ep1 start=一分钟\n:::");
        missing_argument, ["content/component-argument"], 1, body(":::video\n:::");
        argument_twice, ["content/component-argument"], 1, body(":::hotline only=\"110\" only=\"96110\"\n:::");
        component_takes_no_words, ["content/component-argument"], 1, body(":::hotline 报警电话\n:::");
        component_takes_no_body, ["content/component-argument"], 1, body(":::hotline\n有话要说。\n:::");
        unclosed_component, ["content/component-unclosed"], 1, body("前文。\n\n:::tip 记住\n不转账。\n\n后文。");
        raw_html, ["content/raw-html"], 1, body("看<script>alert(1)</script>和<b onclick=\"x()\">按钮</b>，<iframe src=\"//evil.example\"></iframe>。");
        raw_html_block, ["content/raw-html"], 1, body("前文。\n\n<div style=\"position:fixed\">\n<marquee>快</marquee>\n</div>");
        raw_html_unclosed, ["content/raw-html"], 1, body("<div>\n\n没有关闭。");
        more_marker, ["content/more-marker"], 1, body("- 一\n- <!-- more -->\n");
        nesting, ["content/nesting"], 1, body(&format!("{} 深", ">".repeat(80)));
        empty_heading, ["front-matter/bad-value"], 1, body("##\n\n正文。");
        heading_id_twice, ["output/duplicate-id"], 1, body("## 一 {#same}\n\n## 二 {#same}\n");
    }
}

mod archive;
mod checker;
mod files;
mod policy;
mod records;
mod theme;

/// All problems of a run appear together, in the order of files and places.
#[test]
fn all_problems_appear_together() {
    let site = SiteTest::new()
        .config("minify_htm = true\n")
        .file(
            "content/a.md",
            page_with("titel = \"甲\"\nweight = \"重\"\n", "[坏](@/nichts.md) ![](x.png)\n\n:::quiz\n:::"),
        )
        .file("content/b.md", "+++\ntitle = \"没有结束\n+++\n")
        .file("content/c.md", [b'+', b'+', b'+', b'\n', 0xB7, 0xB4, 0xD5, 0xA9])
        .file("themes/t/templates/page.html", "{{ page.title");
    let codes = [
        "config/invalid",
        "front-matter/unknown-key",
        "front-matter/wrong-type",
        "content/broken-link",
        "content/missing-alt",
        "content/unknown-component",
        "toml/syntax",
        "io/encoding",
        "template/syntax",
    ];
    let run = site.build();
    for code in codes {
        assert!(run.stderr.contains(&format!("[{code}]")), "no [{code}] in\n{}", run.stderr);
    }
}

/// Findings that do not stop a build are shown, and the site is written.
#[test]
fn warnings_do_not_stop_a_build() {
    let site = body("__注意：__不要转账。");
    for lang in ["zh", "en"] {
        let run =
            site.run(["build", "--at", AT, "--lang", lang, "--color", "never"]).ok().has("a/index.html", "__注意：__");
        let said: String = run
            .stderr
            .lines()
            .take_while(|line| !line.starts_with("完成") && !line.starts_with("done"))
            .map(|line| format!("{line}\n"))
            .collect();
        expect_file(&tests_folder(&format!("it/errors/literal_emphasis.{lang}.txt")), &said);
    }
}

/// A key of `site.toml` counts as content for nobody: the configuration's code is 3.
#[test]
fn configuration_errors_have_their_own_exit_code() {
    body("[坏](@/nichts.md)").config("minify_htm = true\n").build().fails(3);
}
