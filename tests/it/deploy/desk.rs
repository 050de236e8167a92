//! A site that changes, and the program that publishes it.

use std::fs;
use std::process::Command;

use super::server::{KEY_ID, SECRET, Server};
use crate::fixture::{AT, Run, SiteTest, Tree, page};

/// How many articles there are.
pub const ARTICLES: usize = 12;

/// Every page says at its beginning and at its end of which generation its frame is, and so do its assets.
fn frame(generation: usize) -> String {
    format!(
        "<!doctype html>\n<html lang=\"zh\" data-begin=\"{generation}\">\n<head><meta charset=\"utf-8\"><title>{{% block title %}}x{{% endblock %}}</title>{{% set css = asset(path=\"main.css\") %}}<link rel=\"stylesheet\" href=\"{{{{ css.url }}}}\">{{% set mark = asset(path=\"mark.svg\") %}}<link rel=\"icon\" href=\"{{{{ mark.url }}}}\"></head>\n<body>{{% block main %}}{{% endblock %}}</body>\n</html>\n<!-- end {generation} -->\n"
    )
}

/// Lays down the frame of a generation.
pub fn write_frame(site: &SiteTest, generation: usize) {
    site.write("themes/t/templates/base.html", frame(generation));
    site.write("themes/t/styles/main.css", format!(".generation-{generation} {{ color: red }}\n"));
    site.write(
        "themes/t/static/mark.svg",
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><desc>generation-{generation}</desc></svg>\n"
        ),
    );
}

/// Lays down an article in some version.
pub fn write_article(site: &SiteTest, number: usize, version: usize) {
    let text = format!("第 {version} 版的正文。\n\n{}", "防骗要记牢。".repeat(80));
    site.write(&format!("content/articles/a{number}.md"), page(&text));
}

/// A site whose settings end with those of its targets.
pub fn site_with(targets: &str) -> SiteTest {
    let settings = format!("generate_feeds = true\n{targets}");
    let site = SiteTest::new()
        .config(&settings)
        .file("content/articles/_index.md", "+++\ntitle = \"文章\"\nsort_by = \"title\"\n+++\n");
    write_frame(&site, 0);
    (0..ARTICLES).for_each(|number| write_article(&site, number, 0));
    site
}

/// The settings of a target at a server.
pub fn target(server: &Server, more: &str) -> String {
    let port = server.port;
    format!(
        "[deploy.prod]\nkind = \"s3\"\nbucket = \"site\"\nregion = \"us-east-1\"\nendpoint = \"http://127.0.0.1:{port}\"\ntimeout = 2\n{more}"
    )
}

/// A site with one target at a server.
pub fn site(server: &Server, more: &str) -> SiteTest {
    site_with(&target(server, more))
}

/// `deploy`, ready to run, with the bucket owner's keys and nothing else of the machine's.
pub fn deploy(site: &SiteTest, arguments: &[&str]) -> Command {
    let mut command = site.command();
    fanzha::deploy::SECRET_NAMES.iter().for_each(|name| {
        command.env_remove(name);
    });
    command.env("AWS_ACCESS_KEY_ID", KEY_ID).env("AWS_SECRET_ACCESS_KEY", SECRET);
    command.args(["deploy", "--lang", "en", "--at", AT]).args(arguments);
    command
}

/// Runs `deploy`.
pub fn run(site: &SiteTest, arguments: &[&str]) -> Run {
    Run::of(deploy(site, arguments).output().expect("the program runs"), Tree::new())
}

/// What a build of the site has, as it is to lie in a store.
pub fn built(site: &SiteTest) -> Tree {
    let mut out = site.build().ok().out;
    out.retain(|path, _| !["_headers", "_redirects"].contains(&&**path));
    // The state of the output folder is not of the site.
    fs::remove_dir_all(site.root().join("public")).expect("the output folder");
    out
}

/// What readers get of a bucket, without headers.
pub fn stored(server: &Server) -> Tree {
    server.site().into_iter().map(|(key, object)| (key, object.read())).collect()
}

/// Demands that a bucket holds just the site, but for files that may stay for a while.
#[track_caller]
pub fn assert_holds(server: &Server, site: &SiteTest) {
    let (wanted, mut there) = (built(site), stored(server));
    let may_stay = |path: &str| path.starts_with("assets/") || path.starts_with("search-index/");
    there.retain(|path, _| wanted.contains_key(path) || !may_stay(path));
    let names = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&wanted), names(&there));
    for (path, bytes) in &wanted {
        assert!(there[path] == *bytes, "{path} differs");
    }
}

/// Writes a setting in other words, if it is there.
pub fn set(site: &SiteTest, old: &str, new: &str) {
    let settings = fs::read_to_string(site.root().join("site.toml")).expect("settings");
    site.write("site.toml", settings.replace(old, new));
}
