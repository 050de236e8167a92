//! Posters: an output beside each page of a kind that has a template for them.

use super::fixture::{AT, SiteTest, page_with};

const POSTER: &str = r#"<!doctype html><html lang="{{ lang }}"><head><title>{{ page.title }} poster</title>
<meta name="robots" content="noindex"><link rel="canonical" href="{{ page.permalink }}"></head>
<body>{{ page.scam_type.rule }} {{ current_path }} {{ qr_code(url=page.short_permalink, title="扫码") }}</body></html>
"#;

const PAGE: &str = "<!doctype html><html lang=\"zh\"><head><title>{{ page.title }}</title></head><body>\
                    {% if page.poster_href %}<a href=\"{{ page.poster_href }}\">海报</a>{% endif %}\
                    {{ page.short_permalink }} {{ page.content | safe }}</body></html>\n";

fn scam(front: &str, body: &str) -> String {
    page_with(
        &format!(
            "kind = \"scam-type\"\nrule = \"凡是垫资的，都是诈骗\"\nsignals = [{{ phrase = \"先垫\", meaning = \"骗\", weight = 5 }}]\ntargets = [\"学生\"]\ndo_now = [\"停手\"]\n{front}"
        ),
        body,
    )
}

fn site() -> SiteTest {
    SiteTest::new()
        .file("themes/t/templates/page.html", PAGE)
        .file("themes/t/templates/scam-type-poster.html", POSTER)
        .file("content/scams/_index.md", "+++\ntitle = \"骗局\"\n+++\n")
        .file(
            "content/scams/task.md",
            scam("aliases = [\"/old/address/of/it/\", \"/s/t/\"]\n", "看[海报](/scams/task/poster/)。"),
        )
        .file("content/scams/plain.md", scam("", "正文"))
        .file("content/about.md", page_with("", "正文"))
}

/// What a phone reads from a drawing of the function `qr_code`.
fn scanned(html: &str) -> String {
    let between = |start: &str, end: &str| {
        let rest = html.split_once(start).expect("a start").1;
        rest.split_once(end).expect("an end").0.to_owned()
    };
    let side: usize = between("viewBox=\"0 0 ", " ").parse().expect("a number");
    // 36 mm at 150 dots an inch.
    let scale = 212 / side;
    let mut grey = vec![255; side * scale * side * scale];
    for run in between("<path d=\"M", "\"").split('M') {
        let numbers: Vec<usize> = run.split([' ', 'h', 'v']).map_while(|number| number.parse().ok()).collect();
        for row in numbers[1] * scale..(numbers[1] + 1) * scale {
            grey[row * side * scale + numbers[0] * scale..][..numbers[2] * scale].fill(0);
        }
    }
    let side = side * scale;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| grey[y * side + x]);
    let grids = image.detect_grids();
    grids.first().expect("a code").decode().expect("a text").1
}

#[test]
fn pages_of_the_kind_have_posters() {
    let run = site().build().ok();
    let posters: Vec<&String> = run.out.keys().filter(|path| path.contains("poster")).collect();
    assert_eq!(posters, ["scams/plain/poster/index.html", "scams/task/poster/index.html"]);
    let poster = run.text("scams/task/poster/index.html");
    assert!(poster.contains("凡是垫资的，都是诈骗 /scams/task/poster/"), "{poster}");
    assert_eq!(scanned(poster), "https://example.gov.cn/s/t/");
    assert_eq!(scanned(run.text("scams/plain/poster/index.html")), "https://example.gov.cn/scams/plain/");
    assert!(run.out.contains_key("s/t/index.html"));
    let page = run.text("scams/task/index.html");
    assert!(page.contains("<a href=\"/scams/task/poster/\">海报</a>"), "{page}");
    assert!(!run.text("about/index.html").contains("海报"));
    let sitemap = run.text("sitemap.xml");
    assert!(sitemap.contains("/scams/task/<") && !sitemap.contains("poster"), "{sitemap}");
}

#[test]
fn an_alias_that_is_longer_is_no_short_address() {
    let site = site().file("content/scams/plain.md", scam("aliases = [\"/a/very/long/and/old/address/\"]\n", "正文"));
    assert!(site.build().ok().text("scams/plain/index.html").contains("https://example.gov.cn/scams/plain/ "));
}

#[test]
fn links_to_posters_that_are_not_there_are_errors() {
    let site = site().file("content/about.md", page_with("", "看[海报](/about/poster/)。"));
    let run = site.run(["--lang", "en", "build", "--at", AT]).fails(1);
    assert!(run.stderr.contains("there is no `/about/poster/` on this site"), "{}", run.stderr);
}

#[test]
fn the_address_of_a_poster_belongs_to_it() {
    let site = site().file("content/scams/other.md", page_with("path = \"scams/task/poster\"\n", "正文"));
    let run = site.run(["--lang", "en", "build", "--at", AT]).fails(1);
    assert!(run.stderr.contains("the poster of the page scams/task.md"), "{}", run.stderr);
}

#[test]
fn posters_follow_their_pages_and_their_template() {
    let site = site();
    site.build().ok();
    let verify = |site: &SiteTest| site.run(["build", "--at", AT, "--verify"]).ok();
    site.write("content/scams/task.md", scam("", "别的").replace("垫资", "先交钱"));
    assert!(verify(&site).text("scams/task/poster/index.html").contains("凡是先交钱的"));
    let run = site.run(["--lang", "en", "build", "--at", AT, "--explain", "scams/plain/poster/"]).ok();
    assert!(run.stdout.contains("was not made again") || run.stderr.contains("was not made again"), "{}", run.stderr);
    site.remove("themes/t/templates/scam-type-poster.html");
    let run = verify(&site);
    assert!(!run.out.keys().any(|path| path.contains("poster")));
    assert!(!run.text("scams/plain/index.html").contains("海报"));
    site.write("themes/t/templates/scam-type-poster.html", POSTER);
    assert!(verify(&site).out.contains_key("scams/task/poster/index.html"));
}
