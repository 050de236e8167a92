//! Places below the county, which cases leave out.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::context;
use crate::text::compile;

/// A street or an estate, and a number in it.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(\p{Han}{1,12}?)(?:路|街|巷|大道|弄|胡同|村|小区|花园|苑|里|院|大厦|公寓|社区|新村|家园|宿舍|家属区|山庄)(?:[东南西北中]|[一二三四五六七八九十]段|附|第|[0-9一二三四]期|[A-Za-z一二三四五六]区)?[（(]?([A-Za-zＡ-Ｚ甲乙丙丁]?(?:[0-9０-９]+|[一二三四五六七八九十百零〇]+)?(?:号楼|号院|号|栋|幢|座|单元|村民小组|室|组|弄|楼|房|排)[）)]?(?:附?[0-9０-９A-Za-z一二三四五六七八九十]+(?:号楼|号|栋|幢|座|单元|楼|室|房|门|组)?)*|[0-9]{1,3}-[0-9]{1,2}-[0-9]{2,4})",
    )
});
/// A flat in a numbered building, whatever the estate is called.
static FLAT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(\p{Han}{2,12}?)(?:[0-9一二三四五六七八九十]{1,2}期|[A-Za-z]区)?(?:[0-9]{1,3}|[A-Za-z甲乙丙丁]|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢)(?:[A-Za-z]座)?(?:[0-9一二三四五六](?:单元|门))?(?:[0-9]{3,4}|[0-9一二三四五六七八九十]{1,3}[楼层])(?:[A-Z0-9]?(?:室|房|号|户))?",
    )
});
/// A house in a part of a village.
static HAMLET: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(\p{Han}{2,8}?)(?:组|屋场|院子|塆|冲)[0-9]{1,3}号|(\p{Han}{2,6}?)(?:镇|乡|街道)\p{Han}{1,5}(?:村|社区)(?:\p{Han}[^作小导查传训研会班\P{Han}]|\p{Han})组|(\p{Han}{2,3}村)\p{Han}{1,2}[冲屋湾塘坪垅湖塆背桥头冈院上下里边坳岭坡坎井]组",
    )
});
/// A stall or a shop in a market.
static STALL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(\p{Han}{2,8}?)(?:市场|商城|商贸城|机电城|建材城|广场|步行街|夜市)\p{Han}{0,4}?[A-Z]?(?:区|厅|馆|期)?[A-Z]?[0-9]{1,4}(?:排[0-9]{1,3})?号(?:门面|门店|铺面?|店铺|摊位?|档口?|仓库?)?",
    )
});
/// A township, and perhaps a village in it.
static TOWNSHIP: LazyLock<Regex> =
    LazyLock::new(|| compile(r"\p{Han}{2,8}?(?:镇|乡|街道)(?:\p{Han}{2,5}?(?:村|社区|居委会))?"));

/// Where somebody lives, down to a door, in whatever words: 住在河边旧粮站二楼204.
static LIVED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:家住在?|租住在?|居住在|住在|现住在?|暂住在?|寄住在?|借住在?|现居|住处[为是：:]|住址[为是：:]|门牌是|送达地址[：:]|[，我他她人]住在?)([\p{Han}--[某了进着过]][^，。；！？,;!?\n某]{1,22}?(?:第[0-9０-９一二三四五六七八九十]{1,3}(?:间|户|家|排)|[0-9０-９一二三四五六七八九十]{1,4}(?:排|号|栋|幢|座|单元|室|层|楼)|[0-9]{1,2}-[0-9]{1,2}-[0-9]{2,4}|楼上?[0-9]{3,4})(?:[0-9一二三四五六七八九十A-Z-]|附|号|栋|幢|座|单元|楼|室|房|间)*)",
    )
});

/// Words by which addresses are looked for.
pub const WORDS: &[&str] = &[
    "镇",
    "乡",
    "街道",
    "宿舍",
    "小区",
    "公寓",
    "民小组",
    "住在",
    "家住",
    "租住",
    "居住在",
    "现住",
    "住处",
    "住址",
    "送达地址",
    "门牌是",
    "，住",
    "我住",
    "他住",
    "她住",
    "人住",
    "暂住",
    "寄住",
    "借住",
    "现居",
    "冲组",
    "屋组",
    "湾组",
    "塘组",
    "坪组",
    "垅组",
    "下组",
    "上组",
    "里组",
    "边组",
    "坳组",
    "岭组",
    "坡组",
];
/// Words by which they are looked for after a number.
const COUNTED: &[&str] = &["号", "栋", "幢", "楼", "室", "单元", "组", "弄", "座", "房"];

