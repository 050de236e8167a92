//! `media`: big files that are kept outside of Git.

use clap::{Arg, ArgMatches, Command};
use serde_json::json;

use super::args::{flag, option};
use super::{Talk, exit, exit_code, output, project, refuse};
use crate::build::{self, Project};
use crate::config::Config;
use crate::diag::print::Format;
use crate::diag::{Lang, Report};
use crate::library::{self, Entry, Library, Place};
use crate::site::Include;
use crate::source::{self, Sources};
use crate::{t, video};

/// The options.
pub fn command(lang: Lang) -> Command {
    let tr = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let example = |zh: &'static str, en: &'static str| format!("{}\n{}", tr("例：", "Example:"), tr(zh, en));
    let private = || flag("allow-private", tr("也访问内部网络的网址", "ask addresses of private networks too"));
    Command::new("media")
        .about(tr("大文件：放在 Git 外面，只登记清单", "big files: kept outside of Git, listed in media/media.toml"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("add")
                .about(tr(
                    "放进存储并登记到 media/media.toml",
                    "put a file into the store and list it in media/media.toml",
                ))
                .arg(
                    Arg::new("from")
                        .required(true)
                        .value_name("FILE|URL")
                        .help(tr("文件或网址", "a file or an address")),
                )
                .arg(option("id", "ID", tr("短名（默认取自文件名）", "its id (default: of its name)")))
                .arg(option("title", "TITLE", tr("给自己看的说明", "a note for those who keep the list")).short('t'))
                .arg(flag("keep-url", tr("留在原网址，只登记", "leave it at its address and only list it")))
                .arg(flag("dry-run", tr("只看看会做什么", "only say what would be done")).short('n'))
                .arg(private())
                .after_help(example(
                    "  fanzha media add 安全账户.mp4 --id safe-account",
                    "  fanzha media add safe-account.mp4",
                )),
        )
        .subcommand(
            Command::new("verify")
                .about(tr("核对清单上的文件都在、没有变", "check that listed files are there and unchanged"))
                .arg(Arg::new("id").value_name("ID").num_args(0..).help(tr("只核对这些", "only these")))
                .arg(flag("quick", tr("只看大小，不下载", "sizes alone, without downloading")))
                .arg(private())
                .after_help(example("  fanzha media verify --quick", "  fanzha media verify --quick")),
        )
        .subcommand(
            Command::new("list")
                .about(tr("列出登记的文件", "list the files"))
                .arg(flag("json", tr("JSON 形式", "as JSON")))
                .after_help(example("  fanzha media list --json", "  fanzha media list --json")),
        )
}

pub fn run(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    match sub.subcommand() {
        Some(("add", own)) => add(matches, own, talk),
        Some(("verify", own)) => verify(matches, own, talk),
        Some(("list", own)) => list(matches, own, talk),
        _ => exit::USAGE,
    }
}

/// What the commands work on.
#[cfg_attr(not(feature = "store"), allow(dead_code))]
struct Desk {
    project: Project,
    config: Config,
    library: Library,
    sources: Sources,
    report: Report,
}

/// Reads the settings and the list, and nothing else of the site. What is wrong with them is
/// reported, with the exit code as error.
fn desk(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> Result<Desk, u8> {
    let project = project(matches, sub).map_err(|finding| refuse(talk, *finding))?;
    let mut report = Report::new();
    let mut read = |name: &str| source::read_one(&project.root, name, &mut report);
    let settings = read(&project.config);
    let list = project.root.join(library::PATH);
    let list = (list.exists() || list.is_symlink()).then(|| read(library::PATH)).flatten();
    let text = settings.as_ref().and_then(|file| file.text.clone()).unwrap_or_default();
    let sources = Sources::of(&project.root, settings.into_iter().chain(list));
    if report.has_errors() {
        output::report(&report, &sources, talk);
        return Err(exit_code(&report));
    }
    let config = Config::read(&project.config.as_str().into(), &text, &project.overrides, &mut report);
    let library = Library::read(&sources, &config, &mut report);
    if report.has_errors() {
        output::report(&report, &sources, talk);
        return Err(exit_code(&report));
    }
    Ok(Desk { project, config, library, sources, report })
}

/// Who may use stores: what the environment says.
#[cfg(feature = "store")]
pub(super) fn secrets() -> crate::depot::Secrets {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    crate::depot::Secrets {
        key_id: variable("AWS_ACCESS_KEY_ID"),
        key: variable("AWS_SECRET_ACCESS_KEY"),
        token: variable("AWS_SESSION_TOKEN"),
    }
}

#[cfg(feature = "store")]
mod with_store {
    use super::*;
    use crate::depot::{self, Added, Place as Where, Request};

    fn place(desk: &Desk, sub: &ArgMatches) -> Where {
        Where { root: desk.project.root.clone(), secrets: secrets(), allow_private: sub.get_flag("allow-private") }
    }

    pub fn add(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
        let desk = match desk(matches, sub, talk) {
            Ok(desk) => desk,
            Err(code) => return code,
        };
        let text = |name: &str| sub.get_one::<String>(name).cloned();
        let request = Request {
            from: text("from").unwrap_or_default(),
            id: text("id"),
            title: text("title"),
            keep_url: sub.get_flag("keep-url"),
            dry_run: sub.get_flag("dry-run"),
        };
        let mut tell = |bytes: u64| {
            let size = library::size(bytes);
            talk.say(&t!("正在放进存储：{size}", "storing {size}"));
        };
        match depot::add(&request, &desk.library, &desk.config, &place(&desk, sub), &mut tell) {
            Ok(added) => {
                say(&added, request.dry_run, talk);
                output::to_stdout(&format!("{}\n", added.id));
                exit::DONE
            }
            Err(finding) => refuse(talk, *finding),
        }
    }

    fn say(added: &Added, dry_run: bool, talk: &Talk) {
        let (id, entry) = (&added.id, &added.entry);
        if added.was_known {
            talk.say(&t!("同样的内容已经登记过，短名是 {id}", "the same bytes are listed already, as {id}"));
        } else if dry_run {
            talk.say(&t!("会在 media/media.toml 里登记：\n{entry}", "media/media.toml would get:\n{entry}"));
        }
        say_of_bytes(added, talk);
        if added.was_stored {
            talk.say(&t!(
                "存储里已经有这个文件，没有重复上传",
                "the store had the file already; it was not sent again"
            ));
        }
        if !added.was_known && !dry_run {
            let size = library::size(added.bytes);
            talk.say(&t!("已登记：{id}（{size}）", "listed: {id} ({size})"));
        }
        talk.say(&t!(
            "在页面开头的资料里这样用：sources = [{{ media = \"{id}\" }}]",
            "use it in front matter: sources = [{{ media = \"{id}\" }}]"
        ));
    }

    /// What readers will get, where that is not what was given or not what it should be.
    fn say_of_bytes(added: &Added, talk: &Talk) {
        let depot::Description { has_metadata, begins_late, rare_codec, .. } = &added.description;
        if added.was_cleaned && *has_metadata {
            talk.say(&t!(
                "已去掉拍摄地点、机型、时间等信息；放进存储的是去掉以后的文件",
                "places, devices, times and the like were removed; what is stored is the file without them"
            ));
        }
        if added.was_cleaned && *begins_late {
            talk.say(&t!(
                "已调整文件结构，打开就能播放；放进存储的是调整以后的文件",
                "the file was put into an order that plays at once; what is stored is that file"
            ));
        }
        if !added.was_cleaned && *has_metadata {
            talk.say(&t!(
                "注意：原网址上的文件带有拍摄地点、机型、时间等信息，没有去掉；不想公开就不要用 --keep-url",
                "note: the file at its address says where, when or with what it was made; without --keep-url that is removed"
            ));
        }
        if !added.was_cleaned && *begins_late {
            talk.say(&t!(
                "注意：原网址上的视频要全部下载完才能播放；不用 --keep-url 就会调整好",
                "note: the film at its address plays only when all of it is there; without --keep-url that is mended"
            ));
        }
        if let Some(codec) = rare_codec {
            talk.say(&t!(
                "注意：画面编码是 {codec}，很多手机放不了；建议另存为 H.264",
                "note: its pictures are coded as {codec}, which many phones cannot show; H.264 is better"
            ));
        }
    }

    pub fn verify(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
        let mut desk = match desk(matches, sub, talk) {
            Ok(desk) => desk,
            Err(code) => return code,
        };
        let ids: Vec<String> = sub.get_many::<String>("id").into_iter().flatten().cloned().collect();
        let unknown = ids.iter().any(|id| desk.library.get(id).is_none());
        let place = place(&desk, sub);
        let mut tell = |entry: &Entry| {
            if talk.verbose {
                let (id, size) = (&entry.id, library::size(entry.bytes));
                talk.say(&t!("核对 {id}（{size}）", "checking {id} ({size})"));
            }
        };
        let (quick, list) = (sub.get_flag("quick"), (&desk.library, &desk.config));
        let checked = depot::verify(&ids, quick, list, &place, &mut tell, &mut desk.report);
        output::report(&desk.report, &desk.sources, talk);
        let (good, all) = (checked.good, checked.all);
        talk.say(&t!("核对了 {all} 个文件，{good} 个没有问题", "checked {all} files; {good} are as listed"));
        if unknown { exit::USAGE } else { exit_code(&desk.report) }
    }
}

#[cfg(feature = "store")]
use with_store::{add, verify};

#[cfg(not(feature = "store"))]
mod without_store {
    use super::*;

    pub fn add(_: &ArgMatches, _: &ArgMatches, talk: &Talk) -> u8 {
        talk.say(&t!("这个版本没有编入 store", "this build has no store"));
        exit::USAGE
    }

    pub use add as verify;
}

#[cfg(not(feature = "store"))]
use without_store::{add, verify};

fn list(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    let desk = match desk(matches, sub, talk) {
        Ok(desk) => desk,
        Err(code) => return code,
    };
    // A file that only a draft uses is used.
    let include = Include { drafts: true, future: true, expired: true };
    let built = project(matches, sub).ok().map(|project| {
        let project = Project { graph: true, include, ..project };
        build::build(&project, &mut build::cache(&project), &mut |_| {})
    });
    let site = built.as_ref().and_then(|built| built.site.as_deref());
    let uses = site.map(video::uses);
    let entries = desk.library.files.values().map(|entry| {
        let pages = uses.as_ref().map(|uses| uses.get(&*entry.id).map(Vec::as_slice).unwrap_or_default());
        (entry, pages)
    });
    if sub.get_flag("json") || talk.format == Format::Json {
        let all: Vec<_> = entries.map(|(entry, pages)| as_json(entry, pages)).collect();
        output::to_stdout(&format!("{}\n", json!(all)));
    } else {
        output::report(&desk.report, &desk.sources, talk);
        output::to_stdout(&entries.map(|(entry, pages)| row(entry, pages, talk)).collect::<String>());
    }
    exit::DONE
}

/// `pages` use the file; nothing if the content could not be read.
fn row(entry: &Entry, pages: Option<&[&str]>, talk: &Talk) -> String {
    let pages = pages.map(|pages| match pages {
        [] => t!("（没有页面用它）", "(no page uses it)").get(talk.lang).to_owned(),
        pages => pages.join(" "),
    });
    let length = entry.milliseconds.map(library::length);
    let pixels = entry.width.zip(entry.height).map(|(width, height)| format!("{width}×{height}"));
    let place = match &entry.place {
        Place::Store(key) => key,
        Place::Url(url) => url,
    };
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    format!(
        "{}\t{}\t{}\t{}\t{}\t{place}\t{}\n",
        entry.id,
        entry.media_type.name,
        library::size(entry.bytes),
        or_dash(length),
        or_dash(pixels),
        or_dash(pages)
    )
}

fn as_json(entry: &Entry, pages: Option<&[&str]>) -> serde_json::Value {
    let (key, url) = match &entry.place {
        Place::Store(key) => (Some(key), None),
        Place::Url(url) => (None, Some(url)),
    };
    json!({
        "id": entry.id,
        "type": entry.media_type.name,
        "bytes": entry.bytes,
        "sha256": entry.sha256,
        "milliseconds": entry.milliseconds,
        "width": entry.width,
        "height": entry.height,
        "title": entry.title,
        "key": key,
        "url": url,
        "address": entry.address,
        "pages": pages,
    })
}
