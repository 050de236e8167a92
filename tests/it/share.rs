//! Share pictures: asked for by templates, drawn once, the same everywhere.

use std::collections::BTreeMap;
use std::fs;

use super::fixture::{AT, PNG, Run, SiteTest, page, tree};

const FONT: &[u8] = include_bytes!("../fonts/tiny.ttc");

/// A theme whose pages have two cards each.
const PAGE: &str = r##"{% set wide = share_image(title=page.title, label="警惕", name=config.title, note="咨询 96110") -%}
{% set square = share_image(title=page.title, width=300, height=300, ground="#102030") -%}
<!doctype html><html lang="zh"><head><title>{{ page.title }}</title>
<meta property="og:image" content="{{ wide?.permalink or "none" }}"><meta itemprop="image" content="{{ square?.url or "none" }}">
</head><body>{{ wide?.width or 0 }}×{{ wide?.height or 0 }}</body></html>
"##;

fn titled(title: &str) -> String {
    page("正文").replace("一页", title)
}

fn site(font: &str) -> SiteTest {
    SiteTest::new()
        .config(&format!("[share]\nfont = \"{font}\"\n"))
        .file("fonts/tiny.ttc", FONT)
        .file("themes/t/templates/page.html", PAGE)
        .file("content/a.md", titled("刷单返利诈骗"))
        .file("content/b.md", titled("紧急拨打96110"))
}

fn cards(run: &Run) -> BTreeMap<&str, &[u8]> {
    let is_card = |path: &str| path.starts_with("processed_images/share.");
    run.out.iter().filter(|(path, _)| is_card(path)).map(|(path, bytes)| (path.as_str(), &bytes[..])).collect()
}

#[test]
fn pages_get_the_cards_that_their_template_asks_for() {
    let site = site("fonts/tiny.ttc");
    let run = site.build().ok();
    assert!(!run.stderr.contains("share/font"), "{}", run.stderr);
    let drawn = cards(&run);
    assert_eq!(drawn.len(), 4);
    let mut sizes: Vec<(u32, u32)> = Vec::new();
    for bytes in drawn.values() {
        let picture = image::load_from_memory(bytes).expect("a picture");
        sizes.push((picture.width(), picture.height()));
    }
    sizes.sort_unstable();
    assert_eq!(sizes, [(300, 300), (300, 300), (1200, 630), (1200, 630)]);
    let html = run.text("a/index.html");
    assert!(html.contains("1200×630"), "{html}");
    let named = html.split('"').filter(|part| part.contains("/processed_images/share."));
    for address in named {
        let path = address.trim_start_matches("https://example.gov.cn").trim_start_matches('/');
        assert!(drawn.contains_key(path), "{address}");
    }
    // The font itself is not published.
    assert!(!run.out.keys().any(|path| path.ends_with(".ttc")));
}

#[test]
fn cards_are_drawn_once_and_the_same_everywhere() {
    let one = site("fonts/tiny.ttc");
    let first = one.build().ok();
    let kept = || {
        let folder = one.root().join(".fanzha/cache/media");
        let times = |path: &String| fs::metadata(folder.join(path)).and_then(|meta| meta.modified()).expect("a time");
        tree(&folder).keys().map(|path| (path.clone(), times(path))).collect::<BTreeMap<_, _>>()
    };
    let before = kept();
    assert_eq!(before.len(), 4);
    one.write("content/b.md", titled("紧急拨打96110").replace("正文", "新的正文"));
    let second = one.build().ok();
    assert_eq!((cards(&second), kept()), (cards(&first), before));
    let other = site("fonts/tiny.ttc");
    let elsewhere = other.run(["build", "--at", AT, "--no-cache"]).ok();
    assert_eq!(cards(&elsewhere), cards(&first));

    // A new title has a new address, and the old picture goes.
    one.write("content/b.md", titled("到站"));
    let third = one.run(["build", "--at", AT, "--verify"]).ok();
    let (then, now) = (cards(&first), cards(&third));
    assert_eq!((now.len(), now.keys().filter(|path| then.contains_key(*path)).count()), (4, 2));
}

