//! Films, from their files to their pages. The clip is one of the repository's own.

use std::path::Path;
use std::process::Command;

use crate::fixture::{SiteTest, page_with};

/// 40 seconds, 960×540, H.264 and AAC, its index last.
const CLIP: &str = "content/videos/boss-transfer/clip.mp4";
/// The same as WebM.
const WEBM: &str = "content/videos/boss-transfer/clip.webm";
const VTT: &str = "WEBVTT\n\n00:01.000 --> 00:03.000\n先别转账。\n";
const TEMPLATE: &str = "{% extends \"base.html\" %}{% block main %}{% set v = page.video %}{% for s in v.sources %}<p>{{ s.src }}|{{ s.type }}|{{ s.width }}|{{ s.height }}|{{ s.size }}</p>{% endfor %}{% for c in v.chapters %}<a href=\"{{ c.href }}\">{{ c.time }} {{ c.title }}</a>{% endfor %}{% for e in v.embeds %}<i>{{ e.title }} {{ e.url }}</i>{% endfor %}{% if v.poster %}<img src=\"{{ v.poster.src }}\" width=\"{{ v.poster.width }}\" height=\"{{ v.poster.height }}\" alt=\"{{ v.poster.alt }}\">{% endif %}{% if v.structured_data %}<script type=\"application/ld+json\">{{ v.structured_data }}</script>{% endif %}{% set s = get_series(id=v.series) %}{% for p in s.pages %}<b>{{ p.video.episode }} {{ p.title }}</b>{% endfor %}{{ page.content | safe }}{% endblock %}";
const SERIES: &str = "{% extends \"base.html\" %}{% block main %}<h1>{{ series.title }}</h1><p>{{ series.seconds }}</p>{% for p in series.pages %}<a href=\"{{ p.href }}\">{{ p.video.episode }}</a>{% endfor %}{% endblock %}";

fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a clip of the repository")
}

fn front(episode: u32, more: &str) -> String {
    let captions = if more.contains("sources") { "captions = [{ src = \"c.vtt\", lang = \"zh\" }]\n" } else { "" };
    format!(
        "kind = \"video\"\ndate = 2026-06-01\nseries = \"s\"\nepisode = {episode}\norientation = \"landscape\"\n{captions}{more}"
    )
}

const POSTER: &str = "poster = { src = \"p.svg\", alt = \"一幅海报\" }\n";
const GOOD: &str = "duration = \"00:40\"\nsources = [{ src = \"clip.mp4\" }]\n";

fn with_film(site: SiteTest, folder: &str, front: &str) -> SiteTest {
    site.file(&format!("content/{folder}/index.md"), page_with(front, "文字稿。"))
        .file(
            &format!("content/{folder}/p.svg"),
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1280\" height=\"720\"/>",
        )
        .file(&format!("content/{folder}/c.vtt"), VTT)
        .file(&format!("content/{folder}/clip.mp4"), bytes(CLIP))
}

fn empty() -> SiteTest {
    SiteTest::new()
        .config("[series.s]\ntitle = \"系列\"\n")
        .file("themes/t/templates/video.html", TEMPLATE)
        .file("themes/t/templates/series.html", SERIES)
}

fn site(more: &str) -> SiteTest {
    with_film(empty(), "v", &front(1, more))
}

fn place(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).position(|window| window == what).expect("a box")
}

#[test]
fn a_page_says_what_its_film_is() {
    let site = site(&format!("{GOOD}{POSTER}"));
    let run = site.build().ok();
    let size = run.out["v/clip.mp4"].len();
    let run = run.has(
        "v/index.html",
        &format!("/v/clip.mp4|video/mp4; codecs=&quot;avc1.4D401F, mp4a.40.2&quot;|960|540|{size}"),
    );
    let (source, published) = (bytes(CLIP), &run.out["v/clip.mp4"]);
    assert!(place(&source, b"moov") > place(&source, b"mdat"), "the source has its index last");
    assert!(place(published, b"moov") < place(published, b"mdat"), "a player gets the index first");
    // What was made once is taken from the cache.
    site.write("content/v/index.md", page_with(&front(1, &format!("{GOOD}{POSTER}")), "改过的文字稿。"));
    let again = site.build().ok().has("v/index.html", "改过的文字稿");
    assert_eq!(again.out["v/clip.mp4"], run.out["v/clip.mp4"]);
}

