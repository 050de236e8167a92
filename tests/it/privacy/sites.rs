//! Whole sites: where things are found, who may allow them, and what is shown of them.

use crate::fixture::{AT, PNG, Run, SiteTest, page, page_with};

const MOBILE: &str = "15412345678";
const CASE: &str = "kind = \"case\"\ncomposite = true\n";

fn body(text: &str) -> SiteTest {
    SiteTest::new().file("content/a.md", page(text))
}

fn case(text: &str) -> SiteTest {
    SiteTest::new().file("content/a.md", page_with(CASE, text))
}

#[track_caller]
fn refused(site: &SiteTest, code: &str, file: &str) {
    let run = site.run(["--format", "short", "build", "--at", AT]).fails(6);
    let found = run.stderr.lines().any(|line| line.starts_with(file) && line.contains(code));
    assert!(found, "no [{code}] in {file}:\n{}", run.stderr);
    assert!(run.out.is_empty(), "nothing is written");
}

#[track_caller]
fn warned(run: &Run, code: &str) {
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains(&format!("[{code}]")), "no [{code}]:\n{}", run.stderr);
}

#[test]
fn numbers_are_found_wherever_they_stand() {
    refused(
        &SiteTest::new().file("content/a.md", page_with("editor = \"15412345678\"\n", "正文。")),
        "policy/mobile",
        "content/a.md:4:",
    );
    refused(
        &SiteTest::new().file("content/a.md", page_with("editor = \"154\\u00312345678\"\n", "正文。")),
        "policy/mobile",
        "content/a.md:4:",
    );
    let yaml = "---\ntitle: 一页\ndescription: 这一页只为测试而写。\nauthors: [154-1234-5678]\n---\n正文。\n";
    refused(&SiteTest::new().file("content/a.md", yaml), "policy/mobile", "content/a.md:4:");
    refused(&body("<!-- 15412345678 -->"), "policy/mobile", "content/a.md:6:");
    refused(&body("154<b>1234</b>5678"), "policy/mobile", "content/a.md:6:");
    refused(&body("| 号码 |\n|---|\n| 154 1234 5678 |"), "policy/mobile", "content/a.md:8:");
    refused(&body(":::tip 154 1234 5678\n正文。\n:::"), "policy/mobile", "content/a.md:6:");
    refused(
        &SiteTest::new().file("content/n/_index.md", "+++\ntitle = \"栏目\"\n+++\n\n15412345678\n"),
        "policy/mobile",
        "content/n/_index.md:5:",
    );
    let alt =
        SiteTest::new().file("content/a/index.md", page("![来电显示15412345678](x.png)")).file("content/a/x.png", PNG);
    refused(&alt, "policy/mobile", "content/a/index.md:6:");
    for (path, text) in [
        ("content/a/captions.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n请拨154 1234\n5678\n"),
        ("content/a/source.txt", "原文：15412345678\n"),
        ("data/x.toml", "[[x]]\nphone = \"15412345678\"\n"),
        ("data/x.csv", "姓名,电话\n张某,15412345678\n"),
        (
            "content/a/x.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><text><tspan>1541234</tspan><tspan>5678</tspan></text></svg>",
        ),
        (
            "media/x.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" aria-label=\"15412345678\"><path d=\"M154 1234 5678\"/></svg>",
        ),
    ] {
        refused(&SiteTest::new().file("content/a/index.md", page("正文。")).file(path, text), "policy/mobile", path);
    }
}

