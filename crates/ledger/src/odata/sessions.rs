//! The sessions of 1C that we keep, so that requests do not take a licence each.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;

/// How we ask for a session and end it (1C developer's guide, "Standard OData interface",
/// sessions).
pub(super) const IBSESSION: HeaderName = HeaderName::from_static("ibsession");

const COOKIE_NAME: &str = "ibsession";

/// The sessions nobody uses at the moment.
#[derive(Debug)]
pub(super) struct Sessions {
    /// How long one may stay unused.
    pub(super) idle: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The last used one last.
    kept: Vec<Kept>,
    /// The publication brought none when it was asked: it is not asked again.
    ignored: bool,
    /// Whether somebody looks after them.
    watched: bool,
}

#[derive(Debug)]
struct Kept {
    cookie: HeaderValue,
    used: Instant,
}

/// What one read holds of a session.
#[derive(Debug, Default)]
pub(super) struct Lease(Option<HeaderValue>);

impl Sessions {
    pub(super) fn new(idle: Duration) -> Self {
        Self {
            idle,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked while holding it left a list that is still a list.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A session that is there, or none.
    pub(super) fn take(&self) -> Lease {
        Lease(self.state().kept.pop().map(|kept| kept.cookie))
    }

    /// Keeps what a read is done with; whether somebody has to begin looking after them.
    pub(super) fn give_back(&self, lease: Lease) -> bool {
        let Some(cookie) = lease.0 else { return false };
        let used = Instant::now();
        let mut state = self.state();
        state.kept.push(Kept { cookie, used });
        !std::mem::replace(&mut state.watched, true)
    }

    /// What a request says: the session it is of, or that it wants one.
    pub(super) fn headers(&self, lease: &Lease) -> HeaderMap {
        let mut headers = HeaderMap::new();
        match &lease.0 {
            Some(cookie) => {
                headers.insert(http::header::COOKIE, cookie.clone());
            }
            None if !self.state().ignored => {
                headers.insert(IBSESSION, HeaderValue::from_static("start"));
            }
            None => {}
        }
        headers
    }

    /// Reads in an answer whether there is a session now.
    pub(super) fn heard(&self, lease: &mut Lease, success: bool, headers: &HeaderMap) {
        let cookie = headers.get_all(SET_COOKIE).iter().find_map(|header| {
            let pair = header.to_str().ok()?.split(';').next()?.trim();
            let (name, _) = pair.split_once('=')?;
            let mut cookie = HeaderValue::from_str(pair).ok()?;
            cookie.set_sensitive(true);
            name.eq_ignore_ascii_case(COOKIE_NAME).then_some(cookie)
        });
        match cookie {
            Some(cookie) => lease.0 = Some(cookie),
            None if lease.0.is_none() && success => self.state().ignored = true,
            None => {}
        }
    }

    /// The sessions that were unused for long enough, for ending them, and when to look again;
    /// `None` when nothing is left to look after.
    pub(super) fn expired(&self) -> (Vec<Lease>, Option<Instant>) {
        let now = Instant::now();
        let mut state = self.state();
        let (old, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut state.kept)
            .into_iter()
            .partition(|kept| now >= kept.used + self.idle);
        let next = kept.iter().map(|kept| kept.used + self.idle).min();
        state.kept = kept;
        state.watched = next.is_some();
        let ended = old.into_iter().map(|kept| Lease(Some(kept.cookie)));
        (ended.collect(), next)
    }
}

impl Lease {
    /// Whether requests travel in a session.
    pub(super) fn is_held(&self) -> bool {
        self.0.is_some()
    }

    /// Gives up a session the service does not know any more.
    pub(super) fn forget(&mut self) {
        self.0 = None;
    }
}
