//! What of a finished page search reads.
//!
//! That is what stands in elements with `data-search`, or in `<main>` where a page has none; but
//! not what leads elsewhere or is no text: `<nav>`, `<aside>`, `<footer>`, forms, scripts, hidden
//! elements, and elements with `data-search="off"`; the innermost of them decides.
//! `data-search="title"` makes a text count like the title, `"lead"` like a heading. Of the head, the
//! description and the keywords are read.
//!
//! The HTML is our own, minified or not, so a tokenizer of tags is enough. `data-search` belongs
//! on elements that must be closed: end tags of paragraphs and list items may have been left out.

use memchr::{memchr, memmem};

use super::terms::{BODY, Class, Gatherer, LEAD, TITLE, Terms};
use crate::finish::attributes;

/// The terms of a page.
pub fn terms(html: &[u8]) -> Terms {
    let mut reader = Reader { gatherer: Gatherer::default(), scopes: Vec::new(), has_regions: has_regions(html) };
    reader.read(html);
    reader.gatherer.finish()
}

/// What an element that is open does to the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// It is read.
    Region,
    /// It is left out.
    Off,
    /// It counts so.
    Class(Class),
}

/// An open element with a role.
struct Scope {
    name: Name,
    role: Role,
    /// Open elements of the same name in it.
    inner: usize,
}

struct Reader {
    gatherer: Gatherer,
    scopes: Vec<Scope>,
    has_regions: bool,
}

impl Reader {
    fn read(&mut self, html: &[u8]) {
        let mut rest = html;
        loop {
            let end = memchr(b'<', rest).unwrap_or(rest.len());
            self.text(&rest[..end]);
            let Some(tag) = rest.get(end + 1..) else { break };
            rest = match tag.first() {
                Some(b'!' | b'?') => after_declaration(tag),
                Some(b'/') => self.end(&tag[1..]),
                Some(byte) if byte.is_ascii_alphabetic() => self.start(tag),
                _ => {
                    self.pause();
                    tag
                }
            };
        }
    }

    /// The class of text here; nothing where it is left out.
    fn class(&self) -> Option<Class> {
        let mut class = BODY;
        let mut is_read = false;
        for scope in &self.scopes {
            match scope.role {
                Role::Off => is_read = false,
                Role::Region => is_read = true,
                Role::Class(inner) => class = class.min(inner),
            }
        }
        is_read.then_some(class)
    }

    fn pause(&mut self) {
        self.gatherer.pause(self.class().unwrap_or(BODY));
    }

    fn text(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let Some(class) = self.class() else { return };
        let text = String::from_utf8_lossy(bytes);
        let mut rest: &str = &text;
        while let Some(at) = rest.find('&') {
            self.gatherer.add(&rest[..at], class);
            let (letter, after) = reference(&rest[at + 1..]);
            match letter {
                Some(letter) => self.gatherer.add(letter.encode_utf8(&mut [0; 4]), class),
                None => self.gatherer.pause(class),
            }
            rest = after;
        }
        self.gatherer.add(rest, class);
    }

