//! Components in content: what the theme declares, and calls of the form
//! `:::name words key="value"`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Span, code};
use crate::t;
use crate::text::nearest;

/// The components that content may use, by name.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Declarations {
    /// Name to declaration.
    pub components: BTreeMap<String, Declaration>,
}

/// A component as its theme declares it.
#[derive(Clone, Debug, Serialize)]
pub struct Declaration {
    /// Its name.
    pub name: String,
    /// Its arguments in order.
    pub arguments: Vec<Argument>,
    /// The argument that takes the words after the name.
    pub positional: Option<String>,
    /// What may stand inside.
    pub body: Bodies,
}

/// An argument of a component.
#[derive(Clone, Debug, Serialize)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ArgumentType,
    /// Whether it must be given.
    pub required: bool,
}

/// Types of arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ArgumentType {
    /// Text.
    String,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// A number.
    Number,
}

/// What may stand inside a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Bodies {
    /// Markdown.
    Markdown,
    /// Nothing.
    None,
}

/// A call of a component.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The component.
    pub name: String,
    /// Its arguments.
    pub arguments: Vec<(String, Literal)>,
    /// Its opening line in the file.
    pub span: Range<usize>,
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Literal {
    /// Text.
    String(String),
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
}

/// Stands for a colon in a directive's opening line: comrak takes no info string with one,
/// but addresses and times have them. One byte like the colon, so that places stay right.
const SHIELD: char = '\u{1}';

/// The text with the colons of opening lines shielded, if it has any.
pub fn shield_colons(text: &str) -> Option<String> {
    memchr::memmem::find(text.as_bytes(), b":::")?;
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    for line in text.split_inclusive('\n') {
        let name = line.trim_start_matches([' ', '>', '\t']).trim_start_matches(':');
        let fence = line.len() - name.len();
        let opens = line[..fence].ends_with(":::") && name.starts_with(|c: char| c.is_alphanumeric());
        if opens && name.contains(':') {
            out.push_str(&line[..fence]);
            out.push_str(&name.replace(':', "\u{1}"));
            changed = true;
        } else {
            out.push_str(line);
        }
    }
    changed.then_some(out)
}

/// Undoes [`shield_colons`].
pub fn unshield(text: &str) -> String {
    text.replace(SHIELD, ":")
}

/// Reads a directive's info string against the declarations. `at` is the place of the
/// opening line.
pub fn read(
    info: &str,
    has_body: bool,
    declared: &Declarations,
    file: &Arc<str>,
    at: Range<usize>,
) -> Result<Call, Vec<Diagnostic>> {
    let span = || Span::new(file.clone(), at.clone());
    let info = unshield(info.trim());
    let (name, rest) = info.split_once(char::is_whitespace).unwrap_or((&info, ""));
    let Some(declaration) = declared.components.get(name) else {
        return Err(vec![unknown(name, declared).at(span())]);
    };
    let mut findings = Vec::new();
    let (words, pairs) = tokens(rest);
    let mut given: Vec<(String, String)> = Vec::new();
    if !words.is_empty() {
        match &declaration.positional {
            Some(positional) => given.push((positional.clone(), words)),
            None => findings.push(
                Diagnostic::error(
                    code::COMPONENT_ARGUMENT,
                    t!(
                        "组件“{name}”后面不能直接写文字“{words}”",
                        "the component `{name}` takes no words after its name (`{words}`)"
                    ),
                )
                .at(span())
                .help(usage(declaration)),
            ),
        }
    }
    for (key, value) in pairs {
        if given.iter().any(|(known, _)| *known == key) {
            findings.push(
                Diagnostic::error(
                    code::COMPONENT_ARGUMENT,
                    t!("参数“{key}”写了两次", "the argument `{key}` is given twice"),
                )
                .at(span()),
            );
        } else {
            given.push((key, value));
        }
    }
    let mut arguments = Vec::new();
    for (key, value) in given {
        match declaration.arguments.iter().find(|argument| argument.name == key) {
            None => {
                let near = nearest(&key, declaration.arguments.iter().map(|a| a.name.as_str()));
                findings.push(
                    Diagnostic::error(
                        code::COMPONENT_ARGUMENT,
                        t!("组件“{name}”没有参数“{key}”", "the component `{name}` has no argument `{key}`"),
                    )
                    .at(span())
                    .help(match near {
                        Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
                        None => usage(declaration),
                    }),
                );
            }
            Some(argument) => match literal(argument.kind, &value) {
                Some(literal) => arguments.push((key, literal)),
                None => {
                    let (zh, en) = match argument.kind {
                        ArgumentType::Bool => ("true 或 false", "true or false"),
                        ArgumentType::Integer => ("整数", "a whole number"),
                        ArgumentType::Number => ("数字", "a number"),
                        ArgumentType::String => ("文字", "text"),
                    };
                    findings.push(
                        Diagnostic::error(
                            code::COMPONENT_ARGUMENT,
                            t!(
                                "参数“{key}”应为{zh}，写的却是“{value}”",
                                "the argument `{key}` should be {en}, not `{value}`"
                            ),
                        )
                        .at(span()),
                    );
                }
            },
        }
    }
    for argument in declaration.arguments.iter().filter(|argument| argument.required) {
        let key = &argument.name;
        if !arguments.iter().any(|(given, _)| given == key) && findings.is_empty() {
            findings.push(
                Diagnostic::error(
                    code::COMPONENT_ARGUMENT,
                    t!("组件“{name}”缺少参数“{key}”", "the component `{name}` lacks the argument `{key}`"),
                )
                .at(span())
                .help(usage(declaration)),
            );
        }
    }
    if has_body && declaration.body == Bodies::None {
        findings.push(
            Diagnostic::error(
                code::COMPONENT_ARGUMENT,
                t!("组件“{name}”里面不能写内容", "the component `{name}` has no body"),
            )
            .at(span())
            .help(t!("在这一行之后紧接着写一行 :::", "put a line with ::: right after it")),
        );
    }
    if findings.is_empty() { Ok(Call { name: name.to_owned(), arguments, span: at }) } else { Err(findings) }
}

