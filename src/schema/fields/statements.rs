//! Keys of pages whose statements rest on bulletins: campaigns, suggestions, operations.

use super::super::field::{Field, Names, field, word};
use super::Types;

pub(super) const TYPES: Types = &[
    ("Campaign", CAMPAIGN),
    ("Activity", ACTIVITY),
    ("Fact", FACT),
    ("Evidence", EVIDENCE),
    ("Party", PARTY),
    ("Suggestion", SUGGESTION),
    ("Wording", WORDING),
    ("Stage", STAGE),
    ("Operation", OPERATION),
];

const FACTS: &str = "[{ text = \"做了什么\", evidence = [\"@/bulletins/某刊/2021/12/index.md#p1\"] }]";
const PARTIES: &str = "[{ name = \"某某单位\", evidence = [\"@/bulletins/某刊/2021/12/index.md#p1\"] }]";
const PROOF: &str = "[\"@/bulletins/某刊/2021/12/index.md#p1\"]";

pub(super) const fn proof(zh: &'static str, en: &'static str) -> Field {
    field("evidence", "出处", "Evidence").hint(zh, en).example(PROOF)
}

const CAMPAIGN: &[Field] = &[
    field("start", "开始", "Start").required().hint("第一天", "its first day").example("2026-06-01"),
    field("end", "结束", "End").required().hint("最后一天", "its last day").example("2026-06-30"),
    field("slogan", "口号", "Slogan").usual().hint("宣传口号", "its slogan").example("\"全民反诈在行动\""),
    field("organisers", "主办单位", "Organisers")
        .usual()
        .hint("每个单位一项", "one entry each")
        .example("[\"反诈宣传组\"]"),
    field("programme", "活动安排", "Programme")
        .hint("什么时候做什么", "what happens when")
        .example("[{ date = 2026-06-01, title = \"进社区\" }]"),
    field("facts", "活动记录", "Facts")
        .expert()
        .hint("已经举办的，写做了什么和出处", "what is known of one that took place")
        .example(FACTS),
    proof("时间和主办单位的出处", "what proves dates and organisers").expert(),
];

const ACTIVITY: &[Field] = &[
    field("date", "日期", "Date").hint("哪天", "when").example("2026-06-01"),
    field("title", "活动", "Title").hint("做什么", "what").example("\"进社区宣传\""),
    field("place", "地点", "Place").hint("在哪里", "where").example("\"某某广场\""),
    field("text", "说明", "More")
        .names(Names::Paragraph)
        .hint("还要说的", "more")
        .example("\"发放宣传单，现场答疑。\""),
];

const FACT: &[Field] = &[
    field("title", "事项", "Title").hint("几个字", "a few words").example("\"进社区\""),
    field("date", "日期", "Date").hint("哪天", "when").example("2021-05-10"),
    field("text", "内容", "Text")
        .names(Names::Paragraph)
        .hint("做了什么，有什么结果", "what was done or reached")
        .example("\"举办宣传活动。\""),
    proof("简报的哪一段说的", "the paragraph that says so"),
];

const EVIDENCE: &[Field] = &[
    field("ref", "段落", "Paragraph")
        .required()
        .hint(
            "简报路径加段号；刊头和版记不写段号",
            "a bulletin's path with the paragraph; without one the masthead and imprint",
        )
        .example("\"@/bulletins/某刊/2021/12/index.md#p1\""),
    field("quote", "原话", "Words")
        .hint("那一段里的原话，会核对", "words that stand there; they are compared")
        .example("\"省公安厅主办\""),
];

const PARTY: &[Field] = &[
    field("id", "代号", "Id")
        .hint("data/ 里登记的人物或单位", "a person or body that data/ registers")
        .example("\"hn-gongan-ting\""),
    field("name", "名称", "Name")
        .hint("没有登记的写名称；与代号二选一", "of one that is not registered; instead of an id")
        .example("\"某某单位\""),
    field("post", "职务", "Post").hint("当时的职务", "the post at that time").example("\"某某代表\""),
    proof("简报的哪一段说的", "the paragraph that says so"),
];

