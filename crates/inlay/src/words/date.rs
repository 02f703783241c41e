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

    fn written(self, date: NaiveDate) -> Option<String> {
        let month = u8::try_from(date.month()).ok()?;
        let day = u8::try_from(date.day()).ok()?;
        let date = Date::<Gregorian>::try_new_gregorian(date.year(), month, day).ok()?;
        Some(self.book().dates.as_ref()?.format(&date).to_string())
    }
}
