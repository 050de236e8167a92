//! An example for every code: what is found, and how it is mended.

use super::{Code, Text, code};
use crate::t;

/// What is found, and how it is mended.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    found: Both,
    mended: Both,
}

#[derive(Clone, Copy, Debug)]
struct Both {
    zh: &'static str,
    en: &'static str,
}

/// What one writes is the same in both languages.
const fn same(text: &'static str) -> Both {
    Both { zh: text, en: text }
}

const fn both(zh: &'static str, en: &'static str) -> Both {
    Both { zh, en }
}

impl Example {
    /// The example for readers.
    pub fn text(&self) -> Text {
        let lines = |text: &str| text.lines().map(|line| format!("    {line}\n")).collect::<String>();
        let (found_zh, found_en) = (lines(self.found.zh), lines(self.found.en));
        let (mended_zh, mended_en) = (lines(self.mended.zh), lines(self.mended.en));
        t!("例如，查出：\n{found_zh}改成：\n{mended_zh}", "For example, this is found:\n{found_en}Mended:\n{mended_en}")
    }
}

/// The example of a code.
pub fn example(of: Code) -> Option<Example> {
    let found = EXAMPLES.iter().find(|(code, ..)| *code == of);
    found.map(|(_, found, mended)| Example { found: *found, mended: *mended })
}

