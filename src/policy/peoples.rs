//! Names of peoples that have no surnames in Chinese: Tibetan, Mongol, Yi, Uyghur and Kazakh ones. They are
//! made of parts that hardly occur elsewhere.

use std::ops::Range;

/// Parts of Tibetan names; a name has two or more.
const TIBETAN: &[&str] = &[
    "扎西", "次仁", "顿珠", "卓玛", "央金", "尼玛", "达瓦", "平措", "旺堆", "格桑", "丹增", "旦增", "拉姆", "多吉",
    "索朗", "索南", "边巴", "白玛", "仁增", "洛桑", "强巴", "曲珍", "德吉", "普布", "米玛", "巴桑", "群培", "次旦",
    "次珍", "次旺", "罗布", "嘉措", "加措", "坚赞", "土登", "阿旺", "益西", "桑吉", "才让", "才旦", "才仁", "拉毛",
    "完玛", "久美", "晋美", "贡布", "旺姆", "旺扎", "伦珠", "朗杰", "南加", "卓嘎", "卓尕", "桑珠", "曲扎", "曲杰",
    "曲措", "仁青", "仁钦", "扎巴", "旺久", "旺杰", "塔杰", "多杰", "措姆", "措毛", "东知", "尕藏", "华旦", "杰布",
    "央宗", "拉珍", "拉巴", "吉美", "俊美", "丹巴", "旺修", "云丹", "西绕", "洛绒", "泽仁", "泽翁", "拥措", "拥忠",
];

/// Parts of Mongol names; a name has two, or one of three characters.
const MONGOL: &[&str] = &[
    "乌云",
    "毕力格",
    "其木格",
    "其其格",
    "哈斯",
    "巴特尔",
    "格日勒",
    "格日乐",
    "娜仁",
    "那仁",
    "托娅",
    "托雅",
    "高娃",
    "斯琴",
    "萨仁",
    "图雅",
    "苏和",
    "娜日苏",
    "朝鲁",
    "额尔德尼",
    "额尔敦",
    "布和",
    "宝音",
    "阿拉坦",
    "阿拉腾",
    "孟和",
    "吉日嘎拉",
    "塔娜",
    "敖登",
    "满都拉",
    "呼和",
    "达来",
    "特木尔",
    "苏日娜",
    "青格勒",
    "乌兰",
    "巴雅尔",
    "巴图",
    "牧仁",
    "那顺",
    "斯日古楞",
    "胡日查",
    "乌力吉",
    "通拉嘎",
    "阿古拉",
    "宝力格",
    "宝力德",
    "道尔吉",
    "乌日娜",
    "图门",
    "图布信",
    "呼格吉勒",
    "萨如拉",
    "白音",
    "苏布德",
    "奥云",
    "照日格图",
    "朝克图",
    "阿木古楞",
    "吉日木图",
];

/// With which Yi names begin: the families.
const YI: &[&str] = &[
    "吉克", "阿苦", "沙马", "吉木", "海来", "马海", "曲比", "阿洛", "尔古", "吉史", "吉伍", "勒伍", "俄木", "阿的",
    "阿侯", "阿力", "阿尔", "苏呷", "莫色", "阿牛", "吉子", "尔恩", "日火", "井古", "莫洛", "且沙", "地日", "阿说",
];

/// With which they end.
const YI_GIVEN: &[&str] = &[
    "木果", "拉则", "木呷", "尔布", "拉布", "伍呷", "日哈", "子呷", "史布", "尔哈", "克哈", "伍各", "阿牛", "木乃",
    "阿呷", "尔呷", "伍牛", "拉哈", "布哈", "木加", "拉体", "里则", "日洛", "有呷", "有布", "子布", "惹布", "木来",
    "依洛", "阿依", "伍作", "阿作", "尔作", "史哈", "史作", "石布", "石一", "一呷", "布铁", "布都", "色哈", "伍支",
    "阿支", "小洛", "尔沙", "日者", "阿芝", "拉铁", "木基", "尔坡",
];

/// What Turkic names hold, of all whose characters are [`SYLLABLES`].
const TURKIC: &[&str] = &[
    "古丽",
    "古力",
    "阿依",
    "买买提",
    "麦麦提",
    "买合木",
    "艾合买",
    "吐尔逊",
    "吐逊",
    "热依",
    "热孜",
    "努尔",
    "帕提",
    "玛依",
    "米热",
    "祖力",
    "阿不都",
    "阿卜杜",
    "玉素甫",
    "穆罕默",
    "艾尔肯",
    "木拉提",
    "迪丽",
    "迪力",
    "叶尔",
    "赛力克",
    "巴合提",
    "哈力",
    "艾克拜尔",
];

/// Syllables of those names.
const SYLLABLES: &str = "阿依古丽买提热汗吐尔逊艾力木江努比娜巴克孜合曼不都拉西帕夏塔吉肉斯坎迪亚库哈玉山苏来麦海萨伊布卡如则米尼赛图穆罕默德祖农居马托乎牙生沙赫扎素甫玛叶肯卜杜拜万别";

/// Those that are words too: no name is looked for before them, and none ends with them.
const COMMON: &str = "不都里来如卡海山生居马农图布西万别德亚";

