//! Integration tests, one binary so that it links once. Each module is one concern.

// Tests read what the program wrote, and time what must end.
#![allow(clippy::disallowed_methods)]

mod archive;
mod author;
mod captions;
mod checker;
mod cli;
mod clips;
mod deploy;
mod determinism;
mod errors;
mod external;
mod feeds;
mod films;
mod fixture;
mod formats;
mod golden;
mod hostile;
mod import;
mod incremental;
mod layers;
mod library;
mod messages;
mod migrate;
mod model;
mod operators;
mod pictures;
mod posters;
mod privacy;
mod probes;
mod properties;
mod readers;
#[cfg(feature = "import")]
mod reading;
mod records;
mod search;
mod serve;
mod share;
mod shipping;
mod spec;
mod strange;
mod structure;
mod writing;
