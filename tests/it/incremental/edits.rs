//! Random edits: after every step the site must be what a clean build gives, byte for byte, and
//! the build must say what a clean build says. `FANZHA_STEPS=10000` makes a long run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::play::{Page, Play};
use super::times;

fn play(seed: u64, steps: usize) -> (usize, usize) {
    let mut play = Play::new(seed);
    let (mut last, mut good, mut bad) = (super::Tree::new(), 0, 0);
    let mut undo: Option<(BTreeMap<String, Page>, super::Tree)> = None;
    let mut what = "first".to_owned();
    for step in 0..steps {
        play.step = step;
        let (built, tree) = play.compare(&last, &what);
        if built {
            good += 1;
            last = tree;
            undo = Some((play.pages.clone(), sources(&play.root)));
        } else {
            bad += 1;
        }
        // After a mistake the site is soon mended, as an author would.
        if !built
            && play.numbers.below(2) == 0
            && let Some((pages, files)) = undo.clone()
        {
            restore(&play.root, &files);
            play.pages = pages;
            what = "undo".to_owned();
        } else {
            what = play.edit();
        }
    }
    drop(play.site);
    (good, bad)
}

/// All sources of a site.
fn sources(root: &Path) -> super::Tree {
    let mut files = super::super::fixture::tree(root);
    files.retain(|path, _| !path.starts_with("public/") && !path.starts_with(".fanzha/"));
    files
}

fn restore(root: &Path, files: &super::Tree) {
    let now = sources(root);
    for path in now.keys().filter(|path| !files.contains_key(*path)) {
        fs::remove_file(root.join(path)).expect("a file to remove");
    }
    for (path, bytes) in files.iter().filter(|(path, bytes)| now.get(*path) != Some(*bytes)) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

#[test]
fn random_edits_equal_clean_builds() {
    let steps = times("FANZHA_STEPS", 240);
    let (mut good, mut bad) = (0, 0);
    for seed in 0..(steps / 120).max(1) as u64 {
        let (built, failed) = play(635 + seed, 120);
        good += built;
        bad += failed;
    }
    assert!(good > bad, "{good} good builds, {bad} failed ones: the edits test too little");
    if steps > 1000 {
        std::fs::write(std::env::temp_dir().join("fanzha-steps.txt"), format!("{good} {bad}\n")).expect("a note");
    }
}
