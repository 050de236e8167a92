//! `new`: what it fills in, what it asks, and that only a person's work is left.

use std::io::Write;
use std::process::Stdio;

use crate::fixture::{AT, Run, SiteTest, tree};

fn site() -> SiteTest {
    let site = SiteTest::empty("neu");
    site.run(["init"]).ok();
    site
}

/// Runs `new --ask` with these answers, one a line.
fn answer(site: &SiteTest, arguments: &[&str], answers: &str) -> Run {
    let mut command = site.command();
    command.args(["new"]).args(arguments).arg("--ask");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    child.stdin.take().expect("a pipe").write_all(answers.as_bytes()).expect("answers");
    Run::of(child.wait_with_output().expect("an end"), tree(&site.root().join("public")))
}

fn text(site: &SiteTest, path: &str) -> String {
    std::fs::read_to_string(site.root().join(path.trim())).expect("a page")
}

/// A draft is never in the way. Published as it is, it breaks no rule but those that want a
/// person: what is marked, evidence, and what nobody may confirm unread.
#[test]
fn only_what_a_person_writes_is_left() {
    for kind in fanzha::kind::Kind::ALL {
        let site = site();
        let path = site.run(["new", kind.name(), "my-page", "-t", "一页新的稿子"]).ok().stdout;
        site.run(["check"]).ok();
        // Its preview is there at once.
        site.run(["build", "-D"]).ok();
        let draft = text(&site, &path);
        assert!(draft.contains("draft = true\n"), "{draft}");
        site.write(path.trim(), draft.replace("draft = true\n", ""));
        let check = site.run(["check", "--format", "short"]);
        let errors: Vec<&str> = check.stderr.lines().filter(|line| line.contains("错误[")).collect();
        assert!(errors.iter().any(|line| line.contains("content/placeholder")), "{}: {errors:?}", kind.name());
        for error in errors {
            let human = ["content/placeholder", "缺少“", "没有声明为综合改编"];
            assert!(human.iter().any(|part| error.contains(part)), "{}: {error}", kind.name());
        }
    }
}

#[test]
fn questions_make_a_page_that_is_ready() {
    let site = site();
    let answers = "警惕快递理赔骗局\n有人冒充快递客服，说包裹丢了要理赔，一上来就要共享屏幕。\n2026-03-01\n9\n预警\n先挂断；打官方客服核实\n4、1\n\n";
    let run = answer(&site, &["alert"], answers).ok();
    assert_eq!(run.stdout.trim(), "./content/alerts/jingti-kuaidi-lipei-pianju.md");
    assert!(run.stderr.contains("✗ “9”不在可选值之中") && run.stderr.contains("3. 紧急"), "{}", run.stderr);
    let page = text(&site, &run.stdout);
    for line in [
        "title = \"警惕快递理赔骗局\"\n",
        "date = 2026-03-01\n",
        "level = \"warning\"",
        "takeaways = [\"先挂断\", \"打官方客服核实\"]\n",
        "scam_types = [\"maochong-kefu\", \"shuadan-fanli\"]\n",
    ] {
        assert!(page.contains(line), "{line} is missing:\n{page}");
    }
    let finished =
        page.replace("draft = true\n", "").replace("【待填：最近出现了什么情况】", "先挂断，再打官方客服核实。");
    site.write(run.stdout.trim(), finished);
    site.run(["check"]).ok();
    assert!(site.build().ok().out.contains_key("alerts/jingti-kuaidi-lipei-pianju/index.html"));
}

/// Who answers nothing still has a draft.
#[test]
fn the_end_of_input_is_an_answer() {
    let site = site();
    let run = answer(&site, &["case", "some-case"], "").ok();
    assert!(text(&site, &run.stdout).contains("title = \"【待填：标题】\""));
    site.run(["check"]).ok();
}

#[test]
fn values_of_the_command_line_are_checked() {
    let site = site();
    let path = site
        .run([
            "new",
            "alert",
            "a",
            "-t",
            "甲某的提醒",
            "--set",
            "level=urgent",
            "-s",
            "expire=2026-12-20",
            "-s",
            "tags=",
            "-s",
            "taxonomies.tags=兼职；垫资",
        ])
        .fails(2);
    assert!(path.stderr.contains("不认识的键“tags”"), "{}", path.stderr);
    let made = site
        .run([
            "new",
            "alert",
            "a",
            "-t",
            "甲某的提醒",
            "--set",
            "level=紧急",
            "-s",
            "expire=2026-12-20",
            "-s",
            "taxonomies.tags=兼职；垫资",
        ])
        .ok();
    let page = text(&site, &made.stdout);
    for line in ["level = \"urgent\"", "expire = 2026-12-20   #", "[taxonomies]\ntags = [\"兼职\", \"垫资\"]\n"] {
        assert!(page.contains(line), "{page}");
    }
    for (wrong, says) in [
        ("level=bad", "不在可选值之中"),
        ("date=明天", "不是日期"),
        ("levl=info", "您是不是想写“level”"),
        ("level", "没有等号"),
        ("weight=x", "不是合适的整数"),
    ] {
        let before = site.tree();
        site.run(["new", "alert", "b", "--set", wrong]).fails(2).says(says);
        assert!(site.tree() == before, "{wrong}");
    }
}

