//! A server that answers as it is told, and remembers what it was asked.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::stream;
use ledger::{
    HttpColumn, HttpQuery, HttpSettings, Limits, ParamType, Params, Query, ReadError, Rows, Source,
    Value, WebSettings,
};
use tokio::net::TcpListener;

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    /// As it was sent, percent signs and all.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// Which one it is, from 0.
    pub(crate) number: usize,
}

impl Asked {
    /// The parameters of the query, as any server reads them.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .into_owned()
            .collect()
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self.pairs().into_iter();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What it answers.
pub(crate) struct Answer {
    status: StatusCode,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    pace: Pace,
}

enum Pace {
    AtOnce,
    After(Duration),
    Never,
    /// The connection breaks in the middle of the body.
    Broken,
}

impl Answer {
    pub(crate) fn json(body: impl Into<String>) -> Self {
        Self::bytes("application/json", body.into())
    }

    pub(crate) fn bytes(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: StatusCode::OK,
            headers: vec![("content-type", content_type.to_owned())],
            body: body.into(),
            pace: Pace::AtOnce,
        }
    }

    pub(crate) fn status(code: u16) -> Self {
        Self::json("{}").with_status(code)
    }

    pub(crate) fn with_status(mut self, code: u16) -> Self {
        self.status = StatusCode::from_u16(code).unwrap();
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn packed(mut self) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&self.body).unwrap();
        self.body = encoder.finish().unwrap();
        self.header("content-encoding", "gzip")
    }

    pub(crate) fn after(mut self, pause: Duration) -> Self {
        self.pace = Pace::After(pause);
        self
    }

    pub(crate) fn never() -> Self {
        let mut answer = Self::status(200);
        answer.pace = Pace::Never;
        answer
    }

    pub(crate) fn broken(mut self) -> Self {
        self.pace = Pace::Broken;
        self
    }
}

type Handler = dyn Fn(&Asked) -> Answer + Send + Sync;

/// The server; gone when it is dropped.
pub(crate) struct StandIn {
    pub(crate) url: String,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

struct Shared {
    handler: Box<Handler>,
    asked: Mutex<Vec<Asked>>,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl StandIn {
    pub(crate) async fn start(handler: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::start_on(listener, handler)
    }

    pub(crate) fn start_on(
        listener: TcpListener,
        handler: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let url = format!("http://{}/api", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            asked: Mutex::default(),
            now: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        });
        let router = Router::new()
            .fallback(serve)
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, shared, task }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.shared.asked.lock().unwrap().len()
    }

    /// How many requests were under way at once, at most.
    pub(crate) fn most_at_once(&self) -> usize {
        self.shared.most.load(Ordering::SeqCst)
    }

    pub(crate) fn settings(&self) -> HttpSettings {
        let mut web = WebSettings::new(self.url.as_str());
        web.limits = Limits {
            timeout: Duration::from_secs(20),
            ..Limits::default()
        };
        HttpSettings::new(web)
    }

    pub(crate) fn source(&self) -> Source {
        self.source_with(|_| {})
    }

    pub(crate) fn source_with(&self, change: impl FnOnce(&mut HttpSettings)) -> Source {
        let mut settings = self.settings();
        change(&mut settings);
        Source::http("shop", settings).unwrap()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let now = shared.now.fetch_add(1, Ordering::SeqCst) + 1;
    shared.most.fetch_max(now, Ordering::SeqCst);
    let (parts, body) = request.into_parts();
    // Whatever a test does: nothing else ever leaves.
    assert!(["GET", "POST"].contains(&parts.method.as_str()));
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let asked = {
        let mut all = shared.asked.lock().unwrap();
        let asked = Asked {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
            number: all.len(),
        };
        all.push(asked.clone());
        asked
    };
    let answer = (shared.handler)(&asked);
    match answer.pace {
        Pace::Never => std::future::pending().await,
        Pace::After(pause) => tokio::time::sleep(pause).await,
        Pace::AtOnce | Pace::Broken => {}
    }
    shared.now.fetch_sub(1, Ordering::SeqCst);
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    let body = if matches!(answer.pace, Pace::Broken) {
        let end = Err(std::io::Error::other("broken"));
        Body::from_stream(stream::iter([Ok(Bytes::from(answer.body)), end]))
    } else {
        Body::from(answer.body)
    };
    response.body(body).unwrap()
}

/// Columns by name and JSONPath.
pub(crate) fn columns(columns: &[(&str, &str)]) -> Vec<(String, HttpColumn)> {
    let columns = columns.iter();
    columns
        .map(|(name, path)| ((*name).to_owned(), HttpColumn::at(*path)))
        .collect()
}

/// A query whose parameters are what is given for them.
pub(crate) fn query(query: &HttpQuery, given: &[(&str, ParamType, Value)]) -> (Query, Params) {
    let declared: BTreeMap<_, _> = given
        .iter()
        .map(|(name, kind, _)| ((*name).to_owned(), *kind))
        .collect();
    let query = Query::http("shop.test", query, &declared).unwrap();
    let params = Params::bind(&query, |name| {
        let mut given = given.iter();
        given
            .find(|(known, ..)| *known == name)
            .map(|(.., value)| value.clone())
    });
    (query, params.unwrap())
}

pub(crate) async fn read(
    source: &Source,
    asked: &HttpQuery,
    given: &[(&str, ParamType, Value)],
) -> Result<Rows, ReadError> {
    let (query, params) = query(asked, given);
    source.read(&query, &params).await
}

/// Reads `GET /rows`, an array of objects, by these columns.
pub(crate) async fn rows(source: &Source, paths: &[(&str, &str)]) -> Result<Rows, ReadError> {
    let mut query = HttpQuery::get("/rows");
    query.columns = columns(paths);
    read(source, &query, &[]).await
}
