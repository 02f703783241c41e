//! What the cache has to say: fresh, older and being renewed, or stale because the system is down.
//! The fourth, nothing at all, is the error of a read.

use std::sync::Arc;

use ledger::{ReadError, Rows};

use super::copy::Copied;
use super::flight::Flight;

/// One answer, and how good it is.
#[derive(Clone, Debug)]
pub struct Answer {
    pub copied: Arc<Copied>,
    pub state: State,
}

/// How good an answer is.
#[derive(Clone, Debug)]
pub enum State {
    /// As good as new.
    Fresh,
    /// Older; the system is being asked, in these readings.
    Renewing(Vec<Flight>),
    /// Older, and the system does not answer just now, because of this.
    Stale(ReadError),
}

impl Answer {
    pub(super) fn new(copied: Arc<Copied>, state: State) -> Self {
        Self { copied, state }
    }

    /// The same answer with other rows made of its own.
    #[must_use]
    pub fn with_rows(self, rows: Arc<Rows>) -> Self {
        let read_at = self.copied.read_at;
        Self::new(Arc::new(Copied { rows, read_at }), self.state)
    }

    /// The same answer, which was asked with what another one brought: it is as old and as sure as
    /// the lesser of the two.
    #[must_use]
    pub fn after(mut self, first: &Self) -> Self {
        if first.copied.read_at < self.copied.read_at || first.rows().truncated {
            let mut rows = Arc::clone(self.rows());
            if first.rows().truncated && !rows.truncated {
                Arc::make_mut(&mut rows).truncated = true;
            }
            let read_at = self.copied.read_at.min(first.copied.read_at);
            self.copied = Arc::new(Copied { rows, read_at });
        }
        self.state = match (self.state, &first.state) {
            (State::Stale(error), _) => State::Stale(error),
            (_, State::Stale(error)) => State::Stale(error.clone()),
            (State::Renewing(mut flights), State::Renewing(more)) => {
                flights.extend(more.iter().cloned());
                State::Renewing(flights)
            }
            (State::Fresh, first) => first.clone(),
            (state, State::Fresh) => state,
        };
        self
    }

    /// The same answer with one of its rows alone.
    #[must_use]
    pub fn only(&self, index: usize) -> Self {
        let rows = Rows {
            columns: Arc::clone(&self.rows().columns),
            rows: self.rows().rows.get(index).cloned().into_iter().collect(),
            truncated: false,
        };
        let copied = Arc::new(Copied::new(rows, self.copied.read_at));
        Self::new(copied, self.state.clone())
    }

    /// The rows themselves.
    #[must_use]
    pub fn rows(&self) -> &Arc<Rows> {
        &self.copied.rows
    }

    /// Whether the system did not answer, and this is what it said before.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        matches!(self.state, State::Stale(_))
    }

    /// The readings that will bring a better answer; none when this is the best there is.
    #[must_use]
    pub fn renewals(&self) -> &[Flight] {
        match &self.state {
            State::Renewing(flights) => flights,
            State::Fresh | State::Stale(_) => &[],
        }
    }
}
