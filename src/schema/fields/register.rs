//! Keys of the register: persons, organisations, lines of defence, linked supervision.

use super::super::field::{Field, Names, field, word};
use super::Types;
use super::statements::proof;

pub(super) const TYPES: Types = &[
    ("Persons", PERSONS),
    ("Person", PERSON),
    ("Post", POST),
    ("Role", ROLE),
    ("Organisations", ORGANISATIONS),
    ("Organisation", ORGANISATION),
    ("Lines", LINES),
    ("Line", LINE),
    ("Measure", MEASURE),
    ("Supervision", SUPERVISION),
    ("Link", LINK),
];

const NAMED: Field = field("name", "名称", "Name").required();

const ALIASES: Field = field("aliases", "别名", "Other names")
    .hint("简报里的其他叫法，每个至少两个字", "what bulletins say besides, of two characters or more");

const EXCEPT: Field = field("except", "不是指它", "Exceptions")
    .expert()
    .hint("含有这个名称、但指别的人或单位的词组", "phrases that hold the name and mean somebody else");

const SORT: Field = field("sort", "排序拼音", "Sorted as")
    .expert()
    .hint("拼音读法不是常用的才写", "pinyin, where the usual reading is wrong");

const PERSONS: &[Field] = &[field("persons", "人物", "Persons")
    .usual()
    .hint("简报写明职务的人，每人一段 [[persons]]", "officials whom bulletins name, a [[persons]] each")
    .example("[{ id = \"zhou-nong\", name = \"周农\", posts = [{ title = \"副主任\", evidence = [\"@/bulletins/某刊/2021/12/index.md#p1\"] }] }]")];

const PERSON: &[Field] = &[
    field("id", "代号", "Id")
        .required()
        .hint(
            "网址里的名字：英文小写、数字、连字符，不重复",
            "small letters, digits and hyphens, for the address; used once",
        )
        .example("\"zhou-nong\""),
    NAMED.hint("姓名", "the person's name").example("\"周农\""),
    ALIASES.example("[\"周副主任\"]"),
    EXCEPT.example("[\"周农村\"]"),
    SORT.example("\"zhou nong\""),
    field("posts", "职务", "Posts")
        .usual()
        .hint("担任过的职务；职务和参与的事至少写一样", "posts held; a person has a post or a role")
        .example("[{ title = \"副主任\", evidence = [\"@/bulletins/某刊/2021/12/index.md#p1\"] }]"),
    field("roles", "参与的事", "Roles")
        .usual()
        .hint("在哪件事里担任什么", "a part in an event")
        .example("[{ event = \"督办\", role = \"牵头\", evidence = [\"@/bulletins/某刊/2021/12/index.md#p1\"] }]"),
];

const POST: &[Field] = &[
    field("title", "职务", "Title").usual().hint("职务名称", "the title of the post").example("\"副主任\""),
    field("organisation", "单位", "Organisation")
        .usual()
        .hint("organisations.toml 里的代号", "an id of organisations.toml")
        .example("\"hn-gongan-ting\""),
    field("from", "任职开始", "From").hint("知道才写", "if it is known").example("2020-01-01"),
    field("to", "任职结束", "To").hint("知道才写", "if it is known").example("2021-12-31"),
    proof("简报的哪一段说的", "the paragraph that says so").required(),
];

const ROLE: &[Field] = &[
    field("event", "什么事", "Event")
        .usual()
        .hint("参与了什么", "what the part is in")
        .example("\"到省公安厅现场督办\""),
    field("role", "担任什么", "Role").usual().hint("牵头、率队等", "as what").example("\"率队\""),
    field("date", "日期", "Date").hint("知道才写", "if it is known").example("2021-04-16"),
    proof("简报的哪一段说的", "the paragraph that says so").required(),
];

const ORGANISATIONS: &[Field] = &[field("organisations", "单位", "Organisations")
    .usual()
    .hint("简报点名的单位，每个一段 [[organisations]]", "bodies that bulletins name, an [[organisations]] each")
    .example("[{ id = \"hn-gongan-ting\", name = \"湖南省公安厅\", level = \"provincial\" }]")];

