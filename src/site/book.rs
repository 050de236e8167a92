//! The red flags of a language in one file, which `check.js` compares messages with.

use super::{Item, Page, Site};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, code};
use crate::hash::Fingerprint;
use crate::kind::{Kind, KindData, ScamType, Signal};
use crate::path::UrlPath;
use crate::registry::Flags;
use crate::signals::{self, Book, Fault, Hotline, Pattern, Topic};
use crate::source::Sources;
use crate::t;
use crate::tree::{self, Node};

const HOTLINES: &str = "data/hotlines.toml";

/// The red flags of a language.
#[derive(Debug)]
pub struct FlagBook {
    /// Language code.
    pub lang: String,
    /// Where it lies; the name follows from what is in it.
    pub url: UrlPath,
    /// What is in it, as JSON.
    pub json: String,
}

/// The flags that pages of scam types and data files declare, for each language with any.
pub fn collect(site: &Site, sources: &Sources, config: &Config) -> Vec<FlagBook> {
    let books = config.languages.iter().filter_map(|language| {
        let lang = &language.code;
        let book = book(site, sources, config, lang);
        if book.signals.is_empty() {
            return None;
        }
        let json = book.json();
        let name = format!("assets/signals.{lang}.{}.json", Fingerprint::of(json.as_bytes()).hex(10));
        Some(FlagBook { lang: lang.clone(), url: UrlPath::from_plain(&name), json })
    });
    books.collect()
}

/// The flags of a language.
fn book(site: &Site, sources: &Sources, config: &Config, lang: &str) -> Book {
    let types = scam_types(site, lang).into_iter().map(|(page, scam)| Typed {
        name: page.front().short_title.as_deref().unwrap_or(page.title()),
        href: config.href(page.url.as_str()),
        scam,
    });
    let flags = site.registry.flags.iter().filter(|(of, _)| of == lang).map(|(_, placed)| &placed.it);
    compile(types, flags, hotlines(sources, lang))
}

/// A type of scam with its page.
pub struct Typed<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its page.
    pub href: String,
    /// What is known of it.
    pub scam: &'a ScamType,
}

/// What editors declared, as one book.
pub fn compile<'a>(
    types: impl Iterator<Item = Typed<'a>>,
    flags: impl Iterator<Item = &'a Flags>,
    hotlines: Vec<Hotline>,
) -> Book {
    let numbers: Vec<String> = hotlines.iter().map(|hotline| hotline.number.clone()).collect();
    // What cannot be read was reported where it stands.
    let patterns = |written: &[String]| -> Vec<Pattern> {
        written.iter().filter_map(|text| Pattern::parse(text, &numbers).ok()).collect()
    };
    let flag = |topic: Option<usize>, signal: &Signal| signals::Signal {
        topic,
        phrase: signal.phrase.clone(),
        meaning: signal.meaning.clone(),
        weight: signal.weight,
        patterns: patterns(&signal.r#match),
        not: patterns(&signal.not),
    };
    let mut book = Book::default();
    for Typed { name, href, scam } in types {
        let topic = book.topics.len();
        book.signals.extend(scam.signals.iter().map(|signal| flag(Some(topic), signal)));
        book.topics.push(Topic {
            name: name.to_owned(),
            rule: scam.rule.clone().unwrap_or_default(),
            href,
            do_now: scam.do_now.clone(),
            patterns: patterns(&scam.topics),
        });
    }
    for flags in flags {
        book.signals.extend(flags.signals.iter().map(|signal| flag(None, signal)));
        book.not.extend(patterns(&flags.not));
    }
    // A flag without patterns is for readers only.
    book.signals.retain(|signal| !signal.patterns.is_empty());
    book.hotlines = hotlines;
    book
}

/// The types of scams with a page in that language, in the order of their rank.
fn scam_types<'s>(site: &'s Site, lang: &str) -> Vec<(&'s Page, &'s ScamType)> {
    let pages = site.pages.iter().filter(|page| page.document.lang == lang && page.is_rendered());
    let mut types: Vec<(&Page, &ScamType)> = pages
        .filter_map(|page| match page.kind() {
            KindData::ScamType(scam) => Some((page, &**scam)),
            _ => None,
        })
        .collect();
    types.sort_by_key(|(_, scam)| scam.rank.unwrap_or(u32::MAX));
    types
}

