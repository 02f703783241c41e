//! REST 2 at `/rest/`: one door for every method
//! (`settings/how-to-call-rest-api/general-principles.md`).

pub(crate) mod access;
mod batch;
mod bizproc;
pub(crate) mod crm;
mod department;
pub(crate) mod envelope;
mod event;
mod feature;
pub(crate) mod limit;
mod message;
pub(crate) mod method;
mod multipart;
mod notice;
mod offline;
pub(crate) mod operating;
mod option;
mod pace;
pub(crate) mod params;
mod permission;
mod placement;
mod reference;
pub(crate) mod refusal;
pub(crate) mod request;
mod rows;
mod system;
mod task;
mod user;
pub(crate) mod v3;

use std::time::Instant;

use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, DefaultBodyLimit, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method as Verb, StatusCode, Uri},
    response::{IntoResponse as _, Response},
    routing::any,
};

use self::{
    access::Caller,
    envelope::Timing,
    method::{Call, Execution, Reply},
    operating::Balance,
    pace::Pace,
    refusal::Refusal,
    request::{Incoming, Version},
};
use crate::{
    AppState, Fault,
    fault::Damage,
    journal::{Kind, Record},
    wire::Peer,
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

/// A request that has been worked on.
struct Served {
    caller: Option<Caller>,
    outcome: Result<Reply, Refusal>,
    /// The method's account after it.
    balance: Option<Balance>,
    /// What becomes of the answer on its way.
    damage: Option<Damage>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

async fn answer(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    verb: Verb,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if verb == Verb::OPTIONS {
        return envelope::preflight();
    }
    let incoming = Incoming::read(&uri, &headers, &body).await;
    // A task of its own: like the real portal, it does not notice that a caller has
    // hung up, and finishes what it began.
    let work = tokio::spawn(work(state, peer, incoming));
    work.await
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

async fn work(state: AppState, peer: Peer, incoming: Incoming) -> Response {
    let request = state.requests().rest();
    let timing = Timing::start(state.clock());
    let started = Instant::now();
    let fault = state.faults().of_request(&incoming.method);
    let served = match fault {
        Some(fault) if !fault.runs => Served::spoiled(fault).await,
        fault => {
            let served = serve(&state, &incoming, &peer, request).await;
            served.spoil(fault).await
        }
    };
    let latency = state.knobs().latency();
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    state.journal().record(Record {
        request: Some(request),
        params: incoming.params.into_value(),
        cost_ms: started.elapsed().as_secs_f64() * 1000.0,
        ..served.record(incoming.method)
    });
    served.respond(timing, &state, &peer)
}

/// Lets the caller in and runs the method, until the gateway gives up.
async fn serve(state: &AppState, incoming: &Incoming, peer: &Peer, request: u64) -> Served {
    let caller = match admit(state, incoming, peer, request) {
        Ok(caller) => caller,
        Err(refusal) => return Served::from(Execution::from(refusal)),
    };
    let call = Call {
        state,
        caller: &caller,
        params: &incoming.params,
        start: incoming.start,
        nested: false,
    };
    let cap = state.knobs().request_cap();
    let served = tokio::time::timeout(cap, run(&call, incoming, request)).await;
    let served = served.unwrap_or_else(|_| Served {
        damage: Some(Damage::Html(StatusCode::GATEWAY_TIMEOUT)),
        ..Served::from(Execution::from(Refusal::gateway_timeout()))
    });
    Served {
        caller: Some(caller),
        ..served
    }
}

/// Who calls, and whether this address has called too often. The order of the
/// checks is not documented; this is the order of the errors we could see.
fn admit(
    state: &AppState,
    incoming: &Incoming,
    peer: &Peer,
    request: u64,
) -> Result<Caller, Refusal> {
    let mut caller = Caller::identify(state, &incoming.credentials)?;
    caller.connector.clone_from(&incoming.connector);
    caller.request = Some(request);
    if !state.knobs().rest_included() {
        return Err(Refusal::forbidden(
            "ACCESS_DENIED",
            "REST API is available only on commercial plans",
        ));
    }
    if let Some(bucket) = state.knobs().bucket()
        && !state
            .limiter()
            .admit(peer.address.ip(), bucket, state.clock().now())
    {
        return Err(Refusal::too_many_requests());
    }
    Ok(caller)
}

async fn run(call: &Call<'_>, incoming: &Incoming, request: u64) -> Served {
    let mut pace = Pace::start();
    pace.spend(call.state.knobs().overhead()).await;
    if incoming.version == Version::Three {
        return v3::run(call, incoming, &mut pace).await;
    }
    if incoming.method == batch::NAME {
        return batch::run(call, request, &mut pace).await;
    }
    let execution = method::execute(&incoming.method, call);
    pace.spend(execution.takes).await;
    execution.into()
}

impl From<Execution> for Served {
    fn from(execution: Execution) -> Self {
        Self {
            caller: None,
            outcome: execution.outcome,
            balance: execution.balance,
            damage: None,
            headers: Vec::new(),
        }
    }
}

impl Served {
    /// A request that a fault keeps from its method.
    async fn spoiled(fault: Fault) -> Self {
        let nothing = Self::from(Execution::from(Refusal::gateway_timeout()));
        nothing.spoil(Some(fault)).await
    }

    async fn spoil(mut self, fault: Option<Fault>) -> Self {
        if let Some(fault) = fault {
            tokio::time::sleep(fault.delay).await;
            self.damage = fault.damage.or(self.damage);
        }
        self
    }

    fn record(&self, method: String) -> Record {
        let refusal = match &self.damage {
            Some(Damage::Refusal(refusal)) => Some(refusal),
            Some(_) => None,
            None => self.outcome.as_ref().err(),
        };
        let caller = self.caller.as_ref();
        let application = caller.and_then(|caller| caller.application.as_ref());
        Record {
            user_id: caller.map(|caller| caller.user.id),
            client_id: application.map(|application| application.client_id.clone()),
            status: self.status(),
            error: refusal.map(Refusal::code),
            ..Record::new(Kind::Rest, method)
        }
    }

    fn status(&self) -> u16 {
        match (&self.damage, &self.outcome) {
            (Some(damage), _) => damage.status(),
            (None, Ok(_)) => 200,
            (None, Err(refusal)) => refusal.status.as_u16(),
        }
    }

    fn respond(self, timing: Timing, state: &AppState, peer: &Peer) -> Response {
        let (status, body) = match self.outcome {
            Ok(reply) => {
                let time = timing.finish(state.clock(), self.balance);
                (StatusCode::OK, envelope::success(reply, time))
            }
            Err(refusal) => (refusal.status, refusal.body()),
        };
        match self.damage {
            Some(damage) => damage.response(&body.to_string(), peer),
            None => {
                let mut response = envelope::respond(status, &body);
                response.headers_mut().extend(self.headers);
                response
            }
        }
    }
}
