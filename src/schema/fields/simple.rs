//! Keys of articles, alerts, cases, types of scams and quizzes.

use super::super::field::{Field, Names, field, word};
use super::Types;

pub(super) const TYPES: Types = &[
    ("Article", ARTICLE),
    ("Step", STEP),
    ("Law", LAW),
    ("Alert", ALERT),
    ("Case", CASE),
    ("Figure", FIGURE),
    ("Masked", MASKED),
    ("ScamType", SCAM_TYPE),
    ("Signal", SIGNAL),
    ("Share", SHARE),
    ("Quiz", QUIZ),
    ("QuizQuestion", QUIZ_QUESTION),
    ("QuizImage", QUIZ_IMAGE),
];

const TAKEAWAYS: Field = field("takeaways", "记住几点", "Takeaways")
    .usual()
    .length(2, 40)
    .hint("最多5条，每条2—40个字", "at most 5 lines of 2 to 40 characters")
    .example("[\"先挂断\", \"打官方号码核实\", \"拿不准就打96110\"]");

const ARTICLE: &[Field] = &[
    field("genre", "体裁", "Genre")
        .usual()
        .words(&[
            word("news", "动态", "news"),
            word("guide", "指南", "guide"),
            word("policy", "政策法规", "policy and law"),
            word("faq", "问答", "questions and answers"),
            word("notice", "通知", "notice"),
        ])
        .hint("是哪一类文章", "what sort of article it is")
        .example("\"guide\""),
    TAKEAWAYS,
    field("steps", "步骤", "Steps")
        .hint("按先后一步一步写", "one after the other")
        .example("[{ name = \"挂断\", text = \"先挂断电话。\" }]"),
    field("law", "引用的法律", "Law")
        .hint("引了哪部法律、哪一条", "what law is cited")
        .example("[{ name = \"反电信网络诈骗法\", article = \"第三十一条\" }]"),
];

const STEP: &[Field] = &[
    field("name", "做什么", "Name").hint("几个字", "a few words").example("\"挂断\""),
    field("text", "怎么做", "Text")
        .names(Names::Paragraph)
        .hint("写具体", "in full")
        .example("\"先挂断电话，不要争辩。\""),
];

const LAW: &[Field] = &[
    field("name", "法律名称", "Name")
        .hint("全称，不带书名号", "its full name")
        .example("\"中华人民共和国反电信网络诈骗法\""),
    field("article", "条款", "Article").hint("第几条", "which article").example("\"第三十一条\""),
    field("url", "官方网址", "Official text")
        .hint("官方公布的原文", "where it is officially published")
        .example("\"https://flk.npc.gov.cn/\""),
];

const ALERT: &[Field] = &[
    field("level", "级别", "Level")
        .required()
        .words(&[
            word("info", "提示", "note"),
            word("warning", "预警", "warning"),
            word("urgent", "紧急（必须写到期日期，最长30天）", "urgent (needs `expire`, at most 30 days ahead)"),
        ])
        .hint("有多紧急", "how pressing it is")
        .example("\"warning\""),
    TAKEAWAYS,
];

const CASE: &[Field] = &[
    field("composite", "综合改编", "Composite")
        .required()
        .hint(
            "确认由几件事综合改编、没有真实个人信息以后，写 true",
            "true once it is certain that the case is put together from several and names nobody",
        )
        .example("true"),
    field("loss_band", "损失区间", "Loss")
        .usual()
        .hint("写区间，不写具体数", "a band, not the exact sum")
        .example("\"5万—10万元\""),
    field("victim_band", "受害人", "Victim")
        .usual()
        .hint("年龄段和职业，不写具体年龄", "a band of age, and work")
        .example("\"40—50岁，个体户\""),
    field("period", "大致时间", "Period").hint("年和季节就够了", "year and season").example("\"2025年春\""),
    field("method", "手法", "Method")
        .usual()
        .hint("骗子怎么一步步做的，每步一项", "the scam step by step")
        .example("[\"拉进假工作群\", \"催付保证金\"]"),
    field("persons", "人物", "Persons")
        .hint("出现的人和怎样称呼", "who appears, and as what")
        .example("[{ role = \"受害人\", shown_as = \"李女士\" }]"),
    field("pictures", "打码确认", "Masked pictures")
        .hint("每张图由谁确认已经打码", "who has made sure that nobody can be recognised")
        .example("[{ src = \"chat.png\", masked_by = \"审核组\" }]"),
    TAKEAWAYS,
];

const FIGURE: &[Field] = &[
    field("role", "身份", "Role").hint("受害人、证人等", "victim, witness and so on").example("\"受害人\""),
    field("shown_as", "称呼", "Shown as")
        .hint("隐去姓名：张某、李女士、小王（化名）", "a masked name")
        .example("\"李女士\""),
];

const MASKED: &[Field] = &[
    field("src", "图片", "Picture")
        .names(Names::Picture)
        .hint("和正文里写的一样", "as the page names it")
        .example("\"chat.png\""),
    field("masked_by", "确认人", "Masked by").hint("谁看过、确认了", "who has made sure").example("\"审核组\""),
];

