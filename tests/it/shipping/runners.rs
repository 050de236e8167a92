//! Runners that share a cache: it spares work and never changes the result.

use std::fs;

use crate::fixture::{AT, Run, SiteTest, tree};

const SETTINGS: &str = "[deploy.web]\nkind = \"nginx\"\n[cache.store]\nscheme = \"fs\"\nroot = \"../shared\"\n";

/// Two checkouts beside one store.
fn runners() -> (SiteTest, SiteTest) {
    let (one, two) = (super::site(SETTINGS), super::site(SETTINGS));
    let shared = one.around().join("shared");
    fs::create_dir_all(&shared).expect("a store");
    std::os::unix::fs::symlink(&shared, two.around().join("shared")).expect("a way to the store");
    (one, two)
}

fn build(site: &SiteTest) -> Run {
    site.run(["--lang", "en", "build", "--at", AT, "--target", "web", "--timings"]).ok()
}

fn bundle(site: &SiteTest) -> std::path::PathBuf {
    let shared = site.around().join("shared");
    let name = tree(&shared).into_keys().find(|name| name.starts_with("cache-")).expect("a cache");
    shared.join(name)
}

#[test]
fn what_one_runner_made_another_need_not() {
    let (one, two) = runners();
    two.run(["--lang", "en", "cache", "pull"]).ok().says("has no cache of this version yet");
    let first = build(&one);
    assert!(!first.stderr.contains("rendered 0"), "{}", first.stderr);
    one.run(["--lang", "en", "cache", "push"]).ok().says("MiB");
    two.run(["--lang", "en", "cache", "pull"]).ok().says("the cache is here");
    let second = build(&two);
    assert!(second.stderr.contains("rendered 0, finished 0"), "{}", second.stderr);
    assert!(first.out == second.out);
    // A later one takes the place of the first.
    two.write("content/n/b.md", crate::fixture::page_with("date = 2026-02-01\n", "改了。"));
    build(&two);
    two.run(["cache", "push"]).ok();
    assert_eq!(tree(&one.around().join("shared")).len(), 1);
    let files = tree(&one.root().join(".fanzha"));
    assert!(!files.keys().any(|path| path.contains("incoming/") || path.contains("cache.")), "{:?}", files.keys());
}

#[test]
fn a_torn_or_changed_cache_costs_time_alone() {
    let (one, two) = runners();
    let first = build(&one);
    one.run(["cache", "push"]).ok();
    let place = bundle(&one);
    let whole = fs::read(&place).expect("the cache");
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    for bytes in [&whole[..whole.len() / 2], &changed, b""] {
        fs::write(&place, bytes).expect("damage");
        two.run(["--lang", "en", "cache", "pull"]).ok().says("is not used");
        assert!(build(&two).out == first.out);
        fs::remove_dir_all(two.root().join(".fanzha")).expect("a new checkout");
    }
}

#[test]
fn the_store_of_caches_is_named_and_never_with_secrets() {
    let site = super::site("");
    build_plain(&site);
    site.run(["cache", "push"]).fails(3).says("[cache.store]").says("不能用公开的桶");
    super::site("[cache.store]\nscheme = \"s3\"\nregion = \"x\"\n").run(["cache", "pull"]).fails(3).says("缺少 bucket");
    super::site("[cache.store]\nscheme = \"s3\"\nsecret_key = \"hush\"\n")
        .run(["cache", "pull"])
        .fails(3)
        .says("密钥不能写进");
    super::site("[cache.store]\nscheme = \"fs\"\nroot = \"kept\"\n")
        .run(["cache", "pull"])
        .fails(3)
        .says("在项目目录里");
    let (one, _two) = runners();
    one.run(["cache", "push"]).fails(4).says("先运行 fanzha build");
}

fn build_plain(site: &SiteTest) {
    site.build().ok();
}
