//! Promises that hold for every input, tried with many: slugs, anchors, paths, URLs, pages
//! of Markdown soup, HTML soup.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use fanzha::config::{Config, Overrides, Parsing};
use fanzha::diag::Report;
use fanzha::frontmatter::AnchorLinks;
use fanzha::markdown::{
    self, Argument, ArgumentType, Bodies, Body, Declaration, Declarations, Heading, Prose, Segment,
};
use fanzha::{date, finish, numeral, path, pinyin, text};
use proptest::prelude::*;
use proptest::string::string_regex;

static CONFIG: LazyLock<Parsing> = LazyLock::new(|| {
    let mut report = Report::new();
    let config = Config::read(
        &Arc::from("site.toml"),
        "base_url = \"https://example.gov.cn\"",
        &Overrides::default(),
        &mut report,
    );
    assert!(!report.has_errors());
    config.parsing()
});

static COMPONENTS: LazyLock<Declarations> = LazyLock::new(|| {
    let declared = |name: &str, body| {
        let title = Argument { name: "title".to_owned(), kind: ArgumentType::String, required: false };
        (
            name.to_owned(),
            Declaration { name: name.to_owned(), arguments: vec![title], positional: Some("title".to_owned()), body },
        )
    };
    Declarations { components: [declared("tip", Bodies::Markdown), declared("hotline", Bodies::None)].into() }
});

fn parse(source: &str) -> (Body, Prose, Report) {
    let mut report = Report::new();
    let file: Arc<str> = "content/a.md".into();
    let context = markdown::Context {
        file: &file,
        text: source,
        body: 0..source.len(),
        lang: "zh",
        numbers_paragraphs: true,
        anchor_links: AnchorLinks::None,
        components: &COMPONENTS,
        config: &CONFIG,
    };
    let (body, prose) = markdown::parse(&context, &mut report);
    (body, prose, report)
}

fn html(segments: &[Segment]) -> String {
    let mut out = String::new();
    for segment in segments {
        match segment {
            Segment::Html(html) => out.push_str(html),
            Segment::Link(number) => out.push_str(&format!("/l{number}/")),
            Segment::Image(number) => out.push_str(&format!("<img src=\"/i{number}\">")),
            Segment::Component(_, inner) => out.push_str(&format!("<div>{}</div>", html(inner))),
        }
    }
    out
}

/// The numbers of all holes, in order.
fn holes(segments: &[Segment], links: &mut Vec<usize>, images: &mut Vec<usize>, calls: &mut Vec<usize>) {
    for segment in segments {
        match segment {
            Segment::Html(_) => {}
            Segment::Link(number) => links.push(*number),
            Segment::Image(number) => images.push(*number),
            Segment::Component(number, inner) => {
                calls.push(*number);
                holes(inner, links, images, calls);
            }
        }
    }
}

/// Whether every tag is closed in order. Attributes of our own output hold no `>`.
fn unbalanced(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find('>')?;
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        let name = |tag: &str| tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        if let Some(closing) = tag.strip_prefix('/') {
            let closing = &closing[..name(closing)];
            if open.pop() != Some(closing) {
                return Some(format!("</{closing}> closes nothing"));
            }
        } else {
            let opening = &tag[..name(tag)];
            if opening.is_empty() {
                return Some(format!("<{tag}> is no tag"));
            }
            if !["br", "hr", "img", "input", "wbr", "col"].contains(&opening) {
                open.push(opening);
            }
        }
    }
    open.pop().map(|name| format!("<{name}> stays open"))
}

