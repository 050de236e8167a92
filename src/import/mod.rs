//! `fanzha import bulletin`: old files of bulletins become typed, checked Markdown.
//!
//! A file is read into a [`Manuscript`]: lines and tables, not understood yet.

pub mod manuscript;
