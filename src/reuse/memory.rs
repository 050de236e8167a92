//! What one build tells the next about its pages.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::Page;
use crate::finish::{Finished, Name, Names};
use crate::hash::Fingerprint;
use crate::path::OutputPath;
use crate::query::{Number, Query, World};
use crate::render::Trace;

/// The pages of the last build.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Memory {
    /// Stands for the settings of finishing.
    settings: Fingerprint,
    /// Every question that was asked, with its answer's fingerprint.
    questions: Vec<(Query, Fingerprint)>,
    /// Targets and ids.
    names: Vec<Arc<str>>,
    /// Pages by output path.
    pub pages: BTreeMap<OutputPath, Kept>,
    #[serde(skip)]
    again: Vec<OnceLock<Option<Number>>>,
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

    /// The numbers that these questions have in this build, if their answers are what they were.
    pub fn ask_again(&self, asked: &[Number], world: &World) -> Option<Vec<Number>> {
        asked.iter().map(|number| self.number(*number, world)).collect()
    }

    /// The first of these questions that is answered differently now.
    pub fn changed(&self, asked: &[Number], world: &World) -> Option<&Query> {
        let changed = asked.iter().find(|number| self.number(**number, world).is_none())?;
        self.questions.get(*changed as usize).map(|(query, _)| query)
    }

    fn number(&self, number: Number, world: &World) -> Option<Number> {
        let (query, fingerprint) = self.questions.get(number as usize)?;
        *self.again.get(number as usize)?.get_or_init(|| world.ask_again(query, fingerprint))
    }

    /// What to tell the next build. Questions and names that no page has any more are dropped.
    pub fn of(pages: Vec<Page>, settings: Fingerprint, names: &Names, world: &World) -> Self {
        let texts = names.texts();
        let mut memory = Memory { settings, ..Memory::default() };
        let mut new_names: Vec<Option<Name>> = vec![None; texts.len()];
        let mut new_questions: HashMap<Number, Number> = HashMap::new();
        for page in pages {
            let Page { output, mut trace, mut finished, .. } = page;
            for number in finished.targets.iter_mut().chain(&mut finished.ids) {
                let old = *number as usize;
                *number = *new_names[old].get_or_insert_with(|| {
                    memory.names.push(texts[old].clone());
                    (memory.names.len() - 1) as Name
                });
            }
            finished.ids.sort_unstable();
            for number in &mut trace.asked {
                *number = *new_questions.entry(*number).or_insert_with(|| {
                    memory.questions.extend(world.question(*number));
                    (memory.questions.len() - 1) as Number
                });
            }
            memory.pages.insert(output, Kept { trace, finished });
        }
        memory
    }
}
