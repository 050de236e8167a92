//! Jobs to text: which outputs are rendered, with which template and context.
//!
//! A template is a function of its context and of the answers to its queries; the record of
//! both is the job's trace.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tera::{Context, Tera, Value};

use crate::diag::{Diagnostic, Span, code};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::markdown::{Bodies, Declarations, Literal};
use crate::path::OutputPath;
use crate::query::{self, Number, World};
use crate::site::{Item, Page, PageId, Site};
use crate::store::Pack;
use crate::t;
use crate::theme;
use crate::view::{Materials, View, Views, fill, html_value};

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
    /// The rendered text.
    pub rendered: Fingerprint,
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
    /// What a job's key is made of.
    pub fn part_names(&self) -> Vec<&'static str> {
        let context = self.context.iter().map(|(name, _)| *name);
        ["templates", "template"].into_iter().chain(context).chain(self.body.map(|_| "content")).collect()
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

/// A body enters the context only while its job runs: what was parsed, and where its links and
/// pictures lead, stand for it.
fn body_fingerprint(item: Item, renderer: &Renderer<'_>) -> Fingerprint {
    let Materials { site, links, pictures, .. } = &renderer.world.views.materials;
    let mut hash = Fingerprinter::new();
    if let Some(document) = site.document(item) {
        hash.fingerprint(&document.key).text(document.path.folder());
        let resolved = links.of(item);
        resolved.hrefs.iter().for_each(|href| {
            hash.text(href);
        });
        for picture in &resolved.images {
            let size = picture.source.as_deref().and_then(|source| pictures.get(source));
            let (width, height) = size.map(|size| (size.width, size.height)).unwrap_or_default();
            hash.text(&picture.url).number(u64::from(width)).number(u64::from(height));
        }
    }
    hash.finish()
}

/// What rendering needs.
pub struct Renderer<'a> {
    /// The templates.
    pub tera: &'a Tera,
    /// Fingerprint of the templates.
    pub templates: Fingerprint,
    /// Declared components.
    pub components: &'a Declarations,
    /// The world that templates ask.
    pub world: &'a World,
    /// Where bodies lie.
    pub pack: &'a Pack,
}

/// The jobs of pages, sections, pagers, taxonomies and the 404 page.
pub fn jobs(views: &Views) -> Vec<Job> {
    let Materials { site, config, .. } = &views.materials;
    let ids: Vec<PageId> = site.page_ids().filter(|id| site.page(*id).is_rendered()).collect();
    let mut jobs: Vec<Job> = ids
        .par_iter()
        .map(|id| {
            let page = site.page(*id);
            let lang = page.document.lang.clone();
            let mut context = base(views, &lang, page.url.as_str());
            context.push(("page", views.page(*id)));
            if let Some(section) = page.section {
                context.push(("section", views.section_card(section)));
            }
            let (output, templates) = (page.url.output(), page_templates(page));
            Job { output, templates, context, body: Some(Item::Page(*id)), lang, subject: Some(Item::Page(*id)) }
        })
        .collect();
    for id in site.section_ids() {
        let section = site.section(id);
        if !section.render || section.redirect_to.is_some() {
            continue;
        }
        let job = |url: &crate::path::UrlPath, shown: View, paginator: View| {
            let mut context = base(views, &section.lang, url.as_str());
            context.push(("section", shown));
            context.push(("paginator", paginator));
            Job {
                output: url.output(),
                templates: vec![section.template.clone()],
                context,
                body: Some(Item::Section(id)),
                lang: section.lang.clone(),
                subject: Some(Item::Section(id)),
            }
        };
        if section.pagers.is_empty() {
            jobs.push(job(&section.url, views.section(id), View::of(Value::none())));
        }
        for (at, pager) in section.pagers.iter().enumerate() {
            jobs.push(job(&pager.url, views.section_head(id), views.section_pager(id, at)));
        }
    }
    for (number, taxonomy) in site.taxonomies.iter().enumerate().filter(|(_, taxonomy)| taxonomy.render) {
        let lang = &taxonomy.lang;
        let mut context = base(views, lang, taxonomy.url.as_str());
        context.push(("taxonomy", views.taxonomy_head(number)));
        context.push(("terms", views.terms(number)));
        jobs.push(Job {
            output: taxonomy.url.output(),
            templates: vec![format!("{}/list.html", taxonomy.name), "taxonomy_list.html".to_owned()],
            context,
            body: None,
            lang: lang.clone(),
            subject: None,
        });
        for (index, term) in taxonomy.terms.iter().enumerate() {
            let job = |url: &crate::path::UrlPath, shown: View, paginator: View| {
                let mut context = base(views, lang, url.as_str());
                context.push(("taxonomy", views.taxonomy_head(number)));
                context.push(("term", shown));
                context.push(("paginator", paginator));
                Job {
                    output: url.output(),
                    templates: vec![format!("{}/single.html", taxonomy.name), "taxonomy_single.html".to_owned()],
                    context,
                    body: None,
                    lang: lang.clone(),
                    subject: None,
                }
            };
            if term.pagers.is_empty() {
                jobs.push(job(&term.url, views.term(number, index), View::of(Value::none())));
            }
            for (at, pager) in term.pagers.iter().enumerate() {
                jobs.push(job(&pager.url, views.term_head(number, index), views.term_pager(number, index, at)));
            }
        }
    }
    jobs.push(Job {
        output: OutputPath::new("404.html"),
        templates: vec!["404.html".to_owned()],
        context: base(views, config.default_language(), "/404.html"),
        body: None,
        lang: config.default_language().to_owned(),
        subject: None,
    });
    jobs
}

