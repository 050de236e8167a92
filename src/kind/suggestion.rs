//! 代表建议: what deputies suggested and how it was handled.
//!
//! The law on deputies (代表法) gives those who handle a suggestion three months from 交办 for
//! their answer, and six if it is wide or hard: Art. 42 of the text of 2015, Art. 51 of 2025.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, civil};
use serde::{Deserialize, Serialize};

use super::evidence::{EXAMPLE, check_facts, check_parties};
use super::{Check, Evidence, Fact, Fields, Party, References};
use crate::date::{Moment, Written};
use crate::t;

/// Fields of a suggestion.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Suggestion {
    /// The session at which it was made, such as 省十三届人大四次会议.
    pub session: Option<String>,
    /// 件数: how many suggestions are handled as one.
    pub count: Option<u32>,
    /// The class under which they are handled, such as 重点处理建议.
    pub category: Option<String>,
    /// The names that the class goes by.
    pub wordings: Vec<Wording>,
    /// Who made it.
    pub proposers: Vec<Party>,
    /// 牵头督办.
    pub lead_supervisor: Vec<Party>,
    /// 对口督办.
    pub counterpart_supervisor: Vec<Party>,
    /// 领办.
    pub leader: Vec<Party>,
    /// 主办.
    pub handler: Vec<Party>,
    /// 会办, as far as they are named.
    pub co_handlers: Vec<Party>,
    /// How many 会办 there are, where only some are named.
    pub co_handlers_total: Option<u32>,
    /// Whether it is wide or hard, which doubles the time for the answer.
    pub complex: bool,
    /// What happened, in order.
    pub stages: Vec<Stage>,
    /// What the deputies ask for.
    pub demands: Vec<Fact>,
    /// Difficulties that were found.
    pub problems: Vec<Fact>,
    /// What was done.
    pub measures: Vec<Fact>,
    /// What came of it.
    pub results: Vec<Fact>,
}

/// One of the names of a class.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Wording {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub evidence: Vec<Evidence>,
}

/// Something that happened to a suggestion.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Stage {
    /// What.
    pub stage: StageName,
    /// When, if it is known.
    #[serde(default)]
    pub date: Option<Written>,
    /// More.
    #[serde(default)]
    pub text: Option<String>,
    /// Ids of who acted.
    #[serde(default)]
    pub bodies: Vec<String>,
    /// What proves it.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

macro_rules! stages {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The stages of handling.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
        #[serde(rename_all = "lowercase")]
        pub enum StageName {
            #[default]
            $($(#[$doc])* $name,)*
        }

        /// Where the handling stands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum State {
            /// As far as this stage.
            At(StageName),
            /// Without an answer after the day on which it was due.
            Overdue,
        }

        impl StageName {
            /// Its name in front matter.
            pub fn name(self) -> &'static str {
                match self {
                    $(StageName::$name => $text,)*
                }
            }
        }

        impl State {
            /// Its name for templates.
            pub fn name(self) -> &'static str {
                match self {
                    State::At(stage) => stage.name(),
                    State::Overdue => "overdue",
                }
            }
        }
    };
}

stages! {
    /// 提出.
    Proposed = "proposed",
    /// 列为重点.
    Selected = "selected",
    /// 交办.
    Assigned = "assigned",
    /// 督办.
    Supervised = "supervised",
    /// 答复.
    Answered = "answered",
}

impl Suggestion {
    /// The months that the law gives for the answer.
    pub fn months(&self) -> i32 {
        if self.complex { 6 } else { 3 }
    }

