//! Precision and recall of the importer, field by field, over a corpus of made-up bulletins with
//! the records that a person made of them. `BLESS=1` writes the table to
//! `tests/bulletins/RESULTS.md`; `SHOW=1` shows what differs in the held-out half too, which is then
//! no longer held out.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use fanzha::import::draw::{Extras, page};
use fanzha::import::{Issue, Piece, faithful, reading, understand};
use toml::Value;

/// What was said, as texts by field.
type Said = Vec<(&'static str, String)>;

#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    found: usize,
    wanted: usize,
}

impl Count {
    fn precision(self) -> f64 {
        ratio(self.right, self.found)
    }

    fn recall(self) -> f64 {
        ratio(self.right, self.wanted)
    }

    fn add(&mut self, other: Count) {
        self.right += other.right;
        self.found += other.found;
        self.wanted += other.wanted;
    }
}

#[allow(clippy::cast_precision_loss)]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bulletins")
}

fn folders(half: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(corpus().join(half)).expect("the corpus").map(|entry| entry.expect("an entry").path()).collect();
    found.sort();
    found
}

/// The values of a field of the expected record, as texts.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        None => Vec::new(),
        Some(Value::Array(list)) => list.iter().flat_map(|item| texts(Some(item))).collect(),
        Some(Value::String(text)) => vec![text.clone()],
        Some(value) => vec![value.to_string()],
    }
    .into_iter()
    .filter(|text| !text.is_empty())
    .collect()
}

fn wanted(record: &toml::Table) -> Said {
    let mut said: Said = Vec::new();
    let mut put = |field: &'static str, value: Option<&Value>| {
        said.extend(texts(value).into_iter().map(|text| (field, text)));
    };
    for field in [
        "masthead",
        "issue",
        "issue_to",
        "supplement",
        "total",
        "total_text",
        "year",
        "date",
        "publisher",
        "approval",
        "copies",
    ] {
        put(field, record.get(field));
    }
    let editors = record.get("editors");
    let of_editors = |key: &str| editors.and_then(|editors| editors.get(key));
    for (field, key) in EDITORS {
        put(field, of_editors(key));
    }
    let list = |key: &str| record.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    for article in list("contents") {
        for field in ["kicker", "title", "subtitle", "authors", "sections"] {
            put(field, article.get(field));
        }
    }
    for line in list("distribution") {
        let verb = line.get("verb").and_then(Value::as_str).unwrap_or_default();
        for to in texts(line.get("to")) {
            put("distribution", Some(&Value::String(format!("{verb} {to}"))));
        }
    }
    let body = record.get("body");
    for field in ["paragraphs", "headings", "tables", "unrecognised"] {
        put(field, body.and_then(|body| body.get(field)));
    }
    said
}

const EDITORS: [(&str, &str); 8] = [
    ("responsible", "responsible"),
    ("reviewers", "reviewers"),
    ("signers", "signers"),
    ("proofreaders", "proofreaders"),
    ("phone", "phone"),
    ("fax", "fax"),
    ("email", "email"),
    ("address", "address"),
];

fn found(issue: &Issue) -> Said {
    let fields = &issue.fields;
    let mut said: Said = Vec::new();
    let mut put = |field: &'static str, text: Option<String>| said.extend(text.map(|text| (field, text)));
    put("masthead", fields.masthead.clone());
    let numbers = [
        ("issue", fields.issue),
        ("issue_to", fields.issue_to),
        ("supplement", fields.supplement),
        ("total", fields.total),
        ("year", fields.year),
        ("copies", fields.copies),
    ];
    for (field, number) in numbers {
        put(field, number.map(|number| number.to_string()));
    }
    put("total_text", fields.total_text.clone());
    put("date", issue.date.map(|date| date.to_string()));
    for publisher in fields.publisher.iter().flat_map(|publisher| publisher.split('、')) {
        put("publisher", Some(publisher.to_owned()));
    }
    put("approval", fields.approval.clone());
    if let Some(editors) = &fields.editors {
        let lists = [&editors.responsible, &editors.reviewers, &editors.signers, &editors.proofreaders];
        for ((field, _), list) in EDITORS.iter().zip(lists) {
            list.iter().for_each(|name| put(field, Some(name.clone())));
        }
        let single = [&editors.phone, &editors.fax, &editors.email, &editors.address];
        for ((field, _), value) in EDITORS[4..].iter().zip(single) {
            put(field, value.clone());
        }
    }
    for article in &fields.contents {
        put("kicker", article.kicker.clone());
        put("title", Some(article.title.clone()).filter(|title| !title.is_empty()));
        put("subtitle", article.subtitle.clone());
        article.authors.iter().for_each(|author| put("authors", Some(author.clone())));
        article.sections.iter().for_each(|section| put("sections", Some(section.clone())));
    }
    for line in &fields.distribution {
        line.to.iter().for_each(|to| put("distribution", Some(format!("{} {to}", line.verb))));
    }
    for piece in &issue.pieces {
        match piece {
            Piece::Paragraph(text) | Piece::Note(text) => put("paragraphs", Some(text.clone())),
            Piece::Heading(_, text) => put("headings", Some(text.clone())),
            Piece::Table(rows) => {
                rows.iter()
                    .flatten()
                    .filter(|cell| !cell.is_empty())
                    .for_each(|cell| put("tables", Some(cell.clone())));
            }
            Piece::Article(_) => {}
        }
    }
    issue.unrecognised.iter().for_each(|(_, text)| put("unrecognised", Some(text.clone())));
    said
}

