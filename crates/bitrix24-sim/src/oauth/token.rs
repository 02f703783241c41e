//! `/oauth/token/`: codes and refresh tokens become pairs.

use std::time::Instant;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use serde_json::{Value, json};

use super::fault::Fault;
use crate::{
    AppState,
    journal::{Kind, Record},
    rest::{envelope::respond, request::parameters},
    world::{Application, TokenPair},
};

/// `GET` with a query, as documented, or `POST` with a form, as clients also do.
pub(super) async fn answer(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = state.requests().oauth_token();
    let started = Instant::now();
    let params = parameters(&uri, &headers, &body);
    let text = |name| params.text(name).filter(|value| !value.is_empty());
    let grant = text("grant_type").unwrap_or_default();

    let outcome = (|| {
        let application = client(&state, text("client_id"), text("client_secret"))?;
        let pair = match grant.as_str() {
            "authorization_code" => {
                let code = text("code").ok_or(Fault::Request)?;
                state.world().exchange_code(&application.client_id, &code)
            }
            "refresh_token" => {
                let token = text("refresh_token").ok_or(Fault::Request)?;
                let lenient = state.knobs().lenient_refresh();
                state
                    .world()
                    .exchange_refresh_token(&application.client_id, &token, lenient)
            }
            _ => return Err(Fault::Request),
        };
        Ok((pair.map_err(|_| Fault::Grant)?, application))
    })();

    let status = outcome
        .as_ref()
        .map_or_else(|fault| fault.status(), |_| StatusCode::OK);
    state.journal().record(Record {
        user_id: outcome.as_ref().ok().map(|(pair, _)| pair.user_id),
        client_id: text("client_id"),
        status: status.as_u16(),
        error: outcome.as_ref().err().map(|fault| fault.code().to_owned()),
        cost_ms: started.elapsed().as_secs_f64() * 1000.0,
        request: Some(request),
        params: params.clone().into_value(),
        ..Record::new(Kind::Oauth, format!("oauth/token {grant}"))
    });
    match outcome {
        Ok((pair, application)) => respond(status, &token_body(&state, &pair, &application)),
        Err(fault) => respond(status, &fault.body()),
    }
}

fn client(
    state: &AppState,
    client_id: Option<String>,
    client_secret: Option<String>,
) -> Result<Application, Fault> {
    let (Some(client_id), Some(client_secret)) = (client_id, client_secret) else {
        return Err(Fault::Request);
    };
    let application = state.world().application_by_client_id(&client_id);
    let application = application.ok_or(Fault::Client)?;
    if application.client_secret.expose() != client_secret {
        return Err(Fault::Client);
    }
    Ok(application)
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
        "status": application.kind.status(),
        "server_endpoint": state.server_endpoint(),
        "client_endpoint": state.client_endpoint(),
        "member_id": state.world().member_id(),
        "user_id": pair.user_id,
    })
}
