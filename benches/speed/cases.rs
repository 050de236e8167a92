//! The cases, run in turn for both programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::generate::{self, Tool, article, article_path};
use super::measure::{self, Series, first_line, run};
use super::serve;

/// A row of the table.
pub struct Row {
    pub name: &'static str,
    pub fanzha: Series,
    pub hugo: Option<Series>,
    /// How many times faster than Hugo it is to be, if that is asked.
    pub wanted: Option<f64>,
}

/// The whole result.
pub struct Table {
    pub articles: usize,
    pub pages: usize,
    pub bytes: u64,
    pub runs: usize,
    pub versions: Vec<String>,
    pub rows: Vec<Row>,
    pub copy: Series,
    /// Cold builds on a disk, and `cp -r` of what they make.
    pub on_disk: (Series, Series),
    /// Peak memory of cold builds in MiB: fanzha's and Hugo's.
    pub peaks: (f64, Option<f64>),
    pub cache_bytes: u64,
    pub instructions: Option<String>,
}

/// The program that is measured.
fn fanzha() -> PathBuf {
    std::env::var_os("FANZHA").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_fanzha")), PathBuf::from)
}

struct Side {
    tool: Tool,
    program: PathBuf,
    root: PathBuf,
    tags: usize,
}

impl Side {
    fn new(tool: Tool, program: PathBuf, place: &Path, articles: usize) -> Self {
        let root = place.join(if tool == Tool::Fanzha { "fanzha" } else { "hugo" });
        generate::site(tool, &root, articles);
        Side { tool, program, root, tags: generate::tags(articles) }
    }

    fn arguments(&self) -> &'static [&'static str] {
        match self.tool {
            Tool::Fanzha => &["-q", "build"],
            Tool::Hugo => &["--minify", "--quiet"],
        }
    }

    fn build(&self) -> f64 {
        run(&self.program, self.arguments(), &self.root)
    }

    /// The peak memory of a cold build, in MiB.
    fn peak(&self) -> f64 {
        self.forget(&["public", ".fanzha", "resources"]);
        measure::peak(&self.program, self.arguments(), &self.root)
    }

    fn forget(&self, names: &[&str]) {
        for name in names {
            drop(fs::remove_dir_all(self.root.join(name)));
        }
    }

    fn write(&self, number: usize, title: &str, last: &str) {
        let text = article(self.tool, number, self.tags, title, last);
        fs::write(self.root.join(article_path(number)), text).unwrap();
        // An author's next build does not begin within the clock tick in which the file was saved.
        std::thread::sleep(std::time::Duration::from_millis(150));
    }

    /// All cases once.
    fn round(&self, round: usize, articles: usize) -> Vec<(&'static str, f64)> {
        let mut costs = Vec::new();
        self.forget(&["public", ".fanzha", "resources"]);
        costs.push(("cold", self.build()));
        costs.push(("nothing changed", self.build()));
        let edited = 37 * (round + 1) % articles;
        self.write(edited, "先核实再转账", &format!("第{round}次改正文。"));
        costs.push(("one body edited", self.build()));
        self.write(edited + 1, &format!("第{round}次改标题"), "不转账。");
        costs.push(("one title edited", self.build()));
        self.write(edited + 2, &format!("第{round}次再改标题"), "不转账。");
        costs.push(("another title edited", self.build()));
        self.write(articles + round, "新的一篇", "不转账。");
        costs.push(("one article added", self.build()));
        if self.tool == Tool::Fanzha {
            // A runner of CI gets the cache back and nothing else.
            fs::rename(self.root.join(".fanzha"), self.root.join("kept")).unwrap();
            self.forget(&["public"]);
            fs::create_dir(self.root.join(".fanzha")).unwrap();
            fs::rename(self.root.join("kept/cache"), self.root.join(".fanzha/cache")).unwrap();
            self.forget(&["kept"]);
            costs.push(("restored from the cache", self.build()));
        }
        costs
    }
}

/// How many times faster than Hugo each case is to be.
const WANTED: &[(&str, Option<f64>)] = &[
    ("cold", Some(4.0)),
    ("nothing changed", Some(30.0)),
    ("one body edited", Some(25.0)),
    ("one title edited", Some(20.0)),
    ("another title edited", Some(20.0)),
    ("one article added", Some(4.0)),
    ("restored from the cache", None),
    ("preview: save to served", Some(3.0)),
];