/// How much of what is wanted was found, and what was not or should not have been.
fn compare(wanted: &Said, found: &Said) -> (BTreeMap<&'static str, Count>, Vec<String>) {
    let mut counts: BTreeMap<&'static str, Count> = BTreeMap::new();
    let mut open: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (field, text) in wanted {
        counts.entry(field).or_default().wanted += 1;
        *open.entry((field, text)).or_default() += 1;
    }
    let mut wrong = Vec::new();
    for (field, text) in found {
        let count = counts.entry(field).or_default();
        count.found += 1;
        match open.get_mut(&(*field, text.as_str())).filter(|open| **open > 0) {
            Some(open) => {
                *open -= 1;
                count.right += 1;
            }
            None => wrong.push(format!("  + {field}: {text}")),
        }
    }
    for ((field, text), left) in open {
        wrong.extend((0..left).map(|_| format!("  - {field}: {text}")));
    }
    (counts, wrong)
}

struct Half {
    counts: BTreeMap<&'static str, Count>,
    files: usize,
    whole: usize,
    refused: Count,
    differences: Vec<String>,
}

fn score(half: &str) -> Half {
    let mut result =
        Half { counts: BTreeMap::new(), files: 0, whole: 0, refused: Count::default(), differences: Vec::new() };
    for folder in folders(half) {
        let text = fs::read_to_string(folder.join("expected.toml")).expect("the record");
        let record: toml::Table = text.parse().expect("a record in TOML");
        let source = fs::read_dir(&folder).expect("the folder").map(|entry| entry.expect("an entry").path());
        let source =
            source.into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == "source")).expect("a source");
        let name = source.file_name().expect("a name").to_string_lossy();
        let bytes = fs::read(&source).expect("the source");
        let manuscript =
            reading::read(&name, &bytes).unwrap_or_else(|error| panic!("{}: {}", source.display(), error.message.en));
        let issue = understand(&manuscript, true);
        result.files += 1;
        let (is, should) = (issue.refused.is_some(), record.contains_key("refused"));
        result.refused.found += usize::from(is);
        result.refused.wanted += usize::from(should);
        result.refused.right += usize::from(is && should);
        if is || should {
            result.whole += usize::from(is && should);
            if is != should {
                result.differences.push(format!("{}: refused {is}, should be {should}", folder.display()));
            }
            continue;
        }
        let drawn = page(&issue, &Extras { name: "简报".to_owned(), ..Extras::default() });
        assert_eq!(faithful::check(&manuscript, &issue, &drawn), Ok(()), "{}", folder.display());
        let (counts, wrong) = compare(&wanted(&record), &found(&issue));
        for (field, count) in counts {
            result.counts.entry(field).or_default().add(count);
        }
        if wrong.is_empty() {
            result.whole += 1;
        } else if half == "tuned" || env::var_os("SHOW").is_some() {
            let name = folder.file_name().expect("a name").to_string_lossy();
            result.differences.push(format!("{name}\n{}", wrong.join("\n")));
        }
    }
    result
}

fn total(half: &Half) -> Count {
    let mut sum = Count::default();
    half.counts.values().for_each(|count| sum.add(*count));
    sum
}

fn table(tuned: &Half, held_out: &Half) -> String {
    let mut out = String::from(
        "# The importer over the corpus\n\nWritten by `BLESS=1 cargo test --test it import::score`. A value counts as right when it equals the\nrecord's, character for character. The tuned half was looked at while the importer was written; the\nheld-out half was not.\n\n| field | tuned: values | precision | recall | held-out: values | precision | recall |\n|---|---|---|---|---|---|---|\n",
    );
    let mut fields: Vec<&str> = tuned.counts.keys().chain(held_out.counts.keys()).copied().collect();
    fields.sort_unstable();
    fields.dedup();
    let mut row = |name: &str, a: Count, b: Count| {
        let _written = writeln!(
            out,
            "| {name} | {} | {:.3} | {:.3} | {} | {:.3} | {:.3} |",
            a.wanted,
            a.precision(),
            a.recall(),
            b.wanted,
            b.precision(),
            b.recall()
        );
    };
    let of = |half: &Half, field: &str| half.counts.get(field).copied().unwrap_or_default();
    for field in fields {
        row(field, of(tuned, field), of(held_out, field));
    }
    row("**all**", total(tuned), total(held_out));
    row("refused files", tuned.refused, held_out.refused);
    let _written = writeln!(
        out,
        "\nFiles without a single difference: {} of {} tuned, {} of {} held out.",
        tuned.whole, tuned.files, held_out.whole, held_out.files
    );
    out
}

#[test]
fn fields_are_read_as_a_person_reads_them() {
    let (tuned, held_out) = (score("tuned"), score("held-out"));
    let table = table(&tuned, &held_out);
    let place = corpus().join("RESULTS.md");
    if env::var_os("BLESS").is_some() {
        fs::write(&place, &table).expect("the results");
    }
    let differences = [tuned.differences.as_slice(), &held_out.differences].concat().join("\n");
    let known = fs::read_to_string(&place).unwrap_or_default();
    assert!(known == table, "run with BLESS=1 and look at the difference\n{table}\n{differences}");
    for half in [&tuned, &held_out] {
        let all = total(half);
        assert!(all.precision() >= 0.95 && all.recall() >= 0.95, "the importer has become worse");
        assert_eq!(half.refused.right, half.refused.wanted, "a classified bulletin passed");
    }
}
