//! Dates in the site's time zone, and their Chinese forms.
//!
//! Invariant: nothing here asks the clock. A date without an offset is local to the site's
//! zone, and the zone database is bundled, so a build reads the same on every machine.

use std::fmt;

use jiff::civil;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, Zoned};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::diag::{Text, code};
use crate::t;
use crate::tree::{bilingual, complaint};

/// The zone of that name, from the bundled database. jiff's own lookup asks the machine's first
/// when any dependency turns that on.
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// A date or time as an author wrote it, before the site's zone is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A day.
    Day(civil::Date),
    /// A time on the site's clocks.
    Local(civil::DateTime),
    /// An instant with its own offset.
    Instant(Timestamp),
}

impl Written {
    /// Reads the forms that TOML, YAML 1.1 and people use: `2026-06-01`,
    /// `2026-06-01T09:30:00`, `2026-06-01 09:30`, with or without an offset.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_ascii() {
            return None;
        }
        let valid_year = text.len() >= 10 && text.as_bytes().get(4) == Some(&b'-');
        if !valid_year {
            return None;
        }
        let normal = text.replacen(' ', "T", 1).replace(' ', "");
        if normal.len() == 10 {
            return normal.parse().ok().map(Written::Day);
        }
        let has_zone = normal.ends_with(['Z', 'z']) || normal.get(10..)?.contains(['+', '-']);
        if has_zone { normal.parse().ok().map(Written::Instant) } else { normal.parse().ok().map(Written::Local) }
    }

    /// The moment in a zone. A day begins at its midnight.
    pub fn resolve(self, zone: &TimeZone) -> Moment {
        let civil = match self {
            Written::Day(day) => day.at(0, 0, 0, 0),
            Written::Local(local) => local,
            Written::Instant(instant) => zone.to_datetime(instant),
        };
        let instant = match self {
            Written::Instant(instant) => instant,
            _ => zone.to_ambiguous_zoned(civil).compatible().map_or(Timestamp::UNIX_EPOCH, |z| z.timestamp()),
        };
        Moment { civil, instant, has_time: !matches!(self, Written::Day(_)), offset: zone.to_offset(instant) }
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Written::Day(day) => day.fmt(f),
            Written::Local(local) => local.fmt(f),
            Written::Instant(instant) => instant.fmt(f),
        }
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DateVisitor;
        impl Visitor<'_> for DateVisitor {
            type Value = Written;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Written, E> {
                Written::parse(text).ok_or_else(|| bilingual(code::BAD_DATE, complaint(text), Some(date_help())))
            }
        }
        deserializer.deserialize_str(DateVisitor)
    }
}

fn date_help() -> Text {
    t!(
        "日期写作 2026-06-01，或带时间 2026-06-01T09:30:00",
        "write dates as 2026-06-01 or, with a time, 2026-06-01T09:30:00"
    )
}

/// A date or time in the site's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    instant: Timestamp,
    civil: civil::DateTime,
    offset: jiff::tz::Offset,
    has_time: bool,
}

impl Moment {
    /// The instant on the time line.
    pub fn instant(&self) -> Timestamp {
        self.instant
    }

    /// The date on the site's calendar.
    pub fn day(&self) -> civil::Date {
        self.civil.date()
    }

    /// Whether the author gave a time of day.
    pub fn has_time(&self) -> bool {
        self.has_time
    }

    /// RFC 3339 with the site's offset: what templates see and feeds need.
    pub fn rfc3339(&self) -> String {
        let seconds = self.offset.seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.abs() / 60;
        let (day, time) = (self.civil.date(), self.civil.time());
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
            day.year(),
            day.month(),
            day.day(),
            time.hour(),
            time.minute(),
            time.second(),
            minutes / 60,
            minutes % 60
        )
    }

    /// Numbers that differ between any two moments that read differently.
    pub fn numbers(&self) -> [i64; 2] {
        [self.instant.as_second(), i64::from(self.offset.seconds()) * 2 + i64::from(self.has_time)]
    }
}

/// An instant in a zone, as a moment with a time.
pub fn at_instant(instant: Timestamp, zone: &TimeZone) -> Moment {
    Written::Instant(instant).resolve(zone)
}

/// Formats an RFC 3339 text or a plain date. `zh`, `zh-time` and `iso` are our own names;
/// everything else is a `strftime` pattern.
pub fn format(text: &str, pattern: &str) -> Option<String> {
    let civil = match Written::parse(text)? {
        Written::Day(day) => day.at(0, 0, 0, 0),
        Written::Local(local) => local,
        Written::Instant(_) => {
            let end = text.rfind(['+', '-', 'Z', 'z']).filter(|at| *at > 10)?;
            text[..end].replacen(' ', "T", 1).parse().ok()?
        }
    };
    let pattern = match pattern {
        "zh" => "%-Y年%-m月%-d日",
        "zh-time" => "%-Y年%-m月%-d日 %H:%M",
        "iso" => "%Y-%m-%d",
        other => other,
    };
    let zoned: Zoned = civil.to_zoned(TimeZone::UTC).ok()?;
    jiff::fmt::strtime::format(pattern, &zoned).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai() -> TimeZone {
        zone("Asia/Shanghai").expect("bundled")
    }

    #[test]
    fn a_date_without_offset_is_local() {
        let moment = Written::parse("2026-11-24").expect("a date").resolve(&shanghai());
        assert_eq!(moment.rfc3339(), "2026-11-24T00:00:00+08:00");
        assert_eq!(moment.instant().to_string(), "2026-11-23T16:00:00Z");
        let utc = Written::parse("2026-11-23T20:30:00Z").expect("an instant").resolve(&shanghai());
        assert_eq!(utc.rfc3339(), "2026-11-24T04:30:00+08:00");
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for bad in [
            "2026-06-1日",
            "2026- 1 2 x",
            "2026-02-30",
            "2100-02-29",
            "2026-13-01",
            "2026-06-01T24:30:00",
            "20260601",
            "10000-01-01",
            "2026年1月1日",
        ] {
            assert_eq!(Written::parse(bad), None, "{bad}");
        }
        for good in [
            "2026-06-01",
            "2026-06-01 09:30",
            "2026-06-01T09:30:00.5",
            "2026-06-01T09:30:00+08:00",
            "2026-06-01 09:30:00 +08:00",
        ] {
            assert!(Written::parse(good).is_some(), "{good}");
        }
    }

    #[test]
    fn chinese_forms() {
        assert_eq!(format("2026-06-01T00:00:00+08:00", "zh").as_deref(), Some("2026年6月1日"));
        assert_eq!(format("2026-06-01", "%Y/%m").as_deref(), Some("2026/06"));
    }
}