/// Runs everything, in memory but for what is to be on a disk.
pub fn compare((place, disk): (&Path, &Path), articles: usize, runs: usize) -> Table {
    let fanzha = Side::new(Tool::Fanzha, fanzha(), place, articles);
    let hugo = measure::hugo().map(|program| Side::new(Tool::Hugo, program, place, articles));
    if hugo.is_none() {
        println!("Hugo is not there: only fanzha is measured.");
    }
    let mut rows: Vec<Row> = WANTED
        .iter()
        .map(|(name, wanted)| Row { name, fanzha: Series::default(), hugo: None, wanted: *wanted })
        .collect();
    let mut copy = Series::default();
    for round in 0..runs {
        let mut put = |costs: Vec<(&'static str, f64)>, of_hugo: bool| {
            for (name, cost) in costs {
                println!("run {round}: {} {name}: {:.3} s", if of_hugo { "hugo  " } else { "fanzha" }, cost);
                let row = rows.iter_mut().find(|row| row.name == name).unwrap();
                if of_hugo { row.hugo.get_or_insert_default().push(cost) } else { row.fanzha.push(cost) }
            }
        };
        put(fanzha.round(round, articles), false);
        copy.push(copied(place));
        if let Some(hugo) = &hugo {
            put(hugo.round(round, articles), true);
        }
    }
    let mut previews = vec![(&fanzha, false)];
    previews.extend(hugo.as_ref().map(|hugo| (hugo, true)));
    for (side, of_hugo) in previews {
        let series = serve::edits(side.tool, &side.program, (&side.root, side.tags), runs);
        let row = rows.iter_mut().find(|row| row.name.starts_with("preview")).unwrap();
        if of_hugo { row.hugo = Some(series) } else { row.fanzha = series }
    }
    let peaks = (fanzha.peak(), hugo.as_ref().map(Side::peak));
    let (pages, bytes) = size(&fanzha.root.join("public"), ".html");
    let mut versions = vec![first_line(&fanzha.program, &["--version"])];
    versions.extend(hugo.as_ref().map(|hugo| first_line(&hugo.program, &["version"])));
    let (_, cache_bytes) = size(&fanzha.root.join(".fanzha/cache"), "");
    let on_disk = on_disk(disk, articles, runs);
    let instructions = Some(instructions(place)).filter(|text| !text.is_empty());
    Table { articles, pages, bytes, runs, versions, rows, copy, on_disk, peaks, cache_bytes, instructions }
}

/// The time of `cp -r` of the output.
fn copied(place: &Path) -> f64 {
    let target = place.join("copy");
    let cost = run(Path::new("cp"), &["-r", "fanzha/public", &target.to_string_lossy()], place);
    fs::remove_dir_all(&target).unwrap();
    cost
}

/// Cold builds and `cp -r` of the output in turn, on a disk that has nothing else to write.
fn on_disk(disk: &Path, articles: usize, runs: usize) -> (Series, Series) {
    let side = Side::new(Tool::Fanzha, fanzha(), disk, articles);
    let (mut cold, mut copy) = (Series::default(), Series::default());
    let settle = || run(Path::new("sync"), &[], disk);
    for round in 0..runs {
        side.forget(&["public", ".fanzha"]);
        settle();
        let built = side.build();
        settle();
        let copied = copied(disk);
        println!("run {round}: on the disk: fanzha cold: {built:.3} s, cp -r: {copied:.3} s");
        cold.push(built);
        copy.push(copied);
    }
    (cold, copy)
}

/// Files with that ending below a folder, and the bytes of all files.
fn size(folder: &Path, ending: &str) -> (usize, u64) {
    let (mut count, mut bytes) = (0, 0);
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let meta = entry.metadata().unwrap();
        if meta.is_dir() {
            let (more, of) = size(&entry.path(), ending);
            (count, bytes) = (count + more, bytes + of);
        } else {
            count += usize::from(entry.path().to_string_lossy().ends_with(ending));
            bytes += meta.len();
        }
    }
    (count, bytes)
}

/// Time and memory per page as sites grow.
pub fn linear(place: &Path, runs: usize) {
    let sizes = [1_000, 10_000, 100_000];
    let sides: Vec<Side> =
        sizes.iter().map(|size| Side::new(Tool::Fanzha, fanzha(), &place.join(size.to_string()), *size)).collect();
    let mut first = None;
    for (articles, side) in sizes.iter().zip(&sides) {
        let mut series = Series::default();
        for _ in 0..runs {
            side.forget(&["public", ".fanzha"]);
            series.push(side.build());
        }
        let (pages, _) = size(&side.root.join("public"), ".html");
        let [low, middle, high] = series.seconds();
        let each = middle / pages as f64 * 1e6;
        let ratio = each / *first.get_or_insert(each);
        println!(
            "{articles:>7} articles, {pages:>7} pages: {middle:.2} s ({low:.2}–{high:.2}), {each:.0} µs a page, {ratio:.2} times the first, peak {:.0} MiB",
            side.peak()
        );
        side.forget(&["public", ".fanzha"]);
    }
}

/// Instructions of a cold build of 1,000 articles on one thread, as valgrind counts them.
pub fn instructions(place: &Path) -> String {
    let side = Side::new(Tool::Fanzha, fanzha(), &place.join("counted"), 1_000);
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(fanzha())
        .args(["-q", "build", "--no-cache", "-j", "1"])
        .current_dir(&side.root)
        .output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stderr).into_owned()).unwrap_or_default();
    let line = text.lines().find(|line| line.contains("Collected :")).unwrap_or_default();
    line.rsplit(' ').next().unwrap_or_default().to_owned()
}
