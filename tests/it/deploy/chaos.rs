//! Deploys of a changing site while readers read and everything breaks.
//!
//! `FANZHA_CHAOS=50 cargo test --test it deploy::chaos -- --nocapture` runs fifty and prints the counts.
#![allow(clippy::print_stderr)] // What a long run counted is told.

use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::crawler::Crawler;
use super::desk::{ARTICLES, assert_holds, deploy, run, set, site_with, target, write_article, write_frame};
use super::server::{Fault, Server};
use crate::fixture::SiteTest;

/// How often what happened.
#[derive(Debug, Default)]
struct Counts {
    deploys: usize,
    unreliable: usize,
    failed: usize,
    killed: usize,
    twins: usize,
    refused: usize,
    damaged: usize,
    rolled_back: usize,
}

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// Changes something of the site.
fn change(site: &SiteTest, round: usize, dice: &mut Dice, extra: &mut Vec<usize>) {
    write_article(site, dice.roll(ARTICLES), round);
    if dice.roll(2) == 0 {
        write_frame(site, round);
    }
    // Compressed or not, an object is whole and says what it is.
    match dice.roll(4) {
        0 => set(site, "compress = true", "compress = false"),
        1 => set(site, "compress = false", "compress = true"),
        _ => {}
    }
    match dice.roll(3) {
        0 => {
            extra.push(100 + round);
            write_article(site, 100 + round, round);
        }
        1 if !extra.is_empty() => {
            let gone = extra.remove(dice.roll(extra.len()));
            site.remove(&format!("content/articles/a{gone}.md"));
        }
        _ => {}
    }
}

fn start(site: &SiteTest, arguments: &[&str]) -> Child {
    let mut command = deploy(site, arguments);
    command.stderr(Stdio::null()).stdout(Stdio::null());
    command.spawn().expect("the program runs")
}

/// Kills a deploy at the moment of one of its requests.
fn kill_at(server: &Server, site: &SiteTest, request: usize) {
    let (tell, told) = mpsc::channel();
    let count = AtomicUsize::new(0);
    server.judge(move |_| {
        if count.fetch_add(1, Ordering::Relaxed) == request {
            let _nobody_may_listen = tell.send(()).is_ok();
        }
        None
    });
    let mut child = start(site, &["--wait", "60"]);
    let _or_it_ended_before = told.recv_timeout(Duration::from_secs(20)).is_ok();
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    server.reliable();
}

/// Publishes without trouble, as often as it takes.
fn settle(site: &SiteTest, more: &[&str]) {
    let arguments = [&["--wait", "60"], more].concat();
    run(site, &arguments).ok();
}

#[test]
fn readers_see_whole_pages_whatever_happens() {
    let rounds = std::env::var("FANZHA_CHAOS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(7);
    let server = Server::start();
    let more = "lock_seconds = 2\nkeep = 3\ngrace = \"3s\"\nmax_deletes = 1000\ncompress = true\n";
    let site = site_with(&format!("build_search_index = true\n{}", target(&server, more)));
    let (mut dice, mut counts, mut extra) = (Dice(20_260_601), Counts::default(), Vec::new());
    run(&site, &[]).ok();
    server.put("stranger.html", b"not ours");
    // Long runs have readers who never rest.
    let rest = Duration::from_millis(if rounds > 20 { 0 } else { 5 });
    let crawler = Crawler::start(server.port, 2, rest);
    let begun = Instant::now();
    for round in 1..=rounds {
        change(&site, round, &mut dice, &mut extra);
        counts.deploys += 1;
        match round % 7 {
            1 => {
                counts.unreliable += 1;
                server.unreliable(60);
                counts.failed += usize::from(!start(&site, &["--wait", "60"]).wait().expect("it ends").success());
            }
            2 => {
                counts.failed += 1;
                let count = AtomicUsize::new(0);
                let stop = 6 + dice.roll(20);
                server.judge(move |seen| {
                    let late = count.fetch_add(1, Ordering::Relaxed) >= stop && !seen.key.ends_with("lock");
                    late.then_some(Fault::Throttled)
                });
                let ended = start(&site, &["--wait", "60"]).wait().expect("it ends");
                assert!(ended.code() == Some(5) || ended.success());
            }
            3 | 6 => {
                counts.killed += 1;
                kill_at(&server, &site, dice.roll(40));
            }
            4 => {
                counts.twins += 1;
                let twins = [start(&site, &[]), start(&site, &["--wait", "1"])];
                let codes = twins.map(|mut twin| twin.wait().expect("it ends").code());
                counts.refused += codes.iter().filter(|code| **code == Some(5)).count();
                assert!(codes.contains(&Some(0)), "{codes:?}");
            }
            5 => {
                counts.damaged += 1;
                server.damage(".fanzha/state.json.gz", |bytes| bytes.truncate(20));
                run(&site, &[]).fails(5);
                settle(&site, &["--adopt"]);
            }
            _ => {
                counts.rolled_back += 1;
                settle(&site, &[]);
                run(&site, &["--rollback"]).ok();
            }
        }
        server.reliable();
        settle(&site, &[]);
        let stranger = server.get("stranger.html");
        assert_eq!(stranger, (200, b"not ours".to_vec()), "what is not ours stays");
        server.lose("stranger.html");
        assert_holds(&server, &site);
        server.put("stranger.html", b"not ours");
    }
    let time = begun.elapsed().as_secs();
    let (tally, wrong) = crawler.end();
    let (pages, assets) = (tally.pages.load(Ordering::Relaxed), tally.assets.load(Ordering::Relaxed));
    let (withdrawn, faults) = (tally.withdrawn.load(Ordering::Relaxed), server.faults());
    let (parts, renewed) = (tally.parts.load(Ordering::Relaxed), tally.renewed.load(Ordering::Relaxed));
    eprintln!(
        "{counts:?}; {faults} requests failed; {pages} pages and {assets} assets read, {withdrawn} withdrawn meanwhile, {parts} parts of the search index read, {renewed} tables renewed for them, {} wrong; {time} s",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{} of {pages}: {:#?}", wrong.len(), &wrong[..wrong.len().min(5)]);
    assert!(parts > 20, "readers searched too little: {parts} parts");
    assert!(pages > 50 && assets > 50, "readers read too little: {pages} pages");
}
