//! 文章: a campaign article.

use serde::{Deserialize, Serialize};

use super::{Check, Fields, Step};
use crate::t;

/// Fields of an article.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Article {
    /// What sort of article it is.
    pub genre: Option<Genre>,
    /// Three things to remember.
    pub takeaways: Vec<String>,
    /// Numbered steps.
    pub steps: Vec<Step>,
    /// Law that is cited.
    pub law: Vec<Law>,
}

/// Sorts of articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Genre {
    /// 动态.
    News,
    /// 指南.
    Guide,
    /// 政策法规.
    Policy,
    /// 问答.
    Faq,
    /// 通知.
    Notice,
}

/// A cited law.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Law {
    /// Its name.
    pub name: String,
    /// The article, such as 第三十一条.
    pub article: Option<String>,
    /// Its official text.
    pub url: Option<String>,
}

/// At most five short lines to remember; shared by several kinds.
pub(super) fn check_takeaways(takeaways: &[String], check: &mut Check<'_>) {
    if takeaways.len() > 5 {
        let count = takeaways.len();
        check.bad(
            "takeaways",
            t!("“记住几点”有 {count} 条，最多 5 条", "there are {count} takeaways; at most 5 are remembered"),
            t!("只留最要紧的", "keep the most important ones"),
        );
    }
    for (index, line) in takeaways.iter().enumerate() {
        check.length(&format!("takeaways.{index}"), line, 2, 40);
    }
}

impl Fields for Article {
    const VIEW: &'static str = "article";
    const CARD: &'static [&'static str] = &["genre"];

    fn check(&self, check: &mut Check<'_>) {
        check.require("date", check.date.is_some(), "date = 2026-06-01");
        check_takeaways(&self.takeaways, check);
        if self.genre == Some(Genre::Faq) {
            check.require("faq", check.node.get("faq").is_some(), "[[faq]]");
        }
    }
}
