//! Jobs to text: which outputs are rendered, with which template and context.
//!
//! A template is a function of its context and of the answers to its queries; the record of
//! both is the job's trace.

mod text;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tera::{Tera, Value};

use crate::diag::Span;
use crate::document::Document;
use crate::hash::{Fingerprint, Fingerprinter, Sum};
use crate::markdown::Declarations;
use crate::path::{OutputPath, UrlPath};
use crate::query::{Number, World};
use crate::site::archive::{self, Role};
use crate::site::{Item, Page, PageId, Section, SectionId, Site, poster};
use crate::store::Pack;
use crate::view::{Materials, STRUCTURED_DATA, Subject, View, Views};

use text::body_fingerprint;
pub use text::one;

/// One output to render.
#[derive(Clone, Debug)]
pub struct Job {
    /// Where it goes.
    pub output: OutputPath,
    /// Its templates, best first.
    pub templates: Vec<String>,
    /// What its template sees.
    pub context: Vec<(&'static str, View)>,
    /// Whose body goes into the context.
    pub body: Option<Item>,
    /// Which article of the body, by its number from 0, if not the whole.
    pub part: Option<usize>,
    /// The pages that `pages` of the context shows with their bodies.
    pub bodies: Vec<PageId>,
    /// Language code.
    pub lang: String,
    /// The content it shows.
    pub subject: Option<Item>,
}

/// Why a rendered page can be trusted without rendering it again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trace {
    /// Stands for output path, templates and context.
    pub key: Fingerprint,
    /// The beginnings of the fingerprints that the key is made of, to tell what changed.
    pub parts: Vec<u32>,
    /// Numbers of the questions, in order.
    pub asked: Vec<Number>,
    /// The rendered text: whoever could forge it writes both texts.
    pub rendered: Sum,
}

/// A rendered output.
#[derive(Debug)]
pub struct Rendered {
    /// Its text, as UTF-8.
    pub text: Vec<u8>,
    /// The body in it.
    pub content: String,
    /// What it asked.
    pub asked: Vec<Number>,
}

/// The key of a job, and the parts it is made of.
pub struct Key {
    /// Stands for all of them.
    pub whole: Fingerprint,
    /// Short forms of the parts, in the order of [`Job::part_names`].
    pub parts: Vec<u32>,
}

impl Job {
    /// A job without a body.
    pub fn plain(output: OutputPath, templates: Vec<String>, context: Vec<(&'static str, View)>, lang: &str) -> Self {
        let lang = lang.to_owned();
        Job { output, templates, context, body: None, part: None, bodies: Vec::new(), lang, subject: None }
    }

    /// What a job's key is made of.
    pub fn part_names(&self) -> Vec<&'static str> {
        let context = self.context.iter().map(|(name, _)| *name);
        let bodies = self.body.map(|_| "content").into_iter().chain(self.bodies.iter().map(|_| "content"));
        ["templates", "template"].into_iter().chain(context).chain(bodies).collect()
    }

    /// Stands for all that the job's text depends on, but for answers to questions.
    pub fn key(&self, renderer: &Renderer<'_>) -> Key {
        let mut parts = vec![renderer.templates];
        let mut hash = Fingerprinter::new();
        self.templates.iter().for_each(|template| {
            hash.text(template);
        });
        parts.push(hash.text(&self.lang).finish());
        parts.extend(self.context.iter().map(|(_, view)| view.fingerprint()));
        parts.extend(self.body.map(|item| body_fingerprint(item, renderer)));
        parts.extend(self.bodies.iter().map(|id| body_fingerprint(Item::Page(*id), renderer)));
        let mut hash = Fingerprinter::new();
        hash.text(self.output.as_str());
        self.part_names().into_iter().zip(&parts).for_each(|(name, part)| {
            hash.text(name).fingerprint(part);
        });
        let short =
            |part: &Fingerprint| part.as_bytes().iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        Key { whole: hash.finish(), parts: parts.iter().map(short).collect() }
    }
}

/// Where the content that a job shows says how it is shown.
pub fn subject(item: Option<Item>, site: &Site) -> Option<Span> {
    Some(site.document(item?)?.span("template"))
}

/// What rendering needs.
pub struct Renderer<'a> {
    /// The templates.
    pub tera: &'a Tera,
    /// Fingerprint of the templates.
    pub templates: Fingerprint,
    /// Declared components.
    pub components: &'a Declarations,
    /// Whether one of the templates may show `structured_data`.
    pub shows_data: bool,
    /// The world that templates ask.
    pub world: &'a World,
    /// Where bodies lie.
    pub pack: &'a Pack,
}

