//! `{ cron = "0 9 * * 1-5", timezone = "Europe/Moscow" }`.

use chrono_tz::Tz;
use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};

use super::super::draft::Read;
use super::super::field::Field;
use super::super::section::Section;
use crate::config::rule::Moments;

pub(super) fn read(cron: &Field<'_>, section: &mut Section<'_>) -> Read<Moments> {
    let timezone = section.optional("timezone").map_or(Ok(Tz::UTC), |field| {
        let name = field.text()?;
        name.parse()
            .map_err(|_| field.wrong("is no time zone; write one like `Europe/Moscow` or `UTC`"))
    });
    let line = line(cron);
    let moments = Moments {
        cron: Box::new(line?),
        timezone: timezone?,
    };
    // The 30th of February: it is a line of cron, and no moment.
    let some_day = chrono::DateTime::UNIX_EPOCH;
    if moments.after(some_day).is_none() {
        return Err(cron.wrong("names moments that never come"));
    }
    Ok(moments)
}

fn line(field: &Field<'_>) -> Read<croner::Cron> {
    let parser = CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build();
    parser.parse(field.text()?).map_err(|error| {
        let why = match error {
            CronError::InvalidPattern(why)
            | CronError::IllegalCharacters(why)
            | CronError::ComponentError(why) => format!(" ({why})"),
            _ => String::new(),
        };
        field.wrong(format!(
            "is no line of cron{why}; write five fields, minute, hour, day, month, day of the \
             week, like `0 9 * * 1-5`"
        ))
    })
}
