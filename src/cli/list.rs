//! `list`: what is published, what is not, and what changes next.

use clap::ArgMatches;
use jiff::Timestamp;
use serde_json::json;

use super::{Talk, exit, exit_code, output, project, refuse};
use crate::build;
use crate::config::Config;
use crate::diag::Lang;
use crate::site::columns::{self, Column, Condition};
use crate::site::{Change, Reason, Site};

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
    let as_json = sub.get_flag("json");
    if what == "next" {
        output::to_stdout(&next(site, as_json));
        return exit::DONE;
    }
    if what == "freshness" {
        output::to_stdout(&freshness(site, &built.config, project.when.instant(), as_json));
        return exit::DONE;
    }
    let rows = rows(site, what, talk.lang);
    let text: String = if as_json {
        let list: Vec<_> = rows
            .iter()
            .map(|row| json!({ "path": row.path, "title": row.title, "state": row.state, "url": row.url, "reason": row.reason }))
            .collect();
        format!("{}\n", json!(list))
    } else {
        rows.iter()
            .map(|row| {
                format!(
                    "{}\t{}\t{}\t{}\n",
                    row.state,
                    row.path,
                    row.title,
                    row.reason.as_deref().or(row.url.as_deref()).unwrap_or("")
                )
            })
            .collect()
    };
    output::to_stdout(&text);
    exit::DONE
}

/// The instant of the next change; as JSON with the pages that it is about.
fn next(site: &Site, as_json: bool) -> String {
    let next = site.next_change.map(|moment| moment.rfc3339());
    if as_json {
        let change =
            |change: &Change| json!({ "path": change.path, "title": change.title, "change": change.what.name() });
        let changes: Vec<_> = site.upcoming.iter().map(change).collect();
        return format!("{}\n", json!({ "next": next, "changes": changes }));
    }
    format!("{}\n", next.unwrap_or_else(|| "-".to_owned()))
}

/// Columns, the most urgent first.
fn freshness(site: &Site, config: &Config, now: Timestamp, as_json: bool) -> String {
    let mut columns = columns::columns(site, config, now);
    columns.sort_by_key(|column| (column.condition == Condition::Fresh, &column.section.path));
    let date = |column: &Column<'_>| {
        let page = site.page(column.newest?);
        page.updated.max(page.date).map(|moment| moment.rfc3339())
    };
    if as_json {
        let row = |column: &Column<'_>| {
            json!({
                "path": column.section.path,
                "title": column.section.title,
                "url": config.permalink(column.section.url.as_str()),
                "column_type": column.section.column_type(),
                "state": column.condition.name(),
                "newest": column.newest.map(|id| site.page(id).document.path.as_str()),
                "updated": date(column),
                "days": column.age,
                "allowed": column.allowed,
            })
        };
        let rows: Vec<_> = columns.iter().map(row).collect();
        return format!("{}\n", json!(rows));
    }
    let number = |number: Option<i64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let row = |column: &Column<'_>| {
        format!(
            "{}\t{}\t{}\t{}/{}\t{}\n",
            column.condition.name(),
            column.section.path,
            column.section.title,
            number(column.age),
            number(column.allowed.map(i64::from)),
            date(column).unwrap_or_default()
        )
    };
    columns.iter().map(row).collect()
}

struct Row {
    path: String,
    title: String,
    state: &'static str,
    url: Option<String>,
    reason: Option<String>,
}

fn rows(site: &Site, what: &str, lang: Lang) -> Vec<Row> {
    let mut rows = Vec::new();
    if what == "all" {
        rows.extend(site.pages.iter().map(|page| Row {
            path: page.document.path.to_string(),
            title: page.title().to_owned(),
            state: "published",
            url: Some(page.url.to_string()),
            reason: None,
        }));
    }
    rows.extend(site.left_out.iter().filter_map(|left| {
        let state = match left.reason {
            Reason::Draft | Reason::DraftSection(_) => "draft",
            Reason::Future(_) => "future",
            Reason::Expired(_) => "expired",
        };
        let wanted = what == "all" || what == state || what == format!("{state}s");
        wanted.then(|| Row {
            path: left.path.clone(),
            title: left.title.clone(),
            state,
            url: None,
            reason: Some(left.reason.text().get(lang).to_owned()),
        })
    }));
    rows.sort_by(|a, b| a.path.cmp(&b.path));
    rows
}