#[test]
fn a_page_that_says_something_else_is_told_all_of_it() {
    let wrong = "duration = \"01:15\"\nsources = [{ src = \"clip.mp4\", width = 1280, type = \"video/webm\" }]\n";
    let run = site(&format!("{}{POSTER}", wrong)).build().fails(1);
    run.says("[content/clip]").says("duration = \"00:40\"").says("960").says("video/mp4");
    let tall = front(1, &format!("{GOOD}{POSTER}")).replace("landscape", "portrait");
    with_film(empty(), "v", &tall).build().fails(1).says("\"landscape\"");
}

#[test]
fn clips_that_cannot_be_played_are_errors() {
    let good = format!("{GOOD}{POSTER}");
    let site = site(&good);
    let whole = bytes(CLIP);
    site.write("content/v/clip.mp4", &whole[..whole.len() / 2]);
    site.build().fails(1).says("content/v/clip.mp4").says("[content/clip]");
    site.write("content/v/clip.mp4", "film");
    site.build().fails(1).says("MP4").says("ffmpeg");
    // Old phones have no VP9.
    site.write("content/v/clip.mp4", whole);
    site.write("content/v/clip.webm", bytes(WEBM));
    site.write("content/v/index.md", page_with(&front(1, &good.replace("clip.mp4", "clip.webm")), ""));
    site.build().fails(1).says("H.264");
    let both = "duration = \"00:40\"\nsources = [{ src = \"clip.webm\" }, { src = \"clip.mp4\" }]\n";
    site.write("content/v/index.md", page_with(&front(1, &format!("{both}{POSTER}")), ""));
    site.build().ok().has("v/index.html", "video/webm; codecs=&quot;vp9, opus&quot;");
}

#[test]
fn files_kept_elsewhere_are_found_in_their_list() {
    let listed = "duration = \"00:40\"\nsources = [{ media = \"boss\" }]\n";
    let site = site(&format!("{listed}{POSTER}"));
    site.build().fails(1).says("media/media.toml").says("fanzha media add");
    let sum = "ab".repeat(32);
    site.write(
        "media/media.toml",
        format!("[boss]\nurl = \"https://v.gov.cn/boss.mp4\"\nbytes = 1234567\nsha256 = \"{sum}\"\ntype = \"video/mp4\"\nmilliseconds = 40000\nwidth = 960\nheight = 540\n"),
    );
    site.build().ok().has("v/index.html", "https://v.gov.cn/boss.mp4|video/mp4|960|540|1234567");
    let list = site.run(["media", "list"]).ok().stdout;
    assert!(list.starts_with("boss\tvideo/mp4") && list.ends_with("\tv/index.md\n"), "{list}");
    site.write("content/v/index.md", page_with(&front(1, &format!("{}{POSTER}", listed.replace("boss", "bos"))), ""));
    site.build().fails(1).says("“boss”");
    site.write(
        "content/v/index.md",
        page_with(&front(1, &format!("{}{POSTER}", listed.replace("00:40", "00:50"))), ""),
    );
    site.build().fails(1).says("duration = \"00:40\"");
}

