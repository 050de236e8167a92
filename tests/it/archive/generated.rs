//! Three periodicals with two thousand issues.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Issue, at, data, site, write};
use crate::fixture::{AT, Run};

fn day(year: u32, of_year: u32) -> String {
    let first = jiff::civil::date(year as i16, 1, 1);
    first.saturating_add(jiff::Span::new().days(i64::from(of_year))).to_string()
}

/// The issues of each periodical in the order that readers should find.
fn archive() -> BTreeMap<&'static str, Vec<Issue>> {
    let mut jia = Vec::new();
    for year in 1971..=2021 {
        for number in 1..=24 {
            let total = (year - 1971) * 24 + number;
            let mut issue = Issue::new("jia", year, number, total, &day(year, number * 15));
            if total % 10 == 0 {
                issue.articles = (1..=3).map(|at| format!("总第{total}期之{at}")).collect();
                issue.body = issue.articles.iter().map(|title| format!("## {title}\n\n{title}的正文。\n\n")).collect();
            }
            jia.push(issue);
        }
    }
    // Without running numbers.
    let yi = (2002..=2021).flat_map(|year| {
        (1..=25)
            .map(move |number| Issue { total: None, ..Issue::new("yi", year, number, number, &day(year, number * 14)) })
    });
    // With two issues in one, supplements that count apart, and an issue that never was.
    let (mut bing, mut total) = (Vec::new(), 0);
    for year in 2012..=2021 {
        for number in (1..=24).filter(|number| *number != 8) {
            total += 1;
            if (year, number) == (2015, 5) {
                continue;
            }
            let issue_to = (number == 7).then_some(8);
            bing.push(Issue { issue_to, ..Issue::new("bing", year, number, total, &day(year, number * 15)) });
            if number % 4 == 1 {
                let supplement = Some(number / 4 + 1);
                let date = day(year, number * 15 + 3);
                bing.push(Issue { issue: None, supplement, total: None, ..Issue::new("bing", year, 1, 1, &date) });
            }
        }
    }
    BTreeMap::from([("jia", jia), ("yi", yi.collect()), ("bing", bing)])
}

/// The rows of a table (RFC 4180).
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut chars = text.strip_prefix('\u{FEFF}').expect("a mark").chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        let row = rows.last_mut().expect("a row");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                row.last_mut().expect("a cell").push(chars.next().expect("a quote"))
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => assert_eq!(chars.peek(), Some(&'\n')),
            '\n' if !quoted => rows.push(vec![String::new()]),
            c => row.last_mut().expect("a cell").push(c),
        }
    }
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the table ends with a line end");
    rows
}

fn cited(name: &str, issue: &Issue) -> String {
    let number = match issue {
        Issue { issue: Some(issue), issue_to: Some(to), .. } => format!("第{issue}、{to}期"),
        Issue { issue: Some(issue), .. } => format!("第{issue}期"),
        Issue { supplement, .. } => format!("增刊第{}期", supplement.expect("a supplement")),
    };
    let total = issue.total.map(|total| format!("（总第{total}期）")).unwrap_or_default();
    format!("《{name}》{}年{number}{total}", issue.year)
}

const NAMES: [(&str, &str); 3] = [("jia", "甲刊"), ("yi", "乙刊"), ("bing", "丙刊")];

