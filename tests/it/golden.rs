//! Whole small sites with the trees they become. `BLESS=1` rewrites the expected trees, and
//! whoever does so reads the difference.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::fixture::{AT, SiteTest, tests_folder, tree};

/// Builds `tests/sites/NAME/input` and compares every file with `tests/sites/NAME/EXPECTED`.
#[track_caller]
fn golden(name: &str, expected: &str, arguments: &[&str]) {
    let folder = tests_folder(&format!("sites/{name}"));
    let site = SiteTest::copy_of(&folder.join("input"));
    let run = site.run(["build", "--at", AT].iter().chain(arguments)).ok();
    let expected = folder.join(expected);
    if std::env::var_os("BLESS").is_some() {
        bless(&expected, &run.out);
        return;
    }
    let wanted = tree(&expected);
    let names: BTreeSet<&String> = wanted.keys().chain(run.out.keys()).collect();
    for path in names {
        match (wanted.get(path), run.out.get(path)) {
            (Some(_), None) => panic!("{name}: {path} was not made"),
            (None, Some(_)) => panic!("{name}: {path} should not be made"),
            (one, two) => {
                let text = |bytes: Option<&Vec<u8>>| bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                assert_eq!(text(one), text(two), "{name}: {path} differs");
            }
        }
    }
}

fn bless(expected: &Path, out: &crate::fixture::Tree) {
    if expected.exists() {
        fs::remove_dir_all(expected).expect("the old expected tree");
    }
    for (path, bytes) in out {
        let path = expected.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("an expected file");
    }
}

/// Sections, bundles, transparent sections, aliases, paths, slugs, dates in names, sort
/// orders, neighbours, pagination, cascades, what is published when.
#[test]
fn content_model() {
    golden("content", "expected", &[]);
}

#[test]
fn drafts_future_and_expired_pages_when_asked_for() {
    golden("content", "expected-all", &["-D", "-F", "-E"]);
}

#[test]
fn languages() {
    golden("languages", "expected", &[]);
}

#[test]
fn taxonomies() {
    golden("taxonomies", "expected", &[]);
}

#[test]
fn markdown() {
    golden("markdown", "expected", &[]);
}

/// The site's templates over the theme's, functions, filters, styles, static files, and the
/// finished bytes: minified, fingerprinted.
#[test]
fn theme() {
    golden("theme", "expected", &[]);
}

/// Feeds, sitemap, robots, redirects under a base URL with a path.
#[test]
fn outputs_below_a_path() {
    golden("outputs", "expected", &[]);
}
