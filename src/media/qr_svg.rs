//! QR codes to be shown (ISO/IEC 18004), as drawings within a page.

use qrcode::{Color, EcLevel, QrCode};

use crate::text::escape_html;

/// The level of error correction by its letter: how much of a code may be covered.
fn level(letter: &str) -> Option<EcLevel> {
    match letter {
        "L" => Some(EcLevel::L),
        "M" => Some(EcLevel::M),
        "Q" => Some(EcLevel::Q),
        "H" => Some(EcLevel::H),
        _ => None,
    }
}

/// The widest white edge, in modules.
const WIDEST: u32 = 20;

/// An SVG element with a code for `text`, with a white edge of `quiet` modules and `title` as its
/// accessible name. The error says what is wrong.
pub fn svg(text: &str, letter: &str, quiet: u32, title: &str) -> Result<String, String> {
    let level = level(letter).ok_or_else(|| format!("`level` is one of L, M, Q, H; not `{letter}`"))?;
    if quiet > WIDEST {
        return Err(format!("`quiet` must be from 0 to {WIDEST}"));
    }
    let code = QrCode::with_error_correction_level(text, level).map_err(|error| format!("no QR code: {error}"))?;
    let width = code.width();
    let (modules, quiet) = (code.to_colors(), quiet as usize);
    let mut path = String::with_capacity(width * width * 5);
    for (y, row) in modules.chunks_exact(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                let (left, top, length) = (x + quiet, y + quiet, run.len());
                path.push_str(&format!("M{left} {top}h{length}v1h-{length}z"));
            }
            x += run.len();
        }
    }
    let (side, title) = (width + 2 * quiet, escape_html(title));
    Ok(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{title}\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code as a camera sees it, `scale` pixels a module.
    fn pixels(svg: &str, scale: usize) -> (usize, Vec<u8>) {
        let between = |start: &str, end: &str| {
            let rest = svg.split_once(start).expect("a start").1;
            rest.split_once(end).expect("an end").0.to_owned()
        };
        let side: usize = between("viewBox=\"0 0 ", " ").parse().expect("a number");
        let mut grey = vec![255; side * scale * side * scale];
        for run in between("d=\"M", "\"").split('M') {
            let numbers: Vec<usize> = run.split([' ', 'h', 'v']).map_while(|number| number.parse().ok()).collect();
            let [x, y, length, ..] = numbers[..] else { panic!("not a run: {run}") };
            for row in y * scale..(y + 1) * scale {
                grey[row * side * scale + x * scale..][..length * scale].fill(0);
            }
        }
        (side * scale, grey)
    }

    #[test]
    fn codes_can_be_read_back() {
        for (text, level) in [
            ("https://fanzha.example.cn/s/shuadan/", "Q"),
            ("https://fanzha.example.cn/en/scams/maochong-gongjianfa/", "L"),
            ("打 96110，问清楚再转账", "H"),
        ] {
            let svg = svg(text, level, 4, "扫码看详情").expect("a code");
            // A code of 45 mm, printed at 72 dots an inch and looked at a little askew, still has this much.
            let (side, grey) = pixels(&svg, 3);
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| grey[y * side + x]);
            let read: Vec<String> =
                image.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect();
            assert_eq!(read, [text]);
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        assert!(svg("x", "Z", 4, "").is_err_and(|error| error.contains("`Z`")));
        assert!(svg("x", "Q", 99, "").is_err());
        assert!(svg(&"x".repeat(5000), "Q", 4, "").is_err());
        assert!(svg("x", "Q", 0, "a \"b\" <c>").is_ok_and(|svg| svg.contains("a &quot;b&quot; &lt;c&gt;")));
    }
}
