//! Pages for jobs: those whose trace holds come from the last build, the others are rendered
//! and finished.
//!
//! A template is a function of its context and of the answers to its questions. So if a job
//! has the key it had, and every question it asked has the answer it had, its page is the one
//! it was. A page that had to be rendered and came out as before is not finished again.

mod memory;
mod why;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Report};
use crate::finish::{Faults, Finished, Finisher};
use crate::hash::Fingerprint;
use crate::path::OutputPath;
use crate::render::{self, Job, Renderer, Trace};
use crate::site::Item;
use crate::store;

pub use memory::{Kept, Memory};
pub use why::{Why, why};

/// A page of the finished site.
#[derive(Debug)]
pub struct Page {
    /// Where it goes.
    pub output: OutputPath,
    /// The content it shows.
    pub subject: Option<Item>,
    /// Why it can be trusted.
    pub trace: Trace,
    /// Its bytes and what they refer to.
    pub finished: Finished,
    /// What its HTML gets wrong within itself.
    pub faults: Faults,
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

/// Makes the pages of all jobs, in parallel and in their order.
pub fn run(
    jobs: &[Job],
    renderer: &Renderer<'_>,
    finisher: &Finisher<'_>,
    memory: &Memory,
    report: &mut Report,
) -> Vec<Page> {
    let results: Vec<Result<Page, Vec<Diagnostic>>> =
        jobs.par_iter().map(|job| one(job, renderer, finisher, memory)).collect();
    let mut pages = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(page) => pages.push(page),
            Err(findings) => report.extend(findings),
        }
    }
    pages
}

fn one(job: &Job, renderer: &Renderer<'_>, finisher: &Finisher<'_>, memory: &Memory) -> Result<Page, Vec<Diagnostic>> {
    let key = job.key(renderer);
    let known = memory.pages.get(&job.output);
    let page = |trace, finished, faults, done| Page {
        output: job.output.clone(),
        subject: job.subject,
        trace,
        finished,
        faults,
        done,
    };
    if let Some(kept) = known.filter(|kept| kept.trace.key == key.whole)
        && let Some(asked) = memory.ask_again(&kept.trace.asked, renderer.world)
    {
        let trace = Trace { asked, ..kept.trace.clone() };
        return Ok(page(trace, kept.finished.clone(), Faults::default(), Done::Nothing));
    }
    let rendered = render::one(job, renderer)?;
    let fingerprint = Fingerprint::of(&rendered.text);
    let trace = Trace { key: key.whole, parts: key.parts, asked: rendered.asked, rendered: fingerprint };
    if let Some(kept) = known.filter(|kept| kept.trace.rendered == fingerprint) {
        return Ok(page(trace, kept.finished.clone(), Faults::default(), Done::Rendered));
    }
    let finished = finisher
        .finish(&job.output, rendered.text, &rendered.content)
        .map_err(|error| vec![store::unwritable(&error)])?;
    Ok(page(trace, finished.0, finished.1, Done::Finished))
}
