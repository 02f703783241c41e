//! Where a reading stands, to go on later.

use serde::{Deserialize, Serialize};

/// Where a reading stands: everything before it was taken, nothing after it. It is kept as a
/// text by any serde format, and goes on with [`Reading::resume`](super::Reading::resume) of the
/// same list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub(super) Position);

/// By the walk that is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "walk", rename_all = "snake_case")]
pub(super) enum Position {
    Pages {
        /// The offset of the page to be taken next; `None` at the end.
        start: Option<u64>,
        /// Rows of it that were taken.
        skip: usize,
    },
    Keyset {
        /// The id taken last; `None` at the end.
        after: Option<u64>,
    },
    Sharded {
        /// What is still to be taken; `None` when not even that is known.
        ranges: Option<Vec<Range>>,
    },
}

/// Ids still to be taken: those above `after`, up to `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Range {
    pub(super) after: u64,
    pub(super) until: u64,
}

impl Position {
    /// What becomes of it when a row was taken.
    pub(super) fn took(&mut self, span: usize, id: Option<u64>) {
        match self {
            Self::Pages { skip, .. } => *skip += 1,
            Self::Keyset { after } => *after = id.or(*after),
            Self::Sharded { ranges } => {
                if let (Some(range), Some(id)) = (at(ranges, span), id) {
                    range.after = id;
                }
            }
        }
    }

    /// What becomes of it when all rows of a haul were taken; `then` is where the next one begins,
    /// `None` when there is none.
    pub(super) fn drained(&mut self, span: usize, then: Option<u64>) {
        match self {
            Self::Pages { start, skip } => (*start, *skip) = (then, 0),
            Self::Keyset { after } => *after = then,
            Self::Sharded { ranges } => {
                if let Some(range) = at(ranges, span) {
                    range.after = then.unwrap_or(range.until);
                }
            }
        }
    }

    /// A new stretch was found, cut off from one known or not.
    pub(super) fn found(&mut self, stretch: Range, of: Option<usize>) {
        if let Self::Sharded { ranges } = self {
            if let Some(cut) = of.and_then(|of| at(ranges, of)) {
                cut.until = stretch.after;
            }
            ranges.get_or_insert_default().push(stretch);
        }
    }

    /// Without the stretches that are done.
    pub(super) fn tidy(&self) -> Self {
        let mut tidy = self.clone();
        if let Self::Sharded {
            ranges: Some(ranges),
        } = &mut tidy
        {
            ranges.retain(|range| range.after < range.until);
        }
        tidy
    }
}

fn at(ranges: &mut Option<Vec<Range>>, span: usize) -> Option<&mut Range> {
    ranges.as_mut()?.get_mut(span)
}
