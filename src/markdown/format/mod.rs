//! The walk over comrak's tree: writes HTML with marked holes and notes every fact on the way.

mod block;
mod inline;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::ops::Range;

use comrak::html::{ChildRendering, format_document_with_formatter, format_node_default};
use comrak::nodes::{NodeValue, Sourcepos};
use comrak::{Node, Options};

use super::anchor::Ids;
use super::directive::Call;
use super::links::{Image, Link, Target, link_target};
use super::toc::Heading;
use super::{Context, Paragraph, highlight, raw_html};
use crate::diag::{Diagnostic, Span, code};
use crate::t;
use crate::text::{is_defanged, joins_without_space};

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
    pub paragraphs: Vec<Paragraph>,
    pub findings: Vec<Diagnostic>,
    pub has_raw_html: bool,
    pub has_code: bool,
    names: Ids,
    written_ids: BTreeMap<usize, String>,
    paragraphs_seen: usize,
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
    lines.extend(memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1));
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
        paragraphs: Vec::new(),
        findings: Vec::new(),
        has_raw_html: false,
        has_code: false,
        names: Ids::new(context.numbers_paragraphs),
        written_ids: BTreeMap::new(),
        paragraphs_seen: 0,
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

    /// Reads `{#id}` at the end of headings (comrak knows only ASCII ids) and reserves them.
    fn reserve_written_ids(&mut self, root: Node<'_>) {
        for node in root.descendants() {
            if !matches!(node.data().value, NodeValue::Heading(_)) {
                continue;
            }
            let place = node.data().sourcepos;
            let id = node.data().attrs.as_ref().and_then(|attributes| attributes.id.clone());
            let Some(id) = id.or_else(|| take_written_id(node)) else { continue };
            if !self.names.reserve(&id) {
                let span = self.span(self.range(place));
                self.findings.push(
                    Diagnostic::error(
                        code::OUTPUT_ID,
                        t!("标题的 id “{id}”重复了", "the heading id `{id}` is used twice"),
                    )
                    .at(span),
                );
            }
            self.written_ids.insert(node_key(node), id);
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
            self.findings
                .push(Diagnostic::error(code::RAW_HTML, problem.message).at(self.span(range)).help(problem.help));
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
                        Diagnostic::error(code::NESTING, t!("嵌套超过 {limit} 层", "nested more than {limit} deep"))
                            .at(span),
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
        NodeValue::Text(text) if entering => inline::text(html, node, text, place),
        NodeValue::Code(inline) if entering => {
            html.user.text.push_str(&inline.literal);
            if is_defanged(&inline.literal) {
                return inline::indicator(html, &inline.literal);
            }
            format_node_default(html, node, entering)
        }
        NodeValue::SoftBreak if entering => inline::soft_break(html, node),
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
        NodeValue::Paragraph => block::paragraph(html, node, entering),
        NodeValue::Heading(heading) => block::heading(html, node, heading.level, place, entering),
        NodeValue::Link(link) => inline::link(html, &link.url, &link.title, place, entering),
        NodeValue::Image(link) => {
            if entering {
                inline::image(html, node, &link.url, &link.title, place)?;
                return Ok(ChildRendering::Skip);
            }
            Ok(ChildRendering::HTML)
        }
        NodeValue::CodeBlock(code) if entering => {
            let language = code.info.split([' ', ',', '{']).next().unwrap_or_default().to_owned();
            let markdown = &html.user.context.config.markdown;
            let theme = markdown.highlight_code.then_some(markdown.highlight_theme.as_str());
            html.user.has_code |= theme.is_some() && !language.is_empty();
            let code = highlight::block(&code.literal, &language, theme);
            html.cr()?;
            html.write_str(&code)?;
            Ok(ChildRendering::HTML)
        }
        NodeValue::CodeBlock(_) => Ok(ChildRendering::HTML),
        NodeValue::HtmlBlock(block) => {
            if entering {
                block::html_block(html, node, &block.literal, place)?;
            }
            Ok(ChildRendering::HTML)
        }
        NodeValue::HtmlInline(literal) => {
            if entering {
                inline::html_inline(html, node, literal, place)?;
            }
            Ok(ChildRendering::HTML)
        }
        NodeValue::FootnoteReference(reference) if entering => {
            inline::footnote_reference(html, reference.ix, reference.ref_num)
        }
        NodeValue::FootnoteDefinition(_) => block::footnote_definition(html, entering),
        NodeValue::Table(_) => {
            if entering {
                html.cr()?;
                html.write_str("<div class=\"table-wrap\" tabindex=\"0\">")?;
            }
            let rendering = format_node_default(html, node, entering)?;
            if !entering {
                html.write_str("</div>\n")?;
            }
            Ok(rendering)
        }
        NodeValue::TableCell => block::table_cell(html, node, entering),
        NodeValue::Alert(alert) => block::alert(html, &alert.alert_type, alert.title.as_deref(), entering),
        NodeValue::BlockDirective(block) => {
            let info = block.info.clone();
            drop(data);
            block::component(html, node, &info, place, entering)
        }
        _ => format_node_default(html, node, entering),
    }
}

fn node_key(node: Node<'_>) -> usize {
    std::ptr::from_ref(node).addr()
}

const MORE: &str = "<!-- more -->";

fn misplaced_more(html: &mut Html<'_, '_, '_>, place: Sourcepos) {
    let span = html.user.span(html.user.range(place));
    html.user.findings.push(
        Diagnostic::error(
            code::MORE_MARKER,
            t!(
                "{MORE} 不能放在列表、引用、组件、HTML 标签或强调里",
                "{MORE} cannot stand inside a list, quotation, component, tag or emphasis"
            ),
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

/// A node's text as a reader sees it: Han lines joined, footnote marks left out.
fn plain_text(node: Node<'_>) -> String {
    let mut out = String::new();
    for below in node.descendants() {
        // A picture's alternative text belongs to the picture, unless it is what is asked for.
        let in_picture = below
            .ancestors()
            .skip(1)
            .take_while(|above| !std::ptr::eq(*above, node))
            .any(|above| matches!(above.data().value, NodeValue::Image(_)));
        if in_picture {
            continue;
        }
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

/// Cuts ` {#id}` off a heading's last text.
fn take_written_id(heading: Node<'_>) -> Option<String> {
    let last = heading.last_child()?;
    let mut data = last.data_mut();
    let NodeValue::Text(text) = &mut data.value else { return None };
    let start = text.rfind("{#")?;
    let id = text[start + 2..].trim_end().strip_suffix('}')?.to_owned();
    let plain = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if !plain {
        return None;
    }
    let kept = text[..start].trim_end().to_owned();
    *text = kept.into();
    Some(id)
}
