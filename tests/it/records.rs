//! What bulletins report: paragraphs that can be quoted, suggestions with their legal clock,
//! persons and organisations with the passages that name them.

use crate::fixture::{AT, Run, SiteTest, page, page_with};

const PERIODICAL: &str = "[periodicals.dongtai]\nname = \"动态\"\n";

const SUGGESTION: &str = r##"{% extends "base.html" %}
{% block main %}{% set s = page.suggestion %}<p>state={{ s.state }} due={{ s.due or "-" }} months={{ s.months }}</p>
{% for x in s.stages %}<p>{{ x.stage }} {{ x.date or "-" }} {% for b in x.bodies %}[{{ b.name }} {{ b.href }}]{% endfor %}{% for e in x.evidence %}<a href="{{ e.href }}">{{ e.citation }} {{ e.paragraph }} {{ e.excerpt }}</a>{% endfor %}</p>
{% endfor %}{% for p in s.proposers %}<p>proposer {{ p.name }} {{ p.href or "-" }}</p>{% endfor %}{% endblock %}
"##;

const LIST: &str = r##"{% extends "base.html" %}
{% block main %}{% for p in section.pages %}<p>{{ p.title }} {{ p.suggestion.state }} {{ p.suggestion.due or "-" }} {{ p.suggestion.handler | join(sep="+") }}</p>{% endfor %}{% endblock %}
"##;

const PERSONS: &str = r##"[[persons]]
id = "jia-mou"
name = "甲某"
except = ["甲某某"]

[[persons.posts]]
title = "主任"
organisation = "weiyuanhui"
evidence = [{ ref = "@/issue.md#p1", quote = "示例委员会主任甲某" }]
"##;

const ORGANISATIONS: &str = r##"[[organisations]]
id = "weiyuanhui"
name = "示例委员会"

[[organisations]]
id = "bangongshi"
name = "示例委员会办公室"
aliases = ["委办公室"]
parent = "weiyuanhui"
"##;

const BODY: &str = "示例委员会主任甲某到会。<散会>\n\n## P2\n\n示例委员会办公室提出两件\n建议。甲某某没有到会。其他人到了。\n\n> 委办公室和\n> 甲某讲话。\n\n| 表 |\n| --- |\n| 甲某 |\n";

fn issue(body: &str) -> String {
    format!(
        "+++\ntitle = \"《动态》2026年第1期\"\ndescription = \"这一期只为测试而写。\"\nkind = \"bulletin\"\ndate = 2026-01-05\nperiodical = \"dongtai\"\nyear = 2026\nissue = 1\npublisher = \"示例委员会\"\nclassification = \"公开\"\ncontents = [{{ title = \"示例文章\" }}]\n+++\n\n{body}\n"
    )
}

/// A suggestion with more lines of front matter.
fn suggestion(lines: &str) -> String {
    format!(
        "+++\ntitle = \"示例建议\"\ndescription = \"这件建议只为测试而写。\"\nkind = \"suggestion\"\nsession = \"示例会议\"\nproposers = [{{ id = \"jia-mou\", evidence = [\"@/issue.md#p2\"] }}]\nhandler = [{{ id = \"bangongshi\", evidence = [\"@/issue.md#p3\"] }}]\n{lines}\n+++\n\n正文。\n"
    )
}

const STAGES: &str = "[[stages]]\nstage = \"proposed\"\nbodies = [\"bangongshi\"]\nevidence = [{ ref = \"@/issue.md#p2\", quote = \"提出两件建议\" }]\n[[stages]]\nstage = \"assigned\"\ndate = 2026-01-31\nevidence = [\"@/issue.md#p1\"]\n";

