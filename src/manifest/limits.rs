//! What hosts do not take, found out before anything is sent: how many files, how large, of what
//! names, how many rules. Figures are those that the hosts publish.

use std::collections::BTreeMap;

use crate::config::{HostKind, Index, Target};
use crate::diag::{Diagnostic, Report, Text, code};
use crate::emit::{Content, Outputs, Supply};
use crate::hosting;
use crate::t;

const MEBIBYTE: u64 = 1 << 20;
const GIGABYTE: u64 = 1_000_000_000;

/// What a host takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Limits {
    /// Files in its cheapest plan, and in all.
    files: Option<(usize, usize)>,
    /// Bytes of a file.
    file: Option<u64>,
    /// Bytes of everything.
    total: Option<u64>,
    /// Bytes of a path.
    path: usize,
    /// Rules in `_headers`, and bytes of a line there.
    headers: Option<(usize, usize)>,
}

/// What S3 and most others take as a name.
const LONGEST: usize = 1024;

impl Limits {
    fn of(kind: HostKind) -> Self {
        let any = Limits { files: None, file: None, total: None, path: LONGEST, headers: None };
        match kind {
            HostKind::CloudflarePages => {
                Limits { files: Some((20_000, 100_000)), file: Some(25 * MEBIBYTE), headers: Some((100, 2000)), ..any }
            }
            HostKind::GitlabPages | HostKind::GithubPages => Limits { total: Some(GIGABYTE), ..any },
            HostKind::Oss => Limits { path: 1023, ..any },
            HostKind::Cos => Limits { path: 850, ..any },
            _ => any,
        }
    }
}

/// A target by its name.
pub struct Named<'a> {
    /// Its name.
    pub name: &'a str,
    /// The target.
    pub target: &'a Target,
}

/// Reports what a target would not take, and what must be set there.
pub fn check(outputs: &Outputs, supply: &Supply<'_>, named: &Named<'_>, report: &mut Report) {
    let sizes: Vec<(&str, u64)> =
        outputs.files.iter().map(|(path, content)| (path.as_str(), length(content, supply))).collect();
    let mut findings = Report::new();
    of_sizes(&sizes, named.target.kind, &mut findings);
    let headers = outputs.files.get("_headers").and_then(|content| supply.bytes(content).ok());
    of_headers(&String::from_utf8_lossy(&headers.unwrap_or_default()), named.target.kind, &mut findings);
    of_redirects(outputs.facts.redirects.len(), named.target.kind, &mut findings);
    of_names(sizes.iter().map(|(path, _)| *path), &mut findings);
    of_folders(named, &mut findings);
    let place = named.target.place.clone();
    report.extend(findings.into_findings().into_iter().map(|finding| finding.at_opt(place.clone())));
}

/// How many bytes a content has.
fn length(content: &Content, supply: &Supply<'_>) -> u64 {
    match content {
        Content::Made(blob, _) => u64::from(blob.length),
        Content::Source(path, _) => supply.sources.get(path).map_or(0, |file| file.bytes),
        Content::Variant(key, _) => supply.variants.read(key).map_or(0, |(made, _)| made.bytes),
    }
}

fn over(is_fatal: bool, message: Text, help: Text) -> Diagnostic {
    let finding = if is_fatal { Diagnostic::error } else { Diagnostic::warning };
    finding(code::DEPLOY_LIMIT, message).help(help)
}

fn of_sizes(files: &[(&str, u64)], kind: HostKind, report: &mut Report) {
    let limits = Limits::of(kind);
    let count = files.len();
    if let Some((usual, most)) = limits.files.filter(|(usual, _)| count > *usual) {
        report.push(over(
            count > most,
            t!(
                "有 {count} 个文件，这个平台免费版最多 {usual} 个，付费版最多 {most} 个",
                "{count} files; this host takes {usual} in its free plan and {most} in paid ones"
            ),
            t!(
                "换付费版；或换 nginx、对象存储；或减少分页、图片尺寸（[images] widths）",
                "take a paid plan, or nginx or an object store, or make fewer pagers and pictures ([images] widths)"
            ),
        ));
    }
    for (path, bytes) in files {
        if let Some(most) = limits.file.filter(|most| bytes > most) {
            let (has, most) = (mebibytes(*bytes), mebibytes(most));
            report.push(over(
                true,
                t!(
                    "/{path} 有 {has} MiB，这个平台一个文件最多 {most} MiB",
                    "/{path} has {has} MiB; this host takes {most} MiB in a file"
                ),
                t!(
                    "用 fanzha media add 把它放到媒体库，网站里只留链接；或压小、分段",
                    "put it into a media store with fanzha media add, or make it smaller"
                ),
            ));
        }
        if path.len() > limits.path {
            let (has, most) = (path.len(), limits.path);
            report.push(over(
                true,
                t!(
                    "/{path} 的路径有 {has} 字节，这里最多 {most} 字节",
                    "the path /{path} has {has} bytes; {most} are taken here"
                ),
                t!("缩短 slug 或目录名", "shorten the slug or the folders' names"),
            ));
        }
    }
    let total: u64 = files.iter().map(|(_, bytes)| bytes).sum();
    if let Some(most) = limits.total.filter(|most| total > *most) {
        let (has, most) = (total / 1_000_000, most / 1_000_000);
        report.push(over(
            false,
            t!(
                "网站共 {has} MB，这个平台一般最多 {most} MB",
                "the site has {has} MB; this host usually takes {most} MB"
            ),
            t!(
                "把视频放到媒体库（fanzha media add），或请管理员提高上限",
                "put films into a media store (fanzha media add), or have the limit raised"
            ),
        ));
    }
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / MEBIBYTE as f64)
}

