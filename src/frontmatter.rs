//! Front matter: the block at the head of a content file, and the keys that all pages and
//! sections share. Keys are Zola's where Zola has one.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::date::Written;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::kind::{Check, Gap, Kind};
use crate::t;
use crate::tree::{self, Elsewhere, Node};

/// Front-matter keys of every page.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct PageFront {
    pub title: Option<String>,
    pub short_title: Option<String>,
    pub description: Option<String>,
    pub slug: Option<String>,
    pub path: Option<String>,
    pub date: Option<Written>,
    pub updated: Option<Written>,
    pub publish: Option<Written>,
    pub expire: Option<Written>,
    pub draft: bool,
    pub weight: Option<i64>,
    pub authors: Vec<String>,
    pub aliases: Vec<String>,
    pub template: Option<String>,
    pub render: Option<bool>,
    pub in_search_index: Option<bool>,
    pub kind: Option<Kind>,
    pub source: Option<Source>,
    pub editor: Option<String>,
    pub reviewer: Option<String>,
    pub cover: Option<Cover>,
    pub robots: Option<Robots>,
    pub related: Vec<String>,
    pub hotline: Vec<String>,
    pub faq: Vec<Faq>,
    pub review: Option<Review>,
    /// A recording of the page: a file beside it or from `/media/`.
    pub read_aloud: Option<String>,
    pub map_approval: Option<String>,
    pub allow: Vec<Allowed>,
    pub taxonomies: Taxonomies,
    pub extra: Option<Elsewhere>,
}

/// A question with its answer.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Faq {
    /// The question; ends with a question mark.
    pub q: String,
    /// The answer.
    pub a: String,
}

/// Who reviewed a page before it appeared (三审三校、保密审查).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Review {
    /// Who.
    pub by: String,
    /// When.
    pub date: Option<Written>,
    /// What the review for secrecy said.
    pub secrecy: Option<String>,
}

/// Words that a check of policy would refuse, and why they may stand.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Allowed {
    /// The words as they stand in the page.
    pub text: String,
    /// Why.
    pub reason: String,
    /// When somebody has to look at it again.
    pub expires: Option<Written>,
}

/// Names of taxonomies with what is written for each, by name.
#[derive(Clone, Debug, Default)]
pub struct Taxonomies(Vec<(Box<str>, Vec<String>)>);

impl Taxonomies {
    /// The names, each with its terms.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(name, terms)| (&**name, terms.as_slice()))
    }
}

impl Serialize for Taxonomies {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Taxonomies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A map checks and sorts; most pages have one or two entries, for which it is large.
        BTreeMap::<Box<str>, Vec<String>>::deserialize(deserializer).map(|map| Taxonomies(map.into_iter().collect()))
    }
}

/// Where a text comes from (来源).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Source {
    /// Who published it.
    pub name: String,
    /// Where.
    pub url: Option<String>,
    /// On what terms.
    pub license: Option<String>,
}

/// A page's picture for lists and shares.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Cover {
    /// Its file, beside the page or from `/media/`.
    pub src: String,
    /// What it shows.
    pub alt: String,
}

/// What search engines may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Robots {
    /// List the page.
    Index,
    /// Do not.
    Noindex,
}

/// Front-matter keys of a section's `_index.md`.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct SectionFront {
    pub title: Option<String>,
    pub description: Option<String>,
    pub sort_by: SortBy,
    pub weight: Option<i64>,
    pub draft: bool,
    pub template: Option<String>,
    pub page_template: Option<String>,
    pub paginate_by: Option<usize>,
    pub paginate_path: Option<String>,
    pub paginate_reversed: bool,
    pub insert_anchor_links: Option<AnchorLinks>,
    pub in_search_index: Option<bool>,
    pub render: Option<bool>,
    pub redirect_to: Option<String>,
    pub transparent: bool,
    pub aliases: Vec<String>,
    pub generate_feeds: Option<bool>,
    /// Days within which something of it must be new; 0 for any age.
    pub freshness_days: Option<u32>,
    pub page_kind: Option<Kind>,
    /// The periodical whose home it is or, with a year, whose volume.
    pub periodical: Option<String>,
    /// The year of a volume.
    pub year: Option<u32>,
    /// What the periodical lacks.
    pub gaps: Vec<Gap>,
    /// Whether the site has all issues.
    pub complete: Option<bool>,
    pub allow: Vec<Allowed>,
    pub defaults: Option<Elsewhere>,
    pub extra: Option<Elsewhere>,
}

