//! Evidence that does not hold, and registers that break the rules.

use super::*;
use crate::records;

const FIRST: &str = "stage = \"proposed\"\nevidence = [\"@/issue.md#p1\"]\n";

/// A suggestion with these stages, beside a bulletin of three paragraphs.
fn staged(stages: &str) -> SiteTest {
    records::site().file(
        "content/s/one.md",
        page_with(
            &format!("kind = \"suggestion\"\nsession = \"示例会议\"\nproposers = [{{ name = \"乙某\", evidence = [\"@/issue.md#p1\"] }}]\n{stages}"),
            "正文。",
        ),
    )
}

fn data(file: &str, text: &str) -> SiteTest {
    records::site().file(&format!("data/{file}.toml"), text)
}

errors! {
    evidence_missing_place, ["content/evidence"], 1, staged(
        "[[stages]]\nstage = \"proposed\"\nevidence = [\"issue.md\", \"@/isue.md#p1\", \"@/issue.md#p9\", \"@/s/one.md#p1\", \"@/issue.md\"]\n");
    evidence_misquoted, ["content/evidence"], 1, staged(
        "[[stages]]\nstage = \"proposed\"\nevidence = [{ ref = \"@/issue.md#p1\", quote = \"提出 两件建议\" }, { ref = \"@/issue.md#p1\", quote = \"提出三件建议\" }, { ref = \"@/issue.md\", quote = \"乙某\" }]\n");
    evidence_key, ["front-matter/unknown-key", "front-matter/wrong-type"], 1, staged(
        "demands = [{ text = \"一条\", evidence = [7] }]\n[[stages]]\nstage = \"proposed\"\nevidence = [{ ref = \"@/issue.md#p1\", qoute = \"甲某\" }]\n");
    suggestion_rules, ["front-matter/missing-field", "front-matter/bad-value"], 1, staged(&format!(
        "co_handlers_total = 1\nco_handlers = [{{ name = \"丙处\", evidence = [\"@/issue.md#p1\"] }}, {{ name = \"丁处\" }}, {{ evidence = [\"@/issue.md#p1\"] }}]\n[[stages]]\ndate = 2026-02-01\n{FIRST}[[stages]]\nstage = \"selected\"\ndate = 2026-01-01\n"));
    stage_unknown, ["front-matter/bad-value"], 1, staged("[[stages]]\nstage = \"proposd\"\n");
    unknown_party, ["content/unknown-party"], 1, staged(&format!("[[stages]]\nbodies = [\"jia-mo\", \"zzzzzzzz\"]\n{FIRST}"));
    operation_rules, ["front-matter/missing-field", "front-matter/bad-value"], 1, records::site().file("content/o.md",
        page_with("kind = \"operation\"\nstart = 2026-02-01\nend = 2026-01-01\nfacts = [{ text = \"一条\" }]\n", "正文。"));
    persons_rules, ["data/invalid"], 1, data("persons", "[[persons]]\nid = \"A B\"\nname = \"甲\"\n\n[[persons]]\nid = \"yi\"\nname = \"乙某\"\nposts = [{ title = \"主任\", organisation = \"weiyuanhu\" }]\n\n[[persons]]\nid = \"yi\"\nname = \"丙某\"\naliases = [\"乙某\"]\nroles = [{ event = \"会\", role = \"主持\", evidence = [\"@/issue.md#p8\"] }]\n");
    persons_keys, ["front-matter/unknown-key"], 1, data("persons", "people = 1\n[[persons]]\nid = \"jia-mou\"\nname = \"甲某\"\npots = []\nroles = [{ event = \"会\", role = \"主持\", evidence = [\"@/issue.md#p1\"] }]\n");
    organisations_rules, ["data/invalid"], 1, data("organisations", "[[organisations]]\nid = \"weiyuanhui\"\nname = \"示例委员会\"\nparent = \"bangongshi\"\n\n[[organisations]]\nid = \"bangongshi\"\nname = \"示例委员会办公室\"\nparent = \"weiyuanhui\"\nlevel = \"provincial\"\n");
    organisations_region, ["content/unknown-term"], 1, data("organisations", "[[organisations]]\nid = \"weiyuanhui\"\nname = \"示例委员会\"\nregion = \"zhuzou\"\n\n[[organisations]]\nid = \"bangongshi\"\nname = \"示例委员会办公室\"\n")
        .config("taxonomies = [{ name = \"regions\", vocabulary = \"data/vocabularies/regions.toml\" }]\n[periodicals.dongtai]\nname = \"动态\"\n")
        .file("data/vocabularies/regions.toml", "[[terms]]\nslug = \"zhuzhou\"\ntitle = \"株洲市\"\n");
    supervision_totals, ["data/invalid", "content/evidence"], 1, data("linked_supervision", "units = 1\ncities = 1\ncounties = 1\n[[links]]\nregion = \"a\"\nunit = \"甲局\"\ncounties = [\"乙县\", \"丙县\"]\nevidence = [\"@/issue.md#p9\"]\n");
    defence_pages, ["content/broken-link", "content/evidence"], 1, data("defence_lines", "[[lines]]\nid = \"sixiang\"\ntitle = \"思想防线\"\nevidence = [{ ref = \"@/issue.md#p1\", quote = \"思想防线\" }]\npages = [\"@/isue.md\"]\n");
    duplicate_register, ["content/duplicate-url"], 1, records::site().file("content/b.md", page_with("path = \"people/jia-mou\"\n", "正文。"));
}
