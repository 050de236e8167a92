//! `serve`: the preview.

use clap::{Arg, ArgMatches, Command, value_parser};

use super::args::{flag, option};
#[cfg(feature = "serve")]
use super::refuse;
use super::{Talk, exit};
use crate::diag::Lang;
use crate::t;

/// The options, without those about what is included.
pub fn command(lang: Lang) -> Command {
    let tr = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    Command::new("serve")
        .about(tr("本机预览，保存即刷新", "preview on this machine, reloading on save"))
        .arg(
            option("interface", "ADDR", tr("监听地址", "address to listen on"))
                .short('i')
                .default_value("127.0.0.1")
                .alias("bind"),
        )
        .arg(
            Arg::new("port")
                .long("port")
                .short('p')
                .value_name("PORT")
                .value_parser(value_parser!(u16))
                .default_value("1111")
                .help(tr("端口", "port")),
        )
        .arg(flag("open", tr("在浏览器里打开", "open in the browser")).short('O'))
        .arg(flag(
            "lan",
            tr("让同一网络的手机也能看，并显示地址和二维码", "let phones of the same network see it; shows addresses and a QR code"),
        ))
        .arg(
            option(
                "poll",
                "MS",
                tr(
                    "隔一会儿看一遍文件（网络盘、共享文件夹用；默认每 1000 毫秒）",
                    "look at files again and again, for network folders (every 1000 ms)",
                ),
            )
            .num_args(0..=1)
            .default_missing_value("1000")
            .value_parser(value_parser!(u64).range(50..=600_000)),
        )
        .after_help(format!(
            "{}\n{}",
            tr("例：", "Example:"),
            tr(
                "  fanzha serve -O -D    # 连同草稿，并打开浏览器\n  fanzha serve --lan    # 用手机扫终端里的二维码看",
                "  fanzha serve -O -D    # with drafts, in the browser\n  fanzha serve --lan    # scan the code in the terminal with a phone",
            )
        ))
}

#[cfg(feature = "serve")]
pub fn run(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    use crate::serve::{Event, Options};

    let project = match super::project(matches, sub) {
        Ok(project) => project,
        Err(finding) => return refuse(talk, *finding),
    };
    let interface = if sub.get_flag("lan") {
        "0.0.0.0".to_owned()
    } else {
        sub.get_one::<String>("interface").cloned().unwrap_or_default()
    };
    let port = sub.get_one::<u16>("port").copied().unwrap_or(1111);
    let options = Options {
        interface,
        port,
        base_url: project.overrides.base_url.clone(),
        lang: talk.lang,
        poll: sub.get_one::<u64>("poll").copied().map(std::time::Duration::from_millis),
    };
    let mut listener = |event: Event<'_>| match event {
        Event::Listening { url, others } => {
            talk.say(&t!("预览地址：{url}（按 Ctrl+C 结束）", "serving {url} (stop with Ctrl+C)"));
            if let Some(first) = others.first() {
                others.iter().for_each(|other| talk.say(&t!("手机访问：{other}", "on a phone: {other}")));
                let code = crate::serve::code(first, talk.color).unwrap_or_default();
                talk.say(&crate::diag::Text::same(code.trim_end_matches('\n')));
                talk.say(&t!(
                    "同一网络里的人都能看到预览（用了 -D 就连草稿也能看到）；看完请按 Ctrl+C",
                    "everybody on this network can see the preview (with -D the drafts too); stop it when you are done"
                ));
            }
            if sub.get_flag("open") {
                super::output::open(url);
            }
        }
        Event::Built(built, time) => {
            super::output::report(&built.report, &built.sources, talk);
            let (pages, time) = (built.pages, time.as_millis());
            if built.report.has_errors() {
                super::stopped(&built.report, talk);
            } else {
                talk.say(&t!("已更新：{pages} 个网页（{time} 毫秒）", "rebuilt: {pages} pages ({time} ms)"));
            }
        }
        Event::Polling => {
            let every = crate::serve::USUAL_POLL.as_millis();
            talk.say(&t!(
                "系统不能通知文件变化，改为每 {every} 毫秒看一遍（可用 --poll 指定）",
                "the system does not tell of changes: looking every {every} ms (set it with --poll)"
            ));
        }
    };
    match crate::serve::run(project, &options, &mut listener) {
        Ok(()) => exit::DONE,
        Err(error) => refuse(talk, unable(&error, port)),
    }
}

#[cfg(feature = "serve")]
fn unable(error: &std::io::Error, port: u16) -> crate::diag::Diagnostic {
    let reason = crate::diag::io_reason(error);
    let (zh, en) = (reason.zh, reason.en);
    crate::diag::Diagnostic::error(
        crate::diag::code::OUTPUT_WRITE,
        t!("不能在端口 {port} 上启动预览（{zh}）", "cannot serve on port {port} ({en})"),
    )
    .help(t!("换一个端口，如 -p 1112", "choose another port, such as -p 1112"))
}

#[cfg(not(feature = "serve"))]
pub fn run(_: &ArgMatches, _: &ArgMatches, talk: &Talk) -> u8 {
    talk.say(&t!("这个版本没有编入 serve", "this build has no serve"));
    exit::USAGE
}
