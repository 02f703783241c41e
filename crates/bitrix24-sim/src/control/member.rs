//! The people of the portal.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::order::{Order, Refused, user};
use crate::{AppState, Rights, UserEntry};

/// What is to become of somebody; what is left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    /// `false` dismisses them: their tokens stop working.
    active: Option<bool>,
    admin: Option<bool>,
    rights: Option<Rights>,
}

/// `POST /sim/control/users/manager {"active": false}`; a login or a number.
pub(super) async fn change(
    State(state): State<AppState>,
    Path(name): Path<String>,
    Order(change): Order<Change>,
) -> Result<Json<Value>, Refused> {
    let id = user(&state, &name)?.id;
    let world = state.world();
    match change.active {
        Some(true) => world.set_active(id, true),
        Some(false) => state.dismiss_user(id),
        None => {}
    }
    if let Some(admin) = change.admin {
        world.set_admin(id, admin);
    }
    if let Some(rights) = change.rights {
        world.set_rights(id, rights);
    }
    let user = user(&state, &name)?;
    Ok(Json(json!({
        "id": user.id,
        "login": user.login,
        "active": user.active,
        "admin": user.admin,
        "rights": user.rights,
    })))
}

/// `POST /sim/control/users {"login": "new", "name": "Ada"}`: with the keys of
/// `[[user]]` in `sim.toml`, and with `ONUSERADD`.
pub(super) async fn hire(
    State(state): State<AppState>,
    Order(entry): Order<UserEntry>,
) -> Result<Json<Value>, Refused> {
    if user(&state, &entry.login).is_ok() {
        let text = format!("`login`: there is a user `{}`", entry.login);
        return Err(Refused::Malformed(text));
    }
    let user = state.hire(entry.user(0));
    Ok(Json(json!({"id": user.id, "login": user.login})))
}
