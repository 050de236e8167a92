//! Paragraphs, headings, tables, components and other block nodes.

use std::fmt::{self, Write};
use std::ops::Range;

use comrak::Node;
use comrak::html::ChildRendering;
use comrak::nodes::{AlertType, NodeValue, Sourcepos, TableAlignment};

use super::super::toc::Heading;
use super::super::{Paragraph, anchor, directive, raw_html, segments};
use super::{Html, MORE, Output, Step, floor, misplaced_more, node_key, plain_text, without_comments};
use crate::diag::{Diagnostic, code};
use crate::frontmatter::AnchorLinks;
use crate::t;
use crate::text::escape_html;

fn is_tight(node: Node<'_>) -> bool {
    let Some(parent) = node.parent() else { return false };
    if matches!(parent.data().value, NodeValue::DescriptionTerm) {
        return true;
    }
    parent.parent().is_some_and(|above| match &above.data().value {
        NodeValue::List(list) => list.tight,
        NodeValue::DescriptionItem(item) => item.tight,
        _ => false,
    })
}

/// Whether the paragraph holds nothing but one captioned picture.
pub fn is_figure(node: Node<'_>) -> bool {
    let mut children = node.children();
    let (Some(only), None) = (children.next(), children.next()) else { return false };
    matches!(&only.data().value, NodeValue::Image(link) if !link.title.is_empty())
}

impl Output<'_> {
    /// The id of the paragraph that begins, if paragraphs are numbered. An id that an author
    /// wrote elsewhere stays there; the paragraph keeps its number and goes without.
    fn number_paragraph(&mut self, node: Node<'_>) -> Option<String> {
        if !self.context.numbers_paragraphs {
            return None;
        }
        self.paragraphs_seen += 1;
        let id = anchor::paragraph(self.paragraphs_seen);
        if !self.names.reserve(&id) {
            return None;
        }
        self.paragraphs.push(Paragraph { id: id.clone(), text: plain_text(node).trim().to_owned() });
        Some(id)
    }
}

pub fn paragraph(html: &mut Html<'_, '_, '_>, node: Node<'_>, entering: bool) -> Step {
    if is_figure(node) {
        if entering {
            html.cr()?;
        } else {
            html.write_str("\n")?;
        }
        return Ok(ChildRendering::HTML);
    }
    if is_tight(node) {
        if entering && node.previous_sibling().is_some() {
            html.cr()?;
        }
        if !entering {
            html.user.text.push('\n');
        }
        return Ok(ChildRendering::HTML);
    }
    if entering {
        html.cr()?;
        match html.user.number_paragraph(node) {
            Some(id) => write!(html, "<p id=\"{id}\">")?,
            None => html.write_str("<p>")?,
        }
        return Ok(ChildRendering::HTML);
    }
    html.user.text.push('\n');
    let top = node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Document));
    if top && html.user.first_paragraph.is_none() {
        let text = plain_text(node);
        if !text.trim().is_empty() {
            html.user.first_paragraph = Some(text);
        }
    }
    if let Some(parent) = node.parent()
        && let NodeValue::FootnoteDefinition(definition) = &parent.data().value
        && node.next_sibling().is_none()
    {
        let number = html.user.footnotes;
        let zh = html.user.context.lang.starts_with("zh");
        for reference in 1..=definition.total_references {
            let id = if reference > 1 { format!("{number}-{reference}") } else { number.to_string() };
            let label =
                if zh { format!("回到正文第 {number} 处注释") } else { format!("Back to note {number}") };
            write!(html, " <a href=\"#fnref-{id}\" class=\"footnote-backref\" aria-label=\"{label}\">↩</a>")?;
        }
    }
    html.write_str("</p>\n")?;
    Ok(ChildRendering::HTML)
}

pub fn heading(html: &mut Html<'_, '_, '_>, node: Node<'_>, level: u8, place: Sourcepos, entering: bool) -> Step {
    let style = html.user.context.anchor_links;
    let zh = html.user.context.lang.starts_with("zh");
    if entering {
        let title = plain_text(node);
        let title = title.trim().to_owned();
        let written = html.user.written_ids.get(&node_key(node)).cloned();
        let id = written.unwrap_or_else(|| html.user.names.make(&title));
        if title.is_empty() {
            let span = html.user.span(html.user.range(place));
            html.user.findings.push(
                Diagnostic::error(code::BAD_VALUE, t!("标题是空的", "the heading is empty"))
                    .at(span)
                    .help(t!("写上标题文字，或删去 #", "write the heading's text, or remove the #")),
            );
        }
        let safe = escape_html(&id);
        html.cr()?;
        write!(html, "<h{level} id=\"{safe}\">")?;
        let label = if zh { "本节链接" } else { "Link to this section" };
        match style {
            AnchorLinks::Left => write!(html, "<a class=\"anchor\" href=\"#{safe}\" aria-label=\"{label}\">#</a>")?,
            AnchorLinks::Heading => write!(html, "<a class=\"anchor\" href=\"#{safe}\">")?,
            _ => {}
        }
        html.user.heading_id = safe;
        html.user.headings.push(Heading { level, id, title, children: Vec::new() });
    } else {
        let safe = std::mem::take(&mut html.user.heading_id);
        let label = if zh { "本节链接" } else { "Link to this section" };
        match style {
            AnchorLinks::Right => write!(html, "<a class=\"anchor\" href=\"#{safe}\" aria-label=\"{label}\">#</a>")?,
            AnchorLinks::Heading => html.write_str("</a>")?,
            _ => {}
        }
        writeln!(html, "</h{level}>")?;
        html.user.text.push('\n');
    }
    Ok(ChildRendering::HTML)
}

