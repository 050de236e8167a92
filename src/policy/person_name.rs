//! Names of people who should not be known: after words such as 受害人, and at the beginning of a
//! clause of a case.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::context;
use crate::text::compile;

/// Who has something to fear from being named, on any page.
pub const VICTIMS: &[&str] =
    &["受害人", "被害人", "受骗人", "被骗人", "事主", "当事人", "证人", "失主", "报案人", "受骗者", "受害者", "报警人"];
/// What stands before a name in forms, lists and letters, on any page.
pub const LABELS: &[&str] = &[
    "姓名",
    "姓 名",
    "姓　名",
    "姓　　名",
    "姓  名",
    "户名",
    "开户人",
    "收件人",
    "收款人",
    "持有人",
    "持卡人",
    "卡主",
    "机主",
    "车主",
    "接头人",
    "联系人",
    "我叫",
    "名叫",
    "自称",
    "victim:",
    "victim =",
];
/// What a person is called after the whole name.
pub const CALLED: &[&str] = &[
    "先生",
    "女士",
    "同志",
    "老人",
    "老汉",
    "婶婶",
    "叔叔",
    "伯伯",
    "大爷",
    "大妈",
    "大娘",
    "阿姨",
    "婆婆",
    "同学",
    "您好",
    "名下",
    "女，",
    "男，",
    "（男",
    "（女",
    "（曾用名",
    "（身份证",
    "（住",
    "告诉记者",
    "告诉民警",
    "对民警",
    "对记者",
];
/// Who is a private person, where cases are told.
pub const PEOPLE: &[&str] = &[
    "市民",
    "村民",
    "居民",
    "老人",
    "教师",
    "职工",
    "工人",
    "会计",
    "出纳",
    "大学生",
    "研究生",
    "女子",
    "男子",
    "店主",
    "老板",
    "网友",
    "家长",
    "护士",
    "医生",
    "员工",
    "职员",
    "宝妈",
    "农民",
    "司机",
    "租客",
    "女儿",
    "儿子",
    "丈夫",
    "妻子",
    "老伴",
    "邻居",
    "顾客",
    "商户",
    "旅客",
    "乘客",
    "玩家",
    "学员",
    "群众",
    "岳父",
    "岳母",
    "父亲",
    "母亲",
    "奶奶",
    "爷爷",
    "外婆",
    "外公",
    "孙女",
    "孙子",
    "女婿",
    "儿媳",
    "哥哥",
    "姐姐",
    "弟弟",
    "妹妹",
    "爸爸",
    "妈妈",
    "男方",
    "女方",
    "其子",
    "之子",
    "其父",
    "其母",
    "同村的",
    "同学",
    "学生",
    "女孩",
    "男孩",
    "女生",
    "男生",
    "财务人员",
    "客户",
    "用户",
    "重点人员",
    "嫌疑人",
];

const SURNAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊甄曲封储靳段富焦巴弓牧车侯班仰秋仲伊宫宁仇甘厉祖武符刘景詹龙叶黎薄印白怀蒲从鄂索咸赖卓蔺屠蒙池乔阴胥苍闻党翟谭贡劳姬申扶冉宰桑桂牛寿通边扈燕冀尚温庄晏柴瞿阎慕连习艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡文寇广禄东欧利蔚越隆师巩聂晁勾敖融冷辛阚那简饶曾沙养鞠丰关相查荆红游权盖益桓公肖涂闫佘覃";
const COMPOUND: &[&str] =
    &["欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "端木"];

/// Characters of given names. Words that only look like names are made of others, mostly.
const GIVEN: &str = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉鹏飞玲红华燕凤梅建国志海波斌宇浩凯健俊帆雨晨晓阳欣怡佳雪倩颖婷悦琳萍莉莹洁丹蓉薇菊芬琴云莲珍贞雅娥琼彬彪炳博昌诚传春德栋恩福富根光广贵冠汉豪恒宏洪鸿厚怀欢焕惠慧吉继嘉坚江锦晶景敬炯娇骏康坤乐礼力立良亮林龙隆鲁伦满茂梦民铭沐南楠宁培佩琪奇启千谦勤青清庆权泉仁荣融茹锐睿瑞润若森山珊善尚绍生盛诗石世书淑舒树顺思松素泰腾天田庭桐彤宛维卫炜武希熙喜夏贤献祥翔小心新兴星雄旭轩萱学勋雁耀业义艺益逸意银永友有余玉育钰元媛源远岳月运韵泽增展章昭哲振震正政之芝智忠仲舟珠竹卓子紫宗祖冬秋香彩爱巧艾妍琦瑜瑶璇璐莎蕾芸蓓岚岩峰锋钢铁柱栓虎豹骥骞涵淼焱煜烨煌灿炎圣圆基堂士奎妮姣姗婉婵嫣孝安家宜宝寿尧川巍帅常年幸延开弘彦得忆恺悠成捷斯昆昊易昕晋晗普暄曦朋朝杉柏柳栩梓棋楚樱歆毅汝沁沛治法泓津洲浦渊湘滨滢潇澄璟甜用甫畅白盈真眉砚硕磬祎禄秉程稳竞筠簌纯纳绮缘翠耘聪肖臻航芮花苏苑莺菁菲葵薪虹衡裕西言论诺贝赞跃轶辰达迅迪遥邦郁采野钊鑫长门阔雯霄霖露靖音顶颂频馨驰骁鸣鹤麒麟黎亚东美仙双凡丰社胜锡桃叶四冰劲少廷影扬承旺映晖曼枝果滔灵琛瑛登笑粉绪群联腊芊芷茜茵荷菡菱葆蕊谊赫钧韬驹鸾默克堃婧婕媚嫦孟彭恬懿旋昱晴朔栀殷沅浠淳淇涣湄漫炫烁熠爵玮玥珂珏珺琰琬瑾皓碧祺禾穗筱绢翎翰舜芙茗莘萌蒙蔓藜裴誉谨豫轲逢郡铃铎锴镇闻隽霏霆颢飒骅";

/// Words that begin like a name and are none.
const WORDS: &[&str] = &[
    "黄金",
    "高明",
    "高兴",
    "安全",
    "安心",
    "平安",
    "方正",
    "江湖",
    "江南",
    "江西",
    "江苏",
    "白天",
    "成功",
    "成年",
    "何年",
    "连年",
    "常年",
    "常用",
    "常有",
    "常来",
    "高家",
    "金用",
    "明明",
    "明白",
    "文明",
    "余年",
    "万年",
    "万有",
    "万家",
    "石家",
    "方言",
    "关心",
    "关爱",
    "和平",
    "向来",
    "从来",
    "从小",
    "从业",
    "从家",
    "于家",
    "向家",
    "向天",
    "安家",
    "成家",
    "时有",
    "时来",
    "应有",
    "应用",
    "应家",
    "东西",
    "东方",
    "通用",
    "经用",
    "经常",
    "经年",
    "平常",
    "平方",
    "居家",
    "都用",
    "都有",
    "都来",
    "都生",
    "那家",
    "边用",
    "边家",
    "简易",
    "温馨",
    "满意",
    "满心",
    "富家",
    "富有",
    "金家",
    "乐意",
    "云南",
    "湖南",
    "易有",
    "公家",
    "公用",
    "利用",
    "益家",
    "牛市",
    "车主",
    "车家",
    "单家",
    "居心",
    "水电",
    "花用",
    "花生",
    "雷同",
    "时用",
    "广东",
    "广西",
    "广州",
    "元年",
    "章程",
    "武汉",
    "贵州",
    "贵阳",
    "宁波",
    "青年",
    "和家",
    "任用",
    "任性",
    "包年",
    "包家",
    "红云",
    "米用",
    "有家",
    "高温",
    "方家",
    "计有",
    "明年",
    "全家",
    "国家",
    "管家",
    "管用",
    "东家",
    "常见",
    "相信",
    "相传",
    "相亲",
    "石英",
    "单方",
    "对方",
    "居民",
    "毛泽东",
    "邓小平",
    "江泽民",
    "胡锦涛",
    "习近平",
];

/// What may follow a name.
const FOLLOW: &str = "在于被接收到说称报遭因是向的和与及曾将已把让给对从按经听看想转汇发加下点打又也还就便才先却不没只这那等通误为以其即当拿带去来卡后前时遇同跟怀住表告回买卖借贷做投充付存取丢掉醒意急慌此操及之再两随赶立马最终信反认使刷念交由觉出输扫退求怕担寄送挂追终多轻很仍每用玩骑开花拨领购登注绑截拍念读写坐站躲哭笑喊叫问答劝帮请陪见感连独居正刚已曾该所凭靠照依拉抹仍近";

/// What people are called by with their surname alone: that hides them.
const TITLES: &[&str] = &[
    "先生", "女士", "小姐", "老师", "同学", "阿姨", "大爷", "大妈", "奶奶", "爷爷", "师傅", "会计", "老板", "经理",
    "警官",
];

struct Letters {
    surnames: BTreeSet<char>,
    given: BTreeSet<char>,
    follow: BTreeSet<char>,
}

static LETTERS: LazyLock<Letters> = LazyLock::new(|| Letters {
    surnames: SURNAMES.chars().collect(),
    given: GIVEN.chars().collect(),
    follow: FOLLOW.chars().collect(),
});

/// The name that a text begins with, as its length in bytes, if it is nothing else. One that is
/// said to be made up (化名) is none.
pub fn at_start(text: &str) -> Option<usize> {
    let letters = &*LETTERS;
    let compound = COMPOUND.iter().find(|surname| text.starts_with(**surname));
    let surname = match compound {
        Some(surname) => surname.len(),
        None => text.chars().next().filter(|c| letters.surnames.contains(c))?.len_utf8(),
    };
    if WORDS.iter().any(|word| text.starts_with(word)) {
        return None;
    }
    if TITLES.iter().any(|title| text[surname..].starts_with(title)) {
        return None;
    }
    let given: Vec<char> = text[surname..].chars().take_while(|c| letters.given.contains(c)).take(2).collect();
    for count in (1..=given.len()).rev() {
        let length = surname + given[..count].iter().map(|c| c.len_utf8()).sum::<usize>();
        let rest = &text[length..];
        if ends_name(rest, letters) {
            let made_up = ["（化名", "(化名", "（均为化名", "（以下均为化名"].iter().any(|mark| rest.starts_with(mark));
            return (!made_up).then_some(length);
        }
    }
    None
}

fn ends_name(rest: &str, letters: &Letters) -> bool {
    let Some(next) = rest.chars().next() else { return true };
    !next.is_alphanumeric() || next.is_ascii_alphanumeric() || letters.follow.contains(&next)
}

/// The name after a word for somebody that ends at `end`.
pub fn after_word(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = &text[end..];
    let between =
        |c: char| matches!(c, ' ' | '\u{3000}' | '：' | ':' | '“' | '「' | '*' | '|' | '"' | '=' | '叫' | '是');
    let start = end + rest.len() - rest.trim_start_matches(between).len();
    at_start(&text[start..]).map(|length| start..start + length)
}

/// The name that ends at `end`: the longest run of two to four characters that is a name and
/// nothing else.
pub fn before(text: &str, end: usize) -> Option<Range<usize>> {
    let head = &text[..end];
    let starts: Vec<usize> = head.char_indices().rev().take(4).map(|(at, _)| at).collect();
    let is_name = |start: &usize| {
        let word = &head[*start..];
        // Of four characters only a double surname leaves two for the given name.
        let fits = word.chars().count() < 4 || COMPOUND.iter().any(|surname| word.starts_with(surname));
        fits && at_start(word) == Some(word.len())
    };
    let start = starts.into_iter().skip(1).filter(is_name).next_back()?;
    Some(start..end)
}

/// What may stand between a name and a number of that person.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:先生|女士|同志|同学|老人)?[\s（(|：:，、]*(?:女|男)?[\s，、]*(?:联系电话|家庭电话|联系方式|电话|手机号?码?|身份证号?码?|证件号?码?|号码|宅电|座机|小灵通|微信|QQ|银行卡|名下\p{Han}{0,6}|(?:往来)?(?:台湾|港澳)?(?:居民)?通行证|(?:普通)?护照)?[\s（(：:|No.]*$",
    )
});

