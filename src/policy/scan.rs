//! One pass over a text for digits, `@` and words; rules look where those say.

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::ops::Range;

use super::chain::Chain;
use super::settle::settle;
use super::triggers::{Place, Trigger};
use super::units::{self, Class, Gap, unit};
use super::{
    Mark, Rules, address, contact, context, document, minor, mobile, numbers, outbound, peoples, person_name, plate,
    prose_name, table, words,
};
use crate::diag::{Bytes, Code, code};
use crate::kind::{Kind, secrecy};
use crate::t;

/// Numbers with fewer digits name nobody.
const SHORTEST: usize = 7;

/// Scans a text.
pub fn scan(rules: &Rules, text: &str, kind: Kind) -> Vec<Mark> {
    let mut scan = Scan {
        rules,
        text,
        kind,
        marks: Vec::new(),
        names: Vec::new(),
        minors: Vec::new(),
        places: Vec::new(),
        secret: Vec::new(),
    };
    scan.characters();
    scan.beside_numbers();
    scan.sentences();
    scan.homes();
    for (place, sure) in prose_name::read(text, kind, std::mem::take(&mut scan.names)) {
        // Bulletins and suggestions name officials and deputies.
        let sure = sure && tells_of_people(kind);
        scan.mark(place.clone(), code::PERSON_NAME, sure, &text[place]);
    }
    scan.names_again();
    let all_made_up = LazyCell::new(|| prose_name::all_made_up(text));
    let is_made_up = |name: &str| *all_made_up || prose_name::is_made_up(text, name);
    scan.marks.retain(|mark| mark.rule != code::PERSON_NAME || !is_made_up(&text[Range::from(mark.place)]));
    scan.secret_lines();
    scan.tables();
    settle(scan.marks)
}

struct Scan<'s> {
    rules: &'s Rules,
    text: &'s str,
    kind: Kind,
    marks: Vec<Mark>,
    /// Where names may begin.
    names: Vec<usize>,
    /// Where minors may be spoken of.
    minors: Vec<usize>,
    /// Where buildings and townships may be spoken of.
    places: Vec<usize>,
    /// Places that may carry a mark of secrecy.
    secret: Vec<usize>,
}

