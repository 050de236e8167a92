//! QR codes in drawings: in the pictures that one embeds, and those that are drawn of squares or
//! lines, as programs do. Curves, text and what style sheets say are left out.

use base64::Engine as _;
use roxmltree::{Document, Node, ParsingOptions};

use super::pixels::{self, Pixels};
use super::{Picture, qr, svg};

/// The longer side of the image in which shapes are looked at.
const SIDE: f64 = 1000.0;
/// Drawings with more corners than this have no code that somebody would scan.
const MOST_CORNERS: usize = 60_000;
/// So many edges are crossed by rows of pixels; more take too long.
const MOST_CROSSINGS: usize = 4_000_000;
/// So many pictures of a drawing are decoded.
const MOST_EMBEDDED: usize = 16;

type Point = (f64, f64);

/// What is painted after what was before.
struct Shape {
    outlines: Vec<Vec<Point>>,
    is_dark: bool,
}

/// What holds for an element and what is in it.
#[derive(Clone)]
struct State<'d> {
    scale: Point,
    shift: Point,
    fill: &'d str,
    stroke: &'d str,
    width: f64,
}

/// What the codes of a drawing say. `most` limits the pixels of embedded pictures.
pub fn codes(text: &str, most: u64) -> Vec<String> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: svg::MOST_NODES, ..ParsingOptions::default() };
    let Ok(document) = Document::parse_with_options(text, options) else { return Vec::new() };
    let mut found: Vec<String> = embedded(&document)
        .take(MOST_EMBEDDED)
        .filter_map(|bytes| {
            let picture = Picture::read(&bytes).ok()?;
            pixels::decode(&bytes, &picture, most).ok()
        })
        .flat_map(|pixels| qr::codes(&pixels))
        .collect();
    found.extend(painted(&shapes(&document)).iter().flat_map(qr::codes));
    found.sort();
    found.dedup();
    found
}

/// The bytes of pictures in `data:` addresses.
fn embedded<'d>(document: &'d Document<'_>) -> impl Iterator<Item = Vec<u8>> + 'd {
    document.descendants().filter(|node| node.tag_name().name() == "image").filter_map(|node| {
        let address = node.attributes().find(|attribute| attribute.name() == "href")?.value().trim();
        let (kind, data) = address.strip_prefix("data:image/")?.split_once(',')?;
        let data: String = data.chars().filter(|c| !c.is_whitespace()).collect();
        let is_encoded = kind.ends_with(";base64");
        base64::engine::general_purpose::STANDARD.decode(data).ok().filter(|_| is_encoded)
    })
}

fn shapes(document: &Document<'_>) -> Vec<Shape> {
    let first = State { scale: (1.0, 1.0), shift: (0.0, 0.0), fill: "black", stroke: "none", width: 1.0 };
    let (mut shapes, mut corners) = (Vec::new(), 0);
    let mut open = vec![(document.root_element(), first)];
    while let Some((node, state)) = open.pop() {
        let Some(state) = within(node, state) else { continue };
        if let Some(shape) = shape(node, &state) {
            corners += shape.outlines.iter().map(Vec::len).sum::<usize>();
            shapes.push(shape);
        }
        if corners > MOST_CORNERS {
            return Vec::new();
        }
        let is_shown = !matches!(node.tag_name().name(), "defs" | "clipPath" | "mask" | "pattern" | "symbol");
        // The last is taken first: what comes first is painted first.
        open.extend(
            node.children().rev().filter(|node| node.is_element() && is_shown).map(|node| (node, state.clone())),
        );
    }
    shapes
}

