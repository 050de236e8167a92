//! Breaking of short texts into lines, after the rules of Chinese typesetting (GB/T 15834, 禁则):
//! closing marks never begin a line, opening marks never end one, words and numbers stay whole.

use std::ops::Range;

/// A character with its width in em.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// The character.
    pub char: char,
    /// Its width, where an em is 1.
    pub width: f32,
}

/// The longest text that is broken, in characters: what breaking costs grows with its square.
pub const LONGEST: usize = 200;

const NOT_FIRST: &str = "、，。．：；！？…—～·）〉》」』】〕〗”’％‰℃,.:;!?)]}%°";
const NOT_LAST: &str = "（〈《「『【〔〖“‘￥$([{#";
/// Marks after which a reader pauses: a line ends well there.
const PAUSE: &str = "、，。：；！？…—”》）,:;!?";
/// Characters that belong to the one before.
const PARTICLES: &str = "的地得了着过吗呢吧啊们么等者";

/// Characters that belong to the one after.
const PREFIXES: &str = "之不没第最更很太别无先再就都也还把被让给向对从在";
/// Words of one character, after which counting begins anew.
const SINGLE: &str = "的地得了着过吗呢吧啊么之和与及或在把被让给向对从不先再就都很是也还后前时里中内外";
/// Characters that count what comes after them: 一个, 几天, 每次.
const NUMERALS: &str = "一二两三四五六七八九十百千几每这那半";
/// Words of this field that no line should tear. They are few enough to be tried one by one.
const WORDS: &[&str] = &[
    "验证码",
    "银行卡",
    "公检法",
    "检察院",
    "二维码",
    "身份证",
    "支付宝",
    "杀猪盘",
    "分钟",
    "看懂",
    "骗局",
    "诈骗",
    "转账",
    "账户",
    "客服",
    "刷单",
    "返利",
    "网贷",
    "贷款",
    "征信",
    "屏幕",
    "共享",
    "短信",
    "电话",
    "手机",
    "密码",
    "家人",
    "老人",
    "孩子",
    "学生",
    "退款",
    "投资",
    "理财",
    "游戏",
    "兼职",
    "冒充",
    "快递",
    "警察",
    "法院",
    "微信",
    "红包",
    "养老",
    "链接",
    "下载",
    "陌生",
    "报警",
    "止付",
    "举报",
    "老板",
    "会计",
    "财务",
    "网恋",
    "裸聊",
    "反诈",
];
const OPENING: &str = "“《（【「『〈";
const CLOSING: &str = "”》）】」』〉";
/// What numbers count.
const COUNTED: &str = "年月日号天个人条种类次届期元万亿岁位名分时点周大步招件起集%";

// What a line's end costs, beside the unevenness of lines: its square by their length.
const AT_PAUSE: f32 = -3.5;
const BETWEEN_SCRIPTS: f32 = -0.4;
const BEFORE_PARTICLE: f32 = 1.5;
const IN_BRACKETS: f32 = 1.5;
/// Most Chinese words have two characters: after an odd number a word is likely to be torn.
const AT_ODD: f32 = 0.8;
const AFTER_PREFIX: f32 = 1.2;
const AFTER_NUMERAL: f32 = 2.0;
const WITHIN_WORD: f32 = 2.0;

fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_han(c: char) -> bool {
    is_wide(c) && c.is_alphabetic()
}

/// A mark of which half is white: at the edge of a line it may stand out by that.
fn is_half_white(unit: &Unit, marks: &str) -> bool {
    unit.width > 0.9 && !matches!(unit.char, '…' | '—') && marks.contains(unit.char)
}

/// By how much of an em a line that begins with this may stand out to the left.
pub fn hangs_left(unit: &Unit) -> f32 {
    if is_half_white(unit, NOT_LAST) { 0.5 } else { 0.0 }
}

fn hangs_right(unit: &Unit) -> f32 {
    if is_half_white(unit, "、，。：；！？）〉》」』】〕〗”’") { 0.5 } else { 0.0 }
}

/// Whether a line may end before a unit.
fn may_break(units: &[Unit], at: usize) -> bool {
    let char = |at: Option<usize>| at.and_then(|at| units.get(at)).map(|unit| unit.char);
    let (Some(last), Some(after)) = (char(at.checked_sub(1)), char(Some(at))) else { return true };
    // A space goes with what stands before it.
    let before = if last == ' ' { char(at.checked_sub(2)).unwrap_or(last) } else { last };
    if after == ' ' || NOT_FIRST.contains(after) || NOT_LAST.contains(before) {
        return false;
    }
    if last == ' ' {
        return true;
    }
    // A number keeps what it counts: 3天, 第3期.
    if (before.is_ascii_digit() && COUNTED.contains(after)) || (before == '第' && after.is_ascii_digit()) {
        return false;
    }
    is_wide(before) || is_wide(after) || PAUSE.contains(before) && !before.is_ascii()
}

