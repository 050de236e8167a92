//! The head of a bulletin: name, numbers, publisher, date.

use std::ops::Range;

use jiff::civil::Date;

use super::patterns::{NUMBER, YEAR, date, pattern};
use super::rows::{Account, Role, Row, ink, is_rule, is_space, trim};
use crate::numeral;

pattern!(
    TOTAL = format!(
        r"(?:[（(〔\[【][ 　]*)?(?P<text>总[ 　]*(?:字)?第?[ 　]*(?P<no>{NUMBER})[ 　]*[期号])(?:[ 　]*[)）〕\]】])?"
    )
);
pattern!(
    ISSUE = format!(
        r"(?:[〔\[（(]?(?P<year>{YEAR})[〕\])）]?[ 　]*(?:年度?)?[ 　]*)?[（(〔\[]?第[ 　]*(?P<no>{NUMBER})[ 　]*(?:期?[ 　]*[、,，\-—–－至～~][ 　]*(?:第[ 　]*)?(?P<to>{NUMBER})[ 　]*)?期(?:[ 　]*[（(]?[ 　]*合[ 　]*[刊订][ 　]*[)）]?)?(?:[ 　]*[)）〕\]])?"
    )
);
pattern!(
    SUPPLEMENT = format!(
        r"(?:(?P<year>{YEAR})[ 　]*年度?[ 　]*)?[（(〔\[【]?增[ 　]*刊(?:[ 　]*[（(第][ 　]*(?P<no>{NUMBER})[ 　]*[期号]?(?:[ 　]*[)）])?)?(?:[ 　]*[)）〕\]】])?"
    )
);
pattern!(DATE = date());
pattern!(
    PUBLISHES = r"[ 　]*(?:编[ 　]*印|编[ 　]*发|编[ 　]*辑|主[ 　]*编|主[ 　]*办|承[ 　]*办|编[ 　]*制|印[ 　]*发|合[ 　]*编|联[ 　]*合[ 　]*编[ 　]*印|编)$"
);
pattern!(PUBLISHER_LABEL = r"^(?:主办|编印|编发|编辑|承办|编制|主管)(?:单位|机关)?[ 　]*[:：][ 　]*");
pattern!(NUMBERED_COPY = r"(?i)^(?:编号|份号|no)[ 　]*[.．:：]?[ 　]*[0-9]+$");

/// Endings of the names of bulletins.
const NAMES: &[&str] = &[
    "简报", "动态", "通讯", "信息", "快报", "专报", "简讯", "通报", "参考", "交流", "月报", "周报", "旬报", "专刊",
    "资料", "反映", "要情", "之窗", "摘编", "摘报", "月刊", "季刊", "速递", "导刊", "工作", "情况", "纪要", "专辑",
    "园地", "前沿", "战报", "快讯", "播报", "速报", "期刊", "观察", "研究", "前哨", "之声", "阵地", "在线", "内参",
    "汇编", "学习", "警示", "提示", "日志", "往来", "纵横", "快递", "导报", "风采", "报",
];

/// Endings of the names of bodies.
const BODIES: &[&str] = &[
    "局",
    "委",
    "委员会",
    "办公室",
    "中心",
    "支队",
    "大队",
    "总队",
    "公司",
    "银行",
    "支行",
    "分行",
    "院",
    "厅",
    "处",
    "部",
    "协会",
    "会",
    "队",
    "科",
    "社",
    "站",
    "所",
    "政府",
    "党委",
    "大学",
    "学校",
    "专班",
    "小组",
    "联盟",
    "办",
    "组",
    "科室",
    "法院",
    "检察院",
    "街道",
    "党工委",
    "管委会",
    "秘书处",
    "室",
    "学会",
    "报社",
    "编辑部",
];

/// How far down a masthead may reach.
const DEEPEST: usize = 30;