fn check(run: &Run, id: &str, name: &str, issues: &[Issue]) -> usize {
    let url = |issue: &Issue| format!("/{}/", issue.folder());
    let mut pages = 0;
    for (at_all, issue) in issues.iter().enumerate() {
        let html = run.text(&format!("{}/index.html", issue.folder()));
        let neighbour = |at: Option<usize>| at.and_then(|at| issues.get(at)).map(url).unwrap_or_default();
        assert_eq!(at(html, "earlier"), neighbour(at_all.checked_sub(1)), "{issue:?}");
        assert_eq!(at(html, "later"), neighbour(Some(at_all + 1)), "{issue:?}");
        assert_eq!(at(html, "cite"), cited(name, issue));
        let data = data(html);
        assert_eq!(
            (&data["@type"], &data["datePublished"]),
            (&"PublicationIssue".into(), &Value::from(issue.date.clone()))
        );
        assert_eq!(data["isPartOf"]["@type"], "PublicationVolume");
        assert_eq!(data["isPartOf"]["volumeNumber"], issue.year.to_string());
        assert_eq!(data["isPartOf"]["isPartOf"]["name"], name);
        assert_eq!(data["identifier"]["value"], issue.total.map_or(Value::Null, Value::from));
        let parts = data["hasPart"].as_array().expect("articles");
        let titles: Vec<&str> = parts.iter().filter_map(|part| part["headline"].as_str()).collect();
        assert_eq!(titles, issue.articles);
        if let Some(total) = issue.total {
            let short = format!("{}/{total}/", &id[..1]);
            assert_eq!(at(html, "short"), format!("https://example.gov.cn/{short}"));
            assert!(run.text(&format!("{short}index.html")).contains(&format!("url={}", url(issue))));
        }
        pages += 1 + usize::from(issue.total.is_some());
        if issue.articles.len() > 1 {
            for (number, title) in (1..).zip(&issue.articles) {
                let html = run.text(&format!("{}/{number}/index.html", issue.folder()));
                assert!(html.contains(&format!("<main><p id=\"p{number}\">{title}的正文。</p>\n</main>")), "{html}");
                pages += 1;
            }
        }
    }
    let home = run.text(&format!("{id}/index.html"));
    assert_eq!(at(home, "count"), issues.len().to_string());
    assert_eq!(at(home, "latest"), issues.last().map(url).expect("issues"));
    let years: Vec<u32> = {
        let mut years: Vec<u32> = issues.iter().map(|issue| issue.year).collect();
        years.dedup();
        years
    };
    assert_eq!(home.matches("class=\"year\"").count(), years.len());
    assert_eq!(data(home)["@type"], "Periodical");
    for (at_all, year) in years.iter().enumerate() {
        let html = run.text(&format!("{id}/{year}/index.html"));
        let of_year: Vec<&Issue> = issues.iter().filter(|issue| issue.year == *year).collect();
        let listed: Vec<&str> =
            html.split("<li><a href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(listed, of_year.iter().map(|issue| url(issue)).collect::<Vec<_>>());
        let around = |at: Option<usize>| at.and_then(|at| years.get(at)).map(|year| format!("/{id}/{year}/"));
        let [before, after] = [at_all.checked_sub(1), Some(at_all + 1)].map(|at| around(at).unwrap_or_default());
        assert_eq!(at(html, "around"), format!("{before} {after}").trim());
        assert_eq!(data(html)["hasPart"].as_array().map(Vec::len), Some(of_year.len()));
    }
    pages + 1 + years.len()
}

fn check_catalogue(run: &Run, id: &str, name: &str, issues: &[Issue]) {
    let rows = rows(run.text(&format!("{id}/catalogue.csv")));
    assert_eq!(rows[0][..7], ["年份", "期号", "至", "增刊", "总期号", "日期", "标题"]);
    assert_eq!(rows.len(), issues.len() + 1);
    let tree: Value = serde_json::from_str(run.text(&format!("{id}/catalogue.json"))).expect("JSON");
    assert_eq!((&tree["name"], &tree["count"]), (&name.into(), &issues.len().into()));
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    for ((row, issue), entry) in rows[1..].iter().zip(issues).zip(tree["issues"].as_array().expect("issues")) {
        let numbers =
            [Some(issue.year), issue.issue, issue.issue_to, issue.supplement, issue.total].map(number).to_vec();
        assert_eq!(row[..5], numbers[..]);
        assert_eq!(row[5], issue.date);
        assert_eq!(row[7].lines().collect::<Vec<_>>(), issue.articles);
        assert_eq!(row[10], format!("https://example.gov.cn/{}/", issue.folder()));
        assert_eq!(row[12], cited(name, issue));
        assert_eq!((&entry["citation"], &entry["url"]), (&row[12].clone().into(), &row[10].clone().into()));
        assert_eq!(entry["total"], issue.total.map_or(Value::Null, Value::from));
        assert_eq!(entry["articles"].as_array().map(Vec::len), Some(issue.articles.len()));
    }
}

#[test]
fn two_thousand_issues() {
    let site = site(&NAMES);
    let archive = archive();
    let count: usize = archive.values().map(Vec::len).sum();
    assert!(count >= 2000, "{count}");
    for (id, issues) in &archive {
        let home = if *id == "bing" { "gaps = [{ issue = \"2015-5\", reason = \"停刊\" }]\n" } else { "" };
        write(&site, id, home, issues);
    }
    let run = site.build().ok();
    assert!(!run.stderr.contains("warning") && !run.stderr.contains("警告"), "{}", run.stderr);
    let mut pages = 0;
    for (id, name) in NAMES {
        let issues = &archive[id];
        pages += check(&run, id, name, issues);
        check_catalogue(&run, id, name, issues);
        let feed = roxmltree::Document::parse(run.text(&format!("{id}/atom.xml"))).expect("XML");
        let links: Vec<String> = feed
            .root_element()
            .children()
            .filter(|node| node.has_tag_name("entry") || node.tag_name().name() == "entry")
            .filter_map(|entry| entry.children().find(|node| node.tag_name().name() == "id")?.text().map(str::to_owned))
            .collect();
        let newest: Vec<String> =
            issues.iter().rev().take(20).map(|issue| format!("https://example.gov.cn/{}/", issue.folder())).collect();
        assert_eq!(links, newest, "{id}");
    }
    // And the home page, and that of errors.
    let html = run.out.keys().filter(|path| path.ends_with(".html")).count();
    assert_eq!(html, pages + 2);
    let sitemap = run.text("sitemap.xml");
    let articles: usize = archive["jia"].iter().filter(|issue| issue.articles.len() > 1).map(|_| 3).sum();
    assert_eq!(sitemap.matches("<loc>").count(), count + articles + 51 + 20 + 10 + 3 + 1);
    // An issue in the middle changes: nothing else may be made anew wrongly.
    let changed = Issue { body: "别的正文。".to_owned(), ..archive["jia"][700].clone() };
    site.write(&format!("content/{}/index.md", changed.folder()), changed.text());
    let run = site.build().ok();
    assert!(run.text(&format!("{}/index.html", changed.folder())).contains("别的正文"));
    site.run(["build", "--at", AT, "--verify"]).ok();
}
