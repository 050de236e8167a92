//! The command line. Only this room prints, reads the environment and the clock, and decides
//! exit codes.
#![allow(clippy::disallowed_methods)]

mod args;
mod cache;
mod check;
mod deploy;
mod import;
mod list;
mod manual;
mod media;
mod migrate;
mod output;
mod progress;
mod schema;
mod serve;
mod ship;
mod start;
mod usage;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::ArgMatches;
use jiff::Timestamp;

use crate::build::{self, Built, Project};
use crate::config::{Config, Overrides};
use crate::diag::print::Format;
use crate::diag::{Code, Diagnostic, Lang, Report, Severity, code};
use crate::media::Progress;
use crate::site::{Include, When};
use crate::{cms, t};

/// Exit codes; an interface.
mod exit {
    pub const DONE: u8 = 0;
    pub const CONTENT: u8 = 1;
    pub const USAGE: u8 = 2;
    pub const CONFIG: u8 = 3;
    pub const IO: u8 = 4;
    pub const NETWORK: u8 = 5;
    pub const REFUSED: u8 = 6;
    pub const DEAD_LINKS: u8 = 7;
}

/// How this run talks.
struct Talk {
    lang: Lang,
    format: Format,
    color: bool,
    quiet: bool,
    verbose: bool,
}

impl Talk {
    fn say(&self, text: &crate::diag::Text) {
        if !self.quiet && self.format == Format::Human {
            output::to_stderr(&format!("{}\n", text.get(self.lang)));
        }
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let lang = args::language();
    let matches = match args::command(lang).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            match usage::tell(&error, lang) {
                Some(told) => output::to_stderr(&told),
                None => drop(error.print()),
            }
            return ExitCode::from(if error.use_stderr() { exit::USAGE } else { exit::DONE });
        }
    };
    let talk = talk(&matches, lang);
    let code = match matches.subcommand() {
        Some(("build", sub)) => run_build(&matches, sub, &talk),
        Some(("check", sub)) => check::run(&matches, sub, &talk),
        Some(("serve", sub)) => serve::run(&matches, sub, &talk),
        Some(("list", sub)) => list::run(&matches, sub, &talk),
        Some(("cache", sub)) => cache::run(&matches, sub, &talk),
        Some(("import", sub)) => import::run(&matches, sub, &talk),
        Some(("migrate", sub)) => migrate::run(sub, &talk),
        Some(("deploy", sub)) => deploy::run(&matches, sub, &talk),
        Some(("media", sub)) => media::run(&matches, sub, &talk),
        Some(("init", sub)) => start::init(sub, &talk),
        Some(("new", sub)) => start::new(&matches, sub, &talk),
        Some(("schema", sub)) => schema::run(&matches, sub, &talk),
        Some(("explain", sub)) => manual::explain(sub, &talk),
        Some(("completion", sub)) => manual::completion(sub, lang),
        Some(("man", sub)) => manual::man(sub, &talk),
        _ => exit::USAGE,
    };
    ExitCode::from(code)
}

