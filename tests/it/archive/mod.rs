//! Archives of bulletins: order, addresses, citations, catalogues, guards.

mod articles;
mod generated;
mod guards;
mod secrecy;

use std::fmt::Write;

use super::fixture::SiteTest;

/// An issue as it is to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Issue {
    pub periodical: &'static str,
    pub year: u32,
    pub issue: Option<u32>,
    pub issue_to: Option<u32>,
    pub supplement: Option<u32>,
    pub total: Option<u32>,
    pub date: String,
    pub articles: Vec<String>,
    /// More lines of front matter.
    pub front: String,
    pub body: String,
}

impl Issue {
    /// An issue with one article.
    pub fn new(periodical: &'static str, year: u32, issue: u32, total: u32, date: &str) -> Self {
        let (issue, total) = (Some(issue), Some(total));
        let articles = vec![format!("第{}篇", total.unwrap_or_default())];
        Issue {
            periodical,
            year,
            issue,
            total,
            date: date.to_owned(),
            articles,
            body: "正文。".to_owned(),
            ..Issue::default()
        }
    }

    /// The folder of its page below `content/`.
    pub fn folder(&self) -> String {
        let name = match (self.issue, self.supplement) {
            (Some(issue), _) => issue.to_string(),
            (None, supplement) => format!("s{}", supplement.unwrap_or_default()),
        };
        format!("{}/{}/{name}", self.periodical, self.year)
    }

    pub fn text(&self) -> String {
        let mut front = String::new();
        let numbers = [
            ("issue", self.issue),
            ("issue_to", self.issue_to),
            ("supplement", self.supplement),
            ("total", self.total),
        ];
        for (key, number) in numbers.into_iter().filter_map(|(key, number)| Some((key, number?))) {
            writeln!(front, "{key} = {number}").expect("memory");
        }
        let articles: Vec<String> = self
            .articles
            .iter()
            .map(|title| format!("{{ title = \"{title}\", authors = [\"甲某\", \"联络处\"] }}"))
            .collect();
        format!(
            "+++\ntitle = \"{}年的一期\"\ndescription = \"这一期只为测试而有。\"\nkind = \"bulletin\"\nperiodical = \"{}\"\nyear = {}\ndate = {}\n{front}publisher = \"某办公室\"\nclassification = \"公开\"\ncontents = [{}]\n{}+++\n\n{}\n",
            self.year,
            self.periodical,
            self.year,
            self.date,
            articles.join(", "),
            self.front,
            self.body
        )
    }
}

/// Writes issues of a periodical, its home and its volumes.
pub fn write(site: &SiteTest, id: &str, home: &str, issues: &[Issue]) {
    site.write(
        &format!("content/{id}/_index.md"),
        format!("+++\ntitle = \"{id}的首页\"\nperiodical = \"{id}\"\ngenerate_feeds = true\n{home}+++\n"),
    );
    for issue in issues {
        let year = issue.year;
        site.write(
            &format!("content/{id}/{year}/_index.md"),
            format!("+++\ntitle = \"{year}年\"\nsort_by = \"date\"\nperiodical = \"{id}\"\nyear = {year}\n+++\n"),
        );
        site.write(&format!("content/{}/index.md", issue.folder()), issue.text());
    }
}

pub const PAGE: &str = r##"{% extends "base.html" %}{% block main %}{% set b = page.bulletin %}
<script type="application/ld+json">{{ b.structured_data }}</script>
<p id="cite">{{ b.citation }}</p>
<p id="earlier">{% if b.earlier %}{{ b.earlier.href }}{% endif %}</p><p id="later">{% if b.later %}{{ b.later.href }}{% endif %}</p>
<p id="replaced">{% if b.supersedes %}{{ b.supersedes.href }}{% endif %} {% if b.superseded_by %}{{ b.superseded_by.href }}{% endif %}</p>
<p id="short">{{ page.short_permalink }}</p>
<p><a href="{{ b.bibtex_href }}">BibTeX</a> <a href="{{ b.ris_href }}">RIS</a> <a href="{{ b.volume_href }}">年</a> <a href="{{ b.home_href }}">首页</a></p>
<ol>{% for a in b.articles %}<li><a href="{{ a.href }}">{{ a.title }}</a></li>{% endfor %}</ol>
{% if b.original %}<p id="original">{{ b.original.src }} {{ b.original.name }} {{ b.original.size }}</p>{% endif %}
{{ page.content | safe }}{% endblock %}
"##;

