//! `app.info` at the authorization server: who a token belongs to. Unlike a frame's
//! form, this can be believed (`settings/oauth/simple-way.md`).

use std::time::Instant;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::Response,
};
use serde_json::{Value, json};

use crate::{
    AppState,
    journal::{Kind, Record},
    rest::{
        access::{application_of, live_pair},
        envelope::{self, Timing},
        refusal::Refusal,
        request::{Credentials, Incoming},
    },
    world::TokenPair,
};

pub(super) async fn answer(
    State(state): State<AppState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if method == Method::OPTIONS {
        return envelope::preflight();
    }
    let request = state.requests().oauth_rest();
    let timing = Timing::start(state.clock());
    let started = Instant::now();
    let incoming = Incoming::read(&uri, &headers, &body).await;
    let outcome = match incoming.method.as_str() {
        "app.info" => info(&state, &incoming.credentials),
        _ => Err(Refusal::method_not_found()),
    };
    let pair = outcome.as_ref().ok().map(|(pair, _)| pair);
    state.journal().record(Record {
        user_id: pair.map(|pair| pair.user_id),
        client_id: pair.map(|pair| pair.client_id.clone()),
        status: outcome
            .as_ref()
            .map_or_else(|refusal| refusal.status.as_u16(), |_| 200),
        error: outcome.as_ref().err().map(Refusal::code),
        cost_ms: started.elapsed().as_secs_f64() * 1000.0,
        request: Some(request),
        params: incoming.params.into_value(),
        ..Record::new(Kind::Oauth, incoming.method)
    });
    match outcome {
        Ok((_, result)) => {
            let time = timing.finish(state.clock(), None);
            envelope::respond(StatusCode::OK, &envelope::success(result.into(), time))
        }
        Err(refusal) => envelope::failure(&refusal),
    }
}

fn info(state: &AppState, credentials: &Credentials) -> Result<(TokenPair, Value), Refusal> {
    let Credentials::Token(token) = credentials else {
        return Err(Refusal::no_auth());
    };
    let pair = live_pair(state, token.expose())?;
    let application = application_of(state, &pair)?;
    let portal = state.portal_url();
    let result = json!({
        "client_id": application.client_id,
        "scope": pair.scope,
        "expires": pair.expires.format("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        "install": {
            "installed": application.installed,
            "version": application.version,
            "status": application.status.letter(),
            "scope": application.scope_list(),
            "domain": state.domain(),
            "uri": portal.as_str().trim_end_matches('/'),
            "client_endpoint": state.client_endpoint(),
            "member_id": state.world().member_id(),
            "member_type": "company",
        },
        "user_id": pair.user_id,
    });
    Ok((pair, result))
}
