//! `init` and `new`: what an author starts from.

use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiff::Timestamp;

use super::args::{flag, option};
use super::{Talk, exit, output, project, refuse};
use crate::diag::{Diagnostic, Lang, code};
use crate::kind::Kind;
use crate::scaffold::ask::{Asker, Question};
use crate::{scaffold, t};

/// Chinese or English.
fn translate(lang: Lang) -> impl Fn(&'static str, &'static str) -> &'static str {
    move |zh, en| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The options of `new`.
pub fn command_new(lang: Lang) -> Command {
    let tr = translate(lang);
    let mut kinds: Vec<&str> = Kind::ALL.iter().filter(|kind| **kind != Kind::Page).map(|kind| kind.name()).collect();
    kinds.push(Kind::Page.name());
    let example = "  fanzha new alert spring-jobs -t 警惕春招刷单\n  fanzha new bulletin --set issue=13";
    Command::new("new")
        .about(tr("新建一页草稿", "make a draft"))
        .arg(Arg::new("kind").required(true).value_name("KIND").value_parser(kinds).help(tr("种类", "kind of page")))
        .arg(Arg::new("slug").value_name("SLUG").help(tr(
            "网址里的名字（英文小写和连字符）；不写就按标题的拼音建议",
            "its name in the URL (ASCII); proposed from the title's pinyin",
        )))
        .arg(option("title", "TITLE", tr("标题", "title")).short('t'))
        .arg(option("section", "PATH", tr("栏目目录，如 articles", "section folder, such as articles")))
        .arg(
            option(
                "set",
                "KEY=VALUE",
                tr(
                    "填一项，可以写几次；几个值用；分开",
                    "fill in a key; may be repeated; several values with ; between",
                ),
            )
            .short('s')
            .action(ArgAction::Append),
        )
        .arg(flag("ask", tr("一项一项地问（在终端里总是问）", "ask for what is missing (always at a terminal)")))
        .arg(flag("yes", tr("什么也不问", "ask nothing")).short('y').conflicts_with("ask"))
        .after_help(format!("{}\n{example}", tr("例：", "Example:")))
}

/// The options of `init`.
pub fn command_init(lang: Lang) -> Command {
    let tr = translate(lang);
    Command::new("init")
        .about(tr("新建站点", "make a site"))
        .arg(Arg::new("dir").value_name("DIR").help(tr("目录（默认当前目录）", "folder (default: this one)")))
        .arg(
            flag("force", tr("目录不空也新建（不覆盖已有文件）", "even if it is not empty (existing files stay)"))
                .short('f'),
        )
        .arg(option("title", "TITLE", tr("网站名称", "the site's title")).short('t'))
        .arg(option("base-url", "URL", tr("正式网址", "its address")).short('u'))
        .arg(flag("ask", tr("一项一项地问（在终端里总是问）", "ask for what is missing (always at a terminal)")))
        .arg(flag("yes", tr("什么也不问", "ask nothing")).short('y').conflicts_with("ask"))
        .after_help(format!("{}\n  fanzha init mysite", tr("例：", "Example:")))
}

/// Whether somebody is there to answer.
fn asks(sub: &ArgMatches) -> bool {
    sub.get_flag("ask") || (!sub.get_flag("yes") && io::stdin().is_terminal() && io::stderr().is_terminal())
}

