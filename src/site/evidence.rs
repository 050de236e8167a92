//! Evidence must stand where it is said to stand.

use super::{Item, Page, Site};
use crate::diag::{Diagnostic, Report, Span, Text, code};
use crate::kind::{Evidence, KindData};
use crate::markdown::Paragraph;
use crate::t;
use crate::text::nearest;

/// Where evidence stands.
pub struct Standing<'a> {
    /// The bulletin.
    pub page: &'a Page,
    /// The paragraph; without one, its masthead and imprint.
    pub paragraph: Option<&'a Paragraph>,
}

impl Site {
    /// Where evidence stands, if there is such a place.
    pub fn standing(&self, evidence: &Evidence) -> Option<Standing<'_>> {
        let (path, id) = evidence.target()?;
        let Some(Item::Page(page)) = self.find(path) else { return None };
        let page = self.page(page);
        let paragraphs = &page.document.body.paragraphs;
        let paragraph = match id {
            Some(id) => Some(paragraphs.iter().find(|paragraph| paragraph.id == id)?),
            None => None,
        };
        Some(Standing { page, paragraph })
    }
}

/// Reports evidence of pages and data files that does not stand where it is said to.
pub fn check(site: &Site, report: &mut Report) {
    for page in &site.pages {
        let references = page.kind().references();
        for (key, evidence) in &references.evidence {
            one(site, evidence, || page.document.span(key), report);
        }
        for (key, id) in &references.parties {
            if site.registry.who(id).is_none() {
                unknown(site, id, page.document.span(key), report);
            }
        }
    }
    for (span, evidence) in site.registry.evidence() {
        one(site, evidence, || span.clone(), report);
    }
    for (span, slug) in site.registry.regions() {
        region(site, slug, span, report);
    }
    for (span, path) in site.registry.pages() {
        if path.strip_prefix("@/").and_then(|path| site.find(path)).is_none() {
            let paths = site.items().filter_map(|item| site.document(item)).map(|document| document.path.as_str());
            let finding = Diagnostic::error(code::BROKEN_LINK, t!("没有页面 {path}", "there is no page {path}"));
            report.push(finding.at(span).help(match nearest(path.trim_start_matches("@/"), paths) {
                Some(near) => t!("您是不是想写 @/{near}？", "did you mean @/{near}?"),
                None => t!("写成 @/目录/文件.md", "write @/folder/file.md"),
            }));
        }
    }
}

/// A place must be a term of the taxonomy `regions`, if the site has that.
fn region(site: &Site, slug: &str, span: Span, report: &mut Report) {
    let Some(taxonomy) = site.taxonomies.iter().find(|taxonomy| taxonomy.name == "regions") else { return };
    if taxonomy.term(slug).is_some() {
        return;
    }
    let near = nearest(slug, taxonomy.terms.iter().map(|term| term.slug.as_str()));
    let finding =
        Diagnostic::error(code::UNKNOWN_TERM, t!("地区里没有“{slug}”", "the regions have no `{slug}`")).at(span);
    report.push(finding.help(match near {
        Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
        None => t!("写地区词表里的 slug", "write a slug of the vocabulary of regions"),
    }));
}

