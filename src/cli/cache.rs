//! `cache`: what builds keep between them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde_json::json;

use super::{Talk, exit, output, project, refuse};
use crate::build::{self, Project};
use crate::cache::Cache;
use crate::diag::{Diagnostic, code, io_reason};
use crate::media::Variants;
use crate::{manifest, store, t, write};

pub fn run(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    let project = match project(matches, sub) {
        Ok(project) => project,
        Err(finding) => return refuse(talk, *finding),
    };
    match sub.get_one::<String>("what").map_or("stats", String::as_str) {
        "gc" => collect(&project, talk),
        "clear" => clear(&project, talk),
        _ => stats(&project, sub.get_flag("json"), talk),
    }
}

/// The cache of builds and that of the preview.
fn folders(project: &Project) -> [PathBuf; 2] {
    ["cache", "serve"].map(|name| project.root.join(build::STATE).join(name))
}

fn stats(project: &Project, as_json: bool, talk: &Talk) -> u8 {
    let pictures = build::variants(project);
    let kept = Variants::open(&pictures).size();
    let sizes = folders(project).map(|folder| {
        let size = store::size(&folder).unwrap_or_default();
        (folder, size.bytes, size.live)
    });
    for (folder, bytes, live) in sizes.into_iter().chain([(pictures, kept, kept)]) {
        let shown = folder.display();
        let text = if as_json {
            json!({ "folder": folder.to_string_lossy(), "bytes": bytes, "live": live }).to_string()
        } else {
            let (all, used) = (mebibytes(bytes), mebibytes(live));
            t!("{shown}\t{all} MiB，其中在用 {used} MiB", "{shown}\t{all} MiB, {used} MiB of it in use")
                .get(talk.lang)
                .to_owned()
        };
        output::to_stdout(&format!("{text}\n"));
    }
    exit::DONE
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}

fn collect(project: &Project, talk: &Talk) -> u8 {
    let mut wanted = BTreeSet::new();
    for folder in folders(project).into_iter().filter(|folder| folder.is_dir()) {
        let before = store::size(&folder).unwrap_or_default().bytes;
        let mut cache = Cache::open(&folder, &build::variants(project));
        if !cache.lasts() {
            return in_use(&folder, talk);
        }
        if let Err(error) = cache.compact().and_then(|()| cache.save(u64::MAX)) {
            return failed(&folder, &error, talk);
        }
        wanted.extend(cache.ledger.made.keys().copied());
        wanted.extend(manifest::keys(&cache.outputs));
        drop(cache);
        let after = store::size(&folder).unwrap_or_default().bytes;
        say_freed(&folder, before.saturating_sub(after), talk);
    }
    let pictures = build::variants(project);
    let freed = Variants::open(&pictures).retain(&wanted);
    say_freed(&pictures, freed, talk);
    exit::DONE
}

fn say_freed(folder: &Path, bytes: u64, talk: &Talk) {
    let (shown, freed) = (folder.display(), mebibytes(bytes));
    talk.say(&t!("{shown}：腾出 {freed} MiB", "{shown}: freed {freed} MiB"));
}

fn clear(project: &Project, talk: &Talk) -> u8 {
    for folder in folders(project) {
        match store::clear(&folder) {
            Ok(true) => {}
            Ok(false) => return in_use(&folder, talk),
            Err(error) => return failed(&folder, &error, talk),
        }
    }
    write::remove_spares(&project.root.join(build::STATE));
    talk.say(&t!("缓存已清空，下一次会全部重新生成", "the cache is empty; the next build makes everything anew"));
    exit::DONE
}

fn in_use(folder: &Path, talk: &Talk) -> u8 {
    let shown = folder.display();
    refuse(
        talk,
        Diagnostic::error(
            code::OUTPUT_WRITE,
            t!("{shown} 正在被另一个 fanzha 使用", "{shown} is in use by another fanzha"),
        )
        .help(t!("等它结束，或先停掉预览", "wait for it to end, or stop the preview")),
    )
}

fn failed(folder: &Path, error: &std::io::Error, talk: &Talk) -> u8 {
    let (shown, reason) = (folder.display(), io_reason(error));
    let (zh, en) = (reason.zh, reason.en);
    refuse(talk, Diagnostic::error(code::OUTPUT_WRITE, t!("写不进 {shown}（{zh}）", "cannot write {shown} ({en})")))
}
