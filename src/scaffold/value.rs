//! Answers of people as values in TOML.

use crate::date::Written;
use crate::diag::{Report, Text};
use crate::schema::{Field, Shape};
use crate::t;
use crate::tree;

/// A text in quotation marks; what would break its line becomes a space.
pub fn quoted(text: &str) -> String {
    let plain = text.trim().replace('\\', "\\\\").replace('"', "\\\"").replace(char::is_control, " ");
    format!("\"{plain}\"")
}

/// What somebody wrote for a key, as TOML, or what is wrong with it.
pub fn toml(field: &Field, shape: &Shape, written: &str) -> Result<String, Text> {
    let written = written.trim();
    match shape {
        Shape::Text | Shape::Choice(_) => word(field, written),
        Shape::Date => match Written::parse(written) {
            Some(date) => Ok(date.to_string()),
            None => Err(t!("“{written}”不是日期，写成 2026-06-01", "`{written}` is no date; write 2026-06-01")),
        },
        Shape::Truth => match written {
            "true" | "是" | "y" | "Y" | "yes" => Ok("true".to_owned()),
            "false" | "否" | "n" | "N" | "no" => Ok("false".to_owned()),
            _ => Err(t!("写 是 或 否", "write yes or no")),
        },
        Shape::Integer { .. } => {
            let fits = |number: &i64| field.range.is_none_or(|(least, greatest)| (least..=greatest).contains(number));
            match written.parse::<i64>().ok().filter(fits) {
                Some(number) => Ok(number.to_string()),
                None => Err(t!("“{written}”不是合适的整数", "`{written}` is no fitting integer")),
            }
        }
        Shape::List(inner) if !written.starts_with('[') && matches!(**inner, Shape::Text | Shape::Choice(_)) => {
            let items = written.split(['；', ';']).map(str::trim).filter(|item| !item.is_empty());
            let items: Vec<String> = items.map(|item| word(field, item)).collect::<Result<_, _>>()?;
            Ok(format!("[{}]", items.join(", ")))
        }
        Shape::List(_) | Shape::Map(_) | Shape::Table(_) | Shape::Number | Shape::Any => raw(field, written),
    }
}

/// A word of the list: as it is written, by its meaning, or by its number. Where there is no list,
/// any text of the right length.
fn word(field: &Field, written: &str) -> Result<String, Text> {
    if field.words.is_empty() {
        let halves: usize = written.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let length = halves.div_ceil(2);
        return match field.length {
            Some((fewest, most)) if !(fewest as usize..=most as usize).contains(&length) => Err(t!(
                "有 {length} 个字，应为 {fewest}—{most} 个",
                "it has {length} characters; it should have {fewest} to {most}"
            )),
            _ => Ok(quoted(written)),
        };
    }
    let by_number = written.parse::<usize>().ok().and_then(|number| field.words.get(number.checked_sub(1)?));
    // A meaning may go on in brackets.
    let short = |meaning: &'static str| meaning.split(['（', '(']).next().unwrap_or_default().trim_end();
    let by_name =
        field.words.iter().find(|(word, meaning)| [*word, short(meaning.zh), short(meaning.en)].contains(&written));
    match by_name.or(by_number) {
        Some((word, _)) => Ok(quoted(word)),
        None => {
            let words: Vec<&str> = field.words.iter().map(|(word, _)| *word).collect();
            let (zh, en) = (words.join("、"), words.join(", "));
            Err(t!("“{written}”不在可选值之中：{zh}", "`{written}` is not one of {en}"))
        }
    }
}

fn raw(field: &Field, written: &str) -> Result<String, Text> {
    let mut report = Report::new();
    tree::parse_toml(&"".into(), &format!("{} = {written}", field.key), 0, &mut report);
    let example = field.example;
    match report.has_errors() || written.contains('\n') {
        true => Err(t!("“{written}”写法有误，例：{example}", "`{written}` is malformed; an example: {example}")),
        false => Ok(written.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{Alert, Bulletin, Quiz};
    use crate::schema::{Table, fields};

    fn of(table: &Table, key: &str, written: &str) -> Option<String> {
        let field = fields::describe(table.name, key).expect("described");
        toml(field, table.get(key).expect("a key"), written).ok()
    }

    #[test]
    fn answers_become_values() {
        let alert = Table::of::<Alert>();
        for written in ["urgent", "3", "紧急"] {
            assert_eq!(of(&alert, "level", written).as_deref(), Some("\"urgent\""));
        }
        assert_eq!(of(&alert, "level", "预警").as_deref(), Some("\"warning\""));
        assert_eq!(of(&alert, "level", "9"), None);
        assert_eq!(of(&alert, "takeaways", "先挂断；再核实").as_deref(), Some("[\"先挂断\", \"再核实\"]"));
        assert_eq!(of(&alert, "takeaways", "一"), None, "too short");
        let bulletin = Table::of::<Bulletin>();
        assert_eq!(of(&bulletin, "issue", "12").as_deref(), Some("12"));
        assert_eq!(of(&bulletin, "issue", "0"), None);
        assert_eq!(of(&bulletin, "publisher", "某\"会\\\n").as_deref(), Some("\"某\\\"会\\\\\""));
        assert_eq!(of(&Table::of::<Quiz>(), "questions", "[{ text = "), None);
    }
}
