//! The connections to one database: never more than allowed, each read-only and as good as new.
//!
//! A pool of our own and not the driver's, for three reasons. A read costs one round trip: a kept
//! connection is not tried out first, it is used, and when it turns out to have died in its sleep
//! the read goes to a new one. A database that is down is noticed at the first refusal, not after
//! the time limit. And a place is given back when the *database* is done with a read, not when its
//! caller stops waiting.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use super::driver::{Driver, Outcome, Request, State};
use super::text::SqlText;
use crate::places::{Place, Places};
use crate::{Limits, Params, ReadError, Reason, Rows};

/// How long an unused connection is kept: shorter than what firewalls forget after.
const IDLE: Duration = Duration::from_secs(240);

/// How long a connection is used at most: a server that moved elsewhere is found again.
const LIFETIME: Duration = Duration::from_secs(1_800);

/// What a server may take, beyond the time limit, to end a read that is over.
const GRACE: Duration = Duration::from_secs(2);

/// Reads one database over a bounded number of connections.
pub(super) struct Connections<D: Driver> {
    shared: Arc<Shared<D>>,
    places: Places,
}

struct Shared<D: Driver> {
    driver: D,
    /// The last used one last.
    idle: Mutex<Vec<Kept<D::Connection>>>,
}

/// A connection, with what is known of its age.
struct Kept<C> {
    connection: C,
    opened: Instant,
    used: Instant,
}

impl<D: Driver> Connections<D> {
    pub(super) fn new(driver: D, limits: Limits) -> Self {
        let shared = Arc::new(Shared {
            driver,
            idle: Mutex::default(),
        });
        Self {
            shared,
            places: Places::new(&limits),
        }
    }

    /// Reads within the given limits: the source's own, with more time for the first read.
    pub(super) async fn read(
        &self,
        text: &SqlText,
        params: &Params,
        limits: Limits,
    ) -> Result<Rows, ReadError> {
        let deadline = Instant::now() + limits.timeout;
        let place = self.places.take(deadline).await?;
        let request = Request {
            bound: Arc::new(text.bind(D::MARKS, params)),
            harmless: text.is_harmless(),
            limits,
            deadline,
        };
        let (reply, answer) = oneshot::channel();
        // A task of its own: a caller who hangs up must not leave a query behind that nobody counts.
        tokio::spawn(Arc::clone(&self.shared).serve(request, reply, place));
        match timeout_at(deadline, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(ReadError::Unreachable {
                source: Reason::text("the read was given up"),
            }),
            Err(_) => Err(ReadError::Timeout),
        }
    }
}

impl<D: Driver> Shared<D> {
    /// One read from beginning to end. The caller is answered first; the place is free when the
    /// connection is ready for another read, or gone.
    async fn serve(
        self: Arc<Self>,
        request: Request,
        reply: oneshot::Sender<Result<Rows, ReadError>>,
        place: Place,
    ) {
        // Nobody is asked for longer than this, be the network dead.
        let end = request.deadline + request.limits.timeout + GRACE;
        match timeout_at(end, self.ask(&request)).await {
            Ok(Ok((outcome, mut kept))) => {
                let _ = reply.send(outcome.answer);
                // As good as new, or gone.
                if outcome.connection == State::Intact
                    && let Ok(true) =
                        timeout_at(end, self.driver.settle(&mut kept.connection)).await
                {
                    kept.used = Instant::now();
                    self.idle().push(kept);
                }
            }
            Ok(Err(error)) => {
                let answer = Err(error);
                place.ended(&answer);
                let _ = reply.send(answer);
            }
            // The way there swallows everything: no connection over it is worth keeping.
            Err(_) => self.idle().clear(),
        }
        drop(place);
    }

    /// Asks over a kept connection, else over a new one; only failing to connect is an error here.
    async fn ask(&self, request: &Request) -> Result<(Outcome, Kept<D::Connection>), ReadError> {
        if let Some(mut kept) = self.kept() {
            let outcome = self.driver.fetch(&mut kept.connection, request).await;
            if outcome.connection != State::Lost {
                return Ok((outcome, kept));
            }
            // It died while it was idle, and so, most likely, did the others.
            self.idle().clear();
        }
        // A connection made in the last moment leaves no time for an answer.
        let limits = &request.limits;
        let latest =
            (Instant::now() + limits.connecting()).min(request.deadline - limits.timeout / 5);
        let mut connection = match timeout_at(latest, self.driver.connect()).await {
            Ok(connected) => connected?,
            Err(_) => {
                let source = Reason::text("connecting took too long");
                return Err(ReadError::Unreachable { source });
            }
        };
        let opened = Instant::now();
        let outcome = self.driver.fetch(&mut connection, request).await;
        Ok((
            outcome,
            Kept {
                connection,
                opened,
                used: opened,
            },
        ))
    }

    fn kept(&self) -> Option<Kept<D::Connection>> {
        let mut idle = self.idle();
        let now = Instant::now();
        idle.retain(|kept| {
            now.duration_since(kept.used) < IDLE && now.duration_since(kept.opened) < LIFETIME
        });
        idle.pop()
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Kept<D::Connection>>> {
        // Whoever panicked while holding it left a list that is still a list.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
