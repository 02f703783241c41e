//! The line under a block: whose data, how old.

use chrono::{DateTime, Utc};

use super::data::{Absence, Missing, Reading};
use crate::words::{Argument, Language};

/// Stands for the time in the words around it, which becomes an element of its own.
const TIME: &str = "\u{1}";

/// What a block says about its data.
#[derive(Debug)]
pub(super) struct Footing {
    /// Words before and after the time; `None` when nothing was read.
    pub(super) read: Option<Read>,
    /// That a better answer is on its way, in words.
    pub(super) renewing: Option<String>,
    /// Sources without an answer, in words.
    pub(super) missing: Vec<String>,
    pub(super) reload: String,
}

#[derive(Debug)]
pub(super) struct Read {
    pub(super) before: String,
    pub(super) after: String,
    /// For the page's script, which writes it in the reader's own time zone.
    pub(super) datetime: String,
    pub(super) clock: String,
    pub(super) age: String,
    pub(super) stale: bool,
}

impl Footing {
    /// Of everything a block was drawn from, the oldest counts.
    pub(super) fn of<'a>(
        answers: impl IntoIterator<Item = &'a Result<Reading, Missing>>,
        now: DateTime<Utc>,
        language: Language,
    ) -> Self {
        let (mut readings, mut missing) = (Vec::new(), Vec::<String>::new());
        for answer in answers {
            match answer {
                Ok(reading) => readings.push(reading),
                Err(gone) => {
                    let words = absent(gone, language);
                    if !missing.contains(&words) {
                        missing.push(words);
                    }
                }
            }
        }
        // A stale answer is what the reader must know of, however young it is.
        let oldest = readings
            .iter()
            .copied()
            .min_by_key(|r| (!r.stale, r.read_at));
        let read = oldest.map(|oldest| {
            let mut sources: Vec<&str> = Vec::new();
            for reading in readings
                .iter()
                .filter(|reading| reading.stale == oldest.stale)
            {
                if !sources.contains(&reading.source.as_str()) {
                    sources.push(&reading.source);
                }
            }
            Read::new(&sources.join(", "), oldest, now, language)
        });
        Self {
            read,
            renewing: readings
                .iter()
                .any(|reading| reading.renewing)
                .then(|| language.say("block-renewing")),
            missing,
            reload: language.say("block-reload"),
        }
    }
}

impl Read {
    fn new(source: &str, oldest: &Reading, now: DateTime<Utc>, language: Language) -> Self {
        let words = if oldest.stale {
            let arguments = [
                ("source", Argument::Text(source)),
                ("time", Argument::Text(TIME)),
            ];
            language.say_with("block-stale", &arguments)
        } else {
            let words = language.say_with("block-as-of", &[("time", Argument::Text(TIME))]);
            format!("{source} · {words}")
        };
        let (before, after) = words.split_once(TIME).unwrap_or((&words, ""));
        let same_day = oldest.read_at.date_naive() == now.date_naive();
        let hours = oldest.read_at.format("%H:%M UTC");
        let clock = if same_day {
            hours.to_string()
        } else {
            format!("{} {hours}", language.date(oldest.read_at.date_naive()))
        };
        Self {
            before: before.to_owned(),
            after: after.to_owned(),
            datetime: oldest.read_at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            clock,
            age: language.age(now - oldest.read_at),
            stale: oldest.stale,
        }
    }
}

/// Why a source brought nothing, in one sentence.
pub(super) fn absent(missing: &Missing, language: Language) -> String {
    let key = match missing.absence {
        Absence::Down => "absent-down",
        Absence::Denied => "absent-denied",
        Absence::Failed => "absent-failed",
    };
    language.say_with(key, &[("source", Argument::Text(&missing.source))])
}

/// What helps, in another.
pub(super) fn remedy(missing: &Missing, language: Language) -> String {
    language.say(match missing.absence {
        Absence::Down => "absent-down-hint",
        Absence::Denied => "absent-denied-hint",
        Absence::Failed => "absent-failed-hint",
    })
}
