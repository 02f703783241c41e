//! What a test or a demonstration may turn while the portal runs.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

/// Settings that can change at any moment. Clones turn together.
#[derive(Clone, Debug, Default)]
pub struct Knobs {
    positions: Arc<RwLock<Positions>>,
}

#[derive(Clone, Copy, Debug)]
struct Positions {
    latency: Duration,
    page_time: Duration,
    overhead: Duration,
    request_cap: Duration,
    bucket: Option<Bucket>,
    operating_limit: Option<Duration>,
    operating_cost: Option<Duration>,
    billing: Billing,
    lenient_refresh: bool,
    event_delay: Duration,
    slow_handler: Duration,
    token_error_status: Option<u16>,
    rest_included: bool,
    old_frames: bool,
    offline_extended: bool,
}

/// The leaky bucket that limits calls from one address (`limits.md`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// Calls beyond this level are refused; the documents call it X.
    pub depth: f64,
    /// Calls that leak out each second; the documents call it Y.
    pub drain_per_second: f64,
}

impl Bucket {
    /// All plans but Enterprise.
    pub const STANDARD: Self = Self {
        depth: 50.0,
        drain_per_second: 2.0,
    };
    /// The Enterprise plan.
    pub const ENTERPRISE: Self = Self {
        depth: 250.0,
        drain_per_second: 5.0,
    };
}

/// Under which name the seconds of a batch's commands are added up. The documents
/// can be read either way (`limits.md`, `settings/how-to-call-rest-api/batch.md`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Billing {
    /// Each command under its own method, as if it had been called alone; `batch`
    /// itself costs nothing.
    #[default]
    Commands,
    /// All of them under `batch`.
    Batch,
}

impl Default for Positions {
    fn default() -> Self {
        Self {
            latency: Duration::ZERO,
            page_time: Duration::ZERO,
            overhead: Duration::ZERO,
            request_cap: Duration::from_secs(60),
            bucket: Some(Bucket::STANDARD),
            operating_limit: Some(Duration::from_secs(480)),
            operating_cost: None,
            billing: Billing::default(),
            lenient_refresh: false,
            event_delay: Duration::ZERO,
            slow_handler: Duration::from_secs(1),
            token_error_status: None,
            rest_included: true,
            old_frames: false,
            offline_extended: true,
        }
    }
}

impl Knobs {
    /// How long every REST answer is held back.
    pub fn latency(&self) -> Duration {
        self.positions().latency
    }

    /// Holds every REST answer back.
    pub fn set_latency(&self, latency: Duration) {
        self.turn(|positions| positions.latency = latency);
    }

    /// How long the portal works on one page of a list.
    pub fn page_time(&self) -> Duration {
        self.positions().page_time
    }

    /// Makes each call of a list method take this long. Inside a batch the pages
    /// come one after another; requests do not slow each other down.
    pub fn set_page_time(&self, page_time: Duration) {
        self.turn(|positions| positions.page_time = page_time);
    }

    /// How long a request takes whatever it asks for.
    pub fn overhead(&self) -> Duration {
        self.positions().overhead
    }

    /// Makes each REST request take this long before its method begins.
    pub fn set_overhead(&self, overhead: Duration) {
        self.turn(|positions| positions.overhead = overhead);
    }

    /// How long a request may take, a whole batch included, before the gateway
    /// gives up: 60 s unless set.
    pub fn request_cap(&self) -> Duration {
        self.positions().request_cap
    }

    /// Lets the gateway give up sooner or later.
    pub fn set_request_cap(&self, cap: Duration) {
        self.turn(|positions| positions.request_cap = cap);
    }

    /// How much working time one method may use up in ten minutes, if limited:
    /// 480 s unless set.
    pub fn operating_limit(&self) -> Option<Duration> {
        self.positions().operating_limit
    }

    /// Sets or (with `None`, as on self-hosted portals) lifts the limit on working
    /// time. Without it answers do not mention `operating`.
    pub fn set_operating_limit(&self, limit: Option<Duration>) {
        self.turn(|positions| positions.operating_limit = limit);
    }

    /// What each run of a method is charged, if not the time it took.
    pub fn operating_cost(&self) -> Option<Duration> {
        self.positions().operating_cost
    }

