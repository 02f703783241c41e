//! REST 2 at `/rest/`: one door for every method
//! (`settings/how-to-call-rest-api/general-principles.md`).

pub(crate) mod access;
mod batch;
mod crm;
pub(crate) mod envelope;
mod event;
pub(crate) mod limit;
mod method;
pub(crate) mod params;
mod placement;
mod reference;
pub(crate) mod refusal;
pub(crate) mod request;
mod system;
mod user;

use std::{net::SocketAddr, time::Instant};

use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, DefaultBodyLimit, State},
    http::{HeaderMap, Method as Verb, Uri},
    response::Response,
    routing::any,
};

use self::{access::Caller, envelope::Timing, method::Call, refusal::Refusal, request::Incoming};
use crate::{
    AppState,
    journal::{Kind, Record},
};

/// Bodies may carry files in base64.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// Routes of the portal's REST.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/rest", any(answer))
        .route("/rest/", any(answer))
        .route("/rest/{*path}", any(answer))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

async fn answer(
    State(state): State<AppState>,
    ConnectInfo(source): ConnectInfo<SocketAddr>,
    verb: Verb,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if verb == Verb::OPTIONS {
        return envelope::preflight();
    }
    let request = state.requests().rest();
    let timing = Timing::start(state.clock());
    let started = Instant::now();
    let incoming = Incoming::read(&uri, &headers, &body);

    let (caller, outcome) = match admit(&state, &incoming, source) {
        Ok(caller) => {
            let outcome = run(&state, &caller, &incoming, request);
            (Some(caller), outcome)
        }
        Err(refusal) => (None, Err(refusal)),
    };

    let latency = state.knobs().latency();
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    state.journal().record(Record {
        user_id: caller.as_ref().map(|caller| caller.user.id),
        client_id: caller
            .and_then(|caller| caller.application)
            .map(|app| app.client_id),
        status: outcome
            .as_ref()
            .map_or_else(|refusal| refusal.status.as_u16(), |_| 200),
        error: outcome.as_ref().err().map(Refusal::code),
        cost_ms: started.elapsed().as_secs_f64() * 1000.0,
        request: Some(request),
        params: incoming.params.clone().into_value(),
        ..Record::new(Kind::Rest, incoming.method.clone())
    });
    match outcome {
        Ok(reply) => envelope::success(reply, timing.finish(state.clock())),
        Err(refusal) => envelope::failure(&refusal),
    }
}

/// Who calls, and whether this address has called too often. The order of the
/// checks is not documented; this is the order of the errors we could see.
fn admit(state: &AppState, incoming: &Incoming, source: SocketAddr) -> Result<Caller, Refusal> {
    let caller = Caller::identify(state, &incoming.credentials)?;
    if let Some(bucket) = state.knobs().bucket()
        && !state
            .limiter()
            .admit(source.ip(), bucket, state.clock().now())
    {
        return Err(Refusal::too_many_requests());
    }
    Ok(caller)
}

fn run(
    state: &AppState,
    caller: &Caller,
    incoming: &Incoming,
    request: u64,
) -> Result<method::Reply, Refusal> {
    let call = Call {
        state,
        caller,
        params: &incoming.params,
        start: incoming.start,
    };
    if incoming.method == batch::NAME {
        return Ok(batch::run(&call, request));
    }
    method::execute(&incoming.method, &call)
}