fn page_templates(page: &Page) -> Vec<String> {
    // A kind without a template of its own is shown as a plain page; a template that an
    // author names must exist.
    let chosen = page.template.clone();
    let kind = format!("{}.html", page.kind().kind().name());
    if chosen == kind { vec![chosen, "page.html".to_owned()] } else { vec![chosen] }
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

/// Renders one job.
pub fn one(job: &Job, renderer: &Renderer<'_>) -> Result<Rendered, Vec<Diagnostic>> {
    let folder = match job.body {
        Some(Item::Page(id)) => Some(renderer.world.views.materials.site.page(id).document.path.folder().to_owned()),
        _ => None,
    };
    let (result, scope) = query::record(&job.lang, folder, || text(job, renderer));
    let (text, content) = result?;
    Ok(Rendered { text, content, asked: scope.asked })
}

/// The text of a job, and the body in it.
fn text(job: &Job, renderer: &Renderer<'_>) -> Result<(Vec<u8>, String), Vec<Diagnostic>> {
    let Some(template) = job.templates.iter().find(|name| renderer.tera.contains_template(name)) else {
        let name = job.templates.last().map_or("", String::as_str);
        return Err(vec![
            Diagnostic::error(code::TEMPLATE_MISSING, t!("没有模板“{name}”", "there is no template `{name}`"))
                .at_opt(subject(job.subject, &renderer.world.views.materials.site))
                .help(t!(
                    "在 templates/ 里新建 {name}，或改正 template 的写法",
                    "add {name} to templates/, or mend the name"
                )),
        ]);
    };
    let views = &renderer.world.views;
    let mut context = Context::new();
    for (name, view) in &job.context {
        context.insert_value(*name, views.value(view));
    }
    let mut content = String::new();
    if let Some(item) = job.body {
        content = body(item, &context, renderer)?;
        let name = match item {
            Item::Page(_) => "page",
            Item::Section(_) => "section",
        };
        if let Some(shown) = context.get(name).cloned() {
            let mut map = shown.into_map().unwrap_or_default();
            map.insert(tera::value::Key::from("content"), html_value(&content));
            context.insert_value(name, Value::from(map));
        }
    }
    let mut text = Vec::with_capacity(content.len() + 4096);
    renderer.tera.render_to(template, &context, &mut text).map_err(|error| {
        let (mut finding, _) = theme::explain_error(&error, renderer.world.config());
        let site = &renderer.world.views.materials.site;
        if let Some(document) = job.subject.and_then(|item| site.document(item)) {
            finding =
                finding.also(Span::file(document.file.clone()), t!("正在渲染这一页", "while rendering this page"));
        } else {
            let output = &job.output;
            finding = finding.help(t!("正在渲染 /{output}", "while rendering /{output}"));
        }
        vec![finding]
    })?;
    Ok((text, content))
}

/// A body's HTML, components rendered.
fn body(item: Item, implicits: &Context, renderer: &Renderer<'_>) -> Result<String, Vec<Diagnostic>> {
    let materials = &renderer.world.views.materials;
    let Some(document) = materials.site.document(item) else { return Ok(String::new()) };
    // Damaged prose leaves a hole here; the pack knows, and the whole build is made again.
    let prose = document.prose(renderer.pack).unwrap_or_default();
    let resolved = materials.links.of(item);
    let mut component = |number: usize, inner: String| {
        let Some(call) = prose.calls.get(number) else { return Ok(String::new()) };
        let mut arguments = Context::new();
        for (name, literal) in &call.arguments {
            let value = match literal {
                Literal::String(text) => Value::from(text.as_str()),
                Literal::Bool(value) => Value::from(*value),
                Literal::Integer(number) => Value::from(*number),
                Literal::Number(number) => Value::from(*number),
            };
            arguments.insert_value(name.clone(), value);
        }
        let declared = renderer.components.components.get(&call.name);
        let takes_body = declared.is_some_and(|declared| declared.body == Bodies::Markdown);
        let inner = takes_body.then_some(inner.as_str());
        renderer.tera.render_component_with_implicits(&call.name, &arguments, implicits, inner, true).map_err(|error| {
            let (finding, _) = theme::explain_error(&error, &materials.config);
            let span = Span::new(document.file.clone(), call.span.clone());
            vec![finding.also(span, t!("在这里使用", "used here"))]
        })
    };
    fill(&prose.segments, &document.body, resolved, materials, &mut component)
}
