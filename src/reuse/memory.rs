//! What one build tells the next about its pages.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::Page;
use super::settled::{Content, contents};
use crate::finish::{Finished, Name, Names};
use crate::hash::Fingerprint;
use crate::path::OutputPath;
use crate::query::{Number, Query, World};
use crate::render::Trace;

/// The pages of the last build. Questions and names keep their numbers from build to build.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Memory {
    /// Stands for the settings of finishing.
    settings: Fingerprint,
    /// Stands for the shape of the site.
    pub shape: Fingerprint,
    /// The words of all pages, by their numbers.
    pub contents: Vec<Content>,
    /// Every question that was asked, with its answer's fingerprint.
    questions: Vec<(Query, Fingerprint)>,
    /// Targets and ids.
    names: Vec<Arc<str>>,
    /// Pages by output path.
    #[serde(deserialize_with = "crate::store::in_order")]
    pub pages: BTreeMap<OutputPath, Arc<Kept>>,
    #[serde(skip)]
    again: Vec<OnceLock<bool>>,
}

/// A page of the last build.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// Why it can be trusted.
    pub trace: Trace,
    /// Its bytes and what they refer to.
    pub finished: Finished,
}

impl Memory {
    /// Makes it ready for a build with these settings of finishing; under other settings
    /// nothing of it holds.
    pub fn under(mut self, settings: &Fingerprint) -> Self {
        if self.settings != *settings {
            return Memory { settings: *settings, ..Memory::default() };
        }
        self.again = self.questions.iter().map(|_| OnceLock::new()).collect();
        self
    }

    /// The targets and ids, to go on counting from.
    pub fn names(&self) -> Names {
        Names::of(self.names.clone())
    }

    /// The questions, to go on counting from.
    pub fn questions(&self) -> impl Iterator<Item = Query> {
        self.questions.iter().map(|(query, _)| query.clone())
    }

    /// Whether all these questions have the answers that they had.
    pub fn holds(&self, asked: &[Number], world: &World) -> bool {
        asked.iter().all(|number| self.is_same(*number, world))
    }

    /// The first of these questions that is answered differently now.
    pub fn changed(&self, asked: &[Number], world: &World) -> Option<&Query> {
        let changed = asked.iter().find(|number| !self.is_same(**number, world))?;
        self.questions.get(*changed as usize).map(|(query, _)| query)
    }

    fn is_same(&self, number: Number, world: &World) -> bool {
        let (question, again) = (self.questions.get(number as usize), self.again.get(number as usize));
        let (Some((_, fingerprint)), Some(again)) = (question, again) else { return false };
        *again.get_or_init(|| world.ask_again(number).is_some_and(|now| now == *fingerprint))
    }

    /// What to tell the next build. A question that nobody asked this time keeps the answer that
    /// `last` has: the pages that hang on it had no reason to ask.
    pub fn of(pages: Vec<Page>, shape: Fingerprint, last: &Memory, names: &Names, world: &World) -> Self {
        let pages = pages.into_iter().map(|page| (page.output, page.kept)).collect();
        let mut questions: Vec<(Query, Fingerprint)> = Vec::new();
        for (number, (query, answer)) in world.questions().into_iter().enumerate() {
            let before = last.questions.get(number).map(|(_, answer)| *answer);
            questions.push((query, answer.or(before).unwrap_or_default()));
        }
        let site = &world.views.materials.site;
        let mut memory = Memory {
            settings: last.settings,
            shape,
            contents: contents(site),
            questions,
            names: names.texts(),
            pages,
            again: Vec::new(),
        };
        memory.tidy();
        memory
    }

    /// Drops the questions and names that no page has any more, once they are many. Then all
    /// get new numbers.
    fn tidy(&mut self) {
        let mut names: Vec<Option<Name>> = vec![None; self.names.len()];
        let mut questions: Vec<Option<Number>> = vec![None; self.questions.len()];
        for kept in self.pages.values() {
            let Kept { trace, finished } = &**kept;
            finished.targets.iter().chain(&finished.ids).for_each(|name| names[*name as usize] = Some(0));
            trace.asked.iter().for_each(|number| questions[*number as usize] = Some(0));
        }
        if !is_wasteful(&names) && !is_wasteful(&questions) {
            return;
        }
        keep_used(&mut self.names, &mut names);
        keep_used(&mut self.questions, &mut questions);
        for kept in self.pages.values_mut() {
            let Kept { trace, finished } = Arc::make_mut(kept);
            for name in finished.targets.iter_mut().chain(&mut finished.ids) {
                *name = names[*name as usize].unwrap_or_default();
            }
            finished.ids.sort_unstable();
            for number in &mut trace.asked {
                *number = questions[*number as usize].unwrap_or_default();
            }
        }
    }
}

/// Whether a third or more is not in use.
fn is_wasteful(used: &[Option<u32>]) -> bool {
    used.iter().flatten().count() * 3 < used.len() * 2
}

/// Keeps what is in use, and notes the new numbers.
fn keep_used<T>(all: &mut Vec<T>, numbers: &mut [Option<u32>]) {
    for (next, number) in numbers.iter_mut().flatten().enumerate() {
        *number = next as u32;
    }
    let mut used = numbers.iter().map(Option::is_some);
    all.retain(|_| used.next() == Some(true));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_keeps_its_meaning() {
        let mut texts = vec!["a", "b", "c", "d"];
        let mut numbers = vec![None, Some(0), None, Some(0)];
        assert!(is_wasteful(&numbers));
        keep_used(&mut texts, &mut numbers);
        assert_eq!((texts, numbers), (vec!["b", "d"], vec![None, Some(0), None, Some(1)]));
        assert!(!is_wasteful(&[Some(0), Some(1), None]) && !is_wasteful(&[]));
    }
}
