//! Red flags that belong to no type of scam, one file a language: `data/signals.toml`,
//! `data/signals.en.toml`.

use serde::Deserialize;

use super::{Placed, report_at};
use crate::diag::Report;
use crate::kind::{Signal, check_exceptions, check_signals};

/// Flags of no type.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Flags {
    /// Words of warnings: a flag of whatever type that one of them overlaps does not count.
    pub not: Vec<String>,
    /// The flags.
    pub signals: Vec<Signal>,
}

/// Reports flags and patterns that break the rules.
pub fn check(placed: &Placed<Flags>, report: &mut Report) {
    let mut bad = |path: &str, message, help| report_at(placed, path, message, help, report);
    check_signals(&placed.it.signals, &mut bad);
    check_exceptions(&placed.it.not, &mut bad);
}
