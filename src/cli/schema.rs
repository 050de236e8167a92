//! `schema`: what may be written, for editors, the content manager and people.

use clap::{Arg, ArgMatches, Command};

use super::{Talk, exit, exit_code, output, project, refuse};
use crate::build::{self, Project};
use crate::diag::Lang;
use crate::kind::Kind;
use crate::schema::json::Setting;
use crate::schema::{self, SiteWords, data, doc, json};

/// The options.
pub fn command(lang: Lang) -> Command {
    let tr = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let example = |zh: &'static str, en: &'static str| format!("{}\n{}", tr("例：", "Example:"), tr(zh, en));
    let kinds = Kind::ALL.iter().map(|kind| kind.name());
    let of: Vec<&str> =
        ["site", "section"].into_iter().chain(kinds).chain(data::ALL.iter().map(|file| file.name)).collect();
    let list = data::ALL.iter().map(|file| format!("  {:<20} {}\n", file.name, file.files));
    let list: String = std::iter::once(format!("{}\n", tr("数据文件：", "Data files:"))).chain(list).collect();
    Command::new("schema")
        .about(tr(
            "元数据、设置和数据文件有哪些项：给编辑器、内容管理和人看",
            "what front matter, settings and data files hold: for editors, the content manager and people",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("json")
                .about(tr(
                    "JSON Schema（draft-07），编辑器据此补全和检查",
                    "a JSON Schema (draft-07) by which editors complete and check",
                ))
                .arg(Arg::new("of").value_name("OF").value_parser(of).default_value("site").help(tr(
                    "site 是 site.toml，section 是 _index.md，其余是页面的种类和数据文件",
                    "site.toml, _index.md of a section, a kind of page, or a data file",
                )))
                .after_help(format!(
                    "{list}\n{}",
                    example(
                        "  fanzha schema json alert > alert.schema.json",
                        "  fanzha schema json alert > alert.schema.json",
                    )
                )),
        )
        .subcommand(
            Command::new("cms")
                .about(tr(
                    "内容管理（Sveltia CMS）的配置，按 site.toml 的 [cms]",
                    "the configuration of Sveltia CMS, after [cms] of site.toml",
                ))
                .after_help(example("  fanzha schema cms > config.yml", "  fanzha schema cms > config.yml")),
        )
        .subcommand(
            Command::new("doc")
                .about(tr("元数据和数据文件的手册，Markdown", "the manual of front matter and data files, in Markdown"))
                .after_help(example("  fanzha schema doc > fields.md", "  fanzha schema doc > fields.md")),
        )
        .after_help(example("  fanzha schema json alert", "  fanzha schema json alert"))
}

pub fn run(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    match sub.subcommand() {
        Some(("json", own)) => print_json(matches, own, talk),
        Some(("cms", own)) => print_cms(matches, own, talk),
        Some(("doc", _)) => {
            output::to_stdout(&doc::manual(talk.lang));
            exit::DONE
        }
        _ => exit::USAGE,
    }
}

fn print_json(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    // Outside of a site the schema knows the types alone.
    let words = project(matches, sub).ok().and_then(|project| words(&project)).unwrap_or_default();
    let setting = Setting { lang: talk.lang, words: &words };
    let of = sub.get_one::<String>("of").map_or("site", String::as_str);
    let schema = match Kind::ALL.iter().find(|kind| kind.name() == of) {
        Some(kind) => json::of_kind(*kind, setting),
        None if of == "section" => json::of_section(setting),
        None => data::named(of).map_or_else(|| json::of_settings(setting), |file| json::of_data(file, setting)),
    };
    output::to_stdout(&format!("{schema:#}\n"));
    exit::DONE
}

fn words(project: &Project) -> Option<SiteWords> {
    let project = Project { graph: true, ..project.clone() };
    let built = build::build(&project, &mut build::cache(&project), &mut |_| {});
    built.site.as_ref().map(|site| SiteWords::of(site, &built.config, &built.sources))
}

fn print_cms(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    let project = match project(matches, sub) {
        Ok(project) => Project { graph: true, ..project },
        Err(finding) => return refuse(talk, *finding),
    };
    let built = build::build(&project, &mut build::cache(&project), &mut |_| {});
    let Some(site) = &built.site else {
        output::report(&built.report, &built.sources, talk);
        return exit_code(&built.report);
    };
    let words = SiteWords::of(site, &built.config, &built.sources);
    match schema::cms::config(&built.config, &words, talk.lang) {
        Ok(text) => {
            output::to_stdout(&text);
            exit::DONE
        }
        Err(finding) => refuse(talk, *finding),
    }
}
