//! Red flags in a message: what editors declare, found in what readers paste.
//!
//! `scripts/check.js` of the theme does the same in the browser, from the book that
//! [`Book::json`] writes; `tests/messages/` holds both to the same verdicts.
//!
//! Invariants:
//! * Nothing here knows pages, files or languages: a book is data.
//! * A verdict is a sum of whole numbers, so that both programs agree to the last point.
//! * No message is ever called safe.

mod book;
mod everyday;
mod facts;
mod fault;
mod fold;
mod normal;
mod pattern;

pub use book::{Book, Found, Hotline, Level, Signal, Topic, Verdict};
pub use facts::{Facts, facts};
pub use fault::{Fault, check};
pub use normal::Normal;
pub use pattern::{Extent, Pattern};
