//! `init`: a site that is ready, fast, with what authors and their editors need.

use std::process::Command;
use std::time::Instant;

use crate::fixture::{SiteTest, tree};

#[test]
fn a_new_site_is_ready_within_a_second() {
    let site = SiteTest::empty("neu");
    let begun = Instant::now();
    site.run(["init"]).ok();
    assert!(begun.elapsed().as_secs_f64() < 1.0, "{:?}", begun.elapsed());
    let run = site.run(["check"]).ok();
    assert!(run.stderr.contains("没有错误，0 个警告"), "{}", run.stderr);
    assert!(!site.build().ok().stderr.contains("警告"));
    let files = tree(site.root());
    for path in [
        "CONTRIBUTING.md",
        "README.md",
        "docs/fields.md",
        ".editorconfig",
        ".gitattributes",
        ".gitignore",
        ".github/workflows/site.yml",
        ".gitlab-ci.yml",
        ".gitea/workflows/site.yml",
        ".githooks/pre-commit",
        ".vscode/settings.json",
        ".vscode/schema/alert.json",
        ".taplo.toml",
    ] {
        assert!(files.contains_key(path), "{path} is missing");
    }
    let pictures = files.iter().filter(|(path, _)| path.starts_with("docs/") && !path.ends_with(".md"));
    assert!(pictures.clone().count() >= 4 && pictures.clone().all(|(_, bytes)| bytes.len() < 60_000));
    for path in [".vscode/settings.json", ".vscode/extensions.json", ".vscode/schema/site.json"] {
        serde_json::from_slice::<serde_json::Value>(&files[path]).expect("JSON");
    }
}

/// Editors find the schema of every data file.
#[test]
fn schemas_of_data_files_are_bound() {
    let site = SiteTest::empty("neu");
    site.run(["init"]).ok();
    let files = tree(site.root());
    let bound = std::str::from_utf8(&files[".taplo.toml"]).expect("UTF-8");
    for file in fanzha::schema::data::ALL {
        let schema = format!(".vscode/schema/{}.json", file.name);
        let rule = format!("include = [\"{}\"]\n\n[rule.schema]\npath = \"{schema}\"\n", file.files);
        assert!(bound.contains(&rule), "{rule}");
        let read: serde_json::Value = serde_json::from_slice(&files[&schema]).expect("JSON");
        assert_eq!(read["type"], "object", "{schema}");
    }
    assert_eq!(bound.matches("[[rule]]").count(), fanzha::schema::data::ALL.len() + 1);
}

/// The guide names no file that is not there.
#[test]
fn the_guide_shows_what_there_is() {
    let site = SiteTest::empty("neu");
    site.run(["init"]).ok();
    for name in ["CONTRIBUTING.md", "README.md"] {
        let text = std::fs::read_to_string(site.root().join(name)).expect("a guide");
        // What is in code is an example.
        let prose: String = text.split('`').step_by(2).collect();
        for target in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(site.root().join(target).is_file(), "{name}: {target}");
        }
    }
}

#[test]
fn what_is_told_stands_in_the_settings() {
    let site = SiteTest::empty("neu");
    site.run(["init", "-t", "某市\"反诈\"", "-u", "https://fz.example.gov.cn"]).ok();
    let run = site.build().ok();
    assert!(run.text("index.html").contains("某市&quot;反诈&quot;") || run.text("index.html").contains("某市\"反诈\""));
    assert!(run.text("sitemap.xml").contains("https://fz.example.gov.cn/"));
    SiteTest::empty("neu").run(["init", "-u", "example"]).fails(2).says("不是完整的网址");
}

/// The hook stops a commit with an error, once the one command has switched it on.
#[test]
fn the_hook_stops_a_commit_with_an_error() {
    let git = |site: &SiteTest, words: &[&str]| {
        let program = std::path::Path::new(env!("CARGO_BIN_EXE_fanzha")).parent().expect("a folder").to_owned();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("git");
        command.current_dir(site.root()).env("PATH", format!("{}:{path}", program.display()));
        command.args(["-c", "user.name=t", "-c", "user.email=t@example.cn"]).args(words).output()
    };
    let site = SiteTest::empty("neu");
    site.run(["init"]).ok();
    let Ok(begun) = git(&site, &["init", "-q"]) else { return };
    assert!(begun.status.success());
    for words in [&["config", "core.hooksPath", ".githooks"][..], &["add", "-A"]] {
        assert!(git(&site, words).expect("git").status.success());
    }
    assert!(git(&site, &["commit", "-qm", "新站点"]).expect("git").status.success());
    site.write("content/articles/a.md", "+++\ntitel = \"错\"\n+++\n");
    git(&site, &["add", "-A"]).expect("git");
    let refused = git(&site, &["commit", "-qm", "有错"]).expect("git");
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("您是不是想写“title”"), "{said}");
}
