//! Boxes (ISO/IEC 14496-12, 4.2): a size, a type, and what is in it.

use super::super::{Fault, bytes_at, is_zero};

/// A box.
#[derive(Clone, Copy, Debug)]
pub struct Atom<'b> {
    /// Its type.
    pub kind: [u8; 4],
    /// Where it begins in the file.
    pub start: usize,
    /// Its size and type as written: 8 bytes or 16.
    pub head: &'b [u8],
    /// What is in it.
    pub body: &'b [u8],
}

impl<'b> Atom<'b> {
    /// Where its contents begin in the file.
    pub fn inside(&self) -> usize {
        self.start + self.head.len()
    }

    /// Where it ends in the file.
    pub fn end(&self) -> usize {
        self.inside() + self.body.len()
    }

    /// The boxes in it, after so many bytes of its own.
    pub fn children(&self, skip: usize) -> Result<Atoms<'b>, Fault> {
        let rest = self.body.get(skip..).ok_or(Fault::Damaged)?;
        Ok(Atoms { rest, at: self.inside() + skip, is_file: false })
    }

    /// The box of that type in it, if there is one; two would be read differently by different
    /// players.
    pub fn find(&self, kind: &[u8; 4]) -> Result<Option<Atom<'b>>, Fault> {
        let mut found = None;
        for child in self.children(0)? {
            let child = child?;
            if child.kind == *kind && found.replace(child).is_some() {
                return Err(Fault::Damaged);
            }
        }
        Ok(found)
    }

    /// The box of that type in it.
    pub fn need(&self, kind: &[u8; 4]) -> Result<Atom<'b>, Fault> {
        self.find(kind)?.ok_or(Fault::Damaged)
    }

    pub fn u8(&self, from: usize) -> Result<u8, Fault> {
        self.body.get(from).copied().ok_or(Fault::Damaged)
    }

    pub fn u16(&self, from: usize) -> Result<u16, Fault> {
        bytes_at(self.body, from).map(u16::from_be_bytes).ok_or(Fault::Damaged)
    }

    pub fn u32(&self, from: usize) -> Result<u32, Fault> {
        bytes_at(self.body, from).map(u32::from_be_bytes).ok_or(Fault::Damaged)
    }

    pub fn u64(&self, from: usize) -> Result<u64, Fault> {
        bytes_at(self.body, from).map(u64::from_be_bytes).ok_or(Fault::Damaged)
    }

    pub fn kind_at(&self, from: usize) -> Result<[u8; 4], Fault> {
        bytes_at(self.body, from).ok_or(Fault::Damaged)
    }

    /// The flags of a full box.
    pub fn flags(&self) -> Result<u32, Fault> {
        Ok(self.u32(0)? & 0x00FF_FFFF)
    }

    /// The rows of a table whose length stands before it.
    pub fn rows(&self, length_at: usize, width: usize) -> Result<&'b [u8], Fault> {
        let count = self.u32(length_at)? as usize;
        let from = length_at + 4;
        let length = count.checked_mul(width).ok_or(Fault::Damaged)?;
        let end = from.checked_add(length).ok_or(Fault::Damaged)?;
        self.body.get(from..end).ok_or(Fault::Damaged)
    }
}

/// A row of boxes. It ends with the first fault.
#[derive(Clone)]
pub struct Atoms<'b> {
    rest: &'b [u8],
    at: usize,
    is_file: bool,
}

impl<'b> Atoms<'b> {
    /// The boxes of a file.
    pub fn of_file(bytes: &'b [u8]) -> Self {
        Atoms { rest: bytes, at: 0, is_file: true }
    }

    /// What is left: padding, after the last box.
    pub fn rest(&self) -> &'b [u8] {
        self.rest
    }

    fn step(&mut self) -> Result<Option<Atom<'b>>, Fault> {
        let too_short = if self.is_file { Fault::Truncated } else { Fault::Damaged };
        let (Some(size), Some(kind)) = (bytes_at(self.rest, 0), bytes_at(self.rest, 4)) else {
            // Some programs end a row with a zero.
            return if is_zero(self.rest) { Ok(None) } else { Err(too_short) };
        };
        let (head, size) = match u32::from_be_bytes(size) {
            0 if self.is_file => (8, self.rest.len()),
            1 => {
                let size = bytes_at(self.rest, 8).map(u64::from_be_bytes).ok_or(too_short)?;
                (16, usize::try_from(size).map_err(|_| too_short)?)
            }
            size => (8, size as usize),
        };
        if size < head {
            return Err(Fault::Damaged);
        }
        let (whole, rest) = self.rest.split_at_checked(size).ok_or(too_short)?;
        let (head, body) = whole.split_at(head);
        let atom = Atom { kind, start: self.at, head, body };
        self.rest = rest;
        self.at += size;
        Ok(Some(atom))
    }
}

impl<'b> Iterator for Atoms<'b> {
    type Item = Result<Atom<'b>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step();
        if step.is_err() {
            self.rest = &[];
        }
        step.transpose()
    }
}