/// Hands questions to `work`, or nothing where nobody answers.
fn with_asker<T>(sub: &ArgMatches, talk: &Talk, work: impl FnOnce(Option<Asker<'_>>) -> T) -> T {
    if !asks(sub) {
        return work(None);
    }
    let (mut input, mut shown) = (io::stdin().lock(), io::stderr());
    let input: &mut dyn BufRead = &mut input;
    work(Some(Asker { input, output: &mut shown, lang: talk.lang }))
}

/// Makes a site.
pub fn init(sub: &ArgMatches, talk: &Talk) -> u8 {
    let folder = sub.get_one::<String>("dir").map_or_else(|| PathBuf::from("."), PathBuf::from);
    let text = |name: &str| sub.get_one::<String>(name).cloned();
    let mut site = scaffold::Site { title: text("title"), base_url: text("base-url") };
    if let Some(url) = site.base_url.as_deref().filter(|url| !crate::config::is_http_url(url)) {
        return refuse(talk, not_an_address(url));
    }
    with_asker(sub, talk, |asker| {
        if let Some(mut asker) = asker {
            ask_site(&mut site, &mut asker);
        }
    });
    match scaffold::init(&folder, &site, sub.get_flag("force")) {
        Ok(files) => {
            let (shown, count) = (folder.display(), files.len());
            let next = if folder.as_os_str() == "." { String::new() } else { format!("cd {shown} && ") };
            talk.say(&t!(
                "已在 {shown} 新建站点（{count} 个文件）。下一步：{next}fanzha serve",
                "made a site in {shown} ({count} files). Next: {next}fanzha serve"
            ));
            exit::DONE
        }
        Err(finding) => refuse(talk, *finding),
    }
}

fn not_an_address(url: &str) -> Diagnostic {
    Diagnostic::error(code::BAD_VALUE, t!("“{url}”不是完整的网址", "`{url}` is not a full URL"))
        .help(t!("写成 https://www.example.gov.cn", "write https://www.example.gov.cn"))
}

fn ask_site(site: &mut scaffold::Site, asker: &mut Asker<'_>) {
    let tr = translate(asker.lang);
    if site.title.is_none() {
        let question = Question {
            label: tr("网站名称", "The site's title"),
            hint: "",
            default: Some("反诈宣传"),
            options: Vec::new(),
        };
        site.title = asker.ask(&question, |written| Ok(written.to_owned()));
    }
    if site.base_url.is_none() {
        let question = Question {
            label: tr("正式网址", "Its address"),
            hint: tr(
                "还没有就按回车，以后在 site.toml 里改",
                "press Enter if there is none yet; it stands in site.toml",
            ),
            default: Some("https://www.example.gov.cn"),
            options: Vec::new(),
        };
        site.base_url = asker.ask(&question, |written| match crate::config::is_http_url(written) {
            true => Ok(written.to_owned()),
            false => Err(not_an_address(written).message),
        });
    }
}

/// Makes a draft.
pub fn new(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    let project = match project(matches, sub) {
        Ok(project) => project,
        Err(finding) => return refuse(talk, *finding),
    };
    let text = |name: &str| sub.get_one::<String>(name).cloned();
    let mut set: Vec<(String, String)> = text("title").map(|title| ("title".to_owned(), title)).into_iter().collect();
    for pair in sub.get_many::<String>("set").into_iter().flatten() {
        let Some((key, value)) = pair.split_once('=') else {
            let finding = Diagnostic::error(code::BAD_VALUE, t!("“{pair}”没有等号", "`{pair}` has no `=`"));
            return refuse(talk, finding.help(t!("写成 --set level=urgent", "write --set level=urgent")));
        };
        set.push((key.trim().to_owned(), value.to_owned()));
    }
    let zone = crate::date::zone("Asia/Shanghai").unwrap_or(jiff::tz::TimeZone::UTC);
    let request = scaffold::Request {
        kind: text("kind").unwrap_or_default(),
        slug: text("slug"),
        section: text("section"),
        set,
        today: crate::date::at_instant(Timestamp::now(), &zone).day().to_string(),
    };
    match with_asker(sub, talk, |asker| scaffold::new_page(&project, &request, asker)) {
        Ok(path) => {
            output::to_stdout(&format!("{}\n", path.display()));
            talk.say(&t!(
                "已新建草稿。把【待填：……】都换成内容，删去 draft = true，再运行 fanzha check",
                "made a draft. Replace every 【待填：…】, remove draft = true, then run fanzha check"
            ));
            exit::DONE
        }
        Err(finding) => refuse(talk, *finding),
    }
}
