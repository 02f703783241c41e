//! A small HTTP server that answers what it is told and remembers what it was asked.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use bitrix24::{AccessToken, Client, Credential, Patience};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) content_type: String,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

#[derive(Clone)]
struct Script {
    location: Option<String>,
    /// In the order they are given; the last one again and again.
    answers: Arc<[(StatusCode, String)]>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

/// The server; it ends with the test's runtime.
pub(crate) struct Server {
    pub(crate) origin: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Answers every request with this status and body.
    pub(crate) async fn answering(status: u16, body: impl Into<String>) -> Self {
        Self::start(None, vec![(status, body.into())]).await
    }

    /// Answers like this in turn, and then always as the last time.
    pub(crate) async fn in_turn(answers: &[(u16, &str)]) -> Self {
        let answers = answers.iter();
        let answers = answers.map(|(status, body)| (*status, (*body).to_owned()));
        Self::start(None, answers.collect()).await
    }

    /// Redirects every request.
    pub(crate) async fn redirecting(status: u16, location: &str) -> Self {
        Self::start(Some(location.to_owned()), vec![(status, String::new())]).await
    }

    async fn start(location: Option<String>, answers: Vec<(u16, String)>) -> Self {
        let seen = Arc::default();
        let answers = answers.into_iter();
        let script = Script {
            location,
            answers: answers
                .map(|(status, body)| (StatusCode::from_u16(status).unwrap(), body))
                .collect(),
            seen: Arc::clone(&seen),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(script);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, seen }
    }

    pub(crate) fn client(&self) -> Client {
        client(&self.origin)
    }

    /// One that tries again, with pauses nobody notices.
    pub(crate) fn patient(&self) -> Client {
        self.client().with_patience(patience())
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The one request there was.
    pub(crate) fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen[0].clone()
    }
}

async fn answer(
    State(script): State<Script>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .map(|value| value.to_str().unwrap());
    let key = headers.get("idempotency-key");
    let turn = {
        let mut seen = script.seen.lock().unwrap();
        seen.push(Seen {
            method,
            uri,
            content_type: content_type.unwrap_or_default().to_owned(),
            idempotency_key: key.map(|key| key.to_str().unwrap().to_owned()),
            body: String::from_utf8(body.to_vec()).unwrap(),
        });
        seen.len().min(script.answers.len()) - 1
    };
    let mut response = script.answers[turn].clone().into_response();
    if let Some(location) = script.location {
        response
            .headers_mut()
            .insert(header::LOCATION, location.parse().unwrap());
    }
    response
}

/// Reads a request, writes these bytes and closes; with none, never answers at all.
pub(crate) async fn raw(answer: Option<&'static [u8]>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            match answer {
                Some(answer) => drop(stream.write_all(answer).await),
                None => open.push(stream),
            }
        }
    });
    origin
}

/// A client of the portal at `origin`, with the token `t0k3n`, that makes each call once.
pub(crate) fn client(origin: &str) -> Client {
    Client::new(
        bitrix24::http_client().unwrap(),
        format!("{origin}/rest/").parse().unwrap(),
        token(),
    )
    .with_patience(Patience::NONE)
}

pub(crate) fn token() -> Credential {
    Credential::Token(AccessToken::from("t0k3n".to_owned()))
}

/// Eight tries in half a minute, hardly a pause between them.
pub(crate) fn patience() -> Patience {
    let pause = std::time::Duration::from_millis(1);
    Patience::new(8, std::time::Duration::from_secs(30)).with_pauses(pause, pause)
}
