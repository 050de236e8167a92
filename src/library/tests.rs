//! The list, read from texts.

use std::sync::Arc;

use proptest::prelude::*;

use super::{Library, Place};
use crate::config::{Config, Overrides};
use crate::diag::{Report, Severity};

const SITE: &str = "base_url = \"https://x.gov.cn\"\n[media]\npublic_url = \"https://cdn.example.cn/media\"\n";
const CLIP: &str = "bytes = 12345678\nsha256 = \"00000000000000000000000000000000000000000000000000000000000000aa\"\n\
                    type = \"video/mp4\"\nmilliseconds = 75200\nwidth = 1280\nheight = 720\n";

fn config(text: &str) -> (Config, Report) {
    let mut report = Report::new();
    (Config::read(&Arc::from("site.toml"), text, &Overrides::default(), &mut report), report)
}

fn read(site: &str, text: &str) -> (Library, Report) {
    let (config, _) = config(site);
    let mut report = Report::new();
    (Library::parse(text, &config, &mut report), report)
}

fn english(report: &Report) -> Vec<String> {
    report.sorted().iter().map(|finding| finding.message.en.clone()).collect()
}

#[test]
fn a_file_in_the_store_has_a_public_address() {
    let (library, report) = read(SITE, &format!("# a note\n[ab]\nkey = \"2026/安全 1.mp4\"\n{CLIP}"));
    assert!(report.is_empty(), "{report:?}");
    let entry = library.get("ab").expect("the entry");
    assert_eq!(entry.address, "https://cdn.example.cn/media/2026/%E5%AE%89%E5%85%A8%201.mp4");
    assert_eq!((entry.bytes, entry.milliseconds, entry.width), (12_345_678, Some(75_200), Some(1280)));
    assert_eq!(library.nearest("abc"), Some("ab"));
}

#[test]
fn addresses_elsewhere_need_a_permitted_host() {
    let text = |url: &str| format!("[ab]\nurl = \"{url}\"\n{CLIP}");
    for good in ["https://v.hunan.gov.cn/a.mp4", "https://cdn.example.cn/other/a.mp4"] {
        let (library, report) = read(SITE, &text(good));
        assert!(report.is_empty(), "{report:?}");
        assert_eq!(library.files["ab"].place, Place::Url(good.to_owned()));
    }
    for bad in ["https://evil.example/a.mp4", "http://v.hunan.gov.cn/a.mp4", "//v.hunan.gov.cn/a.mp4"] {
        let (library, report) = read(SITE, &text(bad));
        assert!(report.has_errors() && library.files.is_empty(), "{bad}");
    }
}

#[test]
fn a_key_needs_a_public_address() {
    let (_, report) = read("base_url = \"https://x.gov.cn\"\n", &format!("[ab]\nkey = \"a.mp4\"\n{CLIP}"));
    assert_eq!(english(&report), ["nothing says at which address readers get what lies in the store"]);
    assert!(report.sorted()[0].help[0].en.contains("public_url"));
}

#[test]
fn the_same_file_twice_is_a_warning() {
    let text = format!("[ab]\nkey = \"a.mp4\"\n{CLIP}[cd]\nkey = \"b.mp4\"\n{CLIP}[ef]\nkey = \"a.mp4\"\n{CLIP}");
    let (library, report) = read(SITE, &text);
    assert_eq!(library.files.len(), 3);
    assert_eq!(english(&report), ["two entries have the same bytes", "two entries name one file"]);
    assert!(report.sorted().iter().all(|finding| finding.severity == Severity::Warning));
}

#[test]
fn secrets_and_odd_settings_are_refused() {
    let cases = [
        (
            "[media.store]\nscheme = \"s3\"\nbucket = \"b\"\nregion = \"r\"\nsecret_access_key = \"x\"\n",
            "secrets do not",
        ),
        ("[media]\naccess_key_id = \"x\"\n", "secrets do not"),
        ("[media]\npublic_url = \"http://cdn.example.cn/\"\n", "is not a full address"),
        ("[media]\npublic_url = \"https://u:p@cdn.example.cn/\"\n", "is not a full address"),
        ("[media.store]\nscheme = \"s3\"\nregion = \"r\"\n", "lacks bucket"),
        ("[media.store]\nscheme = \"fs\"\n", "lacks root"),
        ("[media.store]\nroot = \"media\"\n", "lies in the project"),
        ("[media.store]\nroot = \"../m\"\nbucket = \"b\"\n", "has no bucket"),
        ("[media.store]\nscheme = \"oss\"\n", "not one of the possible values"),
        ("[media.store]\nscheme = \"s3\"\nbucket = \"b\"\nregion = \"r\"\nendpoint = \"x\"\n", "is not a full address"),
    ];
    for (text, expected) in cases {
        let (_, report) = config(&format!("base_url = \"https://x.gov.cn\"\n{text}"));
        let said = english(&report);
        assert!(said.len() == 1 && said[0].contains(expected), "{text}: {said:?}");
    }
}

proptest! {
    /// Whatever stands in the list, what is read of it is fit to be shown.
    #[test]
    fn nothing_unfit_gets_through(key in "\\PC{0,20}", url in "(https://)?\\PC{0,20}", number in any::<i64>()) {
        let text = format!("[ab]\nkey = '''{key}'''\n{CLIP}[cd]\nurl = '''{url}'''\n{CLIP}[ef]\nbytes = {number}\nkey = \"x\"\n");
        let (library, _) = read(SITE, &text);
        for entry in library.files.values() {
            prop_assert!(entry.address.starts_with("https://") && entry.address.is_ascii());
            prop_assert!(!entry.address.contains(['"', '<', '>', ' ', '\\']));
            prop_assert!(!entry.address.split('/').any(|part| part == ".."));
            prop_assert!((1..=1 << 40).contains(&entry.bytes));
        }
    }
}
