//! `list`: what is published, what is not, and what changes next.

use clap::ArgMatches;
use serde_json::json;

use super::{Talk, exit, exit_code, output, project, refuse};
use crate::build;
use crate::diag::Lang;
use crate::site::{Reason, Site};

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
        let next = site.next_change.map(|moment| moment.rfc3339());
        output::to_stdout(&if as_json {
            format!("{}\n", json!({ "next": next }))
        } else {
            format!("{}\n", next.unwrap_or_else(|| "-".to_owned()))
        });
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
