//! What happens in the portal, and who made it happen.

use serde_json::{Value, json};

use crate::{AppState, rest::method::Call, world::User};

/// An event that was caused by a call with an event's token, and so on, is dropped
/// after this many steps. The figure is the one of older sources; no document names it.
const LONGEST_CHAIN: u8 = 3;

/// The event about the queue of events.
pub(crate) const ONOFFLINEEVENT: &str = "ONOFFLINEEVENT";

/// Who changes something, and through what.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    pub(crate) user: &'a User,
    /// How many events led here: none, unless the token came with an event.
    pub(crate) depth: u8,
    /// The source the call named (`auth_connector`): its own offline queue does not
    /// hear of the change (`api-reference/events/offline-events.md`).
    pub(crate) connector: Option<&'a str>,
    /// The request it came with; pages have no number.
    pub(crate) request: Option<u64>,
    /// A robot or workflow, with this user's rights: its events carry no token.
    pub(crate) is_robot: bool,
}

impl<'a> From<&'a User> for Actor<'a> {
    /// A person at the portal's own pages.
    fn from(user: &'a User) -> Self {
        Self {
            user,
            depth: 0,
            connector: None,
            request: None,
            is_robot: false,
        }
    }
}

impl<'a> Actor<'a> {
    /// A robot or workflow, with the rights of this user.
    pub(crate) fn robot(user: &'a User) -> Self {
        Self {
            is_robot: true,
            ..user.into()
        }
    }
}

/// Something that happened in the portal.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence {
    /// Upper case: `ONCRMDEALUPDATE`.
    pub(crate) event: &'static str,
    /// What goes out under `data[…]`: ids only.
    pub(crate) data: Value,
    /// Who did it; nobody when a robot did.
    pub(crate) user_id: Option<i64>,
    /// How many events led to it.
    pub(crate) depth: u8,
    /// The source named by the call that did it.
    pub(crate) connector: Option<String>,
    /// The REST request it came with.
    pub(crate) request: Option<u64>,
    /// The one application it concerns; none in particular hears of it otherwise.
    pub(crate) only: Option<String>,
}

impl Occurrence {
    /// Something an actor did.
    pub(crate) fn by(actor: Actor<'_>, event: &'static str, data: Value) -> Self {
        Self {
            event,
            data,
            user_id: (!actor.is_robot).then_some(actor.user.id),
            depth: actor.depth,
            connector: actor.connector.map(str::to_owned),
            request: actor.request,
            only: None,
        }
    }

    /// Something that happened to one application; `user_id` is whose token comes
    /// with it, where one does.
    pub(crate) fn of_application(
        client_id: &str,
        event: &'static str,
        data: Value,
        user_id: Option<i64>,
    ) -> Self {
        Self {
            event,
            data,
            user_id,
            depth: 0,
            connector: None,
            request: None,
            only: Some(client_id.to_owned()),
        }
    }

    pub(crate) fn concerns(&self, client_id: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only == client_id)
    }

    /// That an application's offline queue has news.
    fn of_queue(&self, client_id: &str) -> Self {
        Self {
            event: ONOFFLINEEVENT,
            data: json!([]),
            only: Some(client_id.to_owned()),
            ..self.clone()
        }
    }

    /// The deal that may have come to another stage.
    fn moved_deal(&self) -> Option<i64> {
        let events = ["ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALMOVETOCATEGORY"];
        let id = self.data.pointer("/FIELDS/ID")?.as_str()?;
        events.contains(&self.event).then(|| id.parse().ok())?
    }

    /// Whether applications have been calling each other in circles.
    pub(crate) fn goes_round(&self) -> bool {
        self.depth >= LONGEST_CHAIN
    }
}

impl AppState {
    /// Tells applications of something: into their queues, to their handlers.
    pub(crate) fn announce(&self, occurrence: Occurrence) {
        if occurrence.goes_round() {
            return;
        }
        let world = self.world();
        if world.queues_offline() {
            let now = self.clock().now();
            for client_id in world.write(|state| state.queue_offline(&occurrence, now)) {
                self.dispatch(occurrence.of_queue(&client_id));
            }
        }
        let deal = occurrence.moved_deal();
        self.dispatch(occurrence);
        if let Some(deal) = deal {
            self.look_at_stage(deal);
        }
    }

    /// Tells applications what `actor` did to the object with this number, in the
    /// form the event's documents show. One line after each change:
    /// `call.state.raise(call.actor(), "ONCRMCONTACTADD", id)`.
    pub(crate) fn raise<'a>(&self, actor: impl Into<Actor<'a>>, event: &'static str, id: i64) {
        self.announce(Occurrence::by(actor.into(), event, data(event, id)));
    }
}

impl Call<'_> {
    /// The caller, as the one who changes something.
    pub(crate) fn actor(&self) -> Actor<'_> {
        Actor {
            user: &self.caller.user,
            depth: self.caller.depth,
            connector: self.caller.connector.as_deref(),
            request: self.caller.request,
            is_robot: false,
        }
    }
}

/// An event's `data`: ids only, but not everywhere in the same place
/// (`api-reference/tasks/events-tasks/`,
/// `api-reference/crm/timeline/comments/events/`).
fn data(event: &str, id: i64) -> Value {
    let object = json!({"ID": id.to_string()});
    match event {
        "ONTASKADD" => json!({
            "FIELDS_BEFORE": "undefined",
            "FIELDS_AFTER": object,
            "IS_ACCESSIBLE_BEFORE": "N",
            "IS_ACCESSIBLE_AFTER": "undefined",
        }),
        "ONTASKUPDATE" => json!({
            "FIELDS_BEFORE": object.clone(),
            "FIELDS_AFTER": object,
            "IS_ACCESSIBLE_BEFORE": "undefined",
            "IS_ACCESSIBLE_AFTER": "undefined",
        }),
        "ONTASKDELETE" => json!({
            "FIELDS_BEFORE": object,
            "FIELDS_AFTER": "undefined",
            "IS_ACCESSIBLE_BEFORE": "undefined",
            "IS_ACCESSIBLE_AFTER": "N",
        }),
        event if event.starts_with("ONCRMTIMELINECOMMENT") => object,
        _ => json!({"FIELDS": object}),
    }
}
