//! `[images]`, checked.

use super::Images;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::t;

/// The settings of pictures, mended where they make no sense.
pub(super) fn check(images: Images, span: impl Fn(&str) -> Span, report: &mut Report) -> Images {
    let usual = Images::default();
    let mut wrong = |key: &str, zh: &str, en: &str| {
        report.push(
            Diagnostic::error(code::CONFIG_INVALID, t!("{key} 的值不对", "{key} has a wrong value"))
                .at(span(key))
                .help(t!("{zh}", "{en}")),
        );
    };
    let rising = images.widths.windows(2).all(|pair| pair[0] < pair[1]);
    let widths_fit =
        rising && !images.widths.is_empty() && images.widths.iter().all(|width| (16..=8000).contains(width));
    if !widths_fit {
        wrong(
            "images.widths",
            "写成从小到大的像素数，如 [400, 800, 1200]",
            "write pixels from small to large, such as [400, 800, 1200]",
        );
    }
    if images.avif && !cfg!(feature = "avif") {
        wrong(
            "images.avif",
            "这个 fanzha 编译时没有带 AVIF，请用正式发布的版本，或改成 false",
            "this fanzha was built without AVIF: use a released one, or write false",
        );
    }
    let qualities = [
        ("images.quality", images.quality),
        ("images.jpeg_quality", images.jpeg_quality),
        ("images.avif_quality", images.avif_quality),
    ];
    for (key, quality) in qualities {
        if !(1..=100).contains(&quality) {
            wrong(key, "写 1 到 100 之间的整数", "write a whole number from 1 to 100");
        }
    }
    if report.has_errors() { usual } else { images }
}
