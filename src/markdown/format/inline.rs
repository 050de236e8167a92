//! Text, links, pictures and other inline nodes.

use std::fmt::{self, Write};

use comrak::Node;
use comrak::html::ChildRendering;
use comrak::nodes::{NodeValue, Sourcepos};

use super::super::links::{Image, Target, link_target};
use super::super::{autolink, foreign, segments};
use super::block::is_figure;
use super::{Html, MORE, Step, misplaced_more, plain_text, without_comments};
use memchr::{memchr, memchr3};

use crate::diag::{Diagnostic, code};
use crate::t;
use crate::text::{escape_html, is_han, joins_without_space};

pub fn text(html: &mut Html<'_, '_, '_>, node: Node<'_>, text: &str, place: Sourcepos) -> Step {
    html.user.text.push_str(text);
    if is_plain(text) {
        write_words(html, text)?;
        return Ok(ChildRendering::HTML);
    }
    lint_underscores(html, text, place);
    lint_footnote(html, text, place);
    let inside_link = node.ancestors().skip(1).any(|above| matches!(above.data().value, NodeValue::Link(_)));
    if inside_link || !(text.contains("://") || text.contains("www.")) {
        write_words(html, text)?;
        return Ok(ChildRendering::HTML);
    }
    let mut at = 0;
    for found in autolink::find(text) {
        let shown = &text[found.clone()];
        let url = if shown.starts_with("www.") { format!("https://{shown}") } else { shown.to_owned() };
        let Target::External { host, .. } = link_target(&url) else { continue };
        if !html.user.context.config.host_allowed(&host) {
            continue;
        }
        write_words(html, &text[at..found.start])?;
        let range = html.user.span_of(place, shown);
        let number = html.user.link(&url, range);
        let rel = html.user.rel(&html.user.links[number].target);
        write!(html, "<a href=\"{}\"{rel}>{}</a>", segments::link(number), escape_html(shown))?;
        at = found.end;
    }
    write_words(html, &text[at..])?;
    Ok(ChildRendering::HTML)
}

/// Words; Chinese ones in a text of another language say so.
fn write_words(html: &mut Html<'_, '_, '_>, text: &str) -> fmt::Result {
    if text.is_ascii() || !foreign::is_foreign_in(html.user.context.lang) {
        return html.escape(text);
    }
    for (is_chinese, piece) in foreign::pieces(text) {
        if is_chinese {
            write!(html, "<span lang=\"{}\">", foreign::MARK)?;
            html.escape(piece)?;
            html.write_str("</span>")?;
        } else {
            html.escape(piece)?;
        }
    }
    Ok(())
}

/// Whether a text has none of the characters of an address, a footnote mark or an underscore.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr3(b'/', b'[', b'_', bytes).is_none() && memchr(b'.', bytes).is_none()
}

/// A footnote mark without its footnote stays literal.
fn lint_footnote(html: &mut Html<'_, '_, '_>, text: &str, place: Sourcepos) {
    let Some(start) = text.find("[^") else { return };
    let Some(length) = text[start..].find(']') else { return };
    let mark = &text[start..=start + length];
    let span = html.user.span(html.user.span_of(place, mark));
    html.user.findings.push(
        Diagnostic::warning(code::FOOTNOTE, t!("脚注 {mark} 没有内容", "the footnote {mark} is not defined"))
            .at(span)
            .help(t!("在文末写一行 {mark}: 说明", "add a line {mark}: text at the end")),
    );
}

/// `__注意：__` stays literal beside Chinese, by design of the underscore.
fn lint_underscores(html: &mut Html<'_, '_, '_>, text: &str, place: Sourcepos) {
    let mut marks = text.match_indices("__").map(|(at, _)| at);
    let (Some(first), Some(second)) = (marks.next(), marks.next()) else { return };
    let inner = &text[first + 2..second];
    if inner.is_empty() || !inner.chars().any(is_han) {
        return;
    }
    let whole = &text[first..second + 2];
    let range = html.user.span_of(place, whole);
    let span = html.user.span(range);
    html.user.findings.push(
        Diagnostic::warning(code::LITERAL_EMPHASIS, t!("“{whole}”会原样显示下划线", "`{whole}` shows its underscores"))
            .at(span)
            .help(t!("强调请用星号：**{inner}**", "use asterisks: **{inner}**")),
    );
}

