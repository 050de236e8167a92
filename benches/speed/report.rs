//! The table, for people and for the repository.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::cases::Table;
use super::measure::Series;

/// Prints the table and writes it to `benches/RESULTS.md`.
pub fn write(table: &Table) {
    let text = text(table);
    println!("{text}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/RESULTS.md");
    fs::write(path, text).unwrap();
}

fn shown(series: &Series) -> String {
    let [low, middle, high] = series.seconds();
    if middle.is_nan() { "–".to_owned() } else { format!("{middle:.3} s ({low:.3}–{high:.3})") }
}

fn text(table: &Table) -> String {
    let mut out = String::new();
    let Table { articles, pages, runs, .. } = table;
    let threads = std::thread::available_parallelism().map_or(0, usize::from);
    let mebibytes = table.bytes as f64 / f64::from(1 << 20);
    writeln!(out, "# How fast builds are\n").unwrap();
    writeln!(out, "`cargo bench --bench speed -- compare {articles} {runs}` wrote this file on {}.\n", today())
        .unwrap();
    writeln!(
        out,
        "{articles} generated Chinese articles in one section, two taxonomies, lists of 20, feeds, sitemap, minified HTML: \
         {pages} pages, {mebibytes:.0} MiB. {threads} cores; sites in memory where the machine has such a place. Medians of \
         {runs} runs in turn, with the fastest and the slowest.\n"
    )
    .unwrap();
    if std::env::var_os("FANZHA").is_some() {
        writeln!(out, "The program was given in `$FANZHA`, such as a release compiled with a profile (`benches/speed/profiled.sh`).\n").unwrap();
    }
    table.versions.iter().for_each(|version| writeln!(out, "- {version}").unwrap());
    writeln!(out, "\n| case | fanzha | Hugo | times faster | wanted |\n|---|---|---|---|---|").unwrap();
    for row in &table.rows {
        let hugo = row.hugo.as_ref().map(shown).unwrap_or_else(|| "–".to_owned());
        let ratio = row.hugo.as_ref().map(|hugo| hugo.seconds()[1] / row.fanzha.seconds()[1]);
        let ratio = ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.1}"));
        let wanted = row.wanted.map_or_else(|| "–".to_owned(), |wanted| format!("{wanted}"));
        writeln!(out, "| {} | {} | {hugo} | {ratio} | {wanted} |", row.name, shown(&row.fanzha)).unwrap();
    }
    let copy = table.copy.seconds()[1];
    let of = |name: &str| table.rows.iter().find(|row| row.name == name).unwrap();
    let cold = of("cold");
    writeln!(out, "\n`cp -r` of the output: {}. In memory cold is {:.1} times that (wanted: at most 4), restored from the cache {:.1} times (wanted: at most 2).",
        shown(&table.copy), cold.fanzha.seconds()[1] / copy, of("restored from the cache").fanzha.seconds()[1] / copy).unwrap();
    let (on_disk, copied) = &table.on_disk;
    writeln!(
        out,
        "\nOn the disk where cargo builds a cold build takes {}, `cp -r` of its output {}: {:.1} times that.",
        shown(on_disk),
        shown(copied),
        on_disk.seconds()[1] / copied.seconds()[1]
    )
    .unwrap();
    if let (ours, Some(theirs)) = table.peaks {
        writeln!(
            out,
            "\nPeak memory of a cold build: {ours:.0} MiB, Hugo {theirs:.0} MiB: 1/{:.1} (wanted: at most 1/6).",
            theirs / ours
        )
        .unwrap();
    }
    writeln!(out, "\nThe cache holds {:.0} MiB.", table.cache_bytes as f64 / f64::from(1 << 20)).unwrap();
    if let Some(instructions) = &table.instructions {
        writeln!(out, "\nInstructions of a cold build of 1,000 articles on one thread (callgrind): {instructions}.")
            .unwrap();
    }
    out
}

fn today() -> String {
    jiff::Zoned::now().date().to_string()
}
