//! The text of a document: its paragraphs, tables and what stands in them, in order.

use std::collections::BTreeMap;

use super::super::Unreadable;
use super::super::pile::Pile;
use super::super::symbol;
use super::numbering::Numbering;
use super::paragraph::Paragraph;
use super::styles::{self, Run, Styles};
use super::table;
use super::xml::{Space, Tag, Token, Xml};
use crate::import::manuscript::Block;

/// The notes of a part by their ids.
pub type Notes = BTreeMap<String, Vec<Block>>;

/// A place in the text that calls a note.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// `footnotes` or `endnotes`.
    pub part: &'static str,
    /// The note's id there.
    pub id: String,
}

/// What reading the parts of a document needs to know and to count.
pub struct Body {
    pub styles: Styles,
    pub numbering: Numbering,
    /// Paragraphs so far.
    pub paragraphs: usize,
    calls: Vec<Call>,
    /// For each section that is not over yet, the last first, whether it begins on a new page.
    sections: Vec<bool>,
}

impl Body {
    /// Nothing is read yet.
    pub fn new(styles: Styles, numbering: Numbering) -> Self {
        Body { styles, numbering, paragraphs: 0, calls: Vec::new(), sections: Vec::new() }
    }

    /// Reads a part that holds paragraphs.
    pub fn part(&mut self, text: &str, pile: &mut Pile) -> Result<(), Unreadable> {
        self.sections = sections(text)?;
        let mut xml = Xml::new(text);
        loop {
            match xml.next()? {
                Token::Open(tag) if matches!(tag.word(), "body" | "hdr" | "ftr") => self.flow(&mut xml, pile)?,
                Token::Open(tag) if tag.word() == "document" => {}
                Token::Open(_) => xml.skip()?,
                Token::End => return Ok(()),
                Token::Close | Token::Text(_) => {}
            }
        }
    }

    /// Reads a part of notes.
    pub fn notes(&mut self, text: &str) -> Result<Notes, Unreadable> {
        let mut notes = Notes::new();
        let mut xml = Xml::new(text);
        loop {
            match xml.next()? {
                Token::Open(tag) if matches!(tag.word(), "footnote" | "endnote") => {
                    let id = tag.get("id").unwrap_or_default();
                    let mut pile = Pile::default();
                    self.flow(&mut xml, &mut pile)?;
                    notes.insert(id, pile.into_blocks());
                }
                Token::End => return Ok(notes),
                _ => {}
            }
        }
    }

    /// The calls of notes so far.
    pub fn take_calls(&mut self) -> Vec<Call> {
        std::mem::take(&mut self.calls)
    }

    /// Reads what stands in an element that has begun and holds paragraphs.
    pub fn flow(&mut self, xml: &mut Xml<'_>, pile: &mut Pile) -> Result<(), Unreadable> {
        self.cell(xml, pile, |_| {})
    }

