//! PDF with a text layer: glyphs with their places become lines with their looks.
//!
//! Columns beside each other and letters from top to bottom are not told apart: bulletins have
//! neither.

mod content;
mod font;
mod letters;
mod lines;
mod marks;
mod matrix;
mod page;
mod stream;

#[cfg(test)]
mod tests;

use hayro_syntax::object::{Array, Stream};
use hayro_syntax::page::{Page, Rotation};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::Unreadable;
use crate::diag::Text;
use crate::import::manuscript::{Flow, Manuscript};
use crate::t;
use content::{Glyph, Run, Shared};
use matrix::Matrix;
use page::{Layout, PageText};

/// More pages than any bulletin's.
const MOST_PAGES: usize = 5_000;

/// Of a file's glyphs, so many hundredths may be unknown; they become U+FFFD.
const UNKNOWN_ALLOWED: usize = 5;

/// Reads a PDF.
pub fn read(bytes: &[u8]) -> Result<Manuscript, Unreadable> {
    if stream::is_bomb(bytes) {
        return Err(too_much());
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm | DecryptionError::PasswordProtected) => {
            locked()
        }
        LoadPdfError::Decryption(_) | LoadPdfError::Invalid => {
            damaged(t!("PDF 损坏，读不出来", "the PDF is damaged and cannot be read"))
        }
    })?;
    if pdf.pages().len() > MOST_PAGES {
        return Err(too_much());
    }
    let mut shared = Shared::new();
    let mut pages = Vec::new();
    for (at, page) in pdf.pages().iter().enumerate() {
        pages.push(read_page(page, at + 1, &mut shared)?);
    }
    if shared.glyphs == 0 {
        return Err(without_text(shared.has_pictures));
    }
    if shared.unknown * 100 > shared.glyphs * UNKNOWN_ALLOWED {
        return Err(without_meaning());
    }
    let (blocks, furniture) = Layout::of(&pages).blocks(pages);
    Ok(Manuscript { blocks, flow: Flow::Lines, furniture })
}

fn read_page(page: &Page<'_>, number: usize, shared: &mut Shared) -> Result<PageText, Unreadable> {
    let broken =
        || damaged(t!("PDF 第 {number} 页损坏，读不出来", "page {number} of the PDF is damaged and cannot be read"));
    let mut bytes = Vec::new();
    for stream in contents(page) {
        bytes.extend(shared.budget.decode(&stream).ok_or_else(broken)?);
        bytes.push(b'\n');
    }
    let (upright, width) = upright(page);
    let mut run = Run::new(shared, upright);
    run.run(&bytes, page.resources(), 0);
    let (glyphs, askew) = run.finish().ok_or_else(too_much)?;
    let (aside, text): (Vec<Glyph>, Vec<Glyph>) = glyphs.into_iter().partition(|glyph| glyph.aside);
    let aside = lines::of(aside).into_iter().map(|line| line.text).chain([askew]).collect();
    Ok(PageText { lines: lines::of(text), aside, width })
}

fn contents<'a>(page: &Page<'a>) -> Vec<Stream<'a>> {
    let dict = page.raw();
    match dict.get::<Stream<'a>>("Contents") {
        Some(stream) => vec![stream],
        None => dict.get::<Array<'a>>("Contents").map(|streams| streams.iter().collect()).unwrap_or_default(),
    }
}

/// What puts a page upright with its corner at the origin, and how wide it is then.
fn upright(page: &Page<'_>) -> (Matrix, f32) {
    let paper = page.intersected_crop_box();
    let [x0, y0, x1, y1] = [paper.x0, paper.y0, paper.x1, paper.y1].map(|edge| edge as f32);
    match page.rotation() {
        Rotation::None => (Matrix([1.0, 0.0, 0.0, 1.0, -x0, -y0]), x1 - x0),
        Rotation::Horizontal => (Matrix([0.0, -1.0, 1.0, 0.0, -y0, x1]), y1 - y0),
        Rotation::Flipped => (Matrix([-1.0, 0.0, 0.0, -1.0, x1, y1]), x1 - x0),
        Rotation::FlippedHorizontal => (Matrix([0.0, 1.0, -1.0, 0.0, y1, -x0]), y1 - y0),
    }
}

fn damaged(message: Text) -> Unreadable {
    Unreadable {
        message,
        help: t!(
            "重新复制或下载一份；或用浏览器打开，打印另存为新的 PDF",
            "copy or download it again, or open it in a browser and print it into a new PDF"
        ),
    }
}

fn too_much() -> Unreadable {
    Unreadable {
        message: t!("PDF 太大或太复杂，不像是简报", "the PDF is too big or too complex to be a bulletin"),
        help: t!("只留下简报的那几页，另存为新的 PDF", "save the bulletin's pages alone as a new PDF"),
    }
}

fn locked() -> Unreadable {
    Unreadable {
        message: t!("PDF 有密码", "the PDF has a password"),
        help: t!(
            "用密码打开，取消密码后另存，或打印为新的 PDF",
            "open it with its password and save it without, or print it into a new PDF"
        ),
    }
}

fn without_text(has_pictures: bool) -> Unreadable {
    let message = if has_pictures {
        t!("PDF 只有图片，没有文字层，是扫描件", "the PDF has pictures and no text layer: it is a scan")
    } else {
        t!("PDF 里没有文字", "there is no text in the PDF")
    };
    Unreadable {
        message,
        help: t!(
            "先做文字识别（OCR），存为带文字层的 PDF 或 .docx，并校对一遍",
            "run text recognition (OCR) first, save a PDF with a text layer or a .docx, and proofread it"
        ),
    }
}

fn without_meaning() -> Unreadable {
    Unreadable {
        message: t!(
            "PDF 没有写明字形对应哪些字，文字取不出来",
            "the PDF does not say which characters its glyphs are; no text can be had from it"
        ),
        help: t!(
            "找到原来的 Word 文档导入；没有的话先做文字识别（OCR）",
            "import the Word document that it was made from; if there is none, run text recognition (OCR)"
        ),
    }
}
