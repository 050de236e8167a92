//! `[policy]`: what may not be published, how strictly, and what is allowed all the same.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::strictness::{Strictness, Table};
use crate::date::Written;
use crate::diag::{Code, Diagnostic, Report, Span, code};
use crate::t;
use crate::tree::Node;

/// `[policy]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub struct Policy {
    /// How strict each rule is, by its code.
    pub level: BTreeMap<String, Strictness>,
    /// What may stand anywhere on the site.
    pub allow: Vec<Permit>,
    /// Whether the words that come with the program are looked for.
    pub default_words: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Policy { level: BTreeMap::new(), allow: Vec::new(), default_words: true }
    }
}

/// Something that may stand although a rule would refuse it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Permit {
    /// A number, an address, a name or a word, as it stands in the page.
    pub text: String,
    /// Why it may.
    pub reason: String,
    /// When somebody has to look at it again.
    pub expires: Option<Written>,
    /// Where it stands.
    #[serde(skip)]
    pub place: Range<usize>,
}

/// Rules that may be made less strict only so far. Marks of secrecy are an error for everybody;
/// what identifies a person is never passed over in silence.
const FLOORS: &[(Code, Strictness)] = &[
    (code::SECRECY, Strictness::Error),
    (code::ID_NUMBER, Strictness::Warning),
    (code::MOBILE, Strictness::Warning),
    (code::BANK_CARD, Strictness::Warning),
    (code::MINOR, Strictness::Warning),
    (code::PERSON_NAME, Strictness::Warning),
    (code::TRAVEL_DOCUMENT, Strictness::Warning),
];

/// The least strict that a rule may be.
pub fn floor(rule: Code) -> Strictness {
    FLOORS.iter().find(|(code, _)| *code == rule).map_or(Strictness::Off, |(_, floor)| *floor)
}

/// The settings, without what makes no sense.
pub(super) fn check(mut policy: Policy, node: &Node, span: impl Fn(&str) -> Span, report: &mut Report) -> Policy {
    let rules = crate::diag::ALL.iter().map(|(code, ..)| code.0).filter(|code| code.starts_with("policy/")).collect();
    let table = Table { path: "policy.level", rules, node };
    let fits = |rule: &'static str, strictness: Strictness, place: Span, report: &mut Report| {
        let floor = floor(Code(rule));
        let fits = strictness >= floor;
        if !fits {
            let word = floor.word();
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("规则“{rule}”不能低于 {word}", "the rule `{rule}` may not be lower than {word}"),
                )
                .at(place)
                .help(t!(
                    "确要保留某一处，用 [[policy.allow]] 写明 text、reason 和 expires",
                    "to keep one place, write [[policy.allow]] with text, reason and expires"
                )),
            );
        }
        fits
    };
    table.check(&mut policy.level, &span, fits, report);
    for (number, permit) in policy.allow.iter_mut().enumerate() {
        permit.place = span(&format!("policy.allow.{number}")).range.into();
        let complete = !permit.text.trim().is_empty() && !permit.reason.trim().is_empty() && permit.expires.is_some();
        if !complete {
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("放行一处要写明 text、reason 和 expires", "what is allowed has a text, a reason and an expiry"),
                )
                .at(span(&format!("policy.allow.{number}")))
                .help(t!(
                    "写作 {{ text = \"0731-…\", reason = \"办公电话，主办单位公开\", expires = 2027-12-31 }}",
                    "write {{ text = \"0731-…\", reason = \"office line, published by its owner\", expires = 2027-12-31 }}"
                )),
            );
        }
    }
    policy
}
