//! Properties of paragraphs and runs, and the styles that hand them on.

use std::collections::BTreeMap;

use super::super::Unreadable;
use super::xml::{Token, Xml};

/// Styles further away are not asked.
const LONGEST_CHAIN: usize = 30;

/// What is known of a paragraph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paragraph {
    /// Its style.
    pub style: Option<String>,
    /// Whether it is set in the middle.
    pub centred: Option<bool>,
    /// Its level in the outline from 0; 9 is text.
    pub outline: Option<u8>,
    /// The list that it belongs to, and its level there.
    pub list: Option<String>,
    /// As above.
    pub level: Option<usize>,
    /// Whether it begins a page.
    pub begins_page: Option<bool>,
    /// Whether a section ends with it.
    pub ends_section: bool,
}

/// What is known of a run of letters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// Its style.
    pub style: Option<String>,
    /// Whether it is bold.
    pub bold: Option<bool>,
    /// Size in points.
    pub size: Option<f32>,
    /// Whether it is not to be seen.
    pub hidden: Option<bool>,
}

impl Paragraph {
    /// Reads `w:pPr`, which has begun.
    pub fn read(xml: &mut Xml<'_>) -> Result<Self, Unreadable> {
        let mut paragraph = Paragraph::default();
        while let Some(tag) = xml.child()? {
            match tag.word() {
                "pStyle" => paragraph.style = tag.value(),
                "jc" => paragraph.centred = Some(tag.value().as_deref() == Some("center")),
                "outlineLvl" => paragraph.outline = tag.number(),
                "pageBreakBefore" => paragraph.begins_page = Some(tag.is_on()),
                "sectPr" => paragraph.ends_section = true,
                "numPr" => {
                    while let Some(tag) = xml.child()? {
                        match tag.word() {
                            "numId" => paragraph.list = tag.value(),
                            "ilvl" => paragraph.level = tag.number(),
                            _ => {}
                        }
                        xml.skip()?;
                    }
                    continue;
                }
                _ => {}
            }
            xml.skip()?;
        }
        Ok(paragraph)
    }

    /// What is not said here is as there.
    fn or(self, other: &Paragraph) -> Self {
        Paragraph {
            style: self.style,
            centred: self.centred.or(other.centred),
            outline: self.outline.or(other.outline),
            level: self.level.or(if self.list.is_none() { other.level } else { None }),
            list: self.list.or_else(|| other.list.clone()),
            begins_page: self.begins_page.or(other.begins_page),
            ends_section: self.ends_section,
        }
    }
}

impl Run {
    /// Reads `w:rPr`, which has begun.
    pub fn read(xml: &mut Xml<'_>) -> Result<Self, Unreadable> {
        let mut run = Run::default();
        while let Some(tag) = xml.child()? {
            match tag.word() {
                "rStyle" => run.style = tag.value(),
                "b" => run.bold = Some(tag.is_on()),
                "vanish" => run.hidden = Some(tag.is_on()),
                "sz" => run.size = tag.number::<f32>().filter(|half| *half > 0.0).map(|half| half / 2.0),
                _ => {}
            }
            xml.skip()?;
        }
        Ok(run)
    }

    /// What is not said here is as there.
    pub fn or(self, other: &Run) -> Self {
        Run {
            style: self.style.or_else(|| other.style.clone()),
            bold: self.bold.or(other.bold),
            size: self.size.or(other.size),
            hidden: self.hidden.or(other.hidden),
        }
    }
}

/// A style.
#[derive(Clone, Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    paragraph: Paragraph,
    run: Run,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub struct Styles {
    by_id: BTreeMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Option<String>,
    /// What holds where no style says something.
    paragraph: Paragraph,
    run: Run,
}

impl Styles {
    /// Reads the part of styles.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let mut styles = Styles::default();
        let mut xml = Xml::new(text);
        loop {
            match xml.next()? {
                Token::Open(tag) if tag.word() == "style" => {
                    let is_default = tag.get("default").is_some_and(|value| value == "1" || value == "true");
                    let is_paragraph = tag.get("type").as_deref() == Some("paragraph");
                    let id = tag.get("styleId");
                    let style = Style::read(&mut xml)?;
                    let Some(id) = id else { continue };
                    if is_default && is_paragraph {
                        styles.default = Some(id.clone());
                    }
                    styles.by_id.insert(id, style);
                }
                Token::Open(tag) if tag.word() == "pPrDefault" => styles.paragraph = Style::read(&mut xml)?.paragraph,
                Token::Open(tag) if tag.word() == "rPrDefault" => styles.run = Style::read(&mut xml)?.run,
                Token::Open(tag) if tag.word() == "latentStyles" => xml.skip()?,
                Token::End => return Ok(styles),
                _ => {}
            }
        }
    }

    /// A paragraph with what its styles say, and the look of its runs.
    pub fn complete(&self, paragraph: Paragraph) -> (Paragraph, Run, Option<u8>) {
        let id = paragraph.style.clone().or_else(|| self.default.clone());
        let mut run = Run::default();
        let mut heading = None;
        let mut whole = paragraph;
        for style in self.chain(id.as_deref()) {
            whole = whole.or(&style.paragraph);
            run = run.or(&style.run);
            heading = heading.or_else(|| style.heading());
        }
        whole = whole.or(&self.paragraph);
        run = run.or(&self.run);
        run.style = None;
        let heading = match whole.outline {
            Some(level) => (level < 9).then_some(level + 1),
            None => heading,
        };
        (whole, run, heading)
    }

    /// What a style of letters says.
    pub fn of_run(&self, id: Option<&str>) -> Run {
        self.chain(id).fold(Run::default(), |run, style| run.or(&style.run))
    }

    /// The list that a style of lists stands for.
    pub fn list_of(&self, id: &str) -> Option<String> {
        self.chain(Some(id)).find_map(|style| style.paragraph.list.clone())
    }

    /// A style and those that it is based on.
    fn chain<'a>(&'a self, id: Option<&str>) -> impl Iterator<Item = &'a Style> + use<'a> {
        let first = id.and_then(|id| self.by_id.get(id));
        let next = |style: &&'a Style| style.based_on.as_ref().and_then(|id| self.by_id.get(id));
        std::iter::successors(first, next).take(LONGEST_CHAIN)
    }
}

impl Style {
    fn read(xml: &mut Xml<'_>) -> Result<Self, Unreadable> {
        let mut style = Style::default();
        while let Some(tag) = xml.child()? {
            match tag.word() {
                "pPr" => {
                    style.paragraph = Paragraph::read(xml)?;
                    continue;
                }
                "rPr" => {
                    style.run = Run::read(xml)?;
                    continue;
                }
                "name" => style.name = tag.value().unwrap_or_default(),
                "basedOn" => style.based_on = tag.value(),
                _ => {}
            }
            xml.skip()?;
        }
        Ok(style)
    }

    /// The level that the names of Word's own heading styles say.
    fn heading(&self) -> Option<u8> {
        let name = self.name.to_lowercase();
        let level = name.strip_prefix("heading ").or_else(|| name.strip_prefix("标题 "))?;
        level.trim().parse().ok().filter(|level| (1..=9).contains(level))
    }
}