/// Numbers in Chinese and letters with the words after them.
pub fn counted() -> impl Iterator<Item = (char, &'static str)> {
    let letters = ('A'..='H').chain('Ａ'..='Ｈ');
    NUMERALS.chars().chain(letters).flat_map(|before| COUNTED.iter().map(move |word| (before, *word)))
}

/// Whether a number that ends at a place counts buildings or flats.
pub fn is_counted(text: &str, end: usize) -> bool {
    let rest = &text[end..];
    // 花园3-1-402 counts building, entrance and flat.
    let is_flat = rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    is_flat || COUNTED.iter().any(|word| rest.starts_with(word))
}

/// Digits in Chinese, and what else counts buildings.
const NUMERALS: &str = "一二三四五六七八九十百零〇甲乙丙丁";

/// So many characters around a word are looked at.
const AROUND: usize = 40;

/// Where a text names places below the county, around words that are in order.
pub fn near(text: &str, words: &[usize]) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for word in words {
        let start = word - context::before(text, *word, AROUND).len();
        let end = word + context::after(text, *word, AROUND).len();
        match parts.last_mut() {
            Some(last) if last.end >= start => last.end = end.max(last.end),
            _ => parts.push(start..end),
        }
    }
    let in_part = |part: Range<usize>| {
        let found = read(&text[part.clone()]).into_iter();
        found.map(move |place| part.start + place.start..part.start + place.end)
    };
    parts.into_iter().flat_map(in_part).collect()
}

/// Where a text names places below the county.
fn read(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for street in NUMBERED.captures_iter(text) {
        let (Some(whole), Some(head), Some(number)) = (street.get(0), street.get(1), street.get(2)) else { continue };
        let has_number = number.as_str().contains(|c: char| {
            c.is_ascii_alphanumeric() || matches!(c, '０'..='９' | 'Ａ'..='Ｚ') || NUMERALS.contains(c)
        });
        if has_number && let Some(start) = proper(head.as_str()) {
            found.push(head.start() + start..whole.end());
        }
    }
    let places = FLAT.captures_iter(text).chain(HAMLET.captures_iter(text)).chain(STALL.captures_iter(text));
    for place in places {
        let (Some(whole), Some(head)) = (place.get(0), place.get(1).or(place.get(2)).or(place.get(3))) else {
            continue;
        };
        if let Some(start) = proper(head.as_str()) {
            found.push(head.start() + start..whole.end());
        }
    }
    for lived in LIVED.captures_iter(text).filter_map(|lived| Some(lived.get(1)?.range())) {
        if !found.iter().any(|place| place.start < lived.end && lived.start < place.end) {
            found.push(lived);
        }
    }
    for town in TOWNSHIP.find_iter(text) {
        let words = town.as_str();
        let end = ["镇", "乡", "街道"].iter().filter_map(|unit| words.find(unit)).filter(|at| *at > 0).min();
        let office = text[town.end()..].starts_with(['办', '工', '上', '党', '两', '镇']) || words.contains("街道办");
        if !office
            && let Some(end) = end
            && !words[..end].ends_with(['老', '返', '下', '回', '还', '异', '故', '思', '离', '归', '同', '家'])
            && let Some(start) = proper(&words[..end])
            && words[start..end].chars().count() >= 2
        {
            found.push(town.start() + start..town.end());
        }
    }
    found.sort_unstable_by_key(|place| (place.start, place.end));
    found.dedup();
    found
}

/// Whether a place is where somebody lives: 住 stands near, or a flat or a group of a village is
/// named and no office.
pub fn is_home(text: &str, place: &Range<usize>) -> bool {
    let (head, tail) = (context::before(text, place.start, 20), context::after(text, place.end, 12));
    let near = context::clause(head);
    let lives = ["住", "租", "家在", "家里", "户籍", "门牌", "敲开"].iter().any(|word| near.contains(word))
        || ["住户", "家中", "家里", "的家", "独居", "住着", "出租", "的院", "的门", "的租客"]
            .iter()
            .any(|word| tail.contains(word));
    let is_room = text[place.clone()].contains('-');
    let is_flat =
        is_room || ["栋", "单元", "幢", "室", "组", "宿舍"].iter().any(|word| text[place.clone()].contains(word));
    lives
        || is_flat && tail.starts_with('的')
        || is_flat && !OFFICES.iter().any(|word| head.contains(word) || tail.contains(word))
}

