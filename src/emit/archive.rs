//! Citations of issues (BibTeX, RIS), and the catalogues of periodicals (CSV, JSON).

use serde::Serialize;

use crate::config::Config;
use crate::path::OutputPath;
use crate::site::archive::citation::Citable;
use crate::site::archive::{Archive, CATALOGUES, CITATIONS, fields};
use crate::site::{Page, Site};

/// All these files.
pub fn files(site: &Site, config: &Config) -> Vec<(OutputPath, Vec<u8>)> {
    let mut files = Vec::new();
    for page in site.pages.iter().filter(|page| page.issue.is_some()) {
        let Some(citable) = Citable::of(page, config) else { continue };
        let texts = [citable.bibtex(), citable.ris()];
        let outputs = CITATIONS.map(|name| page.url.below(name).output());
        files.extend(outputs.into_iter().zip(texts.map(String::into_bytes)));
    }
    for (number, home) in site.homes() {
        let archive = &site.archives[number];
        let rows = rows(site, archive, config);
        let [table, tree] = CATALOGUES.map(|name| home.url.below(name).output());
        files.push((table, csv(&rows, archive.lang.starts_with("zh")).into_bytes()));
        files.push((tree, json(&rows, archive, config)));
    }
    files
}

/// An issue in the catalogue.
#[derive(Serialize)]
struct Row<'a> {
    year: Option<u32>,
    issue: Option<u32>,
    issue_to: Option<u32>,
    supplement: Option<u32>,
    total: Option<u32>,
    number: String,
    date: String,
    title: &'a str,
    publisher: Option<&'a str>,
    articles: Vec<Article<'a>>,
    url: String,
    short_url: Option<String>,
    original: Option<String>,
    citation: String,
}

#[derive(Serialize)]
struct Article<'a> {
    title: &'a str,
    kicker: Option<&'a str>,
    subtitle: Option<&'a str>,
    authors: &'a [String],
    url: String,
}

fn rows<'a>(site: &'a Site, archive: &Archive, config: &'a Config) -> Vec<Row<'a>> {
    archive.issues.iter().filter_map(|id| row(site.page(*id), config)).collect()
}

fn row<'a>(page: &'a Page, config: &'a Config) -> Option<Row<'a>> {
    let (bulletin, citable) = (fields(page)?, Citable::of(page, config)?);
    let article = |(at, article): (usize, &'a crate::kind::Contribution)| Article {
        title: &article.title,
        kicker: article.kicker.as_deref(),
        subtitle: article.subtitle.as_deref(),
        authors: &article.authors,
        url: config.permalink(&citable.article_path(at)),
    };
    let original = bulletin.original.as_ref();
    let original = original.and_then(|name| page.assets.iter().find(|asset| asset.name == *name));
    let short = page.issue.as_ref().and_then(|issue| issue.short.as_ref());
    Some(Row {
        year: bulletin.year,
        issue: bulletin.issue,
        issue_to: bulletin.issue_to,
        supplement: bulletin.supplement,
        total: bulletin.total,
        number: citable.number(),
        date: citable.day(),
        title: page.title(),
        publisher: citable.publisher(),
        articles: bulletin.contents.iter().enumerate().map(article).collect(),
        url: config.permalink(page.url.as_str()),
        short_url: short.map(|url| config.permalink(url.as_str())),
        original: original.map(|asset| config.permalink(asset.url.as_str())),
        citation: citable.text(),
    })
}

fn json(rows: &[Row<'_>], archive: &Archive, config: &Config) -> Vec<u8> {
    #[derive(Serialize)]
    struct Catalogue<'a> {
        periodical: &'a str,
        name: Option<&'a str>,
        language: &'a str,
        count: usize,
        issues: &'a [Row<'a>],
    }
    let catalogue = Catalogue {
        periodical: &archive.id,
        name: config.periodicals.get(&archive.id).map(|declared| declared.name.as_str()),
        language: config.language(&archive.lang).map_or(&*archive.lang, |language| &language.tag),
        count: rows.len(),
        issues: rows,
    };
    serde_json::to_vec_pretty(&catalogue).unwrap_or_default()
}

const HEADS: [[&str; 2]; 13] = [
    ["年份", "year"],
    ["期号", "issue"],
    ["至", "issue_to"],
    ["增刊", "supplement"],
    ["总期号", "total"],
    ["日期", "date"],
    ["标题", "title"],
    ["目次", "contents"],
    ["作者", "authors"],
    ["编发单位", "publisher"],
    ["网址", "url"],
    ["短网址", "short_url"],
    ["引用格式", "citation"],
];

/// RFC 4180, with the mark by which spreadsheets know UTF-8.
fn csv(rows: &[Row<'_>], zh: bool) -> String {
    let mut out = String::from("\u{FEFF}");
    line(&mut out, &HEADS.map(|[chinese, english]| if zh { chinese } else { english }));
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    for row in rows {
        let titles: Vec<&str> = row.articles.iter().map(|article| article.title).collect();
        let authors: Vec<String> = row.articles.iter().map(|article| article.authors.join("、")).collect();
        let authors = authors.join("\n");
        let cells = [
            &number(row.year),
            &number(row.issue),
            &number(row.issue_to),
            &number(row.supplement),
            &number(row.total),
            &*row.date,
            row.title,
            &titles.join("\n"),
            authors.trim(),
            row.publisher.unwrap_or_default(),
            &row.url,
            row.short_url.as_deref().unwrap_or_default(),
            &row.citation,
        ];
        line(&mut out, &cells);
    }
    out
}

fn line(out: &mut String, cells: &[&str]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        // A spreadsheet would run what begins like a formula; an apostrophe makes it text.
        let guard = if cell.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
        if cell.contains([',', '"', '\n', '\r']) {
            out.push_str(&format!("\"{guard}{}\"", cell.replace('"', "\"\"")));
        } else {
            out.push_str(guard);
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let mut out = String::new();
        line(&mut out, &["甲", "乙,丙", "说“好”和\"坏\"", "一\n二", "", "=1+1"]);
        assert_eq!(out, "甲,\"乙,丙\",\"说“好”和\"\"坏\"\"\",\"一\n二\",,'=1+1\r\n");
    }
}
