//! Elements (RFC 8794): an identity, a size, and what is in it.

use std::ops::Range;

use super::super::{Fault, bytes_at, is_zero};

/// An element.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its identity, with the marker of its length.
    pub id: u32,
    /// Where it begins in the file.
    pub start: usize,
    /// Where its contents are in the file. What has no size of its own reaches to the end of what
    /// it is in.
    pub body: Range<usize>,
    /// Whether it has a size.
    pub is_sized: bool,
}

impl Element {
    pub fn bytes<'b>(&self, file: &'b [u8]) -> &'b [u8] {
        file.get(self.body.clone()).unwrap_or_default()
    }

    pub fn unsigned(&self, file: &[u8]) -> Result<u64, Fault> {
        let bytes = self.bytes(file);
        if bytes.len() > 8 {
            return Err(Fault::Damaged);
        }
        Ok(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    pub fn small(&self, file: &[u8]) -> Result<u32, Fault> {
        u32::try_from(self.unsigned(file)?).map_err(|_| Fault::Damaged)
    }

    pub fn float(&self, file: &[u8]) -> Result<f64, Fault> {
        let bytes = self.bytes(file);
        match bytes.len() {
            0 => Ok(0.0),
            4 => Ok(bytes_at(bytes, 0).map_or(0.0, f32::from_be_bytes).into()),
            8 => Ok(bytes_at(bytes, 0).map_or(0.0, f64::from_be_bytes)),
            _ => Err(Fault::Damaged),
        }
    }

    /// Text, up to a zero.
    pub fn text(&self, file: &[u8]) -> String {
        let bytes = self.bytes(file);
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
    }
}

/// A number of 1 to 8 bytes (RFC 8794, 4): how many they are, what they say, and whether they say
/// that they do not know.
pub fn number(bytes: &[u8], at: usize) -> Option<(usize, u64, bool)> {
    let first = *bytes.get(at)?;
    let length = first.leading_zeros() as usize + 1;
    let rest = bytes.get(at + 1..at.checked_add(length)?)?;
    if length > 8 {
        return None;
    }
    let own = u64::from(first) & ((1_u64 << (8 - length)) - 1);
    let value = rest.iter().fold(own, |number, byte| number << 8 | u64::from(*byte));
    Some((length, value, value == (1_u64 << (7 * length)) - 1))
}

/// The element there. `end` is the end of what it is in.
pub fn element(file: &[u8], start: usize, end: usize) -> Result<Element, Fault> {
    let short = if end >= file.len() { Fault::Truncated } else { Fault::Damaged };
    let within = file.get(..end).ok_or(short)?;
    let first = *within.get(start).ok_or(short)?;
    let length = first.leading_zeros() as usize + 1;
    if length > 4 {
        return Err(Fault::Damaged);
    }
    let id = within.get(start..start + length).ok_or(short)?;
    let id = id.iter().fold(0, |id, byte| id << 8 | u32::from(*byte));
    if within.get(start + length) == Some(&0) {
        return Err(Fault::Damaged);
    }
    let (width, size, is_unknown) = number(within, start + length).ok_or(short)?;
    let from = start + length + width;
    let body = if is_unknown {
        from..end
    } else {
        let size = usize::try_from(size).map_err(|_| short)?;
        from..from.checked_add(size).filter(|to| *to <= end).ok_or(short)?
    };
    Ok(Element { id, start, body, is_sized: !is_unknown })
}

/// Puts an empty element in the place of others.
pub fn void(file: &mut [u8], place: Range<usize>) {
    let Some(bytes) = file.get_mut(place) else { return };
    bytes.fill(0);
    let length = bytes.len();
    match bytes {
        [kind, size, ..] if length <= 128 => {
            *kind = 0xEC;
            *size = 0x80 | (length - 2) as u8;
        }
        [kind, size @ ..] => {
            *kind = 0xEC;
            let width = 0x0100_0000_0000_0000 | (length as u64 - 9);
            if let Some(size) = size.first_chunk_mut::<8>() {
                *size = width.to_be_bytes();
            }
        }
        [] => {}
    }
}

/// Whether nothing stands there.
pub fn is_empty(file: &[u8], place: Range<usize>) -> bool {
    is_zero(file.get(place).unwrap_or_default())
}
