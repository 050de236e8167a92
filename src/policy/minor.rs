//! Minors that could be recognised: somebody under 18, and a school or a name, in one sentence.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::prose_name;
use crate::text::compile;

/// Words by which a sentence is looked at.
pub const WORDS: &[&str] = &[
    "岁",
    "小学生",
    "初中生",
    "高中生",
    "中学生",
    "未成年",
    "女童",
    "男童",
    "女孩",
    "男孩",
    "少年",
    "少女",
    "年级",
    "初一",
    "初二",
    "初三",
    "高一",
    "高二",
    "高三",
    "女生",
    "男生",
    "学生",
    "孩子",
    "小朋友",
    "就读",
    "在读",
    "大班",
    "中班",
    "小班",
    "学前班",
    "）班",
    ")班",
    "0班",
    "1班",
    "2班",
    "3班",
    "4班",
    "5班",
    "6班",
    "7班",
    "8班",
    "9班",
    "甲班",
    "乙班",
    "中队",
    "一班",
    "二班",
    "三班",
    "四班",
    "五班",
    "六班",
];

static AGE: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?:^|[^0-9十百])([0-9]{1,2}|[一二三四五六七八九]|十[一二三四五六七八九]?)(?:周)?岁"));
static PUPIL: LazyLock<Regex> =
    LazyLock::new(|| compile("小学生|初中生|高中生|中学生|未成年人|女童|男童|女孩|男孩|少年|少女|学生"));
/// One of them, not all of them.
static SINGLE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:均为|都是|一名|一位|该名?|这名|那名|有名|某名)[^，。]{0,8}(?:生|孩|童|少年|少女)|(?:[一二三四五六七八九]年级|初[一二三]|高[一二三])的?[^，。、]{0,4}(?:学生|女生|男生|孩子)|(?:年级|初[一二三]|高[一二三])的小\p{Han}|小[\p{Han}](?:同学|（化名|，)|(?:读|上|就读)[^，。]{0,12}(?:年级|初[一二三]|高[一二三])|(?:儿子|女儿|孙子|孙女|外孙女?|弟弟|妹妹|侄子|侄女|孙伢子)[^，。]{0,16}(?:年级|初[一二三]|高[一二三]|[大中小]班|学前班)|未成年人\p{Han}某|(?:学生|同学)小\p{Han}|[大中小]班的|学前班的|(?:年级|初[一二三]|高[一二三])(?:有人|有个|的?\p{Han}某)|(?:系|是|为)[^，。]{2,12}[中小校]学生",
    )
});
/// A class of a school.
static CLASS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"\p{Han}{0,12}?(?:小学|中学|学校|附中|附小|职校|技校|职高|完小|中专|职中|幼儿园|[一二三四五六七八九十][中小])\p{Han}{0,6}?(?:[（(][0-9一二三四五六七八九十]{1,4}[）)]|[A-Z]?[0-9]{1,4}|[0-9]{4}级\p{Han}{0,5}[0-9]{1,2}|年级[一二三四五六七八九十]|[大中小][一二三四]|[一二三甲乙丙丁])(?:班|中队)",
    )
});
/// What whole classes do.
static EVENT: LazyLock<Regex> = LazyLock::new(|| {
    compile("开展|活动|宣讲|主题|组织|走进|师生|讲座|班会|比赛|竞赛|获奖|授课|全体|表演|手抄报|参观|进校园|演练")
});
/// Somebody who goes to school.
static STUDIES: LazyLock<Regex> = LazyLock::new(|| {
    compile("(?:上|读|就读于?|在读)[^，。]{0,14}(?:[一二三四五六七八九]年级|初[一二三]|高[一二三]|幼儿园|小学|中学)")
});
/// Somebody's child at a school with a short name, such as 一小.
static CHILD: LazyLock<Regex> = LazyLock::new(|| {
    const KIN: &str = "(?:女儿|儿子|孙女|孙子|孙伢子|外孙女?|侄子|侄女|弟弟|妹妹|孩子)";
    const SCHOOL: &str =
        r"\p{Han}{2,10}?(?:小学|中学|[一二三四五六七八九]小|[一二三四五六七八九]中|附小|村小|完小|学校)";
    const GRADE: &str =
        r"[^，。]{0,3}[一二三四五六七八九初高](?:年级|[一二三])?(?:[（(][0-9一二三四五六七八九]+[）)])?[0-9]{0,2}班?";
    compile(&format!(
        "{KIN}(?:今年|现|正)?(?:读|在|就读于?|上){SCHOOL}{GRADE}|(?:读|在|就读于?|上){SCHOOL}{GRADE}[^，。]{{0,4}}的{KIN}"
    ))
});
/// A class of a school that is not named, for it is the writer's own.
static OWN_CLASS: LazyLock<Regex> = LazyLock::new(|| {
    compile("(?:初|高)[一二三](?:年级)?[（(]?[0-9]{1,4}[）)]?班|[一二三四五六七八九]年级[（(]?[0-9]{1,4}[）)]?班")
});
static MANY: LazyLock<Regex> = LazyLock::new(|| compile("师生|学生们|同学们|全体|家长群|走进|开展|活动|宣讲|组织"));
static SCHOOL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"\p{Han}{1,12}?(?:小学|中学|学校|幼儿园|附中|附小|职校|技校|职高|职业高中|职业中专|完小|[一二三四五六七八九十]中|县[一二三四五六]小)",
    )
});
const NAMED: &str =
    "(?:小学生|初中生|高中生|中学生|未成年人|女童|男童|女孩|男孩|少年|少女|学生代表|学生|同学|岁的)[：: “]?";