impl PageFront {
    /// Reports questions that are none, and reviews without a name or a day.
    pub fn check(&self, check: &mut Check<'_>) {
        for (index, question) in self.faq.iter().enumerate() {
            if !question.q.trim_end().ends_with(['？', '?']) {
                check.bad(
                    &format!("faq.{index}.q"),
                    t!("问题没有以问号结尾", "the question does not end with a question mark"),
                    t!("在末尾加“？”", "end it with a question mark"),
                );
            }
            if question.a.trim().is_empty() {
                check.bad(
                    &format!("faq.{index}"),
                    t!("问题没有答案", "the question has no answer"),
                    t!("写上 a = \"答案\"", "add a = \"…\""),
                );
            }
        }
        let incomplete = |review: &&Review| review.by.trim().is_empty() || review.date.is_none();
        if self.review.as_ref().filter(incomplete).is_some() {
            check.bad(
                "review",
                t!("审核要写明谁审的、哪天审的", "a review says who, and on what day"),
                t!(
                    "写作 review = {{ by = \"姓名\", date = 2026-06-01 }}",
                    "write review = {{ by = \"…\", date = 2026-06-01 }}"
                ),
            );
        }
    }
}

impl SectionFront {
    /// Reports what makes no sense together.
    pub fn check(&self, check: &mut Check<'_>) {
        let is_home = self.periodical.is_some() && self.year.is_none();
        if self.year.is_some() && self.periodical.is_none() {
            check.bad(
                "year",
                t!("写了 year，没有写 periodical", "there is a year, but no periodical"),
                t!("加一行 periodical = \"刊物代号\"", "add periodical = \"ID\""),
            );
        }
        for key in ["gaps", "complete"].into_iter().filter(|key| !is_home && check.node.get(key).is_some()) {
            check.bad(
                key,
                t!("“{key}”只能写在刊物的首页栏目里", "`{key}` belongs to the home of a periodical"),
                t!(
                    "移到写有 periodical、没有 year 的 _index.md",
                    "move it to the _index.md that has `periodical` and no `year`"
                ),
            );
        }
        for (index, gap) in self.gaps.iter().enumerate() {
            let numbered = gap.issue.is_some() != gap.total.is_some();
            if !numbered || gap.reason.trim().is_empty() {
                check.bad(
                    &format!("gaps.{index}"),
                    t!("缺期应写明期号或总期号，以及原因", "a gap has the number of an issue or a running number, and a reason"),
                    t!(
                        "写作 {{ issue = \"2021-5\", reason = \"停刊\" }} 或 {{ total = \"600-610\", reason = \"……\" }}",
                        "write {{ issue = \"2021-5\", reason = \"…\" }} or {{ total = \"600-610\", reason = \"…\" }}"
                    ),
                );
            }
        }
    }
}

/// What a section's pages are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// By path.
    #[default]
    None,
    /// Newest first.
    Date,
    /// Newest change first.
    UpdateDate,
    /// By the pinyin of words.
    Title,
    /// Lightest first.
    Weight,
    /// By slug.
    Slug,
    /// By permalink.
    Permalink,
}

/// Where headings carry a link to themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnchorLinks {
    /// Before the text.
    Left,
    /// After the text.
    Right,
    /// Around the text.
    Heading,
    /// Nowhere.
    #[default]
    None,
}

/// A content file cut into front matter and body.
#[derive(Debug)]
pub struct Parts {
    /// The front matter as a tree.
    pub node: Node,
    /// The body's bytes in the file.
    pub body: Range<usize>,
    /// How much of the front matter could be read.
    pub read: Read,
}

/// How much of a front matter could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// All of it.
    Whole,
    /// Some lines not. A key that none of these bytes of the file mentions is missing for all that.
    InPart(Range<usize>),
    /// Nothing: what it lacks means nothing.
    Not,
}