/// What themes, strings and settings say is on every page.
#[test]
fn templates_and_settings_are_read_too() {
    for (path, text) in [
        ("templates/notice.html", "<p>值班154 1234 5678</p>"),
        ("themes/t/templates/notice.html", "<p>值班154 1234 5678</p>"),
        ("i18n/zh.toml", "duty = \"值班15412345678\"\n"),
        ("media/media.toml", "[clip]\nkey = \"v/clip.mp4\"\ntitle = \"来电15412345678\"\n"),
        ("data/x.json", "{\"a\": [\"15412345678\"]}"),
    ] {
        let run = body("正文。").file(path, text).run(["--format", "short", "check", "--at", AT]);
        let found = run.stderr.lines().any(|line| line.starts_with(path) && line.contains("policy/mobile"));
        assert!(found, "no number in {path}:\n{}", run.stderr);
    }
    refused(
        &body("正文。").config("[extra]\nfooter = [{ text = \"值班15412345678\" }]\n"),
        "policy/mobile",
        "site.toml:",
    );
    let link = "<a href=\"https://bad-bank.top/\">办理</a>";
    refused(&body("正文。").file("templates/notice.html", link), "policy/outbound", "templates/notice.html:1:");
    warned(&body("正文。").config("[extra]\nlink = \"https://bad-bank.top\"\n").build(), "policy/outbound");
    // Names of vocabularies lead nowhere, and where the site is sent to is not shown.
    let names = "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg><p itemtype=\"https://schema.org/WebPage\">{{ poster.link }}</p>";
    let run = body("正文。").file("templates/notice.html", names).build().ok();
    assert!(!run.stderr.contains("policy/"), "{}", run.stderr);
}

#[test]
fn near_misses_are_left_alone() {
    let text = "国办发〔2017〕47号，湘公网安备43010202000123号，湘ICP备2022003331号-2，2021-06-29，\
        订单号15412345678901，流水号6222020000000000000，转出15412345678元，统一社会信用代码11430000006123456A，\
        手机154****5678，证件号439***********0012，卡的尾号1234，湘A·*****，拨打96110、110、12381和010-12321。\
        受害人张某、李女士和小王（化名）住在某市某小区。微信、QQ和护照都要保管好。写信到jubao@12377.cn。";
    let run = case(text).config("[links]\nallowed_hosts = [\"gov.cn\", \"12377.cn\"]\n").build().ok();
    assert!(!run.stderr.contains("policy/"), "{}", run.stderr);
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M15412345678 154 1234 5678z\"/></svg>";
    SiteTest::new().file("content/a/index.md", page("![线](x.svg)")).file("content/a/x.svg", svg).build().ok();
}

#[test]
fn no_form_of_report_shows_what_is_hidden() {
    let text = "卡号6222020000000000000，身份证439901209307120455，电话154 1234 5678。[坏](15412345678)\n\n\
        受害人欧阳明华，邮箱fz123456@163.com，QQ：1234567890，车牌湘A·12345，护照E12345678。";
    let site = case(text).file("content/n/b.md", page("１５４１２３４５６７８ [x](@/154-1234-5678.md)"));
    let secrets = [
        "6222020000000000000",
        "439901209307120455",
        "154 1234 5678",
        MOBILE,
        "欧阳明华",
        "fz123456",
        "1234567890",
        "湘A·12345",
        "E12345678",
        "１５４１２３４５６７８",
    ];
    for format in ["human", "short", "json", "sarif", "github", "gitlab"] {
        for lang in ["zh", "en"] {
            let run = site.run(["--format", format, "--lang", lang, "check"]).fails(6);
            let all = format!("{}{}", run.stdout, run.stderr);
            for secret in secrets {
                assert!(!all.contains(secret), "{format} shows `{secret}`:\n{all}");
            }
            assert!(all.contains("policy/mobile") && all.contains("*******5678"), "{all}");
        }
    }
}

/// `-q` leaves warnings out. What they hide may stand in the line of an error.
#[test]
fn what_is_not_told_stays_hidden_too() {
    let doubtful = "439901209307120451";
    let site = case(&format!("证件号{doubtful}，电话154 1234 5678。"));
    for lang in ["zh", "en"] {
        let run = site.run(["-q", "--lang", lang, "check"]).fails(6);
        assert!(run.stderr.contains("policy/mobile") && !run.stderr.contains("policy/id-number"), "{}", run.stderr);
        assert!(!run.stderr.contains(doubtful), "{}", run.stderr);
    }
}

/// A table of people is one mistake, however long it is, and none of it shows.
#[test]
fn long_tables_are_told_of_shortly() {
    let rows: String = (0..3_000).map(|n| format!("张某,1540{n:07}\n")).collect();
    let site = body("正文。").file("data/people.csv", format!("姓名,电话\n{rows}"));
    let run = site.run(["--lang", "zh", "check"]).fails(6);
    assert_eq!(run.stderr.matches("错误[policy/mobile]").count(), 50);
    assert!(run.stderr.contains("还有 2950 处") && !run.stderr.contains("1540"), "{}", run.stderr);
}

