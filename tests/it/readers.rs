//! What readers with other needs get: recordings, words in other languages, dates that have passed,
//! and a theme whose words exist in every language.

use std::collections::BTreeSet;
use std::path::Path;

use crate::fixture::{AT, SiteTest, Tree, page_with};

const TEMPLATE: &str = "{% extends \"base.html\" %}{% block main %}{% if page.read_aloud %}{% set a = page.read_aloud %}<p>{{ a.src }}|{{ a.type }}|{{ a.size }}|{{ a.duration }}|{{ a.seconds }}</p>{% endif %}{% if page.expired %}<b>over</b>{% endif %}{{ page.content | safe }}{% endblock %}";

/// Frames of silence at 128 kbit/s and 44.1 kHz, 26 milliseconds each, behind a label.
fn recording(frames: usize) -> Vec<u8> {
    let mut frame = vec![0xFF, 0xFB, 0x90, 0x00];
    frame.resize(417, 0);
    let mut bytes = b"ID3\x04\0\0\0\0\0\x0A\x54PE1Wang 5".to_vec();
    bytes.truncate(20);
    bytes.extend(frame.repeat(frames));
    bytes
}

fn site() -> SiteTest {
    SiteTest::new().file("themes/t/templates/page.html", TEMPLATE)
}

#[test]
fn a_page_that_is_read_aloud_says_how_long_and_how_large() {
    let site = site()
        .file("content/a/index.md", page_with("read_aloud = \"read.mp3\"\n", "正文。"))
        .file("content/a/read.mp3", recording(2300));
    let run = site.build().ok();
    let published = &run.out["a/read.mp3"];
    assert_eq!(published.len(), 2300 * 417, "the label is gone");
    let run = run.has("a/index.html", "<p>/a/read.mp3|audio/mpeg|959100|1:00|60</p>");
    let warm = site.build().ok();
    assert_eq!(run.out, warm.out);
    site.write("content/a/read.mp3", recording(4600));
    let warm = site.build().ok().has("a/index.html", "|1918200|2:00|120<");
    assert_eq!(warm.out, clean(&site));
    site.write("content/a/index.md", page_with("", "正文。"));
    assert_eq!(site.build().ok().lacks("a/index.html", "audio").out, clean(&site));
}

/// The same site built from nothing.
fn clean(site: &SiteTest) -> Tree {
    let folder = site.around().join("clean");
    let output = folder.to_str().expect("a path").to_owned();
    site.run(["build", "--no-cache", "--at", AT, "-o", &output]).ok();
    let tree = crate::fixture::tree(&folder);
    std::fs::remove_dir_all(&folder).expect("removed");
    tree
}

#[test]
fn a_recording_that_phones_do_not_play_is_refused() {
    let with = |name: &str, bytes: Vec<u8>| {
        site()
            .file("content/a/index.md", page_with(&format!("read_aloud = \"{name}\"\n"), "正文。"))
            .file("content/a/read.mp3", recording(3))
            .file(&format!("content/a/{name}"), bytes)
            .build()
            .fails(1)
    };
    let film = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("content/videos/boss-transfer/clip.mp4"));
    with("clip.mp4", film.expect("a clip")).says("不是手机都能放的录音");
    let mut cut = recording(3);
    cut.pop();
    with("cut.mp3", cut).says("音视频文件不完整");
    with("text.txt", b"words".to_vec()).says("不是手机都能放的录音");
    let missing = site().file("content/a/index.md", page_with("read_aloud = \"no.mp3\"\n", "正文。"));
    missing.build().fails(1).says("no.mp3");
}

#[test]
fn chinese_words_in_other_languages_are_marked() {
    let text = "Get the app (国家反诈中心), **only** there. `代码` [一证通查](@/a.en.md)\n\n## 110 (报警)";
    let run = SiteTest::new()
        .config("[languages.en]\ntitle = \"Test\"\n")
        .file("content/a.md", page_with("", "国家反诈中心 is here."))
        .file("content/a.en.md", page_with("", text))
        .build()
        .ok();
    run.has("en/a/index.html", "(<span lang=\"zh-CN\">国家反诈中心</span>), <strong>only</strong>")
        .has("en/a/index.html", "<a href=\"/en/a/\"><span lang=\"zh-CN\">一证通查</span></a>")
        .has("en/a/index.html", "110 (<span lang=\"zh-CN\">报警</span>)")
        .has("en/a/index.html", "<code>代码</code>")
        .lacks("a/index.html", "<span");
}

#[test]
fn a_page_past_its_time_says_so_where_it_is_shown_at_all() {
    let site = site().file("content/a.md", page_with("date = 2026-01-01\nexpire = 2026-05-01\n", "正文。"));
    site.build().ok().without("a/index.html");
    let shown = |at: &str| site.run(["build", "-E", "--at", at]).ok();
    shown("2026-04-30").lacks("a/index.html", "over");
    let over = shown(AT).has("a/index.html", "<b>over</b>");
    let folder = site.around().join("again");
    let output = folder.to_str().expect("a path").to_owned();
    site.run(["build", "-E", "--no-cache", "--at", AT, "-o", &output]).ok();
    assert_eq!(over.out, crate::fixture::tree(&folder));
}

#[test]
fn the_theme_speaks_both_languages() {
    let keys = |lang: &str| {
        let path = format!("{}/themes/campaign/i18n/{lang}.toml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the theme's words");
        let table: toml::Table = text.parse().expect("TOML");
        let mut keys = BTreeSet::new();
        for (name, value) in table {
            match value {
                toml::Value::Table(inner) => inner.into_iter().for_each(|(key, text)| {
                    let text = text.as_str().expect("words");
                    assert!(!text.trim().is_empty(), "{lang}: {name}.{key} is empty");
                    keys.insert(format!("{name}.{key} {:?}", holes(text)));
                }),
                _ => {
                    keys.insert(name);
                }
            }
        }
        keys
    };
    assert_eq!(keys("zh"), keys("en"), "the same keys with the same {{holes}}");
}

/// What templates fill in: `{n}`.
fn holes(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}
