//! What is counted, through the `metrics` facade. Whoever installs a recorder sees it.
//!
//! Labels are methods and words of ours; portals are not, for there may be ten thousand.

use std::time::Duration;

/// A call or batch got an answer, or none: `result`, `refused`, `unsent`, `unknown` ….
pub(crate) fn called(method: &str, outcome: &'static str, took: Duration) {
    let method = label(method);
    metrics::counter!("bitrix24_calls_total", "method" => method.clone(), "outcome" => outcome)
        .increment(1);
    metrics::histogram!("bitrix24_call_seconds", "method" => method).record(took);
}

/// How long a call waited before it was sent: for the limiter (`limit`), or to be repeated
/// (`repeat`).
pub(crate) fn waited(why: &'static str, time: Duration) {
    metrics::histogram!("bitrix24_wait_seconds", "for" => why).record(time);
}

/// The portal refused a call for its rate limit.
pub(crate) fn limited() {
    metrics::counter!("bitrix24_limited_total").increment(1);
}

/// A call is made again, and why.
pub(crate) fn repeated(why: &'static str) {
    metrics::counter!("bitrix24_repeats_total", "reason" => why).increment(1);
}

/// The seconds of operating time a method has used in its window, as the portal last said.
pub(crate) fn operating(method: &str, seconds: f64) {
    metrics::gauge!("bitrix24_operating_seconds", "method" => label(method)).set(seconds);
}

/// A renewal ended.
pub(crate) fn renewed(outcome: &'static str) {
    metrics::counter!("bitrix24_renewals_total", "outcome" => outcome).increment(1);
}

/// Methods are the same in any case.
fn label(method: &str) -> String {
    method.to_ascii_lowercase()
}
