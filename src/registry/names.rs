//! Names in running text.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Registry;

/// A person or an organisation, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// A person.
    Person(usize),
    /// An organisation.
    Organisation(usize),
}

/// All names and aliases, ready to be looked for at once.
pub struct Names {
    automaton: Option<AhoCorasick>,
    means: Vec<Option<Who>>,
}

impl Names {
    /// The names of a register.
    pub fn of(registry: &Registry) -> Self {
        let mut patterns: Vec<&str> = Vec::new();
        let mut means = Vec::new();
        for who in registry.all() {
            let (name, aliases, except) = registry.called(who);
            for name in std::iter::once(name).chain(aliases).filter(|name| !name.is_empty()) {
                patterns.push(name);
                means.push(Some(who));
            }
            for phrase in except.iter().filter(|phrase| !phrase.is_empty()) {
                patterns.push(phrase);
                means.push(None);
            }
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns).ok();
        Names { automaton: automaton.filter(|_| !patterns.is_empty()), means }
    }

    /// Who is named in a text, and where. Of several names that begin at one place the longest
    /// counts, so that 省人大常委会联工委 is not 省人大常委会 too.
    pub fn find(&self, text: &str) -> Vec<(Who, Range<usize>)> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let found = automaton.find_iter(text);
        found.filter_map(|found| Some((self.means[found.pattern().as_usize()]?, found.range()))).collect()
    }
}

impl Registry {
    /// The name, the aliases, and the phrases that look like one and are not.
    fn called(&self, who: Who) -> (&str, impl Iterator<Item = &str>, &[String]) {
        let (name, aliases, except) = match who {
            Who::Person(number) => {
                let person = &self.persons[number].it;
                (&person.name, &person.aliases, &person.except)
            }
            Who::Organisation(number) => {
                let organisation = &self.organisations[number].it;
                (&organisation.name, &organisation.aliases, &organisation.except)
            }
        };
        (name, aliases.iter().map(String::as_str), except)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::tests::{organisation, person, registry};

    #[test]
    fn the_longest_name_counts() {
        let registry = registry(
            vec![person("zhou-nong", "周农", &["周农村"])],
            vec![
                organisation("cwh", "省人大常委会", &[]),
                organisation("lgw", "省人大常委会联工委", &["常委会联工委"]),
            ],
        );
        let names = Names::of(&registry);
        let found = |text: &str| -> Vec<(Who, String)> {
            names.find(text).into_iter().map(|(who, range)| (who, text[range].to_owned())).collect()
        };
        assert_eq!(
            found("省人大常委会副主任周农率省人大常委会联工委、常委会联工委调研"),
            [
                (Who::Organisation(0), "省人大常委会".to_owned()),
                (Who::Person(0), "周农".to_owned()),
                (Who::Organisation(1), "省人大常委会联工委".to_owned()),
                (Who::Organisation(1), "常委会联工委".to_owned()),
            ]
        );
        assert_eq!(found("上周农村信用社来访"), []);
        assert!(Names::of(&Registry::default()).find("周农").is_empty());
    }
}
