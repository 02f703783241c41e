//! The stand-in's server.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request as Incoming, StatusCode};
use axum::response::Response;
use serde_json::{Value as Json, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::request::Request;
use super::rows::{Answer, Refusal, Row, Sets, answer};

const ROOT: &str = "/base/odata/standard.odata";

/// A running stand-in; stopped when it is dropped.
pub(crate) struct OneC {
    address: String,
    inner: Arc<Mutex<Inner>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Inner {
    sets: Sets,
    asked: Vec<Asked>,
    canned: VecDeque<Canned>,
    /// Rows that somebody enters after so many requests.
    entered: Option<(usize, String, Row)>,
    sessions: SessionMode,
    live: BTreeSet<String>,
    opened: usize,
    most_live: usize,
}

/// How the publication treats `IBSession`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SessionMode {
    #[default]
    Ignored,
    Kept,
}

/// A request that came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    /// As it travelled.
    pub(crate) address: String,
    pub(crate) headers: HeaderMap,
}

/// An answer given instead of the right one.
#[derive(Clone, Debug)]
pub(crate) struct Canned {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: Vec<u8>,
    pub(crate) after: Duration,
}

impl Canned {
    pub(crate) fn new(status: u16, content_type: &'static str, body: impl AsRef<[u8]>) -> Self {
        Self {
            status,
            content_type,
            body: body.as_ref().to_vec(),
            after: Duration::ZERO,
        }
    }
}

