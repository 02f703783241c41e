//! Event handlers: which application wants to hear of what.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};

use super::{Application, Lane, State, World};
use crate::events::Occurrence;

/// A handler bound to an event with `event.bind`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventBinding {
    /// Travels to the handler as `event_handler_id`.
    pub id: i64,
    /// The application it belongs to.
    pub client_id: String,
    /// Upper case: `ONCRMDEALUPDATE`.
    pub event: String,
    /// The address the event is posted to; empty for the offline queue.
    pub handler: String,
    /// Goes into the offline queue instead: for which source, usually the empty one.
    pub offline: Option<String>,
    /// Seconds between two `ONOFFLINEEVENT`; with `0`, one for each call
    /// (`api-reference/events/on-offline-event.md`).
    pub min_timeout: i64,
    /// Whose token the event carries; nobody's in particular means the acting user's.
    pub fixed_user: Option<i64>,
}

/// Why a handler was not bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BindingRefusal {
    AlreadyBound,
}

/// Bindings in the order they were made.
#[derive(Default)]
pub(crate) struct Handlers {
    bindings: Vec<EventBinding>,
    last_id: i64,
    /// When and in which request each binding to `ONOFFLINEEVENT` was called last.
    told: HashMap<i64, (DateTime<Utc>, Option<u64>)>,
}

impl Handlers {
    pub(crate) fn of_application(&self, client_id: &str) -> impl Iterator<Item = &EventBinding> {
        self.bindings
            .iter()
            .filter(move |one| one.client_id == client_id)
    }

    pub(crate) fn bind(&mut self, mut binding: EventBinding) -> Result<(), BindingRefusal> {
        let doubled = self.of_application(&binding.client_id).any(|one| {
            one.event == binding.event
                && one.handler == binding.handler
                && one.fixed_user == binding.fixed_user
                && one.offline == binding.offline
        });
        if doubled {
            return Err(BindingRefusal::AlreadyBound);
        }
        self.last_id += 1;
        binding.id = self.last_id;
        self.bindings.push(binding);
        Ok(())
    }

    /// Removes an application's bindings that `chosen` points at; tells how many.
    pub(crate) fn unbind(
        &mut self,
        client_id: &str,
        chosen: impl Fn(&EventBinding) -> bool,
    ) -> usize {
        let before = self.bindings.len();
        self.bindings
            .retain(|one| one.client_id != client_id || !chosen(one));
        before - self.bindings.len()
    }

    pub(crate) fn forget_application(&mut self, client_id: &str) {
        self.bindings.retain(|one| one.client_id != client_id);
    }
}

impl World {
    /// Whether anybody wants events queued.
    pub(crate) fn queues_offline(&self) -> bool {
        self.read(|state| {
            let mut bindings = state.handlers.bindings.iter();
            bindings.any(|one| one.offline.is_some())
        })
    }

    /// An application's event handlers.
    pub fn event_bindings_of(&self, client_id: &str) -> Vec<EventBinding> {
        self.read(|state| state.handlers.of_application(client_id).cloned().collect())
    }

    /// Who is to hear of an event: handlers of applications whose installation is
    /// finished (`settings/app-installation/installation-finish.md`) and whose time
    /// is not over.
    pub(crate) fn listeners(
        &self,
        occurrence: &Occurrence,
        now: DateTime<Utc>,
    ) -> Vec<(EventBinding, Application)> {
        self.read(|state: &State| {
            let bindings = state.handlers.bindings.iter();
            let bindings = bindings.filter(|one| one.offline.is_none() && one.hears(occurrence));
            bindings
                .filter_map(|one| {
                    Some((one.clone(), state.listening(&one.client_id, now)?.clone()))
                })
                .collect()
        })
    }
}

impl EventBinding {
    fn hears(&self, occurrence: &Occurrence) -> bool {
        self.event == occurrence.event && occurrence.concerns(&self.client_id)
    }
}

