//! XML as Word writes it: elements of known namespaces, their attributes, and text.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::super::Unreadable;
use super::package::damaged;
use crate::t;

/// Elements deeper than in any document that people write.
const DEEPEST: usize = 200;

/// The namespace of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Word's own.
    Word,
    /// Formulas.
    Math,
    /// Choices between new and old ways to say something.
    Compatibility,
    /// Any other.
    Other,
}

/// What comes next in a part.
pub enum Token<'a> {
    /// The beginning of an element.
    Open(Tag<'a>),
    /// The end of the element that began last.
    Close,
    /// Text.
    Text(Cow<'a, str>),
    /// The end of the part.
    End,
}

/// The beginning of an element.
pub struct Tag<'a> {
    /// Its namespace.
    pub space: Space,
    start: BytesStart<'a>,
}

/// A part that is read from its beginning to its end.
pub struct Xml<'a> {
    reader: NsReader<&'a [u8]>,
    depth: usize,
}

impl<'a> Xml<'a> {
    /// A part that nothing of was read yet.
    pub fn new(text: &'a str) -> Self {
        let mut reader = NsReader::from_str(text.trim_start_matches('\u{FEFF}'));
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, depth: 0 }
    }

    /// Reads on.
    pub fn next(&mut self) -> Result<Token<'a>, Unreadable> {
        loop {
            let (space, event) = self.reader.read_resolved_event().map_err(|_| damaged())?;
            match event {
                Event::Start(start) => {
                    let space = space_of(&space);
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(too_deep());
                    }
                    return Ok(Token::Open(Tag { space, start }));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Token::Close);
                }
                Event::Text(text) => return Ok(Token::Text(text.xml10_content())),
                Event::CData(text) => return Ok(Token::Text(text.xml10_content())),
                Event::GeneralRef(reference) => {
                    let character = reference.resolve_char_ref().map_err(|_| damaged())?;
                    // A document type cannot be, so that these are all the entities there are.
                    let known = || resolve_predefined_entity(&reference.xml10_content()).map(str::to_owned);
                    let text = character.map(String::from).or_else(known).ok_or_else(damaged)?;
                    return Ok(Token::Text(Cow::Owned(text)));
                }
                Event::DocType(_) => return Err(damaged()),
                Event::Eof if self.depth > 0 => return Err(damaged()),
                Event::Eof => return Ok(Token::End),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// Passes over the rest of the element that has just begun.
    pub fn skip(&mut self) -> Result<(), Unreadable> {
        let mut open = 1;
        while open > 0 {
            match self.next()? {
                Token::Open(_) => open += 1,
                Token::Close => open -= 1,
                Token::Text(_) => {}
                Token::End => return Err(damaged()),
            }
        }
        Ok(())
    }

    /// The next element within the one that has begun, or none at its end. Text between is
    /// passed over.
    pub fn child(&mut self) -> Result<Option<Tag<'a>>, Unreadable> {
        loop {
            match self.next()? {
                Token::Open(tag) => return Ok(Some(tag)),
                Token::Close | Token::End => return Ok(None),
                Token::Text(_) => {}
            }
        }
    }

    /// The text of the element that has just begun.
    pub fn text(&mut self) -> Result<String, Unreadable> {
        let mut text = String::new();
        loop {
            match self.next()? {
                Token::Text(part) => text.push_str(&part),
                Token::Open(_) => self.skip()?,
                Token::Close | Token::End => return Ok(text),
            }
        }
    }
}

impl Tag<'_> {
    /// Its name without prefix.
    pub fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// Its name if it is one of Word's, else nothing.
    pub fn word(&self) -> &str {
        if self.space == Space::Word { self.name() } else { "" }
    }

    /// The value of an attribute, whatever its prefix.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let mut known = attributes.with_checks(false).flatten();
        let wanted = known.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        Some(wanted.normalized_value(XmlVersion::Explicit1_0).ok()?.into_owned())
    }

    /// The attribute `w:val`.
    pub fn value(&self) -> Option<String> {
        self.get("val")
    }

    /// The attribute `w:val` as a number.
    pub fn number<N: std::str::FromStr>(&self) -> Option<N> {
        self.value()?.trim().parse().ok()
    }

    /// Whether a property is on, as it is where nothing more is said.
    pub fn is_on(&self) -> bool {
        !matches!(self.value().as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

fn space_of(resolved: &ResolveResult<'_>) -> Space {
    let ResolveResult::Bound(Namespace(name)) = resolved else { return Space::Other };
    match *name {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Space::Word,
        "http://schemas.openxmlformats.org/officeDocument/2006/math"
        | "http://purl.oclc.org/ooxml/officeDocument/math" => Space::Math,
        "http://schemas.openxmlformats.org/markup-compatibility/2006" => Space::Compatibility,
        _ => Space::Other,
    }
}

fn too_deep() -> Unreadable {
    Unreadable {
        message: t!("Word 文档的内容嵌套太深", "what the Word document holds is nested too deeply"),
        help: t!(
            "全选复制到一个新的 Word 文档，另存为 .docx 再导入",
            "copy everything into a new Word document, save it as .docx and import that"
        ),
    }
}
