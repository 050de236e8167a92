//! A site in which everything can depend on everything.

use super::super::fixture::SiteTest;

const SETTINGS: &str = r#"base_url = "https://example.gov.cn"
title = "测试站"
description = "只为测试而有的站点。"
theme = "t"
generate_feeds = true
build_search_index = true
feed_limit = 3
taxonomies = [{ name = "tags", paginate_by = 2, feed = true }, { name = "topics" }]

[languages.en]
title = "Test"
build_search_index = true

[search]
filters = ["tags", "topics"]

[images]
widths = [20, 40]

[series.s]
title = "系列"

[periodicals.p]
name = "某刊"
short = "n"

[extra]
note = "甲"
"#;

/// All that can be made of pages for other programs.
const OUTPUTS: &str = r#"feed_filenames = ["atom.xml", "feed.json"]
feed_content = "full"
export = { json = true }
sitemap = { news = ["alert", "article"] }
"#;

const THEME: &[(&str, &str)] = &[
    (
        "templates/base.html",
        r##"<!doctype html>
<html lang="{{ lang }}">
<head><meta charset="utf-8"><title>{% block title %}{{ config.title }}{% endblock %}</title>
{% set css = asset(path="main.css") %}<link rel="stylesheet" href="{{ css.url }}"></head>
<body>
<header><a href="{{ get_url(path="/") }}">{{ trans(key="home") }}</a> {{ config.extra.note }}</header>
{% block main %}{% endblock %}
<footer>{% set data = load_data(path="facts.toml") %}{{ data.number }}</footer>
</body>
</html>
"##,
    ),
    (
        "templates/page.html",
        r##"{% extends "base.html" %}
{% block title %}{{ page.title }}{% endblock %}
{% block main %}<main>
<p>{{ page.date or "-" }} {{ page.word_count }} {{ section?.title or "-" }}</p>
<ul>{% for heading in page.toc %}<li><a href="#{{ heading.id }}">{{ heading.title }}</a></li>{% endfor %}</ul>
{{ page.content | safe }}
<p>{% if page.lower %}{{ page.lower.title }}{% endif %} | {% if page.higher %}{{ page.higher.title }}{% endif %}</p>
<p>{% for other in page.backlinks %}<a href="{{ other.href }}">{{ other.title }}</a> {% endfor %}</p>
<p>{% for other in page.related %}{{ other.title }} {% endfor %}{% for other in page.translations %}{{ other.lang }} {{ other.title }} {% endfor %}</p>
<p>{% for term in page.terms.tags or [] %}<a href="{{ get_url(path=term.path) }}">{{ term.title }}</a> {% endfor %}</p>
{% if page.cover %}<img src="{{ page.cover.src }}" alt="{{ page.cover.alt }}" width="{{ page.cover.width }}">{% endif %}
</main>{% endblock %}
"##,
    ),
    (
        "templates/quiz.html",
        r##"{% extends "page.html" %}
{% block main %}{% set flags = get_signals(required=false) or {} %}{% set ask = get_question(required=false) or {} %}<p>{{ flags.href or "-" }} {{ ask.text or "-" }} {{ ask.unsure_href or "-" }}</p>
{% for q in page.quiz.questions %}<p>{{ q.text }} {{ q.correct }} {{ q.page?.title or "-" }}</p>{% endfor %}<script type="application/ld+json">{{ structured_data }}</script>{% endblock %}
"##,
    ),
    (
        "templates/video.html",
        r##"{% extends "page.html" %}
{% block main %}{% set v = page.video %}<h1>{{ page.title }}</h1>
{% if v.structured_data %}<script type="application/ld+json">{{ v.structured_data }}</script>{% endif %}
{% for c in v.captions %}<p>{{ c.src }}</p>{% endfor %}{% for c in v.chapters %}<p>{{ c.title }} {{ c.href or "" }}</p>{% endfor %}{% for e in v.embeds %}<p>{{ e.url }}</p>{% endfor %}
{% for text in v.transcript or [] %}<p>{{ text }}</p>{% endfor %}
{% set s = get_series(id="s") %}{% for p in s.pages %}<a href="{{ p.href }}">{{ p.video.episode }} {{ p.title }}</a> {% endfor %}
{{ page.content | safe }}{% endblock %}
"##,
    ),
    (
        "templates/bulletin.html",
        r##"{% extends "page.html" %}
{% block main %}{% set b = page.bulletin %}<h1>{{ b.citation }}</h1><script type="application/ld+json">{{ b.structured_data }}</script>
{% for other in [b.earlier, b.later, b.supersedes, b.superseded_by] %}{% if other %}<a href="{{ other.href }}">{{ other.title }}</a> {% endif %}{% endfor %}
{% for a in b.articles %}<a href="{{ a.href }}">{{ a.title }}</a> {% endfor %}<p>{{ page.short_permalink }} {% if b.home_href %}<a href="{{ b.home_href }}">home</a>{% endif %}</p>
<a href="{{ b.ris_href }}">RIS</a>{% if b.original %}<a href="{{ b.original.src }}">{{ b.original.size }}</a>{% endif %}
{% set p = get_periodical(id="p", required=false) or {} %}<p>{{ p.count or 0 }}</p>
{{ page.content | safe }}{% endblock %}
"##,
    ),
    (
        "templates/suggestion.html",
        r##"{% extends "page.html" %}
{% block main %}{% set s = page.suggestion %}<h1>{{ page.title }}</h1><p>{{ s.state }} {{ s.due or "" }}</p>
{% for x in s.stages %}{% for e in x.evidence %}<a href="{{ e.href }}">{{ e.citation }} {{ e.excerpt }}</a>{% endfor %}{% endfor %}
{% for p in s.proposers %}<p>{{ p.name }} {{ p.href or "" }}</p>{% endfor %}
{{ page.content | safe }}{% endblock %}
"##,
    ),
    (
        "templates/bulletin-article.html",
        r##"{% extends "base.html" %}
{% block main %}<h1>{{ article.title }}</h1><p>{{ article.citation }} {{ page.title }}</p><script type="application/ld+json">{{ article.structured_data }}</script>
{% if article.earlier %}<a href="{{ article.earlier.href }}">{{ article.earlier.title }}</a>{% endif %}{{ article.content | safe }}{% endblock %}
"##,
    ),
    (
        "templates/periodical.html",
        r##"{% extends "base.html" %}
{% block main %}<h1>{{ section.title }} {{ periodical.name }}</h1>{% for v in periodical.volumes %}<p>{{ v.year }} {{ v.count }} {{ v.href or "" }}</p>{% for p in v.issues %}<a href="{{ p.href }}">{{ p.title }}</a> {% endfor %}{% endfor %}
<script type="application/ld+json">{{ periodical.structured_data }}</script>{% endblock %}
"##,
    ),
    (
        "templates/volume.html",
        r##"{% extends "base.html" %}
{% block main %}<h1>{{ volume.year }}</h1>{% for p in volume.issues %}<a href="{{ p.href }}">{{ p.title }} {{ p.bulletin.issue }}</a> {% endfor %}{{ volume.later?.year or "" }}<script type="application/ld+json">{{ volume.structured_data }}</script>{% endblock %}
"##,
    ),
    (
        "templates/series.html",
        r##"{% extends "base.html" %}
{% block main %}<h1>{{ series.title }} {{ series.seconds }}</h1>{% for p in series.pages %}<a href="{{ p.href }}">{{ p.title }} {{ p.video.duration }} {% if p.video.poster %}{{ p.video.poster.src }}{% endif %}</a> {% endfor %}{% endblock %}
"##,
    ),
    (
        "templates/section.html",
        r##"{% extends "base.html" %}
{% block title %}{{ section.title }}{% endblock %}
{% block main %}<ul>{% for card in paginator?.pages or section.pages %}<li><a href="{{ card.href }}">{{ card.title }}</a> {{ card.summary or "" }} {{ card.suggestion?.state or "" }}</li>{% endfor %}</ul>
<p>{% set people = get_people() %}{% for group in people.groups %}{% for one in group.entries %}{{ one.name }} {{ one.passage_count }} {% endfor %}{% endfor %}</p>
{% for below in section.subsections %}<p>{{ below.title }}</p>{% endfor %}
{{ section.content | safe }}{% if paginator %}<p>{{ paginator.current_index }}/{{ paginator.number_pagers }}</p>{% endif %}{% endblock %}
"##,
    ),
    (
        "templates/index.html",
        r##"{% extends "base.html" %}
{% block main %}{% set a = get_section(path="a/_index.md", required=false) %}{% if a %}<ul>{% for card in a.pages[:2] %}<li>{{ card.title }}</li>{% endfor %}</ul>{% endif %}
{% set first = get_page(path="a/p0.md", required=false) %}{% if first %}<p>{{ first.title }} {{ first.reading_time }}</p>{% endif %}
{% set picture = get_image_metadata(path="/media/one.svg", allow_missing=true) %}{% if picture %}<p>{{ picture.width }}</p>{% endif %}{{ section.content | safe }}{% endblock %}
"##,
    ),
    (
        "templates/taxonomy_list.html",
        r##"{% extends "base.html" %}
{% block main %}<ul>{% for term in terms %}<li>{{ term.title }} {{ term.page_count }}</li>{% endfor %}</ul>{% endblock %}
"##,
    ),
    (
        "templates/taxonomy_single.html",
        r##"{% extends "base.html" %}
{% block main %}<h1>{{ term.title }}</h1><ul>{% for card in paginator?.pages or term.pages %}<li>{{ card.title }}</li>{% endfor %}</ul>{% endblock %}
"##,
    ),
    (
        "templates/components/tip.html",
        r##"{% component tip(title: string = "", @lang) {"content": true, "body": "markdown", "positional": "title"} %}<div class="tip"><b>{{ title }}</b>{{ body }}</div>{% endcomponent tip %}
"##,
    ),
    ("styles/main.css", "body{margin:0}\n"),
    ("i18n/zh.toml", "home = \"首页\"\n"),
    ("i18n/en.toml", "home = \"Home\"\n"),
    ("static/robots.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>"),
];

