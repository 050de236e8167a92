//! A picture whose pixels are numbers of colours.

use super::raster::{Bitmap, FULL};

/// A colour, red, green, blue.
pub type Rgb = [u8; 3];

/// The colours from one to another by coverage: as many as a [`Bitmap`] has levels.
pub type Ramp = [u8; FULL as usize + 1];

/// A picture under way.
#[derive(Clone, Debug)]
pub struct Canvas {
    width: usize,
    pixels: Vec<u8>,
    palette: Vec<Rgb>,
}

impl Canvas {
    /// A picture all of one colour.
    pub fn new(width: usize, height: usize, ground: Rgb) -> Self {
        Canvas { width, pixels: vec![0; width * height], palette: vec![ground] }
    }

    /// Its width in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Its height in pixels.
    pub fn height(&self) -> usize {
        self.pixels.len() / self.width.max(1)
    }

    /// Its rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.pixels.chunks_exact(self.width.max(1))
    }

    /// Its colours by number.
    pub fn palette(&self) -> &[Rgb] {
        &self.palette
    }

    /// The number of a colour. There are 256 at most; a colour beyond them becomes the first.
    fn color(&mut self, color: Rgb) -> u8 {
        let known = self.palette.iter().position(|known| *known == color);
        let number = known.unwrap_or_else(|| {
            self.palette.push(color);
            self.palette.len() - 1
        });
        u8::try_from(number).unwrap_or_else(|_| {
            self.palette.truncate(256);
            0
        })
    }

    /// The colours from `under` to `over`.
    pub fn ramp(&mut self, under: Rgb, over: Rgb) -> Ramp {
        let mut ramp = [0; FULL as usize + 1];
        for (level, number) in (0u32..).zip(&mut ramp) {
            let full = u32::from(FULL);
            let mixed = |from: u8, to: u8| ((u32::from(from) * (full - level) + u32::from(to) * level) / full) as u8;
            *number = self.color([mixed(under[0], over[0]), mixed(under[1], over[1]), mixed(under[2], over[2])]);
        }
        ramp
    }

    /// Fills whole rows.
    pub fn fill_rows(&mut self, from: usize, to: usize, color: Rgb) {
        let number = self.color(color);
        let (from, to) = (from.saturating_mul(self.width), to.saturating_mul(self.width).min(self.pixels.len()));
        if let Some(pixels) = self.pixels.get_mut(from..to) {
            pixels.fill(number);
        }
    }

    /// Draws a shape with its own corner at `x`, `y`. What lies outside is cut off.
    pub fn draw(&mut self, bitmap: &Bitmap, x: i32, y: i32, ramp: &Ramp) {
        let (left, top) = (x.saturating_add(bitmap.left), y.saturating_add(bitmap.top));
        for (row, levels) in (top..).zip(bitmap.rows()) {
            let Ok(row) = usize::try_from(row) else { continue };
            let Some(pixels) = self.pixels.get_mut(row * self.width..(row + 1) * self.width) else { return };
            let skipped = usize::try_from(left.saturating_neg()).unwrap_or(0);
            let start = usize::try_from(left).unwrap_or(0).min(pixels.len());
            for (pixel, level) in pixels[start..].iter_mut().zip(levels.iter().skip(skipped)) {
                if *level > 0 {
                    *pixel = ramp[usize::from((*level).min(FULL))];
                }
            }
        }
    }
}
