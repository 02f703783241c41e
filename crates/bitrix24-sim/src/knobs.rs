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
    bucket: Option<Bucket>,
    lenient_refresh: bool,
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

impl Default for Positions {
    fn default() -> Self {
        Self {
            latency: Duration::ZERO,
            bucket: Some(Bucket::STANDARD),
            lenient_refresh: false,
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
