//! Dates as Zola and Hugo accept them.

use toml::Value;

/// A date or time as TOML writes it, of what stands in front matter. `2026-6-1` and other forms that
/// TOML has not are no dates here.
pub fn date(written: &str) -> Option<Value> {
    let text = written.trim();
    // YAML has a space before the zone: `2026-06-01 09:00:00 +0800`.
    let mut joined = match text.split_once(' ') {
        Some((day, rest)) => format!("{day}T{}", rest.replace(' ', "")),
        None => text.to_owned(),
    };
    // TOML wants seconds, and a colon in the zone.
    if let Some((day, time)) = joined.clone().split_once('T') {
        let zone_at = time.find(['+', '-', 'Z', 'z']).unwrap_or(time.len());
        let (clock, zone) = time.split_at(zone_at);
        let clock = if clock.matches(':').count() == 1 { format!("{clock}:00") } else { clock.to_owned() };
        let zone = match zone.len() {
            3 => format!("{zone}:00"),
            5 => format!("{}:{}", &zone[..3], &zone[3..]),
            _ => zone.to_owned(),
        };
        joined = format!("{day}T{clock}{zone}");
    }
    joined.parse().ok().map(Value::Datetime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_both_are_read() {
        for (written, wanted) in [
            ("2026-06-01", "2026-06-01"),
            ("2026-06-01T09:00:00+08:00", "2026-06-01T09:00:00+08:00"),
            ("2026-06-01 09:00:00 +0800", "2026-06-01T09:00:00+08:00"),
            ("2026-06-01 09:00", "2026-06-01T09:00:00"),
            ("2026-06-01T09:00:00Z", "2026-06-01T09:00:00Z"),
        ] {
            assert_eq!(date(written).map(|value| value.to_string()).as_deref(), Some(wanted), "{written}");
        }
        for wrong in ["2026年6月1日", "yesterday", "2026-6-1", "", "2026-06-01Tx+é1"] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }
}
