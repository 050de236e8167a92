//! Files of bulletins in their many formats become manuscripts.
//!
//! Invariants:
//! * Nothing here understands a bulletin; a reader gives what a person sees in the file, in order.
//! * No bytes make a reader panic, run away or take memory without bound, and none are lost in
//!   silence: what cannot be decoded is an error, or U+FFFD where a PDF does not say which
//!   character one of its glyphs is.
//! * A file is what its content says; a name that says something else is an error with a remedy.

#[cfg(feature = "import")]
mod docx;
mod encoding;
mod html;
mod markdown;
mod ordinal;
#[cfg(feature = "import")]
mod pdf;
mod pile;
mod sniff;
#[cfg(feature = "import")]
mod symbol;
mod text;

use super::manuscript::{Block, Manuscript};
use crate::diag::Text;
use crate::t;
use sniff::Content;

/// Longer files are refused: bulletins have some pages, not some books.
const LONGEST_FILE: usize = 256 << 20;

/// Why a file could not be read, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong.
    pub message: Text,
    /// How to mend it.
    pub help: Text,
}

/// A format that has a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Text,
    Docx,
    Pdf,
    Html,
    Markdown,
}

/// Reads a file by its name's extension, having looked whether its content agrees.
pub fn read(name: &str, bytes: &[u8]) -> Result<Manuscript, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::empty());
    }
    if bytes.len() > LONGEST_FILE {
        let limit = LONGEST_FILE >> 20;
        return Err(Unreadable {
            message: t!("文件超过 {limit} MiB", "the file is longer than {limit} MiB"),
            help: t!("拆成每期一个文件，或去掉其中的图片", "split it into one file an issue, or take its pictures out"),
        });
    }
    let extension = extension_of(name);
    let content = sniff::look(bytes);
    let format = Format::of(&extension, content).ok_or_else(|| sniff::refusal(&extension, content))?;
    let manuscript = format.read(bytes)?;
    let says_something = |block: &Block| !matches!(block, Block::PageEnd);
    if manuscript.blocks.iter().any(says_something) { Ok(manuscript) } else { Err(Unreadable::empty()) }
}

fn extension_of(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    base.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

impl Format {
    /// The format of a file whose extension and content agree.
    fn of(extension: &str, content: Content) -> Option<Self> {
        let (format, agrees) = match extension {
            "txt" | "text" => (Format::Text, content == Content::Plain),
            "md" | "markdown" => (Format::Markdown, matches!(content, Content::Plain | Content::Html)),
            "html" | "htm" | "xhtml" | "shtml" => (Format::Html, matches!(content, Content::Plain | Content::Html)),
            "docx" | "docm" => (Format::Docx, content == Content::Docx),
            "pdf" => (Format::Pdf, content == Content::Pdf),
            _ => return None,
        };
        agrees.then_some(format)
    }

    fn read(self, bytes: &[u8]) -> Result<Manuscript, Unreadable> {
        match self {
            Format::Text => text::read(bytes),
            Format::Html => html::read(bytes),
            Format::Markdown => markdown::read(bytes),
            #[cfg(feature = "import")]
            Format::Docx => docx::read(bytes),
            #[cfg(feature = "import")]
            Format::Pdf => pdf::read(bytes),
            #[cfg(not(feature = "import"))]
            Format::Docx | Format::Pdf => Err(Unreadable {
                message: t!(
                    "这个程序编译时没有带上 Word 和 PDF 的读取功能",
                    "this program was built without the readers for Word and PDF"
                ),
                help: t!(
                    "换用带 `import` 特性编译的 fanzha，或把文件另存为 UTF-8 的 .txt",
                    "use a fanzha built with the feature `import`, or save the file as .txt in UTF-8"
                ),
            }),
        }
    }
}

impl Unreadable {
    fn empty() -> Self {
        Unreadable {
            message: t!("文件是空的，没有任何文字", "the file is empty: there is no text in it"),
            help: t!(
                "打开文件看看；如果内容是图片，先做文字识别（OCR）",
                "open the file and look; if it holds pictures, run text recognition (OCR) first"
            ),
        }
    }

    #[cfg(feature = "import")]
    fn damaged(message: Text) -> Self {
        Unreadable {
            message,
            help: t!(
                "重新复制或下载一份；或用 Word、WPS 打开后另存为新文件",
                "copy or download it again, or open it in Word or WPS and save it as a new file"
            ),
        }
    }
}
