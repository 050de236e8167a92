//! Persons and organisations, and the rules for them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Cited, Placed, Registry, report_at};
use crate::date::Written;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::kind::Evidence;
use crate::pinyin::collation_key;
use crate::t;
use crate::text::nearest;

/// A person whom a bulletin names in an office.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Person {
    /// ASCII; the last part of the page's address.
    pub id: String,
    /// The name.
    pub name: String,
    /// Other names that bulletins use.
    pub aliases: Vec<String>,
    /// Phrases that hold the name and do not mean the person.
    pub except: Vec<String>,
    /// The pinyin to sort by, where the usual reading is wrong.
    pub sort: Option<String>,
    /// Posts.
    pub posts: Vec<Post>,
    /// Parts in events.
    pub roles: Vec<Role>,
}

/// A post that a person held.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Post {
    /// The title.
    pub title: String,
    /// The id of the organisation.
    pub organisation: Option<String>,
    /// Since when.
    pub from: Option<Written>,
    /// Until when.
    pub to: Option<Written>,
    /// What proves it.
    pub evidence: Vec<Evidence>,
}

/// A part that a person had in something.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Role {
    /// In what.
    pub event: String,
    /// As what.
    pub role: String,
    /// When.
    pub date: Option<Written>,
    /// What proves it.
    pub evidence: Vec<Evidence>,
}

/// An organisation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Organisation {
    /// ASCII; the last part of the page's address.
    pub id: String,
    /// The full name.
    pub name: String,
    /// Other names that bulletins use.
    pub aliases: Vec<String>,
    /// Phrases that hold a name and do not mean the organisation.
    pub except: Vec<String>,
    /// The pinyin to sort by, where the usual reading is wrong.
    pub sort: Option<String>,
    /// The id of the organisation that it belongs to.
    pub parent: Option<String>,
    /// Its level.
    pub level: Option<Level>,
    /// Its place: a term of the taxonomy `regions`.
    pub region: Option<String>,
}

/// Levels of administration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 国家.
    National,
    /// 省.
    Provincial,
    /// 市州.
    Municipal,
    /// 县市区.
    County,
}

impl Level {
    /// Its name in data files.
    pub fn name(self) -> &'static str {
        match self {
            Level::National => "national",
            Level::Provincial => "provincial",
            Level::Municipal => "municipal",
            Level::County => "county",
        }
    }
}

/// What a name sorts by.
pub fn sort_key(name: &str, sort: Option<&str>) -> String {
    sort.map_or_else(|| collation_key(name), |sort| format!("{} {name}", sort.to_lowercase()))
}

/// Adds a person's evidence.
pub fn add_evidence<'r>(person: &'r Placed<Person>, cited: &mut Vec<Cited<'r>>) {
    let mut add = |key: String, evidence: &'r [Evidence]| {
        let numbered = evidence.iter().enumerate();
        cited.extend(numbered.map(|(at, one)| (person.span(&format!("{key}.evidence.{at}")), one)));
    };
    person.it.posts.iter().enumerate().for_each(|(at, post)| add(format!("posts.{at}"), &post.evidence));
    person.it.roles.iter().enumerate().for_each(|(at, role)| add(format!("roles.{at}"), &role.evidence));
}

/// Reports what breaks the rules.
pub fn check(registry: &Registry, report: &mut Report) {
    let mut ids: BTreeMap<&str, Span> = BTreeMap::new();
    let mut names: BTreeMap<&str, Span> = BTreeMap::new();
    for person in &registry.persons {
        let Person { id, name, aliases, .. } = &person.it;
        check_id(person, id, &mut ids, report);
        check_names(person, name, aliases, &mut names, report);
        check_person(person, registry, report);
    }
    for organisation in &registry.organisations {
        let Organisation { id, name, aliases, .. } = &organisation.it;
        check_id(organisation, id, &mut ids, report);
        check_names(organisation, name, aliases, &mut names, report);
        if let Some(parent) = &organisation.it.parent {
            known_organisation(organisation, parent, "parent", registry, report);
        }
    }
    check_circles(registry, report);
}

fn check_id<'r, T>(of: &'r Placed<T>, id: &'r str, seen: &mut BTreeMap<&'r str, Span>, report: &mut Report) {
    let plain = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if id.is_empty() || !plain || id.starts_with('-') || id.ends_with('-') {
        return report_at(
            of,
            "id",
            t!("“{id}”不能用作 id", "`{id}` cannot be an id"),
            t!(
                "用英文小写、数字和连字符，如 zhou-nong",
                "use small ASCII letters, digits and hyphens, such as zhou-nong"
            ),
            report,
        );
    }
    once(of, "id", id, seen, t!("id “{id}”重复了", "the id `{id}` is used twice"), report);
}

