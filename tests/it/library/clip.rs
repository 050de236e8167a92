//! Files to add: clips that say where they were made, and others.

fn atom(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat()
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// What must not be published.
pub const PLACE: &[u8] = b"+28.2282+112.9388/";

fn movie(at: u32, sample: &[u8]) -> Vec<u8> {
    let picture = [
        &[0, 0, 0, 0, 0, 0, 0, 1][..],
        &[0; 16],
        &[0x02, 0x80, 0x01, 0x68],
        &[0; 50],
        &atom(b"avcC", &[1, 0x42, 0xE0, 0x1E]),
    ];
    let table = [
        atom(b"stsd", &[words(&[0, 1]), atom(b"avc1", &picture.concat())].concat()),
        atom(b"stts", &words(&[0, 1, 1, 2000])),
        atom(b"stsc", &words(&[0, 1, 1, 1, 1])),
        atom(b"stsz", &words(&[0, 0, 1, sample.len() as u32])),
        atom(b"stco", &words(&[0, 1, at])),
    ];
    let data = atom(b"dinf", &atom(b"dref", &[words(&[0, 1]), atom(b"url ", &words(&[1]))].concat()));
    let handler = [&[0; 8][..], b"vide", &[0; 13]].concat();
    let media = [
        atom(b"mdhd", &words(&[0, 0, 0, 1000, 2000, 0])),
        atom(b"hdlr", &handler),
        atom(b"minf", &[data, atom(b"stbl", &table.concat())].concat()),
    ];
    let matrix = words(&[0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000]);
    let header = [words(&[1, 0, 0, 1, 0, 2000, 0, 0, 0, 0]), matrix.clone(), words(&[640 << 16, 360 << 16])].concat();
    let track = atom(b"trak", &[atom(b"tkhd", &header), atom(b"mdia", &media.concat())].concat());
    let head = [words(&[0, 0, 0, 1000, 2000, 0x1_0000, 0x0100_0000, 0, 0]), matrix, words(&[0; 7])].concat();
    let told = atom(b"udta", &atom(b"\xA9xyz", &[&[0, PLACE.len() as u8, 0, 0][..], PLACE].concat()));
    atom(b"moov", &[atom(b"mvhd", &head), track, told].concat())
}

/// A clip of two seconds, 640 by 360, that says where it was made and whose index comes last.
pub fn clip(sample: &[u8]) -> Vec<u8> {
    let kind = atom(b"ftyp", b"isom\0\0\x02\0isomavc1");
    let at = kind.len() as u32 + 8;
    [kind, atom(b"mdat", sample), movie(at, sample)].concat()
}

/// Sound of so many bytes, no two alike for different seeds.
pub fn sound(bytes: usize, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let noise = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    });
    b"ID3\x04".iter().copied().chain(noise).take(bytes).collect()
}