impl State {
    /// Puts an occurrence into the offline queues of those who have asked for that,
    /// but for the source that made it. Tells which applications have news.
    pub(crate) fn queue_offline(
        &mut self,
        occurrence: &Occurrence,
        now: DateTime<Utc>,
    ) -> Vec<String> {
        let mut lanes: Vec<(String, String)> = Vec::new();
        for one in &self.handlers.bindings {
            let Some(connector) = &one.offline else {
                continue;
            };
            let by_itself =
                !connector.is_empty() && occurrence.connector.as_ref() == Some(connector);
            if one.hears(occurrence) && !by_itself && self.listening(&one.client_id, now).is_some()
            {
                lanes.push((one.client_id.clone(), connector.clone()));
            }
        }
        for (client_id, connector) in &lanes {
            let lane = Lane {
                client_id,
                connector,
            };
            self.offline.note(lane, occurrence, now);
        }
        lanes.dedup_by(|a, b| a.0 == b.0);
        lanes.into_iter().map(|(client_id, _)| client_id).collect()
    }

    /// Whether a binding may be told now that its queue has news, and if so, that it is.
    pub(crate) fn may_tell(
        &mut self,
        binding: &EventBinding,
        occurrence: &Occurrence,
        now: DateTime<Utc>,
    ) -> bool {
        let told = self.handlers.told.get(&binding.id);
        let too_soon = told.is_some_and(|(at, request)| match binding.min_timeout {
            ..=0 => occurrence.request.is_some() && *request == occurrence.request,
            seconds => now < *at + Duration::seconds(seconds),
        });
        if !too_soon {
            let call = (now, occurrence.request);
            self.handlers.told.insert(binding.id, call);
        }
        !too_soon
    }

    /// The application, if it gets events.
    fn listening(&self, client_id: &str, now: DateTime<Utc>) -> Option<&Application> {
        let application = self.installed(client_id)?;
        (!application.payment_expired(now)).then_some(application)
    }
}

/// An event and the scope an application needs to hear of it.
pub(crate) type KnownEvent = (&'static str, Option<&'static str>);

/// The events of this portal (`api-reference/events/events.md`).
pub(crate) fn known_events() -> &'static [KnownEvent] {
    EVENTS
}

const EVENTS: &[KnownEvent] = &[
    ("ONAPPINSTALL", None),
    ("ONAPPUPDATE", None),
    ("ONAPPUNINSTALL", None),
    ("ONAPPPAYMENT", None),
    ("ONAPPTEST", None),
    ("ONAPPMETHODCONFIRM", None),
    ("ONOFFLINEEVENT", None),
    ("ONUSERADD", Some("user")),
    ("ONCRMLEADADD", Some("crm")),
    ("ONCRMLEADUPDATE", Some("crm")),
    ("ONCRMLEADDELETE", Some("crm")),
    ("ONCRMDEALADD", Some("crm")),
    ("ONCRMDEALUPDATE", Some("crm")),
    ("ONCRMDEALDELETE", Some("crm")),
    ("ONCRMDEALMOVETOCATEGORY", Some("crm")),
    ("ONCRMCONTACTADD", Some("crm")),
    ("ONCRMCONTACTUPDATE", Some("crm")),
    ("ONCRMCONTACTDELETE", Some("crm")),
    ("ONCRMCOMPANYADD", Some("crm")),
    ("ONCRMCOMPANYUPDATE", Some("crm")),
    ("ONCRMCOMPANYDELETE", Some("crm")),
    ("ONCRMREQUISITEADD", Some("crm")),
    ("ONCRMREQUISITEUPDATE", Some("crm")),
    ("ONCRMREQUISITEDELETE", Some("crm")),
    ("ONCRMBANKDETAILADD", Some("crm")),
    ("ONCRMBANKDETAILUPDATE", Some("crm")),
    ("ONCRMBANKDETAILDELETE", Some("crm")),
    ("ONCRMDYNAMICITEMADD", Some("crm")),
    ("ONCRMDYNAMICITEMUPDATE", Some("crm")),
    ("ONCRMDYNAMICITEMDELETE", Some("crm")),
    ("ONCRMTIMELINECOMMENTADD", Some("crm")),
    ("ONCRMTIMELINECOMMENTUPDATE", Some("crm")),
    ("ONCRMTIMELINECOMMENTDELETE", Some("crm")),
    ("ONCRMACTIVITYADD", Some("crm")),
    ("ONCRMACTIVITYUPDATE", Some("crm")),
    ("ONCRMACTIVITYDELETE", Some("crm")),
    ("ONTASKADD", Some("task")),
    ("ONTASKUPDATE", Some("task")),
    ("ONTASKDELETE", Some("task")),
];