fn talk(matches: &ArgMatches, lang: Lang) -> Talk {
    let format = match matches.get_one::<String>("format").map(String::as_str) {
        Some("short") => Format::Short,
        Some("json") => Format::Json,
        Some("github") => Format::Github,
        Some("gitlab") => Format::Gitlab,
        Some("sarif") => Format::Sarif,
        _ => Format::Human,
    };
    let color = match matches.get_one::<String>("color").map(String::as_str) {
        Some("always") => true,
        Some("never") => false,
        _ => io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    Talk { lang, format, color, quiet: matches.get_flag("quiet"), verbose: matches.get_flag("verbose") }
}

/// The project that the options mean, or why there is none.
fn project(matches: &ArgMatches, sub: &ArgMatches) -> Result<Project, Box<Diagnostic>> {
    let config = matches.get_one::<String>("config").cloned().unwrap_or_else(|| "site.toml".to_owned());
    let root = match matches.get_one::<String>("root") {
        Some(root) => PathBuf::from(root),
        None => nearest_root(&config).unwrap_or_else(|| PathBuf::from(".")),
    };
    if !root.join(&config).is_file() {
        let shown = root.display();
        return Err(Box::new(
            Diagnostic::error(
                code::CONFIG_MISSING,
                t!("在 {shown} 和它的上级目录里找不到 {config}", "there is no {config} in {shown} or above it"),
            )
            .help(t!(
                "先进入站点目录，或用 fanzha init 新建站点",
                "change into the site's folder, or make a site with fanzha init"
            )),
        ));
    }
    let flag = |name: &str| sub.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or(false);
    let text = |name: &str| sub.try_get_one::<String>(name).ok().flatten().cloned();
    if let Some(url) = text("base-url").filter(|url| !crate::config::is_http_url(url)) {
        return Err(Box::new(
            Diagnostic::error(code::BAD_VALUE, t!("“{url}”不是完整的网址", "`{url}` is not a full URL"))
                .help(t!("写成 -u https://www.example.gov.cn", "write -u https://www.example.gov.cn")),
        ));
    }
    let instant = text("at").or_else(|| std::env::var("SOURCE_DATE_EPOCH").ok());
    let when = match instant {
        Some(written) => When::At(read_instant(&written, &root.join(&config)).ok_or_else(|| {
            Box::new(
                Diagnostic::error(code::BAD_DATE, t!("“{written}”不是时间", "`{written}` is not an instant"))
                    .help(t!("写成 2026-06-01T09:00:00+08:00", "write 2026-06-01T09:00:00+08:00")),
            )
        })?),
        None => When::Present(Timestamp::now()),
    };
    Ok(Project {
        root,
        config,
        overrides: Overrides {
            base_url: text("base-url"),
            output_dir: text("output-dir"),
            target: text("target"),
            preview: flag("preview"),
        },
        when,
        include: Include {
            drafts: flag("drafts") || flag("preview"),
            future: flag("future") || flag("preview"),
            expired: flag("expired"),
        },
        publish: false,
        read_at: build::now(),
        graph: false,
        explain: text("explain"),
        progress: Progress::default(),
        packing: Progress::default(),
    })
}

/// RFC 3339, a date or time on the site's clocks, or seconds since 1970.
fn read_instant(written: &str, settings: &Path) -> Option<Timestamp> {
    if let Ok(seconds) = written.parse::<i64>() {
        return Timestamp::from_second(seconds).ok();
    }
    let written = crate::date::Written::parse(written)?;
    let text = std::fs::read_to_string(settings).unwrap_or_default();
    // What is wrong with the settings the build reports.
    let config = Config::read(&"site.toml".into(), &text, &Overrides::default(), &mut Report::new());
    Some(written.resolve(&config.zone).instant())
}

fn nearest_root(config: &str) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let found = here.ancestors().find(|folder| folder.join(config).is_file())?;
    // Paths in findings read best when they are short.
    Some(if found == here { PathBuf::from(".") } else { found.to_owned() })
}

fn refuse(talk: &Talk, finding: Diagnostic) -> u8 {
    // A wrong moment or value can only come from the command line or the environment here.
    let usage = [code::BAD_DATE, code::BAD_VALUE].contains(&finding.code);
    let mut report = Report::new();
    report.push(finding);
    output::report(&report, &crate::source::Sources::default(), talk);
    if usage { exit::USAGE } else { exit_code(&report) }
}

fn exit_code(report: &Report) -> u8 {
    let sorted = report.sorted();
    let mut codes = sorted.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.code);
    let of = |names: &[Code], code: Code| names.contains(&code);
    let config = [code::CONFIG_MISSING, code::CONFIG_INVALID, code::THEME_MISSING];
    let io = [code::IO_UNREADABLE, code::OUTPUT_WRITE];
    let all: Vec<Code> = codes.by_ref().collect();
    if all.is_empty() {
        exit::DONE
    } else if all.iter().any(|code| of(&config, *code)) {
        exit::CONFIG
    } else if all.iter().all(|code| of(&io, *code)) {
        exit::IO
    } else if all.iter().all(|code| is_of_network(*code)) {
        exit::NETWORK
    } else if all.iter().all(|code| *code == code::DEAD_LINK) {
        exit::DEAD_LINKS
    } else if all.iter().any(|code| code.0.starts_with("policy/")) || all.iter().all(|code| *code == code::REFUSED) {
        exit::REFUSED
    } else {
        exit::CONTENT
    }
}

/// Whether a host or the way to it failed. What a host would refuse is found before anything is sent.
fn is_of_network(code: Code) -> bool {
    let limits = [code::DEPLOY_LIMIT, code::DEPLOY_NAMES, code::DEPLOY_INDEX];
    code == code::NETWORK || code.0.starts_with("deploy/") && !limits.contains(&code)
}

