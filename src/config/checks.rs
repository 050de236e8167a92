//! `[check]`: what `fanzha check` looks for, and how strictly.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::strictness::{Strictness, Table};
use crate::diag::{Code, Diagnostic, Report, Severity, Span, Text, code};
use crate::t;
use crate::tree::Node;

/// `[check]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub struct Checks {
    /// How strict each rule is, by its code.
    pub level: BTreeMap<String, Strictness>,
    /// The longest title, in full-width characters: two letters or digits count as one.
    pub title_length: usize,
    /// The shortest and the longest description, in the same measure.
    pub description_length: [usize; 2],
    /// Hosts (and all below them) that `check --external` does not ask.
    pub external_skip: Vec<String>,
}

/// What search engines and messengers show of a title on a phone.
const TITLE: usize = 30;
/// Below, a result says too little to be chosen; above, it is cut off.
const DESCRIPTION: [usize; 2] = [15, 120];

impl Default for Checks {
    fn default() -> Self {
        Checks {
            level: BTreeMap::new(),
            title_length: TITLE,
            description_length: DESCRIPTION,
            external_skip: Vec::new(),
        }
    }
}

/// The rules that `level` may set, and how strict they are by themselves.
pub const RULES: &[(Code, Strictness)] = &[
    (code::HEADING_LEVEL, Strictness::Warning),
    (code::BARE_HEADING, Strictness::Warning),
    (code::EMPTY_LINK, Strictness::Warning),
    (code::TITLE_LENGTH, Strictness::Warning),
    (code::DESCRIPTION_LENGTH, Strictness::Warning),
    (code::DUPLICATE_TITLE, Strictness::Warning),
    (code::EMPTY_SECTION, Strictness::Warning),
    (code::UNLINKED, Strictness::Warning),
    (code::UNREACHABLE, Strictness::Warning),
    (code::OUTPUT_ALT, Strictness::Warning),
    (code::OUTPUT_EMPTY_LINK, Strictness::Warning),
    (code::OUTPUT_REFERENCE, Strictness::Error),
    (code::DEAD_LINK, Strictness::Error),
];

impl Checks {
    /// How bad a rule's findings are; nothing if it is off.
    pub fn severity(&self, rule: Code) -> Option<Severity> {
        let default = RULES.iter().find(|(code, _)| *code == rule).map(|(_, strictness)| *strictness);
        self.level.get(rule.0).copied().or(default).unwrap_or(Strictness::Warning).severity()
    }

    /// A finding of a rule, unless it is off.
    pub fn finding(&self, rule: Code, message: impl FnOnce() -> Text) -> Option<Diagnostic> {
        let severity = self.severity(rule)?;
        Some(Diagnostic { severity, ..Diagnostic::warning(rule, message()) })
    }
}

/// The settings, without what makes no sense.
pub(super) fn check(mut checks: Checks, node: &Node, span: impl Fn(&str) -> Span, report: &mut Report) -> Checks {
    let rules = RULES.iter().map(|(code, _)| code.0).collect();
    let table = Table { path: "check.level", rules, node };
    table.check(&mut checks.level, &span, |_, _, _, _| true, report);
    let [shortest, longest] = checks.description_length;
    if shortest > longest || longest == 0 {
        report.push(
            Diagnostic::error(
                code::CONFIG_INVALID,
                t!(
                    "description_length 先写最短，再写最长",
                    "description_length has the shortest first, then the longest"
                ),
            )
            .at(span("check.description_length"))
            .help(t!("写作 description_length = [15, 120]", "write description_length = [15, 120]")),
        );
        checks.description_length = DESCRIPTION;
    }
    checks
}