    /// Charges every run of a method this much, so that a test need not work for
    /// eight minutes. `None` charges the time it took.
    pub fn set_operating_cost(&self, cost: Option<Duration>) {
        self.turn(|positions| positions.operating_cost = cost);
    }

    /// Under which name the commands of a batch are charged.
    pub fn billing(&self) -> Billing {
        self.positions().billing
    }

    /// Chooses a reading of the documents.
    pub fn set_billing(&self, billing: Billing) {
        self.turn(|positions| positions.billing = billing);
    }

    /// The rate limit in force, if any.
    pub fn bucket(&self) -> Option<Bucket> {
        self.positions().bucket
    }

    /// Sets or (with `None`) lifts the rate limit.
    pub fn set_bucket(&self, bucket: Option<Bucket>) {
        self.turn(|positions| positions.bucket = bucket);
    }

    /// Whether a refresh token works again after it was used. What real servers
    /// do is not documented; refusing is the careful default.
    pub fn lenient_refresh(&self) -> bool {
        self.positions().lenient_refresh
    }

    /// Lets used refresh tokens work again, or not.
    pub fn set_lenient_refresh(&self, lenient: bool) {
        self.turn(|positions| positions.lenient_refresh = lenient);
    }

    /// How late an event may be.
    pub fn event_delay(&self) -> Duration {
        self.positions().event_delay
    }

    /// Makes each event late by a time of its own, this much at most: they overtake
    /// each other then, as real ones may.
    pub fn set_event_delay(&self, most: Duration) {
        self.turn(|positions| positions.event_delay = most);
    }

    /// How long an event handler may take before it is called less often. The
    /// documents name no figure.
    pub fn slow_handler(&self) -> Duration {
        self.positions().slow_handler
    }

    /// Sets how long an event handler may take before it is called less often.
    pub fn set_slow_handler(&self, slow: Duration) {
        self.turn(|positions| positions.slow_handler = slow);
    }

    /// The HTTP status of every error of the token endpoint, if chosen.
    pub fn token_error_status(&self) -> Option<u16> {
        self.positions().token_error_status
    }

    /// Gives every error of the token endpoint this HTTP status. The documents name
    /// none, and clients have seen several, 200 among them; `None` gives each error
    /// the one it was seen with most. [`Faults::next_token`](crate::Faults::next_token)
    /// makes up any error with any status.
    pub fn set_token_error_status(&self, status: Option<u16>) {
        self.turn(|positions| positions.token_error_status = status);
    }

    /// Whether the portal's plan includes REST.
    pub fn rest_included(&self) -> bool {
        self.positions().rest_included
    }

    /// Takes REST out of the portal's plan: every call is refused with 403
    /// `ACCESS_DENIED` (`_includes/system-errors.md`), or puts it back.
    pub fn set_rest_included(&self, included: bool) {
        self.turn(|positions| positions.rest_included = included);
    }

    /// Whether frames get only what older self-hosted portals post.
    pub fn old_frames(&self) -> bool {
        self.positions().old_frames
    }

    /// Lets frames get only what older self-hosted portals post, without
    /// `SERVER_ENDPOINT`, `APPLICATION_TOKEN` and `APPLICATION_SCOPE`: an application
    /// has to work there, too. Documented nowhere; seen in older sources.
    pub fn set_old_frames(&self, old: bool) {
        self.turn(|positions| positions.old_frames = old);
    }

    /// Whether the plan includes reservations of offline events.
    pub fn offline_extended(&self) -> bool {
        self.positions().offline_extended
    }

    /// Takes reservations of offline events out of the portal's plan: `feature.get` says
    /// `N` to `rest_offline_extended` and `event.offline.get` refuses `clear=0`
    /// (`api-reference/events/event-offline-get.md`), or puts them back. With which code it
    /// refuses is not documented.
    pub fn set_offline_extended(&self, included: bool) {
        self.turn(|positions| positions.offline_extended = included);
    }

    fn positions(&self) -> Positions {
        *self
            .positions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self, change: impl FnOnce(&mut Positions)) {
        change(
            &mut self
                .positions
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        );
    }
}
