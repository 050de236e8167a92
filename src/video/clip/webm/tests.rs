use memchr::memmem;
use proptest::prelude::*;

use super::*;

fn id(id: u32) -> Vec<u8> {
    id.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect()
}

fn sized(kind: u32, body: &[u8]) -> Vec<u8> {
    let size = (body.len() as u32 | 0x1000_0000).to_be_bytes();
    [&id(kind)[..], &size, body].concat()
}

fn endless(kind: u32, body: &[u8]) -> Vec<u8> {
    [&id(kind)[..], &[0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], body].concat()
}

fn join(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

const SECRET: &[u8] = b"a phone at +28.2282+112.9388";
const PICTURE: &[u8] = b"a picture";

fn block(track: u8, offset: u8, body: &[u8]) -> Vec<u8> {
    sized(ids::SIMPLE_BLOCK, &join(&[&[0x80 | track, 0, offset, 0x80], body]))
}

fn file(told: bool, live: bool) -> Vec<u8> {
    let text = |kind: u32| if told { sized(kind, SECRET) } else { Vec::new() };
    let head = sized(ids::EBML, &sized(ids::DOC_TYPE, b"webm"));
    let duration = if live { Vec::new() } else { sized(ids::DURATION, &2500_f64.to_be_bytes()) };
    let sum = sized(ids::CRC, &[1, 2, 3, 4]);
    let information = sized(
        ids::INFO,
        &join(&[
            &sum,
            &sized(ids::TIMESTAMP_SCALE, &[0x0F, 0x42, 0x40]),
            &sized(ids::MUXING_APP, if told { SECRET } else { &[0, 0] }),
            &duration,
            &text(0x7BA9),
        ]),
    );
    let size =
        sized(ids::VIDEO, &join(&[&sized(ids::PIXEL_WIDTH, &[0x02, 0x80]), &sized(ids::PIXEL_HEIGHT, &[0x01, 0x68])]));
    let entry = |number: u8, kind: u8, codec: &[u8], more: &[u8]| {
        let codec = sized(ids::CODEC_ID, codec);
        let number = [sized(ids::TRACK_NUMBER, &[number]), sized(ids::TRACK_TYPE, &[kind])].concat();
        sized(ids::TRACK_ENTRY, &join(&[&number, &codec, &text(ids::NAME), more]))
    };
    let mut entries = [entry(1, 1, b"V_VP9", &size), entry(2, 2, b"A_OPUS", &[])].concat();
    let mut blocks = [sized(ids::TIMESTAMP, &[0]), block(1, 0, PICTURE), block(2, 20, b"a sound")].concat();
    if told {
        entries.extend(entry(3, 33, b"D_WEBVTT/METADATA", &[]));
        blocks.extend(block(3, 30, SECRET));
    }
    let later = [sized(ids::TIMESTAMP, &[0x07, 0xD0]), block(1, 40, PICTURE)].concat();
    let wrap = if live { endless } else { sized };
    let body = join(&[
        &information,
        &sized(ids::TRACKS, &entries),
        &wrap(ids::CLUSTER, &blocks),
        &wrap(ids::CLUSTER, &later),
        &text(ids::TAGS),
        &text(ids::ATTACHMENTS),
    ]);
    let trailing = if told && !live { SECRET } else { b"" };
    join(&[&head, &wrap(ids::SEGMENT, &body), trailing])
}

#[test]
fn a_plain_clip_is_read() {
    for (live, length) in [(false, 2500), (true, 2040)] {
        let bytes = file(false, live);
        let expected = Clip {
            container: Container::Webm,
            milliseconds: length,
            width: 640,
            height: 360,
            video: Some("vp9".to_owned()),
            audio: Some("opus".to_owned()),
            plays_at_once: true,
            has_metadata: false,
        };
        assert_eq!(read(&bytes), Ok(expected));
        assert_eq!(publishable(&bytes), Ok(None));
    }
}

#[test]
fn what_a_clip_says_goes_and_the_film_stays() {
    for live in [false, true] {
        let bytes = file(true, live);
        let before = read(&bytes).expect("a clip");
        assert!(before.has_metadata);
        let out = publishable(&bytes).expect("a clip").expect("a cleaner one");
        assert_eq!(read(&out), Ok(Clip { has_metadata: false, ..before }));
        assert_eq!(publishable(&out), Ok(None));
        assert!(memmem::find(&bytes, SECRET).is_some() && memmem::find(&out, SECRET).is_none());
        assert!(memmem::find(&out, &sized(ids::CRC, &[1, 2, 3, 4])).is_none(), "a sum that is wrong now");
        assert_eq!(memmem::find_iter(&out, PICTURE).count(), 2);
    }
}

#[test]
fn empty_elements_have_every_size() {
    for length in 2..400 {
        let mut bytes = vec![7; length];
        ebml::void(&mut bytes, 0..length);
        let found = element(&bytes, 0, length).expect("an element");
        assert_eq!((found.id, found.body.end), (ids::VOID, length), "{length}");
        assert!(ebml::is_empty(&bytes, found.body));
    }
}

#[test]
fn what_cannot_be_a_clip_is_told() {
    let plain = file(false, false);
    assert_eq!(read(&plain[..plain.len() - 1]), Err(Fault::Truncated));
    let live = file(false, true);
    assert_eq!(read(&live[..live.len() - 1]), Err(Fault::Truncated));
    let named = |name: &[u8]| sized(ids::EBML, &sized(ids::DOC_TYPE, name));
    assert_eq!(read(&named(b"matroska")), Err(Fault::Matroska));
    assert_eq!(read(&named(b"other")), Err(Fault::Unknown));
    assert_eq!(read(&named(b"webm")), Err(Fault::Truncated));
    assert_eq!(read(&[named(b"webm"), sized(ids::SEGMENT, &[])].concat()), Err(Fault::Empty));
}

proptest! {
    #[test]
    fn no_file_leads_the_reader_astray(
        (told, live) in any::<(bool, bool)>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        length in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = file(told, live);
        for (place, byte) in &changes {
            let place = place.index(bytes.len());
            bytes[place] = *byte;
        }
        if let Some(length) = length {
            bytes.truncate(length.index(bytes.len() + 1));
        }
        if let (Ok(before), Ok(Some(out))) = (read(&bytes), publishable(&bytes)) {
            prop_assert_eq!(Ok(Clip { has_metadata: false, ..before }), read(&out));
            prop_assert_eq!(publishable(&out), Ok(None));
        }
    }
}
