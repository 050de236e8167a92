//! Keys of videos.

use super::super::field::{Field, Names, field, word};
use super::Types;

pub(super) const TYPES: Types = &[
    ("Video", VIDEO),
    ("Picture", PICTURE),
    ("VideoSource", SOURCE),
    ("Embed", EMBED),
    ("Caption", CAPTION),
    ("Chapter", CHAPTER),
    ("Credit", CREDIT),
];

const VIDEO: &[Field] = &[
    field("series", "系列", "Series")
        .required()
        .names(Names::Series)
        .hint("site.toml 里 [series] 的代号", "an id of [series] in site.toml")
        .example("\"yifenzhong\""),
    field("episode", "第几集", "Episode")
        .required()
        .range(1, 9999)
        .hint("接着上一集编号，不跳号", "follows the last one")
        .example("1"),
    field("episodes_total", "共几集", "Episodes")
        .range(1, 9999)
        .hint("计划一共几集", "how many there will be")
        .example("10"),
    field("duration", "时长", "Length")
        .required()
        .hint("分:秒，如 02:30", "minutes:seconds, such as 02:30")
        .example("\"02:30\""),
    field("orientation", "画面方向", "Shape")
        .required()
        .words(&[
            word("landscape", "横屏", "landscape"),
            word("portrait", "竖屏", "portrait"),
            word("square", "方形", "square"),
        ])
        .hint("手机竖着拍的是竖屏", "clips of phones held upright are portrait")
        .example("\"portrait\""),
    field("poster", "封面", "Poster")
        .usual()
        .hint("播放前显示的图", "the picture before it plays")
        .example("{ src = \"poster.jpg\", alt = \"老人接听电话\" }"),
    field("sources", "视频文件", "Files")
        .usual()
        .hint("放在旁边的 MP4，或 media.toml 里的编号", "an MP4 beside the page, or an id of media.toml")
        .example("[{ src = \"clip.mp4\" }]"),
    field("audio", "只听声音", "Sound alone")
        .hint("给只想听、想省流量的人", "for those who listen or save data")
        .example("{ src = \"sound.m4a\" }"),
    field("embeds", "其他平台", "Other players")
        .hint("在其他平台上的同一部片子", "the same film elsewhere")
        .example("[{ platform = \"bilibili\", id = \"BV1xx411c7mD\" }]"),
    field("captions", "字幕", "Captions")
        .usual()
        .hint("有视频文件时必须有，.vtt 或 .srt", "needed where there are files; .vtt or .srt")
        .example("[{ src = \"captions.vtt\", lang = \"zh-CN\" }]"),
    field("captions_exempt", "没有字幕的理由", "Why no captions")
        .hint("如没有对白", "such as: nobody speaks")
        .example("\"没有对白\""),
    field("chapters", "章节", "Chapters")
        .hint("两个以上，按时间先后", "two or more, in order")
        .example("[{ t = \"0:00\", title = \"接到电话\" }, { t = \"0:30\", title = \"识破\" }]"),
    field("sign_language", "有手语", "Sign language")
        .hint("画面里有手语翻译", "an interpreter is in it")
        .example("true"),
    field("dialect", "方言", "Dialect").hint("说的是哪里话", "what is spoken").example("\"长沙话\""),
    field("credits", "制作人员", "Credits")
        .hint("谁做的", "who made it")
        .example("[{ role = \"制作\", name = \"反诈宣传组\" }]"),
    field("license", "许可", "Terms")
        .hint("别人可以怎样使用", "what others may do with it")
        .example("\"可以转载，请注明来源\""),
    field("takeaways", "记住几点", "Takeaways")
        .usual()
        .length(2, 40)
        .hint("最多5条，每条2—40个字", "at most 5 lines of 2 to 40 characters")
        .example("[\"先挂断\", \"打96110核实\"]"),
];

const PICTURE: &[Field] = &[
    field("src", "图片", "Picture")
        .names(Names::Picture)
        .hint("放在旁边或 media/ 里的图片文件", "a file beside the page or in media/")
        .example("\"poster.jpg\""),
    field("alt", "图上有什么", "What it shows")
        .length(4, 80)
        .hint("4—80个字", "4 to 80 characters")
        .example("\"老人接听电话\""),
];

const SOURCE: &[Field] = &[
    field("src", "旁边的文件", "File")
        .names(Names::File)
        .hint("src、media、url 三选一", "one of src, media and url")
        .example("\"clip.mp4\""),
    field("media", "大文件编号", "Id")
        .hint("media/media.toml 里的编号", "an id of media/media.toml")
        .example("\"safe-account\""),
    field("url", "网址", "Address")
        .hint("在别处的视频文件", "a file elsewhere")
        .example("\"https://cdn.example.cn/a.mp4\""),
    field("type", "类型", "Type").expert().hint("通常自动认出", "usually found out").example("\"video/mp4\""),
    field("width", "宽", "Width").expert().hint("像素，通常自动认出", "pixels, usually found out").example("1080"),
    field("height", "高", "Height").expert().hint("像素，通常自动认出", "pixels, usually found out").example("1920"),
    field("size", "大小", "Size").expert().hint("字节，通常自动认出", "bytes, usually found out").example("12000000"),
];

const EMBED: &[Field] = &[
    field("platform", "平台", "Platform")
        .names(Names::Platform)
        .hint("bilibili、tencent，或 [platforms] 里的代号", "bilibili, tencent or an id of [platforms]")
        .example("\"bilibili\""),
    field("id", "视频编号", "Id")
        .hint("只写编号，不写网址", "the id alone, not an address")
        .example("\"BV1xx411c7mD\""),
];

const CAPTION: &[Field] = &[
    field("src", "字幕文件", "File")
        .names(Names::File)
        .hint(".vtt 或 .srt", ".vtt or .srt")
        .example("\"captions.vtt\""),
    field("lang", "语言", "Language").hint("中文写 zh-CN", "zh-CN for Chinese").example("\"zh-CN\""),
    field("label", "名称", "Name").hint("播放器里显示的名称", "what the player calls it").example("\"中文字幕\""),
    field("kind", "用途", "Purpose")
        .words(&[
            word("captions", "给听不见的人", "for those who do not hear"),
            word("subtitles", "翻译", "a translation"),
        ])
        .hint("给谁看的", "for whom")
        .example("\"captions\""),
];

const CHAPTER: &[Field] = &[
    field("t", "开始时间", "Begins at").hint("分:秒", "minutes:seconds").example("\"0:30\""),
    field("title", "标题", "Title").length(1, 40).hint("40个字以内", "at most 40 characters").example("\"识破\""),
];

const CREDIT: &[Field] = &[
    field("role", "职责", "Role").hint("做了什么", "did what").example("\"制作\""),
    field("name", "名称", "Name").hint("个人或单位", "a person or body").example("\"反诈宣传组\""),
];
