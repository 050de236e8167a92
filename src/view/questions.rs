//! Questions and outcomes as their pages show them.

use tera::Value;

use super::page::strings;
use super::{Materials, Table, View, Views, node_value};
use crate::kind::{KindData, ScamType};
use crate::registry::questions::{CHECK, Node, Outcome, Question};
use crate::registry::{Questions, question_url};
use crate::site::{Item, Page, SectionId};

impl Views {
    /// A question, or an outcome, of a language's tree.
    pub fn question(&self, lang: &str, id: &str) -> Option<View> {
        let asking = Asking::of(&self.materials, lang)?;
        Some(View::of(asking.node(asking.tree.node(id)?)))
    }

    /// The first question of a language's tree.
    pub fn first_question(&self, lang: &str) -> Option<View> {
        self.question(lang, &self.materials.site.registry.questions(lang)?.start)
    }

    /// `section` of a question's or an outcome's own page: a part of the section that the questions
    /// lie in, with what heads of pages need.
    pub fn question_section(&self, lang: &str, id: &str) -> Option<View> {
        let asking = Asking::of(&self.materials, lang)?;
        let (title, description) = head(asking.tree.node(id)?);
        let config = &self.materials.config;
        let url = question_url(config, lang, id);
        let ancestors: Vec<SectionId> = asking.ancestors();
        let extra = ancestors.last().map(|id| node_value(&self.materials.site.section(*id).extra()));
        let mut table = Table::new();
        table
            .put("title", title)
            .put("description", description)
            .put("path", url.as_str())
            .put("href", config.href(url.as_str()))
            .put("permalink", config.permalink(url.as_str()))
            .put("lang", lang)
            .put("robots", "noindex")
            .put("extra", extra)
            .put("ancestors", self.section_values(&ancestors))
            .put("translations", asking.translations(id));
        Some(View::of(table.finish()))
    }

    /// The same, by numbers.
    pub(in crate::view) fn question_head(&self, tree: usize, node: usize) -> View {
        let lang =
            self.materials.site.registry.questions.get(tree).map(|(lang, placed)| (lang, placed.it.ids().nth(node)));
        let found = lang.and_then(|(lang, id)| self.question_section(lang, id?));
        found.unwrap_or_else(|| View::of(Value::none()))
    }
}

/// What a page of it is called, and what else it says.
fn head(node: Node<'_>) -> (&str, Option<&str>) {
    match node {
        Node::Question(question) => (question.text.as_str(), question.help.as_deref()),
        Node::Outcome(outcome) => (outcome.title.as_str(), Some(outcome.text.as_str())),
    }
}

/// A language's tree.
pub(in crate::view) struct Asking<'a> {
    materials: &'a Materials,
    lang: &'a str,
    tree: &'a Questions,
}

impl<'a> Asking<'a> {
    fn of(materials: &'a Materials, lang: &'a str) -> Option<Self> {
        Some(Asking { materials, lang, tree: materials.site.registry.questions(lang)? })
    }

    /// The tree by its number.
    pub fn nth(materials: &'a Materials, tree: usize) -> Option<Self> {
        let (lang, placed) = materials.site.registry.questions.get(tree)?;
        Some(Asking { materials, lang, tree: &placed.it })
    }

    /// What the page of a node, by its number, is called, and what else it says.
    pub fn head(&self, node: usize) -> Option<(&'a str, Option<&'a str>)> {
        Some(head(self.tree.node(self.tree.ids().nth(node)?)?))
    }

    fn href(&self, id: &str) -> String {
        self.materials.config.href(question_url(&self.materials.config, self.lang, id).as_str())
    }

    fn node(&self, node: Node<'_>) -> Value {
        match node {
            Node::Question(question) => self.question(question),
            Node::Outcome(outcome) => self.outcome(outcome),
        }
    }

