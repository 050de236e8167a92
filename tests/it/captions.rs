//! Captions of films, from the file to the page.

use crate::fixture::{SiteTest, page_with};

const FRONT: &str = "kind = \"video\"\ndate = 2026-06-01\nseries = \"s\"\nepisode = 1\nduration = \"00:10\"\norientation = \"portrait\"\nposter = { src = \"p.svg\", alt = \"一幅海报\" }\nsources = [{ url = \"https://v.gov.cn/a.mp4\", type = \"video/mp4\" }]\n";
const VTT: &str = "WEBVTT\n\n00:01.000 --> 00:03.000\n先别转账。\n\n00:03.500 --> 00:05.000\n打 96110 问一问。\n";
const SRT: &str = "1\n00:00:01,000 --> 00:00:03,000\n先别转账。\n";
const TEMPLATE: &str = "{% extends \"base.html\" %}{% block main %}{% for c in page.video.captions %}<track src=\"{{ c.src }}\" srclang=\"{{ c.lang }}\">{% endfor %}{% for text in page.video.transcript or [] %}<p>{{ text }}</p>{% endfor %}{{ page.content | safe }}{% endblock %}";

fn site(captions: &str, file: &str, text: &str, body: &str) -> SiteTest {
    SiteTest::new()
        .config("[series.s]\ntitle = \"系列\"\n")
        .file("themes/t/templates/video.html", TEMPLATE)
        .file(
            "content/v/index.md",
            page_with(&format!("{FRONT}captions = [{{ src = \"{captions}\", lang = \"zh\" }}]\n"), body),
        )
        .file("content/v/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>")
        .file(&format!("content/v/{file}"), text)
}

#[test]
fn a_page_shows_captions_and_a_transcript() {
    let run = site("c.vtt", "c.vtt", VTT, "").build().ok();
    run.has("v/index.html", "<track src=\"/v/c.vtt\" srclang=\"zh\">")
        .has("v/index.html", "<p>先别转账。打 96110 问一问。</p>");
    // An author's own text stands.
    site("c.vtt", "c.vtt", VTT, "自己写的文字稿。").build().ok().lacks("v/index.html", "<p>先别转账。");
}

#[test]
fn subrip_is_published_as_webvtt() {
    let site = site("c.srt", "c.srt", SRT, "");
    site.build()
        .ok()
        .has("v/index.html", "<track src=\"/v/c.vtt\" srclang=\"zh\">")
        .has("v/c.vtt", "WEBVTT\n\n00:01.000 --> 00:03.000\n先别转账。\n");
    // The page and the file follow the captions.
    site.write("content/v/c.srt", SRT.replace("转账", "点链接"));
    site.build().ok().has("v/index.html", "先别点链接").has("v/c.vtt", "先别点链接");
}

#[test]
fn mistakes_are_shown_with_their_lines() {
    let late = VTT.replace("00:05.000", "00:15.000");
    site("c.vtt", "c.vtt", &late, "")
        .build()
        .fails(1)
        .says("[content/captions]")
        .says("content/v/c.vtt:6:1")
        .says("00:10.000");
    site("c.vtt", "c.vtt", "先别转账", "").build().fails(1).says("content/v/c.vtt:1:1").says("WEBVTT");
    site("c.txt", "c.txt", VTT, "").build().fails(1).says("[content/captions]").says(".vtt");
    let long = format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}\n", "字".repeat(30));
    site("c.vtt", "c.vtt", &long, "").build().ok().says("[content/captions]");
}
