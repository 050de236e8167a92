//! The five lines of defence (五道防线).

use serde::Deserialize;

use super::{Cited, Placed};
use crate::kind::Evidence;

/// The lines of defence.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Lines {
    /// In order.
    pub lines: Vec<Line>,
}

/// A line of defence.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Line {
    /// ASCII.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What it does.
    pub summary: String,
    /// Articles of the law on telecom fraud.
    pub law: Vec<String>,
    /// Its heading in the section's page.
    pub anchor: Option<String>,
    /// What proves that the bulletin names it.
    pub evidence: Vec<Evidence>,
    /// What the bulletin reports of it.
    pub measures: Vec<Measure>,
    /// Pages of this site about it.
    pub pages: Vec<String>,
}

/// Something that a bulletin reports.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Measure {
    /// What.
    pub text: String,
    /// What proves it.
    pub evidence: Vec<Evidence>,
}

/// Adds the evidence of all lines.
pub fn add_evidence<'r>(lines: &'r Placed<Lines>, cited: &mut Vec<Cited<'r>>) {
    let mut add = |key: String, evidence: &'r [Evidence]| {
        let numbered = evidence.iter().enumerate();
        cited.extend(numbered.map(|(at, one)| (lines.span(&format!("{key}.evidence.{at}")), one)));
    };
    for (index, line) in lines.it.lines.iter().enumerate() {
        add(format!("lines.{index}"), &line.evidence);
        for (at, measure) in line.measures.iter().enumerate() {
            add(format!("lines.{index}.measures.{at}"), &measure.evidence);
        }
    }
}
