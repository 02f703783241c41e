//! How far back: `90d`, `18mo`, `3y`.

use chrono::{Days, Months};

use super::draft::Read;
use super::field::Field;
use crate::config::widget::Window;

/// Nobody's books are older.
const MOST_YEARS: u32 = 100;

pub(super) fn read(field: &Field<'_>) -> Read<Window> {
    parse(field.text()?)
        .ok_or_else(|| field.wrong("is no window; write one like `90d`, `18mo`, `3y`"))
}

fn parse(text: &str) -> Option<Window> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let number: u32 = number.parse().ok()?;
    let most = |unit| (1..=MOST_YEARS * unit).contains(&number);
    match unit {
        "d" if most(366) => Some(Window::Days(Days::new(number.into()))),
        "mo" if most(12) => Some(Window::Months(Months::new(number))),
        "y" if most(1) => Some(Window::Months(Months::new(number * 12))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn since(window: &str, today: &str) -> String {
        let today: NaiveDate = today.parse().unwrap();
        parse(window).unwrap().since(today).unwrap().to_string()
    }

    #[test]
    fn a_window_goes_back_to_the_same_day() {
        assert_eq!(since("3y", "2026-11-24"), "2023-11-24");
        assert_eq!(since("3y", "2024-02-29"), "2021-02-28");
        assert_eq!(since("4y", "2024-02-29"), "2020-02-29");
        assert_eq!(since("1mo", "2026-03-31"), "2026-02-28");
        assert_eq!(since("90d", "2026-03-31"), "2025-12-31");
    }

    #[test]
    fn a_window_that_is_none_is_refused() {
        for text in [
            "",
            "3",
            "y",
            "0y",
            "3 y",
            "3m",
            "-1y",
            "101y",
            "99999999999y",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
