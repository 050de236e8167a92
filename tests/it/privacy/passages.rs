//! Precision and recall of the rules for personal data over `tests/passages/`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
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
            let found = marks.iter().any(|mark| mark.rule.0 == rule && mark.touches(place));
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
            let fits = passage.labels.iter().any(|(rule, place)| mark.rule.0 == rule && mark.touches(place));
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

#[test]
fn personal_data_are_found_and_little_else() {
    let rules = rules();
    let (personal, clean) = (passages("personal.txt"), passages("clean.txt"));
    assert!(personal.len() + clean.len() >= 320 && personal.len().abs_diff(clean.len()) < 20);
    assert!(clean.iter().all(|passage| passage.labels.is_empty()));
    assert!(personal.iter().all(|passage| !passage.labels.is_empty()));
    let mut told = String::new();
    let mut text = String::from(
        "# What the rules for personal data find\n\nOver the passages of this folder; see README.md. Written by \
         `BLESS=1 cargo test --test it privacy::`.\n",
    );
    for (half, held_out) in [("for tuning (odd numbers)", false), ("held out (even numbers)", true)] {
        let of_half = |passages: Vec<Passage>| -> Vec<Passage> {
            passages.into_iter().filter(|passage| (passage.number % 2 == 0) == held_out).collect()
        };
        let mut all = of_half(passages("personal.txt"));
        all.extend(of_half(passages("clean.txt")));
        let scores = measure(&all, &rules, &mut told);
        let mut total = Score::default();
        scores.values().for_each(|score| total.add(*score));
        write!(
            text,
            "\n## Half {half}: {} passages\n\n| rule | marked | right | in vain | missed | precision | recall |\n\
             |---|--:|--:|--:|--:|--:|--:|\n",
            all.len()
        )
        .expect("memory");
        for (rule, score) in scores.iter().map(|(rule, score)| (rule.as_str(), score)).chain([("all", &total)]) {
            let Score { right, vain, missed } = score;
            writeln!(
                text,
                "| {rule} | {} | {right} | {vain} | {missed} | {:.3} | {:.3} |",
                right + missed,
                score.precision(),
                score.recall()
            )
            .expect("memory");
        }
        assert!(total.precision() >= 0.98, "precision {half}: {:.3}\n{told}", total.precision());
        assert!(total.recall() >= 0.99, "recall {half}: {:.3}\n{told}", total.recall());
    }
    assert!(told.is_empty(), "of the half for tuning:\n{told}");
    expect_file(&tests_folder("passages/RESULTS.md"), &text);
}
