//! 预警: a dated warning.

use serde::{Deserialize, Serialize};

use super::{Check, Fields, article::check_takeaways};
use crate::t;

/// Days for which an urgent alert may stand.
const URGENT_DAYS: i64 = 30;

/// Fields of an alert.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Alert {
    /// How pressing it is.
    pub level: Option<Level>,
    /// Things to remember.
    pub takeaways: Vec<String>,
}

/// Levels of alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// 提示.
    Info,
    /// 预警.
    Warning,
    /// 紧急.
    Urgent,
}

impl Fields for Alert {
    const VIEW: &'static str = "alert";
    const CARD: &'static [&'static str] = &["level"];

    fn check(&self, check: &mut Check<'_>) {
        check.require("level", self.level.is_some(), "level = \"warning\"");
        check.require("date", check.date.is_some(), "date = 2026-06-01");
        check_takeaways(&self.takeaways, check);
        if self.level != Some(Level::Urgent) {
            return;
        }
        check.require("expire", check.expire.is_some(), "expire = 2026-06-30");
        if let (Some(date), Some(expire)) = (check.date, check.expire) {
            let days = expire.day().since(date.day()).map_or(0, |span| i64::from(span.get_days()));
            if days > URGENT_DAYS {
                check.bad(
                    "expire",
                    t!(
                        "紧急预警的有效期是 {days} 天，最长 {URGENT_DAYS} 天",
                        "the urgent alert stands for {days} days; at most {URGENT_DAYS}"
                    ),
                    t!(
                        "把 expire 提前，或改用 level = \"warning\"",
                        "set an earlier expire, or use level = \"warning\""
                    ),
                );
            }
        }
    }
}
