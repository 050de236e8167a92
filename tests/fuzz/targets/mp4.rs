//! MP4 of any bytes: no panic, and what is published is the same clip, and clean.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "clip.rs"]
mod clip;

fuzz_target!(|bytes: &[u8]| {
    clip::check(bytes);
    // Most mutants lose their first box; this one has it.
    clip::check(&[b"\0\0\0\x14ftypisom\0\0\0\0isom", bytes].concat());
});
