//! What hosts read beside the site, and what they would not take.

use super::site;
use crate::fixture::{AT, Run, SiteTest};

const TARGETS: &str = "[deploy.pages]\nkind = \"cloudflare-pages\"\n[deploy.netlify]\nkind = \"netlify\"\n[deploy.gitlab]\nkind = \"gitlab-pages\"\n[deploy.github]\nkind = \"github-pages\"\n[deploy.caddy]\nkind = \"caddy\"\n[deploy.oss]\nkind = \"oss\"\nbucket = \"b\"\nendpoint = \"https://oss.example.cn\"\n";

fn build(site: &SiteTest, target: &str) -> Run {
    site.run(["build", "--at", AT, "--target", target])
}

#[test]
fn old_addresses_are_told_in_each_hosts_words() {
    let site = site(TARGETS);
    let rules = |target: &str| build(&site, target).ok().text("_redirects").to_owned();
    assert_eq!(rules("pages"), "/%E6%97%A7/ /n/a/ 301\n/old/ /n/a/ 301\n");
    assert_eq!(rules("gitlab"), rules("pages"));
    assert_eq!(rules("netlify"), "/%E6%97%A7/ /n/a/ 301!\n/old/ /n/a/ 301!\n");
    build(&site, "github").ok().without("_redirects").has("old/index.html", "url=/n/a/");
    // Pages stand at the old addresses, whoever reads rules or not.
    build(&site, "pages").ok().has("old/index.html", "url=/n/a/");
    site.write("static/_redirects", "# 自己的\n/old/ /elsewhere/ 302\n/x/* /n/:splat 301\n");
    assert_eq!(rules("pages"), "/%E6%97%A7/ /n/a/ 301\n# 自己的\n/old/ /elsewhere/ 302\n/x/* /n/:splat 301\n");
    // Nobody asked for it: the file goes as it is.
    assert!(site.build().ok().text("_redirects").starts_with("# 自己的"));
}

#[test]
fn addresses_below_a_folder_begin_with_it() {
    let site = site("[deploy.sub]\nkind = \"gitlab-pages\"\nbase_url = \"https://g.example.cn/fanzha\"\n");
    let run = build(&site, "sub").ok().has("_redirects", "/fanzha/old/ /fanzha/n/a/ 301\n");
    assert!(run.text("sitemap.xml").contains("https://g.example.cn/fanzha/n/a/"));
    // The command line has the last word.
    let run = site.run(["build", "--at", AT, "--target", "sub", "-u", "https://other.example.cn"]).ok();
    assert!(run.text("sitemap.xml").contains("https://other.example.cn/n/a/"));
}

#[test]
fn a_target_must_be_known() {
    build(&site(TARGETS), "pagse").fails(3).says("您是不是想写“pages”");
    build(&site(""), "web").fails(3).says("[deploy.web]");
}

#[test]
fn a_host_that_would_refuse_a_file_is_told_of_before_anything_is_written() {
    let site = site(TARGETS);
    let most = 25 << 20;
    site.write("static/film.bin", vec![7; most]);
    build(&site, "pages").ok();
    site.write("static/film.bin", vec![7; most + 1]);
    let run = build(&site, "pages").fails(1).says("deploy/limit").says("fanzha media add");
    assert_eq!(run.out["film.bin"].len(), most, "the last site is unchanged");
    build(&site, "netlify").ok();
}

#[test]
fn a_store_is_explained_until_it_is_set() {
    let site = site(TARGETS);
    build(&site, "oss").ok().says("SupportSubDir").says("index = \"resolve\"");
    let english = site.run(["--lang", "en", "build", "--at", AT, "--target", "oss"]).ok();
    english.says("switch on subfolder home pages");
    let set = super::site(
        "[deploy.oss]\nkind = \"oss\"\nbucket = \"b\"\nendpoint = \"https://oss.example.cn\"\nindex = \"resolve\"\n",
    );
    assert!(!build(&set, "oss").ok().stderr.contains("deploy/index"));
}

/// All five policies, in every form in which a host may be told.
#[test]
fn every_host_is_told_every_policy() {
    let site = super::site(&format!("{TARGETS}[deploy.web]\nkind = \"nginx\"\n"));
    let headers = build(&site, "web").ok().text("_headers").to_owned();
    build(&site, "caddy").ok().says("Caddyfile");
    let of = |name: &str| {
        let path = site.root().join(".fanzha/deploy").join(name);
        std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()))
    };
    for (form, text) in [("_headers", headers), ("nginx", of("web/nginx.conf")), ("Caddy", of("caddy/Caddyfile"))] {
        for (name, value) in [
            ("Content-Security-Policy", "frame-ancestors 'self'"),
            ("Strict-Transport-Security", "max-age=31536000"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("Permissions-Policy", "camera=()"),
        ] {
            let said = text.lines().any(|line| line.contains(name) && line.contains(value));
            assert!(said, "{form} lacks {name}: {value}\n{text}");
        }
        for value in ["public, max-age=31536000, immutable", "public, max-age=300, no-transform", "no-cache"] {
            assert!(form == "_headers" && value.contains("immutable") || text.contains(value), "{form} lacks {value}");
        }
    }
    assert!(of("caddy/Caddyfile").contains("redir \"/旧/\" \"/n/a/\" 301\n"));
    assert!(of("caddy/Caddyfile").contains("precompressed br gzip"));
}

/// The cache of compressed files is tidied with the rest, and what is in use stays.
#[test]
fn tidying_keeps_what_the_last_build_compressed() {
    let site = site(TARGETS);
    build(&site, "gitlab").ok();
    let before = crate::fixture::tree(&site.root().join(".fanzha/cache/media"));
    site.write("content/n/a.md", crate::fixture::page_with("date = 2026-01-01\n", &"换了内容的一页。".repeat(200)));
    build(&site, "gitlab").ok();
    site.run(["cache", "gc"]).ok();
    let after = crate::fixture::tree(&site.root().join(".fanzha/cache/media"));
    assert!(after.keys().any(|path| !before.contains_key(path)), "the new page's files stay");
    assert!(before.keys().any(|path| !after.contains_key(path)), "the old page's files go");
}