/// What is to be rendered. Large sites have many outputs, so a job is only made when its turn
/// comes.
#[derive(Clone)]
pub enum Plan {
    /// A page.
    Page(PageId),
    /// The poster of a page that has one.
    Poster(PageId),
    /// An article of an issue, by its number from 0.
    Article(PageId, usize),
    /// A section without pagers.
    Section(SectionId),
    /// A pager of a section, by its number from 0.
    SectionPager(SectionId, usize),
    /// The list of a taxonomy's terms.
    Taxonomy(usize),
    /// A term without pagers, by taxonomy and term.
    Term(usize, usize),
    /// A pager of a term, by its number from 0.
    TermPager(usize, usize, usize),
    /// The page for addresses that do not exist.
    NotFound,
    /// A page as data.
    Export(PageId),
    /// Anything else: its output, and what makes its job.
    Other(OutputPath, Arc<MakeJob>),
    /// Anything else that shows bodies of pages.
    Bodies(OutputPath, Arc<MakeJob>),
}

/// Makes a job from the views.
pub type MakeJob = dyn Fn(&Views) -> Job + Send + Sync;

/// The plans of pages, posters, sections, pagers, taxonomies and the 404 page.
///
/// Pages of a section follow each other in its order, and a list comes when its last page has
/// come: so what shows the same cards is rendered close together.
pub fn plans(views: &Views) -> Vec<Plan> {
    let site = &views.materials.site;
    let mut lists: Vec<(Option<PageId>, Plan)> = Vec::new();
    for id in site.section_ids() {
        let section = site.section(id);
        if !section.render || section.redirect_to.is_some() {
            continue;
        }
        if section.pagers.is_empty() {
            lists.push((section.pages.last().copied(), Plan::Section(id)));
        }
        let pagers = section.pagers.iter().enumerate();
        lists.extend(pagers.map(|(at, pager)| (pager.pages.last().copied(), Plan::SectionPager(id, at))));
    }
    for (number, taxonomy) in site.taxonomies.iter().enumerate().filter(|(_, taxonomy)| taxonomy.render) {
        lists.push((None, Plan::Taxonomy(number)));
        for (index, term) in taxonomy.terms.iter().enumerate() {
            if term.pagers.is_empty() {
                lists.push((term.pages.last().copied(), Plan::Term(number, index)));
            }
            let pagers = term.pagers.iter().enumerate();
            lists.extend(pagers.map(|(at, pager)| (pager.pages.last().copied(), Plan::TermPager(number, index, at))));
        }
    }
    lists.push((None, Plan::NotFound));
    let order = in_order(site);
    let mut place = vec![order.len(); site.pages.len()];
    order.iter().enumerate().for_each(|(at, id)| place[id.0] = at);
    let mut plans: Vec<(usize, Plan)> = order.into_iter().map(Plan::Page).enumerate().collect();
    let has_poster = |id: &PageId| site.page(*id).poster.is_some();
    let posters = site.page_ids().filter(has_poster).map(|id| (place[id.0], Plan::Poster(id)));
    plans.extend(posters);
    let articles = site.page_ids().flat_map(|id| (0..site.page(id).articles().len()).map(move |at| (id, at)));
    plans.extend(articles.map(|(id, at)| (place[id.0], Plan::Article(id, at))));
    if views.materials.config.export.json {
        let rendered = site.page_ids().filter(|id| site.page(*id).is_rendered());
        plans.extend(rendered.map(|id| (place[id.0], Plan::Export(id))));
    }
    plans.extend(lists.into_iter().map(|(last, plan)| (last.map_or(usize::MAX, |id| place[id.0]), plan)));
    // Stable: a page comes before the lists that end with it.
    plans.sort_by_key(|(at, _)| *at);
    plans.into_iter().map(|(_, plan)| plan).collect()
}