    /// Reads a cell of a table likewise, and tells of its properties.
    pub fn cell(
        &mut self,
        xml: &mut Xml<'_>,
        pile: &mut Pile,
        mut tell: impl FnMut(&Tag<'_>),
    ) -> Result<(), Unreadable> {
        let mut chosen = false;
        while let Some(tag) = xml.child()? {
            match tag.word() {
                "p" => self.paragraph(xml, pile)?,
                "tbl" => table::read(self, xml, pile)?,
                "tcPr" => {
                    while let Some(tag) = xml.child()? {
                        tell(&tag);
                        xml.skip()?;
                    }
                }
                "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" | "smartTag" => self.flow(xml, pile)?,
                _ if is_choice(&tag, &mut chosen) => self.flow(xml, pile)?,
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, xml: &mut Xml<'_>, pile: &mut Pile) -> Result<(), Unreadable> {
        self.paragraphs += 1;
        let mut paragraph = Paragraph::new(self.paragraphs);
        // Properties come first, if there are any.
        self.dress(&mut paragraph, styles::Paragraph::default());
        self.inline(xml, &mut paragraph, &Run::default())?;
        let ends_section = paragraph.ends_section;
        paragraph.put(self, pile);
        if ends_section {
            self.sections.pop();
            if self.sections.last().copied().unwrap_or(true) {
                pile.page_end();
            }
        }
        Ok(())
    }

    fn dress(&mut self, paragraph: &mut Paragraph, properties: styles::Paragraph) {
        let style = properties.style.clone();
        let (properties, run, heading) = self.styles.complete(properties);
        paragraph.run = run;
        paragraph.heading = heading;
        paragraph.centred = properties.centred.unwrap_or(false);
        paragraph.begins_page = properties.begins_page.unwrap_or(false);
        paragraph.ends_section = properties.ends_section;
        paragraph.list = properties.list.filter(|list| list != "0").map(|list| {
            let of_style = || style.and_then(|style| self.numbering.level_of_style(&list, &style, &self.styles));
            let level = properties.level.or_else(of_style).unwrap_or(0);
            (list, level)
        });
    }

    /// Reads what stands in a paragraph, or in an element within one.
    fn inline(&mut self, xml: &mut Xml<'_>, paragraph: &mut Paragraph, look: &Run) -> Result<(), Unreadable> {
        let mut look = look.clone();
        let mut chosen = false;
        while let Some(tag) = xml.child()? {
            match (tag.space, tag.name()) {
                (Space::Word, "pPr") => {
                    let properties = styles::Paragraph::read(xml)?;
                    self.dress(paragraph, properties);
                    continue;
                }
                (Space::Word, "rPr") => {
                    let own = Run::read(xml)?;
                    let styled = self.styles.of_run(own.style.as_deref());
                    look = own.or(&styled).or(&look);
                    continue;
                }
                (Space::Word, "t") => {
                    let keep = tag.get("space").as_deref() == Some("preserve");
                    let text = xml.text()?;
                    paragraph.text(if keep { &text } else { text.trim_matches([' ', '\t', '\n', '\r']) }, &look);
                    continue;
                }
                (Space::Math, "t") => {
                    let text = xml.text()?;
                    paragraph.text(&text, &look);
                    continue;
                }
                (Space::Math, "den") => paragraph.text("/", &look),
                (Space::Word, "txbxContent") => {
                    let mut pile = Pile::default();
                    self.flow(xml, &mut pile)?;
                    paragraph.beside(pile.into_blocks());
                    continue;
                }
                (Space::Other, "textpath") => paragraph.ornament(tag.get("string")),
                (Space::Word, name) if is_unseen(name) => {
                    xml.skip()?;
                    continue;
                }
                (Space::Word, _) => self.sign(&tag, paragraph, &look),
                (Space::Compatibility, "Choice" | "Fallback") if !is_choice(&tag, &mut chosen) => {
                    xml.skip()?;
                    continue;
                }
                _ => {}
            }
            self.inline(xml, paragraph, &look)?;
        }
        Ok(())
    }

    /// Sets an element of a run that stands for a sign.
    fn sign(&mut self, tag: &Tag<'_>, paragraph: &mut Paragraph, look: &Run) {
        match tag.name() {
            "tab" | "ptab" => paragraph.text("\t", look),
            "noBreakHyphen" => paragraph.text("-", look),
            "cr" => paragraph.line_break(),
            "br" if tag.get("type").as_deref() == Some("page") => paragraph.page_end(),
            "br" => paragraph.line_break(),
            "sym" => {
                let code = tag.get("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                if let Some(character) = code.and_then(char::from_u32) {
                    paragraph.text(symbol::bullet(character).encode_utf8(&mut [0; 4]), look);
                }
            }
            "footnoteReference" => self.call("footnotes", tag, paragraph, look),
            "endnoteReference" => self.call("endnotes", tag, paragraph, look),
            "drawing" | "pict" | "object" => paragraph.has_picture = true,
            _ => {}
        }
    }

    fn call(&mut self, part: &'static str, tag: &Tag<'_>, paragraph: &mut Paragraph, look: &Run) {
        self.calls.push(Call { part, id: tag.get("id").unwrap_or_default() });
        paragraph.text(&format!("[{}]", self.calls.len()), look);
    }
}

/// Elements of Word that hold no text for the reader.
fn is_unseen(name: &str) -> bool {
    matches!(
        name,
        "del"
            | "moveFrom"
            | "delText"
            | "instrText"
            | "delInstrText"
            | "fldData"
            | "rt"
            | "rubyPr"
            | "sdtPr"
            | "sdtEndPr"
            | "rPrChange"
            | "pPrChange"
            | "smartTagPr"
            | "customXmlPr"
    )
}

/// Whether an element of choices is the one to take: the first.
fn is_choice(tag: &Tag<'_>, chosen: &mut bool) -> bool {
    match (tag.space, tag.name()) {
        (Space::Compatibility, "AlternateContent") => true,
        (Space::Compatibility, "Choice" | "Fallback") => !std::mem::replace(chosen, true),
        _ => false,
    }
}

/// For each section whether it begins on a new page, the last one first.
fn sections(text: &str) -> Result<Vec<bool>, Unreadable> {
    let mut found = Vec::new();
    let mut xml = Xml::new(text);
    loop {
        match xml.next()? {
            Token::Open(tag) if tag.word() == "sectPr" => {
                let mut new_page = true;
                while let Some(tag) = xml.child()? {
                    if tag.word() == "type" {
                        new_page = !matches!(tag.value().as_deref(), Some("continuous" | "nextColumn"));
                    }
                    xml.skip()?;
                }
                found.push(new_page);
            }
            Token::End => {
                found.reverse();
                return Ok(found);
            }
            _ => {}
        }
    }
}
