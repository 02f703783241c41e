//! How far a reading is.

/// How far a reading is, told after every answer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// Rows that have come; some may still wait to be taken.
    pub rows: u64,
    /// Requests made.
    pub requests: u64,
    /// Which part of the list, from 0 to 1, as far as it is known: the part of the rows counted by
    /// [`pages`](super::Reading::pages), of the range of ids in
    /// [`sharded`](super::Reading::sharded).
    pub share: Option<f64>,
    /// Requests under way at once, at most so far.
    pub width: usize,
    /// Pages asked for in one request, at most so far.
    pub depth: usize,
}
