//! The register: persons and organisations that bulletins name, the five lines of defence and
//! linked supervision, red flags and the tree of questions, as `data/*.toml` tells of them.
//!
//! Invariants:
//! * Only officials whom a published bulletin names belong here: a person without a post or a
//!   part in something is refused.
//! * Nobody is guessed: a name means somebody only if the register lists it.

mod defence;
mod flags;
mod names;
mod people;
pub mod questions;
mod supervision;

use std::sync::Arc;

use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::kind::Evidence;
use crate::path::UrlPath;
use crate::source::Sources;
use crate::t;
use crate::tree::{self, Node};

pub use defence::{Line, Lines};
pub use flags::Flags;
pub use names::{Names, Who};
pub use people::{Level, Organisation, Person, Post, Role, sort_key};
pub use questions::Questions;
pub use supervision::Supervision;

/// Persons.
pub const PERSONS: &str = "data/persons.toml";
/// Organisations.
pub const ORGANISATIONS: &str = "data/organisations.toml";
/// The lines of defence.
pub const DEFENCE: &str = "data/defence_lines.toml";
/// Linked supervision.
pub const SUPERVISION: &str = "data/linked_supervision.toml";

/// Everything that is registered.
#[derive(Debug, Default)]
pub struct Registry {
    /// Persons in the order of their file.
    pub persons: Vec<Placed<Person>>,
    /// Organisations in the order of their file.
    pub organisations: Vec<Placed<Organisation>>,
    /// The lines of defence.
    pub defence: Option<Placed<Lines>>,
    /// Linked supervision.
    pub supervision: Option<Placed<Supervision>>,
    /// Red flags of no type of scam, by language.
    pub flags: Vec<(String, Placed<Flags>)>,
    /// Trees of questions by language.
    pub questions: Vec<(String, Placed<Questions>)>,
    /// The addresses of all pages about persons and organisations: of their indexes, if they
    /// have entries, and of the entries.
    pub urls: Vec<UrlPath>,
    /// The addresses of questions and outcomes.
    pub asked: Vec<UrlPath>,
}

/// Something with its place in a data file.
#[derive(Debug)]
pub struct Placed<T> {
    /// What it is.
    pub it: T,
    file: Arc<str>,
    node: Node,
}

impl<T> Placed<T> {
    /// The place of a value in it, or of its beginning.
    pub fn span(&self, path: &str) -> Span {
        let node = self.node.at(path).filter(|node| !node.span.is_empty());
        let range = node.map_or(self.node.span.start..self.node.span.start, |node| node.span.clone());
        Span::new(self.file.clone(), range)
    }
}

/// Evidence in a data file, and where it stands.
pub type Cited<'r> = (Span, &'r Evidence);

impl Registry {
    /// Reads the data files that there are.
    pub fn read(sources: &Sources, config: &Config, report: &mut Report) -> Self {
        let mut registry = Registry {
            persons: list(sources, PERSONS, "persons", report),
            organisations: list(sources, ORGANISATIONS, "organisations", report),
            defence: whole(sources, DEFENCE, report),
            supervision: whole(sources, SUPERVISION, report),
            flags: by_language("signals", sources, config, report),
            questions: by_language("questions", sources, config, report),
            urls: Vec::new(),
            asked: Vec::new(),
        };
        registry.urls = registry.addresses();
        for (lang, placed) in &registry.questions {
            questions::check(placed, report);
            registry.asked.extend(placed.it.ids().map(|id| question_url(config, lang, id)));
        }
        // An id that stands twice was reported.
        registry.asked.sort();
        registry.asked.dedup();
        registry.flags.iter().for_each(|(_, placed)| flags::check(placed, report));
        people::check(&registry, report);
        if let Some(supervision) = &registry.supervision {
            supervision::check(supervision, report);
        }
        registry
    }

    /// The number of the person of an id.
    pub fn person(&self, id: &str) -> Option<usize> {
        self.persons.iter().position(|person| person.it.id == id)
    }

