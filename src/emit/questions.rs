//! Pages of questions and of what answers lead to, which no content file stands for.

use std::sync::Arc;

use crate::registry::question_url;
use crate::registry::questions::Node;
use crate::render::{Job, Plan, base, graph};
use crate::view::{Subject, Views};

/// The plans of all trees.
pub fn plans(views: &Views) -> Vec<Plan> {
    let mut plans = Vec::new();
    for (tree, (lang, placed)) in views.materials.site.registry.questions.iter().enumerate() {
        for (node, id) in placed.it.ids().enumerate() {
            let template = match placed.it.node(id) {
                Some(Node::Outcome(_)) => "check-outcome.html",
                _ => "check-question.html",
            };
            plans.push(plan(views, lang, id, template, Subject::Question(tree, node)));
        }
    }
    plans
}

fn plan(views: &Views, lang: &str, id: &str, template: &'static str, subject: Subject) -> Plan {
    let url = question_url(&views.materials.config, lang, id);
    let output = url.output();
    let (lang, id) = (lang.to_owned(), id.to_owned());
    let make = move |views: &Views| {
        let mut context = base(views, &lang, url.as_str());
        context.extend(views.question_section(&lang, &id).map(|section| ("section", section)));
        context.extend(views.question(&lang, &id).map(|question| ("question", question)));
        context.push(graph(views, subject, &lang, &url));
        Job::plain(url.output(), vec![template.to_owned()], context, &lang)
    };
    Plan::Other(output, Arc::new(make))
}
