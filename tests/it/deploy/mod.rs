//! Publishing: what lies in a store afterwards, what readers see meanwhile, and what happens when something
//! breaks.
#![cfg(feature = "deploy")]

mod after;
mod chaos;
mod crawler;
mod desk;
mod forms;
mod second;
mod server;
mod settings;

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use desk::{assert_holds, built, deploy, run, site, site_with, stored, write_article, write_frame};
use server::{Fault, Seen, Server};

use crate::fixture::{SiteTest, Tree, tree};

/// Keys that were written, in order, without the deploys' own.
fn written(seen: &[Seen]) -> Vec<&str> {
    let of_site = |seen: &&Seen| seen.method == "PUT" && !seen.key.starts_with(".fanzha/");
    seen.iter().filter(of_site).map(|seen| &*seen.key).collect()
}

fn deleted(seen: &[Seen]) -> Vec<&str> {
    let of_site = |seen: &&Seen| seen.method == "DELETE" && !seen.key.starts_with(".fanzha/");
    seen.iter().filter(of_site).map(|seen| &*seen.key).collect()
}

/// The ids of kept releases, the newest first.
fn releases(site: &SiteTest) -> Vec<String> {
    let listed = run(site, &["--list", "--format", "json"]).ok().stdout;
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    let id = |release: &serde_json::Value| release["id"].as_str().expect("an id").to_owned();
    listed.as_array().expect("a list").iter().map(id).collect()
}

#[test]
fn a_first_deploy_lays_down_the_site_in_order() {
    let server = Server::start();
    let site = site(&server, "");
    run(&site, &[]).ok().says("committed");
    let seen = server.seen();
    assert_holds(&server, &site);
    let steps: Vec<usize> = written(&seen)
        .into_iter()
        .map(|key| match key {
            "index.html" => 2,
            key if key.starts_with("assets/") || key == "mark.svg" => 0,
            key if key.ends_with(".html") => 1,
            _ => 3,
        })
        .collect();
    assert!(steps.is_sorted(), "{:?}", written(&seen));
    assert!(steps.contains(&0) && steps.contains(&3), "{:?}", written(&seen));
    let commit = seen.iter().rposition(|seen| seen.key == ".fanzha/state.json.gz" && seen.method == "PUT");
    let last = seen.iter().rposition(|seen| !seen.key.starts_with(".fanzha/"));
    assert!(commit > last, "the commit comes last");
    assert!(server.objects(".fanzha/lock").is_empty(), "the lock is given back");
}

#[test]
fn headers_are_stored_with_every_object() {
    let server = Server::start();
    let site = site(&server, "page_seconds = 120\n");
    run(&site, &[]).ok();
    for (key, object) in server.site() {
        let (kind, keep) = match &*key {
            key if key.starts_with("assets/") && key.ends_with(".css") => {
                ("text/css; charset=utf-8", "public, max-age=31536000, immutable")
            }
            key if key.starts_with("assets/") && key.ends_with(".svg") => {
                ("image/svg+xml; charset=utf-8", "public, max-age=31536000, immutable")
            }
            key if key.ends_with(".html") => ("text/html; charset=utf-8", "public, max-age=120, no-transform"),
            "mark.svg" => ("image/svg+xml; charset=utf-8", "public, max-age=120, no-transform"),
            "atom.xml" => ("application/atom+xml; charset=utf-8", "no-cache, no-transform"),
            key if key.ends_with(".xml") => ("application/xml; charset=utf-8", "no-cache, no-transform"),
            key if key.ends_with(".txt") => ("text/plain; charset=utf-8", "no-cache, no-transform"),
            other => panic!("what is {other}?"),
        };
        assert_eq!((&*object.content_type, &*object.cache_control), (kind, keep), "{key}");
    }
    // Other headers are reason enough to lay a page down again.
    let settings = fs::read_to_string(site.root().join("site.toml")).expect("settings");
    site.write("site.toml", settings.replace("page_seconds = 120", "page_seconds = 60"));
    server.seen();
    run(&site, &[]).ok();
    let pages = built(&site).keys().filter(|path| path.ends_with(".html")).count();
    // … and `mark.svg`, which has no fingerprint in its name and may be kept as long.
    assert_eq!(written(&server.seen()).len(), pages + 1);
    assert!(server.site().values().all(|object| !object.cache_control.contains("max-age=120")));
}