static NAMED_AGE: LazyLock<Regex> = LazyLock::new(|| compile(NAMED));
static NEXT: LazyLock<Regex> = LazyLock::new(|| compile(&format!("^{NAMED}")));

/// Where sentences around these places, which are in order, name a minor or a school of one.
pub fn read(text: &str, places: &[usize]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut seen = 0;
    for place in places {
        if *place >= seen {
            let sentence = sentence(text, *place);
            seen = sentence.end;
            in_sentence(text, &sentence, &mut found);
        }
    }
    found.sort_unstable_by_key(|place| (place.start, place.end));
    found.dedup();
    found
}

fn sentence(text: &str, at: usize) -> Range<usize> {
    let ends = ['。', '！', '？', '\n', '；'];
    let start = text[..at].rfind(ends).map_or(0, |end| end + text[end..].chars().next().map_or(1, char::len_utf8));
    start..text[at..].find(ends).map_or(text.len(), |end| at + end)
}

fn in_sentence(text: &str, place: &Range<usize>, found: &mut Vec<Range<usize>>) {
    let sentence = &text[place.clone()];
    let ages: Vec<u32> = AGE.captures_iter(sentence).filter_map(|found| number(&found[1])).collect();
    let young = ages.iter().any(|age| *age < 18);
    let grown = !ages.is_empty() && !young;
    if grown {
        return;
    }
    let is_one = SINGLE.is_match(sentence);
    if young || is_one && !MANY.is_match(sentence) {
        let schools = SCHOOL.find_iter(sentence).filter_map(|school| proper(sentence, school.range()));
        found.extend(schools.map(|school| place.start + school.start..place.start + school.end));
        let classes = OWN_CLASS.find_iter(sentence).filter(|_| young);
        found.extend(classes.map(|class| place.start + class.start()..place.start + class.end()));
    }
    if !MANY.is_match(sentence) {
        let children = CHILD.find_iter(sentence).filter(|child| !child.as_str().contains('某'));
        found.extend(children.map(|child| place.start + child.start()..place.start + child.end()));
    }
    if !EVENT.is_match(sentence) {
        let classes = CLASS.find_iter(sentence).filter(|class| !class.as_str().contains('某'));
        found.extend(classes.map(|class| place.start + class.start()..place.start + class.end()));
    }
    // A pupil who is named with the class is told, whatever the class does.
    let classes = CLASS.find_iter(sentence).chain(OWN_CLASS.find_iter(sentence));
    found.extend(
        classes
            .filter(|class| prose_name::starting(sentence, after_class(sentence, class.end())).is_some())
            .map(|class| place.start + class.start()..place.start + class.end()),
    );
    if (young || is_one || STUDIES.is_match(sentence)) && !MANY.is_match(sentence) {
        found.extend(prose_name::within(text, place.clone()));
    }
    if young {
        // 陈晓阳，今年十岁 names somebody without a word for a pupil.
        for clause in clauses(sentence) {
            let named = prose_name::starting(sentence, clause).filter(|name| {
                let rest =
                    sentence[name.end..].trim_start_matches(['，', '（', '(', ' ', '今', '年', '才', '刚', '、', '满']);
                rest.starts_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
            });
            found.extend(named.map(|name| place.start + name.start..place.start + name.end));
        }
    }
    if young || PUPIL.is_match(sentence) {
        for word in NAMED_AGE.find_iter(sentence) {
            let mut at = word.end();
            // 16岁的高中生刘子涵: the words come one after another.
            for _ in 0..4 {
                at += NEXT.find(&sentence[at..]).map_or(0, |next| next.end());
            }
            found.extend(
                prose_name::starting(sentence, at).map(|name| place.start + name.start..place.start + name.end),
            );
        }
    }
}