/// What Markdown is made of, so that random text is full of structure.
fn soup() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        4 => string_regex("[一-龥，。：“”！]{1,4}").expect("a pattern"),
        2 => string_regex("[a-zA-Z0-9 ]{1,6}").expect("a pattern"),
        3 => prop::sample::select(vec![
            "\n", "\n\n", "\r\n", " ", "    ", "\t", "*", "**", "***", "_", "__", "~~", "~", "`", "``", "```\n", "# ", "## ", "### ", "> ", ">", "- ", "1. ", "- [ ] ", "- [x] ",
            "|", "| a | b |\n|---|:-:|\n| c | d |\n", "[", "]", "(", ")", "](", "![", "[^1]", "\n[^1]: ", "[^", "<", ">", "<b>", "</b>", "<div>", "</div>", "<br>", "<!--", "-->",
            "<!-- more -->", "\n:::tip 记住\n", "\n:::\n", ":::", "\n:::hotline\n:::\n", "::::", "&amp;", "&#x41;", "&#xF8F0;", "\\", "\\\n", "https://www.gov.cn/x，", "www.12321.cn", "@/a.md#一", "mailto:x@y.cn",
            "> [!NOTE]\n> ", "\n: ", "术语\n\n: 解释\n", "---\n", "===\n", "***\n", "{#id}", "{.c}", "\u{200b}", "\u{f8f0}", "\u{f8f1}", "\u{1}", "\0", "😀", "𠮷", "é", "！", "$$", "{{ x }}", "{% y %}",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(token, 0..60).prop_map(|tokens| tokens.concat())
}

fn all_ids(headings: &[Heading], out: &mut Vec<String>) {
    for heading in headings {
        out.push(heading.id.clone());
        all_ids(&heading.children, out);
    }
}

/// CI must not depend on chance: the seed is fixed unless `PROPTEST_RNG_SEED` gives another,
/// and `PROPTEST_CASES` asks for more cases.
fn config() -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 400;
    }
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = proptest::test_runner::RngSeed::Fixed(635);
    }
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn markdown_never_panics_and_its_html_is_balanced(source in soup()) {
        let (body, prose, report) = parse(&source);
        for (what, segments) in [("body", &prose.segments), ("summary", &body.summary)] {
            let html = html(segments);
            if !report.has_errors() {
                prop_assert_eq!(unbalanced(&html), None, "the {} of {:?}:\n{}", what, source, html);
            }
            prop_assert!(!html.contains("<script"));
        }
        // Every hole has its place, once: marks that content forges make no others.
        let (mut links, mut images, mut calls) = (Vec::new(), Vec::new(), Vec::new());
        holes(&prose.segments, &mut links, &mut images, &mut calls);
        if !report.has_errors() {
            prop_assert_eq!(links, (0..body.links.len()).collect::<Vec<_>>(), "links of {:?}", source);
            prop_assert_eq!(images, (0..body.images.len()).collect::<Vec<_>>(), "pictures of {:?}", source);
            prop_assert_eq!(calls, (0..prose.calls.len()).collect::<Vec<_>>(), "components of {:?}", source);
        }
        for finding in report.sorted() {
            if let Some(span) = &finding.span {
                prop_assert!(span.range.start <= span.range.end && span.range.end <= source.len(), "{:?} leaves the file", finding);
                prop_assert!(source.is_char_boundary(span.range.start) && source.is_char_boundary(span.range.end), "{:?} cuts a character", finding);
            }
        }
    }

    #[test]
    fn markdown_gives_the_same_twice(source in soup()) {
        let ((facts, one, _), (again, two, _)) = (parse(&source), parse(&source));
        prop_assert_eq!(html(&one.segments), html(&two.segments));
        prop_assert_eq!(facts.ids, again.ids);
    }

    #[test]
    fn heading_ids_are_unique_and_stable(titles in prop::collection::vec("[一-三a-cA-C ，。fn1-]{0,6}", 1..12)) {
        let source: String = titles.iter().map(|title| format!("## {title}x\n\n")).collect();
        let (body, _, _) = parse(&source);
        let mut ids = Vec::new();
        all_ids(&body.toc, &mut ids);
        prop_assert_eq!(ids.len(), titles.len());
        let unique: BTreeSet<&String> = ids.iter().collect();
        prop_assert_eq!(unique.len(), ids.len(), "{:?}", ids);
        prop_assert!(ids.iter().all(|id| !id.is_empty() && !id.contains(char::is_whitespace)), "{:?}", ids);
        // Text below a heading, and headings after it, leave its id alone.
        let longer = format!("{}\n\n正文。\n\n## 又一节\n", source.replace("\n\n", "\n\n正文。\n\n"));
        let mut again = Vec::new();
        all_ids(&parse(&longer).0.toc, &mut again);
        prop_assert_eq!(&again[..ids.len()], &ids[..]);
        // Every id can be linked to: percent-encoding comes back.
        for id in &ids {
            prop_assert_eq!(&path::decode(&path::encode(id)), id);
        }
    }

    #[test]
    fn proposed_slugs_are_urls(title in "\\PC{0,40}", limit in 1usize..60) {
        let slug = pinyin::propose_slug(&title, limit);
        prop_assert!(slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{:?} gives {:?}", title, slug);
        prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"), "{:?} gives {:?}", title, slug);
        prop_assert!(slug.len() <= limit, "{:?} is longer than {}", slug, limit);
        prop_assert_eq!(&pinyin::propose_slug(&title, limit), &slug);
    }

    #[test]
    fn resolved_paths_stay_inside(folder in "[a-c/]{0,8}", target in "[a-c/.%2e\\\\]{0,16}") {
        if let Some(inside) = path::resolve(&folder, &target) {
            prop_assert!(!inside.starts_with('/'));
            prop_assert!(inside.split('/').all(|part| part != ".." && part != "."), "{:?} + {:?} = {:?}", folder, target, inside);
            prop_assert_eq!(path::resolve("", &inside), Some(inside.clone()), "resolving twice changes nothing");
        }
    }

    #[test]
    fn urls_come_back_from_encoding(plain in "\\PC{0,30}") {
        let encoded = path::encode(&plain);
        prop_assert!(encoded.is_ascii() && !encoded.contains([' ', '"', '<', '>', '#', '?', '&', '\\']) || encoded.contains('&'), "{}", encoded);
        prop_assert_eq!(path::decode(&encoded), plain);
    }

    #[test]
    fn decoding_never_panics(text in "[%0-9a-fA-F一-三\\PC]{0,30}") {
        let _decoded = path::decode(&text);
    }

    #[test]
    fn html_is_read_without_panic(source in "(<|>|/|=|\"|'|<!--|-->|<a href=|<script|</script|id=|src=|srcset=|&amp;|[a-z一-三 \\n]){0,40}") {
        let mut found = Vec::new();
        finish::scan(source.as_bytes(), &mut |one| found.push(one));
        prop_assert!(found.len() <= source.len());
    }

    #[test]
    fn minified_html_never_panics(source in "(<p>|</p>|<b>|</b>|<meta name=\"a\" content=\"b\">|<meta |>|<pre>|</pre>|&lt;|[a-z一-三 \\n]){0,30}") {
        let _minified = finish::Minifier::default().minify(source.as_bytes(), source.get(source.len() / 2..).unwrap_or_default());
    }

    #[test]
    fn dates_never_panic(text in "[0-9TZ:+. 年月日-]{0,26}") {
        if let Some(written) = date::Written::parse(&text) {
            let zone = fanzha::date::zone("Asia/Shanghai").expect("bundled");
            let shown = written.resolve(&zone).rfc3339();
            let again: jiff::Timestamp = shown.parse().expect("what we write is RFC 3339");
            prop_assert!((again.as_second() - written.resolve(&zone).instant().as_second()).abs() <= 1, "{} became {}", text, shown);
        }
    }

    #[test]
    fn date_formats_never_panic(pattern in "(%|[a-zA-Z0-9#_^-]|年){0,8}") {
        let _formatted = date::format("2026-06-01T09:00:00+08:00", &pattern);
    }

    #[test]
    fn summaries_are_no_longer_than_asked(source in "[一-三，。“”a-z .]{0,200}", limit in 1usize..80) {
        let cut = text::cut_at_sentence(&source, limit);
        // A closing quotation mark may follow, and an ellipsis has two characters.
        prop_assert!(cut.chars().count() <= limit + 2, "{:?}", cut);
        let kept = cut.trim_end_matches("……");
        prop_assert!(source.trim().starts_with(kept), "{:?} is not a beginning of {:?}", cut, source);
    }

    #[test]
    fn counts_add_up(a in "[一-三a-z]{0,20}", b in "[一-三a-z]{0,20}") {
        let whole = text::Count::of(&format!("{a} {b}"));
        let (one, two) = (text::Count::of(&a), text::Count::of(&b));
        prop_assert_eq!((whole.han, whole.words), (one.han + two.han, one.words + two.words));
    }

    #[test]
    fn numerals_are_read_back(number in 0u64..1_000_000_000) {
        prop_assert_eq!(value_of(&numeral::write(number)), Some(number));
    }

    #[test]
    fn collation_is_an_order_of_words(a in "[一-龥a-z]{0,6}", b in "[一-龥a-z]{0,6}") {
        let order = pinyin::collation_key(&a).cmp(&pinyin::collation_key(&b));
        prop_assert_eq!(order, pinyin::collation_key(&b).cmp(&pinyin::collation_key(&a)).reverse());
        if a == b {
            prop_assert!(order.is_eq());
        }
    }
}

/// The number that a Chinese numeral says; written from the rules, not from the program.
fn value_of(numeral: &str) -> Option<u64> {
    let (mut total, mut section, mut digit) = (0, 0, 0);
    for c in numeral.chars() {
        match c {
            '亿' | '万' => {
                let unit = if c == '亿' { 100_000_000 } else { 10_000 };
                total += (section + digit) * unit;
                (section, digit) = (0, 0);
            }
            '千' | '百' | '十' => {
                let unit = match c {
                    '千' => 1000,
                    '百' => 100,
                    _ => 10,
                };
                section += unit * if digit == 0 { 1 } else { digit };
                digit = 0;
            }
            c => digit = "零一二三四五六七八九".chars().position(|d| d == c)? as u64,
        }
    }
    Some(total + section + digit)
}
