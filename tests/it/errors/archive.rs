//! Archives of bulletins.

use super::*;
use crate::archive::{Issue, eight, small};

fn issue(at: usize, edit: impl FnOnce(&mut Issue)) -> SiteTest {
    small("", |issues| edit(&mut issues[at]))
}

fn several(body: &str) -> SiteTest {
    issue(2, |issue| {
        issue.articles = vec!["第一篇".to_owned(), "第二篇".to_owned()];
        issue.body = body.to_owned();
    })
}

errors! {
    issue_twice, ["archive/duplicate"], 1, small("", |_| ()).file("content/ldt/2021/x/index.md", Issue { total: None, ..eight()[6].clone() }.text());
    issue_total_twice, ["archive/duplicate"], 1, issue(5, |issue| issue.total = Some(5));
    issue_dates_backwards, ["archive/order"], 1, issue(6, |issue| issue.date = "2021-05-01".to_owned());
    issue_numbers_backwards, ["archive/order"], 1, small("complete = false\n", |issues| {
        (issues[5].total, issues[6].total) = (issues[6].total, issues[5].total);
        issues[6].date = issues[5].date.clone();
    });
    issue_total_jumps, ["archive/total"], 1, issue(7, |issue| issue.total = Some(10));
    issue_in_another_year, ["archive/place"], 1, small("", |_| ()).file("content/ldt/2021/5/index.md", Issue { total: None, ..Issue::new("ldt", 2020, 5, 9, "2020-12-20") }.text());
    periodical_has_two_homes, ["archive/place"], 1, small("", |_| ()).file("content/ldt/old/_index.md", "+++\ntitle = \"又一个首页\"\nperiodical = \"ldt\"\n+++\n");
    periodical_unknown, ["front-matter/bad-value"], 1, small("", |_| ()).file("content/x/_index.md", "+++\ntitle = \"别的\"\nperiodical = \"ldx\"\n+++\n");
    periodical_settings, ["front-matter/bad-value"], 1, small("gaps = [{ issue = \"2021\", reason = \"停刊\" }, { total = \"9-3\", reason = \"停刊\" }]\n", |_| ())
        .file("content/x/_index.md", "+++\ntitle = \"别的\"\nyear = 2021\ncomplete = true\ngaps = [{ total = 9 }]\n+++\n");
    periodical_short, ["config/invalid"], 3, SiteTest::new().config("[periodicals.p]\nname = \"某刊\"\nshort = \"简 报\"\n");
    supersedes_nothing, ["archive/reference"], 1, issue(5, |issue| issue.front = "supersedes = \"2021-9\"\n".to_owned());
    supersedes_malformed, ["front-matter/bad-value"], 1, issue(5, |issue| issue.front = "supersedes = \"第9期\"\n".to_owned());
    article_missing, ["archive/articles"], 1, several("## 第一篇\n\n正文。");
    article_misspelt, ["archive/articles"], 1, several("## 第一篇\n\n正文。\n\n## 第三篇\n\n正文。");
    article_too_many, ["archive/articles"], 1, several("## 第一篇\n\n正文。\n\n## 第二篇\n\n正文。\n\n## 第三篇\n\n正文。");
    secrecy_words, ["policy/secrecy"], 6, issue(2, |issue| {
        issue.body = "本刊为内部资料，不得外传。".to_owned();
        issue.articles = vec!["一份机密名单".to_owned()];
    });
    secrecy_mark, ["policy/secrecy"], 6, issue(2, |issue| issue.body = "秘密★1年\n\n正文。".to_owned());
    secrecy_classification, ["policy/secrecy"], 6, small("", |_| ()).file("content/ldt/2020/3/index.md", eight()[2].text().replace("\"公开\"", "\"内部\""));
    secrecy_allowed_without_reason, ["front-matter/bad-value"], 1, issue(2, |issue| issue.front = "allow = [{ text = \"内部资料\" }]\n".to_owned());
}

/// Findings that do not stop a build.
fn warns(name: &str, code: &str, site: &SiteTest) {
    for lang in ["zh", "en"] {
        let run = site.run(["build", "--at", AT, "--lang", lang, "--color", "never"]).ok();
        assert!(run.stderr.contains(&format!("[{code}]")), "no [{code}] in\n{}", run.stderr);
        let end = run.stderr.find("完成").or(run.stderr.find("done")).expect("an end");
        expect_file(&tests_folder(&format!("it/errors/{name}.{lang}.txt")), &run.stderr[..end]);
    }
}

#[test]
fn issues_missing() {
    warns("issues_missing", "archive/gap", &small("", |issues| drop(issues.drain(3..6))));
}

#[test]
fn gap_that_is_none() {
    let gaps = "gaps = [{ issue = \"2021-2-3\", reason = \"停刊\" }]\n";
    warns("gap_that_is_none", "archive/gap-filled", &small(gaps, |_| ()));
}

#[test]
fn issue_named_in_prose() {
    let site = small("", |_| ())
        .file("content/a.md", page("见《联络动态》2020年第7期，又见《联络动态》2021年第2期（总第7期）。"));
    warns("issue_named_in_prose", "archive/reference", &site);
}
