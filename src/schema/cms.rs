//! The configuration of Sveltia CMS: collections, fields, vocabularies.

use serde_json::{Map, Value, json};

use super::words::{Column, Named, SiteWords, Terms};
use super::{Field, Names, Need, Shape, Table, fields, required, yaml};
use crate::config::{CmsBackend, Config};
use crate::diag::{Diagnostic, Lang, code};
use crate::kind::Kind;
use crate::t;

/// Small letters, digits and hyphens.
const SLUG: &str = "^[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?$";

/// The configuration as YAML.
pub fn config(config: &Config, words: &SiteWords, lang: Lang) -> Result<String, Box<Diagnostic>> {
    let value = json!({
        "backend": backend(config)?,
        "site_url": config.base_url,
        "app_title": config.languages.first().map(|language| language.title.as_str()),
        "media_folder": "media/uploads",
        "public_folder": "/media/uploads",
        "slug": { "encoding": "ascii", "clean_accents": true },
        // What authors leave empty is left out, as the rules want it.
        "output": { "omit_empty_optional_fields": true },
        "collections": words.columns.iter().map(|column| collection(column, words, lang)).collect::<Vec<_>>(),
    });
    let head = match lang {
        Lang::Zh => "# 由 fanzha schema cms 生成，请不要手改：字段随程序，词表随 site.toml 和 data/。\n",
        Lang::En => "# Made by fanzha schema cms: fields come from the program, words from site.toml and data/.\n",
    };
    Ok(format!("{head}{}", yaml::write(&value)))
}

fn backend(config: &Config) -> Result<Value, Box<Diagnostic>> {
    let cms = &config.cms;
    let mut backend = Map::new();
    backend.insert("name".to_owned(), json!(cms.backend.name()));
    if cms.backend == CmsBackend::TestRepo {
        return Ok(Value::Object(backend));
    }
    let Some(repo) = &cms.repo else {
        return Err(Box::new(
            Diagnostic::error(
                code::CONFIG_INVALID,
                t!("site.toml 没有写内容管理用哪个仓库", "site.toml does not say the content manager's repository"),
            )
            .help(t!(
                "加上 [cms] 和 backend = \"github\"、repo = \"单位/仓库\"、branch = \"main\"；只是试用写 backend = \"test-repo\"",
                "add [cms] with backend = \"github\", repo = \"owner/name\", branch = \"main\"; for a trial backend = \"test-repo\""
            )),
        ));
    };
    backend.insert("repo".to_owned(), json!(repo));
    let optional = [("branch", &cms.branch), ("api_root", &cms.api_root), ("base_url", &cms.base_url)];
    for (key, value) in optional {
        backend.extend(value.as_ref().map(|value| (key.to_owned(), json!(value))));
    }
    if let Some(id) = &cms.app_id {
        backend.insert("auth_type".to_owned(), json!("pkce"));
        backend.insert("app_id".to_owned(), json!(id));
    }
    Ok(Value::Object(backend))
}

fn collection(column: &Column, words: &SiteWords, lang: Lang) -> Value {
    let (name, path, slug) = place(column);
    let mut value = json!({
        "name": name,
        "label": column.title,
        "description": column.description,
        "folder": format!("content/{}", column.folder),
        "path": path,
        "create": true,
        "extension": "md",
        "format": "toml-frontmatter",
        "identifier_field": "title",
        "slug": slug,
        "sortable_fields": ["title", "date"],
        "fields": members(column.kind, words, lang),
    });
    if path != "{{slug}}" {
        // Files lie beside the page.
        value["media_folder"] = json!("");
        value["public_folder"] = json!("");
    }
    value
}

/// A collection's name, the path of its files and their slug.
fn place(column: &Column) -> (String, &'static str, &'static str) {
    let name = column.folder.replace('/', "-");
    match column.kind {
        Kind::Video => (name, "{{slug}}/index", "{{fields.slug}}"),
        Kind::Bulletin => (name, "{{fields.periodical}}/{{fields.year}}/{{slug}}/index", "{{fields.issue}}"),
        _ => (name, "{{slug}}", "{{fields.slug}}"),
    }
}

