//! Numbers as runs of bits, the highest first: Elias's gamma code for small numbers of any size,
//! Rice's code for gaps of a known mean. `search.js` reads them.

/// Writes bits.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
    free: u32,
}

impl Writer {
    /// The lowest `count` bits of a number.
    pub fn bits(&mut self, number: u32, count: u32) {
        for at in (0..count).rev() {
            if self.free == 0 {
                self.bytes.push(0);
                self.free = 8;
            }
            self.free -= 1;
            if let Some(last) = self.bytes.last_mut() {
                *last |= ((number >> at & 1) as u8) << self.free;
            }
        }
    }

    /// So many ones and a zero.
    fn ones(&mut self, count: u32) {
        for _ in 0..count / 16 {
            self.bits(0xFFFF, 16);
        }
        self.bits((1 << (count % 16 + 1)) - 2, count % 16 + 1);
    }

    /// A number from 0 on, of at most 31 bits.
    pub fn gamma(&mut self, number: u32) {
        let length = (number + 1).ilog2();
        self.ones(length);
        self.bits(number + 1, length);
    }

    /// A number whose mean is about `1 << rice`.
    pub fn rice(&mut self, number: u32, rice: u32) {
        self.ones(number >> rice);
        self.bits(number, rice);
    }

    /// Rising numbers below `limit`.
    pub fn rising(&mut self, numbers: &[u32], limit: u64) {
        let rice = rice(numbers.len(), limit);
        let mut next = 0;
        for number in numbers {
            self.rice(number - next, rice);
            next = number + 1;
        }
    }

    /// The bytes; what is left of the last one is zero.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// The parameter for so many numbers below `limit`.
fn rice(count: usize, limit: u64) -> u32 {
    let mut rice = 0;
    while (count as u64) << (rice + 1) <= limit && rice < 31 {
        rice += 1;
    }
    rice
}

/// Reads bits; nothing where they end.
#[derive(Debug)]
pub struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    /// Begins at the first bit.
    pub fn new(bytes: &'b [u8]) -> Self {
        Reader { bytes, at: 0 }
    }

    fn bit(&mut self) -> Option<u32> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(u32::from(bit))
    }

    /// What [`Writer::bits`] wrote.
    pub fn bits(&mut self, count: u32) -> Option<u32> {
        (0..count).try_fold(0, |sum, _| Some(sum << 1 | self.bit()?))
    }

    fn ones(&mut self) -> Option<u32> {
        let mut count = 0;
        while self.bit()? == 1 {
            count += 1;
        }
        Some(count)
    }

    /// What [`Writer::gamma`] wrote.
    pub fn gamma(&mut self) -> Option<u32> {
        let length = self.ones().filter(|length| *length < 32)?;
        Some((1u32 << length | self.bits(length)?) - 1)
    }

    /// What [`Writer::rising`] wrote.
    pub fn rising(&mut self, count: usize, limit: u64) -> Option<Vec<u32>> {
        let rice = rice(count, limit);
        let mut next = 0u64;
        // A damaged count must not take all memory.
        let mut numbers = Vec::with_capacity(count.min(self.bytes.len() * 8));
        for _ in 0..count {
            let number = next + (u64::from(self.ones()?) << rice) + u64::from(self.bits(rice)?);
            if number >= limit {
                return None;
            }
            numbers.push(number as u32);
            next = number + 1;
        }
        Some(numbers)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(gammas in prop::collection::vec(0u32..1 << 20, 0..50), set in prop::collection::btree_set(0u32..5_000, 0..400)) {
            let numbers: Vec<u32> = set.into_iter().collect();
            let mut writer = Writer::default();
            gammas.iter().for_each(|number| writer.gamma(*number));
            writer.rising(&numbers, 5_000);
            let bytes = writer.finish();
            let mut reader = Reader::new(&bytes);
            for number in gammas {
                prop_assert_eq!(reader.gamma(), Some(number));
            }
            prop_assert_eq!(reader.rising(numbers.len(), 5_000), Some(numbers));
        }

        #[test]
        fn damage_is_no_disaster(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let mut reader = Reader::new(&bytes);
            while let Some(count) = reader.gamma() {
                let _numbers: Option<BTreeSet<u32>> =
                    reader.rising(count as usize, 1 << 14).map(|numbers| numbers.into_iter().collect());
            }
        }
    }

    #[test]
    fn few_of_many_take_few_bits() {
        let all: Vec<u32> = (0..16_384).collect();
        let mut writer = Writer::default();
        writer.rising(&all, 16_384);
        assert!(writer.finish().len() <= 2 * 16_384 / 8);
    }
}
