//! Content that is strange rather than evil: huge, deep, empty, repeated, with odd
//! characters. It builds or is refused; it never panics and never takes long.

use std::time::{Duration, Instant};

use crate::fixture::{Run, SiteTest, page};

const LONGEST: Duration = Duration::from_secs(30);

#[track_caller]
fn build(site: &SiteTest) -> Run {
    let begun = Instant::now();
    let run = site.build();
    let took = begun.elapsed();
    assert!(took < LONGEST, "took {took:?}");
    run
}

#[track_caller]
fn body(text: &str) -> Run {
    build(&SiteTest::new().file("content/a.md", page(text)))
}

#[test]
fn deep_nesting_is_refused() {
    for text in [
        format!("{} 深", ">".repeat(10_000)),
        format!("{} 深", "> ".repeat(10_000)),
        format!("{}深", "- ".repeat(5_000)),
        (0..400).map(|depth| format!("{}- 深\n", "  ".repeat(depth))).collect(),
        format!("{}\n", ":::tip\n".repeat(5_000)),
        (0..500)
            .map(|depth| format!("{}tip\n", ":".repeat(503 - depth)))
            .chain((0..500).map(|depth| format!("{}\n", ":".repeat(4 + depth))))
            .collect(),
    ] {
        let run = body(&text).fails(1);
        assert!(
            ["content/nesting", "content/component-unclosed"].iter().any(|code| run.stderr.contains(code)),
            "{}",
            run.stderr.chars().take(2000).collect::<String>()
        );
    }
}

#[test]
fn repeated_symbols_take_no_time() {
    for text in [
        "[^".repeat(50_000),
        "[".repeat(50_000),
        "![".repeat(50_000),
        "*".repeat(50_000),
        "**甲".repeat(20_000),
        "_a".repeat(30_000),
        "`a".repeat(30_000),
        "~~甲".repeat(20_000),
        "<".repeat(50_000),
        "<a".repeat(20_000),
        "<!--".repeat(20_000),
        "&#".repeat(30_000),
        "|".repeat(50_000),
        "www.".repeat(20_000),
        "https://".repeat(10_000),
        "[a](".repeat(20_000),
        "[^1]: x\n".repeat(5_000),
        (0..3_000).map(|n| format!("[^{n}] ")).chain((0..3_000).map(|n| format!("\n[^{n}]: 注\n"))).collect(),
        format!("| a |\n| - |\n{}", "| b |\n".repeat(10_000)),
        "## 步骤\n\n".repeat(8_000),
        "受害人".repeat(20_000),
        "14岁学生".repeat(10_000),
        "秘密".repeat(20_000),
        "一三".repeat(20_000),
        "1 ".repeat(40_000),
        "1-".repeat(40_000),
        "15412345678 ".repeat(5_000),
        "a@b.com".repeat(10_000),
        "QQ：12345".repeat(5_000),
        "x.com.cn".repeat(10_000),
        "湘A".repeat(20_000),
    ] {
        let run = body(&text);
        assert!(matches!(run.code, Some(0 | 1 | 6)), "{:?}", run.code);
    }
}

#[test]
fn long_lines_and_huge_front_matter() {
    body(&"很长的一行".repeat(50_000)).ok();
    body(&"word ".repeat(200_000)).ok();
    let huge = format!(
        "+++\ntitle = \"一页\"\ndescription = \"这一页只为测试而写。\"\neditor = \"{}\"\n+++\n",
        "长".repeat(100_000)
    );
    build(&SiteTest::new().file("content/a.md", huge)).fails(1).says("[io/limit]");
    let keys: String = (0..2_000).map(|n| format!("k{n} = {n}\n")).collect();
    build(&SiteTest::new().file("content/a.md", format!("+++\ntitle = \"一页\"\n{keys}+++\n")))
        .fails(1)
        .says("[front-matter/unknown-key]");
    let deep = format!("+++\ntitle = \"一页\"\n[extra]\nx = {}{}\n+++\n", "[".repeat(5_000), "]".repeat(5_000));
    assert!(matches!(build(&SiteTest::new().file("content/a.md", deep)).code, Some(0 | 1)));
    let deep = format!("---\ntitle: 一页\nextra: {}{}\n---\n", "[".repeat(5_000), "]".repeat(5_000));
    assert!(matches!(build(&SiteTest::new().file("content/a.md", deep)).code, Some(0 | 1)));
    let dotted = format!("+++\ntitle = \"一页\"\nextra.{}x = 1\n+++\n", "a.".repeat(5_000));
    assert!(matches!(build(&SiteTest::new().file("content/a.md", dotted)).code, Some(0 | 1)));
}