#[test]
fn a_change_uploads_itself_and_no_more() {
    let server = Server::start();
    let site = site(&server, "");
    run(&site, &[]).ok();
    server.seen();
    run(&site, &[]).ok().says("has not changed");
    assert!(written(&server.seen()).is_empty());
    write_article(&site, 3, 1);
    run(&site, &[]).ok();
    let seen = server.seen();
    assert_eq!(written(&seen)[0], "articles/a3/index.html");
    assert!(written(&seen).len() <= 4, "{:?}", written(&seen));
    assert!(deleted(&seen).is_empty());
    assert!(seen.len() < 25, "{} requests for a page: {seen:#?}", seen.len());
    assert_holds(&server, &site);
}

#[test]
fn pages_that_are_gone_go_and_their_assets_stay_for_a_while() {
    let server = Server::start();
    let site = site(&server, "keep = 2\ngrace = \"0s\"\n");
    run(&site, &[]).ok();
    let first: BTreeSet<String> = server.site().into_keys().filter(|key| key.starts_with("assets/")).collect();
    write_frame(&site, 1);
    site.remove("content/articles/a5.md");
    run(&site, &[]).ok();
    assert_eq!(server.get("articles/a5/").0, 404);
    assert!(first.iter().all(|key| server.site().contains_key(key)), "old pages still need them");
    server.seen();
    write_article(&site, 1, 1);
    run(&site, &[]).ok();
    assert!(first.iter().all(|key| !server.site().contains_key(key)), "no kept release needs them");
    assert_eq!(deleted(&server.seen()).len(), first.len());
    assert_holds(&server, &site);
    // What was kept for releases that are gone is gone too.
    assert_eq!(releases(&site).len(), 2);
    assert_eq!(server.objects(".fanzha/releases/").len(), 2);
    assert_eq!(server.objects(".fanzha/objects/").len(), server_copies_of_one_page(&server));
}

/// The last change touched an article, the feed and whatever lists dates.
fn server_copies_of_one_page(server: &Server) -> usize {
    let copies = server.objects(".fanzha/objects/");
    assert!((1..=4).contains(&copies.len()), "{:?}", copies.keys());
    copies.len()
}

#[test]
fn nothing_goes_before_its_time() {
    let server = Server::start();
    let site = site(&server, "keep = 1\ngrace = \"1h\"\n");
    run(&site, &[]).ok();
    let first: BTreeSet<String> = server.site().into_keys().filter(|key| key.starts_with("assets/")).collect();
    write_frame(&site, 1);
    run(&site, &[]).ok();
    write_frame(&site, 2);
    run(&site, &[]).ok();
    assert!(first.iter().all(|key| server.site().contains_key(key)));
    run(&site, &["--forget"]).ok();
    assert!(first.iter().all(|key| !server.site().contains_key(key)), "unless that is wished");
    assert_holds(&server, &site);
    assert!(server.objects(".fanzha/objects/").is_empty());
}

