//! `fanzha import bulletin`: old files of bulletins become typed, checked Markdown.
//!
//! A file is read into a [`Manuscript`](manuscript::Manuscript): lines and tables, not understood
//! yet. [`reading`] alone knows formats of files.

pub mod manuscript;
pub mod reading;