    /// The number of the organisation of an id.
    pub fn organisation(&self, id: &str) -> Option<usize> {
        self.organisations.iter().position(|organisation| organisation.it.id == id)
    }

    /// Whoever has the id.
    pub fn who(&self, id: &str) -> Option<Who> {
        self.person(id).map(Who::Person).or_else(|| self.organisation(id).map(Who::Organisation))
    }

    /// The name.
    pub fn name(&self, who: Who) -> &str {
        match who {
            Who::Person(number) => &self.persons[number].it.name,
            Who::Organisation(number) => &self.organisations[number].it.name,
        }
    }

    /// The address of the page about somebody.
    pub fn url(&self, who: Who) -> UrlPath {
        UrlPath::from_plain(&match who {
            Who::Person(number) => format!("{PEOPLE}{}/", self.persons[number].it.id),
            Who::Organisation(number) => format!("{BODIES}{}/", self.organisations[number].it.id),
        })
    }

    /// Everybody: persons, then organisations.
    pub fn all(&self) -> impl Iterator<Item = Who> + use<> {
        let persons = (0..self.persons.len()).map(Who::Person);
        persons.chain((0..self.organisations.len()).map(Who::Organisation))
    }

    fn addresses(&self) -> Vec<UrlPath> {
        let indexes = [(PEOPLE, self.persons.is_empty()), (BODIES, self.organisations.is_empty())];
        let indexes = indexes.into_iter().filter(|(_, empty)| !empty).map(|(url, _)| UrlPath::from_plain(url));
        let mut urls: Vec<UrlPath> = indexes.chain(self.all().map(|who| self.url(who))).collect();
        urls.sort();
        urls.dedup();
        urls
    }

    /// The places that are named, and where.
    pub fn regions(&self) -> impl Iterator<Item = (Span, &str)> {
        let of_bodies = self.organisations.iter();
        let of_bodies = of_bodies.filter_map(|body| Some((body.span("region"), body.it.region.as_deref()?)));
        let links = self.supervision.iter().flat_map(|placed| {
            let links = placed.it.links.iter().enumerate();
            links.map(|(at, link)| (placed.span(&format!("links.{at}.region")), link.region.as_str()))
        });
        of_bodies.chain(links)
    }

    /// The pages that the lines of defence and the outcomes of questions name, and where.
    pub fn pages(&self) -> impl Iterator<Item = (Span, &str)> {
        let of_lines = self.defence.iter().flat_map(|placed| {
            let lines = placed.it.lines.iter().enumerate();
            lines.flat_map(move |(at, line)| {
                let pages = line.pages.iter().enumerate();
                pages.map(move |(n, page)| (placed.span(&format!("lines.{at}.pages.{n}")), page.as_str()))
            })
        });
        let of_outcomes = self
            .questions
            .iter()
            .flat_map(|(_, placed)| placed.it.pages().map(move |(key, page)| (placed.span(&key), page)));
        of_lines.chain(of_outcomes)
    }

    /// The tree of questions of a language.
    pub fn questions(&self, lang: &str) -> Option<&Questions> {
        self.questions.iter().find(|(of, _)| of == lang).map(|(_, placed)| &placed.it)
    }

    /// All evidence.
    pub fn evidence(&self) -> Vec<Cited<'_>> {
        let mut cited = Vec::new();
        for person in &self.persons {
            people::add_evidence(person, &mut cited);
        }
        if let Some(lines) = &self.defence {
            defence::add_evidence(lines, &mut cited);
        }
        if let Some(supervision) = &self.supervision {
            supervision::add_evidence(supervision, &mut cited);
        }
        cited
    }
}

/// Where pages about persons lie.
pub const PEOPLE: &str = "people/";
/// Where pages about organisations lie.
pub const BODIES: &str = "organisations/";

/// The address of a question or an outcome.
pub fn question_url(config: &Config, lang: &str, id: &str) -> UrlPath {
    UrlPath::from_plain(&below(config, lang, &format!("{}{id}/", questions::CHECK)))
}

/// A path below the root of a language.
fn below(config: &Config, lang: &str, path: &str) -> String {
    if lang == config.default_language() { path.to_owned() } else { format!("{lang}/{path}") }
}

