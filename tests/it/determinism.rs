//! The same sources give the same bytes: whatever the time of files, the number of threads,
//! the folder's name, the order in which files were made, or the machine's clock and locale.

use std::fs;
use std::time::{Duration, SystemTime};

use crate::fixture::{AT, SiteTest, Tree, page_with};

/// A site in which much can differ: many pages of one date, terms, pagers, feeds, data.
fn site(folder: &str, reversed: bool) -> SiteTest {
    let mut files = Vec::new();
    for number in 0..40 {
        let front = format!(
            "date = 2026-01-{:02}\nslug = \"p{number}\"\n[taxonomies]\ntags = [\"短信\", \"标签{}\"]\n[extra]\nz = 1\na = {{ y = 2, b = [3] }}\n",
            number % 5 + 1,
            number % 7
        );
        let body = format!(
            "第 {number} 篇[^1]，见[前一篇](@/n/p{:02}.md)。\n\n## 怎么办\n\n:::tip 记住\n不转账。\n:::\n\n[^1]: 注。",
            (number + 39) % 40
        );
        files.push((format!("content/n/p{number:02}.md"), page_with(&front, &body)));
    }
    for name in ["x", "y", "z", "w"] {
        files.push((
            format!("content/{name}/_index.md"),
            format!("+++\ntitle = \"栏目\"\n[extra]\n{name} = \"{name}\"\n+++\n"),
        ));
        files.push((format!("media/{name}.svg"), "<svg viewBox=\"0 0 4 3\"/>".to_owned()));
    }
    files.push((
        "content/n/_index.md".to_owned(),
        "+++\ntitle = \"栏目\"\nsort_by = \"date\"\npaginate_by = 7\n+++\n".to_owned(),
    ));
    files.push(("data/d.toml".to_owned(), "z = 1\na = 2\n[m]\ny = 3\nb = 4\n".to_owned()));
    files.push(("themes/t/static/logo.svg".to_owned(), "<svg/>".to_owned()));
    files.push(("themes/t/styles/main.css".to_owned(), ".a{color:red}".to_owned()));
    files.push((
        "themes/t/templates/page.html".to_owned(),
        "<h1>{{ page.title }}</h1>{{ page.content | safe }}{% for k, v in page.extra %}{{ k }}={{ v }};{% endfor %}{% for k, v in load_data(path=\"d.toml\") %}{{ k }}={{ v }};{% endfor %}{{ now() }}{% set css = asset(path=\"main.css\") %}{{ css.url }}{% set logo = asset(path=\"logo.svg\") %}{{ logo.url }}{{ page?.lower?.path or \"-\" }}{{ page?.higher?.path or \"-\" }}".to_owned(),
    ));
    if reversed {
        files.reverse();
    }
    let config = "generate_feeds = true\ntaxonomies = [{ name = \"tags\", feed = true, paginate_by = 5 }]\n";
    files.into_iter().fold(SiteTest::in_folder(folder).config(config), |site, (path, text)| site.file(&path, text))
}

#[track_caller]
fn same(one: &Tree, two: &Tree) {
    let differing: Vec<_> = one.keys().chain(two.keys()).filter(|path| one.get(*path) != two.get(*path)).collect();
    assert!(differing.is_empty(), "differ: {differing:?}");
    assert!(one.len() > 80, "the site should be larger than {} files", one.len());
}

#[test]
fn threads_folders_and_file_order_do_not_matter() {
    let first = site("site", false).run(["build", "--at", AT, "-j", "1"]).ok().out;
    same(&first, &site("site", false).run(["build", "--at", AT, "-j", "4"]).ok().out);
    same(&first, &site("另一个 名字", true).run(["build", "--at", AT]).ok().out);
}

#[test]
fn a_second_build_changes_nothing() {
    let site = site("site", false);
    let first = site.build().ok();
    let second = site.build().ok();
    same(&first.out, &second.out);
    assert!(second.stderr.contains("改动 0，删除 0"), "{}", second.stderr);
}

