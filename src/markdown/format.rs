//! The walk over comrak's tree: writes HTML with marked holes and notes every fact on the way.

use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::ops::Range;

use comrak::html::{ChildRendering, format_document_with_formatter, format_node_default};
use comrak::nodes::{AlertType, NodeValue, Sourcepos, TableAlignment};
use comrak::{Node, Options};

use super::anchor::Ids;
use super::directive::{self, Call};
use super::links::{Image, Link, Target, link_target};
use super::toc::Heading;
use super::{Context, autolink, highlight, raw_html, segments};
use crate::diag::{Diagnostic, Span, code};
use crate::frontmatter::AnchorLinks;
use crate::t;
use crate::text::{escape_html, is_han, joins_without_space};

type Html<'o, 'c, 'a> = comrak::html::Context<'o, 'c, Output<'a>>;
type Step = Result<ChildRendering, fmt::Error>;

/// Everything the walk found.
pub struct Output<'a> {
    context: &'a Context<'a>,
    lines: Vec<usize>,
    pub links: Vec<Link>,
    pub images: Vec<Image>,
    pub calls: Vec<Call>,
    pub headings: Vec<Heading>,
    pub ids: BTreeSet<String>,
    pub text: String,
    pub first_paragraph: Option<String>,
    pub findings: Vec<Diagnostic>,
    pub has_raw_html: bool,
    names: Ids,
    open_html: Vec<raw_html::Open>,
    heading_id: String,
    footnotes: u32,
    depth: usize,
    too_deep: bool,
    skipped: Vec<usize>,
    refused_calls: Vec<usize>,
}

/// Formats a document.
pub fn run<'a>(
    root: Node<'a>,
    options: &Options<'_>,
    context: &'a Context<'a>,
    source: &str,
) -> Option<(String, Output<'a>)> {
    let mut lines = vec![0];
    lines.extend(source.match_indices('\n').map(|(at, _)| at + 1));
    let mut output = Output {
        context,
        lines,
        links: Vec::new(),
        images: Vec::new(),
        calls: Vec::new(),
        headings: Vec::new(),
        ids: BTreeSet::new(),
        text: String::new(),
        first_paragraph: None,
        findings: Vec::new(),
        has_raw_html: false,
        names: Ids::default(),
        open_html: vec![raw_html::Open::default()],
        heading_id: String::new(),
        footnotes: 0,
        depth: 0,
        too_deep: false,
        skipped: Vec::new(),
        refused_calls: Vec::new(),
    };
    output.reserve_written_ids(root);
    let mut html = String::with_capacity(source.len() * 3 / 2);
    let plugins = comrak::options::Plugins::default();
    let mut output = format_document_with_formatter(root, options, &mut html, &plugins, node, output).ok()?;
    output.report_open_html(root);
    output.ids = std::mem::take(&mut output.names).into_inner();
    Some((html, output))
}

