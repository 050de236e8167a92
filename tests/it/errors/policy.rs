//! What may not be published.

use super::*;

fn case(text: &str) -> SiteTest {
    content(page_with("kind = \"case\"\ncomposite = true\n", text))
}

/// A page with these pictures beside it.
fn bundle(front: &str, text: &str, pictures: &[&str]) -> SiteTest {
    let site = SiteTest::new().file("content/a/index.md", page_with(front, text));
    pictures.iter().fold(site, |site, name| site.file(&format!("content/a/{name}"), PNG))
}

errors! {
    policy_id_number, ["policy/id-number"], 6, body("身份证号439901209307120455，旧证号439902780501112。");
    policy_mobile, ["policy/mobile"], 6, body("电话 154 1234 5678 或１５４８７６５４３２１。");
    policy_bank_card, ["policy/bank-card"], 6, body("转进6222020000000000000；卡号6222020000000000001。");
    policy_plate, ["policy/plate"], 6, body("车牌湘A·12345和湘AD12345。");
    policy_address, ["policy/address"], 6, case("她住在幸福路18号3栋2单元，老家在某县大塘镇。");
    policy_minor, ["policy/minor"], 6, body("一名14岁女孩在向阳小学读六年级。");
    policy_person_name, ["policy/person-name"], 6, case("受害人张伟接到电话。\n\n杨晓燕收到短信。");
    policy_e_mail, ["policy/e-mail"], 6, body("发到fz123456@163.com。");
    policy_im_account, ["policy/im-account"], 6, body("加QQ：1234567890，微信号是kefu_2093。");
    policy_travel_document, ["policy/travel-document"], 6, body("护照号E12345678。");
    policy_landline, ["policy/landline"], 6, body("电话0731-85550000。");
    policy_outbound, ["policy/outbound"], 6, content(page_with("kind = \"alert\"\ndate = 2026-05-01\nlevel = \"warning\"\n", "短信里的bad-bank.top和https://bad.example/x。"));
    policy_outbound_attribute, ["policy/outbound"], 6, body("看<a href=\"https://bad.example/\">这里</a>。");
    policy_secrecy, ["policy/secrecy"], 6, body("秘密★3年\n\n正文。");
    policy_secrecy_internal, ["policy/secrecy"], 6, body("内部资料\n\n正文。");
    policy_wording, ["policy/wording"], 6, body("把帐号和反电诈专线记牢。")
        .config("[policy]\nlevel = { \"policy/wording\" = \"error\" }\n")
        .file("data/words.toml", "[[words]]\nwrong = \"反电诈专线\"\nright = \"反诈专线\"\nreason = \"96110的名称\"\n");
    policy_map, ["policy/map"], 6, bundle("", "![湖南省地图](a.png)", &["a.png"]);
    policy_map_approval, ["front-matter/bad-value"], 1, bundle("map_approval = \"1234\"\n", "![各市州](a.png)", &["a.png"]);
    policy_emblem, ["policy/emblem"], 6, bundle("", "![国徽](a.png)", &["a.png"]).config("[policy]\nlevel = { \"policy/emblem\" = \"error\" }\n");
    policy_unmasked_picture, ["policy/unmasked-picture"], 6, bundle("kind = \"case\"\ncomposite = true\npictures = [{ src = \"a.png\", masked_by = \"王某\" }]\n", "![聊天记录](a.png)\n\n![转账记录](b.png)", &["a.png", "b.png"]);
    policy_masked_by_nobody, ["front-matter/bad-value"], 1, bundle("kind = \"case\"\ncomposite = true\npictures = [{ src = \"a.png\" }]\n", "![聊天记录](a.png)", &["a.png"]);
    policy_expired, ["policy/expired-permit", "policy/landline"], 6, body("电话0731-85550000。")
        .config("[[policy.allow]]\ntext = \"0731-85550000\"\nreason = \"办公电话\"\nexpires = 2026-05-30\n");
    policy_expired_in_page, ["policy/landline"], 6, content(page_with("allow = [{ text = \"0731-85550000\", reason = \"办公电话\", expires = 2026-05-30 }]\n", "电话0731-85550000。"));
    policy_without_end, ["policy/landline"], 6, content(page_with("allow = [{ text = \"0731-85550000\", reason = \"办公电话\" }]\n", "电话0731-85550000。"));
    policy_unknown_rule, ["config/invalid"], 3, body("正文。").config("[policy]\nlevel = { \"policy/mobil\" = \"warning\" }\n");
    policy_below_floor, ["config/invalid"], 3, body("正文。").config("[policy]\nlevel = { \"policy/mobile\" = \"off\", \"policy/secrecy\" = \"warning\" }\n");
    policy_incomplete_permit, ["config/invalid"], 3, body("正文。").config("[[policy.allow]]\ntext = \"0731-85550000\"\n");
    policy_bad_words, ["data/invalid"], 1, body("正文。").file("data/words.toml", "[[words]]\nwrong = \"帐号\"\n");
}