fn of_headers(text: &str, kind: HostKind, report: &mut Report) {
    let Some((most, longest)) = Limits::of(kind).headers else { return };
    let rules = text.lines().filter(|line| line.starts_with('/')).count();
    if rules > most {
        report.push(over(
            false,
            t!("_headers 有 {rules} 条规则，这个平台只读前 {most} 条", "_headers has {rules} rules; this host reads the first {most}"),
            t!("把首页下的单页收进栏目里（每个顶层目录占一条），或删去自己 static/_headers 里的规则", "move pages at the top level into sections (each folder there takes a rule), or shorten your static/_headers"),
        ));
    }
    if let Some(long) = text.lines().map(str::len).find(|length| *length > longest) {
        report.push(over(
            true,
            t!(
                "_headers 有一行 {long} 个字符，这个平台一行最多 {longest} 个",
                "a line of _headers has {long} characters; this host takes {longest}"
            ),
            t!("减少 [security] 里的域名", "name fewer hosts under [security]"),
        ));
    }
}

fn of_redirects(count: usize, kind: HostKind, report: &mut Report) {
    if let Some(most) = hosting::limit(kind).filter(|most| count > *most) {
        report.push(over(
            false,
            t!(
                "有 {count} 个旧网址，这个平台的 _redirects 最多 {most} 条；其余的由跳转网页代劳",
                "{count} old addresses; this host reads {most} rules of _redirects; pages send on from the others"
            ),
            t!(
                "不用改也能用；不再有人访问的 aliases 可以删去",
                "nothing must be done; remove aliases that nobody visits any more"
            ),
        ));
    }
}

/// Servers on Windows and macOS, and Netlify, do not tell capitals from small letters.
fn of_names<'p>(paths: impl Iterator<Item = &'p str>, report: &mut Report) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        if let Some(other) = seen.insert(path.to_lowercase(), path) {
            report.push(
                Diagnostic::warning(
                    code::DEPLOY_NAMES,
                    t!("/{other} 和 /{path} 只有大小写不同", "/{other} and /{path} differ in capitals only"),
                )
                .help(t!(
                    "改掉其中一个：有些服务器不分大小写，会只剩一个",
                    "rename one of them: hosts that ignore case keep only one"
                )),
            );
        }
    }
}

