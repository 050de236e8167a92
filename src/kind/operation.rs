//! 专项行动: a special operation, such as 断流. Pages say what the bulletin says of it, and
//! nothing of how it is done.

use serde::{Deserialize, Serialize};

use super::evidence::{EXAMPLE, check_facts, check_parties};
use super::{Check, Evidence, Fact, Fields, Party, References};
use crate::date::Written;

/// Fields of an operation.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Operation {
    /// Its first day, if it is known.
    pub start: Option<Written>,
    /// Its last day.
    pub end: Option<Written>,
    /// Whom it is aimed at.
    pub target: Option<String>,
    /// Its principle, such as 打防管控.
    pub principle: Option<String>,
    /// What it strikes at, such as 抓金主.
    pub strikes: Vec<String>,
    /// Who runs it.
    pub organisers: Vec<Party>,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// What proves target, principle and strikes.
    pub evidence: Vec<Evidence>,
}

impl Fields for Operation {
    const VIEW: &'static str = "operation";
    const CARD: &'static [&'static str] = &["start", "end", "target", "principle"];

    fn check(&self, check: &mut Check<'_>) {
        check.require("evidence", !self.evidence.is_empty(), EXAMPLE);
        check.require("organisers", !self.organisers.is_empty(), "[[organisers]]");
        check.in_order(&self.start, &self.end);
        check_parties("organisers", &self.organisers, check);
        check_facts("facts", &self.facts, check);
    }

    fn references(&self) -> References<'_> {
        let mut all = References::default();
        all.evidence("evidence", &self.evidence);
        all.parties("organisers", &self.organisers);
        all.facts("facts", &self.facts);
        all
    }
}