impl OneC {
    pub(crate) async fn start(sets: Json) -> Self {
        let inner = Arc::new(Mutex::new(Inner {
            sets: serde_json::from_value(sets).unwrap(),
            ..Inner::default()
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/base", listener.local_addr().unwrap());
        let router = Router::new().fallback(serve).with_state(Arc::clone(&inner));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            address,
            inner,
            task,
        }
    }

    /// The base's address, without the service's own tail.
    pub(crate) fn url(&self) -> &str {
        &self.address
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.inner().asked.clone()
    }

    /// Answers the next requests with these.
    pub(crate) fn answer_next(&self, answers: impl IntoIterator<Item = Canned>) {
        self.inner().canned.extend(answers);
    }

    /// Enters a row at the front of a set once so many requests were answered.
    pub(crate) fn enter_after(&self, requests: usize, set: &str, row: &Json) {
        let row = row.as_object().unwrap().clone();
        self.inner().entered = Some((requests, set.to_owned(), row));
    }

    pub(crate) fn keep_sessions(&self) {
        self.inner().sessions = SessionMode::Kept;
    }

    /// As after a restart of 1C's server.
    pub(crate) fn forget_sessions(&self) {
        self.inner().live.clear();
    }

    /// The sessions that live, were opened ever, and lived at once.
    pub(crate) fn sessions(&self) -> (usize, usize, usize) {
        let inner = self.inner();
        (inner.live.len(), inner.opened, inner.most_live)
    }

    pub(crate) fn data(&self) -> Sets {
        self.inner().sets.clone()
    }
}

impl Drop for OneC {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(State(inner): State<Arc<Mutex<Inner>>>, incoming: Incoming<Body>) -> Response {
    let (canned, mut response) = {
        let mut inner = inner.lock().unwrap();
        let uri = incoming.uri();
        inner.asked.push(Asked {
            method: incoming.method().clone(),
            address: uri.to_string(),
            headers: incoming.headers().clone(),
        });
        match inner.canned.pop_front() {
            Some(canned) => (Some(canned), Response::default()),
            None => (None, inner.answer(&incoming)),
        }
    };
    if let Some(canned) = canned {
        tokio::time::sleep(canned.after).await;
        response = plain(canned.status, canned.content_type, canned.body);
    }
    response
}

impl Inner {
    fn answer(&mut self, incoming: &Incoming<Body>) -> Response {
        if incoming.method() != Method::GET {
            // 1C would write: nothing of ours may ever ask for that.
            return refused(&Refusal(405, "19", "Метод не разрешен".to_owned()));
        }
        let headers = incoming.headers();
        let session = match self.session(headers) {
            Ok(session) => session,
            Err(response) => return *response,
        };
        let mut response = self.data(incoming);
        if let Some(cookie) = session {
            let cookie = format!("ibsession={cookie}; path=/; HttpOnly");
            response
                .headers_mut()
                .insert("set-cookie", cookie.parse().unwrap());
        }
        if let Some((requests, set, row)) = self.entered.take() {
            if self.asked.len() >= requests {
                self.sets.get_mut(&set).unwrap().insert(0, row);
            } else {
                self.entered = Some((requests, set, row));
            }
        }
        response
    }

    /// A session that this request begins.
    fn session(&mut self, headers: &HeaderMap) -> Result<Option<String>, Box<Response>> {
        if self.sessions == SessionMode::Ignored {
            return Ok(None);
        }
        let asked = headers
            .get("ibsession")
            .and_then(|value| value.to_str().ok());
        let cookie = headers
            .get("cookie")
            .and_then(|value| value.to_str().ok())
            .and_then(|cookie| cookie.strip_prefix("ibsession="))
            .map(str::to_owned);
        match (asked, cookie) {
            (Some("start"), _) => {
                self.opened += 1;
                let session = format!("s{}", self.opened);
                self.live.insert(session.clone());
                self.most_live = self.most_live.max(self.live.len());
                Ok(Some(session))
            }
            (_, Some(session)) if !self.live.contains(&session) => {
                let body = "Сеанс не найден".as_bytes().to_vec();
                Err(Box::new(plain(400, "text/plain; charset=utf-8", body)))
            }
            (Some("finish"), Some(session)) => {
                self.live.remove(&session);
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn data(&self, incoming: &Incoming<Body>) -> Response {
        let uri = incoming.uri();
        let Some(path) = uri.path().strip_prefix(ROOT) else {
            return plain(404, "text/html", b"<html>Not Found</html>".to_vec());
        };
        let path = path.trim_start_matches('/');
        if path.is_empty() {
            let sets = self.sets.keys().filter(|name| !name.contains('/'));
            let sets: Vec<Json> = sets
                .map(|name| json!({"name": name, "url": name}))
                .collect();
            return json_answer(&json!({"odata.metadata": "m", "value": sets}));
        }
        let Some(request) = Request::parse(path, uri.query().unwrap_or_default()) else {
            return refused(&Refusal(400, "2", "Неверный запрос".to_owned()));
        };
        if request.option("$format") != Some("json") {
            let body = "<feed xmlns='http://www.w3.org/2005/Atom'/>"
                .as_bytes()
                .to_vec();
            return plain(200, "application/atom+xml", body);
        }
        match answer(&self.sets, &request) {
            Ok(Answer::List(rows)) => {
                json_answer(&json!({"odata.metadata": "http://h/$metadata#X", "value": rows}))
            }
            Ok(Answer::One(row)) => {
                let mut answer = Row::new();
                answer.insert(
                    "odata.metadata".to_owned(),
                    json!("http://h/$metadata#X/@Element"),
                );
                answer.extend(row);
                json_answer(&Json::Object(answer))
            }
            Err(refusal) => refused(&refusal),
        }
    }
}

fn json_answer(answer: &Json) -> Response {
    // As 1C on Windows sends it: with a byte-order mark.
    let body = format!("\u{feff}{answer}").into_bytes();
    plain(200, "application/json;charset=utf-8", body)
}

fn refused(Refusal(status, code, words): &Refusal) -> Response {
    let error = json!({"odata.error": {"code": code, "message": {"lang": "ru", "value": words}}});
    plain(
        *status,
        "application/json;charset=utf-8",
        error.to_string().into_bytes(),
    )
}

fn plain(status: u16, content_type: &str, body: Vec<u8>) -> Response {
    Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header("content-type", content_type)
        .body(Body::from(body))
        .unwrap()
}