/// What cannot be broken, and what a break before it costs.
struct Atom {
    units: Range<usize>,
    cost: f32,
}

/// A text in lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// The units of each.
    pub lines: Vec<Range<usize>>,
    /// Whether a line ends where it had better not: within brackets or within a word.
    pub torn: bool,
}

/// Units that no line may break. What is wider than a line is broken anyway.
fn atoms(units: &[Unit], width: f32) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::new();
    let (mut start, mut depth, mut run, mut next) = (0, 0i32, 0, 0.0);
    for end in 1..=units.len() {
        let too_wide = || units.get(start..=end).is_some_and(|units| measure(units) > width);
        if may_break(units, end) || too_wide() {
            atoms.push(Atom { units: start..end, cost: next });
            start = end;
        }
        let (before, after) = (units[end - 1].char, units.get(end).map(|unit| unit.char));
        depth += i32::from(OPENING.contains(before)) - i32::from(CLOSING.contains(before));
        let ends_word = WORDS.iter().any(|word| ends_with(units, end, word));
        run = if is_han(before) && !SINGLE.contains(before) && !ends_word { run + 1 } else { 0 };
        if let Some(after) = after.filter(|_| start == end) {
            // The next atom bears what a break before it costs.
            next = cost(before, after, depth, run) + if is_within_word(units, end) { WITHIN_WORD } else { 0.0 };
        }
    }
    atoms
}

/// Whether the units before a place end with a word.
fn ends_with(units: &[Unit], end: usize, word: &str) -> bool {
    let length = word.chars().count();
    let Some(start) = end.checked_sub(length) else { return false };
    units.get(start..end).is_some_and(|units| units.iter().map(|unit| unit.char).eq(word.chars()))
}

/// Whether a place lies inside a word that is known.
fn is_within_word(units: &[Unit], at: usize) -> bool {
    WORDS.iter().any(|word| (1..word.chars().count()).any(|rest| ends_with(units, at + rest, word)))
}

/// What a break between two characters costs, with so many brackets open, after so many Chinese
/// characters in a row.
fn cost(before: char, after: char, depth: i32, run: usize) -> f32 {
    if (PAUSE.contains(before) || OPENING.contains(after)) && depth <= 0 {
        return AT_PAUSE;
    }
    let mut cost = if depth > 0 { IN_BRACKETS } else { 0.0 };
    if PARTICLES.contains(after) {
        cost += BEFORE_PARTICLE;
    } else if is_han(before) && is_han(after) {
        cost += match before {
            _ if NUMERALS.contains(before) => AFTER_NUMERAL,
            _ if PREFIXES.contains(before) => AFTER_PREFIX,
            _ => 0.0,
        };
        cost += if run % 2 == 1 { AT_ODD } else { 0.0 };
    } else if before != ' ' {
        cost += BETWEEN_SCRIPTS;
    }
    cost
}

/// A line without the spaces at its ends.
fn trim(units: &[Unit], line: Range<usize>) -> Range<usize> {
    let is_space = |at: &usize| units[*at].char == ' ';
    let start = line.clone().find(|at| !is_space(at)).unwrap_or(line.end);
    let end = line.rev().find(|at| !is_space(at)).map_or(start, |at| at + 1);
    start..end.max(start)
}

/// The width of a line in em: half-white marks at its ends count half.
pub fn measure(line: &[Unit]) -> f32 {
    let sum: f32 = line.iter().map(|unit| unit.width).sum();
    sum - line.first().map_or(0.0, hangs_left) - line.last().map_or(0.0, hangs_right)
}

/// Breaks a text into as few lines as it needs, of about the same length; nothing if that is more
/// than `most`. `width` is in em.
pub fn break_up(units: &[Unit], width: f32, most: usize) -> Option<Lines> {
    let atoms = atoms(units, width);
    if atoms.is_empty() {
        return Some(Lines::default());
    }
    let line = |from: usize, to: usize| trim(units, atoms[from].units.start..atoms[to - 1].units.end);
    let fits = |from: usize, to: usize| to == from + 1 || measure(&units[line(from, to)]) <= width;
    let mut count = 0;
    let mut from = 0;
    while from < atoms.len() {
        let mut to = from + 1;
        while to < atoms.len() && fits(from, to + 1) {
            to += 1;
        }
        (from, count) = (to, count + 1);
        if count > most {
            return None;
        }
    }
    // The best way to set the atoms from each on in so many lines: its cost, and its first line's end.
    let target = measure(&units[line(0, atoms.len())]) / count as f32;
    let end = atoms.len();
    let mut best = vec![vec![(f32::MAX, end); end + 1]; count + 1];
    best[0][end].0 = 0.0;
    for lines in 1..=count {
        for from in 0..end {
            for to in (from + 1..=end).take_while(|to| fits(from, *to)) {
                let uneven = measure(&units[line(from, to)]) - target;
                let rest = best[lines - 1][to].0;
                let at_end = atoms.get(to).map_or(0.0, |atom| atom.cost);
                let cost = if rest == f32::MAX { rest } else { uneven * uneven / target.max(1.0) + at_end + rest };
                if cost < best[lines][from].0 {
                    best[lines][from] = (cost, to);
                }
            }
        }
    }
    let (mut set, mut from) = (Lines::default(), 0);
    for left in (1..=count).rev() {
        let (_, to) = best[left][from];
        set.lines.push(line(from, to));
        let is_word = |at: usize| units.get(at).is_some_and(|unit| unit.char.is_ascii_alphanumeric());
        let end = atoms[to - 1].units.end;
        set.torn |= atoms.get(to).is_some_and(|atom| atom.cost >= AT_ODD) || (is_word(end - 1) && is_word(end));
        from = to;
    }
    Some(set)
}

