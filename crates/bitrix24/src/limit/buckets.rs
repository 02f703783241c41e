//! Buckets that several processes share.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::time::Duration;

/// Where the levels of all portals' buckets are kept when several processes call them.
///
/// A bucket is one number: the moment at which it will be empty. It is read and written in one
/// atomic step by the one clock of whatever keeps it, so the clocks of the processes do not matter.
pub trait Buckets: fmt::Debug + Send + Sync {
    /// Books the next free slot in the bucket of `portal` on these terms, and says how long to
    /// wait for it.
    ///
    /// The step, with `now` by the keeper's clock:
    /// ```text
    /// start = empty_at, but neither before now nor after now + ceiling
    /// level = start + interval - now
    /// fits  = level <= room + ahead
    /// empty_at = start + interval if it fits, else start
    /// ```
    /// It is answered by [`Terms::slot`]. An empty bucket always fits, one at its ceiling never.
    fn book<'a>(&'a self, portal: &'a str, terms: Terms) -> Pending<'a, Slot>;

    /// A request was not sent after all: the bucket will be empty so much earlier.
    fn give_back<'a>(&'a self, portal: &'a str, by: Duration) -> Pending<'a, ()>;

    /// The portal said that its bucket is full: it will not be empty before `level` from now.
    fn fill<'a>(&'a self, portal: &'a str, level: Duration) -> Pending<'a, ()>;
}

/// A future of a [`Buckets`], in the form a `dyn` trait can return.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, BucketsError>> + Send + 'a>>;

/// The terms of one booking. A level is told as the time it takes to leak out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What this request adds.
    pub interval: Duration,
    /// How full the bucket may be, this request in it, when it is sent.
    pub room: Duration,
    /// How long before that a slot may be booked.
    pub ahead: Duration,
    /// The fullest a bucket can be. A level above it is a clock that was set back.
    pub ceiling: Duration,
}

/// What became of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Booked {
        /// How long to wait before the request is sent.
        wait: Duration,
        /// When the bucket will be empty: what is given back later counts no more.
        empty_in: Duration,
    },
    /// Too far ahead: ask again.
    Later { again_in: Duration },
}

impl Terms {
    /// Reads a keeper's answer: whether the slot was booked, and the level after that.
    #[must_use]
    pub fn slot(&self, booked: bool, level: Duration) -> Slot {
        if booked {
            Slot::Booked {
                wait: level
                    .min(self.ceiling + self.interval)
                    .saturating_sub(self.room),
                empty_in: level,
            }
        } else {
            let free = (level.min(self.ceiling) + self.interval).saturating_sub(self.room);
            Slot::Later {
                // What is asked for without a pause is asked for without an end.
                again_in: free
                    .saturating_sub(self.ahead)
                    .max(Duration::from_millis(1)),
            }
        }
    }
}

/// The shared buckets did not answer.
#[derive(Debug, thiserror::Error)]
#[error("the shared limits do not answer")]
pub struct BucketsError(#[source] Box<dyn Error + Send + Sync>);

impl BucketsError {
    /// Hides what kind of keeper it is; `source` must not hold its address or password.
    #[must_use]
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(source.into())
    }
}