#[test]
fn a_series_has_a_page_and_its_order() {
    let url = "duration = \"01:00\"\nsources = [{ url = \"https://v.gov.cn/a.mp4\" }]\n";
    let film = |site, folder, episode| with_film(site, folder, &front(episode, &format!("{url}{POSTER}")));
    let site = film(film(film(empty(), "a", 3), "b", 1), "c", 2);
    let run = site.build().ok();
    let run = run
        .has(
            "series/s/index.html",
            "<h1>系列</h1><p>180</p><a href=\"/b/\">1</a><a href=\"/c/\">2</a><a href=\"/a/\">3</a>",
        )
        .has("b/index.html", "<b>1 一页</b><b>2 一页</b><b>3 一页</b>")
        .has("sitemap.xml", "/series/s/</loc>")
        .has("robots.txt", "Sitemap: https://example.gov.cn/sitemap-index.xml")
        .has("sitemap-index.xml", "<loc>https://example.gov.cn/video-sitemap.xml</loc>");
    let text = run.text("video-sitemap.xml");
    let map = roxmltree::Document::parse(text).expect("XML");
    let of = |name: &str| {
        let space = "http://www.google.com/schemas/sitemap-video/1.1";
        let nodes = map.descendants().filter(move |node| node.has_tag_name((space, name)));
        nodes.filter_map(|node| node.text().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(of("duration"), ["60"; 3]);
    assert_eq!(of("content_loc"), ["https://v.gov.cn/a.mp4"; 3]);
    assert_eq!(of("thumbnail_loc").len(), 3);
    // A gap is told, a title seen everywhere it shows.
    site.remove("content/c/index.md");
    let renamed = page_with(&front(1, &format!("{url}{POSTER}")), "").replace("一页", "新名字");
    site.write("content/b/index.md", renamed);
    site.build().ok().says("[content/series-gap]").has("a/index.html", "<b>1 新名字</b><b>3 一页</b>");
}

#[test]
fn chapters_are_a_track_and_links() {
    let chapters = "chapters = [{ t = \"0:00\", title = \"接到电话\" }, { t = \"0:25\", title = \"挂断 & 报警\" }]\n";
    let site = site(&format!("{GOOD}{chapters}{POSTER}"));
    site.build()
        .ok()
        .has("v/index.html", "<a href=\"/v/clip.mp4#t=25\">0:25 挂断 &amp; 报警</a>")
        .has("v/index.html", "\"@type\":\"Clip\",\"name\":\"接到电话\",\"startOffset\":0,\"endOffset\":25")
        .has("v/chapters.vtt", "00:00:25.000 --> 00:00:40.000\n挂断 &amp; 报警");
    let wrong = chapters.replace("0:00", "0:30").replace("0:25", "2:00");
    site.write("content/v/index.md", page_with(&front(1, &format!("{GOOD}{wrong}{POSTER}")), ""));
    site.build().fails(1).says("2:00");
}

#[test]
fn players_elsewhere_are_declared_platforms() {
    let embed = "embeds = [{ platform = \"bilibili\", id = \"BV1xx411c7mD\" }]\n";
    let site = site(&format!("duration = \"00:40\"\n{embed}{POSTER}"));
    site.build()
        .ok()
        .has("v/index.html", "<i>哔哩哔哩 https://player.bilibili.com/player.html?bvid=BV1xx411c7mD")
        .has("video-sitemap.xml", "<video:player_loc>");
    for (wrong, says) in
        [("bilibili\"", "bilibli\""), ("BV1xx411c7mD", "https://b23.tv/x")].map(|(a, b)| (embed.replace(a, b), b))
    {
        site.write("content/v/index.md", page_with(&front(1, &format!("duration = \"00:40\"\n{wrong}{POSTER}")), ""));
        site.build().fails(1).says(says.trim_end_matches('"'));
    }
}

#[test]
fn a_missing_poster_is_a_frame_where_that_can_be_made() {
    let site = site(GOOD);
    if Command::new("ffmpeg").arg("-version").output().is_err() {
        site.build().fails(1).says("poster");
        return;
    }
    let run = site.build().ok().has("v/index.html", "width=\"960\" height=\"540\" alt=\"一页\"");
    let (_, frame) = run.out.iter().find(|(path, _)| path.starts_with("processed_images/poster.")).expect("a frame");
    let frame = image::load_from_memory(frame).expect("a picture");
    assert_eq!((frame.width(), frame.height()), (960, 540));
    assert_eq!(site.build().ok().out, run.out);
    // Without a file beside the page there is no frame.
    let elsewhere = "duration = \"00:40\"\nsources = [{ url = \"https://v.gov.cn/a.mp4\" }]\n";
    site.write("content/v/index.md", page_with(&front(1, elsewhere), ""));
    site.build().fails(1).says("[front-matter/missing-field]").says("poster");
}

#[test]
fn a_film_needs_captions_or_a_reason() {
    let without = page_with(
        &front(1, &format!("{GOOD}{POSTER}")).replace("captions = [{ src = \"c.vtt\", lang = \"zh\" }]\n", ""),
        "",
    );
    let site = site(&format!("{GOOD}{POSTER}"));
    site.write("content/v/index.md", &without);
    site.build().fails(1).says("captions");
    site.write("content/v/index.md", without.replace("episode = 1", "captions_exempt = \"没有人声\"\nepisode = 1"));
    site.build().ok();
}
