//! Markdown to HTML segments and facts: one parse by comrak, one walk over its tree.
//!
//! Invariants:
//! * Nothing in content is a program: no template syntax, script or file access. `{{ }}` is text.
//! * Where a link leads and how a picture is marked up depends on the whole site, so both
//!   stay holes ([`Segment::Link`], [`Segment::Image`]) until a page is rendered.
//! * Raw HTML outside the allow-list is reported, never dropped silently.

mod anchor;
mod autolink;
mod directive;
mod foreign;
mod format;
mod highlight;
mod links;
mod raw_html;
mod segments;
mod toc;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options};
use memchr::memmem;
use serde::{Deserialize, Serialize};

use crate::config::Parsing;
use crate::diag::{Diagnostic, Report, Severity, Span, code};
use crate::frontmatter::AnchorLinks;
use crate::t;
use crate::text::{Count, cut_at_sentence, defang, escape_html};

pub use directive::{Argument, ArgumentType, Bodies, Call, Declaration, Declarations, Literal};
pub use highlight::stylesheet as highlight_stylesheet;
pub use links::{Image, Link, Refusal, Target, link_target};
pub use segments::Segment;
pub use toc::Heading;

/// What parsing a body needs to know.
pub struct Context<'a> {
    /// The file.
    pub file: &'a Arc<str>,
    /// The file's whole text.
    pub text: &'a str,
    /// The body's bytes in it.
    pub body: Range<usize>,
    /// The page's language code.
    pub lang: &'a str,
    /// Where headings carry a link to themselves.
    pub anchor_links: AnchorLinks,
    /// Whether paragraphs are numbered, so that others can quote them.
    pub numbers_paragraphs: bool,
    /// What the theme declares.
    pub components: &'a Declarations,
    /// The settings of parsing.
    pub config: &'a Parsing,
}

/// What a body shows in its own page only; by far the larger part of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Prose {
    /// HTML with holes.
    pub segments: Vec<Segment>,
    /// Component calls in order.
    pub calls: Vec<Call>,
}

/// What the rest of the site may know of a body.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Body {
    /// What stands before `<!-- more -->`, or the first sentences.
    pub summary: Vec<Segment>,
    /// Headings as a tree.
    pub toc: Vec<Heading>,
    /// Links in order; [`Segment::Link`] counts into it.
    pub links: Vec<Link>,
    /// Pictures in order.
    pub images: Vec<Image>,
    /// Names of the components that are called, each once.
    pub components: Vec<String>,
    /// How much there is to read.
    pub count: Count,
    /// All ids in the body, sorted.
    pub ids: Vec<String>,
    /// Its paragraphs in order, if they are numbered.
    pub paragraphs: Vec<Paragraph>,
    /// Whether it shows code in a language.
    pub has_code: bool,
}

/// A paragraph that others can quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Its id, such as `p3`.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// comrak's options. Tests run CommonMark's examples through the same ones.
pub fn options() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.description_lists = true;
    extension.alerts = true;
    extension.cjk_friendly_emphasis = true;
    extension.block_directive = true;
    extension.header_attributes = true;
    // Bare URLs are found by our own scan: comrak's swallows Chinese punctuation.
    extension.autolink = false;
    // Quadratic on hostile input together with footnotes.
    extension.inline_footnotes = false;
    options.parse.smart = false;
    options
}

