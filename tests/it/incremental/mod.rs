//! A build that takes over what it can must give what a clean build gives, whatever happened to
//! the site, to the cache and to the output folder in between.

mod edits;
mod kills;
mod play;
mod records;
mod theme;
mod work;

use std::collections::BTreeMap;
use std::path::Path;

use fanzha::build::{self, Built, Project};
use fanzha::config::Overrides;
use fanzha::diag::Lang;
use fanzha::diag::print::{Format, Printing, print};
use fanzha::emit::{Content, Supply};
use fanzha::site::{Include, When};

use super::fixture::{Tree, tree};

/// A small generator of numbers, the same on every run.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    pub fn one<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }
}

/// How often to do something: a few times in CI, more where `name` says so.
pub fn times(name: &str, few: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(few)
}

/// A project at an instant.
pub fn project(root: &Path, when: When) -> Project {
    Project {
        root: root.to_owned(),
        config: "site.toml".to_owned(),
        overrides: Overrides::default(),
        when,
        include: Include::default(),
        publish: true,
        read_at: build::now(),
        graph: false,
        explain: None,
        progress: Default::default(),
        packing: Default::default(),
    }
}

/// What a build says, in full.
pub fn said(built: &Built) -> String {
    let mut bytes = Vec::new();
    let all = built.report.sorted();
    let printing = Printing { lang: Lang::En, color: false, texts: &built.sources, run: &all };
    print(Format::Human, &mut bytes, &all, &printing).expect("memory");
    String::from_utf8(bytes).expect("UTF-8")
}

/// What a build without a cache gives and says.
pub fn clean(project: &Project) -> (Tree, String) {
    let mut cache = build::no_cache(project);
    let built = build::build(project, &mut cache, &mut |_| {});
    let supply = Supply { sources: &built.sources, pack: &built.pack, variants: &built.variants };
    let bytes = |content: &Content| supply.bytes(content).expect("bytes of this build");
    let files = built.outputs.files.iter().map(|(path, content)| (path.to_string(), bytes(content)));
    let files: BTreeMap<String, Vec<u8>> = if built.report.has_errors() { BTreeMap::new() } else { files.collect() };
    (files, said(&built))
}

/// Builds with the cache, publishes, and gives what was built.
pub fn warm(project: &Project) -> Built {
    let mut cache = build::cache(project);
    let mut built = build::build(project, &mut cache, &mut |_| {});
    build::publish(project, &mut built, &mut cache, &mut |_| {});
    cache.save(64 << 20).expect("the cache is kept");
    built
}

/// The first difference between two trees.
pub fn difference(found: &Tree, wanted: &Tree) -> Option<String> {
    for (path, bytes) in wanted {
        match found.get(path) {
            None => return Some(format!("{path} is missing")),
            Some(other) if other != bytes => {
                let (other, bytes) = (String::from_utf8_lossy(other), String::from_utf8_lossy(bytes));
                return Some(format!("{path} is\n{other}\nand should be\n{bytes}"));
            }
            Some(_) => {}
        }
    }
    found.keys().find(|path| !wanted.contains_key(*path)).map(|path| format!("{path} should not be there"))
}

/// The output folder.
pub fn published(root: &Path) -> Tree {
    tree(&root.join("public"))
}
