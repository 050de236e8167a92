//! QR codes in pictures. Nobody sees where one leads, and a screenshot of a scam has one that
//! still works.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::pixels::Pixels;
use super::{Ledger, Pictures};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::kind::Kind;
use crate::links::Links;
use crate::site::{Item, Site};
use crate::t;

/// Larger pictures are looked at in this size: a code that a phone can read is large enough
/// in it. Most pictures are drawn in it anyway.
const LOOKED_AT: u32 = 1200;

/// The size at which a picture is looked at.
pub fn looked_at(width: u32, height: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= LOOKED_AT {
        return (width, height);
    }
    let to = |side: u32| {
        let exact = (u64::from(side) * u64::from(LOOKED_AT) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(exact).unwrap_or(LOOKED_AT).max(1)
    };
    (to(width), to(height))
}

/// What the QR codes of a picture say, each once.
pub fn codes(pixels: &Pixels) -> Vec<String> {
    let size = if pixels.has_alpha { 4 } else { 3 };
    let grey = |x: usize, y: usize| {
        let at = (y * pixels.width as usize + x) * size;
        match pixels.bytes.get(at..at + size) {
            // Codes are read on the white of a page.
            Some([_, _, _, 0..=127]) => 255,
            Some([r, g, b, ..]) => ((u32::from(*r) * 299 + u32::from(*g) * 587 + u32::from(*b) * 114) / 1000) as u8,
            _ => 255,
        }
    };
    // Finding codes in arbitrary pictures is much arithmetic on places; should it fail on one,
    // the build must not.
    let found = catch_unwind(AssertUnwindSafe(|| {
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(pixels.width as usize, pixels.height as usize, grey);
        image.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
    }));
    let found: BTreeSet<String> = found.unwrap_or_default();
    found.into_iter().collect()
}

/// Where a code leads: a host, or the scheme of an app.
#[derive(Debug, PartialEq, Eq)]
enum Leads<'c> {
    Nowhere,
    Host(&'c str),
    App(&'c str),
}

fn leads(text: &str) -> Leads<'_> {
    let text = text.trim();
    let Some((scheme, rest)) = text.split_once(':') else { return Leads::Nowhere };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if !is_scheme || scheme.eq_ignore_ascii_case("tel") {
        return Leads::Nowhere;
    }
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        // `alipays://…`, `wxp://…`, but not `注意: …` or `Time: 9`.
        return if rest.starts_with("//") { Leads::App(scheme) } else { Leads::Nowhere };
    }
    let rest = rest.trim_start_matches(['/', '\\']);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    Leads::Host(host.split(':').next().unwrap_or_default())
}

/// An address that nobody can click or scan (ioc-fanger's way).
fn defanged(text: &str) -> String {
    let short: String = text.trim().chars().take(80).collect();
    short.replacen("http", "hxxp", 1).replace('.', "[.]")
}

/// Reports codes that lead to hosts which are not allowed, and any code on a case's page.
pub fn check(site: &Site, links: &Links, pictures: &Pictures, ledger: &Ledger, config: &Config, report: &mut Report) {
    let of_cases = shown_by_cases(site, links);
    for (path, _, fingerprint) in pictures.iter() {
        for text in ledger.codes.get(fingerprint).into_iter().flatten() {
            let shown = defanged(text);
            let bad = match leads(text) {
                Leads::Host(host) => !config.host_allowed(&host.to_ascii_lowercase()),
                Leads::App(_) => true,
                Leads::Nowhere => false,
            };
            if let Some(page) = of_cases.get(path) {
                report.push(
                    Diagnostic::error(
                        code::QR_CODE,
                        t!("案例的图片里有二维码（{shown}）", "a picture of a case has a QR code ({shown})"),
                    )
                    .at(Span::file(path.clone()))
                    .also(Span::file(page.clone()), t!("用在这个案例里", "used in this case"))
                    .help(t!(
                        "把二维码完全涂掉（不要只打薄码），再换上这张图",
                        "paint the code over completely, then replace the picture"
                    )),
                );
            } else if bad {
                report.push(
                    Diagnostic::error(
                        code::QR_CODE,
                        t!(
                            "图片里的二维码指向不在白名单里的地方：{shown}",
                            "a QR code in the picture leads to a place that is not allowed: {shown}"
                        ),
                    )
                    .at(Span::file(path.clone()))
                    .help(t!(
                        "把二维码完全涂掉；确是自己的网站，就把域名加进 site.toml [links] allowed_hosts",
                        "paint it over completely; if it is yours, add its host to allowed_hosts under [links] in site.toml"
                    )),
                );
            }
        }
    }
}

/// The pictures that pages of cases show, with one such page each.
fn shown_by_cases(site: &Site, links: &Links) -> BTreeMap<Arc<str>, Arc<str>> {
    let mut shown = BTreeMap::new();
    for id in site.page_ids().filter(|id| site.page(*id).kind().kind() == Kind::Case) {
        let page = site.page(id);
        let named = page.named_pictures().filter_map(|written| links.picture_of(page, written)?.source);
        let bodies = links.of(Item::Page(id)).images.iter().filter_map(|picture| picture.source.clone());
        for source in named.chain(bodies) {
            shown.entry(source).or_insert_with(|| page.document.file.clone());
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_to_hosts_or_apps() {
        for (text, expected) in [
            ("https://bad.example/x?y", Leads::Host("bad.example")),
            ("HTTP://user@bad.example:8080/", Leads::Host("bad.example")),
            ("http:\\\\bad.example\\x", Leads::Host("bad.example")),
            ("wxp://f2f0abc", Leads::App("wxp")),
            ("alipays://platformapi", Leads::App("alipays")),
            ("tel:96110", Leads::Nowhere),
            ("打 96110: 反诈", Leads::Nowhere),
            ("Time: 9", Leads::Nowhere),
            ("", Leads::Nowhere),
        ] {
            assert_eq!(leads(text), expected, "{text}");
        }
        assert_eq!(defanged("http://bad.example/a.b"), "hxxp://bad[.]example/a[.]b");
    }

    #[test]
    fn arbitrary_pixels_have_no_codes() {
        for seed in 0..40u32 {
            let (width, height) = (20 + seed * 7 % 90, 20 + seed * 13 % 80);
            let count = (width * height * 3) as usize;
            let bytes = (0..count as u32).map(|at| (at.wrapping_mul(2_654_435_761 ^ seed) >> 24) as u8).collect();
            assert_eq!(codes(&Pixels { width, height, has_alpha: false, bytes }), Vec::<String>::new());
        }
    }
}
