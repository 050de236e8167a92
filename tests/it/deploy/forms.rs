//! The forms in which a store may want a site: text compressed, pages at the addresses of folders too.

use std::collections::BTreeSet;

use super::desk::{
    ARTICLES, assert_holds, built, run, set, site, site_with, stored, target, write_article, write_frame,
};
use super::server::{Fault, Server};
use super::{deleted, releases, written};
use crate::fixture::SiteTest;

/// Long enough to be worth it.
fn write_long(site: &SiteTest, number: usize, version: usize) {
    let text = format!("第 {version} 版的正文。\n\n{}", "转账之前，先打 96110 问一问。".repeat(60));
    site.write(&format!("content/articles/a{number}.md"), crate::fixture::page(&text));
}

/// Demands that just what is text and long is stored compressed. Gives how many objects that are.
#[track_caller]
fn assert_compressed(server: &Server, compressed: bool) -> usize {
    let mut count = 0;
    for (key, object) in server.site() {
        let is_text = object.content_type.ends_with("charset=utf-8");
        let may = compressed && is_text && key != "404.html" && object.read().len() >= 1024;
        let gzip = object.bytes.starts_with(&[0x1f, 0x8b]);
        assert_eq!((gzip, gzip), (may, object.content_encoding == "gzip"), "{key}: {object:?}");
        assert!(!key.ends_with(".gz") && !key.ends_with(".br"), "{key}");
        count += usize::from(gzip);
    }
    count
}

#[test]
fn text_is_stored_compressed_where_that_is_wanted() {
    let server = Server::start();
    let site = site(&server, "compress = true\nkeep = 9\n");
    write_long(&site, 1, 0);
    let address = format!("http://127.0.0.1:{}/site", server.port);
    run(&site, &["--verify", &address]).ok().says("all as uploaded");
    assert_holds(&server, &site);
    let all = assert_compressed(&server, true);
    assert!(all >= ARTICLES, "{all} objects");
    let page = server.site()["articles/a1/index.html"].clone();
    assert_eq!((&*page.content_type, &*page.content_encoding), ("text/html; charset=utf-8", "gzip"));
    assert!(page.bytes.len() * 3 < page.read().len(), "{} of {}", page.bytes.len(), page.read().len());
    // The same again is nothing to do, and an edit is that page.
    server.seen();
    run(&site, &[]).ok().says("has not changed");
    assert!(written(&server.seen()).is_empty());
    let first = (releases(&site)[0].clone(), stored(&server));
    write_long(&site, 1, 1);
    run(&site, &[]).ok();
    assert_eq!(written(&server.seen())[0], "articles/a1/index.html");
    // The setting is a change too, there and back; what was compressed comes back so.
    set(&site, "compress = true", "compress = false");
    run(&site, &[]).ok();
    assert_eq!(written(&server.seen()).len(), all);
    assert_holds(&server, &site);
    assert_eq!(assert_compressed(&server, false), 0);
    run(&site, &["--rollback", &first.0]).ok();
    assert!(stored(&server) == first.1);
    assert_eq!(assert_compressed(&server, true), all);
    set(&site, "compress = false", "compress = true");
    run(&site, &["--adopt", "--verify", &address]).ok();
    assert_holds(&server, &site);
    assert_compressed(&server, true);
}

#[test]
fn a_page_that_does_not_say_it_is_compressed_is_found_out() {
    let server = Server::start();
    let site = site(&server, "compress = true\n");
    write_long(&site, 1, 0);
    run(&site, &[]).ok();
    write_long(&site, 1, 1);
    let address = format!("http://127.0.0.1:{}/site", server.port);
    let plan = run(&site, &["--dry-run", "--format", "json"]).ok().stdout;
    let plan: serde_json::Value = serde_json::from_str(&plan).expect("JSON");
    assert_eq!(plan["upload"][0]["content_encoding"], "gzip", "{plan}");
    server.forget_codings(true);
    let refused = run(&site, &["--verify", &address]).fails(5);
    assert!(refused.stderr.contains("deploy/verify") && refused.stderr.contains("/articles/a1/"), "{}", refused.stderr);
}

#[test]
fn a_deploy_of_compressed_text_goes_on_where_it_stopped() {
    let server = Server::start();
    let site = site(&server, "compress = true\njobs = 1\n");
    (0..6).for_each(|number| write_long(&site, number, 0));
    run(&site, &[]).ok();
    (0..6).for_each(|number| write_long(&site, number, 1));
    let count = std::sync::atomic::AtomicUsize::new(0);
    server.judge(move |seen| {
        let of_site = seen.method == "PUT" && !seen.key.starts_with(".fanzha/");
        (of_site && count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= 3).then_some(Fault::Broken)
    });
    run(&site, &[]).fails(5);
    server.reliable();
    let (wanted, before) = (built(&site), stored(&server));
    let missing = wanted.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)).count();
    server.seen();
    run(&site, &[]).ok().says("did not end");
    assert_eq!(written(&server.seen()).len(), missing);
    assert_holds(&server, &site);
    assert_compressed(&server, true);
}

