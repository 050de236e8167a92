//! One description of all keys, from which editors, the content manager and the manual get
//! theirs.
//!
//! The keys and their types come from the types that read them ([`shape`]), what people are
//! told of them stands in [`fields`], and tests hold the two together.

pub mod cms;
pub mod data;
pub mod doc;
mod field;
pub mod fields;
mod hotlines;
pub mod json;
mod shape;
mod words;
mod yaml;

pub use field::{Both, Field, Names, Need};
pub use shape::{Shape, Table};
pub use words::{Column, SiteWords};

use crate::frontmatter::{PageFront, SectionFront};
use crate::kind::{Alert, Article, Bulletin, Campaign, Case, Kind, Operation, Quiz, ScamType, Suggestion, Video};

/// The keys of every page.
pub fn page() -> Table {
    Table::of::<PageFront>()
}

/// The keys of a section.
pub fn section() -> Table {
    Table::of::<SectionFront>()
}

/// A kind's own keys; plain pages have none.
pub fn kind(kind: Kind) -> Option<Table> {
    Some(match kind {
        Kind::Page => return None,
        Kind::Article => Table::of::<Article>(),
        Kind::Alert => Table::of::<Alert>(),
        Kind::Case => Table::of::<Case>(),
        Kind::ScamType => Table::of::<ScamType>(),
        Kind::Video => Table::of::<Video>(),
        Kind::Bulletin => Table::of::<Bulletin>(),
        Kind::Campaign => Table::of::<Campaign>(),
        Kind::Suggestion => Table::of::<Suggestion>(),
        Kind::Operation => Table::of::<Operation>(),
        Kind::Quiz => Table::of::<Quiz>(),
    })
}

/// The tables of all content: pages, sections, kinds.
pub fn tables() -> Vec<Table> {
    let kinds = Kind::ALL.iter().filter_map(|it| kind(*it));
    [page(), section()].into_iter().chain(kinds).collect()
}

/// Kinds of which a page needs a date.
const DATED: &[Kind] = &[Kind::Article, Kind::Alert, Kind::Video, Kind::Bulletin];

/// The keys without which a page of a kind is not published.
pub fn required(kind: Kind) -> Vec<&'static str> {
    let of = |table: &Table| -> Vec<&'static str> {
        fields::of(table.name).iter().filter(|field| field.is_required()).map(|field| field.key).collect()
    };
    let mut keys = of(&page());
    keys.extend(DATED.contains(&kind).then_some("date"));
    keys.extend(self::kind(kind).iter().flat_map(of));
    keys
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::diag::{Report, code};
    use crate::kind::{Check, KindData};
    use crate::tree::{self, Node};

    fn read(kind: Kind, text: &str) -> (Node, Report) {
        let (file, mut report) = ("x.md".into(), Report::new());
        let node = tree::parse_toml(&file, text, 0, &mut report);
        let _shared: PageFront = tree::read(&file, &node, kind.fields(), &mut report);
        let keys: Vec<&str> = tree::fields_of::<PageFront>().to_vec();
        let data = KindData::read(kind, &file, &node, &keys, &mut report);
        let zone = jiff::tz::TimeZone::UTC;
        let date = node.get("date").map(|_| crate::date::at_instant(jiff::Timestamp::UNIX_EPOCH, &zone));
        data.check(&mut Check {
            file: &file,
            node: &node,
            draft: false,
            unread: "",
            date,
            expire: None,
            zone: &zone,
            report: &mut report,
        });
        (node, report)
    }

    /// The rules themselves say what a page lacks; the list must say the same.
    #[test]
    fn required_keys_are_those_that_the_rules_miss() {
        for kind in Kind::ALL.iter().copied() {
            let (_, report) = read(kind, "");
            let missed: BTreeSet<String> = report
                .sorted()
                .iter()
                .filter(|finding| [code::MISSING_FIELD, code::BAD_VALUE].contains(&finding.code))
                .map(|finding| match finding.message.zh.split(['“', '”']).nth(1) {
                    Some(key) => key.to_owned(),
                    None => "composite".to_owned(),
                })
                .collect();
            let shared: Vec<&str> = required(Kind::Page);
            let listed: BTreeSet<String> =
                required(kind).iter().filter(|key| !shared.contains(key)).map(|key| (*key).to_owned()).collect();
            assert_eq!(listed, missed, "{}", kind.name());
        }
    }

    #[test]
    fn examples_are_values_that_the_parser_takes() {
        for kind in Kind::ALL.iter().copied() {
            for table in [Some(page()), self::kind(kind)].into_iter().flatten() {
                for field in fields::of(table.name) {
                    let (_, report) = read(kind, &format!("{} = {}", field.key, field.example));
                    let wrong: Vec<_> = report
                        .sorted()
                        .into_iter()
                        .filter(|it| ![code::MISSING_FIELD, code::BAD_VALUE].contains(&it.code))
                        .collect();
                    assert!(wrong.is_empty(), "{}.{}: {wrong:?}", kind.name(), field.key);
                }
            }
        }
        for field in fields::of("SectionFront") {
            let mut report = Report::new();
            let node = tree::parse_toml(&"x".into(), &format!("{} = {}", field.key, field.example), 0, &mut report);
            let _read: SectionFront = tree::read(&"x".into(), &node, &[], &mut report);
            assert!(report.is_empty(), "{}: {report:?}", field.key);
        }
    }

    /// All required keys with their examples make a page that its rules accept.
    #[test]
    fn required_examples_together_pass() {
        for kind in Kind::ALL.iter().copied() {
            let line = |key: &&'static str| {
                let tables = [Some(page()), self::kind(kind)];
                let field = tables.iter().flatten().find_map(|table| fields::describe(table.name, key));
                field.map(|field| format!("{key} = {}\n", field.example)).unwrap_or_default()
            };
            let text: String = required(kind).iter().map(line).collect();
            let text = text.replace(
                "date = 2026-06-01",
                if kind == Kind::Bulletin { "date = 2021-06-29" } else { "date = 2026-06-01" },
            );
            let (_, report) = read(kind, &text);
            // The check resolves its own date.
            let wrong: Vec<_> = report.sorted().into_iter().filter(|it| !it.message.zh.contains("年份")).collect();
            assert!(wrong.is_empty(), "{}\n{text}\n{wrong:?}", kind.name());
        }
    }
}