    fn start<'h>(&mut self, tag: &'h [u8]) -> &'h [u8] {
        let (whole, rest) = name(tag);
        let name = trimmed(&whole);
        if !is_inline(name) {
            self.pause();
        }
        let (mut role, mut wanted) = (self.role_of(name), None);
        let mut of_head = [None, None];
        let rest = attributes(rest, &mut |key, value| match key {
            b"data-search" => wanted = role_by_attribute(value),
            b"hidden" => role = Some(Role::Off),
            b"class" if name == b"sup" && memmem::find(value, b"footnote-ref").is_some() => role = Some(Role::Off),
            b"name" if name == b"meta" => of_head[0] = Some(value.to_ascii_lowercase()),
            b"content" if name == b"meta" => of_head[1] = Some(value.to_vec()),
            _ => {}
        });
        if let [Some(about), Some(content)] = of_head {
            self.meta(&about, &content);
        }
        if matches!(name, b"script" | b"style" | b"title" | b"textarea") {
            return after_raw(rest, name);
        }
        if let Some(role) = wanted.or(role).filter(|_| !is_void(name)) {
            self.scopes.push(Scope { name: whole, role, inner: 0 });
        } else if let Some(top) = self.scopes.last_mut().filter(|top| top.name == whole) {
            top.inner += 1;
        }
        rest.strip_prefix(b">").unwrap_or(rest)
    }

    fn end<'h>(&mut self, tag: &'h [u8]) -> &'h [u8] {
        let (whole, rest) = name(tag);
        if !is_inline(trimmed(&whole)) {
            self.pause();
        }
        if let Some(top) = self.scopes.last_mut().filter(|top| top.name == whole) {
            match top.inner.checked_sub(1) {
                Some(inner) => top.inner = inner,
                None => {
                    self.scopes.pop();
                }
            }
        }
        memchr(b'>', rest).map_or(&[], |at| &rest[at + 1..])
    }

    fn role_of(&self, name: &[u8]) -> Option<Role> {
        match name {
            b"main" if !self.has_regions => Some(Role::Region),
            b"h1" => Some(Role::Class(TITLE)),
            b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Some(Role::Class(LEAD)),
            b"nav" | b"aside" | b"footer" | b"form" | b"template" | b"noscript" | b"iframe" | b"svg" | b"button"
            | b"select" | b"object" => Some(Role::Off),
            _ => None,
        }
    }

    fn meta(&mut self, name: &[u8], content: &[u8]) {
        let class = match name {
            b"description" => LEAD,
            b"keywords" => TITLE,
            _ => return,
        };
        self.scopes.push(Scope { name: Name::default(), role: Role::Region, inner: 0 });
        self.scopes.push(Scope { name: Name::default(), role: Role::Class(class), inner: 0 });
        self.text(content);
        self.pause();
        self.scopes.truncate(self.scopes.len() - 2);
    }
}

fn role_by_attribute(value: &[u8]) -> Option<Role> {
    match value {
        b"" => Some(Role::Region),
        b"off" => Some(Role::Off),
        b"title" => Some(Role::Class(TITLE)),
        b"lead" => Some(Role::Class(LEAD)),
        _ => None,
    }
}

/// Whether a page says itself what is to be read.
fn has_regions(html: &[u8]) -> bool {
    let after = memmem::find_iter(html, b"data-search").filter_map(|at| html.get(at + b"data-search".len()..));
    let mut after = after.filter(|after| match after.first() {
        Some(b'=') => after.starts_with(b"=\"\""),
        byte => byte.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/')),
    });
    after.next().is_some()
}

/// An element's name in small letters, as far as names of HTML go.
type Name = [u8; 12];

fn name(tag: &[u8]) -> (Name, &[u8]) {
    let length = tag.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-').unwrap_or(tag.len());
    let mut name = Name::default();
    name.iter_mut().zip(&tag[..length]).for_each(|(to, from)| *to = from.to_ascii_lowercase());
    (name, &tag[length..])
}

/// The letters of a name.
fn trimmed(name: &Name) -> &[u8] {
    let length = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    &name[..length]
}

fn is_inline(name: &[u8]) -> bool {
    const INLINE: &[&[u8]] = &[
        b"a", b"abbr", b"b", b"bdi", b"bdo", b"cite", b"code", b"data", b"del", b"dfn", b"em", b"i", b"ins", b"kbd",
        b"mark", b"q", b"s", b"samp", b"small", b"span", b"strong", b"sub", b"sup", b"time", b"u", b"var", b"wbr",
    ];
    INLINE.binary_search(&name).is_ok()
}

fn is_void(name: &[u8]) -> bool {
    matches!(name, b"br" | b"col" | b"hr" | b"img" | b"input" | b"link" | b"meta" | b"source" | b"track" | b"wbr")
}