fn of_search(server: &Server, kind: &str) -> BTreeSet<String> {
    server.site().into_keys().filter(|key| key.starts_with("search-index/") && key.contains(kind)).collect()
}

/// Old tables name old parts. Those with titles go like pages, the others wait, and never stop a deploy.
#[test]
fn parts_of_the_search_index_are_never_replaced() {
    let server = Server::start();
    let site = site_with(&format!(
        "build_search_index = true\n{}",
        target(&server, "keep = 2\ngrace = \"0s\"\nmax_deletes = 4\n")
    ));
    run(&site, &[]).ok();
    let (words, titles, first) = (of_search(&server, "/w/"), of_search(&server, "/p/"), stored(&server));
    let oldest = releases(&site)[0].clone();
    write_article(&site, 40, 1);
    server.seen();
    run(&site, &[]).ok();
    let seen = server.seen();
    let laid: Vec<&str> = written(&seen).into_iter().filter(|key| key.starts_with("search-index/")).collect();
    let replaced: Vec<&&str> = laid.iter().filter(|key| first.contains_key(**key)).collect();
    assert_eq!(replaced, [&"search-index/zh/index.json"], "{laid:?}");
    assert_eq!(laid.last(), Some(&"search-index/zh/index.json"), "what it names is there before");
    assert!(words.iter().all(|key| server.site().contains_key(key)), "readers have the last table");
    assert!(!titles.is_subset(&of_search(&server, "/p/")), "what a page was called is gone with the page");
    run(&site, &["--rollback", &oldest]).ok();
    let there = stored(&server);
    assert!(first.iter().all(|(key, bytes)| there.get(key) == Some(bytes)));
    for version in 2..5 {
        write_article(&site, 40, version);
        write_article(&site, 40 + version, version);
        run(&site, &[]).ok();
    }
    // As many as may be deleted have been each time, and the rest waits.
    let waiting = |server: &Server| of_search(server, "/w/").len() - words.len();
    let before = waiting(&server);
    assert!(before > 0);
    for version in 5..40 {
        site.write("content/articles/a0.md", crate::fixture::page(&format!("第{version}版。")));
        server.seen();
        run(&site, &[]).ok();
        assert!(deleted(&server.seen()).len() <= 4);
        if waiting(&server) < before {
            return;
        }
    }
    panic!("{} parts never went", waiting(&server));
}

/// The addresses of folders that a bucket must answer.
fn folders(site: &SiteTest) -> BTreeSet<String> {
    let folder = |path: &String| Some(path.strip_suffix("index.html")?.to_owned()).filter(|folder| !folder.is_empty());
    built(site).keys().filter_map(folder).collect()
}

#[track_caller]
fn assert_has_folders(server: &Server, site: &SiteTest) {
    let there = server.site();
    let slashed: BTreeSet<String> = there.keys().filter(|key| key.ends_with('/')).cloned().collect();
    assert_eq!(slashed, folders(site));
    for folder in &slashed {
        let (one, other) = (&there[folder], &there[&format!("{folder}index.html")]);
        assert!(one.bytes == other.bytes, "{folder}");
        let headers = |object: &super::server::Object| {
            [&object.content_type, &object.cache_control, &object.content_encoding].map(String::clone)
        };
        assert_eq!(headers(one), headers(other), "{folder}");
    }
}

#[test]
fn pages_lie_at_the_addresses_of_folders_where_stores_do_not_look_into_them() {
    for more in ["", "compress = true\n"] {
        let server = Server::start();
        let site = site(&server, &format!("index = \"explicit\"\nkeep = 9\n{more}"));
        server.resolve_folders(false);
        write_long(&site, 1, 0);
        run(&site, &[]).ok();
        assert_has_folders(&server, &site);
        assert_eq!(server.get("articles/a1/").0, 200);
        let first = (releases(&site)[0].clone(), stored(&server));
        server.seen();
        run(&site, &[]).ok().says("has not changed");
        assert!(written(&server.seen()).is_empty());
        write_long(&site, 1, 1);
        write_frame(&site, 1);
        site.remove("content/articles/a5.md");
        run(&site, &[]).ok();
        assert_has_folders(&server, &site);
        let seen = server.seen();
        assert!(deleted(&seen).contains(&"articles/a5/") && deleted(&seen).contains(&"articles/a5/index.html"));
        assert_eq!(server.get("articles/a5/").0, 404);
        run(&site, &["--rollback", &first.0]).ok();
        let there = stored(&server);
        assert!(first.1.iter().all(|(key, bytes)| there.get(key) == Some(bytes)));
        // What a look at every file tells is enough, and what was lost comes again.
        server.lose("articles/a2/");
        run(&site, &["--adopt"]).ok();
        server.seen();
        write_article(&site, 3, 7);
        run(&site, &["--adopt"]).ok();
        let again = server.seen();
        assert!(written(&again).len() < 8, "{:?}", written(&again));
        assert_has_folders(&server, &site);
        // Back to a store that looks into folders.
        set(&site, "index = \"explicit\"", "index = \"resolve\"");
        run(&site, &[]).ok();
        assert!(!server.site().keys().any(|key| key.ends_with('/')));
        server.resolve_folders(true);
        assert_holds(&server, &site);
    }
}
