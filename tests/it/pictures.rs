//! Pictures: what pages show of them, and what must not be published with them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::fixture::{SiteTest, page, page_with};

/// A picture with more colours than a drawing has; its corner shows which way is up.
fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 4 && y < height / 4 {
            return Rgb([250, 10, 10]);
        }
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 27;
        Rgb([(x * 120 / width) as u8 + noise as u8, (y * 200 / height) as u8, 120 + noise as u8])
    })
}

fn encoded(pixels: RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut out, format).expect("a picture");
    out.into_inner()
}

/// Exif with an orientation, a place and a maker.
fn exif(turn: u8) -> Vec<u8> {
    let mut tiff = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend_from_slice(&[turn, 0, 0, 0, 0, 0, 0, 0]);
    tiff.extend_from_slice(b"GPSLatitude 28.2278 SECRETCAM SN1234567");
    tiff
}

fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, body, &jpeg[2..]].concat()
}

fn decoded(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).expect("a picture").into_rgb8()
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// Whether the red corner is at the top left.
fn is_upright(pixels: &RgbImage) -> bool {
    let near = |x: u32, y: u32| {
        let Rgb([r, g, b]) = *pixels.get_pixel(x, y);
        r > 180 && g < 90 && b < 90
    };
    let (right, bottom) = (pixels.width() - 3, pixels.height() - 3);
    near(2, 2) && !near(right, 2) && !near(2, bottom) && !near(right, bottom)
}

const BODY: &str = "![一张照片](photo.jpg)\n\n![又一张](more.jpg)";

fn site() -> SiteTest {
    SiteTest::new()
        .file("content/a/index.md", page(BODY))
        .file("content/a/photo.jpg", encoded(photo(1500, 1000), ImageFormat::Jpeg))
        .file("content/a/more.jpg", encoded(photo(600, 900), ImageFormat::Jpeg))
}

#[test]
fn a_page_offers_variants_to_choose_from() {
    let run = site().build().ok();
    let html = String::from_utf8(run.out["a/index.html"].clone()).expect("UTF-8");
    for expected in [
        "<picture><source type=\"image/webp\" srcset=\"/processed_images/photo.",
        ".webp 400w, /processed_images/photo.",
        ".webp 1200w\" sizes=\"(min-width: 48em) 44rem, 100vw\">",
        "alt=\"一张照片\" width=\"1200\" height=\"800\" fetchpriority=\"high\" decoding=\"async\"></picture>",
        "alt=\"又一张\" width=\"600\" height=\"900\" loading=\"lazy\" decoding=\"async\"></picture>",
    ] {
        assert!(html.contains(expected), "{expected}\nis not in\n{html}");
    }
    // Never larger than the picture is.
    assert!(!html.contains("800w\" sizes=\"(min-width: 48em) 44rem, 100vw\"><img src=\"/processed_images/more."));
    let sizes = |prefix: &str| {
        let mut sizes: Vec<(u32, u32)> = run
            .out
            .iter()
            .filter(|(path, _)| path.starts_with(prefix) && path.ends_with(".webp"))
            .map(|(_, bytes)| decoded(bytes).dimensions())
            .collect();
        sizes.sort_unstable();
        sizes
    };
    assert_eq!(sizes("processed_images/photo."), [(400, 267), (800, 533), (1200, 800)]);
    assert_eq!(sizes("processed_images/more."), [(400, 600), (600, 900)]);
    let smaller = run.out.iter().filter(|(path, _)| path.ends_with(".webp")).all(|(_, bytes)| bytes.len() < 150_000);
    assert!(smaller);
}

#[test]
fn settings_choose_widths() {
    let site = site().config("[images]\nwidths = [320]\nquality = 50\nsizes = \"50vw\"\n");
    let run = site.build().ok();
    assert_eq!(run.out.keys().filter(|path| path.ends_with(".webp")).count(), 2);
    run.has("a/index.html", ".webp 320w\" sizes=\"50vw\">");
    for wrong in ["widths = []", "widths = [800, 400]", "quality = 0", "jpeg_quality = 101"] {
        SiteTest::new().config(&format!("[images]\n{wrong}\n")).build().fails(3).says("images.");
    }
}

