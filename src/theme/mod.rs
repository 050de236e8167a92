//! The theme: its files as a Tera set, its declarations, strings and defaults.
//!
//! Templates of the site's own `templates/` stand over those of the theme, file by file; a
//! site's template can extend the theme's as `NAME/page.html`. Templates are trusted,
//! content is not.

mod error;
mod filters;
mod functions;
mod html;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;
use tera::{ComponentArgType, Tera, Value};

use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::markdown::{Argument, ArgumentType, Bodies, Declaration, Declarations};
use crate::path::UrlPath;
use crate::query::{Parts, StaticFile, World};
use crate::source::Sources;
use crate::style::Sheets;
use crate::t;
use crate::tree::{self, Node};
use crate::view::{STRUCTURED_DATA, View, node_value};

use functions::Slot;

pub use error::explain as explain_error;

/// Templates that every site has; a theme may bring its own of the same name.
const BUILTIN: &[(&str, &str)] = &[
    ("atom.xml", include_str!("builtin/atom.xml")),
    ("feed.json", include_str!("builtin/feed.json")),
    ("page.json", include_str!("builtin/page.json")),
    ("llms.txt", include_str!("builtin/llms.txt")),
    ("sitemap.xml", include_str!("builtin/sitemap.xml")),
    ("sitemap-index.xml", include_str!("builtin/sitemap-index.xml")),
    ("news-sitemap.xml", include_str!("builtin/news-sitemap.xml")),
    ("video-sitemap.xml", include_str!("builtin/video-sitemap.xml")),
    ("series.html", include_str!("builtin/series.html")),
    ("people.html", include_str!("builtin/people.html")),
    ("person.html", include_str!("builtin/person.html")),
    ("organisations.html", include_str!("builtin/organisations.html")),
    ("organisation.html", include_str!("builtin/organisation.html")),
    ("check-question.html", include_str!("builtin/check-question.html")),
    ("check-outcome.html", include_str!("builtin/check-outcome.html")),
    ("robots.txt", include_str!("builtin/robots.txt")),
    ("404.html", include_str!("builtin/404.html")),
];
const BUILTIN_PREFIX: &str = "__builtin/";

/// A theme before the site is known: enough to parse content.
pub struct Theme {
    /// Components that content may use.
    pub components: Declarations,
    /// `[extra]` of the theme under the site's own.
    pub extra: Node,
    /// Fingerprint of all templates.
    pub fingerprint: Fingerprint,
    /// Whether a template may show `structured_data`, which takes a while to make.
    pub shows_data: bool,
    tera: Tera,
    slot: Slot,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawTheme {
    name: Option<String>,
    description: Option<String>,
    license: Option<String>,
    homepage: Option<String>,
    min_version: Option<String>,
    author: Option<IgnoredAny>,
    original: Option<IgnoredAny>,
    extra: Option<IgnoredAny>,
}

impl Theme {
    /// Reads the theme's templates and settings.
    pub fn load(sources: &Sources, config: &Config, report: &mut Report) -> Self {
        let folder = format!("themes/{}/templates/", config.theme);
        let mut templates: Vec<(String, String)> = Vec::new();
        for (prefix, below) in [("", "templates/"), (config.theme.as_str(), folder.as_str())] {
            for file in sources.under(below) {
                let name = &file.path[below.len()..];
                let name = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
                if let Some(text) = &file.text {
                    templates.push((name, text.to_string()));
                }
            }
        }
        for (name, text) in BUILTIN {
            templates.push((format!("{BUILTIN_PREFIX}{name}"), (*text).to_owned()));
        }
        let mut hash = Fingerprinter::new();
        templates.iter().for_each(|(name, text)| {
            hash.text(name).text(text);
        });
        // Tera's own variable shows all others.
        let names = [STRUCTURED_DATA, "__tera_context"];
        let shows_data = templates.iter().any(|(_, text)| names.iter().any(|name| text.contains(name)));
        let prefixes = vec![format!("{}/", config.theme), BUILTIN_PREFIX.to_owned()];
        let extra = settings(sources, config, report);
        let slot = Slot::default();
        let tera = compile(templates, &prefixes, &slot, config, report);
        Theme { components: declarations(&tera), extra, fingerprint: hash.finish(), shows_data, tera, slot }
    }

