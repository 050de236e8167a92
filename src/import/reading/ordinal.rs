//! Numbers of lists in letters and Roman numerals.

/// a, b … z, aa, bb, as Word counts.
pub fn letters(number: u32) -> String {
    let Some(index) = number.checked_sub(1) else { return number.to_string() };
    let letter = char::from(b'a' + (index % 26) as u8);
    // Word stops at 780; so much of one letter is nobody's list.
    std::iter::repeat_n(letter, (index / 26 + 1).min(30) as usize).collect()
}

/// i, ii, iii, iv.
pub fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if number == 0 || number > 10_000 {
        return number.to_string();
    }
    let mut rest = number;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_letters() {
        assert_eq!([1, 26, 27, 53].map(letters), ["a", "z", "aa", "aaa"]);
        assert_eq!([1, 4, 9, 14, 1994].map(roman), ["i", "iv", "ix", "xiv", "mcmxciv"]);
        assert_eq!(roman(0), "0");
    }
}
