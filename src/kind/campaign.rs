//! 宣传月: a campaign month.

use serde::{Deserialize, Serialize};

use super::{Check, Fields};
use crate::date::Written;
use crate::t;

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
        if let (Some(start), Some(end)) = (check.moment(&self.start), check.moment(&self.end))
            && end < start
        {
            check.bad(
                "end",
                t!("结束日期早于开始日期", "the end lies before the start"),
                t!("改正 start 或 end", "mend start or end"),
            );
        }
    }
}
