//! The command line as people and scripts meet it: help, exit codes, streams, and each
//! command's promise.

use crate::fixture::{AT, Run, SiteTest, page, page_with};

const COMMANDS: &[&str] = &["init", "build", "serve", "check", "new", "list", "explain", "completion"];

#[test]
fn help_has_an_example_in_both_languages() {
    let site = SiteTest::empty("site");
    for command in COMMANDS {
        let zh = site.run([command, "--help", "--lang", "zh"]).ok();
        let en = site.run([command, "--help", "--lang", "en"]).ok();
        assert!(zh.stdout.contains("例：\n") && zh.stdout.contains(&format!("  fanzha {command}")), "{}", zh.stdout);
        assert!(
            en.stdout.contains("Example:\n") && en.stdout.contains(&format!("  fanzha {command}")),
            "{}",
            en.stdout
        );
        assert!(
            !en.stdout.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)
                && !en.stdout.contains("-t 警惕")
                && !en.stdout.contains("zh")),
            "{}",
            en.stdout
        );
    }
    let all = site.run(["--help"]).ok();
    for command in COMMANDS {
        assert!(all.stdout.contains(&format!("\n  {command} ")), "{command} is not in the help");
    }
    assert!(site.run(["--version"]).ok().stdout.starts_with("fanzha "));
}

/// A test that follows the examples of the help would be needless if they were wrong.
#[test]
fn examples_of_the_help_work() {
    let site = SiteTest::empty("around");
    site.run(["init", "mysite"]).ok();
    let here = site.root().join("mysite");
    let run = |line: &str| {
        let words: Vec<&str> = line.split('#').next().unwrap_or_default().split_whitespace().skip(1).collect();
        let output = crate::fixture::program(&here).args(&words).output().expect("the program runs");
        Run::of(output, crate::fixture::tree(&here.join("public")))
    };
    for command in ["build", "check", "new", "list", "explain"] {
        let help = site.run([command, "--help"]).stdout;
        let line =
            help.lines().find(|line| line.starts_with(&format!("  fanzha {command}"))).expect("an example").to_owned();
        run(&line).ok();
    }
}