/// Photos of phones lie on their side and say so; where they were taken is nobody's business.
#[test]
fn avif_comes_first_where_it_is_wanted_and_smaller() {
    let small = |site: SiteTest| site.file("content/a/photo.jpg", encoded(photo(400, 300), ImageFormat::Jpeg));
    small(site()).build().ok().lacks("a/index.html", "image/avif");
    let run = small(site().config("[images]\nwidths = [160, 320]\navif = true\n")).build().ok();
    let html = run.text("a/index.html");
    let place = |what: &str| html.find(what).unwrap_or_else(|| panic!("no {what} in\n{html}"));
    assert!(place("type=\"image/avif\"") < place("type=\"image/webp\"") && place("image/webp") < place("<img"));
    let bytes = |ending: &str| {
        let named = run.out.iter().filter(|(path, _)| path.contains("/photo.") && path.ends_with(ending));
        named.map(|(_, bytes)| bytes.len()).max().expect("a file")
    };
    assert!(bytes(".avif") < bytes(".webp"), "{} {}", bytes(".avif"), bytes(".webp"));
    let (_, file) = run.out.iter().find(|(path, _)| path.ends_with(".avif")).expect("a file");
    assert_eq!(&file[4..12], b"ftypavif");
}

#[test]
fn decorations_say_so() {
    let site = site();
    site.write("content/a/index.md", page("![](photo.jpg \"装饰\")\n\n![又一张](more.jpg)"));
    site.build().ok().has("a/index.html", "alt=\"\" width=\"1200\"").lacks("a/index.html", "装饰");
    site.write("content/a/index.md", page("![](photo.jpg \"标题\")"));
    site.build().fails(1).says("[content/missing-alt]").says("装饰");
}

#[test]
fn drawings_lose_what_editors_left_in_them() {
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:s=\"http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd\" s:docname=\"/home/lisi/a.svg\" width=\"90\" height=\"60\"><!-- 李四 --><metadata>28.2</metadata><path d=\"M0 0\"/></svg>";
    let site = site().file("content/a/drawing.svg", drawing).file("static/logo.svg", drawing);
    let run = site.build().ok();
    for path in ["a/drawing.svg", "logo.svg"] {
        let text = run.text(path);
        assert!(text.contains("<path d=\"M0 0\"/>"), "{text}");
        assert!(!["lisi", "李四", "28.2"].iter().any(|secret| text.contains(secret)), "{text}");
    }
    site.write("content/a/drawing.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>");
    site.build().fails(1).says("content/a/drawing.svg").says("[content/picture]");
}

