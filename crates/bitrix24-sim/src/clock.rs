//! The portal's time.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// The time zone of the portal's server. REST answers carry it, whatever zone
/// the user lives in (`api-reference/data-types.md`).
const SERVER_OFFSET_SECONDS: i32 = 3 * 3600;

/// A clock that runs like the machine's, until a test moves or stops it.
///
/// Clones show the same time.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    hand: Arc<RwLock<Hand>>,
}

#[derive(Clone, Copy, Debug)]
enum Hand {
    /// The machine's time plus a shift.
    Running(Duration),
    Stopped(DateTime<Utc>),
}

impl Default for Hand {
    fn default() -> Self {
        Self::Running(Duration::zero())
    }
}

impl Clock {
    /// The time now.
    pub fn now(&self) -> DateTime<Utc> {
        match *self.hand.read().unwrap_or_else(PoisonError::into_inner) {
            Hand::Running(shift) => machine_time() + shift,
            Hand::Stopped(at) => at,
        }
    }

    /// Today, as the portal's server sees it.
    pub fn today(&self) -> NaiveDate {
        in_server_zone(self.now()).date_naive()
    }

    /// Moves the clock forward (or back); it keeps running or standing as before.
    pub fn advance(&self, by: Duration) {
        let mut hand = self.hand.write().unwrap_or_else(PoisonError::into_inner);
        *hand = match *hand {
            Hand::Running(shift) => Hand::Running(shift + by),
            Hand::Stopped(at) => Hand::Stopped(at + by),
        };
    }

    /// Stops the clock at a moment.
    pub fn stop_at(&self, at: DateTime<Utc>) {
        *self.hand.write().unwrap_or_else(PoisonError::into_inner) = Hand::Stopped(at);
    }
}

/// A moment in the time zone of the portal's server.
pub(crate) fn in_server_zone(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    match FixedOffset::east_opt(SERVER_OFFSET_SECONDS) {
        Some(zone) => at.with_timezone(&zone),
        None => at.fixed_offset(),
    }
}

/// A moment with an offset, or one in the server's zone; a plain date is its midnight.
pub(crate) fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    let text = text.trim();
    let local = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"];
    let local = local
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let date = || {
        Some(
            text.get(..10)?
                .parse::<NaiveDate>()
                .ok()?
                .and_time(NaiveTime::MIN),
        )
    };
    let local_as_utc = local.or_else(date)?.and_utc();
    let offset = in_server_zone(local_as_utc).offset().local_minus_utc();
    Some(local_as_utc - Duration::seconds(i64::from(offset)))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the portal looks at the machine's clock"
)]
fn machine_time() -> DateTime<Utc> {
    Utc::now()
}
