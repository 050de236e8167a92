//! How an element looks, as far as old pages say it on the element itself.

use super::tree::{Id, Tree};

/// What elements hand on to what stands in them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    /// Set in the middle.
    pub centred: bool,
    /// Size of letters in points.
    pub size: Option<f32>,
    /// Bold.
    pub bold: bool,
    /// Level of the heading that this stands in.
    pub heading: Option<u8>,
    /// Spaces and line ends count.
    pub verbatim: bool,
}

/// Sizes of `<font size>`, from 1, in points.
const FONT_SIZES: [f32; 7] = [7.5, 9.75, 12.0, 13.5, 18.0, 24.0, 36.0];

/// A pixel of CSS in points.
const PIXEL: f32 = 0.75;

/// An element's own declarations of CSS.
pub struct Style<'a>(&'a str);

impl<'a> Style<'a> {
    /// What the attribute `style` of an element says.
    pub fn of(tree: &'a Tree, id: Id) -> Self {
        Style(tree.attribute(id, "style").unwrap_or_default())
    }

    /// The value of a property; the last one counts.
    pub fn get(&self, property: &str) -> Option<String> {
        let declarations = self.0.split(';').filter_map(|declaration| declaration.split_once(':'));
        let mut named = declarations.filter(|(name, _)| name.trim().eq_ignore_ascii_case(property));
        named.next_back().map(|(_, value)| value.replace("!important", "").trim().to_ascii_lowercase())
    }

    /// Whether the element is not to be seen.
    pub fn hides(&self) -> bool {
        self.get("display").is_some_and(|value| value == "none")
            || self.get("visibility").is_some_and(|value| value == "hidden")
    }

    /// Whether a page ends before or after the element.
    pub fn breaks_page(&self, side: &str) -> bool {
        let breaks = |value: String| matches!(value.as_str(), "always" | "page" | "left" | "right");
        self.get(&format!("page-break-{side}")).is_some_and(breaks)
            || self.get(&format!("break-{side}")).is_some_and(breaks)
    }
}

impl Look {
    /// The look of what stands in an element.
    pub fn inside(self, tree: &Tree, id: Id) -> Look {
        let mut look = self;
        let style = Style::of(tree, id);
        match tree.name(id) {
            "b" | "strong" => look.bold = true,
            "center" => look.centred = true,
            "pre" | "xmp" | "textarea" | "listing" => look.verbatim = true,
            name @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => look.heading = name[1..].parse().ok(),
            "font" => look.size = tree.attribute(id, "size").and_then(font_size).or(look.size),
            // Tables of old pages do not hand on the middle that they stand in.
            "table" => look.centred = false,
            _ => {}
        }
        if tree.name(id) != "table"
            && let Some(align) = tree.attribute(id, "align")
        {
            look.centred = align.trim().eq_ignore_ascii_case("center");
        }
        if let Some(align) = style.get("text-align") {
            look.centred = matches!(align.as_str(), "center" | "-webkit-center" | "-moz-center");
        }
        if let Some(size) = style.get("font-size").and_then(|value| css_size(&value, look.size)) {
            look.size = Some(size);
        }
        if let Some(weight) = style.get("font-weight") {
            look.bold = matches!(weight.as_str(), "bold" | "bolder") || weight.parse::<u16>().is_ok_and(|w| w >= 600);
        }
        if style.get("white-space").is_some_and(|value| matches!(value.as_str(), "pre" | "pre-wrap" | "break-spaces")) {
            look.verbatim = true;
        }
        look
    }
}

fn font_size(value: &str) -> Option<f32> {
    let value = value.trim();
    let number: i32 = value.trim_start_matches('+').parse().ok()?;
    let step = if value.starts_with(['+', '-']) { number.saturating_add(3) } else { number };
    FONT_SIZES.get(usize::try_from(step.clamp(1, 7) - 1).ok()?).copied()
}

fn css_size(value: &str, around: Option<f32>) -> Option<f32> {
    let around = around.unwrap_or(12.0);
    let named = match value {
        "xx-small" => Some(6.75),
        "x-small" => Some(7.5),
        "small" => Some(9.75),
        "medium" => Some(12.0),
        "large" => Some(13.5),
        "x-large" => Some(18.0),
        "xx-large" => Some(24.0),
        _ => None,
    };
    if named.is_some() {
        return named;
    }
    let digits = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    let number: f32 = value[..digits].parse().ok()?;
    let points = match value[digits..].trim() {
        "pt" => number,
        "px" | "" => number * PIXEL,
        "em" => number * around,
        "rem" => number * 12.0,
        "%" => number / 100.0 * around,
        "cm" => number * 72.0 / 2.54,
        "mm" => number * 72.0 / 25.4,
        "in" => number * 72.0,
        _ => return None,
    };
    (points > 0.0 && points < 1000.0).then_some(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_in_points() {
        assert_eq!(font_size("5"), Some(18.0));
        assert_eq!(font_size("+2"), Some(18.0));
        assert_eq!(font_size("-9"), Some(7.5));
        assert_eq!(css_size("16px", None), Some(12.0));
        assert_eq!(css_size("22.0pt", None), Some(22.0));
        assert_eq!(css_size("150%", Some(10.0)), Some(15.0));
        assert_eq!(css_size("三号", None), None);
        assert_eq!(css_size("1e9pt", None), None);
    }

    #[test]
    fn the_last_declaration_counts() {
        let style = Style("Font-Size: 1pt; font-size : 2PT !important;color:red");
        assert_eq!(style.get("font-size").as_deref(), Some("2pt"));
    }
}
