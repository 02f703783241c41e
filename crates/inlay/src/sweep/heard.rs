//! What was not missed: events that came.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::store::{Scope, StoreError};

/// Events of one search, at most: of a portal that sends more in the time some are then searched
/// for a second time, which is work and no harm.
const MOST: u32 = 50_000;

/// A change and the sending of its event both have whole seconds.
const SLACK: TimeDelta = TimeDelta::seconds(1);

/// When the last event of each object was sent.
pub(super) struct Heard(HashMap<(String, u64), DateTime<Utc>>);

impl Heard {
    /// Everything that was received since then.
    pub(super) async fn since(scope: Scope<'_>, moment: DateTime<Utc>) -> Result<Self, StoreError> {
        let mut heard: HashMap<(String, u64), DateTime<Utc>> = HashMap::new();
        for received in scope.heard_since(moment, MOST).await? {
            // Without the moment of its sending nothing is known of what it covers.
            let sent = received.ts.and_then(|ts| DateTime::from_timestamp(ts, 0));
            let (Some(id), Some(sent)) = (object(&received.data), sent) else {
                continue;
            };
            let last = heard.entry((received.name, id)).or_default();
            *last = (*last).max(sent);
        }
        Ok(Self(heard))
    }

    /// Whether an event was sent when the object had changed: then the rules have read it as it is
    /// since.
    pub(super) fn covers(&self, event: &str, id: u64, changed: DateTime<Utc>) -> bool {
        let key = (event.to_owned(), id);
        self.0
            .get(&key)
            .is_some_and(|sent| *sent + SLACK >= changed)
    }
}

/// The number of what an event is about: in `FIELDS` almost everywhere
/// (`api-reference/crm/deals/events/on-crm-deal-add.md`).
pub(super) fn object(data: &Value) -> Option<u64> {
    let id = data.pointer("/FIELDS/ID").or_else(|| data.get("ID"))?;
    id.as_u64().or_else(|| id.as_str()?.parse().ok())
}