    fn reached(&self, name: StageName) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(move |stage| stage.stage == name)
    }

    /// The day of 交办, if it is known.
    pub fn assigned(&self, zone: &TimeZone) -> Option<civil::Date> {
        self.reached(StageName::Assigned).find_map(|stage| stage.date).map(|date| date.resolve(zone).day())
    }

    /// The last day for the answer; a month without that day ends earlier.
    pub fn due(&self, zone: &TimeZone) -> Option<civil::Date> {
        self.assigned(zone)?.checked_add(Span::new().months(self.months())).ok()
    }

    /// When it becomes overdue, unless it was answered.
    pub fn overdue_from(&self, zone: &TimeZone) -> Option<Moment> {
        if self.reached(StageName::Answered).next().is_some() {
            return None;
        }
        let next = self.due(zone)?.tomorrow().ok()?;
        Some(Written::Day(next).resolve(zone))
    }

    /// Where it stands at an instant.
    pub fn state(&self, at: Timestamp, zone: &TimeZone) -> State {
        if self.overdue_from(zone).is_some_and(|from| from.instant() <= at) {
            return State::Overdue;
        }
        State::At(self.stages.iter().map(|stage| stage.stage).max().unwrap_or_default())
    }

    /// Who has a part in it, by role.
    pub fn roles(&self) -> [(&'static str, &[Party]); 6] {
        [
            ("proposers", &self.proposers),
            ("lead_supervisor", &self.lead_supervisor),
            ("counterpart_supervisor", &self.counterpart_supervisor),
            ("leader", &self.leader),
            ("handler", &self.handler),
            ("co_handlers", &self.co_handlers),
        ]
    }

    /// What is said of it, by sort.
    pub fn statements(&self) -> [(&'static str, &[Fact]); 4] {
        [
            ("demands", &self.demands),
            ("problems", &self.problems),
            ("measures", &self.measures),
            ("results", &self.results),
        ]
    }

    /// A stage may not have happened before one that stands above it.
    fn check_order(&self, check: &mut Check<'_>) {
        let mut last: Option<Moment> = None;
        for (index, stage) in self.stages.iter().enumerate() {
            let Some(date) = check.moment(&stage.date) else { continue };
            if last.is_some_and(|last| date.day() < last.day()) {
                check.bad(
                    &format!("stages.{index}.date"),
                    t!("这一步早于前面的一步", "this stage lies before the one above it"),
                    t!("按时间先后排列 stages，或改正日期", "put the stages in order, or mend the dates"),
                );
            }
            last = last.max(Some(date));
        }
    }
}

impl Fields for Suggestion {
    const VIEW: &'static str = "suggestion";
    const CARD: &'static [&'static str] = &["session", "count", "category", "complex"];

    fn check(&self, check: &mut Check<'_>) {
        check.require("session", self.session.is_some(), "session = \"省十三届人大四次会议\"");
        check.require("proposers", !self.proposers.is_empty(), "[[proposers]]");
        check.require("stages", !self.stages.is_empty(), "[[stages]]");
        for (index, stage) in self.stages.iter().enumerate() {
            check.require_at(&format!("stages.{index}"), "evidence", !stage.evidence.is_empty(), EXAMPLE);
        }
        for (index, wording) in self.wordings.iter().enumerate() {
            check.require_at(&format!("wordings.{index}"), "evidence", !wording.evidence.is_empty(), EXAMPLE);
        }
        self.roles().into_iter().for_each(|(key, parties)| check_parties(key, parties, check));
        self.statements().into_iter().for_each(|(key, facts)| check_facts(key, facts, check));
        self.check_order(check);
        let named = self.co_handlers.len();
        if let Some(total) = self.co_handlers_total
            && (total as usize) < named
        {
            check.bad(
                "co_handlers_total",
                t!(
                    "列出了 {named} 个会办单位，总数却是 {total}",
                    "{named} co-handlers are named, but the total is {total}"
                ),
                t!("改正 co_handlers_total", "mend co_handlers_total"),
            );
        }
    }

    fn references(&self) -> References<'_> {
        let mut all = References::default();
        for (index, stage) in self.stages.iter().enumerate() {
            all.ids(&format!("stages.{index}.bodies"), &stage.bodies);
            all.evidence(&format!("stages.{index}.evidence"), &stage.evidence);
        }
        for (index, wording) in self.wordings.iter().enumerate() {
            all.evidence(&format!("wordings.{index}.evidence"), &wording.evidence);
        }
        self.roles().into_iter().for_each(|(key, parties)| all.parties(key, parties));
        self.statements().into_iter().for_each(|(key, facts)| all.facts(key, facts));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(day: &str, complex: bool) -> Suggestion {
        let stage = |stage, date: &str| Stage { stage, date: Written::parse(date), ..Stage::default() };
        let stages = vec![stage(StageName::Proposed, ""), stage(StageName::Assigned, day)];
        Suggestion { stages, complex, ..Suggestion::default() }
    }

    fn zone() -> TimeZone {
        crate::date::zone("Asia/Shanghai").expect("bundled")
    }

    #[test]
    fn months_end_where_the_calendar_ends_them() {
        let due = |day, complex| assigned(day, complex).due(&zone()).expect("a day").to_string();
        assert_eq!(due("2021-03-22", false), "2021-06-22");
        assert_eq!(due("2021-03-22", true), "2021-09-22");
        assert_eq!(due("2021-08-31", false), "2021-11-30");
        assert_eq!(due("2023-11-30", false), "2024-02-29");
        // An instant counts as the day that it is in the site's zone.
        assert_eq!(due("2021-03-21T16:30:00Z", false), "2021-06-22");
        assert_eq!(assigned("", false).due(&zone()), None);
    }

    #[test]
    fn the_day_itself_is_in_time() {
        let suggestion = assigned("2021-03-22", false);
        let state = |at: &str| suggestion.state(at.parse().expect("an instant"), &zone()).name();
        assert_eq!(state("2021-06-22T23:59:59+08:00"), "assigned");
        assert_eq!(state("2021-06-23T00:00:00+08:00"), "overdue");
        let mut answered = suggestion.clone();
        answered.stages.push(Stage { stage: StageName::Answered, ..Stage::default() });
        assert_eq!(answered.overdue_from(&zone()), None);
        assert_eq!(answered.state("2022-01-01T00:00:00Z".parse().expect("an instant"), &zone()).name(), "answered");
    }
}
