//! `[freshness]` and `[review]`: what a site's keepers owe its readers.

use std::collections::BTreeMap;

use serde::Deserialize;

/// `[freshness]`: how old columns may get.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Freshness {
    /// Whether `fanzha check` warns of what is too old or empty.
    pub warn: bool,
    /// Days in which something on the site must be new.
    pub home: u32,
    /// Days for columns of a type (栏目类别).
    pub columns: BTreeMap<String, u32>,
}

impl Default for Freshness {
    fn default() -> Self {
        Freshness { warn: false, home: 14, columns: BTreeMap::new() }
    }
}

/// What inspections of government sites ask for, as far as columns of this kind exist here.
const USUAL: [(&str, u32); 3] = [("工作动态", 14), ("通知公告", 180), ("政策文件", 180)];

impl Freshness {
    /// Days for a column of a type; nothing if it may be of any age.
    pub fn days(&self, column_type: &str) -> Option<u32> {
        let own = self.columns.get(column_type).copied();
        let usual = || USUAL.iter().find(|(name, _)| *name == column_type).map(|(_, days)| *days);
        own.or_else(usual).filter(|days| *days > 0)
    }
}

/// `[review]`: who looks at pages before they appear.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Review {
    /// Names of the kinds whose pages must say who reviewed them, and when.
    pub required: Vec<String>,
    /// Days after which a review is to be repeated.
    pub max_age: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_rules_come_first_and_0_is_none() {
        let columns = [("工作动态".to_owned(), 7), ("通知公告".to_owned(), 0)].into();
        let freshness = Freshness { columns, ..Freshness::default() };
        let days = ["工作动态", "通知公告", "政策文件", "政策解读"].map(|name| freshness.days(name));
        assert_eq!(days, [Some(7), None, Some(180), None]);
    }
}
