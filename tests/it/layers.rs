//! The rooms of the house: a module imports only from rooms below its own, and files stay of
//! a size that one can hold in mind.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by rank; a room may use rooms of lower rank, and base rooms each other.
const ROOMS: &[(u8, &[&str])] = &[
    (0, &["diag", "hash", "path", "text", "tree", "date", "numeral", "pinyin", "t"]),
    (10, &["config"]),
    (11, &["hosting", "store"]),
    (12, &["source"]),
    (13, &["library"]),
    (14, &["signals"]),
    (20, &["kind"]),
    (21, &["frontmatter", "registry"]),
    (22, &["markdown"]),
    (23, &["policy"]),
    (24, &["document"]),
    (30, &["site"]),
    (31, &["links", "schema"]),
    (40, &["media"]),
    (41, &["share", "style", "video"]),
    (50, &["view"]),
    (51, &["query"]),
    (52, &["theme"]),
    (60, &["render"]),
    (61, &["finish"]),
    (62, &["reuse", "search"]),
    (63, &["emit"]),
    (64, &["check"]),
    (65, &["manifest", "write"]),
    (66, &["cache"]),
    (70, &["build", "remote"]),
    (71, &["cms", "depot", "deploy", "import", "migrate", "scaffold", "verify"]),
    (72, &["external", "serve"]),
    (80, &["cli"]),
];

/// Commands that ask the network; no build comes there.
const NETWORKED: &[&str] = &["depot", "deploy", "external", "remote"];

const LONGEST_FILE: usize = 500;

fn rank(room: &str) -> Option<u8> {
    ROOMS.iter().find(|(_, rooms)| rooms.contains(&room)).map(|(rank, _)| *rank)
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("source text");
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 50, "the sources were not found");
    found
}

/// The room of a file: `src/site/order.rs` and `src/site.rs` are in `site`.
fn room_of(path: &Path) -> String {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("below src");
    let first = below.components().next().expect("a component").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Rooms that a line names after `crate::`, the groups of `use crate::{a, b::c}` included.
fn rooms_named(text: &str) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let line = text[..at].matches('\n').count() + 1;
        // `$crate::` belongs to a macro's caller, comments to the reader.
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        if text[start..at].trim_start().starts_with("//") {
            continue;
        }
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            let mut heads = Vec::new();
            let mut in_path = false;
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        heads.push(std::mem::take(&mut word));
                        in_path = false;
                    }
                    ':' if depth == 0 => in_path = true,
                    c if depth == 0 && !in_path && !c.is_whitespace() => word.push(c),
                    _ => {}
                }
            }
            heads.push(word);
            named.extend(heads.into_iter().filter(|head| !head.is_empty()).map(|head| (line, head)));
        } else {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            named.push((line, rest[..end].to_owned()));
        }
    }
    named
}

#[test]
fn modules_import_only_from_rooms_below() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let room = room_of(&path);
        if room == "lib" || room == "main" {
            continue;
        }
        let own = rank(&room).unwrap_or_else(|| panic!("the room `{room}` has no rank: {}", path.display()));
        for (line, named) in rooms_named(&text) {
            let Some(other) = rank(&named) else {
                // A macro or an item of the crate's root.
                continue;
            };
            let fine = named == room || other < own || (own == 0 && other == 0);
            if !fine {
                wrong.push(format!("{}:{line}: {room} ({own}) uses {named} ({other})", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports from above:\n{}", wrong.join("\n"));
}

/// Builds fetch nothing, and secrets have one place where they can go.
#[test]
fn the_network_is_asked_in_few_rooms() {
    let clients = ["reqwest::", "opendal::", "rustls::", "TcpStream"];
    let outside = sources().into_iter().filter(|(path, _)| !NETWORKED.contains(&&*room_of(path)));
    let wrong: Vec<_> = outside
        .filter(|(_, text)| clients.iter().any(|client| text.contains(client)))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "these ask the network: {wrong:?}");
}

#[test]
fn every_room_is_in_the_table() {
    let rooms: BTreeSet<String> =
        sources().iter().map(|(path, _)| room_of(path)).filter(|room| room != "lib" && room != "main").collect();
    let known: BTreeSet<String> = ROOMS
        .iter()
        .flat_map(|(_, rooms)| rooms.iter())
        .map(|room| (*room).to_owned())
        .filter(|room| room != "t")
        .collect();
    assert_eq!(rooms, known);
}

#[test]
fn source_files_stay_small() {
    let long: Vec<String> = sources()
        .iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{}: {lines}", path.display()))
        .collect();
    assert!(long.is_empty(), "over {LONGEST_FILE} lines:\n{}", long.join("\n"));
}

/// The lists above are only worth something if the reader of imports sees them all.
#[test]
fn groups_of_imports_are_read() {
    let text = "use crate::{check, site::{Item, Page}, t};\nlet x = crate::path::encode(y);\n// crate::cli::x\nuse crate::diag::Report;";
    let named: Vec<_> = rooms_named(text).into_iter().map(|(line, room)| format!("{line}:{room}")).collect();
    assert_eq!(named, ["1:check", "1:site", "1:t", "2:path", "4:diag"]);
}
