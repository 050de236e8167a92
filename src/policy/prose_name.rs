//! Names of private people in running prose, which nothing announces. Who holds an office, signs
//! a text or is known to everybody is none.

use std::ops::Range;

use foldhash::HashSet;
use memchr::memmem;

use super::name_letters::{PLACES, TITLES, WORDS};
use super::name_model::{self, Candidate};
use super::name_runs::{self, is_word};
use crate::kind::Kind;

/// What somebody is in office, or did for a text, before the name.
const OFFICES: &[&str] = &[
    "书记",
    "支书",
    "主席",
    "总理",
    "部长",
    "省长",
    "市长",
    "县长",
    "区长",
    "州长",
    "镇长",
    "乡长",
    "厅长",
    "局长",
    "处长",
    "科长",
    "所长",
    "队长",
    "政委",
    "主任",
    "院长",
    "行长",
    "检察长",
    "会长",
    "秘书长",
    "组长",
    "站长",
    "校长",
    "委员",
    "常委",
    "人大代表",
    "党代表",
    "巡视员",
    "调研员",
    "负责人",
    "发言人",
    "民警",
    "警官",
    "辅警",
    "警员",
    "法官",
    "检察官",
    "庭长",
    "审判长",
    "审判员",
    "书记员",
    "公诉人",
    "理事长",
    "干事",
    "台长",
    "社长",
    "馆长",
    "园长",
    "教授",
    "专家",
    "记者",
    "通讯员",
    "作者",
    "编辑",
    "责编",
    "摄影",
    "供图",
    "供稿",
    "撰稿",
    "撰文",
    "签发",
    "签发人",
    "审核",
    "核稿",
    "校对",
    "制图",
    "监制",
    "策划",
    "主播",
    "主持人",
    "配音",
    "导演",
    "出席",
    "列席",
    "主持",
    "网格员",
    "指导员",
    "教导员",
    "总经理",
    "董事长",
    "主编",
    "总编",
    "歌手",
    "演员",
    "导师",
    "律师",
    "文",
    "图",
    "摄",
    "总书记",
    "研究员",
    "大使",
];

/// What follows a surname alone, or the surname of somebody who was named before: 吴称, 苏遂.
const FAMILIAR: &str = "称述供遂亦仍已将被因未才就从以把让家某总氏局妈爸哥姐叔婶伯爷奶嫂姨崽工导队处科董妹弟";

/// What money does: 钱全被转空. No word is more common in these texts.
const OF_MONEY: &str = "全存进刚真实正到转来去还才已都没就一";

/// What follows the name of somebody in office.
const IN_OFFICE: &[&str] = &[
    "书记", "主席", "总理", "部长", "省长", "市长", "县长", "局长", "主任", "所长", "队长", "警官", "教授", "记者",
    "摄）", "摄)", "故居", "文集", "著", "主编",
];

/// Keys of front matter whose names are those of who answers for a page.
const KEYS: &[&str] = &["author", "editor", "reviewer", "responsible", "masked_by", "approv"];

/// What texts say of names that are not real.
const MADE_UP: &[&str] = &["均为化名", "皆为化名", "都是化名", "系化名", "全部化名"];

/// Whether a text says that its names are made up.
pub fn all_made_up(text: &str) -> bool {
    MADE_UP.iter().any(|words| text.contains(words))
}

/// Whether a text says somewhere that a name is made up.
pub fn is_made_up(text: &str, name: &str) -> bool {
    memmem::find_iter(text.as_bytes(), name).any(|start| is_made_up_at(text, &(start..start + name.len())))
}

fn is_made_up_at(text: &str, name: &Range<usize>) -> bool {
    let (head, tail) = (&text[..name.start], &text[name.end..]);
    tail.starts_with(['（', '(']) && super::context::after(tail, 0, 7).contains("化名")
        || head.trim_end_matches(['“', '：', ' ', '为', '叫']).ends_with("化名")
}

/// The odds from which on a name is one. Where no case is told more of them are of authors and places, and in
/// bulletins nearly all are of officials.
fn least(kind: Kind) -> f32 {
    match kind {
        Kind::Case => -0.7,
        Kind::Bulletin => 2.0,
        Kind::Page => 0.3,
        _ => -0.2,
    }
}

