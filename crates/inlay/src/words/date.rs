//! Dates and ages.

use chrono::{Datelike, NaiveDate, TimeDelta};
use icu::calendar::{Date, Gregorian};

use super::Language;
use super::book::Argument;

impl Language {
    /// A date, as the language writes it in a table.
    #[must_use]
    pub fn date(self, date: NaiveDate) -> String {
        self.written(date).unwrap_or_else(|| date.to_string())
    }

    /// How long ago, in the largest unit that fits; the future is "just now".
    #[must_use]
    pub fn age(self, age: TimeDelta) -> String {
        let (key, count) = match age {
            _ if age < TimeDelta::minutes(1) => return self.say("age-now"),
            _ if age < TimeDelta::hours(1) => ("age-minutes", age.num_minutes()),
            _ if age < TimeDelta::days(1) => ("age-hours", age.num_hours()),
            _ => ("age-days", age.num_days()),
        };
        let count = usize::try_from(count).unwrap_or_default();
        self.say_with(key, &[("count", Argument::Count(count))])
    }

    /// A day's month and year: "Nov 2026".
    #[must_use]
    pub fn month(self, date: NaiveDate) -> String {
        let written = || {
            Some(
                self.book()
                    .months
                    .as_ref()?
                    .format(&gregorian(date)?)
                    .to_string(),
            )
        };
        written().unwrap_or_else(|| date.format("%Y-%m").to_string())
    }

    /// A day's month alone, in short: "Nov".
    #[must_use]
    pub fn month_name(self, date: NaiveDate) -> String {
        let written = || {
            Some(
                self.book()
                    .month_names
                    .as_ref()?
                    .format(&gregorian(date)?)
                    .to_string(),
            )
        };
        written().unwrap_or_else(|| date.format("%m").to_string())
    }

    fn written(self, date: NaiveDate) -> Option<String> {
        Some(
            self.book()
                .dates
                .as_ref()?
                .format(&gregorian(date)?)
                .to_string(),
        )
    }
}

fn gregorian(date: NaiveDate) -> Option<Date<Gregorian>> {
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    Date::<Gregorian>::try_new_gregorian(date.year(), month, day).ok()
}