/// What holds in an element; nothing if it is turned or bent.
fn within<'d>(node: Node<'d, '_>, mut state: State<'d>) -> Option<State<'d>> {
    state.fill = said(node, "fill").unwrap_or(state.fill);
    state.stroke = said(node, "stroke").unwrap_or(state.stroke);
    state.width = said(node, "stroke-width").and_then(number).unwrap_or(state.width);
    for step in node.attribute("transform").unwrap_or_default().split_terminator(')') {
        let (name, values) = step.trim_matches([' ', ',', '\n']).split_once('(')?;
        let values: Vec<f64> = values.split([' ', ',']).filter_map(number).collect();
        let (scale, shift) = match (name.trim(), &values[..]) {
            ("translate", [x]) => ((1.0, 1.0), (*x, 0.0)),
            ("translate", [x, y]) => ((1.0, 1.0), (*x, *y)),
            ("scale", [both]) => ((*both, *both), (0.0, 0.0)),
            ("scale", [x, y]) => ((*x, *y), (0.0, 0.0)),
            ("matrix", [a, 0.0, 0.0, d, e, f]) => ((*a, *d), (*e, *f)),
            _ => return None,
        };
        state.shift = (state.shift.0 + shift.0 * state.scale.0, state.shift.1 + shift.1 * state.scale.1);
        state.scale = (state.scale.0 * scale.0, state.scale.1 * scale.1);
    }
    Some(state)
}

/// A property, as an attribute or in `style`.
fn said<'d>(node: Node<'d, '_>, name: &str) -> Option<&'d str> {
    let in_style = node.attribute("style").unwrap_or_default().split(';').find_map(|rule| {
        let (key, value) = rule.split_once(':')?;
        (key.trim() == name).then_some(value.trim())
    });
    in_style.or_else(|| node.attribute(name))
}

fn number(text: &str) -> Option<f64> {
    text.trim().trim_end_matches("px").parse().ok().filter(|number: &f64| number.is_finite())
}

