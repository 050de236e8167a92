//! 诈骗类型: an entry of the library of scams.

use serde::{Deserialize, Serialize};

use super::{Check, Fields};
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
            if !(1..=5).contains(&signal.weight) {
                let weight = signal.weight;
                check.bad(
                    &format!("signals.{index}.weight"),
                    t!("weight 是 {weight}，应为 1—5", "weight is {weight}; it should be 1 to 5"),
                    t!("5 表示几乎肯定是诈骗", "5 means almost certainly a scam"),
                );
            }
            check.length(&format!("signals.{index}.phrase"), &signal.phrase, 2, 40);
        }
    }
}
