//! `deploy`: the site goes to a store, or an earlier release comes back.

use clap::{Arg, Command, value_parser};

use super::args::{flag, option};
use crate::diag::Lang;

/// The options.
pub fn command(lang: Lang) -> Command {
    let tr = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let example = |zh: &'static str, en: &'static str| format!("{}\n{}", tr("例：", "Example:"), tr(zh, en));
    Command::new("deploy")
        .about(tr("生成网站并发布到 [deploy.名字]", "build the site and publish it to [deploy.NAME]"))
        .arg(
            Arg::new("target")
                .value_name("TARGET")
                .help(tr("目标的名字（只有一个时可以不写）", "the target's name (not needed if there is one)")),
        )
        .arg(
            flag(
                "dry-run",
                tr(
                    "只看会做什么（--format json 给程序看）",
                    "only say what would be done (--format json for programs)",
                ),
            )
            .short('n')
            .alias("dryRun"),
        )
        .arg(flag("confirm", tr("先给出计划，同意以后才做", "show the plan and ask before doing it")))
        .arg(flag("list", tr("列出可以恢复的版本", "list the releases that can come back")))
        .arg(
            option(
                "rollback",
                "ID",
                tr(
                    "恢复一个旧版本（默认上一个），不用重新生成",
                    "bring an earlier release back (the last one if none is named), without building",
                ),
            )
            .num_args(0..=1)
            .default_missing_value(""),
        )
        .arg(flag(
            "adopt",
            tr(
                "接管目标里已有的文件，或重建损坏的发布记录",
                "take over what is there, or rebuild a damaged record of deploys",
            ),
        ))
        .arg(flag(
            "forget",
            tr("不留旧版本，不再需要的文件马上删除", "keep no earlier release and delete what is not needed at once"),
        ))
        .arg(
            option("max-deletes", "N", tr("最多删除多少个文件", "delete so many files at most"))
                .alias("maxDeletes")
                .value_parser(value_parser!(u32)),
        )
        .arg(
            option("wait", "SECONDS", tr("另一个发布没结束时等多少秒", "wait so long for another deploy"))
                .value_parser(value_parser!(u32)),
        )
        .arg(option(
            "verify",
            "URL",
            tr("发布后从这个网址抽查网页", "compare published pages at this address afterwards"),
        ))
        .arg(
            option("base-url", "URL", tr("代替 site.toml 里的 base_url", "instead of base_url in site.toml"))
                .short('u')
                .alias("baseURL"),
        )
        .arg(
            option(
                "at",
                "INSTANT",
                tr(
                    "以这个时刻为准，如 2026-06-01T09:00:00+08:00",
                    "as of this instant, such as 2026-06-01T09:00:00+08:00",
                ),
            )
            .visible_alias("clock"),
        )
        .arg(flag("no-cache", tr("不用缓存，全部重新生成", "make everything anew, without the cache")))
        .after_help(example(
            "  fanzha deploy production --dry-run\n  fanzha deploy production --rollback",
            "  fanzha deploy production --dry-run\n  fanzha deploy production --rollback",
        ))
}

#[cfg(feature = "deploy")]
pub use with_deploy::run;

#[cfg(not(feature = "deploy"))]
pub fn run(_: &clap::ArgMatches, _: &clap::ArgMatches, talk: &super::Talk) -> u8 {
    talk.say(&crate::t!("这个版本没有编入 deploy", "this build has no deploy"));
    super::exit::USAGE
}

#[cfg(feature = "deploy")]
mod with_deploy {
    use std::collections::BTreeMap;
    use std::io::{self, BufRead, IsTerminal};
    use std::time::Instant;

    use clap::ArgMatches;

    use super::super::{Talk, exit, exit_code, output, progress, project, refuse};
    use crate::build::{self, Built, Project};
    use crate::config::{Config, Target};
    use crate::deploy::{self, Outcome, Place, Plan, Source, Told, Wishes};
    use crate::diag::print::Format;
    use crate::diag::{Diagnostic, Report, code};
    use crate::path::OutputPath;
    use crate::source::{self, Sources};
    use crate::{library, t};

    /// The target that is meant.
    struct Aim {
        name: String,
        target: Target,
        place: Place,
    }

    pub fn run(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
        let project = match project(matches, sub) {
            Ok(project) => project,
            Err(finding) => return refuse(talk, *finding),
        };
        let aim = match aim(&project, sub, talk) {
            Ok(aim) => aim,
            Err(code) => return code,
        };
        if sub.get_flag("list") {
            return list(&aim, talk);
        }
        let rollback = sub.get_one::<String>("rollback").cloned();
        match rollback {
            Some(id) => publish(&aim, Source::Kept(Some(id).filter(|id| !id.is_empty())), sub, talk),
            None => build_and_publish(&aim, project, sub, talk),
        }
    }

