//! Tells what numbers are: each chain of digits is cut where its groups suggest.

use std::ops::Range;

use super::chain::Chain;
use super::units::{Class, Gap, unit};
use super::{bank_card, context, id_number, landline, mobile};
use crate::diag::{Code, code};

/// A number that somebody wrote, as its digits.
#[derive(Debug)]
pub struct Number<'t> {
    /// The whole text.
    pub text: &'t str,
    /// The digits; 10 is the X at the end of an identity number.
    pub digits: Vec<u8>,
    /// How many digits each group has.
    pub groups: Vec<usize>,
    /// Where it stands.
    pub place: Range<usize>,
}

impl Number<'_> {
    /// Whether it is written without separators, or by groups that nobody would take for a list of
    /// single figures.
    pub fn is_grouped_well(&self) -> bool {
        let ones = self.groups.iter().filter(|length| **length == 1).count();
        let ends_with_one = self.groups.split_last().is_some_and(|(_, rest)| rest.iter().all(|length| *length == 4));
        ones == 0 || ones == self.groups.len() || ends_with_one
    }

    /// Whether the groups hold a date: 2021-06-29.
    pub fn holds_date(&self) -> bool {
        let mut at = 0;
        let mut values = Vec::new();
        for length in &self.groups {
            let digits = &self.digits[at..at + length];
            values.push((*length, digits.iter().take(6).fold(0u32, |sum, digit| sum * 10 + u32::from(*digit))));
            at += length;
        }
        values.windows(3).any(|three| {
            let [(4, year), (m, month), (d, day)] = three else { return false };
            (1900..2100).contains(year) && *m <= 2 && *d <= 2 && (1..=12).contains(month) && (1..=31).contains(day)
        })
    }
}

/// What a number is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The rule that forbids it.
    pub rule: Code,
    /// Whether there is no doubt.
    pub sure: bool,
    /// Where it stands.
    pub place: Range<usize>,
    /// Its digits.
    pub value: String,
}

/// What the numbers of a chain are.
pub fn known(text: &str, chain: &Chain) -> Vec<Known> {
    let mut found = Vec::new();
    let mut covered = vec![false; chain.groups.len()];
    for run in chain.runs().into_iter().filter(|run| run.len() <= 48) {
        let mut failed = vec![false; run.len() + 1];
        let mut parts = Vec::new();
        if cover(text, chain, &run, run.start, &mut failed, &mut parts) {
            run.for_each(|group| covered[group] = true);
            found.append(&mut parts);
        }
    }
    for group in (0..chain.groups.len()).filter(|group| !covered[*group]) {
        let beside = |gap: Option<&Gap>| matches!(gap, Some(Gap::Dot | Gap::Hyphen));
        let is_part =
            beside(group.checked_sub(1).and_then(|before| chain.gaps.get(before))) || beside(chain.gaps.get(group));
        let one = tell(text, chain, &(group..group + 1));
        found.extend(one.filter(|known| !is_part || known.sure && known.rule == code::ID_NUMBER));
    }
    found
}

/// Cuts a run of groups into numbers without a rest, if that can be done.
fn cover(
    text: &str,
    chain: &Chain,
    run: &Range<usize>,
    from: usize,
    failed: &mut [bool],
    parts: &mut Vec<Known>,
) -> bool {
    if from >= run.end {
        return true;
    }
    if failed[from - run.start] {
        return false;
    }
    for to in (from + 1..=run.end).rev() {
        let groups = from..to;
        if chain.count(&groups) > 24 {
            continue;
        }
        let Some(known) = tell(text, chain, &groups) else { continue };
        let kept = parts.len();
        parts.push(known);
        if cover(text, chain, run, to, failed, parts) {
            return true;
        }
        parts.truncate(kept);
    }
    failed[from - run.start] = true;
    false
}

/// A rule: whether a number is one of its kind, and for sure.
type Read = fn(&mut Number<'_>) -> Option<bool>;

fn tell(text: &str, chain: &Chain, groups: &Range<usize>) -> Option<Known> {
    let count = chain.count(groups);
    if !(7..=24).contains(&count) {
        return None;
    }
    let mut number = Number {
        text,
        digits: chain.values(groups),
        groups: groups.clone().map(|group| chain.groups[group].len()).collect(),
        place: chain.place(groups),
    };
    let is_last = groups.end == chain.groups.len();
    if let Some(end) = (count == 17 && is_last).then(|| letter_x(text, chain.end)).flatten() {
        number.digits.push(10);
        number.place.end = end;
    }
    if !context::is_apart(text, number.place.start, number.place.end) {
        return None;
    }
    let value = |number: &Number<'_>| {
        number.digits.iter().map(|digit| if *digit == 10 { 'X' } else { char::from(b'0' + digit) }).collect()
    };
    let rules: [(Code, Read); 5] = [
        (code::ID_NUMBER, id_number::read),
        (code::BANK_CARD, bank_card::read),
        (code::MOBILE, mobile::read),
        (code::LANDLINE, landline::read),
        (code::BANK_CARD, bank_card::read_account),
    ];
    // Amounts and lists of figures have commas; a number of three, four and four digits is neither.
    let commas = chain.has_commas(groups);
    let spoken = number.groups == [3, 4, 4];
    let fits = |rule: Code, read: Read| {
        !commas || rule == code::MOBILE && spoken || std::ptr::fn_addr_eq(read, bank_card::read_account as Read)
    };
    rules.into_iter().filter(|(rule, read)| fits(*rule, *read)).find_map(|(rule, read)| {
        let sure = read(&mut number)?;
        Some(Known { rule, sure, place: number.place.clone(), value: value(&number) })
    })
}

/// Where an X ends that follows 17 digits.
fn letter_x(text: &str, at: usize) -> Option<usize> {
    let mut at = at;
    for _ in 0..3 {
        match unit(text, at)? {
            (Class::Other('x' | 'X' | '×'), end) => return Some(end),
            (Class::Nothing | Class::Gap(Gap::Blank | Gap::Hyphen), end) => at = end,
            _ => return None,
        }
    }
    None
}
