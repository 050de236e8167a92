//! `list`: what is published, what is not, and what changes next.

mod csv;

use clap::{Arg, ArgMatches, Command};
use jiff::Timestamp;
use serde_json::json;

use super::args::flag;
use super::{Talk, exit, exit_code, output, project, refuse};
use crate::build;
use crate::config::Config;
use crate::date::Moment;
use crate::diag::Lang;
use crate::site::columns::{self, Column, Condition};
use crate::site::{Change, Reason, Site};

/// How a list is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// With tabs, for people and shells.
    Plain,
    Json,
    /// For spreadsheets.
    Csv,
}

/// The options, without those about what is included.
pub fn command(lang: Lang) -> Command {
    let tr = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    Command::new("list")
        .about(tr("列出页面和没有发布的原因、栏目更新情况", "list pages, why some are not published, and how fresh columns are"))
        .arg(
            Arg::new("what")
                .value_name("WHAT")
                .value_parser(["all", "drafts", "future", "expired", "next", "freshness"])
                .default_value("all")
                .help(tr("列什么", "which")),
        )
        .arg(flag("json", tr("JSON 形式", "as JSON")))
        .arg(flag("csv", tr("CSV 形式，可用 Excel、WPS 打开", "as CSV, for spreadsheets")).conflicts_with("json"))
        .after_help(format!(
            "{}\n{}",
            tr("例：", "Example:"),
            tr(
                "  fanzha list next --json    # 下一次发布或过期的时刻，供定时任务用\n  fanzha list --csv > 页面.csv\n  fanzha list freshness      # 各栏目多久没有更新",
                "  fanzha list next --json    # the next publication or expiry, for a scheduler\n  fanzha list --csv > pages.csv\n  fanzha list freshness      # how long columns have not changed",
            )
        ))
}

pub fn run(matches: &ArgMatches, sub: &ArgMatches, talk: &Talk) -> u8 {
    let project = match project(matches, sub) {
        Ok(project) => project,
        Err(finding) => return refuse(talk, *finding),
    };
    let what = sub.get_one::<String>("what").map_or("all", String::as_str);
    let project = build::Project { graph: true, ..project };
    let built = build::build(&project, &mut build::cache(&project), &mut |_| {});
    let Some(site) = &built.site else {
        output::report(&built.report, &built.sources, talk);
        return exit_code(&built.report);
    };
    let form = match (sub.get_flag("json"), sub.get_flag("csv")) {
        (true, _) => Form::Json,
        (_, true) => Form::Csv,
        _ => Form::Plain,
    };
    output::to_stdout(&match what {
        "next" => next(site, form),
        "freshness" => freshness(site, &built.config, project.when.instant(), form),
        what => pages(&rows(site, what, talk.lang), form),
    });
    exit::DONE
}

fn pages(rows: &[Row], form: Form) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match form {
        Form::Json => {
            let list: Vec<_> = rows
                .iter()
                .map(|row| json!({ "path": row.path, "title": row.title, "state": row.state, "url": row.url, "reason": row.reason }))
                .collect();
            format!("{}\n", json!(list))
        }
        Form::Csv => csv::table(
            &["state", "path", "title", "url", "date", "publish", "expire", "reason"],
            rows.iter().map(|row| {
                let own = [row.state.to_owned(), row.path.clone(), row.title.clone(), text(&row.url)];
                own.into_iter().chain(row.dates.clone()).chain([text(&row.reason)]).collect()
            }),
        ),
        Form::Plain => rows
            .iter()
            .map(|row| {
                let last = row.reason.as_deref().or(row.url.as_deref()).unwrap_or("");
                format!("{}\t{}\t{}\t{last}\n", row.state, row.path, row.title)
            })
            .collect(),
    }
}

