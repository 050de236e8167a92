//! `new`: a draft of a page.

use std::path::PathBuf;

use jiff::ToSpan;
use jiff::civil::Date;

use super::ask::{Asker, Question};
use super::draft::{self, Values};
use super::{create, value};
use crate::build::{self, Built, Project};
use crate::diag::{Diagnostic, Lang, code};
use crate::kind::{Kind, KindData};
use crate::pinyin::propose_words;
use crate::schema::{self, Field, Names, Shape, SiteWords, Table, fields};
use crate::site::Include;
use crate::t;
use crate::text::nearest;

/// Bytes of a proposed slug at most.
const SLUG: usize = 60;

/// The days for which an urgent alert stands unless somebody says otherwise.
const URGENT: i32 = 14;

/// What `new` is asked for.
pub struct Request {
    /// The kind's name.
    pub kind: String,
    /// The slug; proposed from the title if absent.
    pub slug: Option<String>,
    /// The section's folder; found by kind if absent.
    pub section: Option<String>,
    /// Values by key, as people write them.
    pub set: Vec<(String, String)>,
    /// Today's date.
    pub today: String,
}

/// A page in the making.
struct Page<'a> {
    kind: Kind,
    words: SiteWords,
    built: &'a Built,
    values: Values,
    taxonomies: Values,
    today: String,
}

/// Makes a draft. Returns its path.
pub fn new_page(
    project: &Project,
    request: &Request,
    mut asker: Option<Asker<'_>>,
) -> Result<PathBuf, Box<Diagnostic>> {
    let kind = Kind::ALL.iter().copied().find(|kind| kind.name() == request.kind).unwrap_or_default();
    // Drafts and what is not due count too: their numbers are taken.
    let include = Include { drafts: true, future: true, expired: true };
    let project = Project { graph: true, include, ..project.clone() };
    let built = build::build(&project, &mut build::cache(&project), &mut |_| {});
    let words = built.site.as_ref().map(|site| SiteWords::of(site, &built.config, &built.sources)).unwrap_or_default();
    let (values, taxonomies) = (Values::new(), Values::new());
    let mut page = Page { kind, words, built: &built, values, taxonomies, today: request.today.clone() };
    for (key, written) in &request.set {
        page.set(key, written)?;
    }
    if let Some(asker) = &mut asker {
        page.ask_of("title", None, asker);
        page.ask_of("description", None, asker);
    }
    page.number(asker.as_mut());
    if let Some(asker) = &mut asker {
        page.ask_own(asker);
    }
    page.values.entry("date".to_owned()).or_insert_with(|| request.today.clone());
    if kind == Kind::Alert
        && page.values.get("level").is_some_and(|level| level.contains("urgent"))
        && let Some(day) = page.values.get("date").and_then(|date| date.parse::<Date>().ok())
    {
        let end = day.saturating_add(URGENT.days());
        page.values.entry("expire".to_owned()).or_insert_with(|| end.to_string());
    }
    if kind == Kind::Bulletin {
        page.values.entry("year".to_owned()).or_insert_with(|| request.today.chars().take(4).collect());
    }
    let (folder, declared) = page.folder(request)?;
    let name = page.name(request, asker.as_mut())?;
    if !declared {
        page.values.insert("kind".to_owned(), value::quoted(kind.name()));
    }
    let content = project.root.join("content");
    for (section, front) in page.sections(&folder, &name) {
        create(&content.join(section).join("_index.md"), format!("+++\n{front}+++\n"))?;
    }
    let path = content.join(folder).join(name);
    if create(&path, draft::text(kind, &page.values, &page.taxonomies, page.example().as_deref()))? {
        return Ok(path);
    }
    let shown = path.display();
    Err(Box::new(
        Diagnostic::error(
            code::OUTPUT_WRITE,
            t!("{shown} 已经存在，没有改动", "{shown} exists already and stays as it is"),
        )
        .help(t!("换一个 slug", "choose another slug")),
    ))
}

/// The key's type and description in a kind's pages.
fn lookup(kind: Kind, key: &str) -> Option<(&'static Field, Shape)> {
    let tables = [Some(schema::page()), schema::kind(kind)];
    tables
        .iter()
        .flatten()
        .find_map(|table: &Table| Some((fields::describe(table.name, key)?, table.get(key)?.clone())))
}

