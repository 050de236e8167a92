//! The options, in both languages. Zola's and Hugo's spellings of the same flags work.

use clap::{Arg, ArgAction, Command, value_parser};

use crate::diag::Lang;

/// The language of messages: `--lang`, else the locale.
pub fn language() -> Lang {
    let mut args = std::env::args();
    let mut wanted = None;
    while let Some(arg) = args.next() {
        if arg == "--lang" {
            wanted = args.next();
        } else if let Some(value) = arg.strip_prefix("--lang=") {
            wanted = Some(value.to_owned());
        }
    }
    match wanted.as_deref() {
        Some("en") => return Lang::En,
        Some("zh") => return Lang::Zh,
        _ => {}
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    match locale {
        Some(locale) if locale.starts_with("zh") => Lang::Zh,
        Some(locale) if locale.starts_with("en") => Lang::En,
        // Our readers are Chinese; a bare C locale says nothing about them.
        _ => Lang::Zh,
    }
}

/// The whole command line.
pub fn command(lang: Lang) -> Command {
    let tr = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let example = |zh: &'static str, en: &'static str| format!("{}\n{}", tr("例：", "Example:"), tr(zh, en));
    let include = |command: Command| {
        command
            .arg(flag("drafts", tr("连同草稿", "include drafts")).short('D').visible_alias("buildDrafts"))
            .arg(
                flag("future", tr("连同未到发布时间的页面", "include pages that are not due"))
                    .short('F')
                    .visible_alias("buildFuture"),
            )
            .arg(
                flag("expired", tr("连同已过期的页面", "include expired pages"))
                    .short('E')
                    .visible_alias("buildExpired"),
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
    };
    let base_url = || {
        option("base-url", "URL", tr("代替 site.toml 里的 base_url", "instead of base_url in site.toml"))
            .short('u')
            .alias("baseURL")
    };
    let all = Command::new("fanzha")
        .version(env!("CARGO_PKG_VERSION"))
        .about(tr("反诈宣传静态网站生成器", "A static site generator for public anti-fraud campaigns"))
        .after_help(example(
            "  fanzha init mysite && cd mysite && fanzha serve",
            "  fanzha init mysite && cd mysite && fanzha serve",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(
            option(
                "root",
                "DIR",
                tr("站点目录（默认：向上找 site.toml）", "the site's folder (default: the nearest with site.toml)"),
            )
            .short('r')
            .global(true),
        )
        .arg(option("config", "FILE", tr("配置文件名", "the configuration file")).short('c').global(true))
        .arg(
            option("lang", "LANG", tr("提示语言：zh 或 en", "language of messages: zh or en"))
                .value_parser(["zh", "en"])
                .global(true),
        )
        .arg(
            option("format", "FORM", tr("问题的输出形式；json 每行一个对象", "form of findings; json is an object a line"))
                .value_parser(["human", "short", "json", "github", "gitlab", "sarif"])
                .global(true),
        )
        .arg(option("color", "WHEN", tr("颜色", "colours")).value_parser(["auto", "always", "never"]).global(true))
        .arg(flag("quiet", tr("只显示错误", "errors only")).short('q').global(true))
        .arg(flag("verbose", tr("显示更多信息", "say more")).short('v').global(true))
        .subcommand(
            include(
                Command::new("build")
                    .about(tr("生成网站；有错误就什么也不写", "build the site; write nothing if there is an error")),
            )
            .arg(base_url())
            .arg(
                option("output-dir", "DIR", tr("输出目录（默认 public）", "output folder (default public)"))
                    .short('o')
                    .alias("destination"),
            )
            .arg(
                option("jobs", "N", tr("线程数", "number of threads"))
                    .short('j')
                    .value_parser(value_parser!(u16).range(1..)),
            )
            .args(super::ship::arguments(lang))
            .arg(flag("timings", tr("打印各步骤用时", "print how long each stage took")))
            .arg(flag("no-cache", tr("不用缓存，全部重新生成", "make everything anew, without the cache")))
            .arg(flag(
                "verify",
                tr("再不用缓存生成一遍，逐字节核对", "build once more without the cache and compare every byte"),
            ))
            .arg(
                flag("cms", tr("连同内容管理（/admin/）", "with the content manager (/admin/)"))
                    .conflicts_with("verify"),
            )
            .arg(option(
                "explain",
                "PATH",
                tr("说明某一页为什么重新生成或没有重新生成", "say why a page was made again, or was not"),
            ))
            .after_help(example(
                "  fanzha build -o public -u https://www.example.gov.cn",
                "  fanzha build -o public -u https://www.example.gov.cn",
            )),
        )
        .subcommand(include(super::check::command(lang)))
        .subcommand(include(super::serve::command(lang)).arg(base_url()))
        .subcommand(super::start::command_new(lang))
        .subcommand(include(super::list::command(lang)))
        .subcommand(
            Command::new("cache")
                .about(tr("查看、整理或清空缓存", "show, tidy or empty the cache"))
                .arg(
                    Arg::new("what")
                        .value_name("WHAT")
                        .value_parser(["stats", "gc", "clear", "push", "pull"])
                        .default_value("stats")
                        .help(tr(
                            "stats 大小，gc 去掉没用的，clear 清空；push 和 pull：存到、取自 [cache.store]，供各台构建机共用",
                            "stats: its size, gc: drop what is dead, clear: empty it; push, pull: to and from [cache.store], which runners share",
                        )),
                )
                .arg(flag("json", tr("JSON 形式", "as JSON")))
                .after_help(example("  fanzha cache gc", "  fanzha cache gc")),
        )
        .subcommand(super::deploy::command(lang))
        .subcommand(super::import::command(lang))
        .subcommand(super::media::command(lang))
        .subcommand(super::migrate::command(lang))
        .subcommand(super::schema::command(lang))
        .subcommand(super::manual::command(lang))
        .subcommand(super::start::command_init(lang))
        .subcommand(
            Command::new("explain")
                .about(tr("解释一个问题代码", "explain a finding's code"))
                .arg(
                    Arg::new("code")
                        .required(true)
                        .value_name("CODE")
                        .help(tr("如 content/broken-link", "such as content/broken-link")),
                )
                .after_help(example("  fanzha explain content/broken-link", "  fanzha explain content/broken-link")),
        )
        .subcommand(
            Command::new("completion")
                .about(tr("生成命令行补全脚本", "print a completion script"))
                .arg(
                    Arg::new("shell")
                        .required(true)
                        .value_name("SHELL")
                        .value_parser(value_parser!(clap_complete::Shell))
                        .help(tr("bash、zsh、fish 等", "bash, zsh, fish …")),
                )
                .after_help(example(
                    "  fanzha completion bash > /etc/bash_completion.d/fanzha",
                    "  fanzha completion bash > /etc/bash_completion.d/fanzha",
                )),
        );
    match lang {
        Lang::Zh => in_chinese(all),
        Lang::En => all,
    }
}

/// clap's own words in Chinese: headings, the help flag, the usage line.
fn in_chinese(command: Command) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示帮助").help_heading("选项");
    let template = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let command = names.into_iter().fold(command, |command, name| command.mut_subcommand(name, in_chinese));
    let command = if command.get_version().is_some() {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本");
        command.disable_version_flag(true).arg(version.help_heading("选项"))
    } else {
        command
    };
    command
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            arg.help_heading(heading)
        })
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading("命令")
        .help_template(template)
        .arg(help)
}

pub(super) fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

pub(super) fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}