fn after_declaration(tag: &[u8]) -> &[u8] {
    match tag.strip_prefix(b"!--") {
        Some(comment) => memmem::find(comment, b"-->").map_or(&[], |end| &comment[end + 3..]),
        None => memchr(b'>', tag).map_or(&[], |end| &tag[end + 1..]),
    }
}

fn after_raw<'h>(text: &'h [u8], name: &[u8]) -> &'h [u8] {
    let end = [b"</", name].concat();
    memmem::find(text, &end).map_or(&[], |at| &text[at..])
}

/// What a character reference stands for, if that is a letter, and what follows it. comrak and
/// our templates write letters as they are, so named references are marks.
fn reference(text: &str) -> (Option<char>, &str) {
    let length = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(text.len());
    let (name, rest) = text.split_at(length);
    let code = name.strip_prefix('#').and_then(|code| match code.strip_prefix(['x', 'X']) {
        Some(code) => u32::from_str_radix(code, 16).ok(),
        None => code.parse().ok(),
    });
    (code.and_then(char::from_u32), rest.strip_prefix(';').unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::super::terms::{pair, single};
    use super::*;

    /// The class of a pair of letters.
    fn class_of(html: &str, text: &str) -> Option<Class> {
        let [first, second] = text.chars().collect::<Vec<char>>()[..] else { return None };
        let number = u64::from(pair(first, second));
        let terms = terms(html.as_bytes());
        terms.pairs.iter().find(|term| **term >> 2 == number).map(|term| (term & 3) as Class)
    }

    #[test]
    fn the_main_part_is_read() {
        let html = "<!doctype html><meta name=description content='摘要'><title>站名</title><body><header>页眉</header><main><h1>题目</h1><p>正<b>文</b>里<br>断开<ul><li>一条<li>二条</ul><nav>导航</nav><form>表单</form><p hidden>藏着</p><script>if(a<b)'脚本'</script>末尾</main><footer>页脚</footer>";
        for (text, class) in
            [("题目", TITLE), ("摘要", LEAD), ("正文", BODY), ("文里", BODY), ("二条", BODY), ("末尾", BODY)]
        {
            assert_eq!(class_of(html, text), Some(class), "{text}");
        }
        for text in ["站名", "页眉", "里断", "条二", "导航", "表单", "藏着", "脚本", "尾页", "页脚"]
        {
            assert_eq!(class_of(html, text), None, "{text}");
        }
    }

    #[test]
    fn pages_say_what_is_read() {
        let html = "<main><div>外面</div><div data-search><div>里面<div data-search=off>不要<div>还在</div>也不<div data-search>却要</div></div>还要<p>又叫<b data-search=title>别名</b></div></div><div>之后</div><meta name=\"Keywords\" content=\"刷单&amp;返利&#x5341;\"></main>";
        for (text, class) in [
            ("里面", Some(BODY)),
            ("还要", Some(BODY)),
            ("却要", Some(BODY)),
            ("别名", Some(TITLE)),
            ("刷单", Some(TITLE)),
            ("利十", Some(TITLE)),
        ] {
            assert_eq!(class_of(html, text), class, "{text}");
        }
        for text in ["外面", "不要", "还在", "也不", "之后", "单返"] {
            assert_eq!(class_of(html, text), None, "{text}");
        }
    }

    #[test]
    fn footnote_marks_do_not_part_words() {
        let html = "<main><p>公检<sup class=\"footnote-ref\"><a href=#fn1>1</a></sup>法<h2>五</h2>";
        assert_eq!(class_of(html, "检法"), Some(BODY));
        let five = u64::from(single('五')) << 2 | u64::from(LEAD);
        assert!(terms(html.as_bytes()).pairs.contains(&five));
    }

    #[test]
    fn broken_html_is_read_to_its_end() {
        for html in [
            "<",
            "<main",
            "<main><p a=\"",
            "<main>&",
            "<main>&#99999999;<!--",
            "<main><script>",
            "</",
            "<main>\u{0}<h1>",
        ] {
            assert_eq!(terms(html.as_bytes()), Terms::default(), "{html}");
        }
    }
}
