//! Red flags in one file, questions as pages, quizzes: from their sources to the finished site.

use crate::fixture::{Run, SiteTest, page_with};

const CHECK: &str = r##"{% extends "base.html" %}
{% block main %}{% set flags = get_signals(required=false) %}{% if flags %}<form data-signals="{{ flags.href }}"></form>{% endif %}
{% set q = get_question(required=false) %}{% if q %}<h2>{{ q.text }}</h2>{% for a in q.answers %}<a href="{{ a.href }}">{{ a.text }}</a>{% endfor %}<a href="{{ q.unsure_href }}">?</a>{% endif %}{% endblock %}
"##;

const QUIZ: &str = r##"{% extends "base.html" %}
{% block main %}{% for q in page.quiz.questions %}<p>{{ q.text }} {{ q.correct }} {{ q.page?.title or "-" }} {{ q.page?.href or "-" }}</p>{% endfor %}<script type="application/ld+json">{{ structured_data | json_ld(image=none) }}</script>{% endblock %}
"##;

const QUESTIONS: &str = r#"start = "wants"
[[questions]]
id = "wants"
text = "要你做什么？"
help = "先看他要什么。"
unsure = "nothing"
answers = [{ text = "垫钱", next = "task" }]
[[outcomes]]
id = "task"
level = "scam"
title = "像刷单"
text = "先垫后返。"
scam_type = "@/scams/shuadan.md"
pages = ["@/help.md"]
[[outcomes]]
id = "nothing"
title = "没有找到"
text = "问问别人。"
do_now = ["打96110"]
"#;

const FLAG: &str = "[[signals]]\nphrase = \"先垫钱\"\nmeaning = \"骗\"\nweight = 5\nmatch = [\"先 垫|墊付\"]\nnot = [\"……都是骗局\"]\n";

/// A type of scam with more lines of front matter.
pub fn scam(lines: &str) -> String {
    page_with(
        &format!(
            "kind = \"scam-type\"\nrule = \"凡是垫资的，都是诈骗\"\ntargets = [\"学生\"]\ndo_now = [\"停手\", \"打110\"]\n{lines}"
        ),
        "正文。",
    )
}

fn quiz(lines: &str) -> String {
    page_with(
        &format!(
            "kind = \"quiz\"\n[[questions]]\ntext = \"垫吗？\"\noptions = [\"垫\", \"不</script>垫\"]\ncorrect = 2\nexplanation = \"垫了就没了\"\n{lines}"
        ),
        "正文。",
    )
}

/// A site with all three.
pub fn site() -> SiteTest {
    SiteTest::new()
        .file("themes/t/templates/check.html", CHECK)
        .file("themes/t/templates/quiz.html", QUIZ)
        .file("data/questions.toml", QUESTIONS)
        .file("content/scams/_index.md", "+++\ntitle = \"骗局\"\n+++\n")
        .file("content/scams/shuadan.md", scam(FLAG))
        .file("content/help.md", page_with("", "正文。"))
        .file("content/check/_index.md", "+++\ntitle = \"是不是骗局\"\ntemplate = \"check.html\"\n+++\n")
        .file("content/quiz.md", quiz("scam_type = \"@/scams/shuadan.md\"\n"))
}

fn book(run: &Run) -> (&str, serde_json::Value) {
    let found = run.out.iter().find(|(path, _)| path.starts_with("assets/signals.zh."));
    let (path, bytes) = found.expect("a file of red flags");
    (path, serde_json::from_slice(bytes).expect("JSON"))
}

#[test]
fn flags_of_all_types_are_in_one_file() {
    let general = "not = [\"谨防……\"]\n[[signals]]\nphrase = \"马上\"\nmeaning = \"催\"\nweight = 2\nmatch = [\"{hotline}…{number}点前\"]\n[[signals]]\nphrase = \"只给人看\"\nmeaning = \"无\"\nweight = 1\n";
    let hotlines = "[[hotlines]]\nid = \"a\"\nnumber = \"96110\"\nname = \"反诈专线\"\nwhat = \"咨询\"\ncall = true\n";
    let run = site().file("data/signals.toml", general).file("data/hotlines.toml", hotlines).build().ok();
    let (path, json) = book(&run);
    assert!(run.text("check/index.html").contains(&format!("data-signals=\"/{path}\"")));
    assert_eq!(json["topics"][0]["name"], "一页");
    assert_eq!(json["topics"][0]["href"], "/scams/shuadan/");
    assert_eq!(json["topics"][0]["do"][1], "打110");
    assert_eq!(json["signals"].as_array().map(Vec::len), Some(2), "a flag without `match` is for readers only");
    assert_eq!(json["signals"][0]["match"][0], "先垫|垫付");
    assert_eq!(json["signals"][0]["not"][0], "^都是骗局");
    assert_eq!(json["signals"][1]["match"][0], "96110~\u{e002}点前");
    assert_eq!(json["not"][0], "谨防^");
    assert_eq!(json["hotlines"][0]["what"], "咨询");
    assert!(json["fold"].as_str().is_some_and(|fold| fold.contains("墊垫") && !fold.contains("龍")));
}

