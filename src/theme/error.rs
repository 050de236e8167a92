//! Tera's errors as diagnostics. Tera draws its own excerpts with carets that miss under
//! Chinese text, so only its message and place are used.

use tera::{Error, ErrorKind, ReportError};

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Span, code};
use crate::t;

use super::BUILTIN_PREFIX;

/// The finding for an error, and the name of the template at fault.
pub fn explain(error: &Error, config: &Config) -> (Diagnostic, Option<String>) {
    match error.kind() {
        ErrorKind::SyntaxError(report) => reported(code::TEMPLATE_SYNTAX, report, config),
        ErrorKind::RenderingError(report) => reported(code::TEMPLATE_RENDER, report, config),
        ErrorKind::TemplateNotFound(name) => (
            Diagnostic::error(code::TEMPLATE_MISSING, t!("没有模板“{name}”", "there is no template `{name}`")).help(
                t!("在 templates/ 里新建 {name}，或改正 template 的写法", "add {name} to templates/, or mend the name"),
            ),
            None,
        ),
        ErrorKind::MissingParent { current, parent } => (
            Diagnostic::error(
                code::TEMPLATE_MISSING,
                t!(
                    "模板“{current}”继承的“{parent}”不存在",
                    "`{parent}`, which the template `{current}` extends, does not exist"
                ),
            )
            .at(Span::file(source_path(current, config))),
            Some(current.clone()),
        ),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => (
            Diagnostic::error(
                code::TEMPLATE_SYNTAX,
                t!("模板“{tpl}”绕成了一个圈", "the template `{tpl}` includes or extends itself"),
            )
            .at(Span::file(source_path(tpl, config))),
            Some(tpl.clone()),
        ),
        other => {
            let text = other.to_string();
            let first = text.lines().next().unwrap_or_default();
            (Diagnostic::error(code::TEMPLATE_RENDER, t!("模板出错：{first}", "template error: {first}")), None)
        }
    }
}

/// Mistakes that Tera finds only when all templates are there come as a drawn report; its
/// second line holds the place: ` --> name:line:column`. Gives message, name, line, column.
pub fn late(error: &Error) -> Option<(String, String, usize, usize)> {
    let text = error.to_string();
    let message = text.lines().next()?.strip_prefix("error: ")?.to_owned();
    let place = text.lines().nth(1)?.trim().strip_prefix("--> ")?;
    let mut parts = place.rsplitn(3, ':');
    let column: usize = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    Some((message, parts.next()?.to_owned(), line, column))
}

/// The finding for a late mistake in a template whose text is known.
pub fn explain_late(message: &str, name: &str, at: usize, config: &Config) -> Diagnostic {
    Diagnostic::error(code::TEMPLATE_SYNTAX, t!("模板语法错误：{message}", "template syntax: {message}"))
        .at(Span::new(source_path(name, config), at..at))
}

fn reported(kind: Code, report: &ReportError, config: &Config) -> (Diagnostic, Option<String>) {
    let message = report.message();
    let first = message.lines().next().unwrap_or(message);
    let name = report.filename().to_owned();
    let span = report.span();
    let finding = Diagnostic::error(
        kind,
        match kind {
            code::TEMPLATE_SYNTAX => t!("模板语法错误：{first}", "template syntax: {first}"),
            _ => t!("渲染模板时出错：{first}", "template error: {first}"),
        },
    )
    .at(Span::new(source_path(&name, config), span.range.clone()));
    (finding, Some(name))
}

/// The source file of a template by its name in the Tera set.
fn source_path(name: &str, config: &Config) -> String {
    let theme = format!("{}/", config.theme);
    if let Some(below) = name.strip_prefix(theme.as_str()) {
        return format!("themes/{theme}templates/{below}");
    }
    match name.strip_prefix(BUILTIN_PREFIX) {
        Some(below) => format!("(built-in)/{below}"),
        None => format!("templates/{name}"),
    }
}