const SUGGESTION: &[Field] = &[
    field("session", "会议", "Session")
        .required()
        .hint("在哪次会议上提出", "where it was made")
        .example("\"省十三届人大四次会议\""),
    field("count", "件数", "Count").range(1, 9999).hint("几件并案办理", "how many are handled as one").example("2"),
    field("category", "类别", "Class").hint("按哪一类办理", "under which they are handled").example("\"重点处理建议\""),
    field("wordings", "几种提法", "Wordings")
        .hint("这一类在简报里的叫法", "the names that the class goes by")
        .example("[{ text = \"打击治理电信网络诈骗犯罪\", evidence = [\"@/bulletins/某刊/2021/12/index.md#p1\"] }]"),
    field("proposers", "提出代表", "Proposers")
        .required()
        .hint("谁提出的，每位都要出处", "who made it, each with evidence")
        .example(PARTIES),
    field("lead_supervisor", "牵头督办", "Lead supervisor")
        .hint("谁牵头督办", "who leads the supervision")
        .example(PARTIES),
    field("counterpart_supervisor", "对口督办", "Counterpart supervisor")
        .hint("谁对口督办", "who supervises on its side")
        .example(PARTIES),
    field("leader", "领办", "Leader").hint("谁领办", "who leads").example(PARTIES),
    field("handler", "主办", "Handler").hint("谁主办", "who handles it").example(PARTIES),
    field("co_handlers", "会办", "Co-handlers").hint("谁会办", "who takes part").example(PARTIES),
    field("co_handlers_total", "会办总数", "Number of co-handlers")
        .hint("只点名一部分时写总数", "where only some are named")
        .example("11"),
    field("complex", "涉及面广", "Complex")
        .hint("涉及面广、办理难度大的写 true，期限六个月", "true doubles the time to six months")
        .example("true"),
    field("stages", "办理过程", "Stages")
        .required()
        .hint("按先后写，每一步都要出处", "in order, each with evidence")
        .example("[{ stage = \"proposed\", evidence = [\"@/bulletins/某刊/2021/12/index.md#p1\"] }]"),
    field("demands", "建议内容", "Demands").hint("代表要求什么", "what the deputies ask for").example(FACTS),
    field("problems", "问题", "Problems").hint("发现了什么困难", "difficulties that were found").example(FACTS),
    field("measures", "措施", "Measures").hint("做了什么", "what was done").example(FACTS),
    field("results", "成效", "Results").hint("有什么结果", "what came of it").example(FACTS),
];

const WORDING: &[Field] = &[
    field("text", "提法", "Wording").hint("原样写", "as it stands").example("\"打击治理电信网络诈骗犯罪\""),
    proof("在哪一段", "where it stands"),
];

const STAGE: &[Field] = &[
    field("stage", "哪一步", "Stage")
        .words(&[
            word("proposed", "提出", "proposed"),
            word("selected", "列为重点", "selected"),
            word("assigned", "交办", "assigned"),
            word("supervised", "督办", "supervised"),
            word("answered", "答复", "answered"),
        ])
        .hint("办到哪一步", "what happened")
        .example("\"assigned\""),
    field("date", "日期", "Date").hint("不知道就不写", "left out where it is not known").example("2021-03-22"),
    field("text", "说明", "More").names(Names::Paragraph).hint("还要说的", "more").example("\"交省公安厅主办。\""),
    field("bodies", "办理单位", "Bodies")
        .hint("data/ 里登记的代号", "ids that data/ registers")
        .example("[\"hn-gongan-ting\"]"),
    proof("简报的哪一段说的", "the paragraph that says so"),
];

const OPERATION: &[Field] = &[
    field("start", "开始", "Start").hint("知道才写", "if it is known").example("2021-01-01"),
    field("end", "结束", "End").hint("知道才写", "if it is known").example("2021-12-31"),
    field("target", "对象", "Target").usual().hint("针对什么", "whom it is aimed at").example("\"偷渡团伙\""),
    field("principle", "原则", "Principle").hint("简报里怎么说的", "as the bulletin says").example("\"打防管控\""),
    field("strikes", "打击重点", "Strikes").hint("每条一项", "one entry each").example("[\"抓金主\"]"),
    field("organisers", "组织单位", "Organisers")
        .required()
        .hint("每个单位都要出处", "each with evidence")
        .example(PARTIES),
    field("facts", "记录", "Facts").hint("知道的事实和出处", "what is known of it").example(FACTS),
    proof("对象、原则、重点的出处", "what proves target, principle and strikes").required(),
];
