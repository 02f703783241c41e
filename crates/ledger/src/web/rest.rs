//! Leaves a system alone for as long as it asked.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::StatusCode;
use tokio::time::{Instant, sleep_until};

use super::reply::Reply;
use super::settings::{RetryAfter, WaitUnit};
use crate::ReadError;

/// What "too many requests" means where nothing else is said.
const UNTOLD: Duration = Duration::from_secs(1);

/// Nobody is left alone for longer: a clock that is wrong must not take a source away for a year.
const LONGEST: Duration = Duration::from_secs(3_600);

/// Until when a system rests.
#[derive(Debug, Default)]
pub(super) struct Rest(Mutex<Option<Instant>>);

impl Rest {
    pub(super) fn for_another(&self, pause: Duration) {
        let until = Instant::now() + pause.min(LONGEST);
        let mut rest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *rest = (*rest).max(Some(until));
    }

    /// Waits until it may be asked again.
    ///
    /// # Errors
    /// At once, when that is too late.
    pub(super) async fn wait(&self, deadline: Instant) -> Result<(), ReadError> {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        match until {
            Some(until) if until >= deadline => Err(ReadError::Unavailable {
                why: "busy",
                retry_in: until - now,
            }),
            Some(until) if until > now => {
                sleep_until(until).await;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// How long this answer asks to be left alone: what a header says, in any of the ways in use.
pub(super) fn asked_for(
    reply: &Reply,
    own: Option<&RetryAfter>,
    now: SystemTime,
) -> Option<Duration> {
    if !matches!(
        reply.status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    ) {
        return None;
    }
    let header = |name: &str| reply.headers.get(name)?.to_str().ok().map(str::trim);
    let named = own.and_then(|own| {
        let number: u64 = header(&own.header)?.parse().ok()?;
        Some(match own.unit {
            WaitUnit::Seconds => Duration::from_secs(number),
            WaitUnit::Milliseconds => Duration::from_millis(number),
        })
    });
    let usual = || {
        let text = header("retry-after")?;
        match text.parse() {
            Ok(seconds) => Some(Duration::from_secs(seconds)),
            Err(_) => date(text, now),
        }
    };
    named.or_else(usual).or_else(|| {
        // A 503 without one is a system that is down, not one that is busy.
        (reply.status == StatusCode::TOO_MANY_REQUESTS).then_some(UNTOLD)
    })
}

/// `Fri, 31 Dec 1999 23:59:59 GMT` (RFC 9110, section 5.6.7).
fn date(text: &str, now: SystemTime) -> Option<Duration> {
    let moment = chrono::DateTime::parse_from_rfc2822(text).ok()?;
    Some(
        SystemTime::from(moment)
            .duration_since(now)
            .unwrap_or_default(),
    )
}