#[test]
fn permits_have_reasons_and_ends() {
    let permit = |expires: &str| {
        format!("[[policy.allow]]\ntext = \"0731-85550000\"\nreason = \"办公电话\"\nexpires = {expires}\n")
    };
    let text = "办公电话0731—85550000，（0731）85550000。";
    let run = body(text).config(&permit("2026-06-01")).build().ok();
    assert!(!run.stderr.contains("policy/"), "{}", run.stderr);
    refused(&body(text).config(&permit("2026-05-31")), "policy/landline", "content/a.md:6:");
    let own = |entry: &str, body: &str| {
        SiteTest::new().file("content/a.md", page_with(&format!("allow = [{entry}]\n"), body))
    };
    own("{ text = \"0731-85550000\", reason = \"办公电话\", expires = 2027-01-01 }", text).build().ok();
    refused(&own("{ text = \"0731-85550000\", reason = \"办公电话\" }", text), "policy/landline", "content/a.md:7:");
    own("{ text = \"受害人张伟\", reason = \"已取得同意\", expires = 2027-01-01 }", "受害人张伟接到电话。")
        .build()
        .ok();
    // An entry allows what it names and nothing else.
    refused(
        &own("{ text = \"0731-85550001\", reason = \"办公电话\", expires = 2027-01-01 }", text),
        "policy/landline",
        "content/a.md:7:",
    );
    let hotlines = "[[hotlines]]\nid = \"x\"\nnumber = \"0731-85550000\"\nname = \"热线\"\n";
    body(text).file("data/hotlines.toml", hotlines).build().ok();
}

#[test]
fn levels_are_the_sites_own() {
    let level =
        |level: &str| format!("[policy]\nlevel = {{ \"policy/mobile\" = \"{level}\", \"policy/plate\" = \"off\" }}\n");
    let site = body("湘A·12345，15412345678。").config(&level("warning"));
    let run = site.build();
    warned(&run, "policy/mobile");
    assert!(!run.stderr.contains("policy/plate") && !run.stderr.contains(MOBILE), "{}", run.stderr);
    // A draft is not published.
    let draft = SiteTest::new().file("content/a.md", page_with("draft = true\n", "15412345678"));
    warned(&draft.build(), "policy/mobile");
    draft.run(["build", "--at", AT, "--drafts"]).fails(6);
}

/// Files beside a page share its fate, and what it allows.
#[test]
fn files_belong_to_the_page_beside_them() {
    let with = |front: &str| {
        SiteTest::new()
            .file("content/a/index.md", page_with(front, "正文。"))
            .file("content/a/t.txt", "154 1234 5678\n")
    };
    refused(&with(""), "policy/mobile", "content/a/t.txt:1:");
    warned(&with("draft = true\n").build(), "policy/mobile");
    let run = with("allow = [{ text = \"15412345678\", reason = \"值班手机\", expires = 2027-01-01 }]\n").build().ok();
    assert!(!run.stderr.contains("policy/"), "{}", run.stderr);
}

/// What was found is found again by builds that read nothing anew, and by those that read other
/// files only.
#[test]
fn warm_builds_say_it_again() {
    let site = body("见bad-bank.top，把帐号记牢。").file("content/b.md", page("正文。")).file("data/x.txt", "帐号\n");
    let of_policy = |run: Run| -> Vec<String> {
        let lines = run.ok().stderr;
        lines.lines().filter(|line| line.contains("policy/")).map(str::to_owned).collect()
    };
    let build = || of_policy(site.run(["--format", "short", "build", "--at", AT]));
    let cold = build();
    assert_eq!(cold.len(), 3, "{cold:?}");
    assert_eq!(build(), cold);
    site.write("content/b.md", page("另一段。"));
    assert_eq!(build(), cold);
    site.write("data/words.toml", "[[words]]\nwrong = \"帐号\"\nright = \"账号\"\nexcept = [\"把帐号记牢\"]\n");
    assert_eq!(build().len(), 2);
    site.write(
        "site.toml",
        std::fs::read_to_string(site.root().join("site.toml")).expect("settings")
            + "[links]\nallowed_hosts = [\"bad-bank.top\"]\n",
    );
    assert_eq!(build().len(), 1);
}