impl Scan<'_> {
    fn mark(&mut self, place: Range<usize>, rule: Code, sure: bool, value: &str) {
        self.marks.push(Mark::new(self.text, place, rule, sure, value));
    }

    /// Finds digits of every form, signs of e-mail, and words.
    fn characters(&mut self) {
        let (text, triggers) = (self.text, self.rules.triggers());
        let mut from = 0;
        // Within a number that was read no other begins.
        let mut numbers_from = 0;
        while let Some(place) = triggers.next_of_interest(text, from, &mut self.names) {
            let Place { at, code, length, begins_word, .. } = place;
            if at >= numbers_from {
                numbers_from = match code {
                    0x30..=0x39 | FULL_WIDTH_0..=FULL_WIDTH_9 => self.digits(at),
                    0x40 => self.e_mail(at, 1),
                    FULL_WIDTH_AT => self.e_mail(at, 3),
                    MATHEMATICAL_0..=MATHEMATICAL_9 => self.digits(at),
                    0x2460..=0x2468 | 0x2776..=0x277F | 0x24EA | 0x24FF => self.digits(at),
                    _ => 0,
                };
            }
            if begins_word {
                triggers.at(text, &place).for_each(|(trigger, place)| self.trigger(trigger, place));
            }
            from = at + length;
        }
    }

    /// Looks at the number that begins here; gives where it ends.
    fn digits(&mut self, at: usize) -> usize {
        let end = self.number(at);
        if address::is_counted(self.text, end) {
            self.places.push(at);
        }
        end
    }

    fn number(&mut self, at: usize) -> usize {
        let text = self.text;
        let plain = text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if let Some((place, value)) = mobile::with_letters(text, at, plain) {
            let end = place.end;
            self.mark(place, code::MOBILE, true, &value);
            return end;
        }
        // Most numbers are short and stand alone: dates, counts.
        let ends = match unit(text, at + plain) {
            Some((Class::Gap(Gap::Comma), end)) => {
                !matches!(unit(text, end), Some((Class::Digit(_) | Class::Han(_), _)))
            }
            after => matches!(after, Some((Class::Other(_), _)) | None),
        };
        let alone = plain > 0 && plain < SHORTEST && ends;
        let start = units::begin(text, at);
        if alone && start == at {
            return at + plain;
        }
        if start == at && is_date(text, at) {
            return at + DATE.len();
        }
        self.chain(start).max(at + plain.max(1))
    }

    fn chain(&mut self, start: usize) -> usize {
        let chain = Chain::read(self.text, start);
        if chain.digits.len() >= SHORTEST {
            for known in numbers::known(self.text, &chain) {
                self.mark(known.place, known.rule, known.sure, &known.value);
            }
        }
        let mut end = chain.end;
        // Not into the middle of a character.
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        end
    }

    fn e_mail(&mut self, at: usize, sign: usize) -> usize {
        if let Some((place, host)) = contact::e_mail(self.text, at, sign)
            && !self.rules.parsing.host_allowed(&host)
            && !contact::is_example(&host)
            && !is_shown_harmless(self.text, place.start)
        {
            let value = contact::narrow(&self.text[place.clone()]);
            self.mark(place, code::E_MAIL, true, &value);
        }
        at + sign
    }

    fn trigger(&mut self, trigger: Trigger, place: Range<usize>) {
        let text = self.text;
        match trigger {
            Trigger::Plate => {
                if let Some((place, plate)) = plate::read(text, place.start) {
                    self.mark(place, code::PLATE, true, &plate);
                }
            }
            Trigger::Armed => {
                for (place, plate) in plate::armed(text, place) {
                    self.mark(place, code::PLATE, true, &plate);
                }
            }
            Trigger::Dot => {
                if let Some(place) = peoples::dotted(text, &place) {
                    self.name(place);
                }
            }
            Trigger::Part => {
                let named = peoples::read(text, place.start);
                if let Some(place) = named.filter(|place| !prose_name::is_official(text, place)) {
                    self.name(place);
                }
            }
            Trigger::Place => self.places.push(place.start),
            Trigger::Victim => self.name_after(place.end, true),
            Trigger::Label => self.name_after(place.end, false),
            Trigger::Called if tells_of_people(self.kind) => {
                // 孙丽娟，女，45岁: a comma stands between.
                let end = place.start - usize::from(text[..place.start].ends_with('，')) * '，'.len_utf8();
                let named = prose_name::ending(text, end).filter(|place| !prose_name::is_official(text, place));
                if let Some(place) = named {
                    self.name(place);
                }
            }
            Trigger::Called => {}
            Trigger::Person if tells_of_people(self.kind) => self.name_after(place.end, false),
            Trigger::Person => {}
            Trigger::Minor => self.minors.push(place.start),
            Trigger::Messenger => {
                if let Some((place, account)) = contact::account(text, place.start) {
                    self.mark(place, code::IM_ACCOUNT, true, &account);
                }
            }
            Trigger::Document => {
                if let Some((place, number)) = document::number(text, place.start) {
                    self.mark(place, code::TRAVEL_DOCUMENT, true, &number);
                }
            }
            Trigger::Address(number) => self.address(place.start, number),
            Trigger::Spelled => {
                let before = text[..place.start].char_indices().next_back().map(|(at, _)| unit(text, at));
                if !matches!(before, Some(Some((Class::Han(_) | Class::Digit(_), _)))) {
                    self.chain(place.start);
                }
            }
            Trigger::At => match contact::spelled_mail(text, &place) {
                Some((place, value, host))
                    if !self.rules.parsing.host_allowed(&host) && !is_shown_harmless(text, place.start) =>
                {
                    self.mark(place, code::E_MAIL, true, &value);
                }
                _ => {}
            },
            Trigger::Grade => {
                if text[..place.start].trim_end().ends_with(['秘', '机', '绝']) {
                    self.note_secret(place.start);
                }
            }
            Trigger::Secret => self.note_secret(place.start),
            Trigger::Word(number) => self.word(place, number),
        }
    }

    fn name_after(&mut self, end: usize, is_strong: bool) {
        if let Some(place) = person_name::after_word(self.text, end, is_strong) {
            self.name(place);
        }
    }

    fn name(&mut self, place: Range<usize>) {
        let value = &self.text[place.clone()];
        self.mark(place, code::PERSON_NAME, true, value);
    }

    /// Who is named without doubt in one place is meant in others too.
    fn names_again(&mut self) {
        let text = self.text;
        let whole = |name: &&str| name.chars().count() > 2;
        let sure = self.marks.iter().filter(|mark| mark.rule == code::PERSON_NAME && mark.sure);
        let names: BTreeSet<&str> = sure.map(|mark| &text[Range::from(mark.place)]).filter(whole).collect();
        for place in names.into_iter().flat_map(|name| prose_name::again(text, name)) {
            self.name(place);
        }
    }

    /// Names beside the numbers that were found.
    fn beside_numbers(&mut self) {
        let numbers = self.marks.iter().filter(|mark| PERSONS_OWN.contains(&mark.rule));
        let starts: Vec<usize> = numbers.map(|mark| mark.place.start).collect();
        for start in starts {
            if let Some(place) = person_name::beside(self.text, start) {
                self.name(place);
            }
        }
    }

    fn address(&mut self, at: usize, number: u16) {
        let plain = outbound::SIGNS.len() + outbound::TOPS.len();
        let mut signs = outbound::SIGNS.iter().chain(outbound::TOPS).chain(outbound::DISGUISED);
        let Some(sign) = signs.nth(usize::from(number)) else { return };
        let read = if usize::from(number) < plain { outbound::read } else { outbound::disguised };
        let Some(address) = read(self.text, at, sign) else { return };
        if self.rules.parsing.host_allowed(&address.host) || is_shown_harmless(self.text, address.place.start) {
            return;
        }
        let sure = address.is_link || matches!(self.kind, Kind::Case | Kind::Alert | Kind::ScamType);
        let mut mark = Mark::new(self.text, address.place, code::OUTBOUND, sure, &address.host);
        mark.shown = address.host.replace('.', "[.]");
        self.marks.push(mark);
    }

    fn word(&mut self, place: Range<usize>, number: u32) {
        let Some(word) = self.rules.words.get(number as usize) else { return };
        if words::is_right(self.text, place.start, word) {
            return;
        }
        let (wrong, right, reason) = (&word.wrong, &word.right, &word.reason);
        let because = if reason.is_empty() { String::new() } else { format!("（{reason}）") };
        let mut mark = Mark::new(self.text, place, code::WORDING, true, wrong);
        mark.said = Some(Box::new((
            t!("“{wrong}”应写作“{right}”{because}", "`{wrong}` should be `{right}`{because}"),
            t!("改成“{right}”", "write `{right}`"),
        )));
        self.marks.push(mark);
    }

    fn sentences(&mut self) {
        self.minors.sort_unstable();
        for place in minor::read(self.text, &self.minors) {
            let value = &self.text[place.clone()];
            self.mark(place, code::MINOR, true, value);
        }
    }

    /// Addresses. Offices have addresses too, so outside of
    /// cases one must be of a home.
    fn homes(&mut self) {
        let is_case = self.kind == Kind::Case;
        let text = self.text;
        self.places.sort_unstable();
        for place in
            address::near(text, &self.places).into_iter().filter(|place| is_case || address::is_home(text, place))
        {
            let value = &self.text[place.clone()];
            self.mark(place, code::ADDRESS, true, value);
        }
    }

    /// Reads cells of tables as if the head of the column stood before each.
    fn tables(&mut self) {
        if !self.text.contains('|') {
            return;
        }
        for table::Cell { head, place } in table::cells(self.text) {
            let told = format!("{head}：{}", &self.text[place.clone()]);
            let before = told.len() - place.len();
            let shifted = |bytes: Bytes| Bytes {
                start: (place.start + bytes.start).saturating_sub(before),
                end: (place.start + bytes.end).saturating_sub(before),
            };
            for mut mark in scan(self.rules, &told, self.kind).into_iter().filter(|mark| mark.place.start >= before) {
                mark.place = shifted(mark.place);
                mark.hidden = mark.hidden.into_iter().map(shifted).collect();
                self.marks.push(mark);
            }
        }
    }

    fn note_secret(&mut self, at: usize) {
        // Bulletins are looked at with more care, where they are parsed.
        if self.kind != Kind::Bulletin {
            self.secret.push(at);
        }
    }

    fn secret_lines(&mut self) {
        for at in std::mem::take(&mut self.secret) {
            // A line of usual length as a whole; of a longer one what is near.
            let head = context::before(self.text, at, 120);
            let start = at - head.len();
            let line = &self.text[start..at + context::after(self.text, at, 60).len()];
            let inner = line.trim_matches(|c: char| c.is_whitespace() || "#>*_-".contains(c));
            let is_alone = secrecy::is_mark(inner, false);
            for marking in secrecy::find(line, std::iter::empty()).into_iter().filter(|one| one.is_grade || is_alone) {
                let place = start + marking.span.start..start + marking.span.end;
                let mut mark = Mark::new(self.text, place, code::SECRECY, marking.is_grade, &marking.word);
                mark.said = Some(Box::new(super::said::secrecy(&marking)));
                self.marks.push(mark);
            }
        }
    }
}

