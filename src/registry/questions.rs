//! The tree of questions that finds out what somebody has run into, one file a language:
//! `data/questions.toml`, `data/questions.en.toml`.
//!
//! Invariant of a tree without findings: from its first question every question and outcome can
//! be reached, and every way ends at an outcome.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Placed, report_at};
use crate::diag::{Report, Text};
use crate::t;
use crate::text::nearest;

/// Where the pages of questions lie, below the root of their language.
pub const CHECK: &str = "check/";

/// A tree of questions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Questions {
    /// The id of the first question.
    pub start: String,
    /// The questions.
    pub questions: Vec<Question>,
    /// What they lead to.
    pub outcomes: Vec<Outcome>,
}

/// A question.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Question {
    /// ASCII; part of its address.
    pub id: String,
    /// The question.
    pub text: String,
    /// What helps to answer it.
    pub help: Option<String>,
    /// Its answers.
    pub answers: Vec<Answer>,
    /// Where 都不是、不确定 leads.
    pub unsure: String,
}

/// An answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// The answer.
    pub text: String,
    /// The question or outcome that it leads to.
    pub next: String,
}

/// What answers lead to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// ASCII; part of its address.
    pub id: String,
    /// What it looks like, in a few words.
    pub title: String,
    /// Why, in a sentence or two.
    pub text: String,
    /// How sure it is.
    pub level: Certainty,
    /// The type of scam.
    pub scam_type: Option<String>,
    /// What to do; without it, what the type of scam says.
    pub do_now: Vec<String>,
    /// Pages to read next.
    pub pages: Vec<String>,
}

/// How sure an outcome is. None says that all is well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// 极像骗局.
    Scam,
    /// 有破绽.
    Doubt,
    /// 没有找到已知的破绽.
    #[default]
    Unknown,
}

impl Certainty {
    /// Its name for templates.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Scam => "scam",
            Certainty::Doubt => "doubt",
            Certainty::Unknown => "unknown",
        }
    }
}

/// A question or an outcome.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// A question.
    Question(&'a Question),
    /// An outcome.
    Outcome(&'a Outcome),
}

impl Questions {
    /// The question or outcome of an id.
    pub fn node(&self, id: &str) -> Option<Node<'_>> {
        let question = self.questions.iter().find(|question| question.id == id).map(Node::Question);
        question.or_else(|| self.outcomes.iter().find(|outcome| outcome.id == id).map(Node::Outcome))
    }

    /// The ids of all questions and outcomes, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> + Clone {
        let questions = self.questions.iter().map(|question| question.id.as_str());
        questions.chain(self.outcomes.iter().map(|outcome| outcome.id.as_str()))
    }

    /// The pages that it names, and the keys that name them.
    pub fn pages(&self) -> impl Iterator<Item = (String, &str)> {
        self.outcomes.iter().enumerate().flat_map(|(at, outcome)| {
            let of_type = outcome.scam_type.iter().map(move |page| (format!("outcomes.{at}.scam_type"), page.as_str()));
            let pages = outcome.pages.iter().enumerate();
            of_type.chain(pages.map(move |(n, page)| (format!("outcomes.{at}.pages.{n}"), page.as_str())))
        })
    }
}

impl Question {
    /// Where its answers lead, with their keys below the question.
    fn ways(&self) -> impl Iterator<Item = (String, &str)> {
        let answers =
            self.answers.iter().enumerate().map(|(at, answer)| (format!("answers.{at}.next"), answer.next.as_str()));
        answers.chain(std::iter::once(("unsure".to_owned(), self.unsure.as_str())))
    }
}

/// Reports trees that somebody could get lost in.
pub fn check(placed: &Placed<Questions>, report: &mut Report) {
    let tree = &placed.it;
    // Nothing could be read of it, which was reported.
    if tree.start.is_empty() && tree.ids().next().is_none() {
        return;
    }
    let mut bad = |path: &str, message: Text, help: Text| report_at(placed, path, message, help, report);
    ids(tree, &mut bad);
    fields(tree, &mut bad);
    ways(tree, &mut bad);
    if tree.node(&tree.start).is_some() {
        reach(tree, &mut bad);
        circles(tree, &mut bad);
    }
}

type Bad<'a> = &'a mut dyn FnMut(&str, Text, Text);

/// Every id is an address of its own.
fn ids(tree: &Questions, bad: Bad<'_>) {
    let mut seen = BTreeSet::new();
    let of_questions = tree.questions.iter().enumerate().map(|(at, one)| (format!("questions.{at}"), &one.id));
    let of_outcomes = tree.outcomes.iter().enumerate().map(|(at, one)| (format!("outcomes.{at}"), &one.id));
    for (key, id) in of_questions.chain(of_outcomes) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || !id.chars().all(plain) {
            bad(
                &format!("{key}.id"),
                t!("id “{id}”不能用作网址", "the id `{id}` cannot be part of an address"),
                t!(
                    "写 id = \"who-called\" 这样的英文小写、数字和连字符",
                    "use small letters, digits and hyphens, such as id = \"who-called\""
                ),
            );
        } else if !seen.insert(id) {
            bad(
                &format!("{key}.id"),
                t!("id “{id}”用了两次", "the id `{id}` is used twice"),
                t!("换一个", "choose another"),
            );
        }
    }
}

