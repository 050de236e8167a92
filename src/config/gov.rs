//! `[gov]`, `[[verification]]`, `[baidu]`: who runs the site, for readers, inspectors and
//! search engines.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::{host_of, is_http_url};
use crate::diag::{Diagnostic, Report, Span, Text, code};
use crate::t;

/// `[gov]`: identity of a government site (国办发〔2017〕47号).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Gov {
    /// 主办单位.
    pub sponsor: Option<String>,
    /// 承办单位.
    pub undertaker: Option<String>,
    /// 联系方式.
    pub contact: Option<String>,
    /// 地址.
    pub address: Option<String>,
    /// 邮编.
    pub postcode: Option<String>,
    /// 政府网站标识码.
    pub site_id_code: Option<String>,
    /// ICP备案号.
    pub icp: Option<String>,
    /// 公安备案号.
    pub police: Option<String>,
    /// 网站域名; the host of `base_url` if absent.
    pub domain: Option<String>,
    /// “我为政府网站找错”入口.
    pub error_report_url: Option<String>,
    /// 党政机关网站标识: its picture, a file of the site.
    pub conac_image: Option<String>,
    /// 党政机关网站标识: where it leads.
    pub conac_url: Option<String>,
    /// 国徽: its picture, a file of the site, for the home page.
    pub emblem: Option<String>,
    /// What sort of body the sponsor is.
    pub body: Option<Body>,
    /// 本站支持 IPv6.
    pub ipv6: bool,
}

/// Sorts of bodies, as far as the law on the national emblem tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// 县级以上人大常委会.
    PeoplesCongress,
    /// 县级以上人民政府.
    Government,
    /// 监察委员会.
    Supervision,
    /// 人民法院.
    Court,
    /// 人民检察院.
    Procuratorate,
    /// 国家机构和国务院部门.
    Central,
    /// 地方政府部门.
    Department,
    /// 党委部门、群团组织和其他单位.
    Other,
}

impl Body {
    /// Whether the home page must show the national emblem (国徽法第六条、第七条); others may not.
    pub fn has_emblem(self) -> bool {
        !matches!(self, Body::Department | Body::Other)
    }
}

/// `[[verification]]`: a tag by which a search engine knows the site's owner.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Verification {
    /// The tag's name.
    pub name: String,
    /// Its content.
    pub content: String,
}

/// `[baidu]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Baidu {
    /// What stands in `baidu-site-verification`.
    pub verification: Option<String>,
}

/// The provinces as the two registers abbreviate them.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// A written value with the form that it must have.
struct Form {
    key: &'static str,
    pattern: LazyLock<Regex>,
    zh: &'static str,
    en: &'static str,
}

/// A pattern over whole values; it is fixed, so it compiles.
fn whole(pattern: &str) -> Regex {
    Regex::new(&format!("^(?:{pattern})$")).unwrap_or_else(|_| unreachable!("a fixed pattern"))
}

