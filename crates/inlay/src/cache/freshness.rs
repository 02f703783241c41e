//! How old an answer may be, and who waits for a new one.

use std::time::Duration;

/// "Nothing there" is believed for this part of the time rows are: who has just been entered into
/// the accounting system wants to be found.
const NOTHING_PART: u32 = 4;

/// How old a copy may be.
#[derive(Clone, Copy, Debug)]
pub struct Freshness {
    /// Up to this age a copy is as good as new.
    pub fresh_for: Duration,
    /// Up to this age it is shown while the system is asked again, or is down.
    pub stale_for: Duration,
    pub renewal: Renewal,
}

/// What happens to a copy that is older than fresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// It is answered at once and renewed behind.
    Behind,
    /// The same, but a copy that says "nothing there" is asked for again first: for a search that
    /// ends with it.
    BehindIfFound,
    /// The system is asked first: somebody wants it anew.
    Awaited,
}

impl Freshness {
    /// The same ages for a search.
    #[must_use]
    pub fn of_a_search(self) -> Self {
        let renewal = match self.renewal {
            Renewal::Behind | Renewal::BehindIfFound => Renewal::BehindIfFound,
            Renewal::Awaited => Renewal::Awaited,
        };
        Self { renewal, ..self }
    }

    /// For how long a copy with these many rows is as good as new.
    pub(super) fn fresh_for(&self, rows: usize) -> Duration {
        if rows == 0 {
            self.fresh_for / NOTHING_PART
        } else {
            self.fresh_for
        }
    }

    /// Whether a copy with these many rows is answered before a new one is there.
    pub(super) fn is_behind(&self, rows: usize) -> bool {
        match self.renewal {
            Renewal::Behind => true,
            Renewal::BehindIfFound => rows > 0,
            Renewal::Awaited => false,
        }
    }
}
