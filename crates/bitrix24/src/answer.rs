//! What a successful call brings.

use serde::Deserialize;

/// The answer to a call (`settings/how-to-call-rest-api/general-principles.md`).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer<T> {
    pub result: T,
    /// Where the next page of a list begins; `None` on the last one
    /// (`settings/how-to-call-rest-api/list-methods-pecularities.md`).
    pub next: Option<u64>,
    /// How many rows a list has in all; 0 when it was asked not to count (`start=-1`).
    pub total: Option<u64>,
    /// What the portal says about the time it took.
    pub time: Option<Time>,
}

/// How long a call took on the portal; what is absent was not said (`api-reference/data-types.md`,
/// `limits.md`).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Time {
    /// Unix seconds.
    pub start: Option<f64>,
    /// Unix seconds.
    pub finish: Option<f64>,
    /// Seconds in all.
    pub duration: Option<f64>,
    /// Seconds in the method itself.
    pub processing: Option<f64>,
    /// Seconds this method has taken in the current window of ten minutes; the portal limits
    /// them. Not said by self-hosted portals.
    pub operating: Option<f64>,
    /// When the oldest part of the window leaves it, in Unix seconds.
    pub operating_reset_at: Option<i64>,
}
