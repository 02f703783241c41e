//! What surrounds every answer (`api-reference/data-types.md`).

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::{method::Reply, operating::Balance, refusal::Refusal};
use crate::{Clock, clock::in_server_zone};

/// When an answer was begun.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    start: DateTime<Utc>,
}

impl Timing {
    pub(crate) fn start(clock: &Clock) -> Self {
        Self { start: clock.now() }
    }

    /// The `time` block of an answer that ends now, with the method's account where
    /// working time is limited.
    pub(crate) fn finish(self, clock: &Clock, balance: Option<Balance>) -> Value {
        let finish = clock.now();
        let duration = (finish - self.start).as_seconds_f64();
        let mut time = json!({
            "start": seconds(self.start),
            "finish": seconds(finish),
            "duration": duration,
            "processing": duration,
            "date_start": iso(self.start),
            "date_finish": iso(finish),
        });
        if let Some(balance) = balance {
            time["operating_reset_at"] = json!(balance.reset_at);
            time["operating"] = json!(balance.operating);
        }
        time
    }
}

/// ISO 8601 with the offset of the portal's server.
pub(crate) fn iso(at: DateTime<Utc>) -> String {
    in_server_zone(at)
        .format("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

/// The body of an answer that succeeds.
pub(crate) fn success(reply: Reply, time: Value) -> Value {
    let mut body = Map::new();
    body.insert("result".to_owned(), reply.result);
    body.extend(reply.next.map(|next| ("next".to_owned(), json!(next))));
    body.extend(reply.total.map(|total| ("total".to_owned(), json!(total))));
    body.insert("time".to_owned(), time);
    Value::Object(body)
}

pub(crate) fn failure(refusal: &Refusal) -> Response {
    respond(refusal.status, &refusal.body())
}

/// JSON that pages of any origin may read: applications call from their frames.
pub(crate) fn respond(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    shared(response)
}

/// The answer to a browser that asks before it calls.
pub(crate) fn preflight() -> Response {
    let mut response = shared(Response::new(Body::empty()));
    let methods = HeaderValue::from_static("GET, POST, OPTIONS");
    response
        .headers_mut()
        .insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    response
}

fn shared(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("origin, content-type, accept"),
    );
    response
}

fn seconds(at: DateTime<Utc>) -> f64 {
    // Micro-seconds of our age fit into a double.
    at.timestamp_micros() as f64 / 1_000_000.0
}
