//! Pages of the web, mostly of old content systems.

mod look;
mod setter;
mod table;
mod tree;
mod walk;

#[cfg(test)]
mod tests;

use encoding_rs::{Encoding, GB18030, GBK};

use super::Unreadable;
use super::encoding;
use crate::import::manuscript::{Block, Flow, Manuscript};
use crate::t;
use look::Look;
use tree::Tree;
use walk::Walk;

/// How far into a page browsers look for its encoding.
const HEAD: usize = 4096;

/// The parser looks through all open elements again and again.
const DEEPEST: usize = 2000;

/// Reads a page.
pub fn read(bytes: &[u8]) -> Result<Manuscript, Unreadable> {
    let text = encoding::decode(bytes, declared(bytes))?;
    refuse_depth(&text)?;
    let tree = Tree::of(&text);
    let mut walk = Walk::new(&tree);
    walk.inside(tree.root(), Look::default(), 0);
    let Walk { setter, furniture, .. } = walk;
    Ok(Manuscript { blocks: setter.finish(), flow: Flow::Paragraphs, furniture })
}

/// The blocks of a piece of HTML that stands in another text.
pub fn fragment(html: &str) -> Result<Vec<Block>, Unreadable> {
    refuse_depth(html)?;
    let tree = Tree::of_fragment(html);
    let mut walk = Walk::new(&tree);
    walk.inside(tree.root(), Look::default(), 0);
    Ok(walk.setter.finish())
}

fn refuse_depth(html: &str) -> Result<(), Unreadable> {
    if depth(html) <= DEEPEST {
        return Ok(());
    }
    Err(Unreadable {
        message: t!("网页的标签嵌套太深，超过 {DEEPEST} 层", "tags of the page are nested deeper than {DEEPEST}"),
        help: t!(
            "用浏览器打开，全选复制到 Word 文档，另存为 .docx",
            "open it in a browser, copy everything into a Word document and save it as .docx"
        ),
    })
}

/// How deep containers stand in each other, as their tags say; those that close of themselves do
/// not count.
fn depth(html: &str) -> usize {
    const CONTAINERS: [&[u8]; 12] = [
        b"div",
        b"ul",
        b"ol",
        b"dl",
        b"menu",
        b"table",
        b"section",
        b"article",
        b"center",
        b"blockquote",
        b"fieldset",
        b"form",
    ];
    let (mut now, mut deepest) = (0usize, 0);
    let bytes = html.as_bytes();
    for at in memchr::memchr_iter(b'<', bytes) {
        let tag = &bytes[at + 1..bytes.len().min(at + 14)];
        let (closes, name) = tag.strip_prefix(b"/").map_or((false, tag), |name| (true, name));
        let end = name.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
        if CONTAINERS.iter().any(|container| name[..end].eq_ignore_ascii_case(container)) {
            now = if closes { now.saturating_sub(1) } else { now + 1 };
            deepest = deepest.max(now);
        }
    }
    deepest
}

/// The encoding that a page names in its first lines.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(HEAD)].to_ascii_lowercase();
    let labels = ["charset", "encoding"].iter().flat_map(|word| {
        memchr::memmem::find_iter(&head, *word)
            .filter_map(|at| label_after(&head[at + word.len()..]))
            .collect::<Vec<_>>()
    });
    let encoding = labels.into_iter().find_map(Encoding::for_label)?;
    // GBK and GB 2312 are parts of GB18030, and pages say the one and mean the other.
    Some(if encoding == GBK { GB18030 } else { encoding })
}

fn label_after(bytes: &[u8]) -> Option<&[u8]> {
    let value = bytes.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':')));
    Some(&value[..end.unwrap_or(value.len())])
}
