//! What contradicts itself is found, and what nearly does is not.

use super::{Issue, small};
use crate::fixture::{AT, SiteTest, page};

/// The codes that a build reports, each as often as it does.
fn codes(site: &SiteTest) -> String {
    let run = site.run(["build", "--at", AT, "--lang", "en", "--color", "never"]);
    let mut codes: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("error[") || line.starts_with("warning["))
        .filter_map(|line| line.split(']').next())
        .collect();
    codes.sort_unstable();
    codes.iter().map(|code| format!("{code}] ")).collect::<String>().trim().to_owned()
}

#[track_caller]
fn finds(wanted: &str, home: &str, edit: impl FnOnce(&mut Vec<Issue>)) {
    let site = small(home, edit);
    assert_eq!(codes(&site), wanted, "{}", site.build().stderr);
}

fn gaps(lines: &str) -> String {
    format!("gaps = [{lines}]\n")
}

#[test]
fn a_whole_archive_has_no_findings() {
    finds("", "", |_| ());
}

#[test]
fn numbers_twice() {
    finds("error[archive/duplicate]", "", |issues| {
        issues[5].total = Some(5);
        issues.truncate(6);
    });
    let twice = small("", |_| ());
    twice.write("content/ldt/2021/x/index.md", Issue { total: None, ..super::eight()[6].clone() }.text());
    assert_eq!(codes(&twice), "error[archive/duplicate]");
    // Two in one, and one of them alone.
    finds("error[archive/duplicate]", "complete = false\n", |issues| issues[5].issue_to = Some(3));
    let supplement = |number, date: &str| Issue {
        issue: None,
        supplement: Some(number),
        total: None,
        ..Issue::new("ldt", 2021, 1, 1, date)
    };
    finds("", "", |issues| issues.extend([supplement(1, "2021-04-01"), supplement(2, "2021-05-01")]));
    let twice = small("", |issues| issues.push(supplement(1, "2021-04-01")));
    twice.write("content/ldt/2021/x/index.md", supplement(1, "2021-05-01").text());
    assert_eq!(codes(&twice), "error[archive/duplicate]");
}

#[test]
fn missing_issues() {
    let without = |at: usize| move |issues: &mut Vec<Issue>| drop(issues.remove(at));
    finds("warning[archive/gap]", "", without(5));
    finds("", &gaps("{ issue = \"2021-2\", reason = \"停刊\" }"), without(5));
    finds("", &gaps("{ total = 6, reason = \"停刊\" }"), without(5));
    finds("", "complete = false\n", without(5));
    finds(
        "warning[archive/gap] warning[archive/gap-filled]",
        &gaps("{ issue = \"2021-3\", reason = \"停刊\" }"),
        without(5),
    );
    // A run is one finding; what is declared in its middle leaves two.
    finds("warning[archive/gap]", "", |issues| drop(issues.drain(4..7)));
    let middle = gaps("{ issue = \"2021-2\", reason = \"停刊\" }");
    finds("warning[archive/gap] warning[archive/gap]", &middle, |issues| drop(issues.drain(4..7)));
    // The end of a year is known by running numbers alone.
    finds("warning[archive/gap]", "", without(3));
    finds("", &gaps("{ issue = \"2020-4\", reason = \"停刊\" }"), without(3));
    finds("", "", |issues| {
        issues.remove(3);
        issues.iter_mut().for_each(|issue| issue.total = None);
    });
    // So is the beginning.
    finds("warning[archive/gap]", "", |issues| drop(issues.drain(..4)));
    finds("", &gaps("{ total = \"1-4\", reason = \"没有留存\" }"), |issues| drop(issues.drain(..4)));
    finds("", "", |issues| drop(issues.drain(6..)));
}

#[test]
fn gaps_that_are_none() {
    finds("warning[archive/gap-filled]", &gaps("{ total = \"6-20\", reason = \"停刊\" }"), |_| ());
    finds("", &gaps("{ total = \"9-20\", reason = \"停刊\" }"), |_| ());
    finds("error[front-matter/bad-value]", &gaps("{ issue = \"2021\", reason = \"停刊\" }"), |_| ());
    finds("error[front-matter/bad-value]", &gaps("{ issue = \"2021-9\" }"), |_| ());
    finds("error[front-matter/unknown-key]", &gaps("{ isue = \"2021-9\", total = 9, reason = \"停刊\" }"), |_| ());
}

#[test]
fn order() {
    finds("error[archive/order]", "", |issues| issues[6].date = "2021-05-01".to_owned());
    finds("", "", |issues| issues[6].date = issues[5].date.clone());
    // Running numbers in the wrong order.
    finds("error[archive/order]", "complete = false\n", |issues| {
        (issues[5].total, issues[6].total) = (issues[6].total, issues[5].total);
        issues[6].date = issues[5].date.clone();
    });
}

