//! Issues that may not be published stop the build.

use super::{Issue, small};
use crate::fixture::{AT, SiteTest};

fn with(edit: impl FnOnce(&mut Issue)) -> SiteTest {
    small("", |issues| edit(&mut issues[2]))
}

#[track_caller]
fn refused(site: &SiteTest, word: &str) {
    site.write("public/index.html", "the last site");
    let run = site.run(["--lang", "zh", "build", "--at", AT]).fails(6);
    assert!(run.stderr.contains("policy/secrecy") && run.stderr.contains(word), "{}", run.stderr);
    assert_eq!(run.out.len(), 1, "nothing is written");
}

#[test]
fn marks_stop_the_build_wherever_they_stand() {
    refused(&with(|issue| issue.body = "本刊系内部资料。".to_owned()), "内部资料");
    refused(&with(|issue| issue.body = "秘密★1年\n\n正文。".to_owned()), "密级标志");
    refused(&with(|issue| issue.body = "![机密文件的照片](/media/x.svg)".to_owned()), "机密");
    refused(&with(|issue| issue.articles = vec!["绝密名单".to_owned()]), "绝密");
    refused(
        &with(|issue| {
            issue.front = "errata = [{ where = \"不得外传\", printed = \"甲\", suggest = \"乙\" }]\n".to_owned()
        }),
        "不得外传",
    );
    let site = with(|issue| issue.front = "original = \"source.txt\"\n".to_owned());
    site.write("content/ldt/2020/3/source.txt", "机 密 ★ 三年\n\n原文");
    refused(&site, "机密");
}

#[test]
fn other_classifications_stop_the_build() {
    for word in ["内部", "秘密", ""] {
        let site = small("", |_| ());
        let text =
            super::eight()[2].text().replace("classification = \"公开\"", &format!("classification = \"{word}\""));
        site.write("content/ldt/2020/3/index.md", text);
        refused(&site, "密级是");
    }
}

#[test]
fn what_speaks_of_secrets_is_no_mark() {
    let body = "不得泄露国家秘密、商业秘密。请注意保存聊天记录。《保守国家秘密法》第一条。";
    with(|issue| issue.body = body.to_owned()).build().ok();
    // Other kinds of pages may warn of those who claim to know secrets.
    let site = small("", |_| ());
    site.write("content/a.md", crate::fixture::page("骗子说有内部资料。"));
    site.build().ok();
}

#[test]
fn a_quotation_may_be_allowed() {
    let allowed = |front: &str| {
        let front = front.to_owned();
        with(move |issue| {
            issue.body = "骗子称有“内部资料”。".to_owned();
            issue.front = front;
        })
    };
    allowed("allow = [{ text = \"内部资料\", reason = \"引文，不是密级标志\" }]\n").build().ok();
    allowed("allow = [{ text = \"“内部资料”\", reason = \"引文\" }]\n").build().ok();
    refused(&allowed("allow = [{ text = \"内部文件\", reason = \"引文\" }]\n"), "内部资料");
    let run = allowed("allow = [{ text = \"内部资料\" }]\n").build().fails(1);
    assert!(run.stderr.contains("reason"), "{}", run.stderr);
    // A mark of its grade is no quotation.
    let marked = with(|issue| {
        issue.body = "密级：秘密".to_owned();
        issue.front = "allow = [{ text = \"密级：秘密\", reason = \"引文\" }]\n".to_owned();
    });
    refused(&marked, "密级标志");
}