const FULL_WIDTH_0: u32 = 0xFF10;
const FULL_WIDTH_9: u32 = 0xFF19;
const FULL_WIDTH_AT: u32 = 0xFF20;
const MATHEMATICAL_0: u32 = 0x1_D7CE;
const MATHEMATICAL_9: u32 = 0x1_D7FF;

/// How most dates of front matter are written.
const DATE: &str = "2000-00-00";

/// Whether a day stands here alone, such as 2026-06-01; no number of a person looks so.
fn is_date(text: &str, at: usize) -> bool {
    let Some(written) = text.as_bytes().get(at..at + DATE.len()) else { return false };
    let has_form = written.iter().zip(DATE.bytes()).all(|(byte, form)| match form {
        b'-' => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let alone = matches!(unit(text, at + DATE.len()), Some((Class::Other(_) | Class::Gap(Gap::Line), _)) | None);
    has_form && alone && matches!(written, [b'1', b'9', ..] | [b'2', b'0', ..])
}

/// Whether pages of a kind tell of private people, not of officials.
fn tells_of_people(kind: Kind) -> bool {
    matches!(kind, Kind::Case | Kind::Alert | Kind::Article | Kind::ScamType | Kind::Video)
}

/// Whether an address stands where it is broken up before anybody sees it: in `:::ioc` or
/// `` `ioc:…` ``.
fn is_shown_harmless(text: &str, at: usize) -> bool {
    let line = context::before(text, at, 400);
    let is_block = line.trim_start().strip_prefix(":::").is_some_and(|rest| rest.trim_start().starts_with("ioc"));
    let inline = line.rsplit('`').next().is_some_and(|code| code.trim_start().starts_with("ioc:"));
    is_block || inline && line.contains('`')
}

/// Numbers that one person has.
const PERSONS_OWN: &[Code] =
    &[code::ID_NUMBER, code::BANK_CARD, code::TRAVEL_DOCUMENT, code::MOBILE, code::LANDLINE, code::IM_ACCOUNT];
