//! Precision and recall of the rules for personal data over `tests/passages/`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::ops::Range;
use std::sync::Arc;

use fanzha::config::{Config, Overrides};
use fanzha::diag::Report;
use fanzha::kind::Kind;
use fanzha::policy::Rules;
use fanzha::source::Sources;

use crate::fixture::{expect_file, tests_folder};

/// Rules of other purposes than personal data have no labels.
const OTHERS: &[&str] = &["policy/outbound", "policy/wording", "policy/secrecy"];

#[derive(Debug)]
struct Passage {
    number: u32,
    kind: Kind,
    text: String,
    labels: Vec<(String, Range<usize>)>,
}

fn passages(file: &str) -> Vec<Passage> {
    let text = fs::read_to_string(tests_folder("passages").join(file)).expect("passages");
    let mut passages: Vec<Passage> = Vec::new();
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("@ ") {
            let (number, kind) = head.split_once(' ').expect("a number and a kind");
            let kind = Kind::ALL.iter().copied().find(|known| known.name() == kind).expect("a kind");
            let number = number.parse().expect("a number");
            passages.push(Passage { number, kind, text: String::new(), labels: Vec::new() });
        } else if let Some(passage) = passages.last_mut() {
            passage.text.push_str(line);
            passage.text.push('\n');
        }
    }
    for passage in &mut passages {
        let marked = std::mem::take(&mut passage.text);
        let mut rest = marked.trim_end();
        while let Some((before, after)) = rest.split_once('⟦') {
            let (label, after) = after.split_once('⟧').expect("a mark ends");
            let (kind, words) = label.split_once(':').expect("a kind in a mark");
            passage.text.push_str(before);
            let start = passage.text.len();
            passage.text.push_str(words);
            passage.labels.push((format!("policy/{kind}"), start..passage.text.len()));
            rest = after;
        }
        passage.text.push_str(rest);
    }
    passages
}

/// Whether a rule finds what a label of this kind means. The name of a child is both a name and
/// what tells a minor.
fn means(rule: &str, label: &str) -> bool {
    const PEOPLE: [&str; 2] = ["policy/person-name", "policy/minor"];
    rule == label || PEOPLE.contains(&rule) && PEOPLE.contains(&label)
}

#[derive(Clone, Copy, Debug, Default)]
struct Score {
    right: u32,
    vain: u32,
    missed: u32,
}

impl Score {
    fn add(&mut self, other: Score) {
        self.right += other.right;
        self.vain += other.vain;
        self.missed += other.missed;
    }

    fn precision(self) -> f64 {
        ratio(self.right, self.right + self.vain)
    }

    fn recall(self) -> f64 {
        ratio(self.right, self.right + self.missed)
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) }
}

fn rules() -> Rules {
    let text = "base_url = \"https://example.gov.cn\"\n[links]\nallowed_hosts = [\"gov.cn\", \"12377.cn\"]\n";
    let mut report = Report::new();
    let config = Config::read(&Arc::from("site.toml"), text, &Overrides::default(), &mut report);
    let rules = Rules::read(&config, &Sources::default(), &mut report);
    assert!(report.is_empty(), "{report:?}");
    rules
}

/// Scores by rule; misses of the half for tuning are told, those of the other half are not.
fn measure(passages: &[Passage], rules: &Rules, told: &mut String) -> BTreeMap<String, Score> {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for passage in passages {
        let marks = rules.scan(&passage.text, passage.kind);
        let marks: Vec<_> = marks.iter().filter(|mark| !OTHERS.contains(&mark.rule.0)).collect();
        let is_held_out = passage.number % 2 == 0;
        for (rule, place) in &passage.labels {
            let found = marks.iter().any(|mark| means(mark.rule.0, rule) && mark.touches(place));
            let score = scores.entry(rule.clone()).or_default();
            if found {
                score.right += 1;
            } else {
                score.missed += 1;
                if !is_held_out {
                    writeln!(told, "missed {} {rule}: {}", passage.number, passage.text).expect("memory");
                }
            }
        }
        for mark in &marks {
            let fits = passage.labels.iter().any(|(rule, place)| means(mark.rule.0, rule) && mark.touches(place));
            if !fits {
                scores.entry(mark.rule.0.to_owned()).or_default().vain += 1;
                if !is_held_out {
                    let shown = &passage.text[mark.place.start..mark.place.end];
                    writeln!(told, "in vain {} {} `{shown}`: {}", passage.number, mark.rule, passage.text)
                        .expect("memory");
                }
            }
        }
    }
    scores
}

/// A set of passages: its name, its files, and what precision and recall are to be at least.
struct Set {
    name: &'static str,
    files: [&'static str; 2],
    wanted: (f64, f64),
}

const SETS: [Set; 3] = [
    Set { name: "Passages by whoever wrote the rules", files: ["personal.txt", "clean.txt"], wanted: (0.98, 0.99) },
    Set {
        name: "Passages by somebody who did not know the rules",
        files: ["personal-fresh.txt", "clean-fresh.txt"],
        wanted: (0.95, 0.70),
    },
    Set { name: "More of them", files: ["personal-unseen.txt", "clean-unseen.txt"], wanted: (0.95, 0.70) },
];

/// A table of the scores, and the sum of them.
fn table(scores: &BTreeMap<String, Score>) -> (String, Score) {
    let mut total = Score::default();
    scores.values().for_each(|score| total.add(*score));
    let mut text = String::from(
        "| rule | marked | right | in vain | missed | precision | recall |\n|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for (rule, score) in scores.iter().map(|(rule, score)| (rule.as_str(), score)).chain([("all", &total)]) {
        let (Score { right, vain, missed }, marked) = (score, score.right + score.missed);
        let (precision, recall) = (score.precision(), score.recall());
        writeln!(text, "| {rule} | {marked} | {right} | {vain} | {missed} | {precision:.3} | {recall:.3} |")
            .expect("memory");
    }
    (text, total)
}

#[test]
fn personal_data_are_found_and_little_else() {
    let rules = rules();
    let mut text = String::from(
        "# What the rules for personal data find\n\nOver the passages of this folder; see README.md. Written by \
         `BLESS=1 cargo test --test it privacy::`.\n",
    );
    for Set { name, files: [personal, clean], wanted } in SETS {
        write!(text, "\n## {name}\n").expect("memory");
        assert!(passages(clean).iter().all(|passage| passage.labels.is_empty()));
        assert!(passages(personal).iter().all(|passage| !passage.labels.is_empty()));
        for (half, held_out) in [("for tuning (odd numbers)", false), ("held out (even numbers)", true)] {
            let all = passages(personal).into_iter().chain(passages(clean));
            let all: Vec<Passage> = all.filter(|passage| (passage.number % 2 == 0) == held_out).collect();
            let mut misses = String::new();
            let (rows, total) = table(&measure(&all, &rules, &mut misses));
            if std::env::var_os("TELL").is_some() {
                std::io::stderr().write_all(misses.as_bytes()).expect("standard error");
            }
            write!(text, "\n### Half {half}: {} passages\n\n{rows}", all.len()).expect("memory");
            let (precision, recall) = (total.precision(), total.recall());
            assert!(precision >= wanted.0, "precision {half}: {precision:.3}\n{misses}");
            assert!(recall >= wanted.1, "recall {half}: {recall:.3}\n{misses}");
        }
    }
    expect_file(&tests_folder("passages/RESULTS.md"), &text);
}