/// Cuts a content file. TOML stands between `+++`, YAML between `---`.
pub fn split(file: &Arc<str>, text: &str, limit: usize, report: &mut Report) -> Parts {
    let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let first = text[start..].lines().next().unwrap_or_default();
    let fence = match first.trim_end() {
        "+++" => "+++",
        "---" => "---",
        _ => {
            report.push(missing(file, start, &text[start..]));
            return Parts { node: Node::empty(start..start), body: start..text.len(), read: Read::Not };
        }
    };
    let block_start = start + text[start..].find('\n').map_or(text.len() - start, |at| at + 1);
    let mut at = block_start;
    let mut block_end = None;
    for line in text[block_start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            block_end = Some((at, at + line.len()));
            break;
        }
        at += line.len();
    }
    let Some((end, body)) = block_end else {
        report.push(
            Diagnostic::error(
                code::FRONT_MATTER,
                t!("元数据没有结束：缺少第二个 {fence}", "the front matter is not closed: a second {fence} is missing"),
            )
            .at(Span::new(file.clone(), start..start + 3))
            .label(t!("从这里开始", "begins here"))
            .help(t!("在元数据之后单独写一行 {fence}", "write {fence} on a line of its own after it")),
        );
        return Parts { node: Node::empty(start..start), body: text.len()..text.len(), read: Read::Not };
    };
    if end - block_start > limit {
        let size = end - block_start;
        report.push(
            Diagnostic::error(
                code::IO_LIMIT,
                t!(
                    "元数据有 {size} 字节，超过上限 {limit}",
                    "the front matter has {size} bytes, over the limit of {limit}"
                ),
            )
            .at(Span::new(file.clone(), start..start + 3))
            .help(t!("把长内容移到正文", "move long text into the body")),
        );
        return Parts { node: Node::empty(start..start), body: body..text.len(), read: Read::Not };
    }
    let block = &text[block_start..end];
    let mut findings = Report::new();
    let mut node = match fence {
        "+++" => tree::parse_toml(file, block, block_start, &mut findings),
        _ => tree::parse_yaml(file, block, block_start, &mut findings),
    };
    let read = if findings.has_errors() { Read::InPart(block_start..end) } else { Read::Whole };
    report.extend(findings.into_findings());
    if !matches!(node.value, tree::Value::Table(_)) {
        report.push(
            Diagnostic::error(
                code::FRONT_MATTER,
                t!("元数据应为“键: 值”", "the front matter should be made of `key: value`"),
            )
            .at(Span::new(file.clone(), node.span.clone())),
        );
        node = Node::empty(start..end);
    }
    node.span = start..body;
    Parts { node, body: body..text.len(), read }
}

fn missing(file: &Arc<str>, start: usize, text: &str) -> Diagnostic {
    let first = text.lines().next().unwrap_or_default();
    let near = first.trim();
    let almost = near.len() >= 2 && near.chars().all(|c| matches!(c, '+' | '-' | '＋' | '－' | '—'));
    let finding = Diagnostic::error(code::FRONT_MATTER, t!("文件开头没有元数据", "the file has no front matter"))
        .at(Span::new(file.clone(), start..start + first.len()));
    if near.is_empty() && text.trim_start().starts_with("+++") {
        finding.help(t!("删去文件最前面的空行和空格", "remove what stands before +++: empty lines, spaces"))
    } else if almost {
        finding.help(t!("第一行应是三个半角加号 +++", "the first line should be +++ (ASCII)"))
    } else {
        finding.help(t!(
            "在文件最前面写：+++ 换行 title = \"标题\" 换行 +++",
            "begin the file with: +++, then title = \"…\", then +++"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (Parts, Report) {
        let mut report = Report::new();
        let parts = split(&Arc::from("x.md"), text, 1 << 16, &mut report);
        (parts, report)
    }

    #[test]
    fn fences_of_both_kinds() {
        for text in
            ["+++\ntitle = \"甲\"\n+++\n正文", "\u{FEFF}---  \r\ntitle: 甲\r\n---\r\n正文", "+++ \ntitle = '甲'\n+++"]
        {
            let (parts, report) = cut(text);
            assert!(!report.has_errors(), "{text:?} {report:?}");
            assert_eq!(parts.node.get("title").and_then(Node::as_str), Some("甲"));
            assert!(["正文", ""].contains(&&text[parts.body]));
        }
    }

    #[test]
    fn empty_front_matter_is_valid() {
        for text in ["+++\n+++\n", "---\n---\n"] {
            assert!(!cut(text).1.has_errors(), "{text:?}");
        }
    }

    #[test]
    fn spans_are_those_of_the_file() {
        let text = "---\ntitle: 甲\nweight: 五\n---\n";
        let (parts, _) = cut(text);
        let node = parts.node.get("weight").expect("weight");
        assert_eq!(&text[node.span.clone()], "五");
    }

    #[test]
    fn unclosed_or_missing_fences_are_errors() {
        for text in ["+++\ntitle = 1\n", "没有", "", "＋＋＋\n"] {
            assert!(cut(text).1.has_errors(), "{text:?}");
        }
    }
}
