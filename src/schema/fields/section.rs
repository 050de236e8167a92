//! Keys of a section's `_index.md`.

use super::super::field::{Field, Names, field, word};
use super::{ALLOW, KINDS, Types};

pub(super) const TYPES: Types = &[("SectionFront", SECTION), ("Gap", GAP)];

const SECTION: &[Field] = &[
    field("title", "栏目名称", "Title").usual().hint("栏目叫什么", "the section's name").example("\"风险预警\""),
    field("description", "简介", "Description")
        .usual()
        .names(Names::Paragraph)
        .hint("一句话说明栏目的内容", "a sentence about what it holds")
        .example("\"近期要当心的骗局。\""),
    field("sort_by", "怎样排列", "Order")
        .words(&[
            word("none", "按路径", "by path"),
            word("date", "新的在前", "newest first"),
            word("update_date", "新改的在前", "newest change first"),
            word("title", "按标题拼音", "by the pinyin of titles"),
            word("weight", "按 weight", "lightest first"),
            word("slug", "按网址短名", "by the name in the address"),
            word("permalink", "按网址", "by address"),
        ])
        .hint("栏目里各页的次序", "the order of its pages")
        .example("\"date\""),
    field("weight", "排列次序", "Weight").hint("数字小的栏目在前", "smaller ones come first").example("10"),
    field("draft", "草稿", "Draft").hint("true 时整个栏目不发布", "true: nothing of it is published").example("true"),
    field("template", "栏目模板", "Template")
        .expert()
        .hint("主题里的模板文件", "a template of the theme")
        .example("\"section.html\""),
    field("page_template", "各页模板", "Template of pages")
        .expert()
        .hint("栏目里各页用的模板", "for the section's pages")
        .example("\"page.html\""),
    field("paginate_by", "每页条数", "Pages in a list")
        .hint("列表一页列出多少条", "how many entries a list has")
        .example("10"),
    field("paginate_path", "分页网址", "Path of lists")
        .expert()
        .hint("分页网址里页码前的词", "what stands before a list's number")
        .example("\"page\""),
    field("paginate_reversed", "倒着分页", "Reversed")
        .expert()
        .hint("第一页列最旧的", "the first list has the oldest")
        .example("true"),
    field("insert_anchor_links", "标题链接", "Links of headings")
        .expert()
        .words(&[
            word("left", "在前", "before"),
            word("right", "在后", "after"),
            word("heading", "整个标题", "the heading itself"),
            word("none", "不要", "none"),
        ])
        .hint("标题上指向自己的链接放在哪里", "where headings carry a link to themselves")
        .example("\"right\""),
    field("in_search_index", "可以搜到", "Can be found")
        .expert()
        .hint("false 时站内搜索不列出栏目首页", "false: the search does not list the section")
        .example("false"),
    field("render", "单独成页", "Has a page")
        .expert()
        .hint("false 时没有栏目首页", "false: it has no page of its own")
        .example("false"),
    field("redirect_to", "转到", "Redirect")
        .expert()
        .hint("打开栏目时转到的网址", "where its address leads")
        .example("\"/help/\""),
    field("transparent", "并入上级", "Transparent")
        .expert()
        .hint("各页算作上级栏目的", "its pages count as those of the section above")
        .example("true"),
    field("aliases", "旧网址", "Old addresses").hint("从前的网址，自动跳转", "former addresses").example("[\"/old/\"]"),
    field("generate_feeds", "订阅源", "Feeds")
        .hint("true 时读者可以订阅这个栏目", "true: readers may subscribe to it")
        .example("true"),
    field("freshness_days", "更新期限", "Freshness")
        .hint("多少天没有更新就提醒；0 是不限", "days without a change until a warning; 0 for none")
        .example("30"),
    field("page_kind", "各页种类", "Kind of pages")
        .usual()
        .words(KINDS)
        .hint("栏目里各页是什么种类", "what kind its pages are")
        .example("\"alert\""),
    field("periodical", "刊物", "Periodical")
        .names(Names::Periodical)
        .hint(
            "site.toml 里 [periodicals] 的代号；刊物首页和每一年的栏目写",
            "an id of [periodicals] in site.toml, for a bulletin's home and its years",
        )
        .example("\"lianluodongtai\""),
    field("year", "年份", "Year").hint("刊物某一年的栏目写", "for the section of a bulletin's year").example("2021"),
    field("gaps", "缺期", "Gaps")
        .hint("确实没有的期次和原因", "issues that do not exist, and why")
        .example("[{ issue = \"2021-5\", reason = \"停刊\" }]"),
    field("complete", "是否齐全", "Complete")
        .hint("只收录一部分的写 false，缺期不再提示", "false for a selection: gaps are no longer reported")
        .example("false"),
    ALLOW,
    field("defaults", "各页默认值", "Defaults")
        .expert()
        .hint("下面各页没写时用的值", "for pages that say nothing")
        .example("{ authors = [\"反诈宣传组\"] }"),
    field("extra", "自由数据", "Free data")
        .expert()
        .hint("模板要用的其他数据", "other data for templates")
        .example("{ column_type = \"通知公告\" }"),
];

const GAP: &[Field] = &[
    field("issue", "期次", "Issues")
        .hint("年份和期号，连续的写首尾", "year and number, or a run")
        .example("\"2021-5\""),
    field("total", "总期号", "Running numbers").hint("一个或首尾两个", "one or a run").example("\"600-610\""),
    field("reason", "原因", "Reason").hint("为什么没有", "why there are none").example("\"停刊\""),
];
