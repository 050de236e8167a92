//! Integration tests, one binary so that it links once. Each module is one concern.

mod cli;
mod determinism;
mod errors;
mod feeds;
mod fixture;
mod formats;
mod golden;
mod hostile;
mod layers;
mod model;
mod probes;
mod properties;
mod serve;
mod spec;
mod strange;
mod writing;
