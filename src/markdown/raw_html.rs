//! Raw HTML in content: a strict scan that says what is not allowed and where, and ammonia
//! behind it.
//!
//! The scan accepts only tags of one canonical spelling, so that every HTML parser reads them
//! alike; anything else is an error, never repaired and never dropped silently.

use std::collections::HashSet;
use std::ops::Range;

use crate::diag::Text;
use crate::t;
use crate::text::nearest;

/// Tags that authors may write.
const TAGS: &[&str] = &[
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];
const VOID: &[&str] = &["br", "hr", "wbr", "col"];
/// Attributes that authors may write.
const ATTRIBUTES: &[&str] =
    &["class", "colspan", "datetime", "dir", "lang", "open", "rowspan", "scope", "start", "title", "translate"];

/// Open tags at most; no honest page comes near it.
const DEEPEST: usize = 64;

/// Something that is not allowed.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its bytes in the scanned text.
    pub range: Range<usize>,
    /// What it is.
    pub message: Text,
    /// What to do instead.
    pub help: Text,
}

/// Tags that are open at some point of a body.
#[derive(Debug, Default)]
pub struct Open {
    tags: Vec<String>,
    refused: Vec<String>,
}

impl Open {
    /// The tags that were never closed.
    pub fn rest(&self) -> &[String] {
        &self.tags
    }
}

/// Scans one piece of raw HTML.
pub fn scan(html: &str, open: &mut Open) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|found| at + found) {
        let rest = &html[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->");
            let inner = &comment[..end.unwrap_or(comment.len())];
            if end.is_none() || inner.starts_with('>') || inner.starts_with("->") || inner.contains("--") {
                problems.push(not_html(start..html.len()));
                break;
            }
            at = start + 4 + inner.len() + 3;
            continue;
        }
        let end = start + rest.find('>').map_or(rest.len(), |end| end + 1);
        if let Some(problem) = tag(&html[start..end], start..end, open) {
            problems.push(problem);
        }
        at = end;
    }
    problems
}

fn tag(text: &str, range: Range<usize>, open: &mut Open) -> Option<Problem> {
    let Some(inner) = text.strip_prefix('<').and_then(|inner| inner.strip_suffix('>')) else {
        return Some(not_html(range));
    };
    if let Some(name) = inner.strip_prefix('/') {
        let name = name.trim_end();
        if let Some(at) = open.refused.iter().rposition(|refused| refused == name) {
            // Its opening tag is reported already.
            open.refused.remove(at);
            return None;
        }
        if !TAGS.contains(&name) {
            return Some(refused_tag(name, range));
        }
        if open.tags.last().is_some_and(|last| last == name) {
            open.tags.pop();
            return None;
        }
        return Some(Problem {
            range,
            message: t!("</{name}> 没有对应的开始标签", "</{name}> has no opening tag"),
            help: t!("标签要按顺序成对出现", "tags come in pairs, in order"),
        });
    }
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let name_length = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(name_length);
    let name = name.to_ascii_lowercase();
    if !TAGS.contains(&name.as_str()) {
        open.refused.push(name.clone());
        return Some(refused_tag(&name, range));
    }
    if let Err((attribute, malformed)) = check_attributes(attributes) {
        open.refused.push(name.clone());
        return Some(if malformed {
            Problem {
                range,
                message: t!("标签 <{name}> 写法不规范", "the tag <{name}> is not written canonically"),
                help: t!(
                    "属性写成 名=\"值\"，值里不含 < > 引号",
                    "write attributes as name=\"value\" without < > or quotes inside"
                ),
            }
        } else {
            Problem {
                range,
                message: t!(
                    "标签 <{name}> 不能有属性“{attribute}”",
                    "the tag <{name}> may not have the attribute `{attribute}`"
                ),
                help: t!("删去这个属性", "remove the attribute"),
            }
        });
    }
    if VOID.contains(&name.as_str()) {
        return None;
    }
    open.tags.push(name);
    (open.tags.len() == DEEPEST).then(|| Problem {
        range,
        message: t!("HTML 嵌套超过 {DEEPEST} 层", "raw HTML nested more than {DEEPEST} deep"),
        help: t!("减少嵌套", "nest less"),
    })
}

/// Checks ` name="value" name` up to the end; the error is the attribute and whether it is
/// malformed rather than refused.
fn check_attributes(mut rest: &str) -> Result<(), (String, bool)> {
    loop {
        let trimmed = rest.trim_start();
        if trimmed.is_empty() {
            return Ok(());
        }
        if trimmed.len() == rest.len() {
            return Err((String::new(), true));
        }
        let length = trimmed.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(trimmed.len());
        let (name, after) = trimmed.split_at(length);
        if name.is_empty() {
            return Err((String::new(), true));
        }
        if !ATTRIBUTES.contains(&name) {
            return Err((name.to_owned(), false));
        }
        rest = match after.strip_prefix("=\"") {
            Some(value) => {
                let end = value.find('"').ok_or_else(|| (name.to_owned(), true))?;
                if value[..end].contains(['<', '>', '\'']) {
                    return Err((name.to_owned(), true));
                }
                &value[end + 1..]
            }
            None if after.starts_with('=') => return Err((name.to_owned(), true)),
            None => after,
        };
    }
}

