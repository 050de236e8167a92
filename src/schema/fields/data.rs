//! Keys of the other data files: red flags, questions, hotlines, words, vocabularies, big files.

use super::super::field::{Field, Names, field, word};
use super::Types;

pub(super) const TYPES: Types = &[
    ("Flags", FLAGS),
    ("Questions", QUESTIONS),
    ("Question", QUESTION),
    ("Answer", ANSWER),
    ("Outcome", OUTCOME),
    ("Hotlines", HOTLINES),
    ("Hotline", HOTLINE),
    ("WordList", WORDS),
    ("Word", WORD),
    ("RawVocabulary", VOCABULARY),
    ("RawTerm", TERM),
    ("Translation", TRANSLATION),
    ("RawFile", FILE),
];

const FLAGS: &[Field] = &[
    field("not", "不算的", "Exceptions")
        .expert()
        .hint("防骗提醒里的话：破绽与它们重叠时不算", "words of warnings: a flag that one of them overlaps does not count")
        .example("[\"……都是骗局\"]"),
    field("signals", "破绽", "Red flags")
        .usual()
        .hint("不属于哪一类骗局的破绽，每条一段 [[signals]]", "flags of no type of scam, a [[signals]] each")
        .example("[{ phrase = \"把验证码告诉我\", meaning = \"验证码就是付款的钥匙\", weight = 5, match = [\"验证码…告诉我|发我\"] }]"),
];

const QUESTIONS: &[Field] = &[
    field("start", "第一问", "Start")
        .required()
        .hint("第一个问题的代号", "the id of the first question")
        .example("\"wants\""),
    field("questions", "问题", "Questions")
        .required()
        .hint("每问一段 [[questions]]", "a [[questions]] each")
        .example("[{ id = \"wants\", text = \"对方要你做什么？\", unsure = \"unknown\", answers = [{ text = \"先付钱\", next = \"pay-first\" }] }]"),
    field("outcomes", "结果", "Outcomes")
        .required()
        .hint("每个结果一段 [[outcomes]]", "an [[outcomes]] each")
        .example("[{ id = \"pay-first\", level = \"scam\", title = \"这是骗局\", text = \"正经工作不会让人先掏钱。\", do_now = [\"停止转账\"] }]"),
];

const QUESTION: &[Field] = &[
    field("id", "代号", "Id")
        .required()
        .hint(
            "网址里的名字：英文小写、数字、连字符，不重复",
            "small letters, digits and hyphens, for the address; used once",
        )
        .example("\"wants\""),
    field("text", "问题", "Question").required().hint("问什么", "what is asked").example("\"对方要你做什么？\""),
    field("help", "提示", "Help")
        .hint("帮人想清楚怎么答", "what helps to answer it")
        .example("\"不管他自称是谁，先看他要什么。\""),
    field("answers", "答案", "Answers")
        .required()
        .hint("每个答案通向哪里", "the answers, and where each leads")
        .example("[{ text = \"先付钱\", next = \"pay-first\" }]"),
    field("unsure", "不确定", "Unsure")
        .required()
        .hint("“都不是，不确定”通向的问题或结果", "where “none of these, not sure” leads")
        .example("\"pay-first\""),
];

const ANSWER: &[Field] = &[
    field("text", "答案", "Answer").required().hint("怎么答", "the answer").example("\"先付钱\""),
    field("next", "通向", "Next")
        .required()
        .hint("下一个问题或结果的代号", "the id of a question or an outcome")
        .example("\"pay-first\""),
];

