//! The text of one job: its template with the body that it shows.

use tera::{Context, Value};

use super::{Job, Rendered, Renderer, subject};
use crate::diag::{Diagnostic, Span, code};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::markdown::{Bodies, Literal, Prose};
use crate::query;
use crate::site::{Item, PageId, archive};
use crate::t;
use crate::theme;
use crate::view::{Filling, Materials, STRUCTURED_DATA, fill, part};

/// A body enters the context only while its job runs: what was parsed, and where its links and
/// pictures lead, stand for it.
pub fn body_fingerprint(item: Item, renderer: &Renderer<'_>) -> Fingerprint {
    let Materials { site, links, pictures, renditions, config, .. } = &renderer.world.views.materials;
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
            if let Some(rendition) = picture.source.as_deref().and_then(|source| renditions.get(source)) {
                hash.text(&config.images.sizes);
                rendition.add_to(&mut hash);
            }
        }
    }
    hash.finish()
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
    let document = job.body.and_then(|item| views.materials.site.document(item));
    // Damaged prose leaves a hole here; the pack knows, and the whole build is made again.
    let prose = document.and_then(|document| document.prose(renderer.pack)).unwrap_or_default();
    let name = match (job.body, job.part) {
        (Some(Item::Page(_)), None) => "page",
        (Some(Item::Page(_)), Some(_)) => "article",
        (Some(Item::Section(_)), _) => "section",
        (None, _) => "",
    };
    let mut context = Context::new();
    for (key, view) in &job.context {
        // Only components see what has a body without it.
        let is_wanted = *key != STRUCTURED_DATA || renderer.shows_data;
        if is_wanted && (*key != name || !prose.calls.is_empty()) {
            context.insert_value(*key, views.value(view));
        }
    }
    let mut content = String::new();
    if let Some(item) = job.body {
        content = body(item, &prose, &context, renderer)?;
        if let (Item::Page(id), Some(at)) = (item, job.part) {
            content = article_text(id, at, &content, &renderer.world.views.materials);
        }
        if let Some((_, view)) = job.context.iter().find(|(key, _)| *key == name) {
            context.insert_value(name, views.value_with_body(view, &content));
        }
    }
    if !job.bodies.is_empty() {
        context.insert_value("pages", with_bodies(&job.bodies, &context, renderer)?);
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

/// Pages with their bodies. A component in one of them sees its own page.
fn with_bodies(ids: &[PageId], base: &Context, renderer: &Renderer<'_>) -> Result<Value, Vec<Diagnostic>> {
    let views = &renderer.world.views;
    let page = |id: &PageId| {
        let prose = views.materials.site.page(*id).document.prose(renderer.pack).unwrap_or_default();
        let view = views.page(*id);
        let mut context = base.clone();
        if !prose.calls.is_empty() {
            context.insert_value("page", views.value(&view));
        }
        let folder = views.materials.site.page(*id).document.path.folder();
        let content = query::within(folder, || body(Item::Page(*id), &prose, &context, renderer))?;
        Ok(views.value_with_body(&view, &content))
    };
    ids.iter().map(page).collect::<Result<Vec<Value>, _>>().map(Value::from)
}

/// An article, cut out of its issue.
fn article_text(id: PageId, at: usize, whole: &str, materials: &Materials) -> String {
    let page = materials.site.page(id);
    let headings = archive::headings(page).unwrap_or_default();
    let ids: Vec<&str> = headings.iter().map(|heading| heading.id.as_str()).collect();
    part(whole, &ids, at, &materials.config.href(page.url.as_str()))
}

/// A body's HTML, components rendered.
fn body(item: Item, prose: &Prose, implicits: &Context, renderer: &Renderer<'_>) -> Result<String, Vec<Diagnostic>> {
    let materials = &renderer.world.views.materials;
    let Some(document) = materials.site.document(item) else { return Ok(String::new()) };
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
    // A cover stands before the body.
    let has_cover = document.page().is_some_and(|(front, _)| front.cover.is_some());
    let filling = Filling { body: &document.body, resolved, materials, is_first: !has_cover };
    fill(&prose.segments, &filling, &mut component)
}