    fn question(&self, question: &Question) -> Value {
        let answers = question.answers.iter().map(|answer| {
            let mut table = Table::new();
            table.put("text", answer.text.as_str()).put("href", self.href(&answer.next));
            table.finish()
        });
        let mut table = Table::new();
        table
            .put("id", question.id.as_str())
            .put("is_first", question.id == self.tree.start)
            .put("text", question.text.as_str())
            .put("help", question.help.as_deref())
            .put("answers", answers.collect::<Vec<Value>>())
            .put("unsure_href", self.href(&question.unsure))
            .put("restart_href", self.href(&self.tree.start));
        table.finish()
    }

    fn outcome(&self, outcome: &Outcome) -> Value {
        let scam = outcome.scam_type.as_deref().and_then(|path| self.page(path));
        let scam = scam.and_then(|page| match page.kind() {
            KindData::ScamType(scam) => Some((page, &**scam)),
            _ => None,
        });
        let of_type = scam.map_or(&[][..], |(_, scam)| &scam.do_now);
        let do_now = if outcome.do_now.is_empty() { of_type } else { &outcome.do_now };
        let pages = outcome.pages.iter().filter_map(|path| self.link(path));
        let mut table = Table::new();
        table
            .put("id", outcome.id.as_str())
            .put("level", outcome.level.name())
            .put("title", outcome.title.as_str())
            .put("text", outcome.text.as_str())
            .put("scam_type", scam.map(|(page, scam)| self.scam(page, scam)))
            .put("do_now", strings(do_now))
            .put("pages", pages.collect::<Vec<Value>>())
            .put("restart_href", self.href(&self.tree.start));
        table.finish()
    }

    fn scam(&self, page: &Page, scam: &ScamType) -> Value {
        let mut table = Table::new();
        table
            .put("title", page.front().short_title.as_deref().unwrap_or(page.title()))
            .put("href", self.materials.config.href(page.url.as_str()))
            .put("rule", scam.rule.as_deref());
        table.finish()
    }

    /// The page that `@/…` names; a wrong name was reported.
    fn page(&self, path: &str) -> Option<&'a Page> {
        match self.materials.site.find(path.trim_start_matches("@/"))? {
            Item::Page(id) => Some(self.materials.site.page(id)),
            Item::Section(_) => None,
        }
    }

    fn link(&self, path: &str) -> Option<Value> {
        let site = &self.materials.site;
        let item = site.find(path.trim_start_matches("@/"))?;
        let title = match item {
            Item::Page(id) => site.page(id).title(),
            Item::Section(id) => &site.section(id).title,
        };
        let mut table = Table::new();
        table.put("title", title).put("href", self.materials.config.href(site.url(item).as_str()));
        Some(table.finish())
    }

    /// The root of the language, and the section that the questions lie in, if there is one.
    pub fn ancestors(&self) -> Vec<SectionId> {
        let site = &self.materials.site;
        let infix = if self.lang == self.materials.config.default_language() {
            String::new()
        } else {
            format!(".{}", self.lang)
        };
        let paths = [format!("_index{infix}.md"), format!("{CHECK}_index{infix}.md")];
        let found = paths.iter().filter_map(|path| match site.find(path)? {
            Item::Section(id) => Some(id),
            Item::Page(_) => None,
        });
        found.collect()
    }

    /// The same question in all languages whose tree has it.
    fn translations(&self, id: &str) -> Vec<Value> {
        let Materials { site, config, .. } = self.materials;
        let others = config.languages.iter().filter_map(|language| {
            site.registry.questions(&language.code)?.node(id)?;
            let url = question_url(config, &language.code, id);
            let mut table = Table::new();
            table
                .put("lang", language.code.as_str())
                .put("tag", language.tag.as_str())
                .put("path", url.as_str())
                .put("permalink", config.permalink(url.as_str()));
            Some(table.finish())
        });
        let others: Vec<Value> = others.collect();
        if others.len() > 1 { others } else { Vec::new() }
    }
}
