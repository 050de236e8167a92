//! `fanzha import bulletin`: old files of bulletins become typed, checked Markdown.
//!
//! A file is read into a [`Manuscript`]: lines and tables, not understood yet. [`understand()`]
//! finds the masthead, the articles and the foot in it, mends what typesetting broke, and keeps an
//! account of every character. [`draw`] writes the page, [`faithful`] reads it back and compares
//! it with the account, so that nothing is lost or invented.

pub mod draw;
pub mod faithful;
pub mod files;
mod furniture;
pub mod manuscript;
mod masthead;
mod names;
mod outline;
mod paragraphs;
mod patterns;
pub mod reading;
pub mod repair;
pub mod rows;
mod secrecy;
mod tables;
mod tail;
mod titles;
pub mod understand;

pub use files::{Import, Request, Status, run};
pub use manuscript::Manuscript;
pub use outline::Piece;
pub use understand::{Issue, understand};

#[cfg(test)]
mod tests {
    use super::manuscript::{Block, Line, Manuscript};

    pub fn of_text(text: &str) -> Manuscript {
        let line = |(number, text): (usize, &str)| Block::Line(Line { text: text.to_owned(), number: number + 1, ..Line::default() });
        Manuscript { blocks: text.lines().enumerate().map(line).collect(), ..Manuscript::default() }
    }

    #[test]
    fn the_first_real_issue() {
        let text = std::fs::read_to_string("content/bulletins/lianluodongtai/2021/12/source.txt").expect("the source");
        let manuscript = of_text(&text);
        let issue = super::understand(&manuscript, true);
        let extras = super::draw::Extras { periodical: "lianluodongtai".to_owned(), name: "联络动态".to_owned(), original: "source.txt".to_owned(), public: true };
        let page = super::draw::page(&issue, &extras);
        println!("{page}");
        println!("{:?}", super::faithful::check(&manuscript, &issue, &page));
        for repair in &issue.repairs { println!("{repair:?}"); }
    }
}
