//! Jobs to text: which outputs are rendered, with which template and context.
//!
//! A template is a function of its context and of the answers to its queries; the record of
//! both is the job's trace.

use rayon::prelude::*;
use tera::{Context, Tera, Value};

use crate::diag::{Diagnostic, Report, Span, code};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::markdown::{Bodies, Declarations, Literal, Segment};
use crate::path::OutputPath;
use crate::query::{self, Scope, World};
use crate::site::{Item, Page, Site};
use crate::t;
use crate::theme;
use crate::view::{Materials, View, Views, fill, html_value, paginator};

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
    /// The content it shows, for findings.
    pub subject: Option<Span>,
}

/// Why a rendered page can be trusted without rendering it again.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Stands for output path, templates and context.
    pub key: Fingerprint,
    /// Queries with the fingerprints of their answers.
    pub scope: Scope,
    /// The rendered text.
    pub rendered: Fingerprint,
}

/// A rendered output.
#[derive(Debug)]
pub struct Rendered {
    /// Where it goes.
    pub output: OutputPath,
    /// Its text.
    pub text: String,
    /// Its trace.
    pub trace: Trace,
    /// The content it shows.
    pub subject: Option<Span>,
}

impl Job {
    fn key(&self, templates: &Fingerprint, materials: &Materials<'_>) -> Fingerprint {
        let mut hash = Fingerprinter::new();
        hash.text(env!("CARGO_PKG_VERSION")).fingerprint(templates).text(self.output.as_str());
        self.templates.iter().for_each(|template| {
            hash.text(template);
        });
        for (name, view) in &self.context {
            hash.text(name).fingerprint(&view.fingerprint());
        }
        // The body enters the context only while the job runs: its text, and where its links
        // and pictures lead, stand for it here.
        if let Some(item) = self.body
            && let Some(document) = materials.site.document(item)
        {
            hash.fingerprint(&document.fingerprint);
            let resolved = materials.links.of(item);
            resolved.hrefs.iter().for_each(|href| {
                hash.text(href);
            });
            for picture in &resolved.images {
                let size = picture.source.as_deref().and_then(|source| materials.pictures.get(source));
                hash.text(&picture.url).text(&format!("{size:?}"));
            }
        }
        hash.finish()
    }
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
    /// What bodies are filled from.
    pub materials: &'a Materials<'a>,
}

