//! JSON values as YAML that people can read.

use serde_json::Value;

/// The value as a YAML document.
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    block(&mut out, value, 0);
    out
}

fn block(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(members) => {
            for (at, (key, value)) in members.iter().enumerate() {
                if at > 0 {
                    indent(out, depth);
                }
                out.push_str(&format!("{key}:"));
                below(out, value, depth + 1);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    indent(out, depth);
                }
                match item {
                    Value::Object(members) if !members.is_empty() => {
                        out.push_str("- ");
                        block(out, item, depth + 1);
                    }
                    item => {
                        out.push('-');
                        below(out, item, depth + 1);
                    }
                }
            }
        }
        plain => scalar(out, plain),
    }
}

/// What follows a key or a dash.
fn below(out: &mut String, value: &Value, depth: usize) {
    let is_short = |items: &[Value]| items.iter().all(|item| !item.is_object() && !item.is_array());
    match value {
        Value::Object(members) if !members.is_empty() => {
            out.push('\n');
            indent(out, depth);
            block(out, value, depth);
        }
        Value::Array(items) if !items.is_empty() && !is_short(items) => {
            out.push('\n');
            indent(out, depth);
            block(out, value, depth);
        }
        plain => {
            out.push(' ');
            scalar(out, plain);
        }
    }
}

/// JSON's own form of a value is YAML's too.
fn scalar(out: &mut String, value: &Value) {
    out.push_str(&value.to_string());
    out.push('\n');
}

fn indent(out: &mut String, depth: usize) {
    out.push_str(&"  ".repeat(depth));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::write;
    use crate::diag::Report;
    use crate::tree;

    #[test]
    fn what_is_written_reads_back() {
        let value = json!({
            "a": "：- #",
            "list": [{ "b": 1, "c": [1, 2], "d": [{ "e": true }] }, "x", [], {}],
            "table": { "f": null, "g": { "h": "多\n行\"" } },
        });
        let text = write(&value);
        let mut report = Report::new();
        let node = tree::parse_yaml(&"x".into(), &text, 0, &mut report);
        assert!(report.is_empty(), "{text}{report:?}");
        assert_eq!(serde_json::to_value(&node).expect("JSON"), value, "{text}");
        assert!(text.contains("list:\n  - b: 1\n    c: [1,2]\n"), "{text}");
    }
}
