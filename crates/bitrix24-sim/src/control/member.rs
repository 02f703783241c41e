//! The people of the portal.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::order::{Order, Refused, user};
use crate::{AppState, Rights};

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
    if let Some(active) = change.active {
        world.set_active(id, active);
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
