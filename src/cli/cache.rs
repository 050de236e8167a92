//! `cache`: what builds keep between them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde_json::json;

use super::{Talk, exit, output, project, refuse};
use crate::build::{self, Project};
use crate::cache::Cache;
use crate::diag::{Diagnostic, code};
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
        #[cfg(feature = "store")]
        what @ ("push" | "pull") => shared::run(&project, what == "push", talk),
        #[cfg(not(feature = "store"))]
        "push" | "pull" => {
            talk.say(&t!("这个版本没有编入存储", "this build has no stores"));
            exit::USAGE
        }
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
    refuse(talk, Diagnostic::unwritable(folder, error))
}

/// The cache in a store that all runners reach.
#[cfg(feature = "store")]
mod shared {
    use std::sync::Arc;

    use super::*;
    use crate::config::Config;
    use crate::depot::{Place, Pulled, pull, push};
    use crate::diag::Report;

    pub fn run(project: &Project, is_push: bool, talk: &Talk) -> u8 {
        let mut report = Report::new();
        let first = crate::source::read_one(&project.root, &project.config, &mut report);
        let text = first.and_then(|file| file.text).unwrap_or_default();
        let file = Arc::from(project.config.as_str());
        let config = Config::read(&file, &text, &project.overrides, &mut report);
        if report.has_errors() {
            output::report(&report, &crate::source::Sources::default(), talk);
            return super::super::exit_code(&report);
        }
        let secrets = super::super::media::secrets();
        let place = Place { root: project.root.clone(), secrets, allow_private: true };
        let done = if is_push { push(&config, &place).map(pushed) } else { pull(&config, &place).map(pulled) };
        match done {
            Ok(text) => {
                talk.say(&text);
                exit::DONE
            }
            Err(finding) => refuse(talk, *finding),
        }
    }

    fn pushed(bytes: u64) -> crate::diag::Text {
        let size = mebibytes(bytes);
        t!("缓存已上传：{size} MiB", "the cache is in the store: {size} MiB")
    }

    fn pulled(what: Pulled) -> crate::diag::Text {
        match what {
            Pulled::Cache(bytes) => {
                let size = mebibytes(bytes);
                t!("缓存已取回：{size} MiB", "the cache is here: {size} MiB")
            }
            Pulled::Nothing => t!(
                "存储里还没有这个版本的缓存，这一次全部重新生成",
                "the store has no cache of this version yet; the next build makes everything anew"
            ),
            Pulled::Useless => t!(
                "存储里的缓存不完整或太大，不用它，这一次全部重新生成",
                "the cache in the store is damaged or too large and is not used; the next build makes everything anew"
            ),
        }
    }
}