const EXAMPLES: &[(Code, Both, Both)] = &[
    (
        code::CONFIG_MISSING,
        same("~/Documents$ fanzha check"),
        same("~/Documents$ cd mysite\n~/Documents/mysite$ fanzha check"),
    ),
    (
        code::CONFIG_INVALID,
        same("base_url = \"www.example.gov.cn\""),
        same("base_url = \"https://www.example.gov.cn\""),
    ),
    (code::THEME_MISSING, same("theme = \"campain\""), same("theme = \"campaign\"")),
    (
        code::IO_UNREADABLE,
        same("content/alerts/spring.md  (-rw------- root)"),
        both(
            "改成自己能读：chmod u+r content/alerts/spring.md；在 Windows 上看文件属性",
            "make it readable: chmod u+r content/alerts/spring.md",
        ),
    ),
    (
        code::IO_ENCODING,
        both("记事本另存为，编码选了 ANSI", "a file saved as ANSI (GB18030)"),
        both("记事本另存为，编码选 UTF-8", "the same file saved as UTF-8"),
    ),
    (
        code::IO_OUTSIDE,
        same("content/photos -> /home/me/photos"),
        both("把照片复制进 content/ 或 media/", "copy the photos into content/ or media/"),
    ),
    (code::IO_LOOP, same("content/a -> content/a/b"), both("删去链接 content/a/b", "remove the link content/a/b")),
    (
        code::IO_LIMIT,
        both("media/film.mp4（900 MB）", "media/film.mp4 (900 MB)"),
        same("fanzha media add film.mp4 --id film"),
    ),
    (code::CACHE_DIFFERS, same("fanzha build --verify"), same("fanzha cache clear\nfanzha build")),
    (code::TOML_SYNTAX, same("title = 警惕刷单"), same("title = \"警惕刷单\"")),
    (code::YAML_SYNTAX, same("title: 注意: 不要转账"), same("title: \"注意: 不要转账\"")),
    (code::FRONT_MATTER, same("+++\ntitle = \"警惕刷单\"\n\n正文……"), same("+++\ntitle = \"警惕刷单\"\n+++\n\n正文……")),
    (code::UNKNOWN_KEY, same("takeawys = [\"先挂断\"]"), same("takeaways = [\"先挂断\"]")),
    (code::WRONG_TYPE, same("takeaways = \"先挂断\""), same("takeaways = [\"先挂断\"]")),
    (code::BAD_DATE, same("date = 2026-6-31"), same("date = 2026-06-30")),
    (
        code::MISSING_FIELD,
        same("title = \"警惕刷单\""),
        same("title = \"警惕刷单\"\ndescription = \"凡是要先垫资的兼职，都是诈骗。\""),
    ),
    (code::BAD_VALUE, same("duration = \"2分30秒\""), same("duration = \"02:30\"")),
    (code::BAD_SLUG, same("content/alerts/春招刷单.md"), same("content/alerts/spring-jobs.md")),
    (
        code::INDEX_CLASH,
        same("content/help/index.md\ncontent/help/_index.md"),
        both("栏目只留 _index.md，带图片的一页只留 index.md", "a section has _index.md, a page with pictures index.md"),
    ),
    (code::UNKNOWN_LANGUAGE, same("content/help.fr.md"), same("[languages.fr]\ntitle = \"…\"")),
    (
        code::DUPLICATE_URL,
        same("content/alerts/jobs.md\ncontent/alerts/jobs/index.md"),
        both("其中一个改名，如 content/alerts/spring-jobs.md", "rename one, such as content/alerts/spring-jobs.md"),
    ),
    (
        code::FILE_TYPE,
        same("content/alerts/form.html"),
        both("改写成 content/alerts/form.md；下载的资料用 PDF", "write content/alerts/form.md; offer downloads as PDF"),
    ),
    (code::ORPHAN, same("content/notes/a.md"), both("加上 content/notes/_index.md", "add content/notes/_index.md")),
    (
        code::MISSING_SORT_KEY,
        same("sort_by = \"weight\"     # _index.md"),
        same("weight = 10            # 每一页 / every page"),
    ),
    (code::UNKNOWN_TAXONOMY, same("[taxonomies]\ntopics = [\"兼职\"]"), same("[taxonomies]\ntags = [\"兼职\"]")),
    (code::UNKNOWN_TERM, same("scam_types = [\"刷单返例\"]"), same("scam_types = [\"刷单返利\"]")),
    (code::LEFT_OUT, same("draft = true"), both("写好以后删去 draft = true", "remove draft = true when it is ready")),
    (
        code::FRESHNESS,
        both("风险预警：已经 45 天没有更新", "Alerts: no change for 45 days"),
        same("fanzha new alert\n# freshness_days = 0"),
    ),
    (
        code::REVIEW,
        same("date = 2026-06-01"),
        same("date = 2026-06-01\nreview = { by = \"审核组\", date = 2026-06-01 }"),
    ),
    (code::BROKEN_LINK, same("[这篇文章](@/articles/frist.md)"), same("[这篇文章](@/articles/first.md)")),
    (
        code::EVIDENCE,
        same("evidence = [\"@/bulletins/某刊/2021/12/index.md#p99\"]"),
        same("evidence = [\"@/bulletins/某刊/2021/12/index.md#p9\"]"),
    ),
    (
        code::UNKNOWN_PARTY,
        same("handler = [{ id = \"gongan\" }]"),
        both(
            "在 data/organisations.toml 登记，或写 handler = [{ name = \"某某单位\" }]",
            "register it in data/organisations.toml, or write handler = [{ name = \"…\" }]",
        ),
    ),
    (code::BROKEN_ANCHOR, same("[怎么办](@/help.md#zenme)"), same("[怎么办](@/help.md#怎么办)")),
    (code::MISSING_IMAGE, same("![聊天截图](caht.png)"), same("![聊天截图](chat.png)")),
    (
        code::PICTURE,
        both("IMG_0001.heic（苹果手机的照片）", "IMG_0001.heic (a photo of an iPhone)"),
        both("在手机上导出为 JPEG 再放进来", "export it as JPEG"),
    ),
    (code::FONT, same("[share]\nfont = \"fonts/none.ttf\""), same("[share]\nfont = \"fonts/NotoSansSC.ttf\"")),
    (
        code::QR_CODE,
        both("海报里的二维码指向 https://short.example/x", "a poster's code leads to https://short.example/x"),
        both("换成指向本站的二维码，或遮去", "use a code of this site, or cover it"),
    ),
    (code::CAPTIONS, same("00:05.000 --> 00:02.000\n先挂断电话"), same("00:02.000 --> 00:05.000\n先挂断电话")),
    (code::LIBRARY, same("[film]\nsha256 = \"123\""), same("fanzha media add film.mp4 --id film")),
    (
        code::MEDIA_FILE,
        both("clip.mp4：下载只完成了一半", "clip.mp4: only half of it was downloaded"),
        same("fanzha media add clip.mp4"),
    ),
    (
        code::NETWORK,
        same("fanzha media verify"),
        both("检查网络，过一会儿再试", "look at the network and try again later"),
    ),
    (
        code::REFUSED,
        same("fanzha media add http://192.168.1.2/a.mp4"),
        same("fanzha media add http://192.168.1.2/a.mp4 --allow-private"),
    ),
    (
        code::CLIP,
        both("clip.mov（HEVC）", "clip.mov (HEVC)"),
        both("导出为 MP4：H.264 加 AAC", "export it as MP4 with H.264 and AAC"),
    ),
    (code::SERIES_GAP, same("episode = 1\nepisode = 3"), same("episode = 1\nepisode = 2")),
    (
        code::IMPORT_UNREADABLE,
        both("扫描件.pdf（没有文字）", "scan.pdf (no text)"),
        both("先做文字识别，存成 .txt 或 .docx", "recognise its text and save it as .txt or .docx"),
    ),
    (
        code::IMPORT_PERIODICAL,
        same("fanzha import bulletin a.txt"),
        same("fanzha import bulletin a.txt --series lianluodongtai"),
    ),
    (
        code::IMPORT_TWICE,
        both("第12期.docx\n第12期（定稿）.docx", "issue-12.docx\nissue-12-final.docx"),
        both("只留定稿", "keep the final one"),
    ),
    (code::IMPORT_UNFAITHFUL, same("fanzha import bulletin a.docx"), same("fanzha import bulletin a.docx --verbatim")),
    (
        code::IMPORT_UNKNOWN,
        same("<!-- 未识别：…… -->"),
        both("把这一行移到正文或元数据，删去注释", "move the line to where it belongs and remove the comment"),
    ),
    (
        code::IMPORT_KEPT,
        same("content/bulletins/x/2021/12/index.md"),
        both("要重新导入，先把页面移走", "move the page away to import it again"),
    ),
    (code::ARCHIVE_DUPLICATE, same("issue = 12     # 两个文件 / two files"), same("issue = 12\nissue = 13")),
    (
        code::ARCHIVE_ORDER,
        same("issue = 12, total = 635, date = 2021-06-29\nissue = 13, total = 636, date = 2021-06-15"),
        same("issue = 13, total = 636, date = 2021-07-15"),
    ),
    (code::ARCHIVE_TOTAL, same("issue = 12, total = 635\nissue = 13, total = 638"), same("issue = 13, total = 636")),
    (
        code::ARCHIVE_GAP,
        same("issue = 4\nissue = 6"),
        same("gaps = [{ issue = \"2021-5\", reason = \"停刊\" }]     # _index.md"),
    ),
    (
        code::ARCHIVE_GAP_FILLED,
        same("gaps = [{ issue = \"2021-5\", reason = \"停刊\" }]"),
        both("删去这一条", "remove the entry"),
    ),
    (
        code::ARCHIVE_PLACE,
        same("content/bulletins/x/2020/12/index.md: year = 2021"),
        same("content/bulletins/x/2021/12/index.md: year = 2021"),
    ),
    (code::ARCHIVE_REFERENCE, same("supersedes = \"2021-99\""), same("supersedes = \"2021-11\"")),
    (
        code::ARCHIVE_ARTICLES,
        same("contents = [{ title = \"甲\" }, { title = \"乙\" }]\n\n## 甲"),
        same("## 甲\n……\n\n## 乙\n……"),
    ),
    (
        code::SECRECY,
        same("秘密★1年"),
        both("把文件移出仓库，连同 Git 历史一起清除", "remove the file from the repository and from Git's history"),
    ),
    (
        code::ID_NUMBER,
        both("身份证号码（18位数字）", "an 18-digit ID number"),
        both("删去，或只写“身份证号码（略）”", "remove it, or write 身份证号码（略）"),
    ),
    (code::MOBILE, both("来电号码（11位手机号）", "an 11-digit mobile number"), same("154****5678")),
    (code::BANK_CARD, both("银行卡号（16—19位）", "a card number of 16 to 19 digits"), same("尾号1234")),
    (code::PLATE, both("完整的车牌号", "a whole number plate"), same("湘A·*****")),
    (code::ADDRESS, same("家住某县幸福路8号3栋502"), same("家住某县")),
    (code::MINOR, same("第一中学初二学生李小明"), same("某中学学生小李（化名）")),
    (code::PERSON_NAME, same("受害人王建国"), same("受害人王某")),
    (code::E_MAIL, same("abc@mail.example"), same("abc[@]mail[.]example")),
    (code::IM_ACCOUNT, both("加QQ（9位号码）", "a QQ number"), same("加对方的QQ（号码略）")),
    (code::TRAVEL_DOCUMENT, both("护照号（字母加8位数字）", "a passport's number"), same("护照（号码略）")),
    (
        code::LANDLINE,
        both("办公电话（区号加号码）", "an office's telephone"),
        same("[[policy.allow]]\ntext = \"号码\"\nreason = \"对外公布的办公电话\"\nexpires = 2027-12-31"),
    ),
    (code::OUTBOUND, same("登录 https://bad.example/ 领奖"), same("登录 `ioc:https://bad.example/` 领奖")),
    (code::WORDING, same("帐户"), same("账户")),
    (code::MAP, same("![全省分布地图](map.png)"), same("map_approval = \"GS（2024）1234号\"")),
    (
        code::EMBLEM,
        same("![国徽](emblem.svg)"),
        both("删去这张图；有权使用的写 [[policy.allow]]", "remove it; who is entitled writes [[policy.allow]]"),
    ),
    (
        code::UNMASKED_PICTURE,
        same("![聊天截图](chat.png)"),
        same("pictures = [{ src = \"chat.png\", masked_by = \"审核组\" }]"),
    ),
    (
        code::EXPIRED_PERMIT,
        same("expires = 2025-12-31"),
        both("核对以后写 expires = 2027-12-31", "check it, then write expires = 2027-12-31"),
    ),
    (code::MISSING_ALT, same("![](chat.png)"), same("![骗子催促转账的聊天截图](chat.png)")),
    (
        code::PLACEHOLDER,
        same("draft = false\n\n【待填：最近出现了什么情况】"),
        same("draft = false\n\n最近有人冒充快递客服打电话。"),
    ),
    (code::CMS_SCRIPT, same("fanzha build --cms"), same("npm install --no-save @sveltia/cms\nfanzha build --cms")),
    (code::DANGEROUS_URL, same("[点这里](javascript:alert)"), same("[点这里](@/help.md)")),
    (
        code::HOST_NOT_ALLOWED,
        same("[报道](https://news.example/)"),
        same("[links]\nallowed_hosts = [\"gov.cn\", \"news.example\"]"),
    ),
    (code::UNKNOWN_COMPONENT, same(":::tips\n……\n:::"), same(":::tip\n……\n:::")),
    (code::COMPONENT_ARGUMENT, same(":::hotline onyl=\"110\"\n:::"), same(":::hotline only=\"110\"\n:::")),
    (code::COMPONENT_UNCLOSED, same(":::tip 记住\n先挂断。"), same(":::tip 记住\n先挂断。\n:::")),
    (code::RAW_HTML, same("<font color=\"red\">注意</font>"), same("**注意**")),
    (code::MORE_MARKER, same("- 第一条 <!-- more -->\n- 第二条"), same("第一段。\n\n<!-- more -->\n\n第二段。")),
    (code::LITERAL_EMPHASIS, same("先__挂断__再核实"), same("先**挂断**再核实")),
    (code::FOOTNOTE, same("据通报[^1]。"), same("据通报[^1]。\n\n[^1]: 某年某月的公开通报。")),
    (code::NESTING, same("> > > > > > > > ……"), both("拆成几段", "split it into paragraphs")),
    (code::TEMPLATE_SYNTAX, same("{% if page.title %}…"), same("{% if page.title %}…{% endif %}")),
    (code::TEMPLATE_RENDER, same("{{ page.titel }}"), same("{{ page.title }}")),
    (code::TEMPLATE_MISSING, same("template = \"serach.html\""), same("template = \"search.html\"")),
    (code::STYLE, same("p { color: red"), same("p { color: red }")),
    (code::DATA, same("[[hotlines]]\nid = 110"), same("[[hotlines]]\nid = \"110\"")),
    (code::OUTPUT_LINK, same("<a href=\"/halp/\">     # templates/"), same("<a href=\"/help/\">")),
    (code::OUTPUT_ID, same("<p id=\"top\">…<p id=\"top\">"), same("<p id=\"top\">…<p id=\"end\">")),
    (code::OUTPUT_WRITE, same("fanzha build -o /srv/www"), same("fanzha build -o public")),
    (
        code::OUTPUT_FOREIGN,
        same("public/old.html"),
        both(
            "不再要的话自己删去；程序不删别人的文件",
            "remove it yourself if it is not wanted: the program removes only its own files",
        ),
    ),
    (code::HEADING_LEVEL, same("## 第一步\n#### 准备什么"), same("## 第一步\n### 准备什么")),
    (
        code::BARE_HEADING,
        both("## 怎么办\n\n## 更多信息\n打电话问。", "## What to do\n\n## More\nCall us."),
        both(
            "## 怎么办\n挂断电话，打96110。\n\n## 更多信息\n打电话问。",
            "## What to do\nHang up and call 96110.\n\n## More\nCall us.",
        ),
    ),
    (code::EMPTY_LINK, same("[](@/help.md)"), both("[被骗了怎么办](@/help.md)", "[what to do now](@/help.md)")),
    (
        code::TITLE_LENGTH,
        both("title = \"（六十个字的长标题……）\"", "title = \"(a title of sixty characters …)\""),
        same("title = \"警惕春招刷单\"\nshort_title = \"春招刷单\""),
    ),
    (
        code::DESCRIPTION_LENGTH,
        same("description = \"预警\""),
        same("description = \"春招季，凡是要先垫资的兼职，都是诈骗。\""),
    ),
    (
        code::DUPLICATE_TITLE,
        both("两个页面都是 title = \"风险预警\"", "two pages have title = \"风险预警\""),
        same("title = \"风险预警：春招刷单\"\ntitle = \"风险预警：冒充客服\""),
    ),
    (
        code::EMPTY_SECTION,
        both("content/cases/ 里只有 _index.md", "content/cases/ holds nothing but _index.md"),
        both(
            "写第一篇 content/cases/shuadan.md，或删去这个栏目",
            "write content/cases/shuadan.md, or remove the section",
        ),
    ),
    (
        code::UNLINKED,
        both("没有页面链接到 content/old-notice.md", "no page links to content/old-notice.md"),
        same("[旧公告](@/old-notice.md)"),
    ),
    (
        code::UNREACHABLE,
        both("从首页一路点下去到不了 /notes/a/", "no path of links leads from the home page to /notes/a/"),
        both("在 site.toml 的 nav 里加上 /notes/", "add /notes/ to nav in site.toml"),
    ),
    (code::SCRIPT, same("function show( {"), same("function show() {")),
    (code::OUTPUT_ALT, same("<img src=\"/logo.png\">"), same("<img src=\"/logo.png\" alt=\"\">")),
    (
        code::OUTPUT_EMPTY_LINK,
        same("<a href=\"/search/\"><svg></svg></a>"),
        same("<a href=\"/search/\" aria-label=\"{{ trans(key=\"search.title\") }}\"><svg></svg></a>"),
    ),
    (
        code::OUTPUT_REFERENCE,
        same("background: url(/images/wave.png)"),
        both("把图片放到 static/images/wave.png", "put the picture at static/images/wave.png"),
    ),
    (
        code::DEAD_LINK,
        same("https://www.example.gov.cn/old.html → 404"),
        same("https://www.example.gov.cn/new.html → 200"),
    ),
    (code::UNKNOWN_LINK, same("https://www.example.gov.cn/ → 403"), both("用浏览器打开看一看", "open it in a browser")),
    (
        code::DEPLOY_LIMIT,
        both(
            "videos/long.mp4 有 40 MiB，Cloudflare Pages 每个文件最多 25 MiB",
            "videos/long.mp4 has 40 MiB, Cloudflare Pages takes 25 MiB a file",
        ),
        same("fanzha media add videos/long.mp4"),
    ),
    (code::DEPLOY_NAMES, same("static/Logo.png\nstatic/logo.png"), same("static/logo.png")),
    (
        code::DEPLOY_INDEX,
        same("[deploy.oss]\nkind = \"oss\""),
        same("[deploy.oss]\nkind = \"oss\"\nindex = \"resolve\""),
    ),
    (
        code::DEPLOY_STORE,
        same("$ fanzha deploy production\n503 SlowDown"),
        both(
            "再运行一次，只传还缺的：fanzha deploy production",
            "run it again, only what is missing goes up: fanzha deploy production",
        ),
    ),
    (
        code::DEPLOY_LOCKED,
        both("两个人同时运行 fanzha deploy production", "two people run fanzha deploy production at once"),
        same("fanzha deploy production --wait 300"),
    ),
    (
        code::DEPLOY_STATE,
        both("桶里已有不是本工具放的文件", "the bucket holds files that this tool did not put there"),
        both("换一个空目录，如 root = \"site/\"", "choose an empty place, such as root = \"site/\""),
    ),
    (
        code::DEPLOY_DELETES,
        both("要删除 5,000 个文件，上限是 1,000", "5,000 files would be deleted, 1,000 may be"),
        both(
            "先用 fanzha deploy --dry-run 看清楚，确实要删再加 --max-deletes 5000",
            "look with fanzha deploy --dry-run, then add --max-deletes 5000 if it is right",
        ),
    ),
    (
        code::DEPLOY_VERIFY,
        both("/alerts/ 取回的还是旧网页", "/alerts/ is still the old page"),
        both(
            "等五分钟或刷新 CDN 缓存，再运行 fanzha deploy",
            "wait five minutes or empty the cache of the CDN, then run fanzha deploy again",
        ),
    ),
    (
        code::DEPLOY_AFTER,
        both("刷新 CDN 时密钥无效", "the key for emptying the cache of the CDN is wrong"),
        both("改正环境变量里的密钥，再运行一次", "mend the key in the environment, then run it again"),
    ),
];

#[cfg(test)]
mod tests {
    use super::super::ALL;
    use super::*;

    /// `explain` has a story and an example for every code, whole in both languages.
    #[test]
    fn every_code_has_a_story_and_an_example_in_both_languages() {
        let han = |text: &str| text.chars().any(crate::text::is_han);
        let mut missing = Vec::new();
        for (code, zh, en) in ALL {
            assert!(han(zh) && zh.ends_with('。'), "{code}: {zh}");
            assert!(en.ends_with('.'), "{code}: {en}");
            match example(*code) {
                Some(example) => {
                    let text = example.text();
                    assert!(text.zh.contains("例如") && text.en.contains("For example"), "{code}");
                    assert_ne!(example.found.zh, example.mended.zh, "{code}");
                    assert_ne!(example.found.en, example.mended.en, "{code}");
                    assert_eq!(text.zh.lines().count() > 3, text.en.lines().count() > 3, "{code}");
                }
                None => missing.push(code.0),
            }
        }
        assert!(missing.is_empty(), "write examples in src/diag/examples.rs: {missing:?}");
        assert_eq!(EXAMPLES.len(), ALL.len(), "a code has two examples");
    }
}