pub fn html_block(html: &mut Html<'_, '_, '_>, node: Node<'_>, literal: &str, place: Sourcepos) -> fmt::Result {
    html.cr()?;
    if literal.trim() == MORE || literal.trim() == "<!--more-->" {
        let top = node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Document));
        let open = html.user.open_html.last().is_some_and(|open| !open.rest().is_empty());
        if top && !open {
            return html.write_str(&segments::more(false));
        }
        misplaced_more(html, place);
        return Ok(());
    }
    html.user.raw_html(literal, place);
    html.write_str(&without_comments(literal))
}

pub fn table_cell(html: &mut Html<'_, '_, '_>, node: Node<'_>, entering: bool) -> Step {
    let row = node.parent();
    let header = row.is_some_and(|row| matches!(row.data().value, NodeValue::TableRow(true)));
    let tag = if header { "th" } else { "td" };
    if !entering {
        html.user.text.push(' ');
        write!(html, "</{tag}>")?;
        return Ok(ChildRendering::HTML);
    }
    let column = node.preceding_siblings().skip(1).count();
    let alignment = row.and_then(|row| row.parent()).and_then(|table| match &table.data().value {
        NodeValue::Table(table) => table.alignments.get(column).copied(),
        _ => None,
    });
    let class = match alignment {
        Some(TableAlignment::Left) => " class=\"align-left\"",
        Some(TableAlignment::Center) => " class=\"align-center\"",
        Some(TableAlignment::Right) => " class=\"align-right\"",
        _ => "",
    };
    html.cr()?;
    write!(html, "<{tag}{class}>")?;
    Ok(ChildRendering::HTML)
}

pub fn component(html: &mut Html<'_, '_, '_>, node: Node<'_>, info: &str, place: Sourcepos, entering: bool) -> Step {
    let key = node_key(node);
    if !entering {
        if html.user.refused_calls.last() == Some(&key) {
            html.user.refused_calls.pop();
            return Ok(ChildRendering::HTML);
        }
        if let Some(open) = html.user.open_html.pop()
            && let Some(name) = open.rest().first()
        {
            let span = html.user.span(html.user.first_line(place));
            html.user.findings.push(
                Diagnostic::error(
                    code::RAW_HTML,
                    t!("组件里的 <{name}> 没有关闭", "<{name}> is not closed inside the component"),
                )
                .at(span),
            );
        }
        html.write_str(&segments::component_end())?;
        html.cr()?;
        return Ok(ChildRendering::HTML);
    }
    let opening = html.user.first_line(place);
    if !is_closed(html.user.context.text, html.user.range(place)) {
        let span = html.user.span(opening.clone());
        html.user.findings.push(
            Diagnostic::error(
                code::COMPONENT_UNCLOSED,
                t!("组件没有结束：缺少单独一行的 :::", "the component is not closed: a line with ::: is missing"),
            )
            .at(span)
            .label(t!("从这里开始", "begins here"))
            .help(t!("在组件内容之后单独写一行 :::", "write ::: on a line of its own after it")),
        );
    }
    let context = html.user.context;
    let has_body = node.first_child().is_some();
    match directive::read(info, has_body, context.components, context.file, opening) {
        Ok(call) => {
            html.user.calls.push(call);
            let number = html.user.calls.len() - 1;
            html.user.open_html.push(raw_html::Open::default());
            html.cr()?;
            html.write_str(&segments::component_start(number))?;
        }
        Err(findings) => {
            html.user.findings.extend(findings);
            html.user.refused_calls.push(key);
        }
    }
    Ok(ChildRendering::HTML)
}

/// Whether a directive's last line is its closing fence.
fn is_closed(text: &str, range: Range<usize>) -> bool {
    let whole = &text[floor(text, range.start)..floor(text, range.end)];
    let mut lines = whole.lines();
    let first = lines.next();
    let last = lines.next_back().map(|line| line.trim().trim_start_matches(['>', ' ']));
    first.is_some() && last.is_some_and(|line| line.len() >= 3 && line.bytes().all(|byte| byte == b':'))
}

/// `> [!NOTE]` and its like, titled in the page's language.
pub fn alert(html: &mut Html<'_, '_, '_>, kind: &AlertType, title: Option<&str>, entering: bool) -> Step {
    html.cr()?;
    if !entering {
        html.write_str("</div>\n")?;
        return Ok(ChildRendering::HTML);
    }
    let (class, zh, en) = match kind {
        AlertType::Note => ("note", "说明", "Note"),
        AlertType::Tip => ("tip", "提示", "Tip"),
        AlertType::Important => ("important", "重要", "Important"),
        AlertType::Warning => ("warning", "警告", "Warning"),
        AlertType::Caution => ("caution", "当心", "Caution"),
    };
    let default = if html.user.context.lang.starts_with("zh") { zh } else { en };
    let title = escape_html(title.unwrap_or(default));
    write!(html, "<div class=\"alert alert-{class}\">\n<p class=\"alert-title\">{title}</p>\n")?;
    Ok(ChildRendering::HTML)
}

/// A footnote, in the list at the end.
pub fn footnote_definition(html: &mut Html<'_, '_, '_>, entering: bool) -> Step {
    if entering {
        if html.user.footnotes == 0 {
            html.cr()?;
            html.write_str("<section class=\"footnotes\">\n<ol>\n")?;
        }
        html.user.footnotes += 1;
        let number = html.user.footnotes;
        write!(html, "<li id=\"fn-{number}\">")?;
    } else {
        html.write_str("</li>\n")?;
    }
    Ok(ChildRendering::HTML)
}
