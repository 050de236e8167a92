//! Imports through the program: what is written, what stays, and what is said.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::fixture::{Run, SiteTest, expect_file, tests_folder};

const PERIODICALS: &str = "[periodicals.lianluodongtai]\nname = \"联络动态\"\npinyin = \"LIANLUODONGTAI\"\npublisher = \"湖南省人大常委会选举任免联络工作委员会\"\nshort = \"b\"\n";
const PAGE: &str = "content/bulletins/lianluodongtai/2021/12/index.md";

fn original() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/bulletins/lianluodongtai/2021/12/source.txt");
    fs::read(path).expect("the first real issue")
}

/// What the editors of the issue publish of themselves.
const PERMITS: &str = "[[policy.allow]]\ntext = \"0731-85309270\"\nreason = \"办公电话\"\nexpires = 2099-12-31\n[[policy.allow]]\ntext = \"hnrlddt@163.com\"\nreason = \"编辑部邮箱\"\nexpires = 2099-12-31\n";

fn site() -> SiteTest {
    SiteTest::new().config(&format!("{PERIODICALS}{PERMITS}")).file("old/12.txt", original())
}

fn import(site: &SiteTest, more: &[&str]) -> Run {
    site.run(["import", "bulletin"].iter().chain(more))
}

fn page(site: &SiteTest) -> String {
    fs::read_to_string(site.root().join(PAGE)).expect("the page")
}

#[test]
fn the_first_real_issue_needs_no_hand() {
    let site = site();
    import(&site, &["old/12.txt", "--classification", "公开"]).ok();
    expect_file(&tests_folder("bulletins/lianluodongtai-2021-12.md"), &page(&site));
    assert_eq!(
        fs::read(site.root().join("content/bulletins/lianluodongtai/2021/12/source.txt")).expect("it"),
        original()
    );
    // And it is a page: the site builds, with home, year and short address.
    site.build()
        .ok()
        .has("bulletins/lianluodongtai/2021/12/index.html", "代表建议提得好")
        .has("bulletins/lianluodongtai/index.html", "联络动态")
        .has("b/635/index.html", "/bulletins/lianluodongtai/2021/12/");
}

#[test]
fn an_import_is_a_draft_until_somebody_has_reviewed_it() {
    let site = site();
    import(&site, &["old"]).ok().says("草稿");
    assert!(page(&site).contains("draft = true\n") && page(&site).contains("# classification = \"公开\""));
    site.build().ok().without("bulletins/lianluodongtai/2021/12/index.html");
}

#[test]
fn what_somebody_edited_stays() {
    let site = site();
    import(&site, &["old"]).ok();
    import(&site, &["old"]).ok().says("没有变化 1");
    // As imported: another import with other options may write it anew.
    import(&site, &["old", "--classification", "公开"]).ok().says("写入 1");
    let edited = page(&site).replace("代表建议提得好", "代表建议提得很好");
    site.write(PAGE, &edited);
    import(&site, &["old"]).ok().says("已经有人改过").says("已改过而保留 1");
    assert_eq!(page(&site), edited);
}

#[test]
fn a_dry_run_writes_nothing_and_tells_all() {
    let site = site();
    let before = site.tree();
    let run = import(&site, &["old", "--dry-run", "--format", "json"]).ok();
    assert_eq!(site.tree(), before);
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let file = &told["files"][0];
    assert_eq!((file["status"].as_str(), file["page"].as_str()), (Some("written"), Some(PAGE)));
    assert_eq!(file["record"]["total"], 635);
    let repairs = file["repairs"].as_array().expect("repairs");
    let dash = repairs.iter().find(|repair| repair["rule"] == "dash").expect("the telephone's dash");
    assert_eq!((dash["line"].as_u64(), dash["before"].as_str()), (Some(55), Some("0731—85309270")));
    assert_eq!(dash["after"], "0731-85309270");
}

#[test]
fn verbatim_mends_nothing() {
    let site = site();
    let run = import(&site, &["old", "--verbatim", "--format", "json"]).ok();
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(told["files"][0]["repairs"].as_array().map(Vec::len), Some(0));
    let page = page(&site);
    for printed in ["2021 年 4 月 16 日,省人大", "人民群众来信来访\n\n的过程中"] {
        assert!(page.contains(printed), "{printed}\n{page}");
    }
}

#[test]
fn a_classified_file_is_refused() {
    let marked = format!("秘密★1年\n{}", String::from_utf8(original()).expect("UTF-8"));
    let site = site().file("old/secret.txt", marked);
    site.remove("old/12.txt");
    import(&site, &["old"]).fails(6).says("秘密★1年").says("policy/secrecy");
    assert!(!site.root().join("content/bulletins").exists());
}

#[test]
fn an_unknown_bulletin_is_told_how_to_declare_it() {
    let text =
        "青溪工作简报\n第 3 期\n青溪市反诈中心编    2021年3月5日\n\n标题在这里写一行\n\n正文第一段写了一句话。\n";
    let site = site().file("old/new.txt", text).file("old/broken.pdf", "no PDF").file("old/again.txt", original());
    let run = import(&site, &["old", "--classification", "公开"]).fails(1);
    run.says("[periodicals.")
        .says("name = \"青溪工作简报\"")
        .says("import/unreadable")
        .says("import/duplicate")
        .says("写入 1");
}

#[test]
fn every_encoding_gives_the_same_page() {
    let text = String::from_utf8(original()).expect("UTF-8");
    let expected = {
        let site = site();
        import(&site, &["old"]).ok();
        page(&site)
    };
    let utf16 = |bytes: fn(u16) -> [u8; 2], mark: [u8; 2]| -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
    };
    let (gb18030, _, lossy) = encoding_rs::GB18030.encode(&text);
    assert!(!lossy);
    let encoded = [gb18030.into_owned(), utf16(u16::to_le_bytes, [0xFF, 0xFE]), utf16(u16::to_be_bytes, [0xFE, 0xFF])];
    for bytes in encoded {
        let site = site().file("old/12.txt", bytes);
        import(&site, &["old"]).ok();
        assert_eq!(page(&site), expected);
    }
}
