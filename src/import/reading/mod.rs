//! Foreign files as manuscripts.

use super::manuscript::{Block, Line, Manuscript};
use crate::diag::Text;
use crate::t;

/// Why a file could not be read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub help: Text,
}

pub fn read(name: &str, bytes: &[u8]) -> Result<Manuscript, Unreadable> {
    let _ = name;
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable { message: t!("x", "x"), help: t!("x", "x") })?;
    let line = |(number, text): (usize, &str)| {
        Block::Line(Line { text: text.to_owned(), number: number + 1, ..Line::default() })
    };
    Ok(Manuscript { blocks: text.lines().enumerate().map(line).collect(), ..Manuscript::default() })
}
