//! Leave to make one request.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::operating::{Operating, Parked};
use super::portal::Portal;

/// Leave to send one request now. Dropped unsent, it is given back.
#[must_use = "a permit that is dropped is given back"]
pub struct Permit {
    portal: Arc<Portal>,
    slot: Booked,
    admitted_at: Instant,
    sent: bool,
}

/// The slot a permit stands for: in our own bucket, and in the shared one if that let it in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Booked {
    pub(super) own: Portion,
    pub(super) shared: Option<Portion>,
}

/// What a request added to a bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Portion {
    pub(super) interval: Duration,
    /// When the bucket will be empty, had nothing come after it.
    pub(super) empty_at: Instant,
}

impl Portion {
    /// What of it can still be taken out; the rest has leaked out.
    pub(super) fn left(&self, now: Instant) -> Duration {
        self.interval
            .min(self.empty_at.saturating_duration_since(now))
    }
}

/// What an answer says about the limits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settled {
    /// The request was refused with 503 `QUERY_LIMIT_EXCEEDED`: the bucket is fuller than we
    /// thought, because others call the portal from our address.
    pub limited: bool,
    /// The accounts the answer carries: one, or for a batch one for each command.
    pub operating: Vec<Operating>,
    /// The methods refused with 429 `OPERATION_TIME_LIMIT`.
    pub operation_limited: Vec<Parked>,
}

impl Permit {
    pub(super) fn new(portal: Arc<Portal>, slot: Booked, now: Instant) -> Self {
        Self {
            portal,
            slot,
            admitted_at: now,
            sent: false,
        }
    }

    /// The request is about to leave. A permit that is dropped after this is spent, also when the
    /// answer never comes; to be called before the first moment at which the portal may count.
    pub fn sent(&mut self) {
        self.sent = true;
    }

    /// The request was sent and is answered.
    pub fn settle(mut self, settled: &Settled) {
        self.sent = true;
        self.portal.settle(settled, self.admitted_at);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.sent {
            self.portal.give_back(self.slot);
        }
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit")
            .field("portal", &self.portal.key())
            .field("sent", &self.sent)
            .finish_non_exhaustive()
    }
}
