//! Applications of the portal: added, changed, taken away.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::order::{Order, Refused, application};
use crate::{AppState, ApplicationEntry, Status};

/// `POST /sim/control/applications {"title": "…", "handler": "http://…"}`: adds one,
/// with the keys of `[[application]]` in `sim.toml`.
pub(super) async fn add(
    State(state): State<AppState>,
    Order(entry): Order<ApplicationEntry>,
) -> Result<Json<Value>, Refused> {
    if let Some((key, message)) = entry.fault() {
        return Err(Refused::Malformed(format!("`{key}`: {message}")));
    }
    let application = state.register_application((&entry).into());
    Ok(Json(application.summary()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Removal {
    /// Whether its settings and data go, too.
    #[serde(default)]
    clean: bool,
}

/// `POST …/applications/{client_id}/uninstall {"clean": true}`: with `ONAPPUNINSTALL`.
pub(super) async fn uninstall(
    State(state): State<AppState>,
    Path(client_id): Path<String>,
    Order(removal): Order<Removal>,
) -> Result<Json<Value>, Refused> {
    let removed = state.uninstall(&client_id, removal.clean);
    shown(removed, client_id)
}

/// `POST …/applications/{client_id}/install`: one from the Marketplace, once more.
pub(super) async fn install(
    State(state): State<AppState>,
    Path(client_id): Path<String>,
) -> Result<Json<Value>, Refused> {
    shown(state.install_application(&client_id), client_id)
}

/// `POST …/applications/{client_id}/update`: the next version, with `ONAPPUPDATE`.
pub(super) async fn update(
    State(state): State<AppState>,
    Path(client_id): Path<String>,
) -> Result<Json<Value>, Refused> {
    shown(state.update_application(&client_id), client_id)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payment {
    status: Status,
    days: i64,
}

/// `POST …/applications/{client_id}/pay {"status": "trial", "days": 14}`: with
/// `ONAPPPAYMENT`.
pub(super) async fn pay(
    State(state): State<AppState>,
    Path(client_id): Path<String>,
    Order(payment): Order<Payment>,
) -> Result<Json<Value>, Refused> {
    if !(-3650..=3650).contains(&payment.days) {
        let text = "`days` is more than ten years away";
        return Err(Refused::Malformed(text.to_owned()));
    }
    shown(
        state.pay(&client_id, payment.status, payment.days),
        client_id,
    )
}

/// `POST …/applications/{client_id}/expire`: the paid time is over.
pub(super) async fn expire(
    State(state): State<AppState>,
    Path(client_id): Path<String>,
) -> Result<Json<Value>, Refused> {
    shown(state.expire_payment(&client_id), client_id)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scope {
    scope: String,
}

/// `POST …/applications/{client_id}/take-scope {"scope": "crm"}`: from its tokens, too.
pub(super) async fn take_scope(
    State(state): State<AppState>,
    Path(client_id): Path<String>,
    Order(Scope { scope }): Order<Scope>,
) -> Result<Json<Value>, Refused> {
    application(&state, Some(&client_id))?;
    if !state.take_scope_away(&client_id, &scope) {
        let text = format!("the application has no scope `{scope}`");
        return Err(Refused::Malformed(text));
    }
    Ok(Json(application(&state, Some(&client_id))?.summary()))
}

/// `POST …/applications/{client_id}/revoke`: all its tokens are worthless.
pub(super) async fn revoke(
    State(state): State<AppState>,
    Path(client_id): Path<String>,
) -> Result<Json<Value>, Refused> {
    let summary = application(&state, Some(&client_id))?.summary();
    state.revoke_tokens(&client_id);
    Ok(Json(summary))
}

fn shown(
    application: Option<crate::Application>,
    client_id: String,
) -> Result<Json<Value>, Refused> {
    match application {
        Some(application) => Ok(Json(application.summary())),
        None => Err(Refused::Application(client_id)),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Host {
    host: String,
}

/// `POST /sim/control/rename {"host": "localhost"}`: the old address answers 302.
pub(super) async fn rename(
    State(state): State<AppState>,
    Order(Host { host }): Order<Host>,
) -> Result<Json<Value>, Refused> {
    if !state.rename(&host) {
        return Err(Refused::Malformed(format!("`{host}` is no host")));
    }
    Ok(Json(json!({"portal": state.portal_url().as_str()})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Permission {
    /// Nothing: from now on the method waits for a permission.
    allow: Option<bool>,
}

/// `POST /sim/control/methods/{method}/confirm`, then `{"allow": true}`: an
/// administrator's answer to `METHOD_CONFIRM_WAITING`, with `ONAPPMETHODCONFIRM`.
pub(super) async fn confirm(
    State(state): State<AppState>,
    Path(method): Path<String>,
    Order(Permission { allow }): Order<Permission>,
) -> Json<Value> {
    let answered = match allow {
        Some(allow) => state.confirm_method(&method, allow),
        None => {
            state.require_confirmation(&method);
            0
        }
    };
    Json(json!({"method": method, "answered": answered}))
}
