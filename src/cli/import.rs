//! `import`: old files become content.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use serde_json::{Value, json};

use super::args::{flag, option};
use super::{Talk, exit, exit_code, output, progress, project, refuse};
use crate::build::Project;
use crate::config::Config;
use crate::diag::print::Format;
use crate::diag::{Lang, Report, Severity, code};
use crate::import::repair::Rule;
use crate::import::{self, Import, Request, Status};
use crate::source::{self, Sources};
use crate::t;

/// How many repairs of a kind are shown, without `--verbose`.
const SHOWN: usize = 3;

/// The options.
pub fn command(lang: Lang) -> Command {
    let tr = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let example = |zh: &'static str, en: &'static str| format!("{}\n{}", tr("例：", "Example:"), tr(zh, en));
    Command::new("import")
        .about(tr("导入旧文件", "import old files"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("bulletin")
                .about(tr(
                    "导入简报（.txt .docx .pdf .html .md，可以是整个文件夹）",
                    "import bulletins (.txt .docx .pdf .html .md, or whole folders)",
                ))
                .arg(
                    Arg::new("from")
                        .required(true)
                        .num_args(1..)
                        .value_name("FILE")
                        .help(tr("文件或文件夹", "files or folders")),
                )
                .arg(option(
                    "series",
                    "ID",
                    tr(
                        "是哪一种简报（site.toml 里 [periodicals] 的名字）；平时从刊名认",
                        "the bulletin, an id of [periodicals] in site.toml (default: told by the masthead)",
                    ),
                ))
                .arg(
                    option(
                        "classification",
                        "LEVEL",
                        tr(
                            "全部经过保密审查，写 公开；不写则导入为草稿",
                            "all of it was reviewed: 公开; without it pages are drafts",
                        ),
                    )
                    .value_parser(["公开", "public"]),
                )
                .arg(flag("verbatim", tr("一个字、一处空格也不修", "mend nothing")))
                .arg(flag("dry-run", tr("只看看会怎样，不写文件", "only say what would be done")).short('n'))
                .after_help(example(
                    "  fanzha import bulletin 联络动态2021年第12期.docx\n  fanzha import bulletin 旧简报/ --dry-run -v",
                    "  fanzha import bulletin issue-12.docx\n  fanzha import bulletin old/ --dry-run -v",
                )),
        )
}

pub fn run(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    match sub.subcommand() {
        Some(("bulletin", own)) => bulletin(matches, own, talk),
        _ => exit::USAGE,
    }
}

/// The settings, or the exit code where they are wrong.
fn settings(project: &Project, talk: &Talk) -> Result<Config, u8> {
    let mut report = Report::new();
    let file = source::read_one(&project.root, &project.config, &mut report);
    let text = file.as_ref().and_then(|file| file.text.clone()).unwrap_or_default();
    let config = Config::read(&project.config.as_str().into(), &text, &project.overrides, &mut report);
    if report.has_errors() {
        output::report(&report, &Sources::of(&project.root, file), talk);
        return Err(exit_code(&report));
    }
    Ok(config)
}

fn bulletin(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    let project = match project(matches, sub) {
        Ok(project) => project,
        Err(finding) => return refuse(talk, *finding),
    };
    let config = match settings(&project, talk) {
        Ok(config) => config,
        Err(code) => return code,
    };
    let periodical = sub.get_one::<String>("series").cloned();
    if let Some(id) = periodical.as_ref().filter(|id| !config.periodicals.contains_key(*id)) {
        let known: Vec<&str> = config.periodicals.keys().map(String::as_str).collect();
        let (zh, en) = (known.join("、"), known.join(", "));
        return refuse(
            talk,
            crate::diag::Diagnostic::error(
                code::BAD_VALUE,
                t!("site.toml 的 [periodicals] 里没有“{id}”", "[periodicals] of site.toml has no `{id}`"),
            )
            .help(t!("已有的：{zh}", "there are: {en}")),
        );
    }
    let request = Request {
        root: project.root.clone(),
        from: sub.get_many::<String>("from").into_iter().flatten().map(PathBuf::from).collect(),
        periodical,
        public: sub.get_one::<String>("classification").is_some(),
        verbatim: sub.get_flag("verbatim"),
        dry_run: sub.get_flag("dry-run"),
    };
    let bar = progress::of_files(talk.lang);
    let imports = import::run(&request, &config, &bar);
    let mut report = Report::new();
    report.extend(imports.iter().flat_map(|import| import.findings.iter().cloned()));
    if talk.format == Format::Json {
        output::to_stdout(&format!("{:#}\n", as_json(&imports, &request, talk.lang)));
    } else {
        imports.iter().for_each(|import| tell(import, &request, talk));
        output::report(&report, &Sources::default(), talk);
        summary(&imports, &request, talk);
    }
    exit_code(&report)
}

fn count(imports: &[Import], status: Status) -> usize {
    imports.iter().filter(|import| import.status == status).count()
}

fn summary(imports: &[Import], request: &Request, talk: &Talk) {
    let all = imports.len();
    let [written, same, kept, refused, failed] =
        [Status::Written, Status::Unchanged, Status::Kept, Status::Refused, Status::Failed]
            .map(|status| count(imports, status));
    let (zh, en) = if request.dry_run { ("会写入", "to be written") } else { ("写入", "written") };
    talk.say(&t!(
        "共 {all} 个文件：{zh} {written}，没有变化 {same}，已改过而保留 {kept}，不能公开 {refused}，失败 {failed}",
        "{all} files: {en} {written}, unchanged {same}, kept since edited {kept}, not for the public {refused}, failed {failed}"
    ));
    if written > 0 && !request.public && !request.dry_run {
        talk.say(&t!(
            "导入的都是草稿：保密审查以后，按页面里的提示改成公开；fanzha serve -D 可以预览",
            "the pages are drafts: after review make them public as their comments say; fanzha serve -D shows them"
        ));
    }
}

/// What became of a file, in lines for people.
fn tell(import: &Import, request: &Request, talk: &Talk) {
    let (Some(page), Some(issue)) = (&import.page, &import.issue) else { return };
    let file = import.file.display();
    talk.say(&t!("{file} → {page}", "{file} → {page}"));
    if request.verbatim {
        return;
    }
    for rule in Rule::ALL {
        let repairs: Vec<_> = issue.repairs.iter().filter(|repair| repair.rule == *rule).collect();
        let shown = if talk.verbose { repairs.len() } else { SHOWN };
        let (count, name) = (repairs.len(), rule.name());
        if count > 0 {
            let (zh, en) = (name.zh, name.en);
            talk.say(&t!("  {zh}（{count}）", "  {en} ({count})"));
        }
        for repair in repairs.iter().take(shown) {
            let (line, before, after) = (repair.line, &repair.before, &repair.after);
            talk.say(&t!("    第 {line} 行：“{before}” → “{after}”", "    line {line}: `{before}` → `{after}`"));
        }
        if count > shown {
            let rest = count - shown;
            talk.say(&t!("    还有 {rest} 处，用 -v 全部列出", "    and {rest} more; -v lists all"));
        }
    }
}

fn as_json(imports: &[Import], request: &Request, lang: Lang) -> Value {
    let files: Vec<Value> = imports
        .iter()
        .map(|import| {
            let issue = import.issue.as_ref();
            let findings: Vec<Value> = import
                .findings
                .iter()
                .map(|finding| {
                    let severity = match finding.severity {
                        Severity::Error => "error",
                        Severity::Warning => "warning",
                        Severity::Note => "note",
                    };
                    let help: Vec<&str> = finding.help.iter().map(|help| help.get(lang)).collect();
                    json!({ "code": finding.code.to_string(), "severity": severity, "message": finding.message.get(lang), "help": help })
                })
                .collect();
            json!({
                "file": import.file.display().to_string(),
                "status": import.status,
                "page": import.page,
                "date": issue.and_then(|issue| issue.date).map(|date| date.to_string()),
                "record": issue.map(|issue| &issue.fields),
                "repairs": issue.map(|issue| &issue.repairs),
                "unrecognised": issue.map(|issue| issue.unrecognised.iter().map(|(line, text)| json!({ "line": line, "text": text })).collect::<Vec<_>>()),
                "findings": findings,
            })
        })
        .collect();
    json!({
        "dry_run": request.dry_run,
        "written": count(imports, Status::Written),
        "unchanged": count(imports, Status::Unchanged),
        "kept": count(imports, Status::Kept),
        "refused": count(imports, Status::Refused),
        "failed": count(imports, Status::Failed),
        "files": files,
    })
}