/// The table of official numbers, in the words of a language.
fn hotlines(sources: &Sources, lang: &str) -> Vec<Hotline> {
    let Some((file, text)) = sources.get(HOTLINES).and_then(|file| Some((file, file.text.as_deref()?))) else {
        return Vec::new();
    };
    // Mistakes in the file are reported where data files are read.
    listed(&tree::parse_toml(&file.path, text, 0, &mut Report::new()), lang)
}

/// The official numbers of their table.
pub fn listed(table: &Node, lang: &str) -> Vec<Hotline> {
    let entries = table.get("hotlines").map(Node::items).unwrap_or_default();
    let text = |entry: &Node, key: &str| entry.get(key).and_then(Node::as_str).map(str::to_owned);
    let own = |entry: &Node, key: &str| text(entry, &format!("{key}_{lang}")).or_else(|| text(entry, key));
    let hotline = |entry: &Node| {
        let number = text(entry, "number")?;
        let [name, what] = ["name", "what"].map(|key| own(entry, key).unwrap_or_default());
        Some(Hotline { number, name, what })
    };
    entries.iter().filter_map(hotline).collect()
}

/// Reports patterns that lack the table of official numbers, and outcomes that take a page for a
/// type of scam which is none.
pub fn check(site: &Site, sources: &Sources, report: &mut Report) {
    check_hotlines(site, sources, report);
    for (_, placed) in &site.registry.questions {
        for (at, outcome) in placed.it.outcomes.iter().enumerate() {
            let Some(path) = outcome.scam_type.as_deref() else { continue };
            // A page that is not there was reported.
            let Some(item) = path.strip_prefix("@/").and_then(|path| site.find(path)) else { continue };
            let is_type = matches!(item, Item::Page(id) if site.page(id).kind().kind() == Kind::ScamType);
            if !is_type {
                let message = t!("{path} 不是讲一类骗局的页面", "{path} is no page of a type of scam");
                let help = t!(
                    "scam_type 写 kind = \"scam-type\" 的页面；别的页面写进 pages",
                    "name a page of kind = \"scam-type\"; other pages belong into `pages`"
                );
                let span = placed.span(&format!("outcomes.{at}.scam_type"));
                report.push(Diagnostic::error(code::DATA, message).at(span).help(help));
            }
        }
    }
}

fn check_hotlines(site: &Site, sources: &Sources, report: &mut Report) {
    if !hotlines(sources, "").is_empty() {
        return;
    }
    let names = |text: &&String| matches!(Pattern::parse(text, &[]), Err(Fault::NoHotlines));
    let of_pages = site.pages.iter().filter_map(|page| match page.kind() {
        KindData::ScamType(scam) => Some((page.document.span("signals"), scam.signals.as_slice())),
        _ => None,
    });
    let of_data = site.registry.flags.iter().map(|(_, placed)| (placed.span("signals"), placed.it.signals.as_slice()));
    for (span, signals) in of_pages.chain(of_data) {
        if signals.iter().flat_map(|signal| signal.r#match.iter().chain(&signal.not)).any(|text| names(&text)) {
            let message = t!(
                "这里用了 {{hotline}}，{HOTLINES} 里却没有号码",
                "`{{hotline}}` is used here, but {HOTLINES} has no numbers"
            );
            report.push(Diagnostic::error(code::DATA, message).at(span).help(Fault::NoHotlines.help()));
        }
    }
}

impl Site {
    /// The red flags of a language.
    pub fn flag_book(&self, lang: &str) -> Option<&FlagBook> {
        self.flag_books.iter().find(|book| book.lang == lang)
    }
}