#[test]
fn errors_are_remembered_too() {
    let site = body("15412345678");
    for _ in 0..2 {
        refused(&site, "policy/mobile", "content/a.md:6:");
    }
    site.write("content/a.md", page("154****5678"));
    site.build().ok();
}

/// Addresses of fraudsters are nowhere as they are: neither in pages nor in feeds nor in data.
#[test]
fn indicators_are_broken_up_everywhere() {
    let component = "{% component ioc(value: string = \"\") {\"content\": true, \"body\": \"none\", \"positional\": \"value\"} %}<code>{{ value | defang }}</code>{% endcomponent ioc %}";
    let front = "kind = \"alert\"\ndate = 2026-05-01\nlevel = \"warning\"\n";
    let text = "短信里是`ioc:https://bad-bank.top/login?a=1`，还有邮箱`ioc:kefu@bad-bank.top`。\n\n## 网址 `ioc:http://bad-bank.top`\n\n\
        :::ioc https://bad-bank.top/x\n:::\n\n写成hxxps[:]//bad-bank[.]top也可以。";
    let site = SiteTest::new()
        .config("generate_feeds = true\n")
        .file("themes/t/templates/components/ioc.html", component)
        .file("content/n/_index.md", "+++\ntitle = \"栏目\"\ngenerate_feeds = true\n+++\n")
        .file("content/n/a.md", page_with(front, text));
    let run = site.build().ok();
    assert!(!run.stderr.contains("policy/"), "{}", run.stderr);
    for (path, bytes) in &run.out {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("bad-bank.top") && !text.contains("ioc:"), "{path} has it:\n{text}");
    }
    run.has("n/a/index.html", "<code class=\"ioc\" translate=\"no\">hxxps[:]//bad-bank[.]top/login?a=1</code>")
        .has("n/a/index.html", "kefu[@]bad-bank[.]top")
        .has("n/a/index.html", "<code>hxxps[:]//bad-bank[.]top/x</code>");
}

#[test]
fn addresses_lead_to_allowed_hosts_or_are_pointed_out() {
    warned(&body("网址bad-bank.top。").build(), "policy/outbound");
    refused(&case("网址bad-bank.top。"), "policy/outbound", "content/a.md:8:");
    refused(&body("<a href=\"https://bad-bank.top/\">这里</a>"), "policy/outbound", "content/a.md:6:");
    let captions = "WEBVTT\n\n00:00.000 --> 00:01.000\nwww.bad-bank.top\n";
    let site = SiteTest::new().file("content/a/index.md", page("正文。")).file("content/a/c.vtt", captions);
    warned(&site.build(), "policy/outbound");
    warned(&body("正文。").file("data/x.toml", "url = \"https://bad-bank.top\"\n").build(), "policy/outbound");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>www.bad-bank.top</text></svg>";
    warned(&body("正文。").file("media/x.svg", svg).build(), "policy/outbound");
    // Links have a finding of their own, and only that.
    let run = body("[这里](https://bad-bank.top/)").build().fails(1);
    assert!(run.stderr.contains("content/host-not-allowed") && !run.stderr.contains("policy/"), "{}", run.stderr);
    let run = body("见https://www.hunan.gov.cn/，本站example.gov.cn/x。").build().ok();
    assert!(!run.stderr.contains("policy/"), "{}", run.stderr);
}

/// A drawing of a code is read as a camera would read it; the page shows the host broken up.
#[test]
fn codes_in_drawings_lead_to_allowed_hosts() {
    let drawing = |address: &str| {
        let code = fanzha::media::qr_svg::svg(address, "M", 4, "扫码").expect("a code");
        code.replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1)
    };
    let site = |address: &str| {
        let text = page("![扫码领补贴的二维码](code.svg)");
        SiteTest::new().file("content/a/index.md", text).file("content/a/code.svg", drawing(address))
    };
    let run = site("https://bad-bank.top/x").run(["--format", "short", "build", "--at", AT]);
    assert!(run.code != Some(0) && run.stderr.contains("code.svg"), "{}", run.stderr);
    assert!(run.stderr.contains("bad-bank[.]top") && !run.stderr.contains("bad-bank.top"), "{}", run.stderr);
    let run = site("https://www.hunan.gov.cn/").build();
    assert!(run.code == Some(0) && !run.stderr.contains("code.svg"), "{}", run.stderr);
}

