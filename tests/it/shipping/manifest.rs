//! The manifest says what lies in the output folder, no more and no less.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use fanzha::manifest::{Cache, Coding, Manifest};

use super::site;
use crate::fixture::{AT, SiteTest, page_with, tree};

const WEB: &str = "[deploy.web]\nkind = \"nginx\"\n";

fn built(site: &SiteTest, target: &str) -> (Manifest, Vec<u8>) {
    site.run(["build", "--at", AT, "--target", target]).ok();
    let bytes = std::fs::read(site.root().join(".fanzha/manifest.json")).expect("a manifest");
    (serde_json::from_slice(&bytes).expect("JSON"), bytes)
}

/// What another program says of the files of a folder.
fn sums(program: &str, folder: &Path) -> BTreeMap<String, String> {
    let files: Vec<String> = tree(folder).into_keys().collect();
    let output = Command::new(program).current_dir(folder).args(files).output().expect("coreutils");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let line = |line: &str| line.split_once("  ").map(|(sum, path)| (path.to_owned(), sum.to_owned()));
    text.lines().filter_map(line).collect()
}

#[test]
fn every_file_is_listed_with_the_digests_that_others_find() {
    let site = site(WEB);
    let (manifest, _) = built(&site, "web");
    let public = site.root().join("public");
    let (sha256, md5, files) = (sums("sha256sum", &public), sums("md5sum", &public), tree(&public));
    assert!(files.len() > 12 && sha256.len() == files.len());
    let paths: Vec<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, files.keys().map(String::as_str).collect::<Vec<_>>());
    for file in &manifest.files {
        assert_eq!(file.bytes, files[&file.path].len() as u64, "{}", file.path);
        assert_eq!((&file.sha256, &file.md5), (&sha256[&file.path], &md5[&file.path]), "{}", file.path);
    }
    let of = |path: &str| manifest.files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path}"));
    for (path, kind, class) in [
        ("n/a/index.html", "text/html; charset=utf-8", Cache::Page),
        ("n/atom.xml", "application/atom+xml; charset=utf-8", Cache::Fresh),
        ("feed.json", "application/feed+json; charset=utf-8", Cache::Fresh),
        ("sitemap.xml", "application/xml; charset=utf-8", Cache::Fresh),
        ("logo.png", "image/png", Cache::Asset),
        ("guide.pdf", "application/pdf", Cache::Asset),
    ] {
        assert_eq!((of(path).content_type.as_str(), of(path).cache), (kind, class), "{path}");
    }
    assert_eq!((manifest.format, manifest.not_found.as_deref()), (1, Some("404.html")));
    assert_eq!(manifest.base_url, "https://example.gov.cn");
    let moved: Vec<_> = manifest.redirects.iter().map(|it| (it.from.as_str(), it.to.as_str(), it.status)).collect();
    assert_eq!(moved, [("/%E6%97%A7/", "/n/a/", 301), ("/old/", "/n/a/", 301)]);
}

#[test]
fn compressed_files_hold_the_same_and_are_smaller() {
    let site = site(WEB);
    let (manifest, _) = built(&site, "web");
    let files = tree(&site.root().join("public"));
    let mut seen = Vec::new();
    for file in &manifest.files {
        let Some(encoded) = &file.encoding else {
            assert!(!file.path.ends_with(".br") && !file.path.ends_with(".gz"), "{}", file.path);
            continue;
        };
        let (bytes, original) = (&files[&file.path], &files[&encoded.of]);
        let mut back = Vec::new();
        match encoded.coding {
            Coding::Brotli => brotli::BrotliDecompress(&mut &bytes[..], &mut back).expect("brotli"),
            Coding::Gzip => {
                flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut back).expect("gzip");
            }
        }
        assert_eq!(&back, original, "{}", file.path);
        assert!(bytes.len() < original.len(), "{}", file.path);
        let of = manifest.files.iter().find(|other| other.path == encoded.of).expect("the original");
        assert_eq!((&file.content_type, file.cache), (&of.content_type, of.cache), "{}", file.path);
        seen.push((encoded.of.as_str(), encoded.coding));
    }
    assert!(seen.contains(&("n/a/index.html", Coding::Brotli)) && seen.contains(&("n/a/index.html", Coding::Gzip)));
    // Small ones and pictures stay as they are.
    assert!(!seen.iter().any(|(of, _)| *of == "n/b/index.html" || *of == "logo.png"), "{seen:?}");
}