/// Nothing that readers need is missing.
fn fields(tree: &Questions, bad: Bad<'_>) {
    for (at, question) in tree.questions.iter().enumerate() {
        let id = &question.id;
        if question.text.trim().is_empty() {
            bad(
                &format!("questions.{at}"),
                t!("问题“{id}”没有 text", "the question `{id}` has no `text`"),
                t!("写上要问的话", "write what is asked"),
            );
        }
        if question.answers.is_empty() || question.answers.iter().any(|answer| answer.text.trim().is_empty()) {
            bad(
                &format!("questions.{at}.answers"),
                t!("问题“{id}”缺少答案", "the question `{id}` lacks an answer"),
                t!(
                    "每个答案写成 {{ text = \"……\", next = \"……\" }}",
                    "write each answer as {{ text = \"…\", next = \"…\" }}"
                ),
            );
        }
    }
    for (at, outcome) in tree.outcomes.iter().enumerate() {
        let id = &outcome.id;
        if outcome.title.trim().is_empty() || outcome.text.trim().is_empty() {
            bad(
                &format!("outcomes.{at}"),
                t!("结果“{id}”没有 title 或 text", "the outcome `{id}` has no `title` or no `text`"),
                t!("写明像什么、为什么", "say what it looks like, and why"),
            );
        }
        if outcome.do_now.is_empty() && outcome.scam_type.is_none() {
            bad(
                &format!("outcomes.{at}"),
                t!("结果“{id}”没有说该怎么办", "the outcome `{id}` does not say what to do"),
                t!(
                    "写 do_now = [\"……\"]，或写 scam_type = \"@/scams/……md\"",
                    "add do_now = [\"…\"], or scam_type = \"@/scams/….md\""
                ),
            );
        }
    }
}

/// Every answer leads somewhere.
fn ways(tree: &Questions, bad: Bad<'_>) {
    let mut check = |key: &str, next: &str| {
        if tree.node(next).is_some() {
            return;
        }
        let help = match nearest(next, tree.ids()) {
            Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
            None => t!("写一个问题或结果的 id", "write the id of a question or an outcome"),
        };
        bad(key, t!("没有问题或结果“{next}”", "there is no question or outcome `{next}`"), help);
    };
    check("start", &tree.start);
    for (at, question) in tree.questions.iter().enumerate() {
        question.ways().for_each(|(key, next)| check(&format!("questions.{at}.{key}"), next));
    }
}

/// Everything can be reached.
fn reach(tree: &Questions, bad: Bad<'_>) {
    let mut reached = BTreeSet::new();
    let mut open = vec![tree.start.as_str()];
    while let Some(id) = open.pop() {
        if reached.insert(id)
            && let Some(Node::Question(question)) = tree.node(id)
        {
            open.extend(question.ways().map(|(_, next)| next));
        }
    }
    let questions = tree.questions.iter().enumerate().map(|(at, one)| (format!("questions.{at}.id"), &one.id));
    let outcomes = tree.outcomes.iter().enumerate().map(|(at, one)| (format!("outcomes.{at}.id"), &one.id));
    for (key, id) in questions.chain(outcomes).filter(|(_, id)| !reached.contains(id.as_str())) {
        bad(
            &key,
            t!("没有哪个答案通向“{id}”", "no answer leads to `{id}`"),
            t!("在某个答案里写 next = \"{id}\"，或删掉它", "write next = \"{id}\" in some answer, or delete it"),
        );
    }
}

/// No way leads in a circle: readers would answer for ever.
fn circles(tree: &Questions, bad: Bad<'_>) {
    let places: BTreeMap<&str, usize> =
        tree.questions.iter().enumerate().map(|(at, question)| (question.id.as_str(), at)).collect();
    let mut done = BTreeSet::new();
    let mut way: Vec<(&str, Vec<(String, &str)>)> = Vec::new();
    let open = |id: &str| places.get(id).map(|at| tree.questions[*at].ways().collect::<Vec<_>>());
    way.extend(open(&tree.start).map(|ways| (tree.start.as_str(), ways)));
    while let Some((id, ways)) = way.last_mut() {
        let id = *id;
        let Some((key, next)) = ways.pop() else {
            done.insert(id);
            way.pop();
            continue;
        };
        if way.iter().any(|(before, _)| *before == next) {
            let at = places.get(id).copied().unwrap_or_default();
            bad(
                &format!("questions.{at}.{key}"),
                t!("“{id}”又回到“{next}”，读者会转圈", "`{id}` leads back to `{next}`: readers would go in circles"),
                t!(
                    "让它通向还没问过的问题，或者一个结果",
                    "lead on to a question that was not asked yet, or to an outcome"
                ),
            );
        } else if !done.contains(next) {
            way.extend(open(next).map(|ways| (next, ways)));
        }
    }
}
