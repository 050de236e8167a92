//! What a kind's rules are written with.

use std::sync::Arc;

use crate::date::{Moment, Written};
use crate::diag::{Diagnostic, Report, Span, Text, code};
use crate::t;
use crate::text::nearest;
use crate::tree::{Node, Value};

/// The page under examination.
pub struct Check<'a> {
    /// Its file.
    pub file: &'a Arc<str>,
    /// Its front matter.
    pub node: &'a Node,
    /// Whether required fields may be missing still.
    pub draft: bool,
    /// The text of a front matter of which some lines could not be read.
    pub unread: &'a str,
    /// Its date, in the site's zone.
    pub date: Option<Moment>,
    /// When it expires.
    pub expire: Option<Moment>,
    /// The site's zone.
    pub zone: &'a jiff::tz::TimeZone,
    /// Where findings go.
    pub report: &'a mut Report,
}

impl Check<'_> {
    /// The place of a key's value, or of the front matter as a whole.
    pub fn span(&self, path: &str) -> Span {
        let node = self.node.at(path).unwrap_or(self.node);
        let end = if std::ptr::eq(node, self.node) { node.span.start } else { node.span.end };
        Span::new(self.file.clone(), node.span.start..end)
    }

    /// Whether a page that has no such field lacks it: drafts may, and what a line that could not be
    /// read says is not known.
    pub fn demands(&self, key: &str) -> bool {
        !self.draft && !self.is_unread(key) && !self.is_unread("draft")
    }

    /// Whether one of the lines that could not be read may hold a key.
    fn is_unread(&self, key: &str) -> bool {
        let begins = |line: &str| {
            let rest = line.trim_start().trim_start_matches(['[', '"', '\'']).strip_prefix(key);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-'))
        };
        self.node.get(key).is_none() && self.unread.lines().any(begins)
    }

    /// Demands a field, unless the page is a draft.
    pub fn require(&mut self, key: &str, present: bool, example: &str) {
        // A value of the wrong type is reported already; it is there, only unusable.
        let unusable = self.node.get(key).is_some_and(|node| !is_empty(node));
        // Nor is a misspelt key missing: its finding says what it should be.
        let misspelt = self.node.get(key).is_none()
            && self.node.entries().iter().any(|entry| nearest(&entry.key, [key]).is_some() && entry.key != key);
        if present || unusable || misspelt || !self.demands(key) {
            return;
        }
        self.report.push(
            Diagnostic::error(code::MISSING_FIELD, t!("缺少“{key}”", "`{key}` is missing"))
                .at(self.span(key))
                .help(t!("在开头的元数据里加一行：{example}", "add to the front matter: {example}")),
        );
    }

    /// Demands a field of the table at `at`, unless the page is a draft.
    pub fn require_at(&mut self, at: &str, key: &str, present: bool, example: &str) {
        if present || !self.demands(key) {
            return;
        }
        self.report.push(
            Diagnostic::error(code::MISSING_FIELD, t!("缺少“{key}”", "`{key}` is missing"))
                .at(self.span(at))
                .help(t!("在这里加上：{example}", "add here: {example}")),
        );
    }

    /// Demands that an end does not lie before its start.
    pub fn in_order(&mut self, start: &Option<Written>, end: &Option<Written>) {
        if let (Some(start), Some(end)) = (self.moment(start), self.moment(end))
            && end < start
        {
            self.bad(
                "end",
                t!("结束日期早于开始日期", "the end lies before the start"),
                t!("改正 start 或 end", "mend start or end"),
            );
        }
    }

    /// Reports a value that breaks a rule.
    pub fn bad(&mut self, path: &str, message: Text, help: Text) {
        let finding = Diagnostic::error(code::BAD_VALUE, message).at(self.span(path)).help(help);
        self.report.push(finding);
    }

    /// Reports the name of somebody who should not be known.
    pub fn unmasked(&mut self, path: &str, name: &str) {
        let span = self.span(path);
        let shown: String = name.chars().enumerate().map(|(at, c)| if at == 0 { c } else { '*' }).collect();
        // The quotation mark, then the first character, stay to be seen.
        let first = name.chars().next().map_or(0, char::len_utf8) + 1;
        let hidden = (span.range.start + first).min(span.range.end)..span.range.end.saturating_sub(1);
        let finding = Diagnostic::error(
            code::PERSON_NAME,
            t!("这里的姓名没有隐去（{shown}）", "the name here is not masked ({shown})"),
        );
        self.report.push(finding.at(span).hide([hidden].into_iter().filter(|hidden| !hidden.is_empty())).help(t!(
            "写成 张某、李女士 或 小王（化名）。依据：《最高人民法院关于人民法院在互联网公布裁判文书的规定》第八条、第九条",
            "write 张某, 李女士 or 小王（化名） (Supreme People's Court, rules on publishing judgments, art. 8 and 9)"
        )));
    }

    /// Demands that a text has between `least` and `most` characters of full width; Latin
    /// letters count half.
    pub fn length(&mut self, path: &str, text: &str, least: usize, most: usize) {
        let length = width(text);
        if length < least || length > most {
            self.bad(
                path,
                t!(
                    "“{path}”有 {length} 个字，应为 {least}—{most} 个",
                    "`{path}` has {length} characters; it should have {least} to {most}"
                ),
                if length < least {
                    t!("写得再具体一些", "be more specific")
                } else {
                    t!("写短一些，细节放进正文", "shorten it; details belong into the text")
                },
            );
        }
    }

    /// Resolves a written date in the site's zone.
    pub fn moment(&self, date: &Option<Written>) -> Option<Moment> {
        date.map(|date| date.resolve(self.zone))
    }
}

fn width(text: &str) -> usize {
    let halves: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    halves.div_ceil(2)
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Table(entries) => entries.is_empty(),
        _ => false,
    }
}