pub fn site() -> SiteTest {
    SiteTest::new()
        .config(PERIODICAL)
        .file("themes/t/templates/suggestion.html", SUGGESTION)
        .file("themes/t/templates/suggestions.html", LIST)
        .file("data/persons.toml", PERSONS)
        .file("data/organisations.toml", ORGANISATIONS)
        .file("content/issue.md", issue(BODY))
        .file("content/s/_index.md", "+++\ntitle = \"建议\"\ntemplate = \"suggestions.html\"\n+++\n")
        .file("content/s/one.md", suggestion(STAGES))
}

fn build_at(site: &SiteTest, at: &str) -> Run {
    site.run(["build", "--at", at]).ok()
}

#[test]
fn paragraphs_of_bulletins_have_ids_and_others_do_not() {
    let run = site().file("content/a.md", page("见[原文](@/issue.md#p3)。\n\n一段。")).build().ok();
    run.has("issue/index.html", "<p id=\"p1\">示例委员会主任甲某到会。&lt;散会&gt;</p>")
        .has("issue/index.html", "<h2 id=\"section-p2\">P2</h2>")
        .has("issue/index.html", "<p id=\"p2\">示例委员会办公室提出两件")
        .has("issue/index.html", "<blockquote>\n<p id=\"p3\">")
        .lacks("issue/index.html", "\"p4\"")
        .has("a/index.html", "href=\"/issue/#p3\"")
        .lacks("a/index.html", "<p id=");
    let beyond = site().file("content/a.md", page("见[原文](@/issue.md#p4)。"));
    beyond.build().fails(1).says("content/broken-anchor");
}

#[test]
fn an_id_that_an_author_wrote_stays() {
    let body = "第一段。\n\n## 小标题 {#p2}\n\n第二段。\n\n第三段。";
    let run = SiteTest::new().config(PERIODICAL).file("content/issue.md", issue(body)).build().ok();
    run.has("issue/index.html", "<h2 id=\"p2\">小标题</h2>\n<p>第二段。</p>\n<p id=\"p3\">第三段。</p>");
}

#[test]
fn statements_lead_to_their_paragraphs() {
    let run = site().build().ok();
    run.has(
        "s/one/index.html",
        "<p>proposed - [示例委员会办公室 /organisations/bangongshi/]<a href=\"/issue/#p2\">《动态》2026年第1期 2 提出两件建议</a></p>",
    )
    .has("s/one/index.html", "<p>proposer 甲某 /people/jia-mou/</p>")
    .has("s/one/index.html", "<p>assigned 2026-01-31T00:00:00+08:00");
}

/// The output depends on the moment only through the day after the last day for the answer.
#[test]
fn a_suggestion_becomes_overdue_when_its_day_is_over() {
    let site = site();
    let due = build_at(&site, "2026-04-30T23:59:59+08:00");
    let due = due.has("s/one/index.html", "state=assigned due=2026-04-30 months=3");
    let due = due.has("s/index.html", "示例建议 assigned 2026-04-30 示例委员会办公室");
    let over = build_at(&site, "2026-05-01T00:00:00+08:00");
    let over = over.has("s/one/index.html", "state=overdue due=2026-04-30");
    let over = over.has("s/index.html", "示例建议 overdue");
    let differ = |path: &&String| due.out.get(*path) != over.out.get(*path);
    let pages: Vec<&String> = over.out.keys().filter(differ).filter(|path| path.ends_with(".html")).collect();
    assert_eq!(pages, ["s/index.html", "s/one/index.html"]);

    let next = |site: &SiteTest, at: &str| site.run(["list", "next", "--at", at]).ok().stdout;
    assert_eq!(next(&site, "2026-04-30T00:00:00+08:00"), "2026-05-01T00:00:00+08:00\n");
    let answered =
        format!("{STAGES}[[stages]]\nstage = \"answered\"\ndate = 2026-06-30\nevidence = [\"@/issue.md#p1\"]\n");
    site.write("content/s/one.md", suggestion(&answered));
    build_at(&site, "2026-05-01T00:00:00+08:00").has("s/one/index.html", "state=answered");
    assert_eq!(next(&site, "2026-04-30T00:00:00+08:00"), "-\n");
    site.write("content/s/one.md", suggestion(&format!("complex = true\n{STAGES}")));
    build_at(&site, AT).has("s/one/index.html", "state=assigned due=2026-07-31 months=6");
}

