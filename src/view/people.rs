//! Persons and organisations with the passages that name them.

use std::ops::Range;

use tera::Value;

use super::{Materials, Table, View, Views, html_value, record};
use crate::kind::Evidence;
use crate::registry::{BODIES, Organisation, PEOPLE, Person, Placed, Post, Role, Who, sort_key};
use crate::site::Passage;
use crate::text::escape_html;

impl Views {
    /// A person or an organisation with all that is known.
    pub fn who(&self, who: Who) -> View {
        let directory = Directory { materials: &self.materials };
        View::of(match who {
            Who::Person(number) => directory.person(number),
            Who::Organisation(number) => directory.organisation(number),
        })
    }

    /// All persons in groups by the first letter of their pinyin.
    pub fn people(&self) -> View {
        let registry = &self.materials.site.registry;
        View::of(Directory { materials: &self.materials }.index(&registry.persons, Who::Person, PEOPLE))
    }

    /// All organisations, alike.
    pub fn organisations(&self) -> View {
        let registry = &self.materials.site.registry;
        View::of(Directory { materials: &self.materials }.index(&registry.organisations, Who::Organisation, BODIES))
    }

    /// A paragraph of a bulletin as evidence.
    pub fn passage(&self, evidence: &Evidence) -> Option<View> {
        record::evidence(&self.materials, evidence).map(View::of)
    }
}

struct Directory<'a> {
    materials: &'a Materials,
}

/// What an index sorts by.
trait Sorted {
    fn key(&self) -> String;
}

impl Sorted for Person {
    fn key(&self) -> String {
        sort_key(&self.name, self.sort.as_deref())
    }
}

impl Sorted for Organisation {
    fn key(&self) -> String {
        sort_key(&self.name, self.sort.as_deref())
    }
}

impl Directory<'_> {
    fn index<T: Sorted>(&self, all: &[Placed<T>], who: fn(usize) -> Who, url: &str) -> Value {
        let mut sorted: Vec<(String, usize)> = all.iter().enumerate().map(|(at, one)| (one.it.key(), at)).collect();
        sorted.sort();
        let initial = |key: &str| key.chars().next().map(|c| c.to_ascii_uppercase()).unwrap_or('#').to_string();
        let groups = sorted.chunk_by(|(a, _), (b, _)| initial(a) == initial(b)).map(|group| {
            let entries = group.iter().map(|(_, number)| self.card(who(*number)));
            let mut table = Table::new();
            table
                .put("initial", group.first().map(|(key, _)| initial(key)))
                .put("entries", entries.collect::<Vec<Value>>());
            table.finish()
        });
        let config = &self.materials.config;
        let mut table = Table::new();
        table
            .put("href", config.href(&format!("/{url}")))
            .put("permalink", config.permalink(&format!("/{url}")))
            .put("groups", groups.collect::<Vec<Value>>())
            .put("count", all.len());
        table.finish()
    }

    /// The name with the address.
    fn link(&self, who: Who) -> Table {
        let Materials { site, config, .. } = self.materials;
        let url = site.registry.url(who);
        let mut table = Table::new();
        table
            .put("name", site.registry.name(who))
            .put("href", config.href(url.as_str()))
            .put("permalink", config.permalink(url.as_str()));
        table
    }

    /// What the index shows.
    fn card(&self, who: Who) -> Value {
        let registry = &self.materials.site.registry;
        let mut table = self.link(who);
        let posts: Vec<Value> = match who {
            Who::Person(number) => registry.persons[number].it.posts.iter().map(|post| self.post(post)).collect(),
            Who::Organisation(_) => Vec::new(),
        };
        let roles: Vec<Value> = match who {
            Who::Person(number) => registry.persons[number].it.roles.iter().map(|role| self.role(role)).collect(),
            Who::Organisation(_) => Vec::new(),
        };
        let parent = match who {
            Who::Person(_) => None,
            Who::Organisation(number) => self.body(registry.organisations[number].it.parent.as_deref()),
        };
        let passages = self.materials.site.passages.get(&who).map_or(0, Vec::len);
        table.put("posts", posts).put("roles", roles).put("parent", parent).put("passage_count", passages);
        table.finish()
    }

    fn person(&self, number: usize) -> Value {
        let person = &self.materials.site.registry.persons[number].it;
        let who = Who::Person(number);
        let mut table = self.link(who);
        table
            .put("id", person.id.as_str())
            .put("aliases", texts(&person.aliases))
            .put("posts", person.posts.iter().map(|post| self.post(post)).collect::<Vec<Value>>())
            .put("roles", person.roles.iter().map(|role| self.role(role)).collect::<Vec<Value>>())
            .put("passages", self.passages(who));
        table.finish()
    }

    fn organisation(&self, number: usize) -> Value {
        let Materials { site, config, .. } = self.materials;
        let registry = &site.registry;
        let organisation = &registry.organisations[number].it;
        let id = organisation.id.as_str();
        let below = registry.organisations.iter().enumerate().filter(|(_, it)| it.it.parent.as_deref() == Some(id));
        let below: Vec<Value> = below.map(|(at, _)| self.link(Who::Organisation(at)).finish()).collect();
        let members = registry.persons.iter().enumerate().flat_map(|(at, person)| {
            let posts = person.it.posts.iter().filter(|post| post.organisation.as_deref() == Some(id));
            posts.map(move |post| {
                let mut table = self.link(Who::Person(at));
                table.put("title", post.title.as_str());
                table.finish()
            })
        });
        let members: Vec<Value> = members.collect();
        let region = organisation.region.as_deref().and_then(|slug| {
            let taxonomy = &site.taxonomies[site.taxonomy("regions", config.default_language())?];
            let term = &taxonomy.terms[taxonomy.term(slug)?];
            let mut table = Table::new();
            table.put("name", term.title.as_str()).put("href", config.href(term.url.as_str()));
            Some(table.finish())
        });
        let who = Who::Organisation(number);
        let mut table = self.link(who);
        table
            .put("id", id)
            .put("aliases", texts(&organisation.aliases))
            .put("level", organisation.level.map(|level| level.name()))
            .put("parent", self.body(organisation.parent.as_deref()))
            .put("region", region)
            .put("below", below)
            .put("people", members)
            .put("passages", self.passages(who));
        table.finish()
    }

    fn body(&self, id: Option<&str>) -> Option<Value> {
        let number = self.materials.site.registry.organisation(id?)?;
        Some(self.link(Who::Organisation(number)).finish())
    }

    fn post(&self, post: &Post) -> Value {
        let mut table = Table::new();
        table
            .put("title", post.title.as_str())
            .put("organisation", self.body(post.organisation.as_deref()))
            .put("from", post.from.map(|date| date.to_string()))
            .put("to", post.to.map(|date| date.to_string()))
            .put("evidence", self.evidence(&post.evidence));
        table.finish()
    }

    fn role(&self, role: &Role) -> Value {
        let mut table = Table::new();
        table
            .put("event", role.event.as_str())
            .put("role", role.role.as_str())
            .put("date", role.date.map(|date| date.to_string()))
            .put("evidence", self.evidence(&role.evidence));
        table.finish()
    }

    fn evidence(&self, all: &[Evidence]) -> Vec<Value> {
        all.iter().filter_map(|one| record::evidence(self.materials, one)).collect()
    }

    /// Passages by bulletin.
    fn passages(&self, who: Who) -> Vec<Value> {
        let Materials { site, config, .. } = self.materials;
        let all = site.passages.get(&who).map_or(&[][..], Vec::as_slice);
        let issues = all.chunk_by(|a, b| a.page == b.page).filter_map(|passages| {
            let page = site.page(passages.first()?.page);
            let href = config.href(page.url.as_str());
            let paragraph = |passage: &Passage| {
                let paragraph = &page.document.body.paragraphs[passage.paragraph];
                let mut table = Table::new();
                table
                    .put("href", format!("{href}#{}", paragraph.id))
                    .put("paragraph", paragraph.id.trim_start_matches('p'))
                    .put("html", html_value(&marked(&paragraph.text, &passage.names)));
                table.finish()
            };
            let mut table = Table::new();
            table
                .put("title", page.title())
                .put("href", href.as_str())
                .put("permalink", config.permalink(page.url.as_str()))
                .put("date", page.date.map(|date| date.rfc3339()))
                .put("paragraphs", passages.iter().map(paragraph).collect::<Vec<Value>>());
            Some(table.finish())
        });
        issues.collect()
    }
}