fn refused_tag(name: &str, range: Range<usize>) -> Problem {
    let help = match name {
        "a" => t!("链接用 Markdown 写：[文字](@/页面.md)", "write links in Markdown: [text](@/page.md)"),
        "img" => t!("图片用 Markdown 写：![说明](文件.jpg)", "write pictures in Markdown: ![description](file.jpg)"),
        "video" | "iframe" | "embed" | "object" => {
            t!("视频用组件写：:::video ID", "write videos as a component: :::video ID")
        }
        "script" | "style" | "link" | "meta" | "form" | "input" | "button" => {
            t!(
                "正文不能带脚本、样式或表单；需要的功能请做成主题组件",
                "content may not carry scripts, styles or forms; make a theme component"
            )
        }
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            t!("标题用 Markdown 写：## 标题", "write headings in Markdown: ## heading")
        }
        _ => match nearest(name, TAGS.iter().copied()) {
            Some(near) if near.len() > 2 => t!("您是不是想写 <{near}>？", "did you mean <{near}>?"),
            _ => t!("如果只是想写小于号，请写成 \\<", "if a less-than sign is meant, write \\<"),
        },
    };
    Problem { range, message: t!("正文里不能用 <{name}>", "<{name}> is not allowed in content"), help }
}

fn not_html(range: Range<usize>) -> Problem {
    Problem {
        range,
        message: t!("这里的 HTML 写法不规范", "the HTML here is malformed"),
        help: t!("如果只是想写小于号，请写成 \\<", "if a less-than sign is meant, write \\<"),
    }
}

/// Whether ammonia, reading the finished body as a browser would, keeps every tag: the
/// second opinion behind [`scan`].
pub fn ammonia_agrees(html: &str) -> bool {
    let mut builder = ammonia::Builder::empty();
    let ours = ["a", "h1", "h2", "h3", "h4", "h5", "h6", "section", "input", "aside", "sup"];
    let known: HashSet<&str> = TAGS.iter().copied().chain(ours).collect();
    let own_attributes = [
        "id",
        "href",
        "rel",
        "target",
        "aria-label",
        "aria-labelledby",
        "aria-hidden",
        "role",
        "tabindex",
        "type",
        "checked",
        "disabled",
        "data-lang",
    ];
    let attributes: HashSet<&str> = ATTRIBUTES.iter().copied().chain(own_attributes).collect();
    builder.tags(known).generic_attributes(attributes).link_rel(None).strip_comments(true);
    tags(html) == tags(&builder.clean(html).to_string())
}

/// The names of all tags in order, closing ones with their `/`.
fn tags(html: &str) -> Vec<String> {
    html.match_indices('<')
        .map(|(at, _)| {
            let rest = html[at + 1..].chars();
            rest.take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect::<String>().to_ascii_lowercase()
        })
        .map(|name| if name.starts_with('/') { name } else { name.trim_end_matches('/').to_owned() })
        .filter(|name| !name.is_empty() && !VOID.contains(&name.as_str()) && name != "input")
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(html: &str) -> Vec<Text> {
        scan(html, &mut Open::default()).into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn plain_markup_passes() {
        for html in [
            "<b>x</b>",
            "<details open>",
            "<br/>",
            "<ruby>诈<rt>zhà</rt></ruby>",
            "<!-- note -->",
            "<td colspan=\"2\">x</td>",
        ] {
            assert_eq!(problems(html), [], "{html}");
        }
    }

    #[test]
    fn what_could_run_is_refused() {
        for html in [
            "<script>alert(1)</script>",
            "<b onclick=\"x()\">",
            "<b/onclick=x>",
            "<svg/onload=alert(1)>",
            "<a href=\"javascript:x\">",
            "<img src=x onerror=y>",
            "<div style=\"position:fixed\">",
            "<iframe src=\"//x\">",
            "<b title='x'>",
            "<!--> <script>",
            "<b",
            "</b>",
            "<!DOCTYPE html>",
            "<?php ?>",
            "<B ONCLICK=\"x\">",
            "<b title=\"<script>\">",
        ] {
            assert!(!problems(html).is_empty(), "{html}");
        }
    }

    #[test]
    fn unclosed_tags_are_seen() {
        let mut open = Open::default();
        assert!(scan("<div><b>x</b>", &mut open).is_empty());
        assert_eq!(open.rest(), ["div"]);
        assert!(!ammonia_agrees("<div><b>x</div></b>"));
        assert!(ammonia_agrees("<p>a <b>x</b></p>\n<details><summary>s</summary>\n<p>y</p></details>"));
    }
}
