//! The queue of offline events: what has changed, until an application fetches it
//! (`api-reference/events/offline-events.md`).

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use crate::{events::Occurrence, secret::random_hex};

/// How long a reservation lasts: no document says so, older sources do.
const RESERVATION: Duration = Duration::days(30);

/// One changed object, for one application and one source.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OfflineEvent {
    pub(crate) id: i64,
    pub(crate) client_id: String,
    /// The source the application named when it bound the event; usually empty.
    pub(crate) connector: String,
    pub(crate) event: String,
    pub(crate) data: Value,
    /// The same for every change of this kind to this object.
    pub(crate) message_id: String,
    /// When it changed last.
    pub(crate) at: DateTime<Utc>,
    /// Who did it, unless a robot did.
    pub(crate) user_id: Option<i64>,
    /// Under which number it is reserved.
    pub(crate) process_id: Option<String>,
    /// Somebody could not process it.
    pub(crate) failed: bool,
}

/// Events in the order they were first queued.
#[derive(Default)]
pub(crate) struct OfflineQueue {
    events: Vec<OfflineEvent>,
    last_id: i64,
}

/// One source of one application: queues do not mix.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lane<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) connector: &'a str,
}

impl OfflineEvent {
    fn is_in(&self, lane: Lane<'_>) -> bool {
        self.client_id == lane.client_id && self.connector == lane.connector
    }

    fn is_reserved_by(&self, process_id: &str) -> bool {
        self.process_id.as_deref() == Some(process_id)
    }
}

impl OfflineQueue {
    /// Notes a change. An object that is waiting already only gets a new time; one
    /// that is reserved waits a second time.
    pub(crate) fn note(&mut self, lane: Lane<'_>, occurrence: &Occurrence, now: DateTime<Utc>) {
        let message_id = message_id(occurrence.event, &occurrence.data);
        let mut events = self.events.iter_mut();
        let waiting = events.find(|one| {
            one.is_in(lane) && one.message_id == message_id && one.process_id.is_none()
        });
        if let Some(waiting) = waiting {
            waiting.at = now;
            waiting.user_id = occurrence.user_id;
            return;
        }
        self.last_id += 1;
        self.events.push(OfflineEvent {
            id: self.last_id,
            client_id: lane.client_id.to_owned(),
            connector: lane.connector.to_owned(),
            event: occurrence.event.to_owned(),
            data: occurrence.data.clone(),
            message_id,
            at: now,
            user_id: occurrence.user_id,
            process_id: None,
            failed: false,
        });
    }

    /// What is in a lane, reserved or not. Reservations that are too old are gone.
    pub(crate) fn of(&mut self, lane: Lane<'_>, now: DateTime<Utc>) -> Vec<OfflineEvent> {
        self.events
            .retain(|one| one.process_id.is_none() || one.at + RESERVATION > now);
        let events = self.events.iter().filter(|one| one.is_in(lane));
        events.cloned().collect()
    }

    pub(crate) fn remove(&mut self, ids: &[i64]) {
        self.events.retain(|one| !ids.contains(&one.id));
    }

    /// Reserves events that are waiting, and tells under which number.
    pub(crate) fn reserve(&mut self, ids: &[i64]) -> String {
        let process_id = random_hex(32);
        for event in &mut self.events {
            if ids.contains(&event.id) {
                event.process_id = Some(process_id.clone());
            }
        }
        process_id
    }

    /// Removes what was processed: of a reservation all that `chosen` points at.
    pub(crate) fn clear(
        &mut self,
        lane: Lane<'_>,
        process_id: &str,
        chosen: impl Fn(&OfflineEvent) -> bool,
    ) {
        self.events
            .retain(|one| !(one.is_in(lane) && one.is_reserved_by(process_id) && chosen(one)));
    }

    /// Lets events of a reservation wait again, as failed ones. A newer change of the
    /// same object goes into them.
    pub(crate) fn fail(&mut self, lane: Lane<'_>, process_id: &str, message_ids: &[String]) {
        let named = |one: &OfflineEvent| {
            one.is_in(lane) && !one.failed && message_ids.contains(&one.message_id)
        };
        self.events
            .retain(|one| !named(one) || one.is_reserved_by(process_id));
        for event in self.events.iter_mut().filter(|one| named(one)) {
            event.failed = true;
            event.process_id = None;
        }
    }

    pub(crate) fn forget_application(&mut self, client_id: &str) {
        self.events.retain(|one| one.client_id != client_id);
    }
}

/// 32 digits that depend on the kind of change and the object only.
fn message_id(event: &str, data: &Value) -> String {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, event, data.to_string()).hash(&mut hasher);
        hasher.finish()
    };
    format!("{:016x}{:016x}", half(0), half(1))
}