/// What a masthead says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Masthead {
    /// The name as printed, without spaces.
    pub name: Option<String>,
    /// 期号.
    pub issue: Option<u32>,
    /// The last number of a combined issue.
    pub issue_to: Option<u32>,
    /// 增刊; 0 without a number.
    pub supplement: Option<u32>,
    /// 总期号.
    pub total: Option<u32>,
    /// The same as printed, without spaces.
    pub total_text: Option<String>,
    /// The year, if it is given beside the number.
    pub year: Option<u32>,
    /// The date.
    pub date: Option<Date>,
    /// Who publishes it.
    pub publishers: Vec<String>,
    /// The first row that is no longer of it.
    pub end: usize,
}

/// A part of a masthead line that a pattern knows.
struct Found {
    range: Range<usize>,
    text: Range<usize>,
    role: Role,
}

/// A part that no pattern knows.
struct Rest {
    row: usize,
    range: Range<usize>,
    text: String,
}

/// Reads the head. Lines with labels of the tail, such as editors, are left for it: `is_tail`.
pub fn read(
    rows: &[Row<'_>],
    from: usize,
    account: &mut Account,
    is_tail: impl Fn(&str) -> bool,
) -> (Masthead, Vec<usize>) {
    let mut head = Masthead::default();
    let mut rests: Vec<Rest> = Vec::new();
    let mut labelled = Vec::new();
    let Some(numbered) = numbered_row(rows, from) else { return (head, labelled) };
    for (at, row) in rows.iter().enumerate().take(DEEPEST).skip(from) {
        if row.table.is_some() {
            if at > numbered {
                break;
            }
            account.enter_row(at, row, Role::Unknown);
            continue;
        }
        if is_rule(row.text) {
            account.enter_row(at, row, Role::Label);
            head.end = at + 1;
            if at > numbered && head.date.is_some() {
                break;
            }
            continue;
        }
        let found = fields(row.text, &head);
        let parts = rests_of(at, row.text, &found);
        let is_loose = parts.iter().map(|rest| ink(&rest.text).chars().count()).sum::<usize>() > 34;
        if at > numbered {
            let complete = !head.publishers.is_empty() && head.date.is_some();
            let known = !found.is_empty() && !is_loose && !row.text.contains(['。', '；']);
            let publishes = !complete
                && parts.len() == 1
                && is_publisher(&parts[0].text, head.publishers.is_empty() || follows_up(rows, at));
            if is_tail(row.text) && !known {
                labelled.push(at);
                head.end = at + 1;
                continue;
            }
            if !known && !publishes {
                break;
            }
        }
        for part in &found {
            take(&mut head, row.text, part);
            account.enter(at, row.text, part.range.start..part.text.start, Role::Label);
            account.enter(at, row.text, part.text.clone(), part.role.clone());
            account.enter(at, row.text, part.text.end..part.range.end, Role::Label);
        }
        rests.extend(parts);
        head.end = at + 1;
    }
    name_and_publishers(&mut head, rests, rows, account);
    (head, labelled)
}

/// Whether a date or a rule still comes in the next lines, so that this one is of the head too.
fn follows_up(rows: &[Row<'_>], at: usize) -> bool {
    let next = rows.iter().skip(at + 1).take(3);
    next.take_while(|row| row.width < 70).any(|row| DATE.is_match(row.text) || is_rule(row.text))
}

/// Whether the first row is the head of a page, that names what the masthead below names again.
pub fn is_page_head(rows: &[Row<'_>]) -> bool {
    let Some(first) = rows.first().filter(|row| row.table.is_none()) else { return false };
    let start =
        ISSUE.find(first.text).or_else(|| TOTAL.find(first.text)).map_or(first.text.len(), |found| found.start());
    let name = ink(&first.text[..start]);
    name.chars().count() > 1 && rows.iter().skip(1).take(4).any(|row| ink(row.text) == name)
}

/// Whether a text has what only mastheads have.
pub fn is_of_head(text: &str) -> bool {
    ISSUE.is_match(text) || TOTAL.is_match(text)
}

/// The row with the number, or with a date if there is no number.
fn numbered_row(rows: &[Row<'_>], from: usize) -> Option<usize> {
    let short = |row: &Row<'_>| row.table.is_none() && row.width <= 90 && !row.text.contains(['。', '；']);
    let head = || rows.iter().enumerate().take(DEEPEST).skip(from).filter(|(_, row)| short(row));
    let numbered = head().find(|(_, row)| {
        (ISSUE.is_match(row.text) || TOTAL.is_match(row.text) || SUPPLEMENT.is_match(row.text)) && row.width <= 70
    });
    let dated = || {
        head().take(8).find(|(_, row)| {
            DATE.find(row.text).is_some_and(|found| ink(found.as_str()).len() * 2 >= ink(row.text).len())
        })
    };
    numbered.or_else(dated).map(|(at, _)| at)
}

fn fields(text: &str, head: &Masthead) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let add = |range: Range<usize>, shown: Range<usize>, role: &'static str, found: &mut Vec<Found>| {
        if !found.iter().any(|other| range.start < other.range.end && other.range.start < range.end) {
            let role = if makes_sense(role, &text[range.clone()]) { Role::Field(role) } else { Role::Unknown };
            found.push(Found { range, text: shown, role });
        }
    };
    if head.total.is_none()
        && let Some(captures) = TOTAL.captures(text)
        && let (Some(whole), Some(shown)) = (captures.get(0), captures.name("text"))
    {
        add(whole.range(), shown.range(), "total", &mut found);
    }
    let patterns = [
        (&*DATE, "date", head.date.is_some()),
        // 增刊第 1 期 is a number of supplements.
        (&*SUPPLEMENT, "supplement", head.supplement.is_some_and(|number| number > 0)),
        (&*ISSUE, "issue", head.issue.is_some()),
    ];
    for (pattern, role, _) in patterns.into_iter().filter(|(.., known)| !known) {
        if let Some(whole) = pattern.find(text) {
            add(whole.range(), whole.range(), role, &mut found);
        }
    }
    found.sort_by_key(|part| part.range.start);
    found
}

fn number(text: Option<regex::Match<'_>>) -> Option<u32> {
    u32::try_from(numeral::read(text?.as_str())?).ok()
}

fn take(head: &mut Masthead, text: &str, part: &Found) {
    let shown = &text[part.range.clone()];
    match part.role {
        Role::Field("total") => {
            if let Some(captures) = TOTAL.captures(shown) {
                head.total = head.total.or(number(captures.name("no")));
                head.total_text.get_or_insert_with(|| ink(&text[part.text.clone()]));
            }
        }
        Role::Field("issue") => {
            if let Some(captures) = ISSUE.captures(shown) {
                head.issue = number(captures.name("no"));
                head.issue_to = number(captures.name("to")).filter(|to| head.issue.is_some_and(|first| *to > first));
                head.year = head.year.or(number(captures.name("year")));
            }
        }
        Role::Field("supplement") => {
            if let Some(captures) = SUPPLEMENT.captures(shown) {
                head.supplement = number(captures.name("no")).or(head.supplement).or(Some(0));
                head.year = head.year.or(number(captures.name("year")));
            }
        }
        Role::Field("date") => head.date = head.date.or_else(|| read_date(shown)),
        _ => {}
    }
}

/// Whether a part has a value: there is no 0th month, and no issue 5 to 3.
fn makes_sense(role: &str, shown: &str) -> bool {
    let is_number = |found: Option<regex::Match<'_>>| found.is_none() || number(found).is_some();
    match role {
        "date" => read_date(shown).is_some(),
        "issue" => ISSUE.captures(shown).is_some_and(|captures| {
            let (first, to) = (number(captures.name("no")), captures.name("to"));
            first.is_some() && is_number(captures.name("year")) && (to.is_none() || number(to) > first)
        }),
        "supplement" => SUPPLEMENT
            .captures(shown)
            .is_some_and(|captures| is_number(captures.name("no")) && is_number(captures.name("year"))),
        _ => TOTAL.captures(shown).is_some_and(|captures| number(captures.name("no")).is_some()),
    }
}

/// Reads a date as mastheads write it.
pub fn read_date(text: &str) -> Option<Date> {
    let captures = DATE.captures(text)?;
    let part = |names: [&str; 2]| number(names.iter().find_map(|name| captures.name(name)));
    let [year, month, day] = [["y", "y2"], ["m", "m2"], ["d", "d2"]].map(part);
    Date::new(year?.try_into().ok()?, month?.try_into().ok()?, day?.try_into().ok()?).ok()
}

/// What lies between the known parts, split at wide spaces.
fn rests_of(row: usize, text: &str, found: &[Found]) -> Vec<Rest> {
    let mut rests = Vec::new();
    let mut start = 0;
    let ends = found.iter().map(|part| (part.range.start, part.range.end)).chain([(text.len(), text.len())]);
    for (end, next) in ends {
        let part = &text[start..end];
        let shown = part.trim_matches(|c: char| {
            is_space(c) || matches!(c, '|' | '｜' | '·' | '/' | '（' | '）' | '(' | ')' | ',' | '，')
        });
        if !shown.is_empty() {
            let at = start + part.find(shown).unwrap_or(0);
            // A whole bracket is a subtitle; half a one belongs to the number beside it.
            let open =
                part[..at - start].ends_with(['（', '(']) && part[at - start + shown.len()..].starts_with(['）', ')']);
            let range = if open {
                at - opening(part, at - start)..closing(part, start, at + shown.len())
            } else {
                at..at + shown.len()
            };
            rests.push(Rest { row, text: text[range.clone()].to_owned(), range });
        }
        start = next;
    }
    rests
}

fn opening(part: &str, at: usize) -> usize {
    part[..at].chars().next_back().map_or(0, char::len_utf8)
}

fn closing(part: &str, start: usize, at: usize) -> usize {
    at + part[at - start..].chars().next().map_or(0, char::len_utf8)
}

fn is_publisher(text: &str, loosely: bool) -> bool {
    let plain = ink(text);
    let length = plain.chars().count();
    let clean = !plain.contains(['，', '。', '；', '！', '？', '“', '《']);
    let label = PUBLISHER_LABEL.is_match(trim(text));
    clean && (2..=40).contains(&length) && (label || PUBLISHES.is_match(trim(text)) || loosely && is_body(&plain))
}

/// Whether a text is the name of a body, by its ending.
pub fn is_body(text: &str) -> bool {
    let length = text.chars().count();
    (3..=32).contains(&length)
        && BODIES.iter().any(|end| text.ends_with(end))
        && !text.contains(['，', '。', '：', '、', '“'])
}

fn is_pinyin(text: &str) -> bool {
    text.chars().filter(|c| !is_space(*c)).count() >= 5
        && text.chars().all(|c| c.is_ascii_uppercase() || is_space(c) || c == '\'')
}

fn is_name(text: &str) -> bool {
    let plain = ink(text);
    NAMES.iter().any(|end| plain.ends_with(end)) && !plain.contains(['，', '。', '：'])
}

/// Tells the name from the publishers among what no pattern knew.
fn name_and_publishers(head: &mut Masthead, rests: Vec<Rest>, rows: &[Row<'_>], account: &mut Account) {
    let is_aside = |rest: &Rest| {
        let plain = ink(&rest.text);
        NUMBERED_COPY.is_match(&plain)
            || plain.starts_with(['（', '(', '〔', '【', '—', '[', '―'])
            || plain.contains(['：', ':']) && !PUBLISHER_LABEL.is_match(trim(&rest.text))
    };
    let publishes = |rest: &Rest| !is_aside(rest) && is_publisher(&rest.text, false);
    let first_publisher = rests.iter().position(&publishes).unwrap_or(rests.len());
    let candidates = || {
        rests.iter().enumerate().take(first_publisher.max(1)).filter(|(_, rest)| !is_aside(rest) && !publishes(rest))
    };
    let latin = candidates().find(|(_, rest)| is_pinyin(&rest.text)).map(|(at, _)| at);
    let named = candidates().filter(|(at, rest)| Some(*at) != latin && is_name(&rest.text)).map(|(at, _)| at).next();
    let han = candidates().filter(|(_, rest)| !is_pinyin(&rest.text) && !is_body(&ink(&rest.text))).map(|(at, _)| at);
    // Beside capitals a line that has no word for a bulletin is a motto.
    let largest =
        || han.max_by_key(|at| (rows[rests[*at].row].size.map_or(0, |size| size as u32), std::cmp::Reverse(*at)));
    let name_end = named.or(latin).or_else(largest);
    let mut of_name: Vec<usize> = Vec::new();
    if let Some(end) = name_end {
        of_name.push(end);
        // Capitals may go on in the next line.
        while Some(end) == latin
            && let Some(next) = of_name.last().map(|last| last + 1)
            && rests.get(next).is_some_and(|rest| is_pinyin(&rest.text))
        {
            of_name.push(next);
        }
        // A name may be set over several short lines, or its words apart in one.
        while let Some(before) = of_name[0].checked_sub(1) {
            let rest = &rests[before];
            let plain = ink(&rest.text);
            let near = rests[of_name[0]].row - rest.row <= 1;
            if Some(before) == latin
                || is_aside(rest)
                || publishes(rest)
                || is_body(&plain)
                || !near
                || plain.chars().count() > 8
                || ink(&rests[of_name[0]].text).contains(&plain)
                || Some(end) == latin
            {
                break;
            }
            of_name.insert(0, before);
        }
    }
    let name: String = of_name.iter().map(|at| ink(&rests[*at].text)).collect();
    head.name = (!name.is_empty()).then_some(name);
    for (at, rest) in rests.iter().enumerate() {
        let text = rows[rest.row].text;
        if of_name.contains(&at) {
            account.enter(rest.row, text, rest.range.clone(), Role::Field("masthead"));
        } else if !is_aside(rest) && is_publisher(&rest.text, true) {
            publisher(head, rest, text, account);
        } else {
            account.enter(rest.row, text, rest.range.clone(), Role::Unknown);
        }
    }
}

/// Enters the part of a line that says who publishes; two bodies may stand there with a wide gap.
fn publisher(head: &mut Masthead, rest: &Rest, text: &str, account: &mut Account) {
    let label = PUBLISHER_LABEL.find(&rest.text).map_or(0, |found| found.end());
    let end = PUBLISHES.find(&rest.text[label..]).map_or(rest.text.len(), |found| label + found.start());
    account.enter(rest.row, text, rest.range.start..rest.range.start + label, Role::Label);
    account.enter(rest.row, text, rest.range.start + end..rest.range.end, Role::Label);
    let shown = &rest.text[label..end];
    let mut from = 0;
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (at, c) in shown.char_indices() {
        if is_space(c) || matches!(c, '、' | '，' | ',' | '；') {
            parts.push(from..at);
            from = at + c.len_utf8();
        }
    }
    parts.push(from..shown.len());
    let whole = parts.iter().filter(|part| !part.is_empty()).all(|part| is_body(&shown[(*part).clone()]));
    if !whole {
        parts.clear();
        parts.push(0..shown.len());
    }
    for part in parts {
        let name = ink(&shown[part.clone()]);
        if !name.is_empty() {
            head.publishers.push(name);
            let start = rest.range.start + label;
            account.enter(rest.row, text, start + part.start..start + part.end, Role::Field("publisher"));
        }
    }
}