/// A text in lines of `width` em, for whoever sets it in a font that is not known: Latin letters
/// count half an em. Longer texts than anybody sets in large type stay as they are.
pub fn estimated(text: &str, width: f32) -> Vec<String> {
    if text.chars().nth(LONGEST).is_some() {
        return vec![text.to_owned()];
    }
    let width_of = |c: char| if c.is_ascii() { 0.55 } else { 1.0 };
    let units: Vec<Unit> = text.chars().map(|char| Unit { char, width: width_of(char) }).collect();
    let lines = break_up(&units, width, usize::MAX).unwrap_or_default().lines;
    lines.into_iter().filter_map(|line| Some(units.get(line)?.iter().map(|unit| unit.char).collect())).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units(text: &str) -> Vec<Unit> {
        text.chars().map(|char| Unit { char, width: if char.is_ascii() { 0.55 } else { 1.0 } }).collect()
    }

    fn broken(text: &str, width: f32, most: usize) -> Option<Vec<String>> {
        let units = units(text);
        let Lines { lines, .. } = break_up(&units, width, most)?;
        Some(lines.into_iter().map(|line| units[line].iter().map(|unit| unit.char).collect()).collect())
    }

    #[test]
    fn lines_break_where_readers_expect_it() {
        for (text, width, expected) in [
            ("刷单返利诈骗", 8.0, &["刷单返利诈骗"][..]),
            ("公安部公布的十大高发骗局类型", 8.0, &["公安部公布的", "十大高发骗局类型"]),
            ("接到96110来电请放心接听", 5.0, &["接到96110", "来电请放", "心接听"]),
            ("大促之后的“退款理赔”电话不要接着操作", 12.0, &["大促之后的“退款理赔”", "电话不要接着操作"]),
            ("凡是要求垫资做任务的，都是诈骗", 11.0, &["凡是要求垫资做任务的，", "都是诈骗"]),
            ("学习贯彻《反电信网络诈骗法》", 5.0, &["学习贯彻", "《反电信网", "络诈骗法》"]),
            ("Fake shops and services", 7.0, &["Fake shops", "and services"]),
            ("孩子说“妈妈，我在派出所”", 6.0, &["孩子说", "“妈妈，", "我在派出所”"]),
            ("一分钟看懂一个骗局", 6.0, &["一分钟看懂", "一个骗局"]),
            ("验证码一个都不能念", 6.0, &["验证码一个", "都不能念"]),
            ("", 5.0, &[]),
        ] {
            assert_eq!(broken(text, width, 4).expect("it fits"), expected, "{text}");
        }
        assert_eq!(broken("公安部公布的十大高发骗局类型", 4.0, 3), None);
    }

    #[test]
    fn what_is_wider_than_a_line_is_broken_anyway() {
        let lines = broken("abcdefghijklmnop", 4.0, 9).expect("lines");
        assert_eq!(lines.concat(), "abcdefghijklmnop");
        assert!(lines.len() > 1);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_rule_broken(text in "[一二三，。“”《》（）的a1 9%…]{0,40}", width in 3u8..20) {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let Some(lines) = broken(&text, f32::from(width), 60) else { return Ok(()) };
            let squeezed = |text: &str| text.replace(' ', "");
            prop_assert_eq!(squeezed(&lines.concat()), squeezed(&text));
            let whole = units(&text);
            let forced = atoms(&whole, f32::from(width)).iter().any(|atom| !may_break(&whole, atom.units.start));
            for pair in lines.windows(2).filter(|_| !forced) {
                let (end, start) = (pair[0].chars().last(), pair[1].chars().next());
                if let (Some(end), Some(start)) = (end, start) {
                    prop_assert!(!NOT_FIRST.contains(start) && !NOT_LAST.contains(end), "{lines:?}");
                    let inside = end.is_ascii_digit() && start.is_ascii_digit() && !text.contains(' ');
                    prop_assert!(!inside, "{lines:?}");
                }
            }
        }
    }
}