fn check_names<'r, T>(
    of: &'r Placed<T>,
    name: &'r str,
    aliases: &'r [String],
    seen: &mut BTreeMap<&'r str, Span>,
    report: &mut Report,
) {
    let named = std::iter::once(("name".to_owned(), name));
    let aliases = aliases.iter().enumerate().map(|(at, alias)| (format!("aliases.{at}"), alias.as_str()));
    for (key, name) in named.chain(aliases) {
        if name.chars().count() < 2 || name.trim() != name {
            report_at(
                of,
                &key,
                t!("“{name}”太短，或前后有空格", "`{name}` is too short, or has spaces around it"),
                t!(
                    "名称至少两个字；一个字的简称到处都会认错",
                    "a name has two characters or more; one alone would be found everywhere"
                ),
                report,
            );
        } else {
            once(
                of,
                &key,
                name,
                seen,
                t!("“{name}”重复了，认不出指的是谁", "`{name}` is used twice: nobody could tell who is meant"),
                report,
            );
        }
    }
}

fn once<'r, T>(
    of: &Placed<T>,
    key: &str,
    value: &'r str,
    seen: &mut BTreeMap<&'r str, Span>,
    message: crate::diag::Text,
    report: &mut Report,
) {
    let span = of.span(key);
    match seen.get(value) {
        Some(first) => report.push(
            Diagnostic::error(code::DATA, message)
                .at(span)
                .also(first.clone(), t!("第一次在这里", "the first is here"))
                .help(t!("删去其中一个，或改得可以区分", "remove one of them, or make them differ")),
        ),
        None => {
            seen.insert(value, span);
        }
    }
}

fn check_person(person: &Placed<Person>, registry: &Registry, report: &mut Report) {
    let Person { name, posts, roles, .. } = &person.it;
    if posts.is_empty() && roles.is_empty() {
        report_at(
            person,
            "name",
            t!("“{name}”没有职务，也没有写明参与了什么", "`{name}` has neither a post nor a part in anything"),
            t!(
                "人物索引只收公开简报里写明职务的人：写上 posts 或 roles，否则删去这个人",
                "the index holds only those whom published bulletins name in an office: add posts or roles, or remove the person"
            ),
            report,
        );
    }
    for (at, post) in posts.iter().enumerate() {
        if let Some(id) = &post.organisation {
            known_organisation(person, id, &format!("posts.{at}.organisation"), registry, report);
        }
        proven(person, &format!("posts.{at}"), &post.evidence, report);
    }
    for (at, role) in roles.iter().enumerate() {
        proven(person, &format!("roles.{at}"), &role.evidence, report);
    }
}

fn proven<T>(of: &Placed<T>, key: &str, evidence: &[Evidence], report: &mut Report) {
    if evidence.is_empty() {
        report_at(
            of,
            key,
            t!("没有写出处", "the evidence is missing"),
            t!("加上 evidence = [\"@/bulletins/……/index.md#p1\"]", "add evidence = [\"@/bulletins/…/index.md#p1\"]"),
            report,
        );
    }
}

fn known_organisation<T>(of: &Placed<T>, id: &str, key: &str, registry: &Registry, report: &mut Report) {
    if registry.organisation(id).is_some() {
        return;
    }
    let known = registry.organisations.iter().map(|organisation| organisation.it.id.as_str());
    let file = super::ORGANISATIONS;
    let help = match nearest(id, known) {
        Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
        None => t!("先在 {file} 里加上它", "add it to {file} first"),
    };
    report_at(of, key, t!("{file} 里没有“{id}”", "{file} has no `{id}`"), help, report);
}

/// An organisation may not belong to itself by way of others.
fn check_circles(registry: &Registry, report: &mut Report) {
    let parent = |number: usize| registry.organisation(registry.organisations[number].it.parent.as_deref()?);
    for (number, organisation) in registry.organisations.iter().enumerate() {
        let chain = std::iter::successors(parent(number), |above| parent(*above));
        // A circle elsewhere would go on for ever.
        if chain.take(registry.organisations.len()).any(|above| above == number) {
            let name = &organisation.it.name;
            report_at(
                organisation,
                "parent",
                t!("“{name}”的上级绕回了自己", "`{name}` belongs to itself by way of its parents"),
                t!("改正 parent", "mend the parent"),
                report,
            );
        }
    }
}
