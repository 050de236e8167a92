//! How strict a rule is: the `level` tables of `[policy]` and `[check]`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Report, Severity, Span, code};
use crate::t;
use crate::text::nearest;
use crate::tree::Node;

/// How strict a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strictness {
    /// It says nothing.
    Off,
    /// It warns.
    Warning,
    /// It stops the build.
    Error,
}

impl Strictness {
    /// The word in `site.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Strictness::Off => "off",
            Strictness::Warning => "warning",
            Strictness::Error => "error",
        }
    }

    /// How bad its findings are; nothing if it has none.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Strictness::Off => None,
            Strictness::Warning => Some(Severity::Warning),
            Strictness::Error => Some(Severity::Error),
        }
    }
}

/// A `level` table in its file.
pub(super) struct Table<'a> {
    /// Its place in `site.toml`, such as `policy.level`.
    pub path: &'static str,
    /// The codes of the rules that it may set.
    pub rules: Vec<&'static str>,
    /// The file's tree.
    pub node: &'a Node,
}

impl Table<'_> {
    /// Drops, with a finding, rules that do not exist.
    pub fn check(
        &self,
        level: &mut BTreeMap<String, Strictness>,
        span: &impl Fn(&str) -> Span,
        mut fits: impl FnMut(&'static str, Strictness, Span, &mut Report) -> bool,
        report: &mut Report,
    ) {
        // A code has a slash, not a dot; its place is looked up by entry.
        let table = self.node.at(self.path).map_or(&[][..], Node::entries);
        let place = |key: &str| {
            let entry = table.iter().find(|entry| entry.key == key);
            entry.map_or_else(|| span(self.path), |entry| Span::new(span("").file, entry.key_span.clone()))
        };
        level.retain(|key, strictness| match self.rules.iter().find(|rule| *rule == key) {
            Some(rule) => fits(rule, *strictness, place(key), report),
            None => {
                let all = self.rules.join("、");
                let finding =
                    Diagnostic::error(code::CONFIG_INVALID, t!("没有规则“{key}”", "there is no rule `{key}`"));
                report.push(finding.at(place(key)).help(match nearest(key, self.rules.iter().copied()) {
                    Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
                    None => t!("全部规则：{all}", "the rules: {all}"),
                }));
                false
            }
        });
    }
}
