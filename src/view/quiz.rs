//! Quizzes as their pages show them.

use tera::Value;

use super::placed::Placed;
use super::{Materials, Table};
use crate::kind::{KindData, QuizQuestion};
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
        .put("questions", questions);
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