pub fn soft_break(html: &mut Html<'_, '_, '_>, node: Node<'_>) -> Step {
    let edge = |sibling: Option<Node<'_>>, last: bool| {
        let text = sibling.map(|sibling| sibling.collect_text()).unwrap_or_default();
        if last { text.chars().next_back() } else { text.chars().next() }
    };
    let before = edge(node.previous_sibling(), true);
    let after = edge(node.next_sibling(), false);
    let joined = matches!((before, after), (Some(before), Some(after)) if joins_without_space(before, after));
    if !joined {
        html.write_str("\n")?;
        html.user.text.push('\n');
    }
    Ok(ChildRendering::HTML)
}

/// Titles that mark a picture without alternative text as a mere decoration (WCAG 2.2, 1.1.1).
const DECORATION: &[&str] = &["装饰", "decorative"];

pub fn image(html: &mut Html<'_, '_, '_>, node: Node<'_>, url: &str, title: &str, place: Sourcepos) -> fmt::Result {
    let alt = plain_text(node);
    let alt = alt.trim().to_owned();
    let range = html.user.span_of(place, url);
    let is_decoration = alt.is_empty() && DECORATION.contains(&title.trim());
    if alt.is_empty() && !is_decoration {
        let span = html.user.span(html.user.range(place));
        html.user.findings.push(
            Diagnostic::error(
                code::MISSING_ALT,
                t!("图片“{url}”没有替代文字", "the picture `{url}` has no alternative text"),
            )
            .at(span)
            .help(t!(
                "在方括号里写明图上有什么：![手机上的诈骗短信截图]({url})；纯装饰的图写成 ![]({url} \"装饰\")",
                "say in the brackets what it shows: ![a phone with a scam message]({url}); a mere decoration is ![]({url} \"decorative\")"
            )),
        );
    }
    let figure = node.parent().is_some_and(is_figure);
    let first = html.user.images.is_empty();
    html.user.images.push(Image {
        src: url.to_owned(),
        alt,
        caption: (figure && !title.is_empty() && !is_decoration).then(|| title.to_owned()),
        first,
        span: range,
    });
    let number = html.user.images.len() - 1;
    html.write_str(&segments::image(number))
}

pub fn html_inline(html: &mut Html<'_, '_, '_>, node: Node<'_>, literal: &str, place: Sourcepos) -> fmt::Result {
    if literal == MORE || literal == "<!--more-->" {
        let paragraph = node.parent().filter(|parent| matches!(parent.data().value, NodeValue::Paragraph));
        let top =
            paragraph.and_then(|p| p.parent()).is_some_and(|above| matches!(above.data().value, NodeValue::Document));
        let open = html.user.open_html.last().is_some_and(|open| !open.rest().is_empty());
        if top && !open {
            return html.write_str(&segments::more(true));
        }
        misplaced_more(html, place);
        return Ok(());
    }
    html.user.raw_html(literal, place);
    html.write_str(&without_comments(literal))
}

/// An address of fraudsters, broken up; no program translates or links it.
pub fn indicator(html: &mut Html<'_, '_, '_>, shown: &str) -> Step {
    write!(html, "<code class=\"ioc\" translate=\"no\">{}</code>", escape_html(shown))?;
    Ok(ChildRendering::HTML)
}

/// A link; its address stays a hole.
pub fn link(html: &mut Html<'_, '_, '_>, url: &str, title: &str, place: Sourcepos, entering: bool) -> Step {
    if !entering {
        html.write_str("</a>")?;
        return Ok(ChildRendering::HTML);
    }
    let range = html.user.span_of(place, url);
    let number = html.user.link(url, range);
    let rel = html.user.rel(&html.user.links[number].target);
    write!(html, "<a href=\"{}\"{rel}", segments::link(number))?;
    if !title.is_empty() {
        write!(html, " title=\"{}\"", escape_html(title))?;
    }
    html.write_str(">")?;
    Ok(ChildRendering::HTML)
}

/// The mark of a footnote, which summaries leave out.
pub fn footnote_reference(html: &mut Html<'_, '_, '_>, number: u32, reference: u32) -> Step {
    let id = if reference > 1 { format!("{number}-{reference}") } else { number.to_string() };
    let mark = format!("<sup class=\"footnote-ref\"><a href=\"#fn-{number}\" id=\"fnref-{id}\">{number}</a></sup>");
    html.write_str(&segments::omitted(&mark))?;
    Ok(ChildRendering::HTML)
}
