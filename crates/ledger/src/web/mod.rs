//! What all systems share that are asked over HTTP: one client for one system.
//!
//! It asks the system's own origin only, with the methods [`Method`] knows, and follows nothing.
//! Whatever is asked is a read, so what broke off is asked once more.

mod body;
mod client;
mod failure;
mod login;
mod question;
mod reply;
mod rest;
mod settings;
mod turn;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use secrecy::ExposeSecret;
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

pub(crate) use question::{Method, Question};
pub(crate) use reply::Reply;
pub use settings::{
    ClientProof, CookieLogin, Login, OAuth2, Rate, RetryAfter, WaitUnit, WebSettings,
};

use crate::places::Places;
use crate::{Limits, ReadError, Reason, SourceError};
use login::{Door, Session};
use rest::Rest;
use turn::Turns;

/// Between an answer that says "not now" and asking once more.
const BREATH: Duration = Duration::from_millis(100);

/// The way to one system.
pub(crate) struct Web {
    base: Url,
    client: reqwest::Client,
    headers: HeaderMap,
    door: Door,
    /// Whether this login was ever let in.
    known: AtomicBool,
    rest: Rest,
    retry_after: Option<RetryAfter>,
    turns: Option<Turns>,
    places: Places,
    limits: Limits,
}

impl Web {
    /// Nothing is connected yet.
    ///
    /// # Errors
    /// When the address is none, or something of the settings cannot be sent.
    pub(crate) fn new(source_name: &str, settings: WebSettings) -> Result<Self, SourceError> {
        settings.limits.check(source_name)?;
        let bad = |problem| SourceError::BadAddress {
            source_name: source_name.to_owned(),
            problem,
        };
        let base = base(settings.url.expose_secret()).map_err(bad)?;
        let mut headers = HeaderMap::new();
        for (name, value) in &settings.headers {
            let value = login::secret_value(value.expose_secret());
            let name = HeaderName::from_bytes(name.as_bytes());
            let (Ok(name), Some(value)) = (name, value) else {
                return Err(bad("one of its headers cannot be sent"));
            };
            headers.insert(name, value);
        }
        Ok(Self {
            client: client::build(settings.ca.as_deref(), &settings.limits).map_err(bad)?,
            door: Door::new(settings.login, &base).map_err(bad)?,
            base,
            headers,
            known: AtomicBool::new(false),
            rest: Rest::default(),
            retry_after: settings.retry_after,
            turns: settings.rate.map(Turns::new),
            places: Places::new(&settings.limits),
            limits: settings.limits,
        })
    }

    /// The system's address; its path ends without a slash unless it is empty.
    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    /// The address of something below the system's own; `path` is written already.
    pub(crate) fn below(&self, path: &str) -> Option<Url> {
        below(&self.base, path)
    }

    /// Whether an address the system gave us is its own: same scheme, host and port.
    pub(crate) fn is_home(&self, url: &Url) -> bool {
        url.origin() == self.base.origin()
    }