/// The jobs of pages, sections, pagers, taxonomies and the 404 page.
pub fn jobs(site: &Site, views: &Views, materials: &Materials<'_>) -> Vec<Job> {
    let config = materials.config;
    let mut jobs = Vec::new();
    for id in site.page_ids() {
        let page = site.page(id);
        if !page.is_rendered() {
            continue;
        }
        let lang = page.document.lang.clone();
        let mut context = base(views, materials, &lang, page.url.as_str());
        context.push(("page", views.pages[id.0].clone()));
        if let Some(section) = page.section {
            context.push(("section", views.section_cards[section.0].clone()));
        }
        jobs.push(Job {
            output: page.url.output(),
            templates: page_templates(page),
            context,
            body: Some(Item::Page(id)),
            lang,
            subject: Some(page.document.span("template")),
        });
    }
    for id in site.section_ids() {
        let section = site.section(id);
        if !section.render || section.redirect_to.is_some() {
            continue;
        }
        let subject = section.document.as_ref().map(|document| document.span("template"));
        let job = |url: &crate::path::UrlPath, paginator: View| {
            let mut context = base(views, materials, &section.lang, url.as_str());
            context.push(("section", views.sections[id.0].clone()));
            context.push(("paginator", paginator));
            Job {
                output: url.output(),
                templates: vec![section.template.clone()],
                context,
                body: Some(Item::Section(id)),
                lang: section.lang.clone(),
                subject: subject.clone(),
            }
        };
        if section.pagers.is_empty() {
            jobs.push(job(&section.url, View::of(Value::none())));
        }
        let by = section.document.as_ref().and_then(|d| d.section()).and_then(|f| f.paginate_by).unwrap_or_default();
        for (at, pager) in section.pagers.iter().enumerate() {
            jobs.push(job(&pager.url, paginator(&section.pagers, at, by, &views.cards, config)));
        }
    }
    for (taxonomy, view) in site.taxonomies.iter().zip(&views.taxonomies).filter(|(taxonomy, _)| taxonomy.render) {
        let lang = &taxonomy.lang;
        let mut context = base(views, materials, lang, taxonomy.url.as_str());
        context.push(("taxonomy", view.taxonomy.clone()));
        context.push(("terms", view.terms.clone()));
        jobs.push(Job {
            output: taxonomy.url.output(),
            templates: vec![format!("{}/list.html", taxonomy.name), "taxonomy_list.html".to_owned()],
            context,
            body: None,
            lang: lang.clone(),
            subject: None,
        });
        for (term, single) in taxonomy.terms.iter().zip(&view.singles) {
            let job = |url: &crate::path::UrlPath, paginator: View| {
                let mut context = base(views, materials, lang, url.as_str());
                context.push(("taxonomy", view.taxonomy.clone()));
                context.push(("term", single.clone()));
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
                jobs.push(job(&term.url, View::of(Value::none())));
            }
            for (at, pager) in term.pagers.iter().enumerate() {
                let by = taxonomy.paginate_by.unwrap_or_default();
                jobs.push(job(&pager.url, paginator(&term.pagers, at, by, &views.cards, config)));
            }
        }
    }
    jobs.push(Job {
        output: OutputPath::new("404.html"),
        templates: vec!["404.html".to_owned()],
        context: base(views, materials, config.default_language(), "/404.html"),
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
pub fn base(views: &Views, materials: &Materials<'_>, lang: &str, path: &str) -> Vec<(&'static str, View)> {
    vec![
        ("config", views.config(lang)),
        ("lang", View::of(lang)),
        ("current_path", View::of(path)),
        ("current_url", View::of(materials.config.permalink(path))),
    ]
}

/// Renders all jobs, in parallel; results keep the order of jobs.
pub fn run(jobs: &[Job], renderer: &Renderer<'_>, report: &mut Report) -> Vec<Rendered> {
    let results: Vec<Result<Rendered, Vec<Diagnostic>>> = jobs.par_iter().map(|job| one(job, renderer)).collect();
    let mut rendered = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(output) => rendered.push(output),
            Err(findings) => report.extend(findings),
        }
    }
    rendered
}

fn one(job: &Job, renderer: &Renderer<'_>) -> Result<Rendered, Vec<Diagnostic>> {
    let folder = match job.body {
        Some(Item::Page(id)) => Some(renderer.materials.site.page(id).document.path.folder().to_owned()),
        _ => None,
    };
    let (text, scope) = query::record(&job.lang, folder, || text(job, renderer));
    let text = text?;
    let trace = Trace {
        key: job.key(&renderer.templates, renderer.materials),
        scope,
        rendered: Fingerprint::of(text.as_bytes()),
    };
    Ok(Rendered { output: job.output.clone(), text, trace, subject: job.subject.clone() })
}

fn text(job: &Job, renderer: &Renderer<'_>) -> Result<String, Vec<Diagnostic>> {
    let Some(template) = job.templates.iter().find(|name| renderer.tera.contains_template(name)) else {
        let name = job.templates.last().map_or("", String::as_str);
        return Err(vec![
            Diagnostic::error(code::TEMPLATE_MISSING, t!("没有模板“{name}”", "there is no template `{name}`"))
                .at_opt(job.subject.clone())
                .help(t!(
                    "在 templates/ 里新建 {name}，或改正 template 的写法",
                    "add {name} to templates/, or mend the name"
                )),
        ]);
    };
    let mut context = Context::new();
    for (name, view) in &job.context {
        context.insert_value(*name, view.value().clone());
    }
    if let Some(item) = job.body {
        let content = body(item, &context, renderer)?;
        let name = match item {
            Item::Page(_) => "page",
            Item::Section(_) => "section",
        };
        if let Some((_, view)) = job.context.iter().find(|(key, _)| *key == name) {
            let mut map = view.value().clone().into_map().unwrap_or_default();
            map.insert(tera::value::Key::from("content"), html_value(&content));
            context.insert_value(name, Value::from(map));
        }
    }
    renderer.tera.render(template, &context).map_err(|error| {
        let (mut finding, _) = theme::explain_error(&error, renderer.materials.config);
        if let Some(subject) = &job.subject {
            let shown = &subject.file;
            finding = finding.also(Span::file(shown.clone()), t!("正在渲染这一页", "while rendering this page"));
        } else {
            let output = &job.output;
            finding = finding.help(t!("正在渲染 /{output}", "while rendering /{output}"));
        }
        vec![finding]
    })
}

/// A body's HTML, components rendered.
fn body(item: Item, implicits: &Context, renderer: &Renderer<'_>) -> Result<String, Vec<Diagnostic>> {
    let materials = renderer.materials;
    let Some(document) = materials.site.document(item) else { return Ok(String::new()) };
    let resolved = materials.links.of(item);
    let mut component = |number: usize, inner: String| {
        let Some(call) = document.body.calls.get(number) else { return Ok(String::new()) };
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
            let (finding, _) = theme::explain_error(&error, materials.config);
            let span = Span::new(document.file.clone(), call.span.clone());
            vec![finding.also(span, t!("在这里使用", "used here"))]
        })
    };
    let segments: &[Segment] = &document.body.segments;
    fill(segments, &document.body, resolved, materials, &mut component)
}