static FORMS: [Form; 5] = [
    Form {
        key: "site_id_code",
        pattern: LazyLock::new(|| whole(r"bm[0-9]{8}|[0-9]{10}")),
        zh: "网站标识码是 10 位数字，国务院部门是 bm 加 8 位数字，如 4300000000",
        en: "the code has 10 digits, or `bm` and 8 digits for departments of the State Council",
    },
    Form {
        key: "icp",
        pattern: LazyLock::new(|| whole(&format!("[{PROVINCES}]ICP备(?:[0-9]{{8}}|[0-9]{{10}})号(?:-[0-9]{{1,3}})?"))),
        zh: "写成“湘ICP备00000000号-1”这样：省份简称、ICP备、8 位或 10 位数字、号",
        en: "write it like 湘ICP备00000000号-1: the province, ICP备, 8 or 10 digits, 号",
    },
    Form {
        key: "police",
        pattern: LazyLock::new(|| whole(&format!("[{PROVINCES}]公网安备 ?[0-9]{{14}}号?"))),
        zh: "写成“湘公网安备43000000000000号”这样：省份简称、公网安备、14 位数字、号",
        en: "write it like 湘公网安备43000000000000号: the province, 公网安备, 14 digits, 号",
    },
    Form {
        key: "postcode",
        pattern: LazyLock::new(|| whole("[0-9]{6}")),
        zh: "邮政编码是 6 位数字",
        en: "a postcode has 6 digits",
    },
    Form {
        key: "domain",
        pattern: LazyLock::new(|| whole(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")),
        zh: "只写域名，如 www.example.gov.cn，不带 https:// 和 /",
        en: "write the host alone, such as www.example.gov.cn",
    },
];

impl Gov {
    fn value(&self, key: &str) -> Option<&str> {
        let value = match key {
            "sponsor" => &self.sponsor,
            "contact" => &self.contact,
            "site_id_code" => &self.site_id_code,
            "icp" => &self.icp,
            "police" => &self.police,
            "postcode" => &self.postcode,
            "domain" => &self.domain,
            "error_report_url" => &self.error_report_url,
            "conac_image" => &self.conac_image,
            "conac_url" => &self.conac_url,
            _ => &None,
        };
        value.as_deref().filter(|value| !value.trim().is_empty())
    }
}

/// The identity, checked. `base_url` is the configured one, not that of a preview.
pub(super) fn check(gov: Option<Gov>, base_url: &str, span: impl Fn(&str) -> Span, report: &mut Report) -> Option<Gov> {
    let mut gov = gov?;
    gov.domain = gov.domain.or_else(|| host_of(base_url));
    let mut say = |error: bool, key: &str, message: Text, help: Text| {
        let finding = if error { Diagnostic::error } else { Diagnostic::warning };
        report.push(finding(code::CONFIG_INVALID, message).at(span(key)).help(help));
    };
    for Form { key, pattern, zh, en } in &FORMS {
        if let Some(value) = gov.value(key).filter(|value| !pattern.is_match(value)) {
            say(
                true,
                &format!("gov.{key}"),
                t!("[gov] {key} 的格式不对：“{value}”", "{key} under [gov] is malformed: `{value}`"),
                t!("{zh}", "{en}"),
            );
        }
    }
    for key in ["error_report_url", "conac_url"] {
        if let Some(value) = gov.value(key).filter(|value| !is_http_url(value)) {
            say(
                true,
                &format!("gov.{key}"),
                t!("[gov] {key} “{value}”不是完整的网址", "{key} under [gov] is not a full address: `{value}`"),
                t!("写 https 开头的完整网址", "write the full address, beginning with https"),
            );
        }
    }
    // Every page's tags need the first two; the others belong into the footer of every page.
    for (key, name) in [("sponsor", "主办单位"), ("site_id_code", "网站标识码")] {
        if gov.value(key).is_none() {
            say(
                true,
                "gov",
                t!("[gov] 缺少{name}（{key}）", "[gov] lacks {key}"),
                t!(
                    "每一页的标签都要有它（国办发〔2017〕47号）；还没有时先把整个 [gov] 注释掉",
                    "the tags of every page need it (国办发〔2017〕47号); until you have it, comment out all of [gov]"
                ),
            );
        }
    }
    let footer = [
        ("contact", "联系方式"),
        ("icp", "ICP备案号"),
        ("police", "公安机关备案号"),
        ("error_report_url", "“我为政府网站找错”入口"),
        ("conac_image", "党政机关网站标识的图片"),
        ("conac_url", "党政机关网站标识的网址"),
    ];
    let missing = footer.into_iter().filter(|(key, _)| gov.value(key).is_none());
    let (keys, names): (Vec<&str>, Vec<&str>) = missing.unzip();
    if !keys.is_empty() {
        let (keys, names) = (keys.join(", "), names.join("、"));
        say(
            false,
            "gov",
            t!("页脚应有的项目还缺：{names}", "the footer lacks items that it should have: {keys}"),
            t!("在 [gov] 里补上：{keys}", "add them under [gov]"),
        );
    }
    match (gov.body, &gov.emblem) {
        (Some(body), Some(_)) if body.has_emblem() => {}
        (_, Some(_)) => {
            say(
                true,
                "gov.emblem",
                t!("主办单位不是可以使用国徽的机构", "the sponsor is not a body that may use the national emblem"),
                t!(
                    "国徽法第六条列出的机构才能用：是的话写明 body（如 body = \"peoples-congress\"），不是就删去 emblem",
                    "only bodies of art. 6 of the law on the national emblem may: name the sort of body, such as body = \"peoples-congress\", or remove `emblem`"
                ),
            );
            gov.emblem = None;
        }
        (Some(body), None) if body.has_emblem() => say(
            false,
            "gov.body",
            t!(
                "这样的机构应当在首页显著位置使用国徽图案",
                "such a body must show the national emblem on its home page"
            ),
            t!(
                "国徽法第七条：用标准图案，写 emblem = \"static/…\"",
                "art. 7 of the law on the national emblem: use the standard artwork and write emblem = \"static/…\""
            ),
        ),
        _ => {}
    }
    Some(gov)
}

/// The tags of search engines, Baidu's own key among them.
pub(super) fn verification(
    mut tags: Vec<Verification>,
    baidu: Baidu,
    span: impl Fn(&str) -> Span,
    report: &mut Report,
) -> Vec<Verification> {
    for (index, tag) in tags.iter().enumerate() {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
        if tag.name.is_empty() || !tag.name.chars().all(is_name) || tag.content.trim().is_empty() {
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("站长验证标签要有 name 和 content", "a verification tag has a `name` and a `content`"),
                )
                .at(span(&format!("verification.{index}")))
                .help(t!(
                    "照搜索引擎给的标签填，如 name = \"sogou_site_verification\"",
                    "copy the tag that the search engine gives, such as name = \"msvalidate.01\""
                )),
            );
        }
    }
    let baidu = baidu.verification.filter(|content| !content.trim().is_empty());
    tags.extend(baidu.map(|content| Verification { name: "baidu-site-verification".to_owned(), content }));
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(gov: Gov) -> (Option<Gov>, Vec<String>) {
        let mut report = Report::new();
        let gov = check(Some(gov), "https://fz.example.gov.cn/x", |_| Span::file("site.toml"), &mut report);
        let errors = report
            .sorted()
            .iter()
            .filter(|f| f.severity == crate::diag::Severity::Error)
            .map(|f| f.message.zh.clone())
            .collect();
        (gov, errors)
    }

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn numbers_have_their_forms() {
        let base = Gov { sponsor: text("甲"), site_id_code: text("4300000077"), ..Gov::default() };
        let (gov, errors) = findings(base.clone());
        assert_eq!((gov.expect("kept").domain.as_deref(), errors.len()), (Some("fz.example.gov.cn"), 0));
        for good in ["bm01000001", "4300000077"] {
            assert!(findings(Gov { site_id_code: text(good), ..base.clone() }).1.is_empty(), "{good}");
        }
        for bad in ["430000007", "43000000777", "bm0100001", "BM01000001"] {
            assert_eq!(findings(Gov { site_id_code: text(bad), ..base.clone() }).1.len(), 1, "{bad}");
        }
        for good in ["湘ICP备05004418号", "沪ICP备2022003331号-1", "京ICP备19014889号-12"] {
            assert!(findings(Gov { icp: text(good), ..base.clone() }).1.is_empty(), "{good}");
        }
        for bad in ["湘ICP备0500441号", "ICP备05004418号", "湘ICP证050044号", "湘ICP备05004418"] {
            assert_eq!(findings(Gov { icp: text(bad), ..base.clone() }).1.len(), 1, "{bad}");
        }
        for good in ["湘公网安备43010202002230号", "冀公网安备13030202002230", "湘公网安备 43010202002230号"]
        {
            assert!(findings(Gov { police: text(good), ..base.clone() }).1.is_empty(), "{good}");
        }
        assert_eq!(findings(Gov { police: text("湘公网安备4301020200223号"), ..base.clone() }).1.len(), 1);
        assert_eq!(findings(Gov { postcode: text("41000"), ..base.clone() }).1.len(), 1);
        assert_eq!(findings(Gov { domain: text("https://a.gov.cn/"), ..base }).1.len(), 1);
        assert_eq!(findings(Gov::default()).1.len(), 2, "sponsor and code");
    }

    #[test]
    fn only_bodies_of_article_6_show_the_emblem() {
        let with = |body| Gov {
            sponsor: text("甲"),
            site_id_code: text("4300000077"),
            emblem: text("static/e.png"),
            body,
            ..Gov::default()
        };
        assert!(findings(with(Some(Body::PeoplesCongress))).0.is_some_and(|gov| gov.emblem.is_some()));
        for body in [None, Some(Body::Department), Some(Body::Other)] {
            let (gov, errors) = findings(with(body));
            assert_eq!((gov.expect("kept").emblem, errors.len()), (None, 1), "{body:?}");
        }
    }
}