const SCAM_TYPE: &[Field] = &[
    field("rank", "官方次序", "Rank").hint("官方公布的第几类", "its place in the official list").example("1"),
    field("aka", "别名", "Other names").hint("民间还叫什么", "what else it is called").example("[\"兼职刷单\"]"),
    field("rule", "一句话识别", "Rule")
        .required()
        .hint("凡是……的，都是诈骗", "the one sentence to remember")
        .example("\"凡是要求垫资做任务的，都是诈骗\""),
    field("targets", "易受骗的人", "Targets").required().hint("每类人一项", "one entry each").example("[\"在校学生\"]"),
    field("signals", "破绽", "Red flags")
        .required()
        .hint("骗子常说的话和它说明什么", "what swindlers say, and what it means")
        .example("[{ phrase = \"先垫钱，做完一起返\", meaning = \"正规招聘不会让人先掏钱\", weight = 5 }]"),
    field("topics", "话题", "Topics")
        .expert()
        .hint("用来分清是哪一类的写法", "patterns by which types are told apart")
        .example("[\"兼职|佣金\"]"),
    field("do_now", "马上做什么", "Do now")
        .usual()
        .hint("正在被骗的人该做的", "what to do when it happens")
        .example("[\"停止转账\", \"马上打110\"]"),
    field("share", "占比", "Share")
        .hint("有公开出处的数字", "a figure with its source")
        .example("{ value = 0.0, unit = \"%\", of = \"立案数\", period = \"某年\", source = \"公开通报\" }"),
];

const SIGNAL: &[Field] = &[
    field("phrase", "骗子的话", "Phrase")
        .length(2, 40)
        .hint("原样写，2—40个字", "as they say it, 2 to 40 characters")
        .example("\"先垫钱，做完一起返\""),
    field("meaning", "说明什么", "Meaning")
        .hint("为什么是破绽", "why it is a flag")
        .example("\"正规招聘不会让人先掏钱\""),
    field("weight", "分量", "Weight")
        .required()
        .range(1, 5)
        .hint("1—5，5 几乎肯定是诈骗", "1 to 5; 5 is almost certainly a scam")
        .example("5"),
    field("match", "怎样认出", "Patterns")
        .expert()
        .hint("消息里有哪些词就算，写法见说明书", "patterns in messages; see the manual")
        .example("[\"先垫|垫付…返|佣金\"]"),
    field("not", "不算的", "Exceptions")
        .expert()
        .hint("与它重叠、但不算的说法", "what is not meant")
        .example("[\"……都是骗局\"]"),
];

const SHARE: &[Field] = &[
    field("value", "数字", "Value").hint("只写数", "the figure alone").example("12.5"),
    field("unit", "单位", "Unit").hint("如 %", "such as %").example("\"%\""),
    field("of", "占什么", "Of").hint("分母是什么", "of what").example("\"立案数\""),
    field("period", "时间", "Period").hint("哪一段时间", "when").example("\"2025年\""),
    field("source", "出处", "Source").hint("谁公布的", "who says so").example("\"公开通报\""),
];

const QUIZ: &[Field] = &[
    field("pass", "几题通过", "Pass").range(1, 100).hint("答对几题算通过；不写是四分之三", "right answers that pass; three of four without it").example("3"),
    field("pass_text", "通过时说", "When passed").hint("给通过的人的话", "what is said to those who pass").example("\"好眼力！\""),
    field("fail_text", "没通过时说", "When failed").hint("给其他人的话", "what is said to the others").example("\"再看看说明。\""),
    field("questions", "题目", "Questions")
        .required()
        .hint("每题一项", "one entry each")
        .example("[{ text = \"该怎么办？\", options = [\"转账\", \"挂断\"], correct = 2, explanation = \"公检法不会电话办案。\" }]"),
];

const QUIZ_QUESTION: &[Field] = &[
    field("text", "问题", "Question").hint("问什么", "what is asked").example("\"收到这样的消息，该怎么办？\""),
    field("message", "要判断的消息", "Message")
        .names(Names::Paragraph)
        .hint("可以不写", "may be left out")
        .example("\"您的快递丢失，点链接理赔。\""),
    field("image", "图片", "Picture")
        .hint("要判断的图，可以不写", "may be left out")
        .example("{ src = \"sms.png\", alt = \"一条短信\" }"),
    field("options", "选项", "Options").hint("2—6个", "2 to 6").example("[\"点开看看\", \"打官方客服核实\"]"),
    field("correct", "正确答案", "Right answer")
        .range(1, 6)
        .hint("第几个对，从1数起", "which one, counted from 1")
        .example("2"),
    field("explanation", "为什么", "Why")
        .names(Names::Paragraph)
        .hint("说清道理", "the reason")
        .example("\"理赔不需要您先付钱。\""),
    field("scam_type", "哪种骗局", "Type of scam")
        .hint("骗局页的路径", "the page to read more")
        .example("\"@/scams/maochong-kefu.md\""),
];

const QUIZ_IMAGE: &[Field] = &[
    field("src", "图片", "Picture").names(Names::Picture).hint("放在旁边", "beside the page").example("\"sms.png\""),
    field("alt", "图上有什么", "What it shows")
        .hint("看不见图的人也要能答题", "for those who cannot see it")
        .example("\"一条短信，说快递丢失\""),
];
