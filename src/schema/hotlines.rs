//! The table of hotlines. Templates read it as it is, so no type says what may stand in it.

use super::words::Named;
use super::{Shape, Table};
use crate::diag::Report;
use crate::source::Sources;
use crate::tree::{self, Node};

/// The file's path from the project's root.
const FILE: &str = "data/hotlines.toml";

/// What the file holds, as templates and the program read it.
pub fn table() -> Table {
    let text = |key| (key, Shape::Text);
    let keys = vec![
        text("id"),
        text("number"),
        text("name"),
        text("owner"),
        text("what"),
        text("name_en"),
        text("what_en"),
        ("call", Shape::Truth),
        text("since"),
        text("url"),
        ("sources", Shape::List(Box::new(Shape::Text))),
    ];
    let entry = Shape::Table(Table { name: "Hotline", keys });
    Table { name: "Hotlines", keys: vec![("hotlines", Shape::List(Box::new(entry)))] }
}

/// The ids of hotlines with their names.
pub fn named(sources: &Sources) -> Vec<Named> {
    let Some((path, text)) = sources.get(FILE).and_then(|it| Some((&it.path, it.text.as_deref()?))) else {
        return Vec::new();
    };
    // What is wrong with the file the build reports.
    entries(&tree::parse_toml(path, text, 0, &mut Report::new()))
}

fn entries(table: &Node) -> Vec<Named> {
    let list = table.get("hotlines").map(Node::items).unwrap_or_default();
    let text = |entry: &Node, key: &str| entry.get(key).and_then(Node::as_str).map(str::to_owned);
    list.iter().filter_map(|entry| Some((text(entry, "id")?, text(entry, "name")?))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::schema::fields;
    use crate::site::book;
    use crate::source::embedded_theme;

    fn entry(but: &str) -> Node {
        let keys = fields::of("Hotline").iter().filter(|field| field.key != but);
        let lines: String = keys.map(|field| format!("{} = {}\n", field.key, field.example)).collect();
        let mut report = Report::new();
        let node = tree::parse_toml(&FILE.into(), &format!("[[hotlines]]\n{lines}"), 0, &mut report);
        assert!(report.is_empty(), "{report:?}");
        node
    }

    /// What the program reads of an entry is there, and is required where it is needed.
    #[test]
    fn the_program_finds_what_it_reads() {
        let whole = entry("");
        assert_eq!(entries(&whole), [("96110".to_owned(), "反诈专线".to_owned())]);
        let english = book::listed(&whole, "en");
        assert_eq!(english[0].name, "Police anti-fraud line");
        assert_eq!(english[0].what, "Call it when you are not sure.");
        for key in ["id", "name"] {
            assert!(entries(&entry(key)).is_empty(), "{key}");
        }
        assert!(book::listed(&entry("number"), "zh").is_empty());
        assert!(book::listed(&entry("what"), "zh")[0].what.is_empty());
        for key in ["id", "name", "number", "what"] {
            assert!(fields::describe("Hotline", key).is_some_and(|field| field.is_required()), "{key}");
        }
    }

    /// Templates call an entry `h`; they ask for no key that is not listed.
    #[test]
    fn templates_read_nothing_else() {
        let table = table();
        let entry = table.get("hotlines").and_then(Shape::table).expect("a table");
        let known: BTreeSet<&str> = entry.keys.iter().map(|(key, _)| *key).collect();
        let mut asked = BTreeSet::new();
        for (name, bytes) in embedded_theme() {
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            let loops = text.split("{% for h in ").skip(1).filter(|rest| {
                let list = rest.split_whitespace().next().unwrap_or_default();
                list.ends_with(".hotlines")
            });
            for part in loops.filter_map(|rest| rest.split("{% endfor %}").next()) {
                for (at, _) in part.match_indices("h.").chain(part.match_indices("h?[\"")) {
                    let before = part[..at].chars().next_back();
                    if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
                        continue;
                    }
                    let after = part[at..].strip_prefix("h.").or(part[at..].strip_prefix("h?[\""));
                    let key: String =
                        after.unwrap_or_default().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    let key = if key.ends_with('_') { format!("{key}en") } else { key };
                    assert!(known.contains(&*key), "{name} asks for `{key}`");
                    asked.insert(key);
                }
            }
        }
        assert!(asked.len() >= 6, "{asked:?}");
    }
}
