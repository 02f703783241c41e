//! Calls are let in as a portal's limits allow. This part knows nothing of HTTP.
//!
//! - **A leaky bucket per portal**, kept as the portal keeps it: one call adds one, so many leak
//!   out a second, and a call is let in when it fits. Whoever calls a portal from one address
//!   shares it, so one [`Limiter`] serves everything in a process, and [`Buckets`] join several
//!   processes.
//! - **First come, first served** within a [`Class`]. Part of the bucket is kept for interactive
//!   calls, so they find a slot while any number of others wait. Nobody starves: a class that was
//!   passed over nine times goes first once.
//! - **A refusal that was not foreseen** means that others share our address: the bucket is taken
//!   to be full, and for a while each call counts more.
//! - **Operating seconds** per method are a second account: see [`OperatingLimit`].
//!
//! ```no_run
//! use bitrix24::limit::{Class, Limiter, Plan, Settled};
//!
//! # async fn run() {
//! let limiter = Limiter::in_memory(Plan::STANDARD);
//! let mut permit = limiter
//!     .admit("https://acme.bitrix24.com", Class::Interactive, "crm.deal.get")
//!     .await;
//! permit.sent();
//! // The call is made here; its answer says what it knows of the limits.
//! permit.settle(&Settled::default());
//! # }
//! ```

mod bucket;
mod buckets;
mod class;
mod lane;
mod operating;
mod pace;
mod permit;
mod plan;
mod portal;
mod portals;
#[cfg(feature = "redis")]
mod redis;
mod service;
mod shared;

use std::iter;
use std::sync::Arc;
use std::time::Duration;

pub use buckets::{Buckets, BucketsError, Pending, Slot, Terms};
pub use class::Class;
pub use operating::{Operating, OperatingLimit, Parked};
pub use permit::{Permit, Settled};
pub use plan::Plan;
#[cfg(feature = "redis")]
pub use redis::RedisBuckets;

use portal::Rules;
use portals::Portals;
use shared::Shared;

/// How much longer one request may be on its way than another, unless told otherwise.
const SLACK: Duration = Duration::from_millis(250);
/// How many processes share the buckets, unless told otherwise.
const PROCESSES: u32 = 4;

/// Lets calls in, portal by portal. Clones are one limiter: there is one in a process.
///
/// A portal is named by its origin, `https://acme.bitrix24.com`.
#[derive(Clone, Debug)]
pub struct Limiter {
    rules: Rules,
    portals: Arc<Portals>,
}

impl Limiter {
    /// A limiter for one process that alone calls its portals from its address.
    #[must_use]
    pub fn in_memory(plan: Plan) -> Self {
        Self::of(plan, None)
    }

    /// A limiter for one of several processes. While the buckets are out of reach, each process
    /// takes its part alone.
    #[must_use]
    pub fn shared(plan: Plan, buckets: Arc<dyn Buckets>) -> Self {
        Self::of(plan, Some(Shared::new(buckets, PROCESSES)))
    }

    fn of(plan: Plan, shared: Option<Shared>) -> Self {
        let rules = Rules {
            plan,
            slack: SLACK,
            operating: OperatingLimit::default(),
            shared,
        };
        Self::with(rules)
    }

    fn with(rules: Rules) -> Self {
        Self {
            rules,
            portals: Arc::default(),
        }
    }

    /// How much longer one request may be on its way to a portal than another: 250 ms, unless told
    /// otherwise. So much later than the bucket allows is a long series of calls at its end, and
    /// so much jitter makes no refusals.
    #[must_use]
    pub fn with_slack(self, slack: Duration) -> Self {
        Self::with(Rules {
            slack,
            ..self.rules
        })
    }

    /// What the accounts of operating seconds are taken to allow.
    #[must_use]
    pub fn with_operating(self, operating: OperatingLimit) -> Self {
        Self::with(Rules {
            operating,
            ..self.rules
        })
    }

    /// How many processes share the buckets at most: 4, unless told otherwise. Of a bucket that is
    /// out of reach each takes such a part.
    #[must_use]
    pub fn with_processes(mut self, processes: u32) -> Self {
        if let Some(shared) = &mut self.rules.shared {
            shared.processes = processes.max(1);
        }
        Self::with(self.rules)
    }

    /// Waits until a call of `method` may be sent. Dropping the future leaves the queue.
    ///
    /// While the portal refuses the method, that may be minutes: see [`Limiter::parked`].
    pub async fn admit(&self, portal: &str, class: Class, method: &str) -> Permit {
        self.admit_batch(portal, class, iter::once(method)).await
    }

    /// Waits until one request that runs all these methods may be sent. It counts as one; of the
    /// operating seconds each method counts its own.
    pub async fn admit_batch<'a>(
        &self,
        portal: &str,
        class: Class,
        methods: impl IntoIterator<Item = &'a str>,
    ) -> Permit {
        let portal = self.portals.of(portal, &self.rules);
        portal.admit(class, methods.into_iter()).await
    }

    /// For how long the portal refuses a method because its operating seconds are spent, as far as
    /// the portal has said so.
    #[must_use]
    pub fn parked(&self, portal: &str, method: &str) -> Option<Duration> {
        self.portals.known(portal)?.parked(method)
    }
}