#[test]
fn running_numbers_count_issues() {
    let jump =
        |issues: &mut Vec<Issue>| issues.iter_mut().skip(6).for_each(|issue| issue.total = issue.total.map(|t| t + 2));
    finds("error[archive/total]", "", jump);
    finds("", "complete = false\n", jump);
    finds("", &gaps("{ total = \"7-8\", reason = \"编号有误\" }"), jump);
    // Two in one may take one running number or two.
    for more in [0, 1] {
        finds("", "", |issues| {
            issues[5].issue_to = Some(3);
            issues.remove(6);
            issues[6].total = Some(7 + more);
        });
    }
    finds("error[archive/total]", "", |issues| {
        issues[5].issue_to = Some(3);
        issues.remove(6);
        issues[6].total = Some(9);
    });
    // A supplement may have taken one.
    finds("", "", |issues| {
        jump(issues);
        let supplement = |number, total, date| Issue {
            issue: None,
            supplement: Some(number),
            ..Issue::new("ldt", 2021, 1, total, date)
        };
        issues.extend([supplement(1, 7, "2021-07-01"), supplement(2, 8, "2021-07-02")]);
    });
    // Running numbers may be as large as they like.
    finds("error[archive/total]", "", |issues| issues[7].total = Some(u32::MAX));
}

#[test]
fn places() {
    let site = small("", |_| ());
    let stray = Issue { date: "2020-12-20".to_owned(), total: None, ..Issue::new("ldt", 2020, 5, 9, "") };
    site.write("content/ldt/2021/5/index.md", stray.text());
    assert_eq!(codes(&site), "error[archive/place]");
    let site = small("", |_| ());
    site.write("content/ldt/old/_index.md", "+++\ntitle = \"又一个首页\"\nperiodical = \"ldt\"\n+++\n");
    assert_eq!(codes(&site), "error[archive/place]");
    let site = small("", |_| ());
    site.write("content/x/_index.md", "+++\ntitle = \"别的\"\nperiodical = \"lbt\"\n+++\n");
    assert_eq!(codes(&site), "error[front-matter/bad-value]");
    let site = small("", |_| ());
    site.write("content/x/_index.md", "+++\ntitle = \"别的\"\nyear = 2021\ncomplete = true\n+++\n");
    assert_eq!(codes(&site), "error[front-matter/bad-value] error[front-matter/bad-value]");
}

#[test]
fn references() {
    finds("error[archive/reference]", "", |issues| issues[5].front = "supersedes = \"2021-9\"\n".to_owned());
    finds("error[archive/reference]", "", |issues| issues[5].front = "supersedes = \"2021-2\"\n".to_owned());
    finds("error[front-matter/bad-value]", "", |issues| issues[5].front = "supersedes = \"第9期\"\n".to_owned());
    let said = |home: &str, prose: &str| {
        let site = small(home, |issues| drop(issues.remove(5)));
        site.write("content/a.md", page(prose));
        codes(&site)
    };
    let declared = gaps("{ issue = \"2021-2\", reason = \"停刊\" }");
    assert_eq!(said(&declared, "见《联络动态》2021年第3期（总第7期）、总第8期。"), "");
    assert_eq!(said(&declared, "见《联络动态》2021年第2期（总第6期）。"), "", "declared as a gap");
    assert_eq!(
        said(&declared, "见《联络动态》2021年第9期、《联络动态》总第640期、《别的刊物》2019年第1期。"),
        "",
        "still to come"
    );
    assert_eq!(said(&declared, "见《联络动态》二〇二〇年第五期。"), "warning[archive/reference]");
    assert_eq!(said(&declared, "见《联络动态》2019年第1期。"), "warning[archive/reference]");
    assert_eq!(
        said(&declared, "见《联络动态》2021年第3期（总第6期）。"),
        "warning[archive/reference]",
        "they disagree"
    );
    assert_eq!(said("complete = false\n", "见《联络动态》2019年第1期。"), "", "a selection");
    assert_eq!(said("complete = false\n", "见《联络动态》2021年第1期（总第6期）。"), "warning[archive/reference]");
}

#[test]
fn titles_and_headings() {
    let several = |body: &str| {
        let body = body.to_owned();
        move |issues: &mut Vec<Issue>| {
            issues[2].articles = vec!["第一篇".to_owned(), "第二篇".to_owned()];
            issues[2].body = body;
        }
    };
    finds("", "", several("## 第一 篇\n\n文\n\n### 节\n\n## 第二篇\n\n文"));
    for wrong in
        ["正文。", "## 第一篇\n\n文", "## 第二篇\n\n文\n\n## 第一篇\n\n文", "## 第一篇\n\n## 第二篇\n\n## 第三篇"]
    {
        finds("error[archive/articles]", "", several(wrong));
    }
}