pub const ARTICLE: &str = r##"{% extends "base.html" %}{% block title %}{{ article.title }}{% endblock %}{% block main %}
<script type="application/ld+json">{{ article.structured_data }}</script>
<p id="cite">{{ article.citation }}</p><p>{{ article.number }}/{{ article.count }} {{ current_url }}</p>
<p id="around">{% if article.earlier %}{{ article.earlier.href }}{% endif %} {% if article.later %}{{ article.later.href }}{% endif %}</p>
<main>{{ article.content | safe }}</main>{% endblock %}
"##;

pub const HOME: &str = r##"{% extends "base.html" %}{% block main %}
<script type="application/ld+json">{{ periodical.structured_data }}</script>
<p id="latest">{{ periodical.latest.href }}</p><p id="count">{{ periodical.count }}</p>
{% for v in periodical.volumes %}<a class="year" href="{{ v.href }}">{{ v.year }} {{ v.count }}</a>
{% endfor %}<a href="{{ periodical.csv_href }}">CSV</a> <a href="{{ periodical.json_href }}">JSON</a> <a href="{{ periodical.feed_href }}">Atom</a>{% endblock %}
"##;

pub const VOLUME: &str = r##"{% extends "base.html" %}{% block main %}
<script type="application/ld+json">{{ volume.structured_data }}</script>
<p id="around">{% if volume.earlier %}{{ volume.earlier.href }}{% endif %} {% if volume.later %}{{ volume.later.href }}{% endif %}</p>
<ol>{% for p in volume.issues %}<li><a href="{{ p.href }}">{{ p.title }}</a></li>{% endfor %}</ol>{% endblock %}
"##;

/// A site whose theme shows all of an archive.
pub fn site(periodicals: &[(&str, &str)]) -> SiteTest {
    let declared = periodicals.iter().map(|(id, name)| {
        format!("[periodicals.{id}]\nname = \"{name}\"\npublisher = \"某办公室\"\nshort = \"{}\"\n", &id[..1])
    });
    SiteTest::new()
        .config(&format!("feed_limit = 20\n{}", declared.collect::<String>()))
        .file("themes/t/templates/bulletin.html", PAGE)
        .file("themes/t/templates/bulletin-article.html", ARTICLE)
        .file("themes/t/templates/periodical.html", HOME)
        .file("themes/t/templates/volume.html", VOLUME)
}

/// Two years of four issues: 2020-1 (1 in all) to 2021-4 (8 in all).
pub fn eight() -> Vec<Issue> {
    let issue = |total: u32| {
        let (year, number) = (2020 + (total - 1) / 4, (total - 1) % 4 + 1);
        Issue::new("ldt", year, number, total, &format!("{year}-{:02}-10", number * 3))
    };
    (1..=8).map(issue).collect()
}

/// The site of [`eight`], after an edit of its issues and with these lines in its home.
pub fn small(home: &str, edit: impl FnOnce(&mut Vec<Issue>)) -> SiteTest {
    let site = site(&[("ldt", "联络动态")]);
    let mut issues = eight();
    edit(&mut issues);
    write(&site, "ldt", home, &issues);
    site
}

/// The text of the element with an id.
pub fn at<'h>(html: &'h str, id: &str) -> &'h str {
    let start = html.split_once(&format!("id=\"{id}\">")).unwrap_or_else(|| panic!("no #{id} in\n{html}")).1;
    start.split('<').next().unwrap_or_default().trim()
}

/// The structured data of a page.
pub fn data(html: &str) -> serde_json::Value {
    let text = html.split_once("application/ld+json\">").expect("data").1.split("</script>").next().expect("an end");
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}