#[test]
fn every_kept_release_comes_back_whole() {
    let server = Server::start();
    let site = site(&server, "");
    let mut generations = Vec::new();
    for generation in 0..4 {
        write_frame(&site, generation / 2);
        write_article(&site, generation, generation + 1);
        if generation == 2 {
            site.remove("content/articles/a7.md");
        }
        run(&site, &[]).ok();
        generations.push((releases(&site)[0].clone(), stored_of_release(&server, &site)));
    }
    for (id, wanted) in generations.iter().rev() {
        let begun = Instant::now();
        run(&site, &["--rollback", id]).ok();
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        let there = server.site();
        for (path, bytes) in wanted {
            let object = there.get(path).unwrap_or_else(|| panic!("{path} is missing in {id}"));
            assert!(object.bytes == *bytes, "{path} differs in {id}");
        }
        let pages = |key: &&String| key.ends_with(".html");
        assert_eq!(there.keys().filter(pages).count(), wanted.keys().filter(pages).count());
    }
    // No name means the one that was out before.
    run(&site, &["--rollback"]).ok();
    assert_eq!(releases(&site)[0], generations[1].0);
    assert_eq!(releases(&site).len(), 4, "what comes back is no new release");
    run(&site, &["--rollback", "20200101t000000z-abcdef"]).fails(5).says("no such earlier release");
    // A new build goes over what came back.
    run(&site, &[]).ok();
    assert_holds(&server, &site);
    for object in server.site().iter().filter(|(key, _)| key.ends_with(".html")) {
        assert_eq!(object.1.content_type, "text/html; charset=utf-8", "{}", object.0);
    }
}

fn stored_of_release(server: &Server, site: &SiteTest) -> Tree {
    let wanted = built(site);
    let mut there = stored(server);
    there.retain(|path, _| wanted.contains_key(path));
    there
}

#[test]
fn a_place_that_is_not_empty_is_taken_over_only_when_asked() {
    let server = Server::start();
    server.put("index.html", b"<h1>somebody's</h1>");
    server.put("somebody/else.html", b"<p>stays</p>");
    let site = site(&server, "");
    let refused = run(&site, &[]).fails(5);
    assert!(refused.stderr.contains("2 files") && refused.stderr.contains("--adopt"), "{}", refused.stderr);
    assert_eq!(server.site().len(), 2);
    run(&site, &["--adopt"]).ok();
    for change in 0..4 {
        write_frame(&site, change);
        run(&site, &["--forget"]).ok();
    }
    assert_eq!(server.get("somebody/else.html").1, b"<p>stays</p>");
    assert_eq!(server.site().len(), built(&site).len() + 1);
}

#[test]
fn damaged_records_stop_a_deploy_and_can_be_rebuilt() {
    let server = Server::start();
    let site = site(&server, "");
    run(&site, &[]).ok();
    write_article(&site, 1, 1);
    run(&site, &[]).ok();
    server.put("foreign.html", b"not ours");
    let newest = || format!(".fanzha/releases/{}.json.gz", releases(&site)[0]);
    let state = ".fanzha/state.json.gz";
    let damages: [&dyn Fn(); 4] = [
        &|| server.damage(state, |bytes| bytes.truncate(bytes.len() / 2)),
        &|| server.damage(state, |bytes| *bytes = b"{}".to_vec()),
        &|| server.lose(state),
        &|| server.damage(&newest(), |bytes| bytes[12] ^= 0x55),
    ];
    let whole = server.objects(".fanzha/");
    for (number, damage) in damages.iter().enumerate() {
        damage();
        write_article(&site, 2, number + 5);
        let at = server.site();
        let refused = run(&site, &[]).fails(5);
        assert!(refused.stderr.contains("--adopt"), "{number}: {}", refused.stderr);
        assert_eq!(server.site(), at, "{number}: nothing changed");
        run(&site, &["--adopt"]).ok();
        let mut there = stored(&server);
        assert_eq!(there.remove("foreign.html").as_deref(), Some(&b"not ours"[..]), "{number}");
        assert_eq!(there, built(&site), "{number}");
        // The next damage finds the same record.
        if number < 3 {
            whole.iter().for_each(|(key, object)| server.put(key, &object.bytes));
            run(&site, &["--adopt"]).ok();
        }
    }
}

