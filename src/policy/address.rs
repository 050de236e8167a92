//! Places below the county, which cases leave out.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::context;
use crate::text::compile;

/// A street or an estate, and a number in it.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"\p{Han}{1,8}?(?:路|街|巷|大道|弄|胡同|村|小区|花园|苑|里|院|大厦|公寓|社区|新村|家园)(?:[东南西北中]|[一二三四五六七八九十]段|附)?[A-Za-zＡ-Ｚ]?(?:[0-9０-９]+|[一二三四五六七八九十百零〇]+)?(?:号楼|号院|号|栋|幢|座|单元|室|组|弄|楼|房)(?:附?[0-9０-９A-Za-z一二三四五六七八九十]+(?:号楼|号|栋|幢|座|单元|楼|室|房|门|组)?)*",
    )
});
/// A township, and perhaps a village in it.
static TOWNSHIP: LazyLock<Regex> =
    LazyLock::new(|| compile(r"\p{Han}{2,8}?(?:镇|乡|街道)(?:\p{Han}{2,5}?(?:村|社区|居委会))?"));

/// Where a text names places below the county.
pub fn read(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for street in NUMBERED.find_iter(text) {
        let words = street.as_str();
        let Some(name) =
            words.find(['路', '街', '巷', '道', '弄', '胡', '村', '区', '园', '苑', '里', '院', '厦', '寓'])
        else {
            continue;
        };
        let has_number = words[name..].contains(|c: char| {
            c.is_ascii_alphanumeric()
                || matches!(c, '０'..='９' | 'Ａ'..='Ｚ')
                || "一二三四五六七八九十百零〇".contains(c)
        });
        if has_number && let Some(start) = proper(&words[..name]) {
            found.push(street.start() + start..street.end());
        }
    }
    for town in TOWNSHIP.find_iter(text) {
        let words = town.as_str();
        let end = ["镇", "乡", "街道"].iter().filter_map(|unit| words.find(unit)).filter(|at| *at > 0).min();
        let office = text[town.end()..].starts_with(['办', '工', '上', '党', '两']) || words.contains("街道办");
        if !office
            && let Some(end) = end
            && let Some(start) = proper(&words[..end])
            && words[start..end].chars().count() >= 2
        {
            found.push(town.start() + start..town.end());
        }
    }
    found
}

/// Whether a place is where somebody lives: 住 stands before it, or a flat is named.
pub fn is_home(text: &str, place: &Range<usize>) -> bool {
    let lives = context::clause(context::before(text, place.start, 14)).contains('住');
    lives || ["栋", "单元", "幢", "室"].iter().any(|unit| text[place.clone()].contains(unit))
}

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
        "高", "商业", "步行", "医",
    ];
    let start = words.rfind(CUTS).map_or(0, |at| at + words[at..].chars().next().map_or(0, char::len_utf8));
    let name = &words[start..];
    let hidden = name.contains('某') || name.ends_with(['这', '那', '条', '几', '哪']);
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
        assert_eq!(found("阳光花园A栋1202房"), ["阳光花园A栋1202房"]);
        assert_eq!(found("某县大塘镇，"), ["大塘镇"]);
        for text in [
            "路上要走5号线",
            "走了三里路，",
            "某市某区某小区",
            "到街道办事处",
            "全市乡镇、街道",
            "第3号柜台",
            "那条街上",
            "从15号开始",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