/// What is near the address of an office.
const OFFICES: &[&str] = &[
    "办公",
    "窗口",
    "大厅",
    "中心",
    "接待",
    "公司",
    "支行",
    "营业",
    "派出所",
    "公安",
    "法院",
    "协会",
    "写字楼",
    "邮编",
    "服务站",
    "警务",
    "工作站",
    "宣传点",
    "检察",
    "大厦",
    "报名",
    "会议",
    "教室",
    "课",
];

/// Where a proper name begins at the end of some words; nothing if they name no place: 某路, 这条街.
fn proper(words: &str) -> Option<usize> {
    const CUTS: &[char] = &[
        '在', '住', '到', '往', '从', '的', '了', '于', '是', '来', '去', '回', '至', '向', '县', '市', '区', '省',
        '约', '给', '受', '和',
    ];
    const NONE: &[&str] = &[
        "", "某", "某某", "这条", "那条", "一条", "条", "每条", "各", "全", "本", "上", "走", "走了", "走三", "公",
        "铁", "网", "马", "道", "城中", "农", "乡", "城", "村", "集", "小", "老", "家", "外", "下", "他", "她", "邻",
        "这", "那", "一个", "几个", "附近", "当地", "同", "新", "古", "各乡", "乡村", "集市", "回", "线", "电", "思",
        "高", "商业", "步行", "医", "区", "市区", "城区", "县区",
    ];
    // An estate may end like an area: 安置区9栋.
    let inner = words.char_indices().next_back().map_or(0, |(last, c)| if c == '区' { last } else { words.len() });
    let start = words[..inner].rfind(CUTS).map_or(0, |at| at + words[at..].chars().next().map_or(0, char::len_utf8));
    let name = &words[start..];
    let hidden = name.contains('某')
        || name.contains("自称")
        || name.ends_with('同')
        || name.ends_with(['这', '那', '条', '几', '哪']);
    (!hidden && !NONE.contains(&name)).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_below_the_county() {
        let found = |text: &'static str| read(text).into_iter().map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(found("她住在幸福路18号3栋2单元501室，"), ["幸福路18号3栋2单元501室"]);
        assert_eq!(found("住石门村六组。"), ["石门村六组"]);
        assert_eq!(found("碧水湾小区（5栋）302室"), ["碧水湾小区（5栋）302室"]);
        assert_eq!(found("望月湖三片12栋3门402"), ["望月湖三片12栋3门402"]);
        assert_eq!(found("阳光花园A栋1202房"), ["阳光花园A栋1202房"]);
        assert_eq!(found("某县大塘镇，"), ["大塘镇"]);
        assert_eq!(found("桐子坡安置区9栋1单元402住户"), ["桐子坡安置区9栋1单元402"]);
        assert_eq!(found("租住在车站对面旅馆楼上302的"), ["车站对面旅馆楼上302"]);
        assert_eq!(found("她住在车站对面旅馆楼上302。"), ["车站对面旅馆楼上302"]);
        assert_eq!(found("她家就在上洲村樟树下组的路口"), ["上洲村樟树下组"]);
        assert_eq!(found("店在南货市场C区19号摊位。"), ["南货市场C区19号摊位"]);
        assert_eq!(found("暂住学院路师苑小区北区17栋附2号。"), ["学院路师苑小区北区17栋附2号"]);
        assert_eq!(found("居住在桐子坡水库边第二户，"), ["桐子坡水库边第二户"]);
        for text in [
            "路上要走5号线",
            "走了三里路，",
            "某市某区某小区",
            "到街道办事处",
            "全市乡镇、街道",
            "第3号柜台",
            "那条街上",
            "住在县城多年，",
            "家住某小区3栋",
            "从15号开始",
            "在四个乡镇举办讲座",
            "市区3号路口",
            "石门村宣传工作小组",
            "在城北市场开展活动，发放3号通告",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