/// The memory that the process holds, in MiB, where the system tells it (Linux).
fn memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|line| line.starts_with("VmRSS:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// Measures stages.
struct Timings {
    stages: Vec<(&'static str, Instant, Option<u64>)>,
    begun: Instant,
}

impl Timings {
    fn new() -> Self {
        Timings { stages: Vec::new(), begun: Instant::now() }
    }

    fn mark(&mut self, stage: &'static str) {
        self.stages.push((stage, Instant::now(), memory()));
    }

    fn milliseconds(&self) -> u128 {
        self.begun.elapsed().as_millis()
    }

    fn print(&self) {
        let end = Instant::now();
        for (at, (name, begun, _)) in self.stages.iter().enumerate() {
            let next = self.stages.get(at + 1);
            let until = next.map_or(end, |(_, next, _)| *next);
            let memory = next.map_or_else(memory, |(.., memory)| *memory);
            let memory = memory.map(|mebibytes| format!(" {mebibytes:>6} MiB")).unwrap_or_default();
            let time = until.duration_since(*begun).as_secs_f64() * 1000.0;
            output::to_stderr(&format!("{name:>8} {time:>8.1} ms{memory}\n"));
        }
    }
}

fn run_build(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    let project = match project(matches, sub) {
        Ok(project) => project,
        Err(finding) => return refuse(talk, *finding),
    };
    let shows = !talk.quiet && talk.format == Format::Human;
    let (progress, packing) = if shows {
        (progress::of_pictures(talk.lang), progress::of_compression(talk.lang))
    } else {
        Default::default()
    };
    let with_cms = sub.get_flag("cms");
    let project = Project { publish: true, progress, packing, graph: with_cms, ..project };
    if let Some(jobs) = sub.get_one::<u16>("jobs") {
        let _set = rayon::ThreadPoolBuilder::new().num_threads(usize::from(*jobs)).build_global().is_ok();
    }
    let mut timings = Timings::new();
    timings.mark("cache");
    let mut cache = if sub.get_flag("no-cache") { build::no_cache(&project) } else { build::cache(&project) };
    let mut built = build::build(&project, &mut cache, &mut |stage| timings.mark(stage));
    if with_cms {
        cms::add(&project, &mut built, talk.lang);
    }
    let written = build::publish(&project, &mut built, &mut cache, &mut |stage| timings.mark(stage));
    timings.mark("save");
    // A cache that cannot be kept costs the next build time, no more.
    let _optional = cache.save(built.config.limits.cache_bytes).is_ok();
    let place = sub.get_one::<String>("manifest").map(Path::new).filter(|_| written.is_some());
    timings.mark("ship");
    let handed = written.map(|_| build::hand_over(&project, &mut built, place)).unwrap_or_default();
    timings.mark("report");
    if written.is_some() && sub.get_flag("verify") {
        let compared = crate::verify::verify(&project, &mut built);
        timings.mark("end");
        if !built.report.has_errors() {
            talk.say(&t!(
                "核对完毕：{compared} 个文件与不用缓存生成的完全相同",
                "verified: {compared} files equal a build without the cache"
            ));
        }
    }
    output::report(&built.report, &built.sources, talk);
    if let Some(explanation) = &built.explanation {
        output::to_stdout(&format!("{}\n", explanation.get(talk.lang)));
    }
    if let Some(written) = written {
        let folder = build::output_folder(&project, &built.config);
        let (shown, pages, files) = (folder.display(), built.pages, built.outputs.files.len());
        let (changed, removed, time) = (written.changed, written.removed, timings.milliseconds());
        talk.say(&t!(
            "完成：{pages} 个网页、{files} 个文件 → {shown}（改动 {changed}，删除 {removed}，用时 {time} 毫秒）",
            "done: {pages} pages, {files} files → {shown} ({changed} changed, {removed} removed, {time} ms)"
        ));
        ship::tell(&handed, talk);
        next_change(&built, talk);
    } else {
        stopped(&built.report, talk);
    }
    let code = exit_code(&built.report);
    if sub.get_flag("timings") || talk.verbose {
        timings.print();
        let build::Work { parsed, rendered, finished } = built.work;
        output::to_stderr(&format!("parsed {parsed}, rendered {rendered}, finished {finished}\n"));
    }
    // The process ends here: taking its tables apart piece by piece would only cost time.
    std::mem::forget((built, cache));
    code
}

fn next_change(built: &Built, talk: &Talk) {
    if let Some(at) = &built.next_change {
        talk.say(&t!("下一次有内容发布或过期：{at}", "next publication or expiry: {at}"));
    }
}

fn stopped(report: &Report, talk: &Talk) {
    let errors = report.sorted().iter().filter(|finding| finding.severity == Severity::Error).count();
    talk.say(&t!(
        "没有生成网站：有 {errors} 个错误。上一次的网站没有改动。",
        "no site was written: {errors} errors. The last site is unchanged."
    ));
}
