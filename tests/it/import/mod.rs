//! `fanzha import bulletin`: what is read from old files, measured and tried out.

mod score;
mod through;
