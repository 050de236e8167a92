//! What is trained on: texts in which names are marked.

use std::fs;
use std::path::Path;

use fanzha::policy::name_letters::{COMPOUND, SURNAMES};

/// A part of a text.
#[derive(Clone)]
pub enum Piece {
    /// A word, or words without names.
    Text(String),
    /// Surname and given name of somebody.
    Name(String),
    /// Part of a name, or one that is written otherwise: nothing is learnt from it.
    Other(String),
}

/// A text in parts.
pub type Text = Vec<Piece>;

/// Where a name lies in a text, in bytes.
pub struct Span {
    pub start: usize,
    pub end: usize,
    /// Otherwise it is [`Piece::Other`].
    pub is_name: bool,
}

/// A text with `write` for its pieces.
pub fn plain_text(text: &[Piece], mut write: impl FnMut(&Piece) -> String) -> (String, Vec<Span>) {
    let (mut plain, mut spans) = (String::new(), Vec::new());
    for piece in text {
        let start = plain.len();
        plain.push_str(&write(piece));
        if !matches!(piece, Piece::Text(_)) {
            spans.push(Span { start, end: plain.len(), is_name: matches!(piece, Piece::Name(_)) });
        }
    }
    (plain, spans)
}

/// The lines of a corpus of `word/tag`; `nr` is a surname or a given name.
pub fn corpus(text: &str) -> Vec<Text> {
    text.lines().map(line).filter(|line| !line.is_empty()).collect()
}

fn line(line: &str) -> Text {
    let words: Vec<(&str, &str)> = line.split_whitespace().filter_map(|word| word.rsplit_once('/')).collect();
    let mut text = Text::new();
    let mut at = 0;
    while let Some((word, tag)) = words.get(at) {
        let word = word.trim_start_matches('[');
        let is_surname = COMPOUND.contains(&word) || word.chars().count() == 1 && SURNAMES.contains(word);
        let given = words.get(at + 1).filter(|(given, tag)| tag.starts_with("nr") && given.chars().count() <= 2);
        at += 1;
        text.push(match (tag.starts_with("nr"), given) {
            (true, Some((given, _))) if is_surname => {
                at += 1;
                Piece::Name(format!("{word}{given}"))
            }
            (true, _) => Piece::Other(word.to_owned()),
            _ => Piece::Text(word.to_owned()),
        });
    }
    text
}

/// The passages of a folder that are for tuning.
pub fn passages(folder: &Path) -> Vec<Text> {
    texts(folder).iter().flat_map(|text| marked(text)).collect()
}

fn marked(text: &str) -> Vec<Text> {
    let mut passages = Vec::new();
    let text = format!("\n{text}");
    // What stands before the first passage is a note.
    for passage in text.split("\n@ ").skip(1) {
        let (head, body) = passage.split_once('\n').unwrap_or((passage, ""));
        let number: u32 = head.split(' ').next().unwrap().parse().unwrap();
        if number.is_multiple_of(2) {
            continue;
        }
        passages.push(pieces(body, |mark| {
            let (kind, words) = mark.split_once(':').unwrap();
            match kind {
                "person-name" => Piece::Name(words.to_owned()),
                "minor" => Piece::Other(words.to_owned()),
                _ => Piece::Text(words.to_owned()),
            }
        }));
    }
    passages
}

/// A text with `⟦marks⟧`, each of which is what `piece` makes of it.
fn pieces(text: &str, piece: impl Fn(&str) -> Piece) -> Text {
    let (mut pieces, mut rest) = (Text::new(), text);
    while let Some((before, after)) = rest.split_once('⟦') {
        let (mark, after) = after.split_once('⟧').unwrap();
        pieces.extend([Piece::Text(before.to_owned()), piece(mark)]);
        rest = after;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    pieces
}

/// The stories of a folder: one a line, in which all names are marked and nothing else.
pub fn stories(folder: &Path) -> Vec<Text> {
    let name = |name: &str| match name.chars().count() {
        2..=4 => Piece::Name(name.to_owned()),
        _ => Piece::Other(name.to_owned()),
    };
    texts(folder).iter().flat_map(|text| lines(text)).map(|line| pieces(&line, name)).collect()
}

/// The texts of a folder.
fn texts(folder: &Path) -> Vec<String> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    files.iter().map(super::read).collect()
}

/// The lines of a text that say something.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().filter(|line| line.chars().count() > 10).map(str::to_owned).collect()
}

/// All Markdown below a folder, in which no private person is named.
pub fn plain(folder: &Path) -> Vec<Text> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(plain(&path));
        } else if path.extension().is_some_and(|ending| ending == "md") {
            found.push(vec![Piece::Text(super::read(&path))]);
        }
    }
    found
}
