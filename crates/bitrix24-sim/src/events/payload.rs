//! The form a handler gets.

use serde_json::Value;

use super::Occurrence;
use crate::{
    AppState,
    world::{Application, EventBinding, TokenPair},
};

/// Builds the body: the event, its data, and who vouches for it.
pub(super) fn form(
    state: &AppState,
    occurrence: &Occurrence,
    binding: &EventBinding,
    application: &Application,
) -> Vec<(String, String)> {
    let mut fields = vec![
        ("event".to_owned(), occurrence.event.to_owned()),
        ("event_handler_id".to_owned(), binding.id.to_string()),
    ];
    flatten("data", &occurrence.data, &mut fields);
    // The moment of sending, not of happening.
    fields.push(("ts".to_owned(), state.clock().now().timestamp().to_string()));

    let user_id = binding.fixed_user.or(occurrence.user_id);
    let token = user_id.and_then(|user_id| {
        let depth = occurrence.depth + 1;
        state
            .world()
            .token_for_event(user_id, &application.client_id, depth)
    });
    if let Some(token) = token {
        append_user(state, &token, application, &mut fields);
    }
    let always = [
        ("domain", state.domain().to_owned()),
        ("server_endpoint", state.server_endpoint()),
        ("client_endpoint", state.client_endpoint()),
        ("member_id", state.world().member_id().to_owned()),
        (
            "application_token",
            application.application_token.expose().to_owned(),
        ),
    ];
    fields.extend(always.map(|(name, value)| (format!("auth[{name}]"), value)));
    fields
}

/// What is only there when a user is behind the event.
fn append_user(
    state: &AppState,
    token: &TokenPair,
    application: &Application,
    fields: &mut Vec<(String, String)>,
) {
    let of_user = [
        ("access_token", token.access_token.expose().to_owned()),
        ("expires", token.expires.timestamp().to_string()),
        (
            "expires_in",
            token.seconds_left(state.clock().now()).to_string(),
        ),
        ("scope", token.scope.clone()),
        ("status", application.kind.status().to_owned()),
        ("user_id", token.user_id.to_string()),
    ];
    fields.extend(of_user.map(|(name, value)| (format!("auth[{name}]"), value)));
}

/// `data[FIELDS][ID]=77`: every leaf is text, an empty tree leaves nothing.
fn flatten(prefix: &str, value: &Value, fields: &mut Vec<(String, String)>) {
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
