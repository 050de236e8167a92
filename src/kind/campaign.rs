//! 宣传月: a campaign month.

use serde::{Deserialize, Serialize};

use super::evidence::check_facts;
use super::{Check, Evidence, Fact, Fields, References};
use crate::date::Written;

/// Fields of a campaign.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Campaign {
    /// Its first day.
    pub start: Option<Written>,
    /// Its last day.
    pub end: Option<Written>,
    /// Its slogan.
    pub slogan: Option<String>,
    /// Who runs it.
    pub organisers: Vec<String>,
    /// What happens when.
    pub programme: Vec<Activity>,
    /// What is known of one that took place.
    pub facts: Vec<Fact>,
    /// What proves its dates and organisers.
    pub evidence: Vec<Evidence>,
}

/// An entry of the programme.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Activity {
    /// When.
    pub date: Option<Written>,
    /// What.
    pub title: String,
    /// Where.
    pub place: Option<String>,
    /// More.
    pub text: Option<String>,
}

impl Fields for Campaign {
    const VIEW: &'static str = "campaign";
    const CARD: &'static [&'static str] = &["start", "end", "slogan"];

    fn check(&self, check: &mut Check<'_>) {
        check.require("start", self.start.is_some(), "start = 2026-06-01");
        check.require("end", self.end.is_some(), "end = 2026-06-30");
        check.in_order(&self.start, &self.end);
        check_facts("facts", &self.facts, check);
    }

    fn references(&self) -> References<'_> {
        let mut all = References::default();
        all.evidence("evidence", &self.evidence);
        all.facts("facts", &self.facts);
        all
    }
}
