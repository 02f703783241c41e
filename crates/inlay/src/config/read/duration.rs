//! How long: `500ms`, `3s`, `5m`, `24h`, `2d`.

use std::time::Duration;

use super::draft::Read;
use super::field::Field;

const UNITS: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// A duration, zero included.
pub(super) fn read(field: &Field<'_>) -> Read<Duration> {
    let text = field.text()?;
    parse(text).ok_or_else(|| {
        field.wrong("is no duration; write one like `500ms`, `3s`, `5m`, `24h`, `2d`")
    })
}

/// A whole number and its unit; nothing else is a duration.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let (_, millis) = UNITS.iter().find(|(name, _)| *name == unit)?;
    Some(Duration::from_millis(
        number.parse::<u64>().ok()?.checked_mul(*millis)?,
    ))
}

/// A duration as its reader writes it, in the largest unit that fits it whole.
pub(in crate::config) fn written(duration: Duration) -> String {
    let millis = duration.as_millis();
    let (name, unit) = UNITS
        .iter()
        .rev()
        .find(|(_, unit)| millis != 0 && millis.is_multiple_of(u128::from(*unit)))
        .unwrap_or(&("s", 1_000));
    format!("{}{name}", millis / u128::from(*unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_whole_number_with_a_unit() {
        for (text, seconds) in [
            ("3s", 3),
            ("60s", 60),
            ("5m", 300),
            ("24h", 86_400),
            ("2d", 172_800),
        ] {
            assert_eq!(parse(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(parse("500ms"), Some(Duration::from_millis(500)));
        for text in [
            "",
            "3",
            "s",
            "3 s",
            "-3s",
            "1.5s",
            "3sec",
            "99999999999999999999s",
            "9999999999999999999d",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_duration_is_written_as_it_is_read() {
        for text in ["500ms", "3s", "5m", "25h", "2d", "0s", "1001ms"] {
            assert_eq!(written(parse(text).unwrap()), text);
        }
    }
}
