//! Text compressed ahead: `x.html.br` and `x.html.gz` beside `x.html`, at the highest levels, once
//! for each content. They lie among the variants of pictures, so that one `cache gc` tidies both.

use std::collections::BTreeSet;
use std::io::{self, Write};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};
use rayon::prelude::*;

use super::{Coding, Encoded};
use crate::config::{Config, HostKind, Target};
use crate::emit::{Content, Outputs, Supply};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::hosting::{is_text, media_type};
use crate::media::Progress;
use crate::path::OutputPath;

/// What is smaller fits into one or two packets anyway.
const SMALLEST: usize = 1024;
/// Changes with the levels and libraries below.
const RECIPE: u64 = 1;
const CODINGS: [Coding; 2] = [Coding::Brotli, Coding::Gzip];

impl Coding {
    /// What the name of a compressed file ends in.
    pub fn ending(self) -> &'static str {
        match self {
            Coding::Brotli => ".br",
            Coding::Gzip => ".gz",
        }
    }

    /// The value of `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Coding::Brotli => "br",
            Coding::Gzip => "gzip",
        }
    }

    fn compress(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Coding::Brotli => {
                let settings =
                    BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
                let mut out = Vec::new();
                brotli::BrotliCompress(&mut &*bytes, &mut out, &settings)?;
                Ok(out)
            }
            Coding::Gzip => {
                // Neither a time nor the system's name: the same text gives the same bytes everywhere.
                let mut encoder =
                    GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::best());
                encoder.write_all(bytes)?;
                encoder.finish()
            }
        }
    }
}

/// Which codings a target takes. Cloudflare Pages and Netlify compress by themselves. A store
/// shows one object to everybody, hence the coding that everybody reads.
pub fn codings(target: &Target) -> &'static [Coding] {
    match target.kind {
        HostKind::Nginx | HostKind::Caddy | HostKind::GitlabPages => &CODINGS,
        kind if kind.is_store() && target.compress => &[Coding::Gzip],
        _ => &[],
    }
}

/// The key of a compressed content among variants.
fn key(digest: &Fingerprint, coding: Coding) -> Fingerprint {
    let mut hash = Fingerprinter::new();
    hash.text("sibling").number(RECIPE).text(coding.ending()).part(digest.as_bytes());
    hash.finish()
}

/// The keys of all that may be kept for these outputs.
pub fn keys(outputs: &Outputs) -> BTreeSet<Fingerprint> {
    let digests = outputs.files.values().map(Content::digest);
    digests.flat_map(|digest| CODINGS.map(|coding| key(digest, coding))).collect()
}

/// What an output was compressed of, if it was.
pub(super) fn encoded(path: &str, content: &Content, outputs: &Outputs) -> Option<Encoded> {
    let Content::Variant(known, _) = content else { return None };
    let (of, coding) = CODINGS.iter().find_map(|coding| Some((path.strip_suffix(coding.ending())?, *coding)))?;
    let original = outputs.files.get(of)?;
    (key(original.digest(), coding) == *known).then(|| Encoded { coding, of: of.to_owned(), sha256: String::new() })
}

/// The compressed files of a target, for those outputs that compression makes smaller.
pub fn siblings(
    outputs: &Outputs,
    supply: &Supply<'_>,
    config: &Config,
    target: &Target,
    progress: &Progress,
) -> io::Result<Vec<(OutputPath, Content)>> {
    let codings = codings(target);
    if codings.is_empty() {
        return Ok(Vec::new());
    }
    let is_wanted = |path: &OutputPath| is_text(media_type(path.as_str(), &config.feed_filenames));
    let texts: Vec<(&OutputPath, &Content)> = outputs.files.iter().filter(|(path, _)| is_wanted(path)).collect();
    let count = progress.of(texts.len());
    let compressed = |(path, content): &(&OutputPath, &Content)| {
        let mut made = Vec::new();
        for coding in codings {
            let output = OutputPath::new(format!("{path}{}", coding.ending()));
            let taken = outputs.files.contains_key(&output);
            if let Some(content) = compressed(content, *coding, supply)?.filter(|_| !taken) {
                made.push((output, content));
            }
        }
        count.step();
        Ok(made)
    };
    let made: Vec<Vec<_>> = texts.par_iter().map(compressed).collect::<io::Result<_>>()?;
    Ok(made.into_iter().flatten().collect())
}

/// A content compressed, from the cache or anew; nothing where that is not worth it, which is
/// remembered as no bytes.
fn compressed(content: &Content, coding: Coding, supply: &Supply<'_>) -> io::Result<Option<Content>> {
    let key = key(content.digest(), coding);
    let made = match supply.variants.read(&key) {
        Some((made, _)) => made,
        None => {
            let bytes = supply.bytes(content)?;
            let smaller = if bytes.len() < SMALLEST { Vec::new() } else { coding.compress(&bytes)? };
            let is_worth_it = smaller.len() < bytes.len();
            supply.variants.write(&key, if is_worth_it { &smaller } else { &[] })?
        }
    };
    Ok((made.bytes > 0).then_some(Content::Variant(key, made.digest)))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_compressed_comes_back() {
        let text = "转账之前，先打 96110。".repeat(200);
        let brotli = Coding::Brotli.compress(text.as_bytes()).expect("brotli");
        let gzip = Coding::Gzip.compress(text.as_bytes()).expect("gzip");
        assert!(brotli.len() < gzip.len() && gzip.len() < text.len());
        let (mut from_brotli, mut from_gzip) = (Vec::new(), String::new());
        brotli::BrotliDecompress(&mut &brotli[..], &mut from_brotli).expect("brotli");
        flate2::read::GzDecoder::new(&gzip[..]).read_to_string(&mut from_gzip).expect("gzip");
        assert_eq!((from_brotli, from_gzip), (text.clone().into_bytes(), text.clone()));
        assert_eq!(gzip, Coding::Gzip.compress(text.as_bytes()).expect("gzip"));
        // RFC 1952: no time, an unknown system.
        assert_eq!((&gzip[4..8], gzip[9]), (&[0; 4][..], 255));
    }
}