#[test]
fn too_many_deletes_stop_a_deploy_before_it_begins() {
    let server = Server::start();
    let site = site(&server, "max_deletes = 3\n");
    run(&site, &[]).ok();
    let before = server.site();
    (0..5).for_each(|number| site.remove(&format!("content/articles/a{number}.md")));
    let refused = run(&site, &[]).fails(5);
    assert!(
        refused.stderr.contains("deploy/deletes") && refused.stderr.contains("--max-deletes 5"),
        "{}",
        refused.stderr
    );
    assert_eq!(server.site(), before);
    run(&site, &["--max-deletes", "5"]).ok();
    assert_holds(&server, &site);
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let server = Server::start();
    let site = site(&server, "");
    run(&site, &[]).ok();
    write_article(&site, 3, 1);
    site.remove("content/articles/a4.md");
    let before = (server.site(), server.objects(".fanzha/"));
    let human = run(&site, &["--dry-run"]).ok();
    assert!(human.stdout.contains("~ articles/a3/index.html") && human.stdout.contains("- articles/a4/index.html"));
    let plan = run(&site, &["--dry-run", "--format", "json"]).ok();
    let plan: serde_json::Value = serde_json::from_str(&plan.stdout).expect("JSON");
    assert_eq!(plan["format"], 1);
    assert_eq!(plan["delete"], serde_json::json!(["articles/a4/index.html"]));
    let upload = plan["upload"].as_array().expect("uploads");
    let page = upload.iter().find(|one| one["path"] == "articles/a3/index.html").expect("the page");
    assert_eq!((&page["step"], &page["replaces"]), (&"pages".into(), &true.into()));
    assert_eq!(page["cache_control"], "public, max-age=300, no-transform");
    assert_eq!((server.site(), server.objects(".fanzha/")), before);
}

#[test]
fn one_deploy_at_a_time() {
    let server = Server::start();
    let site = site(&server, "lock_seconds = 60\n");
    run(&site, &[]).ok();
    let before = server.site();
    write_article(&site, 1, 1);
    server.put(
        ".fanzha/lock",
        b"{\"token\":\"other\",\"since\":\"2026-01-01T00:00:00Z\",\"seconds\":60,\"renewed\":\"2026-01-01T00:00:00Z\"}",
    );
    let refused = run(&site, &[]).fails(5);
    assert!(refused.stderr.contains("deploy/locked") && refused.stderr.contains("--wait"), "{}", refused.stderr);
    assert_eq!(server.site(), before);
    server.age(".fanzha/lock", Duration::from_secs(3600));
    run(&site, &[]).ok().says("was taken over");
    assert_holds(&server, &site);
    assert!(server.objects(".fanzha/lock").is_empty());
}

#[test]
fn of_two_deploys_at_once_one_wins() {
    let server = Server::start();
    let (one, other) = (site(&server, ""), site(&server, ""));
    run(&one, &[]).ok();
    write_frame(&one, 1);
    write_frame(&other, 2);
    let both =
        [&one, &other].map(|site| deploy(site, &[]).stderr(std::process::Stdio::piped()).spawn().expect("it runs"));
    let ends = both.map(|child| child.wait_with_output().expect("it ends"));
    let codes: Vec<_> = ends.iter().map(|end| end.status.code().expect("no signal")).collect();
    assert!(codes.contains(&0), "{codes:?} {}", String::from_utf8_lossy(&ends[0].stderr));
    for end in ends.iter().filter(|end| !end.status.success()) {
        let said = String::from_utf8_lossy(&end.stderr);
        assert!(end.status.code() == Some(5) && said.contains("deploy/locked"), "{said}");
    }
    let there = stored(&server);
    let is_of = |site: &SiteTest| {
        let wanted = built(site);
        wanted.iter().all(|(path, bytes)| there.get(path) == Some(bytes))
    };
    assert!(is_of(&one) || is_of(&other), "the site is a mixture");
    // Whoever waits comes next.
    write_frame(&one, 3);
    write_frame(&other, 4);
    let both = [&one, &other].map(|site| deploy(site, &["--wait", "60"]).spawn().expect("it runs"));
    assert!(both.map(|mut child| child.wait().expect("it ends").success()).iter().all(|fine| *fine));
}