fn one(site: &Site, evidence: &Evidence, span: impl Fn() -> Span, report: &mut Report) {
    let written = &evidence.r#ref;
    let finding = |message| Diagnostic::error(code::EVIDENCE, message).at(span());
    let Some((path, id)) = evidence.target() else {
        report.push(finding(t!("“{written}”不是简报的段落", "`{written}` is no paragraph of a bulletin")).help(t!(
            "写成 @/bulletins/……/index.md#p3：简报的文件，加 # 和第几段",
            "write @/bulletins/…/index.md#p3: the bulletin's file, then # and the paragraph"
        )));
        return;
    };
    let page = match site.find(path) {
        Some(Item::Page(id)) if site.page(id).is_rendered() => site.page(id),
        _ => {
            let bulletins = site.pages.iter().filter(|page| !page.document.body.paragraphs.is_empty());
            let near = nearest(path, bulletins.map(|page| page.document.path.as_str()));
            report.push(finding(t!("没有简报 {path}", "there is no bulletin {path}")).help(match near {
                Some(near) => t!("您是不是想写 @/{near}？", "did you mean @/{near}?"),
                None => t!("先发布那一期简报", "publish that bulletin first"),
            }));
            return;
        }
    };
    let paragraphs = &page.document.body.paragraphs;
    let count = paragraphs.len();
    let Some(id) = id else {
        if let Some(message) = unproven(page, evidence) {
            report.push(finding(message).help(t!(
                "出处写到段落，如 {written}#p1；只有刊头和版记里的话才引自整期，并且要写 quote",
                "name a paragraph, such as {written}#p1; only words of masthead and imprint are quoted from the issue as a whole, and `quote` must hold them"
            )));
        }
        return;
    };
    let Some(at) = paragraphs.iter().position(|paragraph| paragraph.id == id) else {
        report.push(finding(t!("{path} 没有段落“#{id}”", "{path} has no paragraph `#{id}`")).help(if count == 0 {
            t!(
                "只有简报（kind = \"bulletin\"）的段落可以引作出处",
                "only paragraphs of bulletins (kind = \"bulletin\") count as evidence"
            )
        } else {
            t!("那一页有 {count} 段：#p1 至 #p{count}", "the page has {count} paragraphs: #p1 to #p{count}")
        }));
        return;
    };
    let Some(quote) = &evidence.quote else { return };
    if contains(&paragraphs[at].text, quote) {
        return;
    }
    let holds = |index: &usize| contains(&paragraphs[*index].text, quote);
    let near =
        (0..count).filter(holds).min_by_key(|index| index.abs_diff(at)).map(|index| paragraphs[index].id.as_str());
    report.push(finding(t!("第 #{id} 段里没有“{quote}”", "paragraph #{id} does not say `{quote}`")).help(match near {
        Some(near) => t!("它在 #{near}", "it stands in #{near}"),
        None => t!("逐字照抄原文；那一页里没有这句话", "copy the words exactly; the page does not have them"),
    }));
}

/// What is wrong with evidence that names no paragraph: it must quote masthead or imprint.
fn unproven(page: &Page, evidence: &Evidence) -> Option<Text> {
    let written = &evidence.r#ref;
    let (KindData::Bulletin(bulletin), Some(quote)) = (page.kind(), &evidence.quote) else {
        return Some(t!("“{written}”没有指明段落", "`{written}` names no paragraph"));
    };
    let holds = bulletin.imprint().any(|text| contains(text, quote));
    (!holds).then(|| t!("刊头和版记里没有“{quote}”", "masthead and imprint do not say `{quote}`"))
}

/// Whether a text holds a quotation, white space aside. No quotation is empty.
fn contains(text: &str, quote: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let quote = bare(quote);
    !quote.is_empty() && bare(text).contains(&quote)
}

fn unknown(site: &Site, id: &str, span: Span, report: &mut Report) {
    let registry = &site.registry;
    let persons = registry.persons.iter().map(|person| person.it.id.as_str());
    let near = nearest(id, persons.chain(registry.organisations.iter().map(|body| body.it.id.as_str())));
    report.push(
        Diagnostic::error(code::UNKNOWN_PARTY, t!("登记表里没有“{id}”", "the register has no `{id}`")).at(span).help(
            match near {
                Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
                None => t!(
                    "先加进 data/persons.toml 或 data/organisations.toml，或改写 name",
                    "add it to data/persons.toml or data/organisations.toml, or write a name instead"
                ),
            },
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn quotations_ignore_white_space_alone() {
        assert!(contains("组织29个成员单位对14个市州", "29 个成员\n单位"));
        assert!(!contains("组织29个成员单位", "30个成员单位"));
        assert!(!contains("组织29个成员单位", " "));
    }
}
