//! From a built site to a host: the manifest, what hosts are told, previews, recipes for CI.

mod hosts;
mod manifest;
mod preview;
mod recipes;
#[cfg(feature = "store")]
mod runners;
mod served;

use crate::fixture::{SiteTest, page_with};

/// A site with something of every kind that hosts treat in their own way.
fn site(targets: &str) -> SiteTest {
    let long = "先停下来，不转账，打 96110 核实。".repeat(120);
    SiteTest::new()
        .config(&format!(
            "generate_feeds = true\nfeed_filenames = [\"atom.xml\", \"feed.json\"]\n[security]\nhsts = 31536000\n{targets}"
        ))
        .file("content/n/_index.md", "+++\ntitle = \"栏目\"\ngenerate_feeds = true\n+++\n")
        .file("content/n/a.md", page_with("date = 2026-01-01\naliases = [\"/old/\", \"/旧/\"]\n", &long))
        .file("content/n/b.md", page_with("date = 2026-02-01\n", "短。"))
        .file("static/logo.png", crate::fixture::PNG)
        .file("static/guide.pdf", b"%PDF-1.4 invented")
        .file("themes/t/styles/main.css", "body{margin:0}".to_owned() + &".a{color:red}".repeat(200))
        .file(
            "themes/t/templates/404.html",
            "<!doctype html><html><head><meta charset=\"utf-8\"><title>404</title></head><body>没有这一页</body></html>",
        )
}
