//! A foreign file as lines and tables, before anything in it is understood.

/// A file as its reader found it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manuscript {
    /// What stands in it, in reading order.
    pub blocks: Vec<Block>,
    /// How the ends of lines are meant.
    pub flow: Flow,
    /// Headers, footers and other furniture that the format itself sets apart from the text.
    pub furniture: Vec<String>,
}

/// How the ends of lines are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// A line may break off in the middle of a paragraph: plain text and PDF.
    #[default]
    Lines,
    /// A line is a whole paragraph: Word, HTML, Markdown.
    Paragraphs,
}

/// Something that stands in a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A line, or a paragraph.
    Line(Line),
    /// A table that the format marks as one: its rows, and their cells' text.
    Table {
        /// Rows of cells; a cell that covers several stands in the first.
        rows: Vec<Vec<String>>,
        /// As [`Line::number`].
        number: usize,
    },
    /// The end of a page.
    PageEnd,
}

impl Block {
    /// The line, if it is one.
    pub fn as_line(&self) -> Option<&Line> {
        match self {
            Block::Line(line) => Some(line),
            Block::Table { .. } | Block::PageEnd => None,
        }
    }
}

/// A line or paragraph with what is known of its look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Its text as it stands, inner and leading spaces kept, the line's end left out.
    pub text: String,
    /// Which line of the file it is, from 1; in formats without lines, which paragraph.
    pub number: usize,
    /// Whether an empty line or a wider gap stands before it.
    pub gap: bool,
    /// Whether it is set in the middle, where the format says so.
    pub centred: bool,
    /// Size of its letters in points, where the format says so.
    pub size: Option<f32>,
    /// Whether all of it is bold.
    pub bold: bool,
    /// Level from 1 of a heading that the format marks as one.
    pub heading: Option<u8>,
}

impl Manuscript {
    /// The manuscript with some of its tables as lines, a row a line and its cells far apart.
    pub fn with_lines_for(&self, is_layout: impl Fn(usize, &[Vec<String>]) -> bool) -> Manuscript {
        let mut blocks = Vec::with_capacity(self.blocks.len());
        for (at, block) in self.blocks.iter().enumerate() {
            match block {
                Block::Table { rows, number } if is_layout(at, rows) => {
                    blocks.extend(rows.iter().map(|cells| {
                        let text = cells.join("\t").replace(['\n', '\r'], " ");
                        Block::Line(Line { text, number: *number, ..Line::default() })
                    }));
                }
                block => blocks.push(block.clone()),
            }
        }
        Manuscript { blocks, ..self.clone() }
    }
}