#[test]
fn photos_stand_upright_and_say_nothing() {
    let upright = photo(120, 80);
    for turn in 1..=8u8 {
        let orientation = image::metadata::Orientation::from_exif(turn).expect("an orientation");
        // The file is turned the other way, so that the orientation brings it upright.
        let inverse = match turn {
            6 => image::metadata::Orientation::from_exif(8).expect("an orientation"),
            8 => image::metadata::Orientation::from_exif(6).expect("an orientation"),
            _ => orientation,
        };
        let mut turned = DynamicImage::ImageRgb8(upright.clone());
        turned.apply_orientation(inverse);
        let mut jpeg = encoded(turned.into_rgb8(), ImageFormat::Jpeg);
        jpeg = with_segment(&jpeg, 0xE1, &exif(turn));
        jpeg = with_segment(&jpeg, 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>SECRETCAM</x>");
        jpeg = with_segment(&jpeg, 0xFE, b"SECRETCAM");
        jpeg.extend_from_slice(b"SECRETCAM film after the end");
        let run = SiteTest::new()
            .file("content/a/index.md", page("![照片](p.jpg)\n\n[原图](p.jpg)"))
            .file("content/a/p.jpg", &jpeg)
            .file("media/free.jpg", &jpeg)
            .file("static/logo.jpg", &jpeg)
            .build()
            .ok();
        for (path, bytes) in &run.out {
            assert!(!holds(bytes, b"SECRETCAM") && !holds(bytes, b"GPSLatitude"), "{path} tells too much ({turn})");
            if [".jpg", ".webp", ".png"].iter().any(|end| path.ends_with(end)) {
                let pixels = decoded(bytes);
                assert_eq!(pixels.dimensions(), (120, 80), "{path} ({turn})");
                assert!(is_upright(&pixels), "{path} lies on its side ({turn})");
                let again = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().expect("memory");
                let mut decoder = again.into_decoder().expect("a picture");
                assert_eq!(image::ImageDecoder::exif_metadata(&mut decoder).expect("readable"), None, "{path}");
            }
        }
        assert!(run.out.contains_key("a/p.jpg") && run.out.contains_key("media/free.jpg"));
    }
}

/// What need not be decoded is not: the pixels of an original stay what they were.
#[test]
fn an_original_keeps_its_pixels() {
    let plain = encoded(photo(200, 100), ImageFormat::Jpeg);
    let full = with_segment(&plain, 0xE1, &exif(1));
    let run = SiteTest::new().file("media/a.jpg", &full).file("media/b.jpg", &plain).build().ok();
    assert_eq!(run.out["media/a.jpg"], plain);
    assert_eq!(run.out["media/b.jpg"], plain);
}

#[test]
fn pictures_that_cannot_be_shown_are_errors() {
    let jpeg = encoded(photo(300, 200), ImageFormat::Jpeg);
    let png = encoded(photo(300, 200), ImageFormat::Png);
    let mut broken = png.clone();
    let middle = broken.len() / 2;
    broken[middle..middle + 40].fill(0);
    let heic = [&[0, 0, 0, 24][..], b"ftypheic", &[0; 40]].concat();
    for (name, bytes, says) in [
        ("cut.jpg", jpeg[..jpeg.len() / 2].to_vec(), "不完整"),
        ("cut.png", png[..png.len() / 2].to_vec(), "不完整"),
        ("broken.png", broken, "损坏"),
        ("renamed.png", jpeg.clone(), "扩展名"),
        ("iphone.jpg", heic, "HEIC"),
        ("page.jpg", b"<html>404</html>".to_vec(), "不是图片"),
        ("empty.png", Vec::new(), "不是图片"),
    ] {
        SiteTest::new()
            .file("content/a/index.md", page(&format!("![图片]({name})")))
            .file(&format!("content/a/{name}"), bytes)
            .build()
            .fails(1)
            .says("[content/picture]")
            .says(says)
            .says(&format!("content/a/{name}"));
    }
}

/// A header can promise any number of pixels.
#[test]
fn a_decompression_bomb_is_refused_at_once() {
    let mut png = encoded(photo(8, 8), ImageFormat::Png);
    png[16..20].copy_from_slice(&40_000u32.to_be_bytes());
    png[20..24].copy_from_slice(&40_000u32.to_be_bytes());
    let sum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    SiteTest::new()
        .file("content/a/index.md", page("![图片](bomb.png)"))
        .file("content/a/bomb.png", png)
        .build()
        .fails(1)
        .says("[io/limit]")
        .says("40000×40000")
        .says("image_pixels");
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}

#[test]
fn templates_get_zolas_operations() {
    let template = "{% extends \"base.html\" %}{% block main %}{% set r = resize_image(path=\"/media/p.jpg\", width=50, height=50, op=\"fill\", format=\"webp\") %}<img src=\"{{ r.url }}\" alt=\"\" width=\"{{ r.width }}\" height=\"{{ r.height }}\"><i>{{ r.orig_width }}×{{ r.orig_height }}</i>{% endblock %}";
    let site = SiteTest::new()
        .file("content/a.md", page("甲"))
        .file("media/p.jpg", encoded(photo(300, 200), ImageFormat::Jpeg))
        .file("themes/t/templates/page.html", template);
    let run = site.build().ok().has("a/index.html", "width=\"50\" height=\"50\"").has("a/index.html", "300×200");
    let made: Vec<&String> = run.out.keys().filter(|path| path.starts_with("processed_images/p.")).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(decoded(&run.out[made[0]]).dimensions(), (50, 50));
    site.write("themes/t/templates/page.html", template.replace("fill", "crop"));
    site.build().fails(1).says("crop");
}

#[test]
fn a_cover_has_variants_in_cards() {
    let template = "{% extends \"base.html\" %}{% block main %}<main>{{ page.cover.srcset }}|{{ page.cover.sizes }}|{{ page.cover.width }}</main>{% endblock %}";
    SiteTest::new()
        .file("content/a/index.md", page_with("[cover]\nsrc = \"p.jpg\"\nalt = \"一张封面照片\"\n", "甲"))
        .file("content/a/p.jpg", encoded(photo(900, 600), ImageFormat::Jpeg))
        .file("themes/t/templates/page.html", template)
        .build()
        .ok()
        .has("a/index.html", ".webp 400w, ")
        .has("a/index.html", "|900</main>");
    // The cover comes first, so the pictures below it can wait.
    let site = site();
    site.write("content/a/index.md", page_with("[cover]\nsrc = \"photo.jpg\"\nalt = \"一张封面照片\"\n", BODY));
    site.build().ok().lacks("a/index.html", "fetchpriority");
}

/// The second build decodes nothing, and what is lost is made again.
#[test]
fn variants_are_made_once() {
    let site = site();
    let first = site.build().ok().out;
    let media = site.root().join(".fanzha/cache/media");
    let files = || {
        let mut files: Vec<_> = walk(&media);
        files.sort();
        files
    };
    let before = files();
    assert!(before.len() >= 7, "{before:?}");
    site.write("content/b.md", page("乙"));
    let second = site.build().ok().out;
    assert!(second["a/index.html"] == first["a/index.html"]);
    assert_eq!(files(), before, "nothing was made again");
    std::fs::remove_dir_all(&media).expect("the variants");
    std::fs::remove_dir_all(site.root().join("public")).expect("the site");
    assert!(site.build().ok().out == second);
}

/// What no build wants any more goes with `cache gc`.
#[test]
fn variants_that_nobody_shows_are_collected() {
    let site = site();
    site.build().ok();
    let media = site.root().join(".fanzha/cache/media");
    let all = walk(&media).len();
    site.write("content/a/index.md", page("![一张照片](photo.jpg)"));
    site.build().ok();
    assert_eq!(walk(&media).len(), all, "an earlier state of the site may come back");
    site.run(["cache", "gc"]).ok();
    let kept = walk(&media).len();
    assert!(kept > 0 && kept < all, "{kept} of {all}");
    site.remove("content/a/index.md");
    site.write("content/a/index.md", page("![一张照片](photo.jpg)\n\n又一段。"));
    let run = site.build().ok();
    assert_eq!(walk(&media).len(), kept);
    run.has("a/index.html", "又一段");
}

fn walk(folder: &std::path::Path) -> Vec<(std::path::PathBuf, std::time::SystemTime)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push((path, entry.metadata().expect("metadata").modified().expect("a time")));
        }
    }
    found
}