#[test]
fn an_interrupted_deploy_goes_on_where_it_stopped() {
    let server = Server::start();
    let site = site(&server, "jobs = 1\n");
    run(&site, &[]).ok();
    let first = stored(&server);
    write_frame(&site, 1);
    site.remove("content/articles/a0.md");
    for stop_after in [1, 4, 9] {
        let count = std::sync::atomic::AtomicUsize::new(0);
        server.judge(move |seen| {
            let of_site = seen.method == "PUT" && !seen.key.starts_with(".fanzha/");
            let is_late = of_site && count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= stop_after;
            is_late.then_some(Fault::Broken)
        });
        server.seen();
        let failed = run(&site, &[]).fails(5);
        assert!(failed.stderr.contains("nothing was committed"), "{}", failed.stderr);
        assert!(deleted(&server.seen()).is_empty(), "nothing is deleted after an error");
        assert!(first.keys().all(|key| server.site().contains_key(key)));
    }
    server.reliable();
    let (wanted, before) = (built(&site), stored(&server));
    let missing = wanted.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)).count();
    server.seen();
    run(&site, &[]).ok().says("did not end");
    assert_eq!(written(&server.seen()).len(), missing, "only what is missing is sent");
    assert_holds(&server, &site);
    // The first release is still whole.
    run(&site, &["--rollback"]).ok();
    let there = stored(&server);
    assert!(first.iter().all(|(path, bytes)| there.get(path) == Some(bytes)));
}

#[test]
fn pages_of_a_deploy_that_never_ended_do_not_stay() {
    let server = Server::start();
    let site = site(&server, "grace = \"0s\"\njobs = 1\n");
    run(&site, &[]).ok();
    write_article(&site, 99, 1);
    server.judge(|seen| (seen.method == "PUT" && seen.key == "articles/index.html").then_some(Fault::Broken));
    run(&site, &[]).fails(5);
    server.reliable();
    assert_eq!(server.get("articles/a99/").0, 200, "it was laid down");
    site.remove("content/articles/a99.md");
    run(&site, &[]).ok();
    assert_eq!(server.get("articles/a99/").0, 404);
    assert_holds(&server, &site);
}

#[test]
fn a_folder_is_filled_in_place() {
    let site = site_with("[deploy.www]\nkind = \"fs\"\nroot = \"../www\"\ngrace = \"0s\"\nkeep = 9\n");
    run(&site, &[]).fails(4).says("make (or mount) it first");
    let www = site.around().join("www");
    fs::create_dir_all(www.join("stranger")).expect("a folder");
    fs::write(www.join("stranger/a.txt"), "stays").expect("a file");
    run(&site, &[]).fails(5);
    run(&site, &["--adopt"]).ok();
    let of_site = || {
        let mut all = tree(&www);
        all.retain(|path, _| !path.starts_with(".fanzha/") && !path.starts_with("stranger/"));
        all
    };
    assert_eq!(of_site(), built(&site));
    let first = of_site();
    for generation in 1..3 {
        write_frame(&site, generation);
        write_article(&site, generation, 1);
        run(&site, &[]).ok();
    }
    // What a killed deploy put aside does not stay.
    fs::write(www.join(".fanzha/incoming/half.html.123"), "<p>").expect("a file");
    run(&site, &["--adopt"]).ok();
    write_article(&site, 5, 1);
    run(&site, &["--adopt"]).ok();
    assert_eq!(fs::read_dir(www.join(".fanzha/incoming")).expect("a folder").count(), 0);
    let oldest = releases(&site).last().expect("a release").clone();
    run(&site, &["--rollback", &oldest]).ok();
    let there = of_site();
    assert!(first.iter().all(|(path, bytes)| there.get(path) == Some(bytes)), "the first release is back");
    assert_eq!(fs::read_to_string(www.join("stranger/a.txt")).expect("a file"), "stays");
}
