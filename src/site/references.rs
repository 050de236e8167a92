//! Names in front matter that must stand elsewhere: series, periodicals, hotlines; and
//! episodes that may be given once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Page, Site};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Text, code};
use crate::document::{Document, placeholder};
use crate::kind::KindData;
use crate::source::Sources;
use crate::t;
use crate::text::nearest;
use crate::tree::{self, Node};

const HOTLINES: &str = "data/hotlines.toml";

/// Reports names that are not declared and numbers that are used twice.
pub fn check(site: &Site, sources: &Sources, config: &Config, report: &mut Report) {
    let hotlines = hotlines(sources);
    let series: BTreeSet<&str> = config.series.keys().map(String::as_str).collect();
    let periodicals: BTreeSet<&str> = config.periodicals.keys().map(String::as_str).collect();
    let mut numbers: BTreeMap<String, &Page> = BTreeMap::new();
    for page in &site.pages {
        let document = &page.document;
        for (index, id) in page.front().hotline.iter().enumerate() {
            let known = hotlines.iter().map(String::as_str);
            declared(id, known, &t!("{HOTLINES}", "{HOTLINES}"), document, &format!("hotline.{index}"), report);
        }
        match page.kind() {
            KindData::Video(video) => {
                for (index, embed) in video.embeds.iter().enumerate() {
                    let place = t!("site.toml 的 [platforms]", "[platforms] of site.toml");
                    let known = config.platforms.keys().map(String::as_str);
                    declared(&embed.platform, known, &place, document, &format!("embeds.{index}.platform"), report);
                }
                if let Some(id) = &video.series {
                    let place = t!("site.toml 的 [series]", "[series] of site.toml");
                    declared(id, series.iter().copied(), &place, document, "series", report);
                    if let Some(episode) = video.episode {
                        once(format!("{} series {id} {episode}", document.lang), "episode", page, &mut numbers, report);
                    }
                }
            }
            KindData::Bulletin(bulletin) => {
                if let Some(id) = &bulletin.periodical {
                    let place = t!("site.toml 的 [periodicals]", "[periodicals] of site.toml");
                    declared(id, periodicals.iter().copied(), &place, document, "periodical", report);
                }
            }
            _ => {}
        }
    }
}

/// The ids of the hotline table.
fn hotlines(sources: &Sources) -> Vec<String> {
    let Some((file, text)) = sources.get(HOTLINES).and_then(|file| Some((file, file.text.as_deref()?))) else {
        return Vec::new();
    };
    // Mistakes in the file are reported where data files are read.
    let node = tree::parse_toml(&file.path, text, 0, &mut Report::new());
    let entries = node.get("hotlines").map(Node::items).unwrap_or_default();
    entries.iter().filter_map(|entry| entry.get("id")?.as_str().map(str::to_owned)).collect()
}

/// Reports a name that is not among the known ones.
pub fn declared<'k>(
    id: &str,
    known: impl Iterator<Item = &'k str> + Clone,
    place: &Text,
    document: &Document,
    key: &str,
    report: &mut Report,
) {
    // What is still to be filled in has a finding of its own.
    if known.clone().any(|name| name == id) || id.contains(placeholder::OPEN) {
        return;
    }
    let (zh, en) = (&place.zh, &place.en);
    let finding =
        Diagnostic::error(code::BAD_VALUE, t!("{zh} 里没有“{id}”", "{en} has no `{id}`")).at(document.span(key));
    let list: Vec<&str> = known.clone().collect();
    let (list_zh, list_en) = (list.join("、"), list.join(", "));
    report.push(finding.help(match nearest(id, known) {
        Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
        None if list.is_empty() => t!("先在 {zh} 里加上它", "add it to {en} first"),
        None => t!("已有的：{list_zh}", "there are: {list_en}"),
    }));
}

fn once<'p>(number: String, key: &str, page: &'p Page, seen: &mut BTreeMap<String, &'p Page>, report: &mut Report) {
    if let Some(first) = seen.get(&number) {
        report.push(
            Diagnostic::error(code::BAD_VALUE, t!("“{key}”与另一页重复", "another page has the same `{key}`"))
                .at(page.document.span(key))
                .also(first.document.span(key), t!("另一页在这里", "the other page"))
                .help(t!("改正其中一个", "mend one of them")),
        );
        return;
    }
    seen.insert(number, page);
}