/// The odds from which on there is hardly any doubt.
const SURE: f32 = 4.0;

/// The names of private people in a text, of which some may begin at `starts`, and whether there is hardly
/// any doubt. Who is named in office once is no private person elsewhere in the text.
pub fn read(text: &str, kind: Kind, starts: Vec<usize>) -> Vec<(Range<usize>, bool)> {
    let mut official_until = 0;
    let (mut found, mut officials) = (Vec::new(), HashSet::default());
    for (name, odds) in name_model::find(text, starts, least(kind)) {
        let place = name.start..name.end;
        let goes_on =
            official_until > 0 && text[official_until..name.start].chars().all(|c| "、 ，和与/\u{3000}".contains(c));
        if is_official(text, &place) || goes_on {
            official_until = place.end;
            officials.insert(&text[place]);
        } else if !is_none(text, &place) && (odds >= SURE || !is_common(&text[place.clone()])) {
            found.push((place, odds >= SURE));
        }
    }
    found.retain(|(place, _)| !officials.contains(&text[place.clone()]));
    found
}

/// Where else in a text a name stands that was found in it.
pub fn again<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let places = memmem::find_iter(text.as_bytes(), name).map(|start| start..start + name.len());
    places.filter(|place| !is_official(text, place) && !is_none(text, place))
}

/// The names in a part of a text that tells of a child.
pub fn within(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let told = &text[part.clone()];
    let names = name_model::find(told, name_runs::starts(told), -1.0).into_iter();
    let places = names.map(|(name, _)| part.start + name.start..part.start + name.end);
    places.filter(|place| !is_official(text, place) && !is_none(text, place)).collect()
}

/// What the odds of a name must be that a word before it announces.
const ANNOUNCED: f32 = -0.5;
/// What they must be where hardly anything but a name can stand.
const EXPECTED: f32 = -3.0;
/// What they must be where a word or a number after it tells of somebody.
const TOLD: f32 = -1.5;

/// What follows persons: 被告康乐于2024年, 嫌疑人向阳被抓.
const SAID_OF_PERSONS: &str = "于因被将向对与及等系未已曾称说名均";

/// Before whom those stand who answer for a text; several follow one word.
const SIGNED: &[&str] = &["编辑", "签发", "审核", "校对", "主编", "记者", "通讯员", "供稿"];

/// The likeliest name that begins at `start`, where a word announces one.
pub fn starting(text: &str, start: usize) -> Option<Range<usize>> {
    likeliest(text, ANNOUNCED, name_model::at(text, start).into_iter().flatten(), false)
}

/// The likeliest name that begins at `start`, where hardly anything else can stand.
pub fn expected(text: &str, start: usize) -> Option<Range<usize>> {
    let place = likeliest(text, EXPECTED, name_model::at(text, start).into_iter().flatten(), true)?;
    // 受害人米兰，: a name may be a word, but then it ends where a part of the sentence ends, or what one
    // says of a person follows.
    let ends = !text[place.end..].starts_with(|c: char| c.is_alphanumeric() && !SAID_OF_PERSONS.contains(c));
    (ends || !is_common(&text[place.clone()])).then_some(place)
}

/// The likeliest name that ends at `end`, where a word after it tells of one.
pub fn ending(text: &str, end: usize) -> Option<Range<usize>> {
    let starts = text[..end].char_indices().rev().skip(1).take(3).map(|(at, _)| at);
    likeliest(
        text,
        TOLD,
        starts.flat_map(|start| name_model::at(text, start)).flatten().filter(|name| name.end == end),
        false,
    )
}

fn likeliest(text: &str, least: f32, names: impl Iterator<Item = Candidate>, words_too: bool) -> Option<Range<usize>> {
    let scored = names.map(|name| (name_model::score(text, name), name.start..name.end));
    let (odds, place) = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
    let line = super::context::before(text, place.start, 24);
    let is_signed = SIGNED.iter().any(|word| line.contains(word));
    let is_word = !words_too && is_common(&text[place.clone()]) && odds < SURE;
    (odds > least && !is_signed && !is_word && !is_none(text, &place)).then_some(place)
}