fn texts(list: &[String]) -> Vec<Value> {
    list.iter().map(|text| Value::from(text.as_str())).collect()
}

const GAP: &str = "……";

/// The sentences of a paragraph in which the names stand, with the names marked.
fn marked(text: &str, names: &[Range<usize>]) -> String {
    let mut out = String::new();
    let mut shown_to = 0;
    for sentence in sentences(text) {
        let inside: Vec<&Range<usize>> = names.iter().filter(|name| sentence.contains(&name.start)).collect();
        if inside.is_empty() {
            continue;
        }
        if sentence.start > shown_to {
            out.push_str(GAP);
        }
        let mut at = sentence.start;
        for name in inside {
            out.push_str(&escape_html(&text[at..name.start]));
            out.push_str(&format!("<mark>{}</mark>", escape_html(&text[name.clone()])));
            at = name.end;
        }
        out.push_str(&escape_html(&text[at..sentence.end]));
        shown_to = sentence.end;
    }
    if shown_to < text.len() {
        out.push_str(GAP);
    }
    out
}

/// The sentences of a text, each with its stop and what closes after it.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = 0;
    let mut stopped = false;
    for (at, c) in text.char_indices() {
        let closes = matches!(c, '。' | '！' | '？' | '”' | '’' | '）' | '」');
        if stopped && !closes {
            all.push(start..at);
            (start, stopped) = (at, false);
        }
        stopped |= matches!(c, '。' | '！' | '？');
    }
    all.push(start..text.len());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str, names: &[&str]) -> String {
        let mut ranges: Vec<Range<usize>> =
            names.iter().flat_map(|name| text.match_indices(name).map(|(at, _)| at..at + name.len())).collect();
        ranges.sort_by_key(|range| range.start);
        marked(text, &ranges)
    }

    #[test]
    fn only_sentences_with_the_name_are_shown() {
        assert_eq!(
            show("先开会。周农到场！“好。”散会。周农<b>发言", &["周农"]),
            "……<mark>周农</mark>到场！……<mark>周农</mark>&lt;b&gt;发言"
        );
        assert_eq!(show("周农说“好。”甲说。", &["周农"]), "<mark>周农</mark>说“好。”……");
        assert_eq!(show("周农和周农", &["周农"]), "<mark>周农</mark>和<mark>周农</mark>");
    }
}
