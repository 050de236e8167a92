//! Outlines to coverage.

use ab_glyph_rasterizer::{Point, Rasterizer, point};

/// The level of a pixel that is covered all over. Sixteen shades at an edge look like more, and
/// make files a tenth smaller than thirty-two do.
pub const FULL: u8 = 15;

/// Shapes larger than this, in pixels, are no letters; they are not drawn.
const LARGEST: f32 = 4096.0;

/// A step of an outline, in absolute coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Begins a contour.
    Move(f32, f32),
    /// A straight line.
    Line(f32, f32),
    /// A quadratic curve: its control point and end.
    Quad(f32, f32, f32, f32),
    /// A cubic curve: its control points and end.
    Cubic(f32, f32, f32, f32, f32, f32),
    /// Ends a contour where it began.
    Close,
}

/// A shape in levels of coverage from 0 to [`FULL`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bitmap {
    /// Pixels from the origin to its left edge.
    pub left: i32,
    /// Pixels from the origin down to its top edge.
    pub top: i32,
    width: usize,
    levels: Vec<u8>,
}

impl Bitmap {
    /// Its rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.levels.chunks_exact(self.width.max(1))
    }
}

/// From the coordinates of an outline to pixels.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Pixels a unit, to the right.
    pub x_scale: f32,
    /// Pixels a unit, downwards. Fonts count upwards: theirs is negative.
    pub y_scale: f32,
    /// Pixels to the right.
    pub x: f32,
    /// Pixels downwards.
    pub y: f32,
}

impl Place {
    fn of(&self, x: f32, y: f32) -> Point {
        point(x * self.x_scale + self.x, y * self.y_scale + self.y)
    }
}

/// Fills an outline. One that is empty, not finite or too large gives an empty shape.
pub fn fill(steps: &[Step], place: Place) -> Bitmap {
    let points = steps.iter().flat_map(|step| match *step {
        Step::Move(x, y) | Step::Line(x, y) => vec![(x, y)],
        Step::Quad(x1, y1, x, y) => vec![(x1, y1), (x, y)],
        Step::Cubic(x1, y1, x2, y2, x, y) => vec![(x1, y1), (x2, y2), (x, y)],
        Step::Close => Vec::new(),
    });
    // Curves stay within their control points.
    let (mut least, mut most) = (point(f32::MAX, f32::MAX), point(f32::MIN, f32::MIN));
    for (x, y) in points {
        let at = place.of(x, y);
        if !(at.x.abs() < LARGEST && at.y.abs() < LARGEST) {
            return Bitmap::default();
        }
        least = point(least.x.min(at.x), least.y.min(at.y));
        most = point(most.x.max(at.x), most.y.max(at.y));
    }
    let Some(Step::Move(x, y)) = steps.first() else { return Bitmap::default() };
    // The rasteriser trusts its callers to stay inside: a pixel all around is for what is rounded.
    let (left, top) = (least.x.floor() - 1.0, least.y.floor() - 1.0);
    let (width, height) = ((most.x.ceil() - left) as usize + 2, (most.y.ceil() - top) as usize + 2);
    let place = Place { x: place.x - left, y: place.y - top, ..place };
    let mut raster = Rasterizer::new(width, height);
    let (mut start, mut last) = (place.of(*x, *y), place.of(*x, *y));
    for step in steps {
        match *step {
            Step::Move(x, y) => {
                raster.draw_line(last, start);
                (start, last) = (place.of(x, y), place.of(x, y));
            }
            Step::Line(x, y) => {
                raster.draw_line(last, place.of(x, y));
                last = place.of(x, y);
            }
            Step::Quad(x1, y1, x, y) => {
                raster.draw_quad(last, place.of(x1, y1), place.of(x, y));
                last = place.of(x, y);
            }
            Step::Cubic(x1, y1, x2, y2, x, y) => {
                raster.draw_cubic(last, place.of(x1, y1), place.of(x2, y2), place.of(x, y));
                last = place.of(x, y);
            }
            Step::Close => {
                raster.draw_line(last, start);
                last = start;
            }
        }
    }
    raster.draw_line(last, start);
    let mut levels = vec![0; width * height];
    raster.for_each_pixel(|at, covered| {
        if let Some(level) = levels.get_mut(at) {
            *level = (covered.min(1.0) * f32::from(FULL) + 0.5) as u8;
        }
    });
    Bitmap { left: left as i32, top: top as i32, width, levels }
}

/// A rectangle with round corners, from the origin.
pub fn rounded(width: f32, height: f32, radius: f32) -> Bitmap {
    // How far control points lie from a quarter circle's ends.
    let (r, k) = (radius, radius * 0.447_715);
    let (w, h) = (width, height);
    let steps = [
        Step::Move(r, 0.0),
        Step::Line(w - r, 0.0),
        Step::Cubic(w - k, 0.0, w, k, w, r),
        Step::Line(w, h - r),
        Step::Cubic(w, h - k, w - k, h, w - r, h),
        Step::Line(r, h),
        Step::Cubic(k, h, 0.0, h - k, 0.0, h - r),
        Step::Line(0.0, r),
        Step::Cubic(0.0, k, k, 0.0, r, 0.0),
        Step::Close,
    ];
    fill(&steps, Place { x_scale: 1.0, y_scale: 1.0, x: 0.0, y: 0.0 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAIN: Place = Place { x_scale: 1.0, y_scale: 1.0, x: 0.0, y: 0.0 };

    #[test]
    fn a_square_covers_its_pixels() {
        let steps =
            [Step::Move(1.0, 1.0), Step::Line(3.0, 1.0), Step::Line(3.0, 2.5), Step::Line(1.0, 2.5), Step::Close];
        let bitmap = fill(&steps, PLAIN);
        let rows: Vec<&[u8]> = bitmap.rows().collect();
        assert_eq!((bitmap.left, bitmap.top), (0, 0));
        assert_eq!(rows, [[0; 5], [0, 15, 15, 0, 0], [0, 8, 8, 0, 0], [0; 5], [0; 5]]);
    }

    proptest! {
        #[test]
        fn no_outline_leads_astray(steps in prop::collection::vec(
            (0..5, prop::array::uniform6(prop_oneof![-200f32..200.0, any::<f32>()])).prop_map(|(kind, [a, b, c, d, e, f])| match kind {
                0 => Step::Move(a, b),
                1 => Step::Line(a, b),
                2 => Step::Quad(a, b, c, d),
                3 => Step::Cubic(a, b, c, d, e, f),
                _ => Step::Close,
            }),
            0..12,
        )) {
            let bitmap = fill(&steps, PLAIN);
            prop_assert!(bitmap.levels.iter().all(|level| *level <= FULL));
        }
    }
}
