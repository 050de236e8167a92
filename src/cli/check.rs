//! `check`: everything that can be said of a site without publishing it.

use std::time::Duration;

use clap::{Arg, ArgMatches, Command, value_parser};
use jiff::Timestamp;

use super::args::flag;
use super::{Talk, exit_code, output, project, refuse};
use crate::build::{self, Built, Project};
use crate::check::{self, Audit};
use crate::config::Config;
use crate::diag::{Lang, Report, Severity};
use crate::emit::Supply;
use crate::site::{Site, columns, review};
use crate::t;

/// Seconds that a site may take to answer.
const PATIENCE: u64 = 20;

/// The options, without those about what is included.
pub fn command(lang: Lang) -> Command {
    let tr = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    Command::new("check")
        .about(tr("检查内容和生成的网页，不写文件", "check the content and the pages made of it, without writing"))
        .arg(flag(
            "external",
            tr("还联网核对站外链接是否有效（失效时退出码为 7）", "ask the network whether links to other sites work, too (exit code 7 if some do not)"),
        ))
        .arg(flag("refresh", tr("不管最近问过没有，全部再问一遍", "ask again, whatever was asked lately")).requires("external"))
        .arg(
            flag("allow-private", tr("也可以访问内部网络的网址", "addresses in private networks may be asked too"))
                .requires("external"),
        )
        .arg(
            Arg::new("timeout")
                .long("timeout")
                .value_name("SECONDS")
                .value_parser(value_parser!(u64).range(1..=600))
                .help(tr("等一个网站多少秒（默认 20）", "seconds to wait for a site (20)"))
                .requires("external"),
        )
        .after_help(format!(
            "{}\n{}",
            tr("例：", "Example:"),
            tr(
                "  fanzha check --format github    # 在 CI 里把问题标到合并请求上\n  fanzha check --external         # 每周一次，看看站外链接还在不在",
                "  fanzha check --format github    # annotate a merge request in CI\n  fanzha check --external         # once a week: do links to other sites still work?",
            )
        ))
}

pub fn run(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    let project = match project(matches, sub) {
        Ok(project) => Project { graph: true, ..project },
        Err(finding) => return refuse(talk, *finding),
    };
    let mut cache = build::cache(&project);
    let mut built = build::build(&project, &mut cache, &mut |_| {});
    let _optional = cache.save(built.config.limits.cache_bytes).is_ok();
    if let Some(site) = built.site.clone() {
        warn_by_clock(&site, &built.config, project.when.instant(), &mut built.report);
        let findings = audit(&built, &site);
        built.report.extend(findings.into_findings());
        if sub.get_flag("external") {
            ask_others(&site, &mut built, &project, sub, talk);
        }
    }
    output::report(&built.report, &built.sources, talk);
    conclude(&built, talk);
    exit_code(&built.report)
}

/// What the rules say that builds do not apply.
fn audit(built: &Built, site: &Site) -> Report {
    let mut report = Report::new();
    let supply = Supply { sources: &built.sources, pack: &built.pack, variants: &built.variants };
    check::audit(&Audit { site, config: &built.config, outputs: &built.outputs, supply }, &mut report);
    report
}

fn conclude(built: &Built, talk: &Talk) {
    let warnings = built.report.count(Severity::Warning);
    if built.report.has_errors() {
        let errors = built.report.sorted().iter().filter(|finding| finding.severity == Severity::Error).count();
        talk.say(&t!("检查完毕：{errors} 个错误，{warnings} 个警告", "checked: {errors} errors, {warnings} warnings"));
    } else {
        let pages = built.pages;
        talk.say(&t!(
            "检查完毕：{pages} 个网页，没有错误，{warnings} 个警告",
            "checked: {pages} pages, no errors, {warnings} warnings"
        ));
    }
}

/// What is wrong only since time has passed. Builds do not tell: the same sources give the same
/// findings.
fn warn_by_clock(site: &Site, config: &Config, now: Timestamp, report: &mut Report) {
    if config.freshness.warn {
        columns::warn(site, config, now, report);
    }
    review::warn(site, config, now, report);
}

#[cfg(feature = "store")]
fn ask_others(site: &Site, built: &mut Built, project: &Project, sub: &ArgMatches, talk: &Talk) {
    let options = crate::external::Options {
        timeout: Duration::from_secs(sub.get_one::<u64>("timeout").copied().unwrap_or(PATIENCE)),
        allow_private: sub.get_flag("allow-private"),
        refresh: sub.get_flag("refresh"),
    };
    talk.say(&t!("正在核对站外链接……", "asking other sites …"));
    let state = project.root.join(build::STATE);
    // Whether a site was asked lately is a matter of the clock, not of the moment of the build.
    let now = Timestamp::now();
    let found = crate::external::check(site, &built.config, &state, now, options, &mut built.report);
    let crate::external::Summary { links, asked, dead, unknown } = found;
    talk.say(&t!(
        "站外链接 {links} 个，问了 {asked} 个（其余最近问过）：失效 {dead}，不确定 {unknown}",
        "{links} links to other sites, {asked} asked (the others lately): {dead} dead, {unknown} unknown"
    ));
}

#[cfg(not(feature = "store"))]
fn ask_others(_: &Site, _: &mut Built, _: &Project, _: &ArgMatches, talk: &Talk) {
    let _unused = Duration::from_secs(PATIENCE);
    talk.say(&t!("这个版本没有编入网络功能", "this build cannot use the network"));
}
