//! Precision and recall of the rules for personal data over `tests/passages/`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fanzha::config::{Config, Overrides};
use fanzha::diag::Report;
use fanzha::kind::Kind;
use fanzha::policy::{Mark, Rules};
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

const MINOR: &str = "policy/minor";

/// Whether a mark finds what a label means. The name of a child is both a name and what tells a minor. What
/// tells a minor, the age and the school, stands apart in one sentence: a finding is of the sentence.
fn means(passage: &Passage, mark: &Mark, (rule, place): &(String, Range<usize>)) -> bool {
    const PEOPLE: [&str; 2] = ["policy/person-name", MINOR];
    if mark.rule.0 == MINOR && rule == MINOR {
        let sentence = sentence(&passage.text, place.start);
        return mark.touches(&sentence);
    }
    mark.touches(place) && (mark.rule.0 == rule || PEOPLE.contains(&mark.rule.0) && PEOPLE.contains(&rule.as_str()))
}

fn sentence(text: &str, at: usize) -> Range<usize> {
    let ends = ['。', '！', '？', '\n'];
    let start = text[..at].rfind(ends).map_or(0, |end| end + text[end..].chars().next().map_or(1, char::len_utf8));
    start..text[at..].find(ends).map_or(text.len(), |end| at + end)
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

pub fn rules() -> Rules {
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
        for label @ (rule, place) in &passage.labels {
            let found = marks.iter().any(|mark| means(passage, mark, label));
            let score = scores.entry(rule.clone()).or_default();
            if found {
                score.right += 1;
            } else {
                score.missed += 1;
                if !is_held_out {
                    writeln!(
                        told,
                        "missed {} {rule} `{}`: {}",
                        passage.number,
                        &passage.text[place.clone()],
                        passage.text
                    )
                    .expect("memory");
                }
            }
        }
        for mark in &marks {
            let fits = passage.labels.iter().any(|label| means(passage, mark, label));
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
    personal: Option<&'static str>,
    clean: &'static str,
    wanted: (f64, f64),
}

const fn set(name: &'static str, personal: &'static str, clean: &'static str, wanted: (f64, f64)) -> Set {
    Set { name, personal: Some(personal), clean, wanted }
}

const fn pages(name: &'static str, clean: &'static str) -> Set {
    Set { name, personal: None, clean, wanted: (0.0, 1.0) }
}

/// How many findings in vain a page without personal data may have, on the average.
const IN_VAIN: f64 = 0.3;

const SETS: &[Set] = &[
    set("By whoever wrote the rules", "personal.txt", "clean.txt", (0.98, 0.99)),
    set("By somebody who did not know the rules", "personal-fresh.txt", "clean-fresh.txt", (0.97, 0.88)),
    set("More of them", "personal-unseen.txt", "clean-unseen.txt", (0.96, 0.91)),
    set("By a police officer who edits a newspaper", "personal-a.txt", "clean-a.txt", (0.98, 0.90)),
    set("By many voices", "personal-b.txt", "clean-b.txt", (0.98, 0.93)),
    set("By newspapers of counties", "personal-d.txt", "clean-d.txt", (0.98, 0.95)),
    set("By broadcasters, students and clerks", "personal-e.txt", "clean-e.txt", (0.98, 0.90)),
    set("By lawyers, teachers and the radio", "personal-g.txt", "clean-g.txt", (0.98, 0.95)),
    set("Numbers and addresses of all sorts", "personal-m.txt", "clean-m.txt", (0.98, 0.85)),
    set("By an editor at a city's police", "personal-q.txt", "clean-q.txt", (0.98, 0.94)),
    set("By a secretary at a county's court", "personal-r.txt", "clean-r.txt", (0.98, 0.94)),
    set("By a reporter in villages", "personal-s.txt", "clean-s.txt", (0.98, 0.94)),
    pages("Whole pages without personal data", "clean-f.txt"),
    pages("More pages without personal data", "clean-h.txt"),
    set("By an editor at a county's police", "personal-k.txt", "clean-k.txt", (0.96, 0.86)),
    set("By clerks, reporters and teachers", "personal-c.txt", "clean-c.txt", (0.93, 0.85)),
    set("By the editor of a province's site", "personal-p.txt", "clean-p.txt", (0.95, 0.96)),
    set("By an editor of several counties", "personal-u.txt", "clean-u.txt", (0.90, 0.80)),
    set("By another editor of a province's site", "personal-t.txt", "clean-t.txt", (0.95, 0.91)),
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
    for Set { name, personal, clean, wanted } in SETS {
        write!(text, "\n## {name}\n").expect("memory");
        let marked = personal.map(passages).unwrap_or_default();
        assert!(passages(clean).iter().all(|passage| passage.labels.is_empty()));
        assert!(marked.iter().all(|passage| !passage.labels.is_empty()));
        let all: Vec<Passage> = marked.into_iter().chain(passages(clean)).collect();
        let (even, odd): (Vec<Passage>, Vec<Passage>) = all.into_iter().partition(|passage| passage.number % 2 == 0);
        for (half, some) in [("For tuning (odd numbers)", odd), ("Held out (even numbers)", even)] {
            if some.is_empty() {
                continue;
            }
            let mut misses = String::new();
            let (rows, total) = table(&measure(&some, &rules, &mut misses));
            if std::env::var_os("TELL").is_some() {
                std::io::stderr().write_all(misses.as_bytes()).expect("standard error");
            }
            write!(text, "\n### {half}: {} passages\n\n{rows}", some.len()).expect("memory");
            let (precision, recall) = (total.precision(), total.recall());
            assert!(recall >= wanted.1, "recall {name} {half}: {recall:.3}\n{misses}");
            if personal.is_some() {
                assert!(precision >= wanted.0, "precision {name} {half}: {precision:.3}\n{misses}");
            } else {
                let in_vain = f64::from(total.vain) / some.len() as f64;
                assert!(in_vain <= IN_VAIN, "in vain {name} {half}: {in_vain:.2} a page\n{misses}");
            }
        }
    }
    expect_file(&tests_folder("passages/RESULTS.md"), &text);
}

/// All Markdown and captions below a folder.
fn texts(folder: &Path) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let text = |path: PathBuf| match path.extension().and_then(|ending| ending.to_str()) {
        _ if path.is_dir() => texts(&path),
        Some("md" | "vtt") => vec![(path.clone(), fs::read_to_string(&path).expect("a text"))],
        _ => Vec::new(),
    };
    entries.flat_map(text).collect()
}

#[test]
fn the_site_of_this_repository_names_nobody() {
    let (rules, root) = (rules(), Path::new(env!("CARGO_MANIFEST_DIR")));
    let officials = fs::read_to_string(root.join("data/persons.toml")).expect("a register");
    let kinds =
        [("alerts", Kind::Alert), ("articles", Kind::Article), ("cases", Kind::Case), ("scams", Kind::ScamType)];
    let all = texts(&root.join("content"));
    assert!(all.len() > 100);
    for (path, text) in all {
        let below = |folder: &str| path.starts_with(root.join("content").join(folder));
        let kind = kinds.iter().find(|(folder, _)| below(folder)).map_or(Kind::Page, |(_, kind)| *kind);
        for mark in rules.scan(&text, kind).iter().filter(|mark| mark.rule.0 == "policy/person-name") {
            let name = &text[mark.place.start..mark.place.end];
            assert!(officials.contains(&format!("name = \"{name}\"")), "{}: {name}", path.display());
        }
    }
}

/// What a text says of somebody once holds wherever it names them.
#[test]
fn names_are_the_same_throughout_a_text() {
    let rules = rules();
    let names = |text: &str| {
        let marks = rules.scan(text, Kind::Article);
        marks.iter().filter(|mark| mark.rule.0 == "policy/person-name").count()
    };
    assert_eq!(names("李桂芳（化名）接到电话。后来李桂芳报了警。"), 0, "made up");
    assert_eq!(names("县委书记李桂芳到会。李桂芳强调，要入户宣传。"), 0, "in office");
    assert_eq!(names("受害人李桂芳报了警。散会了，李桂芳。"), 2, "a victim");
}
