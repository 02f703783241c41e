//! `/oauth/token/`: codes and refresh tokens become pairs.

use std::time::Instant;

use axum::{
    body::Bytes,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use serde_json::{Value, json};

use super::fault::Fault;
use crate::{
    AppState,
    fault::Damage,
    journal::{Kind, Record},
    rest::{envelope::respond, params::Params, request::parameters},
    wire::Peer,
    world::{Application, TokenPair},
};

/// `GET` with a query, as documented, or `POST` with a form, as clients also do.
pub(super) async fn answer(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = state.requests().oauth_token();
    let started = Instant::now();
    let params = parameters(&uri, &headers, &body).await;
    let grant = text(&params, "grant_type").unwrap_or_default();

    let trouble = state.faults().of_token();
    let outcome = match &trouble {
        Some(trouble) if !trouble.runs => Err(Fault::Request),
        _ => exchange(&state, &params),
    };
    let (status, body) = match &outcome {
        Ok((pair, application)) => (StatusCode::OK, token_body(&state, pair, application)),
        Err(fault) => (status_of(&state, *fault), fault.body()),
    };
    let damage = match trouble {
        Some(trouble) => {
            tokio::time::sleep(trouble.delay).await;
            trouble.damage
        }
        None => None,
    };
    let error = outcome.as_ref().err().map(|fault| fault.code().to_owned());
    state.journal().record(Record {
        user_id: outcome.as_ref().ok().map(|(pair, _)| pair.user_id),
        client_id: text(&params, "client_id"),
        status: damage.as_ref().map_or(status.as_u16(), Damage::status),
        error: error.filter(|_| damage.is_none()),
        cost_ms: started.elapsed().as_secs_f64() * 1000.0,
        request: Some(request),
        params: params.into_value(),
        ..Record::new(Kind::Oauth, format!("oauth/token {grant}"))
    });
    match damage {
        Some(damage) => damage.response(&body.to_string(), &peer),
        None => respond(status, &body),
    }
}

fn status_of(state: &AppState, fault: Fault) -> StatusCode {
    let chosen = state.knobs().token_error_status();
    let chosen = chosen.and_then(|status| StatusCode::from_u16(status).ok());
    chosen.unwrap_or_else(|| fault.status())
}

fn exchange(state: &AppState, params: &Params) -> Result<(TokenPair, Application), Fault> {
    let application = client(
        state,
        text(params, "client_id"),
        text(params, "client_secret"),
    )?;
    if application.is_blocked(state.clock().now()) {
        return Err(Fault::Payment);
    }
    if !text(params, "scope").is_none_or(|scope| grants(&application, &scope)) {
        return Err(Fault::Scope);
    }
    let pair = match text(params, "grant_type").as_deref() {
        Some("authorization_code") => {
            let code = text(params, "code").ok_or(Fault::Request)?;
            state.world().exchange_code(&application.client_id, &code)
        }
        Some("refresh_token") => {
            let token = text(params, "refresh_token").ok_or(Fault::Request)?;
            let lenient = state.knobs().lenient_refresh();
            state
                .world()
                .exchange_refresh_token(&application.client_id, &token, lenient)
        }
        _ => return Err(Fault::Request),
    };
    Ok((pair.map_err(|_| Fault::Grant)?, application))
}

/// A parameter with something in it.
fn text(params: &Params, name: &str) -> Option<String> {
    params.text(name).filter(|value| !value.is_empty())
}

fn client(
    state: &AppState,
    client_id: Option<String>,
    client_secret: Option<String>,
) -> Result<Application, Fault> {
    let (Some(client_id), Some(client_secret)) = (client_id, client_secret) else {
        return Err(Fault::Request);
    };
    let world = state.world();
    let present = world.application_by_client_id(&client_id);
    let known = present
        .clone()
        .or_else(|| world.uninstalled_application(&client_id));
    known
        .filter(|application| application.client_secret.expose() == client_secret)
        .ok_or(Fault::Client)?;
    present.ok_or(Fault::NotInstalled)
}

/// Whether an application has all the scopes of a list, whichever way it is written.
fn grants(application: &Application, scopes: &str) -> bool {
    let mut scopes = scopes.split([',', ' ']).filter(|scope| !scope.is_empty());
    scopes.all(|scope| application.has_scope(scope))
}

/// `domain` is the authorization server's here, not the portal's.
fn token_body(state: &AppState, pair: &TokenPair, application: &Application) -> Value {
    json!({
        "access_token": pair.access_token.expose(),
        "refresh_token": pair.refresh_token.expose(),
        "expires_in": pair.seconds_left(state.clock().now()),
        "expires": pair.expires.timestamp(),
        "scope": pair.scope,
        "domain": state.hosts().oauth.authority(),
        "status": application.status.letter(),
        "server_endpoint": state.server_endpoint(),
        "client_endpoint": state.client_endpoint(),
        "member_id": state.world().member_id(),
        "user_id": pair.user_id,
    })
}
