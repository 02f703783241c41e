//! How much a read may take of a source, whatever it speaks.

use std::time::Duration;

use ledger::{BreakerSettings, Limits};

use crate::config::read::draft::Read;
use crate::config::read::duration;
use crate::config::read::field::Field;
use crate::config::read::section::Section;

const UNITS: [(&str, usize); 3] = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];
const LARGEST: usize = 1 << 30;

pub(super) fn read(section: &mut Section<'_>) -> Read<Limits> {
    let usual = Limits::default();
    let timeout = section
        .optional("timeout")
        .map_or(Ok(usual.timeout), |field| time(&field));
    let mut longer = |key| section.optional(key).map(|field| time(&field)).transpose();
    let (first_timeout, connect_timeout) = (longer("first_timeout"), longer("connect_timeout"));
    let mut number = |key, usual, least, most| match section.optional(key) {
        // Within bounds that fit.
        Some(field) => Ok(usize::try_from(field.integer(least..=most)?).unwrap_or(usize::MAX)),
        None => Ok(usual),
    };
    let max_parallel = number("max_parallel", usual.max_parallel, 1, 100);
    let max_waiting = number("max_waiting", usual.max_waiting, 0, 100_000);
    let max_rows = number("max_rows", usual.max_rows, 1, 1_000_000);
    let max_bytes = section
        .optional("max_bytes")
        .map_or(Ok(usual.max_bytes), |field| bytes(&field));
    let breaker = section
        .optional("breaker")
        .map_or(Ok(usual.breaker), |field| breaker(&field, usual.breaker));
    Ok(Limits {
        timeout: timeout?,
        first_timeout: first_timeout?,
        connect_timeout: connect_timeout?,
        max_parallel: max_parallel?,
        max_waiting: max_waiting?,
        max_rows: max_rows?,
        max_bytes: max_bytes?,
        breaker: breaker?,
    })
}

/// `breaker = { failures = 5, within = "60s", open_for = "30s", login_open_for = "5m" }`.
fn breaker(field: &Field<'_>, usual: BreakerSettings) -> Read<BreakerSettings> {
    let mut section = field.section()?;
    let failures = section
        .optional("failures")
        .map_or(Ok(usual.failures.into()), |field| field.integer(1..=1_000));
    let mut duration = |key, usual| {
        section
            .optional(key)
            .map_or(Ok(usual), |field| time(&field))
    };
    let within = duration("within", usual.within);
    let open_for = duration("open_for", usual.open_for);
    let login_open_for = duration("login_open_for", usual.login_open_for);
    section.end();
    Ok(BreakerSettings {
        // Within the bounds just checked.
        failures: u32::try_from(failures?).unwrap_or(usual.failures),
        within: within?,
        open_for: open_for?,
        login_open_for: login_open_for?,
    })
}

/// A duration that is one.
fn time(field: &Field<'_>) -> Read<Duration> {
    match duration::read(field)? {
        Duration::ZERO => Err(field.wrong("must be longer than nothing")),
        time => Ok(time),
    }
}

/// `16MiB`.
fn bytes(field: &Field<'_>) -> Read<usize> {
    let size = parse(field.text()?)
        .ok_or_else(|| field.wrong("is no size; write one like `512KiB` or `16MiB`"))?;
    if (1..=LARGEST).contains(&size) {
        return Ok(size);
    }
    Err(field.wrong("must be between `1KiB` and `1GiB`"))
}

fn parse(text: &str) -> Option<usize> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let (_, bytes) = UNITS.iter().find(|(name, _)| *name == unit)?;
    number.parse::<usize>().ok()?.checked_mul(*bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_a_whole_number_with_a_unit() {
        assert_eq!(parse("16MiB"), Some(16 * 1024 * 1024));
        assert_eq!(parse("512KiB"), Some(524_288));
        for text in [
            "",
            "16",
            "16MB",
            "16 MiB",
            "1.5MiB",
            "-1KiB",
            "99999999999999999999KiB",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
