//! Smaller HTML that stays valid and means the same.
//!
//! minify-html's time goes by the number of elements, so it sees little of a page:
//! * `<meta>` tags stand aside and keep their quotation marks and their order of attributes:
//!   crawlers of government sites read these tags by pattern;
//! * the body from Markdown stands aside, which our own formatter writes tightly, and which so
//!   passes no second parser. Only the line breaks between its blocks go;
//! * a `<header>`, `<footer>`, `<nav>`, `<aside>` or list is minified for itself;
//! * of all these, and of what is left, it only sees the [`skeleton`] if that is new.
//!
//! Without the `minify` feature HTML stays as it was rendered.

#[cfg(feature = "minify")]
mod memo;
#[cfg(feature = "minify")]
mod skeleton;
#[cfg(feature = "minify")]
pub use with::Minifier;

/// HTML as it is.
#[cfg(not(feature = "minify"))]
#[derive(Debug, Default)]
pub struct Minifier {}

#[cfg(not(feature = "minify"))]
impl Minifier {
    /// The page as it is.
    pub fn minify(&self, html: &[u8], _: &str) -> (Vec<u8>, super::common::Places) {
        (html.to_owned(), Vec::new())
    }
}

#[cfg(feature = "minify")]
mod with {
    use std::borrow::Cow;
    use std::ops::Range;
    use std::sync::LazyLock;

    use memchr::memchr;
    use memchr::memmem::Finder;

    use super::super::common::{Common, Places};
    use super::memo::Memo;
    use super::skeleton::{Aside, Instead, Skeletons, StandIn};

    /// Below this many bytes a body is not worth the search for it.
    const WORTH: usize = 200;
    /// Elements that are minified for themselves.
    const PARTS: &[&str] = &["header", "footer", "nav", "aside", "ul", "ol"];
    /// What is looked for in every page.
    struct Patterns {
        meta: Finder<'static>,
        pre: Finder<'static>,
        textarea: Finder<'static>,
        parts: Vec<Part>,
    }

    /// An element that is minified for itself: its name, and how it begins and ends.
    struct Part {
        name: &'static str,
        open: Finder<'static>,
        close: Finder<'static>,
    }

