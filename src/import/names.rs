//! Names of people and bodies in the foot of a bulletin.

use std::ops::Range;

use super::rows::{ink, is_space, trim};
use crate::text::is_han;

/// A person's name in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name without spaces.
    pub name: String,
    /// Where it stands.
    pub at: Range<usize>,
    /// Whether spaces spread it.
    pub spread: bool,
}

/// The names that a text begins with, and where something else begins. `石 韧` is one name: names
/// of two characters are spread to the width of three.
pub fn people(text: &str) -> (Vec<Person>, Range<usize>) {
    let mut found: Vec<Person> = Vec::new();
    let mut end = 0;
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let parts = is_space(c)
            || matches!(c, '、' | '，' | ',' | '；' | ';' | '/' | '／' | '｜' | '|' | '）' | ')' | '。' | '（' | '(');
        match (parts, start) {
            (true, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        let shown = &text[word.clone()];
        let length = shown.chars().count();
        if !shown.chars().all(|c| is_han(c) || c == '·') || length > 8 {
            break;
        }
        let next = words.peek().filter(|next| length == 1 && text[(*next).clone()].chars().count() == 1);
        let only_spaces = next.is_some_and(|next| text[word.end..next.start].chars().all(is_space));
        let (at, spread) = match next.cloned() {
            Some(next) if only_spaces => {
                words.next();
                (word.start..next.end, true)
            }
            _ => (word, false),
        };
        end = at.end;
        found.push(Person { name: ink(&text[at.clone()]), at, spread });
    }
    (found, end..text.len())
}

/// The recipients of a printed list.
pub fn recipients(text: &str) -> Vec<String> {
    let text = trim(text).trim_end_matches(['。', '；', ';', '，', ',', '.']);
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    let mut depth = 0_i32;
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        match c {
            '《' | '“' | '（' | '(' | '〔' => depth += 1,
            '》' | '”' | '）' | ')' | '〕' => depth -= 1,
            _ => {}
        }
        let rest: String = chars[at + 1..].iter().collect();
        let splits = depth <= 0
            && match c {
                '；' | ';' | '，' | ',' => true,
                '、' => !goes_on(&part, &rest),
                c if is_space(*c) => !part.is_empty(),
                _ => false,
            };
        if splits {
            push(&mut parts, &mut part);
        } else {
            part.push(*c);
        }
    }
    push(&mut parts, &mut part);
    parts
}

fn push(parts: &mut Vec<String>, part: &mut String) {
    let shown = trim(part).to_owned();
    part.clear();
    if !shown.is_empty() {
        parts.push(shown);
    }
}

/// Whether a 、 stands inside a phrase, as in 各省、区、市人大常委会 and 各办事机构、工作机构.
fn goes_on(before: &str, after: &str) -> bool {
    let next: String =
        after.chars().take_while(|c| !matches!(c, '、' | '，' | '；' | ',' | ';') && !is_space(*c)).collect();
    if next.starts_with('各') || next.starts_with('省') && next.chars().count() > 3 {
        return false;
    }
    let Some(each) = before.rfind('各') else {
        return before.chars().count() == 1;
    };
    let named = &before[each + '各'.len_utf8()..];
    let short = named.split('、').all(|name| (1..=3).contains(&name.chars().count()));
    if short && !is_whole(named) {
        return true;
    }
    let tail = |text: &str| text.chars().rev().take(2).collect::<String>();
    next.chars().count() <= 5 && next.chars().count() >= 3 && tail(&next) == tail(before)
}

/// Whether a word after 各 already names bodies: 各部门、各单位.
fn is_whole(word: &str) -> bool {
    word.chars().count() > 1
        && [
            "所",
            "股",
            "科",
            "室",
            "队",
            "局",
            "院",
            "中心",
            "公司",
            "部门",
            "单位",
            "成员",
            "街道",
            "乡镇",
            "支队",
            "大队",
            "机关",
            "银行",
            "委办局",
            "派出所",
            "学校",
        ]
        .iter()
        .any(|end| word.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        people(text).0.into_iter().map(|person| person.name).collect()
    }

    #[test]
    fn names_of_two_characters_are_closed_up() {
        assert_eq!(names("石 韧 谢峥嵘"), ["石韧", "谢峥嵘"]);
        assert_eq!(names("李　明、王小二，赵 六"), ["李明", "王小二", "赵六"]);
        let (found, rest) = people(" 石 韧 0731-1234567");
        assert_eq!((found.len(), rest.start), (1, " 石 韧".len()));
    }

    #[test]
    fn lists_are_split_where_bodies_end() {
        let list = |text: &str| recipients(text).join("|");
        assert_eq!(
            list("全国人大常委会办公厅联络局、研究室、新闻局、《中国人大》杂志社"),
            "全国人大常委会办公厅联络局|研究室|新闻局|《中国人大》杂志社"
        );
        assert_eq!(list("各省、区、市人大常委会代表联络工作机构"), "各省、区、市人大常委会代表联络工作机构");
        assert_eq!(
            list("省人大各专门委员会，省人大常委会各办事机构、工作机构，省纪委省监委驻省人大机关纪检监察组"),
            "省人大各专门委员会|省人大常委会各办事机构、工作机构|省纪委省监委驻省人大机关纪检监察组"
        );
        assert_eq!(list("各市州、县市区人大常委会联工委"), "各市州、县市区人大常委会联工委");
        assert_eq!(
            list("省委办公厅、省委组织部、省委宣传部，省人民政府办公厅"),
            "省委办公厅|省委组织部|省委宣传部|省人民政府办公厅"
        );
        assert_eq!(list("各镇（街道）、各县直单位。"), "各镇（街道）|各县直单位");
    }
}