/// The file exists where a page asks for it, under a name that says what is in it.
#[test]
fn the_file_follows_its_flags() {
    let site = site();
    let first = book(&site.build().ok()).0.to_owned();
    site.write("content/help.md", page_with("", "另一段。"));
    assert_eq!(book(&site.build().ok()).0, first);
    site.write("content/scams/shuadan.md", scam(&FLAG.replace("骗\"", "还是骗\"")));
    let run = site.run(["build", "--verify", "--at", crate::fixture::AT]).ok();
    let second = book(&run).0.to_owned();
    assert_ne!(second, first);
    assert!(run.text("check/index.html").contains(&second));
    assert!(!run.out.contains_key(&first), "the old file goes");
    site.write("content/check/_index.md", "+++\ntitle = \"是不是骗局\"\n+++\n");
    let run = site.build().ok();
    assert!(!run.out.keys().any(|path| path.contains("signals")), "nobody asks for it");
}

#[test]
fn questions_are_pages_that_lead_on() {
    let run = site().build().ok();
    let run = run
        .has(
            "check/index.html",
            "<h2>要你做什么？</h2><a href=\"/check/task/\">垫钱</a><a href=\"/check/nothing/\">?</a>",
        )
        .has("check/wants/index.html", "<h1>要你做什么？</h1>")
        .has("check/wants/index.html", "<a href=\"/check/nothing/\">都不是，不确定</a>")
        .has("check/task/index.html", "<a href=\"/scams/shuadan/\">一页</a>")
        .has("check/task/index.html", "<li>停手</li><li>打110</li>")
        .has("check/task/index.html", "<a href=\"/help/\">一页</a>")
        .has("check/nothing/index.html", "<li>打96110</li>");
    run.lacks("sitemap.xml", "/check/task/").has("sitemap.xml", "/check/");
}

#[test]
fn each_language_has_its_own_questions_and_flags() {
    let site = site()
        .config("[languages.en]\ntitle = \"Test\"\n")
        .file("content/_index.en.md", "+++\ntitle = \"Home\"\n+++\n")
        .file("content/check/_index.en.md", "+++\ntitle = \"Scam?\"\ntemplate = \"check.html\"\n+++\n");
    let run = site.build().ok();
    let run = run.lacks("en/check/index.html", "<form").lacks("en/check/index.html", "<h2>");
    assert!(!run.out.contains_key("en/check/wants/index.html"));
    site.write("data/questions.en.toml", QUESTIONS.replace("要你做什么？", "What do they want?"));
    site.write(
        "data/signals.en.toml",
        "[[signals]]\nphrase = \"Pay first\"\nmeaning = \"no\"\nweight = 5\nmatch = [\"pay first\"]\n",
    );
    let run = site.run(["build", "--verify", "--at", crate::fixture::AT]).ok();
    let run =
        run.has("en/check/wants/index.html", "None of these, not sure").has("en/check/index.html", "/en/check/task/");
    assert!(run.text("en/check/index.html").contains("/assets/signals.en."));
    assert!(run.text("check/index.html").contains("/assets/signals.zh."));
}

#[test]
fn pages_follow_the_type_of_scam_that_they_name() {
    let site = site();
    site.build().ok().has("quiz/index.html", "垫吗？ 2 一页 /scams/shuadan/");
    let changed = scam(FLAG).replace("一页", "刷单").replace("打110", "马上打110");
    site.write("content/scams/shuadan.md", changed);
    let run = site.run(["build", "--verify", "--at", crate::fixture::AT]).ok();
    run.has("quiz/index.html", "垫吗？ 2 刷单 /scams/shuadan/").has("check/task/index.html", "马上打110");
}

#[test]
fn a_quiz_is_structured_data() {
    let run = site().build().ok();
    let html = run.text("quiz/index.html");
    let data = html.split("application/ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let data: serde_json::Value = serde_json::from_str(data.expect("a script")).expect("JSON that nothing ends early");
    let nodes = data["@graph"].as_array().expect("a graph");
    let quiz = nodes.iter().find(|node| node["@type"] == "Quiz").expect("a quiz");
    assert_eq!(quiz["hasPart"][0]["acceptedAnswer"]["text"], "不</script>垫");
    assert_eq!(quiz["hasPart"][0]["acceptedAnswer"]["answerExplanation"]["text"], "垫了就没了");
    assert_eq!(quiz["hasPart"][0]["suggestedAnswer"][0]["text"], "垫");
}