    /// The Tera set, whose functions answer from this world.
    pub fn tera(&self, world: Arc<World>) -> &Tera {
        let _first = self.slot.set(world).is_ok();
        &self.tera
    }
}

/// Compiles the templates; those at fault are reported and left out.
fn compile(
    mut templates: Vec<(String, String)>,
    prefixes: &[String],
    slot: &Slot,
    config: &Config,
    report: &mut Report,
) -> Tera {
    loop {
        let mut tera = Tera::default();
        filters::register(&mut tera);
        functions::register(&mut tera, slot);
        let added = tera
            .set_fallback_prefixes(prefixes.to_vec())
            .and_then(|()| tera.add_raw_templates(templates.iter().map(|(n, t)| (n.as_str(), t.as_str()))));
        let Err(error) = added else { return tera };
        let (finding, culprit) = match error::late(&error) {
            Some((message, name, line, column)) => {
                let text = templates.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
                let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
                let rest = text.get(start..).unwrap_or_default().chars();
                let at = start + rest.take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
                (error::explain_late(&message, &name, at, config), Some(name))
            }
            None => error::explain(&error, config),
        };
        report.push(finding);
        // Without the template at fault the others may still show their own mistakes.
        let before = templates.len();
        if let Some(culprit) = culprit {
            templates.retain(|(name, _)| *name != culprit);
        }
        if templates.len() == before {
            return Tera::default();
        }
    }
}

fn settings(sources: &Sources, config: &Config, report: &mut Report) -> Node {
    let path = format!("themes/{}/theme.toml", config.theme);
    let mut extra = config.extra.clone();
    if let Some(file) = sources.get(&path)
        && let Some(text) = &file.text
    {
        let node = tree::parse_toml(&file.path, text, 0, report);
        let raw: RawTheme = tree::read(&file.path, &node, &[], report);
        if let Some(needed) = raw.min_version.filter(|needed| newer_than_us(needed)) {
            let ours = env!("CARGO_PKG_VERSION");
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!(
                        "主题需要 fanzha {needed} 或更新的版本，当前是 {ours}",
                        "the theme needs fanzha {needed} or newer; this is {ours}"
                    ),
                )
                .at(Span::new(file.path.clone(), node.at("min_version").map_or(0..0, |node| node.span.clone()))),
            );
        }
        if let Some(defaults) = node.get("extra") {
            clashes(&extra, defaults, "extra", &config.file, report);
            extra.fill_from(defaults);
        }
    }
    extra
}

fn newer_than_us(needed: &str) -> bool {
    let numbers = |text: &str| text.split('.').map(|part| part.parse::<u32>().unwrap_or(0)).collect::<Vec<_>>();
    numbers(needed) > numbers(env!("CARGO_PKG_VERSION"))
}

/// A site's `[extra]` may replace a theme's value, but not by one of another shape.
fn clashes(site: &Node, theme: &Node, path: &str, file: &Arc<str>, report: &mut Report) {
    for entry in theme.entries() {
        let Some(own) = site.get(&entry.key) else { continue };
        let path = format!("{path}.{}", entry.key);
        let tables = (matches!(own.value, tree::Value::Table(_)), matches!(entry.node.value, tree::Value::Table(_)));
        match tables {
            (true, true) => clashes(own, &entry.node, &path, file, report),
            (false, false) => {}
            _ => report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("“{path}”与主题的类型不同", "`{path}` is of another type than in the theme"),
                )
                .at(Span::new(file.clone(), own.span.clone())),
            ),
        }
    }
}