impl Plan {
    /// The job.
    pub fn job(&self, views: &Views) -> Job {
        let Materials { site, config, .. } = &views.materials;
        let nothing = || View::of(Value::none());
        match self {
            Plan::Other(_, make) | Plan::Bodies(_, make) => make(views),
            Plan::Export(id) => {
                let page = site.page(*id);
                let context = of_page(views, *id, &page.url);
                let subject = Some(Item::Page(*id));
                let job = Job::plain(export(page), vec![EXPORT.to_owned()], context, &page.document.lang);
                Job { body: subject, subject, ..job }
            }
            Plan::Poster(id) => {
                let page = site.page(*id);
                let url = page.poster.as_ref().unwrap_or(&page.url);
                let context = of_page(views, *id, url);
                let templates = vec![poster::template(page.kind().kind())];
                Job { subject: Some(Item::Page(*id)), ..job(url, templates, context, &page.document.lang) }
            }
            Plan::Article(id, at) => {
                let page = site.page(*id);
                let url = article_url(page, *at);
                let mut context = of_page(views, *id, url);
                context.push(("article", views.article(*id, *at)));
                context.push(graph(views, Subject::Article(*id, *at), &page.document.lang, url));
                let subject = Some(Item::Page(*id));
                let job = job(url, vec![archive::ARTICLE.to_owned()], context, &page.document.lang);
                Job { body: subject, part: Some(*at), subject, ..job }
            }
            Plan::Page(id) => {
                let page = site.page(*id);
                let lang = &page.document.lang;
                let mut context = of_page(views, *id, &page.url);
                context.push(graph(views, Subject::Page(*id), lang, &page.url));
                let subject = Some(Item::Page(*id));
                Job { body: subject, subject, ..job(&page.url, page_templates(page), context, lang) }
            }
            Plan::Section(id) => section_job(views, *id, &site.section(*id).url, views.section(*id, None), nothing()),
            Plan::SectionPager(id, at) => {
                let url = &site.section(*id).pagers[*at].url;
                section_job(views, *id, url, views.section_head(*id), views.section_pager(*id, *at))
            }
            Plan::Taxonomy(number) => {
                let taxonomy = &site.taxonomies[*number];
                let mut context = base(views, &taxonomy.lang, taxonomy.url.as_str());
                context.push(("taxonomy", views.taxonomy_head(*number)));
                context.push(("terms", views.terms(*number)));
                context.push(graph(views, Subject::Taxonomy(*number), &taxonomy.lang, &taxonomy.url));
                let templates = vec![format!("{}/list.html", taxonomy.name), "taxonomy_list.html".to_owned()];
                job(&taxonomy.url, templates, context, &taxonomy.lang)
            }
            Plan::Term(number, index) => {
                let url = &site.taxonomies[*number].terms[*index].url;
                term_job(views, (*number, *index), url, views.term(*number, *index, None), nothing())
            }
            Plan::TermPager(number, index, at) => {
                let url = &site.taxonomies[*number].terms[*index].pagers[*at].url;
                let (head, pager) = (views.term_head(*number, *index), views.term_pager(*number, *index, *at));
                term_job(views, (*number, *index), url, head, pager)
            }
            Plan::NotFound => {
                let (url, lang) = (UrlPath::from_plain(NOT_FOUND), config.default_language());
                job(&url, vec![NOT_FOUND.to_owned()], base(views, lang, url.as_str()), lang)
            }
        }
    }

    /// Where the output goes.
    pub fn output(&self, site: &Site) -> OutputPath {
        match self {
            Plan::Page(id) => site.page(*id).url.output(),
            Plan::Poster(id) => site.page(*id).poster.as_ref().unwrap_or(&site.page(*id).url).output(),
            Plan::Article(id, at) => article_url(site.page(*id), *at).output(),
            Plan::Section(id) => site.section(*id).url.output(),
            Plan::SectionPager(id, at) => site.section(*id).pagers[*at].url.output(),
            Plan::Taxonomy(number) => site.taxonomies[*number].url.output(),
            Plan::Term(number, index) => site.taxonomies[*number].terms[*index].url.output(),
            Plan::TermPager(number, index, at) => site.taxonomies[*number].terms[*index].pagers[*at].url.output(),
            Plan::NotFound => OutputPath::new(NOT_FOUND),
            Plan::Export(id) => export(site.page(*id)),
            Plan::Other(output, _) | Plan::Bodies(output, _) => output.clone(),
        }
    }

    /// The content it shows.
    pub fn subject(&self) -> Option<Item> {
        match self {
            Plan::Page(id) | Plan::Poster(id) | Plan::Article(id, _) | Plan::Export(id) => Some(Item::Page(*id)),
            Plan::Section(id) | Plan::SectionPager(id, _) => Some(Item::Section(*id)),
            _ => None,
        }
    }
}