const ORGANISATION: &[Field] = &[
    field("id", "代号", "Id")
        .required()
        .hint(
            "网址里的名字：英文小写、数字、连字符，不重复",
            "small letters, digits and hyphens, for the address; used once",
        )
        .example("\"hn-gongan-ting\""),
    NAMED.hint("单位全称", "the full name").example("\"湖南省公安厅\""),
    ALIASES.example("[\"省公安厅\"]"),
    EXCEPT.example("[\"省公安厅宿舍\"]"),
    SORT.example("\"hu nan sheng gong an ting\""),
    field("parent", "上级", "Parent")
        .hint("上级单位的代号", "the id of the body that it belongs to")
        .example("\"hn-shengzhengfu\""),
    field("level", "级别", "Level")
        .usual()
        .words(&[
            word("national", "国家", "national"),
            word("provincial", "省", "provincial"),
            word("municipal", "市州", "municipal"),
            word("county", "县市区", "county"),
        ])
        .hint("哪一级的单位", "of which level it is")
        .example("\"provincial\""),
    field("region", "地区", "Region")
        .hint("地区词表里的 slug", "a slug of the vocabulary of regions")
        .example("\"changsha\""),
];

const LINES: &[Field] = &[field("lines", "防线", "Lines")
    .usual()
    .hint("按先后，每道防线一段 [[lines]]", "in order, a [[lines]] each")
    .example("[{ id = \"sixiang\", title = \"思想防线\", summary = \"让每个人都认得出骗局。\" }]")];

const LINE: &[Field] = &[
    field("id", "代号", "Id").usual().hint("英文小写和连字符", "small letters and hyphens").example("\"sixiang\""),
    field("title", "名称", "Title").usual().hint("哪道防线", "its name").example("\"思想防线\""),
    field("summary", "做什么", "Summary")
        .usual()
        .names(Names::Paragraph)
        .hint("一句话说明", "a sentence about what it does")
        .example("\"让每个人都认得出骗局。\""),
    field("law", "法律条款", "Law")
        .hint("反电信网络诈骗法的哪几条", "articles of the law on telecom fraud")
        .example("[\"第八条\", \"第三十条\"]"),
    field("anchor", "标题", "Anchor")
        .hint("栏目首页里讲它的那个标题", "its heading in the section's page")
        .example("\"思想防线\""),
    proof("简报的哪一段提到它", "the paragraph that names it"),
    field("measures", "措施", "Measures")
        .hint("简报里说做了什么，逐条写出处", "what bulletins report of it, each with evidence")
        .example("[{ text = \"开展集中宣传月活动\", evidence = [\"@/bulletins/某刊/2021/12/index.md#p7\"] }]"),
    field("pages", "相关页面", "Pages")
        .hint("本站讲它的页面", "pages of this site about it")
        .example("[\"@/articles/student-jobs.md\"]"),
];

const MEASURE: &[Field] = &[
    field("text", "内容", "Text").usual().hint("做了什么", "what was done").example("\"开展集中宣传月活动\""),
    proof("简报的哪一段说的", "the paragraph that says so"),
];

const SUPERVISION: &[Field] = &[
    field("units", "成员单位数", "Units").usual().hint("一共几个成员单位", "how many member units").example("29"),
    field("cities", "市州数", "Cities").usual().hint("一共几个市州", "how many cities").example("14"),
    field("counties", "县区数", "Counties").usual().hint("一共几个县区", "how many counties").example("44"),
    field("since", "开始时间", "Since").hint("简报写明才写", "if a bulletin says").example("\"2021年\""),
    proof("总数的出处", "what proves the totals").required(),
    field("links", "联点", "Links")
        .hint("哪个单位联系哪些县区；没有公开依据的不写", "who looks after which counties, as far as it is published")
        .example("[{ region = \"changsha\", unit = \"某某单位\", counties = [\"某某县\"], evidence = [\"@/bulletins/某刊/2021/12/index.md#p7\"] }]"),
];

const LINK: &[Field] = &[
    field("region", "市州", "City")
        .usual()
        .hint("地区词表里的 slug", "a slug of the vocabulary of regions")
        .example("\"changsha\""),
    field("unit", "成员单位", "Unit").usual().hint("哪个单位", "which unit").example("\"某某单位\""),
    field("counties", "县区", "Counties").usual().hint("联系哪些县区", "which counties").example("[\"某某县\"]"),
    proof("简报的哪一段说的", "the paragraph that says so"),
];
