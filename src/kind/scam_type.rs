//! 诈骗类型: an entry of the library of scams.

use serde::{Deserialize, Serialize};

use super::{Check, Fields};
use crate::diag::Text;
use crate::signals::{self, Pattern};
use crate::t;

/// Fields of a type of scam.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct ScamType {
    /// Its place in the official list.
    pub rank: Option<u32>,
    /// Other names.
    pub aka: Vec<String>,
    /// The one sentence to remember (凡是……都是诈骗).
    pub rule: Option<String>,
    /// Whom it is aimed at.
    pub targets: Vec<String>,
    /// Red flags.
    pub signals: Vec<Signal>,
    /// Patterns of what it is about, by which messages of one type are told from another's.
    pub topics: Vec<String>,
    /// What to do when it happens.
    pub do_now: Vec<String>,
    /// Its share of cases, with source.
    pub share: Option<Share>,
}

/// A red flag.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Signal {
    /// What the swindler says.
    pub phrase: String,
    /// What it means.
    pub meaning: String,
    /// How telling it is, 1 to 5.
    pub weight: u8,
    /// Patterns, any of which is this flag in a message; see [`crate::signals`].
    pub r#match: Vec<String>,
    /// Patterns of what is not meant, where they overlap.
    pub not: Vec<String>,
}

/// What `{hotline}` means where the table of hotlines is not at hand.
const SOME_HOTLINE: &str = "96110";

/// Reports flags that break the rules; `bad` takes where and what.
pub fn check_signals(signals: &[Signal], bad: &mut dyn FnMut(&str, Text, Text)) {
    let hotlines = [SOME_HOTLINE.to_owned()];
    for (index, signal) in signals.iter().enumerate() {
        if !(1..=5).contains(&signal.weight) {
            let weight = signal.weight;
            bad(
                &format!("signals.{index}.weight"),
                t!("weight 是 {weight}，应为 1—5", "weight is {weight}; it should be 1 to 5"),
                t!("5 表示几乎肯定是诈骗", "5 means almost certainly a scam"),
            );
        }
        let mut not = Vec::new();
        for (number, text) in signal.not.iter().enumerate() {
            match Pattern::parse(text, &hotlines) {
                Ok(pattern) => not.push(pattern),
                Err(fault) => bad(&format!("signals.{index}.not.{number}"), fault.message(), fault.help()),
            }
        }
        for (number, text) in signal.r#match.iter().enumerate() {
            if let Err(fault) = signals::check(text, signal.weight, &not, &hotlines) {
                bad(&format!("signals.{index}.match.{number}"), fault.message(), fault.help());
            }
        }
    }
}

/// Reports patterns of the list `not` that cannot be read.
pub fn check_exceptions(patterns: &[String], bad: &mut dyn FnMut(&str, Text, Text)) {
    let hotlines = [SOME_HOTLINE.to_owned()];
    for (number, text) in patterns.iter().enumerate() {
        if let Err(fault) = Pattern::parse(text, &hotlines) {
            bad(&format!("not.{number}"), fault.message(), fault.help());
        }
    }
}

/// A dated figure with its source.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Share {
    /// The figure.
    pub value: f64,
    /// Its unit, such as %.
    pub unit: String,
    /// Of what.
    pub of: String,
    /// When.
    pub period: String,
    /// Who says so.
    pub source: Option<String>,
}

impl Fields for ScamType {
    const VIEW: &'static str = "scam_type";
    const CARD: &'static [&'static str] = &["rule", "rank", "aka", "targets"];

    fn check(&self, check: &mut Check<'_>) {
        check.require("rule", self.rule.is_some(), "rule = \"凡是……的，都是诈骗\"");
        check.require("targets", !self.targets.is_empty(), "targets = [\"……\"]");
        check.require("signals", !self.signals.is_empty(), "[[signals]]");
        for (index, signal) in self.signals.iter().enumerate() {
            check.length(&format!("signals.{index}.phrase"), &signal.phrase, 2, 40);
        }
        let mut bad = |path: &str, message, help| check.bad(path, message, help);
        check_signals(&self.signals, &mut bad);
        let hotlines = [SOME_HOTLINE.to_owned()];
        for (number, text) in self.topics.iter().enumerate() {
            if let Err(fault) = signals::check(text, 1, &[], &hotlines) {
                bad(&format!("topics.{number}"), fault.message(), fault.help());
            }
        }
    }
}
