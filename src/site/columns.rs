//! Columns of a government site: their types (栏目类别), and how old they may get.

use super::{PageId, Section, Site};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, code};
use crate::document::Document;
use crate::kind::Kind;
use crate::t;
use crate::text::nearest;

/// The types of 国办发〔2017〕47号.
const TYPES: &[&str] = &[
    "首页",
    "概况信息",
    "机构职能",
    "负责人信息",
    "工作动态",
    "通知公告",
    "政策文件",
    "信息公开指南",
    "信息公开目录",
    "信息公开年报",
    "依法申请公开",
    "数据发布",
    "数据开放",
    "政策解读",
    "回应关切",
    "办事服务",
    "咨询投诉",
    "征集调查",
    "在线访谈",
];

impl Section {
    /// Its type: what its `extra.column_type` says, or what pages of its kind amount to.
    pub fn column_type(&self) -> &str {
        let document = self.document.as_deref();
        let own = document.and_then(|document| document.extra.get("column_type")).and_then(|node| node.as_str());
        if let Some(own) = own {
            return own;
        }
        if self.ancestors.is_empty() {
            return "首页";
        }
        match document.and_then(Document::section).and_then(|front| front.page_kind) {
            Some(Kind::ScamType | Kind::Case | Kind::Article | Kind::Video) => "政策解读",
            Some(Kind::Suggestion) => "回应关切",
            _ => "工作动态",
        }
    }
}

/// Warns of types that no inspector knows.
pub fn check(site: &Site, config: &Config, report: &mut Report) {
    if config.gov.is_none() {
        return;
    }
    for document in site.sections.iter().filter_map(|section| section.document.as_deref()) {
        let Some(written) = document.extra.get("column_type").and_then(|node| node.as_str()) else { continue };
        if TYPES.contains(&written) {
            continue;
        }
        let all = TYPES.join("、");
        let near = nearest(written, TYPES.iter().copied());
        let help = match near {
            Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
            None => t!("指引里的类别：{all}", "the guideline has: {all}"),
        };
        report.push(
            Diagnostic::warning(
                code::BAD_VALUE,
                t!("栏目类别“{written}”不在《政府网站发展指引》里", "the guideline knows no column type `{written}`"),
            )
            .at(document.span("extra.column_type"))
            .help(help),
        );
    }
}

/// What a column is like at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Something in it is new enough, or it may be of any age.
    Fresh,
    /// Nothing in it is new enough.
    Stale,
    /// It has no pages.
    Empty,
}

impl Condition {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Condition::Fresh => "fresh",
            Condition::Stale => "stale",
            Condition::Empty => "empty",
        }
    }
}

/// A column with its condition.
#[derive(Debug)]
pub struct Column<'s> {
    /// The section.
    pub section: &'s Section,
    /// Its condition.
    pub condition: Condition,
    /// Its newest page.
    pub newest: Option<PageId>,
    /// The whole days since that one.
    pub age: Option<i64>,
    /// The days that it may be old.
    pub allowed: Option<u32>,
}

/// Days that a column may be old where it does not say so itself. What is a column of news only
/// for want of a better type is an archive as often as not.
fn limit(section: &Section, config: &Config) -> Option<u32> {
    if section.ancestors.is_empty() {
        return (section.lang == config.default_language()).then_some(config.freshness.home);
    }
    let document = section.document.as_deref();
    let is_said = document.is_some_and(|document| document.extra.get("column_type").is_some());
    let has_alerts = document.and_then(Document::section).and_then(|front| front.page_kind) == Some(Kind::Alert);
    let is_set = config.freshness.columns.contains_key(section.column_type());
    if is_said || has_alerts || is_set { config.freshness.days(section.column_type()) } else { None }
}

/// All columns at a moment. Those above others are as new as what lies below them.
pub fn columns<'s>(site: &'s Site, config: &Config, now: jiff::Timestamp) -> Vec<Column<'s>> {
    let mut newest: Vec<Option<(jiff::Timestamp, PageId)>> = vec![None; site.sections.len()];
    let mut filled = vec![false; site.sections.len()];
    for id in site.page_ids() {
        let page = site.page(id);
        let changed = page.updated.max(page.date).map(|moment| (moment.instant(), id));
        for section in &page.ancestors {
            filled[section.0] = true;
            newest[section.0] = newest[section.0].max(changed);
        }
    }
    let of = |(at, section): (usize, &'s Section)| {
        let own = section.document.as_deref().and_then(Document::section).and_then(|front| front.freshness_days);
        let allowed = own.or_else(|| limit(section, config)).filter(|days| *days > 0);
        let age = newest[at].map(|(instant, _)| now.duration_since(instant).as_hours().max(0) / 24);
        let has_own_text = section.document.as_ref().is_some_and(|document| document.body.count.total() > 0);
        let condition = match (allowed, age) {
            _ if !filled[at] && !has_own_text => Condition::Empty,
            (Some(allowed), Some(age)) if age > i64::from(allowed) => Condition::Stale,
            (Some(_), None) => Condition::Stale,
            _ => Condition::Fresh,
        };
        Column { section, condition, newest: newest[at].map(|(_, id)| id), age, allowed }
    };
    site.sections.iter().enumerate().filter(|(_, section)| section.is_shown()).map(of).collect()
}

/// Warns of columns that are too old or empty.
pub fn warn(site: &Site, config: &Config, now: jiff::Timestamp, report: &mut Report) {
    for Column { section, condition, age, allowed, .. } in columns(site, config, now) {
        let (title, days) = (&section.title, allowed.unwrap_or_default());
        let message = match (condition, age) {
            (Condition::Fresh, _) => continue,
            (Condition::Empty, _) => t!("栏目“{title}”是空的", "the column `{title}` is empty"),
            (Condition::Stale, None) => {
                t!("栏目“{title}”里没有有日期的页面", "the column `{title}` has no page with a date")
            }
            (Condition::Stale, Some(age)) => t!(
                "栏目“{title}”已有 {age} 天没有更新，应不超过 {days} 天",
                "the column `{title}` has not changed for {age} days; at most {days} are allowed"
            ),
        };
        let span = section.document.as_deref().map(|document| document.span("title"));
        report.push(Diagnostic::warning(code::FRESHNESS, message).at_opt(span).help(t!(
            "更新内容；不需要常更新的栏目写 freshness_days = 0，或在 site.toml 的 [freshness] 里改期限",
            "bring something new; a column that need not change says freshness_days = 0; limits are under [freshness] in site.toml"
        )));
    }
}