/// The fields of a kind: what is required, what most pages have, the text, then the rest.
fn members(kind: Kind, words: &SiteWords, lang: Lang) -> Vec<Value> {
    let needed = required(kind);
    let own = super::kind(kind);
    let (mut first, mut usual, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for table in [Some(super::page()), own].into_iter().flatten() {
        for (key, shape) in &table.keys {
            let Some(field) = fields::describe(table.name, key).filter(|field| !field.is_expert()) else { continue };
            // An issue's address comes from its number.
            if *key == "slug" && kind == Kind::Bulletin {
                continue;
            }
            let is_needed = needed.contains(key) || *key == "slug";
            if let Some(mut widget) = widget(table.name, field, shape, words, lang) {
                widget["required"] = json!(is_needed);
                match (is_needed, field.need) {
                    (true, _) => first.push(widget),
                    (false, Need::Usual) => usual.push(widget),
                    _ => rest.push(widget),
                }
            }
        }
    }
    let body = match lang {
        Lang::Zh => {
            json!({ "name": "body", "label": "正文", "widget": "markdown", "required": false, "modes": ["raw", "rich_text"] })
        }
        Lang::En => {
            json!({ "name": "body", "label": "Text", "widget": "markdown", "required": false, "modes": ["raw", "rich_text"] })
        }
    };
    first.into_iter().chain(usual).chain([body]).chain(rest).collect()
}

fn widget(owner: &str, field: &Field, shape: &Shape, words: &SiteWords, lang: Lang) -> Option<Value> {
    let mut value = match (owner, field.key) {
        ("PageFront", "taxonomies") => {
            json!({ "widget": "object", "fields": words.taxonomies.iter().map(terms).collect::<Vec<_>>() })
        }
        ("PageFront", "hotline") if !words.hotlines.is_empty() => select(&words.hotlines, true),
        ("PageFront", "slug") => {
            json!({ "widget": "string", "pattern": [SLUG, field.hint.get(lang)] })
        }
        _ => of_shape(field, shape, words, lang)?,
    };
    value["name"] = json!(field.key);
    value["label"] = json!(field.label.get(lang));
    value["hint"] = json!(field.hint.get(lang));
    match (owner, field.key) {
        ("PageFront", "draft") => value["default"] = json!(true),
        ("PageFront", "date") => value["default"] = json!("{{now}}"),
        _ => {}
    }
    Some(value)
}

fn of_shape(field: &Field, shape: &Shape, words: &SiteWords, lang: Lang) -> Option<Value> {
    Some(match shape {
        Shape::Text | Shape::Choice(_) => text(field, words, lang),
        Shape::Date if field.names == Some(Names::Moment) => {
            json!({ "widget": "datetime", "type": "datetime-local", "format": "YYYY-MM-DDTHH:mm:ss" })
        }
        Shape::Date => json!({ "widget": "datetime", "type": "date", "format": "YYYY-MM-DD" }),
        Shape::Truth => json!({ "widget": "boolean" }),
        Shape::Integer { .. } => {
            let mut value = json!({ "widget": "number", "value_type": "int" });
            if let Some((least, greatest)) = field.range {
                value["min"] = json!(least);
                value["max"] = json!(greatest);
            }
            value
        }
        Shape::Number => json!({ "widget": "number", "value_type": "float" }),
        Shape::List(inner) => match &**inner {
            Shape::Table(table) => {
                json!({ "widget": "list", "collapsed": "auto", "fields": inside(table, words, lang) })
            }
            Shape::Text | Shape::Choice(_) => {
                json!({ "widget": "list", "field": { "name": "item", "label": field.label.get(lang), "widget": "string" } })
            }
            _ => return None,
        },
        Shape::Table(table) => json!({ "widget": "object", "collapsed": "auto", "fields": inside(table, words, lang) }),
        // Values of a form of their own are written as text.
        Shape::Any if field.example.starts_with('"') => json!({ "widget": "string" }),
        Shape::Any | Shape::Map(_) => return None,
    })
}

fn inside(table: &Table, words: &SiteWords, lang: Lang) -> Vec<Value> {
    let member = |(key, shape): &(&'static str, Shape)| {
        let field = fields::describe(table.name, key).filter(|field| !field.is_expert())?;
        let mut value = widget(table.name, field, shape, words, lang)?;
        value["required"] = json!(false);
        Some(value)
    };
    table.keys.iter().filter_map(member).collect()
}

fn text(field: &Field, words: &SiteWords, lang: Lang) -> Value {
    if !field.words.is_empty() {
        let options: Vec<Value> =
            field.words.iter().map(|(word, meaning)| json!({ "label": meaning.get(lang), "value": word })).collect();
        return json!({ "widget": "select", "options": options });
    }
    let named = words.named(field.names);
    if !named.is_empty() {
        return select(named, false);
    }
    let widget = match field.names {
        Some(Names::Paragraph) => "text",
        Some(Names::Picture) => "image",
        Some(Names::File) => "file",
        _ => "string",
    };
    json!({ "widget": widget })
}

fn select(words: &[Named], multiple: bool) -> Value {
    let options: Vec<Value> = words.iter().map(|(id, name)| json!({ "label": name, "value": id })).collect();
    let mut value = json!({ "widget": "select", "options": options });
    if multiple {
        value["multiple"] = json!(true);
    }
    value
}

fn terms(terms: &Terms) -> Value {
    let mut value = match terms.terms.is_empty() {
        true => json!({ "widget": "list", "field": { "name": "item", "label": terms.title, "widget": "string" } }),
        false => select(&terms.terms, true),
    };
    value["name"] = json!(terms.name);
    value["label"] = json!(terms.title);
    value["required"] = json!(false);
    value
}