#[test]
fn without_a_day_of_assignment_nothing_is_due() {
    let stages = STAGES.replace("date = 2026-01-31\n", "");
    let run = site().file("content/s/one.md", suggestion(&stages)).build().ok();
    run.has("s/one/index.html", "state=assigned due=- months=3").has("s/index.html", "示例建议 assigned -");
}

#[test]
fn people_are_found_in_paragraphs() {
    let run = site().build().ok();
    let run = run
        .has("people/index.html", "<h2>J</h2>\n<ul><li><a href=\"/people/jia-mou/\">甲某</a></li></ul>")
        .has("people/jia-mou/index.html", "<mark>甲某</mark>到会。…… <a href=\"/issue/#p1\">#1</a>")
        .has("people/jia-mou/index.html", "委办公室和<mark>甲某</mark>讲话。 <a href=\"/issue/#p3\">#3</a>")
        .lacks("people/jia-mou/index.html", "#2")
        .has("organisations/bangongshi/index.html", "<mark>示例委员会办公室</mark>提出两件建议。……")
        .has("organisations/bangongshi/index.html", "<mark>委办公室</mark>")
        .lacks("organisations/weiyuanhui/index.html", "办公室")
        .has("sitemap.xml", "https://example.gov.cn/people/jia-mou/");
    assert!(run.out.contains_key("organisations/index.html"));
    let none = SiteTest::new().file("content/a.md", page("正文。")).build().ok();
    none.without("people/index.html").without("organisations/index.html");
}

#[test]
fn templates_ask_for_people_and_passages() {
    let template = "{% extends \"base.html\" %}{% block main %}{% set p = get_person(id=\"jia-mou\") %}{% set o = get_organisation(id=\"bangongshi\") %}{% set all = get_people() %}{% set bodies = get_organisations() %}{% set e = get_passage(path=\"@/issue.md#p1\") %}{{ p.name }} {{ p.posts[0].organisation.href }} {{ o.parent.name }} {{ all.count }}{{ bodies.count }} {{ e.excerpt }}{% endblock %}";
    let run = site()
        .file("themes/t/templates/ask.html", template)
        .file("content/a.md", page_with("template = \"ask.html\"\n", "正文。"))
        .build()
        .ok();
    run.has("a/index.html", "甲某 /organisations/weiyuanhui/ 示例委员会 12 示例委员会主任甲某到会。");
    let unknown = template.replace("@/issue.md#p1", "@/issue.md#p9");
    let run = site()
        .file("themes/t/templates/ask.html", unknown)
        .file("content/a.md", page_with("template = \"ask.html\"\n", "正文。"))
        .build();
    run.fails(1).says("@/issue.md#p9");
}

/// Whoever shows a paragraph is made again when it changes.
#[test]
fn an_edited_paragraph_reaches_those_who_show_it() {
    let site = site().file("content/a.md", page("正文。"));
    build_at(&site, AT);
    let edits = [
        ("其他人到了。", "其他人都到了。"),
        ("甲某讲话", "甲某再次讲话"),
        ("示例委员会主任甲某到会", "先开会，示例委员会主任甲某到会"),
        ("《动态》2026年第1期", "《动态》2026年第一期"),
    ];
    let mut text = issue(BODY);
    for (from, to) in edits {
        assert!(text.contains(from));
        text = text.replace(from, to);
        site.write("content/issue.md", &text);
        let warm = build_at(&site, AT).out;
        let clean = site.run(["build", "--no-cache", "--at", AT]).ok().out;
        assert!(warm == clean, "after {from}: {to}");
    }
    let run = build_at(&site, AT);
    run.has("people/jia-mou/index.html", "再次讲话").has("s/one/index.html", "《动态》2026年第一期");
}
