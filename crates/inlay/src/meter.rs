//! What is counted and measured, for whoever asks `/metrics`.
//!
//! Labels are words of ours. Portals are none of them, for there may be ten thousand, and nothing
//! of a client ever is.

use std::sync::LazyLock;
use std::time::Duration;

use chrono::{DateTime, Utc};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use crate::jobs::Kind;
use crate::store::{JobCount, JobState};

const EVENTS: &str = "inlay_events_total";
const ENDED: &str = "inlay_jobs_ended_total";
const JOB: &str = "inlay_job_seconds";
const JOBS: &str = "inlay_jobs";
const LATE: &str = "inlay_jobs_late_seconds";
const STORE: &str = "inlay_store_up";

/// Upper bounds of what a duration is counted under, in seconds.
const SECONDS: [f64; 13] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0,
];

/// What counts in this process: made for the first who asks, the same for all.
///
/// # Errors
/// Never with the bounds above.
pub fn handle() -> Result<PrometheusHandle, &'static BuildError> {
    static HANDLE: LazyLock<Result<PrometheusHandle, BuildError>> = LazyLock::new(install);
    HANDLE.as_ref().cloned()
}

fn install() -> Result<PrometheusHandle, BuildError> {
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(seconds, &SECONDS)?
        .build_recorder();
    let handle = recorder.handle();
    match metrics::set_global_recorder(recorder) {
        Ok(()) => describe(),
        Err(_) => tracing::warn!("this process has a recorder of its own; `/metrics` stays empty"),
    }
    Ok(handle)
}

fn describe() {
    metrics::describe_counter!(
        EVENTS,
        "Events and robots that came, by what became of them"
    );
    metrics::describe_counter!(ENDED, "Tries of jobs that ended, by kind and by how");
    metrics::describe_histogram!(JOB, "How long a try of a job took");
    metrics::describe_gauge!(JOBS, "Jobs in the store, by kind and state");
    metrics::describe_gauge!(LATE, "How long the job has waited that is due longest");
    metrics::describe_gauge!(STORE, "Whether the store answered just now");
}

/// So many events or runs of robots came.
pub(crate) fn event(outcome: &'static str, number: u64) {
    metrics::counter!(EVENTS, "outcome" => outcome).increment(number);
}

/// A try of a job ended.
pub(crate) fn ended(kind: Kind, outcome: &'static str, took: Duration) {
    metrics::counter!(ENDED, "kind" => kind.name(), "outcome" => outcome).increment(1);
    metrics::histogram!(JOB, "kind" => kind.name()).record(took);
}

/// What is in the store now.
#[expect(clippy::cast_precision_loss, reason = "a count of jobs is below 2^53")]
pub(crate) fn jobs(counts: &[JobCount], now: DateTime<Utc>) {
    let late = counts.iter().filter_map(|count| count.late(now)).max();
    let late = late.and_then(|late| late.to_std().ok()).unwrap_or_default();
    tell(1.0, late.as_secs_f64(), |kind, state| {
        let mut counts = counts.iter();
        let count = counts.find(|count| count.kind == kind && count.state == state);
        count.map_or(0, |count| count.count) as f64
    });
}

/// What is in the store is not known.
pub(crate) fn store_is_down() {
    tell(0.0, f64::NAN, |_, _| f64::NAN);
}

fn tell(store: f64, late: f64, jobs: impl Fn(Kind, JobState) -> f64) {
    metrics::gauge!(STORE).set(store);
    metrics::gauge!(LATE).set(late);
    for kind in Kind::ALL {
        for state in JobState::ALL {
            let labels = [("kind", kind.name()), ("state", state.name())];
            metrics::gauge!(JOBS, &labels).set(jobs(kind, state));
        }
    }
}