const OUTCOME: &[Field] = &[
    field("id", "代号", "Id")
        .required()
        .hint(
            "网址里的名字：英文小写、数字、连字符，不重复",
            "small letters, digits and hyphens, for the address; used once",
        )
        .example("\"pay-first\""),
    field("title", "结论", "Title")
        .required()
        .hint("像什么，几个字", "what it looks like, in a few words")
        .example("\"这是刷单返利的路数\""),
    field("text", "为什么", "Why")
        .required()
        .names(Names::Paragraph)
        .hint("一两句话说清楚", "in a sentence or two")
        .example("\"正经工作不会让人先掏钱。\""),
    field("level", "有多确定", "Certainty")
        .usual()
        .words(&[
            word("scam", "极像骗局", "almost certainly a scam"),
            word("doubt", "有破绽", "doubtful"),
            word("unknown", "没有找到已知的破绽", "no known red flag"),
        ])
        .hint("没有哪一种说明没事；不写是 unknown", "none says that all is well; unknown without it")
        .example("\"scam\""),
    field("scam_type", "哪种骗局", "Type of scam")
        .usual()
        .hint("骗局页的路径；与 do_now 至少写一样", "the page of a type; it or do_now is needed")
        .example("\"@/scams/shuadan-fanli.md\""),
    field("do_now", "马上做什么", "Do now")
        .hint("不写时用骗局页里的", "what the type says, without it")
        .example("[\"停止转账\", \"马上打110\"]"),
    field("pages", "再看看", "Pages").hint("接着读的页面", "pages to read next").example("[\"@/help.md\"]"),
];

const HOTLINES: &[Field] = &[field("hotlines", "电话", "Hotlines")
    .required()
    .hint("每个号码一段 [[hotlines]]", "a [[hotlines]] each")
    .example(
        "[{ id = \"96110\", number = \"96110\", name = \"反诈专线\", what = \"拿不准时打过去咨询。\", call = true }]",
    )];

const HOTLINE: &[Field] = &[
    field("id", "代号", "Id")
        .required()
        .hint("页面的 hotline 里写的就是它，不重复", "what a page's `hotline` says; used once")
        .example("\"96110\""),
    field("number", "号码", "Number").required().hint("加引号", "in quotation marks").example("\"96110\""),
    field("name", "名称", "Name").required().hint("是什么电话", "what it is called").example("\"反诈专线\""),
    field("owner", "谁的", "Owner").hint("哪个单位开的", "whose it is").example("\"公安机关\""),
    field("what", "做什么用", "What for")
        .required()
        .names(Names::Paragraph)
        .hint("什么时候打，一两句话", "when to call it, in a sentence or two")
        .example("\"拿不准时打过去咨询、举报。\""),
    field("name_en", "英文名称", "Name in English")
        .hint("其他语言把 en 换成它的代码", "for another language take its code instead of en")
        .example("\"Police anti-fraud line\""),
    field("what_en", "英文说明", "What for, in English")
        .hint("其他语言把 en 换成它的代码", "for another language take its code instead of en")
        .example("\"Call it when you are not sure.\""),
    field("call", "可以拨打", "Can be called")
        .usual()
        .hint(
            "写 true 才做成拨号链接；只发短信、不能回拨的写 false",
            "true makes it a link to dial; false for one that only sends messages",
        )
        .example("true"),
    field("since", "何时开通", "Since").hint("年月日，加引号", "a day, in quotation marks").example("\"2019-11-08\""),
    field("url", "官方网站", "Website").hint("有网站的写", "if it has one").example("\"https://www.12321.cn/\""),
    field("sources", "依据", "Sources")
        .usual()
        .hint("号码从哪份公开资料来", "where the number is published")
        .example("[\"公安机关反诈专线公开资料\"]"),
];

const WORDS: &[Field] = &[field("words", "词条", "Words")
    .usual()
    .hint("写错的、写法不统一的，每个一段 [[words]]", "words not to be used, a [[words]] each")
    .example("[{ wrong = \"反炸\", right = \"反诈\", reason = \"错字\" }]")];

const WORD: &[Field] = &[
    field("wrong", "错的", "Wrong").required().hint("人们会怎么写错", "as people write it").example("\"反炸\""),
    field("right", "对的", "Right").required().hint("应该写成什么", "what to write").example("\"反诈\""),
    field("reason", "理由", "Reason").usual().hint("为什么", "why").example("\"错字\""),
    field("except", "不算错", "Exceptions")
        .hint("更长的、里面这样写没有错的词组", "longer phrases in which it is right")
        .example("[\"反炸弹演练\"]"),
];

const VOCABULARY: &[Field] = &[
    field("terms", "词", "Terms")
        .usual()
        .hint("按先后，每个词一段 [[terms]]", "in order, a [[terms]] each")
        .example("[{ slug = \"shuadan-fanli\", title = \"刷单返利\", aliases = [\"刷单\"] }]"),
    field("title", "分类法名称", "Title")
        .hint("site.toml 没有写 title 时用", "where site.toml gives no title")
        .example("\"骗局类型\""),
];

