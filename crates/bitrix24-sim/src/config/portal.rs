//! `[[portal]]`: what one portal has for itself.

use std::{net::SocketAddr, time::Duration};

use serde::Deserialize;

use super::{ApplicationEntry, Config, UserEntry};
use crate::{Bucket, Ids, Secret, Sim};

/// Made-up deals are the same at each start.
const SEED: u64 = 24;

/// One `[[portal]]`; what it leaves out is said outside of it, for all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PortalEntry {
    /// Its address.
    pub listen: Option<SocketAddr>,
    /// Its identity, 32 hexadecimal digits.
    pub member_id: Option<String>,
    /// The code of the administrator's webhook.
    pub webhook: Option<String>,
    /// How long every REST answer is held back, in milliseconds.
    pub latency_ms: Option<u64>,
    /// How long each page of a list takes, in milliseconds.
    pub page_time_ms: Option<u64>,
    /// How long each REST request takes besides, in milliseconds.
    pub overhead_ms: Option<u64>,
    /// Deals to make up.
    pub deals: Option<usize>,
    /// The rate limit.
    pub limit: Option<Limit>,
    /// More people.
    #[serde(rename = "user")]
    pub users: Vec<UserEntry>,
    /// Applications besides those that every portal has.
    #[serde(rename = "application")]
    pub applications: Vec<ApplicationEntry>,
}

/// Which rate limit is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Limit {
    /// A burst of 50, then 2 calls a second.
    #[default]
    Standard,
    /// A burst of 250, then 5 calls a second.
    Enterprise,
    /// None, as on self-hosted portals.
    Off,
}

impl Limit {
    /// The bucket behind the plan's name.
    pub fn bucket(self) -> Option<Bucket> {
        match self {
            Self::Standard => Some(Bucket::STANDARD),
            Self::Enterprise => Some(Bucket::ENTERPRISE),
            Self::Off => None,
        }
    }
}

impl PortalEntry {
    /// Turns the knobs of a started portal, adds people, deals, applications.
    pub(super) fn apply(&self, all: &Config, sim: &Sim) {
        let milliseconds = |own: Option<u64>, all| Duration::from_millis(own.unwrap_or(all));
        let knobs = sim.knobs();
        knobs.set_latency(milliseconds(self.latency_ms, all.latency_ms));
        knobs.set_page_time(milliseconds(self.page_time_ms, all.page_time_ms));
        knobs.set_overhead(milliseconds(self.overhead_ms, all.overhead_ms));
        knobs.set_bucket(self.limit.unwrap_or(all.limit).bucket());
        if let Some(code) = self.webhook.as_ref().or(all.webhook.as_ref()) {
            sim.world().write(|state| {
                if let Some(webhook) = state.webhooks.first_mut() {
                    webhook.code = Secret::new(code.as_str());
                }
            });
        }
        for user in all.users.iter().chain(&self.users) {
            user.join(sim.world());
        }
        let deals = self.deals.unwrap_or(all.deals);
        sim.world().add_deals(deals, SEED, Ids::Sparse);
        for application in all.applications.iter().chain(&self.applications) {
            sim.register_application(application.into());
        }
    }
}
