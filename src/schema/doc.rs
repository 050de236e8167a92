//! The manual of all keys, in Markdown: front matter, then the data files.

use std::fmt::Write;

use super::data::{self, DataFile};
use super::{Field, Need, Shape, Table, fields, required};
use crate::diag::Lang;
use crate::kind::Kind;

/// The manual. It says nothing of one site, so the same program writes the same manual.
pub fn manual(lang: Lang) -> String {
    let say = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let mut out = String::new();
    let head = say(
        "# 元数据手册\n\n这一份由 `fanzha schema doc` 生成，请不要手改：各项的说明在 `src/schema/fields/`。\n\n\
         每个 Markdown 文件的开头，两行 `+++` 之间是元数据：一行一项，写成 `键 = 值`。文字加英文引号，日期、数字、\
         true、false 不加。拼错的键会报错，并提示该写什么。标“必填”的，草稿里可以先空着，发布时不能少。\n",
        "# Front matter\n\nMade by `fanzha schema doc`; the descriptions stand in `src/schema/fields/`.\n\n\
         Between two lines `+++` at the head of a Markdown file stands its front matter, one `key = value` a line. \
         Text has quotation marks; dates, numbers, true and false have none. A misspelt key is an error. What is \
         required may be missing in drafts only.\n",
    );
    out.push_str(head);
    section(&mut out, say("每一页都可以写", "Every page"), &super::page(), Kind::Page, lang);
    for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Page) {
        let Some(table) = super::kind(kind) else { continue };
        let name = fields::describe("PageFront", "kind").and_then(|field| {
            field.words.iter().find(|(word, _)| *word == kind.name()).map(|(_, meaning)| meaning.get(lang))
        });
        let title = format!("{} `{}`", name.unwrap_or_default(), kind.name());
        section(&mut out, &title, &table, kind, lang);
    }
    section(&mut out, say("栏目（`_index.md`）", "Sections (`_index.md`)"), &super::section(), Kind::Page, lang);
    out.push_str(say(
        "\n# 数据文件\n\n`data/` 里的 TOML 文件和 `media/media.toml`：每件事实只写一处，页面和模板都从这里取。一行一项，\
         写成 `键 = 值`；列表里的每一项也可以写成一段，以 `[[键]]` 开头。\n",
        "\n# Data files\n\nThe TOML files in `data/`, and `media/media.toml`, say once what pages and templates use in many \
         places. One `key = value` a line; an entry of a list may be a table of its own, headed by `[[key]]`.\n",
    ));
    data::ALL.iter().for_each(|file| data_file(&mut out, file, lang));
    out
}

fn data_file(out: &mut String, file: &DataFile, lang: Lang) {
    let _ = writeln!(out, "\n## {} `{}`\n\n{}", file.title.get(lang), file.files, file.about.get(lang));
    if let Some(table) = (file.shape)().table() {
        rows(out, table, lang);
        inner_rows(out, table, lang);
    }
}

fn section(out: &mut String, title: &str, table: &Table, kind: Kind, lang: Lang) {
    let _ = writeln!(out, "\n## {title}");
    let dated = required(kind).contains(&"date") && table.name != "PageFront";
    if dated {
        out.push_str(match lang {
            Lang::Zh => "\n另外必填：`date` 日期。\n",
            Lang::En => "\nRequired besides: `date`.\n",
        });
    }
    rows(out, table, lang);
    inner_rows(out, table, lang);
}

/// The tables in a table.
fn inner_rows(out: &mut String, table: &Table, lang: Lang) {
    for inner in table.all().into_iter().skip(1) {
        let keys: Vec<&str> = owners(table, inner);
        let keys = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join("、");
        let _ = match lang {
            Lang::Zh => writeln!(out, "\n### {keys} 的每一项"),
            Lang::En => writeln!(out, "\n### In {keys}"),
        };
        rows(out, inner, lang);
    }
}

/// The keys whose values are tables of a type.
fn owners<'t>(table: &'t Table, inner: &Table) -> Vec<&'t str> {
    let all = table.all();
    let keys = all.iter().flat_map(|table| &table.keys);
    let mut found: Vec<&str> =
        keys.filter(|(_, shape)| shape.table().is_some_and(|it| it.name == inner.name)).map(|(key, _)| *key).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn rows(out: &mut String, table: &Table, lang: Lang) {
    out.push_str(match lang {
        Lang::Zh => "\n| 键 | 名称 | 类型 | 怎么写 | 例 |\n|---|---|---|---|---|\n",
        Lang::En => "\n| key | name | type | what to write | example |\n|---|---|---|---|---|\n",
    });
    for (key, shape) in &table.keys {
        let Some(field) = fields::describe(table.name, key) else { continue };
        let label = field.label.get(lang);
        let need = match (field.need, lang) {
            (Need::Required, Lang::Zh) => "（必填）",
            (Need::Required, Lang::En) => " (required)",
            _ => "",
        };
        let (kind, hint, example) = (name_of(shape, lang), cell(&hint(field, lang)), cell(field.example));
        let _ = writeln!(out, "| `{key}` | {label}{need} | {kind} | {hint} | `{example}` |");
    }
}

fn hint(field: &Field, lang: Lang) -> String {
    let hint = field.hint.get(lang);
    if field.words.is_empty() {
        return hint.to_owned();
    }
    let word = |(word, meaning): &(&str, super::Both)| match *word == meaning.get(lang) {
        true => format!("`{word}`"),
        false => format!("`{word}` {}", meaning.get(lang)),
    };
    let words: Vec<String> = field.words.iter().map(word).collect();
    match lang {
        Lang::Zh => format!("{hint}：{}", words.join("、")),
        Lang::En => format!("{hint}: {}", words.join(", ")),
    }
}

/// A text that does not end its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn name_of(shape: &Shape, lang: Lang) -> String {
    let (zh, en) = match shape {
        Shape::Text => ("文字", "text"),
        Shape::Date => ("日期", "date"),
        Shape::Truth => ("true/false", "true/false"),
        Shape::Integer { .. } => ("整数", "integer"),
        Shape::Number => ("数字", "number"),
        Shape::Choice(_) => ("选一个", "one of"),
        Shape::List(inner) => {
            let inner = name_of(inner, lang);
            return match lang {
                Lang::Zh => format!("列表（{inner}）"),
                Lang::En => format!("list ({inner})"),
            };
        }
        Shape::Map(_) | Shape::Table(_) => ("表", "table"),
        Shape::Any => ("任意", "any"),
    };
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}
