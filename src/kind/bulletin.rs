//! 简报: an issue of a bulletin, such as 《联络动态》2021年第12期（总第635期）.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Check, Fields, IssueName};
use crate::diag::code;
use crate::numeral;
use crate::t;
use crate::tree::bilingual;

/// Fields of an issue.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Bulletin {
    /// The bulletin, an id of `[periodicals]` in `site.toml`.
    pub periodical: Option<String>,
    /// The year of the issue.
    pub year: Option<u32>,
    /// Its number in the year.
    pub issue: Option<u32>,
    /// The last number, if the issue is several in one (合刊).
    pub issue_to: Option<u32>,
    /// Its number among the supplements (增刊), which count apart; 0 if it has none.
    pub supplement: Option<u32>,
    /// Its running number.
    pub total: Option<u32>,
    /// The running number as the masthead prints it.
    pub total_text: Option<String>,
    /// The name as the masthead prints it.
    pub masthead: Option<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// Who edited it.
    pub editors: Option<Editors>,
    /// 批准文号.
    pub approval: Option<String>,
    /// 印数: how many were printed.
    pub copies: Option<u32>,
    /// 密级: only what is public may be published.
    pub classification: Option<Classification>,
    /// The issue that it replaces.
    pub supersedes: Option<IssueName>,
    /// Its articles.
    pub contents: Vec<Contribution>,
    /// 报、送、发.
    pub distribution: Vec<Distribution>,
    /// Known misprints.
    pub errata: Vec<Erratum>,
    /// The file that this was transcribed from, beside the page.
    pub original: Option<String>,
    /// What the transcription changed.
    pub transcription: Option<String>,
}

/// Editors and how to reach them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct Editors {
    /// 责任编辑.
    pub responsible: Vec<String>,
    /// 审核.
    pub reviewers: Vec<String>,
    /// 签发.
    pub signers: Vec<String>,
    /// 校对.
    pub proofreaders: Vec<String>,
    /// Office telephone.
    pub phone: Option<String>,
    /// Office fax.
    pub fax: Option<String>,
    /// Office address.
    pub address: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// The only classification that may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Classification {
    /// 公开.
    #[serde(rename = "公开")]
    Public,
}

impl<'de> Deserialize<'de> for Classification {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl Visitor<'_> for Words {
            type Value = Classification;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Classification, E> {
                if matches!(text.trim(), "公开" | "public") {
                    return Ok(Classification::Public);
                }
                Err(bilingual(
                    code::SECRECY,
                    t!("密级是“{text}”，不能上网", "the classification is `{text}`: it may not be published"),
                    Some(t!(
                        "网站只能发布公开的简报；确已公开或解密的，由保密审查人员核实后写 classification = \"公开\"；否则把文件移出网站，连同 Git 历史一起清除",
                        "only public issues may be published: if it has been released, let those in charge of secrecy confirm it and write classification = \"公开\"; otherwise remove the file, from Git's history too"
                    )),
                ))
            }
        }
        // The form of the cache numbers what people write as text.
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(Words)
        } else {
            <u32>::deserialize(deserializer).map(|_| Classification::Public)
        }
    }
}

/// An article of the issue.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Contribution {
    /// 引题.
    pub kicker: Option<String>,
    /// Its title.
    pub title: String,
    /// 副题.
    pub subtitle: Option<String>,
    /// Who wrote it: names or units.
    pub authors: Vec<String>,
    /// The pages that it has in print, such as `3-5`.
    pub pages: Option<String>,
    /// Its headings.
    pub sections: Vec<String>,
}

/// A line of the distribution list.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Distribution {
    /// 报, 送, 发 or one of [`VERBS`].
    pub verb: String,
    /// A name for the group.
    pub group: Option<String>,
    /// Who receives it.
    pub to: Vec<String>,
    /// The line as printed, where it is more than `to` with 、 between.
    pub text: Option<String>,
}

/// The verbs of distribution lists: 报 to superiors, 送 to equals, 发 to those below.
pub const VERBS: &[&str] = &["报", "送", "发", "主报", "主送", "抄报", "抄送", "抄发", "分送", "报送", "印发", "呈"];

/// A misprint.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Erratum {
    /// Where it stands.
    pub r#where: String,
    /// As printed.
    pub printed: String,
    /// As it should be.
    pub suggest: String,
}

impl Bulletin {
    /// What its masthead and imprint say, which others may quote.
    pub fn imprint(&self) -> impl Iterator<Item = &str> {
        let editors = self.editors.iter();
        let people = editors.flat_map(|it| [&it.responsible, &it.reviewers, &it.signers, &it.proofreaders]).flatten();
        let titles = self.contents.iter().flat_map(|it| it.kicker.iter().chain([&it.title]).chain(&it.subtitle));
        let lists = self.distribution.iter().flat_map(|it| it.to.iter().chain(&it.text));
        let single = [&self.total_text, &self.masthead, &self.publisher, &self.approval].into_iter().flatten();
        single.chain(people).chain(titles).chain(lists).map(String::as_str)
    }
}

impl Fields for Bulletin {
    const VIEW: &'static str = "bulletin";
    const CARD: &'static [&'static str] =
        &["periodical", "year", "issue", "issue_to", "supplement", "total", "total_text"];

    fn check(&self, check: &mut Check<'_>) {
        check.require("date", check.date.is_some(), "date = 2021-06-29");
        check.require("periodical", self.periodical.is_some(), "periodical = \"……\"");
        check.require("year", self.year.is_some(), "year = 2021");
        check.require("issue", self.issue.is_some() || self.supplement.is_some(), "issue = 12");
        check.require("publisher", self.publisher.is_some(), "publisher = \"……\"");
        check.require("classification", self.classification.is_some(), "classification = \"公开\"  # 先经保密审查");
        check.require("contents", !self.contents.is_empty(), "[[contents]]");
        if let (Some(year), Some(date)) = (self.year, check.date)
            && i32::try_from(year) != Ok(i32::from(date.day().year()))
        {
            let day = date.day();
            check.bad(
                "year",
                t!("年份 {year} 与日期 {day} 不符", "the year {year} does not agree with the date {day}"),
                t!("改正 year 或 date", "mend year or date"),
            );
        }
        if let (Some(total), Some(text)) = (self.total, &self.total_text) {
            let numeral = numeral::write(total.into());
            if !text.contains(&numeral) && !text.contains(&total.to_string()) {
                check.bad(
                    "total_text",
                    t!("“{text}”与总期号 {total} 不符", "`{text}` does not agree with the total number {total}"),
                    t!("应写作 总第{numeral}期", "it should read 总第{numeral}期"),
                );
            }
        }
        for (index, line) in self.distribution.iter().enumerate() {
            if !VERBS.contains(&line.verb.as_str()) {
                let verb = &line.verb;
                check.bad(
                    &format!("distribution.{index}.verb"),
                    t!("“{verb}”应为 报、送 或 发", "`{verb}` should be 报, 送 or 发"),
                    t!("报上级，送平级，发下级", "报 to superiors, 送 to equals, 发 to those below"),
                );
            }
        }
    }
}
