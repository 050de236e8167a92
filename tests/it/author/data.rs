//! What the descriptions of data files say, the program holds to: their examples pass, and what
//! they call required is missed.

use std::collections::BTreeSet;

use fanzha::schema::data::{self, DataFile, EITHER};
use fanzha::schema::{Shape, Table, fields};

use crate::fixture::SiteTest;

const CONFIG: &str = "taxonomies = [{ name = \"scam_types\", vocabulary = \"data/vocabularies/x.toml\" }]\n\
                      [media]\npublic_url = \"https://cdn.example.cn/media/\"\n[links]\nallowed_hosts = [\"cdn.example.cn\", \"www.12321.cn\"]\n";

/// The keys that a text has, by table and key.
type Wanted<'w> = &'w dyn Fn(&str, &str) -> bool;

/// The lines of a table, every value being its key's example, tables in it likewise.
fn lines(table: &Table, wanted: Wanted<'_>) -> Vec<String> {
    let keys = table.keys.iter().filter(|(key, _)| wanted(table.name, key));
    keys.map(|(key, shape)| {
        let field = fields::describe(table.name, key).expect("described");
        let inner = shape.table().filter(|inner| inner.name != "Evidence");
        let value = match (inner, shape) {
            (None, _) => field.example.to_owned(),
            (Some(inner), Shape::Map(_)) => format!("{{ en = {{ {} }} }}", lines(inner, wanted).join(", ")),
            (Some(inner), _) => {
                // The parent that the example names.
                let more = if inner.name == "Organisation" {
                    "{ id = \"hn-shengzhengfu\", name = \"省政府\" }, "
                } else {
                    ""
                };
                format!("[{more}{{ {} }}]", lines(inner, wanted).join(", "))
            }
        };
        format!("{key} = {value}\n")
    })
    .map(|line| line.trim_end().to_owned())
    .collect()
}

fn text(file: &DataFile, wanted: Wanted<'_>) -> String {
    let shape = (file.shape)();
    let lines = lines(shape.table().expect("a table"), wanted).join("\n");
    if matches!(shape, Shape::Map(_)) { format!("[safe-account]\n{lines}\n") } else { format!("{lines}\n") }
}

fn path(file: &DataFile) -> String {
    file.files.replace("/*", "/x").replace('*', "")
}

/// Writes all files and says what is wrong with this one, but for pages that are not there.
fn findings(site: &SiteTest, file: &DataFile, wanted: Wanted<'_>) -> Vec<String> {
    site.write(&path(file), text(file, wanted));
    let said = site.run(["check", "--format", "json"]).stdout;
    let found = said.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let own = found.filter(|finding| finding["place"]["file"] == path(file).as_str());
    let code = |finding: &serde_json::Value| finding["code"].as_str().unwrap_or_default().to_owned();
    let foreign = |code: &str| ["content/evidence", "content/broken-link"].contains(&code);
    own.filter(|finding| !foreign(&code(finding))).map(|finding| finding.to_string()).collect()
}

/// Keys of which the other may not be there.
fn is_spare(table: &str, key: &str) -> bool {
    EITHER.iter().any(|either| either.alone && either.table == table && either.keys[1..].contains(&key))
}

fn site() -> SiteTest {
    let site = SiteTest::new().config(CONFIG);
    for file in data::ALL {
        site.write(&path(file), text(file, &|table, key| !is_spare(table, key)));
    }
    site
}

#[test]
fn examples_are_what_the_program_takes() {
    let site = site();
    for file in data::ALL {
        let whole = findings(&site, file, &|table, key| !is_spare(table, key));
        assert!(whole.is_empty(), "{}: {whole:#?}", file.name);
    }
}

#[test]
fn required_keys_suffice() {
    for file in data::ALL {
        let needed = |table: &str, key: &str| {
            let either = EITHER.iter().any(|either| either.table == table && either.keys[0] == key);
            either || fields::describe(table, key).is_some_and(|field| field.is_required())
        };
        let root = (file.shape)().table().map_or("", |table| table.name);
        // What lists of the file hold is looked at, whether or not they may be left out.
        let is_list = |table: &str, key: &str| {
            table == root
                && fields::describe(root, key).is_some_and(|it| it.example.starts_with("[{"))
                && key != "links"
        };
        let lean = findings(&site(), file, &|table, key| needed(table, key) || is_list(table, key));
        assert!(lean.is_empty(), "{}: {lean:#?}", file.name);
    }
}

#[test]
fn required_keys_are_missed() {
    let site = site();
    let mut seen = BTreeSet::new();
    for file in data::ALL.iter().filter(|file| file.name != "hotlines") {
        let shape = (file.shape)();
        for table in shape.table().expect("a table").all() {
            for field in fields::of(table.name).iter().filter(|field| field.is_required()) {
                if !seen.insert((table.name, field.key)) || table.name == "Evidence" {
                    continue;
                }
                let but = |of: &str, key: &str| !is_spare(of, key) && (of, key) != (table.name, field.key);
                let found = findings(&site, file, &but);
                assert!(!found.is_empty(), "{}: nobody misses {}.{}", file.name, table.name, field.key);
            }
            for either in EITHER.iter().filter(|either| either.table == table.name) {
                let but = |of: &str, key: &str| of != either.table || !either.keys.contains(&key);
                assert!(!findings(&site, file, &but).is_empty(), "{}: nobody misses {:?}", file.name, either.keys);
                let with = findings(&site, file, &|_, _| true);
                assert_eq!(with.is_empty(), !either.alone, "{}: {with:?}", file.name);
            }
        }
        findings(&site, file, &|table, key| !is_spare(table, key));
    }
    assert!(seen.len() > 25, "{seen:?}");
}

/// A key that no type reads is an error, as its schema says.
#[test]
fn foreign_keys_are_refused() {
    let site = site();
    for file in data::ALL.iter().filter(|file| file.name != "hotlines") {
        let whole = text(file, &|table, key| !is_spare(table, key));
        let (head, rest) =
            whole.split_at(if whole.starts_with('[') { whole.find('\n').unwrap_or_default() + 1 } else { 0 });
        site.write(&path(file), format!("{head}titel = \"x\"\n{rest}"));
        site.run(["check"]).fails(1).says("titel");
        site.write(&path(file), whole);
    }
}
