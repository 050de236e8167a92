//! Finished HTML of bodies for readers elsewhere. It is our own, so its attributes are quoted.

/// HTML with the addresses of links and files in full. `base` is the absolute address of its page.
pub fn absolute(html: &str, base: &str) -> String {
    let origin_end = base.find("://").and_then(|at| base[at + 3..].find('/').map(|slash| at + 3 + slash));
    let origin = &base[..origin_end.unwrap_or(base.len())];
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let (mut rest, mut in_tag) = (html, false);
    while let Some((before, name, value, after)) = next_address(rest, in_tag) {
        out.push_str(before);
        if name == "srcset" {
            let candidates = value.split(", ").map(|candidate| full(candidate, origin, base));
            out.push_str(&candidates.collect::<Vec<_>>().join(", "));
        } else {
            out.push_str(&full(value, origin, base));
        }
        (rest, in_tag) = (after, true);
    }
    out.push_str(rest);
    out
}

fn full(url: &str, origin: &str, base: &str) -> String {
    match url.as_bytes() {
        [b'/', b'/', ..] => url.to_owned(),
        [b'/', ..] => format!("{origin}{url}"),
        [b'#', ..] => format!("{base}{url}"),
        _ => url.to_owned(),
    }
}

/// What stands up to the next address, the attribute's name, the address, and what follows it.
fn next_address(html: &str, in_tag: bool) -> Option<(&str, &'static str, &str, &str)> {
    const NAMES: [(&str, &str); 5] = [
        ("href", " href=\""),
        ("src", " src=\""),
        ("srcset", " srcset=\""),
        ("poster", " poster=\""),
        ("cite", " cite=\""),
    ];
    // Only inside tags: texts may show an attribute too.
    let mut start = if in_tag { Some(0) } else { html.find('<') };
    while let Some(tag) = start {
        let end = html[tag..].find('>').map_or(html.len(), |at| tag + at);
        let found =
            NAMES.iter().filter_map(|(name, start)| Some((html[tag..end].find(start)? + tag + start.len(), *name)));
        if let Some((start, name)) = found.min() {
            let stop = html[start..].find('"').map_or(html.len(), |at| start + at);
            return Some((&html[..start], name, &html[start..stop], &html[stop..]));
        }
        start = html[end..].find('<').map(|at| end + at);
    }
    None
}

/// The words of HTML, a line for each block.
pub fn plain(html: &str) -> String {
    const INLINE: &[&str] = &[
        "a", "abbr", "b", "cite", "code", "del", "em", "i", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "small",
        "span", "strong", "sub", "sup", "time", "u", "wbr",
    ];
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let end = rest[start..].find('>').map_or(rest.len(), |at| start + at + 1);
        let tag = rest[start..end].trim_start_matches(['<', '/']);
        let name = &tag[..tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len())];
        if !INLINE.contains(&name.to_ascii_lowercase().as_str()) {
            text.push('\n');
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    let text = text.replace("&nbsp;", "\u{a0}").replace("&amp;", "&");
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_in_full_and_texts_stay() {
        let html = "<p><a class=\"x\" href=\"/sub/a/\">甲</a> <a href=\"#注\">乙</a> <a href=\"https://y.cn/\">丙</a></p>\
            <img srcset=\"/1.webp 1w, /2.webp 2w\" src=\"/i.png\"><code>a href=\"/不动\"</code><a href=\"tel:110\">丁</a>";
        let full = absolute(html, "https://x.cn/sub/p/");
        assert_eq!(
            full,
            "<p><a class=\"x\" href=\"https://x.cn/sub/a/\">甲</a> <a href=\"https://x.cn/sub/p/#注\">乙</a> <a href=\"https://y.cn/\">丙</a></p>\
             <img srcset=\"https://x.cn/1.webp 1w, https://x.cn/2.webp 2w\" src=\"https://x.cn/i.png\"><code>a href=\"/不动\"</code><a href=\"tel:110\">丁</a>"
        );
    }

    #[test]
    fn blocks_are_lines() {
        let html =
            "<h2 id=\"a\">一</h2>\n<p>甲<strong>乙</strong>&amp;&lt;b&gt;<br>丙</p><ul><li>丁</li><li>戊</li></ul>";
        assert_eq!(plain(html), "一\n甲乙&<b>\n丙\n丁\n戊");
    }
}
