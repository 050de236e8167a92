//! 自测: questions with answers to choose from, each explained.

use serde::{Deserialize, Serialize};

use super::{Check, Fields};
use crate::t;

/// Options that a question may have.
const OPTIONS: std::ops::RangeInclusive<usize> = 2..=6;

/// Fields of a quiz.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Quiz {
    /// Right answers that count as passed; three of four without it.
    pub pass: Option<usize>,
    /// What is said to those who pass.
    pub pass_text: Option<String>,
    /// What is said to the others.
    pub fail_text: Option<String>,
    /// The questions.
    pub questions: Vec<QuizQuestion>,
}

/// A question with its answers.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct QuizQuestion {
    /// The question.
    pub text: String,
    /// A message to judge.
    pub message: Option<String>,
    /// A picture to judge.
    pub image: Option<QuizImage>,
    /// The answers to choose from.
    pub options: Vec<String>,
    /// The right one, counted from 1.
    pub correct: usize,
    /// Why it is right.
    pub explanation: String,
    /// The page of the type of scam, to read more.
    pub scam_type: Option<String>,
}

/// A picture in a question.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct QuizImage {
    /// The file.
    pub src: String,
    /// What it shows.
    pub alt: String,
}

impl Quiz {
    /// Right answers that count as passed.
    pub fn passes_at(&self) -> usize {
        self.pass.unwrap_or((self.questions.len() * 3).div_ceil(4))
    }
}

impl Fields for Quiz {
    const VIEW: &'static str = "quiz";
    const CARD: &'static [&'static str] = &[];

    fn check(&self, check: &mut Check<'_>) {
        check.require("questions", !self.questions.is_empty(), "[[questions]]");
        let count = self.questions.len();
        if self.pass.is_some_and(|pass| pass == 0 || pass > count) {
            check.bad(
                "pass",
                t!("pass 应为 1—{count}", "`pass` should be 1 to {count}"),
                t!("写答对几题算通过，或者删掉这一行", "say how many right answers pass, or delete the line"),
            );
        }
        for (index, question) in self.questions.iter().enumerate() {
            self.check_question(index, question, check);
        }
    }
}

impl Quiz {
    fn check_question(&self, index: usize, question: &QuizQuestion, check: &mut Check<'_>) {
        let at = format!("questions.{index}");
        check.require_at(&at, "text", !question.text.trim().is_empty(), "text = \"……\"");
        check.require_at(&at, "explanation", !question.explanation.trim().is_empty(), "explanation = \"……\"");
        let count = question.options.len();
        if !OPTIONS.contains(&count) {
            check.bad(
                &format!("{at}.options"),
                t!("有 {count} 个选项，应为 2—6 个", "there are {count} options; there should be 2 to 6"),
                t!("写成 options = [\"……\", \"……\"]", "write options = [\"…\", \"…\"]"),
            );
        } else if !(1..=count).contains(&question.correct) {
            let correct = question.correct;
            check.bad(
                &format!("{at}.correct"),
                t!("correct 是 {correct}，选项只有 1—{count}", "`correct` is {correct}; the options are 1 to {count}"),
                t!("写正确答案是第几个，从 1 数起", "say which option is right, counted from 1"),
            );
        }
        for (number, option) in question.options.iter().enumerate() {
            if option.trim().is_empty() || question.options[..number].contains(option) {
                check.bad(
                    &format!("{at}.options.{number}"),
                    t!("选项“{option}”是空的或者重复", "the option `{option}` is empty or there twice"),
                    t!("写一个不同的选项", "write another option"),
                );
            }
        }
        if question.image.as_ref().is_some_and(|image| image.alt.trim().is_empty()) {
            check.bad(
                &format!("{at}.image"),
                t!("图片没有 alt", "the picture has no `alt`"),
                t!(
                    "写明图里有什么，看不见图的人也要能答题",
                    "say what it shows, so that those who cannot see it can answer"
                ),
            );
        }
    }
}
