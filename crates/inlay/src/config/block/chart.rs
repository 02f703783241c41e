//! A block of the kind `chart`.

use chrono::{Datelike, NaiveDate};

use super::Format;
use crate::config::source::QueryName;

/// Sums of one query's rows by month, quarter or year.
#[derive(Debug)]
pub struct Chart {
    pub query: QueryName,
    /// The column with each row's day.
    pub x: String,
    /// The column that is added up.
    pub y: String,
    pub by: By,
    /// Money, whose currencies are drawn apart, or plain numbers.
    pub format: Format,
}

/// The stretches of time whose rows are added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    #[default]
    Month,
    Quarter,
    Year,
}

impl By {
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    /// Its name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The number of the stretch a day is in, counted without a gap.
    #[must_use]
    pub fn number(self, day: NaiveDate) -> i32 {
        let month = i32::try_from(day.month0()).unwrap_or_default();
        day.year() * self.a_year() + month / (12 / self.a_year())
    }

    /// The first day of a stretch; `None` beyond the calendar.
    #[must_use]
    pub fn begins(self, number: i32) -> Option<NaiveDate> {
        let within = u32::try_from(number.rem_euclid(self.a_year())).ok()?;
        let months = u32::try_from(12 / self.a_year()).ok()?;
        NaiveDate::from_ymd_opt(number.div_euclid(self.a_year()), within * months + 1, 1)
    }

    /// How many there are in a year.
    #[must_use]
    pub fn a_year(self) -> i32 {
        match self {
            Self::Month => 12,
            Self::Quarter => 4,
            Self::Year => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_follow_each_other_over_the_years() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (by, last, first) in [
            (By::Month, "2025-12-31", "2026-01-01"),
            (By::Quarter, "2025-12-31", "2026-01-01"),
            (By::Quarter, "2026-03-31", "2026-04-01"),
            (By::Year, "2025-12-31", "2026-01-01"),
        ] {
            assert_eq!(by.number(day(last)) + 1, by.number(day(first)), "{by:?}");
            assert_eq!(by.begins(by.number(day(first))), Some(day(first)));
        }
    }
}
