//! CommonMark's own examples through our settings. What differs is listed with its reason;
//! the list may only shrink. What our own walk over the tree does on purpose (no indented
//! code, joined Chinese lines, holes for links, checked HTML) is in `tests/sites/markdown`.
#![allow(clippy::print_stderr)]

use std::collections::BTreeMap;
use std::fs;

use crate::fixture::tests_folder;

/// Examples of CommonMark 0.31.2 that come out differently, and why that is meant.
const DIFFERENT: &[(usize, &str)] = &[];

struct Example {
    number: usize,
    section: String,
    markdown: String,
    html: String,
}

/// The examples of `spec.txt`: between fences of backquotes, Markdown, a dot, HTML; `→` is a tab.
fn examples(spec: &str) -> Vec<Example> {
    let fence = "`".repeat(32);
    let mut found = Vec::new();
    let mut section = String::new();
    let mut lines = spec.lines();
    while let Some(line) = lines.next() {
        if line == format!("{fence} example") {
            let mut part = |end: &str| {
                let mut text = String::new();
                for line in lines.by_ref().take_while(|line| *line != end) {
                    text.push_str(line);
                    text.push('\n');
                }
                text.replace('→', "\t")
            };
            let (markdown, html) = (part("."), part(&fence));
            found.push(Example { number: found.len() + 1, section: section.clone(), markdown, html });
        } else if let Some(title) = line.strip_prefix('#') {
            section = title.trim_start_matches('#').trim().to_owned();
        }
    }
    found
}

fn render(markdown: &str) -> String {
    let mut options = fanzha::markdown::options();
    options.render.r#unsafe = true;
    comrak::markdown_to_html(markdown, &options)
}

#[test]
fn commonmark_s_examples_pass_but_for_the_listed_ones() {
    let path = tests_folder("node_modules/commonmark-spec/spec.txt");
    let Ok(spec) = fs::read_to_string(&path) else {
        assert!(std::env::var_os("CI").is_none(), "{} is missing: run npm install in tests/", path.display());
        eprintln!("skipped: {} is missing (npm install in tests/ brings it)", path.display());
        return;
    };
    let examples = examples(&spec);
    assert_eq!(examples.len(), 652, "CommonMark 0.31.2 has 652 examples");
    let reasons: BTreeMap<usize, &str> = DIFFERENT.iter().copied().collect();
    let mut wrong = Vec::new();
    for example in &examples {
        let ours = render(&example.markdown);
        let same = ours == example.html;
        match (same, reasons.contains_key(&example.number)) {
            (true, false) | (false, true) => {}
            (false, false) => wrong.push(format!(
                "{} ({}): differs\n--- markdown\n{}--- expected\n{}--- ours\n{ours}",
                example.number, example.section, example.markdown, example.html
            )),
            (true, true) => wrong.push(format!("{}: passes now; take it off the list", example.number)),
        }
    }
    assert!(wrong.is_empty(), "{} examples:\n{}", wrong.len(), wrong.join("\n\n"));
}
