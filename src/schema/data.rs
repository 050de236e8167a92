//! The data files: `data/*.toml` and `media/media.toml`.

use super::field::Both;
use super::{Shape, Table, hotlines};
use crate::library::{self, RawFile};
use crate::policy::WordList;
use crate::registry::{Flags, Lines, Organisation, Person, Questions, Supervision};
use crate::site::RawVocabulary;

/// A sort of data file.
pub struct DataFile {
    /// What its schema is called.
    pub name: &'static str,
    /// Which files are of this sort.
    pub files: &'static str,
    /// What it is called.
    pub title: Both,
    /// What to know of it.
    pub about: Both,
    /// What it holds.
    pub shape: fn() -> Shape,
}

/// Keys of a table of which one is needed.
pub struct Either {
    /// The table's name.
    pub table: &'static str,
    /// The keys.
    pub keys: &'static [&'static str],
    /// Whether more than one of them is too many.
    pub alone: bool,
}

const fn both(zh: &'static str, en: &'static str) -> Both {
    Both { zh, en }
}

/// All sorts of data files.
pub const ALL: &[DataFile] = &[
    DataFile {
        name: "hotlines",
        files: "data/hotlines.toml",
        title: both("求助电话", "Hotlines"),
        about: both(
            "全站唯一的号码表：页面上出现的号码都以此为准。",
            "The one table of numbers that pages tell readers to call.",
        ),
        shape: || Shape::Table(hotlines::table()),
    },
    DataFile {
        name: "vocabulary",
        files: "data/vocabularies/*.toml",
        title: both("词表", "Vocabularies"),
        about: both(
            "一个分类法有哪些词。在 site.toml 的 taxonomies 里用 vocabulary 写明文件。",
            "The terms of a taxonomy, which names its file as `vocabulary` under `taxonomies` in site.toml.",
        ),
        shape: || Shape::Table(Table::of::<RawVocabulary>()),
    },
    DataFile {
        name: "words",
        files: "data/words.toml",
        title: both("用词", "Words"),
        about: both("写错的、写法不统一的词，`fanzha check` 会提醒。", "Words that `fanzha check` warns of."),
        shape: || Shape::Table(Table::of::<WordList>()),
    },
    DataFile {
        name: "signals",
        files: "data/signals*.toml",
        title: both("破绽", "Red flags"),
        about: both(
            "不属于哪一类骗局的破绽。每种语言一个文件，英文是 data/signals.en.toml。",
            "Red flags of no type of scam, a file for each language: English has data/signals.en.toml.",
        ),
        shape: || Shape::Table(Table::of::<Flags>()),
    },
    DataFile {
        name: "questions",
        files: "data/questions*.toml",
        title: both("一问一答", "Questions"),
        about: both(
            "“是不是骗局”的问题、答案和结果。每种语言一个文件，英文是 data/questions.en.toml。",
            "The questions that find out what is going on, with answers and outcomes, a file for each language: English \
             has data/questions.en.toml.",
        ),
        shape: || Shape::Table(Table::of::<Questions>()),
    },
    DataFile {
        name: "persons",
        files: "data/persons.toml",
        title: both("人物", "Persons"),
        about: both(
            "公开简报里写明职务的人；没有职务也没有参与什么的人不收。",
            "Officials whom published bulletins name in an office, and nobody else.",
        ),
        shape: || list("Persons", "persons", Table::of::<Person>()),
    },
    DataFile {
        name: "organisations",
        files: "data/organisations.toml",
        title: both("单位", "Organisations"),
        about: both("公开简报点名的单位。", "Bodies that published bulletins name."),
        shape: || list("Organisations", "organisations", Table::of::<Organisation>()),
    },
    DataFile {
        name: "defence_lines",
        files: "data/defence_lines.toml",
        title: both("五道防线", "Lines of defence"),
        about: both("每道防线做什么，简报怎么说。", "What each does, and what bulletins report of it."),
        shape: || Shape::Table(Table::of::<Lines>()),
    },
    DataFile {
        name: "linked_supervision",
        files: "data/linked_supervision.toml",
        title: both("联点督导", "Linked supervision"),
        about: both(
            "总数和已经公开的联点；列出的不能多于总数。",
            "Totals, and the links that are published; no more may be listed than the totals say.",
        ),
        shape: || Shape::Table(Table::of::<Supervision>()),
    },
    DataFile {
        name: "media",
        files: library::PATH,
        title: both("大文件清单", "Big files"),
        about: both(
            "放在 Git 外面的文件，一般由 `fanzha media add` 登记。每个文件一段，以 `[短名]` 开头：2—64 个英文小写字母、\
             数字和连字符。",
            "Files that are kept outside of Git, mostly listed by `fanzha media add`. Each has a table headed by `[ID]`: 2 \
             to 64 small ASCII letters, digits and hyphens.",
        ),
        shape: || Shape::Map(Box::new(Shape::Table(Table::of::<RawFile>()))),
    },
];

/// Tables that need one of several keys.
pub const EITHER: &[Either] = &[
    Either { table: "Person", keys: &["posts", "roles"], alone: false },
    Either { table: "Outcome", keys: &["scam_type", "do_now"], alone: false },
    Either { table: "RawFile", keys: &["key", "url"], alone: true },
];

/// The sort of that name.
pub fn named(name: &str) -> Option<&'static DataFile> {
    ALL.iter().find(|file| file.name == name)
}

/// The tables of all data files.
pub fn tables() -> Vec<Table> {
    ALL.iter().filter_map(|file| (file.shape)().table().cloned()).collect()
}

/// A file that is a list under one key.
fn list(name: &'static str, key: &'static str, entry: Table) -> Shape {
    Shape::Table(Table { name, keys: vec![(key, Shape::List(Box::new(Shape::Table(entry))))] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Raw;
    use crate::library::Type;
    use crate::schema::fields;

    /// Descriptions go by the type's name, so no other type may have it.
    #[test]
    fn names_of_types_are_their_own() {
        let others = crate::schema::tables().into_iter().chain([Table::of::<Raw>()]);
        let others: Vec<Table> =
            others.flat_map(|table| table.all().into_iter().cloned().collect::<Vec<_>>()).collect();
        let files = tables();
        for table in files.iter().flat_map(Table::all) {
            let keys = |table: &Table| table.keys.iter().map(|(key, _)| *key).collect::<Vec<_>>();
            for other in others.iter().chain(files.iter().flat_map(Table::all)).filter(|it| it.name == table.name) {
                assert_eq!(keys(table), keys(other), "{} means two types", table.name);
            }
        }
    }

    #[test]
    fn of_several_keys_each_exists() {
        for either in EITHER {
            for key in either.keys {
                assert!(fields::describe(either.table, key).is_some(), "{}.{key}", either.table);
            }
        }
    }

    #[test]
    fn types_of_big_files_are_those_that_are_known() {
        let field = fields::describe("RawFile", "type").expect("described");
        let words: Vec<&str> = field.words.iter().map(|(word, _)| *word).collect();
        let known: Vec<&str> = Type::ALL.iter().map(|known| known.name).collect();
        assert_eq!(words, known);
    }
}
