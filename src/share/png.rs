//! Pictures of few colours to PNG files (W3C PNG, third edition).

use zlib_rs::{DeflateConfig, ReturnCode, Strategy, compress_bound, compress_slice};

use super::canvas::Canvas;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Pixels that are compared at once.
const RUN: usize = 48;

/// Encodes a picture; nothing where the encoder refuses it.
///
/// Each row holds what differs from the row above (filter type 2), which for flat areas and
/// upright strokes is zero: runs alone then compress as well as a search for repetitions, in a
/// third of the time.
pub fn encode(canvas: &Canvas) -> Option<Vec<u8>> {
    let (width, height) = (canvas.width(), canvas.height());
    let mut rows = Vec::with_capacity((width + 1) * height);
    let mut above = vec![0; width];
    for row in canvas.rows() {
        rows.push(2);
        // Most of a card is as it is a pixel higher.
        for (own, above) in row.chunks(RUN).zip(above.chunks(RUN)) {
            if own == above {
                rows.resize(rows.len() + own.len(), 0);
            } else {
                rows.extend(own.iter().zip(above).map(|(own, above)| own.wrapping_sub(*above)));
            }
        }
        above.copy_from_slice(row);
    }
    let mut packed = vec![0; compress_bound(rows.len())];
    let settings = DeflateConfig { level: 6, strategy: Strategy::Rle, ..DeflateConfig::default() };
    let (packed, code) = compress_slice(&mut packed, &rows, settings);
    if code != ReturnCode::Ok {
        return None;
    }
    let mut header = [0; 13];
    header[..4].copy_from_slice(&u32::try_from(width).ok()?.to_be_bytes());
    header[4..8].copy_from_slice(&u32::try_from(height).ok()?.to_be_bytes());
    // Eight bits a pixel, of a palette.
    header[8..10].copy_from_slice(&[8, 3]);
    let mut out = Vec::with_capacity(packed.len() + 1024);
    out.extend_from_slice(SIGNATURE);
    chunk(&mut out, b"IHDR", &header)?;
    chunk(&mut out, b"PLTE", canvas.palette().as_flattened())?;
    chunk(&mut out, b"IDAT", packed)?;
    chunk(&mut out, b"IEND", &[])?;
    Some(out)
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], body: &[u8]) -> Option<()> {
    out.extend_from_slice(&u32::try_from(body.len()).ok()?.to_be_bytes());
    let from = out.len();
    out.extend_from_slice(kind);
    out.extend_from_slice(body);
    let sum = zlib_rs::crc32::crc32(0, out.get(from..)?);
    out.extend_from_slice(&sum.to_be_bytes());
    Some(())
}