/// Who is known to everybody.
const KNOWN: &[&str] =
    &["迪丽热巴", "古力娜扎", "斯琴高娃", "乌兰图雅", "阿依莲", "仓央嘉措", "吉克隽逸", "布尔津", "喀什"];

/// What makes it worth to look for such a name.
pub fn parts() -> impl Iterator<Item = &'static str> {
    [TIBETAN, MONGOL, YI, TURKIC].into_iter().flatten().copied()
}

/// The name that begins with the part at `at`, or with syllables before it.
pub fn read(text: &str, at: usize) -> Option<Range<usize>> {
    let name = chained(text, at, TIBETAN)
        .filter(|(_, parts, _)| *parts > 1)
        .or_else(|| chained(text, at, MONGOL).filter(|(_, parts, characters)| *parts > 1 || *characters > 2))
        .map(|(name, ..)| name)
        .or_else(|| of_family(text, at))
        .or_else(|| of_syllables(text, at))?;
    let is_known = KNOWN.iter().any(|known| text[name.start..].starts_with(known));
    (!is_known).then_some(name)
}

fn part<'p>(text: &str, parts: &'p [&'p str]) -> Option<&'p str> {
    parts.iter().filter(|part| text.starts_with(**part)).max_by_key(|part| part.len()).copied()
}

/// A run of parts, of how many parts and characters. A part in the middle of a name begins none.
fn chained(text: &str, at: usize, parts: &[&str]) -> Option<(Range<usize>, usize, usize)> {
    if parts.iter().any(|part| text[..at].ends_with(part)) {
        return None;
    }
    let (mut end, mut count) = (at, 0);
    while let Some(part) = part(&text[end..], parts).filter(|_| count < 4) {
        (end, count) = (end + part.len(), count + 1);
    }
    (count > 0).then(|| (at..end, count, text[at..end].chars().count()))
}

fn of_family(text: &str, at: usize) -> Option<Range<usize>> {
    let given = at + part(&text[at..], YI)?.len();
    Some(at..given + part(&text[given..], YI_GIVEN)?.len())
}

/// Four characters or more of the Turkic ones.
fn of_syllables(text: &str, at: usize) -> Option<Range<usize>> {
    let word = part(&text[at..], TURKIC)?;
    let before = text[..at].chars().rev().take(4).take_while(|c| SYLLABLES.contains(*c) && !COMMON.contains(*c));
    let start = at - before.map(char::len_utf8).sum::<usize>();
    let after = text[at + word.len()..].chars().take(5).take_while(|c| SYLLABLES.contains(*c));
    let end = at + word.len() + after.map(char::len_utf8).sum::<usize>();
    // 古丽都不信: a name of two.
    let end = start + text[start..end].trim_end_matches(|c| COMMON.contains(c)).len();
    (text[start..end].chars().count() >= 4).then_some(start..end)
}

/// The name of two parts around a dot: 阿依古丽·买买提.
pub fn dotted(text: &str, dot: &Range<usize>) -> Option<Range<usize>> {
    let is_syllable = |c: &char| SYLLABLES.contains(*c);
    let length = |part: Vec<char>| (2..=7).contains(&part.len()).then(|| part.len() * 3);
    let before = length(text[..dot.start].chars().rev().take(8).take_while(is_syllable).collect())?;
    let after = length(text[dot.end..].chars().take(8).take_while(is_syllable).collect())?;
    Some(dot.start - before..dot.end + after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        let starts = text.char_indices().filter(|(at, _)| parts().any(|part| text[*at..].starts_with(part)));
        starts.map(|(at, _)| at).find_map(|at| read(text, at)).map(|place| &text[place])
    }

    #[test]
    fn names_of_peoples_without_surnames() {
        for (text, name) in [
            ("藏族小伙扎西顿珠说", "扎西顿珠"),
            ("受害人格桑央宗报警", "格桑央宗"),
            ("蒙古族退伍兵乌云毕力格当保安", "乌云毕力格"),
            ("牧民巴特尔接到电话", "巴特尔"),
            ("彝族青年阿苦拉则来湘打工", "阿苦拉则"),
            ("记者见到古丽巴哈尔时", "古丽巴哈尔"),
            ("店主阿依努尔在炒米粉", "阿依努尔"),
            ("学生热孜万古丽报了警", "热孜万古丽"),
            ("帕提古丽来了", "帕提古丽"),
        ] {
            assert_eq!(found(text), Some(name), "{text}");
        }
        for text in [
            "扎西德勒，欢迎您",
            "从乌兰巴托到呼和浩特",
            "罗布泊的风很大",
            "瑞士洛桑",
            "迪丽热巴代言的假广告",
            "阿力说他不信",
            "努尔一词",
            "格桑花开",
            "乌云密布",
            "古丽都不敢相信",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn names_of_two_parts_have_a_dot() {
        let text = "青年阿依古丽·买买提说";
        let dot = text.find('·').unwrap_or_default();
        assert_eq!(dotted(text, &(dot..dot + '·'.len_utf8())).map(|place| &text[place]), Some("阿依古丽·买买提"));
    }
}
