use memchr::memmem;
use proptest::prelude::*;

use super::*;
use crate::video::clip::Container;

fn atom(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat()
}

fn join(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

const UPRIGHT: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
const ON_ITS_SIDE: [u32; 9] = [0, 0x1_0000, 0, 0xFFFF_0000, 0, 0, 0, 0, 0x4000_0000];
const MADE: u32 = 0xE1C2_D3A4;
/// What must not be found in what is published.
const SECRETS: [&[u8]; 5] = [b"+28.2282+112.9388", b"a phone", b"a handler", b"an encoder", &MADE.to_be_bytes()];

/// How a file is put together.
#[derive(Clone, Copy)]
struct Plan {
    movie_first: bool,
    matrix: [u32; 9],
    shape: Option<(u32, u32)>,
    says_more: bool,
    has_places: bool,
    is_external: bool,
    wide: bool,
}

const PLAIN: Plan = Plan {
    movie_first: true,
    matrix: UPRIGHT,
    shape: None,
    says_more: false,
    has_places: false,
    is_external: false,
    wide: false,
};

const TOLD: Plan = Plan { movie_first: false, says_more: true, has_places: true, ..PLAIN };

/// The samples of the tracks: two pictures, one place.
const PICTURES: [&[u8]; 2] = [b"first picture", b"second"];
const PLACE: &[u8] = b"+28.2282+112.9388";

impl Plan {
    fn secret(self, text: &[u8]) -> Vec<u8> {
        if self.says_more { text.to_vec() } else { vec![0; text.len()] }
    }

    fn track(self, id: u32, handler: &[u8; 4], entry: &[u8], samples: &[&[u8]], offsets: &[u32]) -> Vec<u8> {
        let made = if self.says_more { MADE } else { 0 };
        let header =
            [words(&[1, made, made, id, 0, 2000, 0, 0, 0, 0]), words(&self.matrix), words(&[640 << 16, 360 << 16])];
        let handler = join(&[&[0; 8], handler, &[0; 12], &self.secret(b"a handler\0")]);
        let sizes: Vec<u32> = samples.iter().map(|sample| sample.len() as u32).collect();
        let offsets = if self.wide {
            let offsets: Vec<u32> = offsets.iter().flat_map(|offset| [0, *offset]).collect();
            atom(b"co64", &join(&[&words(&[0, offsets.len() as u32 / 2]), &words(&offsets)]))
        } else {
            atom(b"stco", &join(&[&words(&[0, offsets.len() as u32]), &words(offsets)]))
        };
        let table = join(&[
            &atom(b"stsd", &join(&[&words(&[0, 1]), entry])),
            &atom(b"stts", &words(&[0, 1, samples.len() as u32, 1000])),
            &atom(b"stsc", &words(&[0, 1, 1, 1, 1])),
            &atom(b"stsz", &join(&[&words(&[0, 0, sizes.len() as u32]), &words(&sizes)])),
            &offsets,
        ]);
        let reference = atom(b"url ", &words(&[u32::from(!self.is_external)]));
        let data = atom(b"dinf", &atom(b"dref", &join(&[&words(&[0, 1]), &reference])));
        let information = atom(b"minf", &join(&[&data, &atom(b"stbl", &table)]));
        let media =
            join(&[&atom(b"mdhd", &words(&[0, made, made, 1000, 2000, 0])), &atom(b"hdlr", &handler), &information]);
        let more = if self.says_more { atom(b"udta", b"a phone") } else { Vec::new() };
        atom(b"trak", &join(&[&atom(b"tkhd", &header.concat()), &atom(b"mdia", &media), &more]))
    }

    fn movie(self, at: u32) -> Vec<u8> {
        let made = if self.says_more { MADE } else { 0 };
        let header =
            [words(&[0, made, made, 1000, 2000, 0x1_0000, 0x0100_0000, 0, 0]), words(&UPRIGHT), words(&[0; 7])];
        let shape = self.shape.map_or(Vec::new(), |(across, down)| atom(b"pasp", &words(&[across, down])));
        let picture = atom(
            b"avc1",
            &join(&[
                &[0, 0, 0, 0, 0, 0, 0, 1],
                &[0; 16],
                &[0x02, 0x80, 0x01, 0x68],
                &[0; 14],
                &self.secret(b"\x0Aan encoder"),
                &[0; 25],
                &atom(b"avcC", &[1, 0x42, 0xE0, 0x1E]),
                &shape,
            ]),
        );
        let place = atom(b"mebx", &[0; 8]);
        let second = at + PICTURES[0].len() as u32 + if self.has_places { PLACE.len() as u32 } else { 0 };
        let mut tracks = self.track(1, b"vide", &picture, &PICTURES, &[at, second]);
        if self.has_places {
            tracks.extend(self.track(2, b"meta", &place, &[PLACE], &[at + PICTURES[0].len() as u32]));
        }
        let more = if self.says_more { atom(b"meta", b"a phone") } else { Vec::new() };
        atom(b"moov", &join(&[&atom(b"mvhd", &header.concat()), &tracks, &more]))
    }

    fn file(self) -> Vec<u8> {
        let kind = atom(b"ftyp", b"isom\0\0\x02\0isomavc1");
        let place = if self.has_places { PLACE } else { b"" };
        let media = atom(b"mdat", &join(&[PICTURES[0], place, PICTURES[1]]));
        let more = if self.says_more { atom(b"uuid", b"a phone") } else { Vec::new() };
        let before = kind.len() + 8 + if self.movie_first { self.movie(0).len() } else { 0 };
        let movie = self.movie(before as u32);
        let parts = if self.movie_first { [kind, movie, media, more] } else { [kind, media, movie, more] };
        parts.concat()
    }
}

/// The pictures, by the table of the file.
fn pictures(bytes: &[u8]) -> Vec<Vec<u8>> {
    let survey = survey(bytes).expect("a survey");
    let mut found = Vec::new();
    samples::chunks(&survey.movie.tracks[0].table, |range| {
        found.push(bytes[range.start as usize..range.end as usize].to_vec());
        Ok(())
    })
    .expect("chunks");
    found
}

#[test]
fn a_plain_clip_is_read() {
    let bytes = PLAIN.file();
    let clip = read(&bytes).expect("a clip");
    let expected = Clip {
        container: Container::Mp4,
        milliseconds: 2000,
        width: 640,
        height: 360,
        video: Some("avc1.42E01E".to_owned()),
        audio: None,
        plays_at_once: true,
        has_metadata: false,
    };
    assert_eq!(clip, expected);
    assert_eq!(publishable(&bytes), Ok(None));
    let turned = read(&Plan { matrix: ON_ITS_SIDE, ..PLAIN }.file()).expect("a clip");
    assert_eq!((turned.width, turned.height), (360, 640));
    for (shape, size) in [((4, 3), (853, 360)), ((3, 4), (640, 480)), ((0, 0), (640, 360)), ((7, 7), (640, 360))] {
        let clip = read(&Plan { shape: Some(shape), ..PLAIN }.file()).expect("a clip");
        assert_eq!((clip.width, clip.height), size, "{shape:?}");
    }
}

#[test]
fn what_a_clip_says_goes_and_the_film_stays() {
    for wide in [false, true] {
        for movie_first in [false, true] {
            let bytes = Plan { wide, movie_first, ..TOLD }.file();
            let before = read(&bytes).expect("a clip");
            assert!(before.has_metadata && before.plays_at_once == movie_first);
            let out = publishable(&bytes).expect("a clip").expect("a cleaner one");
            let after = read(&out).expect("a clip");
            assert_eq!(after, Clip { plays_at_once: true, has_metadata: false, ..before });
            assert_eq!(publishable(&out), Ok(None));
            assert_eq!(pictures(&out), PICTURES);
            for secret in SECRETS {
                assert!(memmem::find(&bytes, secret).is_some() && memmem::find(&out, secret).is_none(), "{secret:?}");
            }
        }
    }
}

#[test]
fn only_the_order_may_be_wrong() {
    let bytes = Plan { movie_first: false, ..PLAIN }.file();
    assert!(read(&bytes).is_ok_and(|clip| !clip.plays_at_once && !clip.has_metadata));
    assert_eq!(publishable(&bytes), Ok(Some(PLAIN.file())));
}

#[test]
fn one_box_says_what_the_file_is() {
    let twice = [PLAIN.file(), join(&[&[0; 4], b"ftypisom"])].concat();
    assert_eq!(publishable(&twice), Ok(Some(PLAIN.file())));
}

#[test]
fn entries_of_any_name_are_counted() {
    let mut bytes = TOLD.file();
    let entry = memmem::find(&bytes, b"avc1\0\0\0\0\0\0").expect("an entry");
    bytes[entry..entry + 4].copy_from_slice(b"free");
    let out = publishable(&bytes).expect("a clip").expect("a cleaner one");
    assert_eq!(read(&out).map(|clip| clip.video), Ok(Some("free".to_owned())));
}

#[test]
fn offsets_grow_where_they_must() {
    let bytes = TOLD.file();
    let survey = survey(&bytes).expect("a survey");
    let out = survey.rewritten(100).expect("a file");
    assert!(memmem::find(&out, b"co64").is_some() && memmem::find(&out, b"stco").is_none());
    assert_eq!(pictures(&out), PICTURES);
    assert_eq!(read(&out).map(|clip| clip.has_metadata), Ok(false));
}

#[test]
fn what_cannot_be_a_clip_is_told() {
    let plain = PLAIN.file();
    let mut cut = Plan { movie_first: false, ..PLAIN }.file();
    cut.truncate(40);
    assert_eq!(read(&cut), Err(Fault::Truncated));
    assert_eq!(read(&plain[..plain.len() - 1]), Err(Fault::Truncated));
    assert_eq!(read(&Plan { is_external: true, ..PLAIN }.file()), Err(Fault::External));
    let picture = [atom(b"ftyp", b"heic\0\0\0\0"), atom(b"meta", &[0; 8])].concat();
    assert_eq!(read(&picture), Err(Fault::Unknown));
    let twice = [plain.clone(), PLAIN.movie(0)].concat();
    assert_eq!(read(&twice), Err(Fault::Damaged));
    // A chunk in the tables, and one after the end.
    let kind = atom(b"ftyp", b"isom\0\0\x02\0isomavc1");
    let media = atom(b"mdat", &PICTURES.concat());
    assert_eq!(read(&[kind.clone(), PLAIN.movie(40), media.clone()].concat()), Err(Fault::Damaged));
    assert_eq!(read(&[kind, PLAIN.movie(100_000), media].concat()), Err(Fault::Truncated));
    let mut hidden = plain.clone();
    let entry = memmem::find(&hidden, b"avc1\0\0\0\0\0\0").expect("an entry");
    hidden[entry..entry + 4].copy_from_slice(b"encv");
    assert_eq!(read(&hidden), Err(Fault::Protected));
}

#[test]
fn media_may_come_in_parts_and_without_a_size() {
    let kind = atom(b"ftyp", b"isom\0\0\x02\0isomavc1");
    let first = join(&[&1_u32.to_be_bytes(), b"mdat", &29_u64.to_be_bytes(), PICTURES[0]]);
    let movie = |at: u32, second: u32| {
        let entry = atom(b"avc1", &[0; 78]);
        let track = PLAIN.track(1, b"vide", &entry, &PICTURES, &[at, second]);
        let header = [words(&[0, 0, 0, 1000, 0, 0x1_0000, 0x0100_0000, 0, 0]), words(&UPRIGHT), words(&[0; 7])];
        atom(b"moov", &join(&[&atom(b"mvhd", &header.concat()), &track]))
    };
    let second = join(&[&[0; 4], b"mdat", PICTURES[1]]);
    let at = kind.len() + 16;
    let length = kind.len() + first.len() + movie(0, 0).len();
    let bytes = [kind.clone(), first, movie(at as u32, length as u32 + 8), second].concat();
    let clip = read(&bytes).expect("a clip");
    assert_eq!((clip.milliseconds, clip.plays_at_once), (2000, false), "as long as its samples");
    let out = publishable(&bytes).expect("a clip").expect("a better one");
    assert_eq!(pictures(&out), PICTURES);
    assert_eq!(publishable(&out), Ok(None));
}

#[test]
fn no_length_leads_the_reader_astray() {
    let (plain, told) = (PLAIN.file(), TOLD.file());
    for length in 0..plain.len() {
        assert!(crate::video::clip::read(&plain[..length]).is_err(), "{length}");
        assert!(crate::video::clip::publishable(&plain[..length]).is_err(), "{length}");
    }
    for length in 0..told.len() {
        let cut = crate::video::clip::publishable(&told[..length]);
        // The last box says nothing about the film; its first bytes are zeros, as padding is.
        assert!(cut.is_err() || (told.len() - 15..told.len() - 11).contains(&length), "{length}");
    }
}

proptest! {
    #[test]
    fn no_file_leads_the_reader_astray(
        told in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        length in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = if told { TOLD.file() } else { PLAIN.file() };
        for (place, byte) in &changes {
            let place = place.index(bytes.len());
            bytes[place] = *byte;
        }
        if let Some(length) = length {
            bytes.truncate(length.index(bytes.len() + 1));
        }
        if let (Ok(before), Ok(Some(out))) = (crate::video::clip::read(&bytes), crate::video::clip::publishable(&bytes)) {
            let after = read(&out).expect("what is written can be read");
            prop_assert_eq!(Clip { plays_at_once: true, has_metadata: false, ..before }, after);
            prop_assert_eq!(publishable(&out), Ok(None));
        }
    }

    #[test]
    fn no_bytes_lead_the_reader_astray(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = crate::video::clip::publishable(&join(&[b"\0\0\0\x0Cftypisom", &body])).is_ok();
    }
}
