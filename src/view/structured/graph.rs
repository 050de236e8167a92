//! The graph of a page: the site, the page, the way to it, and what it is about.

use serde::Serialize;
use tera::Value;

use super::agent::Agent;
use super::article::{Article, questions};
use super::film::{Series, VideoObject};
use super::periodical::{self, Work};
use super::place::{Breadcrumbs, DefinedTerm, Entity, Kinds, WebPage, way};
use super::quiz::QuizNode;
use super::site::{Organization, WebSite, organization, organization_ref, search_page, website, website_ref};
use super::{CONTEXT, Ref};
use crate::config::Language;
use crate::date::Moment;
use crate::hash::Fingerprinter;
use crate::kind::KindData;
use crate::path::UrlPath;
use crate::registry::Who;
use crate::site::archive::citation::Citable;
use crate::site::archive::{Role, fields};
use crate::site::{PageId, SectionId};
use crate::view::page::still;
use crate::view::questions::Asking;
use crate::view::{Late, Materials, View, Views};

/// What an output shows.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    /// A page.
    Page(PageId),
    /// An article of an issue, by its number from 0.
    Article(PageId, usize),
    /// A section, or one of its pagers.
    Section(SectionId),
    /// The list of a taxonomy's terms.
    Taxonomy(usize),
    /// A term, or one of its pagers.
    Term(usize, usize),
    /// A series of films.
    Series(usize),
    /// A person or an organisation.
    Who(Who),
    /// A question or an outcome: which tree, and which node of it.
    Question(usize, usize),
}

