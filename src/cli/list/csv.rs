//! Tables for spreadsheets (RFC 4180).

/// Without it Excel takes UTF-8 for the local encoding, and Chinese turns to rubbish.
const MARK: char = '\u{FEFF}';

/// A table with a row of names first.
pub fn table(names: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = String::from(MARK);
    line(&mut text, names.iter().copied());
    for row in rows {
        line(&mut text, row.iter().map(String::as_str));
    }
    text
}

fn line<'f>(text: &mut String, fields: impl Iterator<Item = &'f str>) {
    for (number, value) in fields.enumerate() {
        if number > 0 {
            text.push(',');
        }
        field(text, value);
    }
    text.push_str("\r\n");
}

/// A field. Spreadsheets take what begins with these signs for a formula and run it, though it
/// stands in quotes; an apostrophe makes it text.
fn field(text: &mut String, value: &str) {
    let runs = value
        .trim_start_matches([' ', '\u{3000}'])
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    if !runs && !value.contains([',', '"', '\r', '\n']) {
        text.push_str(value);
        return;
    }
    text.push('"');
    if runs {
        text.push('\'');
    }
    text.push_str(&value.replace('"', "\"\""));
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(value: &str) -> String {
        let mut text = String::new();
        field(&mut text, value);
        text
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        assert_eq!(one("刷单返利"), "刷单返利");
        assert_eq!(one("甲,乙"), "\"甲,乙\"");
        assert_eq!(one("他说\"转账\""), "\"他说\"\"转账\"\"\"");
        assert_eq!(one("两\n行"), "\"两\n行\"");
        assert_eq!(table(&["a", "b"], [vec!["1".to_owned(), String::new()]].into_iter()), "\u{FEFF}a,b\r\n1,\r\n");
    }

    #[test]
    fn nothing_is_a_formula() {
        for value in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"] {
            assert_eq!(one(value), format!("\"'{value}\""));
        }
        assert_eq!(one("A-B"), "A-B");
    }
}
