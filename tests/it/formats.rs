//! Findings for machines: JSON lines, GitHub annotations, SARIF, short lines.

use serde_json::Value;

use crate::fixture::{AT, Run, SiteTest, page};

/// An error after Chinese words on its line, a warning, and one in another file.
fn site() -> SiteTest {
    SiteTest::new()
        .file("content/a.md", page("他说“先垫资，再返利”，详见[骗局, 100%](@/nichts.md)。\n\n__注意：__别信。"))
        .file("content/b.md", "---\ntitle: 一页\ndescription: 这一页只为测试而写。\nweight: 五\n---\n")
        .file("content/c.md", page("图：![𠮷野家😀](没有.png)"))
}

fn check(format: &str) -> Run {
    site().run(["check", "--at", AT, "--lang", "en", "--format", format]).fails(1)
}

#[test]
fn json_has_places_in_characters() {
    let run = check("json");
    assert_eq!(run.stderr, "", "JSON only, on standard output only");
    let lines: Vec<Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect();
    let found = |code: &str| {
        lines.iter().find(|line| line["code"] == code).unwrap_or_else(|| panic!("no {code} in {lines:#?}"))
    };
    let link = found("content/broken-link");
    assert_eq!(link["severity"], "error");
    assert_eq!(link["message"], "there is no page nichts.md");
    assert_eq!(link["place"]["file"], "content/a.md");
    let text = page("他说“先垫资，再返利”，详见[骗局, 100%](@/nichts.md)。");
    let line = text.lines().position(|line| line.contains("nichts")).expect("the line");
    let column = text.lines().nth(line).expect("a line").chars().collect::<Vec<_>>();
    let at = column
        .iter()
        .collect::<String>()
        .find("@/nichts")
        .map(|byte| column.iter().collect::<String>()[..byte].chars().count())
        .expect("a column");
    assert_eq!(
        (link["place"]["line"].as_u64(), link["place"]["column"].as_u64()),
        (Some(line as u64 + 1), Some(at as u64 + 1))
    );
    assert_eq!(link["place"]["end_column"].as_u64(), Some((at + "@/nichts.md".len()) as u64 + 1));
    assert!(link["help"].as_array().is_some_and(|help| !help.is_empty()));
    let weight = found("front-matter/wrong-type");
    assert_eq!((weight["place"]["line"].as_u64(), weight["place"]["column"].as_u64()), (Some(4), Some(9)));
    assert_eq!(found("content/literal-emphasis")["severity"], "warning");
    // Characters beyond the Basic Multilingual Plane count once: 图：![𠮷野家😀]( is ten long.
    assert_eq!(found("content/missing-image")["place"]["column"].as_u64(), Some(11));
}

#[test]
fn json_in_chinese_too() {
    let run = site().run(["check", "--lang", "zh", "--format", "json"]).fails(1);
    assert!(run.stdout.contains("没有页面 nichts.md"), "{}", run.stdout);
    for line in run.stdout.lines() {
        let value: Value = serde_json::from_str(line).expect("JSON");
        assert!(
            ["error", "warning", "note"].contains(&value["severity"].as_str().expect("a severity")),
            "severities are not translated"
        );
    }
}

#[test]
fn github_annotations_escape_what_they_must() {
    let run = check("github");
    let line = run.stdout.lines().find(|line| line.contains("content/broken-link")).expect("an annotation");
    assert!(line.starts_with("::error file=content/a.md,line=6,col="), "{line}");
    assert!(line.contains("title=content/broken-link::there is no page nichts.md"), "{line}");
    assert!(run.stdout.lines().any(|line| line.starts_with("::warning ")));
    assert!(run.stdout.lines().all(|line| line.starts_with("::")), "{}", run.stdout);
    // A message of several lines stays one annotation.
    assert!(line.contains("%0A"), "the remedy belongs to the annotation: {line}");
    let odd = SiteTest::new().file("content/a, b%: c.md", "x").run(["check", "--format", "github"]);
    assert!(odd.stdout.contains("file=content/a%2C b%25%3A c.md,"), "{}", odd.stdout);
}

#[test]
fn sarif_is_a_whole_document() {
    let run = check("sarif");
    let value: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(value["version"], "2.1.0");
    let results = value["runs"][0]["results"].as_array().expect("results");
    assert!(results.len() >= 4, "{results:#?}");
    let link = results.iter().find(|result| result["ruleId"] == "content/broken-link").expect("the link");
    assert_eq!(link["level"], "error");
    let place = &link["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/a.md");
    assert_eq!(place["region"]["startLine"], 6);
    assert_eq!(value["runs"][0]["columnKind"], "unicodeCodePoints");
    // An empty report is a document too.
    let clean = SiteTest::new().run(["check", "--format", "sarif"]).ok();
    let value: Value = serde_json::from_str(&clean.stdout).expect("JSON");
    assert_eq!(value["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn sarif_addresses_are_urls() {
    let run = SiteTest::new().file("content/名 字.md", "x").run(["check", "--format", "sarif"]);
    let value: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let uri = value["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        .as_str()
        .expect("a URI")
        .to_owned();
    assert_eq!(uri, "content/%E5%90%8D%20%E5%AD%97.md", "SARIF 2.1.0, 3.4.3: a valid URI (RFC 3986)");
}

#[test]
fn short_lines_can_be_followed_by_editors() {
    let run = check("short");
    let line = run.stderr.lines().find(|line| line.contains("content/broken-link")).expect("a line");
    assert_eq!(line, "content/a.md:6:26: error[content/broken-link]: there is no page nichts.md");
}

#[test]
fn a_build_says_nothing_else_to_machines() {
    let run = SiteTest::new().run(["build", "--at", AT, "--format", "json"]).ok();
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
}

#[test]
fn colours_only_when_asked() {
    let site = site();
    assert!(!site.run(["check"]).stderr.contains('\u{1b}'));
    assert!(site.run(["check", "--color", "always"]).stderr.contains('\u{1b}'));
    assert!(!site.run(["check", "--color", "always", "--format", "json"]).stdout.contains('\u{1b}'));
}
