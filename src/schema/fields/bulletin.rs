//! Keys of bulletins.

use super::super::field::{Field, Names, field, word};
use super::Types;

pub(super) const TYPES: Types = &[
    ("Bulletin", BULLETIN),
    ("Editors", EDITORS),
    ("Contribution", CONTRIBUTION),
    ("Distribution", DISTRIBUTION),
    ("Erratum", ERRATUM),
];

const BULLETIN: &[Field] = &[
    field("periodical", "刊物", "Periodical")
        .required()
        .names(Names::Periodical)
        .hint("site.toml 里 [periodicals] 的代号", "an id of [periodicals] in site.toml")
        .example("\"lianluodongtai\""),
    field("year", "年份", "Year")
        .required()
        .range(1900, 2999)
        .hint("与日期的年份相同", "that of the date")
        .example("2021"),
    field("issue", "期号", "Issue")
        .required()
        .range(1, 999)
        .hint("当年第几期；增刊不写，写 supplement", "its number in the year; a supplement has `supplement` instead")
        .example("12"),
    field("issue_to", "合刊至", "To issue")
        .range(1, 999)
        .hint("合刊的最后一期", "the last of several in one")
        .example("13"),
    field("supplement", "增刊", "Supplement")
        .range(0, 999)
        .hint("第几期增刊；没有编号写 0", "its number among supplements; 0 if it has none")
        .example("1"),
    field("total", "总期号", "Running number")
        .usual()
        .range(1, 99999)
        .hint("刊头上的总第几期", "as the masthead counts")
        .example("635"),
    field("total_text", "总期号原文", "Running number as printed")
        .hint("刊头怎么印就怎么写", "as the masthead prints it")
        .example("\"总第六百三十五期\""),
    field("masthead", "刊头", "Masthead").hint("刊头上印的刊名", "the name as printed").example("\"联络动态\""),
    field("publisher", "主办单位", "Publisher").required().hint("全称", "its full name").example("\"某某委员会\""),
    field("editors", "编辑人员", "Editors")
        .hint("责任编辑、审核等和联系方式", "who edited it, and how to reach them")
        .example("{ responsible = [\"编辑组\"] }"),
    field("approval", "批准文号", "Approval")
        .hint("印在刊头或版记里的文号", "as printed")
        .example("\"湘印准字第000号\""),
    field("copies", "印数", "Copies").hint("印了多少份", "how many were printed").example("500"),
    field("classification", "密级", "Classification")
        .required()
        .words(&[word("公开", "公开", "public")])
        .hint(
            "经保密审查可以公开的写“公开”；不公开的不能放进网站",
            "公开 once the review for secrecy says so; nothing else may be published",
        )
        .example("\"公开\""),
    field("supersedes", "代替哪一期", "Supersedes").hint("年-期", "YEAR-ISSUE").example("\"2021-11\""),
    field("contents", "目次", "Contents")
        .required()
        .hint(
            "每篇一项；几篇的，正文用二级标题分开，次序相同",
            "one entry an article; several stand under headings of level two, in this order",
        )
        .example("[{ title = \"一篇文章\", authors = [\"通讯组\"] }]"),
    field("distribution", "报送发", "Distribution")
        .hint("版记里的报、送、发", "who receives it")
        .example("[{ verb = \"报\", to = [\"某某机关\"] }]"),
    field("errata", "勘误", "Errata")
        .hint("印错的地方", "known misprints")
        .example("[{ where = \"第二段\", printed = \"己经\", suggest = \"已经\" }]"),
    field("original", "原件", "Original")
        .names(Names::File)
        .hint("放在旁边的原件", "the file beside the page")
        .example("\"original.pdf\""),
    field("transcription", "录入说明", "Transcription")
        .hint("录入时改了什么", "what the transcription changed")
        .example("\"改正了断行。\""),
];

const EDITORS: &[Field] = &[
    field("responsible", "责任编辑", "Responsible").hint("姓名", "names").example("[\"编辑组\"]"),
    field("reviewers", "审核", "Reviewers").hint("姓名", "names").example("[\"审核组\"]"),
    field("signers", "签发", "Signed by").hint("姓名", "names").example("[\"签发人\"]"),
    field("proofreaders", "校对", "Proofreaders").hint("姓名", "names").example("[\"校对组\"]"),
    field("phone", "电话", "Telephone").hint("办公电话", "of the office").example("\"0000-00000000\""),
    field("fax", "传真", "Fax").hint("办公传真", "of the office").example("\"0000-00000000\""),
    field("address", "地址", "Address").hint("办公地址", "of the office").example("\"某市某路\""),
    field("email", "邮箱", "E-mail").hint("公务邮箱", "of the office").example("\"office@example.gov.cn\""),
];

const CONTRIBUTION: &[Field] = &[
    field("kicker", "引题", "Kicker").hint("题目上面的小字", "above the title").example("\"经验交流\""),
    field("title", "题目", "Title")
        .hint("与正文里的二级标题一样", "as its heading in the text")
        .example("\"一篇文章\""),
    field("subtitle", "副题", "Subtitle").hint("题目下面的小字", "below the title").example("\"——某地的做法\""),
    field("authors", "作者", "Authors").hint("姓名或单位", "names or bodies").example("[\"通讯组\"]"),
    field("pages", "页码", "Pages").hint("印在第几页", "in print").example("\"3-5\""),
    field("sections", "小标题", "Headings").hint("文中的小标题", "its headings").example("[\"一、做法\"]"),
];

const DISTRIBUTION: &[Field] = &[
    field("verb", "报送发", "Verb")
        .hint("报（上级）、送（平级）、发（下级）等", "报 to superiors, 送 to equals, 发 to those below")
        .example("\"报\""),
    field("group", "分组", "Group").hint("这一组叫什么", "a name for the group").example("\"各市州\""),
    field("to", "收件单位", "To").hint("每个单位一项", "one entry each").example("[\"某某机关\"]"),
    field("text", "原文", "As printed")
        .hint("与用顿号连起来的不同时写", "where it is more than the list")
        .example("\"报：某某机关\""),
];

const ERRATUM: &[Field] = &[
    field("where", "在哪里", "Where").hint("第几段、哪一行", "where it stands").example("\"第二段\""),
    field("printed", "印的是", "As printed").hint("印错的字", "the misprint").example("\"己经\""),
    field("suggest", "应为", "Should be").hint("正确的字", "what is right").example("\"已经\""),
];
