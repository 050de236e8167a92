//! Drawings.

use std::ops::Range;

use roxmltree::{Attribute, Document, Node, NodeType, ParsingOptions};

/// What browsers show a drawing at that says no size (CSS 2.2, 10.3.2).
pub const DEFAULT_SIZE: (u32, u32) = (300, 150);
/// A drawing with more nodes than this keeps phones busy.
pub const MOST_NODES: u32 = 200_000;

/// Width and height of an SVG: its attributes in pixels, or else its `viewBox`.
pub fn size(text: &str) -> Option<(u32, u32)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let attribute = |name: &str| {
        let at = tag.find(&format!(" {name}="))? + name.len() + 2;
        let quote = tag[at..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let rest = &tag[at + 1..];
        Some(&rest[..rest.find(quote)?])
    };
    let pixels = |text: &str| {
        text.trim_end_matches("px").parse::<f64>().ok().filter(|n| *n >= 1.0 && *n < 1e6).map(|n| n.round() as u32)
    };
    if let (Some(width), Some(height)) = (attribute("width").and_then(pixels), attribute("height").and_then(pixels)) {
        return Some((width, height));
    }
    let numbers: Vec<u32> = attribute("viewBox")?
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse::<f64>().ok().map(|n| n.round() as u32))
        .collect();
    match numbers[..] {
        [_, _, width, height] if width > 0 && height > 0 => Some((width, height)),
        _ => None,
    }
}

/// What a drawing says besides showing something, as places in its text: comments, `<metadata>`,
/// and what editors keep for themselves, the author's folders and names among it. Nothing if it
/// is not well-formed, so that no browser shows it.
pub fn metadata(text: &str) -> Option<Vec<Range<usize>>> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let mut places = Vec::new();
    let mut next = Some(document.root());
    while let Some(node) = next {
        if says_more(&node) {
            places.push(node.range());
            next = after(node);
            continue;
        }
        let own = node.attributes().filter(|attribute| is_of_editor(attribute.namespace()));
        places.extend(own.map(|attribute| with_space(text, &attribute)));
        next = node.first_child().or_else(|| after(node));
    }
    Some(places)
}

/// The node that follows a node and all that is in it.
fn after<'a, 'input>(node: Node<'a, 'input>) -> Option<Node<'a, 'input>> {
    node.ancestors().find_map(|node| node.next_sibling())
}

fn says_more(node: &Node<'_, '_>) -> bool {
    match node.node_type() {
        NodeType::Comment | NodeType::PI => true,
        NodeType::Element => node.tag_name().name() == "metadata" || is_of_editor(node.tag_name().namespace()),
        NodeType::Root | NodeType::Text => false,
    }
}

fn is_of_editor(namespace: Option<&str>) -> bool {
    const EDITORS: &[&str] =
        &["inkscape.org", "sodipodi", "ns.adobe.com", "sketch", "figma.com", "coreldraw", "serif.com"];
    namespace.is_some_and(|name| EDITORS.iter().any(|editor| name.contains(editor)))
}

fn with_space(text: &str, attribute: &Attribute<'_, '_>) -> Range<usize> {
    let range = attribute.range();
    let before = text[..range.start].trim_end().len();
    before..range.end
}

/// The drawing without these places.
pub fn without(text: &str, places: &[Range<usize>]) -> String {
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    for place in places {
        left.push_str(text.get(at..place.start).unwrap_or_default());
        at = at.max(place.end);
    }
    left.push_str(text.get(at..).unwrap_or_default());
    left
}

#[cfg(test)]
mod tests {
    use super::{metadata, size, without};

    #[test]
    fn what_editors_leave_behind_goes() {
        let drawn = "<?xml version=\"1.0\"?>\n<!-- Created by 李四 -->\n<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:i=\"http://www.inkscape.org/namespaces/inkscape\" xmlns:s=\"http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd\" s:docname=\"/home/lisi/a.svg\" width=\"9\" height=\"9\"><title>一幅图</title><metadata>28.2, 112.9</metadata><s:namedview i:zoom=\"1\"><g/></s:namedview><g i:label=\"图层\" id=\"g\"><path d=\"M0 0\"/></g></svg>";
        let left = without(drawn, &metadata(drawn).expect("well-formed"));
        for secret in ["李四", "lisi", "28.2", "图层", "namedview"] {
            assert!(!left.contains(secret), "{secret}: {left}");
        }
        assert!(left.contains("<title>一幅图</title><g id=\"g\"><path d=\"M0 0\"/></g></svg>"), "{left}");
        assert_eq!(metadata(&left), Some(Vec::new()));
        assert_eq!(metadata("<svg><g></svg>"), None);
    }

    #[test]
    fn svg_sizes() {
        assert_eq!(size("<?xml?><svg width=\"120\" height='60px' x>"), Some((120, 60)));
        assert_eq!(size("<svg xmlns='x' viewBox=\"0 0 1280 720\">"), Some((1280, 720)));
        assert_eq!(size("<svg width=\"100%\">"), None);
    }
}
