//! Killed at any moment, a build leaves the old site or the new one, and the next build is right.
//! `FANZHA_KILLS=500` makes a long run.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::super::fixture::{AT, page_with, tree};
use super::{Numbers, difference, theme, times};

#[test]
fn killed_builds_leave_a_whole_site() {
    let site = theme::site();
    let write = |number: usize, text: &str| {
        let front = format!("date = 2026-02-{:02}\n", 1 + number % 28);
        site.write(&format!("content/a/n{number:03}.md"), page_with(&front, text));
    };
    (0..120).for_each(|number| write(number, "一"));
    let clean = || {
        let elsewhere = site.around().join("clean");
        drop(fs::remove_dir_all(&elsewhere));
        let mut command = site.command();
        command.args(["-q", "build", "--no-cache", "--at", AT, "-o"]).arg(&elsewhere);
        assert!(command.status().expect("the program runs").success());
        tree(&elsewhere)
    };
    let build = || {
        let begun = Instant::now();
        let status = site.command().args(["-q", "build", "--at", AT]).stderr(Stdio::null()).status();
        assert!(status.expect("the program runs").success());
        begun.elapsed()
    };
    build();
    // How long a build takes that finds a cache.
    let mut usual = build();
    let mut numbers = Numbers(635);
    let mut killed = 0;
    let rounds = times("FANZHA_KILLS", 25);
    let mut old = clean();
    for round in 0..rounds {
        // Few pages, or all of them, or none.
        let edited = *numbers.one(&[1, 1, 2, 10, 120]);
        for _ in 0..edited {
            write(numbers.below(120), &format!("第{round}次"));
        }
        if numbers.below(4) == 0 {
            site.write("data/facts.toml", format!("number = {round}\n"));
        }
        let new = clean();
        let mut child =
            site.command().args(["-q", "build", "--at", AT]).stderr(Stdio::null()).spawn().expect("the program runs");
        std::thread::sleep(usual.mul_f64(numbers.below(1200) as f64 / 1000.0));
        child.kill().expect("a kill");
        killed += usize::from(!child.wait().expect("an end").success());
        let found = tree(&site.root().join("public"));
        let half = difference(&found, &old).and(difference(&found, &new));
        assert!(half.is_none(), "half a site after kill {round}: {}", half.unwrap_or_default());
        if numbers.below(3) > 0 {
            usual = build();
            let found = tree(&site.root().join("public"));
            assert_eq!(difference(&found, &new), None, "after kill {round}");
            old = new;
        } else {
            old = found;
        }
    }
    assert!(killed * 3 > rounds, "only {killed} of {rounds} builds were killed");
    build();
    std::thread::sleep(Duration::from_millis(10));
    let left: Vec<String> =
        tree(&site.root().join(".fanzha")).into_keys().filter(|path| path.contains("-new-")).collect();
    assert!(left.is_empty(), "trees under construction stay behind: {left:?}");
}

/// Builds at once share a cache and an output folder.
#[test]
fn builds_at_once_share_a_cache() {
    let site = theme::site();
    for round in 0..6 {
        for number in 0..20 {
            site.write(&format!("content/b/n{number}.md"), page_with("", &format!("{round} {number}")));
        }
        let children: Vec<_> = (0..3)
            .map(|_| site.command().args(["-q", "build", "--at", AT]).stderr(Stdio::null()).spawn().expect("a start"))
            .collect();
        for mut child in children {
            assert!(child.wait().expect("an end").success(), "round {round}");
        }
        let found = tree(&site.root().join("public"));
        let elsewhere = site.around().join("clean");
        drop(fs::remove_dir_all(&elsewhere));
        let mut command = site.command();
        command.args(["-q", "build", "--no-cache", "--at", AT, "-o"]).arg(&elsewhere);
        assert!(command.status().expect("the program runs").success());
        assert_eq!(difference(&found, &tree(&elsewhere)), None, "round {round}");
    }
}