    static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
        let part = |name: &&'static str| Part {
            name,
            open: Finder::new(&format!("<{name}")).into_owned(),
            close: Finder::new(&format!("</{name}>")).into_owned(),
        };
        Patterns {
            meta: Finder::new("<meta "),
            pre: Finder::new("<pre"),
            textarea: Finder::new("<textarea"),
            parts: PARTS.iter().map(part).collect(),
        }
    });

    /// Whether a line break beside a tag shows nothing.
    fn is_block(tag: &[u8]) -> bool {
        let heading = matches!(tag, [b'h', b'1'..=b'6']);
        heading
            || matches!(
                tag,
                b"p" | b"ul"
                    | b"ol"
                    | b"li"
                    | b"blockquote"
                    | b"table"
                    | b"thead"
                    | b"tbody"
                    | b"tr"
                    | b"th"
                    | b"td"
                    | b"hr"
                    | b"dl"
                    | b"dt"
                    | b"dd"
                    | b"figure"
                    | b"figcaption"
                    | b"section"
                    | b"div"
            )
    }

    /// Minifies pages and remembers what they share.
    #[derive(Debug, Default)]
    pub struct Minifier {
        skeletons: Skeletons,
        parts: Memo<Common>,
    }

    impl Minifier {
        /// Minifies a page; `body` is what Markdown gave for it. Gives also where the parts are
        /// that other pages have too.
        pub fn minify(&self, html: &[u8], body: &str) -> (Vec<u8>, Places) {
            self.skeletons.minify(html, &self.asides(html, body), plain)
        }

        /// What stands aside, in order, without overlaps.
        fn asides<'h>(&self, html: &'h [u8], body: &'h str) -> Vec<Aside<'h>> {
            let mut asides: Vec<Aside<'h>> = Vec::new();
            let place = alone(html, body).map_or(html.len()..html.len(), |at| at..at + body.len());
            let (before, after) = (0..place.start, place.end..html.len());
            // Whether spaces count in an element depends on what stands around it.
            let spaces_count = [&before, &after].iter().any(|part| PATTERNS.pre.find(&html[(*part).clone()]).is_some());
            let parts = [before, after].into_iter().filter(|_| !spaces_count);
            for part in parts.flat_map(|part| elements(html, part)) {
                let make = |part: &[u8]| Common::of(self.skeletons.minify(part, &[], plain).0);
                let made = self.parts.of(&html[part.clone()], make);
                asides.push(Aside { place: part, stand_in: StandIn::Block, instead: Instead::Shared(made) });
            }
            if !place.is_empty() {
                asides.push(Aside { place, stand_in: StandIn::Block, instead: Instead::Own(tight(body)) });
            }
            let mut at = 0;
            while let Some(start) = PATTERNS.meta.find(&html[at..]).map(|found| at + found) {
                let Some(length) = tag_end(&html[start..]) else { break };
                at = start + length + 1;
                let place = start..at;
                if asides.iter().all(|other| place.end <= other.place.start || other.place.end <= place.start) {
                    let instead = Instead::Own(Cow::Borrowed(&html[place.clone()]));
                    asides.push(Aside { place, stand_in: StandIn::Meta, instead });
                }
            }
            asides.sort_by_key(|aside| aside.place.start);
            asides
        }
    }

    pub(super) fn plain(html: &[u8]) -> Vec<u8> {
        let config = minify_html::Cfg {
            keep_closing_tags: true,
            keep_html_and_head_opening_tags: true,
            keep_input_type_text_attr: true,
            ..minify_html::Cfg::default()
        };
        minify_html::minify(html, &config)
    }

    /// Where the body stands, if it stands there just once.
    fn alone(html: &[u8], body: &str) -> Option<usize> {
        let body = body.as_bytes();
        if body.len() < WORTH {
            return None;
        }
        // Its beginning is found fast; the rest is compared.
        let begins = Finder::new(&body[..WORTH / 4]);
        let mut found = begins.find_iter(html).filter(|at| html[*at..].starts_with(body));
        let at = found.next()?;
        found.next().is_none().then_some(at)
    }

    /// The elements of a part of a page that are minified for themselves, in order; not those inside others.
    fn elements(html: &[u8], part: Range<usize>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let (mut at, html) = (part.start, &html[..part.end]);
        while let Some(start) = memchr(b'<', &html[at..]).map(|found| at + found) {
            let rest = &html[start + 1..];
            let part = PATTERNS.parts.iter().find(|Part { name, .. }| {
                // Most tags are told from these by their first letter.
                rest.first() == name.as_bytes().first()
                    && rest.starts_with(name.as_bytes())
                    && matches!(rest.get(name.len()), Some(b' ' | b'>' | b'\n'))
            });
            match part.and_then(|part| element(html, start, part)) {
                Some(place) => {
                    at = place.end;
                    found.push(place);
                }
                None => at = start + 1,
            }
        }
        found
    }

    /// The element of that name at `start`, unless it holds another of its name.
    fn element(html: &[u8], start: usize, part: &Part) -> Option<Range<usize>> {
        let end = start + part.close.find(&html[start..])? + part.close.needle().len();
        let inner = &html[start + 1..end];
        let whole = part.open.find(inner).is_none() && PATTERNS.meta.find(inner).is_none();
        whole.then_some(start..end)
    }

    /// Where a tag ends: at the first `>` outside quotation marks.
    fn tag_end(tag: &[u8]) -> Option<usize> {
        let mut quote = None;
        for (at, byte) in tag.iter().enumerate() {
            match (quote, byte) {
                (None, b'>') => return Some(at),
                (None, b'"' | b'\'') => quote = Some(*byte),
                (Some(open), byte) if open == *byte => quote = None,
                _ => {}
            }
        }
        None
    }

    /// A body without the line breaks after the tags of its blocks.
    fn tight(body: &str) -> Cow<'_, [u8]> {
        let body = body.as_bytes();
        // Where line breaks count, all stay.
        if PATTERNS.pre.find(body).is_some() || PATTERNS.textarea.find(body).is_some() {
            return Cow::Borrowed(body);
        }
        let mut out = Vec::with_capacity(body.len());
        let mut rest = body;
        while let Some(at) = memchr(b'\n', rest) {
            out.extend_from_slice(&rest[..at]);
            if !ends_block(&out) {
                out.push(b'\n');
            }
            rest = &rest[at + 1..];
        }
        out.extend_from_slice(rest);
        Cow::Owned(out)
    }

    /// Whether HTML ends with the tag of a block.
    fn ends_block(html: &[u8]) -> bool {
        let Some(inner) = html.strip_suffix(b">") else { return false };
        let Some(start) = memchr::memrchr(b'<', inner) else { return false };
        let tag = inner[start + 1..].strip_prefix(b"/").unwrap_or(&inner[start + 1..]);
        let length = tag.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
        is_block(&tag[..length])
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn text(bytes: Vec<u8>) -> String {
            String::from_utf8(bytes).expect("UTF-8")
        }

        #[test]
        fn meta_tags_keep_quotes_and_order() {
            let meta = "<meta name=\"SiteIDCode\" content=\"4300000077\">";
            let html = format!(
                "<!doctype html><html lang=zh-CN><head><meta charset=\"utf-8\">{meta}<title>x</title></head><body><p>  a   b </p></body></html>"
            );
            let minified = text(Minifier::default().minify(html.as_bytes(), "").0);
            assert!(minified.contains(meta) && minified.contains("<meta charset=\"utf-8\">"), "{minified}");
            assert!(minified.starts_with("<!doctype html>") && minified.contains("</body>"), "{minified}");
            assert!(minified.contains("<p>a b</p>"), "{minified}");
        }

        #[test]
        fn a_body_stands_aside() {
            let body = format!("<p>甲 <b>乙</b>\n<i>丙</i></p>\n<ul>\n<li>{}</li>\n</ul>\n", "丁".repeat(99));
            let html = format!(
                "<meta name=\"a\" content=\"b\">\n<div>\n{body}  </div>\n<p>\n {} </p><meta name=\"c\" content=\"d\">",
                "戊"
            );
            let minified = text(Minifier::default().minify(html.as_bytes(), &body).0);
            let kept = format!("<p>甲 <b>乙</b>\n<i>丙</i></p><ul><li>{}</li></ul>", "丁".repeat(99));
            assert!(minified.contains(&kept), "{minified}");
            assert!(
                minified.contains("<p>戊</p>") && minified.ends_with("<meta name=\"c\" content=\"d\">"),
                "{minified}"
            );
        }

        #[test]
        fn a_body_that_stands_twice_is_minified_with_the_page() {
            let body = format!("<p class=\"x\">{}</p>\n", "丁".repeat(99));
            let html = format!("<div>{body}{body}</div>");
            let minifier = Minifier::default();
            assert_eq!(minifier.minify(html.as_bytes(), &body).0, minifier.minify(html.as_bytes(), "").0);
        }

        #[test]
        fn line_breaks_that_show_stay() {
            for kept in ["<pre>a\nb</pre>\n<p>c</p>", "<b>a</b>\n<i>b</i>", "a\nb", "<br>\nx"] {
                assert_eq!(tight(kept).as_ref(), kept.as_bytes());
            }
            assert_eq!(tight("<p>a</p>\n<hr />\n<h2 id=\"x\">b</h2>\n").as_ref(), b"<p>a</p><hr /><h2 id=\"x\">b</h2>");
        }

        #[test]
        fn shared_parts_come_out_as_with_the_page() {
            let head =
                "<header class=\"a b\">\n <a href=\"/\">甲 乙</a>\n <nav> <ul> <li>丙</li> </ul> </nav>\n</header>";
            let foot = "<footer>\n<p>丁  戊</p>\n</footer>";
            let html = format!(
                "<!doctype html><html lang=zh><head><meta charset=\"utf-8\"></head><body>\n{head}\n<main>\n<p>己 </p>\n</main>\n{foot}\n</body></html>"
            );
            let minifier = Minifier::default();
            let once = text(minifier.minify(html.as_bytes(), "").0);
            let again = text(minifier.minify(html.as_bytes(), "").0);
            assert_eq!(once, again);
            let wanted = text(plain(html.as_bytes())).replace("<meta charset=utf-8>", "<meta charset=\"utf-8\">");
            assert_eq!(once, wanted);
            assert_eq!(text(minifier.minify(html.as_bytes(), "").0), once);
        }
    }
}
