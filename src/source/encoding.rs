//! Names the encoding of a text file that is not UTF-8.

use std::sync::Arc;

use crate::diag::{Diagnostic, Span, code};
use crate::t;

/// The finding for a file whose first bytes that are not UTF-8 stand at `bad`.
pub fn explain(path: &Arc<str>, bytes: &[u8], bad: usize) -> Diagnostic {
    let line = bytes[..bad].iter().filter(|byte| **byte == b'\n').count() + 1;
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let (_, gb_errors) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    let guess = match (utf16, gb_errors) {
        (true, _) => Some("UTF-16"),
        (false, false) => Some("GB18030"),
        (false, true) => None,
    };
    let message = match guess {
        Some(name) => t!(
            "文件不是 UTF-8 编码（第 {line} 行起），看起来是 {name}",
            "the file is not UTF-8 (from line {line} on); it looks like {name}"
        ),
        None => t!("文件不是 UTF-8 编码（第 {line} 行起）", "the file is not UTF-8 (from line {line} on)"),
    };
    let name = guess.unwrap_or("GB18030");
    Diagnostic::error(code::IO_ENCODING, message).at(Span::file(path.clone())).help(t!(
        "用编辑器“另存为”选 UTF-8，或运行 iconv -f {name} -t UTF-8",
        "save it as UTF-8 in your editor, or run iconv -f {name} -t UTF-8"
    ))
}
