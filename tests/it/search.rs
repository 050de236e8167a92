//! The site's own search: which files it has, what is in them, and what an edit changes.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::fixture::{Run, SiteTest, Tree, page_with};

const SETTINGS: &str =
    "build_search_index = true\ntaxonomies = [{ name = \"scam_types\" }]\n[languages.en]\ntitle = \"Test\"\n";

fn site() -> SiteTest {
    let page = |title: &str, front: &str, body: &str| page_with(front, body).replacen("一页", title, 1);
    SiteTest::new()
        .config(SETTINGS)
        .file("content/a/_index.md", "+++\ntitle = \"栏目\"\n+++\n\n这里讲各种骗局。\n")
        .file(
            "content/a/one.md",
            page("刷单返利", "date = 2026-02-03\n[taxonomies]\nscam_types = [\"刷单\"]\n", "先给小利，再要你垫钱。"),
        )
        .file("content/a/two.md", page("安全账户", "date = 2025-05-06\n", "公检法没有安全账户。"))
        .file("content/a/three.en.md", page("Tasks", "", "Never pay to work."))
        .file("content/hidden.md", page("藏着", "in_search_index = false\n", "不进索引。"))
        .file("content/private.md", page("不收录", "robots = \"noindex\"\n", "也不进索引。"))
}

fn table(run: &Run, lang: &str) -> Value {
    serde_json::from_slice(&run.out[&format!("search-index/{lang}/index.json")]).expect("JSON")
}

fn of_index(tree: &Tree) -> BTreeSet<(String, Vec<u8>)> {
    let files = tree.iter().filter(|(path, _)| path.starts_with("search-index/"));
    files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
}

/// What results show of all pages.
fn listed(run: &Run, lang: &str) -> Vec<Value> {
    let groups =
        run.out.iter().filter(|(path, _)| path.starts_with(&format!("search-index/{lang}/")) && path.contains("/p/"));
    let groups = groups.map(|(_, bytes)| serde_json::from_slice::<Vec<Value>>(bytes).expect("JSON"));
    let mut pages: Vec<Value> = groups.flatten().filter(|page| page.is_array()).collect();
    pages.sort_by_key(Value::to_string);
    pages
}

#[test]
fn pages_and_sections_are_listed_and_others_are_not() {
    let run = site().build().ok();
    let wanted = serde_json::json!([
        ["/a/", "栏目", "section"],
        ["/a/one/", "刷单返利", "page", "2026-02-03"],
        ["/a/two/", "安全账户", "page", "2025-05-06"],
        ["/scam-types/shua-dan/", "刷单", "term"],
    ]);
    assert_eq!(Value::from(listed(&run, "zh")), wanted);
    let table = table(&run, "zh");
    assert_eq!(table["years"], serde_json::json!([2025, 2026]));
    assert_eq!(table["kinds"], serde_json::json!(["page", "section", "term"]));
    let ranks = table["ranks"].as_str().expect("ranks");
    assert_eq!((ranks.len(), ranks.trim().is_empty(), ranks.matches(' ').count()), (16, false, 12));
    assert!(run.out.keys().any(|path| path.contains("/f/scam_types.")));
    assert!(!run.out.keys().any(|path| path.starts_with("search-index/en/")));
}

#[test]
fn a_language_has_an_index_of_its_own() {
    let languages = format!("{SETTINGS}build_search_index = true\n");
    let run = site().config(&languages).build().ok();
    assert_eq!(Value::from(listed(&run, "en")), serde_json::json!([["/en/a/three/", "Tasks", "page"]]));
    assert_eq!(listed(&run, "zh").len(), 4);
}

#[test]
fn without_the_setting_there_is_none() {
    let run = site().config(&SETTINGS.replace("build_search_index = true\n", "")).build().ok();
    assert!(of_index(&run.out).is_empty());
}

