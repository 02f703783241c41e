//! Outgoing webhooks (`local-integrations/local-webhooks.md`).

use super::World;
use crate::{Secret, events::Occurrence};

/// Events posted to an address that somebody typed into a form: no application, no
/// token inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingWebhook {
    /// Travels to the handler as `event_handler_id`.
    pub id: i64,
    /// Where the events go.
    pub handler: String,
    /// Which ones, upper case.
    pub events: Vec<String>,
    /// Shown in the form; every event carries it.
    pub application_token: Secret,
}

impl World {
    /// Makes an outgoing webhook for these events (any case).
    pub fn add_outgoing_webhook(&self, handler: &str, events: &[&str]) -> OutgoingWebhook {
        self.write(|state| {
            let last = state.outgoing_webhooks.last().map_or(0, |last| last.id);
            let webhook = OutgoingWebhook {
                id: last + 1,
                handler: handler.to_owned(),
                events: events
                    .iter()
                    .map(|event| event.to_ascii_uppercase())
                    .collect(),
                application_token: Secret::random(32),
            };
            state.outgoing_webhooks.push(webhook.clone());
            webhook
        })
    }

    /// Which of them hear of an occurrence: what happens to an application is none of
    /// their business.
    pub(crate) fn hooks(&self, occurrence: &Occurrence) -> Vec<OutgoingWebhook> {
        if occurrence.only.is_some() {
            return Vec::new();
        }
        self.read(|state| {
            let hooks = state.outgoing_webhooks.iter();
            let hooks =
                hooks.filter(|hook| hook.events.iter().any(|name| name == occurrence.event));
            hooks.cloned().collect()
        })
    }
}
