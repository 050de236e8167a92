//! Quizzes as their pages show them, with schema.org `Quiz`.

use serde::Serialize;
use tera::Value;

use super::placed::Placed;
use super::structured::json;
use super::{Materials, Table};
use crate::kind::{KindData, Quiz, QuizQuestion};
use crate::site::{Item, Page};

/// The fields of a quiz's page, if the page is one: pages to read and pictures in their places.
pub fn value(materials: &Materials, page: &Page) -> Option<Value> {
    let KindData::Quiz(quiz) = page.kind() else { return None };
    let questions: Vec<Value> = quiz.questions.iter().map(|one| question(materials, page, one)).collect();
    let mut table = Table::new();
    table
        .put("pass", quiz.passes_at())
        .put("pass_text", quiz.pass_text.as_deref())
        .put("fail_text", quiz.fail_text.as_deref())
        .put("questions", questions)
        .put("structured_data", json(&structured(materials, page, quiz)));
    Some(table.finish())
}

fn question(materials: &Materials, page: &Page, question: &QuizQuestion) -> Value {
    let more = question.scam_type.as_deref().and_then(|path| link(materials, path));
    let image = question.image.as_ref().map(|image| Placed::of(materials, page, &image.src, &image.alt));
    let mut table = Table::new();
    table
        .put("text", question.text.as_str())
        .put("message", question.message.as_deref())
        .put("image", image.map(|image| image.value()))
        .put("options", question.options.iter().map(|option| Value::from(option.as_str())).collect::<Vec<Value>>())
        .put("correct", question.correct)
        .put("explanation", question.explanation.as_str())
        .put("page", more);
    table.finish()
}

/// The page that `@/…` names; a wrong name was reported.
fn link(materials: &Materials, path: &str) -> Option<Value> {
    let Item::Page(id) = materials.site.find(path.trim_start_matches("@/"))? else { return None };
    let page = materials.site.page(id);
    let mut table = Table::new();
    table.put("title", page.title()).put("href", materials.config.href(page.url.as_str()));
    Some(table.finish())
}

/// schema.org `Quiz`.
#[derive(Serialize)]
struct Structured<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
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

fn structured<'a>(materials: &'a Materials, page: &'a Page, quiz: &'a Quiz) -> Structured<'a> {
    let config = &materials.config;
    let lang = &page.document.lang;
    Structured {
        context: "https://schema.org",
        kind: "Quiz",
        name: page.title(),
        description: page.front().description.as_deref(),
        url: config.permalink(page.url.as_str()),
        language: config.language(lang).map_or(lang, |language| &language.tag),
        used: "assessment",
        parts: quiz.questions.iter().map(part).collect(),
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