impl Page<'_> {
    /// Takes a value as somebody wrote it.
    fn set(&mut self, key: &str, written: &str) -> Result<(), Box<Diagnostic>> {
        if let Some(name) = key.strip_prefix("taxonomies.") {
            let terms: Vec<String> =
                written.split(['；', ';']).filter(|term| !term.trim().is_empty()).map(value::quoted).collect();
            self.taxonomies.insert(name.to_owned(), format!("[{}]", terms.join(", ")));
            return Ok(());
        }
        let Some((field, shape)) = lookup(self.kind, key) else {
            let known =
                schema::page().keys.into_iter().chain(schema::kind(self.kind).into_iter().flat_map(|it| it.keys));
            let known: Vec<&str> = known.map(|(key, _)| key).collect();
            let near = nearest(key, known);
            return Err(Box::new(
                Diagnostic::error(code::BAD_VALUE, t!("不认识的键“{key}”", "unknown key `{key}`"))
                    .help_opt(near.map(|near| t!("您是不是想写“{near}”？", "did you mean `{near}`?"))),
            ));
        };
        match value::toml(field, &shape, written) {
            Ok(value) => {
                self.values.insert(key.to_owned(), value);
                Ok(())
            }
            Err(wrong) => {
                let (zh, en, example) = (wrong.zh, wrong.en, field.example);
                Err(Box::new(
                    Diagnostic::error(code::BAD_VALUE, t!("{key}：{zh}", "{key}: {en}"))
                        .help(t!("例：{example}", "an example: {example}")),
                ))
            }
        }
    }

    /// Asks for a key that has no value yet.
    fn ask_of(&mut self, key: &str, default: Option<&str>, asker: &mut Asker<'_>) {
        let Some((field, shape)) = lookup(self.kind, key).filter(|_| !self.values.contains_key(key)) else { return };
        let named = self.words.named(field.names);
        let own = field.words.iter().map(|(word, meaning)| (*word, meaning.get(asker.lang)));
        let options: Vec<(&str, &str)> =
            own.chain(named.iter().map(|(id, name)| (id.as_str(), name.as_str()))).collect();
        let mut hint = field.hint.get(asker.lang).to_owned();
        if matches!(shape, Shape::List(_)) {
            hint.push_str(match asker.lang {
                Lang::Zh => "；几条之间用；隔开",
                Lang::En => "; several with ; between",
            });
        }
        let question = Question { label: field.label.get(asker.lang), hint: &hint, default, options };
        let read = |written: &str| {
            let picked = written.parse::<usize>().ok().and_then(|number| named.get(number.checked_sub(1)?));
            value::toml(field, &shape, picked.map_or(written, |(id, _)| id))
        };
        if let Some(value) = asker.ask(&question, read) {
            self.values.insert(key.to_owned(), value);
        }
    }

    /// Asks for the kind's own keys that one line can answer.
    fn ask_own(&mut self, asker: &mut Asker<'_>) {
        if schema::required(self.kind).contains(&"date") {
            let today = self.today.clone();
            self.ask_of("date", Some(&today), asker);
        }
        let Some(table) = schema::kind(self.kind) else { return };
        for (key, shape) in &table.keys {
            let Some(field) = fields::describe(table.name, key) else { continue };
            let is_line = match shape {
                Shape::Text | Shape::Choice(_) | Shape::Date | Shape::Truth => true,
                Shape::Integer { .. } => field.is_required(),
                Shape::List(inner) => matches!(**inner, Shape::Text),
                _ => false,
            };
            let is_wanted = field.is_required() || field.need == schema::Need::Usual;
            if is_line && is_wanted {
                self.ask_of(key, None, asker);
            }
        }
        self.ask_terms(asker);
    }

    /// Asks for terms of the first taxonomy with a vocabulary.
    fn ask_terms(&mut self, asker: &mut Asker<'_>) {
        let fits = !matches!(self.kind, Kind::Page | Kind::Bulletin | Kind::Suggestion | Kind::Operation);
        let Some(terms) = self.words.taxonomies.iter().find(|it| fits && !it.terms.is_empty()) else { return };
        let options = terms.terms.iter().map(|(slug, title)| (slug.as_str(), title.as_str())).collect();
        let hint = match asker.lang {
            Lang::Zh => "写编号，几个用逗号分开；没有就按回车",
            Lang::En => "numbers, with commas between; Enter for none",
        };
        let question = Question { label: &terms.title, hint, default: None, options };
        let read = |written: &str| {
            let numbers = written.split([',', '，', '、', ' ']).filter(|part| !part.is_empty());
            let one = |number: &str| {
                let found = number.parse::<usize>().ok().and_then(|number| terms.terms.get(number.checked_sub(1)?));
                found.map(|(slug, _)| value::quoted(slug))
            };
            let picked: Option<Vec<String>> = numbers.map(one).collect();
            picked
                .map(|picked| format!("[{}]", picked.join(", ")))
                .ok_or_else(|| t!("没有“{written}”这个编号", "there is no number `{written}`"))
        };
        let found = asker.ask(&question, read).map(|picked| (terms.name.clone(), picked));
        self.taxonomies.extend(found);
    }

    /// Fills in what the archive and the series say: which periodical, which number is next.
    fn number(&mut self, mut asker: Option<&mut Asker<'_>>) {
        let (key, names) = match self.kind {
            Kind::Bulletin => ("periodical", Names::Periodical),
            Kind::Video => ("series", Names::Series),
            _ => return,
        };
        if let [(only, _)] = self.words.named(Some(names)) {
            let only = value::quoted(only);
            self.values.entry(key.to_owned()).or_insert(only);
        } else if let Some(asker) = asker.as_mut() {
            self.ask_of(key, None, asker);
        }
        let Some(id) = self.values.get(key).map(|id| id.trim_matches('"').to_owned()) else { return };
        let proposals = match self.kind {
            Kind::Bulletin => self.next_issue(&id),
            _ => self.next_episode(&id),
        };
        for (key, proposal) in proposals {
            match asker.as_mut() {
                Some(asker) => self.ask_of(key, Some(&proposal), asker),
                None => {
                    self.values.entry(key.to_owned()).or_insert(proposal);
                }
            }
        }
        let publisher = self.built.config.periodicals.get(&id).and_then(|it| it.publisher.as_deref());
        if let Some(publisher) = publisher.filter(|_| self.kind == Kind::Bulletin) {
            self.values.entry("publisher".to_owned()).or_insert(value::quoted(publisher));
        }
    }

    fn kinds(&self) -> impl Iterator<Item = &KindData> {
        self.built.site.iter().flat_map(|site| &site.pages).map(|page| page.kind())
    }

    /// The issue after the last one: its year, number and running number.
    fn next_issue(&self, periodical: &str) -> Vec<(&'static str, String)> {
        let year: u32 = self.today.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default();
        let year = self.values.get("year").and_then(|year| year.parse().ok()).unwrap_or(year);
        let issues: Vec<_> = self
            .kinds()
            .filter_map(|kind| match kind {
                KindData::Bulletin(it) if it.periodical.as_deref() == Some(periodical) => Some(it),
                _ => None,
            })
            .collect();
        let of_year = issues.iter().filter(|it| it.year == Some(year));
        let last = of_year.filter_map(|it| it.issue_to.or(it.issue)).max().unwrap_or(0);
        let total = issues.iter().filter_map(|it| it.total).max();
        let mut next = vec![("year", year.to_string()), ("issue", (last + 1).to_string())];
        next.extend(total.map(|total| ("total", (total + 1).to_string())));
        next
    }

    fn next_episode(&self, series: &str) -> Vec<(&'static str, String)> {
        let last = self.kinds().filter_map(|kind| match kind {
            KindData::Video(it) if it.series.as_deref() == Some(series) => it.episode,
            _ => None,
        });
        let next = (last.max().unwrap_or(0) + 1).to_string();
        vec![("episode", next.clone()), ("weight", next)]
    }

    /// The folder below `content/`, and whether its section says the kind.
    fn folder(&self, request: &Request) -> Result<(String, bool), Box<Diagnostic>> {
        if let Some(section) = &request.section {
            let folder = crate::path::resolve("", section).ok_or_else(|| {
                Box::new(Diagnostic::error(
                    code::IO_OUTSIDE,
                    t!("“{section}”在项目目录之外", "`{section}` lies outside the project"),
                ))
            })?;
            let declared = self.words.columns.iter().any(|it| it.folder == folder && it.kind == self.kind);
            return Ok((folder, declared));
        }
        if self.kind == Kind::Page {
            return Ok((String::new(), true));
        }
        // The outermost section of the kind: a periodical has sections of its own below.
        let mut columns: Vec<_> = self.words.columns.iter().filter(|it| it.kind == self.kind).collect();
        columns.sort_by_key(|it| it.folder.matches('/').count());
        Ok(columns.first().map_or_else(|| (format!("{}s", self.kind.name()), false), |it| (it.folder.clone(), true)))
    }

    /// The file's name below its folder.
    fn name(&mut self, request: &Request, asker: Option<&mut Asker<'_>>) -> Result<String, Box<Diagnostic>> {
        let plain = |key: &str| self.values.get(key).map(|value| value.trim_matches('"').to_owned());
        if let (Kind::Bulletin, None) = (self.kind, &request.slug)
            && let (Some(periodical), Some(year), Some(issue)) = (plain("periodical"), plain("year"), plain("issue"))
            && self.words.periodicals.iter().any(|(id, _)| *id == periodical)
        {
            return Ok(format!("{periodical}/{year}/{issue}/index.md"));
        }
        let proposal = plain("title").map(|title| propose_words(&title, SLUG)).filter(|it| is_slug(it));
        let asked = match (&request.slug, asker) {
            (None, Some(asker)) => lookup(self.kind, "slug").and_then(|(field, _)| {
                let question = Question {
                    label: field.label.get(asker.lang),
                    hint: field.hint.get(asker.lang),
                    default: proposal.as_deref(),
                    options: Vec::new(),
                };
                let wrong = || t!("用英文小写字母、数字和连字符", "use small letters, digits and hyphens");
                asker.ask(&question, |it| if is_slug(it) { Ok(it.to_owned()) } else { Err(wrong()) })
            }),
            _ => None,
        };
        let slug = request.slug.clone().or(asked).or(proposal).unwrap_or_default();
        if slug.is_empty() {
            return Err(Box::new(
                Diagnostic::error(code::BAD_SLUG, t!("新的一页要有标题或网址短名", "a new page needs a title or a slug")).help(t!(
                    "用 -t 写标题，如 -t 警惕春招刷单；想一项一项地问，加 --ask",
                    "give a title with -t, such as -t \"Beware of job offers\"; --ask asks for one thing after the other"
                )),
            ));
        }
        if !is_slug(&slug) {
            let proposal = propose_words(&slug, SLUG);
            let hint = if is_slug(&proposal) { proposal } else { "spring-jobs".to_owned() };
            return Err(Box::new(
                Diagnostic::error(code::BAD_SLUG, t!("“{slug}”不能用作网址", "`{slug}` cannot be part of a URL")).help(
                    t!(
                        "用英文小写、数字和连字符，如 {hint}；或用 -t 写标题",
                        "use small ASCII letters, digits and hyphens, such as {hint}, or give a title with -t"
                    ),
                ),
            ));
        }
        Ok(match self.kind {
            Kind::Video | Kind::Bulletin => format!("{slug}/index.md"),
            _ => format!("{slug}.md"),
        })
    }

    /// The sections that a new issue needs: its periodical's and its year's.
    fn sections(&self, folder: &str, name: &str) -> Vec<(String, String)> {
        let parts: Vec<&str> = name.split('/').collect();
        let ([periodical, year, _, _], Kind::Bulletin) = (&parts[..], self.kind) else { return Vec::new() };
        let title = self.built.config.periodicals.get(*periodical).map_or(*periodical, |it| it.name.as_str());
        vec![
            (
                format!("{folder}/{periodical}"),
                format!("title = \"{title}\"\nperiodical = \"{periodical}\"\npage_kind = \"bulletin\"\n"),
            ),
            (
                format!("{folder}/{periodical}/{year}"),
                format!(
                    "title = \"{title}{year}年\"\nperiodical = \"{periodical}\"\nyear = {year}\npage_kind = \"bulletin\"\ntransparent = true\n"
                ),
            ),
        ]
    }

    /// How terms are written here.
    fn example(&self) -> Option<String> {
        let terms = self.words.taxonomies.first()?;
        let term = terms.terms.first().map_or("……", |(slug, _)| slug.as_str());
        Some(format!("{} = [\"{term}\"]", terms.name))
    }
}

fn is_slug(slug: &str) -> bool {
    slug.chars().any(|c| c.is_ascii_alphanumeric())
        && !slug.starts_with('-')
        && !slug.ends_with('-')
        && slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
