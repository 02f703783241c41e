//! The shared authorization server: hands each request to the portal it is about.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use tower::ServiceExt as _;

use crate::{
    AppState, oauth,
    rest::request::{Credentials, Incoming},
};

/// No request for tokens is longer.
const LONGEST: usize = 1 << 20;

/// A portal and its counter at the server.
#[derive(Debug)]
struct Desk {
    portal: AppState,
    routes: Router,
}

/// Routes for all `portals`.
pub(super) fn router(portals: Vec<AppState>) -> Router {
    let desks = portals.into_iter().map(|portal| Desk {
        routes: oauth::router().with_state(portal.clone()),
        portal,
    });
    let desks: Arc<[Desk]> = desks.collect();
    Router::new().fallback(receive).with_state(desks)
}

async fn receive(State(desks): State<Arc<[Desk]>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let incoming = Incoming::read(&head.uri, &head.headers, &body).await;
    let Some(desk) = responsible(&desks, &incoming) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let request = Request::from_parts(head, Body::from(body));
    match desk.routes.clone().oneshot(request).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    }
}

/// Whose token or code it is; for one that nobody gave out, any portal that knows
/// the application refuses as well as another.
fn responsible<'a>(desks: &'a [Desk], incoming: &Incoming) -> Option<&'a Desk> {
    let access = match &incoming.credentials {
        Credentials::Token(token) => Some(token.expose().to_owned()),
        _ => None,
    };
    let named = |name| incoming.params.text(name);
    let shown = [access, named("refresh_token"), named("code")];
    let owner = desks.iter().find(|desk| {
        let mut shown = shown.iter().flatten();
        shown.any(|token| desk.portal.world().gave_out(token))
    });
    let known = || {
        let client_id = named("client_id")?;
        let mut desks = desks.iter();
        desks.find(|desk| {
            let world = desk.portal.world();
            world.application_by_client_id(&client_id).is_some()
        })
    };
    owner.or_else(known).or_else(|| desks.first())
}
