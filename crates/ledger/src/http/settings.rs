//! How a system that speaks JSON is reached.

use chrono_tz::Tz;

use crate::WebSettings;

/// A system that answers with JSON, and its limits.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    pub web: WebSettings,
    /// The zone in which moments are told that come with a zone of their own; UTC unless given. A
    /// wall clock time without a zone is not converted.
    pub timezone: Option<Tz>,
    /// What is asked to see whether the system is there, below its address; the address itself
    /// unless given.
    pub check: Option<String>,
}

impl HttpSettings {
    /// Told in UTC, checked at its own address.
    #[must_use]
    pub fn new(web: WebSettings) -> Self {
        Self {
            web,
            timezone: None,
            check: None,
        }
    }
}
