//! Event handlers: which application wants to hear of what.

use chrono::{DateTime, Utc};

use super::{Application, State, World};
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
    /// The address the event is posted to.
    pub handler: String,
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
            let bindings = bindings
                .filter(|one| one.event == occurrence.event && occurrence.concerns(&one.client_id));
            bindings
                .filter_map(|one| {
                    Some((one.clone(), state.listening(&one.client_id, now)?.clone()))
                })
                .collect()
        })
    }
}

impl State {
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
