//! The text of a new page: what is known is filled in, what only a person can write is marked
//! 【待填：…】, which `check` finds once the page is no draft any more.

use std::collections::BTreeMap;

use crate::kind::Kind;

/// Values in TOML by key.
pub type Values = BTreeMap<String, String>;

/// A key with its line: the value in TOML, and what stands behind it.
type Line = (&'static str, &'static str, &'static str);

/// The keys that every page begins with.
const HEAD: &[Line] = &[
    ("title", "\"【待填：标题】\"", ""),
    ("description", "\"【待填：用一两句话说清楚这一页讲什么】\"", ""),
    ("slug", "", ""),
    ("date", "", ""),
    ("draft", "true", ""),
    ("kind", "", ""),
];

/// A kind's own keys. Without a value the key is only shown how to write, behind `#`.
fn own(kind: Kind) -> &'static [Line] {
    match kind {
        Kind::Article => &[
            ("genre", "\"guide\"", "news 动态、guide 指南、policy 政策法规、faq 问答、notice 通知"),
            ("takeaways", "[\"【待填：记住哪几点，每条40个字以内】\"]", ""),
        ],
        Kind::Alert => &[
            ("level", "\"warning\"", "info 提示、warning 预警、urgent 紧急"),
            ("expire", "", "2026-06-30   哪天起不再显示；紧急的必须写，30 天以内"),
            ("takeaways", "[\"【待填：记住哪几点，每条40个字以内】\"]", ""),
        ],
        Kind::Case => &[
            ("composite", "false", "确认是综合改编、没有真实个人信息后改为 true"),
            ("loss_band", "\"【待填：损失区间，如 5万—10万元】\"", ""),
            ("victim_band", "\"【待填：年龄段和职业，如 40—50岁，个体户】\"", ""),
            ("method", "[\"【待填：骗子第一步做什么】\"]", ""),
            ("persons", "[{ role = \"受害人\", shown_as = \"李女士\" }]", "姓名要隐去：张某、李女士、小王（化名）"),
            ("takeaways", "[\"【待填：记住哪几点，每条40个字以内】\"]", ""),
        ],
        Kind::ScamType => &[
            ("weight", "100", ""),
            ("rule", "\"【待填：凡是……的，都是诈骗】\"", ""),
            ("targets", "[\"【待填：易受骗的人】\"]", ""),
            ("signals", "[{ phrase = \"【待填：骗子常说的话】\", meaning = \"【待填：说明什么】\", weight = 3 }]", ""),
            ("do_now", "[\"停止转账\", \"马上打110报警\"]", ""),
        ],
        Kind::Video => &[
            ("weight", "", ""),
            ("series", "\"【待填：site.toml 里 [series] 的代号】\"", ""),
            ("episode", "1", ""),
            ("duration", "\"02:00\"", "时长，分:秒"),
            ("orientation", "\"portrait\"", "landscape 横屏、portrait 竖屏、square 方形"),
            ("poster", "", "{ src = \"poster.jpg\", alt = \"画面上有什么\" }"),
            ("sources", "", "[{ src = \"clip.mp4\" }]   视频放在旁边；大文件先运行 fanzha media add"),
            ("captions", "", "[{ src = \"captions.vtt\", lang = \"zh-CN\" }]"),
            ("takeaways", "[\"【待填：记住哪几点，每条40个字以内】\"]", ""),
        ],
        Kind::Bulletin => &[
            ("periodical", "\"【待填：site.toml 里 [periodicals] 的代号】\"", ""),
            ("year", "", ""),
            ("issue", "1", ""),
            ("total", "", "635   总期号"),
            ("publisher", "\"【待填：主办单位】\"", ""),
            ("classification", "", "\"公开\"   经保密审查可以公开，才去掉这一行开头的 #"),
            ("original", "", "\"original.pdf\"   原件放在旁边，供读者下载"),
            ("contents", "[{ title = \"【待填：题目】\", authors = [] }]", ""),
        ],
        Kind::Suggestion => &[
            ("session", "\"【待填：在哪次会议上提出】\"", ""),
            (
                "proposers",
                "[{ name = \"【待填：姓名】\", post = \"【待填：职务】\" }]",
                "每一项都要写 evidence：简报的段落",
            ),
            ("handler", "[{ name = \"【待填：主办单位】\" }]", ""),
            ("complex", "false", "涉及面广、办理难度大的改为 true，答复期限六个月"),
            (
                "stages",
                "[{ stage = \"proposed\" }]",
                "proposed 提出、selected 列为重点、assigned 交办、supervised 督办、answered 答复；每一步写 date 和 evidence",
            ),
        ],
        Kind::Operation => &[
            ("target", "\"【待填：针对什么】\"", ""),
            ("principle", "\"【待填：原则】\"", ""),
            ("organisers", "[{ name = \"【待填：组织单位】\" }]", "每一项都要写 evidence：简报的段落"),
            ("evidence", "", "[\"@/bulletins/某刊/2026/1/index.md#p1\"]"),
        ],
        Kind::Quiz => &[
            ("pass", "1", ""),
            (
                "questions",
                "[{ text = \"【待填：问题】\", options = [\"【待填：选项一】\", \"【待填：选项二】\"], correct = 1, explanation = \"【待填：为什么】\" }]",
                "correct 是第几个选项对，从 1 数起",
            ),
        ],
        Kind::Campaign => &[
            ("start", "", ""),
            ("end", "", ""),
            ("slogan", "\"【待填：口号】\"", ""),
            ("organisers", "[\"【待填：主办单位】\"]", ""),
        ],
        Kind::Page => &[],
    }
}