/// Parses a body. Always returns one; what was wrong is reported.
pub fn parse(context: &Context<'_>, report: &mut Report) -> (Body, Prose) {
    let source = &context.text[context.body.clone()];
    // NUL marks the holes and U+0001 shields colons; neither may come from content.
    let cleaned;
    let source = if memchr::memchr2(0, 1, source.as_bytes()).is_some() {
        cleaned = source.replace(['\u{0}', '\u{1}'], " ");
        cleaned.as_str()
    } else {
        source
    };
    let shielded = directive::shield_colons(source);
    let source = shielded.as_deref().unwrap_or(source);
    let options = options();
    let arena = Arena::new();
    let steps = Cell::new(0usize);
    let budget = 20_000 + source.len();
    let exhausted = || {
        steps.set(steps.get() + 256);
        steps.get() > budget * 64
    };
    let Ok(root) = comrak::try_parse_document(&arena, source, &options, &exhausted) else {
        report.push(
            Diagnostic::error(code::NESTING, t!("正文过于复杂，无法解析", "the body is too complex to parse"))
                .at(Span::file(context.file.clone()))
                .help(t!("检查是否有成千上万个重复的符号", "look for thousands of repeated symbols")),
        );
        return Default::default();
    };
    unindent_code(&arena, root, &options);
    defang_code(root, source);
    let Some((mut html, mut state)) = format::run(root, &options, context, source) else {
        return Default::default();
    };
    if shielded.is_some() {
        html = directive::unshield(&html);
        state.text = directive::unshield(&state.text);
        state.first_paragraph = state.first_paragraph.map(|text| directive::unshield(&text));
        state.paragraphs.iter_mut().for_each(|paragraph| paragraph.text = directive::unshield(&paragraph.text));
    }
    let format::Output {
        links,
        images,
        calls,
        headings,
        ids,
        paragraphs,
        text,
        first_paragraph,
        findings,
        has_raw_html,
        has_code,
        ..
    } = state;
    let scanned_clean = findings.iter().all(|finding| finding.severity != Severity::Error);
    report.extend(findings);
    if has_raw_html && scanned_clean && !raw_html::ammonia_agrees(&html) {
        report.push(
            Diagnostic::error(
                code::RAW_HTML,
                t!("正文里的 HTML 标签没有正确配对", "the raw HTML of the body is not balanced"),
            )
            .at(Span::new(context.file.clone(), context.body.start..context.body.start))
            .help(t!(
                "检查每个标签是否都关闭；尽量用 Markdown 和组件代替 HTML",
                "close every tag; prefer Markdown and components"
            )),
        );
    }
    unused_footnotes(context, source, root, report);
    let (segments, marked) = segments::split(&html);
    let summary = marked.unwrap_or_else(|| {
        first_paragraph.map_or_else(Vec::new, |paragraph| {
            let cut = cut_at_sentence(&paragraph, context.config.markdown.summary_length);
            vec![Segment::Html(format!("<p>{}</p>", escape_html(&cut)).into())]
        })
    });
    let components: BTreeSet<&str> = calls.iter().map(|call| call.name.as_str()).collect();
    let body = Body {
        summary,
        toc: toc::tree(headings),
        links,
        images,
        components: components.into_iter().map(str::to_owned).collect(),
        count: Count::of(&text),
        ids: ids.into_iter().collect(),
        paragraphs,
        has_code,
    };
    (body, Prose { segments, calls })
}

/// Indented code is off: in Chinese texts four spaces mean a paragraph's indent. comrak has
/// no switch for it, so what it took for code is parsed again as what it says.
fn unindent_code<'a>(arena: &'a Arena<'a>, root: comrak::Node<'a>, options: &Options<'_>) {
    let mut indented = Vec::new();
    for node in root.descendants() {
        if let NodeValue::CodeBlock(block) = &node.data().value
            && !block.fenced
        {
            let text: String = block.literal.lines().map(|line| format!("{}\n", line.trim_start())).collect();
            indented.push((node, text));
        }
    }
    for (node, text) in indented {
        let begin = node.data().sourcepos.start;
        let inner = comrak::parse_document(arena, &text, options);
        for child in inner.children().collect::<Vec<_>>() {
            for below in child.descendants() {
                let mut data = below.data_mut();
                let place = &mut data.sourcepos;
                for end in [&mut place.start, &mut place.end] {
                    end.line += begin.line - 1;
                    end.column += begin.column - 1;
                }
            }
            node.insert_before(child);
        }
        node.detach();
    }
}

/// `` `ioc:https://bad.example/` `` shows an address of fraudsters within a sentence. It is broken up
/// before anything else reads the tree, so that no output has it whole.
fn defang_code(root: comrak::Node<'_>, source: &str) {
    if memmem::find(source.as_bytes(), b"ioc:").is_none() {
        return;
    }
    for node in root.descendants() {
        if let NodeValue::Code(code) = &mut node.data_mut().value
            && let Some(address) = code.literal.trim_start().strip_prefix("ioc:")
        {
            code.literal = defang(address);
        }
    }
}

/// comrak leaves out footnotes that nothing refers to; their authors should know.
fn unused_footnotes(context: &Context<'_>, source: &str, root: comrak::Node<'_>, report: &mut Report) {
    if memmem::find(source.as_bytes(), b"[^").is_none() {
        return;
    }
    let mut kept = BTreeSet::new();
    let mut code = Vec::new();
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::FootnoteDefinition(definition) => {
                kept.insert(definition.name.to_lowercase());
            }
            NodeValue::CodeBlock(_) => code.push((node.data().sourcepos.start.line, node.data().sourcepos.end.line)),
            _ => {}
        }
    }
    let mut at = context.body.start;
    for (number, line) in source.split_inclusive('\n').enumerate() {
        let name = line.strip_prefix("[^").and_then(|rest| rest.split_once("]:")).map(|(name, _)| name);
        let in_code = code.iter().any(|(first, last)| (*first..=*last).contains(&(number + 1)));
        if let Some(name) = name.filter(|name| !in_code && !kept.contains(&name.to_lowercase())) {
            report.push(
                Diagnostic::warning(
                    code::FOOTNOTE,
                    t!("脚注 [^{name}] 没有用到，不会显示", "the footnote [^{name}] is not used and not shown"),
                )
                .at(Span::new(context.file.clone(), at..at + name.len() + 3))
                .help(t!("在正文里写上 [^{name}]，或删去它", "refer to it as [^{name}], or remove it")),
            );
        }
        at += line.len();
    }
}
