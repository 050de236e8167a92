//! Gives the program the fingerprint of its own sources, by which its cache knows whether the
//! program that filled it was the same.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    let mut files = Vec::new();
    for folder in ["src", "themes/campaign"] {
        collect(Path::new(folder), &mut files);
        println!("cargo::rerun-if-changed={folder}");
    }
    files.extend(["Cargo.toml", "Cargo.lock", "build.rs"].map(PathBuf::from));
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in files.iter().filter(|file| file.is_file()) {
        println!("cargo::rerun-if-changed={}", file.display());
        hash.write(file.to_string_lossy().replace('\\', "/").as_bytes());
        hash.write(&fs::read(file).unwrap_or_default());
    }
    let mut features: Vec<String> =
        std::env::vars().map(|(name, _)| name).filter(|name| name.starts_with("CARGO_FEATURE_")).collect();
    features.sort();
    features.iter().for_each(|feature| hash.write(feature.as_bytes()));
    println!("cargo::rustc-env=FANZHA_BUILD={:016x}", hash.finish());
    // minify-html's table of entities is 9 MiB full of pointers, which a position-independent
    // program must correct at every start.
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