fn body(kind: Kind) -> &'static str {
    match kind {
        Kind::Article => "【待填：先说结论】\n\n## 怎么认出来\n\n## 怎么办\n",
        Kind::Alert => "【待填：最近出现了什么情况】\n\n## 请这样做\n",
        Kind::Case => "案例为综合改编。\n\n## 经过\n\n【待填：经过】\n\n## 破绽在哪里\n\n## 遇到了怎么办\n",
        Kind::ScamType => "## 骗子怎么做\n\n【待填：一步一步怎么骗】\n\n## 危险信号\n\n## 遇到了怎么办\n",
        Kind::Video => "【待填：完整文字稿】\n",
        Kind::Bulletin => "【待填：正文。只有一篇时直接写；有几篇时，每篇以 ## 题目 开头，次序与 contents 相同】\n",
        Kind::Suggestion => "## 说明\n\n【待填：说明】\n",
        Kind::Operation => "【待填：只写公开简报说了的，不写怎么办案】\n",
        Kind::Quiz => "",
        Kind::Campaign => "## 活动安排\n\n【待填：活动安排】\n",
        Kind::Page => "【待填：正文】\n",
    }
}

/// The page. `taxonomies` are terms by taxonomy, in TOML.
pub fn text(kind: Kind, values: &Values, taxonomies: &Values, example: Option<&str>) -> String {
    let mut out = String::from("+++\n");
    let lines = || HEAD.iter().chain(own(kind));
    for (key, default, note) in lines() {
        let given = values.get(*key).map(String::as_str);
        match (given.or((!default.is_empty()).then_some(*default)), *note) {
            (Some(value), "") => out.push_str(&format!("{key} = {value}\n")),
            (Some(value), note) => {
                // Behind an example stands what it means.
                let note = if default.is_empty() { note.split_once("   ").map_or("", |(_, note)| note) } else { note };
                let note = if note.is_empty() { String::new() } else { format!("   # {note}") };
                out.push_str(&format!("{key} = {value}{note}\n"));
            }
            (None, "") => {}
            (None, note) => out.push_str(&format!("# {key} = {note}\n")),
        }
    }
    for (key, value) in values.iter().filter(|(key, _)| !lines().any(|(known, ..)| known == key)) {
        out.push_str(&format!("{key} = {value}\n"));
    }
    if !taxonomies.is_empty() || example.is_some() {
        out.push_str("\n[taxonomies]\n");
        taxonomies.iter().for_each(|(name, terms)| out.push_str(&format!("{name} = {terms}\n")));
        out.extend(example.filter(|_| taxonomies.is_empty()).map(|example| format!("# {example}\n")));
    }
    out.push_str("+++\n");
    let body = body(kind);
    if !body.is_empty() {
        out.push('\n');
        out.push_str(body);
    }
    out
}
