//! Signs of the old symbol fonts, which have no characters of their own.

/// The character for a sign of Symbol or Wingdings, as bullets use them.
pub fn bullet(c: char) -> char {
    match c {
        '\u{F0B7}' | '\u{F09F}' => '•',
        '\u{F06C}' | '\u{F098}' => '●',
        '\u{F06E}' => '■',
        '\u{F0A7}' => '▪',
        '\u{F075}' | '\u{F076}' => '◆',
        '\u{F0D8}' => '➢',
        '\u{F0E0}' | '\u{F0E8}' => '→',
        '\u{F0FC}' => '✓',
        '\u{F0FE}' => '☑',
        '\u{F06F}' | '\u{F0A8}' => '□',
        '\u{F0AB}' => '★',
        '\u{F028}' => '☎',
        '\u{F029}' => '✆',
        '\u{F02A}' => '✉',
        '\u{E000}'..='\u{F8FF}' => '•',
        c => c,
    }
}
