//! The parts of the form a handler gets.

use serde_json::{Value, json};

use super::{ONOFFLINEEVENT, Occurrence};
use crate::{
    AppState, Secret,
    world::{Application, Robot, TokenPair, Workflow},
};

/// What goes into `auth[…]` (`api-reference/events/index.md`,
/// `api-reference/common/events/`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vouch {
    /// The portal and nothing else: `ONAPPPAYMENT`.
    Portal,
    /// The installation's secret, no token.
    Application,
    /// A token besides, where somebody is behind the event.
    User,
    /// And what renews it.
    UserForLong,
}

impl Vouch {
    pub(super) fn of_event(event: &str) -> Self {
        match event {
            "ONAPPPAYMENT" => Self::Portal,
            "ONAPPUNINSTALL" | "ONAPPMETHODCONFIRM" => Self::Application,
            "ONAPPINSTALL" | "ONAPPUPDATE" | ONOFFLINEEVENT => Self::UserForLong,
            _ => Self::User,
        }
    }

    pub(super) fn has_token(self) -> bool {
        matches!(self, Self::User | Self::UserForLong)
    }
}

/// What happened. The installer's address is no binding and has no number.
pub(super) fn head(occurrence: &Occurrence, binding: Option<&str>) -> Vec<(String, String)> {
    let mut fields = vec![("event".to_owned(), occurrence.event.to_owned())];
    fields.extend(binding.map(|id| ("event_handler_id".to_owned(), id.to_owned())));
    flatten("data", &occurrence.data, &mut fields);
    fields
}

/// Who vouches for it.
pub(super) fn auth(
    state: &AppState,
    application: &Application,
    token: Option<&TokenPair>,
    vouch: Vouch,
) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    if let Some(token) = token {
        let seconds_left = token.seconds_left(state.clock().now());
        fields.extend([
            ("access_token", token.access_token.expose().to_owned()),
            ("expires", token.expires.timestamp().to_string()),
            ("expires_in", seconds_left.to_string()),
            ("scope", token.scope.clone()),
            ("status", application.status.letter().to_owned()),
            ("user_id", token.user_id.to_string()),
        ]);
        if vouch == Vouch::UserForLong {
            fields.push(("refresh_token", token.refresh_token.expose().to_owned()));
        }
    }
    let secret = (vouch != Vouch::Portal).then_some(&application.application_token);
    fields.extend(of_portal(state, secret));
    named(fields)
}

/// Who vouches for what an outgoing webhook sends: the portal alone.
pub(super) fn auth_of_hook(state: &AppState, secret: &Secret) -> Vec<(String, String)> {
    named(of_portal(state, Some(secret)))
}

/// What a robot is to do, but for the time
/// (documented nowhere; as the official clients read it).
pub(super) fn robot_head(
    robot: &Robot,
    workflow: &Workflow,
    event_token: &Secret,
) -> Vec<(String, String)> {
    let task = json!({
        "workflow_id": workflow.id,
        "code": robot.code,
        "document_id": workflow.document.parts(),
        "document_type": workflow.document.kind.parts(),
        "event_token": event_token.expose(),
        "properties": workflow.parameters,
        "use_subscription": if robot.waits() { "Y" } else { "N" },
        "timeout_duration": 0,
    });
    let mut fields = Vec::new();
    for (name, value) in task.as_object().into_iter().flatten() {
        flatten(name, value, &mut fields);
    }
    fields
}

/// The portal's part of `auth[…]`, with the secret that marks its calls.
fn of_portal(state: &AppState, secret: Option<&Secret>) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("domain", state.domain()),
        ("server_endpoint", state.server_endpoint()),
        ("client_endpoint", state.client_endpoint()),
        ("member_id", state.world().member_id().to_owned()),
    ];
    fields.extend(secret.map(|secret| ("application_token", secret.expose().to_owned())));
    fields
}

fn named(fields: Vec<(&'static str, String)>) -> Vec<(String, String)> {
    let fields = fields.into_iter();
    fields
        .map(|(name, value)| (format!("auth[{name}]"), value))
        .collect()
}

/// `data[FIELDS][ID]=77`: every leaf is text, an empty tree leaves nothing.
pub(super) fn flatten(prefix: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                flatten(&format!("{prefix}[{key}]"), value, fields);
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                flatten(&format!("{prefix}[{at}]"), value, fields);
            }
        }
        Value::Null => {}
        Value::String(text) => fields.push((prefix.to_owned(), text.clone())),
        other => fields.push((prefix.to_owned(), other.to_string())),
    }
}
