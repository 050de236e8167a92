//! Bulletins that nobody wrote: whatever stands in a file, all of it has a place in the page.

#![no_main]

use fanzha::import::draw::{Extras, page};
use fanzha::import::manuscript::{Block, Flow, Line, Manuscript};
use fanzha::import::{faithful, understand};
use libfuzzer_sys::fuzz_target;

/// A line's look is told by the number of spaces at its end.
fn block(number: usize, text: &str) -> Block {
    let look = text.len() - text.trim_end_matches(' ').len();
    match look {
        5 => Block::PageEnd,
        6 => Block::Table { rows: text.split(';').map(|row| row.split(',').map(str::to_owned).collect()).collect(), number },
        _ => Block::Line(Line {
            text: text.to_owned(),
            number,
            gap: false,
            centred: look == 1,
            size: (look == 2).then_some(22.0),
            bold: look == 3,
            heading: (look == 4).then_some(1),
        }),
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let blocks = text.lines().enumerate().map(|(number, text)| block(number + 1, text)).collect();
    let flow = if first & 1 == 0 { Flow::Lines } else { Flow::Paragraphs };
    let manuscript = Manuscript { blocks, flow, ..Manuscript::default() };
    let issue = understand(&manuscript, first & 2 == 0);
    let extras = Extras { periodical: "a".to_owned(), name: "简报".to_owned(), original: "source.txt".to_owned(), public: true };
    let drawn = page(&issue, &extras);
    if let Err(mismatch) = faithful::check(&manuscript, &issue, &drawn) {
        panic!("{mismatch:?}\n{drawn}");
    }
});
