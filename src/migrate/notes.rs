//! What somebody should know or look at after a migration.

use std::collections::BTreeMap;

use super::Origin;
use crate::diag::Text;

/// Something that was not carried over, or should be looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The old site's file, or its folder with a `/`.
    pub file: String,
    /// The line in it; 0 for the file as a whole.
    pub line: usize,
    /// What there is to say.
    pub text: Text,
}

/// The notes of a migration.
#[derive(Debug, Default)]
pub struct Notes(Vec<Note>);

impl Notes {
    /// Adds a note.
    pub fn add(&mut self, file: &str, line: usize, text: Text) {
        self.0.push(Note { file: file.to_owned(), line, text });
    }

    /// All notes by file and line.
    pub fn into_sorted(mut self) -> Vec<Note> {
        self.0.sort();
        self.0.dedup();
        self.0
    }

    /// The notes as a page for people, in Chinese with English below each.
    pub fn page(&self, from: Origin) -> String {
        let name = match from {
            Origin::Zola => "Zola",
            Origin::Hugo => "Hugo",
        };
        let mut notes = self.0.clone();
        notes.sort();
        notes.dedup();
        let count = notes.len();
        let mut page = format!(
            "# 从 {name} 迁移\n\n旧网站没有改动。下面 {count} 处请逐条看一遍，处理完可以删掉这个文件。\n\n\
             The old site is unchanged. Look at each of these {count} places, then remove this file.\n"
        );
        let mut by_file: BTreeMap<&str, Vec<&Note>> = BTreeMap::new();
        notes.iter().for_each(|note| by_file.entry(&note.file).or_default().push(note));
        for (file, notes) in by_file {
            page.push_str(&format!("\n## `{file}`\n\n"));
            for Note { line, text, .. } in notes {
                let place = if *line == 0 { String::new() } else { format!("第 {line} 行（line {line}）：") };
                page.push_str(&format!("- {place}{}<br>{}\n", text.zh, text.en));
            }
        }
        page
    }
}

/// The line of a byte in a text, from 1.
pub fn line(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}
