//! What happens to the output folder: whole or not at all, and only our own files.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::fixture::{AT, SiteTest, Tree, page, page_with, tree};

fn site() -> SiteTest {
    SiteTest::new()
        .file("content/a.md", page("甲"))
        .file("content/b/index.md", page("乙"))
        .file("content/b/x.svg", "<svg/>")
}

#[test]
fn a_failed_build_leaves_the_last_site_whole() {
    let site = site();
    let first = site.build().ok().out;
    site.write("content/a.md", page("[坏](@/nichts.md)"));
    let failed = site.build().fails(1).says("上一次的网站没有改动");
    assert!(failed.out == first);
    site.write("content/a.md", page("好了"));
    site.build().ok().has("a/index.html", "好了");
}

#[test]
fn removed_pages_vanish_and_foreign_files_stay() {
    let site = site();
    site.build().ok();
    site.write("public/CNAME", "www.example.gov.cn");
    site.write("public/b/mine.txt", "mine");
    site.write("public/old/deep/mine.txt", "mine");
    site.remove("content/b/x.svg");
    site.remove("content/a.md");
    let run = site.build().ok().without("a/index.html").without("b/x.svg").says("[output/foreign]");
    for path in ["CNAME", "b/mine.txt", "old/deep/mine.txt"] {
        assert!(run.out.contains_key(path), "{path} is gone");
    }
    assert!(!site.root().join("public/a").exists(), "an empty folder stays behind");
    site.remove("content/b/index.md");
    site.build().ok().without("b/index.html").has("b/mine.txt", "mine");
}

/// Losing our record must not make us remove what is not ours, nor fail.
#[test]
fn a_lost_or_damaged_record_is_harmless() {
    let site = site();
    site.build().ok();
    site.write("public/CNAME", "x");
    let record = tree(site.root()).into_keys().find(|path| path.starts_with(".fanzha/written-")).expect("a record");
    let whole = fs::read(site.root().join(&record)).expect("the record");
    let mut flipped = whole.clone();
    flipped[40] ^= 1;
    for damage in [&[][..], b"{", &whole[..whole.len() / 2], &flipped] {
        site.write(&record, damage);
        site.build().ok().has("b/index.html", "乙");
        assert!(site.root().join("site.toml").exists());
    }
    fs::remove_dir_all(site.root().join(".fanzha")).expect("the records");
    site.build().ok().has("a/index.html", "甲");
}

/// A build that is killed right after the trees changed places has not said so yet in its record.
#[test]
fn what_a_killed_build_published_is_ours() {
    let site = site();
    site.build().ok();
    let path = tree(site.root()).into_keys().find(|path| path.starts_with(".fanzha/written-")).expect("a record");
    let (record, next) = (site.root().join(&path), site.root().join(format!("{path}.next")));
    let old = fs::read(&record).expect("the record");
    site.write("content/c/index.md", page("丙"));
    site.write("content/c/y.svg", "<svg/>");
    site.build().ok().has("c/index.html", "丙");
    assert!(!next.exists(), "a build that ends leaves one record");
    fs::rename(&record, &next).expect("a record that is not in its place yet");
    fs::write(&record, old).expect("the old record");
    // What somebody else put there meanwhile is not ours.
    site.write("public/c/mine.txt", "mine");
    site.remove("content/c/index.md");
    site.remove("content/c/y.svg");
    let run = site.build().ok().without("c/index.html").without("c/y.svg").has("c/mine.txt", "mine");
    assert!(run.stderr.contains("c/mine.txt"), "{}", run.stderr);
    assert!(!next.exists());
}

#[test]
fn a_foreign_file_that_was_removed_does_not_come_back() {
    let site = site();
    site.build().ok();
    let edit = |text: &str| {
        site.write("content/a.md", page(text));
        site.write("content/b/index.md", page(text));
        site.build().ok()
    };
    edit("一");
    site.write("public/mine.txt", "mine");
    edit("二").has("mine.txt", "mine");
    fs::remove_file(site.root().join("public/mine.txt")).expect("a removal");
    edit("三").without("mine.txt");
    edit("四").without("mine.txt");
}

#[test]
fn a_foreign_file_in_a_page_s_place_gives_way() {
    let site = site();
    site.write("public/a/index.html", "not ours");
    site.build().ok().has("a/index.html", "甲");
}

/// A folder of another's stands where a file of ours should go, or the other way round.
#[test]
fn foreign_files_and_folders_of_one_name_do_not_break_the_site() {
    let site = site().file("static/x", "ours");
    site.write("public/x/mine.txt", "mine");
    let run = site.build();
    assert!(run.code == Some(0) || run.out.get("x/mine.txt").is_some_and(|bytes| bytes == b"mine"), "{run:?}");
    let site = self::site();
    site.write("public/a", "mine");
    let run = site.build();
    assert!(run.code == Some(0) || run.out.get("a").is_some_and(|bytes| bytes == b"mine"), "{run:?}");
    assert!(run.code == Some(0) || run.out.len() == 1, "half a site: {:?}", run.out.keys());
}

#[test]
fn unchanged_files_keep_their_place_on_the_disk() {
    use std::os::unix::fs::MetadataExt;
    let site = site();
    site.build().ok();
    let inode = || fs::metadata(site.root().join("public/b/index.html")).expect("a file").ino();
    let before = inode();
    site.write("content/a.md", page("改了"));
    let run = site.build().ok().has("a/index.html", "改了");
    assert_eq!(inode(), before, "an unchanged page was written again");
    assert!(run.stderr.contains("改动 1，删除 0"), "{}", run.stderr);
}