#[test]
fn characters_that_the_font_lacks_are_told_on_every_build() {
    let site = site("fonts/tiny.ttc").file("content/c.md", titled("魑魅的诈骗"));
    let told = |run: &Run| {
        assert_eq!(run.stderr.matches("share/font").count(), 1, "{}", run.stderr);
        assert!(run.stderr.contains("分享图的字体缺这些字：魅魑"), "{}", run.stderr);
        assert!(run.stderr.contains("content/c.md:2"), "{}", run.stderr);
    };
    told(&site.build().ok());
    told(&site.build().ok());
    site.write("content/a.md", titled("测试"));
    told(&site.build().ok());
    let english = site.run(["--lang", "en", "build", "--at", AT, "--no-cache"]).ok();
    assert!(english.stderr.contains("the font of share pictures lacks these characters: 魅魑"), "{}", english.stderr);
    // A second font helps.
    site.write("fonts/more.ttc", FONT);
    let config = fs::read_to_string(site.root().join("site.toml")).expect("settings");
    site.write("site.toml", format!("{config}fallback_font = \"fonts/more.ttc\"\n"));
    told(&site.build().ok());
    site.remove("content/c.md");
    assert!(!site.build().ok().stderr.contains("share/font"));
}

#[test]
fn without_a_font_there_are_no_cards() {
    let run = site("").build().ok();
    assert!(cards(&run).is_empty());
    assert!(run.text("a/index.html").contains("content=\"none\""));
    assert!(!run.stderr.contains("share/font"), "{}", run.stderr);
    let run = site("No Such Family 7").build().ok();
    assert!(cards(&run).is_empty());
    assert!(run.stderr.contains("这台机器上没有字体“No Such Family 7”"), "{}", run.stderr);
}

#[test]
fn fonts_that_are_not_there_or_none_are_errors() {
    let run = site("fonts/none.ttf").run(["--lang", "en", "build", "--at", AT]).fails(1);
    assert!(run.stderr.contains("error[share/font]: there is no font file `fonts/none.ttf`"), "{}", run.stderr);
    assert!(run.stderr.contains("site.toml:7:8"), "{}", run.stderr);
    let run = site("../outside.ttf").build().fails(1);
    assert!(run.stderr.contains("share/font"), "{}", run.stderr);
    let broken = site("fonts/broken.otf").file("fonts/broken.otf", "OTTO, but not really");
    let run = broken.run(["--lang", "en", "build", "--at", AT]).fails(1);
    assert!(run.stderr.contains("`fonts/broken.otf` is no font that can be used"), "{}", run.stderr);
    // Nobody asks: nobody looks.
    broken.write("themes/t/templates/page.html", "<!doctype html><title>{{ page.title }}</title>");
    broken.build().ok();
}

#[test]
fn the_default_picture_must_be_one_that_messengers_show() {
    let with = |name: &str| {
        let config = format!("[share]\nfont = \"\"\ndefault_image = \"{name}\"\n");
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";
        let site = SiteTest::new().config(&config).file("media/share.png", PNG).file("static/share.svg", svg);
        site.run(["--lang", "en", "build", "--at", AT])
    };
    with("/media/share.png").ok();
    assert!(with("/share.svg").fails(1).stderr.contains("messengers do not show a share picture of this format"));
    assert!(with("/share.png").fails(1).stderr.contains("site.toml:8:17"));
}

#[test]
fn what_makes_no_sense_is_an_error_of_the_template() {
    for (call, reason) in [
        ("share_image(title=\"x\", width=99)", "`width` must be from 100 to 2400"),
        ("share_image(title=\"x\", ink=\"red\")", "`ink` must be like #0b3a57"),
        ("qr_code(text=\"x\", level=\"Z\")", "`level` is one of L, M, Q, H; not `Z`"),
    ] {
        let template = format!("<!doctype html><title>x</title>{{{{ {call} }}}}");
        let run = site("fonts/tiny.ttc").file("themes/t/templates/page.html", template);
        let run = run.run(["--lang", "en", "build", "--at", AT]).fails(1);
        assert!(run.stderr.contains(reason), "{call}: {}", run.stderr);
    }
}
