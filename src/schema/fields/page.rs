//! Keys of every page.

use super::super::field::{Field, Names, field, word};
use super::{ALLOW, KINDS, Types};

pub(super) const TYPES: Types = &[
    ("PageFront", PAGE),
    ("Source", SOURCE),
    ("Cover", COVER),
    ("Faq", FAQ),
    ("Review", REVIEW),
    ("Allowed", ALLOWED),
];

const PAGE: &[Field] = &[
    field("title", "标题", "Title")
        .required()
        .length(1, 60)
        .hint("60个字以内，前后不留空格", "at most 60 characters, no spaces around it")
        .example("\"警惕春招刷单\""),
    field("short_title", "短标题", "Short title")
        .length(1, 24)
        .hint("列表、面包屑和分享时用，24个字以内", "for lists and shares, at most 24 characters")
        .example("\"春招刷单\""),
    field("description", "简介", "Description")
        .required()
        .names(Names::Paragraph)
        .length(10, 200)
        .hint(
            "一两句话说清楚这一页讲什么，10—200个字，不要和标题一样；搜索结果和转发时显示",
            "a sentence or two about the page, 10 to 200 characters, other than the title; search results and shares show it",
        )
        .example("\"春招季，凡是要先垫资的兼职，都是诈骗。\""),
    field("slug", "网址短名", "Name in the address")
        .hint(
            "英文小写字母、数字、连字符；不写就用文件名。定了以后不要改，旧网址会打不开",
            "small letters, digits and hyphens; without it the file's name counts. Do not change it later",
        )
        .example("\"spring-jobs\""),
    field("path", "完整网址", "Whole address")
        .expert()
        .hint("从网站根目录算起，代替栏目和短名", "from the site's root, instead of section and name")
        .example("\"/spring/\""),
    field("date", "日期", "Date")
        .usual()
        .hint("写这一页的日子；不带时区的按北京时间", "the day of the page, on the site's clocks")
        .example("2026-06-01"),
    field("updated", "更新日期", "Updated")
        .hint("内容有实质改动的日子，不早于日期", "the day of the last real change, not before the date")
        .example("2026-06-15"),
    field("publish", "定时发布", "Publish at")
        .names(Names::Moment)
        .hint("到这个时刻才发布；不写就马上发布", "appears at this moment; without it at once")
        .example("2026-06-01T09:00:00"),
    field("expire", "到期撤下", "Expires at")
        .names(Names::Moment)
        .hint("到这个时刻自动撤下；紧急预警必须写，最长30天", "disappears at this moment; urgent alerts need it, at most 30 days ahead")
        .example("2026-06-30"),
    field("draft", "草稿", "Draft")
        .usual()
        .hint("true 是草稿，不发布；写好以后改成 false 或删掉这一行", "true: a draft, not published; set it to false or delete the line when ready")
        .example("true"),
    field("weight", "排列次序", "Weight")
        .hint("数字小的排在前面；栏目按 weight 排列时才有用", "smaller ones come first, where the section sorts by weight")
        .example("10"),
    field("authors", "作者", "Authors").hint("每人一项", "one entry each").example("[\"反诈宣传组\"]"),
    field("aliases", "旧网址", "Old addresses")
        .hint("从前的网址，自动跳转到这一页", "former addresses, which lead here")
        .example("[\"/old/spring/\"]"),
    field("template", "模板", "Template")
        .expert()
        .hint("主题里的模板文件", "a template of the theme")
        .example("\"search.html\""),
    field("render", "单独成页", "Has a page")
        .expert()
        .hint("false 时只出现在列表里", "false: only in lists")
        .example("false"),
    field("in_search_index", "可以搜到", "Can be found")
        .expert()
        .hint("false 时站内搜索不列出", "false: the site's search does not list it")
        .example("false"),
    field("kind", "种类", "Kind")
        .expert()
        .words(KINDS)
        .hint("通常由栏目的 page_kind 统一规定", "usually the section's page_kind says it")
        .example("\"article\""),
    field("source", "来源", "Source")
        .hint("转载的写明出处", "where a reprint comes from")
        .example("{ name = \"某市公安局\" }"),
    field("editor", "责任编辑", "Editor").hint("谁编辑的", "who edited it").example("\"编辑组\""),
    field("reviewer", "审核", "Reviewer").hint("谁审核的", "who reviewed it").example("\"审核组\""),
    field("cover", "封面图", "Cover")
        .hint("列表和转发时显示的图", "the picture for lists and shares")
        .example("{ src = \"cover.jpg\", alt = \"老人接听电话\" }"),
    field("robots", "搜索引擎", "Search engines")
        .expert()
        .words(&[word("index", "收录", "may list it"), word("noindex", "不收录", "may not list it")])
        .hint("noindex 请搜索引擎不要收录", "noindex asks search engines not to list it")
        .example("\"noindex\""),
    field("related", "相关页面", "Related pages")
        .hint("content/ 下的路径，如 @/help.md", "paths below content/, such as @/help.md")
        .example("[\"@/help.md\"]"),
    field("hotline", "本页电话", "Hotlines")
        .hint("data/hotlines.toml 里的号码", "numbers of data/hotlines.toml")
        .example("[\"96110\"]"),
    field("faq", "问答", "Questions and answers")
        .hint("读者常问的话和回答", "what readers ask, with answers")
        .example("[{ q = \"钱还能追回来吗？\", a = \"越早报警越好。\" }]"),
    field("review", "审核记录", "Review")
        .hint("三审三校、保密审查的记录", "who reviewed it, and when")
        .example("{ by = \"审核组\", date = 2026-06-01 }"),
    field("read_aloud", "朗读录音", "Recording")
        .names(Names::File)
        .hint("放在旁边的 MP3 或 M4A", "an MP3 or M4A beside the page")
        .example("\"read.mp3\""),
    field("map_approval", "审图号", "Approval of a map")
        .hint("页面里有地图时必须写", "needed where the page shows a map")
        .example("\"GS（2024）1234号\""),
    ALLOW,
    field("taxonomies", "分类", "Classes")
        .usual()
        .hint("site.toml 里 taxonomies 声明的分类，词要在词表里", "the taxonomies of site.toml; terms come from their vocabularies")
        .example("{ scam_types = [\"刷单返利\"] }"),
    field("extra", "自由数据", "Free data")
        .expert()
        .hint("模板要用的其他数据", "other data for templates")
        .example("{ banner = true }"),
];