#[test]
fn names_in_prose_are_warned_of_and_refused_without_doubt() {
    let run = case("那天晚上，是邻居把周建华从银行门口拉回来的。").run(["--format", "short", "build", "--at", AT]);
    assert!(run.stderr.contains("policy/person-name") && !run.stderr.contains("周建华"), "{}", run.stderr);
    let run = body("来信请寄fanzha (at) hunan.gov.cn，或 visit us at hunan.gov.cn。").build().ok();
    assert!(!run.stderr.contains("policy/"), "{}", run.stderr);
    for text in ["民警把周某从银行门口拉回来。", "县公安局局长周建华到会。", "文中人物均为化名。周建华接到电话。"]
    {
        let run = case(text).run(["--format", "short", "build", "--at", AT]);
        assert!(!run.stderr.contains("policy/person-name"), "{text}: {}", run.stderr);
    }
}

#[test]
fn registered_officials_may_be_named() {
    let site = case("上个月，李桂芳把三万元转给了对方。");
    let run = site.run(["--format", "short", "check", "--at", AT]);
    assert!(run.stderr.contains("policy/person-name"), "{}", run.stderr);
    let register = "[[persons]]\nid = \"li\"\nname = \"李桂芳\"\n";
    let run = site.file("data/persons.toml", register).run(["--format", "short", "check", "--at", AT]);
    assert!(!run.stderr.contains("policy/person-name"), "{}", run.stderr);
}

#[test]
fn pictures_need_consent() {
    let with = |front: &str, text: &str| {
        SiteTest::new().file("content/a/index.md", page_with(front, text)).file("content/a/a.png", PNG)
    };
    refused(&with("", "![湖南省地图](a.png)"), "policy/map", "content/a/index.md:6:");
    with("map_approval = \"湘S（2024）123号\"\n", "![湖南省地图](a.png)").build().ok();
    with("", "![湖南省地图](a.png \"审图号：GS（2024）1234号\")").build().ok();
    refused(
        &with("cover = { src = \"a.png\", alt = \"湖南省地图\" }\n", "正文。"),
        "policy/map",
        "content/a/index.md:4:",
    );
    warned(&with("", "![警徽](a.png)").build(), "policy/emblem");
    let entitled = "[[policy.allow]]\ntext = \"国徽\"\nreason = \"国徽法第六条第三项\"\nexpires = 2027-01-01\n";
    let run = with("", "![国徽](a.png)").config(entitled).build().ok();
    assert!(!run.stderr.contains("policy/"), "{}", run.stderr);
    refused(&with(CASE, "![聊天记录](a.png)"), "policy/unmasked-picture", "content/a/index.md:8:");
    let masked = format!("{CASE}pictures = [{{ src = \"a.png\", masked_by = \"王某\" }}]\n");
    with(&masked, "![聊天记录](a.png)").build().ok();
}

#[test]
fn secrets_are_found_on_every_page() {
    for text in ["秘密★1年", "密级：机密", "**绝　密**\n\n正文", "内部资料"] {
        refused(&body(text), "policy/secrecy", "content/a.md:6:");
    }
    let captions = "WEBVTT\n\n00:00.000 --> 00:01.000\n机密★长期\n";
    let site = SiteTest::new().file("content/a/index.md", page("正文。")).file("content/a/c.vtt", captions);
    refused(&site, "policy/secrecy", "content/a/c.vtt:4:");
    body("骗子说有内部资料，不得泄露国家秘密，密码要保密，请注意保存聊天记录。").build().ok();
    // A quotation may be allowed, a grade may not.
    let own = |text: &str| {
        let front = format!("allow = [{{ text = \"{text}\", reason = \"引文\" }}]\n");
        SiteTest::new().file("content/a.md", page_with(&front, text))
    };
    own("内部资料").build().ok();
    refused(&own("秘密★1年"), "policy/secrecy", "content/a.md:7:");
}