/// YAML's aliases could stand for billions of values.
#[test]
fn yaml_bombs_are_harmless() {
    let mut bomb = "---\ntitle: 一页\nextra:\n  a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, below) in "bcdefghij".chars().zip("abcdefghi".chars()) {
        bomb.push_str(&format!("  {name}: &{name} [{}]\n", vec![format!("*{below}"); 9].join(", ")));
    }
    build(&SiteTest::new().file("content/a.md", format!("{bomb}---\n"))).fails(1).says("[yaml/syntax]");
}

/// The program marks its holes by private-use characters; content that has them forges nothing.
#[test]
fn control_and_private_characters_forge_nothing() {
    for c in [
        "\0",
        "\u{1}",
        "\u{7f}",
        "\u{fffd}",
        "\u{e000}",
        "\u{e001}",
        "\u{f8ff}",
        "\u{fdd0}",
        "\u{10fffe}",
        "\u{202e}",
        "\u{200b}",
        "\u{feff}",
    ] {
        let text = format!(
            "前{c}后 {c}L0{c} {c}{c} [链接](@/a.md){c}0{c}\n\n## 标题{c}\n\n:::tip 一{c}二:三\n{c}\n:::\n\n`{c}` **{c}** ![x{c}](x.svg)"
        );
        let run = build(
            &SiteTest::new()
                .file("content/a/index.md", page(&text.replace("@/a.md", "@/a/index.md")))
                .file("content/a/x.svg", "<svg/>"),
        );
        if run.code == Some(0) {
            let html = run.text("a/index.html");
            assert_eq!(html.matches("<a href=\"/a/\">链接</a>").count(), 1, "{c:?}:\n{html}");
            assert_eq!(html.matches("<img ").count(), 1, "{c:?}:\n{html}");
            assert!(html.contains("二:三"), "{c:?} lost a colon:\n{html}");
        }
    }
}

/// Written as entities, the marks reach the output by another way.
#[test]
fn entities_forge_nothing() {
    let plain = body("[链接](@/a.md)\n\n:::tip 一\n二\n:::").ok();
    for (open, close) in
        [("&#xF8F0;", "&#xF8F1;"), ("&#63728;", "&#63729;"), ("\u{f8f0}", "\u{f8f1}"), ("\\\u{f8f0}", "\u{f8f1}")]
    {
        for mark in ["L0", "L99", "L", "I0", "C0", "E", "m", "M", "F", "f", "诈", "", "L18446744073709551616"] {
            let text = format!(
                "前{open}{mark}{close}后 {open}{mark}\n\n[链接](@/a.md)\n\n:::tip 一\n二{open}{mark}{close}\n:::\n\n`{open}{mark}{close}`"
            );
            let run = body(&text).ok();
            let html = run.text("a/index.html");
            assert_eq!(
                html.matches("class=\"tip\"").count(),
                plain.text("a/index.html").matches("class=\"tip\"").count(),
                "{mark}:\n{html}"
            );
            assert_eq!(html.matches("/a/").count(), 1, "{mark}:\n{html}");
            assert!(html.contains("前") && html.contains("后"), "{mark} swallowed text:\n{html}");
        }
    }
}

#[test]
fn odd_files_and_folders() {
    build(&SiteTest::new().file("content/a.md", "")).fails(1).says("[front-matter/fence]");
    build(&SiteTest::new().file("content/a.md", "+++")).fails(1).says("[front-matter/fence]");
    build(&SiteTest::new().file("content/a.md", "+++\n+++")).fails(1).says("[front-matter/missing-field]");
    build(&SiteTest::new().file("content/a.md", "\u{feff}".to_owned() + &page("正文。")))
        .ok()
        .has("a/index.html", "<p>正文。</p>");
    build(&SiteTest::new().file("content/a.md", page("正文。").replace('\n', "\r\n")))
        .ok()
        .has("a/index.html", "<p>正文。</p>");
    // A folder may be called like a file.
    build(&SiteTest::new().file("content/n.md/a.md", page("正文。"))).ok().has("n.md/a/index.html", "<p>正文。</p>");
    build(&SiteTest::new().file("content/n/_index.md/a.md", page("正文。"))).ok();
    build(&SiteTest::new().file("content/.hidden.md", "no").file("content/.git/x.md", "no")).ok();
    build(&SiteTest::new().file("site.toml", "")).fails(3).says("[config/invalid]");
    build(&SiteTest::new().file("themes/t/templates/page.html", "").file("content/a.md", page("正文。"))).ok();
}

/// A name that the file system takes may still be too long for an output.
#[test]
fn names_too_long_are_refused_not_half_written() {
    let slug = "a".repeat(300);
    let site = SiteTest::new().file(
        "content/a.md",
        format!("+++\ntitle = \"一页\"\ndescription = \"这一页只为测试而写。\"\nslug = \"{slug}\"\n+++\n"),
    );
    site.write("public/index.html", "the last site");
    let run = build(&site);
    assert!(run.code != Some(0));
    assert_eq!(run.text("index.html"), "the last site");
    assert_eq!(run.out.len(), 1, "{:?}", run.out.keys());
}
