//! Shortcodes in old texts: where they stand and what they are given.

use std::ops::Range;

/// A shortcode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its place.
    pub place: Range<usize>,
    /// Its name; `end` or `/name` closes one.
    pub name: String,
    /// What it is given, without names.
    pub positional: Vec<String>,
    /// What it is given by name.
    pub named: Vec<(String, String)>,
}

impl Call {
    /// An argument by name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.named.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// An argument by name, or by its place.
    pub fn any(&self, name: &str, at: usize) -> Option<&str> {
        self.get(name).or_else(|| self.positional.get(at).map(String::as_str))
    }
}

/// Hugo's: `{{< name a b="c" >}}` and `{{% name %}}`. Those that are only shown (`{{</* … */>}}`) are
/// no calls.
pub fn of_hugo(text: &str) -> Vec<Call> {
    find(text, &[("{{<", ">}}"), ("{{%", "%}}")], |inner| {
        if inner.starts_with("/*") {
            return None;
        }
        let inner = inner.trim().trim_end_matches('/').trim_end();
        let length = inner.find(char::is_whitespace).unwrap_or(inner.len());
        let (name, rest) = inner.split_at(length);
        Some((name.to_owned(), arguments(rest, char::is_whitespace)))
    })
}

/// Zola's: `{{ name(a="b") }}` and `{% name(a="b") %}`.
pub fn of_zola(text: &str) -> Vec<Call> {
    find(text, &[("{{", "}}"), ("{%", "%}")], |inner| {
        let inner = inner.trim().trim_matches('-').trim();
        if inner == "end" {
            return Some(("end".to_owned(), Default::default()));
        }
        let (name, rest) = inner.split_once('(')?;
        let is_name =
            |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ':');
        let arguments = arguments(rest.strip_suffix(')')?, |c| c == ',' || c.is_whitespace());
        is_name(name.trim()).then(|| (name.trim().to_owned(), arguments))
    })
}

type Arguments = (Vec<String>, Vec<(String, String)>);

fn find(text: &str, marks: &[(&str, &str)], read: impl Fn(&str) -> Option<(String, Arguments)>) -> Vec<Call> {
    let mut found = Vec::new();
    let fences = fenced(text);
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|found| at + found) {
        at = start + 1;
        let Some((open, close)) = marks.iter().find(|(open, _)| text[start..].starts_with(open)) else { continue };
        let inner = start + open.len();
        let Some(length) = text[inner..].find(close) else { continue };
        let end = inner + length + close.len();
        if fences.iter().any(|range| range.contains(&start)) {
            continue;
        }
        if let Some((name, (positional, named))) = read(&text[inner..inner + length]) {
            found.push(Call { place: start..end, name, positional, named });
            at = end;
        }
    }
    found
}

/// Fenced code, in which nothing is a shortcode.
pub fn fenced(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let inner = line.trim();
        let fence = ["```", "~~~"].into_iter().find(|fence| inner.starts_with(fence));
        match (open, fence) {
            (None, Some(fence)) => open = Some((at, fence)),
            (Some((start, own)), Some(fence)) if own == fence => {
                ranges.push(start..at + line.len());
                open = None;
            }
            _ => {}
        }
        at += line.len();
    }
    ranges.extend(open.map(|(start, _)| start..text.len()));
    ranges
}

/// Words and `name=value`, values perhaps between quotation marks.
fn arguments(text: &str, between: impl Fn(char) -> bool) -> Arguments {
    let mut all = Arguments::default();
    let mut rest = text.trim_start_matches(&between);
    while !rest.is_empty() {
        let (first, after) = word(rest, &between);
        let after_space = after.trim_start();
        match after_space.strip_prefix('=').filter(|_| is_name(&first)) {
            Some(value) => {
                let (value, after) = word(value.trim_start(), &between);
                all.1.push((first, value));
                rest = after;
            }
            None => {
                all.0.push(first);
                rest = after;
            }
        }
        rest = rest.trim_start_matches(&between);
    }
    all
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

/// One word or quotation, and what follows it. Never takes nothing.
fn word<'t>(text: &'t str, between: &impl Fn(char) -> bool) -> (String, &'t str) {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    if let Some(quote) = quote {
        let inner = &text[1..];
        let mut out = String::new();
        let mut chars = inner.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' if quote != '`' => out.extend(chars.next().map(|(_, c)| c)),
                c if c == quote => return (out, &inner[at + 1..]),
                c => out.push(c),
            }
        }
        return (out, "");
    }
    let end = text.find(|c: char| c == '=' || between(c)).unwrap_or(text.len());
    let end = if end == 0 { text.chars().next().map_or(0, char::len_utf8) } else { end };
    (text[..end].to_owned(), &text[end..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn calls_of_both_are_read() {
        let hugo = of_hugo(
            "a {{< figure src=\"/x.png\" alt='图 \\'一\\'' >}} {{% notice tip %}}b{{% /notice %}} {{</* x */>}}",
        );
        assert_eq!(hugo.len(), 3);
        assert_eq!((hugo[0].get("src"), hugo[0].get("alt")), (Some("/x.png"), Some("图 '一'")));
        assert_eq!((hugo[1].name.as_str(), hugo[1].any("kind", 0)), ("notice", Some("tip")));
        assert_eq!(hugo[2].name, "/notice");
        let zola =
            of_zola("{{ youtube(id=\"abc\", autoplay=true) }} {% quote(author='甲') %}乙{% end %} {{ page.title }}");
        assert_eq!(zola.iter().map(|call| call.name.as_str()).collect::<Vec<_>>(), ["youtube", "quote", "end"]);
        assert_eq!((zola[0].get("id"), zola[0].get("autoplay")), (Some("abc"), Some("true")));
        assert!(of_zola("```\n{{ a(b=1) }}\n```\n").is_empty());
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "[{}<>%=\"'`\\\\a甲 ,/()*\n~-]{0,60}") {
            for call in of_hugo(&text).into_iter().chain(of_zola(&text)) {
                prop_assert!(text.get(call.place).is_some());
            }
        }
    }
}
