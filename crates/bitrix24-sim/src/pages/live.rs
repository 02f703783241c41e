//! Whether anything has changed: pages ask while somebody looks at them.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::{bb, inbox, session::Visitor};
use crate::AppState;

/// `GET /sim/live`: a number that rises with each change of the portal's data, and
/// the newest notification or message, to be shown where the person is.
pub(super) async fn ask(State(state): State<AppState>, visitor: Visitor) -> Json<Value> {
    let mut told = inbox::told(&state, &visitor.user).into_iter();
    let last = told.rfind(|one| !one.is_own).map(|one| {
        json!({
            "id": one.at.timestamp_micros(),
            "by": one.by.map(|user| user.full_name()),
            "text": bb::plain(&one.text),
        })
    });
    Json(json!({"revision": state.world().revision(), "notice": last}))
}