impl Output<'_> {
    fn range(&self, place: Sourcepos) -> Range<usize> {
        let at = |line: usize, column: usize| {
            let line = line.clamp(1, self.lines.len());
            let start = self.lines[line - 1] + column;
            (self.context.body.start + start).min(self.context.body.end)
        };
        let start = at(place.start.line, place.start.column.saturating_sub(1));
        start..at(place.end.line, place.end.column).max(start)
    }

    /// Only the first line of a place.
    fn first_line(&self, place: Sourcepos) -> Range<usize> {
        let range = self.range(place);
        let text = &self.context.text[floor(self.context.text, range.start)..];
        let length = text.find('\n').unwrap_or(text.len());
        range.start..(range.start + text[..length].trim_end().len())
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.context.file.clone(), range)
    }

    /// The place of `part` within a node, or of the node.
    fn span_of(&self, place: Sourcepos, part: &str) -> Range<usize> {
        let range = self.range(place);
        let text = self.context.text;
        let (start, end) = (floor(text, range.start), floor(text, range.end));
        match text[start..end].rfind(part) {
            Some(at) if !part.is_empty() => start + at..start + at + part.len(),
            _ => start..end,
        }
    }

    fn reserve_written_ids(&mut self, root: Node<'_>) {
        for node in root.descendants() {
            let data = node.data();
            let id = data.attrs.as_ref().and_then(|attributes| attributes.id.clone());
            if let (NodeValue::Heading(_), Some(id)) = (&data.value, id)
                && !self.names.reserve(&id)
            {
                let span = self.span(self.range(data.sourcepos));
                self.findings.push(
                    Diagnostic::error(code::OUTPUT_ID, t!("标题的 id “{id}”重复了", "the heading id `{id}` is used twice"))
                        .at(span),
                );
            }
        }
    }

    fn report_open_html(&mut self, root: Node<'_>) {
        let open = self.open_html.pop().unwrap_or_default();
        if let Some(name) = open.rest().first() {
            let span = root
                .descendants()
                .find(|node| matches!(&node.data().value, NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_)))
                .map(|node| self.span(self.range(node.data().sourcepos)));
            self.findings.push(
                Diagnostic::error(code::RAW_HTML, t!("标签 <{name}> 没有关闭", "the tag <{name}> is not closed"))
                    .at_opt(span)
                    .help(t!("加上 </{name}>", "add </{name}>")),
            );
        }
    }

    fn link(&mut self, written: &str, span: Range<usize>) -> usize {
        self.links.push(Link { target: link_target(written), written: written.to_owned(), span });
        self.links.len() - 1
    }

    fn rel(&self, target: &Target) -> String {
        let Target::External { .. } = target else { return String::new() };
        let markdown = &self.context.config.markdown;
        let mut rel = vec!["external", "noopener"];
        if markdown.external_links_no_referrer {
            rel.push("noreferrer");
        }
        if markdown.external_links_no_follow {
            rel.push("nofollow");
        }
        let blank = if markdown.external_links_target_blank { " target=\"_blank\"" } else { "" };
        format!(" rel=\"{}\"{blank}", rel.join(" "))
    }

    fn raw_html(&mut self, literal: &str, place: Sourcepos) {
        self.has_raw_html = true;
        let Some(open) = self.open_html.last_mut() else { return };
        for problem in raw_html::scan(literal, open) {
            let part = &literal[problem.range];
            let first = part.lines().next().unwrap_or(part);
            let range = self.span_of(place, first);
            self.findings.push(
                Diagnostic::error(code::RAW_HTML, problem.message).at(self.span(range)).help(problem.help),
            );
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Formats one node; comrak calls it when entering and when leaving.
fn node<'a>(html: &mut Html<'_, '_, '_>, node: Node<'a>, entering: bool) -> Step {
    let data = node.data();
    let place = data.sourcepos;
    let block = data.value.block();
    if block {
        if entering {
            html.user.depth += 1;
            let limit = html.user.context.config.limits.nesting;
            if html.user.depth > limit + 1 {
                if !std::mem::replace(&mut html.user.too_deep, true) {
                    let span = html.user.span(html.user.first_line(place));
                    html.user.findings.push(
                        Diagnostic::error(code::NESTING, t!("嵌套超过 {limit} 层", "nested more than {limit} deep")).at(span),
                    );
                }
                html.user.depth -= 1;
                drop(data);
                html.user.skipped.push(node_key(node));
                return Ok(ChildRendering::Skip);
            }
        } else if html.user.skipped.last() == Some(&node_key(node)) {
            html.user.skipped.pop();
            return Ok(ChildRendering::HTML);
        } else {
            html.user.depth -= 1;
        }
    }
    match &data.value {
        NodeValue::Document if !entering => {
            if html.user.footnotes > 0 {
                html.write_str("</ol>\n</section>\n")?;
            }
            Ok(ChildRendering::HTML)
        }
        NodeValue::Text(text) if entering => text_node(html, node, text, place),
        NodeValue::Code(inline) if entering => {
            html.user.text.push_str(&inline.literal);
            format_node_default(html, node, entering)
        }
        NodeValue::SoftBreak if entering => soft_break(html, node),
        NodeValue::LineBreak if entering => {
            html.user.text.push('\n');
            html.write_str("<br>\n")?;
            Ok(ChildRendering::HTML)
        }
        NodeValue::ThematicBreak if entering => {
            html.cr()?;
            html.write_str("<hr>\n")?;
            Ok(ChildRendering::HTML)
        }
        NodeValue::Paragraph => paragraph(html, node, entering),
        NodeValue::Heading(heading) => heading_node(html, node, heading.level, place, entering),
        NodeValue::Link(link) => {
            if entering {
                let range = html.user.span_of(place, &link.url);
                let number = html.user.link(&link.url, range);
                let rel = html.user.rel(&html.user.links[number].target);
                write!(html, "<a href=\"{}\"{rel}", segments::link(number))?;
                if !link.title.is_empty() {
                    write!(html, " title=\"{}\"", escape_html(&link.title))?;
                }
                html.write_str(">")?;
            } else {
                html.write_str("</a>")?;
            }
            Ok(ChildRendering::HTML)
        }
        NodeValue::Image(link) => {
            if entering {
                image(html, node, &link.url, &link.title, place)?;
                return Ok(ChildRendering::Skip);
            }
            Ok(ChildRendering::HTML)
        }
        NodeValue::CodeBlock(code) if entering => {
            let language = code.info.split([' ', ',', '{']).next().unwrap_or_default().to_owned();
            let markdown = &html.user.context.config.markdown;
            let theme = markdown.highlight_code.then_some(markdown.highlight_theme.as_str());
            let code = highlight::block(&code.literal, &language, theme);
            html.cr()?;
            html.write_str(&code)?;
            Ok(ChildRendering::HTML)
        }
        NodeValue::CodeBlock(_) => Ok(ChildRendering::HTML),
        NodeValue::HtmlBlock(block) => {
            if entering {
                html_block(html, node, &block.literal, place)?;
            }
            Ok(ChildRendering::HTML)
        }
        NodeValue::HtmlInline(literal) => {
            if entering {
                html_inline(html, node, literal, place)?;
            }
            Ok(ChildRendering::HTML)
        }
        NodeValue::FootnoteReference(reference) if entering => {
            let number = reference.ix;
            let id = if reference.ref_num > 1 { format!("{number}-{}", reference.ref_num) } else { number.to_string() };
            let mark = format!("<sup class=\"footnote-ref\"><a href=\"#fn-{number}\" id=\"fnref-{id}\">{number}</a></sup>");
            html.write_str(&segments::omitted(&mark))?;
            Ok(ChildRendering::HTML)
        }
        NodeValue::FootnoteDefinition(_) => {
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
        NodeValue::Table(_) => {
            if entering {
                html.cr()?;
                html.write_str("<div class=\"table-wrap\">")?;
            }
            let rendering = format_node_default(html, node, entering)?;
            if !entering {
                html.write_str("</div>\n")?;
            }
            Ok(rendering)
        }
        NodeValue::TableCell => table_cell(html, node, entering),
        NodeValue::Alert(alert) => {
            if entering {
                let zh = html.user.context.lang.starts_with("zh");
                let (class, title) = match (&alert.alert_type, zh) {
                    (AlertType::Note, true) => ("note", "说明"),
                    (AlertType::Note, false) => ("note", "Note"),
                    (AlertType::Tip, true) => ("tip", "提示"),
                    (AlertType::Tip, false) => ("tip", "Tip"),
                    (AlertType::Important, true) => ("important", "重要"),
                    (AlertType::Important, false) => ("important", "Important"),
                    (AlertType::Warning, true) => ("warning", "警告"),
                    (AlertType::Warning, false) => ("warning", "Warning"),
                    (AlertType::Caution, true) => ("caution", "当心"),
                    (AlertType::Caution, false) => ("caution", "Caution"),
                };
                let title = alert.title.as_deref().unwrap_or(title);
                html.cr()?;
                write!(html, "<div class=\"alert alert-{class}\">\n<p class=\"alert-title\">{}</p>\n", escape_html(title))?;
            } else {
                html.cr()?;
                html.write_str("</div>\n")?;
            }
            Ok(ChildRendering::HTML)
        }
        NodeValue::BlockDirective(block) => {
            let info = block.info.clone();
            drop(data);
            component(html, node, &info, place, entering)
        }
        _ => format_node_default(html, node, entering),
    }
}

fn node_key(node: Node<'_>) -> usize {
    std::ptr::from_ref(node).addr()
}

fn text_node(html: &mut Html<'_, '_, '_>, node: Node<'_>, text: &str, place: Sourcepos) -> Step {
    html.user.text.push_str(text);
    lint_underscores(html, text, place);
    let inside_link = node.ancestors().skip(1).any(|above| matches!(above.data().value, NodeValue::Link(_)));
    if inside_link || !(text.contains("://") || text.contains("www.")) {
        html.escape(text)?;
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
        html.escape(&text[at..found.start])?;
        let range = html.user.span_of(place, shown);
        let number = html.user.link(&url, range);
        let rel = html.user.rel(&html.user.links[number].target);
        write!(html, "<a href=\"{}\"{rel}>{}</a>", segments::link(number), escape_html(shown))?;
        at = found.end;
    }
    html.escape(&text[at..])?;
    Ok(ChildRendering::HTML)
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
        Diagnostic::warning(
            code::LITERAL_EMPHASIS,
            t!("“{whole}”会原样显示下划线", "`{whole}` shows its underscores"),
        )
        .at(span)
        .help(t!("强调请用星号：**{inner}**", "use asterisks: **{inner}**")),
    );
}

fn soft_break(html: &mut Html<'_, '_, '_>, node: Node<'_>) -> Step {
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
fn is_figure(node: Node<'_>) -> bool {
    let mut children = node.children();
    let (Some(only), None) = (children.next(), children.next()) else { return false };
    matches!(&only.data().value, NodeValue::Image(link) if !link.title.is_empty())
}

fn paragraph(html: &mut Html<'_, '_, '_>, node: Node<'_>, entering: bool) -> Step {
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
        html.write_str("<p>")?;
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
            let label = if zh { format!("回到正文第 {number} 处注释") } else { format!("Back to note {number}") };
            write!(html, " <a href=\"#fnref-{id}\" class=\"footnote-backref\" aria-label=\"{label}\">↩</a>")?;
        }
    }
    html.write_str("</p>\n")?;
    Ok(ChildRendering::HTML)
}