    /// Reads the settings and finds the target. What is wrong is reported, with the exit code as error.
    fn aim(project: &Project, sub: &ArgMatches, talk: &Talk) -> Result<Aim, u8> {
        let mut report = Report::new();
        let settings = source::read_one(&project.root, &project.config, &mut report);
        let text = settings.as_ref().and_then(|file| file.text.clone()).unwrap_or_default();
        let sources = Sources::of(&project.root, settings);
        let config = Config::read(&project.config.as_str().into(), &text, &project.overrides, &mut report);
        if report.has_errors() {
            output::report(&report, &sources, talk);
            return Err(exit_code(&report));
        }
        let wanted = sub.get_one::<String>("target").map(String::as_str);
        let (name, target) = choose(&config, wanted).map_err(|finding| refuse(talk, *finding))?;
        let variable = |name: &&str| Some(((*name).to_owned(), std::env::var(name).ok()?));
        let environment: BTreeMap<String, String> = deploy::SECRET_NAMES.iter().filter_map(variable).collect();
        let place = Place { root: project.root.clone(), environment };
        Ok(Aim { name: name.to_owned(), target: target.clone(), place })
    }

    fn choose<'c>(config: &'c Config, wanted: Option<&str>) -> Result<(&'c str, &'c Target), Box<Diagnostic>> {
        let all: Vec<(&str, &Target)> = config.deploy.iter().map(|(name, target)| (&**name, target)).collect();
        let names = all.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" ");
        let file = &config.file;
        match wanted {
            Some(wanted) => all.iter().find(|(name, _)| *name == wanted).copied().ok_or_else(|| {
                let near = crate::text::nearest(wanted, all.iter().map(|(name, _)| *name));
                let finding = Diagnostic::error(
                    code::BAD_VALUE,
                    t!("{file} 里没有目标 [deploy.{wanted}]", "{file} has no target [deploy.{wanted}]"),
                );
                Box::new(finding.help(match near {
                    Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
                    None => t!("现有的目标：{names}", "there are: {names}"),
                }))
            }),
            None => match all[..] {
                [one] => Ok(one),
                [] => {
                    let finding = Diagnostic::error(
                        code::CONFIG_INVALID,
                        t!("{file} 没有写发布到哪里", "{file} does not say where to publish"),
                    );
                    Err(Box::new(finding.help(t!(
                        "加上 [deploy.production]，写 kind = \"s3\" 等，见 docs/deploy.zh.md",
                        "add [deploy.production] with kind = \"s3\" and the like, see docs/deploy.md"
                    ))))
                }
                _ => {
                    let finding = Diagnostic::error(
                        code::BAD_VALUE,
                        t!("有几个目标，要写明发布到哪一个", "there are several targets; name one"),
                    );
                    Err(Box::new(finding.help(t!("例如 fanzha deploy {names}", "one of: {names}"))))
                }
            },
        }
    }

    fn list(aim: &Aim, talk: &Talk) -> u8 {
        match deploy::history((&aim.name, &aim.target), &aim.place) {
            Ok(state) if talk.format == Format::Json => {
                output::to_stdout(&format!("{:#}\n", deploy::past_as_json(&state)));
                exit::DONE
            }
            Ok(state) => {
                output::to_stdout(&deploy::past_for_people(&state, talk.lang));
                exit::DONE
            }
            Err(finding) => refuse(talk, *finding),
        }
    }

    fn build_and_publish(aim: &Aim, project: Project, sub: &ArgMatches, talk: &Talk) -> u8 {
        let mut project = project;
        project.overrides.target = Some(aim.name.clone());
        project.overrides.base_url = project.overrides.base_url.take().or_else(|| aim.target.base_url.clone());
        let shows = !talk.quiet && talk.format == Format::Human;
        if shows {
            project.progress = progress::of_pictures(talk.lang);
        }
        let mut cache = if sub.get_flag("no-cache") { build::no_cache(&project) } else { build::cache(&project) };
        let built = build::build(&project, &mut cache, &mut |_| {});
        // A cache that cannot be kept costs the next build time, no more.
        let _optional = cache.save(built.config.limits.cache_bytes).is_ok();
        // With --format json standard output holds the plan alone.
        if talk.format != Format::Json || built.report.has_errors() {
            output::report(&built.report, &built.sources, talk);
        }
        if built.report.has_errors() {
            talk.say(&t!("网站有错误，没有发布", "the site has errors; nothing was published"));
            return exit_code(&built.report);
        }
        let code = publish_built(aim, &built, sub, talk);
        std::mem::forget((built, cache));
        code
    }

    fn publish_built(aim: &Aim, built: &Built, sub: &ArgMatches, talk: &Talk) -> u8 {
        let supply = built.supply();
        let state = aim.place.root.join(build::STATE);
        let manifest = match build::manifest_of(&built.outputs, &supply, &built.config, Some(&aim.target), &state) {
            Ok(manifest) => manifest,
            Err(error) => return refuse(talk, crate::store::unwritable(&error)),
        };
        let bytes = |path: &str| {
            let content = built.outputs.files.get(&OutputPath::new(path));
            supply.bytes(content.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?)
        };
        publish(aim, Source::Built(manifest, &bytes), sub, talk)
    }

    fn publish(aim: &Aim, source: Source<'_>, sub: &ArgMatches, talk: &Talk) -> u8 {
        let number = |name: &str| sub.get_one::<u32>(name).copied();
        let wishes = Wishes {
            dry_run: sub.get_flag("dry-run"),
            adopt: sub.get_flag("adopt"),
            forget: sub.get_flag("forget"),
            max_deletes: number("max-deletes").and_then(|most| usize::try_from(most).ok()),
            wait: u64::from(number("wait").unwrap_or_default()),
            verify: sub.get_one::<String>("verify").cloned(),
        };
        if let Some(url) = wishes.verify.as_ref().filter(|url| !crate::config::is_http_url(url)) {
            let finding = Diagnostic::error(code::BAD_VALUE, t!("“{url}”不是完整的网址", "`{url}` is not a full URL"));
            return refuse(talk, finding.help(t!("以 https:// 开头", "it should begin with https://")));
        }
        let begun = Instant::now();
        let bar = progress::of_bytes(talk.lang);
        let shows = !talk.quiet && talk.format == Format::Human;
        let tell = |told: Told<'_>| match told {
            Told::Progress { done, total } if shows => bar(done, total),
            told => told.text().iter().for_each(|text| talk.say(text)),
        };
        let confirm = sub.get_flag("confirm");
        let agree = |plan: &Plan| !confirm || ask(plan, talk);
        let named = (&*aim.name, &aim.target);
        match deploy::run(named, source, &wishes, &aim.place, &agree, &tell) {
            Ok(outcome) => done(aim, &outcome, &wishes, begun, talk),
            Err(finding) => refuse(talk, *finding),
        }
    }

    /// Shows the plan and asks whether to go on. Silence means no.
    fn ask(plan: &Plan, talk: &Talk) -> bool {
        output::to_stderr(&deploy::for_people(plan, talk.lang));
        let question = t!("照此发布？输入 y 继续：", "go on? type y: ");
        output::to_stderr(question.get(talk.lang));
        let mut answer = String::new();
        let heard = io::stdin().lock().read_line(&mut answer).is_ok();
        if !io::stdin().is_terminal() {
            output::to_stderr("\n");
        }
        heard && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是")
    }

    fn done(aim: &Aim, outcome: &Outcome, wishes: &Wishes, begun: Instant, talk: &Talk) -> u8 {
        let plan = &outcome.plan;
        if talk.verbose {
            output::to_stderr(&format!("published in {:.1} s\n", begun.elapsed().as_secs_f64()));
        }
        if wishes.dry_run {
            let text = match talk.format {
                Format::Json => format!("{:#}\n", deploy::as_json(plan, &aim.name)),
                _ => deploy::for_people(plan, talk.lang),
            };
            output::to_stdout(&text);
            return exit::DONE;
        }
        let mut report = Report::new();
        report.extend(outcome.findings.iter().cloned());
        output::report(&report, &Sources::default(), talk);
        let name = &aim.name;
        if !outcome.is_committed {
            talk.say(&if plan.is_empty() {
                t!("{name} 没有变化，不用发布", "{name} has not changed; there is nothing to deploy")
            } else {
                t!("没有发布", "nothing was deployed")
            });
            return exit_code(&report);
        }
        let (files, deleted, same, retries) = (plan.uploads.len(), plan.deletes.len(), plan.same, outcome.retries);
        let (bytes, seconds) = (library::size(plan.bytes()), format!("{:.1}", begun.elapsed().as_secs_f64()));
        let id = &plan.release.id;
        talk.say(&t!(
            "发布完成：{name} 现在是 {id}（上传 {files} 个文件、{bytes}，删除 {deleted}，未变 {same}，重试 {retries} 次，用时 {seconds} 秒）",
            "done: {name} is now {id} ({files} files up, {bytes}; {deleted} deleted, {same} unchanged, {retries} retries, {seconds} s)"
        ));
        exit_code(&report)
    }
}
