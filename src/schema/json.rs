//! JSON Schemas (draft-07, which editors read) of front matter, `site.toml` and the data files.

use serde_json::{Map, Value, json};

use super::data::{self, DataFile};
use super::words::SiteWords;
use super::{Field, Shape, Table, fields, required};
use crate::config::Raw;
use crate::diag::Lang;
use crate::kind::Kind;

/// What a schema depends on besides the types.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The language of names and hints.
    pub lang: Lang,
    /// What the site allows.
    pub words: &'a SiteWords,
}

/// The schema of a kind's front matter.
pub fn of_kind(kind: Kind, setting: Setting<'_>) -> Value {
    let mut table = super::page();
    table.keys.extend(super::kind(kind).into_iter().flat_map(|own| own.keys));
    let mut properties = Map::new();
    for source in [Some(super::page()), super::kind(kind)].into_iter().flatten() {
        properties.extend(members(&source, setting));
    }
    let is_draft = json!({ "properties": { "draft": { "const": true } }, "required": ["draft"] });
    let mut schema = head(&format!("fanzha {}", kind.name()));
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("additionalProperties".to_owned(), json!(false));
    // A draft may lack what its author has still to write.
    schema.insert("if".to_owned(), is_draft);
    schema.insert("else".to_owned(), json!({ "required": required(kind) }));
    Value::Object(schema)
}

/// The schema of a section's front matter.
pub fn of_section(setting: Setting<'_>) -> Value {
    finish("fanzha _index.md", object(&super::section(), setting))
}

/// The schema of `site.toml`.
pub fn of_settings(setting: Setting<'_>) -> Value {
    finish("fanzha site.toml", object(&Table::of::<Raw>(), setting))
}

/// The schema of a data file.
pub fn of_data(file: &DataFile, setting: Setting<'_>) -> Value {
    let shape = (file.shape)();
    let mut schema = of_shape(&shape, None, setting);
    if matches!(shape, Shape::Map(_)) {
        schema["propertyNames"] = json!({ "pattern": "^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$" });
    }
    finish(&format!("fanzha {}", file.files), schema)
}

fn head(title: &str) -> Map<String, Value> {
    let mut head = Map::new();
    head.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    head.insert("title".to_owned(), json!(title));
    head
}

fn finish(title: &str, object: Value) -> Value {
    let mut schema = head(title);
    if let Value::Object(members) = object {
        schema.extend(members);
    }
    Value::Object(schema)
}

fn object(table: &Table, setting: Setting<'_>) -> Value {
    let mut object = json!({ "type": "object", "properties": members(table, setting), "additionalProperties": false });
    let needed: Vec<&str> = fields::of(table.name).iter().filter(|it| it.is_required()).map(|it| it.key).collect();
    if !needed.is_empty() {
        object["required"] = json!(needed);
    }
    if let Some(either) = data::EITHER.iter().find(|either| either.table == table.name) {
        let ways: Vec<Value> = either.keys.iter().map(|key| json!({ "required": [key] })).collect();
        object[if either.alone { "oneOf" } else { "anyOf" }] = json!(ways);
    }
    if table.name == "Hotline" {
        // Every language has its own.
        object["patternProperties"] = json!({ "^(name|what)_[A-Za-z-]+$": { "type": "string" } });
    }
    object
}

fn members(table: &Table, setting: Setting<'_>) -> Map<String, Value> {
    let member = |(key, shape): &(&'static str, Shape)| {
        let field = fields::describe(table.name, key);
        let mut value = of_shape(shape, field, setting);
        if *key == "taxonomies" && table.name == "PageFront" {
            value = taxonomies(value, setting);
        }
        if *key == "hotline" && table.name == "PageFront" {
            restrict(&mut value, &setting.words.hotlines);
        }
        if let (Some(field), Value::Object(value)) = (field, &mut value) {
            value.insert("title".to_owned(), json!(field.label.get(setting.lang)));
            value.insert("description".to_owned(), json!(field.hint.get(setting.lang)));
        }
        ((*key).to_owned(), value)
    };
    table.keys.iter().map(member).collect()
}

fn of_shape(shape: &Shape, field: Option<&Field>, setting: Setting<'_>) -> Value {
    match shape {
        Shape::Text => text(field, setting),
        Shape::Date => json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}([T ].+)?$" }),
        Shape::Truth => json!({ "type": "boolean" }),
        Shape::Integer { signed } => {
            let range = field.and_then(|field| field.range).or((!signed).then_some((0, i64::MAX)));
            let mut value = json!({ "type": "integer" });
            if let Some((least, greatest)) = range {
                value["minimum"] = json!(least);
                if greatest < i64::MAX {
                    value["maximum"] = json!(greatest);
                }
            }
            value
        }
        Shape::Number => json!({ "type": "number" }),
        Shape::Choice(words) => match field {
            Some(field) => choice(field, setting.lang),
            None => json!({ "type": "string", "enum": words }),
        },
        Shape::List(inner) => json!({ "type": "array", "items": of_shape(inner, field, setting) }),
        Shape::Map(inner) => json!({ "type": "object", "additionalProperties": of_shape(inner, None, setting) }),
        // A paragraph alone is evidence too.
        Shape::Table(table) if table.name == "Evidence" => {
            json!({ "anyOf": [{ "type": "string" }, object(table, setting)] })
        }
        Shape::Table(table) => object(table, setting),
        Shape::Any => json!({}),
    }
}

fn text(field: Option<&Field>, setting: Setting<'_>) -> Value {
    let Some(field) = field else { return json!({ "type": "string" }) };
    if !field.words.is_empty() {
        return choice(field, setting.lang);
    }
    let mut value = json!({ "type": "string" });
    if let Some((fewest, most)) = field.length {
        // The rule counts Latin letters as halves; a schema cannot.
        value["minLength"] = json!(fewest);
        value["maxLength"] = json!(most * 2);
    }
    restrict(&mut value, setting.words.named(field.names));
    value
}

fn choice(field: &Field, lang: Lang) -> Value {
    let words: Vec<&str> = field.words.iter().map(|(word, _)| *word).collect();
    let meanings: Vec<&str> = field.words.iter().map(|(_, meaning)| meaning.get(lang)).collect();
    json!({ "type": "string", "enum": words, "enumDescriptions": meanings })
}

/// Leaves only these words, if there are any.
fn restrict(value: &mut Value, words: &[super::words::Named]) {
    if words.is_empty() {
        return;
    }
    let target = if value["type"] == "array" { &mut value["items"] } else { value };
    target["enum"] = words.iter().map(|(id, _)| id.as_str()).collect();
    target["enumDescriptions"] = words.iter().map(|(_, name)| name.as_str()).collect();
}

/// Terms may be written by slug, title or alias, so they are offered, not demanded.
fn taxonomies(value: Value, setting: Setting<'_>) -> Value {
    let known = &setting.words.taxonomies;
    if known.is_empty() {
        return value;
    }
    let one = |terms: &super::words::Terms| {
        let words: Vec<&str> = terms.terms.iter().map(|(slug, _)| slug.as_str()).collect();
        let meanings: Vec<&str> = terms.terms.iter().map(|(_, title)| title.as_str()).collect();
        let items = match words.is_empty() {
            true => json!({ "type": "string" }),
            false => json!({ "anyOf": [{ "enum": words, "enumDescriptions": meanings }, { "type": "string" }] }),
        };
        (terms.name.clone(), json!({ "type": "array", "title": terms.title, "items": items }))
    };
    let properties: Map<String, Value> = known.iter().map(one).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}