/// A node's text as a reader sees it: Han lines joined, footnote marks left out.
fn plain_text(node: Node<'_>) -> String {
    let mut out = String::new();
    for below in node.descendants() {
        match &below.data().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::Code(code) => out.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => {
                let next = below.next_sibling().map(|next| next.collect_text()).unwrap_or_default();
                let joined = out.chars().next_back().zip(next.chars().next());
                if !joined.is_some_and(|(before, after)| joins_without_space(before, after)) {
                    out.push(' ');
                }
            }
            _ => {}
        }
    }
    out
}

fn heading_node(html: &mut Html<'_, '_, '_>, node: Node<'_>, level: u8, place: Sourcepos, entering: bool) -> Step {
    let style = html.user.context.anchor_links;
    let zh = html.user.context.lang.starts_with("zh");
    if entering {
        let title = plain_text(node);
        let title = title.trim().to_owned();
        let written = node.data().attrs.as_ref().and_then(|attributes| attributes.id.clone());
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

fn image(html: &mut Html<'_, '_, '_>, node: Node<'_>, url: &str, title: &str, place: Sourcepos) -> fmt::Result {
    let alt = plain_text(node);
    let alt = alt.trim().to_owned();
    let range = html.user.span_of(place, url);
    if alt.is_empty() {
        let span = html.user.span(html.user.range(place));
        html.user.findings.push(
            Diagnostic::error(
                code::MISSING_ALT,
                t!("图片“{url}”没有替代文字", "the picture `{url}` has no alternative text"),
            )
            .at(span)
            .help(t!("在方括号里写明图上有什么：![手机上的诈骗短信截图]({url})", "say in the brackets what it shows: ![a phone with a scam message]({url})")),
        );
    }
    let figure = node.parent().is_some_and(is_figure);
    let first = html.user.images.is_empty();
    html.user.images.push(Image {
        src: url.to_owned(),
        alt,
        caption: (figure && !title.is_empty()).then(|| title.to_owned()),
        first,
        span: range,
    });
    let number = html.user.images.len() - 1;
    html.write_str(&segments::image(number))
}

const MORE: &str = "<!-- more -->";

fn html_block(html: &mut Html<'_, '_, '_>, node: Node<'_>, literal: &str, place: Sourcepos) -> fmt::Result {
    html.cr()?;
    if literal.trim() == MORE || literal.trim() == "<!--more-->" {
        let top = node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Document));
        if top {
            return html.write_str(&segments::more(false));
        }
        misplaced_more(html, place);
        return Ok(());
    }
    html.user.raw_html(literal, place);
    html.write_str(&without_comments(literal))
}

