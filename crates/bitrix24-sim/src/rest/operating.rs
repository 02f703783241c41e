//! The second account: how long each method worked within ten minutes
//! (`limits.md`).

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};

use super::access::Caller;

/// Seconds are added up by the minute, over this many minutes.
const MINUTES: i64 = 10;

/// The accounts of all callers.
#[derive(Debug, Default)]
pub(crate) struct Operating {
    accounts: Mutex<HashMap<Key, Minutes>>,
}

/// An application (or webhook) and a method.
type Key = (String, String);

/// Seconds by minute since 1970.
type Minutes = BTreeMap<i64, f64>;

/// An account as answers show it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Balance {
    /// Seconds used within the ten minutes.
    pub(crate) operating: f64,
    /// When the oldest minute leaves the account, seconds since 1970.
    pub(crate) reset_at: i64,
}

impl Operating {
    /// The account before a call: only what was used up *before* refuses it.
    pub(crate) fn balance(&self, caller: &Caller, method: &str, now: DateTime<Utc>) -> Balance {
        self.charge(caller, method, Duration::ZERO, now)
    }

    /// Adds working time and shows the account after it.
    pub(crate) fn charge(
        &self,
        caller: &Caller,
        method: &str,
        cost: Duration,
        now: DateTime<Utc>,
    ) -> Balance {
        let minute = now.timestamp().div_euclid(60);
        let key = (caller.account(), method.to_owned());
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let minutes = accounts.entry(key).or_default();
        *minutes = minutes.split_off(&(minute - MINUTES + 1));
        if !cost.is_zero() {
            *minutes.entry(minute).or_default() += cost.as_secs_f64();
        }
        let oldest = minutes
            .first_key_value()
            .map_or(minute, |(oldest, _)| *oldest);
        Balance {
            // From a plain zero: nothing at all sums up to a negative one, and is sent so.
            operating: minutes.values().fold(0.0, |sum, seconds| sum + seconds),
            reset_at: (oldest + MINUTES) * 60,
        }
    }
}