/// A screenshot with a QR code in it.
fn with_code(text: &str) -> Vec<u8> {
    let code = qrcode::QrCode::new(text).expect("a code");
    let (colors, width) = (code.to_colors(), code.width() as u32);
    let (scale, edge) = (6, 60);
    let pixels = RgbImage::from_fn(width * scale + 2 * edge, width * scale + 2 * edge + 200, |x, y| {
        let inside = |at: u32| (at >= edge && at < edge + width * scale).then(|| (at - edge) / scale);
        match (inside(x), inside(y)) {
            (Some(x), Some(y)) if colors[(y * width + x) as usize] == qrcode::Color::Dark => Rgb([20, 20, 20]),
            _ => Rgb([240, 244, 238]),
        }
    });
    encoded(pixels, ImageFormat::Jpeg)
}

#[test]
fn a_code_that_leads_elsewhere_is_an_error() {
    let site = |text: &str| {
        SiteTest::new().file("content/a/index.md", page("![海报](p.jpg)")).file("content/a/p.jpg", with_code(text))
    };
    site("https://www.hunan.gov.cn/fanzha").build().ok();
    site("请拨打 96110").build().ok();
    for bad in ["https://pay.bad.example/x?id=1", "alipays://platformapi/startapp"] {
        let site = site(bad);
        for _ in 0..2 {
            let run = site.build().fails(1).says("[content/qr-code]").says("content/a/p.jpg");
            // Nobody may click it in a terminal or a log.
            assert!(!run.error_text().contains("https://pay"), "{}", run.error_text());
        }
    }
    site("https://pay.bad.example/").config("[links]\nallowed_hosts = [\"bad.example\"]\n").build().ok();
}

#[test]
fn a_case_shows_no_code_at_all() {
    SiteTest::new()
        .file(
            "content/a/index.md",
            page_with(
                "kind = \"case\"\ncomposite = true\npictures = [{ src = \"p.jpg\", masked_by = \"王某\" }]\n",
                "![聊天截图](p.jpg)",
            ),
        )
        .file("content/a/p.jpg", with_code("https://www.hunan.gov.cn/"))
        .build()
        .fails(1)
        .says("[content/qr-code]")
        .says("content/a/index.md");
}