const SOURCE: &[Field] = &[
    field("name", "单位", "Name").hint("谁发布的", "who published it").example("\"某市公安局\""),
    field("url", "网址", "Address")
        .hint("原文网址；网站要在白名单里", "of the original; its host must be allowed")
        .example("\"https://www.example.gov.cn/a.html\""),
    field("license", "许可", "Terms").hint("允许怎样使用", "what others may do with it").example("\"转载请注明来源\""),
];

const COVER: &[Field] = &[
    field("src", "图片", "Picture")
        .names(Names::Picture)
        .hint("放在旁边或 media/ 里的图片文件", "a file beside the page or in media/")
        .example("\"cover.jpg\""),
    field("alt", "图上有什么", "What it shows")
        .length(2, 80)
        .hint("给看不见图的人，2—80个字", "for those who cannot see it, 2 to 80 characters")
        .example("\"老人接听电话\""),
];

const FAQ: &[Field] = &[
    field("q", "问题", "Question").hint("以问号结尾", "ends with a question mark").example("\"钱还能追回来吗？\""),
    field("a", "回答", "Answer")
        .names(Names::Paragraph)
        .hint("几句话说清楚", "a few sentences")
        .example("\"马上打110，越早越好。\""),
];

const REVIEW: &[Field] = &[
    field("by", "审核人", "Reviewer").hint("谁审的", "who").example("\"审核组\""),
    field("date", "审核日期", "Date").hint("哪天审的", "when").example("2026-06-01"),
    field("secrecy", "保密审查", "Secrecy")
        .hint("保密审查的结论", "what the review for secrecy said")
        .example("\"可以公开\""),
];

const ALLOWED: &[Field] = &[
    field("text", "字样", "Words").hint("和页面里写的一样", "as they stand in the page").example("\"内部资料\""),
    field("reason", "理由", "Reason").hint("为什么可以公开", "why they may stand").example("\"引文，不是密级标志\""),
    field("expires", "期限", "Expires")
        .hint("到期要有人再核对一次；个人信息必须写", "when somebody looks again; personal data need it")
        .example("2027-12-31"),
];