#[test]
fn a_base_path_stands_before_addresses() {
    let site = site();
    let run = site.run(["build", "--at", crate::fixture::AT, "-u", "https://example.gov.cn/sub"]).ok();
    assert_eq!(listed(&run, "zh")[0][0], "/sub/a/");
}

#[test]
fn an_edited_sentence_changes_a_few_files() {
    let site = site();
    let before = of_index(&site.build().ok().out);
    site.write(
        "content/a/two.md",
        page_with("date = 2025-05-06\n", "公检法没有安全账号。").replacen("一页", "安全账户", 1),
    );
    let run = site.build().ok();
    let changed = of_index(&run.out).difference(&before).count();
    assert!((1..=4).contains(&changed), "{changed} files");
    assert_eq!(of_index(&run.out), of_index(&site.run(["build", "--at", crate::fixture::AT, "--no-cache"]).ok().out));
}

/// What a table names: the paths of all parts.
fn named(run: &Run) -> BTreeSet<String> {
    let table = table(run, "zh");
    let folder = format!("search-index/zh/{}-{}", table["slots"], table["shards"]);
    let marks = |kind: &str| table[kind].as_str().expect("marks").as_bytes().chunks(4).map(<[u8]>::to_vec).collect();
    let part = |kind: &'static str, ending: &'static str| {
        let marks: Vec<Vec<u8>> = marks(kind);
        let marks = marks.into_iter().map(|mark| String::from_utf8(mark).expect("letters")).enumerate();
        let folder = folder.clone();
        marks
            .filter(|(_, mark)| mark != "....")
            .map(move |(number, mark)| format!("{folder}/{kind}/{number:x}.{mark}.{ending}"))
    };
    let filters = table["f"].as_object().expect("filters").clone();
    let filter = |(name, mark): (String, Value)| format!("{folder}/f/{name}.{}.bin", mark.as_str().expect("a mark"));
    part("w", "bin").chain(part("p", "json")).chain(filters.into_iter().map(filter)).collect()
}

/// Whoever has the table of one build can get the parts of that build or nothing, whatever lies beside them:
/// readers of a site that is just being published have an old table or a new one.
#[test]
fn a_table_and_parts_of_different_builds_never_meet() {
    let site = site();
    let mut all = Tree::new();
    let edit = |number: usize| match number {
        0 => site.write("content/a/two.md", page_with("date = 2025-05-06\n", "改了一句。")),
        1 => site.write("content/a/four.md", page_with("", "新的一页，会占一个位置。")),
        2 => site.remove("content/a/one.md"),
        3 => site.write("content/a/five.md", page_with("date = 2024-01-01\n", "又一页，占了空出的位置。")),
        _ => site.write("content/a/two.md", page_with("date = 2025-05-06\n", "公检法没有安全账户。")),
    };
    let mut tables = BTreeSet::new();
    for number in 0..6 {
        let run = site.build().ok();
        let parts: Tree = of_index(&run.out).into_iter().filter(|(path, _)| !path.ends_with("/index.json")).collect();
        assert_eq!(parts.keys().cloned().collect::<BTreeSet<_>>(), named(&run), "{number}");
        for (path, bytes) in parts {
            let before = all.insert(path.clone(), bytes.clone());
            assert!(before.is_none_or(|before| before == bytes), "{path} has another content in build {number}");
        }
        tables.insert(run.out["search-index/zh/index.json"].clone());
        edit(number);
    }
    assert_eq!(tables.len(), 6, "each build has a table of its own");
}

#[test]
fn the_first_pages_must_exist() {
    let settings = format!("{SETTINGS}[search]\nfirst = [\"a/none.md\"]\n");
    site().config(&settings).build().fails(3).says("a/none.md");
    let settings = format!("{SETTINGS}[search]\nfirst = [\"@/a/two.md\"]\n");
    let run = site().config(&settings).build().ok();
    // The best rank, 89, has the letter 36 places behind it.
    assert!(table(&run, "zh")["ranks"].as_str().expect("ranks").contains('}'));
}
