//! What a browser and a screen reader find in a page's HTML.

use memchr::{memchr, memmem};

use crate::finish::{attributes, unescape};

/// What was found, each in the order of the page.
#[derive(Debug, Default)]
pub struct Facts {
    /// Where its links and forms lead, as written.
    pub links: Vec<String>,
    /// Whether it sends its readers on at once.
    pub is_redirect: bool,
    /// The addresses of pictures without an `alt`.
    pub without_alt: Vec<String>,
    /// Links and buttons that say nothing: their addresses, or `button`.
    pub silent: Vec<String>,
    /// Its own style rules.
    pub styles: Vec<String>,
}

/// A link or button whose end has not come yet.
struct Open<'h> {
    tag: &'h [u8],
    target: String,
    says: bool,
}

#[derive(Default)]
struct Attributes {
    target: Option<String>,
    alt: Option<String>,
    name: bool,
    hidden: bool,
    refresh: bool,
    content: Option<String>,
}

/// Reads a page. The HTML is our own: every tag that must be closed is.
pub fn read(html: &[u8]) -> Facts {
    let mut facts = Facts::default();
    let mut open: Option<Open<'_>> = None;
    let mut rest = html;
    while let Some(start) = memchr(b'<', rest) {
        if let Some(open) = &mut open {
            open.says |= has_words(&rest[..start]);
        }
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix(b"!--") {
            rest = memmem::find(comment, b"-->").map_or(&[][..], |end| &comment[end + 3..]);
            continue;
        }
        let closes = rest.first() == Some(&b'/');
        let name = &rest[usize::from(closes)..];
        let length = name.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
        let (tag, after) = name.split_at(length);
        rest = after;
        if tag.is_empty() {
            continue;
        }
        if closes {
            if open.as_ref().is_some_and(|open| open.tag.eq_ignore_ascii_case(tag))
                && let Some(Open { target, says: false, .. }) = open.take()
            {
                facts.silent.push(target);
            }
            rest = memchr(b'>', rest).map_or(&[][..], |end| &rest[end + 1..]);
            continue;
        }
        let mut found = Attributes::default();
        rest = attributes(rest, &mut |name, value| note(&mut found, &mut facts.styles, name, value));
        rest = rest.strip_prefix(b">").unwrap_or(rest);
        let is = |wanted: &str| tag.eq_ignore_ascii_case(wanted.as_bytes());
        if is("meta") && found.refresh {
            facts.is_redirect = true;
            let to = found.content.as_deref().and_then(|content| content.split_once("url=")).map(|(_, url)| url);
            facts.links.extend(to.map(str::to_owned));
        }
        if is("a") || is("area") || is("iframe") || is("form") {
            facts.links.extend(found.target.clone());
        }
        if is("img") {
            if let Some(open) = &mut open {
                open.says |= found.alt.as_deref().is_some_and(|alt| !alt.trim().is_empty());
            }
            if found.alt.is_none() && !found.hidden {
                facts.without_alt.push(found.target.clone().unwrap_or_default());
            }
        } else if let Some(open) = &mut open {
            open.says |= found.name;
        }
        if (is("a") && found.target.is_some()) || is("button") {
            let target = found.target.unwrap_or_else(|| "button".to_owned());
            open = Some(Open { tag, target, says: found.name || found.hidden });
        }
        // What stands in a template is not shown as it is: a script fills it in.
        for raw in ["script", "style", "template"] {
            if is(raw) {
                let end = memmem::find(rest, format!("</{raw}").as_bytes()).unwrap_or(rest.len());
                if raw == "style" {
                    facts.styles.push(String::from_utf8_lossy(&rest[..end]).into_owned());
                }
                rest = &rest[end..];
            }
        }
    }
    facts
}

fn note(found: &mut Attributes, styles: &mut Vec<String>, name: &[u8], value: &[u8]) {
    let is = |wanted: &str| name.eq_ignore_ascii_case(wanted.as_bytes());
    let text = || unescape(value).into_owned();
    if is("href") || is("src") || is("action") {
        found.target = Some(text());
    } else if is("alt") {
        found.alt = Some(text());
    } else if is("aria-label") || is("title") || is("aria-labelledby") {
        found.name |= !value.trim_ascii().is_empty();
    } else if is("hidden") || (is("aria-hidden") && value == b"true") {
        found.hidden = true;
    } else if is("http-equiv") {
        found.refresh = value.eq_ignore_ascii_case(b"refresh");
    } else if is("content") {
        found.content = Some(text());
    } else if is("style") {
        styles.push(text());
    }
}

/// Whether a piece of text between tags can be read.
fn has_words(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    !text.is_empty() && text != b"&nbsp;" && text != "\u{A0}".as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silent(html: &str) -> Vec<String> {
        read(html.as_bytes()).silent
    }

    #[test]
    fn links_that_say_nothing() {
        assert_eq!(
            silent("<a href=/a></a><a href='/b'> <i class=x></i>&nbsp;</a><button><svg><path d=''/></svg></button>"),
            ["/a", "/b", "button"]
        );
        let named = "<a href=/a>甲</a><a href=/a aria-label=甲><svg/></a><a href=/a><img src=x alt=甲></a><a id=x></a>\
                     <a href=/a><svg><title>甲</title></svg></a><a href=/a aria-hidden=true></a><button title=关闭></button>";
        assert_eq!(silent(named), Vec::<String>::new());
        assert_eq!(silent("<a href=/a><img src=x alt=''></a>"), ["/a"]);
    }

    #[test]
    fn pictures_links_and_styles() {
        let facts = read(
            b"<!doctype html><meta http-equiv=refresh content='0; url=/to/'><img src=/x.png><img src=/y.png alt><a href=/a>a</a>\
              <!--<img src=/no.png>--><script>'<img src=/no.png>'</script><template><a href=/no></a></template><style>.a{background:url(/s.png)}</style><p style='background:url(t.png)'>",
        );
        assert_eq!(facts.without_alt, ["/x.png"]);
        assert_eq!(facts.links, ["/to/", "/a"]);
        assert!(facts.is_redirect);
        assert_eq!(facts.styles, [".a{background:url(/s.png)}", "background:url(t.png)"]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(bytes: Vec<u8>, text in "[<>a-z =\"'/!-]{0,200}") {
            read(&bytes);
            read(text.as_bytes());
        }
    }
}
