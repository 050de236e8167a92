//! Pages of one template differ in words, seldom in tags. Words and addresses on which the
//! minifier's work does not depend are taken out; what is left, the skeleton, is minified once,
//! and the words come back into their places.
//!
//! Which words can be taken out follows from what minify-html does with text (it collapses
//! runs of spaces, trims the ends, encodes `&` and `<`) and with attributes (it picks the
//! shortest quotation). What has been seen before decides only how long it takes, never what
//! comes out.

use std::borrow::Cow;
use std::ops::{Deref, Range};
use std::sync::{Arc, LazyLock};

use memchr::memmem::{self, Finder};
use memchr::{memchr, memchr2};

use super::super::common::{Common, Places};
use super::memo::Memo;

/// Begins a mark; private use, so that texts hardly ever have it.
const OPEN: &str = "\u{E000}";
/// Ends a mark.
const CLOSE: u8 = b'z';
static OPENS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(OPEN));
/// Attributes whose value the minifier only puts into quotation marks or out of them.
const ATTRIBUTES: &[&[u8]] = &[
    b"href",
    b"src",
    b"srcset",
    b"poster",
    b"datetime",
    b"id",
    b"alt",
    b"title",
    b"content",
    b"width",
    b"height",
    b"for",
    b"value",
    b"aria-label",
];
/// Elements in which no tags are read.
const RAW: &[&[u8]] = &[b"script", b"style", b"title", b"textarea"];

/// A part of the HTML that the minifier is not to see.
#[derive(Debug)]
pub struct Aside<'h> {
    /// Where it stands.
    pub place: Range<usize>,
    /// Whether an element of the head holds its place, or a block.
    pub stand_in: StandIn,
    /// What comes into its place.
    pub instead: Instead<'h>,
}

/// Bytes that come into a place.
#[derive(Debug)]
pub enum Instead<'h> {
    /// Those of the page, or changed ones.
    Own(Cow<'h, [u8]>),
    /// Those that other pages have too.
    Shared(Arc<Common>),
}

impl Deref for Instead<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Instead::Own(bytes) => bytes,
            Instead::Shared(common) => &common.html,
        }
    }
}

/// What the minifier sees in the place of an [`Aside`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandIn {
    /// A `<meta>`.
    Meta,
    /// A `<section>`.
    Block,
}

/// The skeletons of a site.
#[derive(Debug, Default)]
pub struct Skeletons {
    known: Memo<Minified>,
}

/// A minified skeleton: its text, and its holes in order with the number of what fills each.
#[derive(Debug)]
struct Minified {
    text: Vec<u8>,
    holes: Vec<(Range<usize>, usize)>,
}

impl Skeletons {
    /// Minifies HTML; what stands aside comes back as it is to be. Gives also where that is which
    /// other pages have too.
    pub fn minify(&self, html: &[u8], asides: &[Aside<'_>], plain: fn(&[u8]) -> Vec<u8>) -> (Vec<u8>, Places) {
        if OPENS.find(html).is_some() {
            return (plain(html), Vec::new());
        }
        let taken = Taken::of(html, asides);
        let minified = self.known.of(&taken.skeleton, |skeleton| {
            let text = plain(skeleton);
            Minified { holes: holes(&text), text }
        });
        let filled: usize = taken.parts.iter().map(|part| part.len()).sum();
        let mut out = Vec::with_capacity(minified.text.len() + filled);
        let (mut at, mut places) = (0, Vec::new());
        for (place, number) in &minified.holes {
            out.extend_from_slice(&minified.text[at..place.start]);
            let start = out.len();
            out.extend_from_slice(taken.parts.get(*number).copied().unwrap_or_default());
            if let Some((_, common)) = taken.shared.iter().find(|(shared, _)| shared == number) {
                places.push((start..out.len(), common.clone()));
            }
            at = place.end;
        }
        out.extend_from_slice(&minified.text[at..]);
        (out, places)
    }
}

/// The holes of a minified skeleton, with what stands in for an aside.
fn holes(text: &[u8]) -> Vec<(Range<usize>, usize)> {
    let mut holes = Vec::new();
    let mut from = 0;
    while let Some(start) = OPENS.find(&text[from..]).map(|at| from + at) {
        let after = start + OPEN.len();
        let Some(length) = memchr(CLOSE, &text[after..]) else { break };
        let inner = &text[after..after + length];
        from = after + length + 1;
        let digits = inner.iter().filter(|byte| byte.is_ascii_digit());
        let number = digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'));
        let place = match inner.first() {
            Some(b'm') => around(text, start..from, META),
            Some(b's') => around(text, start..from, BLOCK),
            _ => start..from,
        };
        from = from.max(place.end);
        holes.push((place, number));
    }
    holes
}

/// What stands in for an aside, before and after the mark.
type Around = (&'static str, &'static str);
const META: Around = ("<meta name=", ">");
const BLOCK: Around = ("<section class=", "></section>");

fn around(text: &[u8], mark: Range<usize>, (before, after): Around) -> Range<usize> {
    let whole = text[..mark.start].ends_with(before.as_bytes()) && text[mark.end..].starts_with(after.as_bytes());
    if whole { mark.start - before.len()..mark.end + after.len() } else { mark }
}

/// HTML taken apart.
struct Taken<'h> {
    skeleton: Vec<u8>,
    parts: Vec<&'h [u8]>,
    /// Parts that other pages have too, by number.
    shared: Vec<(usize, Arc<Common>)>,
}