#[test]
fn times_of_files_do_not_matter() {
    let site = site("site", false);
    let first = site.build().ok().out;
    for (age, path) in site.tree().keys().enumerate() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000 + age as u64 * 86_400);
        let file = fs::File::options().append(true).open(site.root().join(path)).expect("a file");
        file.set_modified(time).expect("a time");
    }
    same(&first, &site.build().ok().out);
    fs::remove_dir_all(site.root().join("public")).expect("public");
    fs::remove_dir_all(site.root().join(".fanzha")).expect("records");
    same(&first, &site.build().ok().out);
}

#[test]
fn clock_zone_and_locale_do_not_matter() {
    let site = site("site", false);
    let first = site.build().ok().out;
    for (name, value) in
        [("TZ", "America/New_York"), ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "en_US.UTF-8"), ("HOME", "/nonexistent")]
    {
        let status =
            site.command().env(name, value).args(["-q", "build", "--at", AT]).status().expect("the program runs");
        assert!(status.success());
        same(&first, &crate::fixture::tree(&site.root().join("public")));
    }
}

/// The three ways to say the instant agree: RFC 3339, seconds, the environment.
#[test]
fn the_instant_can_be_set_in_three_ways() {
    let site = site("site", false);
    let first = site.build().ok().out;
    same(&first, &site.run(["build", "--at", "1780243200"]).ok().out);
    same(&first, &site.run(["build", "--clock", "2026-06-01"]).ok().out);
    let status =
        site.command().env("SOURCE_DATE_EPOCH", "1780243200").args(["-q", "build"]).status().expect("the program runs");
    assert!(status.success());
    same(&first, &crate::fixture::tree(&site.root().join("public")));
    assert!(
        !first.contains_key("p0/index.html")
            && String::from_utf8_lossy(&first["n/p0/index.html"]).contains("2026-06-01T00:00:00+08:00")
    );
}

/// Without an instant the last boundary counts, so that the passing of time alone changes
/// no byte.
#[test]
fn time_alone_changes_nothing() {
    let site = site("site", false);
    let first = site.run(["build"]).ok().out;
    std::thread::sleep(Duration::from_millis(1100));
    same(&first, &site.run(["build"]).ok().out);
    assert!(
        String::from_utf8_lossy(&first["n/p0/index.html"]).contains("2026-01-05T00:00:00+08:00"),
        "the instant is the last date"
    );
}

/// What appears and expires does so at its instant, and at no other.
#[test]
fn pages_appear_and_expire_at_their_instant() {
    let site = SiteTest::new()
        .file("content/a.md", page_with("publish = 2026-03-01T09:00:00\nexpire = 2026-04-01\n", "正文。"));
    for (at, there) in [
        ("2026-03-01T08:59:59+08:00", false),
        ("2026-03-01T09:00:00+08:00", true),
        ("2026-03-01T01:00:00Z", true),
        ("2026-03-31T23:59:59+08:00", true),
        ("2026-04-01T00:00:00+08:00", false),
    ] {
        let run = site.run(["build", "--at", at]).ok();
        assert_eq!(run.out.contains_key("a/index.html"), there, "{at}");
    }
    site.run(["build", "--at", "2026-01-01", "-F"]).ok().text("a/index.html");
    site.run(["build", "--at", "2026-05-01", "-E"]).ok().text("a/index.html");
    site.run(["build", "--at", "2026-05-01"]).ok().says("已在 2026-04-01 过期");
}

/// The machine's own table of zones, here one that takes Shanghai for Greenwich, is not asked.
#[test]
fn zones_are_not_the_machines() {
    let site = SiteTest::new().file("content/a.md", page_with("publish = 2026-05-31T20:00:00\n", "正文。"));
    let head = [&b"TZif\0"[..], &[0; 15], &[0; 19], &[1, 0, 0, 0, 4]].concat();
    let zones = site.around().join("zones");
    std::fs::create_dir_all(zones.join("Asia")).expect("a folder");
    std::fs::write(zones.join("Asia/Shanghai"), [&head[..], &[0; 6], b"GMT\0"].concat()).expect("a file");
    let mut command = site.command();
    command.args(["build", "--at", crate::fixture::AT]).env("TZDIR", zones);
    assert!(command.status().expect("the program runs").success());
    assert!(site.root().join("public/a/index.html").is_file());
}
