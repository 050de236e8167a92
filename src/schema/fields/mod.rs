//! What is said of every key, by the type that reads it. A test holds the lists to the types:
//! no key without its description, no description without its key.

mod bulletin;
mod data;
mod page;
mod register;
mod section;
mod simple;
mod statements;
mod video;

use super::field::{Field, Word, field, word};

/// Keys by type.
type Types = &'static [(&'static str, &'static [Field])];

const ALL: &[Types] = &[
    page::TYPES,
    section::TYPES,
    simple::TYPES,
    video::TYPES,
    bulletin::TYPES,
    statements::TYPES,
    register::TYPES,
    data::TYPES,
];

/// Pages allow words, and sections for all of theirs.
const ALLOW: Field = field("allow", "放行", "Allowed words")
    .expert()
    .hint("确可公开、却会被检查拦下的字样和理由", "words that a rule would refuse, and why they may stand")
    .example("[{ text = \"内部资料\", reason = \"引文，不是密级标志\" }]");

/// The kinds of pages, in their order.
const KINDS: &[Word] = &[
    word("page", "普通页", "page"),
    word("article", "文章", "article"),
    word("alert", "预警", "alert"),
    word("case", "案例", "case"),
    word("scam-type", "骗局", "type of scam"),
    word("video", "微视频", "video"),
    word("bulletin", "简报", "bulletin"),
    word("campaign", "宣传活动", "campaign"),
    word("suggestion", "代表建议", "suggestion of deputies"),
    word("operation", "专项行动", "operation"),
    word("quiz", "自测", "quiz"),
];

/// What is said of a type's keys.
pub fn of(name: &str) -> &'static [Field] {
    let types = ALL.iter().flat_map(|types| types.iter());
    types.into_iter().find(|(known, _)| *known == name).map_or(&[], |(_, fields)| fields)
}

/// What is said of one key of a type.
pub fn describe(name: &str, key: &str) -> Option<&'static Field> {
    of(name).iter().find(|field| field.key == key)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::schema::{Shape, Table, data, tables};

    fn all() -> Vec<Table> {
        tables().into_iter().chain(data::tables()).collect()
    }

    #[test]
    fn every_key_is_described_and_nothing_else() {
        let (mut keys, mut described) = (BTreeSet::new(), BTreeSet::new());
        for table in all() {
            for table in table.all() {
                keys.extend(table.keys.iter().map(|(key, _)| format!("{}.{key}", table.name)));
            }
        }
        for (name, fields) in ALL.iter().flat_map(|types| types.iter()) {
            for field in *fields {
                assert!(described.insert(format!("{name}.{}", field.key)), "{name}.{} is there twice", field.key);
            }
        }
        let missing: Vec<_> = keys.difference(&described).collect();
        let foreign: Vec<_> = described.difference(&keys).collect();
        assert!(missing.is_empty(), "describe these keys in src/schema/fields/: {missing:?}");
        assert!(foreign.is_empty(), "no type reads these keys: {foreign:?}");
    }

    #[test]
    fn descriptions_are_complete_in_both_languages() {
        for (name, fields) in ALL.iter().flat_map(|types| types.iter()) {
            for field in *fields {
                let at = format!("{name}.{}", field.key);
                for text in [field.label, field.hint] {
                    assert!(!text.zh.is_empty() && !text.en.is_empty(), "{at}");
                    assert!(!text.en.chars().any(|c| "，。、；：".contains(c)), "{at}: {}", text.en);
                }
                assert!(!field.example.is_empty(), "{at} has no example");
            }
        }
    }

    /// Words of an enumeration are the parser's own, each with its meaning.
    #[test]
    fn words_are_those_that_the_parser_takes() {
        for table in all().iter().flat_map(|table| table.all()) {
            for (key, shape) in &table.keys {
                let field = describe(table.name, key).expect("described");
                let words: Vec<&str> = field.words.iter().map(|(word, _)| *word).collect();
                match shape.words() {
                    // The kind's own list is that of the kinds.
                    Some(known) => assert_eq!(words, known, "{}.{key}", table.name),
                    None => assert!(words.is_empty() || *shape == Shape::Text, "{}.{key}", table.name),
                }
            }
        }
    }
}