const TERM: &[Field] = &[
    field("slug", "网址短名", "Slug")
        .required()
        .hint("英文小写、数字、连字符，不重复", "small letters, digits and hyphens; used once")
        .example("\"shuadan-fanli\""),
    field("title", "词", "Title")
        .required()
        .hint("给读者看的，不重复", "for readers; used once")
        .example("\"刷单返利\""),
    field("description", "说明", "Description")
        .usual()
        .names(Names::Paragraph)
        .hint("一句话说明", "a sentence about it")
        .example("\"以兼职、做任务为名，先给小利再要求垫钱。\""),
    field("page", "专页", "Page").hint("讲它的页面", "the page about it").example("\"@/scams/shuadan-fanli.md\""),
    field("aliases", "别名", "Other names")
        .hint("页面里也可以写的叫法", "what pages may write instead")
        .example("[\"兼职刷单\", \"刷单\"]"),
    field("translations", "译名", "Translations")
        .hint("其他语言的名称和说明，按语言代码", "title and description in other languages, by code")
        .example("{ en = { title = \"Task scams\" } }"),
    field("extra", "自由数据", "Free data")
        .expert()
        .hint("模板要用的其他数据", "other data for templates")
        .example("{ code = \"430100\" }"),
];

const TRANSLATION: &[Field] = &[
    field("title", "词", "Title").hint("那种语言里的叫法", "the term in that language").example("\"Task scams\""),
    field("description", "说明", "Description")
        .names(Names::Paragraph)
        .hint("一句话说明", "a sentence about it")
        .example("\"Small rewards first, then you are asked to pay.\""),
];

const FILE: &[Field] = &[
    field("key", "存储里的名字", "Key")
        .usual()
        .hint("在自己的存储里的相对路径；与 url 二选一", "a relative path in the store; either it or url")
        .example("\"2026/safe-account.mp4\""),
    field("url", "网址", "Address")
        .hint("在别处的完整 https 网址，网站要在白名单里", "a whole https address elsewhere, of an allowed host")
        .example("\"https://cdn.example.cn/safe-account.mp4\""),
    field("bytes", "大小", "Size")
        .required()
        .range(1, crate::library::LARGEST as i64)
        .hint("字节数", "in bytes")
        .example("12345678"),
    field("sha256", "SHA-256", "SHA-256")
        .required()
        .hint("64 个 0—9、a—f，即 sha256sum 打印的那一串", "64 digits 0 to 9 and a to f, as sha256sum prints them")
        .example("\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\""),
    field("type", "类型", "Type")
        .required()
        .words(&[
            word("video/mp4", "MP4 视频", "MP4 film"),
            word("video/webm", "WebM 视频", "WebM film"),
            word("audio/mpeg", "MP3 声音", "MP3 sound"),
            word("audio/mp4", "M4A 声音", "M4A sound"),
            word("audio/ogg", "Ogg 声音", "Ogg sound"),
            word("audio/webm", "WebM 声音", "WebM sound"),
            word("image/jpeg", "JPEG 图片", "JPEG picture"),
            word("image/png", "PNG 图片", "PNG picture"),
            word("image/webp", "WebP 图片", "WebP picture"),
            word("image/gif", "GIF 图片", "GIF picture"),
            word("application/pdf", "PDF 文件", "PDF paper"),
        ])
        .hint("文件是什么", "what the file is")
        .example("\"video/mp4\""),
    field("milliseconds", "时长", "Length")
        .range(1, crate::library::LONGEST as i64)
        .hint("毫秒；只有视频、声音有", "in milliseconds, of films and sound")
        .example("75000"),
    field("width", "宽", "Width")
        .range(1, crate::library::WIDEST as i64)
        .hint("像素；和高一起写", "in pixels, together with the height")
        .example("1920"),
    field("height", "高", "Height")
        .range(1, crate::library::WIDEST as i64)
        .hint("像素；和宽一起写", "in pixels, together with the width")
        .example("1080"),
    field("title", "备注", "Note")
        .hint("给管清单的人看", "for those who keep the list")
        .example("\"《安全账户》第一集\""),
];