#[test]
fn exit_codes_and_streams() {
    let fine = SiteTest::new().file("content/a.md", page("正文。"));
    let run = fine.build().ok();
    assert_eq!(run.stdout, "", "talk belongs to standard error");
    assert!(run.stderr.contains("完成："), "{}", run.stderr);
    assert_eq!(fine.run(["-q", "build", "--at", AT]).ok().stderr, "", "quiet means quiet");
    SiteTest::new().file("content/a.md", "x").build().fails(1);
    for usage in [
        vec!["biuld"],
        vec!["build", "--nichts"],
        vec![],
        vec!["build", "-j", "viele"],
        vec!["build", "-j", "0"],
        vec!["build", "--at", "morgen"],
        vec!["build", "--at", "2026-02-30"],
        vec!["build", "-u", "not a url"],
        vec!["new", "poem", "x"],
        vec!["list", "poems"],
        vec!["explain", "content/nichts"],
        vec!["completion", "cobol"],
        vec!["--format", "xml", "check"],
    ] {
        let run = fine.run(&usage);
        assert_eq!(run.code, Some(2), "{usage:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty());
    }
    SiteTest::empty("site").run(["build"]).fails(3);
    fine.run(["build", "-r", "nichts"]).fails(3);
    fine.run(["build", "-c", "other.toml"]).fails(3);
    SiteTest::new().link("content/a.md", "nowhere").build().fails(4);
}

/// A wrong instant in the environment is said, not ignored.
#[test]
fn a_wrong_epoch_is_an_error() {
    let site = SiteTest::new();
    let output = site.command().env("SOURCE_DATE_EPOCH", "gestern").arg("build").output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A reader that goes away is no error.
#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::Stdio;
    let mut site = SiteTest::new();
    for number in 0..200 {
        site = site.file(&format!("content/p{number}.md"), page_with("draft = true\n", "x"));
    }
    let mut child = site
        .command()
        .args(["list", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("an end");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
    assert!(output.status.success(), "{:?} {}", output.status, String::from_utf8_lossy(&output.stderr));
}

/// The program finds its site from any folder below.
#[test]
fn the_site_is_found_upwards() {
    let site = SiteTest::new().file("content/n/a.md", page("正文。"));
    let output = crate::fixture::program(&site.root().join("content/n"))
        .args(["build", "--at", AT])
        .output()
        .expect("the program runs");
    let run = Run::of(output, crate::fixture::tree(&site.root().join("public")));
    run.ok().has("n/a/index.html", "正文。");
    let elsewhere = SiteTest::empty("elsewhere");
    let root = site.root().to_string_lossy().into_owned();
    assert!(elsewhere.run(["-r", &root, "check"]).ok().stderr.contains("没有错误"));
}

#[test]
fn language_of_messages() {
    let site = SiteTest::new().file("content/a.md", "x");
    assert!(site.run(["check", "--lang", "en"]).stderr.contains("the file has no front matter"));
    assert!(site.run(["check", "--lang=zh"]).stderr.contains("文件开头没有元数据"));
    for (locale, english) in
        [("en_US.UTF-8", true), ("zh_CN.UTF-8", false), ("C", false), ("C.UTF-8", false), ("POSIX", false)]
    {
        let output = site.command().env("LANG", locale).arg("check").output().expect("the program runs");
        assert_eq!(
            String::from_utf8_lossy(&output.stderr).contains("the file has no front matter"),
            english,
            "{locale}"
        );
    }
}

#[test]
fn init_builds_clean_with_the_theme_inside() {
    let site = SiteTest::empty("neu");
    site.run(["init"]).ok();
    assert!(site.run(["check"]).ok().stderr.contains("没有错误，0 个警告"));
    let run = site.build().ok();
    for path in [
        "index.html",
        "articles/first/index.html",
        "help/index.html",
        "404.html",
        "sitemap.xml",
        "robots.txt",
        "atom.xml",
    ] {
        assert!(run.out.contains_key(path), "{path} is missing");
    }
    let run = run.has("articles/first/index.html", "先挂断");
    assert!(!run.stderr.contains("警告") && !run.stderr.contains("错误"), "{}", run.stderr);
}

#[test]
fn init_takes_only_an_empty_folder() {
    let site = SiteTest::empty("voll").file("notes.txt", "mine");
    let before = site.tree();
    site.run(["init"]).fails(4);
    assert!(site.tree() == before, "a refused init wrote files");
    site.run(["init", "--force"]).ok();
    assert_eq!(site.tree()["notes.txt"], b"mine");
    site.write("site.toml", "# mine\n");
    site.run(["init", "-f"]).ok();
    assert_eq!(site.tree()["site.toml"], b"# mine\n", "an existing file was replaced");
    // Hidden files do not count: a fresh Git clone is empty.
    SiteTest::empty("geklont").file(".git/HEAD", "ref: x\n").run(["init"]).ok();
}

#[test]
fn new_makes_a_draft_of_every_kind() {
    let kinds = fanzha::kind::Kind::ALL.iter().map(|kind| kind.name());
    for kind in kinds {
        let site = SiteTest::empty("neu");
        site.run(["init"]).ok();
        let run = site.run(["new", kind, "my-draft", "-t", "他说：\"快转账\\\"吧"]).ok();
        let path = run.stdout.trim().to_owned();
        assert!(site.root().join(&path).is_file(), "{path}");
        assert!(path.contains("content/") && path.ends_with(".md"), "{path}");
        let plain = site.run(["check"]);
        assert_eq!(plain.code, Some(0), "{kind}: a draft must not stop the others\n{}", plain.stderr);
        // With drafts only what a person must write may be missing.
        let check = site.run(["check", "-D", "--format", "short"]);
        for line in check.stderr.lines().filter(|line| line.contains("错误[")) {
            let human = ["front-matter/missing-field", "front-matter/bad-value", "content/missing-image"]
                .iter()
                .any(|code| line.contains(code));
            assert!(human && line.contains("my-draft"), "{kind}: {line}");
        }
        let build = site.run(["build", "-D", "--at", AT]);
        assert!(matches!(build.code, Some(0 | 1)));
        site.run(["new", kind, "my-draft"]).fails(4);
    }
}

#[test]
fn new_refuses_bad_slugs_and_places() {
    let site = SiteTest::new();
    for slug in ["../x", "Groß", "刷单", "a/b", "", "a b", "-"] {
        let before = site.tree();
        assert!(site.run(["new", "page", "--", slug]).code != Some(0), "{slug} was accepted");
        assert!(site.tree() == before);
    }
    assert!(site.run(["new", "page", "x", "--section", "../.."]).code != Some(0));
    // The slug proposed from a title follows the words: 重庆 is chongqing, 银行卡 yinhangka.
    let run = site.run(["new", "page", "-t", "重庆银行卡"]).ok();
    assert!(run.stdout.replace('-', "").contains("chongqingyinhangka"), "{}", run.stdout);
}

#[test]
fn lists_say_what_is_published_and_when() {
    let site = SiteTest::new()
        .file("content/a.md", page("正文。"))
        .file("content/b.md", page_with("draft = true\n", "x"))
        .file("content/c.md", page_with("publish = 2030-01-01\n", "x"))
        .file("content/d.md", page_with("expire = 2020-01-01\n", "x"))
        .file("content/e/_index.md", "+++\ntitle = \"草稿栏目\"\ndraft = true\n+++\n")
        .file("content/e/f.md", page("x"));
    let json = |arguments: &[&str]| -> serde_json::Value {
        let run = site.run(["list"].iter().chain(arguments).chain(&["--json", "--at", AT])).ok();
        serde_json::from_str(&run.stdout).expect("JSON")
    };
    let states = |value: &serde_json::Value| -> Vec<String> {
        value
            .as_array()
            .expect("a list")
            .iter()
            .map(|row| format!("{} {}", row["path"].as_str().expect("a path"), row["state"].as_str().expect("a state")))
            .collect()
    };
    assert_eq!(
        states(&json(&[])),
        ["a.md published", "b.md draft", "c.md future", "d.md expired", "e/_index.md draft", "e/f.md draft"]
    );
    assert_eq!(states(&json(&["drafts"])), ["b.md draft", "e/_index.md draft", "e/f.md draft"]);
    assert_eq!(states(&json(&["future"])), ["c.md future"]);
    assert_eq!(states(&json(&["expired"])), ["d.md expired"]);
    assert_eq!(json(&[])[0]["url"], "/a/");
    assert_eq!(json(&["future"])[0]["reason"], "要到 2030-01-01 才发布");
    let next = json(&["next"]);
    assert_eq!(next["next"], "2030-01-01T00:00:00+08:00");
    assert_eq!((&next["changes"][0]["path"], &next["changes"][0]["change"]), (&"c.md".into(), &"publish".into()));
    assert_eq!(site.run(["list", "next", "--at", AT]).ok().stdout, "2030-01-01T00:00:00+08:00\n");
    assert_eq!(SiteTest::new().run(["list", "next"]).ok().stdout, "-\n");
}

#[test]
fn codes_are_explained() {
    let site = SiteTest::empty("site");
    for (code, zh, en) in fanzha::diag::ALL {
        let said = site.run(["explain", code.0, "--lang", "zh"]).ok().stdout;
        assert!(said.contains(zh) && said.contains(code.0), "{said}");
        assert!(site.run(["explain", code.0, "--lang", "en"]).ok().stdout.contains(en));
    }
    assert!(site.run(["explain", "content/broken-lnk"]).fails(2).stderr.contains("content/broken-link"));
}

#[test]
fn completions_exist_for_common_shells() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = SiteTest::empty("site").run(["completion", shell]).ok();
        assert!(run.stdout.contains("fanzha") && run.stdout.contains("build"), "{shell}");
    }
}

#[test]
fn other_spellings_of_the_flags_work() {
    let site = SiteTest::new()
        .file("content/a.md", page_with("draft = true\n", "x"))
        .file("content/b.md", page_with("publish = 2030-01-01\n", "x"))
        .file("content/c.md", page_with("expire = 2020-01-01\n", "x"));
    site.run([
        "build",
        "--clock",
        AT,
        "--buildDrafts",
        "--buildFuture",
        "--buildExpired",
        "--baseURL",
        "https://x.gov.cn",
        "--destination",
        "public",
    ])
    .ok()
    .has("a/index.html", "x")
    .has("b/index.html", "x")
    .has("c/index.html", "x");
    site.run(["build", "--at", AT]).ok().without("a/index.html").without("b/index.html").without("c/index.html");
}

/// Spreadsheets take a field that begins with `=` for a formula; Excel needs the mark at the head
/// to read Chinese.
#[test]
fn lists_open_in_spreadsheets() {
    let titled = |title: &str, front: &str| {
        format!("+++\ntitle = '{title}'\ndescription = \"这一页只为测试而写。\"\n{front}+++\n\n正文。\n")
    };
    let site = SiteTest::new()
        .file("content/a.md", titled("甲,\"乙\"", "date = 2026-05-01\n"))
        .file("content/b.md", titled("=1+1", "draft = true\n"))
        .file("content/c.md", titled("丙", "publish = 2030-01-01\n"));
    let csv = |what: &str| site.run(["list", what, "--csv", "--at", AT]).ok().stdout;
    let all = csv("all");
    assert!(all.starts_with('\u{FEFF}') && all.lines().count() == 4 && all.matches("\r\n").count() == 4, "{all}");
    let lines: Vec<&str> = all.trim_start_matches('\u{FEFF}').lines().collect();
    assert_eq!(lines[0], "state,path,title,url,date,publish,expire,reason");
    assert_eq!(lines[1], "published,a.md,\"甲,\"\"乙\"\"\",/a/,2026-05-01T00:00:00+08:00,,,");
    assert_eq!(lines[2], "draft,b.md,\"'=1+1\",,,,,草稿（draft = true）");
    assert!(lines[3].starts_with("future,c.md,丙,,,2030-01-01T00:00:00+08:00,,"), "{}", lines[3]);
    assert_eq!(csv("drafts").lines().count(), 2);
    assert!(csv("next").contains("2030-01-01T00:00:00+08:00,publish,c.md,丙\r\n"));
    assert!(csv("freshness").contains("state,path,title,url,column_type,newest,updated,days,allowed\r\n"));
    site.run(["list", "--csv", "--json"]).fails(2);
}
