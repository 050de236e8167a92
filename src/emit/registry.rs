//! Pages about persons and organisations, which no content file stands for.

use std::sync::Arc;

use crate::path::UrlPath;
use crate::registry::{BODIES, PEOPLE, Who};
use crate::render::{Job, Plan, base, graph};
use crate::view::{Subject, View, Views};

/// The plans of the indexes and their entries.
pub fn plans(views: &Views) -> Vec<Plan> {
    let registry = &views.materials.site.registry;
    let mut plans = Vec::new();
    if !registry.persons.is_empty() {
        plans.push(plan(UrlPath::from_plain(PEOPLE), "people", None, Views::people));
    }
    if !registry.organisations.is_empty() {
        plans.push(plan(UrlPath::from_plain(BODIES), "organisations", None, Views::organisations));
    }
    for who in registry.all() {
        let name = match who {
            Who::Person(_) => "person",
            Who::Organisation(_) => "organisation",
        };
        plans.push(plan(registry.url(who), name, Some(Subject::Who(who)), move |views| views.who(who)));
    }
    plans
}

/// An output whose template and only variable have one name.
fn plan(
    url: UrlPath,
    name: &'static str,
    subject: Option<Subject>,
    shown: impl Fn(&Views) -> View + Send + Sync + 'static,
) -> Plan {
    let make = {
        let url = url.clone();
        move |views: &Views| {
            let lang = views.materials.config.default_language();
            let mut context = base(views, lang, url.as_str());
            context.push((name, shown(views)));
            context.extend(subject.map(|subject| graph(views, subject, lang, &url)));
            Job::plain(url.output(), vec![format!("{name}.html")], context, lang)
        }
    };
    Plan::Other(url.output(), Arc::new(make))
}