/// A graph.
#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    nodes: Vec<Node<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Node<'a> {
    Organization(Organization<'a>),
    Site(WebSite<'a>),
    Page(WebPage<'a>),
    Breadcrumbs(Breadcrumbs<'a>),
    Article(Box<Article<'a>>),
    Film(Box<VideoObject<'a>>),
    Work(Box<Work<'a>>),
    Quiz(Box<QuizNode<'a>>),
    Term(DefinedTerm<'a>),
    Series(SeriesNode<'a>),
    Who(WhoNode<'a>),
}

/// schema.org `CreativeWorkSeries`, as a node.
#[derive(Serialize)]
struct SeriesNode<'a> {
    #[serde(flatten)]
    id: Ref,
    #[serde(flatten)]
    series: Series<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    publisher: Ref,
}

/// schema.org `Person` or `Organization`, as a node.
#[derive(Serialize)]
struct WhoNode<'a> {
    #[serde(flatten)]
    id: Ref,
    #[serde(flatten)]
    agent: Agent<'a>,
    url: String,
    #[serde(rename = "alternateName", skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a str>,
    #[serde(rename = "jobTitle", skip_serializing_if = "Vec::is_empty")]
    posts: Vec<&'a str>,
}

impl Views {
    /// The structured data of an output at `url`.
    pub fn graph(&self, subject: Subject, lang: &str, url: &UrlPath) -> View {
        let shown = match subject {
            Subject::Page(id) | Subject::Article(id, _) => self.page(id),
            Subject::Section(id) => match self.materials.site.archive_role(id) {
                Some(Role::Home(number)) => self.periodical(number),
                Some(Role::Volume(number, at)) => self.volume(number, at),
                None => self.section_head(id),
            },
            Subject::Taxonomy(number) => self.taxonomy_head(number),
            Subject::Term(number, index) => self.term_head(number, index),
            Subject::Series(number) => self.series(number),
            Subject::Who(who) => self.who(who),
            Subject::Question(tree, node) => self.question_head(tree, node),
        };
        let mut hash = Fingerprinter::new();
        hash.fingerprint(&self.config(lang).fingerprint()).fingerprint(&shown.fingerprint()).text(url.as_str());
        if let Subject::Section(id) = subject {
            hash.fingerprint(&self.section_head(id).fingerprint());
        }
        let search = search_page(&self.materials.site, &self.materials.config, lang)
            .filter(|_| is_home(subject, &self.materials));
        hash.text(search.map_or("", |page| page.url.as_str()));
        View::late(hash.finish(), Late::Graph(subject, url.clone()))
    }

    pub(in crate::view) fn graph_value(&self, subject: Subject, url: &UrlPath) -> Value {
        let about = About { materials: &self.materials, url: self.materials.config.permalink(url.as_str()) };
        Value::try_from_serializable(&about.graph(subject)).unwrap_or_else(|_| Value::none())
    }
}

fn is_home(subject: Subject, materials: &Materials) -> bool {
    matches!(subject, Subject::Section(id) if materials.site.section(id).ancestors.is_empty())
}

/// An output, for whose graph nodes are made.
struct About<'a> {
    materials: &'a Materials,
    url: String,
}

/// What differs from page to page: its name, the way to it, and what it is about.
#[derive(Default)]
struct Told<'a> {
    kind: &'static str,
    name: &'a str,
    description: Option<&'a str>,
    dates: [Option<String>; 2],
    way: Vec<(&'a str, String)>,
    entity: Option<Entity<'a>>,
    nodes: Vec<Node<'a>>,
}

impl<'a> About<'a> {
    fn graph(&self, subject: Subject) -> Graph<'a> {
        let Materials { site, config, .. } = self.materials;
        let lang = match subject {
            Subject::Page(id) | Subject::Article(id, _) => &site.page(id).document.lang,
            Subject::Section(id) => &site.section(id).lang,
            Subject::Taxonomy(number) | Subject::Term(number, _) => &site.taxonomies[number].lang,
            Subject::Series(number) => &site.series[number].lang,
            Subject::Who(_) => config.default_language(),
            Subject::Question(tree, _) => &site.registry.questions[tree].0,
        };
        let language = config.language(lang).unwrap_or(&config.languages[0]);
        let in_full = is_home(subject, self.materials);
        let told = match subject {
            Subject::Page(id) => self.page(id),
            Subject::Article(id, at) => self.article(id, at),
            Subject::Section(id) => self.section(id),
            Subject::Taxonomy(number) => self.taxonomy(number, language),
            Subject::Term(number, index) => self.term(number, index, language),
            Subject::Series(number) => self.series(number, language),
            Subject::Who(who) => self.who(who, language),
            Subject::Question(tree, node) => self.question(tree, node),
        };
        let breadcrumbs = Breadcrumbs::of(&self.url, told.way);
        let [published, modified] = told.dates;
        let page = WebPage {
            kind: match told.entity {
                Some(Entity::Questions(_)) => Kinds::Both(["WebPage", "FAQPage"]),
                _ => Kinds::One(told.kind),
            },
            id: self.page_ref(),
            url: self.url.clone(),
            name: told.name,
            description: told.description,
            language: &language.tag,
            site: website_ref(config, lang),
            breadcrumb: breadcrumbs.as_ref().map(Breadcrumbs::id),
            published,
            modified,
            entity: told.entity,
        };
        let search = in_full.then(|| search_page(site, config, lang));
        let mut nodes = vec![
            Node::Organization(organization(config, in_full)),
            Node::Site(website(config, language, search)),
            Node::Page(page),
        ];
        nodes.extend(breadcrumbs.map(Node::Breadcrumbs));
        nodes.extend(told.nodes);
        Graph { context: CONTEXT, nodes }
    }

    fn page_ref(&self) -> Ref {
        Ref::to(format!("{}#webpage", self.url))
    }

    fn home(&self, language: &'a Language) -> Vec<(&'a str, String)> {
        vec![(&language.title, super::site::home(&self.materials.config, &language.code))]
    }

    fn page(&self, id: PageId) -> Told<'a> {
        let Materials { site, config, films, .. } = self.materials;
        let page = site.page(id);
        let front = page.front();
        let mut way = way(site, config, &page.ancestors);
        way.push((front.short_title.as_deref().unwrap_or(page.title()), self.url.clone()));
        let mut nodes = Vec::new();
        let mut entity = None;
        let film = match page.kind() {
            KindData::Video(video) => films.get(id).map(|film| (video, film)),
            _ => None,
        };
        if let Some((video, film)) = film.filter(|(video, film)| !film.files.is_empty() || !video.embeds.is_empty()) {
            let thumbnail = still(self.materials, id);
            let id = format!("{}#video", self.url);
            let video = VideoObject::of(self.materials, page, video, film, thumbnail);
            entity = Some(Entity::Node(Ref::to(id.clone())));
            nodes.push(Node::Film(Box::new(video.inner(id, self.page_ref(), organization_ref(config)))));
        } else if let (Some(bulletin), Some(place), Some(citable)) =
            (fields(page), page.issue.as_deref(), Citable::of(page, config))
        {
            entity = Some(Entity::Node(Ref::to(self.url.clone())));
            nodes
                .push(Node::Work(Box::new(periodical::issue(self.materials, page, bulletin, &citable, place).inner())));
        } else if let KindData::Quiz(quiz) = page.kind() {
            let quiz = QuizNode::of(self.materials, page, quiz, &self.url);
            entity = Some(Entity::Node(quiz.id()));
            nodes.push(Node::Quiz(Box::new(quiz)));
        } else if let Some(article) = Article::of(self.materials, page, self.page_ref()) {
            entity = Some(Entity::Node(article.id()));
            nodes.push(Node::Article(Box::new(article)));
        }
        let questions = questions(page);
        if !questions.is_empty() {
            entity = Some(Entity::Questions(questions));
        }
        // What the page is about says this of itself.
        let is_bare = nodes.is_empty();
        let date = |date: Option<Moment>| date.filter(|_| is_bare).map(|date| date.rfc3339());
        let dates = [page.date, page.updated.or(page.date)].map(date);
        let description = front.description.as_deref().filter(|_| is_bare);
        Told { kind: "WebPage", name: page.title(), description, dates, way, entity, nodes }
    }

    fn article(&self, id: PageId, at: usize) -> Told<'a> {
        let Materials { site, config, .. } = self.materials;
        let page = site.page(id);
        let (Some(bulletin), Some(place), Some(citable)) =
            (fields(page), page.issue.as_deref(), Citable::of(page, config))
        else {
            return self.page(id);
        };
        let name = bulletin.contents.get(at).map_or(page.title(), |article| &article.title);
        let mut way = way(site, config, &page.ancestors);
        way.push((page.title(), config.permalink(page.url.as_str())));
        way.push((name, self.url.clone()));
        let work = periodical::article(self.materials, page, bulletin, &citable, place, at).inner();
        let entity = Some(Entity::Node(Ref::to(self.url.clone())));
        Told { kind: "WebPage", name, way, entity, nodes: vec![Node::Work(Box::new(work))], ..Told::default() }
    }

    fn section(&self, id: SectionId) -> Told<'a> {
        let Materials { site, config, .. } = self.materials;
        let section = site.section(id);
        let mut way = way(site, config, &section.ancestors);
        let language = config.language(&section.lang);
        let is_root = section.ancestors.is_empty();
        let name = language.filter(|_| is_root).map_or(section.title.as_str(), |language| &language.title);
        way.push((name, config.permalink(section.url.as_str())));
        let site_text = language.filter(|_| is_root).map(|language| language.description.as_str());
        let work = site.archive_role(id).map(|role| match role {
            Role::Home(number) => periodical::home(self.materials, &site.archives[number]),
            Role::Volume(number, at) => {
                let archive = &site.archives[number];
                periodical::volume_page(self.materials, archive, &archive.volumes[at])
            }
        });
        Told {
            kind: "CollectionPage",
            name,
            description: section.description.as_deref().or(site_text),
            way,
            entity: work.as_ref().map(|_| Entity::Node(Ref::to(config.permalink(section.url.as_str())))),
            nodes: work.map(|work| Node::Work(Box::new(work.inner()))).into_iter().collect(),
            ..Told::default()
        }
    }

    fn question(&self, tree: usize, node: usize) -> Told<'a> {
        let Materials { site, config, .. } = self.materials;
        let Some(asking) = Asking::nth(self.materials, tree) else { return Told::default() };
        let Some((name, description)) = asking.head(node) else { return Told::default() };
        let mut way = way(site, config, &asking.ancestors());
        way.push((name, self.url.clone()));
        Told { kind: "WebPage", name, description, way, ..Told::default() }
    }

    fn taxonomy(&self, number: usize, language: &'a Language) -> Told<'a> {
        let taxonomy = &self.materials.site.taxonomies[number];
        let mut way = self.home(language);
        way.push((&taxonomy.title, self.url.clone()));
        Told { kind: "CollectionPage", name: &taxonomy.title, way, ..Told::default() }
    }

    fn term(&self, number: usize, index: usize, language: &'a Language) -> Told<'a> {
        let Materials { site, config, .. } = self.materials;
        let taxonomy = &site.taxonomies[number];
        let term = &taxonomy.terms[index];
        let url = config.permalink(term.url.as_str());
        let mut way = self.home(language);
        way.push((&taxonomy.title, config.permalink(taxonomy.url.as_str())));
        way.push((&term.title, url.clone()));
        let description = term.description.as_deref();
        let node = DefinedTerm {
            kind: "DefinedTerm",
            id: DefinedTerm::id_of(&url),
            name: &term.title,
            description,
            code: &term.slug,
            set: config.permalink(taxonomy.url.as_str()),
        };
        Told {
            kind: "CollectionPage",
            name: &term.title,
            description,
            way,
            entity: Some(Entity::Node(DefinedTerm::id_of(&url))),
            nodes: vec![Node::Term(node)],
            ..Told::default()
        }
    }

    fn series(&self, number: usize, language: &'a Language) -> Told<'a> {
        let Materials { site, config, .. } = self.materials;
        let declared = config.series.get(&site.series[number].id);
        let name = declared.map_or("", |declared| declared.title.as_str());
        let description = declared.and_then(|declared| declared.description.as_deref());
        let mut way = self.home(language);
        way.push((name, self.url.clone()));
        let id = Ref::to(format!("{}#series", self.url));
        let series = Series { kind: "CreativeWorkSeries", name, url: Some(self.url.clone()) };
        let entity = Some(Entity::Node(id.clone()));
        let node = SeriesNode { id, series, description, publisher: organization_ref(config) };
        Told {
            kind: "CollectionPage",
            name,
            description,
            way,
            entity,
            nodes: vec![Node::Series(node)],
            ..Told::default()
        }
    }

    fn who(&self, who: Who, language: &'a Language) -> Told<'a> {
        let registry = &self.materials.site.registry;
        let name = registry.name(who);
        let (kind, aliases, posts): (_, &'a [String], Vec<&str>) = match who {
            Who::Person(number) => {
                let person = &registry.persons[number].it;
                ("Person", &person.aliases, person.posts.iter().map(|post| post.title.as_str()).collect())
            }
            Who::Organisation(number) => ("Organization", &registry.organisations[number].it.aliases, Vec::new()),
        };
        let mut way = self.home(language);
        way.push((name, self.url.clone()));
        let id = Ref::to(format!("{}#about", self.url));
        let node = WhoNode {
            id: id.clone(),
            agent: Agent { kind, name },
            url: self.url.clone(),
            aliases: aliases.iter().map(String::as_str).collect(),
            posts,
        };
        let kind = if matches!(who, Who::Person(_)) { "ProfilePage" } else { "AboutPage" };
        Told { kind, name, way, entity: Some(Entity::Node(id)), nodes: vec![Node::Who(node)], ..Told::default() }
    }
}
