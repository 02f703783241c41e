//! Blocks of rows as they were drawn a moment ago: the tables are most of what a page costs, and
//! they are the same for every reader of a language as long as the rows are.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use ledger::Rows;
use moka::future::Cache;

use crate::cache::Answer;
use crate::words::Language;

/// Bytes of pages kept in the process before the least used ones go.
const CAPACITY_BYTES: u64 = 32 * 1024 * 1024;
/// How long a drawing is kept that nobody looks at.
const IDLE: Duration = Duration::from_secs(60);

/// The drawings of one process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Drawings(Cache<Drawing, Arc<Drawn>>);

/// Everything a block of rows is drawn from. The rows belong to one portal and are told apart by
/// where they are: a drawing that is kept keeps them there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Drawing {
    /// The widget's place in the configuration, and the block's in the widget.
    block: (usize, usize),
    language: Language,
    /// An administrator is told what is missing.
    administrator: bool,
    rows: usize,
    read_at: DateTime<Utc>,
    stale: bool,
    renewing: bool,
    /// Their age in minutes, which is written under them.
    age: i64,
    today: NaiveDate,
}

#[derive(Debug)]
struct Drawn {
    html: Arc<str>,
    /// As long as they are held nothing else is where they are.
    _rows: Arc<Rows>,
}

impl Default for Drawings {
    fn default() -> Self {
        let cache = Cache::builder()
            .max_capacity(CAPACITY_BYTES)
            .weigher(|_, drawn: &Arc<Drawn>| u32::try_from(drawn.html.len()).unwrap_or(u32::MAX))
            .time_to_idle(IDLE)
            .build();
        Self(cache)
    }
}

impl Drawing {
    /// Of a block that shows nothing but the rows of this answer.
    #[must_use]
    pub fn of(
        block: (usize, usize),
        answer: &Answer,
        (language, administrator): (Language, bool),
        now: DateTime<Utc>,
    ) -> Self {
        let read_at = answer.copied.read_at;
        Self {
            block,
            language,
            administrator,
            rows: Arc::as_ptr(answer.rows()).addr(),
            read_at,
            stale: answer.is_stale(),
            renewing: !answer.renewals().is_empty(),
            age: (now - read_at).num_minutes(),
            today: now.date_naive(),
        }
    }
}

impl Drawings {
    /// The block as it was drawn before, else as `draw` draws it.
    pub async fn html(
        &self,
        drawing: Drawing,
        rows: &Arc<Rows>,
        draw: impl FnOnce() -> String,
    ) -> Arc<str> {
        if let Some(drawn) = self.0.get(&drawing).await {
            return Arc::clone(&drawn.html);
        }
        let html: Arc<str> = draw().into();
        let drawn = Drawn {
            html: Arc::clone(&html),
            _rows: Arc::clone(rows),
        };
        self.0.insert(drawing, Arc::new(drawn)).await;
        html
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use chrono::TimeDelta;

    use super::*;
    use crate::cache::{Copied, State};

    fn nothing() -> Arc<Rows> {
        Arc::new(Rows {
            columns: Vec::new().into(),
            rows: Vec::new(),
            truncated: false,
        })
    }

    fn answer(rows: &Arc<Rows>, read_at: DateTime<Utc>) -> Answer {
        let rows = Arc::clone(rows);
        Answer {
            copied: Arc::new(Copied { rows, read_at }),
            state: State::Fresh,
        }
    }

    #[tokio::test]
    async fn a_block_is_drawn_anew_when_anything_it_shows_is_another() {
        let now = DateTime::from_timestamp(1_772_000_000, 0).unwrap();
        let rows = nothing();
        let (drawings, drawn) = (Drawings::default(), Cell::new(0));
        let first = answer(&rows, now);
        let english = (Language::ENGLISH, false);
        let look = async |drawing, rows: &Arc<Rows>| {
            let draw = || {
                drawn.set(drawn.get() + 1);
                String::new()
            };
            drawings.html(drawing, rows, draw).await;
            drawn.get()
        };
        let usual = Drawing::of((0, 5), &first, english, now);
        assert_eq!(look(usual, &rows).await, 1);
        assert_eq!(look(usual, &rows).await, 1);
        let soon = now + TimeDelta::seconds(59);
        assert_eq!(
            look(Drawing::of((0, 5), &first, english, soon), &rows).await,
            1
        );
        let later = now + TimeDelta::seconds(61);
        let again = answer(&rows, now + TimeDelta::seconds(1));
        let other_rows = nothing();
        let others = answer(&other_rows, now);
        let down = Answer {
            state: State::Stale(ledger::ReadError::Timeout),
            ..first.clone()
        };
        let german = (Language::from_code("de"), false);
        let (mut count, held) = (1, &rows);
        for (drawing, rows) in [
            (Drawing::of((0, 4), &first, english, now), held),
            (Drawing::of((1, 5), &first, english, now), held),
            (Drawing::of((0, 5), &first, english, later), held),
            (Drawing::of((0, 5), &first, german, now), held),
            (
                Drawing::of((0, 5), &first, (Language::ENGLISH, true), now),
                held,
            ),
            (Drawing::of((0, 5), &again, english, now), held),
            (Drawing::of((0, 5), &down, english, now), held),
            (Drawing::of((0, 5), &others, english, now), &other_rows),
        ] {
            count += 1;
            assert_eq!(look(drawing, rows).await, count, "{drawing:?}");
        }
    }
}
