//! schema.org `Quiz`.

use serde::Serialize;

use super::Ref;
use crate::kind::{Quiz, QuizQuestion};
use crate::site::Page;
use crate::view::Materials;

/// schema.org `Quiz`.
#[derive(Serialize)]
pub struct QuizNode<'a> {
    #[serde(flatten)]
    id: Ref,
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    url: String,
    #[serde(rename = "inLanguage")]
    language: &'a str,
    #[serde(rename = "educationalUse")]
    used: &'static str,
    #[serde(rename = "hasPart")]
    parts: Vec<Part<'a>>,
}

/// schema.org `Question`.
#[derive(Serialize)]
struct Part<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "eduQuestionType")]
    sort: &'static str,
    text: String,
    #[serde(rename = "acceptedAnswer")]
    accepted: Option<Answer<'a>>,
    #[serde(rename = "suggestedAnswer")]
    suggested: Vec<Answer<'a>>,
}

/// schema.org `Answer`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    text: &'a str,
    position: usize,
    #[serde(rename = "answerExplanation", skip_serializing_if = "Option::is_none")]
    explanation: Option<Comment<'a>>,
}

/// schema.org `Comment`.
#[derive(Serialize)]
struct Comment<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    text: &'a str,
}

impl<'a> QuizNode<'a> {
    /// A quiz on its page at `url`.
    pub fn of(materials: &'a Materials, page: &'a Page, quiz: &'a Quiz, url: &str) -> Self {
        let lang = &page.document.lang;
        QuizNode {
            id: Ref::to(format!("{url}#quiz")),
            kind: "Quiz",
            name: page.title(),
            description: page.front().description.as_deref(),
            url: url.to_owned(),
            language: materials.config.language(lang).map_or(lang, |language| &language.tag),
            used: "assessment",
            parts: quiz.questions.iter().map(part).collect(),
        }
    }

    /// What the page's node says that it is about.
    pub fn id(&self) -> Ref {
        self.id.clone()
    }
}

fn part(question: &QuizQuestion) -> Part<'_> {
    let text = match &question.message {
        Some(message) => format!("{}\n{message}", question.text),
        None => question.text.clone(),
    };
    let (mut accepted, mut suggested) = (None, Vec::new());
    for (at, option) in question.options.iter().enumerate() {
        let answer = Answer { kind: "Answer", text: option, position: at + 1, explanation: None };
        if at + 1 == question.correct {
            let explanation = Some(Comment { kind: "Comment", text: &question.explanation });
            accepted = Some(Answer { explanation, ..answer });
        } else {
            suggested.push(answer);
        }
    }
    Part { kind: "Question", sort: "Multiple choice", text, accepted, suggested }
}