const NOT_FOUND: &str = "404.html";
/// The template of pages as data, and the name of what it makes.
const EXPORT: &str = "page.json";

/// Where a page lies as data: beside its HTML.
pub fn export(page: &Page) -> OutputPath {
    page.url.below("index.json").output()
}

fn job(url: &UrlPath, templates: Vec<String>, context: Vec<(&'static str, View)>, lang: &str) -> Job {
    Job::plain(url.output(), templates, context, lang)
}

/// What the outputs of a page see.
fn of_page(views: &Views, id: PageId, url: &UrlPath) -> Vec<(&'static str, View)> {
    let page = views.materials.site.page(id);
    let mut context = base(views, &page.document.lang, url.as_str());
    context.push(("page", views.page(id)));
    if let Some(section) = page.section {
        context.push(("section", views.section_card(section)));
    }
    context
}

fn section_job(views: &Views, id: SectionId, url: &UrlPath, shown: View, paginator: View) -> Job {
    let section = views.materials.site.section(id);
    let mut context = base(views, &section.lang, url.as_str());
    context.push(("section", shown));
    context.push(("paginator", paginator));
    context.push(graph(views, Subject::Section(id), &section.lang, url));
    let role = views.materials.site.archive_role(id);
    context.extend(role.map(|role| match role {
        Role::Home(number) => ("periodical", views.periodical(number)),
        Role::Volume(number, at) => ("volume", views.volume(number, at)),
    }));
    let subject = Some(Item::Section(id));
    Job { body: subject, subject, ..job(url, section_templates(section), context, &section.lang) }
}

/// A theme without templates for periodicals shows them as plain sections.
fn section_templates(section: &Section) -> Vec<String> {
    let chosen = section.template.clone();
    let is_named =
        section.document.as_deref().and_then(Document::section).is_some_and(|front| front.template.is_some());
    let falls_back = !is_named && matches!(chosen.as_str(), "periodical.html" | "volume.html");
    if falls_back { vec![chosen, "section.html".to_owned()] } else { vec![chosen] }
}

fn article_url(page: &Page, at: usize) -> &UrlPath {
    page.articles().get(at).unwrap_or(&page.url)
}

fn term_job(views: &Views, (taxonomy, term): (usize, usize), url: &UrlPath, shown: View, paginator: View) -> Job {
    let of = &views.materials.site.taxonomies[taxonomy];
    let mut context = base(views, &of.lang, url.as_str());
    context.push(("taxonomy", views.taxonomy_head(taxonomy)));
    context.push(("term", shown));
    context.push(("paginator", paginator));
    context.push(graph(views, Subject::Term(taxonomy, term), &of.lang, url));
    let templates = vec![format!("{}/single.html", of.name), "taxonomy_single.html".to_owned()];
    job(url, templates, context, &of.lang)
}

/// The pages that have an output, those of a section one after the other in its order.
fn in_order(site: &Site) -> Vec<PageId> {
    let mut ids: Vec<PageId> = Vec::with_capacity(site.pages.len());
    let of_section =
        |id: SectionId| site.section(id).pages.iter().filter(move |page| site.page(**page).section == Some(id));
    ids.extend(site.section_ids().flat_map(of_section));
    ids.extend(site.page_ids().filter(|id| site.page(*id).section.is_none()));
    ids.retain(|id| site.page(*id).is_rendered());
    ids
}

fn page_templates(page: &Page) -> Vec<String> {
    // A kind without a template of its own is shown as a plain page; a template that an
    // author names must exist.
    let chosen = page.template.clone();
    let kind = format!("{}.html", page.kind().kind().name());
    if chosen == kind { vec![chosen, "page.html".to_owned()] } else { vec![chosen] }
}

/// `structured_data`: the graph of an output.
pub fn graph(views: &Views, subject: Subject, lang: &str, url: &UrlPath) -> (&'static str, View) {
    (STRUCTURED_DATA, views.graph(subject, lang, url))
}

/// `config`, `lang`, `current_path` and `current_url`, which every template sees.
pub fn base(views: &Views, lang: &str, path: &str) -> Vec<(&'static str, View)> {
    let mut context = Vec::with_capacity(8);
    context.push(("config", views.config(lang)));
    context.push(("lang", View::of(lang)));
    context.push(("current_path", View::of(path)));
    context.push(("current_url", View::of(views.materials.config.permalink(path))));
    context
}
