//! How an OData service is reached.

use std::time::Duration;

use chrono_tz::Tz;

use super::Protocol;
use crate::WebSettings;

/// An OData service and its limits.
#[derive(Clone, Debug)]
pub struct ODataSettings {
    /// Its address is the service's root; for 1C also the base's, without
    /// `/odata/standard.odata`.
    pub web: WebSettings,
    pub protocol: Protocol,
    /// The zone in which the service's moments are told, and in which a `datetime` without a zone
    /// is meant; UTC unless given. A service that sends wall clock times (1C) is not converted.
    pub timezone: Option<Tz>,
    /// How the sessions of 1C are treated; other services have none.
    pub sessions: SessionUse,
}

/// Whether one session serves many requests. Each session of 1C takes a client licence while it
/// lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionUse {
    /// The publication's own settings decide.
    #[default]
    AsPublished,
    /// We ask to keep a session (`IBSession`), never more of them than reads at once, and end one
    /// that is not used any more. A publication that does not do it is read without.
    Kept {
        /// How long one may stay unused.
        idle: Duration,
    },
}
