//! One thing going wrong.

use std::{io, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Response as HttpResponse, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use futures::{StreamExt as _, stream};

use crate::{rest::refusal::Refusal, wire::Peer};

/// How one answer goes wrong.
///
/// Refusals come *instead of* running the method; everything else befalls the
/// answer *after* the method has run. [`before_running`](Self::before_running) and
/// [`after_running`](Self::after_running) turn that round: what a client may repeat
/// depends on it.
#[derive(Clone, Debug)]
pub struct Fault {
    pub(crate) runs: bool,
    pub(crate) delay: Duration,
    pub(crate) damage: Option<Damage>,
}

/// What becomes of the answer.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    /// An error in its place.
    Refusal(Refusal),
    /// A proxy's page in its place.
    Html(StatusCode),
    /// `200` and nothing.
    Empty,
    /// Half of the JSON, and a length that agrees with it.
    CutOff,
    /// Half of the JSON, and then the connection ends.
    BrokenOff,
    /// The connection is reset.
    Reset,
}

impl Fault {
    /// 503 `QUERY_LIMIT_EXCEEDED`: the bucket is full.
    pub fn query_limit() -> Self {
        Self::instead(Refusal::too_many_requests())
    }

    /// 503 `OVERLOAD_LIMIT`: blocked by hand.
    pub fn overload() -> Self {
        let text = "REST API is blocked due to overload.";
        Self::refusal(503, "OVERLOAD_LIMIT", text)
    }

    /// 429 `OPERATION_TIME_LIMIT`: the method has used up its time.
    pub fn operation_limit() -> Self {
        Self::instead(Refusal::out_of_operating_time())
    }

    /// 500 `INTERNAL_SERVER_ERROR`.
    pub fn internal_error() -> Self {
        Self::refusal(500, "INTERNAL_SERVER_ERROR", "Internal server error")
    }

    /// Any error, in the portal's usual form. A `status` that is none becomes 500.
    pub fn refusal(status: u16, error: &str, description: &str) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::instead(Refusal::with_status(status, error, description))
    }

    /// A proxy's HTML page with this status, 502 for instance.
    pub fn html(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
        Self::after(Damage::Html(status))
    }

    /// `200` with an empty body.
    pub fn empty() -> Self {
        Self::after(Damage::Empty)
    }

    /// Half of the JSON, with a `Content-Length` that agrees.
    pub fn cut_off() -> Self {
        Self::after(Damage::CutOff)
    }

    /// The whole `Content-Length` is promised, half of it comes.
    pub fn broken_off() -> Self {
        Self::after(Damage::BrokenOff)
    }

    /// The connection is reset without an answer.
    pub fn reset() -> Self {
        Self::after(Damage::Reset)
    }

    /// The answer is right, and late by this much.
    pub fn slow(by: Duration) -> Self {
        Self {
            runs: true,
            delay: by,
            damage: None,
        }
    }

    /// The same, before the method has run.
    #[must_use]
    pub fn before_running(self) -> Self {
        Self {
            runs: false,
            ..self
        }
    }

    /// The same, after the method has run.
    #[must_use]
    pub fn after_running(self) -> Self {
        Self { runs: true, ..self }
    }

    /// The same, late by this much.
    #[must_use]
    pub fn late(self, by: Duration) -> Self {
        Self { delay: by, ..self }
    }

    fn instead(refusal: Refusal) -> Self {
        Self {
            runs: false,
            delay: Duration::ZERO,
            damage: Some(Damage::Refusal(refusal)),
        }
    }

    fn after(damage: Damage) -> Self {
        Self {
            runs: true,
            delay: Duration::ZERO,
            damage: Some(damage),
        }
    }
}

impl Damage {
    /// The status of what is left of an answer; `0` when nothing is.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Refusal(refusal) => refusal.status.as_u16(),
            Self::Html(status) => status.as_u16(),
            Self::Empty | Self::CutOff | Self::BrokenOff => 200,
            Self::Reset => 0,
        }
    }

    /// What is left of an answer that should have had this body.
    pub(crate) fn response(&self, body: &str, peer: &Peer) -> Response {
        let half = Bytes::copy_from_slice(&body.as_bytes()[..body.len() / 2]);
        match self {
            Self::Refusal(refusal) => crate::rest::envelope::failure(refusal),
            Self::Html(status) => dead_gateway(*status),
            Self::Empty => json_with(Body::empty(), 0),
            Self::CutOff => {
                let length = half.len();
                json_with(Body::from(half), length)
            }
            Self::BrokenOff => {
                let end = stream::once(async {
                    // Lets the half leave before the connection ends.
                    tokio::task::yield_now().await;
                    Err(io::Error::from(io::ErrorKind::ConnectionAborted))
                });
                let pieces = stream::once(async { Ok(half) }).chain(end);
                json_with(Body::from_stream(pieces), body.len())
            }
            Self::Reset => {
                peer.tear();
                Body::empty().into_response()
            }
        }
    }
}

/// A page as the proxy in front of a portal shows it.
fn dead_gateway(status: StatusCode) -> Response {
    let title = format!(
        "{} {}",
        status.as_u16(),
        status.canonical_reason().unwrap_or("Error")
    );
    let page = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    let mut response = (status, page).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}

fn json_with(body: Body, length: usize) -> Response {
    let mut response = HttpResponse::new(body);
    let headers = response.headers_mut();
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, json);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}
