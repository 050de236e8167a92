//! Captions of any text: no panic, and what is written reads back the same.

#![no_main]

use fanzha::video::captions::{Captions, Format};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for format in [Format::Vtt, Format::Srt] {
        let captions = Captions::read(text, format, None);
        assert!(captions.problems.iter().all(|problem| text.get(problem.span.clone()).is_some()));
        captions.transcript();
        if captions.problems.iter().any(|problem| !problem.is_warning) {
            continue;
        }
        let again = Captions::read(&captions.to_vtt(), Format::Vtt, None);
        assert_eq!(again.cues, captions.cues);
        assert!(again.problems.iter().all(|problem| problem.is_warning), "{:?}", again.problems);
    }
});
