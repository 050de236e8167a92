//! Pages for jobs: those whose trace holds come from the last build, the others are rendered
//! and finished.
//!
//! A template is a function of its context and of the answers to its questions. So if a job
//! has the key it had, and every question it asked has the answer it had, its page is the one
//! it was. A page that had to be rendered and came out as before is not finished again.

mod memory;
mod settled;
mod why;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Report};
use crate::finish::{Faults, Finisher};
use crate::hash::{Fingerprint, Sum};
use crate::path::OutputPath;
use crate::query::Number;
use crate::render::{self, Job, Plan, Renderer, Trace};
use crate::site::Item;
use crate::source::BATCH;
use crate::store;
use crate::t;

pub use memory::{Kept, Memory};
use settled::Settled;
pub use settled::shape;
pub use why::{Why, why};

/// A page of the finished site.
#[derive(Debug)]
pub struct Page {
    /// Where it goes.
    pub output: OutputPath,
    /// The content it shows.
    pub subject: Option<Item>,
    /// Its bytes, and why they can be trusted. An unchanged page shares them with the last build.
    pub kept: Arc<Kept>,
    /// What its HTML gets wrong within itself, if anything.
    pub faults: Option<Box<Faults>>,
    /// What was done for it.
    pub done: Done,
}

/// What was done for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Nothing.
    Nothing,
    /// It was rendered and came out as before.
    Rendered,
    /// It was rendered and finished.
    Finished,
}

/// Makes the pages of all plans, in parallel and in their order. `shape` is the site's.
pub fn run(
    plans: &[Plan],
    shape: &Fingerprint,
    renderer: &Renderer<'_>,
    finisher: &Finisher<'_>,
    memory: &Memory,
    report: &mut Report,
) -> Vec<Page> {
    let settled = Settled::of(memory, shape, renderer.world);
    let make = |plan: &Plan| match settled.as_ref().and_then(|settled| settled.page(plan)) {
        Some(page) => Ok(page),
        None => one(&plan.job(&renderer.world.views), renderer, finisher, memory),
    };
    let results: Vec<Result<Page, Vec<Diagnostic>>> = plans.par_iter().with_max_len(BATCH).map(make).collect();
    let mut pages = Vec::with_capacity(results.len());
    let mut failed = Vec::new();
    for result in results {
        match result {
            Ok(page) => pages.push(page),
            Err(findings) => failed.extend(findings),
        }
    }
    report.extend(told_once(failed));
    pages
}

/// The same mistake of a template, met on many pages, is one finding: that of the first page, with
/// the number of the others.
fn told_once(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<(Diagnostic, usize)> = Vec::new();
    let mut known = BTreeMap::new();
    for finding in findings {
        let mistake = (finding.code, finding.span.clone(), finding.message.clone());
        let at = *known.entry(mistake).or_insert(kept.len());
        match kept.get_mut(at) {
            Some((_, others)) => *others += 1,
            None => kept.push((finding, 0)),
        }
    }
    let told = kept.into_iter().map(|(finding, others)| match others {
        0 => finding,
        _ => finding.help(t!("另有 {others} 个页面出同样的错", "{others} more pages fail in the same way")),
    });
    told.collect()
}

/// The questions that any of these pages asked, in order.
pub fn asked(pages: &[Page]) -> Vec<Number> {
    let mut is_asked: Vec<bool> = Vec::new();
    for number in pages.iter().flat_map(|page| &page.kept.trace.asked) {
        let number = *number as usize;
        if is_asked.len() <= number {
            is_asked.resize(number + 1, false);
        }
        is_asked[number] = true;
    }
    let numbers = (0..).zip(is_asked);
    numbers.filter_map(|(number, is_asked)| is_asked.then_some(number)).collect()
}

fn one(job: &Job, renderer: &Renderer<'_>, finisher: &Finisher<'_>, memory: &Memory) -> Result<Page, Vec<Diagnostic>> {
    let key = job.key(renderer);
    let known = memory.pages.get_key_value(&job.output);
    let output = known.map_or(&job.output, |(output, _)| output).clone();
    let page = |kept, faults, done| Page { output, subject: job.subject, kept, faults, done };
    if let Some((_, kept)) = known
        && kept.trace.key == key.whole
        && memory.holds(&kept.trace.asked, renderer.world)
    {
        return Ok(page(kept.clone(), None, Done::Nothing));
    }
    let rendered = render::one(job, renderer)?;
    let sum = Sum::of(&rendered.text);
    let trace = Trace { key: key.whole, parts: key.parts, asked: rendered.asked, rendered: sum };
    if let Some((_, kept)) = known.filter(|(_, kept)| kept.trace.rendered == sum) {
        let kept = Kept { trace, finished: kept.finished.clone() };
        return Ok(page(Arc::new(kept), None, Done::Rendered));
    }
    let (finished, faults) = finisher
        .finish(&job.output, rendered.text, &rendered.content)
        .map_err(|error| vec![store::unwritable(&error)])?;
    let faults = (faults != Faults::default()).then(|| Box::new(faults));
    Ok(page(Arc::new(Kept { trace, finished }), faults, Done::Finished))
}
