//! One POST, and what became of it.

use std::sync::Arc;

use reqwest::header::LOCATION;
use reqwest::{RequestBuilder, StatusCode};

/// The largest answer taken; a page of 50 rows is far below.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// An answer, whatever it says.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    /// The `Location` header, where it is text.
    pub(crate) location: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer.
///
/// The request's address is in none of the texts: a webhook's secret is part of it.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unanswered {
    /// The request did not leave: it cannot have been executed.
    #[error("no connection")]
    Unsent(#[source] Arc<reqwest::Error>),
    /// The request was sent; whether it was executed nobody knows.
    #[error("the answer was lost")]
    Lost(#[source] Lost),
}

/// How an answer was lost.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Lost {
    #[error("no answer in time")]
    Late(#[source] Arc<reqwest::Error>),
    #[error("the connection broke")]
    Broken(#[source] Arc<reqwest::Error>),
    /// HTML of a proxy, a cut text, nothing at all.
    #[error("the answer is not JSON (HTTP {status})")]
    NotJson { status: u16 },
    /// JSON that is neither a result nor a refusal.
    #[error("the answer has neither a result nor an error (HTTP {status})")]
    Shapeless { status: u16 },
    #[error("the answer is too large")]
    TooLarge,
    /// We stopped waiting.
    #[error("the time for it was up")]
    OutOfTime,
    /// The batch was answered, and its answer says nothing about this call.
    #[error("the batch's answer says nothing about it")]
    Missing,
}

/// Sends a request and reads its answer to the end.
pub(crate) async fn exchange(request: RequestBuilder) -> Result<Reply, Unanswered> {
    let mut response = request.send().await.map_err(unanswered)?;
    let status = response.status();
    let location = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > MOST_BYTES => {
                return Err(Unanswered::Lost(Lost::TooLarge));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => {
                return Ok(Reply {
                    status,
                    location,
                    body,
                });
            }
            Err(error) => return Err(Unanswered::Lost(lost(error))),
        }
    }
}

fn unanswered(error: reqwest::Error) -> Unanswered {
    if error.is_connect() || error.is_builder() {
        Unanswered::Unsent(Arc::new(error.without_url()))
    } else {
        Unanswered::Lost(lost(error))
    }
}

fn lost(error: reqwest::Error) -> Lost {
    let error = Arc::new(error.without_url());
    if error.is_timeout() {
        Lost::Late(error)
    } else {
        Lost::Broken(error)
    }
}