/// The name beside a number of a person that begins at `start`: 肖斌 154…, 田志明（154…）.
pub fn beside(text: &str, start: usize) -> Option<Range<usize>> {
    let head = context::before(text, start, 20);
    let between = BETWEEN.find(head)?;
    before(text, start - (head.len() - between.start()))
}

/// What people do with whom a clause of a case begins.
const DEEDS: &[&str] = &[
    "抹着",
    "告诉",
    "近日",
    "收到",
    "接到",
    "报警",
    "报案",
    "按照",
    "按对方",
    "发现",
    "转账",
    "转出",
    "点开",
    "点击",
    "下载",
    "信以为真",
    "看到",
    "听到",
    "打开",
    "说：",
    "称：",
    "被拉",
    "被骗",
    "被要求",
    "在网上",
    "在某",
    "向民警",
    "向警方",
    "将",
    "把",
    "先后",
    "通过",
    "意识到",
    "加了",
    "添加",
    "填写",
    "输入",
    "扫码",
    "借给",
    "汇款",
    "的手机",
    "的银行卡",
    "的账户",
];

/// The names at the beginnings of clauses.
pub fn at_clauses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut fresh = true;
    for (at, c) in text.char_indices() {
        if fresh && !c.is_whitespace() && !matches!(c, '“' | '>' | '-' | '*') {
            fresh = false;
            if let Some(length) = at_start(&text[at..]) {
                let rest = &text[at + length..];
                if DEEDS.iter().any(|deed| rest.starts_with(deed)) {
                    found.push(at..at + length);
                }
            }
        }
        fresh |= matches!(c, '。' | '！' | '？' | '；' | '，' | '\n' | '：' | '“' | '”' | '的');
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Option<&str> {
        at_start(text).map(|length| &text[..length])
    }

    #[test]
    fn names_are_told_from_words() {
        assert_eq!(name("张伟接到电话"), Some("张伟"));
        assert_eq!(name("欧阳明华后来"), Some("欧阳明华"));
        assert_eq!(name("刘建国。"), Some("刘建国"));
        for text in ["张某接到", "李女士", "马上意识到", "高度信任", "钱款已", "黄金没有", "陈晓（化名）", "对方说", ""]
        {
            assert_eq!(name(text), None, "{text}");
        }
    }

    #[test]
    fn names_stand_before_words_and_numbers() {
        let beside =
            |text: &str| beside(text, text.find("154").unwrap_or_default()).map(|place| text[place].to_owned());
        for (text, name) in [
            ("雨湖区：肖斌 154", "肖斌"),
            ("其岳父田志明（154", "田志明"),
            ("周一 刘波（宅电154", "刘波"),
            ("|凌云|154", "凌云"),
            ("欧阳明华，女，电话：154", "欧阳明华"),
        ] {
            assert_eq!(beside(text).as_deref(), Some(name), "{text}");
        }
        for text in ["公安局 154", "张某（154", "联系电话：154", "对方发来154", "王女士，电话154"]
        {
            assert_eq!(beside(text), None, "{text}");
        }
        let called = |text: &str, word: &str| before(text, text.find(word).unwrap_or_default());
        assert_eq!(called("您好，是杨勇先生吧", "先生"), Some("您好，是".len().."您好，是杨勇".len()));
        assert!(called("独居老人", "老人").is_none() && called("关爱老人", "老人").is_none());
    }

    #[test]
    fn clauses_begin_with_names() {
        let text = "周五下午，杨晓燕收到短信。方法很简单。";
        assert_eq!(at_clauses(text).into_iter().map(|range| &text[range]).collect::<Vec<_>>(), ["杨晓燕"]);
    }
}
