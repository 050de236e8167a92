//! Which of several marks at one place stays.

use super::Mark;
use crate::diag::{Code, code};

/// Rules that are about people: of two marks that overlap the longer says it.
const PERSONAL: &[Code] = &[
    code::MINOR,
    code::PERSON_NAME,
    code::IM_ACCOUNT,
    code::ID_NUMBER,
    code::BANK_CARD,
    code::TRAVEL_DOCUMENT,
    code::MOBILE,
    code::LANDLINE,
    code::E_MAIL,
    code::PLATE,
    code::ADDRESS,
    code::OUTBOUND,
];

/// So many marks may lie over one another.
const NEAR: usize = 8;

/// Marks in the order of places, of which one stands where several say the same.
pub fn settle(mut marks: Vec<Mark>) -> Vec<Mark> {
    let rank = |mark: &Mark| PERSONAL.iter().position(|rule| *rule == mark.rule);
    marks.sort_by_key(|mark| (mark.place.start, std::cmp::Reverse(mark.place.end), rank(mark), mark.rule));
    let mut kept: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        // In the order of places those that may overlap are near.
        let near = kept.len().saturating_sub(NEAR);
        let clash = kept[near..].iter().rposition(|other| {
            other.touches(&(mark.place.start..mark.place.end))
                && (other.rule == mark.rule || rank(other).is_some() && rank(&mark).is_some())
        });
        let clash = clash.map(|at| near + at);
        match clash {
            Some(at) if kept[at].place.end - kept[at].place.start < mark.place.end - mark.place.start => {
                kept[at] = mark
            }
            Some(_) => {}
            None => kept.push(mark),
        }
    }
    kept
}