/// The site as it begins, with everything that can be made of its pages.
pub fn full_site() -> SiteTest {
    let (path, base) = THEME[0];
    let graph = "{% if structured_data %}<script type=\"application/ld+json\">{{ structured_data | json_ld }}</script>{% endif %}</head>";
    site()
        .file("site.toml", format!("{OUTPUTS}{SETTINGS}"))
        .file(&format!("themes/t/{path}"), base.replace("</head>", graph))
}

/// The site as it begins.
pub fn site() -> SiteTest {
    let mut site = SiteTest::empty("site")
        .file("site.toml", SETTINGS)
        .file("data/facts.toml", "number = 110\n")
        .file("media/photo.jpg", super::play::photo(60, 40, 6))
        .file("media/one.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>")
        .file("content/_index.md", "+++\ntitle = \"首页\"\n+++\n")
        .file("content/_index.en.md", "+++\ntitle = \"Home\"\n+++\n");
    for (path, text) in THEME {
        site = site.file(&format!("themes/t/{path}"), text);
    }
    for (folder, settings) in
        [("p", "generate_feeds = true\n"), ("p/2025", "year = 2025\n"), ("p/2026", "year = 2026\n")]
    {
        site = site.file(
            &format!("content/{folder}/_index.md"),
            format!("+++\ntitle = \"某刊{folder}\"\nsort_by = \"date\"\nperiodical = \"p\"\n{settings}+++\n"),
        );
    }
    for (folder, settings) in
        [("a", "sort_by = \"date\"\npaginate_by = 3\n"), ("b", ""), ("a/c", "sort_by = \"title\"\n")]
    {
        site = site
            .file(&format!("content/{folder}/_index.md"), format!("+++\ntitle = \"栏目{folder}\"\n{settings}+++\n"));
    }
    site
}