/// Whether somebody is named in office, or as who answers for a text.
pub fn is_official(text: &str, name: &Range<usize>) -> bool {
    let head = text[..name.start].trim_end_matches([' ', '\u{3000}', '：', ':', '/', '“']);
    // Who teaches a class is no official.
    let head = head.strip_suffix("班主任").unwrap_or(head);
    let (head, tail) = (super::context::before(head, head.len(), 6), &text[name.end..]);
    let line = super::context::before(text, name.start, 60);
    OFFICES.iter().any(|word| head.ends_with(word))
        || IN_OFFICE.iter().any(|word| tail.starts_with(word))
        || KEYS.iter().filter_map(|key| line.split_once(key)).any(|(_, rest)| rest.contains(['=', ':']))
}

/// Whether a name is a common word of two characters.
fn is_common(name: &str) -> bool {
    let mut characters = name.chars();
    let word = (characters.next(), characters.next(), characters.next());
    matches!(word, (Some(one), Some(other), None) if is_word(one, other))
}

/// With what the names of schools end.
const SCHOOLS: [&str; 5] = ["小学", "中学", "大学", "学校", "学院"];

/// With what the names of areas and streets end.
const AREAS: [char; 12] = ['镇', '村', '县', '市', '区', '乡', '路', '街', '巷', '州', '省', '桥'];

/// Whether it is a word, a place, somebody known by the surname alone, or said to be made up.
fn is_none(text: &str, name: &Range<usize>) -> bool {
    let words = &text[name.start..];
    let first = text[name.clone()].chars().next().map_or(0, char::len_utf8);
    let is_place = |place: &&str| {
        words
            .strip_prefix(*place)
            .is_some_and(|rest| name.len() == place.len() || rest.starts_with(['省', '市', '县', '区', '镇']))
    };
    WORDS.iter().any(|word| words.starts_with(word))
        || name.len() - first <= 3 && text[name.clone()].ends_with(['家', '里'])
        || PLACES.iter().any(is_place)
        || SCHOOLS.iter().any(|school| text[name.clone()].ends_with(school))
        || words[first..].starts_with('家')
            && words[first + 3..].starts_with(['的', '里', '老', '兄', '三', '姐', '父', '母', '奶', '爷', '婆', '大', '小', '人', '二'])
        || name.len() - first <= 3 && words[first..].starts_with(|c| FAMILIAR.contains(c))
        || name.len() - first <= 3 && words.starts_with('钱') && words[first..].starts_with(|c| OF_MONEY.contains(c))
        || text[name.clone()].ends_with(AREAS) && !text[..name.start].ends_with(['、', '和'])
        || TITLES.iter().any(|title| words[first..].starts_with(title))
        || is_made_up_at(text, name)
        // The rule of the field says it.
        || super::context::before(text, name.start, 14).contains("shown_as")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, kind: Kind) -> Vec<&str> {
        read(text, kind, name_runs::starts(text).collect()).into_iter().map(|(place, _)| &text[place]).collect()
    }

    #[test]
    fn names_are_told_from_words() {
        assert_eq!(found("上个月，李桂芳把三万元转给了对方。", Kind::Case), ["李桂芳"]);
        assert_eq!(found("朱建平、马玲英被依法判处有期徒刑。", Kind::Case), ["朱建平", "马玲英"]);
        assert_eq!(found("学生代表李桂芳上台发言。", Kind::Case), ["李桂芳"]);
        for text in [
            "民警王建军赶到现场，拦下了李女士。",
            "authors = [\"李桂芳\", \"王建军\"]",
            "reviewer = \"周建华\"",
            "她高兴地说，方便面还有余额。",
            "卡里的钱全被转空，钱进的是同一张卡。",
            "人大代表李桂芳提出建议。",
            "副县长李桂芳同志出席会议。李桂芳要求，抓好宣传。",
            "袁家老人听说后，马上挂断了电话。",
            "白鹭镇的韩大爷有三个儿子。",
        ] {
            assert!(found(text, Kind::Case).is_empty(), "{text}: {:?}", found(text, Kind::Case));
        }
    }
}