fn shape(node: Node<'_, '_>, state: &State<'_>) -> Option<Shape> {
    let place = |(x, y): Point| (x * state.scale.0 + state.shift.0, y * state.scale.1 + state.shift.1);
    let value = |name: &str| node.attribute(name).and_then(number);
    let square = |x: f64, y: f64, width: f64, height: f64| {
        vec![(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    };
    let (outlines, colour): (Vec<Vec<Point>>, &str) = match node.tag_name().name() {
        "rect" => {
            let (x, y) = (value("x").unwrap_or(0.0), value("y").unwrap_or(0.0));
            (vec![square(x, y, value("width")?, value("height")?)], state.fill)
        }
        "path" => {
            let lines = lines(node.attribute("d")?)?;
            if state.stroke == "none" {
                (lines, state.fill)
            } else {
                // Rows are drawn as thick lines.
                let half = state.width / 2.0;
                let row = |pair: &[Point]| match pair {
                    [(x, y), (to, same)] if y == same && x != to => {
                        Some(square(x.min(*to), y - half, (to - x).abs(), 2.0 * half))
                    }
                    _ => None,
                };
                (lines.iter().flat_map(|line| line.windows(2).filter_map(row)).collect(), state.stroke)
            }
        }
        _ => return None,
    };
    let is_dark = match colour.to_ascii_lowercase().as_str() {
        "none" | "transparent" => return None,
        "white" | "#fff" | "#ffffff" | "rgb(255,255,255)" | "rgb(255, 255, 255)" => false,
        _ => true,
    };
    Some(Shape { outlines: outlines.into_iter().map(|line| line.into_iter().map(place).collect()).collect(), is_dark })
}

/// The outlines of a path of straight lines (SVG 2, 9.3); nothing if it has others.
fn lines(path: &str) -> Option<Vec<Vec<Point>>> {
    let (mut outlines, mut line): (Vec<Vec<Point>>, Vec<Point>) = (Vec::new(), Vec::new());
    let (mut at, mut start) = ((0.0, 0.0), (0.0, 0.0));
    let mut rest = path.trim_start();
    while let Some(command) = rest.chars().next() {
        if !command.is_ascii_alphabetic() {
            return None;
        }
        let end = rest[1..].find(|c: char| c.is_ascii_alphabetic() && c != 'e').map_or(rest.len(), |end| end + 1);
        let values = numbers(&rest[1..end])?;
        rest = &rest[end..];
        let base = |at: Point| if command.is_ascii_lowercase() { at } else { (0.0, 0.0) };
        match command.to_ascii_lowercase() {
            'm' | 'l' => {
                for (count, pair) in values.chunks_exact(2).enumerate() {
                    let [x, y] = pair else { return None };
                    at = (base(at).0 + x, base(at).1 + y);
                    if command.eq_ignore_ascii_case(&'m') && count == 0 {
                        outlines.push(std::mem::take(&mut line));
                        start = at;
                    }
                    line.push(at);
                }
            }
            'h' => values.iter().for_each(|x| {
                at.0 = base(at).0 + x;
                line.push(at);
            }),
            'v' => values.iter().for_each(|y| {
                at.1 = base(at).1 + y;
                line.push(at);
            }),
            'z' => {
                outlines.push(std::mem::take(&mut line));
                at = start;
                line.push(at);
            }
            _ => return None,
        }
    }
    outlines.push(line);
    outlines.retain(|line| line.len() > 1);
    Some(outlines)
}

/// Numbers as paths have them: `1-2.5.5` are three.
fn numbers(text: &str) -> Option<Vec<f64>> {
    let (mut found, mut word) = (Vec::new(), String::new());
    for c in text.chars().chain([' ']) {
        let begins = c == '-' && !word.ends_with('e') || c == '.' && word.contains('.');
        if (begins || c == ',' || c.is_whitespace()) && !word.is_empty() {
            found.push(word.parse().ok().filter(|number: &f64| number.is_finite())?);
            word.clear();
        }
        if c != ',' && !c.is_whitespace() {
            word.push(c);
        }
    }
    Some(found)
}

/// The shapes as an image with a white edge; nothing if there is none that is dark.
fn painted(shapes: &[Shape]) -> Option<Pixels> {
    let points = || shapes.iter().filter(|shape| shape.is_dark).flat_map(|shape| shape.outlines.iter().flatten());
    let least = points().fold((f64::MAX, f64::MAX), |least, point| (least.0.min(point.0), least.1.min(point.1)));
    let most = points().fold((f64::MIN, f64::MIN), |most, point| (most.0.max(point.0), most.1.max(point.1)));
    let longest = (most.0 - least.0).max(most.1 - least.1);
    if !(longest > 0.0 && longest.is_finite()) {
        return None;
    }
    let (scale, edge) = (SIDE / longest, SIDE / 8.0);
    let pixels = |length: f64| (length * scale + 2.0 * edge).ceil() as usize;
    let (width, height) = (pixels(most.0 - least.0), pixels(most.1 - least.1));
    let mut grey = vec![255u8; width * height];
    let mut count = 0usize;
    for shape in shapes {
        let place = |point: &Point| ((point.0 - least.0) * scale + edge, (point.1 - least.1) * scale + edge);
        let mut crossings: Vec<Vec<f64>> = vec![Vec::new(); height];
        for line in &shape.outlines {
            for (from, to) in line.iter().zip(line.iter().cycle().skip(1)) {
                let (from, to) = (place(from), place(to));
                let (upper, lower) = if from.1 <= to.1 { (from, to) } else { (to, from) };
                let row = |y: f64| (y - 0.5).ceil().clamp(0.0, height as f64) as usize;
                count += row(lower.1).saturating_sub(row(upper.1));
                if count > MOST_CROSSINGS {
                    return None;
                }
                let met = crossings.iter_mut().enumerate().take(row(lower.1)).skip(row(upper.1));
                for (y, crossings) in met {
                    let part = (y as f64 + 0.5 - upper.1) / (lower.1 - upper.1);
                    crossings.push(upper.0 + part * (lower.0 - upper.0));
                }
            }
        }
        for (y, row) in crossings.iter_mut().enumerate() {
            row.sort_by(f64::total_cmp);
            for pair in row.chunks_exact(2) {
                let column = |x: f64| (x - 0.5).ceil().clamp(0.0, width as f64) as usize;
                let (from, to) = (column(pair[0]), column(pair[1]));
                grey[y * width + from.min(to)..y * width + to].fill(if shape.is_dark { 0 } else { 255 });
            }
        }
    }
    let bytes = grey.into_iter().flat_map(|level| [level; 3]).collect();
    Some(Pixels { width: u32::try_from(width).ok()?, height: u32::try_from(height).ok()?, has_alpha: false, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcode::{Color, QrCode};

    const SAYS: &str = "https://bad-bank.top/login?a=1";

    /// The dark modules of a code.
    fn modules() -> (usize, Vec<(usize, usize)>) {
        let code = QrCode::new(SAYS).expect("a code");
        let width = code.width();
        let dark = code.to_colors().into_iter().enumerate().filter(|(_, colour)| *colour == Color::Dark);
        (width, dark.map(|(at, _)| (at % width, at / width)).collect())
    }

    fn drawing(inner: &str) -> String {
        let (width, _) = modules();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {width}\"><rect width=\"100%\" height=\"9\" fill=\"red\"/>{inner}</svg>"
        )
    }

    #[test]
    fn codes_of_many_programs() {
        let (width, dark) = modules();
        let each = |form: &dyn Fn(usize, usize) -> String| dark.iter().map(|(x, y)| form(*x, *y)).collect::<String>();
        let squares = each(&|x, y| format!("<rect x=\"{}\" y=\"{}\" width=\"4\" height=\"4\"/>", x * 4, y * 4));
        let path = each(&|x, y| format!("M{x} {y}h1v1h-1z"));
        let rows = each(&|x, y| format!("M{x},{}.5h1", y));
        let light = format!("<path d=\"M0 0h{width}v{width}H0z\" fill=\"#ffffff\"/>");
        for inner in [
            crate::media::qr_svg::svg(SAYS, "M", 4, "x").expect("a code"),
            format!("<g transform=\"translate(10, 20) scale(3)\" style=\"fill:#123\">{squares}</g>"),
            format!("{light}<path d=\"{path}\"/>"),
            format!("<path stroke=\"#000\" fill=\"none\" d=\"{rows}\"/>"),
        ] {
            assert_eq!(
                codes(&drawing(&inner).replace("<rect width=\"100%\" height=\"9\" fill=\"red\"/>", ""), 1 << 20),
                [SAYS],
                "{inner}"
            );
        }
        // White on white is none, nor what is only defined.
        for inner in [format!("<path fill=\"white\" d=\"{path}\"/>"), format!("<defs><path d=\"{path}\"/></defs>")] {
            assert_eq!(codes(&drawing(&inner), 1 << 20), Vec::<String>::new());
        }
    }

    #[test]
    fn pictures_in_drawings() {
        let (width, dark) = modules();
        let side = (width + 8) as u32 * 6;
        let mut image = image::GrayImage::from_pixel(side, side, image::Luma([255]));
        for (x, y) in dark {
            for at in 0..36 {
                image.put_pixel((x as u32 + 4) * 6 + at % 6, (y as u32 + 4) * 6 + at / 6, image::Luma([0]));
            }
        }
        let mut png = std::io::Cursor::new(Vec::new());
        image.write_to(&mut png, image::ImageFormat::Png).expect("a picture");
        let data = base64::engine::general_purpose::STANDARD.encode(png.into_inner());
        let svg = drawing(&format!(
            "<image xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"data:image/png;base64,{data}\"/>"
        ));
        assert_eq!(codes(&svg, 1 << 20), [SAYS]);
        assert_eq!(codes(&svg, 100), Vec::<String>::new(), "too large");
    }

    #[test]
    fn paths() {
        assert_eq!(numbers("1-2.5.5 3e-1,4"), Some(vec![1.0, -2.5, 0.5, 0.3, 4.0]));
        assert_eq!(
            lines("M1 1h2v2z m1,0 1 1"),
            Some(vec![vec![(1.0, 1.0), (3.0, 1.0), (3.0, 3.0)], vec![(2.0, 1.0), (3.0, 2.0)]])
        );
        for path in ["M0 0c1 1 1 1 2 2", "x", "1 1", "M a"] {
            assert_eq!(lines(path), None, "{path}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_drawing_is_read(path in "[MmLlHhVvZz0-9 .,e-]{0,60}", transform in "[a-z(), 0-9.-]{0,30}") {
            codes(&format!("<svg><rect x='{path}' width='9' height='1e300'/><path transform='{transform}' d='{path}'/></svg>"), 1 << 16);
        }
    }
}
