//! `migrate`: a site of Zola or Hugo becomes one of ours.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};

use super::args::option;
use super::{Talk, exit, refuse};
use crate::diag::Lang;
use crate::migrate::{Origin, REPORT, Request, run as migrate};
use crate::t;

/// How many notes are shown, without `--verbose`; the file has all.
const SHOWN: usize = 20;

/// The options.
pub fn command(lang: Lang) -> Command {
    let tr = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let folder = |name: &'static str, shown: &'static str, help: &'static str| {
        Arg::new(name).required(true).value_name(shown).value_parser(clap::value_parser!(PathBuf)).help(help)
    };
    Command::new("migrate")
        .about(tr("把 Zola 或 Hugo 的网站转成本工具的", "turn a site of Zola or Hugo into one of ours"))
        .arg(
            option("from", "TOOL", tr("旧网站用的工具：zola 或 hugo", "what the old site was made with: zola or hugo"))
                .required(true)
                .value_parser(["zola", "hugo"]),
        )
        .arg(folder("source", "OLD", tr("旧网站的目录（只读）", "the old site's folder (only read)")))
        .arg(folder(
            "target",
            "NEW",
            tr("新网站的目录（空目录或还不存在）", "the new site's folder (empty, or not there yet)"),
        ))
        .after_help(format!("{}\n  fanzha migrate --from hugo ../old newsite", tr("例：", "Example:")))
}

pub fn run(sub: &ArgMatches, talk: &Talk) -> u8 {
    let path = |name: &str| sub.get_one::<PathBuf>(name).cloned().unwrap_or_default();
    let from = match sub.get_one::<String>("from").map(String::as_str) {
        Some("hugo") => Origin::Hugo,
        _ => Origin::Zola,
    };
    let request = Request { from, source: path("source"), target: path("target") };
    let outcome = match migrate(&request) {
        Ok(outcome) => outcome,
        Err(finding) => return refuse(talk, *finding),
    };
    let (pages, files, target) = (outcome.pages, outcome.files, request.target.display());
    talk.say(&t!(
        "完成：{pages} 个页面、{files} 个其他文件 → {target}",
        "done: {pages} pages, {files} other files → {target}"
    ));
    let count = outcome.notes.len();
    if count > 0 {
        talk.say(&t!(
            "有 {count} 处要看一看，全部写在 {REPORT} 里：",
            "{count} places to look at, all of them in {REPORT}:"
        ));
    }
    let shown = if talk.verbose { count } else { SHOWN };
    for note in outcome.notes.iter().take(shown) {
        let (file, line) = (&note.file, note.line);
        let place = if line == 0 { file.clone() } else { format!("{file}:{line}") };
        let (zh, en) = (&note.text.zh, &note.text.en);
        talk.say(&t!("  {place}：{zh}", "  {place}: {en}"));
    }
    if count > shown {
        let rest = count - shown;
        talk.say(&t!("  还有 {rest} 处", "  and {rest} more"));
    }
    talk.say(&t!("下一步：cd {target}，再运行 fanzha check", "next: cd {target}, then fanzha check"));
    exit::DONE
}