#[test]
fn a_warm_manifest_equals_a_cold_one() {
    let site = site(WEB);
    built(&site, "web");
    site.write("content/n/b.md", page_with("date = 2026-02-01\n", &"换成长的一页，好压缩。".repeat(150)));
    let (_, warm) = built(&site, "web");
    let (_, again) = built(&site, "web");
    let files = tree(&site.root().join("public"));
    assert!(files.contains_key("n/b/index.html.br"));
    std::fs::remove_dir_all(site.root().join(".fanzha")).expect("no cache");
    std::fs::remove_dir_all(site.root().join("public")).expect("no output");
    let (_, cold) = built(&site, "web");
    assert!(warm == cold && again == cold);
    assert_eq!(files, tree(&site.root().join("public")));
}

/// A damaged memory of digests or a damaged compressed file costs time, no more.
#[test]
fn damage_to_what_is_remembered_shows_nowhere() {
    let site = site(WEB);
    let (_, before) = built(&site, "web");
    let files = tree(&site.root().join("public"));
    let kept = tree(&site.root().join(".fanzha/cache"));
    for (path, mut bytes) in
        kept.into_iter().filter(|(path, _)| path.starts_with("sums/") || path.starts_with("media/"))
    {
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
        std::fs::write(site.root().join(".fanzha/cache").join(path), bytes).expect("damage");
    }
    std::fs::remove_dir_all(site.root().join("public")).expect("no output");
    let (_, after) = built(&site, "web");
    assert!(before == after);
    assert_eq!(files, tree(&site.root().join("public")));
}

#[test]
fn a_build_for_no_target_writes_none() {
    let site = site(WEB);
    let run = site.build().ok().without("index.html.gz").without("_redirects");
    assert!(!site.root().join(".fanzha/manifest.json").exists() && !run.out.keys().any(|path| path.ends_with(".br")));
    site.run(["build", "--at", AT, "--manifest", "out/list.json"]).ok().says("out/list.json");
    let bytes = std::fs::read(site.root().join("out/list.json")).expect("a manifest");
    let manifest: Manifest = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(manifest.files.len(), run.out.len());
    // Going back from a target takes away what only it needs.
    site.run(["build", "--at", AT, "--target", "web", "--verify"]).ok().says("完全相同");
    site.build().ok().without("n/a/index.html.gz");
}

#[test]
fn stores_get_no_rules_of_other_hosts_and_folders_by_name_where_they_are_asked_for() {
    let site = site(
        "[deploy.oss]\nkind = \"oss\"\nbucket = \"b\"\nendpoint = \"https://oss.example.cn\"\ncompress = true\nindex = \"explicit\"\nbase_url = \"https://a.example.cn\"\n",
    );
    let (manifest, _) = built(&site, "oss");
    let has = |path: &str| manifest.files.iter().find(|file| file.path == path);
    assert_eq!(manifest.base_url, "https://a.example.cn");
    assert!(has("_headers").is_none() && has("_redirects").is_none());
    let (folder, page) = (has("n/a/").expect("by folder"), has("n/a/index.html").expect("by file"));
    assert_eq!((folder.copy_of.as_deref(), &*folder.output()), (Some("n/a/index.html"), "n/a/index.html"));
    assert_eq!((&folder.sha256, folder.cache, &folder.content_type), (&page.sha256, page.cache, &page.content_type));
    assert!(has("").is_none() && has("/").is_none());
    let zipped = has("n/a/index.html.gz").expect("compressed");
    assert_eq!(zipped.encoding.as_ref().map(|encoded| encoded.of.as_str()), Some("n/a/index.html"));
    assert!(has("n/a/index.html.br").is_none(), "everybody gets the same object");
    assert!(manifest.files.is_sorted_by(|one, other| one.path < other.path));
}
