//! WebM of any bytes: no panic, and what is published is the same clip, and clean.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "clip.rs"]
mod clip;

fuzz_target!(|bytes: &[u8]| {
    clip::check(bytes);
    // Most mutants lose their header; this one has it.
    clip::check(&[b"\x1A\x45\xDF\xA3\x87\x42\x82\x84webm", bytes].concat());
});
