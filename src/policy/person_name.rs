//! Names of people who should not be known: after words such as 受害人, beside numbers, and in
//! running prose.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::context;
use super::name_letters::{COMPOUND, FOLLOW, GIVEN, PLACES, SURNAMES, TITLES, WORDS};
use super::prose_name;
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
    if WORDS.iter().chain(PLACES).any(|word| text.starts_with(word)) {
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
    at_start(&text[start..]).map(|length| start..start + length).or_else(|| prose_name::starting(text, start))
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
    let start = starts.into_iter().skip(1).rfind(is_name);
    start.map(|start| start..end).or_else(|| prose_name::ending(text, end))
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
