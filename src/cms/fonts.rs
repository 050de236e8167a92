//! The fonts of the content manager: its script takes them from a host of others at run time, which
//! would tell that host who writes, and does not answer everywhere. Here they lie beside it, or are left out.
#![allow(clippy::disallowed_methods)]

use std::fs;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, code};
use crate::t;

/// Where the script asks for fonts: the beginning of its addresses.
const ASKED: &str = "https://cdn.jsdelivr.net/fontsource/fonts/";
/// A font that there is none of: browsers take the next in the list.
const NONE: &str = "data:font/woff2,";

/// The package of the signs, its version that the script asks for, and the file.
const PACKAGE: &str = "@fontsource-variable/material-symbols-outlined";
const VERSION: &str = "5.3.7";
const FAMILY: &str = "material-symbols-outlined:";
pub const FILE: &str = "material-symbols-outlined-latin-wght-normal.woff2";

/// Where the font of the signs lies: in npm's folder of its package, or beside the script.
pub fn signs(root: &Path, script: &Path) -> Option<Vec<u8>> {
    let beside = script.parent().unwrap_or(Path::new("")).join(FILE);
    let places: [PathBuf; 2] = [root.join("node_modules").join(PACKAGE).join("files").join(FILE), beside];
    places.iter().find_map(|place| fs::read(place).ok())
}

/// The script with no address of another host in its fonts.
pub fn kept_here(script: &[u8], has_signs: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(script.len());
    let mut rest = script;
    while let Some(at) = memchr::memmem::find(rest, ASKED.as_bytes()) {
        out.extend_from_slice(&rest[..at]);
        let tail = &rest[at + ASKED.len()..];
        let end = tail.iter().position(|byte| b")\"'` \\".contains(byte)).unwrap_or(tail.len());
        let is_signs = has_signs && tail.starts_with(FAMILY.as_bytes());
        out.extend_from_slice(if is_signs { FILE } else { NONE }.as_bytes());
        rest = &tail[end..];
    }
    out.extend_from_slice(rest);
    out
}

/// Says that signs will be words.
pub fn missing() -> Diagnostic {
    Diagnostic::warning(
        code::CMS_SCRIPT,
        t!(
            "没有找到内容管理的图标字体，图标会显示成英文名字",
            "the font of the content manager's signs is not there: their names are shown instead"
        ),
    )
    .help(t!(
        "在站点目录运行 npm install --no-save {PACKAGE}@{VERSION}；或把 {FILE} 放在 sveltia-cms.js 旁边",
        "in the site's folder run npm install --no-save {PACKAGE}@{VERSION}, or put {FILE} beside sveltia-cms.js"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_host_is_asked_for_fonts() {
        let script = format!(
            "`a{{src:url({ASKED}{FAMILY}vf@5.3.7/latin-wght-normal.woff2) format('woff2')}}b{{src:url({ASKED}noto-mono@5/x.woff2)}}`"
        );
        let kept = |has_signs| String::from_utf8(kept_here(script.as_bytes(), has_signs)).expect("text");
        assert_eq!(kept(true), format!("`a{{src:url({FILE}) format('woff2')}}b{{src:url({NONE})}}`"));
        assert_eq!(kept(false), format!("`a{{src:url({NONE}) format('woff2')}}b{{src:url({NONE})}}`"));
        assert_eq!(kept_here(b"plain", true), b"plain");
    }
}