/// Stores that answer `/folder/` with the home page, or with nothing, unless they are told.
fn of_folders(named: &Named<'_>, report: &mut Report) {
    let Named { name, target } = named;
    if target.index != Index::Unknown {
        return;
    }
    let setting = match target.kind {
        HostKind::Oss => t!(
            "阿里云 OSS 控制台：数据管理 → 静态页面 → 默认首页 index.html、打开“子目录首页”（SupportSubDir，默认关闭：关着时每个 /目录/ 都显示网站首页）、默认 404 页 404.html；并绑定自己的域名（默认域名会把网页当附件下载）",
            "OSS console: static pages: index document index.html, switch on subfolder home pages (SupportSubDir is off by default, and every /folder/ then shows the site's home page), error document 404.html; and bind a domain of your own (the default one makes pages downloads)"
        ),
        HostKind::Cos => t!(
            "腾讯云 COS 控制台：基础配置 → 静态网站 → 开启，索引文档 index.html，错误文档 404.html（响应码 404）；CDN 回源要选静态网站源站",
            "COS console: static website: on, index document index.html, error document 404.html with status 404; a CDN must use the website endpoint as its origin"
        ),
        HostKind::Obs => t!(
            "华为云 OBS 控制台：静态网站托管 → 配置到当前桶，默认首页 index.html，默认 404 页 404.html；用静态网站域名（obs-website）访问",
            "OBS console: static website hosting: index index.html, 404 page 404.html; visit it by the obs-website host"
        ),
        HostKind::S3 => t!(
            "在桶上打开静态网站托管（Index document: index.html，Error document: 404.html），用 s3-website 网址或作 CDN 的源站；REST 网址和 CloudFront 默认都不认 /目录/",
            "switch on static website hosting of the bucket (index document index.html, error document 404.html) and use the s3-website endpoint, for a CDN too; the REST endpoint and CloudFront by default know no folders"
        ),
        HostKind::Azblob => t!(
            "Azure：存储帐户 → 静态网站 → 启用，索引 index.html，错误 404.html；文件放在 $web 容器",
            "Azure: storage account, static website: enabled, index document index.html, error document 404.html; files go into the $web container"
        ),
        HostKind::Gcs => t!(
            "Google Cloud Storage：桶的网站配置 MainPageSuffix = index.html、NotFoundPage = 404.html，经自己的域名或负载均衡访问",
            "Google Cloud Storage: website configuration of the bucket: MainPageSuffix index.html, NotFoundPage 404.html; visit it by your own domain or a load balancer"
        ),
        _ => return,
    };
    let (zh, en) = (setting.zh, setting.en);
    report.push(
        Diagnostic::note(
            code::DEPLOY_INDEX,
            t!("对象存储要先设置好，才认得 /目录/ 里的 index.html", "an object store must be told to look for index.html in /folder/"),
        )
        .help(t!(
            "{zh}。设好以后在 [deploy.{name}] 下写 index = \"resolve\"；设不了的写 index = \"explicit\"，每一页就会按 /目录/ 这个名字再放一份",
            "{en}. When it is set, write index = \"resolve\" under [deploy.{name}]; where it cannot be, write index = \"explicit\", and each page is laid down once more by the name /folder/"
        )),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(check: impl Fn(&mut Report)) -> Vec<(&'static str, bool)> {
        let mut report = Report::new();
        check(&mut report);
        report.sorted().iter().map(|finding| (finding.code.0, report.has_errors())).collect()
    }

    #[test]
    fn a_file_may_be_just_as_large_as_the_host_takes() {
        let sizes = |bytes: u64, kind: HostKind| found(|report| of_sizes(&[("a.mp4", bytes)], kind, report));
        let most = 25 * MEBIBYTE;
        assert_eq!(sizes(most, HostKind::CloudflarePages), []);
        assert_eq!(sizes(most + 1, HostKind::CloudflarePages), [("deploy/limit", true)]);
        assert_eq!(sizes(most + 1, HostKind::Netlify), []);
        assert_eq!(sizes(GIGABYTE, HostKind::GitlabPages), []);
        assert_eq!(sizes(GIGABYTE + 1, HostKind::GitlabPages), [("deploy/limit", false)]);
    }

    #[test]
    fn more_files_cost_money_and_then_do_not_go_at_all() {
        let names: Vec<String> = (0..100_001).map(|number| number.to_string()).collect();
        let files: Vec<(&str, u64)> = names.iter().map(|name| (&**name, 1)).collect();
        let counted = |count: usize| found(|report| of_sizes(&files[..count], HostKind::CloudflarePages, report));
        assert_eq!(counted(20_000), []);
        assert_eq!(counted(20_001), [("deploy/limit", false)]);
        assert_eq!(counted(100_000), [("deploy/limit", false)]);
        assert_eq!(counted(100_001), [("deploy/limit", true)]);
    }

    #[test]
    fn paths_and_rules_have_limits() {
        let of_path = |bytes: usize, kind| {
            let path = "a".repeat(bytes);
            found(|report| of_sizes(&[(&*path, 1)], kind, report))
        };
        assert_eq!((of_path(850, HostKind::Cos), of_path(1023, HostKind::Oss)), (vec![], vec![]));
        assert_eq!(of_path(851, HostKind::Cos), [("deploy/limit", true)]);
        assert_eq!(of_path(1024, HostKind::Oss), [("deploy/limit", true)]);
        let rules = |count: usize| {
            let text: String = (0..count).map(|number| format!("/{number}/*\n  X: y\n")).collect();
            found(|report| of_headers(&text, HostKind::CloudflarePages, report))
        };
        assert_eq!((rules(100), rules(101)), (vec![], vec![("deploy/limit", false)]));
        let line = |length: usize| found(|report| of_headers(&"x".repeat(length), HostKind::CloudflarePages, report));
        assert_eq!((line(2000), line(2001)), (vec![], vec![("deploy/limit", true)]));
        let old = |count, kind| found(|report| of_redirects(count, kind, report));
        assert_eq!((old(2000, HostKind::CloudflarePages), old(1000, HostKind::GitlabPages)), (vec![], vec![]));
        assert_eq!(old(2001, HostKind::CloudflarePages), [("deploy/limit", false)]);
        assert_eq!(old(1001, HostKind::GitlabPages), [("deploy/limit", false)]);
        assert_eq!(old(5000, HostKind::Nginx), []);
    }

    #[test]
    fn names_that_differ_in_capitals_only() {
        let names = |names: &[&str]| found(|report| of_names(names.iter().copied(), report));
        assert_eq!(names(&["a/index.html", "b/index.html"]), []);
        assert_eq!(names(&["A/index.html", "a/index.html"]), [("deploy/names", false)]);
    }

    #[test]
    fn stores_are_told_what_to_set_until_somebody_says_it_is() {
        let told = |kind, index| {
            let target = Target { kind, index, ..Target::default() };
            found(|report| of_folders(&Named { name: "x", target: &target }, report)).len()
        };
        assert_eq!(told(HostKind::Oss, Index::Unknown), 1);
        assert_eq!(told(HostKind::Oss, Index::Resolve), 0);
        assert_eq!(told(HostKind::Oss, Index::Explicit), 0);
        assert_eq!(told(HostKind::Nginx, Index::Unknown), 0);
    }
}
