//! What lies on the disk: encodings, links, limits, folders.

use super::*;

fn gb18030(text: &str) -> Vec<u8> {
    // “反诈” and “转账” in GB18030; the tests need no encoder for four characters.
    let words: [(&str, &[u8]); 2] = [("反诈", &[0xB7, 0xB4, 0xD5, 0xA9]), ("转账", &[0xD7, 0xAA, 0xD5, 0xCB])];
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match words.iter().find(|(word, _)| rest.starts_with(word)) {
            Some((word, encoded)) => {
                bytes.extend_from_slice(encoded);
                rest = &rest[word.len()..];
            }
            None => {
                bytes.push(u8::try_from(c).expect("ASCII"));
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    bytes
}

errors! {
    not_utf8, ["io/encoding"], 1, content(gb18030("+++\ntitle = \"反诈\"\n+++\n\n转账\n"));
    not_utf8_late, ["io/encoding"], 1, content(b"+++\ntitle = \"x\"\n+++\n\n\xFF\xFE\xFF bad\n".as_slice());
    utf16, ["io/encoding"], 1, content([0xFF, 0xFE, b'+', 0, b'+', 0, b'+', 0, b'\n', 0, 0x02, 0xD8]);
    unreadable, ["io/unreadable"], 4, SiteTest::new().link("content/a.md", "nowhere.md");
    symlink_outside, ["io/outside-root"], 1, SiteTest::new().link("content/a.md", "/etc/hostname");
    symlink_folder_outside, ["io/outside-root"], 1, SiteTest::new().link("content/extern", "../..");
    symlink_loop, ["io/link-loop"], 1, SiteTest::new().link("content/n/again", "..").link("content/one", "two").link("content/two", "one");
    file_over_limit, ["io/limit"], 1, body(&"长".repeat(3000)).config("[limits]\ntext_bytes = 4000\n");
    media_over_limit, ["io/limit"], 1, body("正文。").file("media/big.png", vec![0; 5000]).config("[limits]\nmedia_bytes = 4000\n");
    too_many_files, ["io/limit"], 1, body("正文。").config("[limits]\nfiles = 3\n");
    folders_too_deep, ["io/limit"], 1, SiteTest::new().file("content/a/b/c/d/e.md", page("正文。")).config("[limits]\nfolder_depth = 3\n");
    bad_config_key, ["config/invalid"], 3, body("正文。").config("bas_url = \"https://x.gov.cn\"\n[markdown]\nhighligt_code = true\n");
    bad_config_value, ["config/invalid"], 3, body("正文。").file("site.toml", "base_url = \"www.example.gov.cn\"\ntime_zone = \"Asia/Changsha\"\ntheme = \"t\"\nignored_content = [\"a[\"]\n[languages.\"e n\"]\ntitle = \"x\"\n");
    bad_config_type, ["config/invalid"], 3, body("正文。").config("feed_limit = \"ten\"\nslugs = \"pinyin\"\n");
    bad_config_toml, ["config/invalid"], 3, body("正文。").file("site.toml", "base_url = \"https://x.gov.cn\ntheme = \"t\"\n");
    unknown_key_of_a_target, ["config/invalid"], 3, body("正文。").file("site.toml", "base_url = \"https://x.gov.cn\"\ntheme = \"t\"\n[deploy.box]\nservice = \"fs\"\nkind = \"fs\"\n");
    config_without_url, ["config/invalid"], 3, body("正文。").file("site.toml", "title = \"测试站\"\ntheme = \"t\"\n");
    config_output_outside, ["config/invalid"], 3, body("正文。").config("output_dir = \"../public\"\n");
    config_secret, ["config/invalid"], 3, body("正文。").config("[media]\npublic_url = \"//cdn\"\n[media.store]\nscheme = \"s3\"\nsecret_access_key = \"wJalrXUtn\"\n");
    config_missing, ["config/missing"], 3, SiteTest::empty("site");
    missing_theme, ["theme/missing"], 3, body("正文。").file("site.toml", "base_url = \"https://x.gov.cn\"\ntheme = \"campain\"\n");
    missing_vocabulary, ["config/invalid"], 3, front("").config("taxonomies = [{ name = \"scam_types\", vocabulary = \"data/nichts.toml\" }]\n");
    vocabulary_rules, ["data/invalid", "front-matter/unknown-key"], 1, taxonomy("")
        .file("data/vocabularies/scam_types.toml", "[[terms]]\nslug = \"刷单\"\ntitle = \"刷单返利\"\n[[terms]]\nslug = \"b\"\ntitle = \"刷单返利\"\ndescripton = \"x\"\n");
    bad_data, ["toml/syntax", "data/invalid"], 1, body("正文。").file("data/a.toml", "x = [1,\n").file("data/b.json", "{\"x\": }").file("data/c.yaml", "x: [1");
}
