//! Whether anything has changed: pages ask while somebody looks at them.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::session::Visitor;
use crate::AppState;

/// `GET /sim/live`: a number that rises with each change of the portal's data, and
/// the newest notification, to be shown where the person is.
pub(super) async fn ask(State(state): State<AppState>, visitor: Visitor) -> Json<Value> {
    let notices = state.world().notices_of(visitor.user.id);
    let last = notices.last().map(|notice| {
        let author = notice.author_id.and_then(|id| state.world().user(id));
        json!({
            "id": notice.id,
            "by": author.map(|user| user.full_name()),
            "text": super::bb::plain(&notice.message),
        })
    });
    Json(json!({"revision": state.world().revision(), "notice": last}))
}
