//! Names of people who should not be known: after words such as 受害人, and beside numbers.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::context;
use super::{name_runs, prose_name};
use crate::text::compile;

/// Who has something to fear from being named, on any page.
pub const VICTIMS: &[&str] = &[
    "受害人",
    "被害人",
    "受骗人",
    "被骗人",
    "事主",
    "当事人",
    "证人",
    "失主",
    "报案人",
    "受骗者",
    "受害者",
    "报警人",
    "被告人",
    "原告",
    "举报人",
    "送达人",
    "嫌疑人",
    "被告",
    "上诉人",
    "申请人",
    "被执行人",
    "罪犯",
    "同案犯",
    "我叫",
    "他叫",
    "她叫",
    "名叫",
];
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
    "保安",
    "志愿者",
    "业主",
    "房东",
    "店员",
    "柜员",
    "营业员",
    "收银员",
    "快递员",
    "外卖员",
    "五保户",
    "低保户",
    "调解员",
    "车夫",
    "木工",
    "转给",
    "打给",
    "汇给",
];

/// The name after a word for somebody that ends at `end`. After some words hardly anything but a name
/// comes.
pub fn after_word(text: &str, end: usize, is_strong: bool) -> Option<Range<usize>> {
    let rest = &text[end..];
    let between =
        |c: char| matches!(c, ' ' | '\u{3000}' | '：' | ':' | '“' | '「' | '*' | '|' | '"' | '=' | '叫' | '是');
    let start = end + rest.len() - rest.trim_start_matches(between).len();
    let named = if is_strong { prose_name::expected(text, start) } else { prose_name::starting(text, start) };
    named.or_else(|| spaced(text, start))
}

/// A name that is spread over the width of others in a form: 余  斌.
fn spaced(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = &text[start..];
    let mut characters = rest.chars();
    let surname = characters.next()?;
    let after = characters.as_str();
    let tail = after.trim_start_matches([' ', '\u{3000}']);
    let given = tail.chars().next().filter(|_| tail.len() < after.len())?;
    let ends = tail.chars().nth(1).is_none_or(|c| !c.is_alphanumeric());
    let end = start + rest.len() - tail.len() + given.len_utf8();
    // Only the surname, and what comes next in the form: 李 男.
    let may_be = !matches!(given, '男' | '女') && name_runs::may_begin(surname.into(), given.into());
    (ends && may_be).then_some(start..end)
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
    prose_name::ending(text, start - (head.len() - between.start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_words() {
        let after = |text: &str, word: &str| {
            after_word(text, word.len(), VICTIMS.contains(&word)).map(|place| text[place].to_owned())
        };
        assert_eq!(after("受害人张伟接到电话", "受害人").as_deref(), Some("张伟"));
        assert_eq!(after("姓名：刘建国。", "姓名").as_deref(), Some("刘建国"));
        assert_eq!(after("姓名：余  斌，", "姓名").as_deref(), Some("余  斌"));
        assert_eq!(after("姓名：李 男 45岁", "姓名"), None);
        assert_eq!(after("受害人米兰，女，", "受害人").as_deref(), Some("米兰"));
        assert_eq!(after("受害人高度信任", "受害人"), None);
        assert_eq!(after("市民欧阳明华后来", "市民").as_deref(), Some("欧阳明华"));
        for text in ["市民张某接到", "市民李女士", "市民马上意识到", "市民陈晓（化名）", "市民说", "市民"]
        {
            assert_eq!(after(text, "市民"), None, "{text}");
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
        let called = |text: &str, word: &str| prose_name::ending(text, text.find(word).unwrap_or_default());
        assert_eq!(called("您好，是杨勇先生吧", "先生"), Some("您好，是".len().."您好，是杨勇".len()));
        assert!(called("独居老人", "老人").is_none() && called("关爱老人", "老人").is_none());
    }
}