fn html_inline(html: &mut Html<'_, '_, '_>, node: Node<'_>, literal: &str, place: Sourcepos) -> fmt::Result {
    if literal == MORE || literal == "<!--more-->" {
        let paragraph = node.parent().filter(|parent| matches!(parent.data().value, NodeValue::Paragraph));
        let top = paragraph.and_then(|p| p.parent()).is_some_and(|above| matches!(above.data().value, NodeValue::Document));
        if top {
            return html.write_str(&segments::more(true));
        }
        misplaced_more(html, place);
        return Ok(());
    }
    html.user.raw_html(literal, place);
    html.write_str(&without_comments(literal))
}

fn misplaced_more(html: &mut Html<'_, '_, '_>, place: Sourcepos) {
    let span = html.user.span(html.user.range(place));
    html.user.findings.push(
        Diagnostic::error(
            code::MORE_MARKER,
            t!("{MORE} 不能放在列表、引用或组件里", "{MORE} cannot stand inside a list, quotation or component"),
        )
        .at(span)
        .help(t!("放到两个段落之间，单独一行", "put it between two paragraphs, on a line of its own")),
    );
}

fn without_comments(literal: &str) -> String {
    let mut out = String::with_capacity(literal.len());
    let mut rest = literal;
    while let Some(start) = rest.find("<!--") {
        out.push_str(&rest[..start]);
        rest = rest[start..].find("-->").map_or("", |end| &rest[start + end + 3..]);
    }
    out.push_str(rest);
    out
}

fn table_cell(html: &mut Html<'_, '_, '_>, node: Node<'_>, entering: bool) -> Step {
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

fn component(html: &mut Html<'_, '_, '_>, node: Node<'_>, info: &str, place: Sourcepos, entering: bool) -> Step {
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
                Diagnostic::error(code::RAW_HTML, t!("组件里的 <{name}> 没有关闭", "<{name}> is not closed inside the component"))
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
