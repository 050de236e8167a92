//! What search costs: time and bytes of the index, and what a first query fetches. With Pagefind in
//! $PAGEFIND (`npm install pagefind` brings it) the same for Pagefind.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::unwrap_used)]

mod generate;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const HELP: &str = "\
cargo bench --bench search -- compare [PAGES…]    writes benches/SEARCH.md (1000 and 10000 pages)
cargo bench --bench search -- generate PAGES DIR  only the site

Queries run in Chromium through `npm ci` in tests/. Pagefind is looked for in $PAGEFIND.";

const FANZHA: &str = env!("CARGO_BIN_EXE_fanzha");
const QUERIES: &[&str] = &[
    "刷单返利",
    "公检法",
    "冒充公检法",
    "老人",
    "屏幕共享",
    "验证码",
    "电信网络诈骗",
    "安全账户",
    "第635号",
    "96110",
    "手机",
    "老人 转账",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["compare", sizes @ ..] => {
            let sizes: Vec<usize> = sizes.iter().map(|size| size.parse().expect("a number")).collect();
            let sizes = if sizes.is_empty() { vec![1_000, 10_000] } else { sizes };
            let text = report(&sizes.into_iter().map(measure).collect::<Vec<Case>>());
            println!("{text}");
            fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/SEARCH.md"), text).unwrap();
        }
        ["generate", pages, folder] => generate::site(Path::new(folder), pages.parse().expect("a number")),
        _ => println!("{HELP}"),
    }
}

/// What was measured of a site.
struct Case {
    pages: usize,
    /// Milliseconds of the stage: cold, after an edit of a body, after a new page.
    cold: f64,
    edited: f64,
    added: f64,
    /// Index files that change after an edit of a body, and after a new page.
    changed: [usize; 2],
    index: Size,
    queries: Vec<String>,
    pagefind: Option<Pagefind>,
}

struct Pagefind {
    seconds: f64,
    index: Size,
    queries: Vec<String>,
}

/// How many files and bytes a folder has.
#[derive(Clone, Copy, Default)]
struct Size {
    files: usize,
    bytes: u64,
}

fn measure(pages: usize) -> Case {
    let root = std::env::temp_dir().join(format!("fanzha-search-{}-{pages}", std::process::id()));
    generate::site(&root, pages);
    let cold = build(&root);
    let index = root.join("public/search-index");
    let before = digests(&index);
    let material = generate::material();
    fs::write(root.join(generate::path(7)), generate::page(7, &material, "民警上门劝住了她，钱一分没少。")).unwrap();
    let edited = build(&root);
    let after = digests(&index);
    fs::write(root.join(generate::path(pages)), generate::page(pages, &material, "她挂断了电话。")).unwrap();
    let added = build(&root);
    let last = digests(&index);
    let queries = queries(&root, "fanzha");
    let case = Case {
        pages,
        cold,
        edited,
        added,
        changed: [differing(&before, &after), differing(&after, &last)],
        index: size(&index),
        queries,
        pagefind: pagefind(&root),
    };
    fs::remove_dir_all(&root).unwrap();
    case
}

/// Builds, and gives the milliseconds of the search stage.
fn build(root: &Path) -> f64 {
    let output = Command::new(FANZHA).args(["--lang", "en", "build", "--timings"]).current_dir(root).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    let line = said.lines().find(|line| line.split_whitespace().next() == Some("search")).expect("a search stage");
    let number = line.split_whitespace().find_map(|word| word.parse().ok());
    number.expect("milliseconds")
}

fn queries(root: &Path, tool: &str) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/search/query.mjs");
    let output = Command::new("node").arg(script).arg(root.join("public")).arg(tool).args(QUERIES).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

fn pagefind(root: &Path) -> Option<Pagefind> {
    let program = PathBuf::from(std::env::var_os("PAGEFIND")?);
    let begun = Instant::now();
    let output = Command::new(program).args(["--site", "public"]).current_dir(root).output().unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let index = size(&root.join("public/pagefind"));
    Some(Pagefind { seconds, index, queries: queries(root, "pagefind") })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn size(folder: &Path) -> Size {
    let sizes = files(folder).into_iter().map(|path| fs::metadata(path).unwrap().len());
    sizes.fold(Size::default(), |size, bytes| Size { files: size.files + 1, bytes: size.bytes + bytes })
}

fn digests(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    files(folder).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn differing(before: &[(PathBuf, Vec<u8>)], after: &[(PathBuf, Vec<u8>)]) -> usize {
    after.iter().filter(|file| before.binary_search(file).is_err()).count()
}

fn report(cases: &[Case]) -> String {
    let mut out = String::from(
        "# What search costs\n\n`cargo bench --bench search -- compare` wrote this file. Pages of 60 sentences of this repository's own pages, with the theme that comes with fanzha. Bytes of text are those after brotli 5; shards are not compressed any further.\n",
    );
    for case in cases {
        let Case { pages, cold, edited, added, changed, index, .. } = case;
        let mebibytes = |size: &Size| size.bytes as f64 / f64::from(1 << 20);
        writeln!(out, "\n## {pages} pages\n").unwrap();
        writeln!(out, "| | fanzha | Pagefind |\n|---|---|---|").unwrap();
        let theirs = case.pagefind.as_ref();
        let of_theirs = |show: &dyn Fn(&Pagefind) -> String| theirs.map_or_else(|| "–".to_owned(), show);
        writeln!(
            out,
            "| indexing | {:.2} s | {} |",
            cold / 1e3,
            of_theirs(&|it| format!("{:.1} s ({:.0} times)", it.seconds, it.seconds * 1e3 / cold))
        )
        .unwrap();
        writeln!(
            out,
            "| index | {:.1} MiB in {} files | {} |",
            mebibytes(index),
            index.files,
            of_theirs(&|it| format!(
                "{:.1} MiB in {} files ({:.1} times)",
                mebibytes(&it.index),
                it.index.files,
                mebibytes(&it.index) / mebibytes(index)
            ))
        )
        .unwrap();
        writeln!(out, "| one body edited | {edited:.0} ms, {} files | – |", changed[0]).unwrap();
        writeln!(out, "| one page added | {added:.0} ms, {} files | – |", changed[1]).unwrap();
        writeln!(out, "\nFirst queries on a phone:\n\n```text").unwrap();
        case.queries.iter().for_each(|line| writeln!(out, "{line}").unwrap());
        if let Some(theirs) = theirs {
            writeln!(out, "\nPagefind, with its first five results:").unwrap();
            theirs.queries.iter().for_each(|line| writeln!(out, "{line}").unwrap());
        }
        writeln!(out, "```").unwrap();
    }
    out
}