impl<'h> Taken<'h> {
    fn of(html: &'h [u8], asides: &'h [Aside<'h>]) -> Self {
        let mut taken = Taken { skeleton: Vec::with_capacity(html.len()), parts: Vec::new(), shared: Vec::new() };
        let mut at = 0;
        for aside in asides {
            // One that stands in a script is no element there.
            if aside.place.start < at {
                continue;
            }
            at = taken.run(html, at, aside.place.start);
            if at <= aside.place.start {
                taken.aside(aside);
                at = aside.place.end;
            }
        }
        taken.run(html, at, html.len());
        taken
    }

    /// Takes text and tags that begin before `end`; gives where the last of them ends.
    fn run(&mut self, html: &'h [u8], from: usize, end: usize) -> usize {
        let mut at = from;
        while at < end {
            let tag = next_tag(html, at).filter(|tag| *tag < end).unwrap_or(end);
            self.text(&html[at..tag]);
            at = if tag < end { tag + self.tag(&html[tag..]) } else { tag };
        }
        at
    }

    fn aside(&mut self, aside: &'h Aside<'h>) {
        let (letter, (before, after)) = match aside.stand_in {
            StandIn::Meta => ('m', META),
            StandIn::Block => ('s', BLOCK),
        };
        self.skeleton.extend_from_slice(before.as_bytes());
        if let Instead::Shared(common) = &aside.instead {
            self.shared.push((self.parts.len(), common.clone()));
        }
        self.hole(letter, &aside.instead);
        self.skeleton.extend_from_slice(after.as_bytes());
    }

    fn hole(&mut self, letter: char, part: &'h [u8]) {
        self.skeleton.extend_from_slice(OPEN.as_bytes());
        self.skeleton.push(letter as u8);
        if letter == QUOTED {
            // A value with a space stays in quotation marks.
            self.skeleton.push(b' ');
        }
        let number = self.parts.len();
        let mut digits = [0; 20];
        let mut first = digits.len();
        let mut rest = number;
        loop {
            first -= 1;
            digits[first] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.skeleton.extend_from_slice(&digits[first..]);
        self.skeleton.push(CLOSE);
        self.parts.push(part);
    }

    /// Takes the words of a text out, but not the spaces around them.
    fn text(&mut self, text: &'h [u8]) {
        let words = text.trim_ascii();
        if !is_even(words) || memchr2(b'&', b'<', words).is_some() {
            self.skeleton.extend_from_slice(text);
            return;
        }
        self.within_spaces(text);
    }

    /// Takes out all but the spaces around it.
    fn within_spaces(&mut self, text: &'h [u8]) {
        let inner = text.trim_ascii();
        let before = text.len() - text.trim_ascii_start().len();
        self.skeleton.extend_from_slice(&text[..before]);
        if !inner.is_empty() {
            self.hole('w', inner);
        }
        self.skeleton.extend_from_slice(&text[before + inner.len()..]);
    }

    /// Takes a tag, a comment, or an element in which no tags are read. Gives its length.
    fn tag(&mut self, html: &'h [u8]) -> usize {
        if let Some(comment) = html.strip_prefix(b"<!--") {
            let length = memmem::find(comment, b"-->").map_or(html.len(), |end| 4 + end + 3);
            self.skeleton.extend_from_slice(&html[..length]);
            return length;
        }
        if !html[1].is_ascii_alphabetic() {
            let length = memchr(b'>', html).map_or(html.len(), |end| end + 1);
            self.skeleton.extend_from_slice(&html[..length]);
            return length;
        }
        let name = html[1..].iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(html.len() - 1);
        let name = &html[1..=name];
        let mut rest = &html[1 + name.len()..];
        self.skeleton.extend_from_slice(&html[..1 + name.len()]);
        while let Some(length) = self.attribute(rest) {
            rest = &rest[length..];
        }
        if rest.first() == Some(&b'>') {
            self.skeleton.push(b'>');
            rest = &rest[1..];
        }
        if RAW.contains(&name) {
            let closing = [b"</", name].concat();
            let length = memmem::find(rest, &closing).unwrap_or(rest.len());
            match name {
                b"title" | b"textarea" => self.text(&rest[..length]),
                // Data about the page, which no other page has; the minifier takes it as it is.
                b"script" => self.within_spaces(&rest[..length]),
                _ => self.skeleton.extend_from_slice(&rest[..length]),
            }
            rest = &rest[length..];
        }
        html.len() - rest.len()
    }

    /// Takes spaces or an attribute. Gives the length; nothing at the end of the tag.
    fn attribute(&mut self, text: &'h [u8]) -> Option<usize> {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/');
        let first = text.first().filter(|first| **first != b'>')?;
        let length = text.iter().position(ends).unwrap_or(text.len());
        let name = &text[..length];
        let quote = text.get(length + 1).filter(|quote| *first != b'=' && matches!(quote, b'"' | b'\''));
        let (Some(b'='), Some(quote)) = (text.get(length), quote) else {
            let length = length.max(1);
            self.skeleton.extend_from_slice(&text[..length]);
            return Some(length);
        };
        let value = &text[length + 2..];
        let value = &value[..memchr(*quote, value).unwrap_or(value.len())];
        self.skeleton.extend_from_slice(&text[..length + 2]);
        match kind(value).filter(|_| ATTRIBUTES.contains(&name) || name.starts_with(b"data-")) {
            Some(letter) => self.hole(letter, value),
            None => self.skeleton.extend_from_slice(value),
        }
        let end = length + 2 + value.len();
        self.skeleton.extend(text.get(end));
        Some((end + 1).min(text.len()))
    }
}

/// The letter of a value that needs quotation marks.
const QUOTED: char = 'q';

/// Whether a value needs quotation marks when it is written as short as can be, or none;
/// nothing where that takes counting.
fn kind(value: &[u8]) -> Option<char> {
    let plain = !value.is_empty() && is_even(value) && value.trim_ascii().len() == value.len();
    if !plain || value.iter().any(|byte| matches!(byte, b'"' | b'\'' | b'&' | b'<')) {
        return None;
    }
    let quoted = value.iter().any(|byte| matches!(byte, b' ' | b'=' | b'>' | b'`'));
    Some(if quoted { QUOTED } else { 'v' })
}

/// Whether a text has no other spaces than single ones.
fn is_even(text: &[u8]) -> bool {
    // Chinese seldom has any, which is told many bytes at a time.
    let solid = |bytes: &[u8]| bytes.iter().fold(true, |solid, byte| solid & (*byte > b' '));
    if text.chunks(64).all(solid) {
        return true;
    }
    let mut space = false;
    text.iter().all(|byte| {
        let even = *byte > b' ' || (*byte == b' ' && !space);
        space = *byte == b' ';
        even
    })
}

/// Where the next tag or comment begins.
fn next_tag(html: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr(b'<', &html[at..])?;
        let next = html.get(at + 1)?;
        if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?') {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::collections::HashSet;

    use super::super::with::plain;
    use super::*;

    /// Pieces of HTML, well nested or not.
    fn piece() -> impl Strategy<Value = String> {
        let word = || "[a-z甲乙。,:/;?#]{1,4}( [a-z甲乙]{1,3}){0,2}";
        let value = prop_oneof![word().boxed(), "[a甲 =>`'&;/<\n]{0,5}".boxed()];
        let name = prop::sample::select(vec![
            "href",
            "src",
            "id",
            "class",
            "title",
            "alt",
            "content",
            "data-x",
            "datetime",
            "value",
            "style",
            "type",
            "disabled",
            "aria-label",
            "name",
        ]);
        let attributes = prop::collection::vec((name, value), 0..3).prop_map(|all| {
            let mut seen = HashSet::new();
            let unique = all.into_iter().filter(|(name, _)| seen.insert(*name));
            unique.map(|(name, value)| format!(" {name}=\"{value}\"")).collect::<String>()
        });
        let tag = prop::sample::select(vec![
            "p", "div", "a", "b", "i", "span", "ul", "li", "h2", "br", "img", "input", "pre", "button", "textarea",
            "title", "script", "section", "svg", "path", "time", "label", "option", "meta", "code",
        ]);
        prop_oneof![
            4 => word().boxed(),
            2 => "[ \n]{1,3}".boxed(),
            1 => prop::sample::select(vec!["&", "&amp;", "&lt;", "< ", ">", "<!-- x -->", "&nbsp;", "a  b"])
                .prop_map(str::to_owned)
                .boxed(),
            4 => (tag.clone(), attributes).prop_map(|(tag, attributes)| format!("<{tag}{attributes}>")).boxed(),
            3 => tag.prop_map(|tag| format!("</{tag}>")).boxed(),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

        #[test]
        fn a_skeleton_comes_out_as_the_whole(pieces in prop::collection::vec(piece(), 0..16)) {
            let html = pieces.concat();
            let (made, _) = Skeletons::default().minify(html.as_bytes(), &[], plain);
            let (made, wanted) = (String::from_utf8_lossy(&made).into_owned(), plain(html.as_bytes()));
            prop_assert_eq!(&made, &String::from_utf8_lossy(&wanted), "{}", html);
        }
    }

    #[test]
    fn pages_of_one_template_share_a_skeleton() {
        let skeletons = Skeletons::default();
        let page =
            |title: &str, href: &str| format!("<h1 id=\"x\">{title}</h1>\n<p> <a href=\"{href}\">{title}</a> </p>");
        for (title, href) in [("甲", "/a/"), ("乙 丙", "/b/?x=1"), ("丁", "/c/"), ("x", "/d/?y=2")] {
            let html = page(title, href);
            assert_eq!(skeletons.minify(html.as_bytes(), &[], plain).0, plain(html.as_bytes()));
        }
        assert_eq!(skeletons.known.len(), 2, "one with quotation marks and one without");
    }
}