/// A file of each language: `data/NAME.toml`, `data/NAME.en.toml`.
fn by_language<T: Default + serde::de::DeserializeOwned>(
    name: &str,
    sources: &Sources,
    config: &Config,
    report: &mut Report,
) -> Vec<(String, Placed<T>)> {
    let mut read = Vec::new();
    for language in &config.languages {
        let code = &language.code;
        let infix = if code == config.default_language() { String::new() } else { format!(".{code}") };
        read.extend(whole(sources, &format!("data/{name}{infix}.toml"), report).map(|placed| (code.clone(), placed)));
    }
    read
}

fn parsed(sources: &Sources, path: &str) -> Option<(Arc<str>, Node)> {
    let file = sources.get(path)?;
    // Mistakes of form are reported where all data files are read.
    let node = tree::parse_toml(&file.path, file.text.as_deref()?, 0, &mut Report::new());
    Some((file.path.clone(), node))
}

fn whole<T: Default + serde::de::DeserializeOwned>(
    sources: &Sources,
    path: &str,
    report: &mut Report,
) -> Option<Placed<T>> {
    let (file, node) = parsed(sources, path)?;
    let it = tree::read(&file, &node, &[], report);
    Some(Placed { it, file, node })
}

/// The entries of the only list of a data file.
fn list<T: Default + serde::de::DeserializeOwned>(
    sources: &Sources,
    path: &str,
    key: &'static str,
    report: &mut Report,
) -> Vec<Placed<T>> {
    let Some((file, node)) = parsed(sources, path) else { return Vec::new() };
    for entry in node.entries().iter().filter(|entry| entry.key != key) {
        let other = &entry.key;
        report.push(
            Diagnostic::error(code::UNKNOWN_KEY, t!("不认识的键“{other}”", "unknown key `{other}`"))
                .at(Span::new(file.clone(), entry.key_span.clone()))
                .help(t!("这个文件里只有 [[{key}]]", "this file holds [[{key}]] alone")),
        );
    }
    let items = node.get(key).map(Node::items).unwrap_or_default();
    let read =
        |item: &Node| Placed { it: tree::read(&file, item, &[], report), file: file.clone(), node: item.clone() };
    items.iter().map(read).collect()
}

/// Reports something in a data file.
fn report_at<T>(
    placed: &Placed<T>,
    path: &str,
    message: crate::diag::Text,
    help: crate::diag::Text,
    report: &mut Report,
) {
    report.push(Diagnostic::error(code::DATA, message).at(placed.span(path)).help(help));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed<T>(it: T) -> Placed<T> {
        Placed { it, file: "data/x.toml".into(), node: Node::empty(0..0) }
    }

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    pub fn person(id: &str, name: &str, except: &[&str]) -> Person {
        let role = Role { event: "督办".to_owned(), ..Role::default() };
        Person {
            id: id.to_owned(),
            name: name.to_owned(),
            except: texts(except),
            roles: vec![role],
            ..Person::default()
        }
    }

    pub fn organisation(id: &str, name: &str, aliases: &[&str]) -> Organisation {
        Organisation { id: id.to_owned(), name: name.to_owned(), aliases: texts(aliases), ..Organisation::default() }
    }

    pub fn registry(persons: Vec<Person>, organisations: Vec<Organisation>) -> Registry {
        Registry {
            persons: persons.into_iter().map(placed).collect(),
            organisations: organisations.into_iter().map(placed).collect(),
            ..Registry::default()
        }
    }

    #[test]
    fn addresses_follow_from_ids() {
        let registry = registry(vec![person("zhou-nong", "周农", &[])], vec![]);
        let urls: Vec<String> = registry.addresses().iter().map(|url| url.as_str().to_owned()).collect();
        assert_eq!(urls, ["/people/", "/people/zhou-nong/"]);
        assert_eq!(registry.who("zhou-nong"), Some(Who::Person(0)));
        assert_eq!(registry.who("zhou"), None);
    }
}