/// The instant of the next change; as JSON or CSV with the pages that it is about.
fn next(site: &Site, form: Form) -> String {
    let next = site.next_change.map(|moment| moment.rfc3339());
    match form {
        Form::Json => {
            let change =
                |change: &Change| json!({ "path": change.path, "title": change.title, "change": change.what.name() });
            let changes: Vec<_> = site.upcoming.iter().map(change).collect();
            format!("{}\n", json!({ "next": next, "changes": changes }))
        }
        Form::Csv => {
            let at = next.unwrap_or_default();
            let row = |change: &Change| {
                vec![at.clone(), change.what.name().to_owned(), change.path.clone(), change.title.clone()]
            };
            csv::table(&["next", "change", "path", "title"], site.upcoming.iter().map(row))
        }
        Form::Plain => format!("{}\n", next.unwrap_or_else(|| "-".to_owned())),
    }
}

/// Columns, the most urgent first.
fn freshness(site: &Site, config: &Config, now: Timestamp, form: Form) -> String {
    let mut columns = columns::columns(site, config, now);
    columns.sort_by_key(|column| (column.condition == Condition::Fresh, &column.section.path));
    let date = |column: &Column<'_>| {
        let page = site.page(column.newest?);
        page.updated.max(page.date).map(|moment| moment.rfc3339())
    };
    let newest = |column: &Column<'_>| column.newest.map(|id| site.page(id).document.path.to_string());
    match form {
        Form::Json => {
            let row = |column: &Column<'_>| {
                json!({
                    "path": column.section.path,
                    "title": column.section.title,
                    "url": config.permalink(column.section.url.as_str()),
                    "column_type": column.section.column_type(),
                    "state": column.condition.name(),
                    "newest": newest(column),
                    "updated": date(column),
                    "days": column.age,
                    "allowed": column.allowed,
                })
            };
            let rows: Vec<_> = columns.iter().map(row).collect();
            format!("{}\n", json!(rows))
        }
        Form::Csv => {
            let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
            let row = |column: &Column<'_>| {
                vec![
                    column.condition.name().to_owned(),
                    column.section.path.clone(),
                    column.section.title.clone(),
                    config.permalink(column.section.url.as_str()),
                    column.section.column_type().to_owned(),
                    newest(column).unwrap_or_default(),
                    date(column).unwrap_or_default(),
                    number(column.age),
                    number(column.allowed.map(i64::from)),
                ]
            };
            let names = ["state", "path", "title", "url", "column_type", "newest", "updated", "days", "allowed"];
            csv::table(&names, columns.iter().map(row))
        }
        Form::Plain => {
            let number = |number: Option<i64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
            let row = |column: &Column<'_>| {
                let (state, section) = (column.condition.name(), column.section);
                let (age, allowed) = (number(column.age), number(column.allowed.map(i64::from)));
                let date = date(column).unwrap_or_default();
                format!("{state}\t{}\t{}\t{age}/{allowed}\t{date}\n", section.path, section.title)
            };
            columns.iter().map(row).collect()
        }
    }
}

struct Row {
    path: String,
    title: String,
    state: &'static str,
    url: Option<String>,
    /// Date, publication and expiry, for spreadsheets.
    dates: [String; 3],
    reason: Option<String>,
}

fn rows(site: &Site, what: &str, lang: Lang) -> Vec<Row> {
    let date = |moment: &Option<Moment>| moment.as_ref().map(Moment::rfc3339).unwrap_or_default();
    let mut rows = Vec::new();
    if what == "all" {
        rows.extend(site.pages.iter().map(|page| Row {
            path: page.document.path.to_string(),
            title: page.title().to_owned(),
            state: "published",
            url: Some(page.url.to_string()),
            dates: [&page.date, &page.publish, &page.expire].map(date),
            reason: None,
        }));
    }
    rows.extend(site.left_out.iter().filter_map(|left| {
        let (state, publish, expire) = match &left.reason {
            Reason::Draft | Reason::DraftSection(_) => ("draft", String::new(), String::new()),
            Reason::Future(at) => ("future", at.rfc3339(), String::new()),
            Reason::Expired(at) => ("expired", String::new(), at.rfc3339()),
        };
        let wanted = what == "all" || what == state || what == format!("{state}s");
        wanted.then(|| Row {
            path: left.path.clone(),
            title: left.title.clone(),
            state,
            url: None,
            dates: [String::new(), publish, expire],
            reason: Some(left.reason.text().get(lang).to_owned()),
        })
    }));
    rows.sort_by(|a, b| a.path.cmp(&b.path));
    rows
}