/// Reads which components content may use: those whose metadata say `content: true`.
fn declarations(tera: &Tera) -> Declarations {
    let mut names: Vec<&str> = tera.get_component_names().collect();
    names.sort_unstable();
    let mut components = BTreeMap::new();
    for name in names {
        let Some(info) = tera.get_component_definition(name) else { continue };
        let metadata = info.metadata();
        if !metadata.get("content").is_some_and(Value::is_truthy) {
            continue;
        }
        let arguments = info
            .args()
            .iter()
            .filter(|arg| !arg.is_implicit() && arg.name() != "body")
            .map(|arg| Argument {
                name: arg.name().to_owned(),
                kind: match arg.arg_type() {
                    Some(ComponentArgType::Bool) => ArgumentType::Bool,
                    Some(ComponentArgType::Integer) => ArgumentType::Integer,
                    Some(ComponentArgType::Float | ComponentArgType::Number) => ArgumentType::Number,
                    _ => ArgumentType::String,
                },
                required: arg.is_required(),
            })
            .collect();
        let text = |key: &str| metadata.get(key).and_then(Value::as_str);
        components.insert(
            name.to_owned(),
            Declaration {
                name: name.to_owned(),
                arguments,
                positional: text("positional").map(str::to_owned),
                body: if text("body") == Some("none") { Bodies::None } else { Bodies::Markdown },
            },
        );
    }
    Declarations { components }
}

/// Reads data files, strings and static files, for the world.
pub fn parts(sources: &Sources, config: &Config, sheets: Sheets, report: &mut Report) -> Parts {
    let mut data = BTreeMap::new();
    let beside_pages = sources.under("content/").filter(|file| !file.path.ends_with(".md"));
    for file in sources.under("data/").chain(beside_pages) {
        let Some(text) = &file.text else { continue };
        if let Some(value) = data_value(&file.path, text, report) {
            data.insert(file.path.to_string(), View::of(value));
        }
    }
    let mut strings: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for folder in [format!("themes/{}/i18n/", config.theme), "i18n/".to_owned()] {
        for file in sources.under(&folder) {
            let Some(lang) = file.path[folder.len()..].strip_suffix(".toml") else { continue };
            let Some(text) = &file.text else { continue };
            let node = tree::parse_toml(&file.path, text, 0, report);
            flatten(&node, "", strings.entry(lang.to_owned()).or_default());
        }
    }
    let mut statics = BTreeMap::new();
    for folder in [format!("themes/{}/static/", config.theme), "static/".to_owned()] {
        for file in sources.under(&folder) {
            let name = file.path[folder.len()..].to_owned();
            let hash = file.fingerprint().unwrap_or_default().hex(10);
            let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
            let dot = if extension.is_empty() { "" } else { "." };
            let url = UrlPath::from_plain(&format!("assets/{stem}.{hash}{dot}{extension}"));
            statics.insert(name, StaticFile { source: file.path.clone(), url });
        }
    }
    Parts { data, strings, sheets, statics, fonts: sources.fonts.clone() }
}

fn flatten(node: &Node, prefix: &str, out: &mut BTreeMap<String, String>) {
    for entry in node.entries() {
        let key = if prefix.is_empty() { entry.key.clone() } else { format!("{prefix}.{}", entry.key) };
        match entry.node.as_str() {
            Some(text) => {
                out.insert(key, text.to_owned());
            }
            None => flatten(&entry.node, &key, out),
        }
    }
}

fn data_value(path: &Arc<str>, text: &str, report: &mut Report) -> Option<Value> {
    match path.rsplit_once('.')?.1 {
        "toml" => Some(node_value(&tree::parse_toml(path, text, 0, report))),
        "yaml" | "yml" => Some(node_value(&tree::parse_yaml(path, text, 0, report))),
        "json" => Some(node_value(&tree::parse_json(path, text, report))),
        "csv" => Some(csv(text)),
        _ => Some(Value::from(text)),
    }
}

/// Zola's shape: `headers` and `records`. Quotation marks follow RFC 4180.
fn csv(text: &str) -> Value {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = text.trim_start_matches('\u{FEFF}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    let line = |row: Vec<String>| Value::from(row.into_iter().map(Value::from).collect::<Vec<_>>());
    let mut rows = rows.into_iter();
    let headers = rows.next().unwrap_or_default();
    let mut table = crate::view::Table::new();
    table.put("headers", line(headers)).put("records", rows.map(line).collect::<Vec<_>>());
    table.finish()
}
