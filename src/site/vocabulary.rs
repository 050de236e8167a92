//! Vocabularies: data files that fix which terms a taxonomy has.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::config::{self, Config};
use crate::diag::{Diagnostic, Report, Span, Text, code};
use crate::source::Sources;
use crate::t;
use crate::text::nearest;
use crate::tree::{self, Node};

/// A vocabulary as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RawVocabulary {
    terms: Vec<RawTerm>,
    title: Option<String>,
}

/// A term as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RawTerm {
    /// Its name in URLs.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it means.
    pub description: Option<String>,
    /// The page about it.
    pub page: Option<String>,
    /// What else people write.
    aliases: Vec<String>,
    /// By language.
    pub translations: BTreeMap<String, Translation>,
    extra: Option<IgnoredAny>,
}

/// A term in another language.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Translation {
    /// Its title.
    pub title: Option<String>,
    /// What it means.
    pub description: Option<String>,
}

/// A vocabulary.
pub struct Vocabulary {
    /// Its file.
    pub file: Arc<str>,
    /// Its terms, each with its free data.
    pub terms: Vec<(RawTerm, Node)>,
    /// Its title for readers.
    pub title: Option<String>,
}

/// So many terms are told.
const TOLD: usize = 12;

impl Vocabulary {
    /// Reads the vocabulary of a taxonomy, if it has one.
    pub fn read(taxonomy: &config::Taxonomy, sources: &Sources, config: &Config, report: &mut Report) -> Option<Self> {
        let path = taxonomy.vocabulary.as_deref()?;
        let name = &taxonomy.name;
        let file = sources.get(path).filter(|file| file.path.starts_with("data/") && file.path.ends_with(".toml"));
        let Some((file, text)) = file.and_then(|file| file.text.as_deref().map(|text| (file, text))) else {
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!(
                        "分类法“{name}”的词表 {path} 不存在",
                        "the vocabulary {path} of the taxonomy `{name}` does not exist"
                    ),
                )
                .at(Span::file(config.file.clone()))
                .help(t!("词表是 data/ 下的 TOML 文件", "a vocabulary is a TOML file below data/")),
            );
            return None;
        };
        let node = tree::parse_toml(&file.path, text, 0, report);
        let raw: RawVocabulary = tree::read(&file.path, &node, &[], report);
        let extras = node.get("terms").map(Node::items).unwrap_or_default();
        let terms = raw
            .terms
            .into_iter()
            .enumerate()
            .map(|(index, term)| {
                let extra = extras.get(index).and_then(|node| node.get("extra")).cloned();
                (term, extra.unwrap_or_else(|| Node::empty(0..0)))
            })
            .collect::<Vec<_>>();
        for (index, (term, _)) in terms.iter().enumerate() {
            let span = || Span::new(file.path.clone(), extras.get(index).map_or(0..0, |node| node.span.clone()));
            let slug_ok = !term.slug.is_empty()
                && term.slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            if !slug_ok || term.title.is_empty() {
                report.push(
                    Diagnostic::error(
                        code::DATA,
                        t!("词需要 slug（小写英文）和 title", "a term needs a slug (ASCII) and a title"),
                    )
                    .at(span()),
                );
            }
            if let Some((first, _)) =
                terms[..index].iter().find(|(other, _)| other.slug == term.slug || other.title == term.title)
            {
                let title = &first.title;
                report.push(
                    Diagnostic::error(code::DATA, t!("词“{title}”写了两次", "the term `{title}` is listed twice"))
                        .at(span()),
                );
            }
        }
        Some(Vocabulary { file: file.path.clone(), terms, title: raw.title })
    }

    /// The term that somebody writes by its slug, its title or another name.
    pub fn find(&self, text: &str) -> Option<&RawTerm> {
        let is_meant =
            |term: &&RawTerm| term.slug == text || term.title == text || term.aliases.iter().any(|alias| alias == text);
        self.terms.iter().map(|(term, _)| term).find(is_meant)
    }

    /// Which term somebody may mean, or which there are.
    pub fn others(&self, text: &str) -> Text {
        let file = &self.file;
        let words = |term: &RawTerm| {
            let all = [&term.slug, &term.title].into_iter().chain(&term.aliases);
            all.cloned().collect::<Vec<String>>()
        };
        let all: Vec<(Vec<String>, &str)> =
            self.terms.iter().map(|(term, _)| (words(term), term.title.as_str())).collect();
        let near = nearest(text, all.iter().flat_map(|(words, _)| words.iter().map(String::as_str)));
        let contained = || {
            let close =
                |word: &&String| word.chars().count() > 2 && (word.contains(text) || text.contains(word.as_str()));
            all.iter().flat_map(|(words, _)| words).find(close).map(String::as_str)
        };
        if let Some(near) = near.or_else(contained) {
            let title =
                all.iter().find(|(words, _)| words.iter().any(|word| word == near)).map_or(near, |(_, title)| title);
            return t!("您是不是想写“{title}”？全部词见 {file}", "did you mean `{title}`? All terms are in {file}");
        }
        let titles: Vec<&str> = all.iter().map(|(_, title)| *title).take(TOLD).collect();
        let (zh, en) = (titles.join("、"), titles.join(", "));
        t!(
            "可以写：{zh}；全部词见 {file}，确实需要新词就加进去",
            "there are: {en}; all terms are in {file}, add a new one there if it is needed"
        )
    }
}