/// Where somebody of a class may be named who is spoken of after it.
fn after_class(sentence: &str, end: usize) -> usize {
    let pupil = ["的", "学生", "同学", "女生", "男生"];
    pupil.iter().fold(end, |at, word| if sentence[at..].starts_with(word) { at + word.len() } else { at })
}

/// Where clauses of a sentence begin.
fn clauses(sentence: &str) -> Vec<usize> {
    let ends = sentence.match_indices(['，', '、', '：', '“', '—']).map(|(at, mark)| at + mark.len());
    std::iter::once(sentence.len() - sentence.trim_start().len()).chain(ends).collect()
}

/// The name of a school, unless it is one of many: 一所小学, 某中学.
fn proper(sentence: &str, school: Range<usize>) -> Option<Range<usize>> {
    const CUTS: &[char] = &[
        '在', '于', '读', '是', '到', '进', '从', '的', '了', '，', '所', '名', '和', '与', '来', '去', '被', '系',
        '为', '就', '有', '给', '对', '向', '上', '考', '入', '离', '某',
    ];
    const COMMON: &[&str] = &[
        "",
        "初级",
        "高级",
        "乡镇",
        "农村",
        "重点",
        "普通",
        "当地",
        "职业",
        "技工",
        "民办",
        "公办",
        "这",
        "本",
        "该",
        "各",
        "全",
        "附近",
        "我",
        "你",
        "他",
        "她",
        "个",
        "家",
        "村",
        "镇",
        "乡",
        "县",
        "区",
        "市",
        "特殊教育",
        "寄宿",
        "开学",
        "吸引",
        "中",
        "出",
    ];
    let whole = &sentence[school.clone()];
    const SUFFIXES: [&str; 14] = [
        "小学",
        "中学",
        "学校",
        "幼儿园",
        "附中",
        "附小",
        "职校",
        "技校",
        "职高",
        "职业高中",
        "职业中专",
        "完小",
        "中",
        "小",
    ];
    let suffix = SUFFIXES.iter().find(|end| whole.ends_with(**end))?;
    let head = &whole[..whole.len() - suffix.len()];
    let cut = head.rfind(CUTS);
    let start = cut.map_or(0, |at| at + head[at..].chars().next().map_or(0, char::len_utf8));
    // 向阳小学: a name of one character begins with the word before it.
    let one = head[start..].chars().count() == 1;
    let start = cut.filter(|at| one && head[*at..].starts_with(['向', '和', '上', '进', '来'])).unwrap_or(start);
    // 某市第三中学 hides the city and tells the school.
    let name =
        ["省", "市", "县", "区", "镇"].iter().fold(&head[start..], |name, unit| match name.strip_prefix(*unit) {
            Some(rest) if head[..start].ends_with('某') => rest,
            _ => name,
        });
    (!COMMON.contains(&name)).then(|| school.start + start..school.end)
}

fn number(written: &str) -> Option<u32> {
    written.parse().ok().or_else(|| crate::numeral::read(written).and_then(|number| u32::try_from(number).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pupil_named_with_the_class_is_told() {
        let text = "在县一中的报告厅听完宣讲，高二1107班的肖梓萱举手提问。";
        assert!(found(text).contains(&"高二1107班"), "{:?}", found(text));
        assert!(!found("听完宣讲，高二1107班的同学举手提问。").contains(&"高二1107班"));
    }

    fn found(text: &str) -> Vec<&str> {
        let places: Vec<usize> = WORDS.iter().flat_map(|word| text.match_indices(word).map(|(at, _)| at)).collect();
        read(text, &places).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn schools_and_names_of_minors() {
        assert_eq!(found("12岁的女孩在向阳小学读书。"), ["向阳小学"]);
        assert_eq!(found("陈晓阳，今年十岁，被骗。"), ["陈晓阳"]);
        assert_eq!(found("龙某的儿子在清溪县职业中专读高一，"), ["清溪县职业中专"]);
        assert_eq!(found("沙田乡中心幼儿园大班的小军会背儿歌。"), ["沙田乡中心幼儿园"]);
        assert_eq!(found("未成年人张某某系清溪二中学生，被训诫。"), ["清溪二中"]);
        assert_eq!(found("初中生李冬梅用奶奶的手机扫码。"), ["李冬梅"]);
        for text in [
            "15岁的小林（化名）在读初中。",
            "一名初中生在某中学被骗。",
            "反诈课走进向阳小学，学生认真听讲。",
            "45岁的张某在一所小学门口开店。",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