const PERIODICAL: &str = "\n[periodicals.dongtai]\nname = \"工作动态\"\npublisher = \"某某委员会\"\n";

fn issue(year: u32, issue: u32, total: u32) -> String {
    format!(
        "+++\ntitle = \"工作动态{year}年第{issue}期\"\ndescription = \"这一期只为测试而写，没有别的。\"\ndate = {year}-0{issue}-01\nperiodical = \"dongtai\"\nyear = {year}\nissue = {issue}\ntotal = {total}\npublisher = \"某某委员会\"\nclassification = \"公开\"\ncontents = [{{ title = \"一篇\" }}]\n+++\n\n正文。\n"
    )
}

#[test]
fn the_next_issue_follows_the_archive() {
    let site = site();
    let settings = text(&site, "site.toml");
    site.write("site.toml", format!("{settings}{PERIODICAL}"));
    site.write("content/bulletins/_index.md", "+++\ntitle = \"简报\"\npage_kind = \"bulletin\"\n+++\n");
    // The first one, with the sections that it needs.
    let first = site.run(["new", "bulletin", "-t", "工作动态第1期", "-s", "year=2025"]).ok();
    assert_eq!(first.stdout.trim(), "./content/bulletins/dongtai/2025/1/index.md");
    let page = text(&site, &first.stdout);
    assert!(page.contains("periodical = \"dongtai\"\n") && page.contains("publisher = \"某某委员会\"\n"), "{page}");
    assert!(!page.contains("\ntotal ="), "{page}");
    assert!(text(&site, "content/bulletins/dongtai/2025/_index.md").contains("year = 2025\n"));
    site.write("content/bulletins/dongtai/2025/1/index.md", issue(2025, 1, 1));
    site.write("content/bulletins/dongtai/2025/2/index.md", issue(2025, 2, 2));
    site.run(["check"]).ok();
    let next = site.run(["new", "bulletin", "-t", "工作动态第3期", "-s", "year=2025", "-s", "date=2025-12-01"]).ok();
    assert_eq!(next.stdout.trim(), "./content/bulletins/dongtai/2025/3/index.md");
    let page = text(&site, &next.stdout);
    assert!(page.contains("issue = 3\n") && page.contains("total = 3"), "{page}");
    // Drafts have taken their numbers; another year begins with one, the running number goes on.
    let other = site.run(["new", "bulletin", "-t", "工作动态第1期", "-s", "year=2026"]).ok();
    let page = text(&site, &other.stdout);
    assert!(page.contains("issue = 1\n") && page.contains("total = 4"), "{page}");
    site.run(["check"]).ok();
}

#[test]
fn the_next_episode_follows_the_series() {
    let site = site();
    for (episode, slug) in [(1, "first"), (2, "second")] {
        let run = site.run(["new", "video", slug, "-t", "又一集"]).ok();
        let page = text(&site, &run.stdout);
        assert!(page.contains("series = \"yifenzhong\"\n"), "{page}");
        assert!(
            page.contains(&format!("episode = {episode}\n")) && page.contains(&format!("weight = {episode}\n")),
            "{page}"
        );
    }
}

/// What nobody filled in cannot be published, wherever it stands.
#[test]
fn placeholders_stop_a_build() {
    let site = site();
    site.write(
        "content/articles/a.md",
        "+++\ntitle = \"一页\"\ndescription = \"这一页只为测试而写。\"\ndate = 2026-01-01\n+++\n\n先说：【待填：结论】。\n",
    );
    let run = site.build().fails(1).says("content/articles/a.md:7:4").says("这里还没有填：【待填：结论】");
    assert!(run.out.is_empty());
    site.run(["build", "--at", AT, "--lang", "en"]).fails(1).says("this is still to be filled in");
    let page = text(&site, "content/articles/a.md");
    site.write("content/articles/a.md", page.replace("date =", "draft = true\ndate ="));
    site.run(["build", "-D", "--at", AT]).ok();
}
