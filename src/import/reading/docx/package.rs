//! The parts of a Word file, which is an archive of XML.

use std::io::{Cursor, Read};

use encoding_rs::{Encoding, UTF_8};
use zip::ZipArchive;
use zip::result::ZipError;

use super::super::Unreadable;
use super::xml::{Token, Xml};
use crate::t;

/// Bytes of a part, and of all parts that are read, once inflated.
const LONGEST_PART: u64 = 64 << 20;
const LONGEST_ALL: u64 = 256 << 20;

/// Parts of a file; Word's have some dozens, and one for each picture.
const MOST_PARTS: usize = 20_000;

/// A Word file.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    inflated: u64,
}

/// What a part says belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// The last word of its type, such as `styles`.
    pub kind: String,
    /// The other part's name.
    pub target: String,
}

impl<'a> Package<'a> {
    /// Opens a file.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
        if archive.len() > MOST_PARTS {
            return Err(too_big());
        }
        Ok(Package { archive, inflated: 0 })
    }

    /// The text of a part, if the file has it.
    pub fn part(&mut self, name: &str) -> Result<Option<String>, Unreadable> {
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(reason)) if reason == ZipError::PASSWORD_REQUIRED => return Err(locked()),
            Err(_) => return Err(damaged()),
        };
        let mut bytes = Vec::new();
        let room = LONGEST_PART.min(LONGEST_ALL - self.inflated);
        let read = file.take(room + 1).read_to_end(&mut bytes).map_err(|_| damaged())? as u64;
        if read > room {
            return Err(too_big());
        }
        self.inflated += read;
        // XML is UTF-8, or UTF-16 with a mark.
        let text = match Encoding::for_bom(&bytes) {
            Some((encoding, mark)) if encoding != UTF_8 => {
                let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
                text.map(std::borrow::Cow::into_owned)
            }
            _ => String::from_utf8(bytes).ok(),
        };
        text.map(Some).ok_or_else(damaged)
    }

    /// The name of the part that holds the text.
    pub fn main_part(&mut self) -> Result<String, Unreadable> {
        let relations = self.relations("")?;
        let main = relations.into_iter().find(|relation| relation.kind == "officeDocument");
        Ok(main.map_or_else(|| "word/document.xml".to_owned(), |relation| relation.target))
    }

    /// What belongs to a part, sorted; the name `""` is the file itself.
    pub fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Unreadable> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Some(text) = self.part(&format!("{folder}{slash}_rels/{name}.rels"))? else { return Ok(Vec::new()) };
        let mut xml = Xml::new(&text);
        let mut relations = Vec::new();
        loop {
            match xml.next()? {
                Token::Open(tag)
                    if tag.name() == "Relationship" && tag.get("TargetMode").as_deref() != Some("External") =>
                {
                    let (Some(kind), Some(target)) = (tag.get("Type"), tag.get("Target")) else { continue };
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    relations.push(Relation { kind, target: resolve(folder, &target) });
                }
                Token::End => break,
                _ => {}
            }
        }
        relations.sort_by(|one, other| one.target.cmp(&other.target));
        Ok(relations)
    }
}

/// The name that a target has in the archive.
fn resolve(folder: &str, target: &str) -> String {
    let mut names: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    names.retain(|name| !name.is_empty());
    names.join("/")
}

pub fn damaged() -> Unreadable {
    Unreadable::damaged(t!("Word 文档损坏，读不出来", "the Word document is damaged and cannot be read"))
}

fn too_big() -> Unreadable {
    let (part, all) = (LONGEST_PART >> 20, LONGEST_ALL >> 20);
    Unreadable {
        message: t!(
            "Word 文档解压后太大（一部分超过 {part} MiB，或总共超过 {all} MiB）",
            "the Word document is too big once unpacked (a part beyond {part} MiB, or {all} MiB in all)"
        ),
        help: t!("拆成每期一个文件再导入", "split it into one file an issue and import those"),
    }
}

fn locked() -> Unreadable {
    Unreadable {
        message: t!("Word 文档有密码", "the Word document has a password"),
        help: t!(
            "用 Word 或 WPS 输入密码打开，取消密码后另存为 .docx",
            "open it in Word or WPS with its password, take the password off, and save it as .docx"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_their_folder() {
        assert_eq!(resolve("word", "styles.xml"), "word/styles.xml");
        assert_eq!(resolve("word", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(resolve("word", "../word/./notes/a.xml"), "word/notes/a.xml");
        assert_eq!(resolve("", "word/document.xml"), "word/document.xml");
    }
}
