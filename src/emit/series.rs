//! Pages of film series, which no content file stands for.

use std::sync::Arc;

use crate::render::{Job, Plan, base, graph};
use crate::view::{Subject, Views};

/// The plans of all series.
pub fn plans(views: &Views) -> Vec<Plan> {
    let series = views.materials.site.series.iter().enumerate();
    series.map(|(number, series)| Plan::Other(series.url.output(), Arc::new(move |views| job(views, number)))).collect()
}

fn job(views: &Views, number: usize) -> Job {
    let series = &views.materials.site.series[number];
    let mut context = base(views, &series.lang, series.url.as_str());
    context.push(("series", views.series(number)));
    context.push(graph(views, Subject::Series(number), &series.lang, &series.url));
    Job::plain(series.url.output(), vec!["series.html".to_owned()], context, &series.lang)
}