/// A page that readers have open (a hard link, a server's mapping) is never written into.
#[test]
fn a_changed_page_is_a_new_file() {
    let site = site();
    site.build().ok();
    let kept = site.root().join("kept.html");
    fs::hard_link(site.root().join("public/a/index.html"), &kept).expect("a link");
    site.write("content/a.md", page("改了"));
    site.build().ok();
    assert!(fs::read_to_string(kept).expect("text").contains("甲"));
}

#[test]
fn output_over_sources_is_refused() {
    for target in [
        ".",
        "..",
        "content",
        "content/x",
        "./content/../content",
        "data",
        "themes/t",
        "public/../content",
        "neu/../content",
        "media",
        "static",
        "templates",
        ".git",
        ".git/hooks",
        "/",
    ] {
        let site = site().file("data/x.toml", "x = 1\n").file(".git/HEAD", "ref: x\n").file("media/x.svg", "<svg/>");
        let before = site.tree();
        let run = site.run(["build", "--at", AT, "-o", target]);
        assert!(run.code.is_some_and(|code| code != 0), "-o {target} was accepted");
        assert!(site.tree() == before, "-o {target} changed {:?}", changed(&before, &site.tree()));
    }
    let site = site().link("linked", "content");
    let before = site.tree();
    assert!(site.run(["build", "--at", AT, "-o", "linked"]).code != Some(0), "-o through a link was accepted");
    assert!(site.tree() == before);
    for setting in ["content", ".", "", "../x", "public/../content"] {
        let site = self::site().config(&format!("output_dir = \"{setting}\"\n"));
        let before = site.tree();
        assert!(site.build().code != Some(0), "output_dir = {setting} was accepted");
        assert!(site.tree() == before, "output_dir = {setting} changed files");
    }
}

fn changed(before: &Tree, after: &Tree) -> Vec<String> {
    before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

#[test]
fn another_output_folder_and_address() {
    let site = site();
    let run = site.run(["build", "--at", AT, "-o", "dist/web", "-u", "https://preview.example.gov.cn/sub/"]).ok();
    assert!(run.out.is_empty(), "public/ was written too");
    let dist = tree(&site.root().join("dist/web"));
    assert!(dist.contains_key("a/index.html"), "{:?}", dist.keys());
    let sitemap = String::from_utf8_lossy(&dist["sitemap.xml"]).into_owned();
    assert!(sitemap.contains("<loc>https://preview.example.gov.cn/sub/a/</loc>"), "{sitemap}");
    site.run(["build", "--at", AT, "--output-dir", "dist/web", "--base-url", "https://x.gov.cn"]).ok();
    assert!(
        String::from_utf8_lossy(&tree(&site.root().join("dist/web"))["sitemap.xml"])
            .contains("<loc>https://x.gov.cn/a/</loc>")
    );
}

/// A folder that may not be written is said, and nothing is lost.
#[test]
fn an_output_folder_that_is_a_file_is_an_error() {
    let site = site();
    site.write("public", "a file");
    site.run(["build", "--at", AT]).fails(4).says("[output/write]");
    assert_eq!(fs::read(site.root().join("public")).expect("the file"), b"a file");
}

/// Killed at any moment, the output folder holds the old site or the new one.
#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    let mut site = site();
    for number in 0..300 {
        site = site.file(&format!("content/n{number:03}.md"), page_with(&format!("slug = \"n{number:03}\"\n"), "一"));
    }
    let rewrite = |text: &str| {
        for number in 0..300 {
            site.write(&format!("content/n{number:03}.md"), page_with(&format!("slug = \"n{number:03}\"\n"), text));
        }
    };
    let one = site.build().ok().out;
    rewrite("二");
    let begun = std::time::Instant::now();
    assert!(site.command().args(["-q", "build", "--at", AT]).status().expect("the program runs").success());
    let mut whole = begun.elapsed();
    let two = site.build().ok().out;
    let mut killed = 0;
    for round in 0..20_u32 {
        let (text, wanted) = if round % 2 == 0 { ("一", &one) } else { ("二", &two) };
        let old = tree(&site.root().join("public"));
        rewrite(text);
        let mut child =
            site.command().args(["-q", "build", "--at", AT]).stderr(Stdio::null()).spawn().expect("the program runs");
        // Moments spread over the build, most of them late, where writing happens.
        std::thread::sleep(whole * (20 + 4 * round) / 100);
        child.kill().expect("a kill");
        if child.wait().expect("an end").success() {
            // It takes less than the first one did.
            whole = whole * 3 / 4;
        } else {
            killed += 1;
        }
        let found = tree(&site.root().join("public"));
        assert!(found == old || found == *wanted, "half a site after kill {round}: {:?}", changed(&old, &found));
    }
    assert!(killed > 0, "no build was killed");
    rewrite("三");
    let last = site.build().ok();
    assert!(last.text("n000/index.html").contains("三"));
    std::thread::sleep(Duration::from_millis(10));
    let left: Vec<_> = [site.root().to_owned(), site.root().join(".fanzha")]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).expect("the site").flatten())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("-new-"))
        .collect();
    assert!(left.is_empty(), "staging folders stay behind: {left:?}");
}

/// Two builds at once end in one whole site.
#[test]
fn two_builds_at_once_do_not_mix() {
    let site = site();
    let wanted = site.build().ok().out;
    for _ in 0..5 {
        let children: Vec<_> = (0..3)
            .map(|_| {
                site.command()
                    .args(["-q", "build", "--at", AT])
                    .stderr(Stdio::null())
                    .spawn()
                    .expect("the program runs")
            })
            .collect();
        for mut child in children {
            child.wait().expect("an end");
        }
        let found = tree(&site.root().join("public"));
        assert!(found == wanted, "{:?}", changed(&wanted, &found));
    }
}