    /// Runs one read, all its requests, at a place of its own.
    ///
    /// The read goes on in a task when its caller leaves, or when its time is over and the system
    /// has not answered yet: the place is free when the system is done, or after as much time
    /// again.
    pub(crate) async fn read<T, F>(
        &self,
        limits: &Limits,
        job: impl FnOnce(Instant) -> F,
    ) -> Result<T, ReadError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, ReadError>> + Send + 'static,
    {
        let deadline = Instant::now() + limits.timeout;
        let place = self.places.take(deadline).await?;
        let job = job(deadline);
        let read = tokio::spawn(async move {
            let answer = job.await;
            place.ended(&answer);
            drop(place);
            answer
        });
        match timeout_at(deadline, read).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(ReadError::Unreachable {
                source: Reason::text("the read was given up"),
            }),
            Err(_) => Err(ReadError::Timeout),
        }
    }

    /// Asks one question. A login that has expired is renewed once; an answer that broke off, or
    /// says "not now", is asked for once more if there is time.
    ///
    /// # Errors
    /// When no answer came. An answer with any status is one: what it means the caller knows, or
    /// [`Reply::refusal`].
    pub(crate) async fn ask(
        &self,
        question: &Question,
        deadline: Instant,
    ) -> Result<Reply, ReadError> {
        if !self.is_home(&question.url) {
            return Err(ReadError::Rejected {
                source: Reason::text("the address is of another system"),
            });
        }
        let session = self.session(None, deadline).await?;
        let mut reply = self.deliver(question, &session, deadline).await?;
        if reply.status == StatusCode::UNAUTHORIZED && session.is_renewable() {
            let session = self.session(Some(&session), deadline).await?;
            reply = self.deliver(question, &session, deadline).await?;
        }
        if reply.status.is_success() {
            self.known.store(true, Ordering::Relaxed);
        } else if reply.status == StatusCode::UNAUTHORIZED {
            self.known.store(false, Ordering::Relaxed);
        }
        reply.known = self.known.load(Ordering::Relaxed);
        Ok(reply)
    }

    async fn session(
        &self,
        refused: Option<&Session>,
        deadline: Instant,
    ) -> Result<Session, ReadError> {
        let session = self.door.session(&self.client, refused);
        timeout_at(self.end(deadline), session)
            .await
            .map_err(|_| ReadError::Timeout)?
    }

    async fn deliver(
        &self,
        question: &Question,
        session: &Session,
        deadline: Instant,
    ) -> Result<Reply, ReadError> {
        let mut again = true;
        loop {
            self.rest.wait(deadline).await?;
            if let Some(turns) = &self.turns {
                turns.take(deadline).await?;
            }
            if Instant::now() >= deadline {
                return Err(ReadError::Timeout);
            }
            let sent = timeout_at(self.end(deadline), self.send(question, session));
            let answer = sent.await.map_err(|_| ReadError::Timeout)?;
            let more = std::mem::take(&mut again);
            match answer {
                Ok(reply) => {
                    if let Some(pause) = self.asked_to_wait(&reply) {
                        self.rest.for_another(pause);
                        if more {
                            continue;
                        }
                        return Err(ReadError::Unavailable {
                            why: "busy",
                            retry_in: pause,
                        });
                    }
                    let not_now = matches!(reply.status.as_u16(), 502..=504);
                    if !(not_now && more && Instant::now() + BREATH < deadline) {
                        return Ok(reply);
                    }
                    sleep(BREATH).await;
                }
                Err(Broken {
                    connected: true, ..
                }) if more => {}
                Err(Broken { error, .. }) => return Err(error),
            }
        }
    }

    /// One request and its whole answer.
    async fn send(&self, question: &Question, session: &Session) -> Result<Reply, Broken> {
        let mut request = match question.method {
            Method::Get => self.client.get(question.url.clone()),
            Method::Post => self.client.post(question.url.clone()),
        };
        let mut headers = HeaderMap::from_iter([
            (ACCEPT, HeaderValue::from_static("application/json")),
            (ACCEPT_ENCODING, HeaderValue::from_static("gzip")),
        ]);
        for more in [&question.headers, &self.headers, &session.headers] {
            for (name, value) in more {
                headers.insert(name, value.clone());
            }
        }
        if let Some(body) = &question.body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            request = request.body(body.clone());
        }
        let response = request
            .headers(headers)
            .send()
            .await
            .map_err(|error| Broken {
                connected: !error.is_connect() && !error.is_timeout(),
                error: failure::kind_of(&error),
            })?;
        let status = response.status();
        let headers = response.headers().clone();
        let body = body::take(response, self.limits.max_bytes)
            .await
            .map_err(|error| Broken {
                connected: matches!(error, ReadError::Unreachable { .. }),
                error,
            })?;
        Ok(Reply {
            status,
            content_type: reply::essence(&headers),
            headers,
            body,
            known: false,
        })
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a moment a system names is by its clock, which only the real one is near to"
    )]
    fn asked_to_wait(&self, reply: &Reply) -> Option<Duration> {
        rest::asked_for(
            reply,
            self.retry_after.as_ref(),
            std::time::SystemTime::now(),
        )
    }

    /// How long a system is waited for that was asked in time: nobody waits for the answer, but a
    /// system that still works at it should not be given more.
    fn end(&self, deadline: Instant) -> Instant {
        deadline + self.limits.timeout
    }
}

/// An answer that did not come, or not whole.
struct Broken {
    error: ReadError,
    /// It broke off on a connection that stood: the next one may do better.
    connected: bool,
}

/// The system's address, without a slash at its end.
fn base(address: &str) -> Result<Url, &'static str> {
    let mut url = Url::parse(address).map_err(|_| "it is not https://host/path")?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err("it is not https://host/path");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("user and password belong into `login`");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("it must end before `?` and `#`");
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// An address below another one; `None` when `path` leads out of it.
fn below(base: &Url, path: &str) -> Option<Url> {
    let root = base.as_str().trim_end_matches('/');
    let url = Url::parse(&format!("{root}/{}", path.trim_start_matches('/'))).ok()?;
    let inside = url.origin() == base.origin()
        && url
            .path()
            .strip_prefix(base.path().trim_end_matches('/'))
            .is_some_and(|rest| rest.starts_with('/'));
    inside.then_some(url)
}
