//! Says that a source had more rows than it gave.

use super::data::Reading;
use crate::expression::Value;
use crate::words::{Argument, Language};

/// The words, when rows were cut off. "The newest" only when the rows come that way by the column
/// `date`: nobody else knows what the source left out.
pub(super) fn cut(reading: &Reading, date: Option<&str>, language: Language) -> Option<String> {
    if !reading.rows.truncated {
        return None;
    }
    let count = reading.rows.rows.len();
    let key = match date {
        Some(date) if newest_first(reading, date) => "table-truncated-newest",
        _ => "table-truncated",
    };
    let number = language.number(count.into());
    let arguments = [
        ("count", Argument::Count(count)),
        ("number", Argument::Text(&number)),
    ];
    Some(language.say_with(key, &arguments))
}

fn newest_first(reading: &Reading, column: &str) -> bool {
    let days = reading.rows().map(|(row, _)| {
        let value = row.get(column).unwrap_or(Value::Null);
        value.date()
    });
    let days: Option<Vec<_>> = days.collect();
    days.is_some_and(|days| days.len() > 1 && days.is_sorted_by(|a, b| a >= b))
}
