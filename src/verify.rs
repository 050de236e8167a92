//! Proof by doing it again: a build without the cache must give the same bytes.
#![allow(clippy::disallowed_methods)]

use std::fs;

use crate::build::{self, Built, Project};
use crate::diag::{Diagnostic, Report, code};
use crate::emit::{Content, Supply};
use crate::t;

/// How many differing files are named.
const NAMED: usize = 5;

/// Builds the site once more without the cache, compares every published byte with the result,
/// and reports what differs. Gives the number of files compared.
pub fn verify(project: &Project, built: &mut Built) -> usize {
    let output = build::output_folder(project, &built.config);
    let mut scratch = build::no_cache(project);
    let clean = build::build(&Project { publish: false, ..project.clone() }, &mut scratch, &mut |_| {});
    let supply = Supply { sources: &clean.sources, pack: &clean.pack, variants: &clean.variants };
    let bytes = |content: &Content| supply.bytes(content).ok();
    let mut findings = Report::new();
    findings
        .extend(clean.report.sorted().into_iter().filter(|finding| !built.report.sorted().contains(finding)).cloned());
    let mut differing: Vec<&str> = Vec::new();
    for (path, content) in &clean.outputs.files {
        let published = fs::read(output.join(path.as_str())).ok();
        if published.is_none() || published != bytes(content) {
            differing.push(path.as_str());
        }
    }
    differing.extend(
        built.outputs.files.keys().filter(|path| !clean.outputs.files.contains_key(*path)).map(|path| path.as_str()),
    );
    for path in differing.iter().take(NAMED) {
        findings.push(
            Diagnostic::error(
                code::CACHE_DIFFERS,
                t!("/{path} 和不用缓存生成的不一样", "/{path} differs from a build without the cache"),
            )
            .help(t!(
                "这是程序的错误，请报告；先用 fanzha cache clear 清空缓存再生成",
                "this is a mistake of the program, please report it; run fanzha cache clear and build again"
            )),
        );
    }
    built.report.extend(findings.into_findings());
    clean.outputs.files.len()
}
