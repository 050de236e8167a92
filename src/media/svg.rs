//! Drawings.

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

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn svg_sizes() {
        assert_eq!(size("<?xml?><svg width=\"120\" height='60px' x>"), Some((120, 60)));
        assert_eq!(size("<svg xmlns='x' viewBox=\"0 0 1280 720\">"), Some((1280, 720)));
        assert_eq!(size("<svg width=\"100%\">"), None);
    }
}