fn unknown(name: &str, declared: &Declarations) -> Diagnostic {
    if name.is_empty() {
        return Diagnostic::error(
            code::UNKNOWN_COMPONENT,
            t!("::: 后面没有组件名", "there is no component name after `:::`"),
        );
    }
    let near = nearest(name, declared.components.keys().map(String::as_str));
    let all: Vec<&str> = declared.components.keys().map(String::as_str).collect();
    let (zh, en) = (all.join("、"), all.join(", "));
    Diagnostic::error(code::UNKNOWN_COMPONENT, t!("没有组件“{name}”", "there is no component `{name}`")).help(
        match near {
            Some(near) => t!("您是不是想写“{near}”？可用的组件：{zh}", "did you mean `{near}`? Components: {en}"),
            None => t!("可用的组件：{zh}", "components: {en}"),
        },
    )
}

fn usage(declaration: &Declaration) -> crate::diag::Text {
    let name = &declaration.name;
    let arguments: Vec<String> = declaration
        .arguments
        .iter()
        .map(|argument| match &declaration.positional {
            Some(positional) if *positional == argument.name => format!("<{}>", argument.name),
            _ => format!("{}=\"…\"", argument.name),
        })
        .collect();
    let arguments = arguments.join(" ");
    t!("用法：:::{name} {arguments}", "usage: :::{name} {arguments}")
}

/// Splits `words key="value" key=value` into the words and the pairs.
fn tokens(text: &str) -> (String, Vec<(String, String)>) {
    let mut words = Vec::new();
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let key_length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let is_pair = key_length > 0 && rest[key_length..].starts_with('=') && rest.as_bytes()[0].is_ascii_alphabetic();
        if is_pair {
            let key = rest[..key_length].to_owned();
            let value = &rest[key_length + 1..];
            let (value, length) = match value.strip_prefix(['"', '“']) {
                Some(inner) => {
                    let end = inner.find(['"', '”']).unwrap_or(inner.len());
                    let close = inner[end..].chars().next().map_or(0, char::len_utf8);
                    let open = value.len() - inner.len();
                    (&inner[..end], open + end + close)
                }
                None => {
                    let end = value.find(char::is_whitespace).unwrap_or(value.len());
                    (&value[..end], end)
                }
            };
            pairs.push((key, value.to_owned()));
            rest = rest[key_length + 1 + length..].trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            words.push(&rest[..end]);
            rest = rest[end..].trim_start();
        }
    }
    let words = words.join(" ");
    let unquoted = words.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).map(str::to_owned);
    (unquoted.unwrap_or(words), pairs)
}

fn literal(kind: ArgumentType, value: &str) -> Option<Literal> {
    match kind {
        ArgumentType::String => Some(Literal::String(value.to_owned())),
        ArgumentType::Bool => value.parse().ok().map(Literal::Bool),
        ArgumentType::Integer => value.parse().ok().map(Literal::Integer),
        ArgumentType::Number => value.parse().ok().filter(|n: &f64| n.is_finite()).map(Literal::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn info_strings() {
        assert_eq!(tokens(" 记住 三点 "), ("记住 三点".to_owned(), vec![]));
        assert_eq!(
            tokens("only=\"110,96110\" big=true 标题"),
            ("标题".to_owned(), vec![("only".into(), "110,96110".into()), ("big".into(), "true".into())])
        );
        assert_eq!(tokens("title=“中文 引号”"), (String::new(), vec![("title".into(), "中文 引号".into())]));
        assert_eq!(tokens("key=\"unclosed"), (String::new(), vec![("key".into(), "unclosed".into())]));
        // A URL is words, not a pair.
        assert_eq!(tokens("https://a.example/?x=1").0, "https://a.example/?x=1");
    }
}
